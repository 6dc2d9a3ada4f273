"""High-friction paths: the routes from a start to a goal on which most is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from journeymap.analysis.friction import losses
from journeymap.analysis.route_graph import RouteGraph
from journeymap.analysis.route_ranking import rounded, routes_of
from journeymap.analysis.route_rating import RatedRoute, Rating
from journeymap.errors import Diagnostic, LogError
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["RouteKind", "Routes", "routes"]

RouteKind = Literal["worst", "costly", "likely", "real"]
"""By friction, no touchpoint twice; by probability × friction; by probability; by friction, as cases of a log went."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Routes of one kind, first one first, and what they are part of."""

    kind: RouteKind
    routes: tuple[RatedRoute, ...]
    at_most: float | None
    """None where the list is exact. Else the search ended at its budget, the routes are the best found, and none
    that is missing has more friction (of `costly`: probability × friction) than this."""
    probability: float
    """Share of those who start, 0 to 1, that reaches a goal if nobody is lost: of all routes together. Of real
    routes 1: all cases that are over."""
    expected_friction: float
    """Σ probability × friction over all routes, loops included, in halvings per customer who starts."""
    n_cases: int | None
    """Cases of the log that are over; None without a log."""

    @property
    def exact(self) -> bool:
        """Whether no route that is missing ranks before one that is listed."""
        return self.at_most is None

    @property
    def probability_covered(self) -> float:
        """Share of those who start, 0 to 1, that takes one of the listed routes, if nobody is lost."""
        return sum(route.probability for route in self.routes)

    @property
    def friction_covered(self) -> float:
        """Share of all friction, 0 to 1, that is met on the listed routes."""
        listed = sum(route.probability * route.friction for route in self.routes)
        return listed / self.expected_friction if self.expected_friction else 0.0

    def __len__(self) -> int:
        return len(self.routes)

    def __iter__(self) -> Iterator[RatedRoute]:
        return iter(self.routes)

    def __getitem__(self, at: int) -> RatedRoute:
        return self.routes[at]


def routes(
    journey: Journey, measurement: Measurement | None = None, *, limit: int = 10, kind: RouteKind = "worst"
) -> Routes:
    """Find the routes from a start to a goal on which most is lost.

    A route goes over transitions that customers take, planned or off plan: those of the journey file with a share
    above 0, or, where a log has the touchpoint, those that the log shows. It ends at the first goal.

    - `worst`: most friction, no touchpoint twice. Exact without loops; with loops exact as far as a budget goes,
      see `journeymap.analysis.route_loops`.
    - `costly`: most probability × friction, loops as often as it pays. Exact, see `journeymap.analysis.route_costs`.
    - `likely`: most probability, loops allowed. Exact (Eppstein 1998, see `journeymap.analysis.route_search`).
    - `real`: most friction of the variants of the log that are over, whether they arrived or not.

    Routes that are equal in nine digits are ordered by probability, then friction, then the order of the plan.

    Args:
        journey: The plan.
        measurement: What an engine counted; without it the numbers of the journey file are used.
        limit: How many, 1 or more.
        kind: Which.

    Returns:
        At most `limit` routes, the first one first; none where no start leads to a goal.

    Raises:
        LogError: If `real` is asked for and there is no measurement.

    Example:
        >>> plan = {"a": {"clicks": 8, "next": ["b", "c"]}, "b": {"clicks": 40, "next": "c"}, "c": {}}
        >>> found = routes(Journey.model_validate({"journey": "j", "touchpoints": plan}))
        >>> [(route.touchpoints, route.probability, route.worst) for route in found]
        [(('a', 'b', 'c'), 0.5, 'b'), (('a', 'c'), 0.5, 'a')]
    """
    if limit < 1:
        raise ValueError(f"the limit is {limit}, not 1 or more")
    if kind not in {*get_args(RouteKind)}:
        raise ValueError(f"`{kind}` is no kind of route; known are {', '.join(get_args(RouteKind))}")
    network = Network.of(journey, measurement)
    rating = Rating(network, losses(network), journey, measurement)
    if kind == "real":
        return _real(rating, journey, measurement, limit)
    ways = RouteGraph.of(network, rating.loss)
    found, at_most = routes_of(ways, kind, limit)
    listed = rating.rated([(ways.names(way), ways.probability_of(way), None) for way in found])
    return Routes(kind, listed, at_most, ways.probability, ways.expected_friction, rating.n_cases)


def _real(rating: Rating, journey: Journey, measurement: Measurement | None, limit: int) -> Routes:
    """Rank the variants whose cases are over by friction; segments together."""
    if measurement is None:
        cure = "name its file, or write `log: {file: events.csv}` into the journey file"
        raise LogError(Diagnostic("L118", f"no event log is known for the journey `{journey.journey}`", help=cure))
    n = rating.n_cases or 0
    frictions = {route: rating.friction_of(route) for route in rating.cases}
    worst = sorted(frictions, key=lambda route: (-rounded(frictions[route]), -rating.cases[route], route))[:limit]
    shares = {route: rating.cases[route] / n for route in worst}
    goals = set(journey.goals)
    listed = rating.rated([(route, share, share * (not goals.isdisjoint(route))) for route, share in shares.items()])
    total = sum(cases * frictions[route] for route, cases in rating.cases.items())
    return Routes("real", listed, None, float(n > 0), total / n if n else 0.0, n)
