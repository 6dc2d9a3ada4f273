"""JSON: one object an event, a line each or in one list."""

# ruff: noqa: S608 - every name of a user is quoted by the snippets

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from glob import escape
from pathlib import Path
from typing import Any

from journeymap.engines.duck import Session
from journeymap.engines.readers.ocel_json import load_whole, read_ocel_json
from journeymap.engines.readers.partitions import partitions
from journeymap.engines.readers.plain import plain, start_of
from journeymap.engines.snippets import identifier, text
from journeymap.engines.sources import Source, distinct, refuse
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import EventLog
from journeymap.units import format_count

__all__ = ["read_json"]

_LINES = (".jsonl", ".ndjson")
_FIRST = 20_480
"""Events that tell the columns, unless one is asked for that they do not have."""
_IS_BAD = "coalesce(json_type(json) <> 'OBJECT', true)"


def read_json(session: Session, files: Sequence[Path], log: EventLog, name: str, *, skip_bad: bool) -> Source:
    """Look at the events of JSON files; values are text, and `{"a": {"b": 1}}` is the column `a.b`.

    A single file that is one object is an object-centric log (OCEL 2.0).

    Args:
        session: Where SQL runs.
        files: All lists of events, or all with one event a line.
        log: What its user says about it.
        name: What messages call it.
        skip_bad: Whether to pass over lines that are no event.

    Raises:
        LogError: If a file is no JSON or another kind of it, or what is asked for is a list.
    """
    shapes = {_shape(file, start_of(session, file, log.encoding)) for file in files}
    if shapes == {"object"} and len(files) == 1:
        return read_ocel_json(session, files[0], log, name)
    if len(shapes) > 1 or "object" in shapes:
        refuse(f"`{name}` holds JSON of several kinds", "give lists of events, or one event a line, in all files")
    (shape,) = shapes
    asked = partitions(files, log)
    listed = ", ".join(text(escape(str(plain(session, file, log.encoding)))) for file in files)
    options = f"format = '{shape}', ignore_errors = {shape == 'newline_delimited'}, hive_partitioning = {bool(asked)}"
    found = f"read_json_objects([{listed}], {options})"
    _check_lines(session, found, files, name, skip_bad=skip_bad)
    paths = {column: path for column, path in _columns(session, found, log, name).items() if column not in asked}
    values = [f"json_extract_string(json, {text(path)}) AS {identifier(column)}" for column, path in paths.items()]
    relation = f"(SELECT {', '.join([*values, *map(identifier, asked)])} FROM {found})"
    return Source(name, relation, dict.fromkeys(paths, "VARCHAR") | asked)


def _shape(file: Path, start: str) -> str:
    """Return how the events stand in a file; one object is one event only where a line says so."""
    start = start.lstrip("\ufeff \t\r\n")
    if file.name.lower().removesuffix(file.suffix if file.suffix in {".gz", ".bz2", ".zst"} else "").endswith(_LINES):
        return "newline_delimited"
    if start.startswith("["):
        return "array"
    try:
        first = json.loads(start.partition("\n")[0])
    except (ValueError, RecursionError):
        return "object"
    return "object" if isinstance(first, dict) and "events" in first and "objects" in first else "newline_delimited"


def _check_lines(session: Session, found: str, files: Sequence[Path], name: str, *, skip_bad: bool) -> None:
    """Refuse what is no JSON, and what is no object; lines that are passed over become empty rows."""
    numbered = f"(SELECT row_number() OVER () AS n, {_IS_BAD} AS bad FROM {found})"
    import duckdb  # noqa: PLC0415 - heavy: only when something is measured

    try:
        n, rows = session.row(f"SELECT count(*) FILTER (bad), (list(n ORDER BY n) FILTER (bad))[:5] FROM {numbered}")
    except duckdb.InvalidInputException:
        for file in files:
            load_whole(file)  # says at which line it is broken
        raise
    if n and not skip_bad:
        where = f"{'row' if n == 1 else 'rows'} {', '.join(map(str, rows))}{' …' if n > len(rows) else ''}"
        said = (
            f"{format_count(n)} {'line' if n == 1 else 'lines'} of `{name}` {'is' if n == 1 else 'are'} no JSON object"
        )
        refuse(f"{said}: {where}", "`--skip-bad` drops them and says how many", code="L120")


def _columns(session: Session, found: str, log: EventLog, name: str) -> dict[str, str]:
    """Return the path of each column; those asked for are looked for in all events, the others in the first ones."""
    first = f"(FROM {found} LIMIT {_FIRST})"
    for part in (first, found):
        structure = session.row(f"SELECT json_group_structure(CASE WHEN NOT {_IS_BAD} THEN json END) FROM {part}")[0]
        paths = list(_paths(json.loads(structure or "{}")))
        lists = {column for column, _, is_list in paths if is_list}
        columns = [(column, path) for column, path, is_list in paths if not is_list]
        named = dict(zip(distinct(column for column, _ in columns), (path for _, path in columns), strict=True))
        if log.columns <= named.keys() | lists:
            break
    _refuse_lists(log.columns & lists, name)
    return named


def _paths(structure: Mapping[str, Any], before: str = "", path: str = "") -> Iterator[tuple[str, str, bool]]:
    """Yield column, JSON pointer and whether it is a list, of every value."""
    for key, inside in structure.items():
        column, pointer = f"{before}{key}", f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
        if isinstance(inside, dict):
            yield from _paths(inside, f"{column}.", pointer)
        else:
            yield column, pointer, isinstance(inside, list)


def _refuse_lists(columns: Iterable[str], name: str) -> None:
    found = [
        Diagnostic("L130", f"`{column}` of `{name}` holds lists, which are no values", help="write one value an event")
        for column in sorted(columns)
    ]
    if found:
        raise LogError(found)
