"""Off-plan routes: where customers leave the plan, what they do instead, and whether it serves them.

An off-plan route is a stretch from leaving the plan to rejoining it or ending. Routes with the same leave point
and the same first step make one group, which is compared with everybody else who reached the leave point:
compared with all customers, those who got far would look good for having got far. It is association, not cause.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from journeymap.analysis.columns import distinct
from journeymap.analysis.gaps import Gaps
from journeymap.analysis.outcomes import Followed, Outcome, Sums, summed
from journeymap.analysis.statistics import newcombe
from journeymap.analysis.stretches import Stretch, Stretches
from journeymap.analysis.ways import Integers
from journeymap.counts import END

__all__ = ["Route", "RouteMember", "off_plan_routes"]

_FEW = 30
"""Below so many customers on either side a comparison is marked as resting on few."""


@dataclass(frozen=True, slots=True)
class RouteMember:
    """One full sequence within a route."""

    did: tuple[str, ...]
    """What was done off plan, repetitions in a row folded to `x ×3`."""
    rejoin: str
    cases: int


@dataclass(frozen=True, slots=True)
class Route:
    """What the cases that left the plan at one point by one first step did, and how they fared.

    Shares of the outcome (completion, or success where the log has it) leave out cases under way, cases at
    neutral ends and cases not judged. `difference` = theirs − others': below 0 they do worse.
    """

    leave: str
    first: str
    """The first step off plan, shared by all members."""
    did: tuple[str, ...]
    """The commonest member's; empty where the plan's next touchpoints were only skipped."""
    rejoin: str
    """The commonest member's."""
    members: tuple[RouteMember, ...]
    """All full sequences, commonest first; a case that leaves twice can be in two."""
    cases: int
    """Cases that left this way, once each."""
    reached: int
    """Cases that reached the leave point."""
    share: float
    """cases / reached."""
    n: int
    """Cases that left this way and whose outcome counts."""
    completion: float | None
    """Share of the n that completed (or succeeded)."""
    n_others: int
    """Everybody else who reached the leave point and whose outcome counts."""
    completion_others: float | None
    difference: float | None
    """None where nobody is on one side, and where customers just stopped: who leaves does not complete."""
    low: float | None
    """95 % interval of the difference (Newcombe)."""
    high: float | None
    few: bool
    """Whether one side of the comparison has fewer than 30 customers."""
    better: bool
    """Whether the interval lies above 0: they do better than those who keep to the plan or leave elsewhere."""
    customers_lost: float
    """cases × how much worse they do: how many more would complete if they fared like the others."""
    customers_lost_low: float
    """The same at the end of the interval that is kindest to the route; routes are ranked by it."""
    extra_wait_seconds: float | None
    """Mean duration of their cases, first to last event, less that of the others."""
    satisfaction_difference: float | None
    """Not known from the tables yet."""
    example: str
    """Id of a case of the commonest member."""


class _Member(NamedTuple):
    cases: int
    stretch: Stretch
    example: str


def off_plan_routes(gaps: Gaps, followed: Followed, reached: Sums, *, measure: str) -> tuple[Route, ...]:
    """Group the off-plan stretches of all cases into routes and compare each with the others at its leave point.

    Args:
        gaps: What lies between the touchpoints in sync.
        followed: How the cases of each variant fared.
        reached: How those fared who reached each touchpoint.
        measure: What the outcome is: `completion`, by which stopping alone compares with nothing, or `success`.

    Returns:
        Most harmful first: by the customers lost at the kind end of the interval, then by customers lost, then by
        cases. Better routes have lost nobody and stand among the last.
    """
    found, n = Stretches.of(gaps), len(followed.sums)
    leave_and_first = found.leave * len(gaps.alignments.names) + found.first
    _, of_group, group = np.unique(leave_and_first, return_index=True, return_inverse=True)
    took, variant = np.divmod(distinct(group * n + found.variant), n)
    these = summed(took, variant, followed.sums, n=len(of_group))
    others = reached[found.leave[of_group]] - these
    routes = [
        _route(members, Outcome.of(taken), Outcome.of(not_taken), measure=measure)
        for members, taken, not_taken in zip(
            _members(found, group, followed), these.tolist(), others.tolist(), strict=True
        )
    ]
    place = gaps.alignments.plan.place
    return tuple(sorted(routes, key=lambda route: _rank(place, route)))


def _members(found: Stretches, group: Integers, followed: Followed) -> Iterator[list[_Member]]:
    """The full sequences of every group, commonest first, with a case of the commonest variant of each."""
    n, did = len(followed.sums), found.did
    sequence = (group * (did.max(initial=0) + 1) + did) * len(found.gaps.alignments.names) + found.rejoin
    _, commonest, member = np.unique(sequence, return_index=True, return_inverse=True)
    took, variant = np.divmod(distinct(member * n + found.variant), n)
    cases = np.bincount(took, weights=followed.sums[variant, 0]).astype(np.int64).tolist()
    examples = (followed.example[row] for row in found.variant[commonest].tolist())
    members = map(_Member, cases, found.named(commonest), examples)
    for _, same in groupby(zip(group[commonest].tolist(), members, strict=True), key=itemgetter(0)):
        yield sorted((member for _, member in same), key=lambda member: (-member.cases, member.stretch))


def _rank(place: Mapping[str, int], route: Route) -> tuple[float, float, int, int, str]:
    return (
        -route.customers_lost_low,
        -route.customers_lost,
        -route.cases,
        place.get(route.leave, -1),
        route.first,
    )


def _route(members: Sequence[_Member], these: Outcome, others: Outcome, *, measure: str) -> Route:
    commonest = members[0].stretch
    stopped = measure == "completion" and commonest.first == END
    difference, low, high = (None, None, None) if stopped else _difference(these, others)
    reached = these.cases + others.cases
    return Route(
        leave=commonest.leave,
        first=commonest.first,
        did=_folded(commonest.did),
        rejoin=commonest.rejoin,
        members=tuple(RouteMember(_folded(own.stretch.did), own.stretch.rejoin, own.cases) for own in members),
        cases=these.cases,
        reached=reached,
        share=these.cases / reached,
        n=these.n,
        completion=these.share,
        n_others=others.n,
        completion_others=others.share,
        difference=difference,
        low=low,
        high=high,
        few=min(these.n, others.n) < _FEW,
        better=low is not None and low > 0,
        customers_lost=these.cases * max(0.0, -(difference or 0.0)),
        customers_lost_low=these.cases * max(0.0, -(high or 0.0)),
        extra_wait_seconds=_extra_seconds(these, others),
        satisfaction_difference=None,
        example=members[0].example,
    )


def _difference(these: Outcome, others: Outcome) -> tuple[float, float, float] | tuple[None, None, None]:
    if not these.n or not others.n:
        return None, None, None
    low, high = newcombe(these.good, these.n, others.good, others.n)
    return these.good / these.n - others.good / others.n, low, high


def _extra_seconds(these: Outcome, others: Outcome) -> float | None:
    if these.mean_seconds is None or others.mean_seconds is None:
        return None
    return these.mean_seconds - others.mean_seconds


def _folded(did: tuple[str, ...]) -> tuple[str, ...]:
    if len(did) == 1:  # nearly all
        return did
    runs = ((touchpoint, len(list(run))) for touchpoint, run in groupby(did))
    return tuple(touchpoint if n == 1 else f"{touchpoint} ×{n}" for touchpoint, n in runs)
