"""Measure an event log for a journey: what was counted, as small tables that analyses read."""

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from journeymap.engines import queries
from journeymap.engines.checks import check_rows, check_span, check_values, count_rejected
from journeymap.engines.columns import Columns, find_columns
from journeymap.engines.duck import Session, session
from journeymap.engines.limits import WaitLimit, lost_after, wait_limits
from journeymap.engines.naming import MAX_TOUCHPOINTS, Naming, known_names, name_touchpoints
from journeymap.engines.sources import find_files, open_source
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import (
    START,
    Condition,
    Measurement,
    SatisfactionCount,
    Variant,
    WaitBucket,
    bucket_bounds,
)

__all__ = ["measure", "recognised"]

_NEVER_UNDER_WAY = -1.0
"""Seconds of quiet at an end of the journey that is no goal: who stands there has left."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def measure(
    journey: Journey,
    log: EventLog,
    *,
    skip_bad: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Measurement:
    """Count an event log on DuckDB, inside this process.

    Every case is read up to its first goal. Events that stand for no touchpoint of the plan become unplanned
    touchpoints or are left out, as the log says. The order of the rows does not matter, unless the log says
    that it orders the events.

    Args:
        journey: The plan; of it the touchpoints, goals, scales, promises and patience are used.
        log: Where the events are, and what their columns mean.
        skip_bad: Whether to drop rows that cannot be read, and to set aside scores and success values that
            cannot, instead of refusing the log.
        progress: Called with a few words before each step that may take a while.

    Returns:
        The measurement, its tables sorted: variants most frequent first, the others by their keys.

    Raises:
        LogError: With everything that keeps the log from being counted honestly.

    Example:
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
        >>> measure(journey, EventLog("events.csv")).n_cases  # doctest: +SKIP
        24918

    Notes:
        One grouped pass sorts the events of each case, O(n log n) over short lists, and spills to disk.
    """
    say = progress or (lambda _: None)
    files = find_files(log.file)
    source = Path(log.file).name
    with session(source) as opened:
        say(f"reading {source}")
        columns, n_dropped = _read(opened, log, files, source, skip_bad=skip_bad)
        naming = _name(opened, journey, log, source)
        n_set_aside = check_values(opened, columns, source, skip_bad=skip_bad)
        say("putting the events of each case in order")
        reading = _Reading(opened, naming, *check_span(opened, source))
        n_events, n_tied = reading.cases(columns, journey.goals)
        say("counting waits")
        waits = reading.waits(journey)
        stays = [id_ for id_ in naming.ids if id_ not in journey.goals and id_ not in journey.ends]
        after = lost_after([row for row in waits if not row.since], stays)
        if log.lost_after is not None:
            after = dict.fromkeys(stays, log.lost_after)
        reading.call_lost(after | dict.fromkeys(journey.ends, _NEVER_UNDER_WAY))
        say("counting variants")
        return Measurement(
            journey=journey.journey,
            source=source,
            first=_iso(reading.first),
            last=_iso(reading.last),
            n_events=n_events,
            n_dropped=n_dropped,
            n_tied=n_tied,
            dimensions=columns.segments,
            has_success=columns.success is not None,
            lost_after=after,
            names=dict(naming.unplanned),
            variants=reading.variants(),
            waits=waits,
            satisfaction=reading.satisfaction() if columns.satisfaction else (),
            conditions=reading.conditions(journey),
            n_ignored=opened.row("SELECT count(*) FROM good")[0] - n_events,
            n_set_aside=n_set_aside,
        )


def recognised(log: EventLog) -> EventLog:
    """Name the columns that a log leaves to be recognised.

    Raises:
        LogError: If it cannot be read, or a column cannot be told.
    """
    source = Path(log.file).name
    with session(source) as opened:
        columns = find_columns(log, open_source(opened, find_files(log.file)).columns, source)
    return replace(log, case=columns.case, touchpoint=columns.touchpoint, timestamp=columns.timestamp)


def _read(
    opened: Session, log: EventLog, files: tuple[Path, ...], source: str, *, skip_bad: bool
) -> tuple[Columns, int]:
    """Make `events` and `good`; return what the columns mean and how many rows were dropped."""
    found = open_source(opened, files)
    columns = find_columns(log, found.columns, source)
    for statement in queries.events(found, columns):
        opened.run(statement)
    rejected = count_rejected(opened, source, skip_bad=skip_bad) if found.is_text else 0
    return columns, check_rows(opened, columns, source, rejected=rejected, skip_bad=skip_bad)


def _name(opened: Session, journey: Journey, log: EventLog, source: str) -> Naming:
    """Make `codes`; return the touchpoints by their number."""
    known = list(known_names(journey, log))
    seen = [name for (name,) in opened.rows(queries.NAMES, [known, len(known) + MAX_TOUCHPOINTS + 1])]
    naming = name_touchpoints(journey, log, seen, source)
    scales = [
        journey.scale_of(id_) if id_ in journey.touchpoints else journey.scale
        for id_ in (naming.ids[code] for code in naming.codes.values())
    ]
    opened.table(
        "codes",
        {"name": "VARCHAR", "code": "SMALLINT", "low": "DOUBLE", "high": "DOUBLE"},
        [*naming.codes],
        [*naming.codes.values()],
        [scale.low for scale in scales],
        [scale.high for scale in scales],
    )
    return naming


@dataclass(frozen=True, slots=True)
class _Reading:
    """A log that has been read and named: what is asked of it."""

    session: Session
    naming: Naming
    first: int
    """Time of the first event, in microseconds since 1970."""
    last: int

    def cases(self, columns: Columns, goals: Iterable[str]) -> tuple[int, int]:
        """Make `cases`; return how many events they have, and how many of them are tied."""
        numbers = [self.naming.ids.index(goal) for goal in goals]
        self.session.run(queries.cases(columns, numbers, self.first))
        n, tied = self.session.row(queries.TOTALS)
        return int(n), int(tied)

    def waits(self, journey: Journey) -> tuple[WaitBucket, ...]:
        """Count the waits of transitions, and those that count from an earlier touchpoint."""
        bounds = bucket_bounds()
        buckets = {"bucket": "BIGINT", "low": "BIGINT", "high": "BIGINT"}
        self.session.table("bounds", buckets, [*range(len(bounds) - 1)], [*bounds[:-1]], [*bounds[1:]])
        found = self._buckets(queries.TRANSITIONS, since=False)
        for id_, start in _since(journey).items():
            found += self._buckets(self._arrivals(id_, start), since=True)
        return tuple(sorted(found, key=lambda row: (row.segment, row.source, row.target, row.since, row.bucket)))

    def call_lost(self, after: dict[str, float]) -> None:
        """Make `left_after`, by which cases are told to be under way."""
        codes = [self.naming.ids.index(id_) for id_ in after]
        quiet = [math.floor(seconds * 1e6 + 0.01) for seconds in after.values()]
        self.session.table("left_after", {"code": "SMALLINT", "quiet": "BIGINT"}, codes, quiet)

    def variants(self) -> tuple[Variant, ...]:
        """Count the distinct sequences, most frequent first."""
        rows = self.session.rows(queries.VARIANTS, [self.last - self.first])
        found = [
            Variant(
                tuple(segment),
                tuple(self.naming.ids[code] for code in codes),
                cases,
                under_way,
                judged,
                succeeded,
                int(microseconds) / 1e6,
                example,
            )
            for segment, codes, cases, under_way, judged, succeeded, microseconds, example in rows
        ]
        return tuple(sorted(found, key=lambda row: (-row.cases, row.segment, row.touchpoints)))

    def satisfaction(self) -> tuple[SatisfactionCount, ...]:
        """Count the answers by touchpoint and score."""
        rows = self.session.rows(queries.SATISFACTION)
        found = [SatisfactionCount(tuple(segment), self.naming.ids[code], score, n) for segment, code, score, n in rows]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.score)))

    def conditions(self, journey: Journey) -> tuple[Condition, ...]:
        """Count the cases that waited longer than was promised, or than is borne."""
        limits = wait_limits(journey)
        if not limits:
            return ()
        self._find_longest(_since(journey), limits)
        rows = self.session.rows(queries.CONDITIONS, [self.last - self.first])
        found = []
        for segment, code, *counts in rows:
            id_ = self.naming.ids[code]
            found.append(Condition(tuple(segment), id_, limits[id_].condition, *counts))
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.condition)))

    def _find_longest(self, since: dict[str, str], limits: dict[str, WaitLimit]) -> None:
        codes = [self.naming.ids.index(id_) for id_ in limits]
        longest = [round(limit.seconds * 1e6) for limit in limits.values()]
        self.session.table("limits", {"code": "SMALLINT", "longest_wait": "BIGINT"}, codes, longest)
        steps = [self._arrivals(id_, since[id_]) for id_ in limits if id_ in since]
        if direct := [code for id_, code in zip(limits, codes, strict=True) if id_ not in since]:
            steps.append(queries.transitions_to(direct))
        self.session.run(queries.longest_waits(" UNION ALL ".join(steps)))

    def _arrivals(self, id_: str, start: str) -> str:
        source = queries.FROM_START if start == START else self.naming.ids.index(start)
        return queries.since(source, self.naming.ids.index(id_))

    def _buckets(self, steps: str, *, since: bool) -> list[WaitBucket]:
        return [
            WaitBucket(
                tuple(segment),
                START if source == queries.FROM_START else self.naming.ids[source],
                self.naming.ids[target],
                since,
                bucket,
                n,
                int(microseconds) / 1e6,
            )
            for segment, source, target, bucket, n, microseconds in self.session.rows(queries.waits(steps))
        ]


def _since(journey: Journey) -> dict[str, str]:
    """Return where the wait counts from, by touchpoint; a touchpoint named `start` comes before the word."""
    named = {id_: point.since for id_, point in journey.planned.items() if point.since}
    return {id_: START if since not in journey.touchpoints else since for id_, since in named.items()}


def _iso(microseconds: int) -> str:
    return (_EPOCH + dt.timedelta(microseconds=microseconds)).isoformat().replace("+00:00", "Z")
