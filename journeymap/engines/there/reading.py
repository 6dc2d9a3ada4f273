"""The first two stages on the user's own engine: from a table to events with numbers in place of names."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from journeymap.engines.channels import MOST_CHANNELS, Channels, name_channels
from journeymap.engines.checks import check_span, since_1970_utc, zone_of
from journeymap.engines.columns import Columns
from journeymap.engines.interim import Interim
from journeymap.engines.naming import Naming, Reader, name_touchpoints, scales_of
from journeymap.engines.promises import MOST_PROMISES, Promise, read_promises
from journeymap.engines.rows import DAY_US
from journeymap.engines.there.checks import check_rows_there, check_values_there, refuse_mixed_zones
from journeymap.engines.there.kinds import find_there
from journeymap.engines.there.rows import Rows
from journeymap.engines.zones import UTC, Clock, clock_of
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey

__all__ = ["DIGITS", "CodedThere", "read_there"]

DIGITS = 3
"""Hexadecimal digits of a touchpoint: 16³ is the most there can be."""

_MOST_SEGMENTS = 4096


@dataclass(frozen=True, slots=True)
class CodedThere:
    """A log whose events are coded: what is known of it."""

    held: Interim
    source: str
    """What messages call it."""
    columns: Columns
    naming: Naming
    channels: Channels
    segments: tuple[tuple[str, ...], ...]
    """By their number, in order."""
    first: int
    """Time of the first event, in microseconds since 1970."""
    last: int
    """When the log was taken."""
    since: int | None
    """Cases that begin from then on count, in microseconds since the first event."""
    until: int | None
    n_good: int
    n_dropped: int
    n_set_aside: int
    noticed: dict[str, int]
    n_unrelated: int = 0
    n_shared: int = 0
    """Only files have events of several objects."""


def read_there(held: Interim, journey: Journey, log: EventLog, relation: str, *, skip_bad: bool = False) -> CodedThere:
    """Code a log where it is.

    Args:
        held: The connection. Nothing is written there but temporary tables or views, which go again.
        journey: The plan.
        log: What its columns mean.
        relation: What stands behind FROM.
        skip_bad: Whether to drop rows and to set aside values that cannot be read.

    Raises:
        LogError: With everything that keeps the log from being counted honestly.
    """
    reader, zone = Reader(journey, log), zone_of(log)
    columns, kinds = find_there(log, held.connection, relation, held.source)
    ask = Rows(held.connection.dialect, held.prefix, columns, kinds, log)
    held.name("rows_read", ask.rows_read(relation))
    promises = _promises(held, ask) if ask.promised_in_words else {}
    refuse_mixed_zones(ask, promises.values(), held.source)
    if log.timezone:
        ask = replace(ask, clock=_clock(held, ask, log.timezone, promises.values()))
    if ask.promised_in_words:
        _make_promises(held, ask, promises)
    held.name("events", ask.events())
    held.name("good", ask.good())
    found = check_rows_there(held, ask, skip_bad=skip_bad)
    seen = [name for (name,) in held.rows(ask.names(reader.known, reader.most_names))]
    naming = name_touchpoints(journey, log, reader, seen, held.source)
    _make_codes(held, ask, journey, naming)
    return CodedThere(
        held=held,
        source=held.source,
        columns=columns,
        naming=naming,
        channels=_make_channels(held, ask, journey),
        segments=_make_segments(held, ask),
        first=found.first,
        last=check_span(found.first, found.last, held.source, zone=zone, unit=log.time_unit, end=log.log_end),
        since=since_1970_utc(log.since, zone) - found.first if log.since else None,
        until=since_1970_utc(log.until, zone) - found.first if log.until else None,
        n_good=found.n_good,
        n_dropped=found.n_dropped,
        n_set_aside=check_values_there(held, ask, skip_bad=skip_bad),
        noticed=found.noticed,
    )


def _promises(held: Interim, ask: Rows) -> dict[str, Promise]:
    """Read what was promised in words, each once."""
    words = [text for (text,) in held.rows(ask.promised_words(MOST_PROMISES + 1))]
    if len(words) > MOST_PROMISES:
        column = ask.columns.promised
        said = f"column `{column}` of `{held.source}` promises in more than {MOST_PROMISES:,} different texts"
        cure = f"name a view or a query that converts it, such as `CAST({column} AS TIMESTAMP)`"
        raise LogError(Diagnostic("L202", said, help=cure))
    return read_promises(words, ask.log.promised_unit)


def _clock(held: Interim, ask: Rows, timezone: str, promises: Iterable[Promise]) -> Clock:
    """Return what the clock of the log's zone shows in its time."""
    asked = ask.clock_ends()
    known = list(held.row(asked)) if asked else []
    clocks = [int(clock) for clock in (*known, *(promise.clock for promise in promises)) if clock is not None]
    return clock_of(timezone, min(clocks), max(clocks)) if clocks else UTC


