"""The last stage, as SQL: steps and cases → the tables of a measurement.

A transition has `case_id`, `segment`, `source`, `target`, `counts_since`, `begun`, `arrived`, `waited`, `promised_wait`
and `due`.
"""

# ruff: noqa: S608 - every text of a user is quoted by the dialect, every other value is ours

import math
from collections.abc import Iterable
from dataclasses import dataclass

from journeymap.buckets import EXACT_MS, STEP
from journeymap.engines.cases import Shape
from journeymap.engines.rows import DAY_US
from journeymap.engines.tables import FROM_START
from journeymap.engines.there.writing import Writing, listed, together

__all__ = ["Tables"]

_NEAR = "1e-7"
"""Buckets: so near to a bound the logarithm does not decide."""
_SPANS = (("opens", "closes"), ("opens_again", "closes_again"))


@dataclass(frozen=True, slots=True)
class Tables(Writing):
    """The questions to the cases."""

    shape: Shape

    def transitions(self, targets: Iterable[int] | None = None) -> str:
        """Return the query of every transition, or of those to some touchpoints, with the time it took."""
        only = "" if targets is None else f" AND code IN ({listed(targets)})"
        return f"""
SELECT case_id, case_segment AS segment, previous_code AS source, code AS target, 0 AS counts_since,
    previous_us AS begun, us AS arrived, {_waited("previous_us", "us")} AS waited, promised_wait, due
FROM {self.interim("steps")} WHERE position > 1{only}
"""

    def since(self, source: int, target: int) -> str:
        """Return the query of waits from the first event at `source` to each arrival at `target` from elsewhere.

        Like `transitions`, one row an arrival. An arrival counts where the first `source` came before it.
        """
        if source == FROM_START:
            begun, joined = "begun_us", ""
        else:
            begun, joined = (
                "source_us",
                f"JOIN ({self._first_at(source)}) AS sources ON sources.case_id = steps.case_id",
            )
        return f"""
SELECT steps.case_id, case_segment AS segment, {source} AS source, code AS target, 1 AS counts_since,
    {begun} AS begun, us AS arrived, {_waited(begun, "us")} AS waited, promised_wait, due
FROM {self.interim("steps")} {joined}
WHERE code = {target} AND previous_code <> {target}{" AND source_position < position" if joined else ""}
"""

    def in_working_time(self, transitions: str, first: int, share: tuple[int, int]) -> str:
        """Return transitions whose wait is counted in working time, as long as it takes by the clock on average.

        Args:
            transitions: Their query.
            first: Time of the log's first event, in microseconds since 1970.
            share: How much time passes per working time, as a fraction.
        """
        numerator, denominator = share
        whole, rest = self.divided("worked_for", denominator), f"mod(worked_for, {denominator})"
        scaled = f"{whole} * {numerator} + {self.divided(f'({rest} * {numerator})', denominator)}"
        earlier, later = self._worked("earlier", "begun", first), self._worked("later", "arrived", first)
        day_begun, day_arrived = (self.divided(f"({time} + {first})", DAY_US) for time in ("begun", "arrived"))
        return f"""
SELECT case_id, segment, source, target, 1 AS counts_since, begun, arrived, {scaled} AS waited, promised_wait, due
FROM (
    SELECT stepped.*, greatest({later} - ({earlier}), 0) AS worked_for
    FROM (
        SELECT case_id, segment, source, target, begun, arrived, promised_wait, due,
            {day_begun} AS day_begun, {day_arrived} AS day_arrived
        FROM ({transitions}) AS timed
    ) AS stepped
    JOIN {self.prefix}work AS earlier ON earlier.day = stepped.day_begun
    JOIN {self.prefix}work AS later ON later.day = stepped.day_arrived
) AS worked_through
"""

    def services(self) -> str:
        """Return the query of how long each event took, as transitions from a touchpoint to itself."""
        return f"""
SELECT case_segment AS segment, code AS source, code AS target, 0 AS counts_since, over_us - us AS waited
FROM {self.interim("steps")} WHERE over_us IS NOT NULL
"""

    def waits(self, transitions: Iterable[str]) -> str:
        """Ask for waits by bucket, as the logarithm tells; near to a bound their milliseconds stand beside it."""
        write = self.dialect
        above = f"ln(CAST(greatest(ms, {EXACT_MS}) AS {write.real}) / {EXACT_MS}) * {1 / math.log(STEP)!r}"
        guess = f"CASE WHEN ms < {EXACT_MS} THEN ms ELSE {EXACT_MS} + CAST(floor(above) AS {write.whole}) END"
        near = f"CASE WHEN ms >= {EXACT_MS} AND abs(above - floor(above + 0.5)) < {_NEAR} THEN ms END"
        columns = "segment, source, target, counts_since, waited"
        return f"""
SELECT segment, source, target, counts_since, guess, near, count(*), {self.summed("waited")}
FROM (
    SELECT segment, source, target, counts_since, waited, {guess} AS guess, {near} AS near
    FROM (SELECT timed.*, {above} AS above FROM (
        SELECT {columns}, {self.divided("waited", 1000)} AS ms
        FROM ({together(f"SELECT {columns} FROM ({each}) AS every_one" for each in transitions)}) AS transitions
    ) AS timed) AS guessed
) AS sorted
GROUP BY segment, source, target, counts_since, guess, near
"""

    def sequences(self, now: int) -> str:
        """Return the query of the distinct sequences and what their cases add up to.

        Args:
            now: When the log was taken, in microseconds since its first event.
        """
        settled = f"NOT {_under_way(now)}"
        return f"""
SELECT segment, sequence, count(*) AS n, count(CASE WHEN {_under_way(now)} THEN 1 END) AS n_under_way,
    count(success) AS judged, count(CASE WHEN success = 1 THEN 1 END) AS succeeded, {self.summed("lasted")} AS took,
    min({self.dialect.bytewise.format("case_id")}) AS example, {self._satisfaction("1 = 1", "")},
    count(clicked) AS n_clicked, coalesce({self.summed("clicked")}, 0) AS clicks,
    coalesce({self.squares("clicked")}, 0) AS clicks_squares, {self.squares("lasted")} AS lasted_squares,
    count(worth) AS valued, coalesce({self.summed("worth")}, 0) AS amount,
    count(CASE WHEN {settled} THEN success END) AS settled_judged,
    count(CASE WHEN {settled} AND success = 1 THEN 1 END) AS settled_succeeded,
    {self._satisfaction(settled, "settled_")}, {self.summed("n_overlaps")} AS overlaps
FROM {self._outcomes()} GROUP BY segment, sequence
"""

    def variants(self) -> str:
        """Ask for the distinct sequences."""
        return f"SELECT * FROM {self.interim('sequences')}"

    def every_case(self, now: int) -> str:
        """Ask for every case: its sequence, how it stands, when it began and ended.

        Args:
            now: As in `sequences`.
        """
        return f"""
SELECT case_id, segment, sequence, {_flag(_under_way(now))} AS is_under_way, success, ended - lasted AS begun, ended
FROM {self._outcomes()}
"""

    def one_case(self, case: str, now: int) -> str:
        """Ask for the events of one case in order: how it stands, then what each has.

        Args:
            case: Its id.
            now: As in `sequences`.
        """
        known = ("code", "us", "until_us", "answer", "share", "channel", "clicks", "failed", "promised_wait", "due")
        return f"""
SELECT {_flag(_under_way(now))} AS is_under_way, cases.success, {", ".join(f"steps.{name}" for name in known)}
FROM {self._outcomes()} JOIN {self.interim("steps")} ON steps.case_id = cases.case_id
WHERE {self.dialect.bytewise.format("cases.case_id")} = {self.dialect.text(case)}
ORDER BY steps.position
"""

    def case_ids(self) -> str:
        """Ask for the id of every case."""
        return f"SELECT case_id FROM {self.interim('cases')}"

    def step_sums(self) -> str:
        """Ask for the waits of each step of a sequence, added up, by the sequence's example and the step's end."""
        return f"""
SELECT example, position, {self.summed(_waited("previous_us", "us"))}
FROM {self.interim("steps")} JOIN {self.interim("cases")} ON cases.case_id = steps.case_id
JOIN {self.interim("sequences")} ON sequences.segment = cases.segment AND sequences.sequence = cases.sequence
WHERE position > 1 GROUP BY example, position
"""

    def satisfaction(self) -> str:
        """Ask for the answers by touchpoint and score."""
        return f"""
SELECT case_segment, code, answer, count(*) FROM {self.interim("steps")} WHERE answer IS NOT NULL
GROUP BY case_segment, code, answer
"""

    def touches(self) -> str:
        """Ask for visits by channel, with clicks, failures and comments."""
        return f"""
SELECT case_segment, code, channel, count(*), count(clicks), coalesce(sum(clicks), 0), count(failed),
    count(CASE WHEN failed = 1 THEN 1 END), count(CASE WHEN commented = 1 THEN 1 END)
FROM {self.interim("steps")} GROUP BY case_segment, code, channel
"""

    def timed(self, transitions: Iterable[str]) -> str:
        """Return the query that says whether a wait was longer than its touchpoint's limit; own promises come first."""
        late = f"CAST('late' AS {self.dialect.string})"
        return f"""
SELECT case_id, target, name, CASE WHEN waited > longest THEN 1 ELSE 0 END AS holds
FROM (
    SELECT case_id, target, waited, coalesce(promised_wait, limits.longest_wait) AS longest,
        CASE WHEN promised_wait IS NOT NULL THEN {late} WHEN due IS NULL THEN limits.condition_name END AS name
    FROM ({together(transitions)}) AS transitions
    LEFT JOIN {self.interim("limits")} ON limits.code = transitions.target
) AS limited
WHERE name IS NOT NULL
"""

    def meetings(self) -> list[str]:
        """Return the query that says, of every visit for which it is known, whether a condition held; none if none may.

        One pass over the visits, each beside every condition: on some engines a pass begins with the whole log.
        """
        shape = self.shape
        questions = {"late": "us > due", "early": "us < due_from"} if shape.has("due") else {}
        questions |= {"low_score": "unhappy = 1"} if shape.has("score") else {}
        questions |= {"failed": "failed = 1"} if shape.has("failed") else {}
        joined = ""
        if shape.has("channel"):
            questions |= {"other_channel": "planned = 0", "channel_switch": "channel <> previous_channel"}
            joined = f"LEFT JOIN {self.interim('told')} ON told.touchpoint = steps.code AND told.number = steps.channel"
        if not questions:
            return []
        asked = self.dialect.rows({"which": "whole", "name": "string"}, list(enumerate(questions)))
        holds = " ".join(
            f"WHEN which = {place} AND {holds} THEN 1 WHEN which = {place} AND NOT ({holds}) THEN 0"
            for place, holds in enumerate(questions.values())
        )
        return [
            f"""
SELECT case_id, target, name, holds FROM (
    SELECT case_id, code AS target, questions.name AS name, CASE {holds} END AS holds
    FROM {self.interim("steps")} {joined} CROSS JOIN ({asked}) AS questions
) AS asked WHERE holds IS NOT NULL
"""
        ]

    def met(self, questions: Iterable[str]) -> str:
        """Return the query that says, of each case at each touchpoint, whether a condition ever held."""
        return f"""
SELECT case_id, target, name, max(holds) AS held FROM ({together(questions)}) AS told GROUP BY case_id, target, name
"""

    def conditions(self, now: int) -> str:
        """Ask for the cases by touchpoint and condition: those for which it held, then all that are settled."""
        counts = ", ".join(self._counts(which) for which in ("held = 1", "1 = 1"))
        return f"""
SELECT segment, target, met.name, {counts}
FROM {self._outcomes()} JOIN {self.interim("met")} ON met.case_id = cases.case_id
WHERE NOT {_under_way(now)}
GROUP BY segment, target, met.name
"""

    def _first_at(self, source: int) -> str:
        """SQL of the end of the first visit to a touchpoint, by case."""
        nth = "row_number() OVER (PARTITION BY case_id ORDER BY position)"
        visits = f"SELECT case_id, position, until_us, {nth} AS nth FROM {self.interim('steps')} WHERE code = {source}"
        known = "case_id, position AS source_position, until_us AS source_us"
        return f"SELECT {known} FROM ({visits}) AS visited WHERE nth = 1"

    def _worked(self, row: str, time: str, first: int) -> str:
        within = f"({time} + {first} - {row}.day * {DAY_US})"
        parts = [f"greatest(least({within}, {row}.{closes}) - {row}.{opens}, 0)" for opens, closes in _SPANS]
        return f"{row}.worked + {' + '.join(parts)}"

    def _counts(self, which: str) -> str:
        wanted = (which, f"{which} AND done = 1", f"{which} AND success IS NOT NULL", f"{which} AND success = 1")
        counts = ", ".join(f"count(CASE WHEN {each} THEN 1 END)" for each in wanted)
        return f"{counts}, {self._satisfaction(which, None)}"

    def _satisfaction(self, which: str, prefix: str | None) -> str:
        """SQL of how many cases have a satisfaction, its sum and that of its squares."""
        mean, squared = f"CASE WHEN {which} THEN mean END", f"CASE WHEN {which} THEN mean * mean END"
        sums = (f"count({mean})", f"coalesce({self.summed(mean)}, 0)", f"coalesce({self.summed(squared)}, 0)")
        if prefix is None:
            return ", ".join(sums)
        return ", ".join(f"{s} AS {prefix}{n}" for s, n in zip(sums, ("answered", "shares", "squares"), strict=True))

    def _outcomes(self) -> str:
        joined = f"LEFT JOIN {self.interim('left_after')} ON left_after.code = cases.last_code"
        return f"{self.interim('cases')} {joined}"


def _waited(begun: str, arrived: str) -> str:
    """An event that starts before the one before is over was not waited for."""
    return f"CASE WHEN {arrived} > {begun} THEN {arrived} - {begun} ELSE 0 END"


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _under_way(now: int) -> str:
    return f"(done = 0 AND quiet IS NOT NULL AND {now} - ended <= quiet)"
