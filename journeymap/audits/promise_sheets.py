"""The promises audit in tables."""

from collections.abc import Iterator, Sequence

from journeymap.audits.promise_rows import PromiseCheck
from journeymap.audits.promise_totals import Unpromised
from journeymap.audits.sheet import UNKNOWN, Sheet
from journeymap.audits.topics import Conflict
from journeymap.audits.words import valued
from journeymap.units import format_count, format_duration, format_share

__all__ = ["conflict_sheet", "promise_sheets"]

_RULES = {
    "to the second": "waits are held against the promise to the second",
    "working time": "waits are counted in working time, by the journey's calendar",
    "each case's own day or time": (
        "what each case was promised counts: a day to its end, a time to the second; waits are those of all cases"
    ),
    "each case's own wait": "what each case was promised counts, to the second; waits are those of all cases",
    "mean": "clicks and scores are held against the promise by their mean",
}


def promise_sheets(
    rows: Sequence[PromiseCheck], conflicting: Sequence[Conflict], without: Sequence[Unpromised], *, reliable: float
) -> tuple[Sheet, ...]:
    """Lay out promises against what customers get, what to do about them, where they disagree, where there are none."""
    sheets = (_promises(rows, reliable), *_to_do(rows), conflict_sheet(conflicting), _without(without))
    return tuple(sheet for sheet in sheets if sheet.rows)


def _promises(rows: Sequence[PromiseCheck], reliable: float) -> Sheet:
    columns = (
        "touchpoint",
        "promised",
        "is",
        "gap",
        "verdict",
        "kept",
        "of",
        f"kept to\n{format_share(reliable)}",
        "evidence",
        "promised by\n→ delivered by",
    )
    rules = {_RULES[row.rule] for row in rows if row.rule}
    notes = [f"is: the median wait, else the mean; kept to {format_share(reliable)}: a wait that could be promised."]
    notes += ["* a first contact."] if any(row.first_contact for row in rows) else []
    notes += [f"Rule: {'; '.join(sorted(rules))}."] if rules else []
    return Sheet("Promises", columns, tuple(map(_line, rows)), words=(0, 4, 8, 9), notes=tuple(notes))


def _line(row: PromiseCheck) -> tuple[str, ...]:
    return (
        f"{_place(row)}{'*' if row.first_contact else ''}",
        _value(row, row.promised) if row.measure else "words",
        _value(row, row.actual),
        _gap(row),
        row.verdict if row.sure or row.verdict == "unknown" else f"{row.verdict}?",
        UNKNOWN if row.kept is None else format_share(row.kept.share),
        UNKNOWN if row.n is None else format_count(row.n),
        UNKNOWN if row.reliable_promise is None else format_duration(row.reliable_promise),
        row.evidence or UNKNOWN,
        f"{row.promise_owner or UNKNOWN} → {row.owner or row.department or UNKNOWN}",
    )


def _place(row: PromiseCheck) -> str:
    """Say where it is delivered, and where it is made if elsewhere."""
    there = f"{row.delivered_name} ({row.channel})" if row.channel else row.delivered_name
    return there if row.touchpoint == row.delivered_at else f"{there}, said at\n{row.name}"


def _value(row: PromiseCheck, value: float | None) -> str:
    return UNKNOWN if row.measure is None or value is None else valued(row.measure, value)


def _gap(row: PromiseCheck) -> str:
    if row.measure is None or row.gap is None:
        return UNKNOWN
    sign = "+" if row.gap > 0 else "−" if row.gap < 0 else ""
    return f"{sign}{valued(row.measure, abs(row.gap))}"


def _to_do(rows: Sequence[PromiseCheck]) -> Iterator[Sheet]:
    """Two lists: what is one's own to mend, and what customers must be told."""
    for title, actions in (("To fix", {"fix", "fix and tell"}), ("To tell the customer", {"tell", "fix and tell"})):
        lines = tuple(_asked(row, title) for row in rows if row.action in actions)
        yield Sheet(title, ("touchpoint", "promised", "is", "controllable", "who"), lines, words=(0, 3, 4))


def _asked(row: PromiseCheck, title: str) -> tuple[str, ...]:
    first, second = (row.owner, row.promise_owner) if title == "To fix" else (row.promise_owner, row.owner)
    values = (_value(row, row.promised), _value(row, row.actual))
    return _place(row), *values, row.controllable or "not said", first or second or UNKNOWN


def conflict_sheet(conflicting: Sequence[Conflict]) -> Sheet:
    """Lay out who promises what on each topic on which promises do not agree."""
    lines = tuple(
        (conflict.topic, valued(each.measure, each.promised), each.name, each.owner or UNKNOWN, each.says or UNKNOWN)
        for conflict in conflicting
        for each in conflict.stated
    )
    columns = ("topic", "promised", "touchpoint", "by", "in the words")
    return Sheet("Promises that do not agree", columns, lines, words=(0, 2, 3, 4))


def _without(without: Sequence[Unpromised]) -> Sheet:
    def seconds(value: float | None) -> str:
        return UNKNOWN if value is None else format_duration(value)

    lines = tuple(
        (
            f"{row.name}{'*' if row.first_contact else ''}",
            seconds(row.wait_seconds),
            seconds(row.expected_seconds),
            seconds(row.patience_seconds),
            row.owner or UNKNOWN,
        )
        for row in without
    )
    columns = ("touchpoint", "waits", "expected", "patience", "owner")
    notes = ("patience: what is tolerated, and then the wait at which half would be gone.",)
    return Sheet("Nothing promised", columns, lines, words=(0, 4), notes=notes)
