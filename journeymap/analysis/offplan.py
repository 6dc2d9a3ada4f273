"""Off-plan routes: where customers leave the plan, what they do instead, and whether it serves them.

An off-plan route is a stretch from leaving the plan to rejoining it or ending. Routes with the same leave point
and the same first step make one group, which is compared with everybody else who reached the leave point:
compared with all customers, those who got far would look good for having got far. Like is compared with like: within
each segment of the measurement. It is association, not cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from journeymap.analysis.columns import distinct, ranks
from journeymap.analysis.comparison import (
    Differences,
    Verdict,
    mean_differences,
    mean_gaps,
    share_differences,
    verdicts,
)
from journeymap.analysis.gaps import Gaps
from journeymap.analysis.outcomes import Apart, Followed, Outcome, Sums, members
from journeymap.analysis.stretches import Stretches
from journeymap.analysis.ways import Flags, Integers
from journeymap.case_ends import END

__all__ = ["Route", "RouteMember", "off_plan_routes"]

Column: TypeAlias = npt.NDArray[np.float64]
Words: TypeAlias = npt.NDArray[Any]

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
    extra_wait_low: float | None
    """Its 95 % interval (`mean_difference`); none from fewer than two cases, or where their squares are unknown."""
    extra_wait_high: float | None
    extra_clicks: float | None
    """The same of the clicks of a case."""
    extra_clicks_low: float | None
    extra_clicks_high: float | None
    satisfaction_difference: float | None
    """The same of satisfaction as a share of the scale, over the cases that gave a score anywhere."""
    satisfaction_low: float | None
    """Its 95 % interval (`mean_difference`)."""
    satisfaction_high: float | None
    satisfaction_verdict: Verdict
    example: str
    """Id of a case of the commonest member."""


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
    found, names, n = Stretches.of(gaps), gaps.alignments.names, len(gaps.alignments)
    kinds, which = found.distinct()
    pairs, group = np.unique(kinds.leave * len(names) + kinds.first, return_inverse=True)
    leave, first = np.divmod(pairs, len(names))
    took = members(*_once(group[which], found.variant, n), (len(pairs), n))
    these = took @ followed.sums
    strata = _Strata.of(took @ followed.by_segment, reached_by_segment, leave)
    stopped = (first == names.index(END)) & (measure == "completion")
    compared = _Compared.of(these, reached[leave] - these, strata, stopped)
    columns = {
        "leave": [names[code] for code in leave.tolist()],
        "first": [names[code] for code in first.tolist()],
        **_members(kinds, _cases(which, found.variant, followed), group, followed.example),
        **compared.columns(),
        **_extra(strata, "ended", "seconds", "extra_wait_seconds", "extra_wait_low", "extra_wait_high"),
        **_extra(strata, "clicked", "clicks", "extra_clicks", "extra_clicks_low", "extra_clicks_high"),
    }
    routes = [Route(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]
    place = gaps.alignments.plan.place
    places = np.array([place.get(name, -1) for name in names])
    return tuple(routes[row] for row in compared.most_harmful_first(places[leave], ranks(names)[first]).tolist())


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

    def outcomes(self) -> Differences:
        return share_differences(self.columns("good", "n"), self.route, self.n)

    def means(self, known: str, total: str) -> Differences:
        return mean_differences(self.columns(known, total, f"{total}_squares"), self.route, self.n)

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


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """Those who took each route against the others who reached its leave point, as columns."""

    these: Integers
    """How many took it, of how many of these the outcome counts, and how many of those did well: a row each."""
    others: Integers
    outcome: Differences
    verdict: Words
    satisfaction: Differences
    felt: Words

    @classmethod
    def of(cls, these: Sums, others: Sums, strata: _Strata, stopped: Flags) -> "_Compared":
        """Compare, all corrected together; where customers just stopped, the outcome compares with nothing."""
        outcome, satisfaction = strata.outcomes(), strata.means("answered", "satisfaction")
        outcome = replace(outcome, known=outcome.known & ~stopped)
        verdict, felt = np.split(np.array(verdicts(outcome + satisfaction), dtype=np.str_), 2)
        return cls(_counts(these), _counts(others), outcome, verdict, satisfaction, felt)

    @property
    def harmful(self) -> Flags:
        """Whether they do worse, or are less satisfied though they do no better."""
        found: Flags = (self.verdict == "worse") | ((self.felt == "worse") & (self.verdict != "better"))
        return found

    def lost(self, difference: Column) -> Column:
        """How many more would do well if they fared like the others, by the difference or an end of its interval."""
        return np.where(self.outcome.known & (difference < 0), self.these[0] * -difference, 0.0)

    def columns(self) -> dict[str, list[Any]]:
        """The fields of `Route` that tell of it."""
        (cases, n, good), (rest, n_others, good_others) = self.these, self.others
        outcome, known, reached = self.outcome, self.outcome.known, cases + rest
        found = {
            "cases": cases,
            "reached": reached,
            "share": cases / reached,
            "n": n,
            "completion": _shares(good, n),
            "n_others": n_others,
            "completion_others": _shares(good_others, n_others),
            "left_out": np.where(known, n + n_others - outcome.n - outcome.n_others, 0),
            "verdict": self.verdict,
            "better": self.verdict == "better",
            "harmful": self.harmful,
            "few": np.where(known, outcome.few, np.minimum(n, n_others) < _FEW),
            "customers_lost": self.lost(outcome.difference),
            "customers_lost_low": self.lost(outcome.high),
            "satisfaction_verdict": self.felt,
            **_interval(outcome, "difference", "low", "high"),
            **_interval(self.satisfaction, "satisfaction_difference", "satisfaction_low", "satisfaction_high"),
        }
        return {field: column.tolist() for field, column in found.items()}

    def most_harmful_first(self, *then_by: Integers) -> Integers:
        """Rank the routes."""
        outcome, saddened = self.outcome, self.harmful & (self.felt == "worse")
        surely_sad = self.these[0] * np.where(saddened, self.satisfaction.high, 0.0)
        lost = self.lost(outcome.high), self.lost(outcome.difference)
        return np.lexsort((*reversed(then_by), -self.these[0], -lost[1], surely_sad, -lost[0]))


def _counts(sums: Sums) -> Integers:
    """How many cases there are, of how many the outcome counts, and how many of those did well: a row each."""
    columns = [Outcome._fields.index(field) for field in ("cases", "n", "good")]
    return np.rint(sums[:, columns].T).astype(np.int64)


def _shares(good: Integers, n: Integers) -> Words:
    return _or_none(good / np.maximum(n, 1), n > 0)


def _interval(found: Differences, *fields: str) -> dict[str, Words]:
    """The difference and its interval as three fields."""
    columns = found.difference, found.low, found.high
    return {field: _or_none(column, found.known) for field, column in zip(fields, columns, strict=True)}


def _extra(strata: _Strata, known: str, total: str, *fields: str) -> dict[str, list[Any]]:
    """What cases had more of than the others, with its interval; the bare gap where nothing tells how it varies."""
    found = strata.means(known, total)
    told = {field: column.tolist() for field, column in _interval(found, *fields).items()}
    gaps = zip(told[fields[0]], strata.gaps(known, total), strict=True)
    return told | {fields[0]: [gap if difference is None else difference for difference, gap in gaps]}


def _or_none(values: Column, known: Flags) -> Words:
    found: Words = values.astype(np.object_)
    found[~known] = None
    return found


def _once(group: Integers, variant: Integers, n_variants: int) -> tuple[Integers, Integers]:
    """Every group with each of its variants, once."""
    took, by = np.divmod(distinct(group * n_variants + variant), n_variants)
    return took, by


def _cases(kind: Integers, variant: Integers, followed: Followed) -> Integers:
    """How many cases did what is of each kind."""
    took, by = _once(kind, variant, len(followed.sums))
    return np.bincount(took, weights=followed.sums[by, 0]).astype(np.int64)


def _members(kinds: Stretches, cases: Integers, group: Integers, examples: Sequence[str]) -> dict[str, list[Any]]:
    """The fields of `Route` that tell what was done: the full sequences of every group, commonest first."""
    _, first, did = np.unique(kinds.did, return_index=True, return_inverse=True)
    done, names = kinds.take(first).done(), kinds.gaps.alignments.names
    order = np.lexsort((ranks(names)[kinds.rejoin], ranks(done)[did], -cases, group))
    folded = [_folded(each) for each in done]
    rows = zip(*(column[order].tolist() for column in (did, kinds.rejoin, cases)), strict=True)
    made = [RouteMember(folded[what], names[rejoin], n) for what, rejoin, n in rows]
    bounds = np.flatnonzero(np.diff(group[order], prepend=-1, append=-1))
    members = [tuple(made[i:j]) for i, j in pairwise(bounds.tolist())]
    return {
        "members": members,
        "did": [own[0].did for own in members],
        "rejoin": [own[0].rejoin for own in members],
        "example": [examples[row] for row in kinds.variant[order[bounds[:-1]]].tolist()],
    }


def _folded(did: tuple[str, ...]) -> tuple[str, ...]:
    if len(did) == 1:  # nearly all
        return did
    runs = ((touchpoint, len(list(run))) for touchpoint, run in groupby(did))
    return tuple(touchpoint if n == 1 else f"{touchpoint} ×{n}" for touchpoint, n in runs)
