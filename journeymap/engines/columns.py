"""Which column of a log means what."""

from collections.abc import Mapping
from dataclasses import dataclass

from journeymap.engines.snippets import INTERVAL, is_number, may_be_time
from journeymap.errors import Diagnostic, LogError, did_you_mean
from journeymap.eventlog import EVENTS, ROW, EventLog

__all__ = ["Columns", "find_columns", "not_a_time", "not_promised"]

_CERTAIN = {
    "case": ("case:concept:name", "case_id", "case"),
    "touchpoint": ("concept:name", "activity", "touchpoint", "event"),
    "timestamp": ("time:timestamp", "timestamp", "at"),
}
"""Names by which a column is recognised; the first of each is the XES standard's and beats the others."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a log by their meaning, None where there is none, and their SQL types."""

    case: str
    touchpoint: str
    timestamp: str
    segments: tuple[str, ...]
    kinds: Mapping[str, str]
    """SQL type by column."""
    end: str | None = None
    order: str | None = None
    """None where time alone orders the events; `ROW` for the position in the file."""
    channel: str | None = None
    satisfaction: str | None = None
    comment: str | None = None
    clicks: str | None = None
    """None also where every event is one click."""
    outcome: str | None = None
    value: str | None = None
    promised: str | None = None
    success: str | None = None


_OPTIONAL = (
    *("end", "order", "channel", "satisfaction", "comment", "clicks", "outcome", "value", "promised", "success"),
)
_WORDS = {"order": ROW, "clicks": EVENTS}
"""What may stand in place of a column."""


def find_columns(log: EventLog, kinds: Mapping[str, str], source: str) -> Columns:
    """Find the columns that a log names, and recognise those that it does not.

    Args:
        log: What its user says about it.
        kinds: SQL type by column, in the order of the file.
        source: Name of the file, for messages.

    Raises:
        LogError: For every column that is not there, cannot be told, or holds what it cannot mean.
    """
    named = {what: getattr(log, what) for what in _OPTIONAL}
    optional = {what: name for what, name in named.items() if name and name != _WORDS.get(what)}
    problems = [_missing(name, what, kinds, source) for what, name in optional.items() if name not in kinds]
    problems += [_missing(name, "segments", kinds, source) for name in log.segments if name not in kinds]
    found = {}
    for what in _CERTAIN:
        column = _column_of(what, getattr(log, what), kinds, source)
        if isinstance(column, Diagnostic):
            problems.append(column)
        else:
            found[what] = column
    if not problems:
        problems += _wrong_kinds(found["timestamp"], optional, log, kinds, source)
    if problems:
        raise LogError(problems)
    if log.order == ROW:
        optional["order"] = ROW
    return Columns(**found, **optional, segments=log.segments, kinds=kinds)


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
    flag = "by" if what == "segments" else what
    return f"type `--{flag} COLUMN`"


def _wrong_kinds(
    timestamp: str, optional: Mapping[str, str], log: EventLog, kinds: Mapping[str, str], source: str
) -> list[Diagnostic]:
    problems = [
        not_a_time(column, source, of_numbers=is_number(kinds[column]))
        for column in (timestamp, optional.get("end"))
        if column and not may_be_time(kinds[column]) and not (log.time_unit and is_number(kinds[column]))
    ]
    order, promised = optional.get("order"), optional.get("promised")
    if order and not is_number(kinds[order]) and not may_be_time(kinds[order]):
        problems.append(
            Diagnostic(
                "L116",
                f"column `{order}` of `{source}` cannot order events: it holds neither numbers nor times",
                help="write `log: {order: row}` if the order of the rows is the order of the events",
            ),
        )
    if promised and not _may_promise(kinds[promised], log):
        problems.append(not_promised(promised, source, of_numbers=is_number(kinds[promised])))
    return problems


def _may_promise(kind: str, log: EventLog) -> bool:
    return may_be_time(kind) or kind == INTERVAL or bool(log.promised_unit and is_number(kind))


def not_a_time(column: str, source: str, *, of_numbers: bool) -> Diagnostic:
    """Refuse a column of times that holds something else; a number has no unit, so it is never guessed."""
    if not of_numbers:
        return Diagnostic(
            "L113", f"column `{column}` of `{source}` holds no times", help="type `--timestamp COLUMN` with another one"
        )
    return Diagnostic(
        "L113",
        f"column `{column}` of `{source}` holds numbers: seconds, milliseconds or something else since 1970?",
        help="type `--time-unit s`, `--time-unit ms` or `--time-unit us`",
    )


def not_promised(column: str, source: str, *, of_numbers: bool) -> Diagnostic:
    """Refuse a column of promises that holds numbers without a unit, or what is neither a wait nor a time."""
    holds = "numbers: of what unit?" if of_numbers else "neither waits nor times"
    cure = (
        f"write `log: {{promised: {{column: {column}, unit: days}}}}`, or type `--promised-unit days`"
        if of_numbers
        else "type `--promised COLUMN` with another one"
    )
    return Diagnostic("L145", f"column `{column}` of `{source}` holds {holds}", help=cure)
