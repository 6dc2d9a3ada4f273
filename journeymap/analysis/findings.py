"""Findings: sentences that the tool is prepared to defend, most important first."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.finding import Finding, Severity
from journeymap.analysis.offering import worth_planning
from journeymap.analysis.offplan import Route
from journeymap.analysis.results import Results
from journeymap.units import format_count, format_share

__all__ = ["findings"]

_MOST_ROUTES = 4
_OFTEN = "More than one in ten take this way"


def findings(results: Results) -> tuple[Finding, ...]:
    """Say what a journey's results show, most important first."""
    return tuple(
        Finding(code, severity, touchpoint, sentence, n, _owner(results, touchpoint))
        for code, severity, touchpoint, sentence, n in _findings(results)
    )


_Draft = tuple[str, Severity, str | None, str, float | None]


def _owner(results: Results, touchpoint: str | None) -> str | None:
    point = results.journey.touchpoints.get(touchpoint or "")
    return point.owner if point else None


def _findings(results: Results) -> Iterator[_Draft]:
    yield _outcome(results)
    if results.follows:
        yield _follow(results)
        yield from _conditions(results)
        yield from _routes(results, results.follows.routes)
    yield from _fix_first(results)
    yield from _doubts(results)


def _outcome(results: Results) -> _Draft:
    table = results.friction
    if table.success_share is not None and results.follows:
        said = (
            f"{format_share(table.success_share)} of the {format_count(results.follows.judged)} cases whose outcome is "
            f"known succeed; {format_share((table.observed_completion_per_1000 or 0) / 1000)} of all reach the goal."
        )
        return "F101", "outcome", None, said, table.n_cases
    if table.observed_completion_per_1000 is not None:
        share = table.observed_completion_per_1000 / 1000
        said = f"{format_share(share)} of {format_count(table.n_cases or 0)} cases reach the goal"
        said += f"; {format_count(table.n_under_way)} are still under way." if table.n_under_way else "."
        return "F101", "outcome", None, said, table.n_cases
    said = (
        f"Of 1000 customers who start, about {format_count(table.completion_per_1000)} reach the goal and "
        f"{format_count(table.kept_per_1000)} would come back (modelled from the journey file)."
    )
    return "F101", "outcome", None, said, None


def _follow(results: Results) -> _Draft:
    follows = results.follows
    assert follows is not None
    over = follows.on_plan + follows.off_plan
    said = (
        f"{format_share(follows.on_plan / over) if over else '–'} of the {format_count(over)} cases that are over "
        f"followed the plan; {format_count(follows.off_plan)} left it at least once"
    )
    said += f"; {format_count(follows.n_under_way)} are still under way." if follows.n_under_way else "."
    return "F102", "outcome", None, said, float(over)


def _conditions(results: Results) -> Iterator[_Draft]:
    for effect in results.effects:
        if effect.is_friction:
            yield "F112", "bad", effect.touchpoint, results.telling.condition(effect), float(effect.cases)


def _routes(results: Results, routes: Sequence[Route]) -> Iterator[_Draft]:
    told, offered = results.telling.route, [*worth_planning(routes)]
    harmful = [route for route in routes if route.harmful]
    for route in harmful[:_MOST_ROUTES]:
        often = f" {_OFTEN}: mend what sends them there, or plan for it." if route in offered else ""
        yield "F110", "bad", route.leave, told(route) + often, float(route.cases)
    for route in offered:
        if route.better:
            yield "F111", "good", route.leave, f"{told(route)} They do better: worth planning.", float(route.cases)
        elif route not in harmful:
            yield "F140", "note", route.leave, f"{told(route)} {_OFTEN}: worth planning.", float(route.cases)


def _fix_first(results: Results) -> Iterator[_Draft]:
    first = next((row for row in results.priorities if row.kind == "touchpoint"), None)
    if first is None or first.gain_per_1000 < 1 or first.evidence == "assumed":
        return
    sure = "" if first.rank_low == first.rank_high else f"; it could rank {first.rank_low} to {first.rank_high}"
    fix = "Fix" if results.priorities[0] is first else "Of the touchpoints, fix"
    said = (
        f"{fix} {results.names[first.touchpoint]} first: at its target ({first.why}) about "
        f"{format_count(first.gain_per_1000)} more of 1000 who start would be kept "
        f"({format_count(first.gain_low)} to {format_count(first.gain_high)}, modelled{sure})."
    )
    yield "F120", "bad", first.touchpoint, said, None


def _doubts(results: Results) -> Iterator[_Draft]:
    table = results.friction
    for row in table.touchpoints:
        if row.observed_loss is not None and row.modelled_loss - row.observed_loss > 0.05:  # noqa: PLR2004 - 5 points
            said = (
                f"At {row.name} the model expects {format_share(row.modelled_loss)} to leave and "
                f"{format_share(row.observed_loss)} did: the model overstates here, what was observed counts."
            )
            yield "F130", "note", row.touchpoint, said, None
    if all("satisfaction" in row.blind for row in table.touchpoints if row.planned):
        said = (
            "Nobody was asked how it felt: silent leaving costs nothing in these numbers, and could cost up to "
            f"{format_share(results.journey.model.bad_experience_loss)} at every touchpoint."
        )
        yield "F131", "note", None, said, None
