"""What options take: shares, scales and sizes as journey files write them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import click

from journeymap.units import Scale, UnitError, parse_day, parse_duration, parse_moment, parse_share, parse_size

__all__ = ["DAY", "DURATION", "MOMENT", "SCALE", "SHARE", "SIZE", "THRESHOLD"]


class _Spoken(click.ParamType[Any]):
    """A value that is read as it is in a journey file."""

    def __init__(self, name: str, read: Callable[[object], Any]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self._read(value)
        except UnitError as error:
            self.fail(f"{error}; {error.help}", param, ctx)


def _share(value: object) -> float:
    if share := parse_share(value):
        return share
    raise UnitError("nobody is covered by 0%", help="write a share such as `80%`")


SHARE = _Spoken("share", _share)
"""More than 0, and up to 100 %."""
THRESHOLD = _Spoken("share", parse_share)
"""A share from which on something counts: 0 to 100 %."""
DAY = _Spoken("date", lambda value: value if isinstance(value, dt.date) else parse_day(value))
MOMENT = _Spoken("time", lambda value: value if isinstance(value, dt.datetime) else parse_moment(value))
"""A day, or a day and a time."""
DURATION = _Spoken("duration", parse_duration)
"""In seconds."""
SCALE = _Spoken("scale", lambda value: value if isinstance(value, Scale) else Scale.parse(value))
SIZE = _Spoken("size", parse_size)
"""Of memory, in bytes."""
