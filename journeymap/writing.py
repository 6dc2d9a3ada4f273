"""Values → text as people write them, such that reading the text gives exactly the value."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from journeymap.calendar import WorkingSeconds, parse_hours
from journeymap.units import DAY, HOUR, MINUTE, Money, Scale, parse_duration, parse_share

__all__ = [
    "Written",
    "written_amount",
    "written_day",
    "written_days",
    "written_duration",
    "written_hours",
    "written_list",
    "written_moment",
    "written_names",
    "written_number",
    "written_scale",
    "written_share",
    "written_share_or_count",
]

Written = str | int | float | None

_WHOLE = 2.0**53
"""Up to here every whole number is a float of its own."""
_UNITS = (("days", DAY, float("inf"), 1), ("h", HOUR, 24, 1), ("min", MINUTE, 60, 1), ("s", 1.0, 60, 3))
"""Unit, its seconds, how many make up the next one, and the decimals that it is written with."""
_DECIMALS_OF_PER_CENT = 2
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def written_number(number: float) -> int | float:
    """Write a number without `.0`.

    Example:
        >>> written_number(24.0), written_number(4.2)
        (24, 4.2)
    """
    return int(number) if number == round(number) and abs(number) <= _WHOLE else number


def _digits(number: float) -> str:
    """Write a number without an exponent."""
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def written_duration(seconds: float) -> str:
    """Write a duration with its unit.

    Example:
        >>> written_duration(432000.0), written_duration(8100.0), written_duration(1.5)
        ('5 days', '2h 15m', '1.5 s')
    """
    if isinstance(seconds, WorkingSeconds):
        return seconds.said
    return next(text for text in _durations(seconds) if _is_read_as(text, seconds))


def _is_read_as(text: str, seconds: float) -> bool:
    try:
        return parse_duration(text) == seconds
    except ValueError:
        return False


def _durations(seconds: float) -> Iterator[str]:
    """Ways to write a duration, the most readable first; the last is always exact."""
    for unit, length, limit, decimals in _UNITS:
        if 1 <= seconds / length < limit:
            amount = _digits(round(seconds / length, decimals))
            yield f"{amount} {'day' if (amount, unit) == ('1', 'days') else unit}"
    if seconds < 1:
        yield f"{_digits(round(seconds * 1000, 1))} ms" if seconds else "0 s"
    if seconds >= 1 and seconds == round(seconds):
        yield _in_parts(int(seconds))
    yield f"{_digits(seconds)} s"
    yield f"PT{_digits(seconds)}S"


def _in_parts(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    parts = {" days" if days > 1 else " day": days, "h": hour, "m": minute, "s": second}
    return " ".join(f"{amount}{unit}" for unit, amount in parts.items() if amount)


def written_share(share: float) -> str | float:
    """Write a share as per cent where that is exact, else as a decimal.

    Example:
        >>> written_share(0.7), written_share(1 / 3)
        ('70%', 0.3333333333333333)
    """
    text = f"{_digits(round(share * 100, _DECIMALS_OF_PER_CENT))}%"
    return text if parse_share(text) == share else share


def written_share_or_count(value: float) -> str | int | float:
    """Write a share, or a count, which is an `int`.

    Example:
        >>> written_share_or_count(1), written_share_or_count(1.0)
        (1, '100%')
    """
    return value if isinstance(value, int) else written_share(value)


def written_amount(money: Money) -> str:
    """Write an amount of money.

    Example:
        >>> written_amount(Money(1200.0, "EUR"))
        '1200 EUR'
    """
    return f"{written_number(money.amount)} {money.currency}"


def written_scale(scale: Scale) -> str:
    """Write a scale.

    Example:
        >>> written_scale(Scale(1, 5, reverse=True))
        '5..1'
    """
    ends = [_digits(scale.low), _digits(scale.high)]
    return "..".join(reversed(ends) if scale.reverse else ends)


def written_day(day: dt.date) -> str:
    """Write a date."""
    return day.isoformat()


def written_moment(moment: dt.datetime) -> str:
    """Write a time; midnight without a zone as the day alone.

    Example:
        >>> written_moment(dt.datetime(2026, 3, 1)), written_moment(dt.datetime(2026, 3, 1, 14, 5))
        ('2026-03-01', '2026-03-01T14:05:00')
    """
    is_day = moment.time() == dt.time.min and moment.tzinfo is None
    return (moment.date() if is_day else moment).isoformat()


def written_days(days: Sequence[int]) -> str:
    """Write weekdays; 0 is Monday.

    Example:
        >>> written_days((0, 1, 2, 4))
        'mon-wed, fri'
    """
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join("-".join(dict.fromkeys((_WEEKDAYS[run[0]], _WEEKDAYS[run[-1]]))) for run in runs)


def written_hours(hours: tuple[float, float]) -> str:
    """Write a span of hours.

    Example:
        >>> written_hours((8.5, 18.0))
        '8:30-18'
    """
    text = "-".join(map(_clock, hours))
    return text if parse_hours(text) == hours else "-".join(map(_digits, hours))


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % 60
    return f"{int(hour)}:{minutes:02}" if minutes else str(round(hour))


def written_list(values: Sequence[str]) -> str | list[str]:
    """Write a list; a single member without brackets."""
    return values[0] if len(values) == 1 else list(values)


def written_names(
    values: Mapping[str, float | None], write: Callable[[float], Written]
) -> str | list[str] | dict[str, Written]:
    """Write shares by touchpoint; where there are none, the names alone.

    Example:
        >>> written_names({"a": None, "b": None}, written_share), written_names({"a": 0.7, "b": None}, written_share)
        (['a', 'b'], {'a': '70%', 'b': None})
    """
    bare = all(value is None and name == name.strip() for name, value in values.items())
    if values and bare:
        return written_list([*values])
    return {name: None if value is None else write(value) for name, value in values.items()}
