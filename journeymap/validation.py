"""Plain values → models; what pydantic finds amiss, in words of ours."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from journeymap.checks.problem import Path, Problem, dotted
from journeymap.errors import did_you_mean, nearest

__all__ = ["Kind", "validated"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Kind(Generic[M]):
    """A kind of file: what it must hold."""

    name: str
    """As in "a journey file"."""
    model: type[M]
    title_key: str
    """The key that names what the file describes."""
    parts_key: str
    """The key whose parts others name by their ids."""
    problems: Callable[[M], Iterable[Problem]]
    """Finds what does not fit together in a model."""


def validated(values: Any, kind: Kind[M]) -> tuple[M | None, list[Problem]]:  # noqa: ANN401 - whatever stands in the file
    """Validate; where parts are wrong, check the rest without them, so that they hide no other problem.

    What holds such a part is not complained of a second time: it may be wrong only for want of the part.
    """
    if not isinstance(values, Mapping):
        said = f"{kind.name} is a mapping with at least `{kind.title_key}` and `{kind.parts_key}`"
        return None, [Problem((), "J103", said, f"start with `{kind.title_key}: NAME`")]
    model, found = _read(values, kind)
    if model is not None:
        return model, list(kind.problems(model))
    known = {problem.path[:n] for problem in found for n in range(len(problem.path) + 1)}
    rest = _problems_of_the_rest(values, found, kind)
    return None, found + [more for more in rest if more.severity == "error" and more.path not in known]


def _read(values: Mapping[str, Any], kind: Kind[M]) -> tuple[M | None, list[Problem]]:
    try:
        return kind.model.model_validate(_with_empty_parts(values, kind.parts_key)), []
    except ValidationError as error:
        return None, list(_pydantic_problems(error, kind))


def _problems_of_the_rest(values: Mapping[str, Any], found: list[Problem], kind: Kind[M]) -> Iterable[Problem]:
    """Take out what is wrong until the rest can be read, and find what does not fit together in it.

    That the rest does not read is for want of what was taken out, and nothing to speak of.
    """
    model: M | None = None
    while model is None:
        sound = _without(values, [_whole_part(values, problem.path) for problem in found])
        sound = {kind.title_key: "unnamed", **sound, kind.parts_key: _same_ids(values, sound, kind.parts_key)}
        if not sound[kind.parts_key] or sound == values:
            return ()
        values = sound
        model, found = _read(values, kind)
    return kind.problems(model)


def _same_ids(values: Mapping[str, Any], sound: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the sound parts, and nothing known of those left out: others may name them."""
    given = values.get(key)
    return {name: (sound[key] or {}).get(name) for name in given} if isinstance(given, Mapping) else {}


def _whole_part(values: Any, path: Path) -> Path:  # noqa: ANN401 - as above
    """Return the path of the smallest part that can be left out: a key of a mapping that is there."""
    for depth, step in enumerate(path):
        if not isinstance(values, Mapping) or step not in values:
            return path[:depth]
        values = values[step]
    return path


def _with_empty_parts(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    """`first_use:` with nothing behind it is a touchpoint of which nothing is known yet."""
    parts = values.get(key)
    if isinstance(parts, Mapping):
        parts = {name: {} if part is None else part for name, part in parts.items()}
    return {**values, **({key: parts} if parts is not None else {})}


def _without(values: Any, paths: Iterable[Path]) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Return the values without what stands at the paths."""
    here = {path[0] for path in paths if len(path) == 1}
    below: dict[str | int, list[Path]] = {}
    for path in paths:
        if len(path) > 1:
            below.setdefault(path[0], []).append(path[1:])
    if isinstance(values, Mapping):
        return {k: _without(v, below.get(k, ())) for k, v in values.items() if k not in here}
    return values


def _pydantic_problems(error: ValidationError, of: Kind[M]) -> Iterable[Problem]:
    for item in error.errors():
        path, kind, context = item["loc"], item["type"], item.get("ctx", {})
        if path[-1:] == ("[key]",) and item["input"] == path[-2]:
            yield Problem(path[:-1], "J110", *_plain_words(item, of), key=True)
        elif kind == "extra_forbidden":
            known = list(_fields_at(path[:-1], of.model))
            said = f"`{path[-1]}` is no key of {_part(path[:-1], of)}"
            yield Problem(path, "J102", said, did_you_mean(str(path[-1]), known), "unknown key", key=True)
        elif kind == "missing":
            said = f"{_part(path[:-1], of)} has no `{path[-1]}`"
            yield Problem(path, "J103", said, f"add `{path[-1]}:`", key=True)
        elif "sentence" in context:
            yield Problem(path, kind, context["sentence"], context["help"])
        else:
            yield Problem(path, "J110", *_plain_words(item, of))


def _part(path: Path, of: Kind[M]) -> str:
    """Name a part of the file: the whole, or the key or touchpoint that holds it."""
    return f"`{dotted(path)}`" if path else of.name


def _plain_words(item: Mapping[str, Any], of: Kind[M]) -> tuple[str, str]:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "literal_error":
        known = context["expected"].replace("'", "`")
        near = nearest(str(item["input"]), re.findall("`([^`]*)`", known))
        cure = f"did you mean `{near}`?" if near else "write one of them"
        return f"{_shown(item['input'])} is none of {known}", cure
    if kind == "too_short":
        return f"{_part(item['loc'], of)} is empty", "add at least one"
    expected, cure = _EXPECTED.get(kind, ("be something else", ""))
    return f"{_part(item['loc'], of)} should {expected}", cure


_EXPECTED = {
    "dict_type": ("have keys with values", "write `{key: value}`"),
    "model_type": ("have keys with values", "write `{key: value}`"),
    "string_type": ("be a single text", "write one text, in quotes if need be"),
    "tuple_type": ("be a list", "write `[first, second]`"),
}
"""Kinds of pydantic's errors that a file can meet, beside those above and our own."""


def _shown(given: object) -> str:
    return f"`{given}`" if isinstance(given, str) else "what stands here"


def _fields_at(path: Path, model: type[BaseModel]) -> Iterable[str]:
    """Return the keys that the part of the file at a path may have."""
    annotation: Any = model
    for step in path:
        of_mapping = _mapped(annotation)
        inner = _model_in(annotation)
        if of_mapping is not None:
            annotation = of_mapping
        elif inner is not None and step in inner.model_fields:
            annotation = inner.model_fields[str(step)].annotation
    found = _model_in(annotation)
    return [field.alias or name for name, field in found.model_fields.items()] if found else ()


def _mapped(annotation: Any) -> Any:  # noqa: ANN401 - a type
    """Return what the keys of `dict[str, Touchpoint]` lead to; None for any other type."""
    return annotation.__args__[1] if getattr(annotation, "__origin__", None) is dict else None


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type
    """Return the model in a type such as `Wait | None`."""
    candidates = (annotation, *getattr(annotation, "__args__", ()))
    return next((t for t in candidates if isinstance(t, type) and issubclass(t, BaseModel)), None)
