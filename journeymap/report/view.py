"""One view of a journey: findings, key figures, board and tables, of everyone or of one segment."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from journeymap.analysis.finding import Severity
from journeymap.analysis.findings import findings
from journeymap.analysis.results import Results
from journeymap.audits.audit import audit
from journeymap.report.audits import audits
from journeymap.report.changes import Since, changes
from journeymap.report.conditions import condition_effects
from journeymap.report.fix_first import fix_first
from journeymap.report.frame import environment, worded
from journeymap.report.key_figures import key_figures, key_notes
from journeymap.report.off_plan import off_plan
from journeymap.report.picture import board_view
from journeymap.report.promises import promises
from journeymap.report.section import Section
from journeymap.report.touchpoints import touchpoints

__all__ = ["View", "view"]

_OPEN = 8
"""Findings that are open to view."""
_LABELS: Mapping[Severity, str] = {
    "outcome": "Outcome",
    "bad": "Costs customers",
    "good": "Works better",
    "note": "To know",
}


_ABOVE = (("findings", "Findings"), ("key-figures", "Key figures"), ("board", "Board"))
"""Sections of the template itself."""


@dataclass(frozen=True, slots=True)
class View:
    """All that differs from one segment of the customers to another."""

    html: Markup
    contents: tuple[tuple[str, str], ...]
    """Its sections: id and title."""


def view(results: Results, *, title: str | None = None, on: dt.date | None = None, since: Since | None = None) -> View:
    """Show the results of everyone, or of one segment.

    Args:
        results: Everything computed of the journey, or of it for the customers of one segment.
        title: In place of the journey's own, over the board.
        on: The day for which its audits are made; without it nothing is overdue.
        since: What it is compared with.

    Raises:
        RenderError: If the board cannot be painted.
    """
    sections = tuple(_sections(results, on, since))
    found = [worded(finding, _LABELS) for finding in findings(results)]
    html = (
        environment()
        .get_template("view.html")
        .render(
            found=found[:_OPEN],
            more_found=found[_OPEN:],
            figures=key_figures(results),
            figure_notes=key_notes(results),
            board=board_view(results, title=title, since=since),
            sections=sections,
        )
    )
    contents = (*_ABOVE, *((section.id, section.title) for section in sections))
    return View(Markup(html), contents)  # noqa: S704 - the template escapes


def _sections(results: Results, on: dt.date | None, since: Since | None) -> Iterator[Section]:
    """Yield the sections below the board; what changed comes first, where it was asked for."""
    if since is not None:
        yield changes(since)
    yield fix_first(results)
    yield off_plan(results)
    yield condition_effects(results)
    yield touchpoints(results)
    made = audit(results.journey, results.measurement, on=on, ranked=results.priorities)
    yield promises(made)
    yield audits(made)
