"""The same results for everyone and for each segment of one dimension, side by side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from journeymap.analysis.friction import loss, losses
from journeymap.analysis.priorities import Priority, priorities
from journeymap.analysis.statistics import wilson
from journeymap.analysis.touchpoints import FrictionTable, TouchpointFriction, friction, grade
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.model import Model
from journeymap.network import Network

__all__ = [
    "FrictionBySegment",
    "PrioritiesBySegment",
    "PriorityBySegment",
    "SegmentTotals",
    "TouchpointBySegment",
    "dimensions",
    "friction_by_segment",
    "highest",
    "narrowed",
    "parts_of",
    "priorities_by_segment",
    "segments_of",
    "stands_out",
]


def dimensions(journey: Journey, measurement: Measurement | None = None) -> tuple[str, ...]:
    """Return by what customers can be told apart: by the log where there is one, else by the journey file."""
    return tuple(journey.segments) if measurement is None else measurement.dimensions


def segments_of(journey: Journey, measurement: Measurement | None, dimension: str) -> tuple[str, ...]:
    """Return the values of a dimension: with a log those of most cases first, else in the order of the file."""
    if dimension not in dimensions(journey, measurement):
        return ()
    return tuple(journey.segments[dimension]) if measurement is None else measurement.segments(dimension)


def narrowed(
    journey: Journey, measurement: Measurement | None, dimension: str, value: str
) -> tuple[Journey, Measurement | None]:
    """Return plan and measurement as they are for the customers of one segment, which the plan's title names.

    Of the customers who start the plan keeps the segment's share: of the log's cases where there is a log, else as
    described; unknown (None) where neither says.

    Raises:
        KeyError: If there is no such segment: in the log where there is one, else in the journey file.
    """
    if value not in segments_of(journey, measurement, dimension):
        raise KeyError(value)
    own = journey.for_segment(dimension, value) if value in journey.segments.get(dimension, {}) else journey
    counted = measurement.for_segment(dimension, value) if measurement else None
    update: dict[str, Any] = {"title": f"{journey.name}, {dimension}={value}"}
    if journey.customers and measurement and counted and measurement.n_cases:
        update["customers"] = journey.customers.part(counted.n_cases / measurement.n_cases)
    return own.model_copy(update=update), counted


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTotals:
    """What becomes of the customers of one segment."""

    segment: str | None
    """None for everyone, and for all segments together."""
    share: float | None
    """Of all customers, 0 to 1; None where nobody says."""
    n_cases: int | None
    grade: Literal["A", "B", "C", "D"] | None
    """Of the cases: D where there are fewer than 30; None without a log."""
    completion_per_1000: float
    kept_per_1000: float
    observed_completion_per_1000: float | None


@dataclass(frozen=True, slots=True)
class TouchpointBySegment:
    """One touchpoint in the eyes of each segment."""

    touchpoint: str
    name: str
    everyone: TouchpointFriction | None
    """None where only some segments have it."""
    segments: Mapping[str, TouchpointFriction]
    """By segment; those that never get there are left out."""
    worst: str | None
    """The segment that loses most of 100 who meet it; None where all lose as many, or only one meets it."""
    sure: bool
    """Whether the 95 % interval of its loss overlaps with that of no other segment."""


@dataclass(frozen=True, slots=True)
class FrictionBySegment:
    """Friction by the segments of one dimension."""

    dimension: str
    everyone: SegmentTotals
    segments: tuple[SegmentTotals, ...]
    together: SegmentTotals | None
    """The mean of the segments, weighted by their shares; None where not all shares are known."""
    touchpoints: tuple[TouchpointBySegment, ...]
    """In the order of everyone: where most are lost first."""


def friction_by_segment(journey: Journey, measurement: Measurement | None, dimension: str) -> FrictionBySegment:
    """Compute what each touchpoint costs each segment of a dimension.

    The observed completion of a log's segments, weighted by their cases, is that of everyone. What a journey file says
    of segments need not add up to what it says of everyone, so both are shown.

    Args:
        journey: The plan.
        measurement: What an engine counted, by that dimension, if there is a log.
        dimension: Such as `age`.

    Raises:
        KeyError: If nothing is told apart by that dimension.
    """
    parts = parts_of(journey, measurement, dimension)
    whole = friction(journey, measurement)
    tables = {value: friction(*part) for value, part in parts.items()}
    ranges = {value: _loss_ranges(*part) for value, part in parts.items()}
    totals = _totals(journey, dimension, whole, tables)
    rows = {row.touchpoint: row for row in whole.touchpoints}
    own = {value: {row.touchpoint: row for row in table.touchpoints} for value, table in tables.items()}
    ids = dict.fromkeys([*rows, *(touchpoint for each in own.values() for touchpoint in each)])
    return FrictionBySegment(
        dimension,
        _total(None, 1.0, whole),
        totals,
        _together(totals),
        tuple(
            _touchpoint(
                name, rows.get(name), {value: each[name] for value, each in own.items() if name in each}, ranges
            )
            for name in ids
        ),
    )


def parts_of(
    journey: Journey, measurement: Measurement | None, dimension: str
) -> dict[str, tuple[Journey, Measurement | None]]:
    """Return plan and measurement of every segment of a dimension.

    Raises:
        KeyError: If nothing is told apart by that dimension.
    """
    values = segments_of(journey, measurement, dimension)
    if not values:
        raise KeyError(dimension)
    return {value: narrowed(journey, measurement, dimension, value) for value in values}


def _totals(
    journey: Journey, dimension: str, whole: FrictionTable, tables: Mapping[str, FrictionTable]
) -> tuple[SegmentTotals, ...]:
    described = journey.segments.get(dimension, {})
    found = []
    for value, table in tables.items():
        share = described[value].share if value in described else None
        if table.n_cases is not None and whole.n_cases:
            share = table.n_cases / whole.n_cases
        found.append(_total(value, share, table))
    return tuple(found)


def _total(value: str | None, share: float | None, table: FrictionTable) -> SegmentTotals:
    return SegmentTotals(
        segment=value,
        share=share,
        n_cases=table.n_cases,
        grade=None if table.n_cases is None else grade(table.n_cases),
        completion_per_1000=table.completion_per_1000,
        kept_per_1000=table.kept_per_1000,
        observed_completion_per_1000=table.observed_completion_per_1000,
    )


def _together(totals: Sequence[SegmentTotals]) -> SegmentTotals | None:
    """Weigh the segments by their shares."""
    share = sum(each.share or 0.0 for each in totals)
    if any(each.share is None for each in totals) or share == 0:
        return None

    def mean(of: Callable[[SegmentTotals], float]) -> float:
        return sum((each.share or 0.0) * of(each) for each in totals) / share

    observed = all(each.observed_completion_per_1000 is not None for each in totals)
    cases = sum(each.n_cases or 0 for each in totals) if observed else None
    return SegmentTotals(
        segment=None,
        share=share,
        n_cases=cases,
        grade=None if cases is None else grade(cases),
        completion_per_1000=mean(lambda each: each.completion_per_1000),
        kept_per_1000=mean(lambda each: each.kept_per_1000),
        observed_completion_per_1000=mean(lambda each: each.observed_completion_per_1000 or 0.0) if observed else None,
    )


_Range = tuple[float, float]
"""Ends of a 95 % interval."""


def _loss_ranges(journey: Journey, measurement: Measurement | None) -> dict[str, _Range]:
    """Return between which shares, 0 to 1, the loss at every touchpoint lies."""
    network = Network.of(journey, measurement)
    about, each = network.outline, losses(network)
    return {
        name: _loss_range(node, about.model, about.pooled_bad, each[name].leaving_per_100 / 100)
        for name, node in network.facts.items()
    }


def _loss_range(node: Facts, model: Model, pooled_bad: float | None, point: float) -> _Range:
    """Wilson's interval of what was seen, or of the answers; what is merely said is taken at its word."""
    if node.left is not None and node.reached:
        return wilson(node.left, node.reached)
    if node.bad is None or not node.answers:
        return point, point
    low, high = (
        loss(replace(node, bad=bad), model, pooled_bad).loss_per_100 / 100
        for bad in wilson(node.bad * node.answers, node.answers)
    )
    return low, high


