"""The sections "Where customers leave the plan" and "Late and long waits"."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.conditions import ConditionEffect
from journeymap.analysis.deviations import DEVIATIONS, DeviationCount
from journeymap.analysis.offplan import Route
from journeymap.analysis.results import Results
from journeymap.analysis.wording import CONDITIONS, Names, did_words
from journeymap.measurement import START
from journeymap.report.section import SHOWN, Cell, Column, Row, Section, Table
from journeymap.report.words import UNKNOWN, capital, did_in_full, named, per_cent, plural, points
from journeymap.units import format_count, format_share

__all__ = ["condition_effects", "off_plan"]

_MEMBERS = 10
"""Full sequences of a route that are listed."""
_NO_LOG = (
    "Add an event log to see what customers really did: where they leave the plan, what they do instead, and how they "
    "fare."
)
_ASSOCIATION = (
    "Each row compares customers with the others who reached the same touchpoint. That is an association, not a cause."
)
_PLAIN = {kind.code: kind.name for kind in DEVIATIONS}


def off_plan(results: Results) -> Section:
    """Return off-plan routes, better routes apart, and deviations by kind."""
    title = "Where customers leave the plan"
    if results.follows is None:
        return Section("off-plan", title, [_NO_LOG])
    routes = results.follows.routes
    if not routes and not results.follows.deviations:
        return Section("off-plan", title, ["Nobody left the plan: every case did what the plan allows."])
    worse = [route for route in routes if not route.better]
    better = [route for route in routes if route.better]
    tables = [
        *_routes(results, worse, "table-routes", "Off-plan routes, most harmful first", at_stake=True),
        *_routes(
            results, better, "table-better-routes", "Better routes: off plan, and they serve customers", at_stake=False
        ),
        *_deviations(results),
    ]
    return Section("off-plan", title, [_ASSOCIATION], tables, tuple(_closing(routes)))


def _closing(routes: Sequence[Route]) -> Iterator[str]:
    if any(route.few for route in routes):
        yield "“Few cases” marks rows with fewer than 30 cases on one side: read them as hints."
    if not any(route.better for route in routes):
        yield "No off-plan route does better than the others, beyond what chance explains."


def _routes(results: Results, routes: Sequence[Route], name: str, caption: str, *, at_stake: bool) -> Iterator[Table]:
    if not routes:
        return
    verb = capital(results.measure_verb)
    columns = (
        Column("Left the plan", "route"),
        Column("Most often", "route", wide=True),
        Column("Cases", "route-share", number=True),
        Column("Share", "route-share", number=True),
        Column(verb, "outcome", number=True),
        Column("Others", "others", number=True),
        Column("Difference", "difference", number=True),
        *([Column("Cases at stake", "at-stake", number=True)] if at_stake else []),
        Column("Example case"),
    )
    rows = [
        Row(tuple(_route_cells(route, results.names, at_stake=at_stake)), *_members(route, results.names))
        for route in routes
    ]
    rest = routes[SHOWN:]
    other = f"Other: {plural(len(rest), 'route')}, {plural(sum(r.cases for r in rest), 'case')}" if rest else ""
    yield Table(name, caption, columns, tuple(rows[:SHOWN]), tuple(rows[SHOWN:]), other=other)


def _route_cells(route: Route, names: Names, *, at_stake: bool) -> Iterator[Cell]:
    yield Cell(capital(did_words(route, names)), tag="few cases" if route.few else "")
    commonest = route.members[0]
    yield Cell(did_in_full(commonest.did, commonest.rejoin, names), f"{plural(commonest.cases, 'case')}")
    yield Cell(format_count(route.cases))
    yield Cell(format_share(route.share), _reached(route, names))
    yield from _outcome_cells(route)
    if at_stake:
        yield _at_stake(route)
    yield Cell(route.example)


def _reached(route: Route, names: Names) -> str:
    if route.leave == START:
        return f"of all {plural(route.reached, 'case')}"
    return f"of {format_count(route.reached)} that reached {names[route.leave]}"


def _outcome_cells(row: Route) -> Iterator[Cell]:
    yield Cell(per_cent(row.completion), f"of {format_count(row.n)}" if row.n else "outcome not known")
    yield Cell(per_cent(row.completion_others), f"of {format_count(row.n_others)}" if row.n_others else "nobody")
    yield _difference(row.difference, row.low, row.high)


def _difference(difference: float | None, low: float | None, high: float | None) -> Cell:
    if difference is None or low is None or high is None:
        return Cell(UNKNOWN, "nothing to compare")
    unclear = low <= 0 <= high
    return Cell(
        f"{points(difference)} points", f"{points(low)} to {points(high)}", tag="could be chance" if unclear else ""
    )


def _at_stake(route: Route) -> Cell:
    if route.difference is None or not route.customers_lost:
        return Cell(UNKNOWN, "nothing to compare" if route.difference is None else "not worse")
    low = f"at least {format_count(route.customers_lost_low)}" if route.customers_lost_low else "perhaps none"
    return Cell(format_count(route.customers_lost), low)


def _members(route: Route, names: Names) -> tuple[str, tuple[str, ...]]:
    """Return what the folded list of full sequences shows, and the list."""
    if len(route.members) == 1:
        return "", ()
    shown, rest = route.members[:_MEMBERS], route.members[_MEMBERS:]
    listed = [f"{did_in_full(m.did, m.rejoin, names)}: {plural(m.cases, 'case')}" for m in shown]
    if rest:
        cases = plural(sum(member.cases for member in rest), "case")
        listed.append(f"Other: {plural(len(rest), 'more way', 'more ways')}, {cases}")
    return f"{len(route.members)} ways in full", tuple(listed)


def _deviations(results: Results) -> Iterator[Table]:
    assert results.follows is not None
    rows = results.follows.deviations
    if not rows:
        return
    columns = (
        Column("Deviation", "deviations"),
        Column("Touchpoint"),
        Column("Cases", "deviation-share", number=True),
        Column("Share", "deviation-share", number=True),
    )
    cells = [_deviation_row(row, results.names) for row in rows]
    rest = rows[SHOWN:]
    other = f"Other: {plural(len(rest), 'deviation')}, {plural(sum(r.cases for r in rest), 'case')}" if rest else ""
    yield Table(
        "table-deviations",
        "Deviations by kind and touchpoint, most frequent first",
        columns,
        tuple(cells[:SHOWN]),
        tuple(cells[SHOWN:]),
        other=other,
    )


def _deviation_row(row: DeviationCount, names: Names) -> Row:
    return Row(
        (
            Cell(capital(_PLAIN[row.code])),
            Cell(capital(names[row.touchpoint])),
            Cell(format_count(row.cases)),
            Cell(format_share(row.share), f"of {named(row.share_of, names)}"),
        )
    )


def condition_effects(results: Results) -> Section:
    """Return how customers who waited longer than promised, or than patience lasts, fared against the others."""
    title = "Late and long waits"
    if not results.effects:
        return Section("conditions", title, [_why_no_effects(results)])
    verb = capital(results.measure_verb)
    columns = (
        Column("Touchpoint"),
        Column("What happened", "conditions", wide=True),
        Column("Cases", "conditions", number=True),
        Column("Share", "conditions", number=True),
        Column(verb, "outcome", number=True),
        Column("Others", "others", number=True),
        Column("Difference", "difference", number=True),
    )
    cells = [_effect_row(effect, results.names) for effect in results.effects]
    rest = results.effects[SHOWN:]
    table = Table(
        "table-conditions",
        "Customers who were late, failed, came again …, against the others at the same touchpoint",
        columns,
        tuple(cells[:SHOWN]),
        tuple(cells[SHOWN:]),
        other=f"Other: {plural(len(rest), 'row')}, {plural(sum(e.cases for e in rest), 'case')}" if rest else "",
    )
    return Section("conditions", title, [_ASSOCIATION], [table])


def _effect_row(effect: ConditionEffect, names: Names) -> Row:
    return Row(
        (
            Cell(names[effect.touchpoint]),
            Cell(capital(CONDITIONS[effect.condition])),
            Cell(format_count(effect.cases)),
            Cell(format_share(effect.share), f"of {format_count(effect.met)} of whom it is known"),
            Cell(format_share(effect.completion)),
            Cell(format_share(effect.completion_others)),
            _difference(effect.difference, effect.low, effect.high),
        )
    )


def _why_no_effects(results: Results) -> str:
    if results.measurement is None:
        return "Add an event log to see how customers fare who wait longer than promised."
    return (
        "No touchpoint has both a measured wait and a limit to hold it against. Say in the journey file where "
        "customers wait (“wait: measured”), and what they were promised (“promise: 5 days”) or how long their patience "
        "lasts (“patience: 5 days”)."
    )
