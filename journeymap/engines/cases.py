"""The second stage, as SQL: events → coded events → visits.

    codes       event name → number of the touchpoint, with its scale
    channels    channel as the log spells it → number of the channel
    coded       one row an event that counts: numbers in place of names, times since the log's first event
    visits      `coded`, cut into sessions, without duplicates, clicks put together; as the log's user asks

`coded` and `visits` always have the same columns: `case_id`, `segment`, `success`, `value`, `sort_by`, `code`, `us` and
those of `DETAILS`. Times are microseconds since the log's first event.
Events are ordered by time, the log's order, touchpoint; where all are equal, by their details, so that the order of the
rows never matters.
"""

# ruff: noqa: S608 - every name and text of a user is quoted by the snippets, every other value is ours

from dataclasses import dataclass

from journeymap.engines.columns import Columns
from journeymap.eventlog import EVENTS, ROW, EventLog

__all__ = ["CLASHING_SESSIONS", "DETAILS", "PROMISED", "SHARES", "Shape", "coded", "visits"]

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
    has_numbered_orders: bool
    """Whether the order is one of values, which are numbered first."""
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
            has_numbered_orders=columns.order not in {None, ROW} and not by_click,
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
    def known(self) -> tuple[str, ...]:
        """All that is known of events beside what orders them; it decides where that is equal."""
        of_case = {"success": self.success, "value": self.value, "segment": self.segments}
        return (*self.details, *(name for name, known in of_case.items() if known))

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
    order = "ORDER BY " + ", ".join(f"{key} NULLS LAST" for key in (*shape.key, *shape.known))
    alike = " AND ".join(f"{key} = lag({key}) OVER w" for key in shape.key if key != "sort_by" or shape.order_repeats)
    gap = shape.session if shape.session is not None else "NULL"
    return f"""
CREATE TEMP TABLE visits AS
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
