"""Small tables as spreadsheets and survey tools export them: CSV or a workbook → rows of text."""

import csv
import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from journeymap.errors import Diagnostic, JourneyError, MissingToolError, Place, did_you_mean

__all__ = ["WORKBOOKS", "Sheet", "cell_text", "read_sheet"]

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_DELIMITERS = ",;\t|"
_EXACT = 2**53
"""Below it a float holds every whole number."""
_LONGEST_CELL = 2**24


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, all text, without its blank rows."""

    file: str
    columns: tuple[str, ...]
    header: int
    """The number of the row that names the columns."""
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The number of each further row, as people count them, and its cells, one a column."""
    lines: tuple[str, ...] = ()
    """The lines of the text; empty for a workbook."""

    def find(self, name: str) -> int | None:
        """Return which column has a name, whatever its case; None if there is none."""
        names = [column.casefold() for column in self.columns]
        return names.index(name.casefold()) if name.casefold() in names else None

    def problem(self, code: str, said: str, row: int, column: int, cure: str) -> Diagnostic:
        """Say what is wrong with a cell, or with the header."""
        if not self.lines:
            return Diagnostic(code, f"{said}, in row {row} of `{self.file}`", help=cure)
        line = self.lines[row - 1]
        cells = dict(self.rows).get(row, self.columns)
        return Diagnostic(code, said, _place(self.file, row, line, cells[: column + 1]), help=cure)


def _place(file: str, row: int, line: str, cells: Sequence[str]) -> Place:
    """Return the place of the last of some cells from the start of a line."""
    at = end = 0
    for cell in cells:
        at = max(line.find(cell, end), end)
        end = at + len(cell)
    return Place(file, row, at + 1, max(1, end - at), line)


def read_sheet(path: Path, *, sheet: str | None = None) -> Sheet:
    """Read CSV (comma, semicolon, tab or bar; UTF-8 or UTF-16) or a workbook, by the ending of its name.

    The first row that is not blank has the names of the columns.

    Args:
        path: The file.
        sheet: Which sheet of a workbook; default: the only one that is not empty.

    Raises:
        JourneyError: P106, if it cannot be read.
        MissingToolError: T101, if it is a workbook and the extra `excel` is not installed.
    """
    if path.suffix.lower() in WORKBOOKS:
        return _sheet(path, [*_workbook_rows(path, sheet)])
    text = _text_of(path)
    return _sheet(path, [*_csv_rows(text, path)], tuple(text.splitlines()))


def _sheet(path: Path, rows: list[tuple[int, list[str]]], lines: tuple[str, ...] = ()) -> Sheet:
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        _refuse(f"`{path}` is empty", "its first row names the columns")
    (header, columns), *rest = filled
    width = len(columns)
    body = tuple((number, tuple((cells + [""] * width)[:width])) for number, cells in rest)
    return Sheet(str(path), tuple(columns), header, body, lines)


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        why = "there is no such file" if isinstance(error, FileNotFoundError) else "it cannot be opened"
        _refuse(f"`{path}` cannot be read: {why}", "name it as seen from the folder of the file that names it")
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        _refuse(f"`{path}` is not written in UTF-8", "save it as `CSV UTF-8`, or as a workbook")


def _csv_rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        begin = 1
        for cells in reader:
            yield begin, [cell.strip() for cell in cells]
            begin = reader.line_num + 1
    except csv.Error:
        _refuse(f"`{path}` is no CSV: it goes wrong in line {reader.line_num}", "save it again from the spreadsheet")


def _workbook_rows(path: Path, asked: str | None) -> Iterator[tuple[int, list[str]]]:
    try:
        import python_calamine as calamine  # noqa: PLC0415 - an extra
    except ImportError:
        cure = "pip install 'journeymap[excel]', or save the sheet as CSV"
        raise MissingToolError(Diagnostic("T101", f"reading `{path}` needs `python-calamine`", help=cure)) from None
    try:
        with closing(calamine.CalamineWorkbook.from_path(path)) as book:
            rows = _chosen(book, asked, path).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError):
        _refuse(f"`{path}` is no workbook that can be read", "save it again, without a password, or export it as CSV")
    yield from ((number, [cell_text(cell) or "" for cell in cells]) for number, cells in enumerate(rows, 1))


def _chosen(book: Any, asked: str | None, path: Path) -> Any:  # noqa: ANN401 - types of the extra
    if asked is not None and asked not in book.sheet_names:
        _refuse(f"`{path}` has no sheet `{asked}`", did_you_mean(asked, book.sheet_names))
    names = [asked] if asked is not None else book.sheet_names
    filled = [sheet for sheet in map(book.get_sheet_by_name, names) if sheet.height]
    if len(filled) != 1:
        shown = ", ".join(shlex.quote(sheet.name) for sheet in filled)
        said = f"{len(filled)} sheets, and one is meant: {shown}" if filled else "no sheet that is filled"
        _refuse(f"`{path}` has {said}", "keep one sheet in the file, or export it as CSV")
    return filled[0]


def cell_text(cell: object) -> str | None:
    """Write a cell as CSV would: a whole number without `.0`, a time as ISO 8601, None for an empty one.

    Example:
        >>> cell_text(4.0), cell_text(True), cell_text("")
        ('4', 'true', None)
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return str(cell) if cell != "" else None


def _refuse(said: str, cure: str) -> NoReturn:
    raise JourneyError(Diagnostic("P106", said, help=cure))
