"""What stands at the top of every output: the finding, and observed and modelled completion side by side."""

import textwrap
from typing import Any

import click

from journeymap.analysis.touchpoints import FrictionTable
from journeymap.analysis.wording import per_1000
from journeymap.cli.inputs import Inputs
from journeymap.cli.output import WIDTH
from journeymap.units import format_count, format_share

__all__ = ["print_top", "totals"]


def totals(table: FrictionTable) -> dict[str, Any]:
    """Return the totals that stand beside every result in JSON."""
    return {
        "completion_per_1000": table.completion_per_1000,
        "kept_per_1000": table.kept_per_1000,
        "observed_completion_per_1000": table.observed_completion_per_1000,
        "unreliable_by_per_1000": table.unreliable_by_per_1000,
        "warning": table.warning,
        "success_share": table.success_share,
        "milestones": table.milestones,
    }


def print_top(inputs: Inputs, table: FrictionTable, finding: str) -> None:
    """Print the finding, what becomes of 1000 who start, and a warning where both ways to count do not fit."""
    click.echo(textwrap.fill(f"{inputs.journey.name}: {finding}", WIDTH, subsequent_indent="  "))
    if table.observed_completion_per_1000 is not None:
        seen, n = per_1000(table.observed_completion_per_1000), format_count(table.n_cases or 0)
        succeed = (
            "" if table.success_share is None else f"; {format_share(table.success_share)} of those judged succeed"
        )
        under_way = f", {format_count(table.n_under_way)} of them still under way" if table.n_under_way else ""
        click.echo(f"observed: of 1000 who start, {seen} reach the goal ({n} cases{under_way}{succeed})")
    click.echo(
        f"modelled: of 1000 who start, {per_1000(table.completion_per_1000)} reach the goal and "
        f"{per_1000(table.kept_per_1000)} would come back"
        + ("" if table.observed_completion_per_1000 is not None else " (nothing observed: no log)")
    )
    for milestone, reached in table.milestones.items():
        click.echo(f"milestone {inputs.journey.touchpoints[milestone].name or milestone}: {per_1000(reached)} of 1000")
    if table.warning:
        click.echo(f"warning: {table.warning}")
    click.echo("")
