"""The ways of customers on one side of a comparison: an absorbing chain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from journeymap.analysis.friction import losses
from journeymap.analysis.transitions import Transitions, still_going
from journeymap.changes.outcome import Ended
from journeymap.network import Network

__all__ = ["State", "Ways", "completing", "kept", "travelled"]


class State(NamedTuple):
    """Where a customer stands."""

    touchpoint: str
    met: frozenset[str] = frozenset()
    """What the customer has met so far; empty where that is not told apart."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where customers start, go on to and end well; who neither goes on nor ends well is lost."""

    start: Mapping[State, float]
    """α: the share of customers who start in a state."""
    onward: Mapping[State, Mapping[State, float]]
    """Q: the share of visits to a state that each next one follows; every state that is met has its row."""
    well: Mapping[State, float]
    """r: the share of visits to a state that end the journey well."""


def travelled(cases: Iterable[Ended], *, remember: bool = False) -> Ways:
    """Make the chain of cases that are over; its share of good ends is exactly theirs.

    What comes to a state goes on from there or ends there, so the visits counted are those of the chain, and
    `αᵀ(I − Q)⁻¹r` is the share that did well, whatever of the way so far makes a state.

    Args:
        cases: Of one side.
        remember: Whether a state is a touchpoint with all that were met before: success hangs on the whole way, where
            completion hangs on whether it goes on.

    Example:
        >>> found = travelled([Ended((), ("a", "b"), 3.0, 3.0), Ended((), ("a",), 1.0, 0.0)])
        >>> found.onward[State("a")][State("b")]
        0.75
    """
    everybody = 0.0
    start, visits, well = dict[State, float](), dict[State, float](), dict[State, float]()
    steps: dict[State, dict[State, float]] = {}
    for _, touchpoints, n, good in cases:
        states = _remembering(touchpoints) if remember else [*map(State, touchpoints)]
        everybody += n
        start[states[0]] = start.get(states[0], 0.0) + n
        well[states[-1]] = well.get(states[-1], 0.0) + good
        for state in states:
            visits[state] = visits.get(state, 0.0) + n
        for source, target in pairwise(states):
            onward = steps.setdefault(source, {})
            onward[target] = onward.get(target, 0.0) + n
    return Ways(
        {name: n / everybody for name, n in start.items()},
        {name: {target: n / met for target, n in steps.get(name, {}).items()} for name, met in visits.items()},
        {name: good / visits[name] for name, good in well.items()},
    )


def _remembering(touchpoints: Sequence[str]) -> list[State]:
    met = frozenset[str]()
    return [State(name, met := met | {name}) for name in touchpoints]


def completing(network: Network) -> Ways:
    """Make the chain that tells which share completes, by the model."""
    _, first = Transitions.pair(network)
    pseudo = network.outline.model.pseudo_customers
    survival = [
        still_going(node, each.friction, pseudo, is_goal=goal > 0)
        for node, each, goal in zip(network.facts.values(), losses(network).values(), first.completes, strict=True)
    ]
    return _surviving(first, survival)


def kept(network: Network) -> Ways:
    """Make the chain that tells which share completes and would come back, by the model."""
    return _surviving(Transitions.of(network), [2.0**-each.friction for each in losses(network).values()])


def _surviving(ways: Transitions, survival: Sequence[float]) -> Ways:
    """Take those who survive each touchpoint, of those where anybody comes."""
    names = [State(name) for name in ways.touchpoints]
    starts = {i: share for i, share in enumerate(ways.start) if share}
    onward = {i: {j: survival[i] * share for j, share in ways.onward[i].items()} for i in _met(starts, ways.onward)}
    return Ways(
        {names[i]: share for i, share in starts.items()},
        {names[i]: {names[j]: share for j, share in going.items()} for i, going in onward.items()},
        {names[i]: survival[i] * ways.completes[i] for i in onward},
    )


def _met(starts: Iterable[int], onward: Sequence[Mapping[int, float]]) -> list[int]:
    """The places that can be come to from the starts, in order."""
    found = set(starts)
    ahead = [*found]
    while ahead:
        new = {place for place, share in onward[ahead.pop()].items() if share} - found
        found |= new
        ahead += new
    return sorted(found)
