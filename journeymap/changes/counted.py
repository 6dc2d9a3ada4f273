"""What a log shows of one side, figure by figure."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from journeymap.analysis.comparison import Moments
from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.offplan import Route
from journeymap.changes.figures import Figure, Mean, Median, Said, Share
from journeymap.changes.keys import Key
from journeymap.changes.outcome import Ended, Outcome, ended, outcome_of
from journeymap.changes.travel import Travelled
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["Counted"]

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """One side, with what was counted in its log."""

    journey: Journey
    measurement: Measurement
    outcome: Outcome
    cases: tuple[Ended, ...]
    """Those whose outcome counts."""
    network: Network
    follows: Conformance
    travelled: Travelled

    @classmethod
    def of(cls, journey: Journey, measurement: Measurement, outcome: Outcome) -> "Counted":
        """Count everything once."""
        read = measurement.up_to(journey.final_goals) if journey.log.after_goal == "keep" else measurement
        return cls(
            journey,
            measurement,
            outcome,
            tuple(ended(journey, read, outcome)),
            Network.of(journey, measurement),
            conformance(journey, measurement),
            Travelled.of(read.variants),
        )

    @property
    def routes(self) -> dict[_Pair, Route]:
        """Off-plan routes by the point where they leave the plan and their first step."""
        return {(route.leave, route.first): route for route in self.follows.routes}

    def figures(self, *, steps: Collection[_Pair], routes: Collection[_Pair]) -> Iterator[tuple[Key, Figure]]:
        """Yield every figure; of transitions and routes those too that only the other side has."""
        over = self.follows.on_plan + self.follows.off_plan
        yield Key(self.outcome), outcome_of(self.cases)
        yield Key("follow_plan"), Share(self.follows.on_plan, over)
        for name, node in self.network.facts.items():
            yield from self._at(name, node)
        yield from self._promises()
        for (source, target), taken in self.travelled.transitions(steps):
            yield Key("transition", source, target), taken
        for pair in dict.fromkeys([*self.routes, *routes]):
            yield from self._route(pair)
        yield from self._segments()

    def _at(self, name: str, node: Facts) -> Iterator[tuple[Key, Figure]]:
        """Yield what is known of a touchpoint, but for who leaves it."""
        if node.wait and node.wait.n and node.wait_evidence == "measured":
            yield from self._waits(name, node)
        answers = [(row.score, row.n) for row in self.measurement.satisfaction if row.touchpoint == name]
        if n := sum(count for _, count in answers):
            crowded = self.travelled.crowding(name, of="visits", share=n / max(node.visits or 0, n))
            shares = [(node.scale.share(score), count) for score, count in answers]
            total, squares = (sum(count * share**power for share, count in shares) for power in (1, 2))
            yield Key("satisfaction", name), Mean(Moments(n, total, squares), crowded)
        if node.clicks is not None:
            yield Key("clicks", name), Said(node.clicks)
        if node.reached and node.left is not None and name not in self.journey.goals:
            yield Key("loss", name), self.travelled.leaving(name)

    def _waits(self, name: str, node: Facts) -> Iterator[tuple[Key, Figure]]:
        assert node.wait is not None
        point = self.journey.touchpoints.get(name)
        as_planned = point is not None and (point.since is not None or point.in_working_time)
        crowded = self.travelled.crowding(name, of="elsewhere" if as_planned else "step")
        n, waits = node.wait.n or 0, node.wait
        counts = [share * n for share in waits.shares]
        total, squares = (
            sum(count * seconds**power for seconds, count in zip(waits.seconds, counts, strict=True))
            for power in (1, 2)
        )
        yield Key("wait_median", name), Median(waits.seconds, counts, crowded)
        yield Key("wait_mean", name), Mean(Moments(n, total, squares), crowded)

    def _promises(self) -> Iterator[tuple[Key, Figure]]:
        """Yield to how many a promised wait was kept, case by case."""
        late: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.measurement.conditions:
            if row.condition == "late":
                late[row.touchpoint][0] += row.met - row.cases
                late[row.touchpoint][1] += row.met
        for name, (kept, met) in late.items():
            if met:
                yield Key("promise_kept", name), Share(kept, met)

    def _route(self, pair: _Pair) -> Iterator[tuple[Key, Figure]]:
        if route := self.routes.get(pair):
            yield Key("route", *pair), Share(route.cases, route.reached)
            if route.completion is not None and route.difference is not None:
                yield Key("route_outcome", *pair), Share(route.completion * route.n, route.n)
        elif reached := self.travelled.met[pair[0]]:
            yield Key("route", *pair), Share(0, reached)

    def _segments(self) -> Iterator[tuple[Key, Figure]]:
        for place, dimension in enumerate(self.measurement.dimensions):
            for value in self.measurement.segments(dimension):
                own = [each for each in self.cases if each.segment[place] == value]
                if own:
                    yield Key("segment_outcome", segment=(dimension, value)), outcome_of(own)
