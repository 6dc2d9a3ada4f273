"""Deviations: what the moves off plan amount to, in words that a person uses.

Every move that costs something belongs to exactly one deviation, a free one (an optional touchpoint skipped) to
none. What a code means stands in `DEVIATIONS`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from journeymap.analysis.alignment import AlignedVariant, Alignment, Plan
from journeymap.measurement import END, START

__all__ = ["DEVIATIONS", "Code", "Deviation", "DeviationCount", "count_deviations", "deviations"]

Found = Iterator[tuple[str, list[int]]]
"""A touchpoint and the indices of the moves that make one deviation there."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure of one variant from the plan."""

    code: str
    touchpoint: str
    """Where it shows: what was met off plan, what was left out, where the case came in or ended."""
    moves: tuple[int, ...]
    """Indices of its moves within the alignment."""


@dataclass(frozen=True, slots=True)
class DeviationCount:
    """How many cases deviate in one way at one touchpoint; a case counts once however often it does."""

    code: str
    touchpoint: str
    cases: int
    share: float
    share_of: str
    """What the share is of, in words."""


class _Gap(NamedTuple):
    """Indices of the moves between one touchpoint in sync and the next, where there are any."""

    opening: str
    """The touchpoint in sync before it, or `START`."""
    extras: list[int]
    skips: list[int]
    closing: int | None
    """The move in sync that ends it; None at the end of the case."""


@dataclass(slots=True)
class _Case:
    """The moves of a variant, and which of them no deviation has claimed yet."""

    plan: Plan
    alignment: Alignment
    gaps: list[_Gap] = field(init=False)
    unclaimed: set[int] = field(init=False)
    """Indices of the moves that cost something, until they are claimed."""
    again: set[int] = field(init=False)
    """Moves at a planned touchpoint that was met before."""

    def __post_init__(self) -> None:
        self.gaps = list(_gaps(self.alignment))
        self.unclaimed, self.again = set(), set()
        met: set[str] = set()
        for index, move in enumerate(self.alignment.moves):
            if move.kind != "sync" and self.plan.cost_of(move):
                self.unclaimed.add(index)
            if move.kind != "skipped" and move.touchpoint in self.plan.place:
                (self.again.add(index) if move.touchpoint in met else met.add(move.touchpoint))

    def touchpoint(self, index: int) -> str:
        return self.alignment.moves[index].touchpoint

    def extras(self) -> list[int]:
        """Unclaimed extra moves."""
        return [index for gap in self.gaps for index in gap.extras if index in self.unclaimed]

    def planned_extras(self) -> list[int]:
        return [index for index in self.extras() if self.touchpoint(index) in self.plan.place]


def _gaps(alignment: Alignment) -> Iterator[_Gap]:
    gap = _Gap(START, [], [], None)
    for index, move in enumerate(alignment.moves):
        if move.kind == "extra":
            gap.extras.append(index)
        elif move.kind == "skipped":
            gap.skips.append(index)
        else:
            if gap.extras or gap.skips:
                yield gap._replace(closing=index)
            gap = _Gap(move.touchpoint, [], [], None)
    if gap.extras or gap.skips:
        yield gap


def _backtrack(case: _Case) -> Found:
    """The step back, with what is done again before the plan is rejoined.

    Extra moves to which the plan itself had led belong to the step back that follows them.
    """
    backward = _backward(case)
    for gap in case.gaps:
        led = case.plan.led(gap.opening, [case.touchpoint(index) for index in gap.extras])
        touchpoint, stretch = "", list[int]()
        for place, index in enumerate([*gap.extras, *([] if gap.closing is None else [gap.closing])]):
            if index in backward and (index != gap.closing or 0 < led == place):
                if stretch:
                    yield touchpoint, stretch
                touchpoint, stretch = case.touchpoint(index), [*(gap.extras[:led] if place == led else []), index]
            elif stretch and index in case.again:
                stretch.append(index)
        if stretch:
            yield touchpoint, stretch


def _backward(case: _Case) -> set[int]:
    """Moves to an earlier phase; without phases, to something done before that stands earlier in the plan."""
    order = case.plan.phase or case.plan.place
    found, before = set[int](), -1
    for index, move in enumerate(case.alignment.moves):
        place = order.get(move.touchpoint)
        if move.kind == "skipped" or place is None:
            continue
        if place < before and (case.plan.phase or index in case.again):
            found.add(index)
        before = place
    return found


def _out_of_order(case: _Case) -> Found:
    left_out: dict[str, list[int]] = {}
    for gap in case.gaps:
        for skip in gap.skips:
            left_out.setdefault(case.touchpoint(skip), []).append(skip)
    for extra in case.extras():
        if skips := left_out.get(case.touchpoint(extra)):
            nearest = min(skips, key=lambda skip: abs(skip - extra))
            skips.remove(nearest)
            yield case.touchpoint(extra), [extra, nearest]


def _repeated(case: _Case) -> Found:
    for extra in case.extras():
        if extra in case.again:
            yield case.touchpoint(extra), [extra]


