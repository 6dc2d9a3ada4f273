"""What got worse since a baseline, beyond chance, and the ways off plan that have come up since."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from journeymap.analysis.comparison import Counts, Difference, share_difference, verdicts
from journeymap.analysis.conformance import Conformance
from journeymap.analysis.offplan import Route
from journeymap.analysis.wording import CONDITIONS, capital, did_words, plural
from journeymap.audits.gate_rows import FEW, GateRow, Seen, per_cent
from journeymap.counts import END, START
from journeymap.measurement import Measurement
from journeymap.thresholds import NewRoutes
from journeymap.units import format_count

__all__ = ["new_routes", "regressions"]

_AMISS = ("late", "long_wait", "low_score", "failed")
"""Conditions of which more is worse."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """A share of which more is worse, then and now."""

    code: str
    touchpoint: str | None
    said: str
    """What the share is, behind its figure."""
    now: tuple[float, float]
    """How many, of how many."""
    then: tuple[float, float]

    @property
    def difference(self) -> Difference | None:
        """Now less then; None where there was nobody."""
        return share_difference([Counts(*self.now, *self.then)])


def regressions(now: Seen, then: Seen) -> Iterator[GateRow]:
    """Find what got worse since the baseline, all comparisons corrected together (Holm), each with Newcombe's interval.

    Compared are completion, success and who follows the plan; at every touchpoint who leaves, and who waits longer
    than promised or than patience lasts, gives a low score or fails; and how often the ways off plan are taken whose
    customers do worse. Fewer than 30 cases on one side are not judged.

    Returns:
        One row for each that got worse, in the order above; one that says so where nothing did.
    """
    compared = [*_of_the_whole(now, then), *_leaving(now, then), *_conditions(now, then), *_harmful(now, then)]
    found = [each.difference for each in compared]
    judged = verdicts(found)
    worse = [(each, by) for each, by, verdict in zip(compared, found, judged, strict=True) if verdict == "better"]
    for each, by in worse:
        assert by is not None
        yield _worse(now, each, by)
    if not worse:
        yield _nothing_worse(judged)


def _nothing_worse(judged: Sequence[str]) -> GateRow:
    few = sum(verdict in {"too few", "not compared"} for verdict in judged)
    rest = f"; {plural(few, 'further figure')} with fewer than {FEW} cases, then or now" if few else ""
    n = len(judged) - few
    said = f"Nothing got worse than at the baseline beyond chance, of {plural(n, 'figure')} compared{rest}."
    return GateRow(
        code="G111",
        threshold="baseline",
        touchpoint=None,
        verdict="passed" if n else "undecided",
        sentence=said,
    )


def _worse(now: Seen, each: _Compared, by: Difference) -> GateRow:
    (x, n), (x_then, n_then) = each.now, each.then
    points = [_points(share) for share in (by.difference, by.low, by.high)]
    said = (
        f"{capital(each.said)}: {per_cent(x / n)} of {format_count(n)}, {per_cent(x_then / n_then)} of "
        f"{format_count(n_then)} at the baseline ({points[0]} points, {points[1]} to {points[2]})."
    )
    return GateRow(
        code=each.code,
        threshold="baseline",
        touchpoint=each.touchpoint,
        verdict="failed",
        sentence=said,
        limit=x_then / n_then,
        value=x / n,
        n=n,
        basis="measured",
        owner=now.owner(each.touchpoint),
    )


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _of_the_whole(now: Seen, then: Seen) -> Iterator[_Compared]:
    new, old = _of(now), _of(then)
    yield _Compared("G111", None, "more do not reach the goal", _missing(new), _missing(old))
    if new.judged and old.judged:
        lacking = [(each.judged - each.succeeded, each.judged) for each in (new, old)]
        yield _Compared("G111", None, "more do not succeed", lacking[0], lacking[1])
    off = [(each.off_plan, each.on_plan + each.off_plan) for each in (new, old)]
    yield _Compared("G111", None, "more leave the plan", off[0], off[1])


def _of(seen: Seen) -> Conformance:
    assert seen.follows is not None
    return seen.follows


def _missing(follows: Conformance) -> tuple[float, float]:
    n = follows.n_cases - follows.n_under_way - follows.neutral
    return n - follows.completed, n


def _leaving(now: Seen, then: Seen) -> Iterator[_Compared]:
    for name, node in now.facts.items():
        old = then.facts.get(name)
        measured = old is not None and node.leaving_evidence == old.leaving_evidence == "measured"
        if old and measured and node.reached and old.reached:
            said = f"more leave at {now.names[name]}"
            yield _Compared("G112", name, said, (node.left or 0.0, node.reached), (old.left or 0.0, old.reached))


def _conditions(now: Seen, then: Seen) -> Iterator[_Compared]:
    new, old = _counted(now.measurement), _counted(then.measurement)
    for (name, condition), counts in new.items():
        if (name, condition) in old:
            said = f"more got to {now.names[name]} {CONDITIONS[condition]}"
            yield _Compared("G112", name, said, counts, old[name, condition])


def _counted(measurement: Measurement | None) -> Mapping[tuple[str, str], tuple[int, int]]:
    cases, met = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in measurement.conditions if measurement else ():
        if row.condition in _AMISS:
            cases[row.touchpoint, row.condition] += row.cases
            met[row.touchpoint, row.condition] += row.met
    return {pair: (cases[pair], n) for pair, n in met.items() if n}


def _harmful(now: Seen, then: Seen) -> Iterator[_Compared]:
    for route, before in _since(now, then):
        if route.harmful:
            said = f"more left the plan {did_words(route, now.names)}, where they do worse"
            yield _Compared("G113", _place(route), said, (route.cases, route.reached), before)


def _since(now: Seen, then: Seen) -> Iterator[tuple[Route, tuple[int, int]]]:
    """Return the routes with how many took each at the baseline, of how many who reached its leave point."""
    taken = {(route.leave, route.first): route.cases for route in _of(then).routes}
    reached = _reached(then.measurement)
    for route in _of(now).routes:
        yield route, (taken.get((route.leave, route.first), 0), reached[route.leave])


def _reached(measurement: Measurement | None) -> Counter[str]:
    reached: Counter[str] = Counter()
    for variant in measurement.variants if measurement else ():
        for name in {START, *variant.touchpoints}:
            reached[name] += variant.cases
    return reached


def _place(route: Route) -> str | None:
    """Return where a route leaves the plan; None for the start."""
    return None if route.leave in {START, END} else route.leave


def new_routes(now: Seen, then: Seen, wanted: NewRoutes) -> tuple[GateRow, ...]:
    """Find the off-plan routes that nobody took at the baseline.

    A route is judged from 30 cases, or from the share that is wanted; it is new where that nobody took it then cannot
    be chance (Newcombe and Holm over all such routes), else undecided.

    Returns:
        One row a route, those of most cases first; `failed` ones are new. None where nothing came up.
    """
    came_up = [
        (route, before) for route, before in _since(now, then) if not before[0] and _is_frequent(route, wanted.share)
    ]
    came_up.sort(key=lambda each: -each[0].cases)
    found = [share_difference([Counts(route.cases, route.reached, *before)]) for route, before in came_up]
    judged = verdicts(found)
    return tuple(
        _new(now, route, before[1], wanted.at_most, sure=verdict == "better")
        for (route, before), verdict in zip(came_up, judged, strict=True)
    )


def _is_frequent(route: Route, share: float | None) -> bool:
    return route.cases >= FEW if share is None else route.share >= share


def _new(now: Seen, route: Route, reached_then: int, limit: int, *, sure: bool) -> GateRow:
    share = f"{format_count(route.cases)} of {format_count(route.reached)} ({per_cent(route.share)})"
    then = f"none of {format_count(reached_then)} at the baseline"
    doubt = "" if sure else ": too few then to say that it is new"
    return GateRow(
        code="G110",
        threshold="new_off_plan_routes",
        touchpoint=_place(route),
        verdict="failed" if sure else "undecided",
        sentence=f"{capital(did_words(route, now.names))}: {share} left the plan so, {then}{doubt}.",
        limit=limit,
        value=route.share,
        n=route.reached,
        basis="measured",
        owner=now.owner(_place(route)),
    )
