"""The programme as one page to share or print, and the score sheet that raters fill in."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from journeymap.analysis.finding import Severity
from journeymap.analysis.wording import capital, plural
from journeymap.audits.pillars import QUESTIONS
from journeymap.audits.programme import ProgrammeAudit
from journeymap.audits.programme_findings import ProgrammeFinding, headline
from journeymap.audits.programme_sheets import programme_sheets
from journeymap.audits.said import spoken
from journeymap.programme import HIGHEST, LOWEST
from journeymap.report.audits import table_of
from journeymap.report.frame import page, program_version, worded
from journeymap.report.section import Cell, Column, Row, Section, Table

__all__ = ["programme_html", "sheet_csv", "sheet_html"]

_OPEN = 12
"""Findings that are open to view."""
_LABELS: Mapping[Severity, str] = {"outcome": "The sum", "bad": "To mend", "good": "Works", "note": "To know"}
_WORST_FIRST = ("bad", "outcome", "note", "good")


def programme_html(audit: ProgrammeAudit, found: Sequence[ProgrammeFinding]) -> str:
    """Return what is known of a programme as one self-contained page; the same results give the same text.

    Args:
        audit: What is known of it.
        found: The findings to show.
    """
    ordered = sorted(found, key=lambda each: _WORST_FIRST.index(each.severity))
    shown = [worded(each, _LABELS) for each in ordered]
    sections = tuple(_sections(audit))
    return page(
        "programme.html",
        title=audit.name,
        about=tuple(_about(audit)),
        lead=f"{capital(headline(found))}",
        found=shown[:_OPEN],
        more_found=shown[_OPEN:],
        contents=(("findings", "Findings"), *((section.id, section.title) for section in sections)),
        sections=sections,
    )


def _about(audit: ProgrammeAudit) -> Iterator[str]:
    yield plural(len(audit.audiences), "audience")
    files = {row.file: row.observed_completion_per_1000 for row in audit.journeys}
    logs = sum(observed is not None for observed in files.values())
    yield f"{plural(len(files), 'journey')}, {logs or 'none'} with an event log" if files else "no journey"
    yield f"by journeymap {program_version()}"


def _sections(audit: ProgrammeAudit) -> Iterator[Section]:
    for number, (theme, sheets) in enumerate(programme_sheets(audit).items(), 1):
        tables = [table_of(f"table-{number}-{place}", sheet.title, sheet) for place, sheet in enumerate(sheets, 1)]
        yield Section(f"part-{number}", theme, tables=tables)


def sheet_csv() -> str:
    """Return an empty score sheet: a row a pillar, to fill in the rater's name and the score.

    Example:
        >>> sheet_csv().splitlines()[0]
        'rater,pillar,question,score'
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["rater", "pillar", "question", "score"])
    writer.writerows(["", pillar, question, ""] for pillar, question in QUESTIONS.items())
    return text.getvalue()


def sheet_html(programme: str) -> str:
    """Return an empty score sheet to print, with the question of each pillar."""
    steps = range(LOWEST, HIGHEST + 1)
    rows = [
        Row((Cell(capital(spoken(pillar))), Cell(question), *(Cell("○") for _ in steps)))
        for pillar, question in QUESTIONS.items()
    ]
    columns = (Column("Pillar"), Column("Question", wide=True), *(Column(str(step)) for step in steps))
    return page(
        "sheet.html", title=programme, questions=Table("sheet", "How well do we do this?", columns, tuple(rows))
    )
