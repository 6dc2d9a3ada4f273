"""The second and third stage, as SQL: events → coded events → one row a case.

    codes       event name → number of the touchpoint, with its scale
    channels    channel as the log spells it → number of the channel
    coded       one row an event that counts: numbers in place of names, times since the log's first event
    visits      `coded`, cut into sessions, without duplicates, clicks put together; as the log's user asks
    all_cases   one row a case: lists by event, in order, read up to the first goal that leads nowhere
    cases       those that began in the time asked for

`coded` and `visits` always have the same columns: `case_id`, `segment`, `success`, `value`, `sort_by`, `code`, `us` and
those of `DETAILS`. Times are microseconds since the log's first event. Positions in lists count from 1.
Events are ordered by time, the log's order, touchpoint; where all are equal, by their details, so that the order of the
rows never matters.
"""

# ruff: noqa: S608 - every name and text of a user is quoted by the snippets, every other value is ours

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from journeymap.engines.columns import Columns
from journeymap.engines.naming import MAX_TOUCHPOINTS
from journeymap.engines.snippets import first_position, has_any, ordered, sorted_structs
from journeymap.eventlog import EVENTS, ROW, EventLog

__all__ = [
    "CLASHING_SESSIONS",
    "DETAILS",
    "PROMISED",
    "SHARES",
    "TOTALS",
    "Shape",
    "all_cases",
    "cases",
    "coded",
    "visits",
]

DETAILS = {
    "end_us": "BIGINT",
    "score": "DOUBLE",
    "share": "BIGINT",
    "unhappy": "BOOLEAN",
    "channel": "SMALLINT",
    "clicks": "BIGINT",
    "failed": "BOOLEAN",
    "commented": "BOOLEAN",
    "promised": "BIGINT",
    "due_from": "BIGINT",
    "due": "BIGINT",
}
"""What may be known of an event beside its time and touchpoint, and the SQL type."""

PROMISED = ("promised", "due_from", "due")
"""The details that make a promise: a wait, or the first and the last time that keep it."""

SHARES = 10_000
"""Scores are added up as whole numbers, 0 for the worst and this for the best, so that no order matters."""

TOTALS = "SELECT coalesce(sum(n), 0), coalesce(sum(tied), 0), coalesce(sum(repeats), 0) FROM {table}"
"""Events, those that share case and time with another, those that repeat the one before."""

CLASHING_SESSIONS = (
    "SELECT min(case_id) FROM visits WHERE case_id <> whole_id AND case_id IN (SELECT whole_id FROM visits)"
)
"""A case of the log that is called like a session of another."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the events of a log have, which decides how they are put together."""

    details: tuple[str, ...]
    """Of `DETAILS`, those that are known of some event."""
    has_order: bool
    """Whether something beside the time orders events."""
    order_repeats: bool
    """Whether two events may have the same place in the order; no two rows of a file do."""
    segments: bool
    success: bool
    value: bool
    session: int | None
    """Microseconds without an event after which a new case begins."""
    by_click: bool
    """Whether every event is a click."""
    drop_duplicates: bool

    @classmethod
    def of(cls, columns: Columns, log: EventLog) -> "Shape":
        """Return the shape that follows from the columns and from what was asked for."""
        by_click = log.clicks == EVENTS
        known = {
            "end_us": columns.end or by_click,
            **dict.fromkeys(("score", "share", "unhappy"), columns.satisfaction),
            "channel": columns.channel,
            "clicks": columns.clicks or by_click,
            "failed": columns.outcome,
            "commented": columns.comment,
            **dict.fromkeys(PROMISED, columns.promised),
        }
        return cls(
            details=tuple(name for name in DETAILS if known[name]),
            has_order=columns.order is not None or by_click,
            order_repeats=columns.order != ROW,
            segments=bool(columns.segments),
            success=columns.success is not None,
            value=columns.value is not None,
            session=None if log.session is None else round(log.session * 1e6),
            by_click=by_click,
            drop_duplicates=log.drop_duplicates,
        )

    @property
    def is_staged(self) -> bool:
        """Whether events are looked at one after the other before they become lists."""
        return self.session is not None or self.by_click or self.drop_duplicates

    @property
    def key(self) -> tuple[str, ...]:
        """What orders the events of a case, whatever their details."""
        return ("us", "sort_by", "code") if self.has_order else ("us", "code")

    @property
    def order(self) -> tuple[str, ...]:
        """What orders the events of a case whatever the order of the rows: the key, then all that is known of them."""
        of_case = {"success": self.success, "value": self.value, "segment": self.segments}
        return (*self.key, *self.details, *(name for name, known in of_case.items() if known))

    def has(self, detail: str) -> bool:
        """Say whether a detail is known of some event."""
        return detail in self.details


