"""Which columns a table has, and what those that matter hold."""

import datetime as dt
import re
from dataclasses import MISSING, fields
from decimal import Decimal

from journeymap.engines.columns import Columns, find_columns
from journeymap.engines.connections import Connection
from journeymap.engines.dialects.dialect import Kind
from journeymap.engines.interim import last_words
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import ROW, EventLog

__all__ = ["READ_THERE", "find_there"]

READ_THERE = {
    *("file", "case", "touchpoint", "timestamp", "order", "satisfaction", "success"),
    *("segments", "names", "ignore", "unlisted", "lost_after"),
}
"""What of an event log is read on every engine."""

_AS_IN_DUCKDB = {
    "time": "TIMESTAMP",
    "text": "VARCHAR",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "nothing": "TIMESTAMP",
}
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
    _refuse_unread(log, connection.dialect.name)
    names = _names(connection, relation, source)
    columns = find_columns(log, dict.fromkeys(names, "TIMESTAMP"), source)
    asked = [columns.timestamp, columns.order, columns.satisfaction, columns.success, *columns.segments]
    kinds = {name: _kind(connection, relation, name) for name in dict.fromkeys(asked) if name}
    for column in filter(None, (columns.timestamp, columns.order)):
        if kinds[column] == "text":
            raise LogError(_text(column, source, connection.dialect.name))
    types = {name: _AS_IN_DUCKDB[kinds.get(name, "nothing")] for name in names}
    return find_columns(log, types, source), kinds


def _refuse_unread(log: EventLog, engine: str) -> None:
    for field in fields(log):
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if field.name not in READ_THERE and getattr(log, field.name) != default:
            said = f"`{field.name}` of a log is read by the embedded engine only so far, not on {engine}"
            raise LogError(Diagnostic("L173", said, help=f"leave `{field.name}` out, or export the table as Parquet"))
    if log.order == ROW:
        said = f"`order: {ROW}` needs a file: the rows of a table have no order"
        raise LogError(Diagnostic("L173", said, help="name a column of numbers that orders the events"))


def _names(connection: Connection, relation: str, source: str) -> list[str]:
    try:
        return connection.columns(f"SELECT * FROM {relation} AS log_rows WHERE 1 = 0")  # noqa: S608 - as typed
    except Exception as error:  # noqa: BLE001 - drivers' errors have no class in common
        connection.recover()
        said = f"`{source}` cannot be read on {connection.dialect.name}: {last_words(error)}"
        raise LogError(Diagnostic("L171", said, help="check the name of the table, and who may read it")) from None


def _kind(connection: Connection, relation: str, column: str) -> Kind:
    name = connection.dialect.identifier(column)
    asked = (connection.dialect.type_of or "{}").format(name)
    found = connection.rows(f"SELECT {asked} FROM {relation} AS log_rows WHERE {name} IS NOT NULL LIMIT 1")  # noqa: S608 - quoted
    if not found:
        return "nothing"
    return _of_type(found[0][0]) if connection.dialect.type_of else _of_value(found[0][0])


def _of_type(name: str) -> Kind:
    return next((kind for words, kind in _TYPES if words.search(name)), "text")


def _of_value(value: object) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    return "time" if isinstance(value, dt.date) else "text"


def _text(column: str, source: str, engine: str) -> Diagnostic:
    return Diagnostic(
        "L175",
        f"column `{column}` of `{source}` holds text, which {engine} would read in its own way",
        help=f"name a view that converts it, such as `CAST({column} AS TIMESTAMP)`, or a query that does",
    )
