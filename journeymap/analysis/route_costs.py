"""The routes that cost most: those with the highest probability × friction, loops allowed.

Best first over begun routes. One that was taken with probability P and has met friction G can become worth at most
`P · W(G)`, where `W(G) = max q·(G + R)` over all ways on to a goal, q being their probability and R their friction.
As a function of G that is the upper envelope of straight lines with slope q and intercept q·R, so a few lines a
touchpoint tell it exactly, and no begun route is looked at that does not become one of those wanted (or equal).

The envelopes follow from each other, last touchpoint first: a way on over j with share p is the line (q, r) of j made
`(p·q, p·(F_j·q + r))`. With loops this is repeated until nothing changes, which it does in the end: a way on that
holds a round with probability ρ < 1 and friction f, and for which `R·(1 − ρ) ≥ f`, is nowhere better than itself
without the round, so lines of ever longer ways fall below the others.

**Exactness.** The bound is met by a real route, and P · W(G) never rises as a route is continued. So when a finished
route is first in the heap, nothing unfinished can become more. All probability × friction adds up to a finite number
(`RouteGraph.expected_friction`), so only finitely many routes lie above any value and each is reached.

References:
    Hart, P. E., Nilsson, N. J. & Raphael, B. (1968). A formal basis for the heuristic determination of minimum cost
    paths. IEEE Transactions on Systems Science and Cybernetics 4(2), 100–107. doi:10.1109/TSSC.1968.300136
    Andrew, A. M. (1979). Another efficient algorithm for convex hulls in two dimensions. Information Processing
    Letters 9(5), 216–219. doi:10.1016/0020-0190(79)90072-3
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import isclose
from typing import NamedTuple

from journeymap.analysis.route_graph import RouteGraph

__all__ = ["CostlyRoutes", "costly_routes"]

BUDGET = 3_000_000
"""Lines that may be looked at again because a loop has changed them: about two seconds."""

Line = tuple[float, float]
"""Slope q and intercept q·R of a way on to a goal."""


class _Envelope(NamedTuple):
    """The most that lines can give, over all G ≥ 0."""

    lines: tuple[Line, ...]
    """Flattest first."""
    breaks: tuple[float, ...]
    """Where one gives way to the next."""

    def __call__(self, met: float) -> float:
        if not self.lines:  # not known: the budget ended
            return 0.0
        q, r = self.lines[bisect_right(self.breaks, met)]
        return q * met + r

    def is_close_to(self, other: "_Envelope") -> bool:
        return len(self.lines) == len(other.lines) and all(
            isclose(one, another, rel_tol=1e-13)
            for line, same in zip(self.lines, other.lines, strict=True)
            for one, another in zip(line, same, strict=True)
        )


_GOAL = _Envelope(((1.0, 0.0),), ())


def _envelope(lines: Iterable[Line]) -> _Envelope:
    """Return the upper envelope of lines where G ≥ 0. O(n log n).

    Example:
        >>> _envelope([(0.5, 1.0), (1.0, 0.0), (0.2, 0.5)])
        _Envelope(lines=((0.5, 1.0), (1.0, 0.0)), breaks=(2.0,))
    """
    kept: list[Line] = []
    breaks: list[float] = []
    for q, r in sorted(lines):
        while kept:
            flatter, higher = kept[-1]
            crossing = (higher - r) / (q - flatter) if r < higher else 0.0
            if crossing > (breaks[-1] if breaks else 0.0):
                breaks.append(crossing)
                break
            kept.pop()
            del breaks[-1:]
        kept.append((q, r))
    return _Envelope(tuple(kept), tuple(breaks))


def _envelopes(graph: RouteGraph, budget: int) -> tuple[list[_Envelope], bool]:
    """Return W of every touchpoint, last cluster first, and whether the budget was enough.

    Within a cluster they are worked out again wherever one further on has changed.
    """
    found = [_Envelope((), ())] * len(graph.touchpoints)
    into: list[list[int]] = [[] for _ in graph.touchpoints]
    for i, going in enumerate(graph.onward):
        for j in going:
            into[j].append(i)
    for members in graph.clusters():
        waiting, inside = dict.fromkeys(reversed(members)), set(members)
        while waiting and budget > 0:
            here = next(iter(waiting))
            del waiting[here]
            lines = [_GOAL.lines[0]] if here in graph.goals else _lines(graph, here, found)
            budget -= len(lines) if found[here].lines else 0
            if not (new := _envelope(lines)).is_close_to(found[here]):
                found[here] = new
                waiting |= dict.fromkeys(i for i in into[here] if i in inside)
    return found, budget > 0


def _lines(graph: RouteGraph, here: int, found: Sequence[_Envelope]) -> list[Line]:
    """Return the lines of the ways on, over each next touchpoint."""
    onward, friction = graph.onward[here].items(), graph.friction
    return [(p * q, p * (friction[j] * q + r)) for j, p in onward for q, r in found[j].lines]


class _Begun(NamedTuple):
    """A route that is begun; in a heap the one that can become worth most comes first."""

    minus_bound: float
    ticket: int
    here: int
    probability: float
    friction: float
    before: "_Begun | None"


@dataclass(frozen=True, slots=True)
class CostlyRoutes:
    """Routes that have any friction, by falling probability × friction."""

    ranked: Iterator[tuple[float, tuple[int, ...]]]
    """Probability × friction, and touchpoints; without end where the graph has a loop."""
    exact: bool
    """False where a loop is left so rarely that the envelopes would have too many lines."""


def costly_routes(graph: RouteGraph, *, budget: int = BUDGET) -> CostlyRoutes:
    """Rank all routes from a start to a goal by probability × friction.

    The next route takes O(length · transitions of a touchpoint · log heap).

    Args:
        graph: The routes.
        budget: Lines that may be looked at again because a loop has changed them; beyond it routes are ranked as
            far as is known.
    """
    envelopes, exact = _envelopes(graph, budget)
    return CostlyRoutes(_ranked(graph, envelopes), exact)


def _ranked(graph: RouteGraph, envelopes: Sequence[_Envelope]) -> Iterator[tuple[float, tuple[int, ...]]]:
    tickets = count()
    queue: list[_Begun] = []

    def begin(here: int, probability: float, before: _Begun | None) -> None:
        friction = (before.friction if before else 0.0) + graph.friction[here]
        if bound := probability * envelopes[here](friction):
            heappush(queue, _Begun(-bound, next(tickets), here, probability, friction, before))

    for start, share in graph.starts.items():
        begin(start, share, None)
    while queue:
        state = heappop(queue)
        if state.here in graph.goals:
            yield -state.minus_bound, _route(state)
        for there, share in graph.onward[state.here].items():
            begin(there, state.probability * share, state)


def _route(state: _Begun | None) -> tuple[int, ...]:
    route = []
    while state:
        route.append(state.here)
        state = state.before
    return tuple(reversed(route))
