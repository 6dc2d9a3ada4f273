"""The last stage, as SQL: cases → the tables of a measurement.

    bounds      shortest and longest wait of every bucket
    left_after  how long a case is quiet before it has left, by its last touchpoint; goals have none
    work        working time by day, where waits are counted in it
    limits      the longest wait that was promised, or is borne, by touchpoint
    told        whether a channel is planned at a touchpoint
    met         each case at each touchpoint that it met: which conditions are known there, and which held
    sums        what the answers, clicks and ends of a case come to; only where there are any
    judged      the cases: their satisfaction, whether they are under way; those who are not are complete or have left
    sequences   distinct sequences with what their cases add up to

A step has the `number` of its case, `segment`, `source`, `target`, `begun`, `arrived`, `waited`, `promised` and `due`.
"""

# ruff: noqa: S608 - every value is ours

from collections.abc import Iterable

from journeymap.buckets import EXACT_MS, STEP
from journeymap.engines.naming import MAX_TOUCHPOINTS
from journeymap.engines.packing import Packing
from journeymap.engines.rows import DAY_US
from journeymap.engines.snippets import scaled, text

__all__ = [
    "ALIKE",
    "CONDITIONS",
    "EVERY_CASE",
    "FROM_START",
    "OVERLAPS",
    "SATISFACTION",
    "SEQUENCES",
    "SERVICES",
    "SUMS",
    "TOUCHES",
    "arrivals",
    "beyond",
    "case_file",
    "conditions",
    "in_working_time",
    "judged",
    "meetings",
    "met",
    "one_case",
    "to_targets",
    "transitions",
    "variants",
    "waits",
]

CONDITIONS = ("late", "early", "long_wait", "low_score", "failed", "other_channel", "channel_switch")
"""What may hold of a visit; two bits each tell whether it is known and whether it held."""

FROM_START = -1
"""The number that stands for the beginning of a case, whatever its first touchpoint."""


def transitions(packing: Packing) -> str:
    """Return the query of every step of every case: from the end of an event to the start of the next one."""
    return f"""
SELECT number, segment, source, target, begun, arrived, {_waited("begun", "arrived", packing)} AS waited, promised, due
FROM (
    SELECT number, steps.segment, {packing.code("x")} AS source, {packing.code("y")} AS target,
        {packing.ended("x", "earlier")} AS begun, {packing.us("y")} AS arrived,
        {packing.promised(("promised", "due"))}
    FROM ({_STEPS}) AS steps {_ends_joined(packing)} {packing.promise("y")}
)
"""


_STEPS = """
SELECT number, segment, pledged, unnest(events[1:last - 1]) AS x, unnest(events[2:last]) AS y FROM cases
"""
"""Each event of a case but the last, with the next one."""


def _ends_joined(packing: Packing) -> str:
    return packing.joined("x", "earlier") if packing.shape.has("end_us") else ""


def _waited(begun: str, arrived: str, packing: Packing) -> str:
    """An event that starts before the one before is over was not waited for."""
    return f"greatest({arrived} - {begun}, 0)" if packing.shape.has("end_us") else f"{arrived} - {begun}"


def to_targets(steps: str, targets: Iterable[int]) -> str:
    """Return the query of the steps to some touchpoints."""
    return f"SELECT * FROM ({steps}) WHERE target IN ({', '.join(map(str, targets))})"


def arrivals(packing: Packing, source: int, target: int) -> str:
    """Return the query of waits from the first event at `source` to each arrival at `target` from elsewhere.

    One row an arrival, with the columns of a step. An arrival counts where the first `source` came before it.
    """
    first = "1" if source == FROM_START else f"list_position(codes, {source})"
    begun = packing.us("x") if source == FROM_START else packing.ended("x", "earlier")
    return f"""
SELECT number, segment, {source} AS source, {target} AS target, begun, arrived,
    {_waited("begun", "arrived", packing)} AS waited, promised, due
FROM (
    SELECT number, steps.segment, {begun} AS begun, {packing.us("y")} AS arrived,
        {packing.promised(("promised", "due"))}
    FROM (
        SELECT number, segment, pledged, position, events[position] AS x, unnest(events[1:last - 1]) AS previous,
            unnest(events[2:last]) AS y, unnest(range(2, last + 1)) AS arrival
        FROM (SELECT *, {first} AS position FROM cases WHERE list_contains(codes, {target}))
    ) AS steps
    {_ends_joined(packing)} {packing.promise("y")}
    WHERE {packing.code("y")} = {target} AND {packing.code("previous")} <> {target} AND position < arrival
)
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
SELECT number, segment, source, target, begun, arrived, greatest({scaled(worked, *share)}, 0) AS waited, promised, due
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

SERVICES = (
    "SELECT segment, code AS source, code AS target, end_us - us AS waited FROM happened WHERE end_us IS NOT NULL"
)
"""How long each event took; it is sorted into buckets like a wait."""

SATISFACTION = """
SELECT segment, code, score, count(*) FROM happened WHERE score IS NOT NULL GROUP BY segment, code, score
"""

TOUCHES = """
SELECT segment, code, channel, count(*), count(clicks), coalesce(sum(clicks), 0), count(failed),
    count(*) FILTER (failed), count(*) FILTER (commented)
