"""The first line of every output: what was found, in one sentence."""

from collections.abc import Sequence

from journeymap.analysis.blindspots import BlindSpot
from journeymap.analysis.breakdown import Breakdown
from journeymap.analysis.calibration import Calibration
from journeymap.analysis.conformance import Conformance
from journeymap.analysis.routes import Routes
from journeymap.analysis.segment_conformance import ConformanceBySegment, SegmentConformance
from journeymap.analysis.segments import FrictionBySegment, PrioritiesBySegment, SegmentTotals
from journeymap.analysis.statistics import wilson
from journeymap.analysis.touchpoints import FrictionTable
from journeymap.analysis.whatif import WhatIf
from journeymap.analysis.wording import Names, by_of_the_scale, did_words, lost_of_100, per_1000
from journeymap.units import format_count, format_share

__all__ = [
    "blind_spots_headline",
    "calibration_headline",
    "causes_headline",
    "conformance_by_segment_headline",
    "conformance_headline",
    "friction_by_segment_headline",
    "friction_headline",
    "priorities_by_segment_headline",
    "routes_headline",
    "what_if_headline",
]

_NOBODY = 0.05
"""Customers of 1000, or of 100, that would be printed as 0.0."""
_HARDLY_ANY = 1.0
"""Customers of 1000 that are not worth a headline."""
_HARDLY_FELT = 0.005
"""Friction, in halvings, of a route that loses 0.35 of 100."""
_CAUSES = {
    "waiting": "lost_to_wait_per_1000",
    "the time of work": "lost_to_work_per_1000",
    "effort": "lost_to_effort_per_1000",
    "bad experience": "lost_to_feeling_per_1000",
    "what the model does not explain": "unexplained_per_1000",
    "an end that counts as lost": "ended_per_1000",
}


def friction_headline(table: FrictionTable, names: Names) -> str:
    """Say where most is lost; where the log says who succeeded and more hangs on that, where success is missing."""
    worst, gap = table.touchpoints[0], table.success_gap
    if gap and gap.fewer_low > worst.lost_per_1000:
        few = f"{worst.name} loses {per_1000(worst.lost_per_1000)} of 1000, and more hangs on success"
        lost = "nearly nobody is lost" if worst.lost_per_1000 < _HARDLY_ANY else few
        return (
            f"{lost}; of those who meet {names[gap.touchpoint]} {format_share(gap.succeeded)} succeed, against "
            f"{format_share(gap.succeeded_others)} of the others (measured)"
        )
    if worst.lost_per_1000 < _NOBODY:
        return "nobody is known to be lost"
    here = f"{'' if worst.observed_loss is not None else '~'}{worst.leaving_per_100:.1f} of 100 who meet it"
    return f"{worst.name} loses most, {per_1000(worst.lost_per_1000)} of 1000 who start ({here}, {worst.evidence})"


def causes_headline(found: Breakdown, names: Names) -> str:
    """Say what most are lost to, and where."""
    total = found.total
    if total.lost_per_1000 < _NOBODY:
        return "nobody is known to be lost"
    cause, field = max(_CAUSES.items(), key=lambda each: float(getattr(total, each[1])))
    where = max(found.touchpoints, key=lambda row: float(getattr(row, field)))
    if total.lost_per_1000 < _HARDLY_ANY:
        return f"nearly nobody is lost, {per_1000(total.lost_per_1000)} of 1000 who start, and that mostly to {cause}"
    lost = f"{per_1000(getattr(total, field))} of the {per_1000(total.lost_per_1000)} lost of 1000 who start"
    most = f"most at {names[where.touchpoint or '']}, {per_1000(getattr(where, field))}"
    return f"{cause} costs most customers, {lost}; {most}"


def blind_spots_headline(spots: Sequence[BlindSpot], names: Names) -> str:
    """Say on which unknown most hangs."""
    if not spots:
        return "nothing is unknown: there is no blind spot"
    count = f"{len(spots)} blind spot{'' if len(spots) == 1 else 's'}"
    if spots[0].swing_per_1000 is None:
        return f"{count}; how much hangs on {'it' if len(spots) == 1 else 'them'} cannot be said"
    first = f"{spots[0].measure} at {names[spots[0].touchpoint]}"
    return f"{count}; most hangs on {first}, {per_1000(spots[0].swing_per_1000)} of 1000 who start"


def calibration_headline(rows: Sequence[Calibration], names: Names) -> str:
    """Say where the model is furthest from what was observed."""
    if not rows:
        return "no touchpoint has a wait, a patience and observed leaving to calibrate by"
    far = max(rows, key=lambda row: abs(row.modelled_loss - row.observed_loss))
    solved = sum(row.calibrated_seconds is not None for row in rows)
    return (
        f"the model is furthest off at {names[far.touchpoint]}, where {format_share(far.modelled_loss)} should leave "
        f"and {format_share(far.observed_loss)} did; another patience would fit at {solved} of {len(rows)}"
    )


