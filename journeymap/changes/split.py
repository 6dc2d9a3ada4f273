"""One journey and its log parted into two sides, by the values of a dimension."""

from dataclasses import replace
from typing import Any, TypeAlias

from journeymap.analysis.segments import narrowed
from journeymap.journey import Journey
from journeymap.measurement import TABLES, Measurement

__all__ = ["Side", "sides_of_segments"]

Side: TypeAlias = tuple[Journey, Measurement | None]


def sides_of_segments(
    journey: Journey, measurement: Measurement | None, dimension: str, before: str, after: str
) -> tuple[Side, Side]:
    """Return plan and measurement of the customers of two segments, by whom they are told apart no more.

    Raises:
        KeyError: If there is no such segment: in the log where there is one, else in the journey file.
    """
    old, new = (narrowed(journey, measurement, dimension, value) for value in (before, after))
    return (old[0], _without(old[1], dimension)), (new[0], _without(new[1], dimension))


def _without(measurement: Measurement | None, dimension: str) -> Measurement | None:
    """Forget a dimension in which all cases are of one value: else the mix of it would be all of the change."""
    if measurement is None:
        return None
    place = measurement.dimensions.index(dimension)

    def shortened(segment: tuple[str, ...]) -> tuple[str, ...]:
        return segment[:place] + segment[place + 1 :]

    tables: dict[str, Any] = {
        name: tuple(replace(row, segment=shortened(row.segment)) for row in getattr(measurement, name))
        for name in TABLES
    }
    return replace(measurement, dimensions=shortened(measurement.dimensions), **tables)
