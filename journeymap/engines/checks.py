"""What a log is refused for, with the rows and a cure."""

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from journeymap.engines.columns import Columns, not_a_time
from journeymap.engines.duck import Session
from journeymap.engines.rows import BAD, BAD_ROWS, CHECK, UNREAD, bad_rows, count_unread, unread
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.log_columns import TimeUnit
from journeymap.units import UnitError, format_count, parse_zone

__all__ = [
    "BAD_VALUES",
    "check_rows",
    "check_span",
    "check_values",
    "clashing_session",
    "count_rejected",
    "none_in_time",
    "promised_touchpoint",
    "since_1970_utc",
    "zone_of",
]

_SHOWN = 5
_SKIP = "`--skip-bad` drops them and says how many"
_LONGEST = 2**51
"""Microseconds, 71 years: time and touchpoint share an integer of 63 bits."""
_PLAUSIBLE = (31_536_000_000_000, 7_258_118_400_000_000)
"""The years 1971 to 2200, in microseconds since 1970."""
_EPOCH = re.compile(r"\s*\d{5,}(\.\d+)?\s*")


def check_rows(
    session: Session, columns: Columns, source: str, *, rejected: int, skip_bad: bool, has_zone: bool = False
) -> int:
    """Refuse rows without a readable time, case or touchpoint; count those dropped.

    Args:
        session: Where `events` is.
        columns: What the columns mean.
        source: Name of the file, for messages.
        rejected: Lines that did not even become rows.
        skip_bad: Whether to drop bad rows instead.
        has_zone: Whether it is known in which zone times without one are.

    Raises:
        LogError: With every kind of bad row, unless they are dropped; and where no row is left.
    """
    read, good, zoned, naive = session.row(CHECK)
    if zoned and naive and not has_zone:
        raise LogError(_mixed_zones(columns.timestamp, source, zoned, naive))
    bad = session.row(BAD) if good < read else [0] * len(BAD_ROWS)
    found = {reason: n for reason, n in zip(BAD_ROWS, bad, strict=True) if n}
    if "timestamp" in found and not zoned and not naive:
        _refuse_numbers(session, columns.timestamp, source)
    if found and not skip_bad:
        raise LogError([_bad_rows(session, reason, n, columns, source) for reason, n in found.items()])
    dropped = int(read - good) + rejected
    if not good:
        said = f"`{source}` has no event" + (f" left: all {format_count(dropped)} rows are bad" if dropped else "")
        raise LogError(Diagnostic("L103", said, help="check what was exported"))
    return dropped


def count_rejected(session: Session, source: str, *, skip_bad: bool) -> int:
    """Count the lines of CSV that do not fit its header, or refuse them.

    Raises:
        LogError: If there are any, unless they are dropped.
    """
    lines = session.rows("SELECT DISTINCT file_id, line, error_type FROM reject_errors ORDER BY file_id, line")
    if lines and not skip_bad:
        encoding = any(kind == "INVALID ENCODING" for *_, kind in lines)
        shown = _listed([line for _, line, _ in lines], "line")
        raise LogError(
            Diagnostic(
                "L120",
                f"{_count(len(lines), 'line')} of `{source}` cannot be read as CSV in UTF-8 with the columns of its "
                f"header: {shown}",
                help=f"type `--encoding cp1252`, or what else it is written in; {_SKIP}" if encoding else _SKIP,
            ),
        )
    return len({(file, line) for file, line, _ in lines})


def check_span(
    first: int,
    last: int,
    source: str,
    *,
    zone: dt.tzinfo,
    unit: TimeUnit | None = None,
    end: dt.datetime | None = None,
) -> int:
    """Return the time of the log's end, in microseconds since 1970.

    Args:
        first: Time of the first event, in microseconds since 1970.
        last: That of the last one.
        source: Name of the log, for messages.
        zone: Of `end`, where it names none.
        unit: Of times that are numbers.
        end: When the log was taken; by default at its last event.

    Raises:
        LogError: If the events lie further apart than can be counted, in a distant age, or after the log's end.
    """
    if unit and not (_PLAUSIBLE[0] <= first and last <= _PLAUSIBLE[1]):
        raise LogError(_wrong_unit(first, last, unit, source))
    _refuse_span(first, last, source)
    taken = last if end is None else since_1970_utc(end, zone)
    if taken < last:
        said = f"the log's end is given as {end}, but `{source}` has later events"
        raise LogError(Diagnostic("L147", said, help="give the time when the log was taken, or leave it out"))
    return taken


def _refuse_span(first: int, last: int, source: str) -> None:
    if last - first >= _LONGEST:
        years = (last - first) / 1e6 / 86400 / 365.25
        raise LogError(
            Diagnostic(
                "L115",
                f"the events of `{source}` span {years:,.0f} years; no more than 71 can be counted",
                help="look for times that stand for none, such as 1900-01-01 or 9999-12-31, and leave them empty",
            ),
        )


def zone_of(log: EventLog) -> ZoneInfo:
    """Return the zone of times that name none.

    Raises:
        LogError: If there is no zone of this name.
    """
    try:
        return ZoneInfo(parse_zone(log.timezone or "UTC"))
    except UnitError as error:
        raise LogError(Diagnostic("L148", str(error), help=error.help)) from None


