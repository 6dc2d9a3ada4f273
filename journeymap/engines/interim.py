"""Interim results on a connection: nothing of them is left behind."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from journeymap.engines.connections import Connection
from journeymap.errors import Diagnostic, LogError

__all__ = ["Interim", "interim", "last_words"]

_CREATE = {"table": "CREATE TEMPORARY TABLE", "view": "CREATE TEMPORARY VIEW"}
_DROP = {"table": "DROP TABLE", "view": "DROP VIEW"}


class Interim:
    """A connection with named interim results: as names in front of queries, or kept by the database."""

    def __init__(self, connection: Connection, source: str) -> None:
        self.connection = connection
        self.source = source
        """What messages call the table."""
        self.prefix = f"journeymap_{uuid4().hex[:8]}_"
        self._named: dict[str, str] = {}
        self._kept: list[str] = []
        self._names = re.compile(rf"\b{self.prefix}\w+")

    def name(self, name: str, sql: str) -> None:
        """Give a query a name that later queries may use."""
        self._named[self.prefix + name] = sql

    def keep(self, name: str, sql: str) -> None:
        """Let the database keep the result of a query, where it can; else only name the query."""
        keeping = self.connection.dialect.keeping
        if keeping == "name":
            self.name(name, sql)
            return
        self._kept.append(self.prefix + name)
        with self._asking():
            self.connection.run(f"{_CREATE[keeping]} {self.prefix}{name} AS {self._complete(sql)}")
            if counted := self.connection.dialect.counted:
                self.connection.run(counted.format(self.prefix + name))
        if keeping == "view":
            with suppress(Exception):  # a server that caches nothing computes the view each time
                self.connection.run(f"CACHE TABLE {self.prefix}{name}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with self._asking():
            return self.connection.rows(self._complete(sql))

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows, a portion at a time; nothing else is asked meanwhile."""
        with self._asking():
            yield from self.connection.stream(self._complete(sql))

    def row(self, sql: str) -> tuple[Any, ...]:
        """Run a query that has exactly one row and return it."""
        (only,) = self.rows(sql)
        return only

    def drop(self) -> None:
        """Let the database forget what it kept."""
        keeping = self.connection.dialect.keeping
        for name in reversed(self._kept):
            if keeping == "view":
                with suppress(Exception):  # it was not cached
                    self.connection.run(f"UNCACHE TABLE IF EXISTS {name}")
            with suppress(Exception):  # after a failure it may never have been made, or is gone already
                self.connection.run(f"{_DROP[keeping]} {name}")

    def _complete(self, sql: str) -> str:
        """Put the named queries that a query uses in front of it."""
        used = self._used(sql)
        listed = ", ".join(f"{name} AS ({named})" for name, named in self._named.items() if name in used)
        return f"WITH {listed} {sql}" if listed else sql

    def _used(self, sql: str) -> set[str]:
        direct = set(self._names.findall(sql)) & self._named.keys()
        return direct.union(*(self._used(self._named[name]) for name in direct))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Put what a driver refuses into a word of ours."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - drivers' errors have no class in common
            self.connection.recover()
            raise LogError(
                Diagnostic(
                    "L172",
                    f"{self.connection.dialect.name} stopped while `{self.source}` was counted: {last_words(error)}",
                    help="see what the database's own log says; a shorter log, or more memory for it, may do",
                ),
            ) from None


@contextmanager
def interim(connection: Connection, source: str) -> Iterator[Interim]:
    """Hold interim results for as long as a log is counted."""
    held = Interim(connection, source)
    try:
        yield held
    finally:
        held.drop()


def last_words(error: Exception, *secrets: str | None) -> str:
    """Return the first line of what a driver says, without secrets.

    Example:
        >>> last_words(ValueError("no access for me:hunter2"), "hunter2", None)
        'no access for me:…'
    """
    words = str(getattr(error, "strerror", None) or error)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    said = lines[0] if lines else type(error).__name__
    for secret in filter(None, secrets):
        said = said.replace(secret, "…")
    return said
