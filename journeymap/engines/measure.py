"""Measure an event log for a journey: what was counted, as small tables that analyses read."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from journeymap.counts import WaitBucket
from journeymap.engines.columns import Columns, find_columns
from journeymap.engines.counting import Counting
from journeymap.engines.duck import session
from journeymap.engines.elsewhere import EMBEDDED, Place, place_of
from journeymap.engines.interim import interim
from journeymap.engines.limits import lost_after
from journeymap.engines.opening import open_source, source_name
from journeymap.engines.reading import Coded, read
from journeymap.engines.there.counting import CountingThere
from journeymap.engines.there.reading import CodedThere, read_there
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import NOTICED, Measurement
from journeymap.progress import Progress, Tell
from journeymap.traces import Trace

__all__ = ["measure", "recognised", "trace"]

_NEVER_UNDER_WAY = -1.0
"""Seconds of quiet at an end of the journey that is no goal: who stands there has left."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SORTING = "putting the events of each case in order"

_Begin: TypeAlias = Callable[[str], None]
"""Tells that a step begins."""
_Ordered: TypeAlias = tuple[Coded | CodedThere, Counting | CountingThere, _Begin]
"""A log that was read, what is asked of its cases, and how to tell of it."""


def measure(
    journey: Journey,
    log: EventLog,
    *,
    engine: object = EMBEDDED,
    dialect: str | None = None,
    skip_bad: bool = False,
    cases: str | Path | None = None,
    memory_limit: int | None = None,
    progress: Tell | None = None,
) -> Measurement:
    """Count an event log: on DuckDB inside this process, or on the engine that holds it.

    Every case is read up to its first goal that leads nowhere, or with `log: {after_goal: keep}` to its end. Events
    that stand for no touchpoint of the plan become unplanned touchpoints or are left out, as the log says. The order
    of the rows does not matter, unless the log says that it orders the events.

    Args:
        journey: The plan; of it the touchpoints, goals, scales, promises and patience are used.
        log: Where the events are, and what their columns mean.
        engine: `duckdb`, inside this process; or the user's own: a Spark session, a DB-API or ADBC connection, or
            the URL of a Spark server or of PostgreSQL. Then the log's file is a table or a query there.
        dialect: The SQL dialect of a connection whose driver does not tell: `snowflake`, `bigquery` …
        skip_bad: Whether to drop rows that cannot be read, and to set aside scores and success values that
            cannot, instead of refusing the log.
        cases: A file to write, CSV with a row a case: its place in the table of variants, whether it is under way,
            its success, its first and last moment; in the order of their ids, by code point. Another engine hands
            its cases over row by row, and they are sorted in this process.
        memory_limit: Bytes of memory to use in this process before spilling to the temporary folder; default: 2 GB,
            or half of what the machine has.
        progress: Told how far each step is that may take a while.

    Returns:
        The measurement, its tables sorted: variants most frequent first, the others by their keys.

    Raises:
        LogError: With everything that keeps the log from being counted honestly.
        JourneyError: J162 if there is no folder for the file of cases.

    Example:
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
        >>> measure(journey, EventLog("events.csv")).n_cases  # doctest: +SKIP
        24918

    Notes:
        One grouped pass sorts the events of each case, O(n log n) over short lists, and spills to disk. Other
        engines sort them by window functions and give an equal measurement; `journeymap.engines.there` has
        their SQL. They keep interim results in temporary tables or views, which are dropped again.
    """
    if cases is not None:
        from journeymap.saving import check_place  # noqa: PLC0415 - with all that writes journeys: only for this

        check_place(Path(cases), replace=True)
    reading = _Reading(engine, dialect, skip_bad, memory_limit, progress)
    with _in_order(journey, log, reading) as (coded, counting, begin):
        found = _counted(journey, log, coded, counting, begin)
        if cases is not None:
            begin("writing the cases")
            counting.write_cases(Path(cases), found.variants)
        return found


