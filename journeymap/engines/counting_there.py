"""The last two stages on the user's own engine: from coded events to the tables of a measurement."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from journeymap.buckets import bucket_bounds
from journeymap.counts import START, Condition, SatisfactionCount, TouchCount, Variant, WaitBucket, WorkBucket
from journeymap.engines.cases import SHARES
from journeymap.engines.counting import condition_of, sequence_conditions
from journeymap.engines.limits import wait_limits
from journeymap.engines.reading_there import DIGITS, CodedThere
from journeymap.engines.repeats import Settled
from journeymap.engines.tables import FROM_START
from journeymap.errors import Diagnostic, LogError
from journeymap.journey import Journey

__all__ = ["CountingThere"]


class CountingThere:
    """The cases of a log: what is asked of them, for one plan.

    Args:
        coded: The log, its events coded.
        journey: The plan.

    Raises:
        LogError: If the plan asks for what only the embedded engine counts.
    """

    has_end = False

    def __init__(self, coded: CodedThere, journey: Journey) -> None:
        self._coded, self._journey = coded, journey
        self._held, self._ask, self._ids = coded.held, coded.ask, coded.naming.ids
        self._numbers = {id_: number for number, id_ in enumerate(self._ids)}
        self._now = coded.last - coded.first
        for id_, point in journey.planned.items():
            if point.in_working_time:
                said = f"the working time of `{id_}` is counted by the embedded engine only so far"
                raise LogError(Diagnostic("L173", said, help="export the table as Parquet, or say `5 days`"))
        cutting = () if journey.log.after_goal == "keep" else journey.final_goals
        goals, last = ([self._numbers[goal] for goal in each] for each in (journey.goals, cutting))
        self._held.keep("steps", self._ask.steps(len(coded.columns.segments), goals, last, coded.first))
        self._held.keep("cases", self._ask.cases())
        n, tied, repeats = self._held.row(self._ask.totals())
        self.n_events, self.n_tied = int(n), int(tied)
        self.n_ignored = coded.n_good - self.n_events
        self.noticed = {"duplicates": int(repeats)}

    def waits(self) -> tuple[WaitBucket, ...]:
        """Count the waits of transitions, and those that count from an earlier touchpoint."""
        bounds = bucket_bounds()
        n_bounds = sum(bound <= self._now // 1000 for bound in bounds) + 1  # the guess may be one too high
        self._number("bounds", ("bucket", "low", "high"), [(n, *bounds[n : n + 2]) for n in range(n_bounds)])
        steps = [self._ask.transitions(), *(self._arrivals(id_, start) for id_, start in self._since().items())]
        found = [
            WaitBucket(
                self._coded.segments[segment],
                START if source == FROM_START else self._ids[source],
                self._ids[target],
                bool(since),
                bucket,
                n,
                int(microseconds) / 1e6,
            )
            for segment, source, target, since, bucket, n, microseconds in self._held.rows(self._ask.waits(steps))
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.source, row.target, row.since, row.bucket)))

    def call_lost(self, after: dict[str, float]) -> None:
        """Make `left_after`, by which cases are told to be under way, and add up the cases of each sequence."""
        quiet = {id_: math.floor(seconds * 1e6 + 0.01) for id_, seconds in after.items()}
        rows = [(self._numbers[id_], microseconds) for id_, microseconds in quiet.items()]
        self._number("left_after", ("code", "quiet"), rows or [(-1, -1)])
        self._held.keep("sequences", self._ask.sequences(self._now))

    def variants(self) -> tuple[Variant, ...]:
        """Count the distinct sequences, most frequent first."""
        sums: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for example, position, microseconds in self._held.rows(self._ask.step_sums()):
            sums[example][position] = int(microseconds) / 1e6
        found = []
        for segment, sequence, n, under_way, judged, succeeded, lasted, example, *further in self._sequences():
            codes = _codes(sequence)
            answered, shares, squares = map(int, further[:3])
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
                    answered=answered,
                    satisfaction=shares / SHARES,
                    satisfaction_squares=squares / SHARES**2,
                    waits=tuple(sums[example][position] for position in range(2, len(codes) + 1)),
                )
            )
        return tuple(sorted(found, key=lambda row: (-row.cases, row.segment, row.touchpoints)))

    def satisfaction(self) -> tuple[SatisfactionCount, ...]:
        """Count the answers by touchpoint and score."""
        rows = self._held.rows(self._ask.satisfaction()) if self._coded.columns.satisfaction else []
        found = [
            SatisfactionCount(self._coded.segments[segment], self._ids[code], float(score), n)
            for segment, code, score, n in rows
        ]
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.score)))

    def touches(self) -> tuple[TouchCount, ...]:
        """Return nothing: channels, clicks, outcomes and comments are read by the embedded engine only."""
        return ()

    def work(self) -> tuple[WorkBucket, ...]:
        """Return nothing: ends of events are read by the embedded engine only."""
        return ()

    def conditions(self) -> tuple[Condition, ...]:
        """Count the cases that met a touchpoint under a condition, such as later than promised."""
        found = list(self._conditions_of_sequences())
        questions = self._limits()
        if self._coded.columns.satisfaction:
            questions.append(self._ask.unhappy())
        if questions:
            self._held.name("met", self._ask.met(questions))
            for segment, code, name, *counts in self._held.rows(self._ask.conditions(self._now)):
                found.append(condition_of(self._coded.segments[segment], self._ids[code], name, counts))
        return tuple(sorted(found, key=lambda row: (row.segment, row.touchpoint, row.condition)))

    def _conditions_of_sequences(self) -> Iterable[Condition]:
        goals = {self._numbers[goal] for goal in self._journey.goals}
        settled = []
        for segment, sequence, n, under_way, _, _, _, _, *further in self._sequences():
            codes = _codes(sequence)
            if n > under_way:
                over = n - under_way
                counts = (over, over * (not goals.isdisjoint(codes)), *map(int, further[3:]))
                settled.append(Settled(self._coded.segments[segment], codes, counts))
        yield from sequence_conditions(self._journey, self._ids, settled)

    def _limits(self) -> list[str]:
        """Make `limits`; return the question whether a wait was longer."""
        limits, since = wait_limits(self._journey), self._since()
        if not limits:
            return []
        kinds = {"code": "whole", "name": "string", "longest_wait": "whole"}
        rows = [(self._numbers[id_], limit.condition, round(limit.seconds * 1e6)) for id_, limit in limits.items()]
        self._held.name("limits", self._ask.dialect.rows(kinds, rows))
        steps = [self._arrivals(id_, since[id_]) for id_ in limits if id_ in since]
        if direct := [self._numbers[id_] for id_ in limits if id_ not in since]:
            steps.append(self._ask.transitions(direct))
        return [self._ask.beyond(steps)]

    def _sequences(self) -> list[tuple[Any, ...]]:
        return self._held.rows(self._ask.variants())

    def _since(self) -> dict[str, str]:
        """Where the wait counts from, by touchpoint; a touchpoint named `start` comes before the word."""
        named = {id_: point.since for id_, point in self._journey.planned.items() if point.since}
        return {id_: START if since not in self._journey.touchpoints else since for id_, since in named.items()}

    def _arrivals(self, id_: str, start: str) -> str:
        source = FROM_START if start == START else self._numbers[start]
        return self._ask.since(source, self._numbers[id_])

    def _number(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int]]) -> None:
        self._held.name(name, self._ask.dialect.rows(dict.fromkeys(columns, "whole"), rows))


def _codes(sequence: str) -> tuple[int, ...]:
    return tuple(int(sequence[start : start + DIGITS], 16) for start in range(0, len(sequence), DIGITS))