def _replaced(case: _Case) -> Found:
    """Between two touchpoints in sync only: at either end of a case nobody knows what it stood for."""
    for gap in case.gaps:
        if gap.opening != START and gap.closing is not None:
            extras, skips = ([i for i in moves if i in case.unclaimed] for moves in (gap.extras, gap.skips))
            for extra, skip in zip(extras, skips, strict=False):
                yield case.touchpoint(skip), [extra, skip]


def _detour(case: _Case) -> Found:
    for extra in case.planned_extras():
        yield case.touchpoint(extra), [extra]


def _unplanned(case: _Case) -> Found:
    for extra in case.extras():
        yield case.touchpoint(extra), [extra]


def _abandoned(case: _Case) -> Found:
    last = case.alignment.touchpoints[-1]
    reached = not case.plan.goals.isdisjoint(case.alignment.touchpoints)
    if case.gaps[-1].closing is None and not reached and not case.plan.allows(last, END):
        yield last, case.gaps[-1].skips


def _late_entry(case: _Case) -> Found:
    first = case.alignment.touchpoints[0]
    if case.gaps[0].opening == START and not case.plan.allows(START, first):
        yield first, case.gaps[0].skips


def _skipped(case: _Case) -> Found:
    for gap in case.gaps:
        for skip in gap.skips:
            yield case.touchpoint(skip), [skip]


@dataclass(frozen=True, slots=True)
class Code:
    """What a deviation code means."""

    code: str
    name: str
    """In plain words."""
    example: str
    """What it looks like where the plan is A B C D E, in the phases A B, C D and E."""
    share_of: str
    """The denominator of its share, in words."""
    find: Callable[[_Case], Found]
    """Finds it among the moves that no code before it has claimed."""


_CASES = "cases"
_REACHED = "cases that reached `{}`"
_ENDED = "cases that reached `{}` and are not under way"

DEVIATIONS = (
    Code("backtrack", "back to an earlier phase", "A B C B C D E", _REACHED, _backtrack),
    Code("out_of_order", "wrong order", "A C B D E", _REACHED, _out_of_order),
    Code("repeated", "done again, no planned loop", "A B B C D E", _REACHED, _repeated),
    Code("replaced", "something else instead", "A F C D E", _CASES, _replaced),
    Code("detour", "known touchpoint at an unplanned moment", "A D B C D E", _REACHED, _detour),
    Code("unplanned", "touchpoint that the plan does not have", "A X B C D E", _CASES, _unplanned),
    Code("abandoned", "ended where no goal is", "A B C", _ENDED, _abandoned),
    Code("late_entry", "came in from outside the planned starts", "C D E", _CASES, _late_entry),
    Code("skipped", "skipped step", "A B D E", _CASES, _skipped),
)
"""The codes in order of precedence: a move belongs to the first that claims it."""

_PRECEDENCE = {kind.code: place for place, kind in enumerate(DEVIATIONS)}


def deviations(plan: Plan, alignment: Alignment) -> list[Deviation]:
    """Name the departures of one variant from the plan.

    Returns:
        In order of precedence of the codes, then of travel. Each move that costs something is in exactly one.

    Example:
        >>> from journeymap.analysis.alignment import align
        >>> from journeymap.journey import Journey
        >>> plan = Plan.of(Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}}))
        >>> [variant] = align(plan, ["axb"], prefix=[False])
        >>> deviations(plan, variant)
        [Deviation(code='unplanned', touchpoint='x', moves=(1,))]
    """
    if not alignment.cost:
        return []
    case = _Case(plan, alignment)
    found = []
    for kind in DEVIATIONS:
        for touchpoint, indices in list(kind.find(case)):
            if claimed := case.unclaimed.intersection(indices):
                found.append(Deviation(kind.code, touchpoint, tuple(sorted(claimed))))
                case.unclaimed -= claimed
        if not case.unclaimed:
            break
    return found


def count_deviations(plan: Plan, variants: Sequence[AlignedVariant]) -> tuple[DeviationCount, ...]:
    """Count the cases per deviation and touchpoint, most frequent first."""
    cases: Counter[tuple[str, str]] = Counter()
    reached: Counter[tuple[str, bool]] = Counter()
    for variant in variants:
        for touchpoint in set(variant.alignment.touchpoints):
            reached[touchpoint, variant.alignment.prefix] += variant.cases
        for code, touchpoint in {(found.code, found.touchpoint) for found in deviations(plan, variant.alignment)}:
            cases[code, touchpoint] += variant.cases
    everybody = sum(variant.cases for variant in variants)
    rows = [_row(*key, n, everybody=everybody, reached=reached) for key, n in cases.items()]
    last = len(plan.place)
    place = {row: (plan.place.get(row.touchpoint, last), row.touchpoint) for row in rows}
    return tuple(sorted(rows, key=lambda row: (-row.cases, _PRECEDENCE[row.code], place[row])))


def _row(
    code: str,
    touchpoint: str,
    cases: int,
    *,
    everybody: int,
    reached: Mapping[tuple[str, bool], int],
) -> DeviationCount:
    share_of = DEVIATIONS[_PRECEDENCE[code]].share_of
    ended = reached[touchpoint, False]
    of = {_CASES: everybody, _REACHED: ended + reached[touchpoint, True], _ENDED: ended}[share_of]
    return DeviationCount(code, touchpoint, cases, cases / of, share_of.format(touchpoint))
