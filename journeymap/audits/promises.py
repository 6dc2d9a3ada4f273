"""The promises audit: what customers are told they will get, against what they get."""

from dataclasses import dataclass

from journeymap.analysis.finding import Finding
from journeymap.audits.promise_rows import PromiseCheck, promise_rows
from journeymap.audits.promise_sheets import promise_sheets
from journeymap.audits.promise_totals import PromiseTotals, Unpromised, promise_totals, unpromised
from journeymap.audits.promise_words import promise_findings
from journeymap.audits.replies import late_replies
from journeymap.audits.sheet import Sheet
from journeymap.audits.topics import Conflict, conflicts, stated
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["PromisesAudit", "promises"]


@dataclass(frozen=True, slots=True)
class PromisesAudit:
    """Every promise against what customers get."""

    promises: tuple[PromiseCheck, ...]
    """First contacts first, then the worst."""
    totals: PromiseTotals
    conflicts: tuple[Conflict, ...]
    """Promises on one topic that do not agree."""
    without_promise: tuple[Unpromised, ...]
    """In the order of the plan."""
    reliable: float
    """The share of customers, 0 to 1, to whom a promised wait must be kept."""
    findings: tuple[Finding, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The promises in words."""
        return promise_sheets(self.promises, self.conflicts, self.without_promise, reliable=self.reliable)


def promises(journey: Journey, measurement: Measurement | None = None, *, reliable: float = 0.95) -> PromisesAudit:
    """Hold what is promised at every touchpoint against what customers get there.

    A wait whose spread is known is kept to a share of customers: in a log by the cases that came late (each by its
    own promise, where the log has one: a day counts to its end), else by the waits counted or described as log-normal.
    It is missed where that share is below `reliable`. A wait given as one duration, clicks and scores are judged by
    their value, within one part in a hundred.

    A described wait beats the gaps of a log unless the file says `wait: measured`: friction, promises and conditions
    (`late`, `long_wait`) all go by the wait that counts. Cases are judged by the log there only where it says what
    each was promised.

    A promise is undelivered (an orphan) where its touchpoint is `missing`, where no way leads to it, or where neither
    an owner nor a department is named there.

    Answers to what customers write are due the same day, promised or not.

    Args:
        journey: The plan; what is promised stands in its file.
        measurement: What an engine counted, if there is a log.
        reliable: The share of customers, 0 to 1, to whom a promised wait must be kept.

    Returns:
        One row a touchpoint (or channel) and measure; sums; conflicts; where nothing is promised.

    Example:
        >>> plan = {"order": {"next": "delivery"}, "delivery": {"wait": "7 days", "promise": "5 days"}}
        >>> [row] = promises(Journey.model_validate({"journey": "j", "touchpoints": plan})).promises
        >>> row.verdict, row.gap / 86400
        ('missed', 2.0)
    """
    rows = promise_rows(journey, measurement, reliable=reliable)
    without = unpromised(journey, measurement, rows)
    totals = promise_totals(journey, rows, without)
    differing = conflicts(stated(journey))
    found = promise_findings(totals, rows, differing, without, reliable=reliable)
    late = late_replies(journey, measurement, reliable=reliable)
    return PromisesAudit(rows, totals, differing, without, reliable, (*found, *late))
