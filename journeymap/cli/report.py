"""`journeymap report`."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.results import results
from journeymap.cli.inputs import day_option, journey_and_events, output_option, read_inputs
from journeymap.cli.output import write_file
from journeymap.report.page import report_html

__all__ = ["command_report"]


@click.command("report")
@journey_and_events
@output_option("the HTML file to write", default="report.html")
@day_option
def command_report(journey: Path, events: str | None, output: str, on: dt.date, **options: Any) -> None:
    """Write everything into one HTML file to share: findings, picture, tables, method."""
    inputs = read_inputs(journey, events, **options)
    html = report_html(results(inputs.journey, inputs.measurement), on=on)
    if output == "-":
        click.echo(html, nl=False)
        return
    write_file(output, html.encode())
    if not options["quiet"]:
        click.echo(f"{output}: {len(html.encode()) / 1000:.0f} kB", err=True)
