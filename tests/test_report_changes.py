"""The report's section of what changed says what `compare` says."""

from pathlib import Path

import pytest

from journeymap.changes.compare import compare
from journeymap.changes.words import change_headline
from journeymap.report.changes import Since, changes
from tests.test_cli import LAMP, journeymap
from tests.test_diagram_shifts import counted, shop


def test_what_got_worse_stands_before_what_got_better_with_its_interval() -> None:
    found = compare(counted("100 of 1000", "90 of 1000"), counted("202 of 1000", "10 of 1000"))
    section = changes(Since(found, "then", "now"))
    first, second = section.tables[0].rows[:2]
    assert [cell.text for cell in first.cells[:4]] == ["▼ Worse", "pay: leave here", "10.0 %", "20.2 %"]
    assert first.cells[4].text.startswith("+10.2 points, +")
    assert [cell.text for cell in first.cells[5:]] == ["1,000", "1,000"]
    assert [cell.text for cell in second.cells[:2]] == ["▲ Better", "confirm: leave here"]
    assert section.lead[0].lower() == f"{change_headline(found)}.".lower()
    assert section.lead[1] == "Before: then. After: now."


def test_where_it_comes_from_adds_up() -> None:
    found = compare(counted("100 of 1000"), counted("202 of 1000"))
    parts = next(table for table in changes(Since(found, "then", "now")).tables if table.id.endswith("completion"))
    *told, together = (float(row.cells[1].text.replace("−", "-")) for row in parts.rows)
    assert parts.rows[-1].cells[0].text == "together"
    assert together == pytest.approx(100 * (found.total.difference or 0), abs=0.05)
    assert sum(told) == pytest.approx(together, abs=0.05 * len(parts.rows))


def test_a_page_has_the_section_where_it_is_asked_for(tmp_path: Path) -> None:
    log = shop(tmp_path)
    run = journeymap("report", *log, "--before", "2026-02-01", "-o", "-", "--quiet")
    assert run.returncode == 0, run.stderr
    assert 'href="#changes"' in run.stdout
    assert "▼ Worse" in run.stdout
    assert 'id="changes"' not in journeymap("report", LAMP, "-o", "-", "--quiet").stdout
