"""Single cases against the plan: what stands behind the counts, for those who follow customers up."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.alignment import Alignment, Alignments, align
from journeymap.analysis.conformance import Conformance
from journeymap.analysis.deviations import DEVIATIONS, Deviation, deviations
from journeymap.analysis.gaps import gaps_of, met_before
from journeymap.analysis.outcomes import followed
from journeymap.analysis.plan import Plan
from journeymap.analysis.stretches import Stretch, Stretches
from journeymap.analysis.wording import Names
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["Standing", "Travel", "standing", "travels"]

Standing = Literal["completed", "left", "neutral", "under way"]
_PLAIN = {kind.code: kind.name for kind in DEVIATIONS}


@dataclass(frozen=True, slots=True)
class Travel:
    """How all cases of one variant stand to the plan; names as people call them."""

    outcome: Standing
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
    done, names = followed(journey, measurement), Names.of(journey, measurement)
    alignments = align(Plan.of(journey), done.touchpoints, prefix=done.prefix)
    number = {(route.leave, route.first): n for n, route in enumerate(found.routes, 1)}
    left = _stretches(alignments)
    told = {}
    for row, (alignment, deviated) in enumerate(zip(alignments, deviations(alignments), strict=True)):
        told[alignment.touchpoints, alignment.prefix] = Travel(
            outcome=standing(journey, alignment),
            cost=alignment.cost,
            fitness=alignment.fitness,
            moves=tuple((move.kind, names[move.touchpoint]) for move in alignment.moves),
            deviations=_in_words(deviated, names),
            left_at=tuple(names[stretch.leave] for stretch in left[row]),
            routes=tuple(dict.fromkeys(number[stretch.leave, stretch.first] for stretch in left[row])),
        )
    return told


def _stretches(alignments: Alignments) -> defaultdict[int, list[Stretch]]:
    """The stretches off plan of each variant, in the order of travel."""
    gaps = gaps_of(alignments, alignments.stations(), met_before(alignments.touchpoint, alignments.starts))
    found = Stretches.of(gaps)
    by_variant: defaultdict[int, list[Stretch]] = defaultdict(list)
    for row, stretch in zip(found.variant.tolist(), found.named(), strict=True):
        by_variant[row].append(stretch)
    return by_variant


def _in_words(found: Iterable[Deviation], names: Names) -> tuple[str, ...]:
    times = Counter(f"{_PLAIN[each.code]}: {names[each.touchpoint]}" for each in found)
    return tuple(words if n == 1 else f"{words} ×{n}" for words, n in times.items())


def standing(journey: Journey, alignment: Alignment) -> Standing:
    """Tell what became of a case."""
    if alignment.prefix:
        return "under way"
    if not {*journey.goals}.isdisjoint(alignment.touchpoints):
        return "completed"
    return "neutral" if journey.ends.get(alignment.touchpoints[-1]) == "neutral" else "left"
