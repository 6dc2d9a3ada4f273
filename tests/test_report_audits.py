"""The report's section of audits says what the verb says."""

import datetime as dt

from journeymap.audits.audit import audit
from journeymap.loading import load_journey
from journeymap.report.audits import audits
from tests.test_cli import LAMP

ON = dt.date(2026, 11, 22)


def test_the_section_has_every_finding_what_must_be_mended_first() -> None:
    made = audit(load_journey(LAMP), sections=["promises", "improvement"], on=ON)
    section = audits(made)
    found = next(table for table in section.tables if table.id == "table-audits")
    shown = [row.cells[1].text for row in (*found.rows, *found.folded)]
    assert sorted(shown) == sorted(each.sentence for each in made.findings if each.severity != "outcome")
    marks = [row.cells[0].text[0] for row in (*found.rows, *found.folded)]
    assert marks == sorted(marks, key="▼●▲".index)
    assert list(section.lead) == [each.sentence for each in made.findings if each.severity == "outcome"]


def test_every_table_of_the_audits_is_there_with_all_its_rows() -> None:
    made = audit(load_journey(LAMP), on=ON)
    apart = "promises"  # they have a section of their own, with their picture
    sheets = [sheet for name, section in made.sections.items() if name != apart for sheet in section.sheets]
    tables = [table for table in audits(made).tables if table.id != "table-audits"]
    assert [len(table.rows) + len(table.folded) for table in tables] == [min(len(sheet.rows), 40) for sheet in sheets]
    assert len({table.id for table in tables}) == len(tables)


def test_without_a_day_nothing_in_the_report_is_overdue() -> None:
    codes = {each.code for each in audit(load_journey(LAMP)).findings}
    assert "A502" not in codes
    assert "A503" in codes
