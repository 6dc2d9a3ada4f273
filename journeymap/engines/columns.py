"""Which column of a log means what."""

from collections.abc import Mapping
from dataclasses import dataclass

from journeymap.engines.snippets import is_number, may_be_time
from journeymap.errors import Diagnostic, LogError, did_you_mean
from journeymap.eventlog import EventLog

__all__ = ["ROW", "Columns", "find_columns", "not_a_time"]

ROW = "row"
"""What `order` says when the position in the file counts."""

_CERTAIN = {
    "case": ("case:concept:name", "case_id", "case"),
    "touchpoint": ("concept:name", "activity", "touchpoint", "event"),
    "timestamp": ("time:timestamp", "timestamp", "at"),
}
"""Names by which a column is recognised; the first of each is the XES standard's and beats the others."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a log by their meaning, and their SQL types."""

    case: str
    touchpoint: str
    timestamp: str
    order: str | None
    """None where time alone orders the events; `ROW` for the position in the file."""
    satisfaction: str | None
    success: str | None
    segments: tuple[str, ...]
    kinds: Mapping[str, str]
    """SQL type by column."""


def find_columns(log: EventLog, kinds: Mapping[str, str], source: str) -> Columns:
    """Find the columns that a log names, and recognise those that it does not.

    Args:
        log: What its user says about it.
        kinds: SQL type by column, in the order of the file.
        source: Name of the file, for messages.

    Raises:
        LogError: For every column that is not there, cannot be told, or holds what it cannot mean.
    """
    optional = {"order": log.order if log.order != ROW else None, **_named(log)}
    problems = [_missing(name, what, kinds, source) for what, name in optional.items() if name and name not in kinds]
    problems += [_missing(name, "segments", kinds, source) for name in log.segments if name not in kinds]
    found = {}
    for what in _CERTAIN:
        column = _column_of(what, getattr(log, what), kinds, source)
        if isinstance(column, Diagnostic):
            problems.append(column)
        else:
            found[what] = column
    if not problems:
        problems += _wrong_kinds(found["timestamp"], optional["order"], kinds, source)
    if problems:
        raise LogError(problems)
    return Columns(
        **found, order=log.order, success=log.success, satisfaction=log.satisfaction, segments=log.segments, kinds=kinds
    )


def _named(log: EventLog) -> dict[str, str | None]:
    return {"satisfaction": log.satisfaction, "success": log.success}


def _column_of(what: str, named: str | None, kinds: Mapping[str, str], source: str) -> str | Diagnostic:
    if named is not None:
        return named if named in kinds else _missing(named, what, kinds, source)
    standard, *others = _CERTAIN[what]
    likely = [name for name in kinds if name.lower() == standard] or [name for name in kinds if name.lower() in others]
    return likely[0] if len(likely) == 1 else _unclear(what, likely, kinds, source)


def _missing(name: str, what: str, kinds: Mapping[str, str], source: str) -> Diagnostic:
    hint = did_you_mean(name, list(kinds))
    return Diagnostic(
        "L101",
        f"no column `{name}` in `{source}`",
        help=f"{hint}{' ' if hint.endswith('?') else '; '}{_how_to_name(what)}",
    )


def _unclear(what: str, likely: list[str], kinds: Mapping[str, str], source: str) -> Diagnostic:
    holds = {"case": "the case ids", "touchpoint": "the touchpoints", "timestamp": "the times"}[what]
    shown = ", ".join(f"`{name}`" for name in likely or list(kinds))
    said = f"could be any of {shown}" if likely else f"none of {shown} is certain"
    return Diagnostic("L102", f"cannot tell which column of `{source}` holds {holds}: {said}", help=_how_to_name(what))


def _how_to_name(what: str) -> str:
    flag = {"case": "--case", "touchpoint": "--touchpoint", "timestamp": "--timestamp", "segments": "--by"}.get(what)
    return f"type `{flag} COLUMN`" if flag else f"write `log: {{{what}: COLUMN}}` into the journey file"


def _wrong_kinds(timestamp: str, order: str | None, kinds: Mapping[str, str], source: str) -> list[Diagnostic]:
    problems = []
    if not may_be_time(kinds[timestamp]):
        problems.append(not_a_time(timestamp, source, of_numbers=is_number(kinds[timestamp])))
    if order and not is_number(kinds[order]) and not may_be_time(kinds[order]):
        problems.append(
            Diagnostic(
                "L116",
                f"column `{order}` of `{source}` cannot order events: it holds neither numbers nor times",
                help="write `log: {order: row}` if the order of the rows is the order of the events",
            ),
        )
    return problems


def not_a_time(column: str, source: str, *, of_numbers: bool) -> Diagnostic:
    """Refuse a column of times that holds something else; a number has no unit, so it is never guessed."""
    if not of_numbers:
        return Diagnostic(
            "L113", f"column `{column}` of `{source}` holds no times", help="type `--timestamp COLUMN` with another one"
        )
    return Diagnostic(
        "L113",
        f"column `{column}` of `{source}` holds numbers: seconds, milliseconds or something else since 1970?",
        help=f"write them as times: in SQL `to_timestamp({column})` for seconds, `epoch_ms({column})` for milliseconds",
    )