def _touchpoint(
    name: str,
    everyone: TouchpointFriction | None,
    own: Mapping[str, TouchpointFriction],
    ranges: Mapping[str, Mapping[str, _Range]],
) -> TouchpointBySegment:
    met = {value: row for value, row in own.items() if row.visits_per_1000 > 0}
    worst = highest({value: row.leaving_per_100 for value, row in met.items()})
    sure = worst is not None and stands_out(worst, {value: ranges[value][name] for value in met})
    called = everyone or next(iter(own.values()))
    return TouchpointBySegment(name, called.name, everyone, met, worst, sure)


def highest(values: Mapping[str, float]) -> str | None:
    """Return whose value is highest; None where all are alike."""
    if not values or max(values.values()) - min(values.values()) < 1e-9:  # noqa: PLR2004 - nothing but rounding
        return None
    return max(values, key=lambda value: values[value])


def stands_out(worst: str, ranges: Mapping[str, _Range]) -> bool:
    """Whether an interval lies above all the others."""
    return all(ranges[worst][0] > high for value, (_, high) in ranges.items() if value != worst)


@dataclass(frozen=True, slots=True)
class PriorityBySegment:
    """What fixing one thing would give each segment."""

    kind: str
    what: str
    everyone: Priority | None
    """None where it shows only among some segments."""
    segments: Mapping[str, Priority]
    """By segment, where it is among what to fix."""
    most: str | None
    """The segment that gains most of 1000 who start; None where all gain as many, or with assumptions alone."""
    sure: bool
    """Whether the 95 % interval of its gain overlaps with that of no other segment."""


