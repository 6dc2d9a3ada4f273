"""`journeymap priorities`."""

from pathlib import Path
from typing import Any

import click

from journeymap.analysis.priorities import Priority, priorities
from journeymap.analysis.touchpoints import friction
from journeymap.cli.inputs import journey_and_events, printing, read_inputs
from journeymap.cli.output import per_1000, print_json, print_table
from journeymap.cli.totals import print_top, totals

__all__ = ["command_priorities"]


@click.command("priorities")
@journey_and_events
@printing
def command_priorities(journey: Path, events: str | None, form: str, limit: int, **options: Any) -> None:
    """Show what to fix first, by customers gained when it alone is fixed."""
    inputs = read_inputs(journey, events, **options)
    rows = priorities(inputs.journey, inputs.measurement)
    table = friction(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("priorities", inputs, rows, **totals(table))
        return
    print_top(inputs, table, "what to fix first")
    headers = ["", "fix first", "kind", "gain of 1000", "95 % interval", "rank could be", "why"]
    print_table(headers, [_row(row) for row in rows[:limit]], left=(1, 2, 6))
    if (rest := len(rows) - limit) > 0:
        click.echo(f"other: {rest} more rows (`-n {len(rows)}` shows them)")
    click.echo("\nEach gain is that of fixing it alone, all else as it is: gains overlap and do not add up.")


def _row(row: Priority) -> list[str]:
    assumed = "~" if row.evidence == "assumed" else ""
    return [
        f"{row.rank}.",
        row.what,
        row.kind.replace("_", " "),
        f"{assumed}{per_1000(row.gain_per_1000)} {row.measure}",
        f"{per_1000(row.gain_low)} to {per_1000(row.gain_high)}",
        f"{row.rank_low} to {row.rank_high}" if row.rank_low != row.rank_high else str(row.rank_low),
        row.why,
    ]
