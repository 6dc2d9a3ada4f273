"""What a log on the user's own engine is refused for, with the cases and a cure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from journeymap.engines.checks import BAD_VALUES
from journeymap.engines.interim import Interim
from journeymap.engines.promises import Promise
from journeymap.engines.there.rows import BAD_ROWS, UNREAD, Rows
from journeymap.errors import Diagnostic, LogError
from journeymap.units import format_count

__all__ = ["Checked", "check_rows_there", "check_values_there", "refuse_mixed_zones"]

_SHOWN = 5
_SKIP = "`--skip-bad` drops them and says how many"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of the rows of a log."""

    first: int
    """Time of the first event, in microseconds since 1970."""
    last: int
    """When the last one was over."""
    n_good: int
    n_dropped: int
    noticed: dict[str, int]


def refuse_mixed_zones(ask: Rows, promises: Iterable[Promise], source: str) -> None:
    """Refuse times with and without a zone beside one another, unless it is known in which zone those without are.

    Raises:
        LogError: If there are both.
    """
    if ask.log.timezone is not None:
        return
    columns = ask.columns
    kinds: set[tuple[str | None, str]] = {
        (column, ask.kinds[column]) for column in (columns.timestamp, columns.end, columns.promised) if column
    }
    kinds |= {(columns.promised, "zoned" if each.is_zoned else "time") for each in promises if each.clock is not None}
    zoned, naive = (sorted(str(column) for column, kind in kinds if kind == wanted) for wanted in ("zoned", "time"))
    if zoned and naive:
        said = f"times with a zone in column `{zoned[0]}` of `{source}` and without one in `{naive[0]}`"
        cure = "say in which zone those without are: `--timezone Europe/Warsaw`"
        raise LogError(Diagnostic("L112", f"{said}: their distance is unknown", help=cure))


def check_rows_there(held: Interim, ask: Rows, *, skip_bad: bool) -> Checked:
    """Refuse rows without a time, case or touchpoint.

    Raises:
        LogError: With every kind of bad row, unless they are dropped; where no row is left, or times lie too
            far apart.
    """
    read, good, midnight, skipped, twice, first, last, last_over, *bad = held.row(ask.check())
    found = {reason: n for reason, n in zip(BAD_ROWS, bad, strict=True) if n}
    if found and not skip_bad:
        raise LogError([_bad_rows(held, ask, reason, n) for reason, n in found.items()])
    dropped = int(read - good)
    if not good:
        said = f"`{held.source}` has no event" + (f" left: all {format_count(dropped)} rows are bad" if dropped else "")
        raise LogError(Diagnostic("L103", said, help="check what was exported"))
    noticed = {"at_midnight": int(midnight), "skipped_by_clocks": int(skipped), "shown_twice_by_clocks": int(twice)}
    ended = int(last) if last_over is None else max(int(last), int(last_over))
    return Checked(int(first), ended, int(good), dropped, noticed)


def check_values_there(held: Interim, ask: Rows, *, skip_bad: bool) -> int:
    """Refuse values that cannot be read, such as scores off the scale; count those set aside.

    Raises:
        LogError: If there are any, unless they are set aside.
    """
    meanings = [meaning for meaning in UNREAD if getattr(ask.columns, meaning)]
    found = held.rows(ask.unread(meanings)) if meanings else []
    problems = [
        _bad_values(meaning, getattr(ask.columns, meaning), rows, held.source)
        for place, meaning in enumerate(UNREAD)
        if (rows := [row for which, *row in found if which == place])
    ]
    if problems and not skip_bad:
        raise LogError(problems)
    return sum(n for *_, n, _ in found)


def _bad_rows(held: Interim, ask: Rows, reason: str, n: int) -> Diagnostic:
    column = getattr(ask.columns, reason)
    cases = [case for (case,) in held.rows(ask.bad_rows(reason)) if case is not None]
    lacking = {
        "timestamp": "a time",
        "case": "a case id",
        "touchpoint": "a touchpoint",
        "order": "a number to order by",
    }
    code = {"timestamp": "L106", "case": "L107", "touchpoint": "L107", "order": "L116"}[reason]
    said = f"{_count(n, 'row')} without {lacking[reason]} in column `{column}` of `{held.source}`"
    return Diagnostic(code, said + ("" if reason == "case" else _listed(cases)), help=_SKIP)


def _bad_values(meaning: str, column: str, rows: Sequence[Sequence[Any]], source: str) -> Diagnostic:
    code, wrong, cure = BAD_VALUES[meaning]
    words = [said for said, *_ in rows if said is not None]
    shown = (": " if words else "") + ", ".join(f"`{said}`" for said in words[:_SHOWN])
    said = f"{_count(sum(n for _, n, _ in rows), 'value')} {wrong} in column `{column}` of `{source}`{shown}"
    cure = cure.format(value=f"'{words[0]}'" if words else "VALUE")
    return Diagnostic(code, said + _listed([case for *_, case in rows]), help=f"{cure}; `--skip-bad` sets them aside")


def _count(n: int, noun: str) -> str:
    return f"{format_count(n)} {noun}{'' if n == 1 else 's'}"


def _listed(cases: Sequence[str]) -> str:
    shown = ", ".join(f"`{case}`" for case in cases[:_SHOWN])
    more = " …" if len(cases) > _SHOWN else ""
    return f" (case{'' if len(cases) == 1 else 's'} {shown}{more})" if cases else ""
