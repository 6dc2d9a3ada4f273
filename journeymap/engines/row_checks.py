"""What a log on the user's own engine is refused for, with the cases and a cure."""

from collections.abc import Sequence
from dataclasses import dataclass

from journeymap.engines.checks import refuse_span
from journeymap.engines.columns import Columns
from journeymap.engines.interim import Interim
from journeymap.engines.windows import BAD_ROWS, Windows
from journeymap.errors import Diagnostic, LogError
from journeymap.units import format_count

__all__ = ["Checked", "check_rows_there", "check_values_there"]

_SHOWN = 5
_SKIP = "`--skip-bad` drops them and says how many"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of the rows of a log."""

    first: int
    """Time of the first event, in microseconds since 1970."""
    last: int
    n_good: int
    n_midnight: int
    n_dropped: int


def check_rows_there(held: Interim, ask: Windows, columns: Columns, *, skip_bad: bool) -> Checked:
    """Refuse rows without a time, case or touchpoint.

    Raises:
        LogError: With every kind of bad row, unless they are dropped; where no row is left, or times lie too
            far apart.
    """
    read, good, midnight, first, last, *bad = held.row(ask.check())
    found = {reason: n for reason, n in zip(BAD_ROWS, bad, strict=True) if n}
    if found and not skip_bad:
        raise LogError([_bad_rows(held, ask, reason, n, getattr(columns, reason)) for reason, n in found.items()])
    dropped = int(read - good)
    if not good:
        said = f"`{held.source}` has no event" + (f" left: all {format_count(dropped)} rows are bad" if dropped else "")
        raise LogError(Diagnostic("L103", said, help="check what was exported"))
    refuse_span(int(first), int(last), held.source)
    return Checked(int(first), int(last), int(good), int(midnight), dropped)


def check_values_there(held: Interim, ask: Windows, columns: Columns, *, skip_bad: bool) -> int:
    """Refuse scores off the scale and unclear success; count those set aside.

    Raises:
        LogError: If there are any, unless they are set aside.
    """
    problems, aside = [], 0
    for meaning, column in (("satisfaction", columns.satisfaction), ("success", columns.success)):
        rows = held.rows(ask.misspelt(meaning)) if column else []
        aside += sum(n for _, n, _ in rows)
        if rows:
            problems.append(_bad_values(meaning, str(column), rows, held.source))
    if problems and not skip_bad:
        raise LogError(problems)
    return aside


def _bad_rows(held: Interim, ask: Windows, reason: str, n: int, column: str) -> Diagnostic:
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


def _bad_values(meaning: str, column: str, rows: Sequence[tuple[str, int, str]], source: str) -> Diagnostic:
    code, wrong, cure = {
        "satisfaction": ("L108", "off the scale", "write the scale of the scores, such as `scale: 0..10`"),
        "success": ("L114", "neither true nor false", "write `true` or `false`, or leave it empty"),
    }[meaning]
    words = ", ".join(f"`{value}`" for value, _, _ in rows[:_SHOWN])
    n = sum(n for _, n, _ in rows)
    said = f"{_count(n, 'value')} {wrong} in column `{column}` of `{source}`: {words}"
    return Diagnostic(code, said + _listed([case for _, _, case in rows]), help=f"{cure}; `--skip-bad` sets them aside")


def _count(n: int, noun: str) -> str:
    return f"{format_count(n)} {noun}{'' if n == 1 else 's'}"


def _listed(cases: Sequence[str]) -> str:
    shown = ", ".join(f"`{case}`" for case in cases[:_SHOWN])
    more = " …" if len(cases) > _SHOWN else ""
    return f" (case{'' if len(cases) == 1 else 's'} {shown}{more})" if cases else ""
