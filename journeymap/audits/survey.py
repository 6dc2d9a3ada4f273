"""How sure a survey is: mean, bad experiences and grade by touchpoint."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from journeymap.analysis.statistics import wilson
from journeymap.analysis.touchpoints import grade
from journeymap.satisfaction import bad_weight
from journeymap.survey import Answers
from journeymap.units import Scale

__all__ = ["SurveyRow", "survey_rows"]

_Z = 1.959963984540054
"""The normal quantile that leaves 2.5 % above it."""


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """What was answered about one touchpoint, and how sure that is."""

    touchpoint: str
    n: int
    grade: Literal["A", "B", "C", "D"]
    mean: float
    margin: float | None
    """Of the mean, at 95 %: 1.96 standard errors; None for a single answer."""
    bad: float
    """Share of bad experiences, 0 to 1."""
    bad_low: float
    """Low end of its 95 % interval."""
    bad_high: float
    """High end of its 95 % interval."""
    counts: tuple[int, ...]
    """Answers per step of the scale, lowest score first."""
    date: str | None
    """Day of the last answer."""


def survey_rows(answers: Iterable[Answers], scale: Scale) -> tuple[SurveyRow, ...]:
    """Return one row a touchpoint, in the order given.

    Bad experiences are the bottom 40 % of the scale's steps; their interval is Wilson's.

    Example:
        >>> row = survey_rows([Answers("support", (1, 1, 0, 1, 1), None)], Scale(1, 5))[0]
        >>> row.mean, row.bad, row.grade
        (3.0, 0.5, 'D')
    """
    return tuple(_row(each, scale) for each in answers)


def _row(each: Answers, scale: Scale) -> SurveyRow:
    n = sum(each.counts)
    scores = [(scale.low + step, count) for step, count in enumerate(each.counts)]
    mean = sum(score * count for score, count in scores) / n
    squares = sum(count * (score - mean) ** 2 for score, count in scores)
    bad = sum(count * bad_weight(score, scale) for score, count in scores)
    low, high = wilson(bad, n)
    margin = _Z * sqrt(squares / (n - 1) / n) if n > 1 else None
    date = each.date.isoformat() if each.date else None
    return SurveyRow(each.touchpoint, n, grade(n), mean, margin, bad / n, low, high, each.counts, date)
