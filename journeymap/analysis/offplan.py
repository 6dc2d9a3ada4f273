"""Off-plan routes: where customers leave the plan, what they do instead, and whether it serves them.

An off-plan route is a stretch from leaving the plan to rejoining it or ending. Routes with the same leave point
and the same first step make one group, which is compared with everybody else who reached the leave point:
compared with all customers, those who got far would look good for having got far. Like is compared with like: within
each segment of the measurement. It is association, not cause.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from journeymap.analysis.columns import distinct
from journeymap.analysis.comparison import (
    Difference,
    Verdict,
    mean_differences,
    mean_gaps,
    share_differences,
    verdicts,
)
from journeymap.analysis.gaps import Gaps
from journeymap.analysis.outcomes import Apart, Followed, Outcome, Sums, summed
from journeymap.analysis.stretches import Stretch, Stretches
from journeymap.analysis.ways import Integers
from journeymap.case_ends import END

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


@dataclass(frozen=True, slots=True, kw_only=True)
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
    """Within segments, weighted (`share_difference`); so it can be another than that of the two shares.

    None where nobody is on one side, and where customers just stopped: who leaves does not complete."""
    low: float | None
    """Its 95 % interval."""
    high: float | None
    left_out: int
    """Of n and n_others, those in segments where there is nobody to compare with."""
    verdict: Verdict
    """What the outcome shows beyond chance, corrected for all comparisons of routes."""
    better: bool
    """Whether they do better than those who keep to the plan or leave elsewhere, beyond chance."""
    harmful: bool
    """Whether they do worse, beyond chance, or are surely less satisfied though they do no better."""
    few: bool
    """Whether one side of the comparison has fewer than 30 customers."""
    customers_lost: float
    """cases × how much worse they do: how many more would complete if they fared like the others."""
    customers_lost_low: float
    """The same at the end of the interval that is kindest to the route; routes are ranked by it."""
    extra_wait_seconds: float | None
    """Mean duration of their cases, first to last event, less that of the others; within segments, too."""
    extra_clicks: float | None
    """The same of the clicks of a case."""
    satisfaction_difference: float | None
    """The same of satisfaction as a share of the scale, over the cases that gave a score anywhere."""
    satisfaction_low: float | None
    """Its 95 % interval (`mean_difference`)."""
    satisfaction_high: float | None
    satisfaction_verdict: Verdict
    example: str
    """Id of a case of the commonest member."""


class _Member(NamedTuple):
    cases: int
    stretch: Stretch
    example: str


def off_plan_routes(
    gaps: Gaps, followed: Followed, reached: Sums, reached_by_segment: Apart, *, measure: str
) -> tuple[Route, ...]:
    """Group the off-plan stretches of all cases into routes and compare each with the others at its leave point.

    Args:
        gaps: What lies between the touchpoints in sync.
        followed: How the cases of each variant fared.
        reached: How those fared who reached each touchpoint.
        reached_by_segment: The same by segment.
        measure: What the outcome is: `completion`, by which stopping alone compares with nothing, or `success`.

    Returns:
        Most harmful first: by the customers lost at the kind end of the interval, then by the satisfaction that is
        surely lost, then by customers lost, then by cases. Better routes have lost nobody and stand among the last.
    """
    found, n = Stretches.of(gaps), len(followed.sums)
    leave_and_first = found.leave * len(gaps.alignments.names) + found.first
    _, of_group, group = np.unique(leave_and_first, return_index=True, return_inverse=True)
    took, variant = np.divmod(distinct(group * n + found.variant), n)
    leave = found.leave[of_group]
    these = summed(took, variant, followed.sums, n=len(of_group))
    others = reached[leave] - these
    strata = _Strata.of(summed(took, variant, followed.by_segment, n=len(of_group)), reached_by_segment, leave)
    members = list(_members(found, group, followed))
    stopped = [row[0].stretch.first == END for row in members] if measure == "completion" else [False] * len(members)
    routes = _compared(members, these, others, strata, stopped)
    place = gaps.alignments.plan.place
    return tuple(sorted(routes, key=lambda route: _rank(place, route)))


@dataclass(frozen=True, slots=True, eq=False)
class _Strata:
    """The segments in which there is somebody on both sides, route by route, as columns."""

    n: int
    """How many routes there are."""
    route: Integers
    these: Sums
    """Those of one segment who took a route: a column each, a row a field of `Outcome`."""
    others: Sums
    """The others of it who reached its leave point."""

    @classmethod
    def of(cls, these: Apart, reached: Apart, leave: Integers) -> "_Strata":
        n_segments = these.shape[1] // len(Outcome._fields)
        taken, own = _by_segment(these)
        there, everybody = _by_segment(reached)
        route, segment = np.divmod(taken, n_segments)
        rest = everybody[np.searchsorted(there, leave[route] * n_segments + segment)] - own
        both = (own[:, 0] > 0) & (rest[:, 0] > 0)
        return cls(len(leave), route[both], own[both].T, rest[both].T)

    def columns(self, *fields: str) -> Sums:
        """Some fields of these, then of the others."""
        rows = [Outcome._fields.index(field) for field in fields]
        return np.vstack([self.these[rows], self.others[rows]])

    def outcomes(self) -> list[Difference | None]:
        return share_differences(self.columns("good", "n"), self.route, self.n)

    def feelings(self) -> list[Difference | None]:
        columns = self.columns("answered", "satisfaction", "satisfaction_squares")
        return mean_differences(columns, self.route, self.n)

    def gaps(self, known: str, total: str) -> list[float | None]:
        return mean_gaps(self.columns(known, total), self.route, self.n)


def _by_segment(sums: Apart) -> tuple[Integers, Sums]:
    """A row for each row and segment that have somebody, in order, and the number `row · segments + segment` of it."""
    width = len(Outcome._fields)
    parts = sums.tocoo()
    row, column = parts.coords
    cell = row.astype(np.int64) * sums.shape[1] + column
    number, which = np.unique(cell // width, return_inverse=True)
    found = np.zeros((len(number), width))
    found[which, cell % width] = parts.data
    return number, found


class _Sides(NamedTuple):
    """Who took a route and who did not, of those who reached its leave point."""

    these: Outcome
    others: Outcome
    outcome: Difference | None
    verdict: Verdict
    satisfaction: Difference | None
    felt: Verdict
    extra_wait: float | None
    extra_clicks: float | None


def _compared(
    members: Sequence[Sequence[_Member]], these: Sums, others: Sums, strata: _Strata, stopped: Sequence[bool]
) -> Iterator[Route]:
    """Make the routes, all their comparisons corrected together."""
    outcomes = [None if stop else outcome for stop, outcome in zip(stopped, strata.outcomes(), strict=True)]
    feelings = strata.feelings()
    judged = verdicts([*outcomes, *feelings])
    sides = zip(
        *(map(Outcome.of, sums.tolist()) for sums in (these, others)),
        *(outcomes, judged[: strata.n], feelings, judged[strata.n :]),
        *(strata.gaps("ended", "seconds"), strata.gaps("clicked", "clicks")),
        strict=True,
    )
    for row, each in zip(members, sides, strict=True):
        yield _route(row, _Sides(*each))


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


def _rank(place: Mapping[str, int], route: Route) -> tuple[float, float, float, int, int, str]:
    sure = route.satisfaction_high if route.harmful and route.satisfaction_verdict == "worse" else None
    return (
        -route.customers_lost_low,
        route.cases * (sure or 0.0),
        -route.customers_lost,
        -route.cases,
        place.get(route.leave, -1),
        route.first,
    )


def _route(members: Sequence[_Member], sides: _Sides) -> Route:
    these, others, outcome, verdict, satisfaction, felt, extra_wait, extra_clicks = sides
    commonest, reached = members[0].stretch, these.cases + others.cases
    ways = tuple(RouteMember(_folded(own.stretch.did), own.stretch.rejoin, own.cases) for own in members)
    return Route(
        leave=commonest.leave,
        first=commonest.first,
        did=ways[0].did,
        rejoin=commonest.rejoin,
        members=ways,
        cases=these.cases,
        reached=reached,
        share=these.cases / reached,
        n=these.n,
        completion=these.share,
        n_others=others.n,
        completion_others=others.share,
        difference=outcome.difference if outcome else None,
        low=outcome.low if outcome else None,
        high=outcome.high if outcome else None,
        left_out=these.n + others.n - outcome.n - outcome.n_others if outcome else 0,
        verdict=verdict,
        better=verdict == "better",
        harmful=verdict == "worse" or (felt == "worse" and verdict != "better"),
        few=outcome.few if outcome else min(these.n, others.n) < _FEW,
        customers_lost=these.cases * max(0.0, -outcome.difference) if outcome else 0.0,
        customers_lost_low=these.cases * max(0.0, -outcome.high) if outcome else 0.0,
        extra_wait_seconds=extra_wait,
        extra_clicks=extra_clicks,
        satisfaction_difference=satisfaction.difference if satisfaction else None,
        satisfaction_low=satisfaction.low if satisfaction else None,
        satisfaction_high=satisfaction.high if satisfaction else None,
        satisfaction_verdict=felt,
        example=members[0].example,
    )


def _folded(did: tuple[str, ...]) -> tuple[str, ...]:
    if len(did) == 1:  # nearly all
        return did
    runs = ((touchpoint, len(list(run))) for touchpoint, run in groupby(did))
    return tuple(touchpoint if n == 1 else f"{touchpoint} ×{n}" for touchpoint, n in runs)
