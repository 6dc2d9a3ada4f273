"""How far the customers of each segment keep to the plan, and how they leave it, side by side."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal, NamedTuple

from journeymap.analysis.conformance import Conformance, Measure, conformance
from journeymap.analysis.deviations import DEVIATIONS, DeviationCount
from journeymap.analysis.offplan import Route
from journeymap.analysis.segments import highest, parts_of, stands_out
from journeymap.analysis.statistics import wilson
from journeymap.analysis.touchpoints import grade
from journeymap.case_ends import START
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = [
    "ConformanceBySegment",
    "DeviationBySegment",
    "RouteBySegment",
    "SegmentConformance",
    "Taken",
    "conformance_by_segment",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentConformance:
    """How the cases of one segment keep to the plan: `n_cases` = `on_plan` + `off_plan` + `n_under_way`."""

    segment: str | None
    """None for everyone."""
    n_cases: int
    share: float
    """Of all cases."""
    grade: Literal["A", "B", "C", "D"]
    """Of the cases that are over: D where there are fewer than 30."""
    on_plan: int
    off_plan: int
    n_under_way: int
    follow: float | None
    """Share on plan of the cases that are over; None where there are none."""
    low: float | None
    """Its 95 % interval (Wilson)."""
    high: float | None
    fitness: float
    good: float | None
    """Share that completed, of the cases that are over and at no neutral end; with success, that succeeded of those
    judged."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many of one segment left the plan in one way."""

    cases: int
    of: int
    """Cases that could have: those that reached the place, or all of the segment."""
    share: float
    low: float
    """The share's 95 % interval (Wilson)."""
    high: float
    difference: float | None = None
    """Of routes: how much better those fare than the others of the segment who reached the leave point."""
    difference_low: float | None = None
    """Its 95 % interval."""
    difference_high: float | None = None
    few: bool = False
    """Whether fewer than 30 are on one side of it."""


@dataclass(frozen=True, slots=True)
class DeviationBySegment:
    """One kind of deviation at one touchpoint, by segment."""

    code: str
    touchpoint: str
    everyone: Taken | None
    """None where nobody does so against the plan of everyone."""
    segments: Mapping[str, Taken]
    """By segment; those that never could are left out."""
    most: str | None
    """The segment with the highest share; None where all are alike."""
    sure: bool
    """Whether the 95 % interval of its share overlaps with that of no other segment."""


@dataclass(frozen=True, slots=True)
class RouteBySegment:
    """One off-plan route, by segment; as `DeviationBySegment`."""

    leave: str
    first: str
    did: tuple[str, ...]
    """What was done off plan by most; empty where touchpoints were only skipped."""
    everyone: Taken | None
    segments: Mapping[str, Taken]
    most: str | None
    sure: bool


@dataclass(frozen=True, slots=True)
class ConformanceBySegment:
    """Conformance by the segments of one dimension, each held against its own plan where it has one."""

    dimension: str
    measure: Measure
    """The outcome that `good` counts and by which routes are compared."""
    everyone: SegmentConformance
    segments: tuple[SegmentConformance, ...]
    """Those of most cases first."""
    deviations: tuple[DeviationBySegment, ...]
    """In the order of everyone: most frequent first."""
    routes: tuple[RouteBySegment, ...]
    """In the order of everyone: most harmful first."""


def conformance_by_segment(journey: Journey, measurement: Measurement, dimension: str) -> ConformanceBySegment:
    """Compare what the customers of each segment did with what was planned.

    Where all are held against the same plan, the cases of the segments add up to those of everyone, in every row.

    Args:
        journey: The plan.
        measurement: What an engine counted, by that dimension.
        dimension: Such as `age`.

    Raises:
        KeyError: If nothing is told apart by that dimension.
    """
    own = parts_of(journey, measurement, dimension)
    seen = {value: _Seen.of(plan, counted) for value, (plan, counted) in own.items() if counted is not None}
    everyone = _Seen.of(journey, measurement)
    deviations = _rows(everyone, seen, _Seen.deviated, lambda each: each.deviations)
    routes = _rows(everyone, seen, _Seen.took, lambda each: each.routes)
    return ConformanceBySegment(
        dimension,
        everyone.found.measure,
        everyone.totals(None, measurement.n_cases),
        tuple(each.totals(value, measurement.n_cases) for value, each in seen.items()),
        tuple(DeviationBySegment(*row.key, row.everyone, row.segments, row.most, row.sure) for row in deviations),
        tuple(
            RouteBySegment(
                *row.key, _did(row.key, everyone, *seen.values()), row.everyone, row.segments, row.most, row.sure
            )
            for row in routes
        ),
    )


