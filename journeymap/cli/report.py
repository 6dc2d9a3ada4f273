"""`journeymap report`."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.results import results
from journeymap.cli.comparing import COMPARING, comparing
from journeymap.cli.inputs import Inputs, day_option, journey_and_events, output_option, read_inputs
from journeymap.cli.output import write_file
from journeymap.report.changes import Since
from journeymap.report.page import report_html

__all__ = ["command_report"]


@click.command("report")
@journey_and_events
@output_option("the HTML file to write", default="report.html")
@comparing
@day_option
def command_report(journey: Path, events: str | None, output: str, on: dt.date, **options: Any) -> None:
    """Write everything into one HTML file to share: findings, picture, tables, method, and what changed if asked."""
    inputs, since = _read(journey, events, options)
    html = report_html(results(inputs.journey, inputs.measurement), on=on, since=since)
    if output == "-":
        click.echo(html, nl=False)
        return
    write_file(output, html.encode())
    if not options["quiet"]:
        click.echo(f"{output}: {len(html.encode()) / 1000:.0f} kB", err=True)


def _read(journey: Path, events: str | None, options: dict[str, Any]) -> tuple[Inputs, Since | None]:
    """Read the journey, and what it is compared with."""
    asked = {name: options.pop(name) for name in COMPARING}
    if not any(asked.values()):
        return read_inputs(journey, events, **options), None
    from journeymap.cli.compared import described, read_compared  # noqa: PLC0415 - heavy: only who compares needs it

    sides, found = read_compared(journey, events, **asked, **options)
    return sides.after, Since(found, *described(found, sides))
