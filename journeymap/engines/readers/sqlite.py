"""SQLite, by the standard library: DuckDB's own reader would have to be fetched."""

# ruff: noqa: S608 - every name of a user is quoted, the query is the user's own

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from journeymap.addresses import Address
from journeymap.engines.duck import Session
from journeymap.engines.readers.ocel_sqlite import is_ocel, read_ocel_sqlite
from journeymap.engines.readers.tables import chosen_table, refuse_query
from journeymap.engines.snippets import identifier
from journeymap.engines.sources import Source, distinct, refuse
from journeymap.eventlog import EventLog

__all__ = ["read_sqlite"]

_ROWS = "sqlite_rows"
_TABLES = """
SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
"""


def read_sqlite(session: Session, file: Path, address: Address | None, log: EventLog, name: str) -> Source:
    """Copy a table or a query of a SQLite file, all as text; flatten it if it is an OCEL 2.0 log.

    Raises:
        LogError: If it is not one table that is meant, the query does not run, or the file is damaged.
    """
    table, query = (address.table, address.query) if address else (None, None)
    with _connected(file) as connection:
        tables = [found for (found,) in connection.execute(_TABLES)]
        if is_ocel(tables) and not (table or query):
            return read_ocel_sqlite(session, connection, log, name)
        asked = f"({query.rstrip('; ')}\n)" if query else ""
        wanted = asked or identifier(chosen_table(tables, table, file.name, "sqlite"))
        columns = _columns(connection, wanted, name)
        texts = ", ".join(f"CAST({identifier(column)} AS TEXT)" for column in columns)
        names = distinct(columns)
        session.copy(_ROWS, names, connection.execute(f"SELECT {texts} FROM {wanted}"))
    return Source(name, _ROWS, dict.fromkeys(names, "VARCHAR"))


@contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode(errors="replace")
            yield connection
    except sqlite3.Error:
        refuse(f"`{file.name}` cannot be read: it is no SQLite file, damaged or locked", "copy it, and name the copy")


def _columns(connection: sqlite3.Connection, wanted: str, name: str) -> list[str]:
    try:
        return [column for column, *_ in connection.execute(f"SELECT * FROM {wanted} LIMIT 0").description]
    except sqlite3.Error as error:
        refuse_query(name, str(error))
