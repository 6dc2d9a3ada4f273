"""How audits word values, days and counts."""

import datetime as dt
from typing import Literal

from journeymap.units import format_duration, format_number, format_share

__all__ = ["Measure", "day_words", "told", "valued"]

Measure = Literal["wait", "work_time", "clicks", "satisfaction", "left"]
"""What is promised or aimed at: seconds, seconds, clicks, a score, a share of those who reach it."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def valued(measure: Measure, value: float) -> str:
    """Write a value in the unit of its measure.

    Example:
        >>> valued("wait", 432000.0), valued("clicks", 24.0), valued("satisfaction", 3.1), valued("left", 0.1)
        ('5 d', '24 clicks', '3.1', '10 %')
    """
    if measure in {"wait", "work_time"}:
        return format_duration(value)
    if measure == "clicks":
        return f"{format_number(value)} click{'' if value == 1 else 's'}"
    return format_share(value) if measure == "left" else format_number(value)


def told(measure: Measure, value: float) -> str:
    """Say a value so that its measure is heard.

    Example:
        >>> told("wait", 432000.0), told("satisfaction", 3.1), told("left", 0.1)
        ('a wait of 5 d', 'a score of 3.1', '10 % leaving')
    """
    said = valued(measure, value)
    words = {"wait": f"a wait of {said}", "work_time": f"{said} of work", "clicks": said, "left": f"{said} leaving"}
    return words.get(measure, f"a score of {said}")


def day_words(day: dt.date) -> str:
    """Write a day.

    Example:
        >>> day_words(dt.date(2027, 1, 31))
        '31 Jan 2027'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
