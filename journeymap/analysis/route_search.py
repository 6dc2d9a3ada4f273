"""The k cheapest ways through a graph, loops allowed, one after the other and each exactly once.

A way is told by its *detours*: where it leaves the cheapest way on. The detours of a way cost what they lose against
the cheapest, all of them 0 or more, so that ways come out of one heap in order of cost.

References:
    Eppstein, D. (1998). Finding the k shortest paths. SIAM Journal on Computing 28(2), 652–673.
    doi:10.1137/S0097539795290477
    Jiménez, V. M. & Marzal, A. (2003). A lazy version of Eppstein's k shortest paths algorithm.
    WEA 2003, LNCS 2647, 179–190. doi:10.1007/3-540-44867-5_14
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, islice
from typing import NamedTuple, TypeVar

__all__ = ["SAME", "TIES", "Arc", "Arcs", "CheapestOn", "best_with_ties", "cheapest_by_distance", "cheapest_in_order"]

T = TypeVar("T")
SAME = 1e-9
"""Values that differ by less than this share of themselves are equal: sums in another order differ by less."""
TIES = 200
"""How many more than asked for are looked at to decide between routes that are equal at the last place."""


class Arc(NamedTuple):
    """A step of a search, with what it costs and the touchpoints that it passes before its target."""

    target: int
    cost: float
    via: tuple[int, ...] = ()


Arcs = Sequence[Sequence[Arc]]
"""The arcs that lead on from each place, by its number."""


@dataclass(frozen=True, slots=True)
class CheapestOn:
    """From every place the cheapest way to the end of the graph."""

    arcs: Arcs
    cost: Sequence[float]
    """By place."""
    first: Sequence[int]
    """By place: which of its arcs the cheapest way takes."""
    order: Sequence[int]
    """The end, then every place behind the one that its cheapest way takes next."""

    def ways(self, source: int) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Yield all ways from a place to the end, cheapest first: cost and what is passed, both ends left out.

        The heap of each place is that of the next place on its cheapest way plus its own best detour; these heaps
        share their parts. O(arcs · log arcs) before the first way, then O(log k) and its own length for the k-th.
        """
        yield self.cost[source], self._way(source, None)
        heaps, detours = self._heaps()
        ticket = count()
        queue: list[tuple[float, int, _Heap, int, _Taken | None]] = []
        if root := heaps[source]:
            heappush(queue, (self.cost[source] + root.extra, next(ticket), root, 0, None))
        while queue:
            cost, _, heap, rank, before = heappop(queue)
            extra, chosen = detours[heap.place][rank]
            arc = self.arcs[heap.place][chosen]
            taken = _Taken(heap.place, arc, before)
            yield cost, self._way(source, taken)
            if root := heaps[arc.target]:  # one more detour, further on
                heappush(queue, (cost + root.extra, next(ticket), root, 0, taken))
            if rank + 1 < len(detours[heap.place]):  # another one instead: at the same place …
                more = detours[heap.place][rank + 1][0] - extra
                heappush(queue, (cost + more, next(ticket), heap, rank + 1, before))
            for child in (heap.left, heap.right) if rank == 0 else ():  # … or at the next places of the heap
                if child:
                    heappush(queue, (cost + (child.extra - extra), next(ticket), child, 0, before))

    def _heaps(self) -> "tuple[list[_Heap | None], list[list[tuple[float, int]]]]":
        """By place: the best detours of all places on its cheapest way; and all its own, cheapest first."""
        heaps: list[_Heap | None] = [None] * len(self.arcs)
        detours: list[list[tuple[float, int]]] = [[] for _ in self.arcs]
        for place in self.order[1:]:
            first, here = self.first[place], self.cost[place]
            detours[place] = sorted(
                (max(0.0, arc.cost + self.cost[arc.target] - here), i)
                for i, arc in enumerate(self.arcs[place])
                if i != first
            )
            beyond = heaps[self.arcs[place][first].target]
            own = _Heap(1, detours[place][0][0], place, None, None) if detours[place] else None
            heaps[place] = _merged(beyond, own)
        return heaps, detours

    def _way(self, source: int, last: "_Taken | None") -> tuple[int, ...]:
        """Follow the cheapest way on, but for the detours taken."""
        taken = []
        while last:
            taken.append(last)
            last = last.before
        passed: list[int] = []
        here, end = source, self.order[0]
        while here != end:
            leaves = taken and taken[-1].place == here
            arc = taken.pop().arc if leaves else self.arcs[here][self.first[here]]
            passed += arc.via
            here = arc.target
            passed.append(here)
        return tuple(passed[:-1])


class _Taken(NamedTuple):
    """The detours of a way, last one first."""

    place: int
    arc: Arc
    before: "_Taken | None"


class _Heap(NamedTuple):
    """A leftist heap of places by the extra cost of their best detour; never changed, so heaps can share parts."""

    depth: int
    extra: float
    place: int
    left: "_Heap | None"
    right: "_Heap | None"


def _merged(one: _Heap | None, other: _Heap | None) -> _Heap | None:
    """Return the heap of all places of two; O(log n)."""
    if one is None or other is None:
        return one or other
    if other.extra < one.extra:
        one, other = other, one
    left, right = one.left, _merged(one.right, other)
    if (left.depth if left else 0) < (right.depth if right else 0):
        left, right = right, left
    return _Heap((right.depth if right else 0) + 1, one.extra, one.place, left, right)


def cheapest_in_order(arcs: Arcs, order: Sequence[int]) -> CheapestOn:
    """Find the cheapest ways to the end of a graph without loops; costs may be negative. O(arcs).

    Args:
        arcs: By place.
        order: The end, then every place behind all those that it leads to.
    """
    cost, first = [0.0] * len(arcs), [0] * len(arcs)
    for place in order[1:]:
        cost[place], first[place] = min((arc.cost + cost[arc.target], i) for i, arc in enumerate(arcs[place]))
    return CheapestOn(arcs, cost, first, order)


def cheapest_by_distance(arcs: Arcs, end: int) -> CheapestOn:
    """Find the cheapest ways to the end of any graph whose costs are 0 or more. O(arcs · log arcs).

    References:
        Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1, 269–271.
        doi:10.1007/BF01386390
    """
    into: list[list[tuple[int, int, float]]] = [[] for _ in arcs]
    for place, leading in enumerate(arcs):
        for i, arc in enumerate(leading):
            into[arc.target].append((place, i, arc.cost))
    cost, first = [float("inf")] * len(arcs), [0] * len(arcs)
    order: dict[int, None] = {}
    queue = [(0.0, end)]
    cost[end] = 0.0
    while queue:
        far, place = heappop(queue)
        if place in order:
            continue
        order[place] = None
        for before, i, step in into[place]:
            if far + step < cost[before]:
                cost[before], first[before] = far + step, i
                heappush(queue, (far + step, before))
    return CheapestOn(arcs, cost, first, tuple(order))


def best_with_ties(ranked: Iterator[tuple[float, T]], limit: int) -> list[tuple[float, T]]:
    """Take the first `limit` of a falling sequence, and those behind that equal the last of them, up to `TIES`."""
    taken = list(islice(ranked, limit))
    if len(taken) == limit:
        last = taken[-1][0]
        for value, found in islice(ranked, TIES):
            if value < last - SAME * abs(last):
                break
            taken.append((value, found))
    return taken
