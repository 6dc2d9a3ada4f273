"""How groups of people see a touchpoint, and by how much one view differs from another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from journeymap.analysis.statistics import wilson
from journeymap.satisfaction import Satisfaction, bad_weight
from journeymap.units import Scale

__all__ = ["Measure", "PerceptionGap", "Verdict", "View", "compared", "compared_together"]

Measure = Literal["score", "satisfied"]
"""What is compared: means as shares of their scales, or shares of satisfied answers."""
Verdict = Literal["higher", "lower", "no difference", "not tested"]
"""Of the first against the second; `not tested`: nobody says how many were asked."""
_SPREAD = 1e-12
"""A deviation below it is that of equal answers."""


@dataclass(frozen=True, slots=True)
class View:
    """What one group says of a touchpoint, as it was given and as a share of its scale."""

    score: float | None
    """Mean on the group's own scale; None where only a share of the satisfied is known."""
    scale: str
    share: float | None
    """The mean as a share of the scale, 0 (worst) to 1 (best)."""
    satisfied: float | None
    """Share of satisfied answers, 0 to 1; None where only a mean is known."""
    n: float | None
    """How many were asked; None where nobody says."""
    deviation: float | None
    """Standard deviation of the answers as shares of the scale; None where they were not counted."""

    @classmethod
    def of_answers(cls, answers: Mapping[float, float], scale: Scale) -> "View":
        """Make a view of counted answers, by score.

        Example:
            >>> seen = View.of_answers({2.0: 1, 4.0: 3}, Scale(1, 5))
            >>> seen.score, seen.share, seen.satisfied, seen.deviation
            (3.5, 0.625, 0.75, 0.25)
        """
        n = sum(answers.values())
        score = sum(value * count for value, count in answers.items()) / n
        share = scale.share(score)
        squares = sum(count * (scale.share(value) - share) ** 2 for value, count in answers.items())
        satisfied = sum(count * bad_weight(scale.low + scale.high - value, scale) for value, count in answers.items())
        deviation = sqrt(squares / (n - 1)) if n > 1 else None
        return cls(score, str(scale), share, satisfied / n, n, deviation)

    @classmethod
    def of(cls, said: Satisfaction, default: Scale) -> "View":
        """Make a view of what stands in a journey file.

        Args:
            said: Score, counts or shares.
            default: The scale where it names none.
        """
        scale = said.scale or default
        if said.counts is not None and said.weight:
            return cls.of_answers({scale.low + step: n for step, n in enumerate(said.counts)}, scale)
        score = said.mean(scale)
        share = None if score is None else scale.share(score)
        return cls(score, str(scale), share, said.satisfied_share(scale), said.asked, None)

    def value(self, measure: Measure) -> float | None:
        """Return what is compared, 0 to 1."""
        return self.share if measure == "score" else self.satisfied

    def interval(self, measure: Measure, *, choices: int = 1) -> tuple[float, float] | None:
        """Return the 95 % interval of what is compared; None where nobody says how many were asked.

        Of a mean of counted answers `u ± t·s/√n`, Student's. Where the answers were not counted, or are all equal,
        nothing is known of their spread: it is taken as wide as it can be, `s² ≤ u(1 − u)`, which is that of a share,
        and so the interval is Wilson's, as it is for shares.

        Args:
            measure: What is compared.
            choices: How many such comparisons one chooses among: the interval is as much wider (Bonferroni).

        References:
            Bhatia, R., & Davis, C. (2000). A better bound on the variance. American Mathematical Monthly 107,
            353–357. doi:10.1080/00029890.2000.12005203
        """
        value = self.value(measure)
        if value is None or not self.n:
            return None
        if measure == "satisfied" or self.deviation is None or self.deviation < _SPREAD:
            return wilson(value * self.n, self.n, choices=choices)
        half = _student(self.n - 1, choices) * self.deviation / sqrt(self.n)
        return max(0.0, value - half), min(1.0, value + half)


