"""Alignment: the cheapest explanation of what customers did by what was planned.

A move is `sync` (done as planned), `extra` (done, not planned there) or `skipped` (planned there, not done).
A touchpoint is a single node of the plan, so an event can only be in sync at its own node, and the usual
search in the product of plan and trace shrinks to one minimum per event (see `align`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from journeymap.errors import Diagnostic, JourneyError
from journeymap.journey import Journey
from journeymap.measurement import END, START

__all__ = ["AlignedVariant", "Alignment", "Kind", "Move", "Plan", "Stretches", "align"]

Kind = Literal["sync", "extra", "skipped"]
Integers = npt.NDArray[np.int64]

_CELLS = 2_000_000
"""How many events, padding included, are aligned at once: some 100 MB."""
_NEVER = 1 << 36
"""The cost of what the plan does not allow: beyond any sum of real costs, and times a length within 64 bits."""


class Move(NamedTuple):
    """One step of an explanation; a named tuple, for a log has millions of them."""

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


@dataclass(frozen=True, slots=True)
class AlignedVariant:
    """An aligned sequence and the cases that took it; those under way are variants of their own."""

    alignment: Alignment
    cases: int
    n: int
    """Cases among them whose outcome counts: none under way, at a neutral end, or (with success) not judged."""
    good: int
    """Cases among the n that completed, or succeeded where the log says which did."""
    seconds: float
    """Mean duration of a case, first to last event."""
    example: str
    """Id of one of the cases."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The journey as an alignment reads it: touchpoints, allowed steps, integer costs.

    `START` leads to the planned starts; `END` follows the goals and the other ends the journey names.

    Example:
        >>> points = {"a": {"next": "b"}, "b": {}}
        >>> Plan.of(Journey.model_validate({"journey": "j", "touchpoints": points})).steps
        {'(start)': ('a',), 'a': ('b',), 'b': ('(end)',)}
    """

    touchpoints: tuple[str, ...]
    """In the order of the file, which settles ties."""
    steps: Mapping[str, tuple[str, ...]]
    """What may follow what, in the order of the touchpoints."""
    skip_cost: Mapping[str, int]
    """0 where the touchpoint is optional."""
    extra_cost: Mapping[str, int]
    phase: Mapping[str, int]
    """Number of the phase in the journey's order, for touchpoints that have one."""
    goals: frozenset[str] = frozenset()
    stretches: "Stretches" = field(init=False, repr=False, compare=False)
    """Its shortest paths, found once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "stretches", Stretches(self))

    @classmethod
    def of(cls, journey: Journey) -> "Plan":
        """Read the plan out of a journey.

        Raises:
            JourneyError: If no planned way leads from a start to a goal.
        """
        points = journey.planned
        order = {name: index for index, name in enumerate((*points, END))}
        ends = {*journey.goals, *journey.ends, *journey.closing}
        followers = {START: set(journey.starts)} | {
            name: {*point.next, *([name] if point.repeats else []), *([END] if name in ends else [])}
            for name, point in points.items()
        }
        plan = cls(
            touchpoints=tuple(points),
            steps={name: tuple(sorted(after, key=order.__getitem__)) for name, after in followers.items()},
            skip_cost={name: 0 if point.optional else point.skip_cost for name, point in points.items()},
            extra_cost={name: point.extra_cost for name, point in points.items()},
            phase=_phases(journey),
            goals=frozenset(journey.goals),
        )
        if plan.shortest_run >= _NEVER:
            starts = ", ".join(f"`{start}`" for start in journey.starts)
            cure = "add the missing `next`, or correct `goal`"
            raise JourneyError(Diagnostic("J132", f"no planned way leads from {starts} to a goal", help=cure))
        return plan

    @property
    def shortest_run(self) -> int:
        """What skipping the cheapest planned run would cost: at unit cost, how many touchpoints it has."""
        return self.stretches.cost_between(START, END)

    @property
    def place(self) -> Mapping[str, int]:
        """The place of every planned touchpoint in the order of the file."""
        return self.stretches.planned

    def allows(self, source: str, target: str) -> bool:
        """Whether the plan lets one follow the other."""
        return target in self.steps.get(source, ())

    def led(self, source: str, extras: Sequence[str]) -> int:
        """Count the extra moves, right after a touchpoint in sync, that are still steps the plan allows.

        Where B and C follow A, and B may follow itself, A B C B B C has its first C as extra, for that is
        cheapest; but B C was planned, and the plan was left by going back from C to B.
        """
        for count, (before, after) in enumerate(pairwise((source, *extras))):
            if not self.allows(before, after):
                return count
        return len(extras)

    def extra_cost_of(self, touchpoint: str) -> int:
        """Return the cost of meeting a touchpoint off plan: 1 where the plan does not have it."""
        return self.extra_cost.get(touchpoint, 1)

    def cost_of(self, move: Move) -> int:
        """Return the cost of a move."""
        if move.kind == "extra":
            return self.extra_cost_of(move.touchpoint)
        return self.skip_cost[move.touchpoint] if move.kind == "skipped" else 0


def _phases(journey: Journey) -> dict[str, int]:
    named = [point.phase for point in journey.touchpoints.values() if point.phase]
    order = {phase: number for number, phase in enumerate(dict.fromkeys((*journey.phases, *named)))}
    return {name: order[point.phase] for name, point in journey.touchpoints.items() if point.phase}


class Stretches:
    """The cheapest skipped stretch between any two touchpoints, by shortest paths: O(V·E·log V) once a plan.

    Codes: the touchpoints in file order, then START, END, one for all unplanned touchpoints, one for padding.
    A touchpoint weighs `skip cost · scale + 1`: of equal costs fewer touchpoints win, and no step weighs zero.
    """

    def __init__(self, plan: Plan) -> None:
        names = (*plan.touchpoints, START, END)
        self.names = names
        self.code = {name: code for code, name in enumerate(names)}
        self.planned = {name: self.code[name] for name in plan.touchpoints}
        self.start, self.end, self.unplanned, self.padding = range(len(names) - 2, len(names) + 2)
        self.followers = [[self.code[after] for after in plan.steps.get(name, ())] for name in names]
        self.scale = len(names)
        self.weight = [plan.skip_cost.get(name, 0) * self.scale + 1 for name in names]
        self.between = self._between()
        """Weight of what is skipped between two codes, over at least one step; −1 where no way leads."""
        size = len(names) + 2
        self.cost = np.full((size, size), _NEVER, dtype=np.int64)
        self.cost[:-2, :-2] = np.where(self.between < 0, _NEVER, self.between // self.scale)
        self.extra_cost = np.array([*(plan.extra_cost[name] for name in plan.touchpoints), 0, 0, 1, 0])
        self.skipped = _Skipped(self)

    def _between(self) -> Integers:
        targets = [after for followers in self.followers for after in followers]
        weights = [self.weight[after] for after in targets]
        bounds = np.cumsum([0, *map(len, self.followers)])
        size = len(self.names)
        distance = dijkstra(csr_array((weights, targets, bounds), shape=(size, size), dtype=float))
        for code, followers in enumerate(self.followers):  # not zero: back to itself takes at least one step
            back = [self.weight[after] + distance[after, code] * (after != code) for after in followers]
            distance[code, code] = min(back, default=np.inf)
        passed = distance - np.array(self.weight)
        return np.where(np.isfinite(passed), passed, -1).astype(np.int64)

    def cost_between(self, source: str, target: str) -> int:
        """Return the cost of the cheapest stretch of skipped touchpoints between two."""
        return int(self.cost[self.code[source], self.code[target]])


class _Skipped(dict[tuple[str, str], tuple[str, ...]]):
    """The touchpoints of the cheapest way between two, found when asked; among equals the first in file order."""

    def __init__(self, stretches: Stretches) -> None:
        super().__init__()
        self.stretches = stretches

    def __missing__(self, step: tuple[str, str]) -> tuple[str, ...]:
        codes = self._codes(*(self.stretches.code[name] for name in step))
        path = self[step] = tuple(self.stretches.names[code] for code in codes)
        return path

    def _codes(self, code: int, target: int) -> Iterator[int]:
        between, weight = self.stretches.between, self.stretches.weight
        while left := between[code, target]:
            code = next(
                after
                for after in self.stretches.followers[code]
                if between[after, target] >= 0 and left == weight[after] + between[after, target]
            )
            yield code


def align(plan: Plan, variants: Sequence[Sequence[str]], *, prefix: Sequence[bool]) -> list[Alignment]:
    """Explain every sequence of touchpoints by the plan at the lowest cost.

    With `S[u, v]` the cost of what is skipped between u and v and `P[j]` the cost of taking the first j events
    as extra, the cheapest explanation with event j in sync costs
    `C[j] = P[j−1] + min_{i<j} (C[i] − P[i] + S[t_i, t_j])`. Of equal predecessors the latest counts; of equal
    skipped stretches the first in file order. What of the plan is so found is matched with the earliest events
    that will do: who does `B` twice leaves the plan at the second time. All variants advance together, position
    by position; a predecessor is kept per touchpoint, so a variant costs O(length · distinct touchpoints).

    Args:
        plan: What was planned.
        variants: What was done, none empty.
        prefix: Per variant, whether it may still go on: then it may end at any point of the plan at no cost.

    Returns:
        One alignment a variant, in the given order. The costs of its moves add up to its cost.

    References:
        Adriansyah, A. (2014). Aligning observed and modeled behavior. PhD thesis, TU Eindhoven.
        doi:10.6100/IR770080 (cost-based alignments and their fitness)
    """
    found: dict[int, Alignment] = {}
    moves = _Moves(plan.stretches)
    for rows in _batches(variants):
        traces = [tuple(variants[row]) for row in rows]
        solved = _solve(plan.stretches, traces, np.array([prefix[row] for row in rows]))
        for row, trace, (cost, worst, run) in zip(rows, traces, solved, strict=True):
            explained = moves.of(trace, run, prefix=prefix[row])
            found[row] = Alignment(trace, prefix[row], cost, 1 - cost / max(1, worst), explained)
    return [found[row] for row in range(len(variants))]


def _batches(variants: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Rows by length, as many at once as memory allows."""
    batch: list[int] = []
    for row in sorted(range(len(variants)), key=lambda row: len(variants[row])):
        if batch and (len(batch) + 1) * (len(variants[row]) + 1) > _CELLS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _codes(stretches: Stretches, traces: Sequence[tuple[str, ...]]) -> Integers:
    """The traces as codes, START in front, padded to equal length."""
    codes = np.full((len(traces), 1 + max(map(len, traces))), stretches.padding, dtype=np.int64)
    codes[:, 0] = stretches.start
    lengths = np.array([len(trace) for trace in traces])
    inside = np.arange(1, codes.shape[1]) <= lengths[:, None]
    known, unplanned = stretches.planned, stretches.unplanned
    codes[:, 1:][inside] = [known.get(touchpoint, unplanned) for trace in traces for touchpoint in trace]
    return codes


