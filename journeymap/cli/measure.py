"""`journeymap measure`."""

from pathlib import Path
from typing import Any

import click

from journeymap.cli.inputs import journey_and_events, output_option, read_inputs
from journeymap.errors import Diagnostic, LogError
from journeymap.units import format_count

__all__ = ["command_measure"]


class _WithAllOptions(click.Command):
    """Shows in its help all options that say how to read a log; the other verbs take them too."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for parameter in self.params:
            if isinstance(parameter, click.Option):
                parameter.hidden = False
        super().format_help(ctx, formatter)


@click.command("measure", cls=_WithAllOptions)
@journey_and_events
@output_option("the measurement to write, JSON; `-` is stdout")
def command_measure(journey: Path, events: str | None, output: str, **options: Any) -> None:
    """Count an event log for a journey and save the measurement.

    All other verbs take it by `--measurement` in place of EVENTS and give the same results. The options that say
    how to read the log are those of all verbs.
    """
    measurement = read_inputs(journey, events, **options).measurement
    if measurement is None:
        cure = "name its file, or write `log: {file: events.csv}` into the journey file"
        raise LogError(Diagnostic("L118", f"no event log is known for `{journey}`", help=cure))
    if output == "-":
        click.echo(measurement.to_json(), nl=False)
        return
    measurement.save(output)
    if not options["quiet"]:
        click.echo(
            f"{output}: {format_count(measurement.n_cases)} cases, {format_count(measurement.n_events)} events, "
            f"{format_count(measurement.n_variants)} variants",
            err=True,
        )
