"""Workbooks of spreadsheet programs (.xlsx, .xlsm, .xlsb, .xls, .ods)."""

import shlex
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from journeymap.engines.duck import Session
from journeymap.engines.sources import Source, distinct, missing_extra, refuse
from journeymap.errors import did_you_mean
from journeymap.eventlog import EventLog
from journeymap.sheets import cell_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_workbook"]

_ROWS = "sheet_rows"


def read_workbook(session: Session, file: Path, log: EventLog, name: str) -> Source:
    """Copy a sheet as text: its first row that is not blank has the names of the columns, blank rows do not count.

    Each cell is read by itself, so that a column may hold numbers and text.

    Raises:
        MissingToolError: If the extra `excel` is not installed.
        LogError: If the file is damaged or protected, or it is unclear which sheet is meant.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415 - an extra
    except ImportError:
        missing_extra(f"reading `{name}`", "python-calamine", "excel", code="T101")
    try:
        with closing(calamine.CalamineWorkbook.from_path(file)) as book:
            _copy(session, _chosen_sheet(book, log.sheet, name), name)
    except calamine.PasswordError:
        refuse(f"`{name}` is protected by a password", "save a copy without one")
    except calamine.CalamineError:
        refuse(f"`{name}` is no workbook, or is damaged", "save it again, or export the sheet as CSV")
    return Source(name, _ROWS, session.columns(_ROWS))


def _chosen_sheet(book: "CalamineWorkbook", asked: str | None, name: str) -> "CalamineSheet":
    """Return the sheet that is asked for, or the only one that is not empty."""
    if asked is not None:
        if asked not in book.sheet_names:
            cure = f"{did_you_mean(asked, book.sheet_names)}"
            refuse(f"`{name}` has no sheet `{asked}`", cure, code="L126")
        return book.get_sheet_by_name(asked)
    sheets = [each.name for each in book.sheets_metadata if str(each.typ).endswith("WorkSheet")]
    filled = [sheet for sheet in map(book.get_sheet_by_name, sheets) if sheet.height]
    if not filled:
        refuse(f"`{name}` has no event", "check what was exported: its sheets are empty", code="L103")
    if len(filled) > 1:
        shown = ", ".join(f"`{sheet.name}`" for sheet in filled)
        refuse(
            f"`{name}` has {len(filled)} sheets, and one holds the events: {shown}",
            f"type `--sheet {shlex.quote(filled[0].name)}`, or write `log: {{sheet: …}}`",
            code="L126",
        )
    return filled[0]


def _copy(session: Session, sheet: "CalamineSheet", name: str) -> None:
    rows = (row for row in sheet.iter_rows() if any(cell != "" for cell in row))
    header = next(rows, None)
    if header is None:
        refuse(f"`{name}` has no event", "check what was exported: the sheet is empty", code="L103")
    columns = distinct(cell_text(cell) or "" for cell in header)
    session.copy(_ROWS, columns, ([cell_text(cell) for cell in row] for row in rows))
