"""What lies between a start and a goal, numbered for the searches of routes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from journeymap.analysis.friction import TouchpointLoss
from journeymap.components import strong_components
from journeymap.network import Network

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RouteGraph"]


@dataclass(frozen=True)
class RouteGraph:
    """The touchpoints that some route from a start to a goal meets; all else is left out.

    A route ends at the first goal it meets. Touchpoints are numbered in the order of the graph.
    """

    touchpoints: tuple[str, ...]
    friction: tuple[float, ...]
    """In halvings, by touchpoint."""
    starts: Mapping[int, float]
    """Share of customers by where they start; touchpoints that lead to no goal are left out."""
    goals: frozenset[int]
    onward: tuple[Mapping[int, float], ...]
    """By touchpoint: where customers go on to, with their share of the visits that do not end in being lost."""

    @classmethod
    def of(cls, network: Network, loss: Mapping[str, TouchpointLoss], *, planned_only: bool = False) -> "RouteGraph":
        """Take the transitions of a journey that customers take: those with a share above 0.

        Args:
            network: What is known of the journey.
            loss: What each touchpoint costs, by id.
            planned_only: Leave out the transitions off plan.
        """
        about, known = network.outline, network.facts
        onward: dict[str, dict[str, float]] = {name: {} for name in known}
        back: dict[str, list[str]] = {name: [] for name in known}
        for (source, target), step in network.steps.items():
            share = step.share * (1 - known[source].under_way)
            if share > 0 and source not in about.goals and (step.planned or not planned_only):
                onward[source][target] = share
                back[target].append(source)
        starts = [name for name in known if about.starts.get(name, 0) > 0]
        met = _reached(starts, onward) & _reached([goal for goal in about.goals if goal in known], back)
        index = {name: i for i, name in enumerate(name for name in known if name in met)}
        return cls(
            tuple(index),
            tuple(loss[name].friction for name in index),
            {index[name]: about.starts[name] for name in starts if name in index},
            frozenset(index[goal] for goal in about.goals if goal in index),
            tuple({index[to]: share for to, share in onward[name].items() if to in index} for name in index),
        )

    @property
    def source(self) -> int:
        """The number that searches give to the place before every start."""
        return len(self.touchpoints)

    @property
    def sink(self) -> int:
        """The number that searches give to the place behind every goal."""
        return len(self.touchpoints) + 1

    def clusters(self) -> list[tuple[int, ...]]:
        """Return the touchpoints that lead back to each other together, each such cluster behind those it leads to.

        Touchpoints that nothing leads back to stand alone. O(transitions).
        """
        return strong_components(self.onward)

    def names(self, route: Sequence[int]) -> tuple[str, ...]:
        """Return the touchpoints of a route."""
        return tuple(self.touchpoints[i] for i in route)

    def friction_of(self, route: Sequence[int]) -> float:
        """Add up the friction of a route, in halvings."""
        return sum(self.friction[i] for i in route)

    def probability_of(self, route: Sequence[int]) -> float:
        """Return the chance that one who starts, and is not lost, takes exactly this route."""
        probability = self.starts[route[0]]
        for here, there in pairwise(route):
            probability *= self.onward[here][there]
        return probability

    @cached_property
    def _arriving(self) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
        """Expected visits by touchpoint, and the chance to reach a goal from there, if nobody were lost."""
        import numpy as np  # noqa: PLC0415 - the search for the worst does without
        from scipy.sparse import csc_array, eye_array  # noqa: PLC0415 - as above
        from scipy.sparse.linalg import splu  # noqa: PLC0415 - as above

        n = len(self.touchpoints)
        pairs = [(i, j) for i, going in enumerate(self.onward) for j in going]
        shares = np.array([share for going in self.onward for share in going.values()])
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        staying = csc_array(eye_array(n) - csc_array((shares, (rows, columns)), shape=(n, n)))
        start = np.array([self.starts.get(i, 0.0) for i in range(n)])
        arrive = np.array([float(i in self.goals) for i in range(n)])
        return splu(csc_array(staying.T)).solve(start), splu(staying).solve(arrive)

    @property
    def probability(self) -> float:
        """Share of those who start that would reach a goal if nobody were lost: of all routes together."""
        if not self.touchpoints:
            return 0.0
        return float(sum(share * self._arriving[1][i] for i, share in self.starts.items()))

    @property
    def expected_friction(self) -> float:
        """Σ probability × friction over all routes to a goal, loops included, in halvings per customer who starts.

        `Σ_i v_i·g_i·F_i` with v the visits and g the chance to reach a goal, both as if nobody were lost.
        """
        if not self.touchpoints:
            return 0.0
        visits, arriving = self._arriving
        return float((visits * arriving) @ self.friction)


def _reached(seeds: Iterable[str], following: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the seeds and all that can be reached from them."""
    reached, waiting = set(seeds), list(seeds)
    while waiting:
        for name in following[waiting.pop()]:
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached
