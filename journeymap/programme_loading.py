"""Programme files → programmes with their journeys; every problem at once, each with its place and its cure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from journeymap.bases import with_bases
from journeymap.checking import checked, file_in_folder, sound
from journeymap.checks.programme import problems
from journeymap.errors import Diagnostic, JourneyError, JourneymapError
from journeymap.journey import Journey
from journeymap.loading import JOURNEY_NAMES, check_journey, checked_journey
from journeymap.portfolio import Portfolio
from journeymap.programme import Programme
from journeymap.raters import read_raters
from journeymap.sources import Source, read_source
from journeymap.validation import Kind

__all__ = ["check_file", "check_programme", "load_portfolio", "load_programme", "programme_file"]

_PROGRAMME_NAMES = ("programme.yaml", "programme.yml", "programme.json")


def programme_file(path: str | Path) -> Path:
    """Return the programme file that a path stands for: itself, or the one in the folder.

    Raises:
        JourneyError: If the folder has none.
    """
    return file_in_folder(Path(path), _PROGRAMME_NAMES)


def load_programme(path: str | Path) -> Programme:
    """Read a programme file, YAML or JSON; its journey files are checked too.

    Raises:
        JourneyError: With every problem of the file and of its journeys, and their places.
    """
    return load_portfolio(path).programme


def load_portfolio(path: str | Path) -> Portfolio:
    """Read a programme file with the journeys and the sheets of raters that it names.

    Raises:
        JourneyError: With every problem of the file, its journeys and its sheets, and their places.

    Example:
        >>> [*load_portfolio("examples/lamp-shop").journeys]
        ['buy-online.yaml', 'buy-at-a-dealer.yaml', 'onboarding.yaml', 'following.yaml']
    """
    return sound(*_read_portfolio(path))


def check_file(path: str | Path) -> list[Diagnostic]:
    """Read a journey or a programme file, whichever it is, and return all that is to be said of it."""
    try:
        file = file_in_folder(Path(path), (*JOURNEY_NAMES, *_PROGRAMME_NAMES))
        source = read_source(file)
        if isinstance(source.values, dict) and "programme" in source.values:
            return _checked_programme(source, file)[1]
        return checked_journey(with_bases(source, file))[1]
    except JourneyError as error:
        return list(error.diagnostics)


def check_programme(path: str | Path) -> tuple[Programme | None, list[Diagnostic]]:
    """Read a programme file and its journeys; return the programme, or None where there are errors.

    With it comes all that is to be said: first of the programme, then of each journey; what two journeys
    share, such as a base, is said once.
    """
    portfolio, diagnostics = _read_portfolio(path)
    return portfolio.programme if portfolio else None, diagnostics


def _read_portfolio(path: str | Path) -> tuple[Portfolio | None, list[Diagnostic]]:
    try:
        file = programme_file(path)
        source = read_source(file)
    except JourneyError as error:
        return None, list(error.diagnostics)
    return _checked_programme(source, file)


def _checked_programme(source: Source, file: Path) -> tuple[Portfolio | None, list[Diagnostic]]:
    plans = {name: check_journey(file.parent / name) for name in _journeys_of(source)}
    absent = {name: found[0].message for name, (_, found) in plans.items() if found and found[0].code == "J001"}
    journeys = {name: journey for name, (journey, _) in plans.items() if journey}
    touchpoints = {name: list(journeys[name].touchpoints) if name in journeys else None for name in plans}
    kind = Kind(
        "a programme file",
        Programme,
        "programme",
        "audiences",
        partial(problems, touchpoints=touchpoints, absent=absent),
    )
    programme, diagnostics = checked(source, kind)
    if programme:
        programme, found = _with_raters(programme, source, file)
        diagnostics += found
    diagnostics += [each for name, (_, found) in plans.items() if name not in absent for each in found]
    diagnostics = list(dict.fromkeys(diagnostics))
    if programme is None or any(problem.severity == "error" for problem in diagnostics):
        return None, diagnostics
    return Portfolio(programme, journeys, dict(_bases(journeys, file.parent))), diagnostics


def _with_raters(programme: Programme, source: Source, file: Path) -> tuple[Programme, list[Diagnostic]]:
    """Put what stands in the sheets of raters in place of their names."""
    ratings, problems = dict(programme.pillars.ratings), list[Diagnostic]()
    for group, rated in ratings.items():
        if rated.file is None:
            continue
        try:
            ratings[group] = rated.model_copy(update={"raters": read_raters(file.parent / rated.file), "file": None})
        except JourneymapError as error:
            place = source.place(("pillars", "ratings", group, "file"))
            problems += [each if each.place else replace(each, place=place) for each in error.diagnostics]
    pillars = programme.pillars.model_copy(update={"ratings": ratings})
    return programme.model_copy(update={"pillars": pillars}), problems


def _bases(journeys: Mapping[str, Journey], folder: Path) -> Iterator[tuple[str, Journey]]:
    """Return what each journey builds on, where that is a journey by itself."""
    for name, journey in journeys.items():
        base = check_journey((folder / name).parent / journey.extends)[0] if journey.extends else None
        if base:
            yield name, base


def _journeys_of(source: Source) -> Iterable[str]:
    """Return the journeys that a programme names, each once, as far as its content can be made out."""
    audiences = source.values.get("audiences") if isinstance(source.values, dict) else None
    files: dict[str, None] = {}
    for audience in audiences.values() if isinstance(audiences, dict) else ():
        named = audience.get("journeys") if isinstance(audience, dict) else None
        listed = [named] if isinstance(named, str) else named if isinstance(named, list) else []
        files |= dict.fromkeys(name for name in listed if isinstance(name, str))
    return files
