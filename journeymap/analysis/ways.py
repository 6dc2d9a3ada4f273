"""The plan in numbers: which state may follow which, and the cheapest way between any two."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from journeymap.case_ends import END, START

__all__ = ["NEVER", "Codes", "Flags", "Integers", "Ways"]

Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
"""Touchpoints or states, of very many events."""

Flags = npt.NDArray[np.bool_]

NEVER = 1 << 36
"""The cost of what the plan does not allow: beyond any sum of real costs, and times a length within 64 bits."""


class Ways:
    """States and touchpoints as numbers, with the shortest paths between states: O(V·E·log V) once a plan.

    Touchpoints are numbered in file order, then come `START`, `END` and one number for all that is not planned.
    States are numbered in the order of their touchpoints, then come `START`, `END` and one for being nowhere.
    A state weighs `skip cost · scale + 1`: of equal costs fewer touchpoints win, and no step weighs zero.
    """

    def __init__(
        self,
        touchpoints: Sequence[str],
        steps: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]],
        skip_cost: Mapping[str, int],
        extra_cost: Mapping[str, int],
    ) -> None:
        states = (*(state for state in steps if state[0] != START), (START,), (END,))
        number = {state: code for code, state in enumerate(states)}
        self.names = (*touchpoints, START, END)
        """What the touchpoints are called."""
        self.start, self.end, self.nowhere = range(len(states) - 2, len(states) + 1)
        """The states at either end, and that of what the plan does not have."""
        self.n_planned = len(touchpoints)
        self.unplanned = len(self.names)
        """The number from which on touchpoints are not planned."""
        touchpoint = {name: code for code, name in enumerate(self.names)}
        self.touchpoint = np.array([touchpoint[state[0]] for state in states])
        """The touchpoint of every state."""
        self.extra_cost = np.array([*(extra_cost[name] for name in touchpoints), 0, 0, 1])
        """By touchpoint."""
        self.skip_cost = np.array([*(skip_cost[name] for name in touchpoints), 0, 0, 0])
        """By touchpoint."""
        followers = [[number[after] for after in steps.get(state, ())] for state in states]
        self.scale = len(states)
        self.weight = self.skip_cost[self.touchpoint] * self.scale + 1
        self.followers = _padded(followers, self.nowhere)
        """The states that may follow each state, in the order of the touchpoints."""
        self.candidates = self._candidates()
        """The states of each touchpoint, the preferred one last."""
        self.choices = self.candidates.shape[1]
        """The most states that a touchpoint has."""
        self.n_states = (self.candidates != self.nowhere).sum(axis=1)
        """By touchpoint."""
        self.entered = self.candidates[np.arange(len(self.candidates)), np.maximum(self.n_states, 1) - 1]
        """By touchpoint: its state where nothing else of its group is done; of a single state that one."""
        self.group = self._groups([[touchpoint[name] for name in state] for state in states])
        """By touchpoint: the first member of its group, itself where it is in none."""
        self.follow = self._follow(followers)
        """By state and touchpoint, the state that the plan then is in; `nowhere` if it does not allow the step."""
        self.between = self._between(followers)
        """Weight of what is skipped between two states, over at least one step; −1 where no way leads."""
        self.cost = np.full((len(states) + 1, len(states) + 1), NEVER)
        """The same as a cost, `NEVER` where no way leads."""
        self.cost[:-1, :-1] = np.where(self.between < 0, NEVER, self.between // self.scale)

        self.n_skipped = np.maximum(self.between, 0) % self.scale
        """How many touchpoints that are."""

        self.may_start = self.follow[self.start] != self.nowhere
        """By touchpoint: whether a case may start there."""
        self.may_end = np.isin(
            np.arange(self.unplanned + 1), self.touchpoint[np.flatnonzero((self.followers == self.end).any(axis=1))]
        )
        """By touchpoint: whether a case may end there."""

    @property
    def shortest_run(self) -> int | None:
        """What skipping the cheapest planned run would cost: at unit cost, how many touchpoints it has."""
        cost = int(self.cost[self.start, self.end])
        return cost if cost < NEVER else None

    def candidate(self, touchpoint: Integers, choice: Integers | int) -> Integers:
        """One of the states of each touchpoint, `nowhere` where it has not so many."""
        states: Integers = self.candidates.take(touchpoint * self.choices + choice)
        return states

    def skipped(self, source: Integers, target: Integers) -> tuple[Integers, Integers]:
        """Find what is skipped on the cheapest ways between pairs of states; among equals the first in file order.

        Returns:
            How many touchpoints each way skips; and these touchpoints, way by way in the order of travel.
        """
        n = self.n_skipped[source, target]
        ends = np.cumsum(n)
        found = np.empty(ends[-1] if len(ends) else 0, dtype=np.int64)
        place, way, at = ends - n, np.flatnonzero(n), source[n > 0]
        while len(way):
            at = self._next(at, target[way])
            found[place[way]] = self.touchpoint[at]
            place[way] += 1
            onward = place[way] < ends[way]
            way, at = way[onward], at[onward]
        return n, found

    def _next(self, at: Integers, target: Integers) -> Integers:
        """The first of the followers through which a cheapest way leads."""
        left = self.between[at, target]
        found = np.full(len(at), self.nowhere)
        for nth in range(self.followers.shape[1]):
            ask = np.flatnonzero(found == self.nowhere)
            after = np.minimum(self.followers[at[ask], nth], self.end)  # nothing leads from the end, so it never fits
            onward = self.between[after, target[ask]]
            fits = (onward >= 0) & (left[ask] == self.weight[after] + onward)
            found[ask[fits]] = after[fits]
        return found

    def _candidates(self) -> Integers:
        states = [np.flatnonzero(self.touchpoint == code).tolist() for code in range(self.n_planned)]
        return _padded([*states, [], [], []], self.nowhere)

    def _groups(self, members: Sequence[Sequence[int]]) -> Integers:
        group = np.arange(self.unplanned + 1)
        for together in members:
            group[together] = np.minimum(group[together], min(together))
        return group

    def _follow(self, followers: Sequence[Sequence[int]]) -> Integers:
        follow = np.full((len(followers) + 1, self.unplanned + 1), self.nowhere)
        for state, after in enumerate(followers):
            follow[state, self.touchpoint[after]] = after
        return follow

    def _between(self, followers: Sequence[Sequence[int]]) -> Integers:
        targets = [after for group in followers for after in group]
        bounds = np.cumsum([0, *map(len, followers)])
        size = len(followers)
        distance = dijkstra(csr_array((self.weight[targets], targets, bounds), shape=(size, size), dtype=float))
        for state, after in enumerate(followers):  # not zero: back to itself takes at least one step
            back = [self.weight[i] + distance[i, state] * (i != state) for i in after]
            distance[state, state] = min(back, default=np.inf)
        passed = distance - self.weight
        return np.where(np.isfinite(passed), passed, -1).astype(np.int64)


def _padded(rows: Sequence[Sequence[int]], padding: int) -> Integers:
    width = max(1, *map(len, rows))
    return np.array([[*row, *[padding] * (width - len(row))] for row in rows])
