"""A DuckDB file, attached so that it cannot be changed."""

# ruff: noqa: S608 - every name of a user is quoted, the query is the user's own

from pathlib import Path

from journeymap.addresses import Address
from journeymap.engines.duck import Session
from journeymap.engines.readers.tables import chosen_table, refuse_query
from journeymap.engines.snippets import identifier, text
from journeymap.engines.sources import Source, refuse

__all__ = ["read_duckdb"]

_DATABASE = "attached"
_TABLES = f"""
SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = '{_DATABASE}' AND NOT internal
UNION ALL
SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = '{_DATABASE}' AND NOT internal
ORDER BY ALL
"""


def read_duckdb(session: Session, file: Path, address: Address | None, name: str) -> Source:
    """Look at a table or a query of a DuckDB file; a table of another schema than `main` is called `schema.table`.

    Raises:
        LogError: If it is not one table that is meant, the query does not run, or the file cannot be opened.
    """
    import duckdb  # noqa: PLC0415 - heavy: only when something is measured

    try:
        session.run(f"ATTACH {text(str(file))} AS {_DATABASE} (READ_ONLY)")
    except duckdb.Error:
        said = f"`{file.name}` cannot be opened: it is no DuckDB file, damaged, of a newer DuckDB, or open for writing"
        refuse(said, "close the program that writes to it, or name a copy")
    if address and address.query:
        return _of_query(session, address.query, name)
    tables = {
        table if schema == "main" else f"{schema}.{table}": f"{_DATABASE}.{identifier(schema)}.{identifier(table)}"
        for schema, table in session.rows(_TABLES)
    }
    chosen = chosen_table(list(tables), address.table if address else None, file.name, "duckdb")
    relation = tables[chosen]
    return Source(name, relation, session.columns(relation), row="row_number() OVER () - 1")


def _of_query(session: Session, query: str, name: str) -> Source:
    """Keep what the query gives: only while the file is the current database does the query find its tables."""
    import duckdb  # noqa: PLC0415 - as above

    try:
        session.run(f"USE {_DATABASE}")
        session.run(f"CREATE TEMP TABLE asked AS SELECT * FROM ({query.rstrip('; ')}\n)")
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException):
            raise
        refuse_query(name, str(error).partition("\n")[0].partition(": ")[2])
    finally:
        session.run("USE memory")
    return Source(name, "asked", session.columns("asked"), row="row_number() OVER () - 1")
