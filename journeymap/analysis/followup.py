"""Single cases against the plan: what stands behind the counts, for those who follow customers up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.alignment import AlignedVariant, Plan
from journeymap.analysis.conformance import Conformance, aligned_variants
from journeymap.analysis.deviations import DEVIATIONS, Deviation, deviations
from journeymap.analysis.offplan import stretches
from journeymap.analysis.wording import Names
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["Outcome", "Travel", "travels"]

Outcome = Literal["completed", "left", "neutral", "under way"]
_PLAIN = {kind.code: kind.name for kind in DEVIATIONS}


@dataclass(frozen=True, slots=True)
class Travel:
    """How all cases of one variant stand to the plan; names as people call them."""

    outcome: Outcome
    cost: int
    fitness: float
    moves: tuple[tuple[str, str], ...]
    """Kind (`sync`, `extra`, `skipped`) and touchpoint, in the order of travel."""
    deviations: tuple[str, ...]
    """In words, each once, with how often it is."""
    left_at: tuple[str, ...]
    """Where the plan was left, as often as it was."""
    routes: tuple[int, ...]
    """The off-plan routes taken, by their place in `Conformance.routes`, counted from 1."""


def travels(
    journey: Journey, measurement: Measurement, found: Conformance
) -> dict[tuple[tuple[str, ...], bool], Travel]:
    """Tell of every distinct sequence, and whether it is under way, how its cases stand to the plan.

    Args:
        journey: The plan.
        measurement: What customers did.
        found: The conformance of both.
    """
    plan, names = Plan.of(journey), Names.of(journey, measurement)
    number = {(route.leave, route.first): n for n, route in enumerate(found.routes, 1)}
    told = {}
    for variant in aligned_variants(journey, measurement):
        alignment = variant.alignment
        left = tuple(stretches(plan, alignment))
        told[alignment.touchpoints, alignment.prefix] = Travel(
            outcome=_outcome(journey, variant),
            cost=alignment.cost,
            fitness=alignment.fitness,
            moves=tuple((move.kind, names[move.touchpoint]) for move in alignment.moves),
            deviations=_in_words(deviations(plan, alignment), names),
            left_at=tuple(names[stretch.leave] for stretch in left),
            routes=tuple(dict.fromkeys(number[stretch.leave, stretch.first] for stretch in left)),
        )
    return told


def _in_words(found: Iterable[Deviation], names: Names) -> tuple[str, ...]:
    times = Counter(f"{_PLAIN[each.code]}: {names[each.touchpoint]}" for each in found)
    return tuple(words if n == 1 else f"{words} ×{n}" for words, n in times.items())


def _outcome(journey: Journey, variant: AlignedVariant) -> Outcome:
    if variant.alignment.prefix:
        return "under way"
    if not {*journey.goals}.isdisjoint(variant.alignment.touchpoints):
        return "completed"
    return "neutral" if journey.ends.get(variant.alignment.touchpoints[-1]) == "neutral" else "left"
