"""The first stage, as SQL: rows of a log → events.

    rows_read   one row a row of the log: values as they stand there, times by the clock of their zone
    zone        what to subtract from a clock to get UTC, by day; only where the log names its time zone
    promises    the waits that were promised in words, and what they mean; only where there are any
    events      one row an event, bad ones too: each value read, NULL where it is not given or cannot be read
    looked_at   what one look at all events tells: names and channels, how many are bad, first and last time
    good        the events that can be read

`events` always has the same columns, whatever the log has: `number`, `case_id`, `name`, `segment`, `sort_by`, `us`
and `end_us` (microseconds since 1970 in UTC), `score`, `success`, `clicks`, `failed`, `value`, `channel`, `commented`,
`promised` (a wait in microseconds), `due_from` and `due` (the first and the last microsecond that keep a promise), for
each that may be unreadable its `…_text`, and `zoned`, `odd`, `midnight` to count what a reader should know of times.
"""

# ruff: noqa: S608 - every name and text of a user is quoted by the snippets, every other value is ours

from collections.abc import Iterable, Iterator, Sequence

from journeymap.engines.columns import Columns
from journeymap.engines.snippets import (
    INTERVAL,
    boolean,
    given,
    identifier,
    is_blank,
    is_number,
    microseconds,
    money,
    number,
    seconds,
    since_1970,
    sortable,
    text,
    whole,
)
from journeymap.engines.sources import Source
from journeymap.eventlog import ROW, EventLog
from journeymap.units import DAY

__all__ = [
    "BAD",
    "BAD_ROWS",
    "CHANNELS",
    "CHECK",
    "CLOCKS",
    "DAY_US",
    "ENDS",
    "FAILED",
    "LOOKED_AT",
    "NAMES",
    "NONE",
    "NOTICED",
    "PROMISES",
    "UNREAD",
    "WENT_WELL",
    "bad_rows",
    "clock_days",
    "count_unread",
    "events",
    "good",
    "rows_read",
    "unread",
]

NONE = "(none)"
"""The segment of cases that have no value."""

DAY_US = round(DAY * 1e6)

FAILED = ("failed", "failure", "error", "aborted", "cancelled", "canceled", "rejected", "timeout", "false", "no", "0")
"""Outcomes that mean failure, where nobody says which do."""

WENT_WELL = ("ok", "success", "succeeded", "complete", "completed", "done", "passed", "true", "yes", "1")
"""Those that do not."""

CLOCKS = ("at", "end", "due")
"""The columns of times; of each the clock and whether it names its zone are read."""

BAD_ROWS = {
    "timestamp": "us IS NULL",
    "case": is_blank("case_id"),
    "touchpoint": is_blank("name"),
    "order": "sort_by IS NULL",
}
"""What makes a row unreadable, by the column that is to blame."""

LOOKED_AT = f"""
CREATE TEMP TABLE looked_at AS
SELECT * REPLACE (is_good AND NOT {BAD_ROWS["touchpoint"]} AS is_good)
FROM (
    SELECT name, channel, NOT ({" OR ".join(bad for of, bad in BAD_ROWS.items() if of != "touchpoint")}) AS is_good,
        count(*) AS n, sum(zoned) AS zoned, sum(naive) AS naive, count(*) FILTER (midnight) AS midnight,
        count(*) FILTER (odd = 'gap') AS gap, count(*) FILTER (odd = 'overlap') AS overlap,
        min(us) AS first_us, greatest(max(us), max(end_us)) AS last_us
    FROM events GROUP BY ALL
)
"""
"""What one look at all events tells, by name and channel, apart for those that can be read."""

CHECK = """
SELECT coalesce(sum(n), 0), coalesce(sum(n) FILTER (is_good), 0), coalesce(sum(zoned), 0), coalesce(sum(naive), 0)
FROM looked_at
"""
"""How many rows there are, are good, times with a zone and without one."""

BAD = f"SELECT {', '.join(f'count(*) FILTER ({bad})' for bad in BAD_ROWS.values())} FROM events"
"""How many rows are bad for each reason."""