def trace(
    journey: Journey,
    log: EventLog,
    case: str,
    *,
    engine: object = EMBEDDED,
    dialect: str | None = None,
    skip_bad: bool = False,
    memory_limit: int | None = None,
    progress: Tell | None = None,
) -> Trace:
    """Read one case of a log, as `measure` reads all of them; the whole log tells whether it is still under way.

    Args:
        journey: The plan.
        log: Where the events are, and what their columns mean.
        case: Its id.
        engine: As in `measure`.
        dialect: As in `measure`.
        skip_bad: As in `measure`.
        memory_limit: As in `measure`.
        progress: As in `measure`.

    Raises:
        LogError: L230 if there is no such case, with those whose ids are most like it (by Jaro and Winkler); and as
            `measure` does.

    Example:
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
        >>> trace(journey, EventLog("events.csv"), "0001").visits[0].touchpoint  # doctest: +SKIP
        'a'
    """
    reading = _Reading(engine, dialect, skip_bad, memory_limit, progress)
    with _in_order(journey, log, reading) as (coded, counting, begin):
        begin("counting waits")
        after = _lost_after(journey, log, counting.waits(), coded.naming.ids)
        counting.call_lost(after | dict.fromkeys(journey.ends, _NEVER_UNDER_WAY))
        begin("looking for the case")
        return counting.trace(case)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Where and how a log is read."""

    engine: object
    dialect: str | None
    skip_bad: bool
    memory_limit: int | None
    tell: Tell | None


@contextmanager
def _in_order(journey: Journey, log: EventLog, reading: _Reading) -> Iterator[_Ordered]:
    """Read a log, and put the events of each case in order, on the engine that holds it."""
    with place_of(log, reading.engine, reading.dialect) as place:
        where = _in_order_there(journey, log, reading, place) if place else _in_order_here(journey, log, reading)
        with where as ordered:
            yield ordered


@contextmanager
def _in_order_here(journey: Journey, log: EventLog, reading: _Reading) -> Iterator[_Ordered]:
    source = source_name(log)
    with session(source, memory_limit=reading.memory_limit, tell=reading.tell) as opened:
        opened.begin(f"reading {source}")
        coded = read(opened, journey, log, skip_bad=reading.skip_bad)
        if guessed := _guessed(log, coded.columns):
            opened.note(guessed)
        opened.begin(_SORTING, n_events=coded.n_good)
        counting = Counting(coded, journey, log)
        yield coded, counting, lambda step: opened.begin(step, n_events=counting.n_events)


@contextmanager
def _in_order_there(journey: Journey, log: EventLog, reading: _Reading, place: Place) -> Iterator[_Ordered]:
    """As `_in_order_here`, on an engine that does not say how far it is."""

    def tell(step: str, note: str = "") -> None:
        if reading.tell:
            reading.tell(Progress(step, note=note))

    with interim(place.connection, place.name) as held:
        tell(f"reading {place.name} on {place.connection.dialect.name}")
        coded = read_there(held, journey, log, place.relation, skip_bad=reading.skip_bad)
        if guessed := _guessed(log, coded.columns):
            tell(f"reading {place.name}", guessed)
        tell(_SORTING)
        yield coded, CountingThere(coded, journey, log, memory_limit=reading.memory_limit), tell


def _counted(
    journey: Journey,
    log: EventLog,
    coded: Coded | CodedThere,
    counting: Counting | CountingThere,
    begin: _Begin,
) -> Measurement:
    """Ask for every table of a measurement."""
    begin("counting waits")
    waits = counting.waits()
    after = _lost_after(journey, log, waits, coded.naming.ids)
    counting.call_lost(after | dict.fromkeys(journey.ends, _NEVER_UNDER_WAY))
    begin("counting variants")
    counting.count_sequences()
    return Measurement(
        journey=journey.journey,
        source=coded.source,
        first=_iso(coded.first),
        last=_iso(coded.last),
        n_events=counting.n_events,
        n_dropped=coded.n_dropped,
        n_tied=counting.n_tied,
        dimensions=coded.columns.segments,
        has_success=coded.columns.success is not None,
        lost_after=after,
        names=dict(coded.naming.unplanned),
        variants=counting.variants(),
        waits=waits,
        satisfaction=counting.satisfaction(),
        conditions=counting.conditions(),
        n_ignored=counting.n_ignored,
        n_set_aside=coded.n_set_aside,
        noticed={name: n for name in NOTICED if (n := (coded.noticed | counting.noticed).get(name))},
        has_end=counting.has_end,
        touches=counting.touches(),
        work=counting.work(),
        n_unrelated=coded.n_unrelated,
        n_shared=coded.n_shared,
    )


def recognised(log: EventLog, *, skip_bad: bool = False) -> EventLog:
    """Name the columns that a log leaves to be recognised.

    Raises:
        LogError: If it cannot be read, or a column cannot be told.
    """
    source = source_name(log)
    with session(source) as opened:
        columns = find_columns(log, open_source(opened, log, skip_bad=skip_bad).columns, source)
    return replace(log, case=columns.case, touchpoint=columns.touchpoint, timestamp=columns.timestamp)


def _guessed(log: EventLog, columns: Columns) -> str:
    """Say which columns were recognised by their names."""
    meanings = ("case", "touchpoint", "timestamp")
    return ", ".join(f"{each}: {getattr(columns, each)}" for each in meanings if getattr(log, each) is None)


def _lost_after(journey: Journey, log: EventLog, waits: Iterable[WaitBucket], ids: Iterable[str]) -> dict[str, float]:
    """Seconds of quiet after which a case has left, by its last touchpoint; ends have none."""
    stays = [id_ for id_ in ids if id_ not in journey.goals and id_ not in journey.ends]
    if log.lost_after is not None:
        return dict.fromkeys(stays, log.lost_after)
    return lost_after([row for row in waits if not row.since], stays)


def _iso(microseconds: int) -> str:
    return (_EPOCH + dt.timedelta(microseconds=microseconds)).isoformat().replace("+00:00", "Z")
