"""The section "Where customers leave the plan"."""

from collections.abc import Callable, Iterator, Sequence

from journeymap.analysis.conditions import ConditionEffect
from journeymap.analysis.deviations import DEVIATIONS, DeviationCount
from journeymap.analysis.offering import worth_planning
from journeymap.analysis.offplan import Route
from journeymap.analysis.rate import Rate
from journeymap.analysis.results import Results
from journeymap.analysis.wording import Names, capital, did_words, plural, signed, signed_duration, span
from journeymap.case_ends import START
from journeymap.report.section import SHOWN, Cell, Column, Row, Section, Table
from journeymap.report.words import UNKNOWN, did_in_full, per_cent
from journeymap.units import format_count, format_share

__all__ = ["ASSOCIATION", "TAGS", "at_stake_cell", "difference_cell", "felt_cell", "off_plan", "reckoned"]

_MEMBERS = 10
"""Full sequences of a route that are listed."""
_NO_LOG = (
    "Add an event log to see what customers really did: where they leave the plan, what they do instead, and how they "
    "fare."
)
ASSOCIATION = (
    "Each row compares customers with the others who reached the same touchpoint. That is an association, not a cause."
)
"""What comparisons are worth."""
TAGS = {"no difference": "could be chance", "too few": "few cases"}
"""Words of warning by verdict."""
_OFFER = "Worth planning: better ways, and ways that more than one in ten take"
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
    tables = [
        *_routes(results, worse, "table-routes", "Off-plan routes, most harmful first"),
        *_routes(results, [*worth_planning(routes)], "table-worth-planning", _OFFER, offer=True),
        *_deviations(results),
    ]
    return Section("off-plan", title, [ASSOCIATION], tables, tuple(_closing(results, routes)))


def _closing(results: Results, routes: Sequence[Route]) -> Iterator[str]:
    if routes:
        yield reckoned(results.telling.rate)
    if any(route.few for route in routes):
        yield "“Few cases” marks rows with fewer than 30 cases on one side: read them as hints."
    if not any(route.better for route in routes):
        yield "No off-plan route does better than the others, beyond what chance explains."


def _routes(
    results: Results, routes: Sequence[Route], name: str, caption: str, *, offer: bool = False
) -> Iterator[Table]:
    if not routes:
        return
    verb, period = capital(results.measure_verb), results.telling.rate.period
    columns = (
        Column("Left the plan", "route"),
        Column("Most often", "route", wide=True),
        Column("Cases", "route-share", number=True),
        Column("Share", "route-share", number=True),
        Column(verb, "outcome", number=True),
        Column("Others", "others", number=True),
        Column("Difference", "difference", number=True),
        *(column for column, _ in _further(routes)),
        Column("Because it") if offer else Column(f"At stake {period}".rstrip(), "at-stake", number=True),
        Column("Example case"),
    )
    further = [cell for _, cell in _further(routes)]
    rows = [
        Row(
            tuple(_route_cells(results, route, further, offer=offer)),
            *(("", ()) if offer and not route.better else _members(route, results.names)),
        )
        for route in routes
    ]
    rest = routes[SHOWN:]
    other = f"Other: {plural(len(rest), 'route')}, {plural(sum(r.cases for r in rest), 'case')}" if rest else ""
    yield Table(name, caption, columns, tuple(rows[:SHOWN]), tuple(rows[SHOWN:]), other=other)


def _further(routes: Sequence[Route]) -> Iterator[tuple[Column, Callable[[Route], Cell]]]:
    """Yield the columns for what is known of some route beside its outcome."""
    if any(route.extra_wait_seconds is not None for route in routes):
        yield Column("Took longer by", "longer", number=True), _longer
    if any(route.extra_clicks is not None for route in routes):
        yield Column("More clicks", "longer", number=True), _more
    if any(route.satisfaction_difference is not None for route in routes):
        yield Column("Satisfaction", "felt", number=True), felt_cell


