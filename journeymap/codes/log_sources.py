"""Log codes about where events come from: addresses, formats, and the parts of a file that hold events."""

from journeymap.codes.code import Code, Example, log

__all__ = ["LOG_SOURCES"]

_CSV = """
    case,event,at
    1,order,2026-03-01 14:05
    1,delivery,2026-03-06 09:30
"""
_SOUND = log(_CSV)
_OBJECTS = """
    {
      "objectTypes": [], "eventTypes": [],
      "objects": [{"id": "o1", "type": "order"}, {"id": "me", "type": "person"}],
      "events": [
        {"id": "e1", "type": "order", "time": "2026-03-01T14:05:00Z",
         "relationships": [{"objectId": "o1", "qualifier": ""}, {"objectId": "me", "qualifier": ""}]},
        {"id": "e2", "type": "delivery", "time": "2026-03-06T09:30:00Z",
         "relationships": [{"objectId": "o1", "qualifier": ""}]}
      ]
    }
"""
_XES = """
    <log><trace>
      <string key="concept:name" value="1"/>
      <event>
        <string key="concept:name" value="order"/>
        <date key="time:timestamp" value="2026-03-01T14:05:00Z"/>
      </event>
    </trace></log>
"""

LOG_SOURCES = (
    Code(
        "L123",
        "error",
        "a table and a query at once",
        why="A database is asked for one thing: a table as it is, or the result of a query. With both it is unclear "
        "which of them holds the events.",
        failing=Example('friction journey.yaml "sqlite:///shop.db?table=events&query=SELECT 1"', _SOUND.files),
        fixed=_SOUND,
    ),
    Code(
        "L124",
        "error",
        "text in another encoding",
        why="Only a byte order mark tells how text is written; without one it is taken for UTF-8. A guess would turn "
        "`Größe` into `GrĂ¶Ăźe` and one touchpoint into two.",
        failing=log(_CSV, options="--encoding cp1525"),
        fixed=log(_CSV, options="--encoding cp1252"),
    ),
    Code(
        "L125",
        "error",
        "which table holds the events",
        why="A database has many tables. Only where it has one is it certain which of them is meant.",
        cure="name the table behind the path: `sqlite:///shop.db?table=events`, or ask for what a query gives: "
        "`sqlite:///shop.db?query=SELECT …`",
    ),
    Code(
        "L126",
        "error",
        "which sheet holds the events",
        why="Where several sheets of a workbook are filled, the first one is as often a cover as it is the log.",
        cure="type `--sheet Events`, or write `log: {sheet: Events}` into the journey file",
    ),
    Code(
        "L127",
        "error",
        "which objects are the cases",
        why="An event of an object-centric log belongs to orders, items and people at once. Which of them travels the "
        "journey is a question of what you want to know.",
        failing=log(_OBJECTS, file="events.json"),
        fixed=log(_OBJECTS, file="events.json", options="--object-type order"),
    ),
    Code(
        "L128",
        "error",
        "a query that does not run",
        why="The database refused it. It has to be one `SELECT`; the file is opened so that nothing can be changed.",
        cure="try the query in the database's own program first; in a shell put the whole address in quotes",
    ),
    Code(
        "L129",
        "error",
        "a document type in XML",
        why="By its document type XML may read other files or grow from a line to gigabytes. XES has no use for one.",
        failing=log("<!DOCTYPE log>\n" + _XES, file="events.xes"),
        fixed=log(_XES, file="events.xes"),
    ),
    Code(
        "L130",
        "error",
        "a list where a value is needed",
        why="A segment, a case or a score is one value. Of a list it is unclear which of its values counts.",
        failing=log(
            """
            {"case": 1, "event": "order", "at": "2026-03-01", "plan": ["gold", "free"]}
            {"case": 1, "event": "delivery", "at": "2026-03-06", "plan": ["gold"]}
            """,
            file="events.jsonl",
            options="--by plan",
        ),
        fixed=log(
            """
            {"case": 1, "event": "order", "at": "2026-03-01", "plan": {"now": "gold", "before": "free"}}
            {"case": 1, "event": "delivery", "at": "2026-03-06", "plan": {"now": "gold"}}
            """,
            file="events.jsonl",
            options="--by plan.now",
        ),
    ),
    Code(
        "L131",
        "error",
        "a frame that cannot be read",
        why="Frames hand over their columns by the Arrow C stream interface, where a column holds values of one kind.",
        cure="make columns of mixed values text, `frame.astype({'COLUMN': str})`, or save the frame as Parquet",
    ),
    Code(
        "L132",
        "error",
        "an option that says nothing here",
        why="`--sheet` of a CSV file, or a misspelt part of an address, would be passed over in silence, and what was "
        "meant by it would not happen.",
        failing=log(_CSV, options="--sheet Events"),
        fixed=_SOUND,
    ),
)
