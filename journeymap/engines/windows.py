"""The questions put to a log, as SQL of window functions: the form that every dialect understands.

Interim results, each a temporary table, a temporary view or a name in front of later queries:

    events      one row an event as the table gives it, bad ones too
    good        those that can be read
    codes       event name → number of the touchpoint, with its scale
    segments    values of the segment columns → their number
    steps       one row an event that stands for a touchpoint, in order, read up to the first goal that leads nowhere
    cases       one row a case: its touchpoints in order as one text, three hexadecimal digits each
    bounds      shortest and longest wait of every bucket
    left_after  how long a case is quiet before it has left, by its last touchpoint; goals have none
    sequences   distinct sequences with what their cases add up to
    limits      the longest wait that was promised, or is borne, by touchpoint
    met         each case at each touchpoint that it met: whether a condition held

No column has the name of one that it is made from, and no SQL has a parameter, `?`, `%` or `:` outside of quoted
names and texts: some databases would mix them up.
"""

# ruff: noqa: S608 - every name and text of a user is quoted by the dialect, every other value is ours

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from journeymap.buckets import EXACT_MS, STEP
from journeymap.engines.cases import SHARES
from journeymap.engines.columns import Columns
from journeymap.engines.dialects.dialect import Dialect, Kind
from journeymap.engines.rows import DAY_US, NONE
from journeymap.engines.tables import FROM_START

__all__ = ["BAD_ROWS", "MISSPELT", "Windows"]

_KEY = ("at_us", "sort_by", "code")
"""What puts the events of a case in order; where all are equal, what is known of them does."""
_DETAILS = ("answer", "succeeded", "segment")

BAD_ROWS = ("timestamp", "case", "touchpoint", "order")
"""What makes a row unreadable, in the order in which `check` counts it."""

