"""`journeymap discover`."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from journeymap.cli.inputs import events_of, say
from journeymap.cli.log_options import options_given
from journeymap.cli.progress import told
from journeymap.cli.values import SCALE, SHARE
from journeymap.eventlog import EventLog
from journeymap.saving import check_place
from journeymap.units import Scale, format_count, format_share

if TYPE_CHECKING:
    from journeymap.drafting.discover import Draft

__all__ = ["command_discover"]


@click.command("discover")
@click.argument("events")
@click.option("-o", "output", default="-", metavar="FILE", help="the journey file to write; default: stdout")
@click.option("--cover", type=SHARE, default="80%", show_default=True, help="share of the cases to make the plan of")
@click.option("--goal", multiple=True, metavar="TOUCHPOINT", help="what customers shall reach; repeatable")
@click.option("--scale", type=SCALE, default="1..5", show_default=True, help="the scale of the scores")
@click.option("--force", is_flag=True, help="replace a file that is there")
@events_of
def command_discover(
    events: str, output: str, *, cover: float, goal: tuple[str, ...], scale: Scale, force: bool, **options: Any
) -> None:
    """Write a first journey file from an event log, to be edited.

    The commonest ways of customers stand for the plan, until they cover a share of the cases that reach the goal.
    Comments say what was measured, and what no log can tell.
    """
    from journeymap.cli.events import remarks  # noqa: PLC0415 - the engine is heavy: not for `--help`
    from journeymap.drafting.discover import discover  # noqa: PLC0415 - as above

    quiet, reading = options.pop("quiet"), {key: options.pop(key) for key in ("skip_bad", "memory_limit")}
    said = cast("dict[str, Any]", options_given(options, options["by"]))
    log = EventLog(events, **said)
    path = None if output == "-" else Path(output)
    if path:
        check_place(path, replace=force)
    with told(quiet=quiet) as progress:
        draft = discover(log, cover=cover, goal=goal, scale=scale, progress=progress, **reading)
    for remark in () if quiet else (*remarks(draft.measurement), *draft.remarks):
        say(str(remark))
    if path is None:
        click.echo(draft.text(), nl=False)
        return
    draft.save(path, replace=force)
    if not quiet:
        say(_summary(draft, path))


def _summary(draft: "Draft", path: Path) -> str:
    """Say what was written and what to type next."""
    found, file = draft.discovery, shlex.quote(str(path))
    goals = ", ".join(f"`{goal}`" for goal in found.goals)
    follow = format_share(found.n_on_plan / found.n_over)
    ways = f"{format_count(len(found.covered))} commonest" if len(found.covered) > 1 else "commonest"
    return f"""\
{path}: {len(found.touchpoints)} touchpoints, goal {goals}{"" if draft.goal_is_named else " (guessed)"}
made of the {ways} of {format_count(found.n_ways)} ways; \
{follow} of the cases that are over follow it

Read it and change what was not meant. Then type
  journeymap check {file}
  journeymap conformance {file}
  journeymap report {file} -o report.html"""
