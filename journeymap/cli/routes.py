"""`journeymap routes`."""

import textwrap
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.headlines import routes_headline
from journeymap.analysis.route_rating import RatedRoute
from journeymap.analysis.routes import RouteKind, Routes, routes
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.wording import Names, lost_of_100, per_1000
from journeymap.cli.inputs import Inputs, journey_and_events, printing, read_inputs
from journeymap.cli.output import WIDTH, print_json, print_table
from journeymap.cli.totals import print_top, totals
from journeymap.units import format_count, format_share

__all__ = ["command_routes"]

_KINDS: dict[RouteKind, str] = {
    "worst": "most friction, no touchpoint twice",
    "costly": "most probability × friction, loops included",
    "likely": "most probability, loops included",
    "real": "most friction, as the cases of the log went",
}
_RARE = 1e-5
_WIDEST = 24
"""Of the name of a worst point."""
_LONGEST = 78
"""A route is written out up to about so many characters, and folded in its middle beyond."""


@click.command("routes")
@journey_and_events
@click.option(
    "--kind",
    type=click.Choice([*_KINDS]),
    default="worst",
    show_default=True,
    help="; ".join(f"{kind}: {meaning}" for kind, meaning in _KINDS.items()),
)
@printing()
def command_routes(journey: Path, events: str | None, kind: RouteKind, form: str, limit: int, **options: Any) -> None:
    """Show the routes from a start to a goal on which most is lost."""
    inputs = read_inputs(journey, events, **options)
    found = routes(inputs.journey, inputs.measurement, limit=limit, kind=kind)
    table = friction(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("routes", inputs, found.routes, **_members(found), **totals(table))
        return
    names = Names.of(inputs.journey, inputs.measurement)
    print_top(inputs, table, routes_headline(found, names))
    if found.routes:
        _print_header(inputs, found)
        _print_rows(found, names)
        _print_notes(found)


def _members(found: Routes) -> dict[str, Any]:
    """What stands beside the list in JSON."""
    return {
        "kind": found.kind,
        "exact": found.exact,
        "at_most": found.at_most,
        "probability": found.probability,
        "expected_friction": found.expected_friction,
        "probability_covered": found.probability_covered,
        "friction_covered": found.friction_covered,
    }


def _print_header(inputs: Inputs, found: Routes) -> None:
    """Say what was ranked, over what, and of how many."""
    if found.kind == "real":
        click.echo(f"of the {format_count(found.n_cases or 0)} cases that are over, by {_KINDS['real']}\n")
        return
    over = "planned and observed transitions" if inputs.measurement else "the transitions of the journey file"
    what = "best found, not proved" if not found.exact else "exact"
    click.echo(f"by {_KINDS[found.kind]} ({what}); over {over}\n")


def _print_rows(found: Routes, names: Names) -> None:
    taken = "of the\ncases" if found.kind == "real" else "take\nit"
    headers = ["", "lost\nof 100", taken, "arrive\nof 1000", "stay\nof 100"]
    headers += ["cases"] if found.n_cases is not None else []
    headers += ["evidence", "worst point", "route"]
    rows = [[f"{rank}.", *_cells(route, names)] for rank, route in enumerate(found.routes, 1)]
    last = len(headers) - 1
    print_table(headers, rows, left=(last - 2, last - 1, last), width=WIDTH)


def _cells(route: RatedRoute, names: Names) -> list[str]:
    unasked = "" if route.n_unasked == 0 else "~"
    cells = [
        f"{'~' if route.evidence == 'assumed' else ''}{lost_of_100(route.friction)}",
        format_share(route.probability) if route.probability >= _RARE else f"<{format_share(_RARE)}",
        per_1000(route.arrive_per_1000),
        "–" if route.n_unasked == len(route.touchpoints) else f"{unasked}{100 * route.stay:.0f}",
    ]
    cases = [] if route.cases is None else [format_count(route.cases)]
    way = _names(route.touchpoints, names) + ("" if route.planned else " *")
    return [*cells, *cases, route.evidence, textwrap.fill(names[route.worst], _WIDEST), way]


def _print_notes(found: Routes) -> None:
    """Say what the columns mean, and what the list is of all."""
    real = found.kind == "real"
    if not all(route.planned for route in found.routes):
        click.echo("* leaves the plan")
    if found.at_most is not None and found.kind == "worst":
        click.echo(f"The search ended at its budget: no route loses more than {lost_of_100(found.at_most)} of 100.")
    elif found.at_most is not None:
        click.echo("The search ended at its budget: a loop is hardly ever left.")
    click.echo(
        f"\nThese {len(found.routes)} are the routes of {format_share(found.probability_covered)} of "
        f"{'the cases that are over' if real else 'those who start'} and hold "
        f"{format_share(found.friction_covered)} of all friction on "
        f"{'their routes' if real else 'routes to a goal'}."
    )
    click.echo("lost: of 100 who take it, those whom its touchpoints cost; ~ where that is presumed.")
    if not real:
        click.echo(
            "take it: of those who start, if nobody were lost. arrive: of 1000 who start, by this route and kept."
        )
    click.echo(
        "stay: of 100 who take it, those who come back after the bad experiences met (beyond two: extrapolated);"
    )
    click.echo("– where nobody was asked, ~ where not everybody was.")
    if any(route.recovered for route in found.routes):
        click.echo(
            "A bad experience that a later touchpoint recovers is not counted: as often as that goes well (modelled)."
        )


def _names(touchpoints: tuple[str, ...], names: Names) -> str:
    """Write a route: repeats folded, and the middle where it is long.

    Example:
        >>> _names(("a", "b", "b", "c"), Names({}, ()))
        'a → b ×2 → c'
        >>> _names(tuple("abcdefghijklmnopqrstuvwxyz"), Names({}, ()))
        'a → b → c → d → e → f → g → h → i → … 9 more … → s → t → u → v → w → x → y → z'
    """
    runs = [(names[name], len(list(same))) for name, same in groupby(touchpoints)]
    parts = [name + (f" ×{n}" if n > 1 else "") for name, n in runs]
    for folded in (0, *range(2, len(parts) - 1)):
        first = (len(parts) - folded + 1) // 2
        steps = sum(n for _, n in runs[first : first + folded])
        middle = [f"… {steps} more …"] if folded else parts[first:first]
        text = " → ".join([*parts[:first], *middle, *parts[first + folded :]])
        if len(text) <= _LONGEST:
            break
    return text
