"""The first routes of a graph, by friction, by probability × friction or by probability."""

from collections.abc import Iterable
from math import exp, log
from typing import Literal

from journeymap.analysis.friction import TouchpointLoss
from journeymap.analysis.route_costs import costly_routes
from journeymap.analysis.route_graph import RouteGraph
from journeymap.analysis.route_loops import simple_routes
from journeymap.analysis.route_search import SAME, Arc, best_with_ties, cheapest_by_distance
from journeymap.network import Network

__all__ = ["rounded", "routes_of", "worst_route"]

Way = tuple[int, ...]
"""A route, as numbered in the graph of routes."""


def routes_of(
    ways: RouteGraph, kind: Literal["worst", "costly", "likely"], limit: int
) -> tuple[list[Way], float | None]:
    """Search a graph for routes of one kind.

    Returns:
        The routes, first one first; and None where they are exact, else what no route that is missing exceeds.
    """
    return _RANKED[kind](ways, limit) if ways.starts else ([], None)


def worst_route(network: Network, loss: dict[str, TouchpointLoss]) -> tuple[str, ...]:
    """Return the planned route from a start to a goal with the highest friction that meets no touchpoint twice.

    Returns:
        Touchpoints from start to goal; empty where no goal can be reached over planned transitions.
    """
    ways = RouteGraph.of(network, loss, planned_only=True)
    found, _ = routes_of(ways, "worst", 1)
    return ways.names(found[0]) if found else ()


def _worst(ways: RouteGraph, limit: int) -> tuple[list[Way], float | None]:
    """Rank simple routes by friction; the bound holds where it may be that a worse one is missing."""
    found = simple_routes(ways, limit)
    listed = _in_order(ways, best_with_ties(found.ranked, limit), limit)
    last = ways.friction_of(listed[-1]) if len(listed) == limit else 0.0
    sure = found.at_most is None or last >= found.at_most * (1 - SAME) > 0
    return listed, None if sure else found.at_most


def _costly(ways: RouteGraph, limit: int) -> tuple[list[Way], float | None]:
    """Rank routes by probability × friction; what the listed leave of all friction bounds each that is missing."""
    found = costly_routes(ways)
    taken = best_with_ties(found.ranked, limit)
    listed = _in_order(ways, taken, limit)
    if found.exact:
        return listed, None
    return listed, ways.expected_friction - sum(ways.probability_of(way) * ways.friction_of(way) for way in listed)


def _likely(ways: RouteGraph, limit: int) -> tuple[list[Way], float | None]:
    """Rank routes by probability: the shortest ways where a transition is −log of its share long."""
    arcs = [[Arc(j, -log(min(1.0, share))) for j, share in going.items()] for going in ways.onward]
    for goal in ways.goals:
        arcs[goal] = [Arc(ways.sink, 0.0)]
    arcs += [[Arc(i, -log(min(1.0, share))) for i, share in ways.starts.items()], []]
    on = cheapest_by_distance(arcs, ways.sink)
    ranked = ((exp(-cost), way) for cost, way in on.ways(ways.source))
    return _in_order(ways, best_with_ties(ranked, limit), limit), None


_RANKED = {"worst": _worst, "costly": _costly, "likely": _likely}


def _in_order(ways: RouteGraph, found: Iterable[tuple[float, Way]], limit: int) -> list[Way]:
    """Order routes by value; equal ones by probability, then friction, then the order of the plan."""

    def key(ranked: tuple[float, Way]) -> tuple[float, float, float, Way]:
        value, way = ranked
        return -rounded(value), -rounded(ways.probability_of(way)), -rounded(ways.friction_of(way)), way

    return [way for _, way in sorted(found, key=key)[:limit]]


def rounded(value: float) -> float:
    """Nine digits: sums in another order do not differ in these."""
    return float(f"{value:.9g}")
