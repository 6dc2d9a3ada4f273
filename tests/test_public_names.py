"""`__all__` of every module holds exactly its public names."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import journeymap

PACKAGE = Path(__file__).parent.parent / "journeymap"
MODULES = {
    ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts): ast.parse(file.read_text(encoding="utf-8"))
    for file in sorted(PACKAGE.rglob("*.py"))
    if file.name not in {"__init__.py", "__main__.py"}
}


def defined_names(tree: ast.Module, *kinds: type[ast.stmt]) -> set[str]:
    """Return the names that statements of these kinds define at the top of a module, but those with an underscore."""
    names: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, kinds):
            match statement:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                    names.add(name)
                case ast.Assign(targets=targets):
                    names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_")}


def used_names() -> dict[str, set[str]]:
    """Return what other modules of the package import from each module, or reach through it."""
    used: dict[str, set[str]] = {module: set() for module in MODULES}
    for tree in MODULES.values():
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        through = {name.name: f"{node.module}.{name.name}" for node in imports for name in node.names}
        for node in imports:
            used.get(node.module or "", set()).update(name.name for name in node.names)
        for expression in ast.walk(tree):
            match expression:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute) if through.get(name) in used:
                    used[through[name]].add(attribute)
    return used


USED = used_names()


def declared_names(tree: ast.Module) -> set[str]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == ["__all__"]:
            return set(ast.literal_eval(statement.value))
    return set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_declares_exactly_its_public_names(module: str) -> None:
    """Functions and classes without an underscore are public; so is a constant that another module uses."""
    tree = MODULES[module]
    constants = defined_names(tree, ast.Assign, ast.AnnAssign)
    public = defined_names(tree, ast.FunctionDef, ast.ClassDef) | (constants & USED[module])
    declared = declared_names(tree)
    assert declared >= public
    assert declared - public <= constants


@pytest.mark.parametrize("module", MODULES)
def test_no_module_uses_what_another_keeps_to_itself(module: str) -> None:
    assert not {name for name in USED[module] if name.startswith("_")}


@pytest.mark.parametrize("name", journeymap.__all__)
def test_a_name_of_the_package_can_be_used(name: str) -> None:
    for module in MODULES:
        import_module(module)  # a module of the same name must not hide it
    assert getattr(journeymap, name).__name__ == name


def test_the_package_has_no_name_beside_the_declared_ones() -> None:
    assert dir(journeymap) == journeymap.__all__
    with pytest.raises(AttributeError, match="no attribute `unheard_of`"):
        _ = journeymap.unheard_of
