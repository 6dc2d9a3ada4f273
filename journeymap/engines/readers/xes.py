"""XES (IEEE 1849): traces of events, read as they come with the parser of the standard library.

Only one trace and one batch are in memory, and times keep their zones, or that they have none. Packages that
read XES faster (`rustxes`, `r4pm`) hold the whole log and forget the zones.
"""

from collections.abc import Sequence
from pathlib import Path

from journeymap.engines.duck import Session
from journeymap.engines.readers.markup import parse
from journeymap.engines.sources import Source, refuse

__all__ = ["read_xes"]

_BATCH = 50_000
"""Events after which a batch is written, when their trace is over."""
_WITHIN = frozenset({"list", "container"})
_ATTRIBUTES = _WITHIN | {"string", "date", "int", "float", "boolean", "id"}
_TABLE = "traces"


def read_xes(session: Session, files: Sequence[Path], name: str) -> Source:
    """Read XES files into a table: attributes of a trace as `case:…`, those of an event by their key.

    An attribute within an attribute is called `outer.inner`.

    Raises:
        LogError: If a file is no XES, is broken, or declares a document type, by which entities could blow it up.
    """
    reading = _Reading(session)
    for file in files:
        reading.is_log = False
        parse(file, reading.start, reading.end)
        if not reading.is_log:
            refuse(f"`{file.name}` is XML, but no XES: it has no `log`", "export it as XES")
    reading.flush()
    if not reading.columns:
        refuse(f"`{name}` has no event", "check what was exported", code="L103")
    return Source(name, _TABLE, dict.fromkeys(reading.columns.values(), "VARCHAR"))


class _Reading:
    """Turns elements into rows of text: one list a column, filled up to the rows that have a value there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._batch: dict[str, list[str | None]] = {}
        self._n = 0
        self._first = 0
        """Where the rows of the trace begin in the batch."""
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._in_trace = False
        self._keys: list[str] = []
        self._skipped = 0
        self._names: dict[str, str] = {}
        """Column by key."""
        self.is_log = False
        self.columns: dict[str, str] = {}
        """Column by its name in lower case, for SQL does not tell A from a."""

    def start(self, kind: str, given: dict[str, str]) -> None:
        """Take up an element."""
        if kind in _ATTRIBUTES:
            self._keys.append(given.get("key", ""))
            if kind not in _WITHIN and not self._skipped:
                self._take(self._keys[0] if len(self._keys) == 1 else ".".join(self._keys), given.get("value", ""))
        elif kind == "event":
            self._event = {}
        elif kind == "trace":
            self._in_trace, self._first = True, self._n
        elif kind == "global":
            self._skipped += 1
        elif kind == "log":
            self.is_log = True

    def end(self, kind: str) -> None:
        """Finish an element."""
        if kind in _ATTRIBUTES:
            self._keys.pop()
        elif kind == "event":
            self._add()
        elif kind == "trace":
            self._close_trace()
        elif kind == "global":
            self._skipped -= 1

    def _take(self, key: str, value: str) -> None:
        if self._event is not None:
            self._event[self._names.get(key) or self._name(key)] = value
        elif self._in_trace:
            self._trace[self._name(f"case:{key}")] = value

    def _name(self, key: str) -> str:
        """Return the column of a key; of keys that differ in case alone the first counts, as SQL has it."""
        self._names[key] = self.columns.setdefault(key.lower(), key or "unnamed")
        return self._names[key]

    def _add(self) -> None:
        assert self._event is not None
        for name, value in self._event.items():
            column = self._batch.get(name)
            if column is None or len(column) < self._n:
                column = self._filled(name, self._n)
            column.append(value)
        self._n += 1
        self._event = None

    def _filled(self, name: str, rows: int) -> list[str | None]:
        column = self._batch.setdefault(name, [])
        column.extend([None] * (rows - len(column)))
        return column

    def _close_trace(self) -> None:
        """Give the events of the trace its attributes, wherever they stood; an event's own value comes first."""
        for name, value in self._trace.items():
            column = self._filled(name, self._n)
            column[self._first :] = [value if own is None else own for own in column[self._first :]]
        self._trace, self._in_trace = {}, False
        if self._n >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the rows that are there."""
        for name in self._batch:
            self._filled(name, self._n)
        if self._n:
            self._session.append(_TABLE, self._batch)
        self._batch, self._n = {}, 0
