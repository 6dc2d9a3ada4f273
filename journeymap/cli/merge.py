"""`journeymap merge`."""

from pathlib import Path

import click

from journeymap.cli.inputs import output_option
from journeymap.measurement import Measurement
from journeymap.merging import merge
from journeymap.units import format_count

__all__ = ["command_merge"]


@click.command("merge")
@click.argument("measurements", nargs=-1, required=True, type=click.Path(path_type=Path))
@output_option("the measurement to write, JSON; `-` is stdout")
def command_merge(measurements: tuple[Path, ...], output: str) -> None:
    """Add up saved MEASUREMENTS of different cases, such as one a month, into one.

    Each case must be in one of them only, whole. Measure all with the same `--log-end` and `--lost-after`.
    """
    merged = merge([Measurement.load(path) for path in measurements])
    if output == "-":
        click.echo(merged.to_json(), nl=False)
        return
    merged.save(output)
    click.echo(f"{output}: {format_count(merged.n_cases)} cases of {len(measurements)} measurements", err=True)
