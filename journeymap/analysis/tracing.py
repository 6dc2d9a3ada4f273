"""Tracing a touchpoint: from where customers come to it, where they go on to, and the likeliest ways through it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import product

import numpy as np
from numpy.typing import NDArray

from journeymap.analysis.chain import Chain, completion_survival
from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.network import Network

__all__ = ["Trace", "Way", "traces"]

_WAYS = 3
"""Ways that are traced through a touchpoint."""

_NOTHING = 1e-12
"""What rounding leaves of 0."""

Pair = tuple[str, str]
Vector = NDArray[np.float64]
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
    chain, first = Chain.pair(network)
    friction = np.array([each.friction for each in loss.values()])
    nodes, constants = list(network.facts.values()), network.outline.model
    survival = completion_survival(nodes, friction, first.completes, constants.pseudo_customers)
    visits = chain.travel(survival).visits
    going = visits * survival
    names = [together.get(name, name) for name in chain.touchpoints]
    along: dict[Pair, float] = {}
    onward = chain.onward.tocoo()
    for i, j, share in zip(onward.row, onward.col, onward.data, strict=True):
        if names[i] != names[j]:
            pair = (names[i], names[j])
            along[pair] = along.get(pair, 0.0) + float(going[i] * share)
    onward_share: Vector = chain.onward.sum(axis=1)
    ended = going * (1 - chain.under_way - chain.neutral - chain.completes - onward_share)
    lost = visits * (1 - chain.under_way - chain.neutral) - going * (chain.completes + onward_share)
    return _Streams(
        _added(names, chain.start),
        {pair: times for pair, times in along.items() if times > _NOTHING},
        _added(names, going * chain.completes + visits * chain.neutral + ended),
        _added(names, lost - ended),
        _added(names, visits * chain.under_way),
    )


def _added(names: list[str], values: Vector) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in zip(names, values, strict=True):
        found[name] = found.get(name, 0.0) + float(value)
    return {name: value for name, value in found.items() if value > _NOTHING}


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
