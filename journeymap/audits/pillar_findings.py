"""What the score sheets of the pillars say."""

from collections.abc import Iterable, Iterator

from journeymap.analysis.wording import capital, joined
from journeymap.audits.pillars import GroupGap, RaterDistance, ScoreSheet
from journeymap.audits.said import Said, points, spoken
from journeymap.touchpoint import PILLARS
from journeymap.units import format_count

__all__ = ["pillar_findings"]

_FULL = 50
_STEP = 1.0
"""Points of a rating that are told: one step of the scale."""
_APART = 2.0
"""Points between raters that are told."""
_CUSTOMERS = "customers"


def pillar_findings(sheets: Iterable[ScoreSheet], gaps: Iterable[GroupGap]) -> Iterator[Said]:
    """Say what each group gives, where raters disagree, and where groups do."""
    for sheet in sheets:
        yield _total(sheet)
        yield from _doubts(sheet)
        yield from _disagree(sheet)
        if sheet.outlier and sheet.outlier.distance >= _STEP:
            yield _outlier(sheet, sheet.outlier)
    yield from (_gap(gap) for gap in gaps if abs(gap.difference) >= _STEP and gap.is_real)


def _total(sheet: ScoreSheet) -> Said:
    rated = len(sheet.pillars)
    of = "" if rated == len(PILLARS) else f" on the {rated} of {len(PILLARS)} pillars that are rated"
    lowest = min(each.mean for each in sheet.pillars)
    weakest = joined([spoken(pillar) for pillar in sheet.weakest])
    which = f"weakest: {weakest}, {points(lowest)} of 5" if len(sheet.weakest) < rated else "all alike"
    said = f"{capital(spoken(sheet.group))}: {points(sheet.total)} of {sheet.out_of}{of}; {which}."
    return Said("A610", "outcome", said, n=sheet.n)


def _doubts(sheet: ScoreSheet) -> Iterator[Said]:
    group = capital(spoken(sheet.group))
    if sheet.total == _FULL:
        yield Said("A611", "note", f"{group}: 50 of 50. Nobody deserves that: ask again, and others.", n=sheet.n)
    if sheet.unrated:
        missing = joined([spoken(pillar) for pillar in sheet.unrated])
        yield Said("A612", "note", f"{group}: no rating of {missing}; what is not rated is unknown, not good.")


def _disagree(sheet: ScoreSheet) -> Iterator[Said]:
    apart = sorted(sheet.pillars, key=lambda each: each.low - each.high)
    said = [
        f"{spoken(each.pillar)} ({points(each.low)} by {joined(each.low_raters)}, {points(each.high)} by "
        f"{joined(each.high_raters)})"
        for each in apart
        if each.high - each.low >= _APART
    ]
    if said:
        whole = f"Those who rate for {spoken(sheet.group)} disagree on {joined(said)}: talk before you take the mean."
        yield Said("A614", "note", whole, n=len(sheet.raters))


def _outlier(sheet: ScoreSheet, rater: RaterDistance) -> Said:
    tends = "below" if rater.tends < 0 else "above"
    said = (
        f"{rater.rater} is {points(rater.distance)} points a pillar away from the others who rate for "
        f"{spoken(sheet.group)}, on the whole {tends} them: ask what only {rater.rater} sees."
    )
    return Said("A615", "note", said, n=len(sheet.raters))


def _gap(gap: GroupGap) -> Said:
    distance = points(abs(gap.difference))
    said = (
        f"{capital(spoken(gap.pillar))}: {points(gap.first_mean)} by {spoken(gap.first)}, {points(gap.second_mean)} by "
        f"{spoken(gap.second)}, {distance} point{'' if distance == '1' else 's'} apart"
    )
    if _CUSTOMERS not in {gap.first, gap.second}:
        return Said("A616", "note", f"{said}.", n=gap.n, pillar=gap.pillar)
    said += _sure(gap)
    customers_give_more = (gap.difference > 0) == (gap.first == _CUSTOMERS)
    if customers_give_more:
        return Said("A617", "good", f"{said}. Customers see it better than the house does.", n=gap.n, pillar=gap.pillar)
    said = f"{said}. The house sees it better than customers do."
    return Said("A613", "note" if gap.n is None else "bad", said, n=gap.n, pillar=gap.pillar)


def _sure(gap: GroupGap) -> str:
    if gap.n is None:
        return ", and nobody says how many were asked"
    return f" (±{points(gap.margin)} at most, from {format_count(gap.n)} answers)"