def coded(first: int) -> str:
    """Return the statement that makes `coded`; `first` is the time of the log's first event since 1970."""
    above = "(CASE WHEN reversed THEN high - score ELSE score - low END)"
    return f"""
CREATE TEMP VIEW coded AS
SELECT case_id, segment, success, value, sort_by, code, us - {first} AS us,
    CASE WHEN end_us >= us THEN end_us - {first} END AS end_us,
    CASE WHEN score BETWEEN low AND high THEN score END AS score,
    CASE WHEN score BETWEEN low AND high
        THEN CAST(floor({SHARES} * {above} / (high - low) + 0.5) AS BIGINT) END AS share,
    CASE WHEN score BETWEEN low AND high THEN {above} <= unhappy_reach END AS unhappy,
    channels.number AS channel, clicks, failed, commented, promised,
    due_from - {first} AS due_from, due - {first} AS due
FROM good JOIN codes USING (name) LEFT JOIN channels ON channels.words = good.channel
"""


def visits(shape: Shape) -> str:
    """Return the statement that makes `visits`.

    Where events are looked at one by one, each row counts the events that it stands for (`n`), those of them that
    were tied and those that repeat the one before.
    """
    if not shape.is_staged:
        return "CREATE TEMP VIEW visits AS SELECT * FROM coded"
    order = "ORDER BY " + ", ".join(f"{key} NULLS LAST" for key in shape.order)
    alike = " AND ".join(f"{key} = lag({key}) OVER w" for key in shape.key if key != "sort_by" or shape.order_repeats)
    gap = shape.session if shape.session is not None else "NULL"
    return f"""
CREATE TEMP {"TABLE" if shape.session is not None else "VIEW"} visits AS
WITH looked_at AS (
    SELECT *, coalesce({alike}, false) AS repeats,
        coalesce(us = lag(us) OVER w, false) OR coalesce(us = lead(us) OVER w, false) AS tied,
        coalesce(
            us - max(coalesce(end_us, us)) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > {gap}, false
        ) AS begins
    FROM coded WINDOW w AS (PARTITION BY case_id {order})
),
cut AS (
    SELECT *, 1 + sum(CAST(begins AS INTEGER)) OVER (PARTITION BY case_id {order} ROWS UNBOUNDED PRECEDING) AS session
    FROM looked_at
),
named AS (
    SELECT case_id AS whole_id, case_id || CASE WHEN session > 1 THEN '#' || session ELSE '' END AS case_id,
        segment, success, value, sort_by, code, us, {_details()}, 1 AS n,
        CAST(tied AS INTEGER) AS tied, CAST(repeats AS INTEGER) AS repeats
    FROM cut {"WHERE NOT repeats" if shape.drop_duplicates else ""}
)
{_clicks_together(order) if shape.by_click else "SELECT * FROM named"}
"""


def _details() -> str:
    return ", ".join(DETAILS)


def _clicks_together(order: str) -> str:
    """Return SQL that makes one visit of events of one touchpoint in a row, from the first click to the last.

    Of what is said more than once, the first channel and promise count and the last score and outcome.
    """
    first = [f"arg_min({name}, place) AS {name}" for name in ("channel", "promised", "due_from", "due")]
    last = [f"arg_max({name}, place) AS {name}" for name in ("score", "share", "unhappy", "failed")]
    return f""",
    placed AS (SELECT *, row_number() OVER (PARTITION BY case_id {order}) AS place FROM named),
    turned AS (SELECT *, lag(code) OVER (PARTITION BY case_id ORDER BY place) AS previous FROM placed),
    runs AS (
        SELECT *, sum(CAST(code IS DISTINCT FROM previous AS INTEGER))
            OVER (PARTITION BY case_id ORDER BY place ROWS UNBOUNDED PRECEDING) AS run
        FROM turned
    )
SELECT min(whole_id) AS whole_id, case_id, arg_min(segment, place) AS segment, arg_max(success, place) AS success,
    arg_max(value, place) AS value, min(place) AS sort_by, code, min(us) AS us, max(coalesce(end_us, us)) AS end_us,
    {", ".join(first)}, {", ".join(last)}, count(*) AS clicks, bool_or(commented) AS commented,
    count(*) AS n, sum(tied) AS tied, sum(repeats) AS repeats
FROM runs GROUP BY case_id, run, code
"""


