"""OCEL 2.0 in SQLite: a table for each type of events and of objects."""

# ruff: noqa: S608 - every name in the file is quoted

import sqlite3
from collections.abc import Iterator, Sequence

from journeymap.engines.duck import Session
from journeymap.engines.readers.ocel import flatten
from journeymap.engines.snippets import identifier, text
from journeymap.engines.sources import Source, refuse
from journeymap.eventlog import EventLog

__all__ = ["is_ocel", "read_ocel_sqlite"]

_TABLES = {"event", "event_map_type", "event_object", "object", "object_map_type"}
_OWN = {"ocel_id", "ocel_time", "ocel_changed_field"}


def is_ocel(tables: Sequence[str]) -> bool:
    """Say whether these are the tables of an object-centric log.

    Example:
        >>> is_ocel(["event", "object", "orders"])
        False
    """
    return set(tables) >= _TABLES


def read_ocel_sqlite(session: Session, connection: sqlite3.Connection, log: EventLog, name: str) -> Source:
    """Read an object-centric log.

    Raises:
        LogError: If it is not OCEL 2.0 although it has its tables.
    """
    try:
        session.copy("ocel_events", ["id", "type", "time", "attributes"], _events(connection))
        session.copy("ocel_objects", ["id", "type", "attributes"], _objects(connection))
        related = "SELECT CAST(ocel_event_id AS TEXT), CAST(ocel_object_id AS TEXT) FROM event_object"
        session.copy("ocel_relations", ["event", "object"], connection.execute(related))
    except sqlite3.OperationalError as error:
        refuse(f"`{name}` has the tables of OCEL, but not all of OCEL 2.0: {error}", "export it as OCEL 2.0")
    return flatten(session, log, name)


def _events(connection: sqlite3.Connection) -> Iterator[tuple[str, ...]]:
    """Yield the events in the order of the table `event`."""
    typed = [
        f"SELECT ocel_id, ocel_time, {_attributes(connection, table)} AS attributes FROM {identifier(table)}"
        for table in _tables(connection, "event")
    ]
    yield from connection.execute(
        "SELECT CAST(event.ocel_id AS TEXT), event.ocel_type, CAST(ocel_time AS TEXT), attributes "
        f"FROM event LEFT JOIN ({' UNION ALL '.join(typed)}) AS typed USING (ocel_id) ORDER BY event.rowid"
    )


def _objects(connection: sqlite3.Connection) -> Iterator[tuple[str, ...]]:
    """Yield the objects with the values that they had first: rows that change a field say which."""
    typed = [
        f"SELECT ocel_id, {_attributes(connection, table)} AS attributes, min(ocel_time) FROM {identifier(table)} "
        "WHERE ocel_changed_field IS NULL GROUP BY ocel_id"
        for table in _tables(connection, "object")
    ]
    yield from connection.execute(
        "SELECT CAST(object.ocel_id AS TEXT), object.ocel_type, attributes "
        f"FROM object LEFT JOIN ({' UNION ALL '.join(typed)}) AS typed USING (ocel_id)"
    )


def _tables(connection: sqlite3.Connection, owner: str) -> list[str]:
    types = connection.execute(f"SELECT ocel_type_map FROM {owner}_map_type")
    return [f"{owner}_{type_}" for (type_,) in types]


def _attributes(connection: sqlite3.Connection, table: str) -> str:
    """Return SQL of all attributes as one JSON object."""
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({identifier(table)})")]
    pairs = [f"{text(name)}, {identifier(name)}" for name in columns if name not in _OWN]
    return f"json_object({', '.join(pairs)})"
