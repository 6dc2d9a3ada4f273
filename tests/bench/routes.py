"""How long the search for high-friction paths takes, beside the k-shortest-path searches of networkx and igraph.

    python -m tests.bench.routes

Theirs look for the shortest, so they get the same graph with other lengths: a transition i → j is
`c·(j − i) − friction(j)` long, c being the highest friction. Every route goes from the first touchpoint to the last, so
all lengths are positive and the order of the routes is that of their friction. The answers are compared too.
igraph is no dependency: `pip install igraph` in a virtual environment of your own. Results: README.md beside this file.
"""

import random
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import islice
from time import perf_counter
from typing import Any

import networkx as nx

from journeymap.analysis.route_graph import RouteGraph
from journeymap.analysis.route_ranking import routes_of

K = 100


def layered(n: int, transitions: int, *, back: float = 0.0, span: int = 20, seed: int = 1) -> RouteGraph:
    """Make a journey of n touchpoints in a row, each leading up to `span` ahead, a share of them back as well."""
    dice = random.Random(seed)  # noqa: S311 - a benchmark
    onward = []
    for i in range(n - 1):
        targets = {i + 1, *(min(n - 1, i + 1 + dice.randrange(span)) for _ in range(transitions - 1))}
        if dice.random() < back:
            targets.add(max(0, i - dice.randrange(1, 8)))
        weights = {j: dice.random() for j in sorted(targets)}
        total = sum(weights.values())
        onward.append({j: weight / total for j, weight in weights.items()})
    names, friction = tuple(f"t{i}" for i in range(n)), tuple(dice.random() for _ in range(n))
    return RouteGraph(names, friction, {0: 1.0}, frozenset({n - 1}), (*onward, {}))


def lengths(graph: RouteGraph) -> list[tuple[int, int, float]]:
    """Turn friction into lengths: the worst route is the shortest."""
    c = max(graph.friction) + 1e-6
    pairs = [(i, j) for i, going in enumerate(graph.onward) for j in going]
    return [(i, j, c * (j - i) - graph.friction[j]) for i, j in pairs]


def by_networkx(graph: RouteGraph) -> list[Sequence[int]]:
    network: nx.DiGraph[int] = nx.DiGraph()
    network.add_weighted_edges_from(lengths(graph))
    paths = nx.shortest_simple_paths(network, 0, len(graph.touchpoints) - 1, weight="weight")
    return list(islice(paths, K))


def by_igraph(graph: RouteGraph) -> list[Sequence[int]]:
    igraph: Any = import_module("igraph")
    network = igraph.Graph.TupleList(lengths(graph), directed=True, weights=True, vertex_name_attr="at")
    at = network.vs["at"]
    ends = at.index(0), at.index(len(graph.touchpoints) - 1)
    paths = network.get_k_shortest_paths(*ends, k=K, weights="weight", output="vpath")
    return [[at[i] for i in path] for path in paths]


def by_journeymap(graph: RouteGraph) -> list[Sequence[int]]:
    return list(routes_of(graph, "worst", K)[0])


def timed(search: Callable[[RouteGraph], list[Sequence[int]]], graph: RouteGraph, rounds: int) -> tuple[float, float]:
    """Return the best time in milliseconds, and the friction of all routes found together."""
    best = float("inf")
    for _ in range(rounds):
        begin = perf_counter()
        found = search(graph)
        best = min(best, perf_counter() - begin)
    return 1000 * best, sum(graph.friction_of(route) for route in found)


def say(*cells: object) -> None:
    first, *rest = map(str, cells)
    sys.stdout.write(first.ljust(46) + "".join(cell.rjust(16) for cell in rest) + "\n")


def against_others() -> None:
    say(f"the {K} worst routes, acyclic, ms", "journeymap", "igraph", "networkx")
    for n, transitions in ((100, 3), (300, 4)):
        graph = layered(n, transitions)
        ours, friction = timed(by_journeymap, graph, 5)
        cells = [f"{ours:.1f}"]
        for search in (by_igraph, by_networkx):
            try:
                theirs, same = timed(search, graph, 1)
            except ModuleNotFoundError:
                cells.append("not installed")
                continue
            if abs(same - friction) > 1e-6:
                sys.exit(f"{search.__name__} found other routes: {same} and not {friction}")
            cells.append(f"{theirs:,.0f}")
        say(f"{n} touchpoints, {transitions} transitions each", *cells)


def all_kinds() -> None:
    say("\njourneymap, ms, * not proved within its budget", " worst", "costly", "likely")
    for n, transitions, back, k in (
        (300, 4, 0.0, 100),
        (300, 4, 0.02, 100),
        (300, 4, 0.2, 10),
        (3000, 4, 0.0, 100),
        (30_000, 4, 0.0, 10),
    ):
        graph = layered(n, transitions, back=back)
        cells = []
        for kind in ("worst", "costly", "likely"):
            begin = perf_counter()
            _, at_most = routes_of(graph, kind, k)
            cells.append(f"{1000 * (perf_counter() - begin):,.1f}{'' if at_most is None else '*'}")
        say(f"{n} touchpoints, {back:.0%} lead back, k = {k}", *cells)


if __name__ == "__main__":
    against_others()
    all_kinds()
