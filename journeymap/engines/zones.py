"""Time zones and working time as small tables by day, so that every engine reads a clock alike."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from fractions import Fraction
from itertools import accumulate
from zoneinfo import ZoneInfo

from journeymap.journey import Calendar

__all__ = ["UTC", "WORK_KINDS", "ZONE_KINDS", "Clock", "clock_of", "work_share", "working_days", "zone_days"]

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the clock of a zone that is added later
_FIRST, _LAST = -25_567, 84_006
"""The days 1900-01-01 and 2200-01-01; outside them clocks are read as UTC."""

ZONE_KINDS = {
    "day": "BIGINT",
    "switch": "BIGINT",
    "before": "BIGINT",
    "after": "BIGINT",
    "odd": "VARCHAR",
    "odd_from": "BIGINT",
    "odd_until": "BIGINT",
}
WORK_KINDS = {
    "day": "BIGINT",
    "worked": "BIGINT",
    "opens": "BIGINT",
    "closes": "BIGINT",
    "opens_again": "BIGINT",
    "closes_again": "BIGINT",
}


@dataclass(frozen=True, slots=True)
class _ZoneDay:
    """What to subtract from the clock of one day to get UTC, in microseconds."""

    day: int
    switch: int
    """The clock from which `after` holds in place of `before`."""
    before: int
    after: int
    odd: str | None = None
    """`gap` where clocks were put forward, `overlap` where they were put back."""
    odd_from: int = 0
    odd_until: int = 0


def zone_days(timezone: str, first: int, last: int) -> list[tuple[object, ...]]:
    """Return the rows of `zone` for days since 1970, the day after the last one included.

    A time that the clocks skip is read as if they had not been put forward yet; of one that they show twice
    the first is meant.

    Example:
        >>> [row[1:6] for row in zone_days("Europe/Warsaw", 20_541, 20_541)][0]
        (1774753200000000, 3600000000, 7200000000, 'gap', 1774749600000000)
    """
    return [astuple(day) for day in _zone_days(timezone, first, last)]


def _zone_days(timezone: str, first: int, last: int) -> list[_ZoneDay]:
    zone = ZoneInfo(timezone)
    return [_zone_day(zone, day) for day in range(max(first, _FIRST), min(last + 1, _LAST) + 1)]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a clock shows in the time that a log spans."""

    offsets: tuple[tuple[int | None, int], ...]
    """What to subtract to get UTC, until the clock shows some time; the last has no end. In microseconds."""
    gaps: tuple[tuple[int, int], ...] = ()
    """From when until when it skips times, as it would show them."""
    overlaps: tuple[tuple[int, int], ...] = ()
    """From when until when it shows times that it shows again later."""

    def utc(self, clock: int) -> int:
        """Return the time in UTC of a time that the clock shows.

        Example:
            >>> Clock(((100, 2), (None, 1))).utc(100)
            99
        """
        return clock - next(offset for until, offset in self.offsets if until is None or clock < until)


UTC = Clock(((None, 0),))


def clock_of(timezone: str, first: int, last: int) -> Clock:
    """Return what the clock of a zone shows from one time that it shows to another, and on the day after.

    The same as `zone_days`, without a row for each day: for engines that take it as part of a query.

    Example:
        >>> clock_of("Europe/Warsaw", 1_774_700_000_000_000, 1_774_800_000_000_000).offsets
        ((1774753200000000, 3600000000), (None, 7200000000))
    """
    days = _zone_days(timezone, first // _DAY, last // _DAY)
    if not days:
        return UTC
    changes: list[tuple[int, int]] = [(days[0].day * _DAY, 0)] if days[0].day > first // _DAY else []
    changes += [(day.switch, day.before) for day in days if day.before != day.after]
    changes += [((days[-1].day + 1) * _DAY, days[-1].after)] if days[-1].day <= last // _DAY else []
    after = 0 if days[-1].day <= last // _DAY else days[-1].after
    gaps, overlaps = (
        tuple((day.odd_from, day.odd_until) for day in days if day.odd == odd) for odd in ("gap", "overlap")
    )
    return Clock((*changes, (None, after)), gaps, overlaps)


def _zone_day(zone: ZoneInfo, day: int) -> _ZoneDay:
    before, after = _offset(zone, day * _DAY), _offset(zone, (day + 1) * _DAY)
    if before == after:
        return _ZoneDay(day, day * _DAY, before, after)
    low, high = day * _DAY, (day + 1) * _DAY
    while high - low > _SECOND:
        middle = (low + high) // (2 * _SECOND) * _SECOND
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    change = abs(after - before)
    odd, begins = ("gap", high - change) if after > before else ("overlap", high - change)
    return _ZoneDay(day, high, before, after, odd, begins, high)


def _offset(zone: ZoneInfo, clock: int) -> int:
    offset = (_EPOCH + dt.timedelta(microseconds=clock)).replace(tzinfo=zone).utcoffset()
    assert offset is not None
    return offset // dt.timedelta(microseconds=1)


def working_days(calendar: Calendar, timezone: str, first: int, last: int) -> list[tuple[int, ...]]:
    """Return the rows of `work`: when work is done on each day of UTC, and how much was done before it.

    Args:
        calendar: Days, hours and holidays, by the clock of `timezone`.
        timezone: IANA name of a zone.
        first: The earliest time that may be asked for, in microseconds since 1970 in UTC.
        last: The latest one.

    Returns:
        One row a day of UTC: its number since 1970, the working time before it, and up to two spans of working
        time within it, from its start; all in microseconds. Hours of a distant zone may span two days of UTC.
    """
    days = range(first // _DAY - 1, last // _DAY + 2)
    spans: dict[int, list[tuple[int, int]]] = {day: [] for day in days}
    for opens, closes in _spans(calendar, ZoneInfo(timezone), days):
        for day in range(opens // _DAY, (closes - 1) // _DAY + 1):
            if day in spans:
                spans[day].append((max(opens - day * _DAY, 0), min(closes - day * _DAY, _DAY)))
    worked = accumulate((sum(end - begin for begin, end in spans[day]) for day in days), initial=0)
    rows: list[tuple[int, ...]] = []
    for day, before in zip(days, worked, strict=False):
        (opens, closes), (again, closes_again), *_ = *spans[day], (0, 0), (0, 0)
        rows.append((day, before, opens, closes, again, closes_again))
    return rows


def _spans(calendar: Calendar, zone: ZoneInfo, days: range) -> Iterator[tuple[int, int]]:
    """The spans of working time, in microseconds since 1970 in UTC."""
    opens, closes = (round(hour * 60) * 60_000_000 for hour in calendar.hours)
    for day in range(days.start - 1, days.stop + 1):
        date = _EPOCH.date() + dt.timedelta(days=day)
        if date.weekday() in calendar.days and date not in calendar.holidays:
            first, last = day * _DAY + opens, day * _DAY + closes
            yield first - _offset(zone, first), last - _offset(zone, last)


def work_share(calendar: Calendar) -> tuple[int, int]:
    """Return how much time passes by the clock per working time, on average, as a fraction.

    Example:
        >>> work_share(Calendar())
        (21, 5)
    """
    opens, closes = (round(hour * 60) for hour in calendar.hours)
    return Fraction(7 * 24 * 60, len(calendar.days) * (closes - opens)).as_integer_ratio()
