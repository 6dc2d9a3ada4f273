"""What is compared: measures, of the whole, of touchpoints, transitions, off-plan routes, promises and segments."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

__all__ = ["MEASURES", "Key", "Meaning", "Measure"]

Measure: TypeAlias = Literal[
    "completion",
    "success",
    "kept",
    "follow_plan",
    "loss",
    "wait_mean",
    "wait_median",
    "satisfaction",
    "clicks",
    "promise_kept",
    "transition",
    "route",
    "route_outcome",
    "segment_outcome",
]


class Key(NamedTuple):
    """One thing that is compared."""

    measure: Measure
    touchpoint: str | None = None
    """Where; of a transition or an off-plan route where it starts; None for the whole, and for segments."""
    to: str | None = None
    """Of a transition, where it leads; of an off-plan route, its first step; of a promise, its channel."""
    segment: tuple[str, str] | None = None
    """Dimension and value."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a measure means."""

    words: str
    unit: Literal["share", "seconds", "scale", "clicks"]
    good: Literal[1, 0, -1]
    """Whether more of it is better (1), worse (−1), or neither by itself (0)."""
    share_of: str
    """Of a share, of whom."""


MEASURES: dict[Measure, Meaning] = {
    "completion": Meaning("completion", "share", 1, "cases that are over"),
    "success": Meaning("success", "share", 1, "cases that are over and were judged"),
    "kept": Meaning("kept", "share", 1, "those who start, by the model"),
    "follow_plan": Meaning("follow the plan", "share", 1, "cases that are over"),
    "loss": Meaning("leave here", "share", -1, "visits that are over"),
    "wait_mean": Meaning("mean wait", "seconds", -1, ""),
    "wait_median": Meaning("median wait", "seconds", -1, ""),
    "satisfaction": Meaning("satisfaction", "scale", 1, ""),
    "clicks": Meaning("clicks", "clicks", -1, ""),
    "promise_kept": Meaning("promise kept", "share", 1, "cases that got there"),
    "transition": Meaning("go on to", "share", 0, "visits that go on from there"),
    "route": Meaning("leave the plan", "share", 0, "cases that reached the point"),
    "route_outcome": Meaning("do well off plan", "share", 1, "those who took the route and are over"),
    "segment_outcome": Meaning("outcome", "share", 1, "its cases that are over"),
}
"""In the order in which they are shown."""
