"""`journeymap conformance`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.conditions import conditions
from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.headlines import conformance_headline
from journeymap.analysis.sentences import Telling
from journeymap.analysis.touchpoints import friction
from journeymap.cli.adopt import adopt as adopted
from journeymap.cli.cases import list_cases
from journeymap.cli.conformance_by_segment import show_conformance_by_segment
from journeymap.cli.inputs import Inputs, by_segment_option, journey_and_events, no_log, printing, read_inputs, say
from journeymap.cli.off_plan import (
    print_conditions,
    print_csv_of_routes,
    print_deviations,
    print_notes,
    print_offers,
    print_routes,
    print_sentences,
)
from journeymap.cli.output import print_json
from journeymap.cli.totals import print_top, totals
from journeymap.errors import LogError
from journeymap.measurement import Measurement
from journeymap.units import format_count

__all__ = ["command_conformance"]


@click.command("conformance")
@journey_and_events
@by_segment_option
@printing("csv")
@click.option("--cases", is_flag=True, help="list the cases with their moves, to follow them up: CSV, or JSON")
@click.option("--off-plan-only", is_flag=True, help="with --cases: not those that kept to the plan")
@click.option("--adopt", is_flag=True, help="write a plan with the routes that are worth planning, by -o")
@click.option("-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="with --cases or --adopt")
@click.option("--force", is_flag=True, help="with --adopt: replace a file that is there")
def command_conformance(
    journey: Path,
    events: str | None,
    form: str,
    limit: int,
    *,
    cases: bool,
    off_plan_only: bool,
    adopt: bool,
    output: Path | None,
    force: bool,
    by_segment: str | None,
    **options: Any,
) -> None:
    """Show what customers really did: who follows the plan, who leaves it, and what that costs.

    With `--adopt` the better routes, and those that more than one in ten take, are written into a new plan.
    """
    if by_segment is not None and (cases or adopt):
        raise click.UsageError("`--by-segment` shows counts: leave out `--cases` and `--adopt`")
    _check_options(cases=cases, off_plan_only=off_plan_only, adopt=adopt, output=output, force=force)
    if cases:
        list_cases(journey, events, output, form, off_plan_only=off_plan_only, **options)
        return
    inputs = read_inputs(journey, events, by_segment=by_segment, **options)
    if inputs.measurement is None:
        raise LogError(no_log(journey))
    if by_segment is not None:
        table = friction(inputs.journey, inputs.measurement)
        show_conformance_by_segment(inputs, table, by_segment, form, limit)
        return
    found = conformance(inputs.journey, inputs.measurement)
    if output is not None:
        for line in adopted(journey, output, inputs.journey, inputs.measurement, found, replace=force):
            say(line)
        return
    _show(inputs, inputs.measurement, found, form, limit)


def _show(inputs: Inputs, measurement: Measurement, found: Conformance, form: str, limit: int) -> None:
    telling = Telling.of(inputs.journey, measurement)
    if form == "csv":
        print_csv_of_routes(found, telling)
        return
    effects, table = conditions(measurement), friction(inputs.journey, measurement)
    if form == "json":
        further = {"conditions": effects, "at_stake": telling.rate}
        print_json("conformance", inputs, asdict(found) | further, **totals(table))
        return
    print_top(inputs, table, conformance_headline(found, telling.names))
    shown = [format_count(n) for n in (found.on_plan, found.off_plan, found.n_under_way)]
    click.echo("{} cases on plan, {} off plan, {} still under way".format(*shown))
    click.echo(f"fitness {found.fitness:.3f} (mean over the cases; 1 is on plan)\n")
    print_sentences(found, effects, telling)
    print_routes(found, telling, limit)
    print_offers(found, telling, limit)
    print_conditions(effects, telling, limit)
    print_notes(found, effects, telling)
    print_deviations(found, telling, limit)


def _check_options(*, cases: bool, off_plan_only: bool, adopt: bool, output: Path | None, force: bool) -> None:
    if cases and adopt:
        raise click.UsageError("`--cases` and `--adopt` write different files: type one of the two")
    if adopt and output is None:
        raise click.UsageError("`--adopt` needs `-o FILE`: the plan to write")
    if output is not None and not (cases or adopt):
        raise click.UsageError("`-o` goes with `--cases` or `--adopt`")
    if off_plan_only and not cases:
        raise click.UsageError("`--off-plan-only` goes with `--cases`")
    if force and not adopt:
        raise click.UsageError("`--force` goes with `--adopt`")
