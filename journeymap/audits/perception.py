"""The perception audit: what the company, its leaders and its staff believe, against what customers say."""

from dataclasses import dataclass

from journeymap.analysis.finding import Finding
from journeymap.audits.perception_rows import (
    DeliveryGap,
    GroupGap,
    PillarPerception,
    TouchpointPerception,
    delivery_gap,
    group_gaps,
    pillar_rows,
    touchpoint_rows,
)
from journeymap.audits.perception_words import perception_findings, perception_sheets
from journeymap.audits.sheet import Sheet
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["PerceptionAudit", "perception"]


@dataclass(frozen=True, slots=True)
class PerceptionAudit:
    """Who sees what how: per touchpoint, per pillar, group by group and in all."""

    delivery: DeliveryGap | None
    """How good the company holds itself for, and how good it is for its customers; None where nothing compares."""
    touchpoints: tuple[TouchpointPerception, ...]
    """Those that somebody rated: the company's largest overestimate first, then those that it did not rate."""
    groups: tuple[GroupGap, ...]
    """Every two groups that rated a touchpoint together."""
    pillars: tuple[PillarPerception, ...]
    """Those in which the company and customers rated a touchpoint, largest gap first."""
    findings: tuple[Finding, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Touchpoints, groups and pillars in words."""
        return perception_sheets(self.touchpoints, self.groups, self.pillars)


def perception(journey: Journey, measurement: Measurement | None = None) -> PerceptionAudit:
    """Hold what others than the customers believe of each touchpoint against what customers say.

    Scores are compared as shares of their scales; what was given stays beside them. Customers' answers come from the
    log where it has any. `expected` was asked in the same survey, so it rests on as many answers. A rating of which
    nobody says how many gave it is taken as it stands, and only the uncertainty of the customers' answers is counted.

    Args:
        journey: The plan; `ratings`, `benchmark` and `pillar` stand in its file.
        measurement: What an engine counted, if there is a log.

    Example:
        >>> plan = {"a": {"satisfaction": {"score": 2.6, "answers": 180}, "ratings": {"company": 4.6}}}
        >>> found = perception(Journey.model_validate({"journey": "j", "touchpoints": plan}))
        >>> [(row.touchpoint, row.believed.verdict) for row in found.touchpoints]
        [('a', 'higher')]

    References:
        Allen, J., Reichheld, F. F., Hamilton, B., & Markey, R. (2005). Closing the delivery gap. Bain & Company:
        80 % of companies believed that their experience was superior, of their customers 8 % did.
    """
    rows = touchpoint_rows(journey, measurement)
    groups, pillars = group_gaps(rows), pillar_rows(rows)
    delivery = delivery_gap(rows, journey.model.good_score_share)
    return PerceptionAudit(delivery, rows, groups, pillars, perception_findings(delivery, rows, groups, pillars))
