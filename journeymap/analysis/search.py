"""The search for the cheapest alignments, of all variants at once: `align` says what it looks for.

Variants advance together, event by event, longest first, so that at every event those that have it stand in front.
An event and its choice of state are one number, a station: `event · choices + choice`, counted from 1 for the
events and 0 for `START`. `C − P` and the station share one integer, `(C − P)·base − station`: the least is the
cheapest, then the latest, then the preferred choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeymap.analysis.ways import NEVER, Codes, Flags, Integers, Ways

__all__ = ["states_in_sync"]

_CELLS = 1 << 18
"""How many events are aligned at once: few enough to stay in the processor's cache, enough to make steps long."""
_LONG = 64
"""Up to so many events all earlier ones are looked at; beyond, the best one for every state that was met."""


def states_in_sync(
    ways: Ways, touchpoint: Codes, starts: Integers, open_ended: Flags
) -> tuple[Integers, Integers, Codes]:
    """Find the cheapest alignments.

    Args:
        ways: The plan.
        touchpoint: Of every event, variant by variant.
        starts: Where the events of each variant start, and where the last ones end.
        open_ended: Per variant, whether it may still go on.

    Returns:
        The cost of every variant; what it would cost to take all of its events as extra; and the state with which
        every event is in sync, `nowhere` if with none.
    """
    length = np.diff(starts)
    cost, all_extra = np.zeros_like(length), np.zeros_like(length)
    state = np.empty_like(touchpoint)
    for rows in _batches(ways, length):
        batch = _Batch.of(ways, touchpoint, starts[rows], length[rows])
        cost[rows], all_extra[rows], last = _cheapest(ways, batch, open_ended[rows])
        _match(ways, batch, last, state)
    return cost, all_extra, state


