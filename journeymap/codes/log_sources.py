"""Log codes about where events come from: addresses, formats, and the parts of a file that hold events."""

from journeymap.codes.code import Code, Example, log

__all__ = ["LOG_SOURCES"]

_SOUND = log(
    """
    case,event,at
    1,order,2026-03-01 14:05
    1,delivery,2026-03-06 09:30
    """
)

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
)
