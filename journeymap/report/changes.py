"""The section "What changed": what got better and worse since an earlier side, why, and how the plans differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.analysis.wording import capital, plural
from journeymap.changes.compare import Comparison
from journeymap.changes.rows import Change, Verdict
from journeymap.changes.words import (
    ALONE,
    change_headline,
    difference_words,
    how_judged,
    is_told,
    origins,
    plan_rows,
    row_words,
    value_words,
)
from journeymap.report.section import MOST, SHOWN, Cell, Column, Row, Section, Table
from journeymap.units import format_count

__all__ = ["Since", "changes"]

_LABELS: dict[Verdict, str] = {
    "worse": "▼ Worse",
    "better": "▲ Better",
    "more": "● More",
    "fewer": "● Fewer",
    "not tested": "● Not tested",
}
"""In the order of the rows."""


@dataclass(frozen=True, slots=True)
class Since:
    """What the page compares its journey with."""

    found: Comparison
    before: str
    """What the earlier side is, and of how many cases."""
    after: str


def changes(since: Since) -> Section:
    """Return how the outcome changed, what got worse and better, where that comes from, and how the plans differ."""
    found = since.found
    lead = [f"{capital(change_headline(found))}.", f"Before: {since.before}. After: {since.after}."]
    tables = [*_rows(found), *_origins(found), *_plan(found)]
    return Section("changes", "What changed", lead, tables, (*_silent(found), *how_judged(found)))


def _rows(found: Comparison) -> Iterator[Table]:
    order = [*_LABELS]
    told = sorted((row for row in found.rows if is_told(row)), key=lambda row: order.index(row.verdict))
    if told:
        rows = tuple(_row(row, found) for row in told)
        columns = (
            Column("Verdict"),
            Column("What", wide=True),
            *(Column(title, number=True) for title in ("Before", "After", "Difference, 95 %", "n before", "n after")),
        )
        caption = "What got worse, what got better"
        yield Table("table-changes", caption, columns, rows[:SHOWN], rows[SHOWN:MOST], other=_other(len(rows)), heads=1)


def _row(row: Change, found: Comparison) -> Row:
    values = value_words(row, row.before), value_words(row, row.after), difference_words(row)
    counts = ("–" if n is None else format_count(n) for n in (row.n_before, row.n_after))
    return Row(tuple(map(Cell, (_LABELS[row.verdict], row_words(row, found), *values, *counts))))


def _other(n: int) -> str:
    if n <= SHOWN:
        return ""
    more = f"; {n - MOST} of them only by “journeymap compare”" if n > MOST else ""
    return f"Other: {plural(n - SHOWN, 'row')}{more}"


def _origins(found: Comparison) -> Iterator[Table]:
    columns = (Column("Where", wide=True), Column("Points", number=True))
    for called, lines in origins(found, SHOWN).items():
        rows = tuple(Row(tuple(map(Cell, line))) for line in lines)
        yield Table(f"table-changes-{called}", f"Where the change in {called} comes from", columns, rows)


def _plan(found: Comparison) -> Iterator[Table]:
    """Yield the pieces in which the plans differ, but for those that do nothing alone."""
    rows = tuple(Row(tuple(map(Cell, row))) for row in plan_rows(found))
    if rows:
        columns = (
            Column("Piece", wide=True),
            Column("Before"),
            Column("After"),
            Column("Completion", "completion", number=True),
            Column("Kept", "kept", number=True),
        )
        told = " ".join([*([f"{_other(len(rows))}."] if len(rows) > SHOWN else []), ALONE])
        yield Table("table-changes-plan", "How the plans differ", columns, rows[:SHOWN], rows[SHOWN:MOST], other=told)


def _silent(found: Comparison) -> Iterator[str]:
    """Count the pieces that do nothing alone."""
    if n := len(found.plan) - len(plan_rows(found)):
        yield (
            f"The plans also differ in {plural(n, 'piece')} that alone change nothing of this, such as names; "
            "“journeymap compare --format json” has them."
        )