def _longer(route: Route) -> Cell:
    return _extra_cell(route.extra_wait_seconds, route.extra_wait_low, route.extra_wait_high, signed_duration)


def _more(route: Route) -> Cell:
    return _extra_cell(
        route.extra_clicks, route.extra_clicks_low, route.extra_clicks_high, lambda clicks: signed(clicks, 1)
    )


def _extra_cell(value: float | None, low: float | None, high: float | None, written: Callable[[float], str]) -> Cell:
    """Show how much more of something they had, with its interval where there is one."""
    if value is None:
        return Cell(UNKNOWN)
    if low is None or high is None:
        return Cell(written(value))
    return Cell(written(value), span(written(low), written(high)), tag="could be chance" if low <= 0 <= high else "")


def felt_cell(row: Route | ConditionEffect) -> Cell:
    """Show the difference of satisfaction in points of the scale, where it is known."""
    difference, low, high = row.satisfaction_difference, row.satisfaction_low, row.satisfaction_high
    if difference is None or low is None or high is None:
        return Cell(UNKNOWN)
    return difference_cell(difference, low, high, tag=TAGS.get(row.satisfaction_verdict, ""))


def _route_cells(
    results: Results, route: Route, further: Sequence[Callable[[Route], Cell]], *, offer: bool
) -> Iterator[Cell]:
    names = results.names
    yield Cell(capital(did_words(route, names)), tag="few cases" if route.few else "")
    commonest = route.members[0]
    yield Cell(did_in_full(commonest.did, commonest.rejoin, names), f"{plural(commonest.cases, 'case')}")
    yield Cell(format_count(route.cases))
    yield Cell(format_share(route.share), _reached(route, names))
    yield from _outcome_cells(route)
    yield from (cell(route) for cell in further)
    if offer:
        yield Cell("does better" if route.better else "many take it")
    else:
        yield at_stake_cell(route, results.telling.rate)
    yield Cell(route.example)


def _reached(route: Route, names: Names) -> str:
    if route.leave == START:
        return f"of all {plural(route.reached, 'case')}"
    return f"of {format_count(route.reached)} that reached {names[route.leave]}"


def _outcome_cells(row: Route) -> Iterator[Cell]:
    yield Cell(per_cent(row.completion), f"of {format_count(row.n)}" if row.n else "outcome not known")
    yield Cell(per_cent(row.completion_others), f"of {format_count(row.n_others)}" if row.n_others else "nobody")
    if row.difference is None or row.low is None or row.high is None:
        yield Cell(UNKNOWN, "nothing to compare")
    else:
        unclear = row.verdict not in {"worse", "better"}
        yield difference_cell(row.difference, row.low, row.high, tag="could be chance" if unclear else "")


def difference_cell(difference: float, low: float, high: float, *, tag: str) -> Cell:
    """Show a difference of shares in points, with its interval and a word of warning."""
    return Cell(f"{signed(100 * difference)} points", f"{signed(100 * low)} to {signed(100 * high)}", tag=tag)


def at_stake_cell(row: Route | ConditionEffect, rate: Rate) -> Cell:
    """Show the customers that would do well if these fared like the others, at least, and what they are worth."""
    if row.difference is None or not row.customers_lost:
        return Cell(UNKNOWN, "nothing to compare" if row.difference is None else "not worse")
    lowest = format_count(rate.customers(row.customers_lost_low))
    least = f"at least {lowest}" if row.customers_lost_low else "perhaps none"
    value = rate.value(row.customers_lost)
    return Cell(format_count(rate.customers(row.customers_lost)), f"{least}; worth {value}" if value else least)


def reckoned(rate: Rate) -> str:
    """Say for how many customers what is at stake stands."""
    return f"What is at stake is reckoned {rate.source}."


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
            Cell(format_share(row.share), f"of {names.within(row.share_of)}"),
        )
    )
