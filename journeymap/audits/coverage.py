"""The coverage audit: which parts of the experience the map has, which it lacks, and what nobody looks after."""

from dataclasses import dataclass

from journeymap.analysis.finding import Finding
from journeymap.analysis.flow import flow
from journeymap.analysis.friction import losses
from journeymap.audits.coverage_rows import CoveredPart, TouchpointPlan, covered, plan_rows
from journeymap.audits.coverage_words import coverage_findings, coverage_sheets
from journeymap.audits.hand_offs import HandOff, hand_offs
from journeymap.audits.sheet import Sheet
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["CoverageAudit", "coverage"]


@dataclass(frozen=True, slots=True)
class CoverageAudit:
    """What the map has, by part, and what is known of each touchpoint."""

    parts: tuple[CoveredPart, ...]
    """Dimension by dimension; those of which the file says nothing are left out, as they are unknown."""
    plans: tuple[TouchpointPlan, ...]
    """One a touchpoint, in the order of the file."""
    hand_offs: tuple[HandOff, ...]
    """Between departments, most steps first."""
    missing: tuple[str, ...]
    """Touchpoints that should exist, and do not."""
    unmet: tuple[str, ...]
    """Planned touchpoints that no customer of the log met; empty without a log."""
    entries: tuple[str, ...]
    """Where customers start."""
    goals: tuple[str, ...]
    """Where they arrive."""
    findings: tuple[Finding, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Parts, data plan and hand-offs in words."""
        return coverage_sheets(self.parts, self.plans, self.hand_offs)


def coverage(journey: Journey, measurement: Measurement | None = None) -> CoverageAudit:
    """Say what a journey covers, and what it does not.

    Before, during and after the sale; the five stages after it; the ten pillars; the five areas; channels, digital or
    not; departments and the hand-offs between them; the data plan. What the file says nothing of at any touchpoint
    is unknown, not missing.

    Args:
        journey: The plan; `phase`, `stage`, `pillar`, `area`, `channel`, `department` stand in its file.
        measurement: What an engine counted, if there is a log.

    Example:
        >>> plan = {"a": {"clicks": 3}, "b": {"missing": "yes"}}
        >>> found = coverage(Journey.model_validate({"journey": "j", "touchpoints": plan}))
        >>> found.missing, found.plans[0].known
        (('b',), ('clicks',))
    """
    network = Network.of(journey, measurement)
    loss = losses(network)
    parts = covered(journey, network, loss, flow(network, loss))
    plans, passed = plan_rows(journey, network), hand_offs(journey, network)
    unmet = tuple(name for name in journey.planned if network.facts[name].visits == 0)
    return CoverageAudit(
        parts,
        plans,
        passed,
        missing=tuple(name for name, point in journey.touchpoints.items() if point.missing),
        unmet=unmet,
        entries=tuple(name for name, share in journey.starts.items() if share > 0),
        goals=journey.goals,
        findings=coverage_findings(journey, network, parts=parts, plans=plans, passed=passed, unmet=unmet),
    )
