"""A measure of a touchpoint held against a limit that was promised or is aimed at."""

from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.statistics import wilson
from journeymap.audits.spread import Kept, Spread, spread_of
from journeymap.audits.words import Measure
from journeymap.facts import Evidence, Facts
from journeymap.touchpoint import Touchpoint

__all__ = ["FEW", "Judged", "Verdict", "judged", "spread_at"]

Verdict = Literal["exceeded", "met", "missed", "unknown"]
"""Better than its limit, within it, beyond it; or nobody knows."""

FEW = 30
"""Answers below which a mean score is a hint only."""
_ALIKE = 0.01
"""Values within one part in a hundred of the limit are at it: as fine as waits are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is, against what should be.

    A wait whose spread is known (counted, or `{median, p90}`) is missed where fewer customers than are wanted have it
    within the limit, else exceeded where the median is below it. A wait known as one duration, clicks, scores and
    shares of leaving are judged by their value.
    """

    measure: Measure
    limit: float
    """In seconds, clicks, points of the score, or as a share of 0 to 1."""
    actual: float | None
    """The same for the typical customer: the median wait, mean clicks or score, the share that left."""
    gap: float | None
    """Actual less limit."""
    kept: Kept | None
    """How many customers had it within the limit; None where that cannot be known."""
    verdict: Verdict
    sure: bool
    """Whether more of the same customers would hardly change the verdict."""
    n: float | None
    """On how many waits, answers or customers it rests; None where none were counted."""
    evidence: Evidence | None


def judged(node: Facts, point: Touchpoint, measure: Measure, limit: float, *, reliable: float) -> Judged:
    """Hold what is known of a touchpoint against a limit.

    Args:
        node: What is known of it.
        point: What the journey file says of it.
        measure: What is limited.
        limit: Seconds, clicks, a score, or a share of those who reach it.
        reliable: The share of customers, 0 to 1, of whom a limit of waits must hold.

    Example:
        >>> from journeymap.journey import Journey
        >>> from journeymap.network import Network
        >>> plan = {"a": {"wait": "3 days", "next": "b"}, "b": {}}
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": plan})
        >>> found = judged(Network.of(journey).facts["a"], journey.touchpoints["a"], "wait", 5 * 86400, reliable=0.95)
        >>> found.verdict, found.gap / 86400
        ('exceeded', -2.0)
    """
    if measure in {"wait", "work_time"}:
        return _time(node, point, measure, limit, reliable)
    if measure == "left":
        return _leaving(node, limit)
    if measure == "clicks":
        return _value(measure, limit, node.clicks, node.clicks_evidence, n=None, sure=True, low_is_good=True)
    good = node.scale.reverse
    n = node.answers or None
    return _value(measure, limit, node.score, node.satisfaction_evidence, n=n, sure=(n or 0) >= FEW, low_is_good=good)


def spread_at(node: Facts, point: Touchpoint) -> Spread | None:
    """Return how the waits at a touchpoint are spread; None where that is not known."""
    return spread_of(node.wait, None if node.parts else point.wait)


def _time(node: Facts, point: Touchpoint, measure: Measure, limit: float, reliable: float) -> Judged:
    waits, described = (node.wait, point.wait) if measure == "wait" else (node.work, point.work_time)
    evidence: Evidence | None = node.wait_evidence
    if measure == "work_time":
        evidence = None if waits is None else "described" if waits.n is None else "measured"
    spread = spread_of(waits, None if node.parts else described)
    if spread is None or waits is None:
        value = waits.seconds[0] if waits else None
        return _value(measure, limit, value, evidence, n=None, sure=True, low_is_good=True)
    kept, actual = spread.within(limit), spread.median
    verdict: Verdict = "missed" if kept.share < reliable else _against(actual, limit, low_is_good=True)
    return Judged(
        measure=measure,
        limit=limit,
        actual=actual,
        gap=actual - limit,
        kept=kept,
        verdict=verdict,
        sure=kept.is_surely(reliable) is not None,
        n=kept.n,
        evidence=evidence,
    )


def _leaving(node: Facts, limit: float) -> Judged:
    share = node.left / node.reached if node.left is not None and node.reached else None
    found = _value("left", limit, share, node.leaving_evidence, n=node.reached, sure=True, low_is_good=True)
    if share is None or not node.reached:
        return found
    low, high = wilson(share * node.reached, node.reached)
    return Judged(
        measure="left",
        limit=limit,
        actual=share,
        gap=found.gap,
        kept=None,
        verdict=found.verdict,
        sure=not low <= limit < high,
        n=node.reached,
        evidence=node.leaving_evidence,
    )


def _value(
    measure: Measure,
    limit: float,
    actual: float | None,
    evidence: Evidence | None,
    *,
    n: float | None,
    sure: bool,
    low_is_good: bool,
) -> Judged:
    known = actual is not None
    return Judged(
        measure=measure,
        limit=limit,
        actual=actual,
        gap=actual - limit if actual is not None else None,
        kept=None,
        verdict="unknown" if actual is None else _against(actual, limit, low_is_good=low_is_good),
        sure=known and sure,
        n=n if known else None,
        evidence=evidence if known else None,
    )


def _against(actual: float, limit: float, *, low_is_good: bool) -> Verdict:
    better = (limit - actual) * (1 if low_is_good else -1)
    return "met" if abs(better) <= _ALIKE * abs(limit) else "exceeded" if better > 0 else "missed"
