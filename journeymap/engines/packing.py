"""Visits → cases, as SQL: everything that is known of an event in one integer, which sorts fastest.

    details     what is known of events beside their case, time and touchpoint: each combination once
    orders      the places that the log's order gives to events of one time, where it is no number of rows
    all_cases   one row a case: its events as a sorted list of integers, read up to the first goal that leads nowhere
    cases       those that began in the time asked for, each with a `number`
    happened    one row an event that counts, with its details

An integer holds, from the highest bits down, the microseconds since the log's first event, the place in the order, the
number of the touchpoint and the number of the details; each part is as wide as the log needs, so that mostly 63 bits
are enough. Details are numbered in the order that decides between events of one time and touchpoint, so that the order
of the rows never matters. Positions in lists count from 1.
"""

# ruff: noqa: S608 - every name and text of a user is quoted by the snippets, every other value is ours

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from journeymap.engines.cases import DETAILS, PROMISED, Shape
from journeymap.engines.snippets import bits, first_position, has_any, higher

__all__ = ["ORDERS", "SEGMENTS", "Packing", "all_cases", "cases", "count", "details", "happened", "totals"]

_NARROW, _WIDE = 63, 127
"""Bits of the two whole numbers that there are."""

ORDERS = "CREATE TEMP TABLE orders AS SELECT DISTINCT sort_by FROM visits ORDER BY sort_by"

SEGMENTS = "SELECT DISTINCT part, segment FROM details ORDER BY part"


@dataclass(frozen=True, slots=True)
class Packing:
    """How an event becomes one integer, and what is read from it; `x` is SQL of the integer."""

    shape: Shape
    time_bits: int
    order_bits: int
    code_bits: int
    detail_bits: int
    promised_to: int | None = None
    """The touchpoint that the case's first promise is about; None where each event has its own."""

    @property
    def kind(self) -> str:
        """The SQL type of the integer."""
        needed = self.time_bits + self.order_bits + self.code_bits + self.detail_bits
        return "BIGINT" if needed <= _NARROW else "HUGEINT"

    def packed(self) -> str:
        """Return SQL of the integer of a visit."""
        order = "orders.rowid" if self.shape.has_numbered_orders else "sort_by" if self.shape.has_order else "0"
        detail = "details.rowid" if self.shape.known else "0"
        packed = f"CAST(us AS {self.kind})"
        for part, width in ((order, self.order_bits), ("code", self.code_bits), (detail, self.detail_bits)):
            packed = f"({packed} * {2**width} + {part})" if width else packed
        return packed

    def us(self, x: str) -> str:
        """Return SQL of the time."""
        return higher(x, self.order_bits + self.code_bits + self.detail_bits, "BIGINT")

    def code(self, x: str) -> str:
        """Return SQL of the number of the touchpoint."""
        return bits(x, self.detail_bits, self.code_bits, "SMALLINT")

    def detail(self, x: str) -> str:
        """Return SQL of the number of the details."""
        return bits(x, 0, self.detail_bits, "BIGINT")

    def is_alike(self, x: str, y: str) -> str:
        """Return SQL of whether two events have the same time, touchpoint and place in an order that may repeat."""
        if self.shape.order_repeats:
            return f"{higher(x, self.detail_bits, self.kind)} = {higher(y, self.detail_bits, self.kind)}"
        return f"{self.us(x)} = {self.us(y)} AND {self.code(x)} = {self.code(y)}"

    def ended(self, x: str, of: str) -> str:
        """Return SQL of when an event was over; `of` is the name by which its details are joined."""
        return f"coalesce({of}.end_us, {self.us(x)})" if self.shape.has("end_us") else self.us(x)

    def joined(self, x: str, name: str) -> str:
        """Return the JOIN with the details of an event, if there are any."""
        return f"JOIN details AS {name} ON {name}.rowid = {self.detail(x)}" if self.shape.known else ""

    def promise(self, x: str) -> str:
        """Return the JOIN with the details that hold the promise about an event, `pledge`."""
        if not self.shape.has("due"):
            return ""
        which = self.detail(x)
        if self.promised_to is not None:
            which = f"CASE WHEN {self.code(x)} = {self.promised_to} THEN {self.detail('pledged')} END"
        return f"LEFT JOIN details AS pledge ON pledge.rowid = {which}"

    def promised(self, names: Iterable[str]) -> str:
        """Return SQL of parts of the promise, with their names."""
        known = self.shape.has("due")
        return ", ".join(f"{f'pledge.{name}' if known else 'CAST(NULL AS BIGINT)'} AS {name}" for name in names)


def details(shape: Shape) -> str:
    """Return the statement that makes `details`; segments are numbered too, as `part`."""
    part = "dense_rank() OVER (ORDER BY segment) - 1" if shape.segments else "0"
    columns = ", ".join(shape.known)
    return f"""
CREATE TEMP TABLE details AS
SELECT *, CAST({part} AS INTEGER) AS part FROM (SELECT DISTINCT {columns} FROM visits)
ORDER BY {", ".join(f"{name} NULLS LAST" for name in shape.known)}
"""


