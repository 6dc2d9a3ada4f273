"""From the name of a file to something that SQL can select from."""

import csv
import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from glob import escape, glob
from pathlib import Path
from typing import NoReturn

from journeymap.addresses import Address, find_address
from journeymap.engines.duck import Session
from journeymap.engines.snippets import text
from journeymap.errors import Diagnostic, LogError

__all__ = ["Source", "find_files", "open_source"]

_CSV = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_PARQUET = (".parquet", ".pq")
_DELIMITERS = ",;\t|"
_HEADER_CHARACTERS = 65536


@dataclass(frozen=True, slots=True)
class Source:
    """Events in files, as SQL sees them."""

    relation: str
    """What stands behind FROM."""
    columns: dict[str, str]
    """SQL type by column, in the order of the file."""
    row: str | None
    """SQL of the position in the file, from 0; None where rows are numbered as they are read."""
    is_text: bool
    """Whether every value is text that is parsed, so that it is best read once."""


def find_files(file: str | Path) -> tuple[Path, ...]:
    """Return the files that a name or a glob stands for, sorted.

    Raises:
        LogError: If there are none, or they are neither CSV nor Parquet.
    """
    if address := find_address(file):
        _refuse_address(address)
    path = Path(file)
    try:
        files = _existing(path)
    except OSError as error:
        _refuse(f"`{file}` cannot be read: {error.strerror}", "check its name, and who may read it")
    if not files:
        _refuse_missing(file)
    if not all(_is(each, _CSV) for each in files) and not all(_is(each, _PARQUET) for each in files):
        _refuse(f"`{path.name}` is neither CSV nor Parquet", "name a file that ends in `.csv`, `.csv.gz` or `.parquet`")
    return files


def open_source(session: Session, files: tuple[Path, ...]) -> Source:
    """Look at the header of the files.

    Raises:
        LogError: If they cannot be read, have no event, or differ in their columns.
    """
    _check_access(files)
    return _csv_source(files) if _is(files[0], _CSV) else _parquet_source(session, files)


def _existing(path: Path) -> tuple[Path, ...]:
    if path.is_file():
        return (path,)
    found = sorted(map(Path, glob(str(path), recursive=True)))  # noqa: PTH207 - Path.glob takes no absolute pattern
    return tuple(each for each in found if each.is_file())


def _is(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


def _refuse(sentence: str, cure: str, *, code: str = "L109") -> NoReturn:
    raise LogError(Diagnostic(code, sentence, help=cure))


def _refuse_missing(file: str | Path) -> NoReturn:
    if Path(file).is_dir():
        _refuse(f"`{file}` is a folder", f'name its files: `"{file}/*.parquet"`')
    _refuse(f"there is no file `{file}`", "check the name and the working folder")


def _refuse_address(address: Address) -> NoReturn:
    said = f"`{address.scheme}://{address.name}` is an address; this version reads files"
    _refuse(said, "export the table as Parquet and name that")


def _check_access(files: Iterable[Path]) -> None:
    for file in files:
        try:
            with file.open("rb") as opened:
                opened.read(1)
        except OSError as error:
            _refuse(f"`{file}` cannot be read: {error.strerror}", "check who may read it")


def _list(files: Iterable[Path]) -> str:
    return f"[{', '.join(text(escape(str(file))) for file in files)}]"


def _parquet_source(session: Session, files: tuple[Path, ...]) -> Source:
    options = "hive_partitioning = false, union_by_name = true"
    relation = f"read_parquet({_list(files)}, {options})"
    columns = {name: kind for name, kind, *_ in session.rows(f"DESCRIBE FROM {relation}")}
    if len(files) > 1 or "file_row_number" in map(str.lower, columns):
        return Source(relation, columns, row="row_number() OVER () - 1", is_text=False)
    numbered = f"read_parquet({_list(files)}, hive_partitioning = false, file_row_number = true)"
    return Source(numbered, columns, row="file_row_number", is_text=False)


def _csv_source(files: tuple[Path, ...]) -> Source:
    delimiter, header = _header(files[0])
    for file in files[1:]:
        if _header(file) != (delimiter, header):
            _refuse(f"`{file.name}` has other columns than `{files[0].name}`", "give all files the same header")
    columns = dict.fromkeys(header, "VARCHAR")
    typed = ", ".join(f"{text(name)}: 'VARCHAR'" for name in header)
    options = (
        "auto_detect = false, header = true, quote = '\"', escape = '\"', store_rejects = true, "
        f"hive_partitioning = false, delim = {text(delimiter)}, columns = {{{typed}}}"
    )
    return Source(f"read_csv({_list(files)}, {options})", columns, row=None, is_text=True)


def _header(file: Path) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter that makes the most columns of the first line, and the columns."""
    start = _start(file)
    first_line = start.partition("\n")[0]
    if "\x00" in first_line or "\ufffd" in first_line:
        encoding = "UTF-16" if "\x00" in first_line else "LATIN1"
        _refuse(
            f"`{file.name}` is not CSV in UTF-8", f"convert it: `iconv -f {encoding} -t UTF-8 {file.name} > utf8.csv`"
        )
    try:
        rows = {mark: next(csv.reader(io.StringIO(start, newline=""), delimiter=mark), []) for mark in _DELIMITERS}
    except csv.Error:
        _refuse(f"`{file.name}` does not start with a line of column names", "write CSV with a header")
    delimiter = max(_DELIMITERS, key=lambda mark: len(rows[mark]))
    if not rows[delimiter]:
        _refuse(f"`{file.name}` has no event", "check what was exported: the file is empty", code="L103")
    return delimiter, _distinct(rows[delimiter])


def _start(file: Path) -> str:
    try:
        with gzip.open(file) if _is(file, (".gz",)) else file.open("rb") as opened:
            return opened.read(_HEADER_CHARACTERS).decode("utf-8-sig", errors="replace")
    except (OSError, EOFError):
        _refuse(f"`{file.name}` is not a gzip file, or is damaged", "compress it again, or leave it uncompressed")


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Name columns that have no name, and number those that share one (SQL does not tell A from a)."""
    columns: dict[str, str] = {}
    for position, name in enumerate(names):
        stem = unique = name.strip() or f"column{position}"
        number = 1
        while unique.lower() in columns:
            unique, number = f"{stem}_{number}", number + 1
        columns[unique.lower()] = unique
    return tuple(columns.values())
