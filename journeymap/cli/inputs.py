"""What all verbs take: a journey, its events, and how to print."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from journeymap.errors import Diagnostic, JourneyError, LogError
from journeymap.eventlog import event_log
from journeymap.journey import Journey
from journeymap.loading import check_journey, journey_file
from journeymap.measurement import Measurement
from journeymap.units import format_count

__all__ = ["Inputs", "journey_and_events", "output_option", "printing", "read_inputs"]

F = TypeVar("F", bound=Callable[..., Any])

_LOG_OPTIONS = {
    "case": "column with the case (customer, order, incident …)",
    "touchpoint": "column with the touchpoint or activity",
    "timestamp": "column with the time of the event",
    "order": "column that orders events of one case and time; `row`: position in the file",
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """A journey and, where there is a log, what was counted in it."""

    journey: Journey
    measurement: Measurement | None


def journey_and_events(function: F) -> F:
    """Add the arguments JOURNEY and EVENTS and the options that say how to read the log."""
    columns = [click.option(f"--{name}", metavar="COLUMN", help=text) for name, text in _LOG_OPTIONS.items()]
    decorators = [
        click.argument("journey", type=click.Path(path_type=Path)),
        click.argument("events", required=False),
        click.option("--measurement", type=click.Path(path_type=Path), help="a saved measurement, in place of EVENTS"),
        *columns,
        click.option("--by", multiple=True, metavar="COLUMN", help="column whose values are segments; repeatable"),
        click.option("--skip-bad", is_flag=True, help="drop rows that cannot be read, and say how many"),
        click.option("--quiet", is_flag=True, help="no progress and no warnings"),
    ]
    return reduce(lambda decorated, decorate: decorate(decorated), reversed(decorators), function)


def printing(function: F) -> F:
    """Add the options that say how results are printed."""
    decorators = [
        click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True),
        click.option("-n", "limit", type=click.IntRange(min=1), default=10, show_default=True, help="rows to print"),
    ]
    return reduce(lambda decorated, decorate: decorate(decorated), reversed(decorators), function)


def output_option(help_text: str, *, default: str | None = None) -> Callable[[F], F]:
    """Add `-o`, the file to write; `-` is stdout."""
    return click.option("-o", "output", required=default is None, default=default, metavar="FILE", help=help_text)


def read_inputs(
    journey: Path,
    events: str | None,
    *,
    measurement: Path | None,
    skip_bad: bool,
    quiet: bool,
    by: tuple[str, ...],
    case: str | None,
    touchpoint: str | None,
    timestamp: str | None,
    order: str | None,
) -> Inputs:
    """Load the journey; measure its events, or load what was measured; warnings and progress go to stderr."""
    path = journey_file(journey)
    plan, diagnostics = check_journey(path)
    if plan is None:
        raise JourneyError([problem for problem in diagnostics if problem.severity == "error"])
    if not quiet:
        for diagnostic in diagnostics:
            click.echo(f"{diagnostic}\n", err=True)
    if measurement is not None:
        if events is not None:
            said = "both EVENTS and `--measurement` are given"
            raise LogError(Diagnostic("L121", said, help="give one of the two"))
        return Inputs(plan, Measurement.load(measurement))
    if events is None and plan.log.file is None:
        return Inputs(plan, None)
    from journeymap.engines.measure import measure  # noqa: PLC0415 - the engine is heavy: only with a log

    log = event_log(
        plan,
        events,
        folder=path.parent,
        segments=by or None,
        case=case,
        touchpoint=touchpoint,
        timestamp=timestamp,
        order=order,
    )
    found = measure(plan, log, skip_bad=skip_bad, progress=None if quiet else _say)
    if not quiet:
        for sentence in _remarks(found):
            _say(sentence)
    return Inputs(plan, found)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _remarks(found: Measurement) -> Iterator[str]:
    """Say what a reader of the numbers should know of the log."""
    if found.n_dropped or found.n_set_aside:
        dropped, aside = format_count(found.n_dropped), format_count(found.n_set_aside)
        yield f"dropped {dropped} rows that could not be read; set aside {aside} scores or outcomes"
    if found.n_ignored:
        yield f"ignored {format_count(found.n_ignored)} events that stand for no touchpoint of the plan"
    if found.names:
        names = ", ".join(f"`{name}`" for name in sorted(found.names.values())[:8])
        more = f" and {len(found.names) - 8} more" if len(found.names) > 8 else ""  # noqa: PLR2004 - a line of names
        yield str(
            Diagnostic(
                "L122",
                f"the plan does not have {names}{more}: shown as unplanned",
                help="write `log: {names: {EVENT: TOUCHPOINT}}` where an event stands for a planned touchpoint",
                severity="warning",
            )
        )
