"""What got worse since a baseline, beyond chance, and the ways off plan that have come up since."""

from collections import Counter
from collections.abc import Iterator

from journeymap.analysis.comparison import Counts, share_difference, verdicts
from journeymap.analysis.conformance import Conformance
from journeymap.analysis.offplan import Route
from journeymap.analysis.wording import capital, did_words, plural
from journeymap.case_ends import END, START
from journeymap.changes.compare import Comparison, compare
from journeymap.changes.rows import Change
from journeymap.changes.words import difference_words, row_words, value_words
from journeymap.gates.rows import FEW, GateRow, Seen, per_cent
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.thresholds import NewRoutes
from journeymap.units import format_count

__all__ = ["new_routes", "regressions"]

_WHOLE = ("completion", "success", "follow_plan", "segment_outcome")
_ROUTES = ("route", "route_outcome")


def regressions(journey: Journey, then: Measurement, now: Measurement) -> Iterator[GateRow]:
    """Find what got worse since the baseline, as `compare` tells it: beyond chance, corrected for many comparisons.

    Returns:
        One row for each figure that got worse, in the order of `compare`; one that says so where none did.
    """
    found = compare(journey, journey, measured=(then, now))
    worse = [row for row in found.rows if row.verdict == "worse"]
    yield from (_worse(journey, row, found) for row in worse)
    if not worse:
        yield _nothing_worse(found)


def _nothing_worse(found: Comparison) -> GateRow:
    tested = sum(row.verdict not in {"too few to tell", "not tested"} for row in found.rows)
    few = sum(row.verdict == "too few to tell" for row in found.rows)
    rest = f"; {plural(few, 'further figure')} with too few cases to tell" if few else ""
    return GateRow(
        code="G111",
        threshold="baseline",
        touchpoint=None,
        verdict="passed" if tested else "undecided",
        sentence=f"Nothing got worse than at the baseline beyond chance, of {plural(tested, 'figure')} compared{rest}.",
    )


def _worse(journey: Journey, row: Change, found: Comparison) -> GateRow:
    values = f"{value_words(row, row.before)} at the baseline, {value_words(row, row.after)} now"
    touchpoint = None if row.measure in _WHOLE or row.touchpoint in {START, END} else row.touchpoint
    point = journey.touchpoints.get(touchpoint or "")
    return GateRow(
        code="G111" if row.measure in _WHOLE else "G113" if row.measure in _ROUTES else "G112",
        threshold="baseline",
        touchpoint=touchpoint,
        verdict="failed",
        sentence=f"{capital(row_words(row, found))}: {values} ({difference_words(row)}).",
        limit=row.before,
        value=row.after,
        n=row.n_after,
        basis="measured",
        owner=point.owner if point else None,
    )


def _of(seen: Seen) -> Conformance:
    assert seen.follows is not None
    return seen.follows


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