def since_1970_utc(moment: dt.datetime, zone: dt.tzinfo) -> int:
    """Return a time as microseconds since 1970; `zone` is that of a time that names none."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return (known - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def none_in_time(source: str) -> Diagnostic:
    """Say that no case is left."""
    said = f"no case of `{source}` begins in the time asked for"
    return Diagnostic("L152", said, help="change `--since` and `--until`")


def clashing_session(name: str) -> Diagnostic:
    """Say that a session would be called like another case."""
    said = f"a session would be called `{name}`, as a case of the log is"
    return Diagnostic("L150", said, help="leave `session` out, or name another `--case COLUMN`")


def promised_touchpoint(journey: Journey, log: EventLog) -> str | None:
    """Return the touchpoint that the promise of a case is about; None where each event has its own.

    Raises:
        LogError: If the plan does not have it.
    """
    promised_to = log.promised_touchpoint
    if promised_to is not None and promised_to not in journey.planned:
        said = f"`promised` names the touchpoint `{promised_to}`, which the plan does not have"
        raise LogError(Diagnostic("L151", said, help=f"known are {', '.join(journey.planned)}"))
    return promised_to


def _wrong_unit(first: int, last: int, unit: TimeUnit, source: str) -> Diagnostic:
    factors = {"s": 1_000_000, "ms": 1000, "us": 1}
    fitting = [
        name
        for name, factor in factors.items()
        if name != unit
        and _PLAUSIBLE[0] <= first * factor // factors[unit]
        and last * factor // factors[unit] <= _PLAUSIBLE[1]
    ]
    cure = f"type `--time-unit {fitting[0]}`" if fitting else "look at the column: is it one of times?"
    return Diagnostic(
        "L140", f"the times of `{source}` are not in `{unit}`: they would lie before 1971 or after 2200", help=cure
    )


def check_values(session: Session, columns: Columns, source: str, *, skip_bad: bool) -> int:
    """Refuse values that cannot be read, such as scores off the scale; count those set aside.

    Raises:
        LogError: If there are any, unless they are set aside.
    """
    named = {meaning: column for meaning in UNREAD if (column := getattr(columns, meaning))}
    counts = session.row(count_unread(named)) if named else ()
    found = {meaning: n for meaning, n in zip(named, counts, strict=True) if n}
    if found and not skip_bad:
        raise LogError([_bad_values(session, meaning, n, named[meaning], source) for meaning, n in found.items()])
    return sum(found.values())


BAD_VALUES = {
    "satisfaction": ("L108", "off the scale", "write the scale of the scores, such as `scale: 0..10`"),
    "success": ("L114", "neither true nor false", "write `true` or `false`, or leave it empty"),
    "clicks": ("L142", "that is no whole number of clicks", "write `0` or more, or leave it empty"),
    "outcome": ("L143", "of which nobody said whether it failed", "name those that mean failure: `--failed {value}`"),
    "value": ("L144", "that is no amount", "write a number such as `49.90`, or leave it empty"),
    "promised": ("L145", "that is neither a wait nor a time", "write `2 days` or `2026-03-05`, or leave it empty"),
    "end": (
        "L146",
        "that is no time, or before the start",
        "write a time that is not before the start, or leave it empty",
    ),
}
"""Code, what is wrong and the cure, by the column that holds values that cannot be read."""


def _bad_values(session: Session, meaning: str, total: int, column: str, source: str) -> Diagnostic:
    code, wrong, cure = BAD_VALUES[meaning]
    rows = session.rows(unread(meaning))
    shown = [value for _, value in rows if value is not None]
    values = ", ".join(dict.fromkeys(f"`{value}`" for value in shown))
    said = f"{_count(total, 'value')} {wrong} in column `{column}` of `{source}`" + (f": {values} " if values else " ")
    where = _listed([row for row, _ in rows], "row", total=total)
    cure = cure.format(value=f"'{shown[0]}'" if shown else "VALUE")
    return Diagnostic(code, f"{said}({where})", help=f"{cure}; `--skip-bad` sets them aside")


def _bad_rows(session: Session, reason: str, n: int, columns: Columns, source: str) -> Diagnostic:
    column = getattr(columns, reason)
    rows = session.rows(bad_rows(reason))
    where = _listed([row for row, _ in rows], "row", total=n)
    if reason == "timestamp":
        examples = ", ".join(dict.fromkeys(f"`{words}`" for _, words in rows if words is not None))
        wrong = f"{_count(n, 'time')} that cannot be read" if examples else f"{_count(n, 'row')} without a time"
        said = f"{wrong} in column `{column}` of `{source}`" + (f": {examples}" if examples else "")
        return Diagnostic("L106", f"{said} ({where})", help=f"write times like `2026-03-01 14:05:00`; {_SKIP}")
    code = {"case": "L107", "touchpoint": "L107", "order": "L116"}[reason]
    lacking = {"case": "a case id", "touchpoint": "a touchpoint", "order": "a number to order by"}[reason]
    said = f"{_count(n, 'row')} without {lacking} in column `{column}` of `{source}`"
    return Diagnostic(code, f"{said} ({where})", help=_SKIP)


def _refuse_numbers(session: Session, column: str, source: str) -> None:
    words = [words for _, words in session.rows(bad_rows("timestamp")) if words is not None]
    if words and all(_EPOCH.fullmatch(each) for each in words):
        raise LogError(not_a_time(column, source, of_numbers=True))


def _mixed_zones(column: str, source: str, zoned: int, naive: int) -> Diagnostic:
    return Diagnostic(
        "L112",
        f"column `{column}` of `{source}` mixes times with a zone ({format_count(zoned)}) and without "
        f"({format_count(naive)}), so that their distance is unknown",
        help="say in which zone those without are: `--timezone Europe/Warsaw`",
    )


def _count(n: int, noun: str) -> str:
    return f"{format_count(n)} {noun}{'' if n == 1 else 's'}"


def _listed(rows: Sequence[int], noun: str, *, total: int | None = None) -> str:
    total = len(rows) if total is None else total
    shown = ", ".join(map(str, rows[:_SHOWN]))
    return f"{noun}{'' if total == 1 else 's'} {shown}{' …' if total > _SHOWN else ''}"
