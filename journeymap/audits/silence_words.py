"""The silence audit in sentences and tables."""

from collections.abc import Callable, Iterator, Sequence

from journeymap.analysis.finding import Finding, Severity
from journeymap.analysis.wording import joined, per_1000, plural
from journeymap.audits.asking_rows import FEW, TouchpointAsking
from journeymap.audits.second_chances import SecondChances
from journeymap.audits.sheet import UNKNOWN, Sheet
from journeymap.audits.silence_rows import Hearing, TouchpointSilence
from journeymap.audits.words import day_words
from journeymap.model import Model
from journeymap.units import format_count, format_number, format_share

__all__ = ["silence_findings", "silence_sheets"]

_PAINFUL = 5.0
"""Customers of 100 that a touchpoint may lose before one must be able to complain there."""
_WORTH = 1.0
"""Customers of 1000 that are worth a finding."""

_Draft = tuple[str, Severity, str, float | None]


def silence_findings(
    rows: Sequence[TouchpointSilence],
    asking: Sequence[TouchpointAsking],
    chances: SecondChances | None,
    model: Model,
    stale_days: float,
) -> tuple[Finding, ...]:
    """Say who is not heard, and what is not known: the sums first, then touchpoints, then answers by owner."""
    by_loss = sorted(rows, key=lambda row: -row.loss_per_100)
    return (
        *(Finding(code, severity, None, said, n, None) for code, severity, said, n in _sums(rows, chances, model)),
        *_unheard(by_loss),
        *(
            Finding(code, severity, row.touchpoint, said, n, row.owner)
            for row in by_loss
            for code, severity, said, n in _of_touchpoint(row)
        ),
        *_of_answers(asking, stale_days),
    )


def _sums(rows: Sequence[TouchpointSilence], chances: SecondChances | None, model: Model) -> Iterator[_Draft]:
    asked = [row for row in rows if row.unhappy_per_1000 is not None]
    if not asked:
        yield "A301", "outcome", "Nobody was asked how it felt: how many leave in silence is unknown.", None
        return
    unhappy, silent, told = (
        sum(getattr(row, f"{name}_per_1000") or 0.0 for row in asked) for name in ("unhappy", "silent", "told")
    )
    where = f"at the {len(asked)} of {plural(len(rows), 'touchpoint')} where they were asked"
    said = (
        f"1000 who start have about {per_1000(unhappy)} bad experiences {where} (modelled from their answers); of "
        f"about {per_1000(silent)} nobody hears a complaint, and about {format_count(told)} other people hear the story"
    )
    answers = sum(row.answers for row in asked)
    yield "A301", "outcome", f"{said} ({format_number(model.people_told)} each).{_walked_out(rows)}", answers
    if chances:
        lost, gone = per_1000(chances.lost_per_1000), format_share(model.bad_experience_loss)
        said = (
            f"Of the {per_1000(chances.arrive_per_1000)} of 1000 who would get to the goal however they felt, about "
            f"{per_1000(chances.untroubled_per_1000)} meet nothing bad, {per_1000(chances.forgiving_per_1000)} forgive "
            f"what they meet and {lost} do not come back (modelled; the first bad experience loses {gone})."
        )
        yield "A302", "note", said, answers


def _walked_out(rows: Sequence[TouchpointSilence]) -> str:
    seen = [row.walk_outs_per_1000 for row in rows if row.walk_outs_per_1000 is not None]
    if not seen:
        return " Nobody watched who walks out."
    return f" {per_1000(sum(seen))} were seen to walk out, at the {len(seen)} of {len(rows)} where somebody watched."


def _of_touchpoint(row: TouchpointSilence) -> Iterator[_Draft]:
    if _is_painful(row):
        loses = f"{row.name} loses {_lost(row)}"
        if said := _pain(row):
            yield "A304", "note", f"{loses}, and complaining is not painless: {said}.", None
    seen_leaving, unheard = row.walk_outs_per_1000, row.silent_leavers_per_1000
    if seen_leaving is not None and unheard is not None and unheard >= max(_WORTH, seen_leaving):
        said = (
            f"{row.name}: {per_1000(seen_leaving)} of 1000 were seen to leave, and about {per_1000(unheard)} more do "
            "not come back and never said why (modelled)."
        )
        yield "A305", "note", said, row.answers


def _pain(row: TouchpointSilence) -> str | None:
    pains: dict[Hearing, str] = {
        "laborious": f"it takes {plural(row.feedback_clicks or 0.0, 'click')}",
        "elsewhere": f"it goes by another channel, {row.feedback_channel}",
        "unsaid": "neither its channel nor its clicks are known",
    }
    return pains.get(row.hearing)


def _unheard(rows: Sequence[TouchpointSilence]) -> Iterator[Finding]:
    """Tell every owner where customers leave unheard; a file that names no way at all may itself be silent."""
    unheard = [row for row in rows if _is_painful(row) and row.hearing == "none"]
    nowhere = all(row.hearing == "none" for row in rows)
    for owner in dict.fromkeys(row.owner for row in unheard):
        own = [row for row in unheard if row.owner == owner]
        lose = joined([f"{row.name} ({_lost(row)})" for row in own])
        said = f"No way to complain is named where customers are lost: {lose}."
        touchpoint = own[0].touchpoint if len(own) == 1 else None
        yield Finding("A303", "note" if nowhere else "bad", touchpoint, said, None, owner)


def _is_painful(row: TouchpointSilence) -> bool:
    return row.loss_per_100 >= _PAINFUL and row.evidence != "assumed"


def _lost(row: TouchpointSilence) -> str:
    seen = "" if row.walk_outs_per_1000 is not None else "~"
    return f"{seen}{format_number(row.loss_per_100, digits=2)} of 100"


