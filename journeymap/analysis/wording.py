"""Routes, touchpoints and numbers of customers in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from journeymap.analysis.friction import loss_per_100
from journeymap.case_ends import END, START
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import format_count, format_duration, format_number

__all__ = [
    "CONDITIONS",
    "Band",
    "Names",
    "band",
    "by_of_the_scale",
    "capital",
    "did_words",
    "joined",
    "lost_of_100",
    "ordinal",
    "per_1000",
    "plural",
    "signed",
    "signed_duration",
    "span",
]

Band = Literal["small", "medium", "large"]

_SMALL, _MEDIUM = 10.0, 50.0
"""Assumed gains per 1000 below these are small, or medium."""

CONDITIONS = {
    "late": "later than promised",
    "early": "before the promised day",
    "long_wait": "after waiting longer than patience lasts",
    "low_score": "and gave a low score",
    "other_channel": "by a channel that is not planned there",
    "channel_switch": "by another channel than before",
    "failed": "and it failed",
    "repeated": "more than once",
    "hand_off": "from another department",
}
"""How a condition at a touchpoint reads behind "got there"."""


@dataclass(frozen=True, slots=True)
class Names:
    """What touchpoints are called, planned or not."""

    by_id: Mapping[str, str]
    planned: tuple[str, ...]
    """Ids in the order of the plan."""

    @classmethod
    def of(cls, journey: Journey, measurement: Measurement | None = None) -> "Names":
        """Take the names of the journey file, and of the log for what only the log has."""
        given = {name: point.name or name for name, point in journey.touchpoints.items()}
        logged = measurement.names if measurement else {}
        return cls(logged | given | {START: "the start", END: "the end"}, tuple(given))

    def __getitem__(self, touchpoint: str) -> str:
        plain, times, n = touchpoint.partition(" ×")
        return self.by_id.get(plain, plain) + times + n

    def within(self, text: str) -> str:
        """Replace the ids in back-ticks by names."""
        return re.sub(r"`([^`]*)`", lambda found: self[found[1]], text)

    def leads_back(self, source: str, target: str) -> bool:
        """Whether a step goes against the order of the plan."""
        both = source in self.planned and target in self.planned
        return both and self.planned.index(target) < self.planned.index(source)


class _Left(Protocol):
    """A route as it is told."""

    @property
    def leave(self) -> str: ...
    @property
    def first(self) -> str: ...
    @property
    def did(self) -> tuple[str, ...]: ...


def did_words(route: _Left, names: Names) -> str:
    """Say where a route leaves the plan and what is done instead, such as "after New, on to Awaiting User Info"."""
    leave = "at the start" if route.leave == START else f"after {names[route.leave]}"
    if route.first == END:
        return f"{leave}, stopped"
    direction = "back" if names.leads_back(route.leave, route.first) else "on" if route.did else "straight"
    return f"{leave}, {direction} to {names[route.first]}"


def band(gain_per_1000: float) -> Band:
    """Say how large an assumed gain is, which is too unsure for a figure: below 10 of 1000, below 50, or more.

    Example:
        >>> band(3), band(20), band(200)
        ('small', 'medium', 'large')
    """
    return "small" if gain_per_1000 < _SMALL else "medium" if gain_per_1000 < _MEDIUM else "large"


def by_of_the_scale(difference: float) -> str:
    """Say how large a difference of satisfaction is, as a share of the scale.

    Example:
        >>> by_of_the_scale(-0.116)
        'by 12 of 100 of the scale'
    """
    return f"by {abs(100 * difference):.0f} of 100 of the scale"


def capital(text: str) -> str:
    """Begin a sentence with a capital letter.

    Example:
        >>> capital("after New")
        'After New'
    """
    return text[:1].upper() + text[1:]


def plural(n: float, one: str, many: str | None = None) -> str:
    """Count things.

    Example:
        >>> plural(1, "case"), plural(1697, "case"), plural(2, "other way")
        ('1 case', '1,697 cases', '2 other ways')
    """
    return f"{format_count(n)} {one if n == 1 else many or one + 's'}"


def joined(words: Sequence[str]) -> str:
    """List words.

    Example:
        >>> joined(["wait", "clicks", "satisfaction"])
        'wait, clicks and satisfaction'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def ordinal(n: int) -> str:
    """Write a rank.

    Example:
        >>> ordinal(1), ordinal(12), ordinal(23)
        ('1st', '12th', '23rd')
    """
    ending = "th" if n // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def per_1000(value: float | None) -> str:
    """Write a number of 1000 who start: no more digits than tell, and a dash for what is unknown.

    Example:
        >>> per_1000(239.3), per_1000(52.84), per_1000(999.94), per_1000(None)
        ('239', '52.8', '999.9', '–')
    """
    if value is None:
        return "–"
    digits = 1 if abs(value) < 100 or 999 < round(value, 1) < 1000 else 0  # noqa: PLR2004 - no more signs than tell
    return f"{round(value, digits) + 0.0:.{digits}f}"


def lost_of_100(friction: float) -> str:
    """Write a friction, in halvings, as how many of 100 it loses: never as all of them.

    Example:
        >>> lost_of_100(1.0), lost_of_100(0.0002), lost_of_100(40.0)
        ('50.0', '0.014', '>99.9')
    """
    lost = loss_per_100(friction)
    text = format_number(lost, digits=2) if lost < 1 else f"{lost:.1f}"
    return ">99.9" if text == "100.0" else text


def signed(value: float, digits: int = 0) -> str:
    """Write a number with its sign, the minus as wide as the plus; what is written as zero has none.

    Example:
        >>> signed(-40.2), signed(7.0), signed(-0.3), signed(-0.3, 1), signed(0.04, 1)
        ('−40', '+7', '0', '−0.3', '0.0')
    """
    text = f"{abs(value):.{digits}f}"
    return text if not float(text) else f"{'−' if value < 0 else '+'}{text}"


def signed_duration(seconds: float) -> str:
    """Write by how much a time is longer or shorter.

    Example:
        >>> signed_duration(-90.0), signed_duration(3600.0)
        ('−1.5 min', '+1 h')
    """
    return f"{'−' if seconds < 0 else '+'}{format_duration(abs(seconds))}"


def span(low: str, high: str) -> str:
    """Put the ends of an interval together, with their unit once where they share it.

    Example:
        >>> span("+9.4 d", "+11 d"), span("−3 h", "+2 d"), span("+2.1", "+3.9")
        ('+9.4 to +11 d', '−3 h to +2 d', '+2.1 to +3.9')
    """
    number, _, unit = low.partition(" ")
    return f"{number if unit == high.partition(' ')[2] else low} to {high}"
