"""The options that say how to read an event log, one for each key of the journey file's `log:` section."""

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from journeymap.units import UnitError, parse_duration, parse_moment, parse_zone

if TYPE_CHECKING:
    from journeymap.eventlog import LogOptions

__all__ = ["log_options", "options_given"]

F = TypeVar("F", bound=Callable[..., Any])


def _read_by(parse: Callable[[object], Any]) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """Make a callback that reads a value as the journey file does."""

    def read(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> Any:
        try:
            return None if value is None else parse(value)
        except UnitError as error:
            raise click.BadParameter(f"{error}; {error.help}") from None

    return read


def _named(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read `EVENT=TOUCHPOINT`; the event may hold `=`, ids do not."""
    pairs = [value.rpartition("=") for value in values]
    if not all(event and id_ for event, _, id_ in pairs):
        raise click.BadParameter("write `EVENT=TOUCHPOINT`")
    return {event: id_ for event, _, id_ in pairs}


_Option = Callable[[F], F]


def _column(name: str, text: str, *, hidden: bool = True) -> _Option[Any]:
    return click.option(f"--{name}", metavar="COLUMN", hidden=hidden, help=text)


def _time(name: str, text: str, *, hidden: bool = True) -> _Option[Any]:
    return click.option(f"--{name}", metavar="TIME", callback=_read_by(parse_moment), hidden=hidden, help=text)


def _duration(name: str, text: str) -> _Option[Any]:
    return click.option(f"--{name}", metavar="DURATION", callback=_read_by(parse_duration), hidden=True, help=text)


_OPTIONS: dict[str, _Option[Any]] = {
    "case": _column("case", "column with the case (customer, order, incident …)", hidden=False),
    "touchpoint": _column("touchpoint", "column with the touchpoint or activity", hidden=False),
    "timestamp": _column("timestamp", "column with the time of the event", hidden=False),
    "time_unit": click.option(
        "--time-unit",
        type=click.Choice(["s", "ms", "us"]),
        hidden=True,
        help="unit of times that are numbers",
    ),
    "end": _column("end", "column with the time at which the event was over; waits count from there"),
    "timezone": click.option(
        "--timezone", metavar="ZONE", callback=_read_by(parse_zone), hidden=True, help="zone of times that name none"
    ),
    "order": _column(
        "order", "column that orders events of one case and time; `row`: position in the file", hidden=False
    ),
    "channel": _column("channel", "column with the channel"),
    "satisfaction": _column("satisfaction", "column with the score", hidden=False),
    "comment": _column("comment", "column with the customer's words, which are only counted"),
    "clicks": _column("clicks", "column with the clicks; `events`: events of one touchpoint in a row are its clicks"),
    "outcome": _column("outcome", "column with how the event ended"),
    "failed": click.option(
        "--failed", multiple=True, metavar="VALUE", hidden=True, help="an outcome that means failure"
    ),
    "value": _column("value", "column with the money that the case brought"),
    "promised": _column("promised", "column with the wait, day or time that was promised"),
    "promised_unit": click.option("--promised-unit", metavar="UNIT", hidden=True, help="unit of promised bare numbers"),
    "promised_touchpoint": click.option(
        "--promised-touchpoint", metavar="ID", hidden=True, help="what was promised, where the value is the case's"
    ),
    "success": _column("success", "column, true or false per case: a good end", hidden=False),
    "encoding": click.option(
        "--encoding", metavar="NAME", hidden=True, help="how text is written, such as `cp1252`, if not in UTF-8"
    ),
    "sheet": click.option("--sheet", metavar="NAME", hidden=True, help="sheet of a workbook"),
    "object_type": click.option(
        "--object-type", metavar="TYPE", hidden=True, help="objects that are the cases of an object-centric log"
    ),
    "names": click.option(
        "--name",
        "names",
        multiple=True,
        metavar="EVENT=ID",
        callback=_named,
        hidden=True,
        help="the touchpoint that an event, or /expression/, stands for",
    ),
    "ignore": click.option(
        "--ignore", multiple=True, metavar="EVENT", hidden=True, help="event or /expression/ to leave out"
    ),
    "unlisted": click.option(
        "--unlisted", type=click.Choice(["show", "ignore"]), hidden=True, help="what to do with events not in the plan"
    ),
    "session": _duration("session", "a new case begins after so long without an event"),
    "since": _time("since", "only cases that begin then or later", hidden=False),
    "until": _time("until", "only cases that begin before", hidden=False),
    "log_end": _time("log-end", "when the log was taken; default: its last event"),
    "lost_after": _duration("lost-after", "a case so long without an event has left"),
    "drop_duplicates": click.option(
        "--drop-duplicates", is_flag=True, hidden=True, help="leave out events that repeat the one before"
    ),
}
"""One for each of `LogOptions` but `segments`, which is `--by`; those that few need are shown by `measure` only."""


def log_options(function: F) -> F:
    """Add the options that say how to read the log."""
    return reduce(lambda decorated, decorate: decorate(decorated), reversed(_OPTIONS.values()), function)


def options_given(options: dict[str, Any], segments: tuple[str, ...] | None) -> "LogOptions":
    """Return what the options say of the log, and its segments; flags and lists only where they were typed."""
    given = {name: value for name, value in options.items() if name in _OPTIONS and value not in (None, (), {}, False)}
    return cast("LogOptions", {**given, "segments": segments})
