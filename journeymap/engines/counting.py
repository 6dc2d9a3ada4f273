"""The last two stages on DuckDB: from coded events to the tables of a measurement."""

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from journeymap.buckets import bucket_bounds
from journeymap.case_ends import START
from journeymap.counts import Condition, SatisfactionCount, TouchCount, Variant, WaitBucket, WorkBucket
from journeymap.engines import packing, tables
from journeymap.engines.cases import CLASHING_SESSIONS, SHARES, Shape, visits
from journeymap.engines.checks import clashing_session, none_in_time, promised_touchpoint
from journeymap.engines.duck import by_column
from journeymap.engines.legend import Legend, no_such_case
from journeymap.engines.limits import may_return, wait_limits
from journeymap.engines.packing import Packing
from journeymap.engines.reading import Coded
from journeymap.engines.repeats import Settled, conditions_of_sequences
from journeymap.engines.zones import WORK_KINDS, work_share, working_days
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Calendar, Journey
from journeymap.traces import Trace

__all__ = ["Counting", "condition_of", "sequence_conditions"]


class Counting:
    """The cases of a log: what is asked of them, for one plan.

    Args:
        coded: The log, its events coded.
        journey: The plan.
        log: How its user reads the log.

    Raises:
        LogError: If no case is left in the time asked for, or a session would be called like another case.
    """

    def __init__(self, coded: Coded, journey: Journey, log: EventLog) -> None:
        self._coded, self._journey, self._log = coded, journey, log
        self._session, self._ids = coded.session, coded.naming.ids
        self._numbers = {id_: number for number, id_ in enumerate(self._ids)}
        self.shape = Shape.of(coded.columns, log)
        self._look_at_visits()
        self._packing = self._pack()
        self._segments = self._name_segments()
        self._put_in_order()
        self.has_end = coded.columns.end is not None
        self._working = [id_ for id_, point in journey.planned.items() if point.in_working_time]
        self._make_work()
        self._steps = tables.transitions(self._packing)
        self._make_bounds()
        self._sequences: list[tuple[Any, ...]] = []

    def _look_at_visits(self) -> None:
        self._session.run(visits(self.shape))
        if self.shape.session is not None and (clash := self._session.row(CLASHING_SESSIONS)[0]) is not None:
            raise LogError(clashing_session(clash))

    def _pack(self) -> Packing:
        """Make `orders` and `details`; return how wide the parts of an integer have to be."""
        promised_to = promised_touchpoint(self._journey, self._log)
        most_order = self._coded.n_good + self._coded.n_dropped if self.shape.has_order else 0
        if self.shape.has_numbered_orders:
            self._session.run(packing.ORDERS)
            (most_order,) = self._session.row("SELECT count(*) FROM orders")
        n_details = 0
        if self.shape.known:
            self._session.run(packing.details(self.shape))
            (n_details,) = self._session.row("SELECT count(*) FROM details")
        return Packing(
            self.shape,
            time_bits=self._taken.bit_length(),
            order_bits=most_order.bit_length(),
            code_bits=len(self._ids).bit_length(),
            detail_bits=n_details.bit_length(),
            promised_to=self._numbers[promised_to] if promised_to else None,
        )

    def _name_segments(self) -> list[tuple[str, ...]]:
        """Return the segments by their number."""
        if not self.shape.segments:
            return [()]
        return [tuple(segment) for _, segment in self._session.rows(packing.SEGMENTS)]

    def _put_in_order(self) -> None:
        cutting = () if self._journey.log.after_goal == "keep" else self._journey.final_goals
        goals, last = ([self._numbers[goal] for goal in each] for each in (self._journey.goals, cutting))
        self._session.run(packing.all_cases(self._packing, goals, last))
        self._session.run(packing.cases(self._packing, self._coded.since, self._coded.until))
        self._session.run(packing.happened(self._packing))
        n_all = self._session.row(packing.count(self._packing))[0]
        n, tied, repeats = self._session.row(packing.totals(self._packing))
        if n_all and not n:
            raise LogError(none_in_time(self._coded.source))
        self.n_events, self.n_tied = int(n), int(tied)
        self.noticed = {"outside": int(n_all - n)}
        self.n_ignored = self._coded.n_good - int(n_all)
        if self.shape.drop_duplicates:
            (n_coded,) = self._session.row("SELECT count(*) FROM coded")
            self.noticed["duplicates_dropped"] = int(n_coded - n_all)
            self.n_ignored -= int(n_coded - n_all)
        else:
            self.noticed["duplicates"] = int(repeats)

    def _make_work(self) -> None:
        """Make `work`, if a promise or patience is in working time."""
        if self._working:
            first, last = self._coded.first, self._coded.last
            calendar = self._journey.calendar or Calendar()
            days = working_days(calendar, self._log.timezone or "UTC", first, last)
            self._session.table("work", WORK_KINDS, *by_column(days, len(WORK_KINDS)))

    def _make_bounds(self) -> None:
        bounds = bucket_bounds()
        kinds = {"bucket": "BIGINT", "low": "BIGINT", "high": "BIGINT"}
        self._session.table("bounds", kinds, [*range(len(bounds) - 1)], [*bounds[:-1]], [*bounds[1:]])

    def waits(self) -> tuple[WaitBucket, ...]:
        """Count the waits of transitions, and those that count as the plan says."""
        found = self._buckets(self._steps, since=False)
        for id_ in self._apart:
            found += self._buckets(self._steps_to([id_]), since=True)
        if self.shape.has("end_us"):
            self.noticed["overlaps"] = self._session.row(tables.OVERLAPS.format(steps=self._steps))[0]
        return tuple(sorted(found, key=lambda row: (row.segment, row.source, row.target, row.since, row.bucket)))

    def call_lost(self, after: dict[str, float]) -> None:
        """Make `left_after`, by which cases are told to be under way."""
        codes = [self._numbers[id_] for id_ in after]
        quiet = [math.floor(seconds * 1e6 + 0.01) for seconds in after.values()]
        self._session.table("left_after", {"code": "SMALLINT", "quiet": "BIGINT"}, codes, quiet)
        if any(map(self.shape.has, ("share", "clicks", "end_us"))):
            self._session.run(tables.SUMS)
        self._session.run(tables.judged(self._packing, self._taken))

    def count_sequences(self) -> None:
        """Add up the cases of each sequence."""
        self._session.run(tables.SEQUENCES)
        self._sequences = self._session.rows(tables.variants(self._packing))

    def variants(self) -> tuple[Variant, ...]:
        """Count the distinct sequences, most frequent first."""
        found = []
        for waited, segment, codes, n, under_way, judged, succeeded, lasted, example, *further in self._sequences:
            answered, shares, squares, clicked, clicks, clicks2, lasted2, valued, value = further[:9]
            found.append(
                Variant(
                    segment=self._segments[segment],
                    touchpoints=tuple(self._ids[code] for code in codes),
                    cases=n,
                    under_way=under_way,
                    judged=judged,
                    succeeded=succeeded,
                    seconds=int(lasted) / 1e6,
                    example=example,
                    microseconds_squares=int(lasted2),
                    answered=answered,
                    satisfaction=int(shares) / SHARES,
                    satisfaction_squares=int(squares) / SHARES**2,
                    clicked=clicked,
                    clicks=int(clicks),
                    clicks_squares=int(clicks2),
                    valued=valued,
                    value=float(value),
                    waits=tuple(microseconds / 1e6 for microseconds in waited or ()),
                )
            )
        return tuple(sorted(found, key=lambda row: (-row.cases, row.segment, row.touchpoints)))

    def write_cases(self, path: Path, variants: Sequence[Variant]) -> None:
        """Write a file with a row a case: its variant, as a place in the table, and how it stands."""
        examples = [variant.example for variant in variants]
        self._session.table("numbered", {"example": "VARCHAR", "variant": "BIGINT"}, examples, [*range(len(variants))])
        self._session.run(tables.case_file(tables.EVERY_CASE, self._coded.first, str(path)))

    def trace(self, case: str) -> Trace:
        """Tell one case.

        Raises:
            LogError: L230 if there is none of this id.
        """
        events = self._session.rows(tables.one_case(self._packing), [case])
        if not events:
            alike = [id_ for (id_,) in self._session.rows(tables.ALIKE, [case])]
            raise no_such_case(self._coded.source, case, alike)
        coded = self._coded
        return Legend(self._ids, coded.channels, coded.naming.unplanned, coded.first, self.has_end).trace(case, events)

    def satisfaction(self) -> tuple[SatisfactionCount, ...]:
        """Count the answers by touchpoint and score."""
        rows = self._session.rows(tables.SATISFACTION) if self.shape.has("score") else []
        found = [
            SatisfactionCount(self._segments[segment], self._ids[code], score, n) for segment, code, score, n in rows
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.score)))

    def touches(self) -> tuple[TouchCount, ...]:
        """Count visits by channel, with clicks, failures and comments, where the log has any of them."""
        if not any(map(self.shape.has, ("channel", "clicks", "failed", "commented"))):
            return ()
        found = [
            TouchCount(
                self._segments[segment],
                self._ids[code],
                None if channel is None else self._coded.channels[channel],
                visits,
                clicked,
                int(clicks),
                *counts,
            )
            for segment, code, channel, visits, clicked, clicks, *counts in self._session.rows(tables.TOUCHES)
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.channel or "")))

    def work(self) -> tuple[WorkBucket, ...]:
        """Count how long events took, where the log says when they end."""
        rows = self._session.rows(tables.waits(tables.SERVICES)) if self.has_end else []
        found = [
            WorkBucket(self._segments[segment], self._ids[code], bucket, n, int(microseconds) / 1e6)
            for segment, code, _, bucket, n, microseconds in rows
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.bucket)))

    def conditions(self) -> tuple[Condition, ...]:
        """Count the cases that met a touchpoint under a condition, such as later than promised."""
        found = [*self._conditions_of_sequences()]
        if questions := [*self._limits(), *tables.meetings(self._packing, self._steps_as_planned())]:
            self._session.run(tables.met(questions))
            for segment, code, name, *counts in self._session.rows(tables.conditions()):
                found.append(condition_of(self._segments[segment], self._ids[code], name, counts))
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.condition)))

    def _conditions_of_sequences(self) -> Iterable[Condition]:
        goals = {self._numbers[goal] for goal in self._journey.goals}
        settled = [
            Settled(
                self._segments[segment],
                tuple(codes),
                (n - under_way, (n - under_way) * (not goals.isdisjoint(codes)), *map(int, further[9:])),
            )
            for _, segment, codes, n, under_way, _, _, _, _, *further in self._sequences
            if n > under_way
        ]
        yield from sequence_conditions(self._journey, self._ids, settled)

    def _limits(self) -> list[str]:
        """Make `limits`; return the question whether a wait was longer."""
        limits = wait_limits(self._journey, has_end=self.has_end)
        if not limits:
            return []
        kinds = {"code": "SMALLINT", "condition": "VARCHAR", "longest_wait": "BIGINT"}
        rows = [(self._numbers[id_], limit.condition, round(limit.seconds * 1e6)) for id_, limit in limits.items()]
        self._session.table("limits", kinds, *by_column(rows, len(kinds)))
        conditions = (limit.condition for limit in limits.values())
        return [tables.beyond(self._steps_to([*limits]), conditions)]

    @property
    def _taken(self) -> int:
        return self._coded.last - self._coded.first

    @property
    def _apart(self) -> list[str]:
        """The touchpoints whose wait does not count from the touchpoint before, by the clock."""
        return [id_ for id_, point in self._journey.planned.items() if point.since or point.in_working_time]

    def _steps_as_planned(self) -> str:
        return self._steps_to([*self._ids])

    def _steps_to(self, ids: Iterable[str]) -> str:
        """The steps to some touchpoints whose wait counts as the plan says."""
        ids, apart = list(ids), set(self._apart)
        steps = [self._arrivals(id_) for id_ in ids if id_ in apart]
        if direct := [self._numbers[id_] for id_ in ids if id_ not in apart]:
            steps.append(tables.to_targets(self._steps, direct))
        return " UNION ALL ".join(steps)

    def _arrivals(self, id_: str) -> str:
        since, code = self._journey.touchpoints[id_].since, self._numbers[id_]
        if since is None:
            steps = tables.to_targets(self._steps, [code])
        else:
            start = self._numbers[since] if since in self._journey.touchpoints else tables.FROM_START
            steps = tables.arrivals(self._packing, start, code)
        if id_ not in self._working:
            return steps
        return tables.in_working_time(steps, self._coded.first, work_share(self._journey.calendar or Calendar()))

    def _buckets(self, steps: str, *, since: bool) -> list[WaitBucket]:
        return [
            WaitBucket(
                self._segments[segment],
                START if source == tables.FROM_START else self._ids[source],
                self._ids[target],
                since,
                bucket,
                n,
                int(microseconds) / 1e6,
            )
            for segment, source, target, bucket, n, microseconds in self._session.rows(tables.waits(steps))
        ]


