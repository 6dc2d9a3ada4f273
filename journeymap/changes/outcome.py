"""How the cases of a log ended: the share that did well, and the ways that led there."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from journeymap.changes.figures import Share
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["Ended", "Outcome", "ended", "outcome_of"]

Outcome: TypeAlias = Literal["completion", "success"]


class Ended(NamedTuple):
    """Cases of one sequence and segment whose outcome counts."""

    segment: tuple[str, ...]
    touchpoints: tuple[str, ...]
    n: float
    good: float


def ended(journey: Journey, measurement: Measurement, outcome: Outcome) -> Iterator[Ended]:
    """Yield the cases whose outcome counts: none under way or at a neutral end, of `success` those that were judged.

    A measurement does not tell which of the judged are still under way: they are taken out in proportion.
    """
    goals, neutral = {*journey.goals}, {end for end, kind in journey.ends.items() if kind == "neutral"}
    for row in measurement.variants:
        arrived = row.reached(goals)
        over = row.cases - row.under_way
        if not over or not (arrived or row.touchpoints[-1] not in neutral):
            continue
        if outcome == "completion":
            yield Ended(row.segment, row.up_to(goals).touchpoints, float(over), float(over * arrived))
        elif row.judged:
            part = over / row.cases
            yield Ended(row.segment, row.touchpoints, row.judged * part, row.succeeded * part)


def outcome_of(cases: Sequence[Ended]) -> Share:
    """Return the share that did well."""
    return Share(sum(each.good for each in cases), sum(each.n for each in cases))
