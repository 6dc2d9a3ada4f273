"""The report as one self-contained HTML file: no network, no fonts or scripts from elsewhere."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from journeymap.analysis.finding import Finding
from journeymap.analysis.findings import findings
from journeymap.analysis.results import Results, results
from journeymap.analysis.wording import capital, plural
from journeymap.audits.audit import audit
from journeymap.diagram.text import clean
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.report.audits import audits
from journeymap.report.conditions import condition_effects
from journeymap.report.fix_first import fix_first
from journeymap.report.key_figures import key_figures, key_notes
from journeymap.report.method import goal_words, lost_after_words, method_tables
from journeymap.report.off_plan import off_plan
from journeymap.report.picture import board_view
from journeymap.report.section import Section
from journeymap.report.touchpoints import touchpoints
from journeymap.report.words import day
from journeymap.units import format_count, format_number, format_share

__all__ = ["report_html", "write_report"]

_OPEN = 8
"""Findings that are open to view."""
_SEVERITIES = {
    "outcome": ("■", "Outcome"),
    "bad": ("▼", "Costs customers"),
    "good": ("▲", "Works better"),
    "note": ("●", "To know"),
}


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
    made = audit(results.journey, results.measurement, on=on, ranked=results.priorities)
    found = [_worded(finding) for finding in findings(results)]
    style, script = _asset("page.css"), _asset("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            title=title or results.journey.name,
            about=tuple(_about(results)),
            found=found[:_OPEN],
            more_found=found[_OPEN:],
            figures=key_figures(results),
            figure_notes=key_notes(results),
            board=board_view(results, title=title),
            sections=(*_sections(results), audits(made)),
            model=results.journey.model,
            goals=goal_words(results),
            lost_after=lost_after_words(results),
            log=results.measurement is not None,
            verb=capital(results.measure_verb),
            rate=results.telling.rate.source if results.measurement else "",
            method_tables=method_tables(results),
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=_policy(style, script),
        )
    )


def _sections(results: Results) -> tuple[Section, ...]:
    return fix_first(results), off_plan(results), condition_effects(results), touchpoints(results)


@dataclass(frozen=True, slots=True)
class _Worded:
    """A finding as it is shown."""

    code: str
    severity: str
    sign: str
    label: str
    sentence: str
    owner: str | None


def _worded(finding: Finding) -> _Worded:
    sign, label = _SEVERITIES[finding.severity]
    return _Worded(finding.code, finding.severity, sign, label, finding.sentence, finding.owner)


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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": format_count,
        "number": format_number,
        "share": format_share,
        "sortable": _sortable,
    }
    return environment


def _seen(value: object) -> object:
    """Drop characters that cannot be seen, such as those that turn the direction of writing."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sortable(order: float | str) -> str:
    """Write what a cell is sorted by, figures with the digits that tell rows apart."""
    return order if isinstance(order, str) else f"{order:.6g}"


def _policy(style: str, script: str) -> str:
    """Allow this page's own style and script, by their hashes, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
