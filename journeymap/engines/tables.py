"""The last stage, as SQL: cases → the tables of a measurement.

    bounds      shortest and longest wait of every bucket
    left_after  how long a case is quiet before it has left, by its last touchpoint; goals have none
    work        working time by day, where waits are counted in it
    limits      the longest wait that was promised, or is borne, by touchpoint
    told        whether a channel is planned at a touchpoint
    met         each case at each touchpoint that it met: whether a condition held
    sequences   distinct sequences with what their cases add up to

A step has `case_id`, `segment`, `source`, `target`, `begun`, `arrived`, `waited`, `promised` and `due`.
"""

# ruff: noqa: S608 - every value is ours

from collections.abc import Iterable

from journeymap.buckets import EXACT_MS, STEP
from journeymap.engines.cases import PROMISED, Shape
from journeymap.engines.rows import DAY_US
from journeymap.engines.snippets import scaled, text

__all__ = [
    "FROM_START",
    "OVERLAPS",
    "SATISFACTION",
    "SERVICES",
    "TOUCHES",
    "VARIANTS",
    "arrivals",
    "beyond",
    "case_file",
    "conditions",
    "in_working_time",
    "meetings",
    "met",
    "sequences",
    "to_targets",
    "transitions",
    "waits",
]

FROM_START = -1
"""The number that stands for the beginning of a case, whatever its first touchpoint."""


def transitions(shape: Shape) -> str:
    """Return the query of every step of every case: from the end of an event to the start of the next one."""
    details = [_after_first(shape, name) for name in PROMISED]
    return f"""
SELECT case_id, segment, source, target, begun, arrived, {_waited("begun", "arrived", shape)} AS waited, promised, due
FROM (
    SELECT case_id, segment, unnest(codes[1:len(codes) - 1]) AS source, unnest(codes[2:]) AS target,
        unnest(ends[1:len(ends) - 1]) AS begun, unnest(times[2:]) AS arrived, {", ".join(details)}
    FROM cases
)
"""


def _after_first(shape: Shape, name: str) -> str:
    return f"unnest({name}_list[2:]) AS {name}" if shape.has(name) else f"CAST(NULL AS BIGINT) AS {name}"


def _waited(begun: str, arrived: str, shape: Shape) -> str:
    """An event that starts before the one before is over was not waited for."""
    return f"greatest({arrived} - {begun}, 0)" if shape.has("end_us") else f"{arrived} - {begun}"


def to_targets(steps: str, targets: Iterable[int]) -> str:
    """Return the query of the steps to some touchpoints."""
    return f"SELECT * FROM ({steps}) WHERE target IN ({', '.join(map(str, targets))})"


def arrivals(shape: Shape, source: int, target: int) -> str:
    """Return the query of waits from the first event at `source` to each arrival at `target` from elsewhere.

    One row an arrival, with the columns of a step. An arrival counts where the first `source` came before it.
    """
    first = "1" if source == FROM_START else f"list_position(codes, {source})"
    begun = "times[1]" if source == FROM_START else "ends[position]"
    details = [_after_first(shape, name) for name in PROMISED]
    return f"""
SELECT case_id, segment, {source} AS source, target, begun, arrived, {_waited("begun", "arrived", shape)} AS waited,
    promised, due
FROM (
    SELECT case_id, segment, position, {begun} AS begun, unnest(codes[2:]) AS target,
        unnest(codes[1:len(codes) - 1]) AS previous, unnest(times[2:]) AS arrived,
        unnest(range(2, len(codes) + 1)) AS arrival, {", ".join(details)}
    FROM (SELECT *, {first} AS position FROM cases WHERE list_contains(codes, {target}))
)
WHERE target = {target} AND previous <> {target} AND position < arrival
"""


def in_working_time(steps: str, first: int, share: tuple[int, int]) -> str:
    """Return the query of steps whose wait is counted in working time, as long as it takes by the clock on average.

    Args:
        steps: The query of the steps.
        first: Time of the log's first event, in microseconds since 1970.
        share: How much time passes per working time, as a fraction.
    """
    worked = f"{_worked('later', 'arrived', first)} - ({_worked('earlier', 'begun', first)})"
    return f"""
SELECT case_id, segment, source, target, begun, arrived, greatest({scaled(worked, *share)}, 0) AS waited, promised, due
FROM ({steps})
JOIN work AS earlier ON earlier.day = (begun + {first}) // {DAY_US}
JOIN work AS later ON later.day = (arrived + {first}) // {DAY_US}
"""


