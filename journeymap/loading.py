"""Files → models; every problem of a file at once, each with its place and its cure."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from journeymap.checks import Problem, problems
from journeymap.errors import Diagnostic, JourneyError, did_you_mean
from journeymap.journey import Journey
from journeymap.sources import Source, read_source

__all__ = ["check_journey", "journey_file", "load_journey"]

_NAMES_IN_FOLDER = ("journey.yaml", "journey.yml", "journey.json")


def journey_file(path: str | Path) -> Path:
    """Return the journey file that a path stands for: itself, or the one in the folder.

    Raises:
        JourneyError: If the folder has none.
    """
    path = Path(path)
    if not path.is_dir():
        return path
    for name in _NAMES_IN_FOLDER:
        if (path / name).is_file():
            return path / name
    said = f"the folder `{path}` has no `journey.yaml`"
    raise JourneyError(Diagnostic("J001", said, help="name the journey file itself"))


def load_journey(path: str | Path) -> Journey:
    """Read a journey file, YAML or JSON, or the one in a folder.

    Raises:
        JourneyError: With every problem of the file and its place.

    Example:
        >>> load_journey("examples/lamp").goals
        ('first_use',)
    """
    journey, diagnostics = check_journey(path)
    if journey is None:
        raise JourneyError([problem for problem in diagnostics if problem.severity == "error"])
    return journey


def check_journey(path: str | Path) -> tuple[Journey | None, list[Diagnostic]]:
    """Read a journey file; return the journey, or None where it has errors, and all that is to be said.

    Diagnostics stand in the order of the file.
    """
    try:
        source = read_source(journey_file(path))
    except JourneyError as error:
        return None, list(error.diagnostics)
    journey, found = _validated(source.values)
    diagnostics = source.problems + [_diagnostic(source, problem) for problem in found]
    if any(problem.severity == "error" for problem in diagnostics):
        journey = None
    return journey, sorted(diagnostics, key=_position)


def _position(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.place.line, diagnostic.place.column) if diagnostic.place else (0, 0)


def _diagnostic(source: Source, problem: Problem) -> Diagnostic:
    place = source.place(problem.path, key=problem.key)
    return Diagnostic(problem.code, problem.message, place, problem.label, problem.help, severity=problem.severity)


def _validated(values: Any) -> tuple[Journey | None, list[Problem]]:  # noqa: ANN401 - whatever stands in the file
    """Validate; where parts are wrong, once more without them, so that they hide no other problem.

    What holds such a part is not complained of a second time: it may be wrong only for want of the part.
    """
    if not isinstance(values, Mapping):
        said = "a journey file is a mapping with at least `journey` and `touchpoints`"
        return None, [Problem((), "J103", said, "start with `journey: NAME`")]
    try:
        journey = Journey.model_validate(_with_empty_touchpoints(values))
    except ValidationError as error:
        found = list(_pydantic_problems(error))
        sound = _without(values, [_whole_part(values, problem.path) for problem in found])
        sound = {"journey": "unnamed", **sound, "touchpoints": _same_ids(values, sound)}
        rest = _validated(sound)[1] if sound["touchpoints"] and sound != values else []
        known = {problem.path[:n] for problem in found for n in range(len(problem.path) + 1)}
        return None, found + [more for more in rest if more.severity == "error" and more.path not in known]
    found = list(problems(journey))
    errors = [problem for problem in found if problem.severity == "error"]
    return journey, errors or found


def _same_ids(values: Mapping[str, Any], sound: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sound touchpoints, and nothing known of those left out: others may name them."""
    given = values.get("touchpoints")
    return {name: (sound["touchpoints"] or {}).get(name) for name in given} if isinstance(given, Mapping) else {}


def _whole_part(values: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...]:  # noqa: ANN401 - as above
    """Return the path of the smallest part that can be left out: a key of a mapping that is there."""
    for depth, step in enumerate(path):
        if not isinstance(values, Mapping) or step not in values:
            return path[:depth]
        values = values[step]
    return path