def _slots(codes: Integers, padding: int) -> tuple[Integers, Integers]:
    """Number the distinct codes of each row: (slot of every cell, code of every slot)."""
    n_rows = len(codes)
    keys = codes + np.arange(n_rows)[:, None] * (padding + 1)
    unique, inverse = np.unique(keys, return_inverse=True)
    row_of, code_of = np.divmod(unique, padding + 1)
    first = np.searchsorted(row_of, np.arange(n_rows))
    slot = np.arange(len(unique)) - first[row_of]
    slot_codes = np.full((n_rows, slot.max() + 1), padding)
    slot_codes[row_of, slot] = code_of
    return slot[inverse].reshape(codes.shape), slot_codes


def _solve(
    stretches: Stretches,
    traces: Sequence[tuple[str, ...]],
    open_ended: npt.NDArray[np.bool_],
) -> Iterator[tuple[int, int, list[str]]]:
    """The recurrence of `align` for all traces: of each its cost, the most it could cost, and what is in sync.

    `C[i] − P[i]` and i share one integer, `(C[i] − P[i])·base − i`: least is cheapest, then latest.
    """
    codes = _codes(stretches, traces)
    extra = stretches.extra_cost[codes]
    slots, slot_codes = _slots(codes, stretches.padding)
    rows = np.arange(len(codes))
    base = codes.shape[1]
    skipped = (stretches.cost * base).ravel()
    offset = slot_codes * len(stretches.cost)
    best = np.full(slot_codes.shape, _NEVER * base, dtype=np.int64)
    best[rows, slots[:, 0]] = 0
    before = np.zeros_like(codes)
    for j in range(1, base):
        key = (best + skipped[offset + codes[:, j, None]]).min(axis=1)
        before[:, j] = -key % base
        key += before[:, j] - extra[:, j] * base - j
        best[rows, slots[:, j]] = np.minimum(best[rows, slots[:, j]], key)
    key = (best + np.where(open_ended[:, None], 0, skipped[offset + stretches.end])).min(axis=1)
    last = -key % base
    all_extra = extra.sum(axis=1)
    cost = all_extra + (key + last) // base
    worst = all_extra + stretches.cost[stretches.start, stretches.end]
    return zip(cost.tolist(), worst.tolist(), _runs(traces, _in_sync(before, last)), strict=True)