def _batches(ways: Ways, length: Integers) -> Iterator[Integers]:
    """Rows, longest first, as many at once as `_CELLS` allows."""
    order = np.argsort(-length, kind="stable")
    while len(order):
        longest = int(length[order[0]])
        cells = max(longest, ways.nowhere) if _by_state(ways, longest) else longest
        n = max(1, _CELLS // (cells + 1))
        yield order[:n]
        order = order[n:]


def _by_state(ways: Ways, longest: int) -> bool:
    return ways.choices > 1 or longest > _LONG


@dataclass(slots=True)
class _Batch:
    """Variants that are aligned together, longest first; event 0 is `START`."""

    at: list[Integers]
    """Per event, where it stands among all events, for those variants that have it."""
    touchpoint: Integers
    """By event and variant; `unplanned` behind the end."""
    before: Integers
    """By station and variant, the station in sync before it."""

    @classmethod
    def of(cls, ways: Ways, touchpoint: Codes, start: Integers, length: Integers) -> "_Batch":
        n_events = int(length[0])
        n_active = np.searchsorted(-length, -np.arange(1, n_events + 1), side="right")
        at = [start[:n] + event for event, n in enumerate(n_active.tolist())]
        table = np.full((n_events + 1, len(start)), ways.unplanned)
        table[0] = ways.touchpoint[ways.start]
        for event, where in enumerate(at, 1):
            np.minimum(touchpoint.take(where), ways.unplanned, out=table[event, : len(where)])
        return cls(at, table, np.zeros(((n_events + 1) * ways.choices, len(start)), dtype=np.int64))

    @property
    def base(self) -> int:
        """A power of two beyond all stations."""
        return 1 << (len(self.before) - 1).bit_length()


class _ByEvent:
    """Remembers every event: where variants are short, and an event has one state."""

    def __init__(self, ways: Ways, batch: _Batch) -> None:
        self.size = len(ways.cost)
        self.skipped = (ways.cost * batch.base).ravel()
        self.best = np.full(batch.touchpoint.shape, NEVER * batch.base)
        self.best[0] = 0
        self.row = np.full(self.best.shape, ways.nowhere * self.size)
        self.row[0] = ways.start * self.size
        self.n = 1
        self.cells, self.keys = np.empty((2, self.best.size), dtype=np.int64)  # made once, for making it takes longest

    def least(self, state: Integers) -> Integers:
        """The least key of what can stand before the states."""
        shape = self.n, len(state)
        cells, keys = (room[: self.n * len(state)].reshape(shape) for room in (self.cells, self.keys))
        np.add(self.row[: self.n, : len(state)], state, out=cells)
        np.take(self.skipped, cells, out=keys, mode="clip")  # nothing is out of bounds; unchecked it is faster
        keys += self.best[: self.n, : len(state)]
        least: Integers = keys.min(axis=0)
        return least

    def keep(self, state: Integers, key: Integers) -> None:
        """Remember the keys of the next event."""
        self.best[self.n, : len(state)] = key
        self.row[self.n, : len(state)] = state * self.size
        self.n += 1


class _ByState:
    """Remembers the best event for every state: where variants are long, or an event has several states."""

    def __init__(self, ways: Ways, batch: _Batch) -> None:
        met = np.unique(batch.touchpoint)
        states = np.unique(np.append(ways.candidates[met], [ways.start, ways.nowhere]))
        self.place = np.zeros(len(ways.cost), dtype=np.int64)
        self.place[states] = np.arange(len(states))
        self.skipped = ways.cost[states] * batch.base
        self.best = np.full((len(states), batch.touchpoint.shape[1]), NEVER * batch.base)
        self.best[self.place[ways.start]] = 0

    def least(self, state: Integers) -> Integers:
        """The least key of what can stand before the states."""
        keys = self.skipped[:, state]
        keys += self.best[:, : len(state)]
        least: Integers = keys.min(axis=0)
        return least

    def keep(self, state: Integers, key: Integers) -> None:
        """Remember the keys of an event where they are the least so far."""
        cells = self.place[state], np.arange(len(state))
        self.best[cells] = np.minimum(self.best[cells], key)


def _cheapest(ways: Ways, batch: _Batch, open_ended: Flags) -> tuple[Integers, Integers, Integers]:
    """The recurrence of `align`: the cost of every variant, the cost with all extra, and the last station in sync."""
    base, extra_cost = batch.base, ways.extra_cost * batch.base
    memory = (_ByState if _by_state(ways, len(batch.at)) else _ByEvent)(ways, batch)
    paid = np.zeros(len(open_ended), dtype=np.int64)
    for event, where in enumerate(batch.at, 1):
        touchpoint = batch.touchpoint[event, : len(where)]
        extra = extra_cost.take(touchpoint)
        found = []
        for choice in range(ways.choices):
            state, station = ways.candidate(touchpoint, choice), event * ways.choices + choice
            key = memory.least(state)
            before = -key & (base - 1)
            batch.before[station, : len(where)] = before
            found.append((state, key + before - extra - station))
        for state, key in found:
            memory.keep(state, key)
        paid[: len(where)] += extra
    key = np.where(open_ended, memory.best.min(axis=0), memory.least(np.full(len(open_ended), ways.end)))
    last = -key & (base - 1)
    return (paid + key + last) // base, paid // base, last


def _match(ways: Ways, batch: _Batch, last: Integers, state: Codes) -> None:
    """Match what of the plan is in sync with the earliest events that will do."""
    n, variants = len(last), np.arange(len(last))
    due, following, chosen = _in_sync(ways, batch, last)
    for event, where in enumerate(batch.at, 1):
        here = slice(0, len(where))
        cell = due[here] * n + variants[here]
        touchpoint = batch.touchpoint.take(cell)
        matches = batch.touchpoint[event, here] == touchpoint
        state[where] = np.where(matches, chosen.take(cell), ways.nowhere)
        due[here] = np.where(matches, following.take(cell), due[here])


def _in_sync(ways: Ways, batch: _Batch, last: Integers) -> tuple[Integers, Integers, Integers]:
    """The first event in sync of every variant; and by event the one in sync after it, and its state."""
    n, variants = len(last), np.arange(len(last))
    following, chosen = np.zeros_like(batch.touchpoint), np.zeros_like(batch.touchpoint)
    station, due = last, np.zeros_like(last)
    for event in range(len(batch.at), 0, -1):
        choice = station - event * ways.choices
        is_this = choice >= 0
        following[event], chosen[event] = due, ways.candidate(batch.touchpoint[event], np.maximum(choice, 0))
        due = np.where(is_this, event, due)
        station = np.where(is_this, batch.before.take(station * n + variants), station)
    return due, following, chosen
