"""JSON Schema of the journey file and the programme file, made from their models.

An editor with a YAML language server completes keys, explains them and flags mistakes by it. Every scalar is described
as the editor sees it: a number, a truth value or a text.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from journeymap.fields import FileModel
from journeymap.forms import FORMS, TEXT, Form
from journeymap.journey import Journey
from journeymap.programme import Programme

__all__ = ["SchemaOf", "schema"]

SchemaOf = Literal["journey", "programme"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFINITION = "#/$defs/"
_FORM = "$form"
"""Stands for the reference to a form while pydantic is at work, which knows only its own references."""
_NULL: Form = {"type": "null"}
_MODELS: dict[SchemaOf, type[FileModel]] = {"journey": Journey, "programme": Programme}
_PARTS: dict[SchemaOf, str] = {"journey": "touchpoints", "programme": "audiences"}
"""The key whose parts may be named with nothing said of them: `first_use:`."""
_EXAMPLES: dict[SchemaOf, Form] = {
    "journey": {
        "journey": "buy-a-lamp",
        "touchpoints": {
            "checkout": {"wait": "2 s", "clicks": 24, "satisfaction": 3.1, "next": "delivery"},
            "delivery": {"wait": "7 days", "promise": "5 days", "next": "first_use"},
            "first_use": {},
        },
    },
    "programme": {
        "programme": "Lamp shop",
        "audiences": {"shoppers": {"rank": 1, "owner": "E-commerce", "journeys": ["buy-a-lamp.yaml"]}},
    },
}


def schema(of: SchemaOf = "journey") -> Form:
    """Return the JSON Schema (2020-12) of the journey file or the programme file.

    It knows keys, words and the forms of single values. What depends on other parts of the file is left to
    `journeymap check`: whether ids exist, shares add up, scores lie on their scale, and ways lead to an end.

    Returns:
        The schema, the same at every call, keys in the order of the models.

    Example:
        >>> schema("journey")["properties"]["state"]["enum"]
        ['current', 'future']
    """
    body = _MODELS[of].model_json_schema(schema_generator=_OfFiles)
    parts = body["properties"][_PARTS[of]]
    parts["additionalProperties"] = {"anyOf": [parts["additionalProperties"], _NULL]}
    if of == "journey":
        del parts["minProperties"]
        body["if"] = {"required": ["extends"]}
        body["else"] = {"required": body.pop("required"), "properties": {_PARTS[of]: {"minProperties": 1}}}
    body["title"] = f"{body['title']} file of journeymap"
    definitions = body.pop("$defs") | FORMS
    head = {"$schema": _DIALECT, "$id": f"urn:journeymap:schema:{of}", "examples": [_EXAMPLES[of]]}
    whole = head | body | {"$defs": definitions}
    _explain(whole, definitions)
    used = {*_references(whole)}
    whole["$defs"] = {name: part for name, part in definitions.items() if name in used}
    return whole


class _OfFiles(GenerateJsonSchema):
    """Describes models as the file has them: with their shorthands, and single values before they are read."""

    def sort(self, value: Form, parent_key: str | None = None) -> Form:
        del parent_key
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401 - any schema of pydantic's core
        del schema
        return False

    def str_schema(self, schema: core_schema.StringSchema) -> Form:
        del schema
        return {**TEXT}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> Form:
        """An editor of the YAML of old takes `yes` for a truth value."""
        described = super().literal_schema(schema)
        return {"enum": [*described["enum"], True, False]} if "yes" in described["enum"] else described

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Form:
        described = super().nullable_schema(schema)
        return {"type": [*TEXT["type"], "null"]} if described["anyOf"] == [TEXT, _NULL] else described

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Form:
        """Defaults are added below, as they would be written."""
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> Form:
        keys = super().model_schema(schema)
        model: type[FileModel] = schema["cls"]
        keys["properties"] = {name: _by_reference(part) for name, part in keys["properties"].items()}
        short = [_by_reference(form) for form in model.spoken]
        if model.bare:
            short.append(_without_null(keys["properties"][model.bare]))
        _describe(model, keys["properties"])
        named = {"title": _words(keys.pop("title")), "description": keys.pop("description").partition("\n\n")[0]}
        return named | ({"anyOf": [*short, keys]} if short else keys)


def _describe(model: type[FileModel], properties: dict[str, Form]) -> None:
    said = _docstrings(model)
    for name, field in model.model_fields.items():
        key = field.alias or name
        properties[key] = {"title": _words(key), "description": said[name], **properties[key]}
        default = _written_default(field)
        if default not in (None, "", [], {}):
            properties[key]["default"] = default


def _docstrings(model: type[FileModel]) -> dict[str, str]:
    """Read the texts below the fields of a model and its bases; only for the schema, for it takes its time."""
    said: dict[str, str] = {}
    for one in reversed([base for base in model.__mro__ if issubclass(base, FileModel)]):
        for field, below in pairwise(_classes(inspect.getsourcefile(one) or "")[one.__name__].body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    said[name] = inspect.cleandoc(text)
    return said


@cache
def _classes(file: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return {statement.name: statement for statement in tree.body if isinstance(statement, ast.ClassDef)}


def _written_default(field: FieldInfo) -> Any:  # noqa: ANN401 - whatever a file may hold
    if field.is_required():
        return None
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return TypeAdapter(kind).dump_python(
        field.get_default(call_default_factory=True), mode="json", exclude_defaults=True
    )


def _words(name: str) -> str:
    """`LogColumns` and `log_columns` are log columns."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).capitalize()


def _by_reference(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Name the forms that a part spells out."""
    if isinstance(part, list):
        return [_by_reference(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    for name, form in FORMS.items():
        if part == form:
            return {_FORM: name}
    return {key: _by_reference(inner) for key, inner in part.items()}


def _without_null(part: Form) -> Form:
    if "null" in part.get("type", ()):
        return {**TEXT}
    ways = [way for way in part.get("anyOf", ()) if way != _NULL]
    return ways[0] if len(ways) == 1 else {"anyOf": ways} if ways else part


def _explain(part: Any, definitions: Form) -> None:  # noqa: ANN401 - any part of a schema
    """Refer to the forms, and say with every key how its values are written."""
    if isinstance(part, list):
        for inner in part:
            _explain(inner, definitions)
    if not isinstance(part, dict):
        return
    if _FORM in part:
        part["$ref"] = _DEFINITION + part.pop(_FORM)
    for inner in part.values():
        _explain(inner, definitions)
    for key in part.get("properties", {}).values():
        forms = [*_forms(key, definitions)]
        if forms and "description" in key:
            key["description"] = " ".join(dict.fromkeys([key["description"], *(form["description"] for form in forms)]))
            key["examples"] = [example for form in forms for example in form["examples"]]


def _forms(part: Form, definitions: Form) -> Iterator[Form]:
    """Find the forms of the values that may stand at a place by themselves."""
    name = part.get("$ref", "").removeprefix(_DEFINITION) or part.get(_FORM)
    if name in FORMS:
        yield FORMS[name]
    elif name or "properties" not in part:
        for way in (definitions[name] if name else part).get("anyOf", ()):
            yield from _forms(way, definitions)


def _references(part: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a schema
    """Name the definitions that a part needs."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].removeprefix(_DEFINITION)
        part = [*part.values()]
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)
