"""What a route costs, how likely it is, and what is remembered of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from journeymap.analysis.friction import TouchpointLoss
from journeymap.analysis.route_memory import bad_experiences, peak_end, stays, unrecovered
from journeymap.facts import Evidence, Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["RatedRoute", "Rating"]

Named = tuple[str, ...]

_WEAKEST: tuple[Evidence, ...] = ("assumed", "described", "measured")


@dataclass(frozen=True, slots=True)
class RatedRoute:
    """A route from where customers start to where they end, with what it costs and what is remembered of it."""

    touchpoints: tuple[str, ...]
    friction: float
    """Of its touchpoints, visit by visit, in halvings: it loses 1 − 2^−friction of those who take it."""
    probability: float
    """Chance, 0 to 1, that one who starts takes exactly this route if nobody is lost; of real routes the share of
    the cases that did."""
    arrive_per_1000: float
    """Of 1000 who start, those who take it and are not lost by it: `1000 · probability · 2^−friction`; over all
    routes it adds up to `kept_per_1000`. Of real routes those who were seen to arrive."""
    worst: str
    """The touchpoint with most friction: the worst point."""
    last: str
    peak_end: float
    """Mean friction of the worst and the last point, in halvings."""
    bad_expected: float
    """Expected number of bad experiences, without those recovered."""
    recovered: float
    """Expected number of bad experiences that a later touchpoint mends (`recovers`); modelled."""
    bad_experiences: tuple[float, ...]
    """Probabilities of 0, 1, 2 … bad experiences (Poisson-binomial)."""
    stay: float
    """Probability, 0 to 1, to come back after these bad experiences (second chances)."""
    stay_extrapolated: float
    """Probability of three bad experiences or more, for which nobody was asked: that part of `stay` is extrapolated."""
    n_unasked: int
    """Visits to touchpoints whose satisfaction is unknown: they count with that of the journey elsewhere."""
    planned: bool
    """Whether it keeps to the plan in every step."""
    cases: int | None
    """Cases of the log that took exactly this route, those under way left out; None without a log."""
    evidence: Evidence
    """The weakest that its friction rests on; touchpoints that cost nothing do not count."""
    probability_evidence: Evidence
    """The weakest that the shares of its transitions rest on."""


class Rating:
    """What is known of touchpoints and transitions, for rating routes."""

    def __init__(
        self,
        network: Network,
        loss: Mapping[str, TouchpointLoss],
        journey: Journey,
        measurement: Measurement | None,
    ) -> None:
        """Take what the routes of one journey have in common.

        Args:
            network: The graph of the journey.
            loss: What each touchpoint costs, by id.
            journey: The plan.
            measurement: What an engine counted.
        """
        self.loss = loss
        self.n_cases = measurement.n_cases - measurement.n_under_way if measurement else None
        self.cases = _cases(measurement)
        """Cases that are over, by variant."""
        self._model = network.outline.model
        self._starts = journey.starts
        self._steps = network.steps
        pooled = network.outline.pooled_bad
        known = network.facts
        self._bad = {name: _bad(node, pooled) for name, node in known.items()}
        self._recovers = {name: point.recovers for name, point in journey.planned.items() if point.recovers}
        self._unasked = {name for name, node in known.items() if node.bad is None}

    def friction_of(self, route: Named) -> float:
        """Add up the friction of the touchpoints, visit by visit."""
        return sum(self.loss[name].friction for name in route)

    def rated(self, routes: Sequence[tuple[Named, float, float | None]]) -> tuple[RatedRoute, ...]:
        """Rate routes.

        Args:
            routes: Touchpoints, probability, and the share of those who start that was seen to arrive, where it was.
        """
        bad = [unrecovered(route, self._bad, self._recovers) for route, _, _ in routes]
        return tuple(
            self._rated(route, probability, arrived, sum(left), tuple(chance.tolist()))
            for (route, probability, arrived), left, chance in zip(routes, bad, bad_experiences(bad), strict=True)
        )

    def _rated(
        self, route: Named, probability: float, arrived: float | None, bad: float, chance: tuple[float, ...]
    ) -> RatedRoute:
        each = [self.loss[name] for name in route]
        frictions = [loss.friction for loss in each]
        friction = sum(frictions)
        taken = [self._steps[pair] for pair in pairwise(route)]
        return RatedRoute(
            touchpoints=route,
            friction=friction,
            probability=probability,
            arrive_per_1000=1000 * (probability * 2**-friction if arrived is None else arrived),
            worst=route[frictions.index(max(frictions))],
            last=route[-1],
            peak_end=peak_end(frictions),
            bad_expected=bad,
            recovered=sum(self._bad[name] for name in route) - bad,
            bad_experiences=chance,
            stay=stays(chance, self._model.bad_experience_loss),
            stay_extrapolated=sum(chance[3:]),
            n_unasked=sum(name in self._unasked for name in route),
            planned=route[0] in self._starts and all(step.planned for step in taken),
            cases=self.cases[route] if self.n_cases is not None else None,
            evidence=_weakest(
                [loss.evidence for loss in each if loss.friction > 0] or [loss.evidence for loss in each]
            ),
            probability_evidence="measured" if arrived is not None else _weakest(step.evidence for step in taken),
        )


def _cases(measurement: Measurement | None) -> Counter[Named]:
    cases: Counter[Named] = Counter()
    for variant in measurement.variants if measurement else ():
        if variant.cases > variant.under_way:
            cases[variant.touchpoints] += variant.cases - variant.under_way
    return cases


def _bad(node: Facts, pooled: float | None) -> float:
    """Return b: unknown, it is that of the journey elsewhere; off plan nothing is charged for it."""
    if node.bad is not None:
        return node.bad
    return pooled or 0.0 if node.planned else 0.0


def _weakest(kinds: Iterable[Evidence]) -> Evidence:
    return min(kinds, key=_WEAKEST.index, default="described")
