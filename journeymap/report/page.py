"""The report as one self-contained HTML file: no network, no fonts or scripts from elsewhere."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from journeymap.analysis.results import Results, results
from journeymap.analysis.wording import capital, plural
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.report.method import goal_words, lost_after_words, method_tables
from journeymap.report.view import environment, view_html
from journeymap.report.words import day

__all__ = ["report_html", "write_report"]


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


def report_html(results: Results, *, title: str | None = None, on: dt.date | None = None) -> str:
    """Return the report as HTML; the same results give the same text.

    Args:
        results: Everything computed of the journey.
        title: In place of the journey's own.
        on: The day for which its audits are made; without it nothing is overdue.

    Raises:
        RenderError: If the board cannot be painted.
    """
    style, script = _asset("page.css"), _asset("page.js")
    view = view_html(results, title=title, on=on)
    return (
        environment()
        .get_template("page.html")
        .render(
            title=title or results.journey.name,
            about=tuple(_about(results)),
            view=view,
            model=results.journey.model,
            goals=goal_words(results),
            lost_after=lost_after_words(results),
            log=results.measurement is not None,
            verb=capital(results.measure_verb),
            method_tables=method_tables(results),
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=_policy(style, script),
        )
    )


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
    yield f"by journeymap {_version()}"


def _version() -> str:
    try:
        return version("journeymap")
    except PackageNotFoundError:
        return "(run from its source)"


def _asset(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Allow this page's own style and script, by their hashes, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