def _worked(row: str, time: str, first: int) -> str:
    spans = [("opens", "closes"), ("opens_again", "closes_again")]
    within = f"(({time} + {first}) % {DAY_US})"
    parts = [f"greatest(least({within}, {row}.{closes}) - {row}.{opens}, 0)" for opens, closes in spans]
    return f"{row}.worked + {' + '.join(parts)}"


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


OVERLAPS = "SELECT count(*) FROM ({steps}) WHERE begun > arrived"
"""Steps to events that start before the one before is over."""

SERVICES = """
SELECT segment, code AS source, code AS target, finished - begun AS waited
FROM (SELECT segment, unnest(codes) AS code, unnest(times) AS begun, unnest(end_us_list) AS finished FROM cases)
WHERE finished IS NOT NULL
"""
"""How long each event took; it is sorted into buckets like a wait."""

SATISFACTION = """
SELECT segment, code, score, count(*)
FROM (SELECT segment, unnest(codes) AS code, unnest(score_list) AS score FROM cases)
WHERE score IS NOT NULL GROUP BY segment, code, score
"""

TOUCHES = """
SELECT segment, code, channel, count(*), count(clicks), coalesce(sum(clicks), 0), count(failed),
    count(*) FILTER (failed), count(*) FILTER (commented)
FROM (
    SELECT segment, unnest(codes) AS code, unnest(channel_list) AS channel, unnest(clicks_list) AS clicks,
        unnest(failed_list) AS failed, unnest(commented_list) AS commented
    FROM cases
)
GROUP BY segment, code, channel
"""

_MEAN = "CASE WHEN answers > 0 THEN (2 * shares + answers) // (2 * answers) END"
"""A case's satisfaction: the mean of its answers, rounded."""


def sequences(last: int) -> str:
    """Return the statement that adds up the cases of each distinct sequence.

    Args:
        last: When the log was taken, in microseconds since its first event.
    """
    settled = "FILTER (NOT under_way)"
    return f"""
CREATE TEMP TABLE sequences AS
SELECT segment, codes, count(*) AS n, count(*) FILTER (under_way) AS n_under_way,
    count(success) AS judged, count(*) FILTER (success) AS succeeded, sum(over - times[1]) AS lasted,
    min(case_id) AS example,
    count(mean) AS answered, coalesce(sum(mean), 0) AS satisfaction, coalesce(sum(mean * mean), 0) AS squares,
    count(clicked) AS n_clicked, coalesce(sum(clicked), 0) AS clicks,
    count(value) AS valued, coalesce(sum(value), 0) AS value,
    count(success) {settled} AS settled_judged, count(*) FILTER (success AND NOT under_way) AS settled_succeeded,
    count(mean) {settled} AS settled_answered, coalesce(sum(mean) {settled}, 0) AS settled_satisfaction,
    coalesce(sum(mean * mean) {settled}, 0) AS settled_squares
FROM ({_judged_cases(last)})
GROUP BY segment, codes
"""


def _judged_cases(last: int) -> str:
    """Every case with its satisfaction, whether it is under way, and whether it is complete or has left."""
    return f"""
SELECT cases.*, {_MEAN} AS mean, NOT done AND coalesce({last} - over <= quiet, false) AS under_way
FROM cases LEFT JOIN left_after ON left_after.code = cases.codes[-1]
"""


def case_file(last: int, first: int, path: str) -> str:
    """Return the statement that writes a row a case, with the number that `numbered` gives the example of its sequence.

    Args:
        last: When the log was taken, in microseconds since its first event.
        first: Time of the log's first event, in microseconds since 1970.
        path: The CSV file to write.
    """
    moments = {"begun": "times[1]", "ended": "over"}
    told = [f"strftime(make_timestamp({us} + {first}), '%Y-%m-%dT%H:%M:%SZ') AS {name}" for name, us in moments.items()]
    return f"""
COPY (
    SELECT case_id AS "case", variant, under_way, success, {", ".join(told)}
    FROM ({_judged_cases(last)}) AS judged
    JOIN (SELECT segment, codes, example FROM sequences) USING (segment, codes)
    JOIN numbered USING (example)
    ORDER BY case_id
) TO {text(path)} (FORMAT csv, HEADER)
"""


