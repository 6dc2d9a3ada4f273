"""Journey files → journeys; every problem of a file at once, each with its place and its cure."""

from pathlib import Path

from journeymap.bases import read_with_bases
from journeymap.checking import checked, file_in_folder, sound
from journeymap.checks.journey import problems
from journeymap.errors import Diagnostic, JourneyError
from journeymap.journey import Journey
from journeymap.sources import Source
from journeymap.validation import Kind

__all__ = ["JOURNEY_NAMES", "check_journey", "checked_journey", "journey_file", "load_journey"]

JOURNEY_NAMES = ("journey.yaml", "journey.yml", "journey.json")
"""Of the journey file that a folder stands for."""

_JOURNEY = Kind("a journey file", Journey, "journey", "touchpoints", problems)


def journey_file(path: str | Path) -> Path:
    """Return the journey file that a path stands for: itself, or the one in the folder.

    Raises:
        JourneyError: If the folder has none.
    """
    return file_in_folder(Path(path), JOURNEY_NAMES)


def load_journey(path: str | Path) -> Journey:
    """Read a journey file, YAML or JSON, or the one in a folder.

    Raises:
        JourneyError: With every problem of the file and its place.

    Example:
        >>> load_journey("examples/lamp").goals
        ('first_use',)
    """
    return sound(*check_journey(path))


def check_journey(path: str | Path) -> tuple[Journey | None, list[Diagnostic]]:
    """Read a journey file; return the journey, or None where it has errors, and all that is to be said.

    Diagnostics stand in the order of the file, before those of the files that it builds on.
    """
    try:
        source = read_with_bases(journey_file(path))
    except JourneyError as error:
        return None, list(error.diagnostics)
    return checked_journey(source)


def checked_journey(source: Source) -> tuple[Journey | None, list[Diagnostic]]:
    """Return the journey of a source, or None where it has errors, and all that is to be said."""
    return checked(source, _JOURNEY)
