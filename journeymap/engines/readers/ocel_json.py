"""OCEL 2.0 in JSON. It is read as a whole; a large log is better kept in SQLite, which the standard has too."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from journeymap.engines.duck import Session
from journeymap.engines.readers.ocel import flatten
from journeymap.engines.readers.plain import opened
from journeymap.engines.sources import Source, refuse
from journeymap.eventlog import EventLog

__all__ = ["fill", "load_whole", "read_ocel_json"]

_CURE = "give OCEL 2.0, a list of events, or one event a line"


def read_ocel_json(session: Session, file: Path, log: EventLog, name: str) -> Source:
    """Read an object-centric log.

    Raises:
        LogError: If the file is no JSON, or no OCEL 2.0.
    """
    whole = load_whole(file)
    if not isinstance(whole, dict):
        refuse(f"`{name}` is JSON, but neither events nor OCEL 2.0", _CURE)
    if any(key.startswith("ocel:") for key in whole):
        refuse(f"`{name}` is OCEL 1.0, which had other keys", "export it as OCEL 2.0")
    try:
        fill(session, whole["events"], whole["objects"])
    except (KeyError, TypeError, AttributeError):
        refuse(f"`{name}` is JSON, but neither events nor OCEL 2.0", _CURE)
    return flatten(session, log, name)


def load_whole(file: Path) -> object:
    """Return what a JSON file holds.

    Raises:
        LogError: If it is no JSON, with the line.
    """
    with opened(file) as source:
        content = source.read()
    try:
        return json.loads(content)
    except UnicodeDecodeError:
        refuse(f"`{file.name}` is JSON in another encoding than UTF-8", "export it in UTF-8", code="L124")
    except RecursionError:
        refuse(f"`{file.name}` nests deeper than events do", _CURE)
    except ValueError as error:
        _refuse_broken(file, error)


def _refuse_broken(file: Path, error: ValueError) -> NoReturn:
    line = f": see line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
    refuse(f"`{file.name}` is broken JSON{line}", "export it again; a file that was cut short has lost its end")


def fill(session: Session, events: Sequence[Mapping[str, Any]], objects: Sequence[Mapping[str, Any]]) -> None:
    """Append events and objects, as the standard's JSON has them, to the tables that `flatten` reads.

    Raises:
        KeyError: If one lacks what the standard asks for.
    """
    related = [(event["id"], relation["objectId"]) for event in events for relation in event.get("relationships") or ()]
    session.append(
        "ocel_events",
        {
            "id": [_text(event["id"]) for event in events],
            "type": [_text(event["type"]) for event in events],
            "time": [_text(event["time"]) for event in events],
            "attributes": [_attributes(event) for event in events],
        },
    )
    session.append(
        "ocel_objects",
        {
            "id": [_text(each["id"]) for each in objects],
            "type": [_text(each["type"]) for each in objects],
            "attributes": [_attributes(each) for each in objects],
        },
    )
    session.append(
        "ocel_relations",
        {"event": [_text(event) for event, _ in related], "object": [_text(each) for _, each in related]},
    )


def _attributes(owner: Mapping[str, Any]) -> str:
    """Write attributes as one object; of one that changes, the value it had first."""
    first: dict[str, Any] = {}
    for each in sorted(owner.get("attributes") or (), key=lambda each: str(each.get("time", ""))):
        first.setdefault(each["name"], each["value"])
    return json.dumps(first, ensure_ascii=False)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
