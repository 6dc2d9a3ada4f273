"""`journeymap draw`."""

import sys
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.results import results
from journeymap.cli.inputs import journey_and_events, output_option, read_inputs
from journeymap.diagram.content import MIN_SHARE, board
from journeymap.diagram.picture import paint

__all__ = ["command_draw"]


@click.command("draw")
@journey_and_events
@output_option("the picture to write: .svg, .png or .dot; `-` is DOT on stdout")
@click.option("--title", help="in place of the journey's own")
@click.option(
    "--min-share",
    type=click.FloatRange(0, 1),
    default=MIN_SHARE,
    show_default=True,
    help="hide off-plan lines below this share of those who start",
)
@click.option("--engine", type=click.Choice(["embedded", "dot"]), help="who paints; default: the embedded engine")
def command_draw(
    journey: Path, events: str | None, output: str, title: str | None, min_share: float, engine: Any, **options: Any
) -> None:
    """Draw the journey's friction: phases, touchpoints, where customers leave the plan and where they leave."""
    inputs = read_inputs(journey, events, **options)
    found = results(inputs.journey, inputs.measurement)
    picture = paint(board(found, title=title, min_share=min_share), engine=engine)
    if output == "-":
        sys.stdout.write(picture.dot)
    else:
        picture.save(output)
