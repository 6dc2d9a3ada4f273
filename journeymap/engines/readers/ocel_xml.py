"""OCEL 2.0 in XML, read as it comes: only a batch of events and objects is in memory."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from journeymap.engines.duck import Session
from journeymap.engines.readers.markup import parse
from journeymap.engines.readers.ocel import flatten
from journeymap.engines.readers.ocel_json import fill
from journeymap.engines.sources import Source, refuse
from journeymap.eventlog import EventLog

__all__ = ["read_ocel_xml"]

_BATCH = 50_000
"""Events and objects after which they are written."""


def read_ocel_xml(session: Session, file: Path, log: EventLog, name: str) -> Source:
    """Read an object-centric log.

    Raises:
        LogError: If the file is no OCEL 2.0, is broken, or declares a document type.
    """
    reading = _Reading(session)
    try:
        parse(file, reading.start, reading.end, reading.take)
        reading.flush()
    except KeyError as error:
        _refuse_others(reading.elements, name)
        refuse(f"`{name}` is no OCEL 2.0: it has an event or object without {error}", "export it as OCEL 2.0")
    _refuse_others(reading.elements, name)
    return flatten(session, log, name)


def _refuse_others(elements: AbstractSet[str], name: str) -> None:
    if "trace" in elements:
        refuse(f"`{name}` is XES, not OCEL 2.0", "let its name end in `.xes`")
    if not elements >= {"log", "events", "objects"}:
        refuse(f"`{name}` is XML, but neither OCEL 2.0 nor XES", "export it as OCEL 2.0")


class _Reading:
    """Turns elements into events and objects as the standard's JSON has them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[str, list[dict[str, Any]]] = {"event": [], "object": []}
        self._owner: dict[str, Any] | None = None
        self._pieces: list[str] | None = None
        self.elements: set[str] = set()

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take up an element."""
        self.elements.add(tag)
        if tag in self._found:
            self._owner = {"time": None, **given, "attributes": [], "relationships": []}
        elif tag == "attribute" and self._owner is not None:
            self._owner["attributes"].append(given)
            self._pieces = []
        elif tag in {"relationship", "relobj"} and self._owner is not None:
            self._owner["relationships"].append({"objectId": given["object-id"]})

    def take(self, piece: str) -> None:
        """Take up text, which is the value of an attribute."""
        if self._pieces is not None:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        """Finish an element."""
        if tag == "attribute" and self._owner is not None and self._pieces is not None:
            self._owner["attributes"][-1]["value"] = "".join(self._pieces)
            self._pieces = None
        elif tag in self._found and self._owner is not None:
            self._found[tag].append(self._owner)
            self._owner = None
            if len(self._found[tag]) >= _BATCH:
                self.flush()

    def flush(self) -> None:
        """Write what is there."""
        fill(self._session, self._found["event"], self._found["object"])
        self._found = {"event": [], "object": []}
