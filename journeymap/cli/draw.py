"""`journeymap draw`."""

import sys
from pathlib import Path
from typing import Any, get_args

import click
from click.core import ParameterSource

from journeymap.cli.comparing import COMPARING, comparing
from journeymap.cli.inputs import journey_and_events, output_option, read_inputs, read_trace
from journeymap.cli.output import write_file
from journeymap.cli.values import THRESHOLD
from journeymap.diagram.board import ColourBy
from journeymap.diagram.content import MIN_SHARE
from journeymap.diagram.draw import draw
from journeymap.diagram.focus import STEPS
from journeymap.diagram.folding import MAX_TOUCHPOINTS
from journeymap.diagram.palette import ThemeName
from journeymap.diagram.paper import PaperName
from journeymap.diagram.picture import LayoutName, Picture, PictureFormat, format_of
from journeymap.diagram.render import DPI, EngineName
from journeymap.units import format_share

__all__ = ["command_draw"]


_DRAWING = (
    *("title", "color", "focus", "steps", "route", "off_plan", "min_share", "max_touchpoints"),
    *("curve", "layout", "theme", "paper"),
)
"""Options that say how to draw; the others say what to read."""


def _choice(names: Any) -> click.Choice[str]:
    return click.Choice([*get_args(names)])


_LOOKS = ("title", "theme", "paper")
"""Those of them that the picture of one case has, too."""


@click.command("draw")
@journey_and_events
@output_option("the picture to write: .svg, .png, .pdf, .dot or .mmd (Mermaid); `-` is stdout")
@click.option("--format", "form", type=_choice(PictureFormat), help="in place of FILE's suffix; for `-` default: dot")
@click.option("--title", help="in place of the journey's own")
@click.option(
    "--color", type=_choice(ColourBy), default="friction", show_default=True, help="what colour and badge show"
)
@click.option("--focus", metavar="TOUCHPOINT", help="only what leads to this touchpoint and on from it")
@click.option("--steps", type=click.IntRange(min=1), default=STEPS, show_default=True, help="how far, with --focus")
@click.option("--route", type=click.IntRange(min=1), metavar="N", help="light route N of `journeymap routes`")
@click.option(
    "--off-plan", type=click.IntRange(min=1), metavar="N", help="light off-plan route N of `journeymap conformance`"
)
@comparing
@click.option("--trace", "case", metavar="CASE", help="one case against the plan, in place of the whole journey")
@click.option(
    "--min-share",
    type=THRESHOLD,
    default=MIN_SHARE,
    show_default=format_share(MIN_SHARE),
    help="hide off-plan lines below this share of those who start",
)
@click.option(
    "--max-touchpoints",
    type=click.IntRange(min=1),
    default=MAX_TOUCHPOINTS,
    show_default=True,
    help="beyond so many, fold those that lose least",
)
@click.option("--curve/--no-curve", default=True, show_default=True, help="the satisfaction curve under the board")
@click.option(
    "--layout", type=_choice(LayoutName), default="board", show_default=True, help="flow: an ordinary process map"
)
@click.option("--theme", type=_choice(ThemeName), default="light", show_default=True)
@click.option("--paper", type=_choice(PaperName), help="a paper size to fill, lengthwise or upright as fits better")
@click.option("--dpi", type=click.IntRange(min=1), default=DPI, show_default=True, help="dots per inch of a PNG")
@click.option("--painter", type=_choice(EngineName), help="who paints; default: the embedded Graphviz")
def command_draw(
    journey: Path,
    events: str | None,
    output: str,
    form: PictureFormat | None,
    dpi: int,
    painter: EngineName | None,
    case: str | None,
    **options: Any,
) -> None:
    """Draw the journey's friction: phases, touchpoints, where customers leave the plan and where they leave.

    \b
    draw future.yaml --compare current.yaml -o board.svg   what got better and worse: signs on cards and lines
    draw journey.yaml [EVENTS] --before 2026-09-01 -o board.svg   one log, by when cases began
    """  # noqa: D301 - click looks for the character that `\b` is
    drawing = {name: options.pop(name) for name in _DRAWING}
    form = form or ("dot" if output == "-" else format_of(Path(output)))
    if case is not None:
        _check_options_of_case()
        looks = {name: drawing[name] for name in _LOOKS}
        from journeymap.diagram.case import draw_case  # noqa: PLC0415 - only for one case

        options = {name: value for name, value in options.items() if name not in COMPARING}
        picture = draw_case(*read_trace(journey, events, case, **options), engine=painter, **looks)
    else:
        picture = _board(journey, events, drawing | {"engine": painter}, options)
    if not options["quiet"]:
        for remark in picture.remarks(form, dpi=dpi):
            click.echo(f"{remark}\n", err=True)
    written = picture.write(form, dpi=dpi)
    if output != "-":
        write_file(output, written)
    elif form in {"png", "pdf"}:
        sys.stdout.buffer.write(written)
    else:
        click.echo(written.decode(), nl=False)


def _board(journey: Path, events: str | None, drawing: dict[str, Any], options: dict[str, Any]) -> Picture:
    """Draw the whole journey, by itself or against what it was."""
    asked = {name: options.pop(name) for name in COMPARING}
    only = [f"only {options['segment']}"] if options["segment"] else []
    if not any(asked.values()):
        inputs = read_inputs(journey, events, **options)
        return draw(inputs.journey, inputs.measurement, note="".join(only), **drawing)
    from journeymap.cli.compared import described, read_compared  # noqa: PLC0415 - heavy: only who compares needs it

    sides, found = read_compared(journey, events, **asked, **options)
    before, after = described(found, sides)
    note = " · ".join([f"{after}, compared with {before}", *only])
    return draw(sides.after.journey, sides.after.measurement, note=note, changes=found, **drawing)


def _check_options_of_case() -> None:
    """Refuse what a picture of one case would leave out in silence."""
    context = click.get_current_context()
    for name in (*_DRAWING, *COMPARING, "segment"):
        if name not in _LOOKS and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            flag = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"`{flag}` is of the whole journey: leave it out, or leave out `--trace`")
