"""Working days and hours: what `2 working days` means."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Self

from journeymap.units import DAY, HOUR, MINUTE, UnitError, parse_number

__all__ = ["CURRENT_CALENDAR", "WorkingSeconds", "WorkingTime", "parse_days", "parse_hours", "parse_working"]

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 3
"""Letters of a weekday."""
_HOURS_A_DAY = 24.0


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When an organisation works: weekdays (0 is Monday) and hours of the day."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    hours: tuple[float, float] = (9.0, 17.0)

    @property
    def day_seconds(self) -> float:
        """How much time passes per working day, weekends shared out evenly."""
        return DAY * len(_DAYS) / len(self.days)

    @property
    def hour_seconds(self) -> float:
        """How much time passes per working hour, nights and weekends shared out evenly."""
        return self.day_seconds / (self.hours[1] - self.hours[0])


class WorkingSeconds(float):
    """Seconds that stand for working time: what passes meanwhile by the clock, on average.

    Example:
        >>> WorkingSeconds(7 * DAY, "5 working days")
        604800.0
    """

    __slots__ = ("said",)

    def __new__(cls, seconds: float, said: str) -> Self:
        """Make it of its seconds by the clock and of the words of the file."""
        made = super().__new__(cls, seconds)
        made.said = said
        return made

    def __reduce__(self) -> tuple[type["WorkingSeconds"], tuple[float, str]]:
        return WorkingSeconds, (float(self), self.said)

    said: str
    """As the file has it."""


CURRENT_CALENDAR: ContextVar[WorkingTime | None] = ContextVar("CURRENT_CALENDAR", default=None)
"""The calendar of the journey that is being read; its durations need it before it is whole."""


def parse_days(text: object) -> tuple[int, ...]:
    """Read weekdays: `mon-fri`, or `mon, tue, sat`.

    Raises:
        UnitError: If it is not that.

    Example:
        >>> parse_days("mon-fri"), parse_days("sat, sun")
        ((0, 1, 2, 3, 4), (5, 6))
    """
    days: set[int] = set()
    for part in str(text).lower().split(","):
        first, dash, last = part.partition("-")
        start, end = _weekday(first), _weekday(last if dash else first)
        if start is None or end is None:
            raise UnitError(f"`{text}` does not name weekdays", help="write `mon-fri` or `mon, wed, sat`")
        days.update((start + step) % len(_DAYS) for step in range((end - start) % len(_DAYS) + 1))
    return tuple(sorted(days))


def _weekday(word: str) -> int | None:
    """Return the number of a weekday, written out or cut short to three letters or more."""
    word = word.strip()
    named = (number for number, day in enumerate(_DAYS) if day.startswith(word))
    return next(named, None) if len(word) >= _SHORTEST else None


def parse_hours(text: object) -> tuple[float, float]:
    """Read hours of the day: `9-17`, or `8:30-18`.

    Raises:
        UnitError: If it is not that.

    Example:
        >>> parse_hours("8:30-18")
        (8.5, 18.0)
    """
    first, _, last = str(text).partition("-")
    try:
        start, end = _hour(first), _hour(last)
    except UnitError:
        start = end = 0.0
    if not 0 <= start < end <= _HOURS_A_DAY:
        raise UnitError(f"`{text}` is no span of hours", help="write `9-17` or `8:30-18`")
    return start, end


def _hour(text: str) -> float:
    hour, _, minute = text.strip().partition(":")
    minutes = parse_number(minute or 0)
    if not 0 <= minutes < HOUR / MINUTE:
        raise UnitError(f"`{text}` is no hour", help="write `9` or `8:30`")
    return parse_number(hour) + minutes * MINUTE / HOUR


def parse_working(text: object) -> float:
    """Read `2 working days` or `4 working hours` as the seconds that pass meanwhile, on average.

    A working day of five a week passes in 7/5 days: a promise of two of them is compared with waits by the
    clock, and holds whatever weekday it was given on, on average.

    Raises:
        UnitError: If it is not that, or no calendar says when work is done.
    """
    number, _, unit = str(text).strip().lower().partition(" working ")
    calendar = CURRENT_CALENDAR.get()
    if calendar is None:
        cure = "add `calendar: {days: mon-fri, hours: 9-17}` to the journey"
        raise UnitError(f"`{text}` needs to know when work is done", help=cure)
    seconds = {"day": calendar.day_seconds, "hour": calendar.hour_seconds}.get(unit.strip().removesuffix("s"))
    if seconds is None:
        raise UnitError(f"`{text}` is not a duration", help="write `2 working days` or `4 working hours`")
    amount = parse_number(number)
    if amount < 0:
        raise UnitError(f"`{text}` is negative", help="write 0 or more")
    return WorkingSeconds(amount * seconds, " ".join(str(text).split()))
