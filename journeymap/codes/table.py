"""Every code that the program can say: one row each, never used again for something else."""

from operator import attrgetter

from journeymap.codes.audit_coverage import AUDIT_COVERAGE
from journeymap.codes.audit_improvement import AUDIT_IMPROVEMENT
from journeymap.codes.audit_perception import AUDIT_PERCEPTION
from journeymap.codes.audit_programme import AUDIT_PROGRAMME
from journeymap.codes.audit_promises import AUDIT_PROMISES
from journeymap.codes.audit_silence import AUDIT_SILENCE
from journeymap.codes.changes import CHANGES
from journeymap.codes.code import Code
from journeymap.codes.comparisons import COMPARISONS
from journeymap.codes.discoveries import DISCOVERIES
from journeymap.codes.engines import ENGINES
from journeymap.codes.files import FILES
from journeymap.codes.findings import FINDINGS
from journeymap.codes.gate_findings import GATE_FINDINGS
from journeymap.codes.gates import GATES
from journeymap.codes.journeys import JOURNEYS
from journeymap.codes.log_columns import LOG_COLUMNS
from journeymap.codes.log_rows import LOG_ROWS
from journeymap.codes.log_sources import LOG_SOURCES
from journeymap.codes.logs import LOGS
from journeymap.codes.pictures import PICTURES
from journeymap.codes.programmes import PROGRAMMES
from journeymap.codes.questions import QUESTIONS
from journeymap.codes.requests import REQUESTS
from journeymap.codes.sheets import SHEETS
from journeymap.codes.tools import TOOLS
from journeymap.codes.values import VALUES

__all__ = ["CODES", "FAMILIES"]

FAMILIES = {
    "J": "journey file",
    "P": "programme file",
    "L": "event log",
    "R": "picture",
    "F": "findings of the report",
    "A": "findings of audits",
    "G": "findings of the gate",
    "C": "findings of comparisons",
    "T": "tool to install",
}
"""What a code is about, by its letter."""

_ROWS = (
    *FILES,
    *JOURNEYS,
    *VALUES,
    *QUESTIONS,
    *REQUESTS,
    *CHANGES,
    *GATES,
    *PROGRAMMES,
    *SHEETS,
    *LOGS,
    *LOG_ROWS,
    *LOG_COLUMNS,
    *ENGINES,
    *LOG_SOURCES,
    *COMPARISONS,
    *DISCOVERIES,
    *PICTURES,
    *FINDINGS,
    *AUDIT_PERCEPTION,
    *AUDIT_PROMISES,
    *AUDIT_SILENCE,
    *AUDIT_COVERAGE,
    *AUDIT_IMPROVEMENT,
    *AUDIT_PROGRAMME,
    *GATE_FINDINGS,
    *TOOLS,
)

CODES: tuple[Code, ...] = tuple(sorted(_ROWS, key=attrgetter("code")))
"""The rows in order of their codes."""
