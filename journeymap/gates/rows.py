"""The thresholds of a journey's gate, each held against what is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from journeymap.analysis.conformance import Conformance
from journeymap.analysis.touchpoints import FrictionTable, TouchpointFriction
from journeymap.analysis.wording import Names, capital, plural
from journeymap.audits.judged import judged
from journeymap.audits.promise_rows import PromiseCheck, promise_rows
from journeymap.audits.words import told
from journeymap.facts import Facts
from journeymap.gates.figure import Basis, Figure, Verdict
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.thresholds import Accepted
from journeymap.units import format_count, format_duration, format_number, format_share

__all__ = ["FEW", "GateRow", "Seen", "per_cent", "sentence", "thresholds"]

FEW = 30
"""Cases below which it is said that there are few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One threshold, or what counts against one, and what came of it."""

    code: str
    threshold: str
    """As the journey file names it: `completion`, `checkout.left`; `baseline` for what got worse."""
    touchpoint: str | None
    verdict: Verdict
    sentence: str
    limit: float | None = None
    """A share, 0 to 1; of `findings` and `new_off_plan_routes` how many."""
    value: float | None = None
    """The same as it is; None where it is not known."""
    low: float | None = None
    """Its 95 % interval; where nothing was counted, the value itself."""
    high: float | None = None
    n: float | None = None
    """Of how many it was counted."""
    basis: Basis | None = None
    owner: str | None = None
    """Who is asked to act."""
    accepted: Accepted | None = None
    """By what it is accepted, whether that still holds or has expired."""
    excused: bool = False
    """Whether it is accepted and does not count."""

    def counts(self, undecided: str) -> bool:
        """Whether it closes the gate, where what is undecided shall `pass` or `fail`."""
        closing = {"failed", "unknown", *(["undecided"] if undecided == "fail" else [])}
        return self.verdict in closing and not self.excused


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a journey, computed once."""

    journey: Journey
    measurement: Measurement | None
    table: FrictionTable
    follows: Conformance | None
    """None without a log."""
    facts: dict[str, Facts]
    names: Names

    def owner(self, touchpoint: str | None) -> str | None:
        """Return who answers for a touchpoint."""
        point = self.journey.touchpoints.get(touchpoint or "")
        return point.owner if point else None


def thresholds(seen: Seen, *, reliable: float) -> Iterator[GateRow]:
    """Judge the thresholds that can be judged by themselves, in the order of the file's keys.

    Args:
        seen: What is known of the journey.
        reliable: The share of customers, 0 to 1, of whom the limit of a wait must hold.
    """
    wanted = seen.journey.gate
    rules: tuple[tuple[float | None, Callable[[Seen, float], Iterator[GateRow]]], ...] = (
        (wanted.completion, _completion),
        (wanted.kept, _kept),
        (wanted.success, _success),
        (wanted.follow_plan, _follow_plan),
        (wanted.promises_kept, _promises),
        (wanted.worst, _worst),
    )
    for limit, judge in rules:
        if limit is not None:
            yield from judge(seen, limit)
    for name, point in wanted.touchpoints.items():
        if point.left is not None:
            yield _left(seen, name, point.left)
        if point.wait is not None:
            yield _wait(seen, name, point.wait, reliable)


def per_cent(share: float) -> str:
    """Write a share finely enough to stand beside a limit.

    Example:
        >>> per_cent(0.397), per_cent(0.99999), per_cent(0.4)
        ('39.7 %', '>99.9 %', '40 %')
    """
    return f"{format_number(100 * share)} %" if share < 0.999 else format_share(share)  # noqa: PLR2004 - never all of them


def sentence(said: str, figure: Figure, verdict: Verdict, wanted: str) -> str:
    """Say a figure, how sure it is, and what is wanted."""
    doubt = ": too few to say" if verdict == "undecided" else ""
    if figure.n is None:
        return f"{said} ({figure.basis}); {wanted}{doubt}."
    sure = f"{per_cent(figure.low)} to {per_cent(figure.high)}"
    few = f", fewer than {FEW}" if figure.n < FEW else ""
    return f"{said} ({sure}, n = {format_count(figure.n)}{few}); {wanted}{doubt}."


