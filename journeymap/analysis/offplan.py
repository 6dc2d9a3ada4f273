"""Off-plan routes: where customers leave the plan, what they do instead, and whether it serves them.

An off-plan route is a stretch from leaving the plan to rejoining it or ending. Routes with the same leave point
and the same first step make one group, which is compared with everybody else who reached the leave point:
compared with all customers, those who got far would look good for having got far. It is association, not cause.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from journeymap.analysis.alignment import AlignedVariant, Alignment, Plan
from journeymap.analysis.statistics import newcombe
from journeymap.measurement import END, START

__all__ = ["Route", "RouteMember", "Stretch", "off_plan_routes", "stretches"]

_FEW = 30
"""Below so many customers on either side a comparison is marked as resting on few."""


class Stretch(NamedTuple):
    """One stretch off plan of one variant; a named tuple, for there are many to compare."""

    leave: str
    """The last touchpoint to which the plan led, or `START`."""
    did: tuple[str, ...]
    """What was done off plan, in order; empty where touchpoints were only skipped."""
    rejoin: str
    """The planned touchpoint after it, or `END`: ended, or, under way, not back yet."""

    @property
    def first(self) -> str:
        """The first step off plan."""
        return self.did[0] if self.did else self.rejoin


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


class _Outcome(NamedTuple):
    """Some cases, and how those fared whose outcome counts."""

    cases: int
    n: int
    good: int
    ended: int
    """Cases not under way, whose duration is known."""
    seconds: float
    """Their durations, summed."""

    @classmethod
    def of(cls, table: npt.NDArray[np.float64]) -> "_Outcome":
        cases, n, good, ended, seconds = table.sum(axis=0).tolist()
        return cls(int(cases), int(n), int(good), int(ended), seconds)

    def without(self, part: "_Outcome") -> "_Outcome":
        return _Outcome(
            self.cases - part.cases,
            self.n - part.n,
            self.good - part.good,
            self.ended - part.ended,
            self.seconds - part.seconds,
        )

    @property
    def share(self) -> float | None:
        return self.good / self.n if self.n else None

    @property
    def mean_seconds(self) -> float | None:
        return self.seconds / self.ended if self.ended else None


def _table(variants: Sequence[AlignedVariant]) -> npt.NDArray[np.float64]:
    """One row a variant, one column a field of `_Outcome`; exact, for counts stay below 2⁵³."""
    ended = [0 if variant.alignment.prefix else variant.cases for variant in variants]
    rows = [(v.cases, v.n, v.good, over, over * v.seconds) for v, over in zip(variants, ended, strict=True)]
    return np.array(rows, dtype=np.float64).reshape(-1, len(_Outcome._fields))


@dataclass(slots=True)
class _Group:
    """The cases that left the plan at one point by one first step."""

    variants: list[int] = field(default_factory=list)
    """Rows of the table, once each."""
    members: dict[Stretch, int] = field(default_factory=dict)
    examples: dict[Stretch, str] = field(default_factory=dict)
    """A case of the member's commonest variant."""

    def add(self, row: int, stretch: Stretch, variant: AlignedVariant) -> None:
        if not self.variants or self.variants[-1] != row:
            self.variants.append(row)
        self.members[stretch] = self.members.get(stretch, 0) + variant.cases
        self.examples.setdefault(stretch, variant.example)


def stretches(plan: Plan, alignment: Alignment) -> Iterator[Stretch]:
    """Find the stretches off plan of one variant, in order of travel; free moves alone make none."""
    if not alignment.cost:
        return
    opening, did, cost = START, list[str](), 0
    for move in alignment.moves:
        if move.kind != "sync":
            cost += plan.cost_of(move)
            did += [move.touchpoint] if move.kind == "extra" else []
            continue
        if cost:
            yield _stretch(plan, opening, did, move.touchpoint)
        opening, did, cost = move.touchpoint, [], 0
    if cost:
        yield _stretch(plan, opening, did, END)


def _stretch(plan: Plan, opening: str, did: list[str], rejoin: str) -> Stretch:
    """The plan is left with the first step that it does not allow, so this step is never a planned one."""
    leave, *rest = [opening, *did][plan.led(opening, did) :]
    return Stretch(leave, tuple(rest), rejoin)


def off_plan_routes(plan: Plan, variants: Sequence[AlignedVariant], *, measure: str) -> tuple[Route, ...]:
    """Group the off-plan stretches of all cases into routes and compare each with the others at its leave point.

    Args:
        plan: What was planned.
        variants: What was done, aligned.
        measure: What the outcome is: `completion`, by which stopping alone compares with nothing, or `success`.

    Returns:
        Most harmful first: by the customers lost at the kind end of the interval, then by customers lost, then by
        cases. Better routes have lost nobody and stand among the last.
    """
    commonest_first = sorted(variants, key=lambda variant: (-variant.cases, variant.example))
    reached: defaultdict[str, list[int]] = defaultdict(list)
    groups: defaultdict[tuple[str, str], _Group] = defaultdict(_Group)
    for row, variant in enumerate(commonest_first):
        for touchpoint in {START, *variant.alignment.touchpoints}:
            reached[touchpoint].append(row)
        for stretch in dict.fromkeys(stretches(plan, variant.alignment)):
            groups[stretch.leave, stretch.first].add(row, stretch, variant)
    table = _table(commonest_first)
    at = {leave: _Outcome.of(table[reached[leave]]) for leave, _ in groups}
    routes = [
        _route(group, _Outcome.of(table[group.variants]), at[leave], measure=measure)
        for (leave, _), group in groups.items()
    ]
    return tuple(sorted(routes, key=lambda route: _rank(plan, route)))


def _rank(plan: Plan, route: Route) -> tuple[float, float, int, int, str]:
    place = plan.place.get(route.leave, -1)
    return -route.customers_lost_low, -route.customers_lost, -route.cases, place, route.first


def _route(group: _Group, these: _Outcome, reached: _Outcome, *, measure: str) -> Route:
    others = reached.without(these)
    members = sorted(group.members.items(), key=lambda item: (-item[1], item[0]))
    commonest = members[0][0]
    stopped = measure == "completion" and commonest.first == END
    difference, low, high = (None, None, None) if stopped else _difference(these, others)
    return Route(
        leave=commonest.leave,
        first=commonest.first,
        did=_folded(commonest.did),
        rejoin=commonest.rejoin,
        members=tuple(RouteMember(_folded(member.did), member.rejoin, cases) for member, cases in members),
        cases=these.cases,
        reached=reached.cases,
        share=these.cases / reached.cases,
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
        example=group.examples[commonest],
    )


def _difference(these: _Outcome, others: _Outcome) -> tuple[float, float, float] | tuple[None, None, None]:
    if not these.n or not others.n:
        return None, None, None
    low, high = newcombe(these.good, these.n, others.good, others.n)
    return these.good / these.n - others.good / others.n, low, high


def _extra_seconds(these: _Outcome, others: _Outcome) -> float | None:
    if these.mean_seconds is None or others.mean_seconds is None:
        return None
    return these.mean_seconds - others.mean_seconds


def _folded(did: tuple[str, ...]) -> tuple[str, ...]:
    runs = ((touchpoint, len(list(run))) for touchpoint, run in groupby(did))
    return tuple(touchpoint if n == 1 else f"{touchpoint} ×{n}" for touchpoint, n in runs)
