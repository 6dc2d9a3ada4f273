"""`journeymap friction`."""

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.headlines import friction_headline
from journeymap.analysis.touchpoints import FrictionTable, TouchpointFriction, friction
from journeymap.analysis.wording import Names, per_1000, plural
from journeymap.cli import details
from journeymap.cli.by_segment import show_friction_by_segment
from journeymap.cli.inputs import by_segment_option, journey_and_events, printing, read_inputs
from journeymap.cli.output import bar, print_json, print_lines, print_table
from journeymap.cli.totals import print_top, totals
from journeymap.units import format_share

__all__ = ["command_friction"]

_WIDEST = 32
"""Of the name of a touchpoint."""


@click.command("friction")
@journey_and_events
@printing()
@click.option("--explain", metavar="TOUCHPOINT", help="the sum behind one touchpoint, with numbers and sources")
@click.option("--calibrate", is_flag=True, help="the patience by which the model loses as many as were seen to leave")
@click.option("--by-cause", is_flag=True, help="losses by cause, and what travelling takes, by phase and touchpoint")
@by_segment_option
@click.option("--blind-spots", is_flag=True, help="what is unknown, and how many customers hang on it")
def command_friction(
    journey: Path,
    events: str | None,
    form: str,
    limit: int,
    *,
    explain: str | None,
    calibrate: bool,
    by_cause: bool,
    by_segment: str | None,
    blind_spots: bool,
    **options: Any,
) -> None:
    """Show what each touchpoint costs in customers, worst first."""
    inputs = read_inputs(journey, events, by_segment=by_segment, **options)
    table = friction(inputs.journey, inputs.measurement)
    if explain is not None:
        details.show_explanation(inputs, table, explain, form)
    elif calibrate:
        details.show_calibration(inputs, table, form)
    elif by_cause:
        details.show_causes(inputs, table, form)
    elif by_segment is not None:
        show_friction_by_segment(inputs, table, by_segment, form, limit)
    elif blind_spots:
        details.show_blind_spots(inputs, table, form, limit)
    elif form == "json":
        print_json("friction", inputs, table.touchpoints, **totals(table))
    else:
        print_top(inputs, table, friction_headline(table, Names.of(inputs.journey, inputs.measurement)))
        _print_rows(table, limit)
        print_lines(_notes(table, inputs.journey.model.pseudo_customers, limit))


def _print_rows(table: FrictionTable, limit: int) -> None:
    """Print the worst, and what the others lose together."""
    shown, rest = table.touchpoints[:limit], table.touchpoints[limit:]
    columns = [*_columns(with_success=table.success_share is not None)]
    rows = [[cell(row) for _, cell in columns] for row in shown]
    print_table([title for title, _ in columns], rows, left=(0, 2, len(columns) - 1))
    if rest:
        lost = per_1000(sum(row.lost_per_1000 for row in rest))
        click.echo(f"other: {len(rest)} touchpoints lose {lost} of 1000 (`-n {len(table.touchpoints)}` shows them)")


def _columns(*, with_success: bool) -> Iterator[tuple[str, Callable[[TouchpointFriction], str]]]:
    yield "\n\ntouchpoint", lambda row: textwrap.fill(row.name, _WIDEST)
    yield "leave\nhere,\nof 100", lambda row: f"{'' if row.observed_loss is not None else '~'}{row.leaving_per_100:.1f}"
    yield "", lambda row: bar(row.leaving_per_100 / 100)
    if with_success:
        yield "\nsucceed, of\nthose it met", lambda row: "–" if row.succeeded is None else format_share(row.succeeded)
    yield "\nlost\nof 1000", lambda row: per_1000(row.lost_per_1000)
    yield "reach\nit, of\n1000", lambda row: per_1000(row.reach_per_1000)
    yield "\n\nwait", lambda row: _known(row, row.wait, "wait" in row.blind or "patience" in row.blind)
    yield "\n\neffort", lambda row: _known(row, row.effort, "clicks" in row.blind)
    yield "\n\nfeeling", _feeling
    yield "\n\nevidence", lambda row: row.evidence


def _known(row: TouchpointFriction, value: float, is_blind: bool) -> str:  # noqa: FBT001 - said where it is called
    """Write a term in halvings; of what is unknown, wholly or in some channel, never 0."""
    if not row.planned:
        return "–"
    return f"{value:.2f}" if not is_blind else f"≥{value:.2f}" if value > 0 else "?"


def _feeling(row: TouchpointFriction) -> str:
    if not row.planned:
        return "–"
    return f"{row.feeling:.2f}" if "satisfaction" not in row.blind else f"~{row.feeling:.2f}" if row.feeling else "?"


def _notes(table: FrictionTable, pseudo_customers: float, limit: int) -> Iterator[str]:
    """Say what the columns mean."""
    rows = table.touchpoints[:limit]
    yield ""
    worth = f", where the model counts as {plural(pseudo_customers, 'visit')}" if table.n_cases else ""
    yield "leave here: of 100 visits; ~ modelled, else as observed."
    yield f"lost, reach it: of 1000 who start{worth}."
    yield "wait, effort, feeling: modelled, in halvings (1 loses half of those who meet it)."
    if any(row.blind and row.planned for row in rows):
        yield "? unknown, ≥ known in part, ~ taken from the rest of the journey: `--blind-spots` lists what is unknown."
    if any(not row.planned for row in rows):
        yield "– the plan does not have the touchpoint: only what was observed counts there."
