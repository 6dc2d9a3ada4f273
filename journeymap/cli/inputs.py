"""What all verbs take: a journey, its events, and how to print."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from journeymap.cli.log_options import log_options, options_given
from journeymap.cli.values import DAY, SIZE
from journeymap.errors import Diagnostic, JourneyError, LogError, did_you_mean
from journeymap.journey import Journey
from journeymap.loading import check_journey, journey_file

if TYPE_CHECKING:
    from journeymap.measurement import Measurement
    from journeymap.traces import Trace

__all__ = [
    "Inputs",
    "by_segment_option",
    "day_option",
    "events_of",
    "journey_and_events",
    "no_log",
    "of_segment",
    "output_option",
    "printing",
    "read_inputs",
    "read_trace",
    "say",
]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Inputs:
    """A journey and, where there is a log, what was counted in it."""

    journey: Journey
    measurement: "Measurement | None"


def journey_and_events(function: F) -> F:
    """Add the arguments JOURNEY and EVENTS and the options that say how to read the log."""
    decorators = [
        click.argument("journey", type=click.Path(path_type=Path)),
        click.argument("events", required=False),
        click.option("--measurement", type=click.Path(path_type=Path), help="a saved measurement, in place of EVENTS"),
        click.option(
            "--engine", metavar="URL", help="count there: `sc://host`, `postgresql://host/db`; EVENTS is a table of it"
        ),
        events_of,
        click.option("--segment", metavar="DIMENSION=VALUE", help="only these customers, as in `priority=1`"),
    ]
    return reduce(lambda decorated, decorate: decorate(decorated), reversed(decorators), function)


def events_of(function: F) -> F:
    """Add the options that say what the columns of a log are and how to read it."""
    decorators = [
        log_options,
        click.option("--by", multiple=True, metavar="COLUMN", help="column whose values are segments; repeatable"),
        click.option("--skip-bad", is_flag=True, help="drop rows that cannot be read, and say how many"),
        click.option(
            "--memory-limit",
            type=SIZE,
            help="memory to use before the disk, such as 4GB; default: 2GB, or half of what there is",
        ),
        click.option("--quiet", is_flag=True, help="no progress and no warnings"),
    ]
    return reduce(lambda decorated, decorate: decorate(decorated), reversed(decorators), function)


def printing(*forms: str) -> Callable[[F], F]:
    """Add the options that say how results are printed: as `text` or `json`, or in further forms."""
    decorators = [
        click.option(
            "--format", "form", type=click.Choice(["text", "json", *forms]), default="text", show_default=True
        ),
        click.option("-n", "limit", type=click.IntRange(min=1), default=10, show_default=True, help="rows to print"),
    ]
    return lambda function: reduce(lambda decorated, decorate: decorate(decorated), reversed(decorators), function)


def by_segment_option(function: F) -> F:
    """Add `--by-segment`, which shows the segments of one dimension side by side."""
    text = "everyone and each segment side by side, as in `age`: of the log, else of the journey file"
    return click.option("--by-segment", metavar="DIMENSION", help=text)(function)


def output_option(help_text: str, *, default: str | None = None) -> Callable[[F], F]:
    """Add `-o`, the file to write; `-` is stdout."""
    return click.option("-o", "output", required=default is None, default=default, metavar="FILE", help=help_text)


def day_option(function: F) -> F:
    """Add `--on`, the day for which audits are made: by default today, where the program runs."""
    text = "the day for which audits are made; default: today"
    return click.option("--on", type=DAY, metavar="DATE", default=_today, help=text)(function)


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def read_inputs(
    journey: Path,
    events: str | None,
    *,
    measurement: Path | None,
    engine: str | None,
    skip_bad: bool,
    quiet: bool,
    segment: str | None,
    by: tuple[str, ...],
    memory_limit: int | None,
    by_segment: str | None = None,
    cases: Path | None = None,
    **options: Any,
) -> Inputs:
    """Load the journey; measure its events, or load what was measured; warnings and progress go to stderr.

    With `cases`, the engine writes there which variant each case is.
    """
    path, plan = _plan_at(journey, quiet=quiet)
    counted = None
    if measurement is not None:
        if events is not None:
            said = "both EVENTS and `--measurement` are given"
            raise LogError(Diagnostic("L121", said, help="give one of the two"))
        if cases is not None:
            raise LogError(_only_counted(measurement))
        from journeymap.measurement import Measurement  # noqa: PLC0415 - its tables are many

        counted = Measurement.load(measurement)
    elif events is not None or plan.log.file is not None:
        from journeymap.cli.events import counted_in  # noqa: PLC0415 - the engine is heavy: only with a log

        dimensions = _dimensions(plan, by, [by_segment, segment and segment.partition("=")[0]])
        reading = {"engine": engine or "duckdb", "skip_bad": skip_bad, "memory_limit": memory_limit, "cases": cases}
        columns = options_given(options, dimensions)
        counted = counted_in(plan, events, folder=path.parent, columns=columns, quiet=quiet, **reading)
    if segment is None:
        return Inputs(plan, counted)
    own = of_segment(Inputs(plan, counted), segment)
    if plan.customers and own.journey.customers is None and not quiet:
        say(f"how many customers are {segment} is not known, so nothing is told in customers: describe its `share`")
    return own


def read_trace(
    journey: Path,
    events: str | None,
    case: str,
    *,
    measurement: Path | None,
    engine: str | None,
    skip_bad: bool,
    quiet: bool,
    by: tuple[str, ...],
    memory_limit: int | None,
    **options: Any,
) -> "tuple[Journey, Trace]":
    """Load the journey and read one case of its log.

    Raises:
        LogError: L200 for a measurement, L118 without a log, L230 if there is no such case.
    """
    path, plan = _plan_at(journey, quiet=quiet)
    if measurement is not None:
        raise LogError(_only_counted(measurement))
    if events is None and plan.log.file is None:
        raise LogError(no_log(journey))
    from journeymap.cli.events import traced_in  # noqa: PLC0415 - the engine is heavy: only with a log

    del options["segment"]
    reading: dict[str, Any] = {"engine": engine or "duckdb", "skip_bad": skip_bad, "memory_limit": memory_limit}
    columns = options_given(options, _dimensions(plan, by, []))
    return plan, traced_in(plan, events, case, folder=path.parent, columns=columns, quiet=quiet, **reading)


def _plan_at(journey: Path, *, quiet: bool) -> tuple[Path, Journey]:
    """Load a journey, with its warnings to stderr."""
    path = journey_file(journey)
    plan, diagnostics = check_journey(path)
    if plan is None:
        raise JourneyError([problem for problem in diagnostics if problem.severity == "error"])
    if not quiet:
        for diagnostic in diagnostics:
            click.echo(f"{diagnostic}\n", err=True)
    return path, plan


def _only_counted(measurement: Path) -> Diagnostic:
    said = f"`{measurement}` is counted: it knows no single case"
    return Diagnostic("L200", said, help="name the log itself as EVENTS, in place of `--measurement`")


def no_log(journey: Path) -> Diagnostic:
    """Say that there is no log."""
    cure = "name its file, or write `log: {file: events.csv}` into the journey file"
    return Diagnostic("L118", f"no event log is known for `{journey}`", help=cure)


def _dimensions(plan: Journey, by: tuple[str, ...], asked: Sequence[str | None]) -> tuple[str, ...] | None:
    """Return the columns to segment by, those asked for among them; None where the journey file says it all."""
    given = by or plan.log.segments
    more = [name for name in asked if name and name not in given]
    return tuple(dict.fromkeys([*given, *more])) if more else by or None


def of_segment(inputs: Inputs, segment: str) -> Inputs:
    """Narrow plan and log to the customers of one segment."""
    from journeymap.analysis.segments import dimensions, narrowed, segments_of  # noqa: PLC0415 - only when asked for

    dimension, _, value = segment.partition("=")
    plan, counted = inputs.journey, inputs.measurement
    try:
        return Inputs(*narrowed(plan, counted, dimension, value))
    except KeyError:
        known = [f"{name}={v}" for name in dimensions(plan, counted) for v in segments_of(plan, counted, name)]
        cure = did_you_mean(segment, known) or "describe `segments`, or name the log's column with `--by`"
        raise JourneyError(Diagnostic("J152", f"there is no segment `{segment}`", help=cure)) from None


def say(sentence: str) -> None:
    """Say something about the work, apart from its results."""
    click.echo(sentence, err=True)
