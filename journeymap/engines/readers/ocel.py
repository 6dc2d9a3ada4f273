"""OCEL 2.0: events that belong to several objects, flattened on the objects of one type.

A reader fills three tables, in the order of the file:

    ocel_events     id, type, time, attributes
    ocel_objects    id, type, attributes as they were at first
    ocel_relations  event, object

where attributes are a JSON object. An event appears once for every object of the type that it belongs to.
"""

# ruff: noqa: S608 - every name of a user is quoted by the snippets

import shlex
from collections.abc import Iterable

from journeymap.engines.duck import Session
from journeymap.engines.snippets import identifier, text
from journeymap.engines.sources import Source, distinct, refuse
from journeymap.errors import did_you_mean
from journeymap.eventlog import EventLog
from journeymap.units import format_count

__all__ = ["flatten"]

_FLAT = """
CREATE TEMP TABLE ocel_flat AS
SELECT object.id AS "case", event.type AS touchpoint, event.time AS "at", event.id AS event,
    event.attributes AS of_event, object.attributes AS of_object
FROM (SELECT rowid AS n, * FROM ocel_events) AS event
JOIN (SELECT DISTINCT event, object FROM ocel_relations) AS relation ON relation.event = event.id
JOIN ocel_objects AS object ON object.id = relation.object
WHERE object.type = ?
ORDER BY event.n, object.id
"""
_COUNTS = """
SELECT (SELECT count(*) FROM ocel_events) - count(*), count(*) FILTER (n > 1)
FROM (SELECT event, count(*) AS n FROM ocel_flat GROUP BY event)
"""
_TYPES = """
SELECT type, count(DISTINCT object.id), count(DISTINCT relation.event)
FROM ocel_objects AS object LEFT JOIN ocel_relations AS relation ON relation.object = object.id
GROUP BY type ORDER BY 3 DESC, 1
"""
_FIXED = {"case:concept:name": '"case"', "concept:name": "touchpoint", "time:timestamp": '"at"', "ocel:eid": "event"}


def flatten(session: Session, log: EventLog, name: str) -> Source:
    """Make the objects of the chosen type the cases; columns have the names that XES gives them.

    Raises:
        LogError: If no type is chosen and there are several, or none of this name.
    """
    chosen = _chosen_type(session, log.object_type, name)
    session.run(_FLAT, [chosen])
    of_event, of_object = _attributes(session, "of_event"), _attributes(session, "of_object")
    fields = dict(_FIXED)
    fields |= {key: _value("of_event", key) for key in of_event if key not in fields}
    fields |= {f"case:{key}": _value("of_object", key) for key in of_object if f"case:{key}" not in fields}
    columns = distinct(fields)
    listed = ", ".join(f"{sql} AS {identifier(column)}" for column, sql in zip(columns, fields.values(), strict=True))
    unrelated, shared = session.row(_COUNTS)
    return Source(
        name,
        f"(SELECT {listed} FROM ocel_flat)",
        dict.fromkeys(columns, "VARCHAR"),
        n_unrelated=int(unrelated),
        n_shared=int(shared),
    )


def _chosen_type(session: Session, asked: str | None, name: str) -> str:
    types = session.rows(_TYPES)
    known = [str(type_) for type_, *_ in types]
    if asked in known:
        return asked
    if asked is None and len(known) == 1:
        return known[0]
    shown = ", ".join(
        f"`{type_}` (objects: {format_count(objects)}, events: {format_count(events)})"
        for type_, objects, events in types[:12]
    )
    if not known:
        refuse(f"`{name}` has no objects, which would be the cases", "export them too", code="L127")
    if asked is None:
        said = f"`{name}` has objects of several types, and one of them is the case: {shown}"
        refuse(said, f"type `--object-type {shlex.quote(known[0])}`, or write `log: {{object_type: …}}`", code="L127")
    return refuse(
        f"`{name}` has no object of the type `{asked}`: it has {shown}", did_you_mean(asked, known), code="L127"
    )


def _attributes(session: Session, column: str) -> Iterable[str]:
    keys = f"(SELECT DISTINCT unnest(json_keys({column})) AS key FROM ocel_flat)"
    return sorted(key for (key,) in session.rows(f"FROM {keys}"))


def _value(column: str, key: str) -> str:
    pointer = "/" + key.replace("~", "~0").replace("/", "~1")
    return f"json_extract_string({column}, {text(pointer)})"
