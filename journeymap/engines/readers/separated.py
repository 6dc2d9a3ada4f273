"""CSV: text with one event a line."""

import csv
import io
import re
from collections.abc import Sequence
from glob import escape
from pathlib import Path
from typing import NamedTuple

from journeymap.engines.duck import Session
from journeymap.engines.readers.partitions import partitions
from journeymap.engines.readers.plain import plain, start_of
from journeymap.engines.snippets import text
from journeymap.engines.sources import Source, distinct, refuse
from journeymap.eventlog import EventLog

__all__ = ["read_csv"]

_DELIMITERS = ",;\t|"
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""How spreadsheets say which delimiter they wrote, before the header."""


class _Header(NamedTuple):
    delimiter: str
    quote: str
    skipped: int
    """Lines before it."""
    names: tuple[str, ...]


def read_csv(session: Session, files: Sequence[Path], log: EventLog, name: str) -> Source:
    """Look at the headers of CSV files, which have to be the same; all values are text.

    The delimiter is the one of `,`, `;`, tab and `|` that makes the most columns of the header. Quotes are `"`,
    or `'` where every name in the header stands in them.

    Raises:
        LogError: If they cannot be read, have no event, or differ in their columns.
    """
    header = _header(session, files[0], log.encoding)
    for file in files[1:]:
        if _header(session, file, log.encoding) != header:
            refuse(f"`{file.name}` has other columns than `{files[0].name}`", "give all files the same header")
    columns = dict.fromkeys(header.names, "VARCHAR")
    typed = ", ".join(f"{text(column)}: 'VARCHAR'" for column in header.names)
    listed = ", ".join(text(escape(str(plain(session, file, log.encoding)))) for file in files)
    asked = partitions(files, log)
    options = (
        f"auto_detect = false, header = true, skip = {header.skipped}, delim = {text(header.delimiter)}, "
        f"quote = {text(header.quote)}, escape = {text(header.quote)}, columns = {{{typed}}}, store_rejects = true, "
        f"hive_partitioning = {bool(asked)}, hive_types_autocast = false"
    )
    return Source(name, f"read_csv([{listed}], {options})", columns | asked, rejects_lines=True)


def _header(session: Session, file: Path, encoding: str | None) -> _Header:
    start = start_of(session, file, encoding).removeprefix("\ufeff")
    said = _SAID.match(start)
    if said:
        start = start[said.end() :]
    quote = "'" if _is_quoted_by(start.partition("\n")[0], "'") else '"'
    try:
        marks = said[1] if said else _DELIMITERS
        rows = {mark: _first_row(start, mark, quote) for mark in marks}
    except csv.Error:
        refuse(f"`{file.name}` does not start with a line of column names", "write CSV with a header")
    delimiter = max(rows, key=lambda mark: len(rows[mark]))
    if not rows[delimiter]:
        refuse(f"`{file.name}` has no event", "check what was exported: the file is empty", code="L103")
    return _Header(delimiter, quote, int(said is not None), distinct(rows[delimiter]))


def _first_row(start: str, delimiter: str, quote: str) -> list[str]:
    return next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter, quotechar=quote), [])


def _is_quoted_by(line: str, quote: str) -> bool:
    name = rf"{quote}[^{quote}]*{quote}"
    return re.fullmatch(rf"{name}(?:[{_DELIMITERS}]{name})*\r?", line) is not None
