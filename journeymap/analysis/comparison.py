"""Two groups compared, like with like: within strata, with an interval, and corrected where there are many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, hypot, sqrt
from typing import Literal, NamedTuple

from scipy.special import stdtr, stdtrit

from journeymap.analysis.statistics import wilson

__all__ = [
    "Counts",
    "Difference",
    "Means",
    "Moments",
    "Verdict",
    "holm",
    "mean_difference",
    "mean_gap",
    "share_difference",
    "verdicts",
]

Verdict = Literal["worse", "better", "no difference", "too few", "not compared"]
"""What a comparison shows beyond chance; `too few`: fewer than 30 on one side."""

_FEW = 30
_CHANCE = 0.05
_SPREAD = 1e-12
"""A variance below it is that of equal values."""


class Counts(NamedTuple):
    """How many did well of two groups, in one stratum."""

    good: float
    n: float
    good_others: float
    n_others: float


class Moments(NamedTuple):
    """Some values, as their number, sum and sum of squares."""

    n: float
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """The mean; of none there is none."""
        return self.total / self.n

    @property
    def error(self) -> float:
        """The variance of the mean, estimated from two values or more."""
        variance = (self.squares - self.total * self.mean) / (self.n - 1)
        return variance / self.n if variance > _SPREAD else 0.0


class Means(NamedTuple):
    """Values of two groups, in one stratum."""

    these: Moments
    others: Moments


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much one group is above another."""

    difference: float
    low: float
    """95 % interval."""
    high: float
    p: float
    """How often chance alone would show so much or more, if there were no difference."""
    n: int
    """How many of the first were compared: those in strata where the other is too."""
    n_others: int

    @property
    def few(self) -> bool:
        """Whether one of the two has fewer than 30."""
        return min(self.n, self.n_others) < _FEW


def share_difference(strata: Iterable[Counts]) -> Difference | None:
    """Compare two shares within strata, weighted as Mantel and Haenszel do.

    `d = Σ w·(p₁ − p₂) / Σ w` with `w = n₁·n₂/(n₁ + n₂)`. Its interval puts together Wilson's intervals (l, u) of all
    shares: from `d − √Σ w²((p₁−l₁)² + (u₂−p₂)²)/Σ w` to `d + √Σ w²((u₁−p₁)² + (p₂−l₂)²)/Σ w`, which with one stratum
    is Newcombe's. `p` is that of the test of Cochran, Mantel and Haenszel, without continuity correction.

    Args:
        strata: Those in which one group is empty weigh nothing: they drop out.

    Returns:
        None where no stratum has both groups.

    Example:
        >>> found = share_difference([Counts(56, 70, 48, 80)])
        >>> [round(value, 4) for value in (found.difference, found.low, found.high, found.p)]
        [0.2, 0.0524, 0.3339, 0.0083]

    References:
        Mantel, N., & Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies of
        disease. Journal of the National Cancer Institute 22, 719–748. doi:10.1093/jnci/22.4.719
        Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
        Statistics in Medicine 27, 1693–1702. doi:10.1002/sim.3095
        Newcombe (1998); see `newcombe`.
    """
    both = [stratum for stratum in strata if stratum.n and stratum.n_others]
    if not both:
        return None
    weights = [s.n * s.n_others / (s.n + s.n_others) for s in both]
    total = sum(weights)
    difference, down, up = 0.0, 0.0, 0.0
    for weight, (good, n, good_others, n_others) in zip(weights, both, strict=True):
        (low, high), (low_others, high_others) = wilson(good, n), wilson(good_others, n_others)
        share, share_others, part = good / n, good_others / n_others, weight / total
        difference += part * (share - share_others)
        down = hypot(down, part * (share - low), part * (high_others - share_others))
        up = hypot(up, part * (high - share), part * (share_others - low_others))
    return Difference(difference, difference - down, difference + up, _cochran(both), *_compared(both))


def _compared(strata: Sequence[Counts]) -> tuple[int, int]:
    return round(sum(stratum.n for stratum in strata)), round(sum(stratum.n_others for stratum in strata))


def _cochran(strata: Iterable[Counts]) -> float:
    """The two-sided p of `(Σ (x₁ − n₁·m/N))² / Σ n₁·n₂·m·(N − m)/(N²·(N − 1))`, m of N having done well."""
    surplus, variance = 0.0, 0.0
    for good, n, good_others, n_others in strata:
        together, well = n + n_others, good + good_others
        surplus += good - n * well / together
        variance += n * n_others * well * (together - well) / (together**2 * max(together - 1, 1))
    return erfc(abs(surplus) / sqrt(2 * variance)) if variance > _SPREAD else 1.0


