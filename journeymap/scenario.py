"""Scenario files: named sets of changes to a journey, compared with one another.

```yaml
scenarios:
  callback: {set: [support.wait=0, support.informed=yes], note: we call back within the hour}
  shorter form: {set: {checkout.clicks: 6}}
```
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from journeymap.errors import Diagnostic, JourneyError
from journeymap.fields import FileModel, refusal
from journeymap.sources import Source, read_source
from journeymap.validation import Kind, validated

__all__ = ["Scenario", "ScenarioFile", "Scenarios", "changes_of", "load_scenarios"]


def changes_of(assignments: Iterable[str]) -> dict[str, str]:
    """Read `support.wait=0` as what changes to what; `support.informed` alone says yes.

    Raises:
        JourneyError: J170, if nothing is said to change; J176, if one thing is set twice.

    Example:
        >>> changes_of(["support.wait=0", "support.informed"])
        {'support.wait': '0', 'support.informed': 'yes'}
    """
    changes: dict[str, str] = {}
    for assignment in assignments:
        key, is_set, value = (part.strip() for part in assignment.partition("="))
        if not key:
            said = f"`{assignment}` does not say what changes"
            raise JourneyError(
                Diagnostic("J170", said, help="write `TOUCHPOINT.MEASURE=VALUE`, as in `support.wait=0`")
            )
        if key in changes:
            raise JourneyError(Diagnostic("J176", f"`{key}` is set twice", help="keep one of the two in a scenario"))
        changes[key] = value if is_set else "yes"
    return changes


def _set(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    if isinstance(value, Mapping):
        return value
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
        raise refusal("J110", "`set` is no list of changes", help="write `set: [support.wait=0, checkout.clicks=6]`")
    try:
        return changes_of(given)
    except JourneyError as error:
        found = error.diagnostics[0]
        raise refusal(found.code, found.message, help=found.help) from None


class Scenario(FileModel):
    """Changes that are made together."""

    set: Annotated[dict[str, Any], BeforeValidator(_set)] = Field(min_length=1)
    """Measure of a touchpoint → value, as the journey file would say it."""
    note: str = ""


class Scenarios(FileModel):
    """The content of a scenario file."""

    journey: str | None = None
    """The journey it was written for."""
    scenarios: dict[str, Scenario] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """Scenarios by name, and where in the file each stands."""

    scenarios: dict[str, Scenario]
    source: Source

    def placed(self, scenario: str, key: str | None, diagnostic: Diagnostic) -> Diagnostic:
        """Return a problem of a scenario, or of one of its changes, with its place; J173 is of a value."""
        path: tuple[str | int, ...] = ("scenarios", scenario, "set")
        given = self.source.values["scenarios"][scenario]["set"]
        if key is None or isinstance(given, str):
            return replace(diagnostic, place=self.source.place(path))
        if isinstance(given, Mapping):
            return replace(diagnostic, place=self.source.place((*path, key), key=diagnostic.code != "J173"))
        item = next(i for i, each in enumerate(given) if each.partition("=")[0].strip() == key)
        return replace(diagnostic, place=self.source.place((*path, item)))


_KIND = Kind("a scenario file", Scenarios, "scenarios", "scenarios", lambda _: ())


def load_scenarios(path: str | Path) -> ScenarioFile:
    """Read a scenario file, YAML or JSON.

    Raises:
        JourneyError: With every problem of the file and its place.
    """
    source = read_source(Path(path))
    if not isinstance(source.values, Mapping):
        said, cure = "a scenario file is a mapping with `scenarios`", "start with `scenarios:`"
        raise JourneyError(Diagnostic("J103", said, source.place(()), help=cure))
    model, problems = validated(source.values, _KIND)
    found = [
        Diagnostic(each.code, each.message, source.place(each.path, key=each.key), each.label, each.help)
        for each in problems
    ]
    if model is None or source.problems:
        raise JourneyError([*source.problems, *found])
    return ScenarioFile(model.scenarios, source)
