"""The last two stages on the user's own engine: from coded events to the tables of a measurement."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from journeymap.buckets import bucket_of
from journeymap.case_ends import START
from journeymap.counts import Condition, SatisfactionCount, TouchCount, Variant, WaitBucket, WorkBucket
from journeymap.engines.cases import SHARES, Shape
from journeymap.engines.checks import clashing_session, none_in_time, promised_touchpoint
from journeymap.engines.counting import condition_of, sequence_conditions
from journeymap.engines.duck import session
from journeymap.engines.legend import Legend, no_such_case
from journeymap.engines.limits import wait_limits
from journeymap.engines.repeats import Settled
from journeymap.engines.tables import ALIKE, FROM_START, case_file
from journeymap.engines.there.reading import DIGITS, CodedThere
from journeymap.engines.there.tables import Tables
from journeymap.engines.there.visits import Visits
from journeymap.engines.zones import WORK_KINDS, work_share, working_days
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Calendar, Journey
from journeymap.traces import Trace

__all__ = ["CountingThere"]

_TEN_THOUSANDTHS = 10_000
"""Amounts are added up as whole numbers of them."""
_LISTED = {
    "case_id": "VARCHAR",
    "variant": "BIGINT",
    "under_way": "BOOLEAN",
    "success": "BOOLEAN",
    "begun": "BIGINT",
    "over": "BIGINT",
}
"""What is listed of a case, and the SQL type; each comes as a text."""


class CountingThere:
    """The cases of a log: what is asked of them, for one plan.

    Args:
        coded: The log, its events coded.
        journey: The plan.
        log: How its user reads the log.
        memory_limit: Bytes that sorting the cases in this process may use before it spills.

    Raises:
        LogError: If no case is left in the time asked for, or a session would be called like another case.
    """

    def __init__(self, coded: CodedThere, journey: Journey, log: EventLog, *, memory_limit: int | None = None) -> None:
        self._coded, self._journey, self._log = coded, journey, log
        self._memory_limit = memory_limit
        self._held, self._ids = coded.held, coded.naming.ids
        self._numbers = {id_: number for number, id_ in enumerate(self._ids)}
        self._now = coded.last - coded.first
        self._shape = Shape.of(coded.columns, log)
        self.has_end = coded.columns.end is not None
        self._put_in_order(Visits(self._held.connection.dialect, self._held.prefix, self._shape))
        self._ask = Tables(self._held.connection.dialect, self._held.prefix, self._shape)
        self._working = [id_ for id_, point in journey.planned.items() if point.in_working_time]
        self._make_work()
        self._sequences: list[tuple[Any, ...]] = []

    def _put_in_order(self, ask: Visits) -> None:
        promised_to = promised_touchpoint(self._journey, self._log)
        cutting = () if self._journey.log.after_goal == "keep" else self._journey.final_goals
        goals, last = ([self._numbers[goal] for goal in each] for each in (self._journey.goals, cutting))
        coded = ask.coded(len(self._coded.columns.segments), self._coded.first)
        about = self._numbers[promised_to] if promised_to else None
        self._held.keep("visits", ask.visits(coded, goals, last, about))
        if self._shape.session is not None and (clash := self._held.row(ask.clashing_session())[0]) is not None:
            raise LogError(clashing_session(clash))
        asked = self._coded.since, self._coded.until
        n_all, n, tied, repeats = map(int, self._held.row(ask.totals(*asked)))
        if n_all and not n:
            raise LogError(none_in_time(self._coded.source))
        self._held.name("steps", ask.steps(*asked))
        self._held.keep("cases", ask.cases())
        self.n_events, self.n_tied, self.noticed = n, tied, {"outside": n_all - n}
        n_coded = n_all
        if self._shape.drop_duplicates:
            n_coded = int(self._held.row(ask.n_coded())[0])
            self.noticed["duplicates_dropped"] = n_coded - n_all
        else:
            self.noticed["duplicates"] = repeats
        self.n_ignored = self._coded.n_good - n_coded

    def _make_work(self) -> None:
        """Make `work`, if a promise or patience is in working time."""
        if self._working:
            calendar = self._journey.calendar or Calendar()
            days = working_days(calendar, self._log.timezone or "UTC", self._coded.first, self._coded.last)
            self._number("work", tuple(WORK_KINDS), days)

    def waits(self) -> tuple[WaitBucket, ...]:
        """Count the waits of transitions, and those that count as the plan says."""
        steps = [self._ask.transitions(), *map(self._arrivals, self._apart)]
        found = [
            WaitBucket(
                self._coded.segments[segment],
                START if source == FROM_START else self._ids[source],
                self._ids[target],
                bool(since),
                bucket,
                n,
                microseconds / 1e6,
            )
            for (segment, source, target, since, bucket), n, microseconds in self._buckets(steps)
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.source, row.target, row.since, row.bucket)))

    def _buckets(self, steps: Iterable[str]) -> Iterator[tuple[tuple[int, ...], int, int]]:
        """Add up waits by bucket, those near to a bound of one by where they are."""
        found: defaultdict[tuple[int, ...], list[int]] = defaultdict(lambda: [0, 0])
        for *key, guess, near, n, microseconds in self._held.rows(self._ask.waits(steps)):
            sums = found[*key, int(guess) if near is None else bucket_of(int(near))]
            sums[0] += n
            sums[1] += int(microseconds)
        for group, (n, microseconds) in found.items():
            yield group, n, microseconds

    def call_lost(self, after: dict[str, float]) -> None:
        """Make `left_after`, by which cases are told to be under way."""
        quiet = {id_: math.floor(seconds * 1e6 + 0.01) for id_, seconds in after.items()}
        rows = [(self._numbers[id_], microseconds) for id_, microseconds in quiet.items()]
        self._number("left_after", ("code", "quiet"), rows or [(-1, -1)])

    def count_sequences(self) -> None:
        """Add up the cases of each sequence."""
        self._held.keep("sequences", self._ask.sequences(self._now))
        self._sequences = self._held.rows(self._ask.variants())
        self.noticed["overlaps"] = sum(int(row[-1]) for row in self._sequences)

    def variants(self) -> tuple[Variant, ...]:
        """Count the distinct sequences, most frequent first."""
        sums: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for example, position, microseconds in self._held.rows(self._ask.step_sums()):
            sums[example][position] = int(microseconds) / 1e6
        found = []
        for segment, sequence, n, under_way, judged, succeeded, lasted, example, *further in self._sequences:
            codes = _codes(sequence)
            answered, shares, squares, clicked, clicks, clicks2, lasted2, valued, amount = map(int, further[:9])
            found.append(
                Variant(
                    segment=self._coded.segments[segment],
                    touchpoints=tuple(self._ids[code] for code in codes),
                    cases=n,
                    under_way=under_way,
                    judged=judged,
                    succeeded=succeeded,
                    seconds=int(lasted) / 1e6,
                    example=example,
                    microseconds_squares=lasted2,
                    answered=answered,
                    satisfaction=shares / SHARES,
                    satisfaction_squares=squares / SHARES**2,
                    clicked=clicked,
                    clicks=clicks,
                    clicks_squares=clicks2,
                    valued=valued,
                    value=amount / _TEN_THOUSANDTHS,
                    waits=tuple(sums[example][position] for position in range(2, len(codes) + 1)),
                )
            )
        return tuple(sorted(found, key=lambda row: (-row.cases, row.segment, row.touchpoints)))

    def write_cases(self, path: Path, variants: Sequence[Variant]) -> None:
        """Write a file with a row a case: its variant, as a place in the table, and how it stands.

        The embedded engine puts them in order and writes them: databases sort texts by languages of their own.
        """
        places = {variant.example: str(place) for place, variant in enumerate(variants)}
        variant_of = {
            (segment, sequence): places[example] for segment, sequence, _, _, _, _, _, example, *_ in self._sequences
        }
        cases = (
            (case, variant_of[segment, sequence], *(None if n is None else str(n) for n in stands))
            for case, segment, sequence, *stands in self._held.stream(self._ask.every_case(self._now))
        )
        with session(self._coded.source, memory_limit=self._memory_limit) as here:
            here.copy("listed", [*_LISTED], cases)
            listed = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in _LISTED.items())
            here.run(case_file(f"SELECT {listed} FROM listed", self._coded.first, str(path)))  # noqa: S608 - ours

    def trace(self, case: str) -> Trace:
        """Tell one case.

        Raises:
            LogError: L230 if there is none of this id. The embedded engine says which ids are most like it: not every
                database can compare texts so.
        """
        events = self._held.rows(self._ask.one_case(case, self._now))
        if not events:
            with session(self._coded.source, memory_limit=self._memory_limit) as here:
                here.copy("cases", ["case_id"], self._held.stream(self._ask.case_ids()))
                alike = [id_ for (id_,) in here.rows(ALIKE, [case])]
            raise no_such_case(self._coded.source, case, alike)
        return self._legend.trace(case, events)

    @property
    def _legend(self) -> Legend:
        coded = self._coded
        return Legend(self._ids, coded.channels.names, coded.naming.unplanned, coded.first, self.has_end)

    def satisfaction(self) -> tuple[SatisfactionCount, ...]:
        """Count the answers by touchpoint and score."""
        rows = self._held.rows(self._ask.satisfaction()) if self._coded.columns.satisfaction else []
        found = [
            SatisfactionCount(self._coded.segments[segment], self._ids[code], float(score), n)
            for segment, code, score, n in rows
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.score)))

    def touches(self) -> tuple[TouchCount, ...]:
        """Count visits by channel, with clicks, failures and comments, where the log has any of them."""
        if not any(map(self._shape.has, ("channel", "clicks", "failed", "commented"))):
            return ()
        names = (*self._coded.channels.names, None)
        found = [
            TouchCount(
                self._coded.segments[segment],
                self._ids[code],
                names[-1 if channel is None else channel],
                *map(int, counts),
            )
            for segment, code, channel, *counts in self._held.rows(self._ask.touches())
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.channel or "")))

    def work(self) -> tuple[WorkBucket, ...]:
        """Count how long events took, where the log says when they end."""
        found = [
            WorkBucket(self._coded.segments[segment], self._ids[code], bucket, n, microseconds / 1e6)
            for (segment, code, *_, bucket), n, microseconds in (
                self._buckets([self._ask.services()]) if self.has_end else ()
            )
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.bucket)))

    def conditions(self) -> tuple[Condition, ...]:
        """Count the cases that met a touchpoint under a condition, such as later than promised."""
        found = list(self._conditions_of_sequences())
        if questions := [*self._timed(), *self._ask.meetings()]:
            self._held.name("met", self._ask.met(questions))
            for segment, code, name, *counts in self._held.rows(self._ask.conditions(self._now)):
                found.append(condition_of(self._coded.segments[segment], self._ids[code], name, counts))
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.condition)))

    def _conditions_of_sequences(self) -> Iterable[Condition]:
        goals = {self._numbers[goal] for goal in self._journey.goals}
        settled = []
        for segment, sequence, n, under_way, _, _, _, _, *further in self._sequences:
            codes = _codes(sequence)
            if n > under_way:
                over = n - under_way
                counts = (over, over * (not goals.isdisjoint(codes)), *map(int, further[9:14]))
                settled.append(Settled(self._coded.segments[segment], codes, counts))
        yield from sequence_conditions(self._journey, self._ids, settled)

    def _timed(self) -> list[str]:
        """Make `limits`; return the question whether a wait was longer, or than what its customer was promised."""
        limits = wait_limits(self._journey, has_end=self.has_end)
        to = [*self._ids] if self._shape.has("due") else [*limits]
        if not to:
            return []
        kinds = {"code": "whole", "condition_name": "string", "longest_wait": "whole"}
        rows = [(self._numbers[id_], limit.condition, round(limit.seconds * 1e6)) for id_, limit in limits.items()]
        self._held.name("limits", self._ask.dialect.rows(kinds, rows or [(-1, "", 0)]))
        return [self._ask.timed(self._to(to))]

    @property
    def _apart(self) -> list[str]:
        """The touchpoints whose wait does not count from the touchpoint before, by the clock."""
        return [id_ for id_, point in self._journey.planned.items() if point.since or point.in_working_time]

    def _to(self, ids: Sequence[str]) -> list[str]:
        """The transitions to some touchpoints whose wait counts as the plan says."""
        apart = {*self._apart}
        direct = [self._numbers[id_] for id_ in ids if id_ not in apart]
        arrivals = [self._arrivals(id_) for id_ in ids if id_ in apart]
        return [*arrivals, *([self._ask.transitions(direct)] if direct else [])]

    def _arrivals(self, id_: str) -> str:
        since, code = self._journey.touchpoints[id_].since, self._numbers[id_]
        if since is None:
            steps = self._ask.transitions([code])
        else:  # a touchpoint named `start` comes before the word
            start = self._numbers[since] if since in self._journey.touchpoints else FROM_START
            steps = self._ask.since(start, code)
        if id_ not in self._working:
            return steps
        return self._ask.in_working_time(steps, self._coded.first, work_share(self._journey.calendar or Calendar()))

    def _number(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int]]) -> None:
        self._held.name(name, self._ask.dialect.rows(dict.fromkeys(columns, "whole"), rows))


def _codes(sequence: str) -> tuple[int, ...]:
    return tuple(int(sequence[start : start + DIGITS], 16) for start in range(0, len(sequence), DIGITS))