VARIANTS = """
WITH steps AS (
    SELECT sequences.rowid AS sequence, unnest(range(1, len(cases.codes))) AS position,
        unnest(times[2:]) - unnest(ends[1:len(ends) - 1]) AS waited
    FROM cases JOIN sequences USING (segment, codes)
),
sums AS (
    SELECT sequence, position, CAST(sum(greatest(waited, 0)) AS BIGINT) AS waited FROM steps GROUP BY sequence, position
),
lists AS (SELECT sequence, list(waited ORDER BY position) AS waits FROM sums GROUP BY sequence)
SELECT waits, sequences.* FROM sequences LEFT JOIN lists ON lists.sequence = sequences.rowid
"""
"""The sequences, each with the waits of its steps, added up."""


def meetings(shape: Shape, steps: str) -> list[str]:
    """Return the queries that say, of every visit for which it is known, whether a condition held.

    Args:
        shape: What the events have.
        steps: The query of the steps whose wait counts, to all touchpoints.
    """
    visited = "SELECT case_id, unnest(codes) AS target"
    found = []
    if shape.has("due"):
        windows = "unnest(due_from_list) AS due_from, unnest(due_list) AS due"
        timed = f"{visited}, unnest(times) AS arrived, {windows} FROM cases"
        found += [
            f"SELECT case_id, target, 'late', waited > promised FROM ({steps}) WHERE promised IS NOT NULL",
            f"SELECT case_id, target, 'late', arrived > due FROM ({timed}) WHERE due IS NOT NULL",
            f"SELECT case_id, target, 'early', arrived < due_from FROM ({timed}) WHERE due_from IS NOT NULL",
        ]
    for detail, condition in (("unhappy", "low_score"), ("failed", "failed")):
        if shape.has(detail):
            known = f"{visited}, unnest({detail}_list) AS holds FROM cases"
            found.append(f"SELECT case_id, target, '{condition}', holds FROM ({known}) WHERE holds IS NOT NULL")
    if shape.has("channel"):
        heard = f"({visited}, unnest(channel_list) AS channel FROM cases)"
        switched = (
            "SELECT case_id, unnest(codes[2:]) AS target, unnest(channel_list[2:]) AS channel, "
            "unnest(channel_list[1:len(channel_list) - 1]) AS previous FROM cases"
        )
        heard += " AS heard JOIN told ON told.code = heard.target AND told.channel = heard.channel"
        known = "channel IS NOT NULL AND previous IS NOT NULL"
        found += [
            f"SELECT case_id, target, 'other_channel', NOT planned FROM {heard}",
            f"SELECT case_id, target, 'channel_switch', channel <> previous FROM ({switched}) WHERE {known}",
        ]
    return found


def met(questions: Iterable[str]) -> str:
    """Return the statement that keeps, of each case at each touchpoint, whether a condition ever held."""
    return f"""
CREATE TEMP TABLE met AS
SELECT case_id, target, condition, bool_or(holds) AS holds
FROM (SELECT CAST(NULL AS VARCHAR) AS case_id, 0 AS target, '' AS condition, false AS holds WHERE false
    UNION ALL {" UNION ALL ".join(questions)})
GROUP BY case_id, target, condition
"""


def beyond(steps: str) -> str:
    """Return the query that says whether a wait was longer than its touchpoint's limit; own promises come first."""
    return f"""
SELECT case_id, target, condition, waited > longest_wait AS holds
FROM ({steps}) AS steps JOIN limits ON limits.code = steps.target WHERE promised IS NULL AND due IS NULL
"""


def conditions(last: int) -> str:
    """Return the query of cases by touchpoint and condition: those for which it held, then all that are settled."""
    held, everyone = (_outcomes(which) for which in ("holds", "true"))
    return f"""
SELECT segment, target, condition, {held}, {everyone}
FROM met JOIN ({_judged_cases(last)}) AS judged USING (case_id)
WHERE NOT under_way GROUP BY segment, target, condition
"""


def _outcomes(which: str) -> str:
    return (
        f"count(*) FILTER ({which}), count(*) FILTER ({which} AND done), count(success) FILTER ({which}), "
        f"count(*) FILTER ({which} AND success), count(mean) FILTER ({which}), "
        f"coalesce(sum(mean) FILTER ({which}), 0), coalesce(sum(mean * mean) FILTER ({which}), 0)"
    )
