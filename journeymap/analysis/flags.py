"""Flags beside the deviations: what was amiss at a touchpoint though it may have been met as planned."""

from collections import Counter

from journeymap.analysis.deviations import DeviationCount
from journeymap.measurement import Measurement

__all__ = ["FLAGS", "flags"]

FLAGS = {
    "wrong_channel": "by a channel that is not planned there",
    "late": "later than promised",
    "early": "before the promised day",
    "failed": "failed",
}
"""What each code means."""

_CONDITIONS = {"other_channel": "wrong_channel", "late": "late", "early": "early", "failed": "failed"}
"""The code by what the measurement calls it."""


def flags(measurement: Measurement) -> tuple[DeviationCount, ...]:
    """Count the cases that are over by flag and touchpoint, most frequent first; a case counts once however often.

    Shares are of the cases that reached the touchpoint, are over, and of which it is known.
    """
    held, known = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in measurement.conditions:
        if code := _CONDITIONS.get(row.condition):
            held[code, row.touchpoint] += row.cases
            known[code, row.touchpoint] += row.met
    rows = [
        DeviationCount(
            code, touchpoint, n, n / known[code, touchpoint], f"cases of which it is known at `{touchpoint}`"
        )
        for (code, touchpoint), n in held.items()
        if n
    ]
    order = list(FLAGS)
    return tuple(sorted(rows, key=lambda row: (-row.cases, order.index(row.code), row.touchpoint)))
