"""What a journey's chain is made of, in plain numbers: where customers start, go on to and end."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from journeymap.components import strong_components
from journeymap.facts import Facts
from journeymap.network import Network

__all__ = ["Transitions", "still_going"]


@dataclass(frozen=True)
class Transitions:
    """A journey's transitions with everything but the survivals; all is indexed by touchpoint."""

    touchpoints: tuple[str, ...]
    start: tuple[float, ...]
    """Share of customers who start here; adds up to 1."""
    onward: tuple[Mapping[int, float], ...]
    """Where customers go on to, with the share of visits that it follows, of those that do not end in being lost."""
    completes: tuple[float, ...]
    """The share of visits after which the journey is over, and well: 1 at goals that lead nowhere."""
    neutral: tuple[float, ...]
    """Share of visits that end there and count for nothing: 1 at neutral ends from which nobody was seen to go on."""
    under_way: tuple[float, ...]
    """Share of visits at which the customer still stands."""

    @classmethod
    def of(cls, network: Network) -> "Transitions":
        """Take the transitions of a journey, beyond goals that lead on. O(touchpoints + transitions)."""
        about, index = network.outline, {name: i for i, name in enumerate(network.facts)}
        under_way = tuple(node.under_way for node in network.facts.values())
        onward: list[dict[int, float]] = [{} for _ in index]
        for (source, target), step in network.steps.items():
            if share := step.share * (1 - under_way[index[source]]):
                onward[index[source]][index[target]] = share
        going_on = [sum(ways.values()) for ways in onward]
        at_goal = _at_goal(network)
        return cls(
            tuple(index),
            tuple(about.starts.get(name, 0.0) for name in index),
            tuple(onward),
            tuple(1.0 if name in about.closing else at_goal[i] * (1 - going_on[i]) for name, i in index.items()),
            tuple(
                max(0.0, 1 - under_way[i] - going_on[i]) if about.ends.get(name) == "neutral" else 0.0
                for name, i in index.items()
            ),
            under_way,
        )

    @classmethod
    def pair(cls, network: Network) -> tuple["Transitions", "Transitions"]:
        """Take the transitions of a journey, and those up to the first goal, which tell completion.

        They differ, and are two, only where customers go on from a goal.
        """
        whole, at_goal = cls.of(network), _at_goal(network)
        if not any(goal and ways for goal, ways in zip(at_goal, whole.onward, strict=True)):
            return whole, whole
        onward = tuple({} if goal else ways for goal, ways in zip(at_goal, whole.onward, strict=True))
        return whole, cls(whole.touchpoints, whole.start, onward, at_goal, whole.neutral, whole.under_way)

    @cached_property
    def loops(self) -> list[tuple[int, ...]]:
        """The touchpoints that lead back to one another together, each such loop before those that it leads to."""
        return strong_components(self.onward)[::-1]


def _at_goal(network: Network) -> tuple[float, ...]:
    return tuple(float(name in network.outline.goals) for name in network.facts)


def still_going(node: Facts, friction: float, pseudo_customers: float, *, is_goal: bool) -> float:
    """Return the share of visits to one touchpoint after which the customer is still on the way to the goal.

    Friction of the goal and modelled friction after the sale costs the return, not the arrival; leaving that
    was observed always counts.
    """
    if is_goal:
        return 1.0
    if node.side == "after":
        return 1 - (node.left or 0.0) / ((node.reached or 0.0) + pseudo_customers) if node.left else 1.0
    return float(2.0**-friction)