def _make_promises(held: Interim, ask: Rows, promises: dict[str, Promise]) -> None:
    kinds = {"words": "string", "wait": "whole", "opens": "whole", "closes": "whole"}
    rows = [(words, promise.wait, *_window(promise, ask.clock)) for words, promise in promises.items()]
    held.name("promises", ask.dialect.rows(kinds, rows or [("", None, None, None)]))


def _window(promise: Promise, clock: Clock) -> tuple[int | None, int | None]:
    """The first and the last microsecond that keep a promise: all day, where a day was promised."""
    if promise.clock is None:
        return None, None
    if promise.is_zoned:
        return None, promise.clock
    is_day = promise.clock % DAY_US == 0
    due = clock.utc(promise.clock)
    return (due, clock.utc(promise.clock + DAY_US) - 1) if is_day else (None, due)


def _make_codes(held: Interim, ask: Rows, journey: Journey, naming: Naming) -> None:
    kinds = {"name": "string", "code": "whole", "low": "real", "high": "real"}
    kinds |= {"reversed": "whole", "unhappy_reach": "real", "letters": "string"}
    rows = [
        (name, code, low, high, int(is_reversed), reach, f"{code:0{DIGITS}x}")
        for name, code, low, high, is_reversed, reach in scales_of(journey, naming)
    ]
    held.name("codes", ask.dialect.rows(kinds, rows))


def _make_channels(held: Interim, ask: Rows, journey: Journey) -> Channels:
    """Make `channels` and `told`, where there are any."""
    column = ask.columns.channel
    seen = held.rows(ask.channel_words(MOST_CHANNELS + 1)) if column else []
    found = name_channels(journey, [words for (words,) in seen], f"`{column}` of `{held.source}`")
    numbers = list(found.numbers.items()) or [("", -1)]
    held.name("channels", ask.dialect.rows({"words": "string", "channel_number": "whole"}, numbers))
    told = [(code, channel, int(planned)) for code, channel, planned in found.told] or [(-1, -1, 0)]
    held.name("told", ask.dialect.rows(dict.fromkeys(("touchpoint", "number", "planned"), "whole"), told))
    return found


def _make_segments(held: Interim, ask: Rows) -> tuple[tuple[str, ...], ...]:
    """Make `segments`, where there are any."""
    columns = ask.columns.segments
    n_columns = len(columns)
    if not n_columns:
        return ((),)
    found = sorted(tuple(values) for values in held.rows(ask.segment_values(_MOST_SEGMENTS + 1)))
    if len(found) > _MOST_SEGMENTS:
        named = ", ".join(f"`{name}`" for name in columns)
        said = f"{named} of `{held.source}` makes more than {_MOST_SEGMENTS:,} segments, too many to tell apart"
        raise LogError(Diagnostic("L176", said, help="name a column with fewer values by `--by COLUMN`"))
    kinds = {f"segment_{n}": "string" for n in range(n_columns)} | {"segment_number": "whole"}
    held.name("segments", ask.dialect.rows(kinds, [(*values, number) for number, values in enumerate(found)]))
    return tuple(found)
