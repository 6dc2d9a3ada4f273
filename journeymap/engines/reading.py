"""The first two stages on DuckDB: from files to events with numbers in place of names."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from journeymap.engines import rows
from journeymap.engines.cases import coded
from journeymap.engines.checks import check_rows, check_span, check_values, count_rejected, since_1970_utc
from journeymap.engines.columns import Columns, find_columns, not_promised
from journeymap.engines.duck import Session, by_column
from journeymap.engines.naming import Naming, Reader, name_touchpoints
from journeymap.engines.opening import open_source
from journeymap.engines.snippets import INTERVAL
from journeymap.engines.zones import ZONE_KINDS, zone_days
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.satisfaction import bad_steps
from journeymap.units import UnitError, parse_duration, parse_zone

__all__ = ["Coded", "read"]

_MOST_PROMISES = 10_000
"""Waits promised in different words."""
_MOST_CHANNELS = 1000


@dataclass(frozen=True, slots=True)
class Coded:
    """A log whose events are coded: what is known of it."""

    session: Session
    source: str
    """What messages call it."""
    columns: Columns
    naming: Naming
    channels: tuple[str, ...]
    """Names of the channels by their number."""
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
    n_unrelated: int
    n_shared: int


def read(session: Session, journey: Journey, log: EventLog, *, skip_bad: bool) -> Coded:
    """Make `coded` of a log.

    Args:
        session: An open session without tables.
        journey: The plan.
        log: Where the events are, and what their columns mean.
        skip_bad: Whether to drop what cannot be read.

    Raises:
        LogError: With everything that keeps the log from being counted honestly.
    """
    reader, zone = Reader(journey, log), _zone(log)
    found = open_source(session, log, skip_bad=skip_bad)
    source = found.name
    columns = find_columns(log, found.columns, source)
    session.run(rows.rows_read(found, columns, log))
    rejected = count_rejected(session, source, skip_bad=skip_bad) if found.rejects_lines else 0
    _make_zone(session, log)
    _make_promises(session, columns, log, source)
    session.run(rows.events(columns, log))
    session.run(rows.GOOD)
    session.run(rows.LOOKED_AT)
    n_dropped = check_rows(
        session, columns, source, rejected=rejected, skip_bad=skip_bad, has_zone=log.timezone is not None
    )
    seen = [name for (name,) in session.rows(rows.NAMES, [reader.known, reader.most_names])]
    naming = name_touchpoints(journey, log, reader, seen, source)
    _make_codes(session, journey, naming)
    n_set_aside = check_values(session, columns, source, skip_bad=skip_bad)
    channels = _make_channels(session, journey, columns, source)
    first, last = check_span(session, source, zone=zone, unit=log.time_unit, end=log.log_end)
    session.run(coded(first))
    n_good, midnight, gap, overlap = session.row(rows.NOTICED)
    return Coded(
        session=session,
        source=source,
        columns=columns,
        naming=naming,
        channels=channels,
        first=first,
        last=last,
        since=since_1970_utc(log.since, zone) - first if log.since else None,
        until=since_1970_utc(log.until, zone) - first if log.until else None,
        n_good=int(n_good),
        n_dropped=n_dropped,
        n_set_aside=n_set_aside,
        noticed={"at_midnight": int(midnight), "skipped_by_clocks": int(gap), "shown_twice_by_clocks": int(overlap)},
        n_unrelated=found.n_unrelated,
        n_shared=found.n_shared,
    )


def _zone(log: EventLog) -> ZoneInfo:
    try:
        return ZoneInfo(parse_zone(log.timezone or "UTC"))
    except UnitError as error:
        raise LogError(Diagnostic("L148", str(error), help=error.help)) from None


def _make_zone(session: Session, log: EventLog) -> None:
    if log.timezone:
        first, last = session.row(rows.clock_days())
        days = [] if first is None else zone_days(log.timezone, first, last)
        session.table("zone", ZONE_KINDS, *by_column(days, len(ZONE_KINDS)))


def _make_promises(session: Session, columns: Columns, log: EventLog, source: str) -> None:
    """Make `promises` of the waits that were promised in words, each read once."""
    if not columns.promised:
        return
    words = [text for (text,) in session.rows(rows.PROMISES, [_MOST_PROMISES + 1])]
    if len(words) > _MOST_PROMISES:
        raise LogError(not_promised(columns.promised, source, of_numbers=False))
    unit = None if columns.kinds[columns.promised] == INTERVAL else log.promised_unit
    meant = {text: wait for text in words if (wait := _wait(text, unit)) is not None}
    session.table("promises", {"words": "VARCHAR", "wait": "BIGINT"}, [*meant], [*meant.values()])


def _wait(text: str, unit: str | None) -> int | None:
    try:
        return round(parse_duration(f"{text} {unit}" if unit else text) * 1e6)
    except (UnitError, OverflowError):
        return None


def _make_codes(session: Session, journey: Journey, naming: Naming) -> None:
    scales = [
        journey.scale_of(id_) if id_ in journey.touchpoints else journey.scale
        for id_ in (naming.ids[code] for code in naming.codes.values())
    ]
    kinds = {"name": "VARCHAR", "code": "SMALLINT", "low": "DOUBLE", "high": "DOUBLE"}
    session.table(
        "codes",
        kinds | {"reversed": "BOOLEAN", "unhappy_reach": "DOUBLE"},
        [*naming.codes],
        [*naming.codes.values()],
        [scale.low for scale in scales],
        [scale.high for scale in scales],
        [scale.reverse for scale in scales],
        [bad_steps(scale) - 0.5 for scale in scales],
    )


def _make_channels(session: Session, journey: Journey, columns: Columns, source: str) -> tuple[str, ...]:
    """Make `channels` and `told`; return the names of the channels: as planned, else in small letters."""
    seen = session.rows(rows.CHANNELS, [_MOST_CHANNELS + 1]) if columns.channel else []
    words = sorted(text for (text,) in seen)
    if len(words) > _MOST_CHANNELS:
        said = f"column `{columns.channel}` of `{source}` has more than {_MOST_CHANNELS:,} channels"
        raise LogError(Diagnostic("L149", said, help="type `--channel COLUMN` with another one"))
    planned = {channel.lower(): channel for point in journey.planned.values() for channel in point.channel}
    names = sorted({planned.get(text.lower(), text.lower()) for text in words})
    numbers = [names.index(planned.get(text.lower(), text.lower())) for text in words]
    session.table("channels", {"words": "VARCHAR", "number": "SMALLINT"}, words, numbers)
    told = [
        (code, number, name.lower() in {channel.lower() for channel in point.channel})
        for code, point in enumerate(journey.planned.values())
        if point.channel
        for number, name in enumerate(names)
    ]
    kinds = {"code": "SMALLINT", "channel": "SMALLINT", "planned": "BOOLEAN"}
    session.table("told", kinds, *by_column(told, len(kinds)))
    return tuple(names)