def all_cases(shape: Shape, goals: Sequence[int], last: Iterable[int], promised_to: int | None = None) -> str:
    """Return the statement that puts the events of each case in order and cuts them after a goal that is its last.

    Where time alone orders the events and nothing more is known of them, time and touchpoint make one integer,
    which sorts fastest.

    Args:
        shape: What the events have.
        goals: Numbers of the touchpoints at which a case is complete.
        last: Those among them that end it: nothing that follows counts.
        promised_to: The touchpoint that the case's first promise is about; None where each event has its own.
    """
    lists = _lists(shape, promised_to)
    once_more = [key for key in lists if key in {"code", "us", "sort_by"} and (key != "sort_by" or shape.order_repeats)]
    alike = " AND ".join(f"{key}_list[i] = {key}_list[i - 1]" for key in once_more)
    events = {
        "n": "len(us_list)",
        "tied": "len([t FOR t, i IN us_list IF t = us_list[i - 1] OR t = us_list[i + 1]])",
        "repeats": f"len([t FOR t, i IN us_list IF {alike}])",
    }
    counted = {name: f"sum({name})" if shape.is_staged else "NULL" for name in events}
    known = {"code": "SMALLINT", "us": "BIGINT", **{name: DETAILS[name] for name in shape.details}}
    cut = {f"{name}_list": f"CAST({name}_list[1:last] AS {kind}[])" for name, kind in known.items()}
    cut |= {f"{name}_list": f"CAST(NULL AS {kind}[])" for name, kind in DETAILS.items() if name not in known}
    ends = "[coalesce(end_us_list[i], t) FOR t, i IN us_list]" if shape.has("end_us") else "us_list"
    return f"""
CREATE TEMP TABLE all_cases AS
WITH grouped AS (
    SELECT case_id, {_named(_of_case(shape))}, {_named(counted)}, {_gathered(shape)} AS gathered
    FROM visits GROUP BY case_id
),
promised AS (SELECT *, {_first_promises(shape, promised_to)} FROM grouped),
whole AS (SELECT *, {_named({f"{name}_list": value for name, value in lists.items()})} FROM promised),
ended AS (SELECT *, {first_position("code_list", last)} AS last FROM whole),
told AS (
    SELECT case_id, segment, success, value, {has_any("code_list", goals)} AS done, {_named(cut)},
        {_named({name: f"CAST(coalesce({name}, {count}) AS BIGINT)" for name, count in events.items()})}
    FROM ended
)
SELECT case_id, segment, success, value, done, n, tied, repeats, code_list AS codes, us_list AS times, {ends} AS ends,
    {f"list_max({ends})" if shape.has("end_us") else "us_list[-1]"} AS over,
    {", ".join(f"{name}_list" for name in DETAILS)},
    len([x FOR x IN share_list IF x IS NOT NULL]) AS answers, list_sum(share_list) AS shares,
    list_sum(clicks_list) AS clicked
FROM told
"""


def _named(values: Mapping[str, str]) -> str:
    return ", ".join(f"{value} AS {name}" for name, value in values.items())


def _of_case(shape: Shape) -> dict[str, str]:
    """What is one value per case: the first segment, the last success and value that are given."""
    order = ", ".join(shape.order)
    success = f"arg_max(success, ({order}))" if shape.success else "NULL"
    value = f"arg_max(value, ({order}))" if shape.value else "NULL"
    return {
        "segment": f"arg_min(segment, ({order}))" if shape.segments else "CAST([] AS VARCHAR[])",
        "success": f"CAST({success} AS BOOLEAN)",
        "value": f"CAST({value} AS DECIMAL(18, 4))",
    }


def _is_packed(shape: Shape) -> bool:
    return not shape.has_order and not shape.details


def _gathered(shape: Shape) -> str:
    packed = f"us * {MAX_TOUCHPOINTS} + code"
    return ordered(packed, [packed]) if _is_packed(shape) else sorted_structs([*shape.key, *shape.details])


def _lists(shape: Shape, promised_to: int | None) -> dict[str, str]:
    """SQL of the lists of a case by what they hold."""
    if _is_packed(shape):
        return {
            "code": f"[x % {MAX_TOUCHPOINTS} FOR x IN gathered]",
            "us": f"[x // {MAX_TOUCHPOINTS} FOR x IN gathered]",
        }
    lists = {name: f"[event.{name} FOR event IN gathered]" for name in (*shape.key, *shape.details)}
    if promised_to is not None:
        promised = [name for name in PROMISED if shape.has(name)]
        lists |= {
            name: f"[CASE WHEN event.code = {promised_to} THEN first_{name} END FOR event IN gathered]"
            for name in promised
        }
    return lists


def _first_promises(shape: Shape, promised_to: int | None) -> str:
    """SQL of the first promise of a case; it is a wait or a time, all parts of one event."""
    if promised_to is None or not shape.has("due"):
        return "NULL AS first_due"
    first = "[event FOR event IN gathered IF event.promised IS NOT NULL OR event.due IS NOT NULL][1]"
    return ", ".join(f"{first}.{name} AS first_{name}" for name in PROMISED)


def cases(since: int | None, until: int | None) -> str:
    """Return the statement that keeps the cases which began from `since` on and before `until`."""
    begun = [f"times[1] >= {since}"] if since is not None else []
    begun += [f"times[1] < {until}"] if until is not None else []
    return f"CREATE TEMP VIEW cases AS SELECT * FROM all_cases{' WHERE ' if begun else ''}{' AND '.join(begun)}"
