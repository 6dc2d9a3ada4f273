"""The section "Audits": what is promised and meant to improve, against what is."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.finding import Finding
from journeymap.analysis.wording import capital, plural
from journeymap.audits.audit import Audit
from journeymap.audits.sheet import UNKNOWN, Sheet
from journeymap.report.section import MOST, SHOWN, Cell, Column, Row, Section, Table

__all__ = ["audits", "table_of"]

_LABELS = {"bad": "▼ To mend", "note": "● To know", "good": "▲ Works"}
_APART = "promises"
"""Audits with a section of their own for their tables."""
_WORST_FIRST = ("bad", "note", "good")


def audits(made: Audit) -> Section:
    """Return the sums of all sections, their findings, what must be mended first, and their tables."""
    sums = [each.sentence for each in made.findings if each.severity == "outcome"]
    found = [each for each in made.findings if each.severity != "outcome"]
    ordered = sorted(found, key=lambda each: _WORST_FIRST.index(each.severity))
    tables = [
        *_findings(ordered),
        *(table for name in made.sections if name != _APART for table in _tables(made, name)),
    ]
    return Section("audits", "Audits", sums, tables)


def _findings(found: Sequence[Finding]) -> Iterator[Table]:
    if not found:
        return
    rows = [Row((Cell(_LABELS[f.severity]), Cell(f.sentence, f.code), Cell(f.owner or UNKNOWN))) for f in found]
    yield Table(
        "table-audits",
        "What the audits found",
        (Column("Kind"), Column("Finding", wide=True), Column("Owner")),
        tuple(rows[:SHOWN]),
        tuple(rows[SHOWN:MOST]),
        other=_other(rows, "finding"),
        heads=1,
    )


def _tables(made: Audit, name: str) -> Iterator[Table]:
    for number, sheet in enumerate(made.sections[name].sheets, 1):
        yield table_of(f"table-{name}-{number}", f"{capital(name)}: {sheet.title[:1].lower()}{sheet.title[1:]}", sheet)


def table_of(name: str, caption: str, sheet: Sheet) -> Table:
    """Lay out a table of an audit: more rows than are open to view are folded away."""
    last = len(sheet.columns) - 1
    columns = [
        Column(capital(" ".join(title.split())), number=place not in sheet.words, wide=place == last)
        for place, title in enumerate(sheet.columns)
    ]
    rows = [Row(tuple(map(Cell, row))) for row in sheet.rows]
    return Table(
        name,
        caption,
        tuple(columns),
        tuple(rows[:SHOWN]),
        tuple(rows[SHOWN:MOST]),
        other=_other(rows, "row"),
        foot=" ".join(sheet.notes),
    )


def _other(rows: Sequence[Row], what: str) -> str:
    if len(rows) <= SHOWN:
        return ""
    more = f"; {len(rows) - MOST} of them only by “journeymap audit”" if len(rows) > MOST else ""
    return f"Other: {plural(len(rows) - SHOWN, what)}{more}"
