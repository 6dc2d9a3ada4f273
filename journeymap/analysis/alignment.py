"""Alignment: the cheapest explanation of what customers did by what was planned.

A move is `sync` (done as planned), `extra` (done, not planned there) or `skipped` (planned there, not done).
An event can only be in sync at a state of its own touchpoint, and the usual search in the product of plan and
trace shrinks to one minimum per event (see `align`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from journeymap.analysis.groups import match_within_groups
from journeymap.analysis.plan import Plan
from journeymap.analysis.search import states_in_sync
from journeymap.analysis.ways import Codes, Flags, Integers
from journeymap.sequences import Sequences

__all__ = ["Alignment", "Alignments", "Kind", "Move", "Stations", "align"]

Kind = Literal["sync", "extra", "skipped"]


class Move(NamedTuple):
    """One step of an explanation."""

    kind: Kind
    touchpoint: str
    position: int
    """Index of the event; of a skipped touchpoint the index of the event before which it was due."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest explanation of one sequence of touchpoints by the plan."""

    touchpoints: tuple[str, ...]
    prefix: bool
    """Whether it may still go on: what has not happened yet costs nothing."""
    cost: int
    """The costs of the moves, summed."""
    fitness: float
    """`1 − cost/(length + shortest planned run)`, both measured in cost: 1 where the plan allows it all."""
    moves: tuple[Move, ...]
    """In the order of travel; touchpoints skipped in one place stand after the extra ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Stations:
    """What is in sync, variant by variant, `START` in front and `END` behind, as columns."""

    starts: Integers
    """The stations of variant i are those from `starts[i]` to `starts[i + 1]`."""
    state: Integers
    event: Integers
    """The event in sync; those of `START` and `END` are right before and behind the events of the variant."""
    n_skipped: Integers
    """How many touchpoints are skipped right before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignments(Sequence[Alignment]):
    """The alignments of many variants, as columns; one of them is put into words when it is asked for.

    Events stand variant by variant: those of variant i from `starts[i]` to `starts[i + 1]`.
    """

    plan: Plan
    names: tuple[str, ...]
    """What the touchpoints are called: those of the plan, `START`, `END`, then those that only customers know."""
    starts: Integers
    touchpoint: Codes
    """Of every event, as a place in `names`."""
    state: Codes
    """Of every event: the state of the plan with which it is in sync, or `nowhere` if it is extra."""
    prefix: Flags
    """Of every variant: whether it may still go on."""
    cost: Integers
    fitness: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.cost)

    def __getitem__(self, row: int) -> Alignment:  # type: ignore[override] # no slices
        if not 0 <= row < len(self):
            raise IndexError(row)
        events = slice(self.starts[row], self.starts[row + 1])
        names = [self.names[code] for code in self.touchpoint[events]]
        moves = tuple(self._moves(names, self.state[events], prefix=bool(self.prefix[row])))
        cost, fitness = int(self.cost[row]), float(self.fitness[row])
        return Alignment(tuple(names), bool(self.prefix[row]), cost, fitness, moves)

    @property
    def length(self) -> Integers:
        """How many events each variant has."""
        return np.diff(self.starts)

    def met(self, names: Collection[str]) -> Flags:
        """Tell of every variant whether it met one of some touchpoints."""
        wanted = np.array([name in names for name in self.names], dtype=np.bool_)
        found: Flags = np.logical_or.reduceat(wanted[self.touchpoint], self.starts[:-1]) if len(self) else wanted[:0]
        return found

    def stations(self) -> "Stations":
        """Find what is in sync, and what is skipped in between."""
        ways, n = self.plan.ways, len(self)
        in_sync = np.flatnonzero(self.state != ways.nowhere)
        n_sync = np.diff(np.searchsorted(in_sync, self.starts))
        starts = np.concatenate([[0], np.cumsum(n_sync + 2)])
        between = np.arange(len(in_sync)) + np.repeat(2 * np.arange(n) + 1, n_sync)
        state, event = np.full(starts[-1], ways.start), np.empty(starts[-1], dtype=np.int64)
        state[between], state[starts[1:] - 1] = self.state[in_sync], ways.end
        event[between], event[starts[:-1]], event[starts[1:] - 1] = in_sync, self.starts[:-1] - 1, self.starts[1:]
        n_skipped = np.zeros(starts[-1], dtype=np.int64)
        n_skipped[1:] = ways.n_skipped.take(state[:-1] * (ways.end + 1) + state[1:])
        n_skipped[starts[1:][self.prefix] - 1] = 0
        return Stations(starts, state, event, n_skipped)

    def _moves(self, names: Sequence[str], states: Codes, *, prefix: bool) -> Iterator[Move]:
        ways = self.plan.ways
        in_sync = np.flatnonzero(states != ways.nowhere).tolist()
        stations = np.array([ways.start, *states[in_sync], *([] if prefix else [ways.end])])
        n, skipped = ways.skipped(stations[:-1], stations[1:])
        left = iter(skipped.tolist())
        missed = dict(zip([*in_sync, len(names)], n.tolist(), strict=False))
        for position, name in enumerate(names):
            yield from (Move("skipped", self.names[next(left)], position) for _ in range(missed.get(position, 0)))
            yield Move("sync" if position in missed else "extra", name, position)
        yield from (Move("skipped", self.names[code], len(names)) for code in left)


