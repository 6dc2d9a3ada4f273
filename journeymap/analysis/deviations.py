"""Deviations: what the moves off plan amount to, in words that a person uses.

Every move that costs something belongs to exactly one deviation, a free one (an optional touchpoint skipped) to
none. What a code means stands in `DEVIATIONS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from journeymap.analysis.alignment import Alignments
from journeymap.analysis.columns import distinct, nth
from journeymap.analysis.gaps import Gaps, gaps_of, met_before
from journeymap.analysis.outcomes import Followed, Outcome, Sums
from journeymap.analysis.ways import Flags, Integers
from journeymap.case_ends import END, START

__all__ = ["DEVIATIONS", "Code", "Deviation", "DeviationCount", "count_deviations", "deviations"]


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


class _Found(NamedTuple):
    """Moves that make deviations of one kind."""

    moves: Integers
    touchpoint: Integers
    """Where the deviation of each shows."""
    number: Integers
    """The same for the moves of one deviation."""


class _Table:
    """The moves off plan of all variants, and which of them no code has claimed yet."""

    def __init__(self, gaps: Gaps) -> None:
        moves, ways, alignments = gaps.moves, gaps.alignments.plan.ways, gaps.alignments
        self.gaps, self.gap, self.touchpoint = gaps, moves.gap, moves.touchpoint
        self.again, self.back, self.is_skipped = moves.again, moves.back, moves.skipped
        self.planned = moves.touchpoint < ways.n_planned
        self.unclaimed = moves.cost > 0
        self.variant = gaps.variant[moves.gap]
        self.at_start = (gaps.opening == ways.names.index(START))[moves.gap]
        self.at_end = (gaps.closing == ways.names.index(END))[moves.gap]
        self.arrived = alignments.met(alignments.plan.goals)[self.variant]
        self.first_event = alignments.touchpoint[alignments.starts[self.variant]].astype(np.int64)
        self.last_event = alignments.touchpoint[alignments.starts[self.variant + 1] - 1].astype(np.int64)

    @property
    def extra(self) -> Flags:
        """Unclaimed extra moves."""
        return self.unclaimed & ~self.is_skipped

    @property
    def skipped(self) -> Flags:
        """Unclaimed skipped moves."""
        return self.unclaimed & self.is_skipped

    def each(self, chosen: Flags) -> _Found:
        """Let each of the moves be a deviation of its own."""
        moves = np.flatnonzero(chosen)
        return _Found(moves, self.touchpoint[moves], moves)

    def pairs(self, extra: Flags, skipped: Flags, key: Integers) -> _Found:
        """Pair the first extra move with the first skipped one of equal key, the second with the second, and so on."""
        left, right = np.flatnonzero(extra), np.flatnonzero(skipped)
        kind = np.unique(key[np.concatenate([left, right])], return_inverse=True)[1]
        both = kind * (len(kind) + 1) + np.concatenate([nth(kind[: len(left)]), nth(kind[len(left) :])])
        _, i, j = np.intersect1d(both[: len(left)], both[len(left) :], assume_unique=True, return_indices=True)
        moves, touchpoint = np.concatenate([left[i], right[j]]), np.tile(self.touchpoint[right[j]], 2)
        return _Found(moves, touchpoint, np.tile(left[i], 2))


def _backtrack(table: _Table) -> _Found:
    """The step back, with what is done again before the plan is rejoined.

    Extra moves to which the plan itself had led belong to the step back that follows them.
    """
    gaps, gap, move = table.gaps, table.gap, np.arange(len(table.gap))
    first, end_of_led = gaps.first[gap], (gaps.first[:-1] + gaps.led)[gap]
    latest = np.maximum.accumulate(np.where(table.back, move, -1))
    goes_on = (latest >= first) & (table.back | table.again)
    stepped = (gaps.led < gaps.n_extra)[gap] & np.append(table.back, False)[end_of_led]
    leads = ~goes_on & (move < end_of_led) & (stepped | gaps.comes_back[gap])
    head = np.where(goes_on, latest, np.where(stepped, end_of_led, len(move) + gap))
    touchpoint = np.where(goes_on | stepped, table.touchpoint[np.where(head < len(move), head, 0)], gaps.closing[gap])
    moves = np.flatnonzero((goes_on | leads) & table.extra)
    return _Found(moves, touchpoint[moves], head[moves])


def _out_of_order(table: _Table) -> _Found:
    same = table.variant * (table.touchpoint.max(initial=0) + 1) + table.touchpoint
    return table.pairs(table.extra, table.is_skipped, same)


def _repeated(table: _Table) -> _Found:
    return table.each(table.extra & table.again)


def _replaced(table: _Table) -> _Found:
    """Between two touchpoints in sync only: at either end of a case nobody knows what it stood for."""
    inside = ~table.at_start & ~table.at_end
    return table.pairs(table.extra & inside, table.skipped & inside, table.gap)


def _detour(table: _Table) -> _Found:
    return table.each(table.extra & table.planned)


def _unplanned(table: _Table) -> _Found:
    return table.each(table.extra)


def _abandoned(table: _Table) -> _Found:
    may_end = table.gaps.alignments.plan.ways.may_end
    early = ~may_end[np.minimum(table.last_event, len(may_end) - 1)]
    moves = np.flatnonzero(table.skipped & table.at_end & early & ~table.arrived)
    return _Found(moves, table.last_event[moves], table.gap[moves])


def _late_entry(table: _Table) -> _Found:
    may_start = table.gaps.alignments.plan.ways.may_start
    late = ~may_start[np.minimum(table.first_event, len(may_start) - 1)]
    moves = np.flatnonzero(table.skipped & table.at_start & late)
    return _Found(moves, table.first_event[moves], table.gap[moves])


def _skipped(table: _Table) -> _Found:
    return table.each(table.skipped)


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
    find: Callable[[_Table], _Found]
    """Finds it among the moves that no code before it has claimed."""

    def of(self, everybody: int, *, reached: int, ended: int) -> int:
        """Return the denominator of its share at a touchpoint that so many reached, and so many are not under way."""
        return {_CASES: everybody, _REACHED: reached, _ENDED: ended}[self.share_of]


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


def _claims(gaps: Gaps) -> Iterator[tuple[Code, _Found]]:
    """The moves that each code claims, in order of precedence."""
    table = _Table(gaps)
    for kind in DEVIATIONS:
        found = kind.find(table)
        mine = table.unclaimed[found.moves]
        table.unclaimed[found.moves] = False
        yield kind, _Found(*(column[mine] for column in found))


def deviations(alignments: Alignments) -> list[tuple[Deviation, ...]]:
    """Name the departures of every variant from the plan.

    Returns:
        Per variant, in order of precedence of the codes, then of travel. Each move that costs something is in
        exactly one.

    Example:
        >>> from journeymap.analysis.alignment import align
        >>> from journeymap.analysis.plan import Plan
        >>> from journeymap.journey import Journey
        >>> plan = Plan.of(Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}}))
        >>> deviations(align(plan, ["axb", "ab"], prefix=[False, False]))
        [(Deviation(code='unplanned', touchpoint='x', moves=(1,)),), ()]
    """
    gaps = gaps_of(alignments, alignments.stations(), met_before(alignments.touchpoint, alignments.starts))
    place, variant = gaps.moves.place, gaps.variant[gaps.moves.gap]
    named: list[list[Deviation]] = [[] for _ in range(len(alignments))]
    for kind, found in _claims(gaps):
        order = np.argsort(found.moves)
        moves: dict[int, list[int]] = {}
        for move, number in zip(found.moves[order].tolist(), found.number[order].tolist(), strict=True):
            moves.setdefault(number, []).append(move)
        where = dict(zip(found.number.tolist(), found.touchpoint.tolist(), strict=True))
        for number, own in moves.items():
            at = tuple(place[own].tolist())
            named[variant[own[0]]].append(Deviation(kind.code, alignments.names[where[number]], at))
    return [tuple(found) for found in named]


def count_deviations(gaps: Gaps, followed: Followed, reached: Sums) -> tuple[DeviationCount, ...]:
    """Count the cases per deviation and touchpoint, most frequent first.

    Args:
        gaps: What lies between the touchpoints in sync.
        followed: How many cases took each variant.
        reached: How those fared who reached each touchpoint.
    """
    names, place = gaps.alignments.names, gaps.alignments.plan.place
    variant, everybody = gaps.variant[gaps.moves.gap], int(followed.sums[:, 0].sum())
    columns = [Outcome._fields.index(field) for field in ("cases", "ended")]
    there = np.rint(reached[:, columns]).astype(np.int64).tolist()
    rows = list[DeviationCount]()
    for kind, found in _claims(gaps):
        row, touchpoint = np.divmod(distinct(variant[found.moves] * len(names) + found.touchpoint), len(names))
        cases = np.bincount(touchpoint, weights=followed.sums[row, 0])
        for code in np.flatnonzero(cases).tolist():
            of = kind.of(everybody, reached=there[code][0], ended=there[code][1])
            share_of = kind.share_of.format(names[code])
            rows.append(DeviationCount(kind.code, names[code], int(cases[code]), cases[code] / of, share_of))
    order = {kind.code: nth for nth, kind in enumerate(DEVIATIONS)}
    by_place = {row: (place.get(row.touchpoint, len(place)), row.touchpoint) for row in rows}
    return tuple(sorted(rows, key=lambda row: (-row.cases, order[row.code], by_place[row])))
