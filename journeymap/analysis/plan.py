"""The plan as an alignment reads it: what may follow what, and what leaving out would cost.

Usually a touchpoint is one state of the plan. Where a group comes in any order, a state is a touchpoint and the
others of its group that were met before it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from journeymap.analysis.ways import Ways
from journeymap.case_ends import END, START
from journeymap.errors import Diagnostic, JourneyError
from journeymap.journey import Journey

__all__ = ["Plan", "State"]

State = tuple[str, ...]
"""A touchpoint; behind it, where it comes in any order, the others of its group met before, in file order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The journey as an alignment reads it: states, allowed steps, integer costs.

    `START` leads to the planned starts; `END` follows the goals and the other ends of the journey. Whatever
    leads to one member of a group in any order leads to each; from the last one it goes on wherever one of them
    leads outside the group.

    Example:
        >>> points = {"a": {"next": "b"}, "b": {}}
        >>> Plan.of(Journey.model_validate({"journey": "j", "touchpoints": points})).steps
        {('a',): (('b',),), ('b',): (('(end)',),), ('(start)',): (('a',),)}
    """

    touchpoints: tuple[str, ...]
    """In the order of the file, which settles ties."""
    steps: Mapping[State, tuple[State, ...]]
    """What may follow what, in the order of the touchpoints."""
    skip_cost: Mapping[str, int]
    """0 where the touchpoint is optional."""
    extra_cost: Mapping[str, int]
    """1 for a touchpoint that the plan does not have."""
    phase: Mapping[str, int]
    """Number of the phase in the journey's order, for touchpoints that have one."""
    goals: frozenset[str] = frozenset()
    ways: Ways = field(init=False, repr=False, compare=False)
    """The same in numbers, with the cheapest way between any two states."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ways", Ways(self.touchpoints, self.steps, self.skip_cost, self.extra_cost))

    @classmethod
    def of(cls, journey: Journey) -> "Plan":
        """Read the plan out of a journey.

        Raises:
            JourneyError: If no planned way leads from a start to a goal.
        """
        points = journey.planned
        plan = cls(
            touchpoints=tuple(points),
            steps=_Steps(journey).steps(),
            skip_cost={name: 0 if point.optional else point.skip_cost for name, point in points.items()},
            extra_cost={name: point.extra_cost for name, point in points.items()},
            phase=_phases(journey),
            goals=frozenset(journey.goals),
        )
        if plan.ways.shortest_run is None:
            starts = ", ".join(f"`{start}`" for start in journey.starts)
            cure = "add the missing `next`, or correct `goal`"
            raise JourneyError(Diagnostic("J132", f"no planned way leads from {starts} to a goal", help=cure))
        return plan

    @property
    def place(self) -> Mapping[str, int]:
        """The place of every planned touchpoint in the order of the file."""
        return {name: place for place, name in enumerate(self.touchpoints)}

    def extra_cost_of(self, touchpoint: str) -> int:
        """Return the cost of meeting a touchpoint off plan."""
        return self.extra_cost.get(touchpoint, 1)


class _Steps:
    """Reads the allowed steps out of a journey."""

    def __init__(self, journey: Journey) -> None:
        self.points = journey.planned
        self.starts = journey.starts
        self.ends = {*journey.goals, *journey.ends, *journey.closing}
        self.place = {name: place for place, name in enumerate((*self.points, END))}
        groups = (tuple(name for name in self.points if name in group) for group in journey.any_order)
        self.group = {name: group for group in groups for name in group}

    def steps(self) -> dict[State, tuple[State, ...]]:
        """Lead every state, in file order, and `START` to the states that may follow."""
        leads = {state: self._after(state) for name in self.points for state in self._states(name)}
        leads[START,] = {state for start in self.starts for state in self._entered(start)}
        return {state: tuple(sorted(after, key=self._order)) for state, after in leads.items()}

    def _order(self, state: State) -> int:
        """Of the states that follow one state no two have the same touchpoint."""
        return self.place[state[0]]

    def _states(self, name: str) -> Iterator[State]:
        """Of equally cheap states the last is preferred: it has the least behind it, then what comes first."""
        others = [other for other in self.group.get(name, ()) if other != name]
        for n in range(len(others), -1, -1):
            yield from reversed([(name, *met) for met in combinations(others, n)])

    def _entered(self, target: str) -> Iterator[State]:
        """A group is entered at any of its members."""
        yield from ((name,) for name in self.group.get(target, (target,)))

    def _after(self, state: State) -> set[State]:
        name, group = state[0], self.group.get(state[0], state)
        after: set[State] = {state} if self.points[name].repeats or name in self.points[name].next else set()
        if due := [other for other in group if other not in state]:
            return after | {(other, *sorted(state, key=self.place.__getitem__)) for other in due}
        leaving = {target for member in group for target in self.points[member].next if target not in group}
        after |= {entered for target in leaving for entered in self._entered(target)}
        return after | ({(END,)} if self.ends.intersection(group) else set())


def _phases(journey: Journey) -> dict[str, int]:
    named = [point.phase for point in journey.touchpoints.values() if point.phase]
    order = {phase: number for number, phase in enumerate(dict.fromkeys((*journey.phases, *named)))}
    return {name: order[point.phase] for name, point in journey.touchpoints.items() if point.phase}
