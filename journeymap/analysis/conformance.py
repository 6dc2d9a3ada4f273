"""Conformance: how far customers keep to the plan, how they leave it, and how those who do fare."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from journeymap.analysis.alignment import Alignments, Stations, align
from journeymap.analysis.deviations import DeviationCount, count_deviations
from journeymap.analysis.flags import flags
from journeymap.analysis.gaps import gaps_of, met_before
from journeymap.analysis.offplan import Route, off_plan_routes
from journeymap.analysis.outcomes import Sums, followed, reached
from journeymap.analysis.plan import Plan
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["Conformance", "Measure", "MoveCounts", "conformance"]

Measure = Literal["completion", "success"]


@dataclass(frozen=True, slots=True)
class MoveCounts:
    """Moves of each kind, over all cases."""

    sync: int
    """Done as planned."""
    extra: int
    """Done, not planned there."""
    skipped: int
    """Planned there, not done; optional touchpoints too, where the plan leads through them."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """How the cases of a log keep to the plan: `n_cases` = `on_plan` + `off_plan` + `n_under_way`."""

    n_cases: int
    n_variants: int
    """Distinct sequences, over all segments."""
    n_under_way: int
    """Cases that may still go on; aligned so far, and counted neither on nor off plan."""
    on_plan: int
    """Cases that are over and did nothing but what the plan allows."""
    off_plan: int
    fitting_cases: int
    """Cases whose alignment costs nothing: those on plan, and those under way that are so far."""
    fitness: float
    """Mean over all cases of `1 − cost/(length + shortest planned run)`; 1 for an empty log."""
    cost: int
    """Costs of all alignments, summed over cases."""
    moves: MoveCounts
    completed: int
    """Cases that reached a goal."""
    neutral: int
    """Cases that ended where the journey says that nothing is won or lost."""
    judged: int
    """Cases whose success is known."""
    succeeded: int
    measure: Measure
    """The outcome by which routes are compared."""
    deviations: tuple[DeviationCount, ...]
    """Most frequent first."""
    flags: tuple[DeviationCount, ...]
    """What was amiss beside the moves: wrong channel, late, early, failed; most frequent first."""
    routes: tuple[Route, ...]
    """Most harmful first."""


def conformance(journey: Journey, measurement: Measurement) -> Conformance:
    """Compare what customers did with what was planned.

    Returns:
        Counts over all segments together.

    Raises:
        JourneyError: If the journey has no planned way from a start to a goal.
    """
    plan, done = Plan.of(journey), followed(journey, measurement)
    alignments = align(plan, done.touchpoints, prefix=done.prefix)
    cases, n_cases, n_under_way = done.sums[:, 0], measurement.n_cases, measurement.n_under_way
    fitting = alignments.cost == 0
    on_plan = int(cases[fitting & ~done.prefix].sum())
    arrived, over = alignments.met(journey.goals), cases * ~done.prefix
    last = alignments.touchpoint[alignments.starts[1:] - 1]
    neutral = np.array([journey.ends.get(name) == "neutral" for name in alignments.names], dtype=np.bool_)[last]
    measure: Measure = "success" if measurement.has_success else "completion"
    again = met_before(alignments.touchpoint, alignments.starts)
    stations = alignments.stations()
    gaps, those = gaps_of(alignments, stations, again), reached(alignments, again)
    there = those @ done.sums
    return Conformance(
        n_cases=n_cases,
        n_variants=measurement.n_variants,
        n_under_way=n_under_way,
        on_plan=on_plan,
        off_plan=n_cases - n_under_way - on_plan,
        fitting_cases=int(cases[fitting].sum()),
        fitness=float(cases @ alignments.fitness) / n_cases if n_cases else 1.0,
        cost=int(cases @ alignments.cost),
        moves=_move_counts(alignments, stations, done.sums[:, 0]),
        completed=int(over[arrived].sum()),
        neutral=int(over[neutral & ~arrived].sum()),
        judged=sum(variant.judged for variant in measurement.variants),
        succeeded=sum(variant.succeeded for variant in measurement.variants),
        measure=measure,
        deviations=count_deviations(gaps, done, there),
        flags=flags(measurement),
        routes=off_plan_routes(gaps, done, there, those @ done.by_segment, measure=measure),
    )


def _move_counts(alignments: Alignments, stations: Stations, cases: Sums) -> MoveCounts:
    n_sync = np.diff(stations.starts) - 2
    n_skipped = np.add.reduceat(stations.n_skipped, stations.starts[:-1]) if len(alignments) else n_sync
    return MoveCounts(*(int(cases @ n) for n in (n_sync, alignments.length - n_sync, n_skipped)))
