"""The worst stretches through touchpoints that lead back to each other, by branch and bound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush, nlargest
from itertools import count
from math import inf
from typing import NamedTuple

from journeymap.analysis.route_graph import RouteGraph
from journeymap.analysis.route_search import SAME, TIES

__all__ = ["Cluster", "Stretches"]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Ways from where a cluster is entered to the first touchpoint beyond it, worst first."""

    ways: tuple[tuple[int, ...], ...]
    at_most: float
    """No stretch meets more friction together with what can follow it."""
    cut: bool
    """Whether the search ended at its budget: then there may be worse ones than these."""
    spent: int
    """Transitions looked at."""


class _Open(NamedTuple):
    """A stretch that is begun, or has left the cluster; in a heap the one that can become worst comes first."""

    minus_bound: float
    minus_length: int
    """Of equal ones the longest first, so that something is found soon."""
    ticket: int
    way: tuple[int, ...]
    friction: float
    passed: int
    """The touchpoints of the way, a bit each."""
    target: int | None
    """The touchpoint beyond the cluster, where the stretch has left it."""


class Cluster:
    """Touchpoints that lead back to each other, numbered among themselves."""

    def __init__(self, graph: RouteGraph, members: Sequence[int], worth: Sequence[float]) -> None:
        """Take a part of a graph.

        Args:
            graph: The routes.
            members: The touchpoints.
            worth: By touchpoint of the graph, beyond the cluster: the most friction that can be met from there on.
        """
        number = {i: at for at, i in enumerate(members)}
        self.members = members
        self.friction = [graph.friction[i] for i in members]
        self.inside = [[number[j] for j in graph.onward[i] if j in number and j != i] for i in members]
        self.exits = [{j: worth[j] for j in graph.onward[i] if j not in number} for i in members]
        self.leaving = [max(exits.values(), default=-inf) for exits in self.exits]
        self.n_transitions = sum(map(len, self.inside))
        self._number = number

    def stretches(self, entry: int, limit: int, budget: int) -> Stretches:
        """Find the worst stretches from a touchpoint: best first, by the bound of `ahead`.

        A stretch that has left is worth exactly what it says, all others at most that: once it is first in the heap
        none is worse. At most O(simple paths) steps of O(transitions) each; where they would exceed the budget, the
        best found are joined by the worst that only go forward in depth-first order.

        Args:
            entry: Where the cluster is entered, as numbered in the graph.
            limit: How many are wanted.
            budget: Transitions that may be looked at.
        """
        tickets, here = count(), self._number[entry]
        bound = sum(self.friction) + max(self.leaving)
        queue = [_Open(-bound, -1, next(tickets), (here,), self.friction[here], 1 << here, None)]
        found: list[tuple[float, tuple[int, ...]]] = []
        spent, cut = 0, False
        while queue and not _enough(found, limit, -queue[0].minus_bound):
            if queue[0].target is not None:
                state = heappop(queue)
                found.append((state.friction, self._way(state)))
            elif spent + self.n_transitions <= budget:
                spent += self.n_transitions
                for state in self._longer(heappop(queue), tickets):
                    heappush(queue, state)
            else:
                cut = len(found) < limit
                break
        at_most = max([value for value, _ in found[:1]] + [-state.minus_bound for state in queue[:1]])
        if cut:
            left = [(state.friction, self._way(state)) for state in queue if state.target is not None]
            distinct = {way: value for value, way in (*found, *left, *self._forward(here))}
            found = [(value, way) for way, value in nlargest(limit, distinct.items(), key=lambda item: item[1])]
        return Stretches(tuple(way for _, way in found), at_most, cut, spent)

    def _way(self, state: _Open) -> tuple[int, ...]:
        """Return a stretch that has left, as numbered in the graph."""
        return (*(self.members[i] for i in state.way), *(() if state.target is None else (state.target,)))

    def _longer(self, state: _Open, tickets: Iterator[int]) -> Iterator[_Open]:
        """Go one touchpoint on in all ways that lead out of the cluster at last."""
        here, length = state.way[-1], -len(state.way) - 1
        for target, worth in self.exits[here].items():
            value = state.friction + worth
            yield _Open(-round(value, 9), length, next(tickets), state.way, value, state.passed, target)
        ahead = self.ahead(here, state.passed)
        for i in self.inside[here]:
            if ahead.get(i, -inf) > -inf:
                bound = -round(state.friction + ahead[i], 9)
                way, friction = (*state.way, i), state.friction + self.friction[i]
                yield _Open(bound, length, next(tickets), way, friction, state.passed | 1 << i, None)

    def ahead(self, here: int, passed: int) -> dict[int, float]:
        """Bound the friction that can be met from each next touchpoint on, it and what follows the cluster included.

        What has not been passed falls into smaller clusters, and a simple path meets each of them once, in their
        order: the bound is the longest path over them, each with the friction of all its touchpoints. It is −∞
        where no way leads out. O(transitions), by Tarjan's algorithm, which yields them last one first.
        """
        bound: dict[int, float] = {}
        found: dict[int, int] = {}
        lowest: dict[int, int] = {}
        stack: list[int] = []
        for root in self.inside[here]:
            if root in found or passed >> root & 1:
                continue
            walk = [(root, iter(self.inside[root]))]
            found[root] = lowest[root] = len(found)
            stack.append(root)
            while walk:
                at, following = walk[-1]
                step = next((i for i in following if not passed >> i & 1 and i not in bound), None)
                if step is None:
                    walk.pop()
                    if walk:
                        lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[at])
                    if lowest[at] == found[at]:
                        self._close(stack, at, bound)
                elif step in found:
                    lowest[at] = min(lowest[at], found[step])
                else:
                    found[step] = lowest[step] = len(found)
                    stack.append(step)
                    walk.append((step, iter(self.inside[step])))
        return bound

    def _close(self, stack: list[int], first: int, bound: dict[int, float]) -> None:
        """Take one of the smaller clusters from the stack and bound what can be met from it on."""
        together = [stack.pop()]
        while together[-1] != first:
            together.append(stack.pop())
        beyond = [self.leaving[i] for i in together] + [
            bound[j] for i in together for j in self.inside[i] if j in bound
        ]
        bound.update(dict.fromkeys(together, sum(self.friction[i] for i in together) + max(beyond)))

    def _forward(self, entry: int) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Yield, to each exit, the worst stretch that only goes forward in the reverse postorder of a search."""
        forward = tuple(reversed(list(self._postorder(entry))))
        place = {at: i for i, at in enumerate(forward)}
        best: dict[int, tuple[float, int | None]] = {entry: (self.friction[entry], None)}
        for at in forward:
            for i in self.inside[at]:
                value = best[at][0] + self.friction[i]
                if place[i] > place[at] and (i not in best or value > best[i][0]):
                    best[i] = value, at
        for at in forward:
            if not self.exits[at]:
                continue
            way, before = [at], best[at][1]
            while before is not None:
                way.append(before)
                before = best[before][1]
            for target, worth in self.exits[at].items():
                yield best[at][0] + worth, (*(self.members[i] for i in reversed(way)), target)

    def _postorder(self, entry: int) -> Iterator[int]:
        seen, walk = {entry}, [(entry, iter(self.inside[entry]))]
        while walk:
            at, following = walk[-1]
            step = next((i for i in following if i not in seen), None)
            if step is None:
                walk.pop()
                yield at
            else:
                seen.add(step)
                walk.append((step, iter(self.inside[step])))


def _enough(found: Sequence[tuple[float, object]], limit: int, best_left: float) -> bool:
    """Whether what is left cannot be among the wanted, nor equal the last of them."""
    if len(found) < limit:
        return False
    last = found[limit - 1][0]
    return len(found) >= limit + TIES or best_left < last - SAME * abs(last)
