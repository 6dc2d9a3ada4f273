"""DuckDB inside the process: a session that runs SQL and never shows a message of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from journeymap.engines.snippets import identifier
from journeymap.errors import Diagnostic, LogError

if TYPE_CHECKING:
    import duckdb

__all__ = ["Session", "by_column", "session"]

MEMORY_LIMIT = "2GB"
"""Beyond it DuckDB spills to a folder that goes away with the session."""

_BATCH = 50_000
"""Rows that are copied at a time."""

_SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET TimeZone = 'UTC'",
    "SET preserve_insertion_order = true",
    "SET GLOBAL pandas_analyze_sample = 0",  # arrays of objects hold text
)


class Session:
    """A connection that runs SQL.

    Example:
        >>> with session("events.csv") as opened:
        ...     opened.rows("SELECT 1, 'a'")
        [(1, 'a')]
    """

    def __init__(self, connection: "duckdb.DuckDBPyConnection", folder: Path) -> None:
        self._connection = connection
        self.folder = folder
        """For files that go away with the session."""

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""
        self._connection.execute(sql, values or None)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return self._connection.execute(sql, values or None).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        """Run a query that has exactly one row and return it."""
        (only,) = self.rows(sql)
        return only

    def columns(self, relation: str) -> dict[str, str]:
        """Return the columns of what stands behind FROM, with their SQL types."""
        return {name: kind for name, kind, *_ in self.rows(f"DESCRIBE FROM {relation}")}

    def register(self, name: str, rows: object) -> None:
        """Let SQL read columns that are in memory: an Arrow reader, or arrays by name."""
        self._connection.register(name, rows)

    def append(self, table: str, columns: Mapping[str, Sequence[str | None]]) -> None:
        """Append texts to a table, by column; make the table, and the columns that it does not have yet."""
        import numpy as np  # noqa: PLC0415 - with the engine

        named = ", ".join(f"{identifier(name)} VARCHAR" for name in columns)
        self.run(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({named})")
        known = self.columns(table)
        for name in columns:
            if name not in known:
                self.run(f"ALTER TABLE {table} ADD COLUMN {identifier(name)} VARCHAR")
        arrays = {f"c{n}": np.array(values, dtype=object) for n, values in enumerate(columns.values())}
        self.register("batch", arrays)
        self.run(f"INSERT INTO {table} ({', '.join(map(identifier, columns))}) SELECT {', '.join(arrays)} FROM batch")  # noqa: S608 - quoted

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        """Make a table of texts from rows, a batch at a time."""
        self.append(table, {column: [] for column in columns})
        left = iter(rows)
        while batch := list(islice(left, _BATCH)):
            self.append(table, dict(zip(columns, zip(*batch, strict=True), strict=True)))

    def table(self, name: str, kinds: Mapping[str, str], *columns: Sequence[object]) -> None:
        """Make a small table of columns of equal length; `kinds` gives their names and SQL types."""
        values = ", ".join(f"unnest(CAST(? AS {kind}[])) AS {column}" for column, kind in kinds.items())
        self.run(f"CREATE TEMP TABLE {name} AS SELECT {values}", columns)


def by_column(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    """Turn rows of a small table into its columns.

    Example:
        >>> by_column([(1, "a"), (2, "b")], 2), by_column([], 2)
        ([[1, 2], ['a', 'b']], [[], []])
    """
    return [[row[place] for row in rows] for place in range(width)]


@contextmanager
def session(source: str) -> Iterator[Session]:
    """Open DuckDB in memory: in UTC, with no extension fetched, within `MEMORY_LIMIT`.

    Args:
        source: Name of what is read, for messages.

    Raises:
        LogError: If DuckDB cannot read the source, or has no room for it.
    """
    import duckdb  # noqa: PLC0415 - heavy: only when something is measured

    with TemporaryDirectory(prefix="journeymap-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": folder,
        }
        with duckdb.connect(":memory:", config=config) as connection:
            for setting in _SETTINGS:
                connection.execute(setting)
            try:
                yield Session(connection, Path(folder))
            except duckdb.OutOfMemoryException as error:
                raise LogError(_no_room(source)) from error
            except (duckdb.IOException, duckdb.InvalidInputException, duckdb.DataError) as error:
                raise LogError(_unreadable(source)) from error


def _no_room(source: str) -> Diagnostic:
    return Diagnostic(
        "L119",
        f"`{source}` needs more room than there is: {MEMORY_LIMIT} of memory and the temporary folder",
        help="make room on the disk, or let `TMPDIR` name a larger one",
    )


def _unreadable(source: str) -> Diagnostic:
    return Diagnostic(
        "L109",
        f"`{source}` cannot be read: it is damaged, or is not what its name says",
        help="write it again: CSV with one kind of line end, or Parquet",
    )
