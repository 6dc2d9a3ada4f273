"""Conditions at a touchpoint (late, failed, met again) and how those who met them fared against the others there."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.statistics import newcombe
from journeymap.measurement import Condition, Measurement

__all__ = ["ConditionEffect", "conditions"]


@dataclass(frozen=True, slots=True)
class ConditionEffect:
    """Cases that met a touchpoint under a condition, against those who met it without.

    The comparison is an association, not a cause; cases under way are left out.
    """

    touchpoint: str
    condition: str
    """One of those of `measurement.Condition`, such as `late` or `repeated`."""
    measure: Literal["completion", "success"]
    cases: int
    met: int
    """Cases that met the touchpoint and of which it is known: the denominator of `share`."""
    share: float
    completion: float
    """Share of the cases, 0 to 1, that completed (or succeeded)."""
    completion_others: float
    difference: float
    low: float
    """95 % interval of the difference (Newcombe)."""
    high: float


def conditions(measurement: Measurement) -> tuple[ConditionEffect, ...]:
    """Compare cases under each condition with the others who met the same touchpoint.

    Returns:
        One row a touchpoint and condition, over all segments, where both sides have an outcome; most harm first.
    """
    measure: Literal["completion", "success"] = "success" if measurement.has_success else "completion"
    rows: defaultdict[tuple[str, str], list[Condition]] = defaultdict(list)
    for row in measurement.conditions:
        rows[row.touchpoint, row.condition].append(row)
    found = [_effect(touchpoint, name, same, measure) for (touchpoint, name), same in rows.items()]
    return tuple(sorted((effect for effect in found if effect), key=lambda effect: effect.cases * effect.high))


def _effect(
    touchpoint: str, condition: str, same: list[Condition], measure: Literal["completion", "success"]
) -> ConditionEffect | None:
    cases, met = sum(row.cases for row in same), sum(row.met for row in same)
    if measure == "success":
        n, good = sum(row.judged for row in same), sum(row.succeeded for row in same)
        n_all, good_all = sum(row.met_judged for row in same), sum(row.met_succeeded for row in same)
    else:
        n, good, n_all, good_all = cases, sum(row.completed for row in same), met, sum(r.met_completed for r in same)
    n_others, good_others = n_all - n, good_all - good
    if not n or not n_others:
        return None
    low, high = newcombe(good, n, good_others, n_others)
    difference = good / n - good_others / n_others
    return ConditionEffect(
        touchpoint, condition, measure, cases, met, cases / met, good / n, good_others / n_others, difference, low, high
    )
