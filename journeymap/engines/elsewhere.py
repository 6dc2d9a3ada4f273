"""Where a log is counted: inside this process, or on the engine that its user names."""

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from journeymap.addresses import Address, find_address
from journeymap.engines.connections import Connection, connected
from journeymap.engines.interim import last_words
from journeymap.engines.sources import missing_extra
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import EventLog

__all__ = ["EMBEDDED", "Place", "place_of"]

EMBEDDED = "duckdb"
"""The engine inside this process."""

_POSTGRES = ("postgres", "postgresql")
_CONNECT = "sc"
_CLUSTER = "spark"
_SCHEMES = (*_POSTGRES, _CONNECT, _CLUSTER)
_CONNECT_PORT = 15002
_PATIENCE_SECONDS = 10
_PARQUET = (".parquet", ".pq")
_FILE = "file"
"""The option of an address that names files for Spark to read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where events are, on an engine of their user's."""

    connection: Connection
    relation: str
    """What stands behind FROM."""
    name: str
    """What messages call it."""


@contextmanager
def place_of(log: EventLog, engine: object = EMBEDDED, dialect: str | None = None) -> Iterator[Place | None]:
    """Open the engine on which a log is counted; None stands for the embedded one.

    Args:
        log: Its file is a URL, or a table, a query or a file as the engine knows it.
        engine: `duckdb`, the URL of a database or of a Spark server, a connection, or a Spark session.
        dialect: That of a connection whose driver does not tell.

    Raises:
        LogError: If the engine is not known, cannot be reached, or is not told what to read.
        MissingToolError: If the package that reaches it is not installed.
    """
    address = find_address(log.file) if isinstance(log.file, (str, Path)) else None
    if not isinstance(engine, str):
        with connected(engine, dialect) as connection:
            yield Place(connection, *_asked(log.file, connection))
    elif engine != EMBEDDED:
        with _opened(_server(engine)) as connection:
            yield Place(connection, *_asked(log.file, connection))
    elif address is not None and address.scheme in _SCHEMES:
        asked = _table(address)
        with _opened(address) as connection:
            yield Place(connection, _relation(asked, connection, is_file=_FILE in dict(address.options)), address.name)
    else:
        yield None


def _asked(file: object, connection: Connection) -> tuple[str, str]:
    """Return what stands behind FROM, and its name in messages."""
    if isinstance(file, Path) and connection.dialect.name != "spark":
        said = f"`{file}` is a file, and {connection.dialect.name} reads tables"
        raise LogError(Diagnostic("L171", said, help="name a table or a query, or leave `engine` out"))
    asked = str(file)
    relation = _relation(asked, connection)
    return relation, "the query" if relation.startswith("(") else Path(asked).name


def _relation(asked: str, connection: Connection, *, is_file: bool = False) -> str:
    is_parquet = is_file or asked.rstrip("/*").lower().endswith(_PARQUET)
    if connection.dialect.name == "spark" and is_parquet:
        return f"parquet.{connection.dialect.identifier(asked)}"
    return connection.dialect.relation(asked)


def _server(engine: str) -> Address:
    address = find_address(engine)
    if address is None or address.scheme not in _SCHEMES:
        said = f"there is no engine `{engine.partition('://')[0]}`"
        cure = "known are `duckdb`, `postgresql://…`, `sc://…` and `spark://…`; from Python, any connection"
        raise LogError(Diagnostic("L174", said, help=cure))
    return address


def _table(address: Address) -> str:
    asked = [address.table, address.query, dict(address.options).get(_FILE)]
    given = [each for each in asked if each]
    if len(given) != 1:
        said = f"`{address.scheme}://{address.name}` does not say where the events are"
        raise LogError(Diagnostic("L177", said, help="add one of `?table=events` and `?query=SELECT …`"))
    return given[0]


@contextmanager
def _opened(address: Address) -> Iterator[Connection]:
    open_ = _postgres if address.scheme in _POSTGRES else _spark
    with open_(address) as opened, connected(opened) as connection:
        yield connection


@contextmanager
def _postgres(address: Address) -> Iterator[Any]:
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError:
        missing_extra(f"reading `{address.scheme}://…`", "psycopg", "postgres", code="T111")
    try:
        connection = psycopg.connect(address.url, connect_timeout=_PATIENCE_SECONDS)
    except psycopg.Error as error:
        _unreachable(address, error)
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


@contextmanager
def _spark(address: Address) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions of pandas, which is not used here
        session = _spark_session(address)
    try:
        yield session
    finally:
        session.stop()


def _spark_session(address: Address) -> Any:  # noqa: ANN401 - classic and Connect sessions share no class
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError:
        missing_extra(f"reading `{address.scheme}://…`", "pyspark", "spark", code="T110")
    _knock(address)
    builder: Any = SparkSession.builder
    url = f"{address.scheme}://{address.place}"
    try:
        return builder.remote(url).create() if address.scheme == _CONNECT else builder.master(url).getOrCreate()
    except Exception as error:  # noqa: BLE001 - of gRPC, of Java or of Spark
        _unreachable(address, error)


def _knock(address: Address) -> None:
    """Refuse a server that does not listen: Spark's client would try for ten minutes."""
    server = urlsplit(f"//{address.place.partition(',')[0]}")
    try:
        place = (server.hostname or "localhost", server.port or _CONNECT_PORT)
        socket.create_connection(place, timeout=_PATIENCE_SECONDS).close()
    except (OSError, ValueError) as error:
        _unreachable(address, error)


def _unreachable(address: Address, error: Exception) -> NoReturn:
    password = urlsplit(address.url).password or ""
    said = last_words(error, password, unquote(password))
    raise LogError(
        Diagnostic(
            "L170",
            f"`{address.scheme}://{address.name}` cannot be reached: {said}",
            help="check host, port, user and password, and that the server runs",
        ),
    ) from None