def _row(
    code: str,
    threshold: str,
    figure: Figure,
    verdict: Verdict,
    said: str,
    *,
    limit: float,
    touchpoint: str | None = None,
    owner: str | None = None,
) -> GateRow:
    return GateRow(
        code=code,
        threshold=threshold,
        touchpoint=touchpoint,
        verdict=verdict,
        sentence=said,
        limit=limit,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        n=figure.n,
        basis=figure.basis,
        owner=owner,
    )


def _unknown(code: str, threshold: str, why: str, *, limit: float, touchpoint: str | None = None) -> GateRow:
    said = f"{threshold} cannot be judged: {why}."
    return GateRow(code=code, threshold=threshold, touchpoint=touchpoint, verdict="unknown", sentence=said, limit=limit)


def _at_least(code: str, threshold: str, figure: Figure, who: str, limit: float) -> GateRow:
    verdict = figure.at_least(limit)
    said = sentence(f"{per_cent(figure.value)} {who}", figure, verdict, f"at least {per_cent(limit)} shall")
    return _row(code, threshold, figure, verdict, said, limit=limit)


def _completion(seen: Seen, limit: float) -> Iterator[GateRow]:
    if seen.follows is None:
        figure = Figure.given(seen.table.completion_per_1000 / 1000, "modelled")
        yield _at_least("G101", "completion", figure, "of those who start reach the goal", limit)
        return
    follows = seen.follows
    n = follows.n_cases - follows.n_under_way - follows.neutral
    if not n:
        yield _unknown("G101", "completion", "no case is over", limit=limit)
        return
    yield _at_least("G101", "completion", Figure.counted(follows.completed, n), "of the cases reach the goal", limit)


def _kept(seen: Seen, limit: float) -> Iterator[GateRow]:
    figure = Figure.given(seen.table.kept_per_1000 / 1000, "modelled")
    yield _at_least("G102", "kept", figure, "of those who start reach the goal and would come back", limit)


def _success(seen: Seen, limit: float) -> Iterator[GateRow]:
    follows = seen.follows
    if follows is None or not follows.judged:
        yield _unknown("G103", "success", "no log says which cases succeeded", limit=limit)
        return
    figure = Figure.counted(follows.succeeded, follows.judged)
    yield _at_least("G103", "success", figure, "of the cases whose outcome is known succeed", limit)


def _follow_plan(seen: Seen, limit: float) -> Iterator[GateRow]:
    follows = seen.follows
    over = follows.on_plan + follows.off_plan if follows else 0
    if follows is None or not over:
        yield _unknown("G104", "follow_plan", "there is no log of cases that are over", limit=limit)
        return
    yield _at_least("G104", "follow_plan", Figure.counted(follows.on_plan, over), "of the cases follow the plan", limit)


def _promises(seen: Seen, limit: float) -> Iterator[GateRow]:
    """Judge every promise; intervals are as much wider as there are promises that were counted."""
    made = [row for row in promise_rows(seen.journey, seen.measurement, reliable=limit) if row.verdict != "unknown"]
    if not made:
        yield _unknown("G105", "promises_kept", "no promise can be checked", limit=limit)
        return
    choices = sum(row.kept is not None and row.kept.n is not None for row in made) or 1
    rows = [_promise(row, limit, choices) for row in made]
    yield from _telling(rows, lambda row: -(row.value or 0.0))


def _promise(row: PromiseCheck, limit: float, choices: int) -> GateRow:
    basis = row.evidence or "assumed"
    if row.kept is None:
        figure = Figure.given(float(row.verdict != "missed"), basis)
        verdict = figure.at_least(limit) if row.sure else "undecided"
    elif row.kept.n is None:
        figure = Figure.given(row.kept.share, basis)
        verdict = figure.at_least(limit)
    else:
        figure = Figure.counted(round(row.kept.share * row.kept.n), row.kept.n, basis, choices=choices)
        verdict = figure.at_least(limit)
    what = told(row.measure, row.promised) if row.measure and row.promised is not None else "what the log says"
    said = f"Promised at {row.delivered_name}: {what}, kept to {per_cent(figure.value)} of the customers"
    if row.kept is None and row.measure and row.actual is not None:
        said = f"Promised at {row.delivered_name}: {what}; customers get {told(row.measure, row.actual)}"
    told_so = sentence(said, figure, verdict, f"at least {per_cent(limit)} shall get what is promised")
    at, owner = row.delivered_at, row.owner
    return _row("G105", "promises_kept", figure, verdict, told_so, limit=limit, touchpoint=at, owner=owner)


