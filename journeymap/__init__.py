"""Maps friction in customer journeys.

Say how customers should travel (a journey file), show what they really did (an event log, if there is one), and
get back where friction loses them, where they leave the plan, and what to fix first.

Example:
    >>> import journeymap as jm
    >>> journey = jm.load_journey("examples/lamp")
    >>> jm.priorities(journey)[0].touchpoint
    'delivery'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeymap.analysis.conformance import conformance
    from journeymap.analysis.priorities import priorities
    from journeymap.analysis.routes import routes
    from journeymap.analysis.touchpoints import friction
    from journeymap.analysis.whatif import what_if
    from journeymap.audits.audit import audit
    from journeymap.audits.programme import audit_programme
    from journeymap.changes.compare import Comparison, compare
    from journeymap.diagram.case import draw_case
    from journeymap.diagram.draw import draw
    from journeymap.digraph import graph
    from journeymap.drafting.discover import Draft, discover
    from journeymap.engines.measure import measure, trace
    from journeymap.errors import Diagnostic, JourneyError, JourneymapError, LogError, RenderError
    from journeymap.eventlog import EventLog, event_log
    from journeymap.gates.gate import gate
    from journeymap.journey import Journey
    from journeymap.loading import check_journey, load_journey
    from journeymap.measurement import Measurement
    from journeymap.merging import merge
    from journeymap.programme import Programme
    from journeymap.programme_loading import load_portfolio, load_programme
    from journeymap.report.page import write_report
    from journeymap.saving import dump
    from journeymap.traces import Trace

__all__ = [
    "Comparison",
    "Diagnostic",
    "Draft",
    "EventLog",
    "Journey",
    "JourneyError",
    "JourneymapError",
    "LogError",
    "Measurement",
    "Programme",
    "RenderError",
    "Trace",
    "audit",
    "audit_programme",
    "check_journey",
    "compare",
    "conformance",
    "discover",
    "draw",
    "draw_case",
    "dump",
    "event_log",
    "friction",
    "gate",
    "graph",
    "load_journey",
    "load_portfolio",
    "load_programme",
    "measure",
    "merge",
    "priorities",
    "routes",
    "trace",
    "what_if",
    "write_report",
]

_HOMES = {
    "Comparison": "changes.compare",
    "Diagnostic": "errors",
    "Draft": "drafting.discover",
    "EventLog": "eventlog",
    "Journey": "journey",
    "JourneyError": "errors",
    "JourneymapError": "errors",
    "LogError": "errors",
    "Measurement": "measurement",
    "Programme": "programme",
    "RenderError": "errors",
    "Trace": "traces",
    "audit": "audits.audit",
    "audit_programme": "audits.programme",
    "check_journey": "loading",
    "compare": "changes.compare",
    "conformance": "analysis.conformance",
    "discover": "drafting.discover",
    "draw": "diagram.draw",
    "draw_case": "diagram.case",
    "dump": "saving",
    "event_log": "eventlog",
    "friction": "analysis.touchpoints",
    "gate": "gates.gate",
    "graph": "digraph",
    "load_journey": "loading",
    "load_portfolio": "programme_loading",
    "load_programme": "programme_loading",
    "measure": "engines.measure",
    "merge": "merging",
    "priorities": "analysis.priorities",
    "routes": "analysis.routes",
    "trace": "engines.measure",
    "what_if": "analysis.whatif",
    "write_report": "report.page",
}
"""Where each public name stands; loaded when it is first used, so that the command line answers at once."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _HOMES:
        raise AttributeError(f"module `journeymap` has no attribute `{name}`")
    return getattr(import_module(f"journeymap.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