def mean_difference(strata: Iterable[Means]) -> Difference | None:
    """Compare two means within strata, weighted as `share_difference` does.

    The variances of the groups may differ. With one stratum, interval and p are Welch's; with several, the degrees of
    freedom are Satterthwaite's for the weighted sum.

    Args:
        strata: Those in which a group has fewer than two values drop out: nothing tells how they vary.

    Returns:
        None where no stratum is left, or no value differs from another.

    Example:
        >>> found = mean_difference([Means(Moments(4, 10, 30), Moments(5, 20, 84))])
        >>> [round(value, 3) for value in (found.difference, found.low, found.high, found.p)]
        [-1.5, -3.455, 0.455, 0.108]

    References:
        Welch, B. L. (1947). The generalization of "Student's" problem when several different population variances
        are involved. Biometrika 34, 28–35. doi:10.1093/biomet/34.1-2.28
        Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. Biometrics
        Bulletin 2, 110–114. doi:10.2307/3002019
    """
    both = [stratum for stratum in strata if min(stratum.these.n, stratum.others.n) > 1]
    weights = [1 / (1 / these.n + 1 / others.n) for these, others in both]
    total = sum(weights)
    difference, error, slack = 0.0, 0.0, 0.0
    for weight, (these, others) in zip(weights, both, strict=True):
        part = weight / total
        difference += part * (these.mean - others.mean)
        for group in (these, others):
            own = part**2 * group.error
            error += own
            slack += own**2 / (group.n - 1)
    if not error:
        return None
    degrees = error**2 / slack
    half = float(stdtrit(degrees, 0.975)) * sqrt(error)
    p = 2 * float(stdtr(degrees, -abs(difference) / sqrt(error)))
    n, n_others = (round(sum(stratum[side].n for stratum in both)) for side in (0, 1))
    return Difference(difference, difference - half, difference + half, p, n, n_others)


def mean_gap(strata: Iterable[tuple[float, float, float, float]]) -> float | None:
    """Compare two means within strata, as `mean_difference` weighs them, where nothing tells how the values vary.

    Args:
        strata: How many values the first group has and their sum, then the same of the other group.

    Returns:
        The first less the other; None where no stratum has both groups.

    Example:
        >>> mean_gap([(2, 10, 4, 8), (0, 0, 3, 99)])
        3.0
    """
    both = [(1 / (1 / n + 1 / m), x / n - y / m) for n, x, m, y in strata if n and m]
    return sum(weight * gap for weight, gap in both) / sum(weight for weight, _ in both) if both else None


def holm(chances: Sequence[float]) -> list[float]:
    """Correct the p-values of many comparisons, so that in 19 of 20 analyses nothing below 5 % is mere chance.

    The i-th smallest of m is multiplied by `m − i + 1`, and none ends below a smaller one. It holds however the
    comparisons depend on one another.

    Returns:
        The corrected values, in the order given, each at most 1.

    Example:
        >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03, 0.005])]
        [0.03, 0.06, 0.06, 0.02]

    References:
        Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics
        6, 65–70. https://www.jstor.org/stable/4615733
    """
    corrected, highest = [1.0] * len(chances), 0.0
    for place, i in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        highest = max(highest, min(1.0, (len(chances) - place) * chances[i]))
        corrected[i] = highest
    return corrected


def verdicts(compared: Sequence[Difference | None]) -> list[Verdict]:
    """Say what many comparisons show, by `holm`: in 19 of 20 logs no difference is claimed where there is none.

    A difference is claimed only where its own 95 % interval leaves out 0 too. Those that rest on few are not judged,
    and are none of the many.

    Example:
        >>> verdicts([share_difference([Counts(5, 100, 40, 100)]), share_difference([Counts(1, 2, 1, 2)]), None])
        ['worse', 'too few', 'not compared']
    """
    judged = [i for i, each in enumerate(compared) if each is not None and not each.few]
    found: list[Verdict] = ["not compared" if each is None else "too few" for each in compared]
    for i, p in zip(judged, holm([each.p for each in compared if each is not None and not each.few]), strict=True):
        each = compared[i]
        assert each is not None
        sure = p < _CHANCE and not each.low <= 0 <= each.high
        found[i] = "no difference" if not sure else "worse" if each.high < 0 else "better"
    return found