def _student(degrees: float, choices: int) -> float:
    """Return the quantile that leaves 2.5 % above it, or less where one chooses among several."""
    from scipy.special import stdtrit  # noqa: PLC0415 - few journeys have counts

    return float(stdtrit(degrees, 1 - 0.025 / choices))


@dataclass(frozen=True, slots=True)
class PerceptionGap:
    """By how much the first view is higher than the second."""

    measure: Measure
    first: float
    """Share of the scale, or of satisfied answers, 0 to 1."""
    second: float
    gap: float
    """First less second, −1 to 1: 0.25 is one step of a scale 1..5."""
    low: float | None
    """95 % interval; None where nobody says how many were asked."""
    high: float | None
    verdict: Verdict
    n: float | None
    """How many were asked of the second; None where nobody says."""
    touchpoints: int = 1
    """How many were compared, each of which weighs alike."""


def compared(first: View | None, second: View | None, *, choices: int = 1) -> PerceptionGap | None:
    """Compare two views by their means, or by shares of the satisfied where one has no mean.

    A view without a number of answers is a claim, taken as it stands; where both are, nothing is tested.

    Args:
        first: Such as the company's.
        second: Such as the customers'.
        choices: How many such comparisons one chooses among.

    Returns:
        None where the two have nothing in common.

    Example:
        >>> company, customers = View(4.6, "1..5", 0.9, None, None, None), View(2.6, "1..5", 0.4, None, 180, None)
        >>> found = compared(company, customers)
        >>> [round(value, 3) for value in (found.gap, found.low, found.high)], found.verdict
        ([0.5, 0.427, 0.569], 'higher')
    """
    return compared_together([(first, second)], choices=choices)


def compared_together(pairs: Sequence[tuple[View | None, View | None]], *, choices: int = 1) -> PerceptionGap | None:
    """Compare the views of two groups over several touchpoints, each of which weighs alike.

    The interval puts the intervals (l, u) of the views together (MOVER): from `d − √Σ((x−lₓ)² + (uᵧ−y)²)/k` to
    `d + √Σ((uₓ−x)² + (y−lᵧ)²)/k`, k touchpoints; of two counted means it is close to Welch's.

    Args:
        pairs: The views of both groups, a touchpoint each. Means are compared where any pair has them, else shares
            of the satisfied; pairs that lack what is compared drop out.
        choices: How many such comparisons one chooses among.

    References:
        Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
        Statistics in Medicine 27, 1693–1702. doi:10.1002/sim.3095
    """
    measure: Measure = "score" if any(_both_have("score", *pair) for pair in pairs) else "satisfied"
    both = [(a, b) for a, b in pairs if a and b and _both_have(measure, a, b)]
    if not both:
        return None
    k, down, up = len(both), 0.0, 0.0
    for a, b in both:
        (below_a, above_a), (below_b, above_b) = (_margins(view, measure, choices) for view in (a, b))
        down += below_a**2 + above_b**2
        up += above_a**2 + below_b**2
    first, second = (sum(view.value(measure) or 0.0 for view in views) / k for views in zip(*both, strict=True))
    gap, tested = first - second, all(a.n or b.n for a, b in both)
    low, high = (gap - sqrt(down) / k, gap + sqrt(up) / k) if tested else (None, None)
    n = None if any(b.n is None for _, b in both) else sum(b.n or 0.0 for _, b in both)
    return PerceptionGap(measure, first, second, gap, low, high, _verdict(low, high), n, k)


def _both_have(measure: Measure, first: View | None, second: View | None) -> bool:
    return all(view is not None and view.value(measure) is not None for view in (first, second))


def _margins(view: View, measure: Measure, choices: int) -> tuple[float, float]:
    """Return how far the interval of a view reaches below and above it; not at all where it is a claim."""
    ends, value = view.interval(measure, choices=choices), view.value(measure)
    return (0.0, 0.0) if ends is None or value is None else (value - ends[0], ends[1] - value)


def _verdict(low: float | None, high: float | None) -> Verdict:
    if low is None or high is None:
        return "not tested"
    return "higher" if low > 0 else "lower" if high < 0 else "no difference"
