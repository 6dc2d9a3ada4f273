"""Tracing a touchpoint: from where customers come to it, where they go on to, and the likeliest ways through it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import product
from typing import TypeVar

from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.analysis.transitions import Transitions, still_going
from journeymap.analysis.visits import expected_visits
from journeymap.network import Network

__all__ = ["Trace", "Way", "traces"]

_WAYS = 3
"""Ways that are traced through a touchpoint."""

_NOTHING = 1e-12
"""What rounding leaves of 0."""

Pair = tuple[str, str]
_Shares = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a touchpoint, from a start to where the journey is over."""

    touchpoints: tuple[str, ...]
    share: float
    """Of the visits to the touchpoint that is traced, 0 to 1: those that came and went on exactly so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What becomes of 1 visit to a touchpoint; a visit lasts while the touchpoint follows itself."""

    comes_from: dict[str, float]
    """Shares of the visits by the touchpoint before, most first; with `starts` they add up to 1."""
    starts: float
    goes_on_to: dict[str, float]
    """Shares of the visits by the touchpoint after, most first; with those that end here they add up to 1."""
    is_over: float
    """The share after which the journey is over, at a goal or another end."""
    leaves: float
    under_way: float
    ways: tuple[Way, ...]
    """The likeliest first; those that end where the journey is over."""


@dataclass(frozen=True, slots=True)
class _Streams:
    """How often each thing is done by one customer who starts; touchpoints that stand as one are one."""

    starts: dict[str, float]
    along: dict[Pair, float]
    is_over: dict[str, float]
    leaves: dict[str, float]
    under_way: dict[str, float]


def traces(
    network: Network,
    loss: Mapping[str, TouchpointLoss] | None = None,
    *,
    together: Mapping[str, str] | None = None,
) -> dict[str, Trace]:
    """Trace every touchpoint that customers meet, along the chain of a journey.

    Customers behave at a touchpoint as all who stand there do, from wherever they came. Touchpoints that stand
    together are traced as one, and this then holds for them as a whole. O(touchpoints · transitions · log) in all.

    Args:
        network: What is known of a journey.
        loss: What each touchpoint costs, by id; by default `losses` of the network.
        together: For touchpoints that stand as one, the name of the whole, by id.

    Returns:
        Traces by touchpoint, or by the name of the whole.

    Raises:
        JourneyError: J179, if customers can travel for ever.
    """
    streams = _streams(network, loss or losses(network), together or {})
    into: _Shares = {}
    onward: _Shares = {}
    visits = _visits(streams)
    for (source, target), times in streams.along.items():
        onward.setdefault(source, {})[target] = times / visits[source]
        into.setdefault(target, {})[source] = times / visits[target]
    starts = _per_visit(streams.starts, visits)
    over = _per_visit(streams.is_over, visits)
    before, after = _Likeliest(into, starts), _Likeliest(onward, over)
    leaves, under_way = _per_visit(streams.leaves, visits), _per_visit(streams.under_way, visits)
    return {
        name: Trace(
            comes_from=_most_first(into.get(name, {})),
            starts=starts.get(name, 0.0),
            goes_on_to=_most_first(onward.get(name, {})),
            is_over=over.get(name, 0.0),
            leaves=leaves.get(name, 0.0),
            under_way=under_way.get(name, 0.0),
            ways=tuple(_ways(before.from_(name), after.from_(name))),
        )
        for name in visits
    }


def _streams(network: Network, loss: Mapping[str, TouchpointLoss], together: Mapping[str, str]) -> _Streams:
    """Follow one customer through the chain, and add up what is done at touchpoints that stand as one."""
    ways, first = Transitions.pair(network)
    constants = network.outline.model
    survival = [
        still_going(node, each.friction, constants.pseudo_customers, is_goal=goal > 0)
        for node, each, goal in zip(network.facts.values(), loss.values(), first.completes, strict=True)
    ]
    [going] = expected_visits(ways, survival)
    names = [together.get(name, name) for name in ways.touchpoints]
    streams = _Streams({}, {}, {}, {}, {})
    for i, (name, visits, stays) in enumerate(zip(names, going.visits, survival, strict=True)):
        for j, share in ways.onward[i].items():
            if names[j] != name:
                _add(streams.along, (name, names[j]), visits * stays * share)
        may_go = 1 - ways.under_way[i] - ways.neutral[i]
        _add(streams.starts, name, ways.start[i])
        _add(streams.under_way, name, visits * ways.under_way[i])
        _add(streams.leaves, name, visits * (1 - stays) * may_go)
        over = visits * (stays * (may_go - sum(ways.onward[i].values())) + ways.neutral[i])
        _add(streams.is_over, name, over)
    return streams


_Key = TypeVar("_Key", str, Pair)


def _add(streams: dict[_Key, float], name: _Key, times: float) -> None:
    if times > _NOTHING:
        streams[name] = streams.get(name, 0.0) + times


def _visits(streams: _Streams) -> dict[str, float]:
    """Return how often somebody comes to each touchpoint."""
    found = dict(streams.starts)
    for (_, target), times in streams.along.items():
        found[target] = found.get(target, 0.0) + times
    return found


def _per_visit(times: Mapping[str, float], visits: Mapping[str, float]) -> dict[str, float]:
    return {name: value / visits[name] for name, value in times.items() if name in visits}


def _most_first(shares: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(shares.items(), key=lambda each: (-each[1], each[0])))


def _ways(before: list[Way], after: list[Way]) -> Iterator[Way]:
    """Join the likeliest ways that lead to a touchpoint, told backwards, with the likeliest that follow."""
    joined = [
        Way((*reversed(one.touchpoints), *other.touchpoints[1:]), one.share * other.share)
        for one, other in product(before, after)
    ]
    yield from sorted(joined, key=lambda way: (-way.share, way.touchpoints))[:_WAYS]


class _Likeliest:
    """The likeliest ways from anywhere to an end: best first, by what the rest can be at most, which is exact."""

    def __init__(self, onward: _Shares, ends: Mapping[str, float]) -> None:
        self._onward, self._ends = onward, ends
        self._rest = self._best_rest()

    def from_(self, name: str) -> list[Way]:
        """Return the likeliest ways from a touchpoint, itself included; loops too, for customers take them."""
        found: list[Way] = []
        begun: list[tuple[float, tuple[str, ...], float, bool]] = [(-self._rest.get(name, 0.0), (name,), 1.0, False)]
        while begun and begun[0][0] < 0 and len(found) < _WAYS:
            _, way, share, is_whole = heappop(begun)
            if is_whole:
                found.append(Way(way, share))
                continue
            if end := self._ends.get(way[-1]):
                heappush(begun, (-share * end, way, share * end, True))
            for there, next_share in self._onward.get(way[-1], {}).items():
                longer = share * next_share
                heappush(begun, (-longer * self._rest.get(there, 0.0), (*way, there), longer, False))
        return found

    def _best_rest(self) -> dict[str, float]:
        """Return how likely the likeliest way is from each touchpoint (Dijkstra, on products)."""
        back: dict[str, list[tuple[str, float]]] = {}
        for source, ways in self._onward.items():
            for target, share in ways.items():
                back.setdefault(target, []).append((source, share))
        best: dict[str, float] = {}
        reached: list[tuple[float, str]] = sorted((-share, name) for name, share in self._ends.items())
        while reached:
            likely, name = heappop(reached)
            if name not in best:
                best[name] = -likely
                for source, share in back.get(name, ()):
                    heappush(reached, (likely * share, source))
        return best
