"""Conformance: how far customers keep to the plan, how they leave it, and how those who do fare."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.alignment import AlignedVariant, Plan, align
from journeymap.analysis.deviations import DeviationCount, count_deviations
from journeymap.analysis.offplan import Route, off_plan_routes
from journeymap.journey import Journey
from journeymap.measurement import Measurement, Variant

__all__ = ["Conformance", "MoveCounts", "aligned_variants", "conformance"]

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
    routes: tuple[Route, ...]
    """Most harmful first."""


def conformance(journey: Journey, measurement: Measurement) -> Conformance:
    """Compare what customers did with what was planned.

    Returns:
        Counts over all segments together; see `aligned_variants` for the moves variant by variant.

    Raises:
        JourneyError: If the journey has no planned way from a start to a goal.
    """
    plan = Plan.of(journey)
    variants = _aligned(plan, journey, measurement)
    measure: Measure = "success" if measurement.has_success else "completion"
    fitting = [variant for variant in variants if not variant.alignment.cost]
    on_plan = _cases(variant for variant in fitting if not variant.alignment.prefix)
    n_cases, n_under_way = measurement.n_cases, measurement.n_under_way
    over = [variant for variant in variants if not variant.alignment.prefix]
    return Conformance(
        n_cases=n_cases,
        n_variants=measurement.n_variants,
        n_under_way=n_under_way,
        on_plan=on_plan,
        off_plan=n_cases - n_under_way - on_plan,
        fitting_cases=_cases(fitting),
        fitness=sum(v.cases * v.alignment.fitness for v in variants) / n_cases if n_cases else 1.0,
        cost=sum(v.cases * v.alignment.cost for v in variants),
        moves=_move_counts(variants),
        completed=_cases(variant for variant in over if _reached(journey, variant)),
        neutral=_cases(variant for variant in over if _is_neutral(journey, variant.alignment.touchpoints)),
        judged=sum(variant.judged for variant in measurement.variants),
        succeeded=sum(variant.succeeded for variant in measurement.variants),
        measure=measure,
        deviations=count_deviations(plan, variants),
        routes=off_plan_routes(plan, variants, measure=measure),
    )


def aligned_variants(journey: Journey, measurement: Measurement) -> list[AlignedVariant]:
    """Align every distinct sequence of a measurement with the plan, once over all segments.

    Returns:
        Most cases first. A sequence that some cases ended with and others are under way at is there twice.

    Raises:
        JourneyError: If the journey has no planned way from a start to a goal.
    """
    return _aligned(Plan.of(journey), journey, measurement)


def _aligned(plan: Plan, journey: Journey, measurement: Measurement) -> list[AlignedVariant]:
    rows: dict[tuple[bool, tuple[str, ...]], list[Variant]] = {}
    for row in measurement.variants:
        if row.cases > row.under_way:
            rows.setdefault((False, row.touchpoints), []).append(row)
        if row.under_way:
            rows.setdefault((True, row.touchpoints), []).append(row)
    alignments = align(plan, [sequence for _, sequence in rows], prefix=[under_way for under_way, _ in rows])
    found = []
    for alignment, same in zip(alignments, rows.values(), strict=True):
        under_way = sum(row.under_way for row in same)
        cases = sum(row.cases for row in same)
        n, good = (0, 0) if alignment.prefix else _outcome(journey, same, judged=measurement.has_success)
        found.append(
            AlignedVariant(
                alignment=alignment,
                cases=under_way if alignment.prefix else cases - under_way,
                n=n,
                good=good,
                seconds=sum(row.seconds for row in same) / cases,
                example=min(row.example for row in same),
            ),
        )
    return sorted(found, key=lambda variant: (-variant.cases, variant.alignment.touchpoints, variant.alignment.prefix))


def _outcome(journey: Journey, same: list[Variant], *, judged: bool) -> tuple[int, int]:
    """Of the cases that ended with one sequence: how many outcomes count, and how many of those are good.

    A measurement does not tell which of the judged are still under way: they are taken out in proportion.
    """
    if _is_neutral(journey, same[0].touchpoints):
        return 0, 0
    cases = sum(row.cases for row in same)
    ended = cases - sum(row.under_way for row in same)
    if not judged:
        return ended, ended if same[0].reached(journey.goals) else 0
    n_judged, n_succeeded = sum(row.judged for row in same), sum(row.succeeded for row in same)
    return round(n_judged * ended / cases), round(n_succeeded * ended / cases)


def _reached(journey: Journey, variant: AlignedVariant) -> bool:
    return not set(journey.goals).isdisjoint(variant.alignment.touchpoints)


def _is_neutral(journey: Journey, touchpoints: Sequence[str]) -> bool:
    """Whether a case ended where it does not count, without having reached a goal."""
    return journey.ends.get(touchpoints[-1]) == "neutral" and set(journey.goals).isdisjoint(touchpoints)


def _cases(variants: Iterable[AlignedVariant]) -> int:
    return sum(variant.cases for variant in variants)


def _move_counts(variants: Iterable[AlignedVariant]) -> MoveCounts:
    counts: Counter[str] = Counter()
    for variant in variants:
        for kind, n in Counter(move.kind for move in variant.alignment.moves).items():
            counts[kind] += n * variant.cases
    return MoveCounts(counts["sync"], counts["extra"], counts["skipped"])
