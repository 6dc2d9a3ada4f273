"""The table of patience: how long customers are taken to wait at each touchpoint, and from where that is known."""

from collections.abc import Iterator

from journeymap.analysis.wording import capital
from journeymap.journey import Journey
from journeymap.report.section import Cell, Column, Row, Table
from journeymap.report.words import UNKNOWN
from journeymap.situations import Patience
from journeymap.units import format_duration

__all__ = ["patience_used"]


def patience_used(journey: Journey) -> Table:
    """Return the patience of every touchpoint, in the order of the plan."""
    columns = (
        Column("Touchpoint"),
        Column("Patience", "wait", number=True),
        Column("Tolerated anyway", "wait", number=True),
        Column("Promised", "wait", number=True),
        Column("Source of patience", wide=True),
    )
    rows = tuple(Row(tuple(_patience_cells(journey, touchpoint))) for touchpoint in journey.touchpoints)
    return Table("table-patience", "Patience used, by touchpoint", columns, rows, is_aside=True)


def _patience_cells(journey: Journey, touchpoint: str) -> Iterator[Cell]:
    point, patience = journey.touchpoints[touchpoint], journey.patience_of(touchpoint)
    promised = point.promised_wait
    yield Cell(point.name or touchpoint)
    yield Cell(format_duration(patience.half_life) if patience else UNKNOWN)
    yield Cell(format_duration(patience.tolerated) if patience else UNKNOWN)
    yield Cell("nothing" if promised is None else format_duration(promised))
    yield Cell(_patience_source(patience))


def _patience_source(patience: Patience | None) -> str:
    if patience is None:
        return "unknown, so waits are charged nothing"
    return capital(patience.source.replace("`", "").replace("_", " "))