def _worst(seen: Seen, limit: float) -> Iterator[GateRow]:
    """Judge every touchpoint; intervals are as much wider as there are touchpoints that were counted."""
    choices = sum(bool(node.reached) for node in seen.facts.values()) or 1
    rows = [_worst_at(seen, row, limit, choices) for row in seen.table.touchpoints]
    few = [row for row in rows if row.verdict == "undecided" and (row.n or 0.0) < FEW]
    told = [*_telling([row for row in rows if row not in few] or few, lambda row: row.value or 0.0)]
    if few and told[0].verdict == "passed":
        beside = f" Fewer than {FEW} met {plural(len(few), 'other touchpoint')}: not judged."
        told[0] = replace(told[0], sentence=told[0].sentence + beside)
    yield from told


def _worst_at(seen: Seen, row: TouchpointFriction, limit: float, choices: int) -> GateRow:
    figure = _leaving(seen.facts[row.touchpoint], choices) or Figure.given(row.loss_per_100 / 100, "modelled")
    return _at_most_leave(seen, row.touchpoint, figure, limit, code="G106", threshold="worst")


def _leaving(node: Facts, choices: int = 1) -> Figure | None:
    if node.left is None or not node.reached:
        return None
    return Figure.counted(node.left, node.reached, node.leaving_evidence or "described", choices=choices)


def _at_most_leave(seen: Seen, name: str, figure: Figure, limit: float, *, code: str, threshold: str) -> GateRow:
    verdict, owner = figure.at_most(limit), seen.owner(name)
    said = f"{per_cent(figure.value)} of those who meet {seen.names[name]} leave there"
    told_so = sentence(said, figure, verdict, f"at most {per_cent(limit)} may")
    return _row(code, threshold, figure, verdict, told_so, limit=limit, touchpoint=name, owner=owner)


def _telling(rows: Sequence[GateRow], badness: Callable[[GateRow], float]) -> Iterator[GateRow]:
    """Keep what tells: all that failed; else the worst of those undecided; else the worst."""
    for verdict in ("failed", "undecided", "passed"):
        found = sorted((row for row in rows if row.verdict == verdict), key=badness, reverse=True)
        if found:
            yield from found if verdict == "failed" else found[:1]
            return


def _left(seen: Seen, name: str, limit: float) -> GateRow:
    threshold = f"{name}.left"
    figure = _leaving(seen.facts[name]) if name in seen.facts else None
    if figure is None:
        return _unknown("G107", threshold, "nobody counted who leaves there", limit=limit, touchpoint=name)
    return _at_most_leave(seen, name, figure, limit, code="G107", threshold=threshold)


def _wait(seen: Seen, name: str, limit: float, reliable: float) -> GateRow:
    """Judge by the share of customers within the limit; a wait given as one duration by that."""
    threshold, point = f"{name}.wait", seen.journey.touchpoints[name]
    found = judged(seen.facts[name], point, "wait", limit, reliable=reliable) if name in seen.facts else None
    if found is None or found.actual is None:
        return _unknown("G108", threshold, "the wait there is not known", limit=limit, touchpoint=name)
    basis, kept = found.evidence or "assumed", found.kept
    within = float(found.verdict != "missed") if kept is None else kept.share
    figure = (
        Figure.given(within, basis)
        if kept is None or kept.n is None
        else Figure.counted(round(within * kept.n), kept.n, basis)
    )
    verdict, longest = figure.at_least(reliable), format_duration(limit)
    if kept is None:
        said = f"customers wait {format_duration(found.actual)} for {seen.names[name]}"
        told_so = sentence(capital(said), figure, verdict, f"at most {longest} is wanted")
    else:
        said = f"{per_cent(within)} of the customers wait at most {longest} for {seen.names[name]}"
        told_so = sentence(said, figure, verdict, f"at least {per_cent(reliable)} shall")
    owner = seen.owner(name)
    return _row("G108", threshold, figure, verdict, told_so, limit=reliable, touchpoint=name, owner=owner)
