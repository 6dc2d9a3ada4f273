"""From what a user names to the reader that understands it."""

import shlex
from collections.abc import Callable, Iterable, Sequence
from glob import glob
from pathlib import Path

from journeymap.addresses import FILES, Address, find_address
from journeymap.engines.duck import Session
from journeymap.engines.readers.duckdb_file import read_duckdb
from journeymap.engines.readers.frames import read_frame
from journeymap.engines.readers.objects import read_json
from journeymap.engines.readers.ocel_xml import read_ocel_xml
from journeymap.engines.readers.parquet import read_parquet
from journeymap.engines.readers.separated import read_csv
from journeymap.engines.readers.sqlite import read_sqlite
from journeymap.engines.readers.workbook import read_workbook
from journeymap.engines.readers.xes import read_xes
from journeymap.engines.sources import Source, refuse
from journeymap.errors import did_you_mean
from journeymap.eventlog import EventLog

__all__ = ["open_source", "source_name"]

_FORMATS = {
    "CSV": (".csv", ".tsv"),
    "Parquet": (".parquet", ".pq"),
    "JSON": (".json", ".jsonl", ".ndjson", ".jsonocel"),
    "XES": (".xes",),
    "OCEL": (".xml", ".xmlocel"),
    "workbook": (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    "database": (".sqlite", ".sqlite3", ".duckdb", ".ddb", ".db"),
}
"""Endings of names by format."""
_PACKED = {
    "CSV": (".gz", ".bz2", ".zst"),
    "JSON": (".gz", ".bz2", ".zst"),
    "XES": (".gz", ".bz2"),
    "OCEL": (".gz", ".bz2"),
}
_OF_MANY = ("CSV", "Parquet", "JSON", "XES")
"""Formats of which several files may be one log."""
_OPTIONS = {"encoding": ("CSV", "JSON"), "sheet": ("workbook",), "object_type": ("JSON", "OCEL", "database")}
"""What is said of the formats for which it means something."""
_SQLITE = b"SQLite format 3\x00"


def source_name(log: EventLog) -> str:
    """Return what messages call the events of a log: short, and without a password.

    Example:
        >>> source_name(EventLog("duckdb:///shops/lamps.duckdb?table=events"))
        'lamps.duckdb?table=events'
    """
    if not isinstance(log.file, str | Path):
        return type(log.file).__name__
    address = find_address(log.file)
    return address.name if address else Path(log.file).name or str(log.file)


def open_source(session: Session, log: EventLog, *, skip_bad: bool) -> Source:
    """Find the events of a log and look at their columns.

    Args:
        session: Where SQL runs.
        log: What its user says about it.
        skip_bad: Whether to pass over what does not become a row.

    Raises:
        LogError: If there are none, or they cannot be read as they are meant.
        MissingToolError: If the extra that reads them is not installed.
    """
    name = source_name(log)
    if not isinstance(log.file, str | Path):
        _refuse_options(log, "frame", name)
        return read_frame(session, log.file)
    address = find_address(log.file)
    files = _files(log.file if address is None else _path(address))
    form = "database" if address else _format(files, name)
    _refuse_options(log, form, name)
    if form not in _OF_MANY and len(files) > 1:
        refuse(f"`{name}` stands for {len(files)} files, and a {form} is read alone", "name one of them")
    _check_access(files)
    return _read(session, files, log, form, name, address=address, skip_bad=skip_bad)


def _read(
    session: Session,
    files: Sequence[Path],
    log: EventLog,
    form: str,
    name: str,
    *,
    address: Address | None,
    skip_bad: bool,
) -> Source:
    readers: dict[str, Callable[[], Source]] = {
        "CSV": lambda: read_csv(session, files, log, name),
        "Parquet": lambda: read_parquet(session, files, log, name),
        "JSON": lambda: read_json(session, files, log, name, skip_bad=skip_bad),
        "XES": lambda: read_xes(session, files, name),
        "OCEL": lambda: read_ocel_xml(session, files[0], log, name),
        "workbook": lambda: read_workbook(session, files[0], log, name),
        "database": lambda: _read_database(session, files[0], address, log, name),
    }
    return readers[form]()


def _read_database(session: Session, file: Path, address: Address | None, log: EventLog, name: str) -> Source:
    with file.open("rb") as opened:
        is_sqlite = opened.read(len(_SQLITE)) == _SQLITE
    if is_sqlite or (address and address.scheme == "sqlite"):
        return read_sqlite(session, file, address, log, name)
    _refuse_options(log, "DuckDB file", name)
    return read_duckdb(session, file, address, name)


def _path(address: Address) -> Path:
    """Return the file of a database."""
    if address.scheme not in FILES:
        said = f"`{address.scheme}://{address.name}` is no address that is read"
        refuse(said, f"known are {', '.join(f'`{scheme}:///…`' for scheme in FILES)}; or export the table as Parquet")
    for option, _ in address.options:
        said = f"`{option}` says nothing about `{address.name}`"
        refuse(said, did_you_mean(option, ["table", "query"]), code="L132")
    return address.path


def _refuse_options(log: EventLog, form: str, name: str) -> None:
    """Refuse what would be passed over in silence."""
    for option, forms in _OPTIONS.items():
        if getattr(log, option) is not None and form not in forms:
            flag = f"--{option.replace('_', '-')}"
            said = f"`{option}` says nothing about `{name}`, which is a {form}"
            refuse(said, f"leave `{flag}` out: it is for {' and '.join(forms)}", code="L132")


def _files(file: str | Path) -> tuple[Path, ...]:
    """Return the files that a name, a folder or a glob stands for, sorted."""
    path = Path(file)
    try:
        files = _existing(path)
    except OSError as error:
        refuse(f"`{file}` cannot be read: {error.strerror}", "check its name, and who may read it")
    if not files and path.is_dir():
        refuse(f"the folder `{file}` has no file that is read", "name one with CSV, Parquet, JSON or XES files")
    if not files:
        refuse(f"there is no file `{file}`", "check the name and the working folder")
    return files


def _existing(path: Path) -> tuple[Path, ...]:
    if path.is_file():
        return (path,)
    if path.is_dir():
        inside = (file for file in sorted(path.rglob("*")) if not _is_hidden(file.relative_to(path)))
        return tuple(file for file in inside if file.is_file() and _form(file) in _OF_MANY)
    found = sorted(map(Path, glob(str(path), recursive=True)))  # noqa: PTH207 - Path.glob takes no absolute pattern
    return tuple(each for each in found if each.is_file())


def _is_hidden(path: Path) -> bool:
    """Say whether a file is a mark of the program that wrote the folder, such as `_SUCCESS` or `.part.crc`."""
    return any(part.startswith((".", "_")) for part in path.parts)


def _format(files: Sequence[Path], name: str) -> str:
    """Return the one format of all files."""
    forms = {_form(file) for file in files}
    if None in forms and any(file.name.lower().endswith(".zst") and _form(file.with_suffix("")) for file in files):
        refuse(f"`{name}` is packed as only CSV and JSON may be", f"unpack it: `zstd -d {shlex.quote(name)}`")
    if None in forms:
        endings = "`.csv`, `.parquet`, `.jsonl`, `.xes`, `.xml`, `.xlsx`, `.sqlite` or `.duckdb`"
        refuse(f"`{name}` is of no format that is read", f"name a file that ends in {endings}")
    if len(forms) > 1:
        both = " and ".join(sorted(map(str, forms)))
        refuse(f"`{name}` holds {both}", 'name the files of one format: `"events/*.parquet"`')
    return str(forms.pop())


def _form(file: Path) -> str | None:
    name = file.name.lower()
    for form, endings in _FORMATS.items():
        if any(name.endswith(ending + packed) for ending in endings for packed in ("", *_PACKED.get(form, ()))):
            return form
    return None


def _check_access(files: Iterable[Path]) -> None:
    for file in files:
        try:
            with file.open("rb") as opened:
                opened.read(1)
        except OSError as error:
            refuse(f"`{file}` cannot be read: {error.strerror}", "check who may read it")