def all_cases(packing: Packing, goals: Sequence[int], last: Iterable[int]) -> str:
    """Return the statement that puts the events of each case in order and cuts them after a goal that is its last.

    A case has the segment of its first event, and the last success and value that are given.

    Args:
        packing: How an event becomes one integer.
        goals: Numbers of the touchpoints at which a case is complete.
        last: Those among them that end it: nothing that follows counts.
    """
    shape = packing.shape
    counted = ", sum(n) AS n, sum(tied) AS tied, sum(repeats) AS repeats" if shape.is_staged else ""
    moments = {
        "pledged": _where("min", "pledge", known=packing.promised_to is not None and shape.has("due")),
        "judged": _where("max", "success", known=shape.success),
        "valued": _where("max", "value", known=shape.value),
    }
    of_case = {
        "segment": "opening.part" if shape.segments else "0",
        "success": "judging.success" if shape.success else "CAST(NULL AS BOOLEAN)",
        "value": "valuing.value" if shape.value else "CAST(NULL AS DECIMAL(18, 4))",
    }
    return f"""
CREATE TEMP TABLE all_cases AS
WITH packed AS ({_packed_visits(packing)}),
grouped AS (
    SELECT case_id, list(x ORDER BY x) AS events, {_named(moments)}{counted} FROM packed GROUP BY case_id
),
whole AS (SELECT *, [{packing.code("x")} FOR x IN events] AS all_codes FROM grouped),
ended AS (SELECT *, {first_position("all_codes", last)} AS last FROM whole)
SELECT case_id, {_named(of_case)}, events, last, all_codes[1:last] AS codes, {has_any("all_codes", goals)} AS done,
    pledged{", n, tied, repeats" if shape.is_staged else ""}
FROM ended {_joins_of_case(packing)}
"""


def _packed_visits(packing: Packing) -> str:
    shape = packing.shape
    known = [f"details.{name}" for name in ("success", "value") if name in shape.known]
    if shape.has("due"):
        known.append("coalesce(details.promised, details.due) AS pledge")
    counted = ["n", "tied", "repeats"] if shape.is_staged else []
    same = " AND ".join(f"details.{name} IS NOT DISTINCT FROM visits.{name}" for name in shape.known)
    orders = "JOIN orders USING (sort_by)" if shape.has_numbered_orders else ""
    return f"""
    SELECT {", ".join(["case_id", f"{packing.packed()} AS x", *known, *counted])}
    FROM visits {orders} {f"JOIN details ON {same}" if shape.known else ""}
"""


def _where(first_or_last: str, given: str, *, known: bool) -> str:
    """SQL of the first or the last event that says something."""
    return f"{first_or_last}(x) FILTER ({given} IS NOT NULL)" if known else "NULL"


def _joins_of_case(packing: Packing) -> str:
    shape = packing.shape
    joins = [packing.joined("events[1]", "opening")] if shape.segments else []
    joins += [f"LEFT {packing.joined('judged', 'judging')}"] if shape.success else []
    joins += [f"LEFT {packing.joined('valued', 'valuing')}"] if shape.value else []
    return " ".join(joins)


def _named(values: dict[str, str]) -> str:
    return ", ".join(f"{value} AS {name}" for name, value in values.items())


def cases(packing: Packing, since: int | None, until: int | None) -> str:
    """Return the statement that keeps the cases which began from `since` on and before `until`."""
    begun = packing.us("events[1]")
    asked = [f"{begun} >= {since}"] if since is not None else []
    asked += [f"{begun} < {until}"] if until is not None else []
    where = f" WHERE {' AND '.join(asked)}" if asked else ""
    return f"CREATE TEMP VIEW cases AS SELECT rowid AS number, * FROM all_cases{where}"


def happened(packing: Packing) -> str:
    """Return the statement that makes `happened`."""
    own = [name for name in packing.shape.details if name not in PROMISED]
    known = "".join(f", known.{name}" for name in own)
    unknown = "".join(
        f", CAST(NULL AS {kind}) AS {name}" for name, kind in DETAILS.items() if name not in {*own, *PROMISED}
    )
    return f"""
CREATE TEMP VIEW happened AS
SELECT number, own.segment, {packing.code("x")} AS code, {packing.us("x")} AS us,
    {packing.promised(PROMISED)}{known}{unknown}
FROM (SELECT number, segment, pledged, unnest(events[1:last]) AS x FROM cases) AS own
{packing.joined("x", "known")} {packing.promise("x")}
"""


def count(packing: Packing) -> str:
    """Return the query of how many events the log has, in the time asked for or not."""
    return f"SELECT coalesce(sum({'n' if packing.shape.is_staged else 'len(events)'}), 0) FROM all_cases"


def totals(packing: Packing) -> str:
    """Return the query of events, those that share case and time with another, those that repeat the one before.

    Of events of one time each pair of neighbours counts one, and the last pair one more.
    """
    if packing.shape.is_staged:
        return "SELECT coalesce(sum(n), 0), coalesce(sum(tied), 0), coalesce(sum(repeats), 0) FROM cases"
    tied = f"{packing.us('x')} = {packing.us('y')}"
    return f"""
SELECT (SELECT coalesce(sum(len(events)), 0) FROM cases),
    count(*) FILTER ({tied}) + count(*) FILTER ({tied} AND {packing.us("y")} IS DISTINCT FROM {packing.us("z")}),
    count(*) FILTER ({packing.is_alike("x", "y")})
FROM (
    SELECT unnest(events[1:len(events) - 1]) AS x, unnest(events[2:]) AS y, unnest(events[3:]) AS z FROM cases
)
"""
