"""L190–L194: what keeps a log from becoming a journey file, or makes a poor one of it."""

from journeymap.codes.code import Code, Example

__all__ = ["DISCOVERIES"]


def _log(*paths: str) -> str:
    """Return events of cases that travelled so, one case a day, one event an hour."""
    rows = [
        f"{case},{event},2026-03-{case:02} {9 + hour:02}:00"
        for case, path in enumerate(paths, 1)
        for hour, event in enumerate(path.split())
    ]
    return "\n".join(["case,event,at", *rows, ""])


_BOUGHT = _log(*["landing order delivery"] * 6, "landing order cancelled")
_WANDERING = _log("a b a", "b a b", "a b c a", "c b a b", "b c a c")


def _discovered(events: str, options: str, **further: str) -> Example:
    return Example(f"discover events.csv {options}".strip(), {"events.csv": events, **further})


DISCOVERIES = (
    Code(
        "L190",
        "error",
        "a journey file that is there already",
        why="What was discovered would take the place of a file that somebody may have edited.",
        failing=Example("discover events.csv -o mine.yaml", {"events.csv": _BOUGHT, "mine.yaml": "journey: mine\n"}),
        fixed=Example("discover events.csv -o new.yaml", {"events.csv": _BOUGHT, "mine.yaml": "journey: mine\n"}),
    ),
    Code(
        "L191",
        "error",
        "a goal that the log does not have",
        why="No event of this name is in the log, or every case that met it had reached another goal before, where it "
        "is read no further. A plan towards it would be one that nobody follows.",
        failing=_discovered(_BOUGHT, "--goal delivry"),
        fixed=_discovered(_BOUGHT, "--goal delivery"),
    ),
    Code(
        "L192",
        "error",
        "a log in which no case is over",
        why="Where every case may still go on, no last event is known to be an end, and none can stand for the goal.",
        failing=_discovered(_log("landing"), ""),
        fixed=_discovered(_log("landing"), "--goal landing"),
    ),
    Code(
        "L193",
        "warning",
        "a goal that is a mere guess",
        why="Customers go on from every touchpoint of the log more often than a real end would let them. The one where "
        "most cases end was taken for the goal; cases are read up to there, and all shares hang on it.",
        failing=_discovered(_WANDERING, ""),
        fixed=_discovered(_WANDERING, "--goal a"),
    ),
    Code(
        "L194",
        "warning",
        "customers without a common way",
        why="Nearly every customer travels in a way of their own. A plan that covers many of them allows nearly "
        "everything and says nothing.",
        cure="cover fewer cases, as the warning says, or give pages and events fewer names",
    ),
)