NOTICED = "SELECT sum(n), sum(midnight), sum(gap), sum(overlap) FROM looked_at WHERE is_good"
"""Events, those at midnight, at times that the clocks skip, and at times that they show twice."""

NAMES = """
SELECT name FROM looked_at WHERE is_good
GROUP BY name ORDER BY list_contains(?, name) DESC, sum(n) DESC, name LIMIT ?
"""
"""The names of events: those that are known, then the others, most frequent first."""

ENDS = "SELECT min(first_us), max(last_us) FROM looked_at WHERE is_good"

PROMISES = """
SELECT DISTINCT promised_text FROM rows_read WHERE promised_text IS NOT NULL AND due_clock IS NULL LIMIT ?
"""

CHANNELS = "SELECT DISTINCT channel FROM looked_at WHERE is_good AND channel IS NOT NULL LIMIT ?"

UNREAD = {
    "satisfaction": "score_text IS NOT NULL AND (score IS NULL OR score < low OR score > high)",
    "success": "success_text IS NOT NULL AND success IS NULL",
    "clicks": "clicks_text IS NOT NULL AND clicks IS NULL",
    "outcome": "outcome_text IS NOT NULL AND failed IS NULL",
    "value": "value_text IS NOT NULL AND value IS NULL",
    "promised": "promised_text IS NOT NULL AND promised IS NULL AND due IS NULL",
    "end": "(end_text IS NOT NULL AND end_us IS NULL) OR end_us < us",
}
"""When a value cannot be read, by the column that holds it; scores lie on their touchpoint's scale."""

_TEXTS = {"satisfaction": "score_text", "end": "end_text"}


def good(*, all_are: bool) -> str:
    """Return the statement that makes `good`; where all rows are, none of them is asked again."""
    bad = " OR ".join(BAD_ROWS.values())
    return f"CREATE TEMP VIEW good AS SELECT * FROM events{'' if all_are else f' WHERE NOT ({bad})'}"


def count_unread(meanings: Iterable[str]) -> str:
    """Return the query that counts the values of some columns that cannot be read."""
    counts = [f"count(*) FILTER ({UNREAD[meaning]})" for meaning in meanings]
    return f"SELECT {', '.join(counts)} FROM good JOIN codes USING (name)"


def unread(meaning: str) -> str:
    """Return the query of the first values of a column that cannot be read, with the rows they stand in."""
    words = _TEXTS.get(meaning, f"{meaning}_text")
    return f"""
SELECT number, {words} FROM good JOIN codes USING (name)
WHERE {UNREAD[meaning]} ORDER BY number LIMIT 5
"""


def bad_rows(reason: str) -> str:
    """Return the query of the first rows that are bad for a reason, with the text that stands for the time."""
    return f"SELECT number, at_text FROM events WHERE {BAD_ROWS[reason]} ORDER BY number LIMIT 5"


def rows_read(source: Source, columns: Columns, log: EventLog) -> str:
    """Return the statements that make `rows_read`: of CSV a table, while Parquet stays where it is.

    The table, `rows_held`, has no column for what the log does not have: it would take as much room as one of values.
    """
    raw = {
        "case_id": f"CAST({identifier(columns.case)} AS VARCHAR)",
        "name": f"CAST({identifier(columns.touchpoint)} AS VARCHAR)",
        "segment": _segment(columns.segments),
        "row_number": source.row or "NULL",
        "sort_value": identifier(columns.order) if columns.order not in {None, ROW} else "0",
        "at_value": identifier(columns.timestamp),
        "end_value": identifier(columns.end) if columns.end else "NULL",
        "due_value": _promise(columns),
        "score_text": _text_of(columns.satisfaction),
        **{f"{what}_text": _text_of(getattr(columns, what)) for what in ("success", "clicks", "outcome", "value")},
        "channel": _text_of(columns.channel),
        "commented": f"{_text_of(columns.comment)} IS NOT NULL",
    }
    selected = ", ".join(f"{expression} AS {name}" for name, expression in raw.items())
    clocks = ", ".join(_clocks(columns, log))
    passed = [name for name in raw if not name.endswith("_value")]
    read = f"SELECT {', '.join(passed)}, sort_value, {clocks} FROM (SELECT {selected} FROM {source.relation})"
    if source.row is not None:
        return f"CREATE TEMP VIEW rows_read AS {read}"
    lacking = _lacking(columns)
    constants = "".join(f", {constant} AS {name}" for name, constant in lacking.items())
    return f"""
CREATE TEMP TABLE rows_held AS SELECT * EXCLUDE ({", ".join(["row_number", *lacking])}) FROM ({read});
CREATE TEMP VIEW rows_read AS SELECT *, rowid AS row_number{constants} FROM rows_held
"""


