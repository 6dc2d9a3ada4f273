"""The promises audit in sentences."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.finding import Finding, Severity
from journeymap.analysis.wording import capital, joined, plural
from journeymap.audits.promise_rows import PromiseCheck
from journeymap.audits.promise_totals import PromiseTotals, Unpromised
from journeymap.audits.topics import Conflict
from journeymap.audits.words import Measure, told, valued
from journeymap.units import format_count, format_duration, format_number, format_share

__all__ = ["conflict_finding", "promise_findings"]

_LISTED = 6
"""Names in a sentence."""
_TIGHTER = 0.95
"""A wait that could be promised is worth saying where it is no more than this part of what is."""

_Draft = tuple[str, Severity, str, float | None, str | None]
"""Code, severity, sentence, n, owner."""


def promise_findings(
    totals: PromiseTotals,
    rows: Sequence[PromiseCheck],
    conflicting: Sequence[Conflict],
    without: Sequence[Unpromised],
    *,
    reliable: float,
) -> tuple[Finding, ...]:
    """Say what is promised and kept: the sum, then what contradicts itself, then promise by promise."""
    return (
        Finding("A101", "outcome", None, _sum(totals), None, None),
        *map(conflict_finding, conflicting),
        *(
            Finding(code, severity, row.touchpoint, said, n, owner)
            for row in rows
            for code, severity, said, n, owner in _of(row, reliable)
        ),
        *_to_tell(rows),
        *_nothing_promised(totals, without),
    )


def _sum(totals: PromiseTotals) -> str:
    if not totals.promises:
        return f"Nothing is promised at any of the {plural(totals.touchpoints, 'touchpoint')}."
    counts = {word: getattr(totals, word) for word in ("exceeded", "met", "missed", "unknown")}
    verdicts = joined([f"{n} {word}" for word, n in counts.items() if n])
    where = f"about {totals.touchpoints_with_promise} of {plural(totals.touchpoints, 'touchpoint')}"
    said = f"{plural(totals.promises, 'promise')} {where}: {verdicts}."
    marked = totals.promises - totals.controllable_unsaid
    if totals.controllable_share is not None:
        own = format_share(totals.controllable_share)
        said += f" {own} of the {marked} that say who controls them are one's own to keep."
    risk = joined([f"{at} of the {all_}" for at, all_ in zip(totals.at_risk, totals.spend, strict=False) if at.amount])
    return f"{said} At risk: {risk} spent on promises." if risk else said


def conflict_finding(conflict: Conflict) -> Finding:
    """Say who promises what on one topic; the owner of the promise that is hardest to keep is asked to act."""
    journeys = len({each.journey for each in conflict.stated}) > 1
    told_there = [
        f"{valued(each.measure, each.promised)} at {each.name}"
        + "".join(f" ({part})" for part in [_who(each.owner, each.journey if journeys else None)] if part)
        for each in conflict.stated
    ]
    hardest = conflict.stated[-1 if conflict.measure == "satisfaction" else 0]
    said = f"About {conflict.topic} customers are told {joined(told_there)}."
    return Finding("A104", "bad", hardest.touchpoint, said, None, hardest.owner)


def _who(owner: str | None, journey: str | None) -> str:
    return ", ".join(filter(None, [owner, journey]))


def _of(row: PromiseCheck, reliable: float) -> Iterator[_Draft]:
    maker, deliverer = row.promise_owner or row.owner, row.owner or row.promise_owner
    if row.undelivered in {"missing", "unreachable"}:
        why = "does not exist" if row.undelivered == "missing" else "cannot be reached"
        yield "A107", "bad", f"{_promised(row)}, which {why}.", None, maker
    elif row.verdict == "missed":
        severity: Severity = "bad" if row.sure else "note"
        asked = maker if row.action == "tell" else deliverer
        yield "A102", severity, f"{_missed(row, reliable)}{_to_do(row)}", row.n, asked
    elif row.verdict == "unknown":
        how = "in words alone, which nobody can check" if row.measure is None else "and nobody measures it"
        yield "A105", "note", f"{_promised(row)}, {how}.", None, deliverer
    else:
        yield "A103", "good", _kept(row, reliable), row.n, deliverer
    if row.undelivered == "no owner":
        yield "A108", "note", f"{_promised(row)}, and nobody is named to deliver it.", None, maker
    yield from _of_the_promise(row, maker)


def _of_the_promise(row: PromiseCheck, maker: str | None) -> Iterator[_Draft]:
    if row.beyond_patience and row.patience_seconds is not None:
        longest = format_duration(row.patience_seconds)
        said = f"{_promised(row)}, longer than patience lasts ({longest}): it shelters nothing beyond."
        yield "A106", "bad", said, None, maker
    if row.promise_owner and row.owner and row.promise_owner.casefold() != row.owner.casefold():
        said = f"{row.promise_owner} promises what {row.owner} has to deliver at {_place(row)}: do both know it?"
        yield "A109", "note", said, None, row.promise_owner
    if row.measure and row.expected is not None and row.promised is not None and row.expected < row.promised:
        expected, promised = valued(row.measure, row.expected), valued(row.measure, row.promised)
        said = f"Customers at {_place(row)} expect {expected} and are promised {promised}: a promise that disappoints."
        yield "A110", "note", said, row.expected_answers, maker
    if row.at_risk is not None and row.at_risk.amount > 0:
        said = f"{row.at_risk} of the {row.spend} spent on {_quoted(row)} promise what customers do not get."
        yield "A113", "bad", said, row.n, maker


def _place(row: PromiseCheck) -> str:
    """Say where it is delivered."""
    return f"{row.delivered_name} ({row.channel})" if row.channel else row.delivered_name


def _quoted(row: PromiseCheck) -> str:
    return f"“{row.says}”" if row.says else f"the promise of {_place(row)}"


def _promised(row: PromiseCheck) -> str:
    """Say what is promised, where, and for what touchpoint if for another, as a sentence begins."""
    words = f"“{row.says}”" if row.says else ""
    value = told(row.measure, row.promised) if row.measure and row.promised is not None else ""
    said = f"{words} ({value})" if words and value else words or value or "What the log says"
    first = " (a first contact)" if row.first_contact else ""
    where = _place(row) if row.touchpoint == row.delivered_at else f"{row.name}{first} for {_place(row)}"
    return f"{capital(said)} is promised at {where}{first if row.touchpoint == row.delivered_at else ''}"


def _missed(row: PromiseCheck, reliable: float) -> str:
    assert row.measure is not None
    said = f"{_promised(row)}; "
    if row.kept is None:
        assert row.actual is not None
        assert row.gap is not None
        return f"{said}{_is(row.measure, row.actual)}, {_off(row.measure, row.gap)}{_counted(row)}."
    said += _rate(row)
    if row.actual is not None:
        said += f"; half wait {format_duration(row.actual)} or less"
    return f"{said}{_counted(row)}.{_reliable(row, reliable)}"


def _is(measure: Measure, actual: float) -> str:
    value = valued(measure, actual)
    return {"wait": f"customers wait {value}", "clicks": f"it takes {value}"}.get(measure, f"the score is {value}")


def _off(measure: Measure, gap: float) -> str:
    value = valued(measure, abs(gap))
    return {"wait": f"{value} longer", "clicks": f"{format_number(abs(gap))} more"}.get(measure, f"{value} worse")


def _rate(row: PromiseCheck) -> str:
    assert row.kept is not None
    share = format_share(row.kept.share)
    if row.kept.n is None:
        return f"{share} of customers get it"
    interval = f"95 % interval {format_share(row.kept.low)} to {format_share(row.kept.high)}"
    return f"{share} of {format_count(row.kept.n)} got it ({interval})"


def _counted(row: PromiseCheck) -> str:
    n = "" if row.n is None or row.kept else f", n = {format_count(row.n)}"
    sure = "" if row.sure else ", too few to be sure"
    return f" ({row.evidence}{n}{sure})"


def _reliable(row: PromiseCheck, reliable: float) -> str:
    if row.reliable_promise is None:
        return ""
    return f" {format_duration(row.reliable_promise)} could be promised and kept to {format_share(reliable)}."


def _to_do(row: PromiseCheck) -> str:
    if row.controllable is None:
        return ""
    return {
        "fix": " It is yours to control: fix it.",
        "fix and tell": " It is partly yours to control: fix that part, and tell the customer the rest.",
        "tell": " It is not yours to control: tell the customer, and promise what is true.",
    }[row.action or "fix"]


def _kept(row: PromiseCheck, reliable: float) -> str:
    assert row.measure is not None
    how = "and more than kept" if row.verdict == "exceeded" else "and kept"
    if row.kept is not None:
        what = _rate(row)
    else:
        assert row.actual is not None
        what = _is(row.measure, row.actual)
    said = f"{_promised(row)}, {how}: {what}{_counted(row)}."
    could = row.reliable_promise
    tighter = could is not None and row.promised is not None and could <= _TIGHTER * row.promised
    return said + (_reliable(row, reliable) if tighter else "")


def _to_tell(rows: Sequence[PromiseCheck]) -> Iterator[Finding]:
    """Say where customers must be told what cannot be mended; once a touchpoint."""
    there = {row.delivered_at: row for row in rows if row.action in {"tell", "fix and tell"} and not row.informed}
    for touchpoint, row in there.items():
        said = f"Tell customers at {row.delivered_name} how it goes on: not all of it is yours to control."
        yield Finding("A112", "note", touchpoint, said, None, row.owner or row.promise_owner)


def _nothing_promised(totals: PromiseTotals, without: Sequence[Unpromised]) -> Iterator[Finding]:
    for row in without:
        if row.expected_seconds is not None and (row.wait_seconds or 0.0) > row.expected_seconds:
            expected, waits = format_duration(row.expected_seconds), format_duration(row.wait_seconds or 0.0)
            said = f"Customers at {row.name} expect {expected} and wait {waits}; nothing is promised there."
            yield Finding("A114", "note", row.touchpoint, said, row.expected_answers, row.owner)
    if without and totals.promises:
        names = [row.name for row in without[:_LISTED]]
        rest = len(without) - len(names)
        listed = f"{', '.join(names)} and {rest} more" if rest else joined(names)
        said = f"Nothing is promised about {len(without)} of {plural(totals.touchpoints, 'touchpoint')}: {listed}."
        yield Finding("A111", "note", None, said, None, None)
