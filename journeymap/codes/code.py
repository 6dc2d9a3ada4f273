"""A row of the table of codes, and the small examples that show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Literal

from journeymap.errors import Severity

__all__ = ["Code", "Example", "audited", "checked", "drawn", "log", "measured", "reported", "together"]

_PLAN = """
    journey: lamp
    touchpoints:
      order: {satisfaction: 4.1, next: delivery}
      delivery: {}
"""


@dataclass(frozen=True, slots=True)
class Example:
    """Small files, and the verb to type in their folder.

    Example:
        >>> Example("draw journey.yaml -o board.gif", {"journey.yaml": "journey: lamp"}).command
        'draw journey.yaml -o board.gif'
    """

    command: str
    """What stands behind `journeymap`."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Text by name."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means.

    Example:
        >>> Code("T000", "note", "nothing at all", why="Nobody says it.", cure="nothing to do").title
        'nothing at all'
    """

    code: str
    severity: Severity | Literal["finding"]
    title: str
    """A few words."""
    why: str
    """Why a careful colleague would say it."""
    failing: Example | None = None
    """What makes the program say it; None where nothing small does."""
    fixed: Example | None = None
    """The same without the problem; None where it is always said."""
    cure: str = ""
    """What to do, where no pair of examples shows it."""


def checked(journey: str, file: str = "journey.yaml", **further: str) -> Example:
    """Make an example of one journey file to check.

    Args:
        journey: Its text; common indentation is taken out.
        file: Its name.
        further: Text of files beside it, by name without `.yaml`.

    Example:
        >>> checked("extends: base.yaml", base="journey: lamp").files
        {'journey.yaml': 'extends: base.yaml', 'base.yaml': 'journey: lamp'}
    """
    beside = {f"{name}.yaml": dedent(text).lstrip("\n") for name, text in further.items()}
    return Example(f"check {file}", {file: dedent(journey).lstrip("\n"), **beside})


def log(events: str, journey: str = _PLAN, *, options: str = "", file: str = "events.csv") -> Example:
    """Make an example of an event log that is read for a journey, by default an order and its delivery.

    Example:
        >>> log("case,event,at", options="--case case").command
        'friction journey.yaml events.csv --case case'
    """
    words = f"friction journey.yaml {file} {options}".strip()
    return Example(words, {"journey.yaml": dedent(journey).lstrip("\n"), file: dedent(events).lstrip("\n")})


def measured(measurement: str) -> Example:
    """Make an example of a saved measurement that is read in place of a log.

    Example:
        >>> measured("{}").command
        'friction journey.yaml --measurement m.json'
    """
    words = "friction journey.yaml --measurement m.json"
    return Example(words, {"journey.yaml": dedent(_PLAN).lstrip("\n"), "m.json": measurement})


def drawn(options: str, journey: str = _PLAN) -> Example:
    """Make an example of a picture, by default of an order and its delivery.

    Example:
        >>> drawn("-o board.svg").command
        'draw journey.yaml -o board.svg'
    """
    return Example(f"draw journey.yaml {options}", {"journey.yaml": dedent(journey).lstrip("\n")})


def reported(journey: str, cases: Mapping[str, int] | None = None, *, late: Mapping[str, int] | None = None) -> Example:
    """Make an example whose report has a finding.

    Args:
        journey: The text of the journey file.
        cases: Touchpoints in their order, separated by blanks, one a day → number of cases that travelled so;
            one case after the other starts in the next month, so that nearly all are over.
        late: The same, with ten days between touchpoints.

    Example:
        >>> print(reported("journey: lamp", {"order delivery": 1}).files["events.csv"], end="")
        case,event,at
        1,order,2026-02-01
        1,delivery,2026-02-02
    """
    files = {"journey.yaml": dedent(journey).lstrip("\n")}
    if cases is None:
        return Example("report journey.yaml", files)
    travels = [(path, 1) for path, n in cases.items() for _ in range(n)]
    travels += [(path, 10) for path, n in (late or {}).items() for _ in range(n)]
    rows = [row for name, (path, days) in enumerate(travels, 1) for row in _case(name, path.split(), days)]
    return Example("report journey.yaml events.csv", {**files, "events.csv": "\n".join(["case,event,at", *rows, ""])})


def audited(journey: str, options: str = "") -> Example:
    """Make an example whose audit has a finding.

    Example:
        >>> audited("journey: lamp", "--on 2026-03-01").command
        'audit journey.yaml --on 2026-03-01'
    """
    return Example(f"audit journey.yaml {options}".strip(), {"journey.yaml": dedent(journey).lstrip("\n")})


def together(programme: str, **journeys: str) -> Example:
    """Make an example of a programme whose audit has a finding.

    Args:
        programme: The text of the programme file; common indentation is taken out.
        journeys: Text of journey files, by name without `.yaml`.

    Example:
        >>> together("programme: Shop").command
        'programme programme.yaml'
    """
    files = {f"{name}.yaml": dedent(text).lstrip("\n") for name, text in {"programme": programme, **journeys}.items()}
    return Example("programme programme.yaml", files)


def _case(name: int, path: list[str], days: int) -> list[str]:
    month = 1 + name % 12
    return [f"{name},{point},2026-{month:02}-{1 + days * step:02}" for step, point in enumerate(path)]