FROM happened GROUP BY segment, code, channel
"""

SUMS = """
CREATE TEMP TABLE sums AS
SELECT number, count(share) AS answers, sum(share) AS shares, sum(clicks) AS clicked, max(coalesce(end_us, us)) AS over
FROM happened GROUP BY number
"""

_MEAN = "CASE WHEN answers > 0 THEN (2 * shares + answers) // (2 * answers) END"
"""A case's satisfaction: the mean of its answers, rounded."""


def judged(packing: Packing, last: int) -> str:
    """Return the statement that makes `judged`.

    Args:
        packing: How an event became one integer.
        last: When the log was taken, in microseconds since its first event.
    """
    has_sums = any(map(packing.shape.has, ("share", "clicks", "end_us")))
    known = f"{_MEAN} AS mean, clicked, over"
    unknown = f"CAST(NULL AS BIGINT) AS mean, CAST(NULL AS BIGINT) AS clicked, {packing.us('events[last]')} AS over"
    return f"""
CREATE TEMP VIEW judged AS
SELECT *, NOT done AND coalesce({last} - over <= quiet, false) AS under_way
FROM (
    SELECT cases.*, {packing.us("events[1]")} AS begun, {known if has_sums else unknown}
    FROM cases {"JOIN sums USING (number)" if has_sums else ""}
) AS summed LEFT JOIN left_after ON left_after.code = codes[-1]
"""


SEQUENCES = """
CREATE TEMP TABLE sequences AS
SELECT segment, codes, count(*) AS n, count(*) FILTER (under_way) AS n_under_way,
    count(success) AS judged, count(*) FILTER (success) AS succeeded, sum(over - begun) AS lasted,
    min(case_id) AS example,
    count(mean) AS answered, coalesce(sum(mean), 0) AS satisfaction, coalesce(sum(mean * mean), 0) AS squares,
    count(clicked) AS n_clicked, coalesce(sum(clicked), 0) AS clicks,
    coalesce(sum(clicked * clicked), 0) AS clicks_squares,
    sum(CAST(over - begun AS HUGEINT) * (over - begun)) AS lasted_squares,
    count(value) AS valued, coalesce(sum(value), 0) AS value,
    count(success) FILTER (NOT under_way) AS settled_judged,
    count(*) FILTER (success AND NOT under_way) AS settled_succeeded,
    count(mean) FILTER (NOT under_way) AS settled_answered,
    coalesce(sum(mean) FILTER (NOT under_way), 0) AS settled_satisfaction,
    coalesce(sum(mean * mean) FILTER (NOT under_way), 0) AS settled_squares
FROM judged GROUP BY segment, codes
"""


EVERY_CASE = """
SELECT case_id, variant, under_way, success, begun, over
FROM judged
JOIN (SELECT segment, codes, example FROM sequences) USING (segment, codes)
JOIN numbered USING (example)
"""
"""The cases, each with the number that `numbered` gives the example of its sequence."""


def case_file(cases: str, first: int, path: str) -> str:
    """Return the statement that writes a row a case, in the order of their ids.

    Args:
        cases: A query with the columns of `EVERY_CASE`.
        first: Time of the log's first event, in microseconds since 1970.
        path: The CSV file to write.
    """
    moments = {"begun": "begun", "ended": "over"}
    told = [f"strftime(make_timestamp({us} + {first}), '%Y-%m-%dT%H:%M:%SZ') AS {name}" for name, us in moments.items()]
    return f"""
COPY (
    SELECT case_id AS "case", variant, under_way, success, {", ".join(told)}
    FROM ({cases}) ORDER BY case_id
) TO {text(path)} (FORMAT csv, HEADER)
"""


def one_case(packing: Packing) -> str:
    """Return the query of the events of one case, whose id is the parameter: how it stands, then what each has."""
    kept = ("score", "share", "channel", "clicks", "failed")
    known = ", ".join(f"own.{name}" if packing.shape.has(name) else "NULL" for name in kept)
    return f"""
SELECT told.under_way, told.success, {packing.code("x")}, {packing.us("x")}, {packing.ended("x", "own")}, {known},
    {packing.promised(("promised", "due"))}
FROM (
    SELECT under_way, success, pledged, unnest(events[1:last]) AS x, unnest(range(last)) AS position
    FROM judged WHERE case_id = $1
) AS told {packing.joined("x", "own")} {packing.promise("x")}
ORDER BY position
"""


ALIKE = "SELECT case_id FROM cases ORDER BY jaro_winkler_similarity(case_id, $1) DESC, case_id LIMIT 3"
"""The cases whose ids are most like a text."""