def sequence_conditions(journey: Journey, ids: Sequence[str], settled: Sequence[Settled]) -> Iterator[Condition]:
    """Count the conditions that follow from the sequences alone; `ids` are the touchpoints by their number."""
    numbers = {id_: number for number, id_ in enumerate(ids)}
    responsible = {numbers[id_]: name for id_, name in _departments(journey).items() if name}
    again = {numbers[id_] for id_ in may_return(journey)}
    for segment, code, name, counts in conditions_of_sequences(settled, responsible, again):
        yield condition_of(segment, ids[code], name, counts)


def _departments(journey: Journey) -> dict[str, str | None]:
    """Who is responsible, by touchpoint: departments where the plan has any, else owners."""
    of = {id_: point.department for id_, point in journey.planned.items()}
    return of if any(of.values()) else {id_: point.owner for id_, point in journey.planned.items()}


def condition_of(segment: tuple[str, ...], id_: str, name: str, counts: Iterable[int]) -> Condition:
    """Make a row of what was counted: seven numbers of those for which it held, then of all."""
    cases, completed, judged, succeeded, answered, shares, squares, *everyone = map(int, counts)
    met, met_completed, met_judged, met_succeeded, met_answered, met_shares, met_squares = everyone
    return Condition(
        segment,
        id_,
        name,
        cases,
        completed,
        judged,
        succeeded,
        met,
        met_completed,
        met_judged,
        met_succeeded,
        answered,
        shares / SHARES,
        squares / SHARES**2,
        met_answered,
        met_shares / SHARES,
        met_squares / SHARES**2,
    )
