"""The rows of a measurement: what is counted, per variant, wait, answer, condition and touchpoint."""

from collections.abc import Collection
from dataclasses import dataclass, replace

__all__ = [
    "Condition",
    "SatisfactionCount",
    "TouchCount",
    "Variant",
    "WaitBucket",
    "WorkBucket",
]


@dataclass(frozen=True, slots=True)
class Variant:
    """A distinct sequence of touchpoints within one segment, read up to the first goal that leads nowhere."""

    segment: tuple[str, ...]
    """One value per dimension of the measurement."""
    touchpoints: tuple[str, ...]
    cases: int
    under_way: int
    """Cases among them that reached no goal and whose last event is too recent to call them lost."""
    judged: int
    """Cases among them whose success is known."""
    succeeded: int
    seconds: float
    """Durations of the cases, first to last event, summed."""
    example: str
    """Id of one of the cases: the smallest as text."""
    microseconds_squares: int | None = None
    """The squares of their durations, summed; None is unknown: measured before squares were counted.

    Whole, in the unit of the clock: seconds as floats would lose the digits by which long durations differ.
    """
    answered: int = 0
    """Cases among them that gave a score."""
    satisfaction: float = 0.0
    """Their satisfaction summed: each the mean of its answers, from 0 (worst) to 1 (best of the scale)."""
    satisfaction_squares: float = 0.0
    """The squares of their satisfaction, summed."""
    clicked: int = 0
    """Cases among them whose clicks are known."""
    clicks: int = 0
    """Their clicks, summed."""
    clicks_squares: int | None = None
    """The squares of their clicks, summed; None is unknown, too."""
    valued: int = 0
    """Cases among them whose value is known."""
    value: float = 0.0
    """Their values, summed."""
    waits: tuple[float, ...] = ()
    """Seconds from each touchpoint to the next, summed over the cases."""

    def reached(self, goals: Collection[str]) -> bool:
        """Whether its cases are complete: whether they met one of the goals, wherever they went from there."""
        return not set(goals).isdisjoint(self.touchpoints)

    def up_to(self, goals: Collection[str]) -> "Variant":
        """Return the variant read up to the first of some goals."""
        last = next((i for i, name in enumerate(self.touchpoints) if name in goals), len(self.touchpoints))
        return replace(self, touchpoints=self.touchpoints[: last + 1], waits=self.waits[:last])


@dataclass(frozen=True, slots=True)
class WaitBucket:
    """Waits of one transition that fall into one bucket; steps from `START` and to `END` have none.

    With `since` the wait is not that of the transition `source` → `target` by the clock but counts as the plan says:
    from the first `source` in the case (`START`: from its beginning) to each arrival at `target` from elsewhere;
    where the promise or patience is in working time, in that, as long as it takes by the clock on average.
    """

    segment: tuple[str, ...]
    source: str
    target: str
    since: bool
    bucket: int
    n: int
    seconds: float
    """The waits, summed."""


@dataclass(frozen=True, slots=True)
class WorkBucket:
    """Events of one touchpoint whose time from start to end falls into one bucket."""

    segment: tuple[str, ...]
    touchpoint: str
    bucket: int
    n: int
    seconds: float
    """The times, summed."""


@dataclass(frozen=True, slots=True)
class TouchCount:
    """Visits of one touchpoint by one channel."""

    segment: tuple[str, ...]
    touchpoint: str
    channel: str | None
    """None where the log does not say."""
    visits: int
    clicked: int
    """Visits whose clicks are known."""
    clicks: int
    ended: int
    """Visits whose outcome is known."""
    failed: int
    commented: int
    """Visits of which the customer said something in words."""


@dataclass(frozen=True, slots=True)
class SatisfactionCount:
    """Answers of one score at one touchpoint."""

    segment: tuple[str, ...]
    touchpoint: str
    score: float
    n: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Cases that met a touchpoint under a condition, with how they ended.

    `late`: waited longer than promised, or came after the promised time; `early`: before the promised day;
    `long_wait`: longer than patience, where nothing was promised; `low_score`: a score in the bottom 40 % of the
    scale; `other_channel`: one that is not planned there; `channel_switch`: not the channel of the event before;
    `failed`; `repeated`: met more than once, where the plan has no loop; `hand_off`: another department (or owner)
    than at the touchpoint before.
    A case counts once however often it happened; cases under way are left out.
    """

    segment: tuple[str, ...]
    touchpoint: str
    condition: str
    cases: int
    completed: int
    judged: int
    succeeded: int
    met: int
    """Cases that reached the touchpoint and for which the condition is known: the denominator."""
    met_completed: int
    met_judged: int
    met_succeeded: int
    answered: int = 0
    """Cases under the condition that gave a score, anywhere."""
    satisfaction: float = 0.0
    """Their satisfaction summed, each from 0 to 1, and the squares of it."""
    satisfaction_squares: float = 0.0
    met_answered: int = 0
    met_satisfaction: float = 0.0
    met_satisfaction_squares: float = 0.0
