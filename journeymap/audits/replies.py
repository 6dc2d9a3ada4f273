"""Answers that customers wait for: they are due the same day."""

from collections.abc import Iterator

from journeymap.analysis.finding import Finding, Severity
from journeymap.audits.judged import Judged, judged
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.patience import situation_of
from journeymap.touchpoint import Touchpoint
from journeymap.units import DAY, format_duration, format_share

__all__ = ["late_replies"]


def late_replies(journey: Journey, measurement: Measurement | None, *, reliable: float) -> Iterator[Finding]:
    """Find where customers write and are answered later than within a day.

    That is at touchpoints whose situation is `message_reply`, said or suggested by the channel (e-mail, letter, form).
    A day is one of the calendar, or a working day where the wait counts in working time.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        reliable: The share of customers, 0 to 1, who must be answered in time, where the spread of waits is known;
            else the typical wait decides.

    Example:
        >>> plan = {"asked": {"channel": "e-mail", "wait": "2 days", "next": "b"}, "b": {}}
        >>> [found] = late_replies(Journey.model_validate({"journey": "j", "touchpoints": plan}), None, reliable=0.95)
        >>> found.sentence
        'Customers at asked wait 2 d for an answer (described): one is due the same day.'
    """
    known = Network.of(journey, measurement).facts
    for name, point in journey.planned.items():
        if situation_of(point) != "message_reply":
            continue
        found = judged(known[name], point, "wait", _day(journey, point), reliable=reliable)
        if found.verdict == "missed":
            severity: Severity = "bad" if found.sure else "note"
            yield Finding("A115", severity, name, _said(known[name].name, found), found.n, point.owner)


def _day(journey: Journey, point: Touchpoint) -> float:
    """Return how long a day lasts, in seconds by the clock."""
    calendar = journey.calendar if point.in_working_time else None
    return calendar.working_time.day_seconds if calendar else DAY


def _said(name: str, found: Judged) -> str:
    waited = format_duration(found.actual or 0.0)
    kept = f"; {format_share(found.kept.share)} are answered within a day" if found.kept else ""
    return f"Customers at {name} wait {waited} for an answer ({found.evidence}){kept}: one is due the same day."
