"""What a plan allows: when a quiet case has left, and which waits break a promise or exceed patience."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from journeymap.components import strong_components
from journeymap.counts import WaitBucket
from journeymap.journey import Journey

__all__ = ["WaitLimit", "lost_after", "may_return", "wait_limits"]

_LOST_QUANTILE = 0.95


@dataclass(frozen=True, slots=True)
class WaitLimit:
    """The longest wait for a touchpoint that was promised (`late` beyond it) or is borne (`long_wait`)."""

    condition: str
    seconds: float


def wait_limits(journey: Journey, *, has_end: bool = False) -> dict[str, WaitLimit]:
    """Return the limits of the touchpoints whose wait counts: `since`, `wait: measured` or a promised wait.

    A described wait beats the gaps of a log: no promise and no patience is held against them then. A promise comes
    first; where nothing was promised the limit is what is tolerated and the half-life of patience, with the modifiers
    of the touchpoint.

    Args:
        journey: The plan.
        has_end: Whether the log says when events end; then every wait counts that is not described otherwise.

    Example:
        >>> points = {"reply": {"promise": "2 days"}, "hold": {"channel": "phone", "wait": "measured"}}
        >>> wait_limits(Journey.model_validate({"journey": "j", "touchpoints": points}))["hold"]
        WaitLimit(condition='long_wait', seconds=120.0)
    """
    limits = {}
    for id_, point in journey.planned.items():
        if point.describes_wait:
            continue
        patience = journey.patience_of(id_)
        waits = point.wait.measured if point.wait else has_end
        if point.promised_wait is not None:
            limits[id_] = WaitLimit("late", point.promised_wait)
        elif patience is not None and (point.since or waits):
            limits[id_] = WaitLimit("long_wait", patience.tolerated + patience.half_life)
    return limits


def may_return(journey: Journey) -> set[str]:
    """Return the touchpoints that the plan lets customers meet again: those that repeat, or lie on a planned loop.

    Example:
        >>> points = {"a": {"next": "b"}, "b": {"next": {"a": 0.2, "c": 0.8}}, "c": {}, "d": {"repeats": True}}
        >>> sorted(may_return(Journey.model_validate({"journey": "j", "touchpoints": points})))
        ['a', 'b', 'd']
    """
    ids = list(journey.planned)
    number = {id_: i for i, id_ in enumerate(ids)}
    onward = [[number[target] for target in point.next] for point in journey.planned.values()]
    loops = {ids[i] for group in strong_components(onward) if len(group) > 1 for i in group}
    return {id_ for id_, point in journey.planned.items() if point.repeats or id_ in point.next or id_ in loops}


def lost_after(waits: Sequence[WaitBucket], touchpoints: Iterable[str]) -> dict[str, float]:
    """Return the seconds after which a case has left: the 95th percentile of the onward waits there.

    Args:
        waits: The waits of transitions.
        touchpoints: Those to find it for. One without onward waits gets the percentile of all waits.
    """
    onward: defaultdict[str, list[WaitBucket]] = defaultdict(list)
    for row in waits:
        onward[row.source].append(row)
    return {point: _quantile(onward.get(point) or waits) for point in touchpoints}


def _quantile(rows: Iterable[WaitBucket]) -> float:
    """The mean of the bucket that holds rank `ceil(q·n) − 1`, in seconds; 0 where there are no waits."""
    n: Counter[int] = Counter()
    microseconds: Counter[int] = Counter()
    for row in rows:
        n[row.bucket] += row.n
        microseconds[row.bucket] += round(row.seconds * 1e6)
    rank = math.ceil(_LOST_QUANTILE * n.total()) - 1
    for bucket in sorted(n):
        rank -= n[bucket]
        if rank < 0:
            return microseconds[bucket] / n[bucket] / 1e6
    return 0.0
