"""Sheets of raters: CSV and workbooks, rows or a matrix, and what is said of slips."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from journeymap.errors import Diagnostic, JourneyError
from journeymap.programme_loading import check_programme, load_portfolio
from journeymap.raters import read_raters
from journeymap.saving import dump, save
from journeymap.sheets import read_sheet
from journeymap.touchpoint import Pillar

LONG = "rater,pillar,score\nAnna,service,4\nAnna,products,5\nBen,service,2\n"
WANTED = {"Anna": {"service": 4, "products": 5}, "Ben": {"service": 2}}


def raters(folder: Path, text: str | bytes, name: str = "leaders.csv") -> Mapping[str, Mapping[Pillar, float]]:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_raters(file)


def problems(folder: Path, text: str | bytes) -> list[Diagnostic]:
    with pytest.raises(JourneyError) as refused:
        raters(folder, text)
    return list(refused.value.diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        LONG.replace(",", ";"),
        LONG.replace(",", "\t"),
        LONG.replace("\n", "\r\n").encode("utf-8-sig"),
        LONG.encode("utf-16"),
        "Rater,Pillar,Score,why\nAnna,Service,4.0,quick\nAnna, products ,5,\n\nBen,service,2,\nBen,products,,\n",
        "rater,service,products\nAnna,4,5\nBen,2,\n",
        "team;Rater;Products;Service\nsales;Anna;5;4\nsales;Ben;;2\n",
    ],
)
def test_a_sheet_is_read_by_rows_or_as_a_matrix_however_it_is_exported(tmp_path: Path, text: str | bytes) -> None:
    assert raters(tmp_path, text) == WANTED


def test_a_decimal_comma_is_read_where_semicolons_separate(tmp_path: Path) -> None:
    assert raters(tmp_path, "rater;service\nAnna;4,5\n") == {"Anna": {"service": 4.5}}


def test_a_pillar_of_two_words_is_recognised(tmp_path: Path) -> None:
    assert raters(tmp_path, "rater,In person\nAnna,3\n") == {"Anna": {"in_person": 3}}


def test_a_workbook_is_read(tmp_path: Path) -> None:
    file = tmp_path / "leaders.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Scores")
        book.add_worksheet("empty")
        rows = [["rater", "service", "products"], ["Anna", 4, 5], ["Ben", 2, None]]
        for number, row in enumerate(rows):
            sheet.write_row(number + 1, 0, row)  # below an empty row
    assert read_raters(file) == WANTED
    assert read_sheet(file).header == 2


def test_a_slip_in_a_workbook_is_named_by_its_row(tmp_path: Path) -> None:
    file = tmp_path / "leaders.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["rater", "service"])
        sheet.write_row(1, 0, ["Anna", 9])
    with pytest.raises(JourneyError, match=r"P101.*9 is no rating, in row 2 of"):
        read_raters(file)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("rater,pillar,score\nAnna,service,6\n", "P101", 2, 14),
        ("rater,pillar,score\nAnna,service,good\n", "P108", 2, 14),
        ("rater,pillar,score\n\n,service,4\n", "P109", 3, 1),
        ("rater,pillar,score\nAnna,servise,4\n", "P110", 2, 6),
        ("rater,pillar,score\nAnna,service,4\nAnna,service,4\n", "P111", 3, 14),
        ("rater,score\nAnna,4\n", "P107", 1, 1),
        ("pillar,score\nservice,4\n", "P107", 1, 1),
        ("rater,pillar,score\nAnna,service,\n", "P107", 1, 1),
        ("rater,service,products\nAnna,4,x\n", "P108", 2, 8),
    ],
)
def test_a_slip_is_shown_where_it_stands(tmp_path: Path, text: str, code: str, line: int, column: int) -> None:
    (found,) = problems(tmp_path, text)
    assert found.place
    assert (found.code, found.place.line, found.place.column) == (code, line, column)


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "rater,service,products\nAnna,9,x\n,3,\n")
    assert [each.code for each in found] == ["P101", "P108", "P109"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "rater,service\nAn\xf6,4\n".encode("latin-1"), 'rater,service\n"Anna\0,4']
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str | bytes) -> None:
    assert {each.code for each in problems(tmp_path, text)} <= {"P106", "P107"}


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match=r"P106.*is no workbook that can be read"):
        raters(tmp_path, "rater,service\nAnna,4\n", "leaders.xlsx")


PROGRAMME = "programme: p\naudiences: {a: {}}\npillars: {ratings: {leaders: sheets/leaders.csv}}\n"


def test_a_programme_takes_its_raters_from_a_sheet_and_is_written_with_them(tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "leaders.csv").write_text(LONG)
    (tmp_path / "programme.yaml").write_text(PROGRAMME)
    programme = load_portfolio(tmp_path).programme
    assert programme.pillars.ratings["leaders"].raters == WANTED
    assert programme.pillars.ratings["leaders"].means == {"products": 5, "service": 3}
    save(programme, tmp_path / "copy.yaml")
    assert load_portfolio(tmp_path / "copy.yaml").programme == programme
    assert "Anna: {service: 4, products: 5}" in dump(programme)


def test_a_sheet_that_is_not_there_is_an_error_at_its_name(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").write_text(PROGRAMME)
    programme, (found,) = check_programme(tmp_path)
    assert programme is None
    assert (found.code, found.place and found.place.line, found.place and found.place.column) == (
        "P106",
        3,
        PROGRAMME.splitlines()[2].index("sheets") + 1,
    )


def test_a_rating_off_the_scale_is_found_within_raters_too(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").write_text(PROGRAMME.replace("sheets/leaders.csv", "{raters: {Anna: {service: 7}}}"))
    (found,) = check_programme(tmp_path)[1]
    assert (found.code, found.place and found.place.column) == ("P101", 56)