def _with_empty_touchpoints(values: Mapping[str, Any]) -> dict[str, Any]:
    """`first_use:` with nothing behind it is a touchpoint of which nothing is known yet."""
    points = values.get("touchpoints")
    if isinstance(points, Mapping):
        points = {name: {} if point is None else point for name, point in points.items()}
    return {**values, **({"touchpoints": points} if points is not None else {})}


def _without(values: Any, paths: Iterable[tuple[str | int, ...]]) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Return the values without what stands at the paths."""
    here = {path[0] for path in paths if len(path) == 1}
    below: dict[str | int, list[tuple[str | int, ...]]] = {}
    for path in paths:
        if len(path) > 1:
            below.setdefault(path[0], []).append(path[1:])
    if isinstance(values, Mapping):
        return {k: _without(v, below.get(k, ())) for k, v in values.items() if k not in here}
    return values


def _pydantic_problems(error: ValidationError) -> Iterable[Problem]:
    for item in error.errors():
        path, kind, context = item["loc"], item["type"], item.get("ctx", {})
        if kind == "extra_forbidden":
            known = list(_fields_at(path[:-1]))
            said = f"`{path[-1]}` is no key of {_part(path[:-1])}"
            yield Problem(path, "J102", said, did_you_mean(str(path[-1]), known), "unknown key", key=True)
        elif kind == "missing":
            said = f"{_part(path[:-1])} has no `{path[-1]}`"
            yield Problem(path, "J103", said, f"add `{path[-1]}:`", key=True)
        elif "sentence" in context:
            yield Problem(path, kind, context["sentence"], context["help"])
        else:
            yield Problem(path, "J110", *_plain_words(item))


def _part(path: tuple[str | int, ...]) -> str:
    """Name a part of the file: the journey, or the key or touchpoint that holds it."""
    return f"`{'.'.join(map(str, path))}`" if path else "a journey file"


def _plain_words(item: Mapping[str, Any]) -> tuple[str, str]:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "literal_error":
        known = context["expected"].replace("'", "`")
        return f"{_shown(item['input'])} is none of {known}", "write one of them"
    if kind == "too_short":
        return "there is no touchpoint", "add at least one touchpoint"
    expected, cure = _EXPECTED.get(kind, ("be something else", ""))
    return f"{_part(item['loc'])} should {expected}", cure


_EXPECTED = {
    "dict_type": ("have keys with values", "write `{key: value}`"),
    "model_type": ("have keys with values", "write `{key: value}`"),
    "string_type": ("be a single text", "write one text, in quotes if need be"),
    "tuple_type": ("be a list", "write `[first, second]`"),
}
"""Kinds of pydantic's errors that a file can meet, beside those above and our own."""


def _shown(given: object) -> str:
    return f"`{given}`" if isinstance(given, str) else "what stands here"


def _fields_at(path: tuple[str | int, ...]) -> Iterable[str]:
    """Return the keys that the part of the file at a path may have."""
    annotation: Any = Journey
    for step in path:
        of_mapping = _mapped(annotation)
        model = _model_in(annotation)
        if of_mapping is not None:
            annotation = of_mapping
        elif model is not None and step in model.model_fields:
            annotation = model.model_fields[str(step)].annotation
    model = _model_in(annotation)
    return model.model_fields if model else ()


def _mapped(annotation: Any) -> Any:  # noqa: ANN401 - a type
    """Return what the keys of `dict[str, Touchpoint]` lead to; None for any other type."""
    return annotation.__args__[1] if getattr(annotation, "__origin__", None) is dict else None


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type
    """Return the model in a type such as `Wait | None`."""
    candidates = (annotation, *getattr(annotation, "__args__", ()))
    return next((t for t in candidates if isinstance(t, type) and issubclass(t, BaseModel)), None)
