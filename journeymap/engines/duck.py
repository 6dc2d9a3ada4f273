"""DuckDB inside the process: a session that runs SQL and never shows a message of its own."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from journeymap.engines.snippets import identifier
from journeymap.errors import Diagnostic, LogError
from journeymap.progress import Progress, Tell
from journeymap.units import format_size

if TYPE_CHECKING:
    import duckdb

__all__ = ["Session", "by_column", "memory_to_use", "session"]

T = TypeVar("T")

_MOST = 2 * 10**9
"""Bytes of memory that are used unless somebody allows more."""
_BEAT = 0.1
"""Seconds between two looks at how far a statement is."""
_BATCH = 50_000
"""Rows that are copied at a time."""

_SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET TimeZone = 'UTC'",
    "SET preserve_insertion_order = true",
    "SET GLOBAL pandas_analyze_sample = 0",  # arrays of objects hold text
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
)


class Session:
    """A connection that runs SQL.

    Example:
        >>> with session("events.csv") as opened:
        ...     opened.rows("SELECT 1, 'a'")
        [(1, 'a')]
    """

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        folder: Path,
        worker: ThreadPoolExecutor,
        tell: Tell | None = None,
    ) -> None:
        self._connection = connection
        self.folder = folder
        """For files that go away with the session."""
        self._worker = worker
        self._tell = tell
        self._progress = Progress("")

    def begin(self, step: str, *, n_events: int | None = None) -> None:
        """Begin a step: what runs from now on belongs to it.

        Args:
            step: A few words.
            n_events: How many events go through it, once that is known.
        """
        self._progress = Progress(step, 0.0, n_events)
        if self._tell:
            self._tell(self._progress)

    def note(self, sentence: str) -> None:
        """Tell what stays worth knowing when the step is over."""
        if self._tell:
            self._tell(replace(self._progress, note=sentence))

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""
        self._ask(lambda: self._connection.execute(sql, values or None))

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return self._ask(lambda: self._connection.execute(sql, values or None).fetchall())

    def _ask(self, work: Callable[[], T]) -> T:
        """Let the worker do it, so that this thread can look how far it is, and stop it at once when interrupted."""
        running = self._worker.submit(work)
        try:
            while True:
                try:
                    return running.result(timeout=_BEAT)
                except TimeoutError:
                    self._look()
        finally:
            while not running.done():  # what has not begun yet is not interrupted
                self._connection.interrupt()
                wait([running], timeout=_BEAT)

    def _look(self) -> None:
        share = self._connection.query_progress() / 100  # negative while nothing is known
        if self._tell and share > self._progress.share:
            self._progress = replace(self._progress, share=min(share, 1.0))
            self._tell(self._progress)

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


def memory_to_use() -> int:
    """Return how many bytes of memory a session takes by default: 2 GB, or half of what the machine has.

    Example:
        >>> 0 < memory_to_use() <= 2_000_000_000
        True
    """
    try:
        there_is = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # not every system tells
        return _MOST
    return min(_MOST, there_is // 2)


@contextmanager
def session(source: str, *, memory_limit: int | None = None, tell: Tell | None = None) -> Iterator[Session]:
    """Open DuckDB in memory: in UTC, with no extension fetched, within a limit of memory.

    Beyond the limit it spills to a folder that goes away with the session, however that ends.

    Args:
        source: Name of what is read, for messages.
        memory_limit: Bytes; default: see `memory_to_use`.
        tell: Told how far each step is.

    Raises:
        LogError: If DuckDB cannot read the source, or has no room for it.
    """
    import duckdb  # noqa: PLC0415 - heavy: only when something is measured

    limit = memory_limit or memory_to_use()
    with TemporaryDirectory(prefix="journeymap-") as folder, ThreadPoolExecutor(1, "duckdb") as worker:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{limit}B",
            "temp_directory": folder,
        }
        with duckdb.connect(":memory:", config=config) as connection:
            for setting in _SETTINGS:
                connection.execute(setting)
            try:
                yield Session(connection, Path(folder), worker, tell)
            except duckdb.OutOfMemoryException as error:
                raise LogError(_no_room(source, limit)) from error
            except (duckdb.IOException, duckdb.InvalidInputException, duckdb.DataError) as error:
                raise LogError(_unreadable(source)) from error


def _no_room(source: str, limit: int) -> Diagnostic:
    return Diagnostic(
        "L119",
        f"`{source}` needs more room than there is: {format_size(limit)} of memory and the temporary folder",
        help="allow more with `--memory-limit 4GB`, make room on the disk, or let `TMPDIR` name a larger one",
    )


def _unreadable(source: str) -> Diagnostic:
    return Diagnostic(
        "L109",
        f"`{source}` cannot be read: it is damaged, or is not what its name says",
        help="write it again: CSV with one kind of line end, or Parquet",
    )
