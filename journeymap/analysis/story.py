"""One case against the plan, step by step: what it did, what it left out, and what it waited for."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeymap.analysis.alignment import Alignments, Kind, align
from journeymap.analysis.deviations import DEVIATIONS, deviations
from journeymap.analysis.followup import Standing, standing
from journeymap.analysis.gaps import gaps_of, met_before
from journeymap.analysis.plan import Plan
from journeymap.analysis.stretches import Stretches
from journeymap.analysis.wording import Names, plural
from journeymap.journey import Journey
from journeymap.traces import Trace, Visit

__all__ = ["Step", "Story", "story"]

_PLAIN = {kind.code: kind.name for kind in DEVIATIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move of a case."""

    kind: Kind
    touchpoint: str
    name: str
    visit: Visit | None
    """None where it is skipped."""
    wait_seconds: float | None
    """Since the event before, or since that from which the plan counts; None of the first, and where skipped."""
    promised_seconds: float | None
    """What was promised of it: by the log, else by the plan; None too where the promise is in working time."""
    deviations: tuple[str, ...]
    """What the plan calls a departure here, in words; one of several moves stands at the first of them."""
    leaves: bool
    """Whether the plan is left right after it."""
    rejoins: bool
    """Whether the plan is rejoined here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A case, put beside the plan."""

    case: str
    outcome: Standing
    success: bool | None
    cost: int
    fitness: float
    steps: tuple[Step, ...]
    """In the order of travel; what is skipped in one place stands behind what was done instead."""
    leaves_at_start: bool
    """Whether it came in where the plan does not start."""

    @property
    def seconds(self) -> float:
        """From the first event to the end of the last."""
        visits = [step.visit for step in self.steps if step.visit]
        return (max(_over(visit) for visit in visits) - visits[0].begun).total_seconds()

    def sentence(self) -> str:
        """Say what it did and what it cost.

        Example:
            >>> from journeymap.journey import Journey
            >>> plan = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
            >>> began = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
            >>> visits = tuple(Visit(touchpoint=each, begun=began) for each in "axb")
            >>> story(plan, Trace(case="7", visits=visits, under_way=False, success=None, names={})).sentence()
            'Case 7: 1 extra; left the plan after a'
        """
        if not self.cost:
            return f"Case {self.case}: as planned"
        n = {kind: sum(step.kind == kind for step in self.steps) for kind in ("extra", "skipped")}
        counts = [f"{count} {kind}" for kind, count in n.items() if count]
        left = [*(["at the start"] * self.leaves_at_start), *(f"after {s.name}" for s in self.steps if s.leaves)]
        times = plural(len(left), "time")
        where = f"left the plan {left[0]}" if len(left) == 1 else f"left the plan {times}, first {left[0]}"
        return f"Case {self.case}: {', '.join(counts)}; {where}"


def story(journey: Journey, trace: Trace) -> Story:
    """Put a case beside the plan.

    Args:
        journey: The plan.
        trace: The case.

    Raises:
        JourneyError: If the journey has no planned way from a start to a goal.
    """
    alignments = align(Plan.of(journey), [[visit.touchpoint for visit in trace.visits]], prefix=[trace.under_way])
    alignment = alignments[0]
    leaves, rejoins = _turns(alignments)
    return Story(
        case=trace.case,
        outcome=standing(journey, alignment),
        success=trace.success,
        cost=alignment.cost,
        fitness=alignment.fitness,
        steps=tuple(_steps(journey, trace, alignments, leaves, rejoins)),
        leaves_at_start=-1 in leaves,
    )


def _steps(
    journey: Journey, trace: Trace, alignments: Alignments, leaves: set[int], rejoins: set[int]
) -> Iterator[Step]:
    named = {min(each.moves): _PLAIN[each.code] for each in deviations(alignments)[0]}
    names, planned = Names.of(journey), journey.planned
    for place, (kind, touchpoint, position) in enumerate(alignments[0].moves):
        visit = None if kind == "skipped" else trace.visits[position]
        since = None if visit is None else _reference(journey, trace, position)
        yield Step(
            kind=kind,
            touchpoint=touchpoint,
            name=names[touchpoint] if touchpoint in planned else trace.names.get(touchpoint, touchpoint),
            visit=visit,
            wait_seconds=None if visit is None or since is None else max(0.0, (visit.begun - since).total_seconds()),
            promised_seconds=None if visit is None else _promised(journey, visit, since),
            deviations=tuple([named[place]] if place in named else []),
            leaves=place in leaves,
            rejoins=place in rejoins,
        )


def _turns(alignments: Alignments) -> tuple[set[int], set[int]]:
    """The places of the moves after which the plan is left (−1: at the start), and at which it is rejoined."""
    gaps = gaps_of(alignments, alignments.stations(), met_before(alignments.touchpoint, alignments.starts))
    found, moves = Stretches.of(gaps), gaps.moves
    off = np.flatnonzero(gaps.cost)
    before = [int(moves.place[gaps.first[gap] + gaps.led[gap]]) - 1 for gap in off.tolist()]
    after = [int(moves.place[gaps.first[gap + 1] - 1]) + 1 for gap in off.tolist()]
    assert len(before) == len(found.variant)
    return set(before), set(after)


def _reference(journey: Journey, trace: Trace, position: int) -> dt.datetime | None:
    """When the wait for an event began: at the event before, or at the first one from which the plan counts."""
    visit, earlier = trace.visits[position], trace.visits[:position]
    since = journey.planned[visit.touchpoint].since if visit.touchpoint in journey.planned else None
    if not earlier or since is None or earlier[-1].touchpoint == visit.touchpoint:
        return _over(earlier[-1]) if earlier else None
    if since not in journey.touchpoints:
        return earlier[0].begun
    return next((_over(each) for each in earlier if each.touchpoint == since), None)


def _over(visit: Visit) -> dt.datetime:
    return visit.ended or visit.begun


def _promised(journey: Journey, visit: Visit, since: dt.datetime | None) -> float | None:
    if visit.due is not None:
        return None if since is None else max(0.0, (visit.due - since).total_seconds())
    if visit.promised_seconds is not None:
        return visit.promised_seconds
    point = journey.planned.get(visit.touchpoint)
    if point is None or point.promise is None or point.in_working_time:
        return None
    return point.promise.wait
