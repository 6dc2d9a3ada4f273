"""The improvement audit in sentences and tables."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from journeymap.analysis.finding import Finding, Severity
from journeymap.analysis.wording import joined, per_1000, plural
from journeymap.audits.improvement_rows import TouchpointImprovement
from journeymap.audits.judged import Judged
from journeymap.audits.sheet import UNKNOWN, Sheet
from journeymap.audits.trend import Trend
from journeymap.audits.words import day_words, told, valued
from journeymap.units import format_count, format_number, format_share

__all__ = ["improvement_findings", "improvement_sheets"]

_WORTH = 1.0
"""Customers of 1000 that are worth a finding."""

_Draft = tuple[str, Severity, str, float | None]


def improvement_findings(rows: Sequence[TouchpointImprovement], *, on: dt.date | None) -> tuple[Finding, ...]:
    """Say what is reached, what is late, and what nobody aims at: the sum first, then touchpoint by touchpoint."""
    return (
        Finding("A501", "outcome", None, _sum(rows), None, None),
        *(
            Finding(code, severity, row.touchpoint, said, n, row.owner)
            for row in rows
            for code, severity, said, n in (*_against_target(row, on), *_means(row))
        ),
    )


def _sum(rows: Sequence[TouchpointImprovement]) -> str:
    counts = Counter(row.status for row in rows)
    words = {
        "met": "met",
        "on the way": "on the way",
        "missed": "not reached yet",
        "overdue": "overdue",
        "unknown": "not measured",
    }
    parts = [f"{counts[status]} {word}" for status, word in words.items() if counts[status]]  # type: ignore[index]
    said = f"Touchpoints with a target: {len(rows) - counts['no target']} of {len(rows)}"
    return f"{said}; {joined(parts)}." if parts else f"{said}."


def _against_target(row: TouchpointImprovement, on: dt.date | None) -> Iterator[_Draft]:
    for check, going in zip(row.checks, row.trends, strict=True):
        if check.verdict == "missed":
            overdue = row.status == "overdue"
            severity: Severity = "bad" if overdue and check.sure else "note"
            yield (
                "A502" if overdue else "A503",
                severity,
                f"{row.name} {_falls_short(check)}{_by_when(row, on)}{_at_this_pace(check, going)}.",
                check.n,
            )
        elif check.verdict == "unknown":
            aim = told(check.measure, check.limit)
            yield "A504", "note", f"{row.name} shall reach {aim}, and nobody measures it.", None
    if row.status == "met":
        reached = joined([f"{_is(check)} against {valued(check.measure, check.limit)}" for check in row.checks])
        yield "A506", "good", f"{row.name} meets its target: {reached}.", None
    if row.status == "no target" and (row.gain_per_1000 or 0.0) >= _WORTH:
        gain = per_1000(row.gain_per_1000)
        yield "A505", "note", f"{row.name} has no target; at the usual one {gain} more of 1000 would be kept.", None


def _is(check: Judged) -> str:
    assert check.actual is not None
    return told(check.measure, check.actual)


def _falls_short(check: Judged) -> str:
    aim = told(check.measure, check.limit)
    if check.kept is None:
        return f"shall reach {aim} and is at {_is(check)}{_counted(check)}"
    rate = f"{format_share(check.kept.share)} of customers have it so"
    return f"shall reach {aim}; {rate}{_counted(check)}, half have {valued(check.measure, check.actual or 0.0)} or less"


def _counted(check: Judged) -> str:
    sure = "" if check.sure else ", too few to be sure"
    return f" ({check.evidence}{'' if check.n is None else f', n = {format_count(check.n)}'}{sure})"


def _by_when(row: TouchpointImprovement, on: dt.date | None) -> str:
    if row.due is None:
        return "; no day is set"
    said = f"; due {day_words(row.due)}"
    if on is None:
        return said
    days = (row.due - on).days
    return f"{said}, {plural(-days, 'day')} ago" if days < 0 else f"{said}, in {plural(days, 'day')}"


def _at_this_pace(check: Judged, going: Trend | None) -> str:
    """Say where a straight line through two measurements leads."""
    if going is None:
        return ""
    then, by_due = (
        format_share(value) if check.kept else valued(check.measure, value) for value in (going.then, going.by_due)
    )
    way = "on the way" if going.on_the_way else "not on the way"
    return f"; {then} on {day_words(going.since)}, so {by_due} by then at this pace: {way}"


def _means(row: TouchpointImprovement) -> Iterator[_Draft]:
    """Say what would help, and what is missing to it."""
    if row.quick_win and row.fix_cost is not None:
        cost = f"at a cost of {format_number(row.fix_cost)}" if row.fix_cost else "for free"
        said = f"{row.name} is a quick win: {per_1000(row.gain_per_1000)} more of 1000 kept {cost} (modelled)."
        yield "A507", "note", said, None
    if row.cause and not row.prevention:
        said = f"{row.name}: the cause is known ({row.cause}), and nothing is planned that prevents it."
        yield "A508", "note", said, None
    if row.by_people and row.staff_ready is False:
        said = f"People serve customers at {row.name} without the training or the means they need."
        yield "A509", "bad", said, None
    if row.opportunity:
        yield "A510", "note", f"Opportunity at {row.name}: {row.opportunity}.", None


def improvement_sheets(rows: Sequence[TouchpointImprovement]) -> tuple[Sheet, ...]:
    """Lay the touchpoints out against their targets."""
    if not rows:
        return ()
    lines = tuple(line for row in rows for line in _lines(row))
    columns = (
        "touchpoint",
        "status",
        "target",
        "is",
        "due",
        "gain,\nof 1000",
        "per\ncost",
        "owner",
        "cause → prevention",
    )
    notes = ("gain: customers kept more of 1000 who start if the touchpoint met its target, modelled; * quick win.",)
    return (Sheet("Targets", columns, lines, words=(0, 1, 4, 7, 8), notes=notes),)


def _lines(row: TouchpointImprovement) -> Iterator[tuple[str, ...]]:
    cause = " → ".join(filter(None, [row.cause, row.prevention or (row.cause and "nothing yet")]))
    tail = (day_words(row.due) if row.due else UNKNOWN, *_gain(row), row.owner or UNKNOWN, cause)
    if not row.checks:
        yield (row.name, row.status, UNKNOWN, UNKNOWN, *tail)
    for i, check in enumerate(row.checks):
        now = UNKNOWN if check.actual is None else valued(check.measure, check.actual)
        beside = tail if i == 0 else ("",) * len(tail)
        verdict = "overdue" if row.status == "overdue" and check.verdict == "missed" else check.verdict
        yield (row.name if i == 0 else "", verdict, valued(check.measure, check.limit), now, *beside)


def _gain(row: TouchpointImprovement) -> tuple[str, str]:
    if row.gain_per_1000 is None:
        return UNKNOWN, UNKNOWN
    gain, mark = per_1000(row.gain_per_1000), "*" if row.quick_win else ""
    if not row.fix_cost:
        return gain, UNKNOWN if row.fix_cost is None else f"free{mark}"
    return gain, f"{format_number(row.gain_per_1000 / row.fix_cost)}{mark}"
