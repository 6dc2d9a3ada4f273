"""The first two stages on DuckDB: from files to events with numbers in place of names."""

from dataclasses import dataclass

from journeymap.engines import rows
from journeymap.engines.cases import coded
from journeymap.engines.channels import MOST_CHANNELS, name_channels
from journeymap.engines.checks import check_rows, check_span, check_values, count_rejected, since_1970_utc, zone_of
from journeymap.engines.columns import Columns, find_columns, not_promised
from journeymap.engines.duck import Session, by_column
from journeymap.engines.naming import Naming, Reader, name_touchpoints, scales_of
from journeymap.engines.opening import open_source
from journeymap.engines.promises import MOST_PROMISES, wait_of
from journeymap.engines.snippets import INTERVAL
from journeymap.engines.zones import ZONE_KINDS, zone_days
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey

__all__ = ["Coded", "read"]


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
    reader, zone = Reader(journey, log), zone_of(log)
    found = open_source(session, log, skip_bad=skip_bad)
    source = found.name
    columns = find_columns(log, found.columns, source)
    session.run(rows.rows_read(found, columns, log))
    rejected = count_rejected(session, source, skip_bad=skip_bad) if found.rejects_lines else 0
    _make_zone(session, log)
    _make_promises(session, columns, log, source)
    session.run(rows.events(columns, log))
    session.run(rows.LOOKED_AT)
    n_dropped = check_rows(
        session, columns, source, rejected=rejected, skip_bad=skip_bad, has_zone=log.timezone is not None
    )
    session.run(rows.good(all_are=not n_dropped))
    seen = [name for (name,) in session.rows(rows.NAMES, [reader.known, reader.most_names])]
    naming = name_touchpoints(journey, log, reader, seen, source)
    _make_codes(session, journey, naming)
    n_set_aside = check_values(session, columns, source, skip_bad=skip_bad)
    channels = _make_channels(session, journey, columns, source)
    first, last_event = map(int, session.row(rows.ENDS))
    last = check_span(first, last_event, source, zone=zone, unit=log.time_unit, end=log.log_end)
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


def _make_zone(session: Session, log: EventLog) -> None:
    if log.timezone:
        first, last = session.row(rows.clock_days())
        days = [] if first is None else zone_days(log.timezone, first, last)
        session.table("zone", ZONE_KINDS, *by_column(days, len(ZONE_KINDS)))


def _make_promises(session: Session, columns: Columns, log: EventLog, source: str) -> None:
    """Make `promises` of the waits that were promised in words, each read once."""
    if not columns.promised:
        return
    words = [text for (text,) in session.rows(rows.PROMISES, [MOST_PROMISES + 1])]
    if len(words) > MOST_PROMISES:
        raise LogError(not_promised(columns.promised, source, of_numbers=False))
    unit = None if columns.kinds[columns.promised] == INTERVAL else log.promised_unit
    meant = {text: wait for text in words if (wait := wait_of(text, unit)) is not None}
    session.table("promises", {"words": "VARCHAR", "wait": "BIGINT"}, [*meant], [*meant.values()])


def _make_codes(session: Session, journey: Journey, naming: Naming) -> None:
    kinds = {"name": "VARCHAR", "code": "SMALLINT", "low": "DOUBLE", "high": "DOUBLE"}
    kinds |= {"reversed": "BOOLEAN", "unhappy_reach": "DOUBLE"}
    session.table("codes", kinds, *by_column(scales_of(journey, naming), len(kinds)))


def _make_channels(session: Session, journey: Journey, columns: Columns, source: str) -> tuple[str, ...]:
    """Make `channels` and `told`; return the names of the channels."""
    seen = session.rows(rows.CHANNELS, [MOST_CHANNELS + 1]) if columns.channel else []
    found = name_channels(journey, [text for (text,) in seen], f"`{columns.channel}` of `{source}`")
    session.table("channels", {"words": "VARCHAR", "number": "SMALLINT"}, [*found.numbers], [*found.numbers.values()])
    kinds = {"code": "SMALLINT", "channel": "SMALLINT", "planned": "BOOLEAN"}
    session.table("told", kinds, *by_column(found.told, len(kinds)))
    return found.names