@dataclass(frozen=True, slots=True)
class PrioritiesBySegment:
    """What to fix first by the segments of one dimension."""

    dimension: str
    everyone: SegmentTotals
    segments: tuple[SegmentTotals, ...]
    together: SegmentTotals | None
    """The mean of the segments, weighted by their shares; None where not all shares are known."""
    priorities: tuple[PriorityBySegment, ...]
    """In the order of everyone's ranking, then what only segments show."""

    @property
    def first(self) -> dict[str | None, str | None]:
        """What ranks first by segment, `None` being everyone; None where nothing would gain."""
        found: dict[str | None, str | None] = {each.segment: None for each in (self.everyone, *self.segments)}
        for row in self.priorities:
            for value, own in [(None, row.everyone), *row.segments.items()]:
                if own is not None and own.rank == 1 and own.gain_per_1000 > 0:
                    found[value] = row.what
        return found


def priorities_by_segment(journey: Journey, measurement: Measurement | None, dimension: str) -> PrioritiesBySegment:
    """Rank what to fix for everyone and for each segment of a dimension.

    Args:
        journey: The plan.
        measurement: What an engine counted, by that dimension, if there is a log.
        dimension: Such as `age`.

    Raises:
        KeyError: If nothing is told apart by that dimension.
    """
    parts = parts_of(journey, measurement, dimension)
    whole = friction(journey, measurement)
    totals = _totals(journey, dimension, whole, {value: friction(*part) for value, part in parts.items()})
    everyone = _by_key(priorities(journey, measurement))
    own = {value: _by_key(priorities(*part)) for value, part in parts.items()}
    return PrioritiesBySegment(
        dimension,
        _total(None, 1.0, whole),
        totals,
        _together(totals),
        tuple(_priority_rows(everyone, own)),
    )


_Key = tuple[str, str]


def _by_key(rows: Sequence[Priority]) -> dict[_Key, Priority]:
    return {(row.kind, row.what): row for row in rows}


def _priority_rows(
    everyone: Mapping[_Key, Priority], own: Mapping[str, Mapping[_Key, Priority]]
) -> Iterator[PriorityBySegment]:
    for key in dict.fromkeys([*everyone, *(key for each in own.values() for key in each)]):
        here = {value: rows[key] for value, rows in own.items() if key in rows}
        known = {value: row for value, row in here.items() if row.band is None}
        most = highest({value: row.gain_per_1000 for value, row in known.items()})
        ranges = {value: (row.gain_low, row.gain_high) for value, row in known.items()}
        sure = most is not None and stands_out(most, ranges)
        yield PriorityBySegment(*key, everyone.get(key), here, most, sure)