MISSPELT = {
    "satisfaction": ("score_words", "score IS NULL OR score < low OR score > high"),
    "success": ("success_words", "succeeded IS NULL"),
}
"""The words of a column, and when they say nothing."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The questions in one dialect."""

    dialect: Dialect
    prefix: str
    """Begins the names of interim results, so that those of two measurements stay apart."""

    def events(self, relation: str, columns: Columns, kinds: Mapping[str, Kind]) -> str:
        """Return the query of every event as it was read."""
        write = self.dialect
        read = [
            f"CAST({write.identifier(columns.case)} AS {write.string}) AS case_id",
            f"CAST({write.identifier(columns.touchpoint)} AS {write.string}) AS name",
            f"nullif({write.microseconds.format(write.identifier(columns.timestamp))}, 0) AS at_us",
            f"{write.identifier(columns.order) if columns.order else '0'} AS sort_by",
            f"{self._given(columns.satisfaction, kinds)} AS score_words",
            f"{write.identifier(columns.satisfaction) if columns.satisfaction else '0'} AS score_value",
            f"{self._given(columns.success, kinds)} AS success_words",
            *(f"{self._segment(name, kinds[name])} AS segment_{n}" for n, name in enumerate(columns.segments)),
        ]
        is_number = kinds.get(columns.satisfaction or "") == "number"
        score = f"CAST(score_value AS {write.real})" if is_number else write.number.format("score_words")
        return f"""
SELECT read_rows.*, CASE WHEN score_words IS NOT NULL THEN {score} END AS score,
    CASE WHEN lower(success_words) IN ('true', 'yes', '1', '1.0') THEN 1
        WHEN lower(success_words) IN ('false', 'no', '0', '0.0') THEN 0 END AS succeeded
FROM (SELECT {", ".join(read)} FROM {relation} AS log_rows) AS read_rows
"""

    def good(self) -> str:
        """Return the query of the events that can be read."""
        return f"SELECT * FROM {self.prefix}events WHERE NOT ({' OR '.join(self._bad().values())})"

    def check(self) -> str:
        """Ask how many rows there are, are good, are at midnight; for the ends; how many are bad for each reason."""
        bad = self._bad().values()
        good = f"CASE WHEN NOT ({' OR '.join(bad)}) THEN at_us END"
        midnight = f"count(CASE WHEN mod({good}, {DAY_US}) = 0 THEN 1 END)"
        counts = ", ".join(f"count(CASE WHEN {each} THEN 1 END)" for each in bad)
        ends = f"min({good}), max({good})"
        return f"SELECT count(*), count({good}), {midnight}, {ends}, {counts} FROM {self.prefix}events"

    def bad_rows(self, reason: str) -> str:
        """Ask for the cases of the first rows that are bad for a reason."""
        bad = self._bad()[reason]
        return f"SELECT DISTINCT case_id FROM {self.prefix}events WHERE {bad} ORDER BY case_id LIMIT 6"

    def names(self, known: Iterable[str], limit: int) -> str:
        """Ask for the names of events: those that are known, then the others, most frequent first."""
        listed = ", ".join(map(self.dialect.text, known))
        return f"""
SELECT name FROM (SELECT name, count(*) AS n FROM {self.prefix}good GROUP BY name) AS counted
ORDER BY CASE WHEN name IN ({listed}) THEN 0 ELSE 1 END, n DESC, name LIMIT {limit}
"""

    def misspelt(self, meaning: str) -> str:
        """Ask for the values that say nothing: the words, how often, and one of the cases."""
        words, unread = MISSPELT[meaning]
        return f"""
SELECT {words}, count(*), min(case_id) FROM {self._coded()} AS coded
WHERE {words} IS NOT NULL AND ({unread}) GROUP BY {words} ORDER BY {words}
"""

    def segment_values(self, n_columns: int, limit: int) -> str:
        """Ask for the distinct values of the segment columns."""
        names = _segment_names(n_columns)
        return f"SELECT DISTINCT {', '.join(names)} FROM {self.prefix}good LIMIT {limit}"

    def steps(self, n_segments: int, goals: Iterable[int], last: Iterable[int], first: int) -> str:
        """Return the query that puts the events of each case in order and cuts them after a goal that is its last.

        Args:
            n_segments: How many segment columns there are.
            goals: Numbers of the touchpoints at which a case is complete.
            last: Numbers of those among them after which nothing counts.
            first: Time of the log's first event, in microseconds since 1970.
        """
        same = " AND ".join(f"good.{name} = segments.{name}" for name in _segment_names(n_segments))
        joined = f"JOIN {self.prefix}segments AS segments ON {same}" if n_segments else ""
        last_first = ", ".join(f"CASE WHEN {name} IS NULL THEN 1 ELSE 0 END, {name}" for name in _DETAILS)
        window = f"PARTITION BY case_id ORDER BY {', '.join(_KEY)}, {last_first}"
        previous = ", ".join(f"{self._beside('lag', name, window)} AS previous_{name}" for name in _KEY)
        repeated = " AND ".join(f"{name} = previous_{name}" for name in _KEY)
        whole = "OVER (PARTITION BY case_id)"
        return f"""
SELECT case_id, case_segment, judgement, n_of_case, n_tied_of_case, n_repeats_of_case, position, code,
    CASE WHEN code IN ({_listed(goals)}) THEN 1 ELSE 0 END AS is_goal,
    previous_code, letters, at_us - {first} AS us, at_us - previous_at_us AS waited, answer,
    CAST(floor({SHARES} * above / (high - low) + 0.5) AS {self.dialect.whole}) AS share,
    CASE WHEN above <= unhappy_reach THEN 1 WHEN above > unhappy_reach THEN 0 END AS unhappy
FROM (
    SELECT placed.*,
        min(CASE WHEN position = 1 THEN segment END) {whole} AS case_segment,
        max(position * 2 + succeeded) {whole} AS judgement,
        count(*) {whole} AS n_of_case,
        count(CASE WHEN at_us = previous_at_us OR at_us = next_us THEN 1 END) {whole} AS n_tied_of_case,
        count(CASE WHEN {repeated} THEN 1 END) {whole} AS n_repeats_of_case,
        min(CASE WHEN code IN ({_listed(last)}) THEN position END) {whole} AS last_position
    FROM (
        SELECT scored.*, CASE WHEN reversed = 1 THEN high - answer ELSE answer - low END AS above,
            row_number() OVER ({window}) AS position, {previous}, {self._beside("lead", "at_us", window)} AS next_us
        FROM (
            SELECT good.case_id, good.at_us, good.sort_by, good.succeeded, codes.code, codes.letters, codes.low,
                codes.high, codes.reversed, codes.unhappy_reach, {"segments.segment" if n_segments else "0 AS segment"},
                CASE WHEN good.score BETWEEN codes.low AND codes.high THEN good.score END AS answer
            FROM {self.prefix}good AS good JOIN {self.prefix}codes AS codes ON codes.name = good.name {joined}
        ) AS scored
    ) AS placed
) AS read_up
WHERE position <= coalesce(last_position, position)
"""

    def cases(self) -> str:
        """Return the query of one row a case; its satisfaction is the mean of its answers, rounded."""
        write = self.dialect
        ordered = write.ordered.format(value="letters", key="position")
        mean = write.divided.format(f"(2 * CAST(sum(share) AS {write.whole}) + count(share))", "(2 * count(share))")
        return f"""
SELECT case_id, min(case_segment) AS segment, mod(min(judgement), 2) AS success, {ordered} AS sequence,
    mod(max(position * 4096 + code), 4096) AS last_code, max(is_goal) AS done,
    max(us) AS ended, max(us) - min(us) AS lasted,
    CASE WHEN count(share) > 0 THEN CAST({mean} AS {write.whole}) END AS mean,
    min(n_of_case) AS n, min(n_tied_of_case) AS n_tied, min(n_repeats_of_case) AS n_repeats
FROM {self.prefix}steps GROUP BY case_id
"""

    def totals(self) -> str:
        """Ask how many events the cases have, how many of them are tied, and how many repeat the one before."""
        return (
            f"SELECT coalesce(sum(n), 0), coalesce(sum(n_tied), 0), coalesce(sum(n_repeats), 0) FROM {self.prefix}cases"
        )

    def transitions(self, targets: Iterable[int] | None = None) -> str:
        """Return the query of every step, or of those to some touchpoints, with the time it took."""
        only = "" if targets is None else f" AND code IN ({_listed(targets)})"
        return f"""
SELECT case_id, case_segment AS segment, previous_code AS source, code AS target, 0 AS counts_since, waited
FROM {self.prefix}steps WHERE position > 1{only}
"""

    def since(self, source: int, target: int) -> str:
        """Return the query of waits from the first event at `source` to each arrival at `target` from elsewhere.

        Like `transitions`, one row an arrival. An arrival counts where the first `source` came before it.
        """
        begins = "position = 1" if source == FROM_START else f"code = {source}"
        return f"""
SELECT steps.case_id, case_segment AS segment, {source} AS source, code AS target, 1 AS counts_since,
    us - begun_us AS waited
FROM {self.prefix}steps AS steps JOIN (
    SELECT case_id, min(position) AS begun, min(us) AS begun_us FROM {self.prefix}steps WHERE {begins} GROUP BY case_id
) AS beginnings ON beginnings.case_id = steps.case_id
WHERE code = {target} AND previous_code <> {target} AND begun < position
"""

    def waits(self, steps: Iterable[str]) -> str:
        """Return the query that sorts waits into buckets; the logarithm guesses, whole numbers decide."""
        write = self.dialect
        above = f"floor(ln(CAST(greatest(ms, {EXACT_MS}) AS {write.real}) / {EXACT_MS}) * {1 / math.log(STEP)!r})"
        guess = f"CASE WHEN ms < {EXACT_MS} THEN ms ELSE {EXACT_MS} + CAST({above} AS {write.whole}) END"
        ms = f"CAST({write.divided.format('waited', '1000')} AS {write.whole})"
        return f"""
SELECT segment, source, target, counts_since, found, count(*), {self._sum("waited")}
FROM (
    SELECT segment, source, target, counts_since, waited,
        bucket - CASE WHEN ms < low THEN 1 ELSE 0 END + CASE WHEN ms >= high THEN 1 ELSE 0 END AS found
    FROM (SELECT timed.*, {guess} AS guess FROM (
        SELECT steps.*, {ms} AS ms FROM ({_together(steps)}) AS steps
    ) AS timed) AS guessed
    JOIN {self.prefix}bounds AS bounds ON bounds.bucket = guess
) AS sorted
GROUP BY segment, source, target, counts_since, found
"""

    def sequences(self, now: int) -> str:
        """Return the query of the distinct sequences and what their cases add up to.

        Args:
            now: Time of the log's last event, in microseconds since its first.
        """
        settled = f"NOT {_under_way(now)}"
        return f"""
SELECT segment, sequence, count(*) AS n, count(CASE WHEN {_under_way(now)} THEN 1 END) AS n_under_way,
    count(success) AS judged, count(CASE WHEN success = 1 THEN 1 END) AS succeeded, {self._sum("lasted")} AS took,
    min({self.dialect.bytewise.format("case_id")}) AS example, {self._satisfaction("1 = 1", "")},
    count(CASE WHEN {settled} THEN success END) AS settled_judged,
    count(CASE WHEN {settled} AND success = 1 THEN 1 END) AS settled_succeeded,
    {self._satisfaction(settled, "settled_")}
FROM {self._outcomes()} GROUP BY segment, sequence
"""

    def variants(self) -> str:
        """Ask for the distinct sequences."""
        return f"SELECT * FROM {self.prefix}sequences"

    def step_sums(self) -> str:
        """Ask for the waits of each step of a sequence, added up, by the sequence's example and the step's end."""
        return f"""
SELECT example, position, {self._sum("waited")}
FROM {self.prefix}steps AS steps JOIN {self.prefix}cases AS cases ON cases.case_id = steps.case_id
JOIN {self.prefix}sequences AS sequences
    ON sequences.segment = cases.segment AND sequences.sequence = cases.sequence
WHERE position > 1 GROUP BY example, position
"""

    def satisfaction(self) -> str:
        """Ask for the answers by touchpoint and score."""
        return f"""
SELECT case_segment, code, answer, count(*) FROM {self.prefix}steps WHERE answer IS NOT NULL
GROUP BY case_segment, code, answer
"""

    def beyond(self, steps: Iterable[str]) -> str:
        """Return the query that says whether a wait was longer than its touchpoint's limit."""
        return f"""
SELECT case_id, target, limits.name AS name, CASE WHEN waited > longest_wait THEN 1 ELSE 0 END AS holds
FROM ({_together(steps)}) AS steps JOIN {self.prefix}limits AS limits ON limits.code = steps.target
"""

    def unhappy(self) -> str:
        """Return the query that says whether a score was a low one."""
        name = f"CAST('low_score' AS {self.dialect.string})"
        return f"""
SELECT case_id, code AS target, {name} AS name, unhappy AS holds FROM {self.prefix}steps WHERE unhappy IS NOT NULL
"""

    def met(self, questions: Iterable[str]) -> str:
        """Return the query that says, of each case at each touchpoint, whether a condition ever held."""
        return f"""
SELECT case_id, target, name, max(holds) AS held FROM ({_together(questions)}) AS told GROUP BY case_id, target, name
"""

    def conditions(self, now: int) -> str:
        """Ask for the cases by touchpoint and condition: those for which it held, then all that are settled."""
        counts = ", ".join(self._counts(which) for which in ("held = 1", "1 = 1"))
        return f"""
SELECT segment, target, met.name, {counts}
FROM {self._outcomes()} JOIN {self.prefix}met AS met ON met.case_id = cases.case_id
WHERE NOT {_under_way(now)}
GROUP BY segment, target, met.name
"""

    def _counts(self, which: str) -> str:
        wanted = (which, f"{which} AND done = 1", f"{which} AND success IS NOT NULL", f"{which} AND success = 1")
        counts = ", ".join(f"count(CASE WHEN {each} THEN 1 END)" for each in wanted)
        return f"{counts}, {self._satisfaction(which, None)}"

    def _satisfaction(self, which: str, prefix: str | None) -> str:
        """SQL of how many cases have a satisfaction, its sum and that of its squares."""
        mean, squared = f"CASE WHEN {which} THEN mean END", f"CASE WHEN {which} THEN mean * mean END"
        sums = (f"count({mean})", f"coalesce({self._sum(mean)}, 0)", f"coalesce({self._sum(squared)}, 0)")
        if prefix is None:
            return ", ".join(sums)
        return ", ".join(f"{s} AS {prefix}{n}" for s, n in zip(sums, ("answered", "shares", "squares"), strict=True))

    def _segment(self, column: str, kind: Kind) -> str:
        return f"coalesce(nullif({self._words(column, kind)}, ''), {self.dialect.text(NONE)})"

    def _given(self, column: str | None, kinds: Mapping[str, Kind]) -> str:
        """Return SQL of a value as text, NULL where none was given: empty text, or no number (NaN)."""
        if column is None:
            return f"CAST(NULL AS {self.dialect.string})"
        words = f"trim({self._words(column, kinds[column])})"
        return f"CASE WHEN lower({words}) NOT IN ('', 'nan') THEN {words} END"

    def _words(self, column: str, kind: Kind) -> str:
        """Return SQL of a value as text; not every database turns true and false into words."""
        name = self.dialect.identifier(column)
        if kind == "boolean":
            return f"CASE WHEN {name} THEN 'true' WHEN NOT {name} THEN 'false' END"
        return f"CAST({name} AS {self.dialect.string})"

    def _bad(self) -> dict[str, str]:
        conditions = ("at_us IS NULL", self._blank("case_id"), self._blank("name"), "sort_by IS NULL")
        return dict(zip(BAD_ROWS, conditions, strict=True))

    def _blank(self, column: str) -> str:
        left = column
        for character in "\t\r\n":
            left = f"replace({left}, {self.dialect.text(character)}, '')"
        return f"({column} IS NULL OR trim({left}) = '')"

    def _coded(self) -> str:
        """The good events that stand for a touchpoint, with the ends of its scale."""
        joined = f"{self.prefix}good AS good JOIN {self.prefix}codes AS codes ON codes.name = good.name"
        return f"(SELECT good.*, codes.low, codes.high FROM {joined})"

    def _outcomes(self) -> str:
        joined = f"LEFT JOIN {self.prefix}left_after AS left_after ON left_after.code = cases.last_code"
        return f"{self.prefix}cases AS cases {joined}"

    def _beside(self, side: str, value: str, window: str) -> str:
        return self.dialect.neighbour.format(side=side, value=value, window=window)

    def _sum(self, value: str) -> str:
        return f"sum(CAST({value} AS {self.dialect.wide}))"


def _under_way(now: int) -> str:
    return f"(done = 0 AND quiet IS NOT NULL AND {now} - ended <= quiet)"


def _together(queries: Iterable[str]) -> str:
    return " UNION ALL ".join(queries)


def _segment_names(n: int) -> list[str]:
    return [f"segment_{number}" for number in range(n)]


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "NULL"