def _lacking(columns: Columns) -> dict[str, str]:
    """SQL of the columns of `rows_read` that say nothing, for the log has no such column."""
    made = {
        "satisfaction": {"score_text": "VARCHAR"},
        **{meaning: {f"{meaning}_text": "VARCHAR"} for meaning in ("success", "clicks", "outcome", "value")},
        "channel": {"channel": "VARCHAR"},
        "comment": {"commented": "BOOLEAN"},
        "end": {"end_clock": "BIGINT", "end_zoned": "BOOLEAN", "end_text": "VARCHAR"},
        "promised": {"due_clock": "BIGINT", "due_zoned": "BOOLEAN", "promised_text": "VARCHAR"},
    }
    lacking = {
        name: f"CAST(NULL AS {kind})"
        for meaning, kinds in made.items()
        if getattr(columns, meaning) is None
        for name, kind in kinds.items()
    }
    lacking |= {} if columns.segments else {"segment": _segment(())}
    return lacking | ({} if columns.order not in {None, ROW} else {"sort_value": "0"})


def _promise(columns: Columns) -> str:
    if columns.promised is None:
        return "NULL"
    column = identifier(columns.promised)
    return seconds(column) if columns.kinds[columns.promised] == INTERVAL else column


def _text_of(column: str | None) -> str:
    return given(identifier(column)) if column else "CAST(NULL AS VARCHAR)"


def _segment(columns: Sequence[str]) -> str:
    values = [f"coalesce(nullif(CAST({identifier(name)} AS VARCHAR), ''), {text(NONE)})" for name in columns]
    return f"CAST([{', '.join(values)}] AS VARCHAR[])"


def _clocks(columns: Columns, log: EventLog) -> Iterator[str]:
    """Of each time: the clock, whether it names its zone, and the text where it is no time."""
    for name, column in zip(CLOCKS, (columns.timestamp, columns.end, columns.promised), strict=True):
        if column is None:
            yield f"CAST(NULL AS BIGINT) AS {name}_clock, CAST(NULL AS BOOLEAN) AS {name}_zoned"
            yield f"CAST(NULL AS VARCHAR) AS {'promised' if name == 'due' else name}_text"
            continue
        kind, value = columns.kinds[column].replace(INTERVAL, "VARCHAR"), f"{name}_value"
        if log.time_unit and name != "due" and (is_number(kind) or kind == "VARCHAR"):
            clock, zoned = since_1970(value, log.time_unit), "true"
        elif is_number(kind):
            clock, zoned = "CAST(NULL AS BIGINT)", "CAST(NULL AS BOOLEAN)"
        else:
            clock, zoned = microseconds(value, kind)
        words = f"CAST({value} AS VARCHAR)" if name == "at" else given(value)
        yield f"{clock} AS {name}_clock, {zoned} AS {name}_zoned"
        yield (
            f"{words} AS promised_text"
            if name == "due"
            else f"CASE WHEN {clock} IS NULL THEN {words} END AS {name}_text"
        )


def clock_days() -> str:
    """Return the query of the first and the last day of any clock whose zone is not named."""
    days = [f"SELECT {name}_clock // {DAY_US} AS day FROM rows_read WHERE NOT {name}_zoned" for name in CLOCKS]
    return f"SELECT min(day), max(day) FROM ({' UNION ALL '.join(days)})"


