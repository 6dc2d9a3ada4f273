"""Which columns a table has, and what those that matter hold."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from journeymap.engines.columns import Columns, find_columns
from journeymap.engines.connections import Connection
from journeymap.engines.dialects.dialect import Kind
from journeymap.engines.interim import last_words
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import ROW, EventLog

__all__ = ["find_there"]

_OF_FILES = {"encoding": None, "sheet": None, "object_type": None}
"""What is said of a file only."""

_AS_IN_DUCKDB = {
    "time": "TIMESTAMP",
    "zoned": "TIMESTAMP WITH TIME ZONE",
    "text": "VARCHAR",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "nothing": "TIMESTAMP",
}
_MEANINGS = (
    *("case", "touchpoint", "timestamp", "end", "order", "channel", "satisfaction", "comment", "clicks", "outcome"),
    *("value", "promised", "success"),
)
_TYPES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile("interval|array|map|struct|json", re.IGNORECASE), "text"),
    (re.compile("timestamp|date", re.IGNORECASE), "time"),
    (re.compile("bool", re.IGNORECASE), "boolean"),
    (re.compile("int|dec|num|double|float|real", re.IGNORECASE), "number"),
)


def find_there(log: EventLog, connection: Connection, relation: str, source: str) -> tuple[Columns, dict[str, Kind]]:
    """Find the columns that a log names in a table, and what they hold.

    Args:
        log: What its user says about it.
        connection: Where the table is.
        relation: What stands behind FROM.
        source: Name of the table, for messages.

    Raises:
        LogError: If there is no such table or column, or a column cannot be read on this engine.
    """
    _refuse_files(log, connection.dialect.name)
    names = _names(connection, relation, source)
    columns = find_columns(log, dict.fromkeys(names, "TIMESTAMP"), source)
    named = {what: getattr(columns, what) for what in _MEANINGS}
    asked = [column for column in (*named.values(), *columns.segments) if column]
    kinds = _kinds(connection, relation, list(dict.fromkeys(asked)))
    is_counted = log.time_unit is not None  # numbers, which may be kept as text
    times = [columns.order, *([] if is_counted else [columns.timestamp, columns.end])]
    if texts := [column for column in times if column and kinds[column] == "text"]:
        raise LogError([_text(column, source, connection.dialect.name) for column in texts])
    types = {name: _AS_IN_DUCKDB[kinds.get(name, "nothing")] for name in names}
    return find_columns(log, types, source), kinds


def _refuse_files(log: EventLog, engine: str) -> None:
    for option, default in _OF_FILES.items():
        if getattr(log, option) != default:
            said = f"`{option}` is for files, and {engine} reads tables"
            raise LogError(Diagnostic("L173", said, help=f"leave `{option}` out, or name a file"))
    if log.order == ROW:
        said = f"`order: {ROW}` needs a file: the rows of a table on {engine} have no order"
        raise LogError(Diagnostic("L173", said, help="name a column of numbers that orders the events"))


def _names(connection: Connection, relation: str, source: str) -> list[str]:
    try:
        return connection.columns(f"SELECT * FROM {relation} AS log_rows WHERE 1 = 0")  # noqa: S608 - as typed
    except Exception as error:  # noqa: BLE001 - drivers' errors have no class in common
        connection.recover()
        said = f"`{source}` cannot be read on {connection.dialect.name}: {last_words(error)}"
        raise LogError(Diagnostic("L171", said, help="check the name of the table, and who may read it")) from None


def _kinds(connection: Connection, relation: str, columns: Sequence[str]) -> dict[str, Kind]:
    """What columns hold: by their types where the database tells them, else by their first values."""
    write = connection.dialect
    if write.type_of is None:
        return {column: _kind_of_first(connection, relation, column) for column in columns}
    types = ", ".join(write.type_of.format(write.identifier(column)) for column in columns)
    found = connection.rows(f"SELECT {types} FROM {relation} AS log_rows LIMIT 1")  # noqa: S608 - quoted
    if not found:
        return dict.fromkeys(columns, "nothing")
    return {column: _of_type(name, write.zoned) for column, name in zip(columns, found[0], strict=True)}


def _kind_of_first(connection: Connection, relation: str, column: str) -> Kind:
    name = connection.dialect.identifier(column)
    found = connection.rows(f"SELECT {name} FROM {relation} AS log_rows WHERE {name} IS NOT NULL LIMIT 1")  # noqa: S608 - quoted
    return _of_value(found[0][0]) if found else "nothing"


def _of_type(name: str, zoned: str) -> Kind:
    kind: Kind = next((kind for words, kind in _TYPES if words.search(name)), "text")
    return "zoned" if kind == "time" and re.search(zoned, name, re.IGNORECASE) else kind


def _of_value(value: object) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, dt.datetime) and value.tzinfo:
        return "zoned"
    return "time" if isinstance(value, dt.date) else "text"


def _text(column: str, source: str, engine: str) -> Diagnostic:
    return Diagnostic(
        "L175",
        f"column `{column}` of `{source}` holds text, which {engine} would read in its own way",
        help=f"name a view that converts it, such as `CAST({column} AS TIMESTAMP)`, or a query that does",
    )
