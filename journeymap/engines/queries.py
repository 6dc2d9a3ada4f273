"""The questions put to a log, as SQL.

    events      one row an event as it was read, bad ones too
    good        those that can be read
    codes       event name → number of the touchpoint, with the ends of its scale
    cases       one row a case: numbers and times of its events in order, read up to the first goal
    bounds      shortest and longest wait of every bucket
    left_after  how long a case is quiet before it has left, by its last touchpoint; goals have none
    limits      the longest wait that was promised, or is borne, by touchpoint
    longest     each case's longest wait for a touchpoint that has a limit

Times within cases are microseconds since the log's first event. Positions in lists count from 1.
"""

# ruff: noqa: S608 - every name and text of a user is quoted by the snippets, every other value is ours

from collections.abc import Iterable, Sequence

from journeymap.engines.columns import ROW, Columns
from journeymap.engines.naming import MAX_TOUCHPOINTS
from journeymap.engines.snippets import (
    boolean,
    first_position,
    given,
    identifier,
    is_blank,
    microseconds,
    number,
    ordered,
    sortable,
    text,
)
from journeymap.engines.sources import Source
from journeymap.measurement import EXACT_MS, STEP

__all__ = [
    "BAD_ROWS",
    "CHECK",
    "CONDITIONS",
    "ENDS",
    "FROM_START",
    "GOOD",
    "NAMES",
    "NONE",
    "SATISFACTION",
    "TOTALS",
    "TRANSITIONS",
    "UNREAD",
    "VARIANTS",
    "bad_rows",
    "cases",
    "events",
    "longest_waits",
    "since",
    "transitions_to",
    "waits",
]

NONE = "(none)"
"""The segment of cases that have no value."""

FROM_START = -1
"""The number that stands for the first event of a case, whatever its touchpoint."""

BAD_ROWS = {
    "timestamp": "us IS NULL",
    "case": is_blank("case_id"),
    "touchpoint": is_blank("name"),
    "order": "sort_by IS NULL",
}
"""What makes a row unreadable, by the column that is to blame."""

_IS_BAD = " OR ".join(BAD_ROWS.values())

GOOD = f"CREATE TEMP VIEW good AS SELECT * FROM events WHERE NOT ({_IS_BAD})"

CHECK = f"""
SELECT count(*), count(*) FILTER (NOT ({_IS_BAD})), count(*) FILTER (zoned), count(*) FILTER (NOT zoned),
    {", ".join(f"count(*) FILTER ({bad})" for bad in BAD_ROWS.values())}
FROM events
"""
"""How many rows there are, are good, have a time with a zone, have one without, are bad for each reason."""

NAMES = """
SELECT name FROM good GROUP BY name ORDER BY list_contains(?, name) DESC, count(*) DESC, name LIMIT ?
"""
"""The names of events: those that are known, then the others, most frequent first."""

ENDS = "SELECT min(us), max(us) FROM good"

UNREAD = {
    "satisfaction": """
SELECT number, score_text FROM good JOIN codes USING (name)
WHERE score_text IS NOT NULL AND (score IS NULL OR score < low OR score > high) ORDER BY number
""",
    "success": """
SELECT number, success_text FROM good JOIN codes USING (name)
WHERE success_text IS NOT NULL AND success IS NULL ORDER BY number
""",
}
"""Rows whose score is not on its touchpoint's scale, or whose success is neither true nor false."""

TOTALS = "SELECT coalesce(sum(n), 0), coalesce(sum(tied), 0) FROM cases"

TRANSITIONS = """
SELECT case_id, segment, unnest(codes[1:len(codes) - 1]) AS source, unnest(codes[2:]) AS target,
    unnest(times[2:]) - unnest(times[1:len(times) - 1]) AS waited
FROM cases
"""
"""Every step of every case, with the time it took."""

_UNDER_WAY = "coalesce(? - times[-1] <= quiet, false)"
"""Its value is the time of the log's last event."""

