"""`journeymap conformance`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.conditions import conditions
from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.sentences import Telling
from journeymap.analysis.touchpoints import friction
from journeymap.cli.adopt import adopt as adopted
from journeymap.cli.inputs import journey_and_events, printing, read_inputs, say
from journeymap.cli.off_plan import (
    print_conditions,
    print_deviations,
    print_notes,
    print_offers,
    print_routes,
    print_sentences,
)
from journeymap.cli.output import print_json
from journeymap.cli.totals import print_top, totals
from journeymap.errors import Diagnostic, LogError
from journeymap.units import format_count, format_share

__all__ = ["command_conformance"]


@click.command("conformance")
@journey_and_events
@printing
@click.option("--adopt", is_flag=True, help="write a plan with the routes that are worth planning, by -o")
@click.option("-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="the file to write")
@click.option("--force", is_flag=True, help="replace a file that is there")
def command_conformance(
    journey: Path,
    events: str | None,
    form: str,
    limit: int,
    *,
    adopt: bool,
    output: Path | None,
    force: bool,
    **options: Any,
) -> None:
    """Show what customers really did: who follows the plan, who leaves it, and what that costs.

    With `--adopt` the better routes, and those that more than one in ten take, are written into a new plan.
    """
    if adopt != (output is not None):
        raise click.UsageError("`--adopt` and `-o FILE` belong together: the plan to write")
    inputs = read_inputs(journey, events, **options)
    if inputs.measurement is None:
        cure = "name its file, or write `log: {file: events.csv}` into the journey file"
        raise LogError(Diagnostic("L118", f"no event log is known for `{journey}`", help=cure))
    found = conformance(inputs.journey, inputs.measurement)
    if output is not None:
        for line in adopted(journey, output, inputs.journey, inputs.measurement, found, replace=force):
            say(line)
        return
    effects = conditions(inputs.measurement)
    table = friction(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("conformance", inputs, asdict(found) | {"conditions": effects}, **totals(table))
        return
    telling = Telling.of(inputs.journey, inputs.measurement)
    print_top(inputs, table, _finding(found))
    click.echo(f"fitness {found.fitness:.3f} (mean over the cases; 1 is on plan)\n")
    print_sentences(found, effects, telling)
    print_routes(found, telling, limit)
    print_offers(found, telling, limit)
    print_conditions(effects, telling, limit)
    print_notes(found, effects, telling)
    print_deviations(found, telling, limit)


def _finding(found: Conformance) -> str:
    over = found.on_plan + found.off_plan
    follow = format_share(found.on_plan / over) if over else "–"
    return (
        f"{follow} follow the plan, {format_count(found.on_plan)} of the {format_count(over)} cases that are over; "
        f"{format_count(found.n_under_way)} still under way"
    )