def routes_headline(found: Routes, names: Names) -> str:
    """Say what the first route of a kind costs, or that there is none."""
    if not found.routes:
        return "no start leads to a goal" if found.kind != "costly" else "no route from a start to a goal has friction"
    first = found.routes[0]
    share = format_share(first.probability)
    lost = f"loses {lost_of_100(first.friction)} of 100 who take it, most at {names[first.worst]}"
    if found.kind == "likely":
        return f"the likeliest route, that of {share} of those who start, {lost}"
    if found.kind == "costly":
        here = first.probability * first.friction / found.expected_friction
        return f"the costliest route, that of {share}, holds {format_share(here)} of all friction and {lost}"
    if first.friction < _HARDLY_FELT:
        return f"nearly nobody is lost on any route: the worst {lost}"
    if found.kind == "real":
        taken = "1 case" if first.cases == 1 else f"{format_count(first.cases or 0)} cases"
        return f"the worst route that customers took, {taken}, {lost}"
    return f"the worst route {lost}"


def conformance_headline(found: Conformance, names: Names) -> str:
    """Say how many follow the plan, and where leaving it goes with most harm."""
    over = found.on_plan + found.off_plan
    follow = f"{format_share(found.on_plan / over) if over else '–'} of the {format_count(over)} cases that are over"
    said = f"{follow} follow the plan"
    harmful = next((route for route in found.routes if route.harmful), None)
    if harmful is None:
        return f"{said}; no way off it is known to do harm" if found.off_plan else said
    if harmful.verdict != "worse":
        by = by_of_the_scale(harmful.satisfaction_difference or 0.0)
        return f"{said}; those who leave it {did_words(harmful, names)} are less satisfied than the others, {by}"
    verb = "succeed" if found.measure == "success" else "complete"
    own, others = format_share(harmful.completion or 0), format_share(harmful.completion_others or 0)
    return f"{said}; of those who leave it {did_words(harmful, names)}, {own} {verb}, against {others} of the others"


def conformance_by_segment_headline(found: ConformanceBySegment) -> str:
    """Say which segment follows the plan least, where that is beyond chance."""
    known = [each for each in found.segments if each.follow is not None]
    everyone = "–" if found.everyone.follow is None else format_share(found.everyone.follow)
    said = f"{everyone} of all follow the plan"
    if len(known) < 2:  # noqa: PLR2004 - nobody to compare with
        return said
    low, high = (pick(known, key=_follow) for pick in (min, max))
    if (low.high or 0.0) >= (high.low or 0.0):
        return f"{said}; by {found.dimension}, no segment is known to follow it less than another"
    return (
        f"{said}; fewest where {found.dimension} is {low.segment}, {format_share(_follow(low))}, "
        f"against {format_share(_follow(high))} where it is {high.segment}"
    )


def _follow(each: SegmentConformance) -> float:
    return each.follow or 0.0


def what_if_headline(rows: Sequence[WhatIf]) -> str:
    """Say what the first scenario gives."""
    best = rows[0]
    of = f"of {len(rows)} scenarios, " if len(rows) > 1 else ""
    if abs(best.gain_per_1000) < _NOBODY:
        return f"{of}{best.scenario} keeps as many customers as now"
    assumed = "~" if best.evidence == "assumed" else ""
    more = "more" if best.gain_per_1000 > 0 else "fewer"
    kept = f"{per_1000(best.kept_before_per_1000)} → {per_1000(best.kept_per_1000)}"
    gain = per_1000(abs(best.gain_per_1000))
    return f"{of}{best.scenario} keeps {assumed}{gain} {more} of 1000 who start ({kept})"


def friction_by_segment_headline(found: FrictionBySegment) -> str:
    """Say which segment fares worst on the whole: as observed where there is a log, where that is beyond chance."""
    if found.everyone.n_cases is not None:
        return _fewest_arrived(found)
    low, high = (pick(found.segments, key=lambda each: each.kept_per_1000) for pick in (min, max))
    if high.kept_per_1000 - low.kept_per_1000 < _NOBODY:
        return f"by {found.dimension}, as many are kept in every segment (modelled)"
    return (
        f"fewest are kept where {found.dimension} is {low.segment}, {per_1000(low.kept_per_1000)} of 1000, "
        f"against {per_1000(high.kept_per_1000)} where it is {high.segment} (modelled)"
    )


def _fewest_arrived(found: FrictionBySegment) -> str:
    low, high = (pick(found.segments, key=_arrived) for pick in (min, max))
    if _interval(low)[1] >= _interval(high)[0]:
        return f"by {found.dimension}, no segment is known to reach the goal less often than another"
    return (
        f"fewest reach the goal where {found.dimension} is {low.segment}, {per_1000(_arrived(low))} of 1000, "
        f"against {per_1000(_arrived(high))} where it is {high.segment} (observed)"
    )


def _arrived(each: SegmentTotals) -> float:
    return each.observed_completion_per_1000 or 0.0


def _interval(each: SegmentTotals) -> tuple[float, float]:
    n = each.n_cases or 0
    return wilson(min(n, _arrived(each) * n / 1000), n)


def priorities_by_segment_headline(found: PrioritiesBySegment) -> str:
    """Say what ranks first for whom."""
    first = found.first
    everyone = first.pop(None)
    others = {value: what for value, what in first.items() if what != everyone}
    start = f"fix {everyone} first" if everyone else "nothing is known to gain"
    if not others:
        return f"{start}, for everyone and whatever {found.dimension} is"
    said = [f"{what or 'nothing'} where {found.dimension} is {value}" for value, what in others.items()]
    return f"{start} for everyone, but {'; '.join(said)}"
