"""The section "What changed": what got better and what got worse since an earlier side, and where that comes from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from journeymap.analysis.wording import capital, plural
from journeymap.changes.compare import Comparison
from journeymap.changes.decomposition import Part
from journeymap.changes.rows import Change, Verdict
from journeymap.changes.words import change_headline, difference_words, part_words, row_words, value_words
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
_SMALL = 5e-4
"""A share that would be written as 0.0 points."""


@dataclass(frozen=True, slots=True)
class Since:
    """What the page compares its journey with."""

    found: Comparison
    before: str
    """What the earlier side is, and of how many cases."""
    after: str


def changes(since: Since) -> Section:
    """Return how the outcome changed, what got worse and better, and where the change comes from."""
    found = since.found
    lead = [f"{capital(change_headline(found))}.", f"Before: {since.before}. After: {since.after}."]
    tables = [*_rows(found), *_parts(found)]
    return Section("changes", "What changed", lead, tables, tuple(_closing(found)))


def _rows(found: Comparison) -> Iterator[Table]:
    order = [*_LABELS]
    told = sorted((row for row in found.rows if _is_told(row)), key=lambda row: order.index(row.verdict))
    if told:
        rows = tuple(_row(row, found) for row in told)
        columns = (
            Column("Verdict"),
            Column("What", wide=True),
            *(Column(title, number=True) for title in ("Before", "After", "Difference, 95 %", "n before", "n after")),
        )
        caption = "What got worse, what got better"
        yield Table("table-changes", caption, columns, rows[:SHOWN], rows[SHOWN:MOST], other=_other(len(rows)), heads=1)


def _is_told(row: Change) -> bool:
    """Whether it changed beyond chance, or is described or modelled and would be written differently."""
    if row.verdict == "not tested":
        return bool(row.difference) and value_words(row, row.before) != value_words(row, row.after)
    return row.is_real


def _row(row: Change, found: Comparison) -> Row:
    values = value_words(row, row.before), value_words(row, row.after), difference_words(row)
    counts = ("–" if n is None else format_count(n) for n in (row.n_before, row.n_after))
    return Row(tuple(map(Cell, (_LABELS[row.verdict], row_words(row, found), *values, *counts))))


def _other(n: int) -> str:
    if n <= SHOWN:
        return ""
    more = f"; {n - MOST} of them only by “journeymap compare”" if n > MOST else ""
    return f"Other: {plural(n - SHOWN, 'row')}{more}"


def _parts(found: Comparison) -> Iterator[Table]:
    """Yield where the change comes from; of plans also that of those kept."""
    for row, parts in ((found.total, found.parts), (found.kept, found.kept_parts)):
        if (found.cases is None or row is found.total) and row.difference and abs(row.difference) >= _SMALL:
            columns = (Column("Where", wide=True), Column("Points", number=True))
            caption = f"Where the change in {row.measure} comes from"
            lines = tuple(_lines(parts, found))
            yield Table(
                f"table-changes-{row.measure}",
                caption,
                columns,
                lines,
                foot=f"Together {_points(row.difference)} points.",
            )


def _lines(parts: Iterable[Part], found: Comparison) -> Iterator[Row]:
    """Yield the largest parts; what is left is one row, so that all add up."""
    ranked = sorted(parts, key=lambda part: -abs(part.difference))
    shown: Sequence[Part] = [part for part in ranked if abs(part.difference) >= _SMALL][:SHOWN]
    for part in shown:
        yield Row((Cell(part_words(part, found)), Cell(_points(part.difference))))
    rest = sum(part.difference for part in ranked) - sum(part.difference for part in shown)
    if abs(rest) >= _SMALL:
        yield Row((Cell("other"), Cell(_points(rest))))


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _closing(found: Comparison) -> Iterator[str]:
    same = sum(row.verdict == "no real difference" for row in found.rows)
    few = sum(row.verdict == "too few to tell" for row in found.rows)
    if same or few:
        yield f"{plural(same, 'row')} without a real difference; {few} with too few to tell, below 30 on one side."
    if any(row.low is not None for row in found.rows):
        yield (
            "Intervals are 95 %, of each difference alone. The outcome is judged by itself at 5 %, all other rows "
            "together by Holm’s method: where nothing changed, 19 of 20 comparisons call no row a change."
        )
    if found.cases is None:
        yield "Nothing was counted of what is described or modelled: its differences are not called a change."
    if found.under_way and any(found.under_way):
        yield "Cases still under way are left out of the outcome: of late ones, those that were quick are over first."
