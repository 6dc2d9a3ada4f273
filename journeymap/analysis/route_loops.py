"""The worst simple routes: those with most friction that meet no touchpoint twice.

Without loops this is a longest path in an acyclic graph. With loops it is NP-hard in general, but only within a
*cluster* of touchpoints that lead back to each other (a strongly connected component): a simple route that has left
a cluster never comes back. So every stretch through a cluster, from where it is entered to where it is left, becomes
one arc, and the graph of these arcs is acyclic again. The stretches are found by branch and bound.

References:
    Tarjan, R. (1972). Depth-first search and linear graph algorithms. SIAM Journal on Computing 1(2), 146–160.
    doi:10.1137/0201010
    Land, A. H. & Doig, A. G. (1960). An automatic method of solving discrete programming problems. Econometrica
    28(3), 497–520. doi:10.2307/1910129
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from journeymap.analysis.route_cluster import Cluster, Stretches
from journeymap.analysis.route_graph import RouteGraph
from journeymap.analysis.route_search import Arc, cheapest_in_order

__all__ = ["BUDGET", "SimpleRoutes", "simple_routes"]

BUDGET = 3_000_000
"""Transitions that the searches within clusters may look at, all together: about two seconds."""


@dataclass(frozen=True, slots=True)
class SimpleRoutes:
    """Simple routes, worst first, and how sure that is."""

    ranked: Iterator[tuple[float, tuple[int, ...]]]
    """Friction and touchpoints."""
    at_most: float | None
    """No route has more friction than this; None where the routes are exact."""


def simple_routes(graph: RouteGraph, limit: int, *, budget: int = BUDGET) -> SimpleRoutes:
    """Rank the simple routes of a graph by friction.

    On a graph without loops any number of them, exactly, in O(transitions · log transitions) and their own length
    each. With loops the first `limit` (and those equal to the last, up to `TIES`): for each touchpoint where a
    cluster is entered the `limit` stretches that have most friction together with the worst that can follow. The
    `limit` worst routes need no others: one that takes another stretch has `limit` routes above it, which take
    these in its place and go on as badly as can be.

    Args:
        graph: The routes; there must be one.
        limit: How many are wanted.
        budget: Transitions that may be looked at within clusters; beyond it the best found are ranked.
    """
    clusters = graph.clusters()
    entered = _entered(graph, clusters)
    left = _Left(budget, sum(i in entered for members in clusters if len(members) > 1 for i in members))
    worth = [-inf] * len(graph.touchpoints)
    arcs: list[Sequence[Arc]] = [()] * (graph.sink + 1)
    order = [graph.sink]
    for members in clusters:
        entries = [i for i in members if i in entered]
        order += entries
        if len(members) > 1:
            found = _through(graph, Cluster(graph, members, worth), entries, limit, left)
        else:
            found = _steps(graph, members[0], worth)
        for entry, (leading, at_most) in found.items():
            arcs[entry], worth[entry] = leading, at_most
    arcs[graph.source] = [Arc(i, -graph.friction[i]) for i in graph.starts]
    ways = cheapest_in_order(arcs, [*order, graph.source]).ways(graph.source)
    at_most = max(worth[i] for i in graph.starts)
    return SimpleRoutes(((-cost, way) for cost, way in ways), at_most if left.cut else None)


@dataclass(slots=True)
class _Left:
    """What is left of the budget, shared evenly among the places where clusters are entered."""

    budget: int
    entries: int
    cut: bool = False
    """Whether a search wanted more than it had."""

    def share(self) -> int:
        return self.budget // self.entries

    def take(self, stretches: Stretches) -> None:
        self.budget -= stretches.spent
        self.entries -= 1
        self.cut |= stretches.cut


def _entered(graph: RouteGraph, clusters: Sequence[tuple[int, ...]]) -> set[int]:
    """Return the touchpoints where routes start or come from another cluster."""
    cluster = {i: at for at, members in enumerate(clusters) for i in members}
    return {j for i, going in enumerate(graph.onward) for j in going if cluster[i] != cluster[j]} | set(graph.starts)


Leading = tuple[list[Arc], float]
"""The arcs from a touchpoint, and the most friction that can be met from it on, itself included."""


def _steps(graph: RouteGraph, here: int, worth: Sequence[float]) -> dict[int, Leading]:
    """Return the transitions from a touchpoint that nothing leads back to."""
    onward = [i for i in graph.onward[here] if i != here]
    arcs = [Arc(i, -graph.friction[i]) for i in onward] or [Arc(graph.sink, 0.0)]
    return {here: (arcs, graph.friction[here] + max((worth[i] for i in onward), default=0.0))}


def _through(
    graph: RouteGraph, cluster: Cluster, entries: Sequence[int], limit: int, left: _Left
) -> dict[int, Leading]:
    """Return the stretches through a cluster as arcs to where they lead."""
    found = {}
    for entry in entries:
        stretches = cluster.stretches(entry, limit, left.share())
        left.take(stretches)
        arcs = [Arc(way[-1], -graph.friction_of(way[1:]), way[1:-1]) for way in stretches.ways]
        found[entry] = arcs, stretches.at_most
    return found