def _in_sync(before: Integers, last: Integers) -> npt.NDArray[np.bool_]:
    """Walk back from the last event in sync, all rows together."""
    in_sync = np.zeros(before.shape, dtype=np.bool_)
    rows = np.arange(len(before))
    while last.any():
        in_sync[rows, last] = True
        last = before[rows, last]
    return in_sync[:, 1:]


def _runs(traces: Sequence[tuple[str, ...]], in_sync: npt.NDArray[np.bool_]) -> Iterator[list[str]]:
    """The touchpoints in sync, trace by trace."""
    events = np.nonzero(in_sync)[1].tolist()
    ends = np.cumsum(in_sync.sum(axis=1)).tolist()
    for trace, begin, end in zip(traces, [0, *ends], ends, strict=False):
        yield [trace[event] for event in events[begin:end]]


class _Moves(dict[tuple[Kind, str, int], Move]):
    """Moves made once and shared, for all variants consist of the same few thousand."""

    def __init__(self, stretches: Stretches) -> None:
        super().__init__()
        self.stretches = stretches

    def __missing__(self, key: tuple[Kind, str, int]) -> Move:
        move = self[key] = Move(*key)
        return move

    def of(self, trace: tuple[str, ...], run: Sequence[str], *, prefix: bool) -> tuple[Move, ...]:
        """Match the run with the earliest events that will do; the other events are extra."""
        moves: list[Move] = []
        stations = iter(run)
        source, target = START, next(stations, None)
        for position, touchpoint in enumerate(trace):
            if touchpoint == target:
                moves += [self["skipped", missed, position] for missed in self.stretches.skipped[source, target]]
                moves.append(self["sync", touchpoint, position])
                source, target = target, next(stations, None)
            else:
                moves.append(self["extra", touchpoint, position])
        if not prefix:
            moves += [self["skipped", missed, len(trace)] for missed in self.stretches.skipped[source, END]]
        return tuple(moves)
