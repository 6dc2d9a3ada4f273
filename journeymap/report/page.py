"""The report as one self-contained HTML file: no network, no fonts or scripts from elsewhere."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from journeymap.analysis.results import Results, results
from journeymap.analysis.wording import capital, plural
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.report.changes import Since
from journeymap.report.frame import asset, page, program_version
from journeymap.report.method import goal_words, lost_after_words, method_tables
from journeymap.report.picture import board_style
from journeymap.report.segments import SegmentViews, segment_views
from journeymap.report.view import view
from journeymap.report.words import day

__all__ = ["report_html", "write_report"]

_LARGEST = 490_000
"""Bytes that a page may take with the views of its segments."""


def write_report(
    path: str | Path,
    journey: Journey,
    measurement: Measurement | None = None,
    *,
    title: str | None = None,
    on: dt.date | None = None,
) -> Path:
    """Write everything that is known of a journey into one HTML file to share.

    Args:
        path: The file to write.
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        title: In place of the journey's own.
        on: The day for which its audits are made; without it nothing is overdue.

    Returns:
        The path.

    Raises:
        RenderError: If the board cannot be painted.
    """
    file = Path(path)
    file.write_text(report_html(results(journey, measurement), title=title, on=on), encoding="utf-8", newline="\n")
    return file


def report_html(
    results: Results, *, title: str | None = None, on: dt.date | None = None, since: Since | None = None
) -> str:
    """Return the report as HTML; the same results give the same text.

    Args:
        results: Everything computed of the journey.
        title: In place of the journey's own.
        on: The day for which its audits are made; without it nothing is overdue.
        since: What it is compared with; the views of segments are not.

    Raises:
        RenderError: If the board cannot be painted.
    """
    shown = view(results, title=title, on=on, since=since)

    def html(segments: SegmentViews) -> str:
        return page(
            "page.html",
            style=board_style(),
            script=asset("page.js"),
            title=title or results.journey.name,
            about=tuple(_about(results)),
            segments=segments,
            view=shown.html,
            contents=(*shown.contents, ("method", "Method")),
            model=results.journey.model,
            goals=goal_words(results),
            lost_after=lost_after_words(results),
            log=results.measurement is not None,
            verb=capital(results.measure_verb),
            method_tables=method_tables(results),
        )

    room = _LARGEST - len(html(SegmentViews((), ())).encode())
    return html(segment_views(results, room=room, title=title, on=on))


def _about(results: Results) -> Iterator[str]:
    """Say what the report was computed from."""
    yield f"Journey {results.journey.journey}"
    counted = results.measurement
    if counted is None:
        yield "modelled from the journey file, no event log"
    else:
        yield f"event log {counted.source}"
        yield f"events from {day(counted.first)} to {day(counted.last)}"
        yield f"{plural(counted.n_cases, 'case')}, {plural(counted.n_events, 'event')}"
        if counted.n_dropped:
            yield f"{plural(counted.n_dropped, 'event')} dropped because they could not be read"
        if counted.n_ignored:
            yield f"{plural(counted.n_ignored, 'event')} left out because they stand for no touchpoint of the plan"
        if counted.n_unrelated:
            yield f"{plural(counted.n_unrelated, 'event')} left out because they belong to no object of the chosen type"
        if counted.n_shared:
            yield f"{plural(counted.n_shared, 'event')} counted for each of several objects of the chosen type"
        if counted.n_set_aside:
            yield f"{plural(counted.n_set_aside, 'value')} taken as not given because they could not be read"
    yield f"by journeymap {program_version()}"
