"""The silence audit: who leaves without a word, who could not have said one, and whom to ask next."""

import datetime as dt
from dataclasses import dataclass

from journeymap.analysis.finding import Finding
from journeymap.audits.asking_rows import TouchpointAsking, asking_rows
from journeymap.audits.second_chances import SecondChances, second_chances
from journeymap.audits.sheet import Sheet
from journeymap.audits.silence_rows import TouchpointSilence, silence_rows
from journeymap.audits.silence_words import silence_findings, silence_sheets
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["STALE_DAYS", "SilenceAudit", "silence"]

STALE_DAYS = 365.0
"""The age in days beyond which answers are stale, where nothing else is asked."""


@dataclass(frozen=True, slots=True)
class SilenceAudit:
    """Leaving aloud and in silence, and what the answers are worth."""

    touchpoints: tuple[TouchpointSilence, ...]
    """Most silent leavers first."""
    asking: tuple[TouchpointAsking, ...]
    """Where to ask next: the largest swing first."""
    second_chances: SecondChances | None
    """Of those who arrive, who forgives and who does not; None where nobody was asked."""
    findings: tuple[Finding, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Touchpoints and answers in words."""
        return silence_sheets(self.touchpoints, self.asking)


def silence(
    journey: Journey,
    measurement: Measurement | None = None,
    *,
    on: dt.date | None = None,
    stale_days: float = STALE_DAYS,
) -> SilenceAudit:
    """Put those who were seen to walk out beside those who leave in silence, and say where nobody can be heard.

    Silent leaving is modelled from the share of bad experiences; walk-outs are what was seen. Unknown is not zero:
    where nobody was asked, or nobody watched, there is no figure.

    Args:
        journey: The plan; `feedback` and `complaints` stand in its file.
        measurement: What an engine counted, if there is a log.
        on: The day of the audit; without it nothing is stale.
        stale_days: The age in days beyond which answers are stale.

    Example:
        >>> plan = {"a": {"left": "20 of 100", "satisfaction": {"bad": "25%", "answers": 80}, "next": "b"}, "b": {}}
        >>> row = silence(Journey.model_validate({"journey": "j", "touchpoints": plan})).touchpoints[0]
        >>> round(row.walk_outs_per_1000), round(row.unhappy_per_1000), round(row.silent_leavers_per_1000)
        (200, 200, 44)
    """
    network = Network.of(journey, measurement)
    rows = silence_rows(journey, network)
    asking = asking_rows(journey, network, measurement, on=on, stale_days=stale_days)
    chances = second_chances(network)
    found = silence_findings(rows, asking, chances, journey.model, stale_days)
    return SilenceAudit(rows, asking, chances, found)
