"""What is in a log: counted, or one case read, with the progress and what is to be said of it on stderr."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from journeymap.analysis.wording import plural
from journeymap.cli.inputs import say
from journeymap.cli.progress import told
from journeymap.engines.measure import measure, trace
from journeymap.errors import Diagnostic
from journeymap.eventlog import LogOptions, event_log
from journeymap.journey import Journey
from journeymap.measurement import NOTICED, Measurement
from journeymap.traces import Trace
from journeymap.units import format_count

__all__ = ["counted_in", "remarks", "traced_in"]


def counted_in(
    plan: Journey, events: str | None, *, folder: Path, columns: LogOptions, quiet: bool, **reading: Any
) -> Measurement:
    """Measure the events of a journey."""
    log = event_log(plan, events, folder=folder, **columns)
    with told(quiet=quiet) as progress:
        found = measure(plan, log, progress=progress, **reading)
    for sentence in () if quiet else remarks(found):
        say(sentence)
    return found


def traced_in(
    plan: Journey, events: str | None, case: str, *, folder: Path, columns: LogOptions, quiet: bool, **reading: Any
) -> Trace:
    """Read one case.

    Raises:
        LogError: L230 if there is no such case.
    """
    log = event_log(plan, events, folder=folder, **columns)
    with told(quiet=quiet) as progress:
        return trace(plan, log, case, progress=progress, **reading)


def remarks(found: "Measurement") -> Iterator[str]:
    """Say what a reader of the numbers should know of the log."""
    if found.n_dropped:
        yield f"dropped {plural(found.n_dropped, 'row')} that could not be read"
    if found.n_set_aside:
        yield f"set aside {plural(found.n_set_aside, 'value')} that could not be read"
    for name, n in found.noticed.items():
        if name != "at_midnight" or n > found.n_events / 2:
            yield f"{format_count(n)} of {format_count(found.n_events)} events {NOTICED[name]}"
    if found.n_ignored:
        yield f"ignored {format_count(found.n_ignored)} events that stand for no touchpoint of the plan"
    if found.n_unrelated:
        yield f"left out {format_count(found.n_unrelated)} events that belong to no object of the chosen type"
    if found.n_shared:
        yield f"{format_count(found.n_shared)} events belong to several objects of the chosen type and count for each"
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
