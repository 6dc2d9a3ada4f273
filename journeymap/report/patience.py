"""The table of patience: how long customers are taken to wait at each touchpoint, and from where that is known."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.wording import capital
from journeymap.journey import Journey
from journeymap.report.section import Cell, Column, Row, Table
from journeymap.report.words import UNKNOWN
from journeymap.situations import Patience
from journeymap.units import format_duration

__all__ = ["patience_used"]


def patience_used(journey: Journey) -> Table:
    """Return the patience used, with the touchpoints where it is, in the order of the plan."""
    columns = (
        Column("Touchpoints", wide=True),
        Column("Patience", "patience", number=True),
        Column("Tolerated anyway", "patience", number=True),
        Column("Source of patience", wide=True),
    )
    used: dict[Patience | None, list[str]] = {}
    for touchpoint in journey.planned:
        name = journey.touchpoints[touchpoint].name or touchpoint
        used.setdefault(journey.patience_of(touchpoint), []).append(name)
    rows = tuple(Row(tuple(_cells(patience, names))) for patience, names in used.items())
    return Table("table-patience", "Patience used, by touchpoint", columns, rows, is_aside=True)


def _cells(patience: Patience | None, names: Sequence[str]) -> Iterator[Cell]:
    yield Cell(", ".join(names))
    yield Cell(format_duration(patience.half_life) if patience else UNKNOWN)
    yield Cell(format_duration(patience.tolerated) if patience else UNKNOWN)
    yield Cell(_source(patience))


def _source(patience: Patience | None) -> str:
    if patience is None:
        return "unknown, so waits are charged nothing"
    return capital(patience.source.replace("`", "").replace("_", " "))
