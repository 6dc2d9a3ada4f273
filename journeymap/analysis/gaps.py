"""Gaps: what lies between the touchpoints in sync, of all variants that cost something, as columns.

A gap runs from one touchpoint in sync (or the start) to the next (or the end) and holds extra moves, then skipped
ones. Gaps that hold none are left out.
"""

from dataclasses import dataclass

import numpy as np

from journeymap.analysis.alignment import Alignments, Stations
from journeymap.analysis.columns import ranges
from journeymap.analysis.ways import Codes, Flags, Integers, Ways

__all__ = ["Gaps", "Moves", "gaps_of", "met_before"]


_CELLS = 1 << 18
"""How many variants times touchpoints are looked at at once: few enough to stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """The moves within the gaps, gap by gap in the order of travel: extra ones, then skipped ones."""

    gap: Integers
    place: Integers
    """Among the moves of its alignment."""
    touchpoint: Integers
    skipped: Flags
    """Whether it is skipped; else it is extra."""
    cost: Integers
    again: Flags
    """Whether it is extra, and its touchpoint is planned and was met before."""
    back: Flags
    """Whether it is extra and a step back: to an earlier phase; without phases, to something done before that
    stands earlier in the plan (all of a group in any order stands where its first touchpoint does)."""


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """The gaps of all variants that cost something."""

    alignments: Alignments
    variant: Integers
    opening: Integers
    """The touchpoint in sync before it, or `START`."""
    closing: Integers
    """The touchpoint in sync after it, or `END`."""
    first: Integers
    """The moves of gap i are those from `first[i]` to `first[i + 1]`."""
    n_extra: Integers
    led: Integers
    """How many extra moves, right after the touchpoint in sync, are still steps that the plan allows.

    Where B and C follow A, and B may follow itself, A B C B B C has its first C as extra, for that is cheapest;
    but B C was planned, and the plan was left by going back from C to B.
    """
    comes_back: Flags
    """Whether the touchpoint in sync after it is a step back, and all before it is what the plan allows."""
    moves: Moves

    @property
    def cost(self) -> Integers:
        """The costs of the moves of each gap, summed."""
        return np.add.reduceat(self.moves.cost, self.first[:-1]) if len(self.variant) else self.variant


@dataclass(frozen=True, slots=True, eq=False)
class _Spans:
    """Where the gaps lie."""

    variant: Integers
    opening: Integers
    """The state in sync before it, or that of `START`."""
    closing: Integers
    """The state in sync after it, or that of `END`."""
    begin: Integers
    """Its extra moves are the events from `begin` to `end`."""
    end: Integers
    n_skipped: Integers

    @classmethod
    def of(cls, alignments: Alignments, stations: Stations) -> "_Spans":
        between = np.diff(stations.event) - 1
        after = np.flatnonzero((between > 0) | (stations.n_skipped[1:] > 0)) + 1
        variant = np.searchsorted(stations.starts, after, side="right") - 1
        costly = alignments.cost[variant] > 0
        after, variant = after[costly], variant[costly]
        state, event = stations.state, stations.event
        return cls(
            variant, state[after - 1], state[after], event[after - 1] + 1, event[after], stations.n_skipped[after]
        )

    @property
    def n_extra(self) -> Integers:
        return self.end - self.begin


def gaps_of(alignments: Alignments, stations: Stations, again: Flags) -> Gaps:
    """Find the gaps of all variants that cost something.

    Args:
        alignments: The variants, aligned.
        stations: What of them is in sync.
        again: Of every event, whether its variant met its touchpoint before.
    """
    ways, spans = alignments.plan.ways, _Spans.of(alignments, stations)
    first = np.concatenate([[0], np.cumsum(spans.n_extra + spans.n_skipped)])
    moves = _moves(alignments, spans, first, again)
    led = _led(ways, spans, moves, first)
    inside = spans.closing != ways.end
    back = np.zeros(len(inside), dtype=np.bool_)
    back[inside] = _steps_back(alignments, spans.variant[inside], spans.end[inside], again)
    return Gaps(
        alignments=alignments,
        variant=spans.variant,
        opening=ways.touchpoint[spans.opening],
        closing=ways.touchpoint[spans.closing],
        first=first,
        n_extra=spans.n_extra,
        led=led,
        comes_back=back & (led > 0) & (led == spans.n_extra),
        moves=moves,
    )


def _moves(alignments: Alignments, spans: _Spans, first: Integers, again: Flags) -> Moves:
    ways, gap = alignments.plan.ways, np.repeat(np.arange(len(spans.variant)), np.diff(first))
    event, extra = ranges(spans.begin, spans.n_extra), ranges(first[:-1], spans.n_extra)
    skipped = ranges(first[:-1] + spans.n_extra, spans.n_skipped)
    touchpoint, place = np.zeros_like(gap), np.zeros_like(gap)
    touchpoint[extra], touchpoint[skipped] = alignments.touchpoint[event], _skipped(ways, spans)
    earlier = np.cumsum(spans.n_skipped) - spans.n_skipped
    earlier -= earlier[np.searchsorted(spans.variant, spans.variant)]
    begin = alignments.starts[spans.variant]
    place[extra] = event + np.repeat(earlier - begin, spans.n_extra)
    place[skipped] = ranges(spans.end + earlier - begin, spans.n_skipped)
    met, back, is_skipped = (np.zeros(len(gap), dtype=np.bool_) for _ in range(3))
    met[extra] = again[event] & (touchpoint[extra] < ways.n_planned)
    back[extra] = _steps_back(alignments, spans.variant[gap[extra]], event, again)
    is_skipped[skipped] = True
    planned = np.minimum(touchpoint, ways.unplanned)
    cost = np.where(is_skipped, ways.skip_cost[planned], ways.extra_cost[planned])
    return Moves(gap, place, touchpoint, is_skipped, cost, met, back)


def _skipped(ways: Ways, spans: _Spans) -> Integers:
    """The touchpoints skipped in each gap; ways that occur often are found once."""
    pairs, which = np.unique(spans.opening * len(ways.cost) + spans.closing, return_inverse=True)
    n, found = ways.skipped(*np.divmod(pairs, len(ways.cost)))
    return found[ranges((np.cumsum(n) - n)[which], spans.n_skipped)]


def _steps_back(alignments: Alignments, variant: Integers, event: Integers, again: Flags) -> Flags:
    """Tell of some events whether they are steps back."""
    plan, touchpoint = alignments.plan, alignments.touchpoint
    rank = np.full(len(alignments.names), -1)
    n = plan.ways.n_planned
    rank[:n] = [plan.phase.get(name, -1) for name in plan.touchpoints] if plan.phase else plan.ways.group[:n]
    ranked = np.flatnonzero(rank[touchpoint] >= 0)
    before = ranked[np.searchsorted(ranked, event) - 1] if len(ranked) else event
    before = np.where((alignments.starts[variant] <= before) & (before < event), before, event)
    now = rank[touchpoint[event]]
    back = (now >= 0) & (now < rank[touchpoint[before]])
    return back if plan.phase else back & again[event]


def _led(ways: Ways, spans: _Spans, moves: Moves, first: Integers) -> Integers:
    led, state = np.zeros_like(spans.begin), spans.opening.copy()
    gap = np.flatnonzero(spans.n_extra)
    while len(gap):
        step = np.minimum(moves.touchpoint[first[gap] + led[gap]], ways.unplanned)
        state[gap] = ways.follow[state[gap], step]
        gap = gap[state[gap] != ways.nowhere]
        led[gap] += 1
        gap = gap[led[gap] < spans.n_extra[gap]]
    return led


def met_before(touchpoint: Codes, starts: Integers) -> Flags:
    """Tell of every event whether its variant met its touchpoint before."""
    size, n = int(touchpoint.max(initial=0)) + 1, len(starts) - 1
    at_once = max(1, _CELLS // size)
    first = np.empty(min(n, at_once) * size, dtype=np.int64)
    met = np.empty(len(touchpoint), dtype=np.bool_)
    for begin in range(0, n, at_once):
        bounds = starts[begin : begin + at_once + 1]
        event = np.arange(bounds[0], bounds[-1])
        cell = np.repeat(np.arange(len(bounds) - 1) * size, np.diff(bounds)) + touchpoint[bounds[0] : bounds[-1]]
        first[cell[::-1]] = event[::-1]  # of several the last one stays
        met[bounds[0] : bounds[-1]] = first[cell] < event
    return met
