"""Durations, shares, money and scales: read from text, written for people."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "Money",
    "Scale",
    "UnitError",
    "equal_where_unknown",
    "format_count",
    "format_duration",
    "format_number",
    "format_share",
    "format_size",
    "parse_day",
    "parse_duration",
    "parse_moment",
    "parse_number",
    "parse_share",
    "parse_size",
    "parse_zone",
]

MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0

_SECONDS_OF_UNIT = {
    "ms": 0.001,
    "millisecond": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "min": MINUTE,
    "minute": MINUTE,
    "h": HOUR,
    "hour": HOUR,
    "d": DAY,
    "day": DAY,
    "w": 7 * DAY,
    "week": 7 * DAY,
}
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
_ISO = re.compile(
    r"P(?:(?P<week>[\d.]+)W)?(?:(?P<day>[\d.]+)D)?"
    r"(?:T(?:(?P<hour>[\d.]+)H)?(?:(?P<minute>[\d.]+)M)?(?:(?P<second>[\d.]+)S)?)?",
)
_MONEY = re.compile(r"(.*\S)\s+([A-Z]{3})")
_LONGEST = 100
"""Characters of the longest text that may be a duration; the search is quadratic."""
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)")

_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([KMGT])(i?)B", re.IGNORECASE)


class UnitError(ValueError):
    """A text that is not what it should be.

    Attributes:
        help: What to type instead.
    """

    def __init__(self, sentence: str, *, help: str) -> None:  # noqa: A002 - the word that is printed
        super().__init__(sentence)
        self.help = help


def parse_number(text: object) -> float:
    """Read a finite number.

    Raises:
        UnitError: If it is none.

    Example:
        >>> parse_number("4.2")
        4.2
    """
    words = str(text).strip()
    if isinstance(text, bool) or not _NUMBER.fullmatch(words) or not math.isfinite(float(words)):
        raise UnitError(f"`{text}` is not a number", help="write a number such as `4` or `4.2`")
    return float(words)


def parse_duration(text: object) -> float:
    """Read a duration as seconds.

    Raises:
        UnitError: If it is none, or has no unit.

    Example:
        >>> parse_duration("2h 15m"), parse_duration("PT30M"), parse_duration("1.5 s")
        (8100.0, 1800.0, 1.5)
    """
    words = str(text).strip()
    if words == "0":
        return 0.0
    seconds = _iso_seconds(words) if words.startswith("P") else _spoken_seconds(words.lower())
    if seconds is None or not math.isfinite(seconds):
        unitless = _NUMBER.fullmatch(words) is not None
        raise UnitError(
            f"`{text}` has no unit" if unitless else f"`{text}` is not a duration",
            help=f"write `{words} min`, `{words} days` or another unit"
            if unitless
            else "write a duration such as `1.5 s`, `30 min`, `2h 15m`, `5 days` or `PT30M`",
        )
    return seconds


def _iso_seconds(words: str) -> float | None:
    found = _ISO.fullmatch(words)
    if found is None or not any(found.groupdict().values()):
        return None
    try:
        return sum(float(n) * _SECONDS_OF_UNIT[unit] for unit, n in found.groupdict().items() if n)
    except ValueError:
        return None


def _spoken_seconds(words: str) -> float | None:
    parts = _PART.findall(words) if len(words) <= _LONGEST else []
    if not parts or _PART.sub("", words).strip():
        return None
    seconds = 0.0
    for number, unit in parts:
        singular = unit if unit in _SECONDS_OF_UNIT else unit.removesuffix("s")
        if singular == "m":
            singular = "min"
        if singular not in _SECONDS_OF_UNIT:
            return None
        seconds += float(number) * _SECONDS_OF_UNIT[singular]
    return seconds


def parse_share(text: object) -> float:
    """Read a share of 0 to 1, written as `70%` or `0.7`.

    Raises:
        UnitError: If it is none.

    Example:
        >>> parse_share("70%"), parse_share("0.7")
        (0.7, 0.7)
    """
    words = str(text).strip()
    per_cent = words.endswith("%")
    try:
        share = parse_number(words.removesuffix("%").strip()) / (100 if per_cent else 1)
    except UnitError:
        raise UnitError(f"`{text}` is not a share", help="write a share such as `70%` or `0.7`") from None
    if not 0 <= share <= 1 or words.startswith("-"):
        cure = f"write `{words}%`" if not per_cent and 1 < share <= 100 else "shares lie between 0% and 100%"  # noqa: PLR2004 - per cent
        raise UnitError(f"`{text}` is not between 0 and 1", help=cure)
    return share


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def parse_day(text: object) -> dt.date:
    """Read a day.

    Raises:
        UnitError: If it is none.

    Example:
        >>> parse_day("2026-09-14")
        datetime.date(2026, 9, 14)
    """
    with suppress(ValueError):  # a day that no month has
        if found := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", str(text).strip()):
            return dt.date(*map(int, found.groups()))
    raise UnitError(f"`{text}` is not a date", help="write year, month and day: `2026-09-14`")


def parse_moment(text: object) -> dt.datetime:
    """Read a day, which stands for its start, or a time, with its zone or without.

    Raises:
        UnitError: If it is neither.

    Example:
        >>> parse_moment("2026-03-01 14:05")
        datetime.datetime(2026, 3, 1, 14, 5)
    """
    words = str(text).strip()
    try:
        if _MOMENT.fullmatch(words):
            return dt.datetime.fromisoformat(words)
    except ValueError:
        pass
    raise UnitError(f"`{text}` is no day and no time", help="write `2026-03-01` or `2026-03-01 14:05`")


def parse_zone(text: object) -> str:
    """Read the name of a time zone.

    Raises:
        UnitError: If there is none of this name.

    Example:
        >>> parse_zone("Europe/Warsaw")
        'Europe/Warsaw'
    """
    words = str(text).strip()
    try:
        return ZoneInfo(words).key
    except (OSError, KeyError, ValueError):
        raise UnitError(f"`{text}` is no time zone", help="write a name such as `Europe/Warsaw` or `UTC`") from None


_EXACT = 1e-9
"""Shares that add up to 1 as nearly as this are left as they are."""


def parse_size(text: object) -> int:
    """Read a size of memory as bytes; units count in thousands, those with an `i` in 1,024s.

    Raises:
        UnitError: If it is none.

    Example:
        >>> parse_size("2GB"), parse_size("512 MiB")
        (2000000000, 536870912)
    """
    found = _SIZE.fullmatch(str(text).strip())
    if not found or float(found[1]) == 0:
        raise UnitError(f"`{text}` is not a size of memory", help="write a size such as `500MB` or `4GB`")
    thousands = "KMGT".index(found[2].upper()) + 1
    return round(float(found[1]) * math.pow(1024 if found[3] else 1000, thousands))


def equal_where_unknown(shares: Mapping[str, float | None]) -> dict[str, float]:
    """Give what is left of 1 in equal parts to those without a share; mend what rounding left of 1.

    Example:
        >>> equal_where_unknown({"a": None, "b": None})
        {'a': 0.5, 'b': 0.5}
    """
    unknown = [name for name, share in shares.items() if share is None]
    known = sum(share for share in shares.values() if share is not None)
    rest = max(0.0, 1 - known)
    off = known if known > 1 + _EXACT or (not unknown and 0 < known < 1 - _EXACT) else 1.0
    return {name: rest / len(unknown) if share is None else share / off for name, share in shares.items()}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency.

    Example:
        >>> Money.parse("49 EUR")
        Money(amount=49.0, currency='EUR')
    """

    amount: float
    currency: str

    @classmethod
    def parse(cls, text: object) -> "Money":
        """Read a number and an ISO currency.

        Raises:
            UnitError: If it is not that.
        """
        found = _MONEY.fullmatch(str(text).strip())
        cure = "write a number and an ISO currency, such as `49 EUR`"
        if found is None:
            raise UnitError(f"`{text}` is not an amount of money", help=cure)
        try:
            return cls(parse_number(found[1]), found[2])
        except UnitError:
            raise UnitError(f"`{text}` is not an amount of money", help=cure) from None

    def __str__(self) -> str:
        return f"{format_count(self.amount)} {self.currency}"


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of scores, from `low` to `high`; `reverse` where a low score is good.

    Example:
        >>> Scale.parse("5..1").share(2.0)
        0.75
    """

    low: float
    high: float
    reverse: bool = False

    @classmethod
    def parse(cls, text: object) -> "Scale":
        """Read `1..5`, or `5..1` where a low score is good.

        Raises:
            UnitError: If it is not that, or both ends are equal.
        """
        found = _SCALE.fullmatch(str(text).strip())
        first, last = map(float, found.groups()) if found else (0.0, 0.0)
        if not math.isfinite(last - first) or first == last:
            cure = "write a scale such as `1..5`, `0..10` or `5..1`"
            raise UnitError(f"`{text}` is not a scale", help=cure)
        return cls(min(first, last), max(first, last), reverse=first > last)

    def share(self, score: float) -> float:
        """Place a score on the scale: 0 is the worst answer, 1 the best."""
        share = (score - self.low) / (self.high - self.low)
        return 1 - share if self.reverse else share

    def score(self, share: float) -> float:
        """Return the score that lies at a share of the scale."""
        return self.low + (1 - share if self.reverse else share) * (self.high - self.low)

    @property
    def steps(self) -> int:
        """How many answers the scale offers, in whole steps."""
        return round(self.high - self.low) + 1

    def __str__(self) -> str:
        ends = [format_number(self.low), format_number(self.high)]
        return "..".join(reversed(ends) if self.reverse else ends)


def format_number(value: float, *, digits: int = 3) -> str:
    """Write a number with so many significant digits and no trailing zeros.

    Example:
        >>> format_number(3.5), format_number(7.0), format_number(1234.5)
        ('3.5', '7', '1234')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_count(value: float) -> str:
    """Write a count with thousands separated.

    Example:
        >>> format_count(24918.0), format_count(3.26)
        ('24,918', '3.3')
    """
    if abs(value) < 10 and not math.isclose(value, round(value), abs_tol=0.05):  # noqa: PLR2004 - where a decimal tells
        return f"{value:.1f}"
    return f"{value:,.0f}"


