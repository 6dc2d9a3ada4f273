"""The report's section of what changed says what `compare` says."""

import re
from pathlib import Path

import pytest

from journeymap.analysis.results import results
from journeymap.changes.compare import compare
from journeymap.changes.words import ALONE, change_headline
from journeymap.diagram.draw import draw
from journeymap.journey import Journey
from journeymap.report.changes import Since, changes
from journeymap.report.picture import BoardView, board_view
from journeymap.report.section import Section, Table
from tests.builders import lamp
from tests.test_cli import LAMP, journeymap
from tests.test_diagram_shifts import counted, later, shop


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


def plans(before: Journey, after: Journey) -> Section:
    return changes(Since(compare(before, after), "then", "now"))


def test_the_pieces_in_which_two_plans_differ_stand_with_what_each_does_alone() -> None:
    section = plans(lamp(), later())
    table = section.tables[-1]
    assert table.caption == "How the plans differ"
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert rows["delivery: wait"] == ["7 days", "9 days", "−4.5", "−3.7"]
    assert rows["support removed"] == ["–", "–", "–", "–"]
    assert rows["way delivery → first_use"][:2] == ["80.0 %", "20.0 %"]
    assert (table.other, table.folded) == (ALONE, ())


def test_a_long_list_of_pieces_is_folded_and_says_how_long_it_is() -> None:
    def plan(clicks: int) -> Journey:
        steps = {f"s{n}": {"clicks": clicks, "next": f"s{n + 1}"} for n in range(50)}
        return Journey.model_validate({"journey": "j", "touchpoints": steps | {"s50": {}}})

    table = plans(plan(3), plan(9)).tables[-1]
    assert (len(table.rows), len(table.folded)) == (12, 28)
    assert table.other == f"Other: 38 rows; 10 of them only by “journeymap compare”. {ALONE}"


def test_pieces_that_do_nothing_alone_are_counted() -> None:
    section = plans(lamp(), lamp(checkout={"name": "Pay", "owner": "Ada"}))
    assert all(table.caption != "How the plans differ" for table in section.tables)
    assert section.closing[0].startswith("The plans also differ in 2 pieces that alone change nothing of this")
    assert not any("differ in" in sentence for sentence in plans(lamp(), lamp()).closing)


def compared_board(before: Journey, after: Journey) -> BoardView:
    return board_view(results(after), since=Since(compare(before, after), "then", "now"))


def column(table: Table, title: str) -> dict[str, str]:
    """Return what stands in a column, by what heads its row."""
    place = [column.title for column in table.columns].index(title)
    return {row.cells[0].text: row.cells[place].text for row in table.rows}


def test_the_board_of_the_report_has_the_words_and_the_legend_of_the_one_that_is_drawn() -> None:
    before, after = lamp(), later()
    note = "now, compared with then"
    picture = draw(after, changes=compare(before, after), note=note).svg().decode()
    words = re.findall("<text[^>]*>([^<]*)</text>", picture)
    assert "▼ untested: leave here +11.7, median…" in [word.replace("\u00a0", " ") for word in words]
    assert re.findall("<text[^>]*>([^<]*)</text>", compared_board(before, after).svg) == words


def test_the_tables_under_the_board_say_what_its_marks_say() -> None:
    cards, lines, _ = compared_board(lamp(), later()).tables
    changed = column(cards, "Changed")
    assert changed["4 delivery"] == "▼ untested: leave here +11.7, median wait +2 d"
    assert changed["6 Track the parcel"] == "new"
    assert changed["1 landing"] == "no change"
    ways = {(row.cells[0].text, row.cells[1].text): row.cells[-1].text for row in lines.rows}
    assert ways["delivery", "Track the parcel"] == "new"
    assert ways["delivery", "first_use"] == "↓ a smaller share"
    assert ways["landing", "product"] == "–"


def test_who_points_at_a_card_or_a_line_reads_the_whole_change() -> None:
    svg = compared_board(lamp(), later()).svg
    assert "<title>4 delivery: ▼ untested: leave here +11.7, median wait +2 d</title>" in svg
    assert "<title>delivery → first_use: 55 of 1000 who start, ↓ a smaller share</title>" in svg


def test_what_is_not_compared_has_no_word_of_changes() -> None:
    view = board_view(results(later()))
    assert view.compared_with == ""
    assert all(column.title != "Changed" for table in view.tables for column in table.columns)
    assert not any(table.foot for table in view.tables)