_Key = tuple[str, str]
"""Code and touchpoint of a deviation, or leave point and first step of a route."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The cases of one segment, held against their plan."""

    found: Conformance
    deviations: Mapping[_Key, DeviationCount]
    routes: Mapping[_Key, Route]
    met: Counter[str]
    """Cases by the touchpoints that they reached, `START` included."""
    ended: Counter[str]
    """Those among them that are not under way."""

    @classmethod
    def of(cls, journey: Journey, measurement: Measurement) -> "_Seen":
        found = conformance(journey, measurement)
        met, ended = Counter[str](), Counter[str]()
        for variant in measurement.variants:
            for touchpoint in {START, *variant.touchpoints}:
                met[touchpoint] += variant.cases
                ended[touchpoint] += variant.cases - variant.under_way
        deviations = {(row.code, row.touchpoint): row for row in found.deviations}
        return cls(found, deviations, {(route.leave, route.first): route for route in found.routes}, met, ended)

    def totals(self, value: str | None, n_cases: int) -> SegmentConformance:
        found, over = self.found, self.found.on_plan + self.found.off_plan
        low, high = wilson(found.on_plan, over)
        return SegmentConformance(
            segment=value,
            n_cases=found.n_cases,
            share=found.n_cases / n_cases,
            grade=grade(over),
            on_plan=found.on_plan,
            off_plan=found.off_plan,
            n_under_way=found.n_under_way,
            follow=found.on_plan / over if over else None,
            low=low if over else None,
            high=high if over else None,
            fitness=found.fitness,
            good=self._good(),
        )

    def _good(self) -> float | None:
        found = self.found
        good, n = found.completed, found.on_plan + found.off_plan - found.neutral
        if found.measure == "success":
            good, n = found.succeeded, found.judged
        return good / n if n else None

    def deviated(self, key: _Key) -> Taken | None:
        """Count those that deviate so; None where nobody could."""
        code, touchpoint = key
        row = self.deviations.get(key)
        of = _KINDS[code].of(self.found.n_cases, reached=self.met[touchpoint], ended=self.ended[touchpoint])
        return _taken(row.cases if row else 0, of)

    def took(self, key: _Key) -> Taken | None:
        """Count those that leave the plan so; None where nobody reached the leave point."""
        route = self.routes.get(key)
        if route is None:
            return _taken(0, self.met[key[0]])
        return Taken(
            *(route.cases, route.reached, route.share, *wilson(route.cases, route.reached)),
            *(route.difference, route.low, route.high, route.few),
        )


_KINDS = {kind.code: kind for kind in DEVIATIONS}


def _taken(cases: int, of: int) -> Taken | None:
    return Taken(cases, of, cases / of, *wilson(cases, of)) if of else None


def _did(key: _Key, *seen: _Seen) -> tuple[str, ...]:
    """What the first of them who leave the plan so mostly did."""
    return next(each.routes[key].did for each in seen if key in each.routes)


class _Row(NamedTuple):
    """What stands side by side."""

    key: _Key
    everyone: Taken | None
    segments: Mapping[str, Taken]
    most: str | None
    sure: bool


def _rows(
    everyone: _Seen,
    seen: Mapping[str, _Seen],
    count: Callable[[_Seen, _Key], Taken | None],
    known: Callable[[_Seen], Mapping[_Key, object]],
) -> Iterator[_Row]:
    """Yield what everyone does, then what only a segment does against its own plan."""
    for key in dict.fromkeys(chain(known(everyone), *map(known, seen.values()))):
        of_all = count(everyone, key) if key in known(everyone) else None
        taken = {value: found for value, each in seen.items() if (found := count(each, key)) is not None}
        most = highest({value: found.share for value, found in taken.items()})
        sure = most is not None and stands_out(most, {value: (each.low, each.high) for value, each in taken.items()})
        yield _Row(key, of_all, taken, most, sure)
