"""Drivers: conditions at a touchpoint (late, failed, met again), and how cases under them fared against the others."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from journeymap.analysis.comparison import (
    Counts,
    Difference,
    Means,
    Moments,
    Verdict,
    mean_difference,
    share_difference,
    verdicts,
)
from journeymap.counts import Condition
from journeymap.measurement import Measurement

__all__ = ["ConditionEffect", "conditions"]

Measure = Literal["completion", "success"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionEffect:
    """Cases that met a touchpoint under a condition, against those who met it without.

    Differences are taken within segments and weighted (`share_difference`, `mean_difference`); the shares are of all.
    A comparison is an association, not a cause; cases under way are left out.
    """

    touchpoint: str
    condition: str
    """One of those of `measurement.Condition`, such as `late` or `repeated`."""
    measure: Measure
    cases: int
    met: int
    """Cases that met the touchpoint and of which it is known: the denominator of `share`."""
    share: float
    n: int
    """Cases under the condition whose outcome is known."""
    n_others: int
    completion: float
    """Share of the n, 0 to 1, that completed (or succeeded)."""
    completion_others: float
    difference: float
    """Below 0 they do worse than the others."""
    low: float
    """Its 95 % interval."""
    high: float
    left_out: int
    """Of n and n_others, those in segments where there is nobody to compare with."""
    verdict: Verdict = "too few"
    """What the outcome shows beyond chance, corrected for all comparisons of the log."""
    answered: int
    """Cases under the condition that gave a score, anywhere, and are compared."""
    satisfaction_difference: float | None
    """Of satisfaction as a share of the scale; None where it is not known, and for `low_score`, which is part of it."""
    satisfaction_low: float | None
    satisfaction_high: float | None
    satisfaction_verdict: Verdict = "too few"
    customers_lost: float
    """cases × how much worse they do: how many more would complete if they fared like the others."""
    customers_lost_low: float
    """The same at the end of the interval that is kindest to the condition."""

    @property
    def is_friction(self) -> bool:
        """Whether those who met it do worse, or are less satisfied though they do no better."""
        return self.verdict == "worse" or (self.satisfaction_verdict == "worse" and self.verdict != "better")


def conditions(measurement: Measurement) -> tuple[ConditionEffect, ...]:
    """Compare cases under each condition with the others who met the same touchpoint, segment by segment.

    What is called worse or better is so beyond chance though many comparisons are made: of outcomes and of
    satisfaction, all of them corrected together (`verdicts`).

    Args:
        measurement: What an engine counted; its segments are the strata.

    Returns:
        One row a touchpoint and condition where both sides have an outcome. What is friction comes first; most harmful
        first, by the customers lost at the kind end of the interval.
    """
    measure: Measure = "success" if measurement.has_success else "completion"
    rows: defaultdict[tuple[str, str], list[Condition]] = defaultdict(list)
    for row in measurement.conditions:
        rows[row.touchpoint, row.condition].append(row)
    outcomes = {key: share_difference(_counts(row, measure) for row in same) for key, same in rows.items()}
    feelings = {key: _satisfaction(rows[key]) for key, outcome in outcomes.items() if outcome}
    judged = verdicts([*(outcomes[key] for key in feelings), *feelings.values()])
    found = [
        replace(_effect(rows[key], outcome, feelings[key], measure), verdict=verdict, satisfaction_verdict=felt)
        for key, verdict, felt in zip(feelings, judged, judged[len(feelings) :], strict=False)
        if (outcome := outcomes[key])
    ]
    return tuple(sorted(found, key=_harm))


def _harm(effect: ConditionEffect) -> tuple[bool, float, float]:
    return not effect.is_friction, -effect.customers_lost_low, -effect.customers_lost


def _effect(
    same: Sequence[Condition], outcome: Difference, satisfaction: Difference | None, measure: Measure
) -> ConditionEffect:
    good, n, good_others, n_others = map(sum, zip(*(_counts(row, measure) for row in same), strict=True))
    cases, met = sum(row.cases for row in same), sum(row.met for row in same)
    return ConditionEffect(
        touchpoint=same[0].touchpoint,
        condition=same[0].condition,
        measure=measure,
        cases=cases,
        met=met,
        share=cases / met,
        n=round(n),
        n_others=round(n_others),
        completion=good / n,
        completion_others=good_others / n_others,
        difference=outcome.difference,
        low=outcome.low,
        high=outcome.high,
        left_out=round(n + n_others) - outcome.n - outcome.n_others,
        answered=satisfaction.n if satisfaction else 0,
        satisfaction_difference=satisfaction.difference if satisfaction else None,
        satisfaction_low=satisfaction.low if satisfaction else None,
        satisfaction_high=satisfaction.high if satisfaction else None,
        customers_lost=cases * max(0.0, -outcome.difference),
        customers_lost_low=cases * max(0.0, -outcome.high),
    )


def _counts(row: Condition, measure: Measure) -> Counts:
    if measure == "success":
        return Counts(row.succeeded, row.judged, row.met_succeeded - row.succeeded, row.met_judged - row.judged)
    return Counts(row.completed, row.cases, row.met_completed - row.completed, row.met - row.cases)


def _satisfaction(same: Sequence[Condition]) -> Difference | None:
    """Compare satisfaction; those who gave a low score are less satisfied by what the words mean."""
    return None if same[0].condition == "low_score" else mean_difference(_means(row) for row in same)


def _means(row: Condition) -> Means:
    return Means(
        Moments(row.answered, row.satisfaction, row.satisfaction_squares),
        Moments(
            row.met_answered - row.answered,
            row.met_satisfaction - row.satisfaction,
            row.met_satisfaction_squares - row.satisfaction_squares,
        ),
    )
