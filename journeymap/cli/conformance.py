"""`journeymap conformance`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.deviations import DEVIATIONS
from journeymap.analysis.offplan import Route
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.wording import Names, did_words
from journeymap.cli.inputs import journey_and_events, printing, read_inputs
from journeymap.cli.output import print_json, print_table, signed
from journeymap.cli.totals import print_top, totals
from journeymap.errors import Diagnostic, LogError
from journeymap.units import format_count, format_share

__all__ = ["command_conformance"]


@click.command("conformance")
@journey_and_events
@printing
def command_conformance(journey: Path, events: str | None, form: str, limit: int, **options: Any) -> None:
    """Show what customers really did: who follows the plan, who leaves it, and what that costs."""
    inputs = read_inputs(journey, events, **options)
    if inputs.measurement is None:
        cure = "name its file, or write `log: {file: events.csv}` into the journey file"
        raise LogError(Diagnostic("L118", f"no event log is known for `{journey}`", help=cure))
    found = conformance(inputs.journey, inputs.measurement)
    table = friction(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("conformance", inputs, asdict(found), **totals(table))
        return
    names = Names.of(inputs.journey, inputs.measurement)
    print_top(inputs, table, _finding(found))
    click.echo(f"fitness {found.fitness:.3f} (mean over the cases; 1 is on plan)\n")
    _print_routes(found, names, limit)
    _print_deviations(found, names, limit)


def _finding(found: Conformance) -> str:
    over = found.on_plan + found.off_plan
    follow = format_share(found.on_plan / over) if over else "–"
    return (
        f"{follow} follow the plan, {format_count(found.on_plan)} of the {format_count(over)} cases that are over; "
        f"{format_count(found.n_under_way)} still under way"
    )


def _print_routes(found: Conformance, names: Names, limit: int) -> None:
    verb = "succeed" if found.measure == "success" else "complete"
    click.echo("Off-plan routes, most harmful first; share: of those who reached the point where they left,")
    click.echo(f"{verb}: of those who left the plan here, against the others who reached the same point")
    headers = ["", "left the plan", "cases", "share", verb, "others", "difference", "95 % interval", "at stake"]
    rows = [[f"{n}.", *_route_row(route, names)] for n, route in enumerate(found.routes[:limit], 1)]
    print_table(headers, rows, left=(1,))
    rest = found.routes[limit:]
    if rest:
        click.echo(f"other: {len(rest)} routes, {format_count(sum(route.cases for route in rest))} cases")
    click.echo("A difference is an association, not a cause; * marks fewer than 30 cases on one side.\n")


def _route_row(route: Route, names: Names) -> list[str]:
    cells = [
        did_words(route, names) + (" *" if route.few else ""),
        format_count(route.cases),
        format_share(route.share),
    ]
    if route.difference is None or route.low is None or route.high is None:
        return [*cells, "–", "–", "–", "–", "–"]
    return [
        *cells,
        format_share(route.completion or 0),
        format_share(route.completion_others or 0),
        f"{signed(100 * route.difference)} points",
        f"{signed(100 * route.low)} to {signed(100 * route.high)}",
        format_count(route.customers_lost),
    ]


def _print_deviations(found: Conformance, names: Names, limit: int) -> None:
    plain_names = {kind.code: kind.name for kind in DEVIATIONS}
    headers = ["deviation", "touchpoint", "cases", "share", "of"]
    rows = [
        [
            plain_names[row.code],
            names[row.touchpoint],
            format_count(row.cases),
            format_share(row.share),
            row.share_of,
        ]
        for row in found.deviations[:limit]
    ]
    print_table(headers, rows, left=(0, 1, 4))
    if rest := found.deviations[limit:]:
        click.echo(f"other: {len(rest)} kinds of deviation, {format_count(sum(row.cases for row in rest))} cases")