VARIANTS = f"""
SELECT segment, codes, count(*), count(*) FILTER ({_UNDER_WAY}), count(success), count(*) FILTER (success),
    sum(times[-1] - times[1]), min(case_id)
FROM cases LEFT JOIN left_after ON left_after.code = cases.codes[-1]
GROUP BY segment, codes
"""

SATISFACTION = """
SELECT segment, code, score, count(*)
FROM (SELECT segment, unnest(codes) AS code, unnest(scores) AS score FROM cases)
WHERE score IS NOT NULL GROUP BY segment, code, score
"""

CONDITIONS = f"""
SELECT segment, target,
    count(*) FILTER (late), count(*) FILTER (late AND done),
    count(success) FILTER (late), count(*) FILTER (late AND success),
    count(*), count(*) FILTER (done), count(success), count(*) FILTER (success)
FROM (
    SELECT segment, target, success, quiet IS NULL AS done, waited > longest_wait AS late
    FROM longest JOIN limits ON limits.code = longest.target JOIN cases USING (case_id)
    LEFT JOIN left_after ON left_after.code = cases.codes[-1]
    WHERE NOT {_UNDER_WAY}
)
GROUP BY segment, target
"""
"""Cases by touchpoint: those that waited longer than its limit, then all; a case that is not done has left."""


def events(source: Source, columns: Columns) -> list[str]:
    """Return the statements that name what was read: CSV becomes a table, Parquet stays where it is."""
    order = columns.order or ""
    sort_by = {"": "0", ROW: "number"}.get(order) or sortable("sort_value", columns.kinds[order])
    if source.row is None:
        made = f"CREATE TEMP TABLE rows_read AS {_read(source, columns)}"
        numbered = "SELECT rowid + 1 AS number, * FROM rows_read"
    else:
        made = f"CREATE TEMP VIEW rows_read AS {_read(source, columns)}"
        numbered = "SELECT row_number + 1 AS number, * FROM rows_read"
    return [made, f"CREATE TEMP VIEW events AS SELECT *, {sort_by} AS sort_by FROM ({numbered})", GOOD]


def _read(source: Source, columns: Columns) -> str:
    kind = columns.kinds[columns.timestamp]
    us, zoned = microseconds("time_value", kind)
    return f"""
SELECT case_id, name, sort_value, segment, row_number,
    {us} AS us, {zoned} AS zoned, CASE WHEN {us} IS NULL THEN CAST(time_value AS VARCHAR) END AS time_text,
    {number("score_text")} AS score, score_text, {boolean("success_text")} AS success, success_text
FROM (
    SELECT
        CAST({identifier(columns.case)} AS VARCHAR) AS case_id,
        CAST({identifier(columns.touchpoint)} AS VARCHAR) AS name,
        {identifier(columns.timestamp)} AS time_value,
        {identifier(columns.order) if columns.order not in {None, ROW} else "0"} AS sort_value,
        {given(identifier(columns.satisfaction)) if columns.satisfaction else "CAST(NULL AS VARCHAR)"} AS score_text,
        {given(identifier(columns.success)) if columns.success else "CAST(NULL AS VARCHAR)"} AS success_text,
        {_segment(columns.segments)} AS segment,
        {source.row or "NULL"} AS row_number
    FROM {source.relation}
)
"""


def _segment(columns: Sequence[str]) -> str:
    values = [f"coalesce(nullif(CAST({identifier(name)} AS VARCHAR), ''), {text(NONE)})" for name in columns]
    return f"CAST([{', '.join(values)}] AS VARCHAR[])"


def bad_rows(reason: str) -> str:
    """Return the query of the first rows that are bad for a reason, with the text that stands for the time."""
    return f"SELECT number, time_text FROM events WHERE {BAD_ROWS[reason]} ORDER BY number LIMIT 5"


