"""How often customers are passed on from one department to another."""

from collections import defaultdict
from dataclasses import dataclass

from journeymap.analysis.flow import flow
from journeymap.analysis.friction import losses
from journeymap.analysis.transitions import Transitions, still_going
from journeymap.journey import Journey
from journeymap.network import Network

__all__ = ["HandOff", "hand_offs"]


@dataclass(frozen=True, slots=True)
class HandOff:
    """Steps from the touchpoints of one department to those of another."""

    source: str
    target: str
    per_1000: float
    """Steps per 1000 customers who start."""
    share: float
    """Of all steps between touchpoints whose departments are known, 0 to 1."""
    steps: tuple[tuple[str, str], ...]
    """The transitions by which it happens, in the order of the plan."""


def hand_offs(journey: Journey, network: Network) -> tuple[HandOff, ...]:
    """Count hand-offs along the transitions, each as often as customers take it.

    From i to j go `v_i·s_i·p_ij` of those who start: the visits, the survival and the share of those who go on.

    Returns:
        One row for two departments in their order, most steps first; none where the file names no departments.
    """
    department = {name: point.department for name, point in journey.planned.items() if point.department}
    taken = {pair: n for pair, n in _taken(network).items() if pair[0] in department and pair[1] in department}
    passed: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for source, target in taken:
        if department[source] != department[target]:
            passed[department[source], department[target]].append((source, target))
    total = sum(taken.values())
    rows = [
        HandOff(*pair, per_1000=n, share=n / total if total > 0 else 0.0, steps=tuple(own))
        for pair, own in passed.items()
        for n in [sum(taken[step] for step in own)]
    ]
    return tuple(sorted(rows, key=lambda row: -round(row.per_1000, 9)))


def _taken(network: Network) -> dict[tuple[str, str], float]:
    """Return how often each transition is taken, per 1000 who start, in the order of the touchpoints."""
    (ways, first), model = Transitions.pair(network), network.outline.model
    frictions = [each.friction for each in losses(network).values()]
    going = [
        1000 * visits * still_going(node, friction, model.pseudo_customers, is_goal=goal > 0)
        for visits, node, friction, goal in zip(
            flow(network).visits, network.facts.values(), frictions, first.completes, strict=True
        )
    ]
    names = ways.touchpoints
    return {
        (names[i], names[j]): n * share
        for i, (n, onward) in enumerate(zip(going, ways.onward, strict=True))
        for j, share in sorted(onward.items())
    }