def _of_answers(asking: Sequence[TouchpointAsking], stale_days: float) -> Iterator[Finding]:
    if asking and asking[0].swing_per_1000 >= _WORTH:
        yield _ask_next(asking[0])
    for row in asking:
        if row.without_low:
            said = (
                f"{row.name}: of {format_count(row.answers or 0.0)} answers none is low. Find out who was asked, and "
                "whether low scores were left out."
            )
            yield Finding("A307", "note", row.touchpoint, said, row.answers, row.owner)
    wanting: tuple[tuple[str, str, Callable[[TouchpointAsking], bool]], ...] = (
        ("A308", "only the mean is known, not how the answers are spread", lambda row: row.form == "mean"),
        ("A309", f"fewer than {FEW} answers, or nobody says how many", _is_few),
        ("A310", f"the answers are older than {format_number(stale_days)} days", lambda row: row.stale),
    )
    for code, what, applies in wanting:
        yield from _by_owner(code, what, [row for row in asking if applies(row)], asking)
    undated = [row.name for row in asking if row.bad is not None and row.asked_on is None]
    if undated and len(undated) < sum(row.bad is not None for row in asking):
        said = f"{joined(undated)}: nobody says when customers were asked, so nobody knows whether it still holds."
        yield Finding("A311", "note", None, said, None, None)


def _ask_next(row: TouchpointAsking) -> Finding:
    hang = f"{per_1000(row.swing_per_1000)} of 1000 customers hang on it"
    if row.bad is None:
        said = f"Ask next at {row.name}: nobody was asked there, and {hang}."
    else:
        within = f"{format_share(row.low)} to {format_share(row.high)}"
        said = f"Ask next at {row.name}: from {_count(row)} answers {within} may be unhappy, and {hang}."
    return Finding("A306", "note", row.touchpoint, said, row.answers or None, row.owner)


def _is_few(row: TouchpointAsking) -> bool:
    return row.bad is not None and (row.answers is None or row.answers < FEW)


def _by_owner(
    code: str, what: str, rows: Sequence[TouchpointAsking], asking: Sequence[TouchpointAsking]
) -> Iterator[Finding]:
    """Tell every owner once, with all touchpoints that it is about."""
    asked = sum(row.bad is not None for row in asking)
    for owner in dict.fromkeys(row.owner for row in rows):
        own = [row for row in rows if row.owner == owner]
        said = f"{joined([row.name for row in own])}: {what} ({len(own)} of {asked} with answers)."
        n = sum(row.answers or 0.0 for row in own)
        yield Finding(code, "note", own[0].touchpoint if len(own) == 1 else None, said, n or None, owner)


def _count(row: TouchpointAsking) -> str:
    return "an unknown number of" if row.answers is None else format_count(row.answers)


def silence_sheets(rows: Sequence[TouchpointSilence], asking: Sequence[TouchpointAsking]) -> tuple[Sheet, ...]:
    """Lay out who leaves how, and what the answers are worth."""
    leaving = (
        "touchpoint",
        "meet\nit",
        "walk out\n(seen)",
        "unhappy,\n~",
        "of these\ncomplain",
        "leave in\nsilence, ~",
        "are\ntold, ~",
        "way to complain",
    )
    answers = (
        "touchpoint",
        "hang\non it",
        "bad\nshare",
        "95 %",
        "n",
        "grade",
        "known as",
        "more for\n±5 points",
        "asked on",
    )
    notes = (
        "Of 1000 who start; ~ modelled, – unknown, * not counted: the share of the model.",
        "Those who leave in silence are seen nowhere; they do not add up, as one customer may be unhappy twice.",
    )
    further = ("hang on it: customers kept of 1000, between the ends of the 95 % interval of the share.",)
    return (
        Sheet("Aloud and in silence", leaving, tuple(map(_silence_line, rows)), words=(0, 7), notes=notes),
        Sheet("Where to ask next", answers, tuple(map(_asking_line, asking)), words=(0, 5, 6, 8), notes=further),
    )


def _silence_line(row: TouchpointSilence) -> tuple[str, ...]:
    assumed = "*" if row.complaining_evidence == "assumed" else ""
    return (
        row.name,
        per_1000(row.visits_per_1000),
        per_1000(row.walk_outs_per_1000),
        per_1000(row.unhappy_per_1000),
        UNKNOWN if row.unhappy_per_1000 is None else f"{format_share(row.complaining_share)}{assumed}",
        per_1000(row.silent_leavers_per_1000),
        UNKNOWN if row.told_per_1000 is None else format_count(row.told_per_1000),
        _way(row),
    )


def _way(row: TouchpointSilence) -> str:
    if row.hearing == "none":
        return "none"
    clicks = None if row.feedback_clicks is None else plural(row.feedback_clicks, "click")
    said = ", ".join(filter(None, [row.feedback_channel, clicks]))
    return f"{said} ({row.hearing})" if row.hearing in {"laborious", "elsewhere"} else said or UNKNOWN


def _asking_line(row: TouchpointAsking) -> tuple[str, ...]:
    known = row.bad is not None
    return (
        row.name,
        per_1000(row.swing_per_1000),
        UNKNOWN if row.bad is None else format_share(row.bad),
        f"{format_share(row.low)} to {format_share(row.high)}" if known else UNKNOWN,
        UNKNOWN if row.answers is None else format_count(row.answers),
        row.grade or UNKNOWN,
        row.form or UNKNOWN,
        format_count(row.more_answers),
        f"{day_words(row.asked_on)}{' (stale)' if row.stale else ''}" if row.asked_on else UNKNOWN,
    )