def format_size(size: int) -> str:
    """Write a size of memory.

    Example:
        >>> format_size(2_000_000_000), format_size(512_000_000)
        ('2 GB', '512 MB')
    """
    unit, length = ("GB", 10**9) if size >= 10**9 else ("MB", 10**6)
    return f"{format_number(size / length)} {unit}"


def format_share(share: float) -> str:
    """Write a share as per cent, with a decimal where it is needed.

    Example:
        >>> format_share(0.634), format_share(0.0004), format_share(0.99996), format_share(1.0)
        ('63 %', '0.04 %', '>99.9 %', '100 %')
    """
    per_cent = share * 100
    if 99.9 < per_cent < 100:  # noqa: PLR2004 - must not read as everybody
        return ">99.9 %"
    if 0 < abs(per_cent) < 9.95 or 99 < per_cent < 100:  # noqa: PLR2004 - where decimals tell
        return f"{format_number(per_cent, digits=2 if per_cent < 10 else 3)} %"  # noqa: PLR2004 - as above
    return f"{per_cent:.0f} %"


def format_duration(seconds: float) -> str:
    """Write a duration in the unit that reads best.

    Example:
        >>> format_duration(210), format_duration(1.5), format_duration(1123200)
        ('3.5 min', '1.5 s', '13 d')
    """
    size = abs(seconds)
    for unit, length in (("d", DAY), ("h", HOUR), ("min", MINUTE)):
        if size >= length * 0.9995:
            return f"{format_number(seconds / length, digits=2)} {unit}"
    if 0 < size < 0.9995:  # noqa: PLR2004 - would print as 1000 ms
        return f"{format_number(seconds * 1000, digits=2)} ms"
    return f"{format_number(seconds, digits=2)} s"