def variants(packing: Packing) -> str:
    """Return the query of the sequences, each with the waits of its steps, added up."""
    waited = f"greatest({packing.us('y')} - {packing.ended('x', 'earlier')}, 0)"
    return f"""
WITH steps AS (
    SELECT sequences.rowid AS sequence, unnest(range(1, last)) AS position, unnest(events[1:last - 1]) AS x,
        unnest(events[2:last]) AS y
    FROM cases JOIN sequences USING (segment, codes)
),
sums AS (
    SELECT sequence, position, CAST(sum({waited}) AS BIGINT) AS waited
    FROM steps {_ends_joined(packing)} GROUP BY sequence, position
),
lists AS (SELECT sequence, list(waited ORDER BY position) AS waits FROM sums GROUP BY sequence)
SELECT waits, sequences.* FROM sequences LEFT JOIN lists ON lists.sequence = sequences.rowid
"""


def meetings(packing: Packing, steps: str) -> list[str]:
    """Return the queries that say, of visits, which conditions are known and which held.

    Args:
        packing: How an event became one integer.
        steps: The query of the steps whose wait counts, to all touchpoints.
    """
    found = []
    shape = packing.shape
    if shape.has("due"):
        late = _told("late", "waited > promised")
        found.append(f"SELECT number, target, {late} AS told FROM ({steps}) WHERE promised IS NOT NULL")
    if shape.has("channel"):
        found.append(_switched(packing))
    questions = {"late": "us > due", "early": "us < due_from"} if shape.has("due") else {}
    questions |= {"low_score": "unhappy"} if shape.has("unhappy") else {}
    questions |= {"failed": "failed"} if shape.has("failed") else {}
    questions |= {"other_channel": "NOT planned"} if shape.has("channel") else {}
    if questions:
        told = " + ".join(_told(condition, holds) for condition, holds in questions.items())
        planned = "LEFT JOIN told USING (code, channel)" if "other_channel" in questions else ""
        found.append(f"SELECT number, code AS target, {told} AS told FROM happened {planned}")
    return found


def _told(condition: str, holds: str) -> str:
    """Return SQL of two bits: whether it is known if a condition held, and if it did."""
    bit = 4 ** CONDITIONS.index(condition)
    return f"CASE WHEN {holds} THEN {3 * bit} WHEN NOT ({holds}) THEN {bit} ELSE 0 END"


def _switched(packing: Packing) -> str:
    """Return the query that says whether a visit was by another channel than the one before."""
    return f"""
SELECT number, {packing.code("y")} AS target, {_told("channel_switch", "later.channel <> earlier.channel")} AS told
FROM ({_STEPS}) {packing.joined("x", "earlier")} {packing.joined("y", "later")}
"""


def beyond(steps: str, conditions: Iterable[str]) -> str:
    """Return the query that says whether a wait was longer than its touchpoint's limit; own promises come first."""
    told = [
        f"CASE WHEN condition = {text(name)} THEN {_told(name, 'waited > longest_wait')} ELSE 0 END"
        for name in sorted({*conditions})
    ]
    return f"""
SELECT number, target, {" + ".join(told)} AS told
FROM ({steps}) AS steps JOIN limits ON limits.code = steps.target WHERE promised IS NULL AND due IS NULL
"""


def met(questions: Iterable[str]) -> str:
    """Return the statement that keeps, of each case at each touchpoint, which conditions ever held."""
    return f"""
CREATE TEMP TABLE met AS
SELECT visit // {MAX_TOUCHPOINTS} AS number, visit % {MAX_TOUCHPOINTS} AS target, told
FROM (
    SELECT visit, bit_or(told) AS told
    FROM (SELECT number * {MAX_TOUCHPOINTS} + target AS visit, told FROM ({" UNION ALL ".join(questions)}))
    WHERE told > 0 GROUP BY visit
)
"""


def conditions() -> str:
    """Return the query of cases by touchpoint and condition: those for which it held, then all that are settled."""
    held, everyone = (_outcomes(which) for which in ("holds", "true"))
    listed = ", ".join(f"({text(name)}, {4**place})" for place, name in enumerate(CONDITIONS))
    return f"""
WITH outcomes AS (
    SELECT segment, target, told, done, success, mean, count(*) AS n
    FROM met JOIN judged USING (number) WHERE NOT under_way GROUP BY ALL
)
SELECT segment, target, condition, {held}, {everyone}
FROM (
    SELECT *, told & (2 * bit) > 0 AS holds
    FROM outcomes JOIN (VALUES {listed}) AS asked(condition, bit) ON told & bit > 0
)
GROUP BY segment, target, condition
"""


def _outcomes(which: str) -> str:
    """Cases, complete, judged, succeeded, with an answer; satisfaction summed, and its squares."""
    counted = ["n", *(f"CASE WHEN {of} THEN n END" for of in ("done", "success IS NOT NULL", "success"))]
    counted += ["CASE WHEN mean IS NOT NULL THEN n END", "n * mean", "n * mean * mean"]
    return ", ".join(f"coalesce(sum({what}) FILTER ({which}), 0)" for what in counted)
