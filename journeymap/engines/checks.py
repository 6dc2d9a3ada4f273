"""What a log is refused for, with the rows and a cure."""

import re
from collections.abc import Sequence

from journeymap.engines.columns import Columns, not_a_time
from journeymap.engines.duck import Session
from journeymap.engines.queries import BAD_ROWS, CHECK, ENDS, UNREAD, bad_rows
from journeymap.errors import Diagnostic, LogError
from journeymap.units import format_count

__all__ = ["check_rows", "check_span", "check_values", "count_rejected"]

_SHOWN = 5
_SKIP = "`--skip-bad` drops them and says how many"
_LONGEST = 2**51
"""Microseconds, 71 years: time and touchpoint share an integer of 63 bits."""
_EPOCH = re.compile(r"\s*\d{5,}(\.\d+)?\s*")


def check_rows(session: Session, columns: Columns, source: str, *, rejected: int, skip_bad: bool) -> int:
    """Refuse rows without a readable time, case or touchpoint; count those dropped.

    Args:
        session: Where `events` is.
        columns: What the columns mean.
        source: Name of the file, for messages.
        rejected: Lines that did not even become rows.
        skip_bad: Whether to drop bad rows instead.

    Raises:
        LogError: With every kind of bad row, unless they are dropped; and where no row is left.
    """
    read, good, zoned, naive, *bad = session.row(CHECK)
    if zoned and naive:
        raise LogError(_mixed_zones(columns.timestamp, source, zoned, naive))
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
                help=f"convert it: `iconv -f LATIN1 -t UTF-8 {source} > utf8.csv`; {_SKIP}" if encoding else _SKIP,
            ),
        )
    return len({(file, line) for file, line, _ in lines})


def check_span(session: Session, source: str) -> tuple[int, int]:
    """Return the times of the first and the last event, in microseconds since 1970.

    Raises:
        LogError: If they lie further apart than can be counted.
    """
    first, last = session.row(ENDS)
    if last - first >= _LONGEST:
        years = (last - first) / 1e6 / 86400 / 365.25
        raise LogError(
            Diagnostic(
                "L115",
                f"the events of `{source}` span {years:,.0f} years; no more than 71 can be counted",
                help="look for times that stand for none, such as 1900-01-01 or 9999-12-31, and leave them empty",
            ),
        )
    return int(first), int(last)


def check_values(session: Session, columns: Columns, source: str, *, skip_bad: bool) -> int:
    """Refuse scores off the scale and unclear success; count those set aside.

    Raises:
        LogError: If there are any, unless they are set aside.
    """
    problems, aside = [], 0
    for meaning, column in (("satisfaction", columns.satisfaction), ("success", columns.success)):
        rows = session.rows(UNREAD[meaning]) if column else []
        aside += len(rows)
        if rows:
            problems.append(_bad_values(meaning, str(column), rows, source))
    if problems and not skip_bad:
        raise LogError(problems)
    return aside


def _bad_values(meaning: str, column: str, rows: Sequence[tuple[int, str]], source: str) -> Diagnostic:
    code, wrong, cure = {
        "satisfaction": ("L108", "off the scale", "write the scale of the scores, such as `scale: 0..10`"),
        "success": ("L114", "neither true nor false", "write `true` or `false`, or leave it empty"),
    }[meaning]
    values = ", ".join(dict.fromkeys(f"`{value}`" for _, value in rows[:_SHOWN]))
    said = f"{_count(len(rows), 'value')} {wrong} in column `{column}` of `{source}`: {values} "
    return Diagnostic(
        code, said + f"({_listed([row for row, _ in rows], 'row')})", help=f"{cure}; `--skip-bad` sets them aside"
    )


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
        help="write every time with its zone, such as `2026-03-01T14:05:00+01:00`, or none",
    )


def _count(n: int, noun: str) -> str:
    return f"{format_count(n)} {noun}{'' if n == 1 else 's'}"


def _listed(rows: Sequence[int], noun: str, *, total: int | None = None) -> str:
    total = len(rows) if total is None else total
    shown = ", ".join(map(str, rows[:_SHOWN]))
    return f"{noun}{'' if total == 1 else 's'} {shown}{' …' if total > _SHOWN else ''}"