def align(plan: Plan, variants: Sequence[Sequence[str]], *, prefix: Sequence[bool] | Flags) -> Alignments:
    """Explain every sequence of touchpoints by the plan at the lowest cost.

    With `S[u, v]` the cost of what is skipped between u and v and `P[j]` the cost of taking the first j events
    as extra, the cheapest explanation with event j in sync costs
    `C[j] = P[j−1] + min_{i<j} (C[i] − P[i] + S[t_i, t_j])`. Of equal predecessors the latest counts; of equal
    skipped stretches the first in file order. What of the plan is so found is matched with the earliest events
    that will do: who does `B` twice leaves the plan at the second time. Where touchpoints come in any order, an
    event has a C for each state of its touchpoint; of equal ones that counts which has the least behind it, so
    that what is left out is left out as late as possible.

    Args:
        plan: What was planned.
        variants: What was done, none empty.
        prefix: Per variant, whether it may still go on: then it may end at any point of the plan at no cost.

    Returns:
        One alignment a variant, in the given order. The costs of its moves add up to its cost.

    Example:
        >>> from journeymap.journey import Journey
        >>> points = {"a": {"next": "b"}, "b": {}}
        >>> plan = Plan.of(Journey.model_validate({"journey": "j", "touchpoints": points}))
        >>> [found] = align(plan, ["bx"], prefix=[False])
        >>> found.cost, [(move.kind, move.touchpoint) for move in found.moves]
        (2, [('skipped', 'a'), ('sync', 'b'), ('extra', 'x')])

    References:
        Adriansyah, A. (2014). Aligning observed and modeled behavior. PhD thesis, TU Eindhoven.
        doi:10.6100/IR770080 (cost-based alignments and their fitness)
    """
    ways = plan.ways
    sequences, open_ended = Sequences.of(variants), np.asarray(prefix, dtype=np.bool_)
    names, touchpoint, starts = *_numbered(plan, sequences), sequences.starts
    cost, all_extra, state = states_in_sync(ways, touchpoint, starts, open_ended)
    match_within_groups(ways, touchpoint, starts, state)
    fitness = 1 - cost / np.maximum(all_extra + (ways.shortest_run or 0), 1)
    return Alignments(plan, names, starts, touchpoint, state, open_ended, cost, fitness)


def _numbered(plan: Plan, sequences: Sequences) -> tuple[tuple[str, ...], Codes]:
    """What the touchpoints are called, those of the plan first; and of every event its touchpoint among them."""
    planned = {name: code for code, name in enumerate(plan.touchpoints)}
    unplanned = [name for name in sequences.names if name not in planned]
    number = planned | {name: code for code, name in enumerate(unplanned, len(plan.ways.names))}
    places = np.array([number[name] for name in sequences.names], dtype=np.int32)
    return (*plan.ways.names, *unplanned), places.take(sequences.codes)
