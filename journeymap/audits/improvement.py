"""The improvement audit: targets met, missed or overdue, who owes what, and what would help."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from journeymap.analysis.finding import Finding
from journeymap.analysis.priorities import Priority, priorities
from journeymap.audits.improvement_rows import TouchpointImprovement, improvement_rows
from journeymap.audits.improvement_words import improvement_findings, improvement_sheets
from journeymap.audits.sheet import Sheet
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["ImprovementAudit", "improvement"]


@dataclass(frozen=True, slots=True)
class ImprovementAudit:
    """Every touchpoint against its target."""

    touchpoints: tuple[TouchpointImprovement, ...]
    """Most pressing first."""
    findings: tuple[Finding, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The touchpoints in words."""
        return improvement_sheets(self.touchpoints)


def improvement(
    journey: Journey,
    measurement: Measurement | None = None,
    *,
    reliable: float = 0.95,
    on: dt.date | None = None,
    ranked: Sequence[Priority] | None = None,
    baseline: Measurement | None = None,
) -> ImprovementAudit:
    """Hold what every touchpoint is against what it shall reach, and say what would help.

    Args:
        journey: The plan; targets, causes and costs stand in its file.
        measurement: What an engine counted, if there is a log.
        reliable: The share of customers, 0 to 1, of whom a target of waits must hold.
        on: The day for which it is asked; without it nothing is overdue.
        ranked: The priorities of the journey, where they are known already.
        baseline: What was counted earlier: then a target that is not reached yet is on the way where the straight line
            through both measurements reaches it by its day.

    Returns:
        One row a touchpoint: overdue, missed, on the way, unknown, without a target, met; largest gain first within
        these.

    Example:
        >>> plan = {"a": {"clicks": 9, "target": {"clicks": 5, "due": "2026-03-01"}, "next": "b"}, "b": {}}
        >>> found = improvement(Journey.model_validate({"journey": "j", "touchpoints": plan}), on=dt.date(2026, 4, 1))
        >>> [(row.touchpoint, row.status) for row in found.touchpoints]
        [('a', 'overdue'), ('b', 'no target')]
    """
    known = priorities(journey, measurement) if ranked is None else ranked
    rows = improvement_rows(journey, measurement, reliable=reliable, on=on, ranked=known, baseline=baseline)
    return ImprovementAudit(rows, improvement_findings(rows, on=on))
