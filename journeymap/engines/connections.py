"""What runs the SQL: a DB-API or ADBC connection, or a Spark session, as its user opened it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from journeymap.engines.dialects.dialect import Dialect
from journeymap.engines.dialects.known import DIALECTS
from journeymap.errors import Diagnostic, LogError, did_you_mean

__all__ = ["Connection", "connected"]

_DRIVERS = {
    "adbc_driver_bigquery": "bigquery",
    "adbc_driver_postgresql": "postgres",
    "adbc_driver_snowflake": "snowflake",
    "clickhouse_connect": "clickhouse",
    "clickhouse_driver": "clickhouse",
    "databricks": "databricks",
    "duckdb": "duckdb",
    "google": "bigquery",
    "pg8000": "postgres",
    "psycopg": "postgres",
    "psycopg2": "postgres",
    "pyspark": "spark",
    "redshift_connector": "redshift",
    "snowflake": "snowflake",
    "trino": "trino",
}
"""Dialect by the package whose connection it is."""

_VENDORS = {"postgresql": "postgres"}
"""Dialect by what an ADBC driver says of its database, where the two differ."""

_HELD_BY_SERVER = ("psycopg", "psycopg2")
"""Drivers that fetch all rows of a query at once, unless a cursor has a name."""
_PORTION = 10_000
"""Rows that are fetched at a time."""

_TIME_ZONE = "spark.sql.session.timeZone"


class Connection(Protocol):
    """Runs SQL of one dialect, and nothing else."""

    dialect: Dialect

    def run(self, sql: str) -> None:
        """Run a statement."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows, of which no more are in memory than its driver keeps there."""

    def columns(self, sql: str) -> list[str]:
        """Run a query and return the names of its columns."""

    def recover(self) -> None:
        """Make the connection usable after SQL that failed."""


class _Cursor:
    """A connection of the DB-API (PEP 249), ADBC's among them: one cursor, and SQL without parameters."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:  # noqa: ANN401 - every driver has its own class
        self.dialect = dialect
        self._connection = connection
        # a cursor of DuckDB is a connection of its own, without the temporary tables of this one
        self._cursor = connection if dialect.name == "duckdb" else connection.cursor()

    def run(self, sql: str) -> None:
        self._cursor.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql)
        return [tuple(row) for row in self._cursor.fetchall()]

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with self._portioned() as cursor:
            cursor.execute(sql)
            while portion := cursor.fetchmany(_PORTION):
                yield from map(tuple, portion)

    @contextmanager
    def _portioned(self) -> Iterator[Any]:
        """A cursor that need not hold all rows at once; on PostgreSQL the server has to hold them."""
        if _package(self._connection) not in _HELD_BY_SERVER:
            yield self._cursor
            return
        with self._connection.cursor("journeymap", withhold=True) as cursor:
            yield cursor

    def columns(self, sql: str) -> list[str]:
        self._cursor.execute(sql)
        names = [str(column[0]) for column in self._cursor.description]
        self._cursor.fetchall()
        return names

    def recover(self) -> None:
        with suppress(Exception):  # a driver without transactions has nothing to undo
            self._connection.rollback()

    def close(self) -> None:
        if self._cursor is not self._connection:
            self._cursor.close()


class _Spark:
    """A Spark session: classic, a cluster's, or of Spark Connect."""

    dialect = DIALECTS["spark"]

    def __init__(self, session: Any) -> None:  # noqa: ANN401 - classic and Connect sessions share no class
        self._session = session

    def run(self, sql: str) -> None:
        self._session.sql(sql).collect()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(sql).collect()]

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        return map(tuple, self._session.sql(sql).toLocalIterator())

    def columns(self, sql: str) -> list[str]:
        return list(self._session.sql(sql).columns)

    def recover(self) -> None:
        """Nothing to do: a session survives its failures."""


@contextmanager
def connected(engine: object, dialect: str | None = None) -> Iterator[Connection]:
    """Make ready what was passed as an engine, and leave it as it was.

    Args:
        engine: A connection or a Spark session; it stays open.
        dialect: Its dialect, where the driver does not tell.

    Raises:
        LogError: If the dialect is not known.
    """
    written = _dialect(engine, dialect)
    if callable(getattr(engine, "sql", None)) and not callable(getattr(engine, "cursor", None)):
        with _in_utc(engine):
            yield _Spark(engine)
        return
    cursor = _Cursor(engine, written)
    try:
        for setting in written.settings:
            cursor.run(setting)
        yield cursor
    finally:
        cursor.close()


@contextmanager
def _in_utc(session: Any) -> Iterator[None]:  # noqa: ANN401 - classic and Connect sessions share no class
    """Let a Spark session read times without a zone as UTC."""
    before = session.conf.get(_TIME_ZONE)
    session.conf.set(_TIME_ZONE, "UTC")
    try:
        yield
    finally:
        session.conf.set(_TIME_ZONE, before)


def _dialect(engine: object, name: str | None) -> Dialect:
    found = name or _told_by(_package(engine), engine)
    if found in DIALECTS:
        return DIALECTS[found]
    known = ", ".join(f"`{each}`" for each in DIALECTS)
    if name is None:
        said = f"the SQL dialect of a `{type(engine).__module__}.{type(engine).__name__}` is not known"
        raise LogError(Diagnostic("L174", said, help=f"pass `dialect=`, one of {known}"))
    hint = did_you_mean(name, list(DIALECTS))
    raise LogError(Diagnostic("L174", f"there is no dialect `{name}`", help=hint or f"known are {known}"))


def _package(engine: object) -> str:
    return type(engine).__module__.partition(".")[0].lstrip("_")


def _told_by(package: str, engine: object) -> str | None:
    if package == "adbc_driver_manager":
        describe: Callable[[], dict[str, Any]] = getattr(engine, "adbc_get_info", dict)
        vendor = str(describe().get("vendor_name", "")).lower()
        return _VENDORS.get(vendor, vendor)
    return _DRIVERS.get(package)