def events(columns: Columns, log: EventLog) -> str:
    """Return the statement that makes `events`; `zone` and `promises` are there if they are needed."""
    order = columns.order or ""
    sort_by = {"": "0", ROW: "number"}.get(order) or sortable("sort_value", columns.kinds[order])
    due_is_day = f"(NOT due_zoned AND due_clock % {DAY_US} = 0)"
    joins = _zone_joins(columns) if log.timezone else ""
    odd = (
        "CASE WHEN NOT at_zoned AND at_clock >= at_zone.odd_from AND at_clock < at_zone.odd_until THEN at_zone.odd END"
    )
    if columns.promised:
        joins += " LEFT JOIN promises ON promises.words = promised_text"
    values = {
        "sort_by": sort_by,
        "us": _utc("at", log),
        "end_us": _utc("end", log),
        "due_from": f"CASE WHEN {due_is_day} THEN {_utc('due', log)} END",
        "due": f"CASE WHEN {due_is_day} THEN {_utc('due', log, days=1)} - 1 ELSE {_utc('due', log)} END",
        "promised": "promises.wait" if columns.promised else "CAST(NULL AS BIGINT)",
        "score": number("score_text"),
        "success": boolean("success_text") if columns.success else "CAST(NULL AS BOOLEAN)",
        "clicks": whole("clicks_text") if columns.clicks else "CAST(NULL AS BIGINT)",
        "failed": _failed(log.failed) if columns.outcome else "CAST(NULL AS BOOLEAN)",
        "value": money("value_text") if columns.value else "CAST(NULL AS DECIMAL(18, 4))",
        "zoned": " + ".join(f"CAST(coalesce({name}_zoned, false) AS INTEGER)" for name in CLOCKS),
        "naive": " + ".join(f"CAST(coalesce(NOT {name}_zoned, false) AS INTEGER)" for name in CLOCKS),
        "odd": odd if log.timezone else "CAST(NULL AS VARCHAR)",
        "midnight": f"at_clock % {DAY_US} = 0",
    }
    passed = ("case_id", "name", "segment", "channel", "commented", "at_text", "end_text", "score_text")
    texts = [f"{what}_text" for what in ("success", "clicks", "outcome", "value", "promised")]
    return f"""
CREATE TEMP VIEW events AS
SELECT number, {", ".join((*passed, *texts))}, {", ".join(f"{value} AS {name}" for name, value in values.items())}
FROM (SELECT row_number + 1 AS number, * FROM rows_read) {joins}
"""


def _zone_joins(columns: Columns) -> str:
    names = ["at", *(["end"] if columns.end else []), *(["due"] if columns.promised else [])]
    joins = [f"LEFT JOIN zone AS {name}_zone ON {name}_zone.day = {name}_clock // {DAY_US}" for name in names]
    if columns.promised:
        joins.append(f"LEFT JOIN zone AS due_zone_1 ON due_zone_1.day = due_clock // {DAY_US} + 1")
    return " ".join(joins)


def _utc(name: str, log: EventLog, *, days: int = 0) -> str:
    """Return SQL of a clock in UTC; a zone of the log is subtracted where the time names none."""
    clock = f"{name}_clock" + (f" + {days * DAY_US}" if days else "")
    if not log.timezone or (name == "end" and not log.end) or (name == "due" and not log.promised):
        return clock
    zone = f"{name}_zone_1" if days else f"{name}_zone"
    offset = f"CASE WHEN {name}_zoned THEN 0 WHEN {clock} < {zone}.switch THEN {zone}.before ELSE {zone}.after END"
    return f"{clock} - coalesce({offset}, 0)"


def _failed(named: Sequence[str]) -> str:
    """Return SQL of whether an outcome means failure; NULL where none is given, or nobody said what it means."""
    words, listed = "lower(outcome_text)", ", ".join(text(value.strip().lower()) for value in named or FAILED)
    if named:
        return f"CASE WHEN outcome_text IS NOT NULL THEN {words} IN ({listed}) END"
    return (
        f"CASE WHEN {words} IN ({listed}) THEN true WHEN {words} IN ({', '.join(map(text, WENT_WELL))}) THEN false END"
    )