def cases(columns: Columns, goals: Iterable[int], first: int) -> str:
    """Return the statement that puts the events of each case in order and cuts them after the first goal.

    Where time alone orders the events, time and touchpoint make one integer, which sorts fastest.

    Args:
        columns: What the columns mean.
        goals: Numbers of the touchpoints at which a case is complete.
        first: Time of the log's first event, in microseconds since 1970.
    """
    if columns.order is None:
        keys = [f"us * {MAX_TOUCHPOINTS} + code"]
        lists = f"{ordered(keys[0], keys)} AS packed"
        unpacked = (
            f"[x % {MAX_TOUCHPOINTS} FOR x IN packed] AS codes, [x // {MAX_TOUCHPOINTS} FOR x IN packed] AS times"
        )
    else:
        keys = ["us", "sort_by", "code"]
        lists = f"{ordered('code', keys)} AS codes, {ordered('us', ['us'])} AS times"
        unpacked = "codes, times"
    key = ", ".join(keys)
    scores = ordered("score", [*keys, "score"]) if columns.satisfaction else "NULL"
    success = f"arg_max(success, ({key}, success))" if columns.success else "NULL"
    segment = f"arg_min(segment, ({key}, segment))" if columns.segments else "CAST([] AS VARCHAR[])"
    return f"""
CREATE TEMP TABLE cases AS
WITH coded AS (
    SELECT case_id, segment, success, sort_by, code, us - {first} AS us,
        CASE WHEN score BETWEEN low AND high THEN score END AS score
    FROM good JOIN codes USING (name)
),
grouped AS (
    SELECT case_id, {segment} AS segment, CAST({success} AS BOOLEAN) AS success,
        CAST({scores} AS DOUBLE[]) AS scores, {lists}
    FROM coded GROUP BY case_id
),
whole AS (SELECT case_id, segment, success, scores, {unpacked} FROM grouped),
measured AS (SELECT *, {first_position("codes", goals)} AS last FROM whole)
SELECT case_id, segment, success, CAST(codes[1:last] AS SMALLINT[]) AS codes, times[1:last] AS times,
    scores[1:last] AS scores, len(times) AS n,
    len([t FOR t, i IN times IF t = times[i - 1] OR t = times[i + 1]]) AS tied
FROM measured
"""


def transitions_to(targets: Iterable[int]) -> str:
    """Return the query of the steps to some touchpoints."""
    return f"SELECT * FROM ({TRANSITIONS}) WHERE target IN ({', '.join(map(str, targets))})"


def since(source: int, target: int) -> str:
    """Return the query of waits from the first event at `source` to each arrival at `target` from elsewhere.

    Like `TRANSITIONS`, one row an arrival. An arrival counts where the first `source` came before it.
    """
    first = "1" if source == FROM_START else f"list_position(codes, {source})"
    return f"""
SELECT case_id, segment, {source} AS source, target, arrived - begun AS waited
FROM (
    SELECT case_id, segment, position, times[position] AS begun, unnest(codes[2:]) AS target,
        unnest(codes[1:len(codes) - 1]) AS previous, unnest(times[2:]) AS arrived,
        unnest(range(2, len(codes) + 1)) AS arrival
    FROM (SELECT *, {first} AS position FROM cases WHERE list_contains(codes, {target}))
)
WHERE target = {target} AND previous <> {target} AND position < arrival
"""


def waits(steps: str) -> str:
    """Return the query that sorts waits into buckets; the logarithm guesses, whole numbers decide."""
    guess = f"{EXACT_MS} + CAST(floor(ln(ms / {EXACT_MS}.0) / ln({STEP})) AS BIGINT)"
    return f"""
SELECT segment, source, target, guess - CAST(ms < low AS INTEGER) + CAST(ms >= high AS INTEGER) AS bucket,
    count(*), sum(waited)
FROM (
    SELECT *, CASE WHEN ms < {EXACT_MS} THEN ms ELSE {guess} END AS guess
    FROM (SELECT *, waited // 1000 AS ms FROM ({steps}))
)
JOIN bounds ON bounds.bucket = guess
GROUP BY ALL
"""


def longest_waits(steps: str) -> str:
    """Return the statement that keeps each case's longest wait for the touchpoints that have a limit."""
    return f"""
CREATE TEMP TABLE longest AS
SELECT case_id, target, max(waited) AS waited FROM ({steps}) GROUP BY case_id, target
"""
