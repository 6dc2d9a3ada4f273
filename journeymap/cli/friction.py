"""`journeymap friction`."""

from pathlib import Path
from typing import Any

import click

from journeymap.analysis.touchpoints import FrictionTable, TouchpointFriction, friction
from journeymap.cli import details
from journeymap.cli.by_segment import show_friction_by_segment
from journeymap.cli.inputs import by_segment_option, journey_and_events, printing, read_inputs
from journeymap.cli.output import bar, per_1000, print_json, print_table
from journeymap.cli.totals import print_top, totals
from journeymap.units import format_share

__all__ = ["command_friction"]


@click.command("friction")
@journey_and_events
@printing
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
        print_top(inputs, table, _finding(table))
        _print_rows(table, limit)


def _finding(table: FrictionTable) -> str:
    """Say in one sentence where most is lost."""
    worst = table.touchpoints[0]
    if worst.lost_per_1000 < 0.05:  # noqa: PLR2004 - what would be printed as 0.0
        return "nobody is known to be lost"
    here = f"{'' if worst.observed_loss is not None else '~'}{worst.loss_per_100:.1f} of 100 who meet it"
    return f"{worst.name} loses most, {per_1000(worst.lost_per_1000)} of 1000 who start ({here})"


def _print_rows(table: FrictionTable, limit: int) -> None:
    headers = [
        "touchpoint",
        "leave here, of 100",
        "",
        "lost of 1000",
        "reach it",
        "wait",
        "effort",
        "feeling",
        "evidence",
    ]
    if table.success_share is not None:
        headers.insert(3, "succeed")
    rows = [_row(row, with_success=table.success_share is not None) for row in table.touchpoints[:limit]]
    print_table(headers, rows, left=(0, 2, len(headers) - 1))
    rest = table.touchpoints[limit:]
    if rest:
        lost = per_1000(sum(row.lost_per_1000 for row in rest))
        click.echo(f"other: {len(rest)} touchpoints lose {lost} of 1000")


def _row(row: TouchpointFriction, *, with_success: bool) -> list[str]:
    observed = row.observed_loss is not None
    cells = [
        row.name,
        f"{'' if observed else '~'}{row.loss_per_100:.1f}",
        bar(row.loss_per_100 / 100),
        per_1000(row.lost_per_1000),
        per_1000(row.reach_per_1000),
        f"{row.wait:.2f}",
        f"{row.effort:.2f}",
        f"{row.feeling:.2f}",
        row.evidence + (f"; unknown: {', '.join(row.blind)}" if row.blind and row.planned else ""),
    ]
    if with_success:
        cells.insert(3, "–" if row.succeeded is None else format_share(row.succeeded))
    return cells
