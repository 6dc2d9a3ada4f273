"""Two groups compared, like with like: within strata, with an interval, and corrected where there are many."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import erfc, stdtr, stdtrit

from journeymap.analysis.statistics import Z

__all__ = [
    "Counts",
    "Difference",
    "Differences",
    "Means",
    "Moments",
    "Verdict",
    "holm",
    "mean_difference",
    "mean_differences",
    "mean_gaps",
    "share_difference",
    "share_differences",
    "verdicts",
]

Verdict = Literal["worse", "better", "no difference", "too few", "not compared"]
"""What a comparison shows beyond chance; `too few`: fewer than 30 on one side."""

Columns = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

_FEW = 30
_CHANCE = 0.05
_SPREAD = 1e-12
"""A variance below it, or that is a smaller part of the mean square, is that of equal values."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Differences(Sequence[Difference | None]):
    """Many comparisons, as columns; one of them is put into words when it is asked for."""

    known: Flags
    """Whether there was something to compare; if not, what stands in the other columns means nothing."""
    difference: Columns
    low: Columns
    high: Columns
    p: Columns
    n: Integers
    n_others: Integers

    @classmethod
    def of(cls, compared: Sequence[Difference | None]) -> "Differences":
        """Make columns of some comparisons, if they are not columns already."""
        if isinstance(compared, cls):
            return compared
        known = np.array([each is not None for each in compared], dtype=np.bool_)
        rows = [astuple(each) if each is not None else (0.0,) * 6 for each in compared]
        difference, low, high, p, n, n_others = np.array(rows, dtype=np.float64).reshape(-1, 6).T
        return cls(known, difference, low, high, p, n.astype(np.int64), n_others.astype(np.int64))

    def __len__(self) -> int:
        return len(self.known)

    def __getitem__(self, row: int) -> Difference | None:  # type: ignore[override] # no slices
        return Difference(*(column[row].item() for column in self._columns[1:])) if self.known[row] else None

    def __add__(self, others: "Differences") -> "Differences":
        """The comparisons of both, as with lists."""
        return Differences(*map(np.concatenate, zip(self._columns, others._columns, strict=True)))

    @property
    def _columns(self) -> list[npt.NDArray[Any]]:
        return [getattr(self, each.name) for each in fields(self)]

    @property
    def few(self) -> Flags:
        """Whether one of the two groups has fewer than 30."""
        found: Flags = np.minimum(self.n, self.n_others) < _FEW
        return found


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
    [found] = share_differences(*_together(strata, len(Counts._fields)), 1)
    return found


def share_differences(counts: Columns, of: Integers, n: int) -> Differences:
    """Make many comparisons of shares at once.

    Args:
        counts: The columns of `Counts`, one stratum each.
        of: To which comparison each stratum belongs, 0 to n − 1.
        n: How many comparisons there are.

    Returns:
        For each what `share_difference` gives.
    """
    both = np.minimum(counts[1], counts[3]) > 0
    (good, size, good_others, size_others), of = counts[:, both], of[both]
    weight = size * size_others / (size + size_others)
    part = weight / _sums(weight, of, n)[of]
    share, share_others = good / size, good_others / size_others
    (low, high), (low_others, high_others) = _wilson(good, size), _wilson(good_others, size_others)
    difference = _sums(part * (share - share_others), of, n)
    down = np.sqrt(_sums(part**2 * ((share - low) ** 2 + (high_others - share_others) ** 2), of, n))
    up = np.sqrt(_sums(part**2 * ((high - share) ** 2 + (share_others - low_others) ** 2), of, n))
    p = _cochran(counts[:, both], of, n)
    sizes = _counts(size, of, n), _counts(size_others, of, n)
    return Differences(sizes[0] > 0, difference, difference - down, difference + up, p, *sizes)


def _together(strata: Iterable[tuple[float, ...]], width: int) -> tuple[Columns, Integers]:
    """The columns of some strata that are all of one comparison."""
    columns = np.array([*strata], dtype=np.float64).reshape(-1, width).T
    return columns, np.zeros(columns.shape[1], dtype=np.int64)


def _sums(values: Columns, of: Integers, n: int) -> Columns:
    """Add up over the strata of each comparison."""
    return np.bincount(of, weights=values, minlength=n).astype(np.float64, copy=False)


def _counts(sizes: Columns, of: Integers, n: int) -> Integers:
    """The same of sizes, which are counts, or nearly where those under way were taken out in proportion."""
    return np.rint(_sums(sizes, of, n)).astype(np.int64)


def _wilson(good: Columns, n: Columns) -> tuple[Columns, Columns]:
    """The low and the high end of `statistics.wilson` of many shares, none of nobody."""
    share, z2 = good / n, Z * Z
    middle, half = share + z2 / (2 * n), Z * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = ((middle + side) / (1 + z2 / n) for side in (-half, half))
    return np.where(good == 0, 0.0, low), np.where(good == n, 1.0, high)


def _cochran(counts: Columns, of: Integers, n: int) -> Columns:
    """The two-sided p of `(Σ (x₁ − n₁·m/N))² / Σ n₁·n₂·m·(N − m)/(N²·(N − 1))`, m of N having done well."""
    good, size, good_others, size_others = counts
    together, well = size + size_others, good + good_others
    surplus = _sums(good - size * well / together, of, n)
    each = size * size_others * well * (together - well) / (together**2 * np.maximum(together - 1, 1))
    variance = _sums(each, of, n)
    varies = variance > _SPREAD
    return np.where(varies, erfc(np.abs(surplus) / np.sqrt(2 * np.where(varies, variance, 1.0))), 1.0)


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
    flat = ((*these, *others) for these, others in strata)
    [found] = mean_differences(*_together(flat, 2 * len(Moments._fields)), 1)
    return found


def mean_differences(moments: Columns, of: Integers, n: int) -> Differences:
    """Make many comparisons of means at once.

    Args:
        moments: The columns of `Moments` of the one group, then of the other, one stratum each.
        of: To which comparison each stratum belongs, 0 to n − 1.
        n: How many comparisons there are.

    Returns:
        For each what `mean_difference` gives; nothing where a sum is not a number, for it is unknown.
    """
    both = np.minimum(moments[0], moments[3]) > 1
    moments, of = moments[:, both], of[both]
    these, others = moments[:3], moments[3:]
    weight = 1 / (1 / these[0] + 1 / others[0])
    part = weight / _sums(weight, of, n)[of]
    difference = _sums(part * (these[1] / these[0] - others[1] / others[0]), of, n)
    errors = [part**2 * _error(group) for group in (these, others)]
    error = _sums(errors[0] + errors[1], of, n)
    slack = _sums(errors[0] ** 2 / (these[0] - 1) + errors[1] ** 2 / (others[0] - 1), of, n)
    known = error > 0
    spread = np.sqrt(np.where(known, error, 1.0))
    degrees = np.where(known, error**2, 1.0) / np.where(known, slack, 1.0)
    half = stdtrit(degrees, 0.975) * spread
    p = 2 * stdtr(degrees, -np.abs(difference) / spread)
    sizes = _counts(these[0], of, n), _counts(others[0], of, n)
    return Differences(known, difference, difference - half, difference + half, p, *sizes)


def _error(moments: Columns) -> Columns:
    """The variances of means, each estimated from two values or more."""
    n, total, squares = moments
    variance = (squares - total * total / n) / (n - 1)
    return np.where(variance * n <= _SPREAD * squares, 0.0, variance / n)


def mean_gaps(sums: Columns, of: Integers, n: int) -> list[float | None]:
    """Compare means within strata, as `mean_difference` weighs them, where nothing tells how the values vary.

    Args:
        sums: How many values the first group has and their sum, then the same of the other group, one stratum each.
        of: To which comparison each stratum belongs, 0 to n − 1.
        n: How many comparisons there are.

    Returns:
        The first less the other; None where no stratum has both groups.

    Example:
        >>> mean_gaps(np.array([[2.0, 0], [10, 0], [4, 3], [8, 99]]), np.array([0, 1]), 2)
        [3.0, None]
    """
    both = np.minimum(sums[0], sums[2]) > 0
    (size, total, size_others, total_others), of = sums[:, both], of[both]
    weight = 1 / (1 / size + 1 / size_others)
    weights = _sums(weight, of, n)
    gaps = _sums(weight * (total / size - total_others / size_others), of, n) / np.where(weights > 0, weights, 1.0)
    return [gap if known else None for gap, known in zip(gaps.tolist(), (weights > 0).tolist(), strict=True)]


def holm(chances: npt.ArrayLike) -> Columns:
    """Correct the p-values of many comparisons, so that in 19 of 20 analyses nothing below 5 % is mere chance.

    The i-th smallest of m is multiplied by `m − i + 1`, and none ends below a smaller one. It holds however the
    comparisons depend on one another.

    Returns:
        The corrected values, in the order given, each at most 1.

    Example:
        >>> holm([0.01, 0.04, 0.03, 0.005]).round(3).tolist()
        [0.03, 0.06, 0.06, 0.02]

    References:
        Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics
        6, 65–70. https://www.jstor.org/stable/4615733
    """
    given = np.asarray(chances, dtype=np.float64)
    order, corrected = np.argsort(given), np.empty_like(given)
    each = np.minimum(1.0, np.arange(len(given), 0, -1) * given[order])
    corrected[order] = np.maximum.accumulate(each)
    return corrected


def verdicts(compared: Sequence[Difference | None]) -> list[Verdict]:
    """Say what many comparisons show, by `holm`: in 19 of 20 logs no difference is claimed where there is none.

    A difference is claimed only where its own 95 % interval leaves out 0 too. Those that rest on few are not judged,
    and are none of the many.

    Example:
        >>> verdicts([share_difference([Counts(5, 100, 40, 100)]), share_difference([Counts(1, 2, 1, 2)]), None])
        ['worse', 'too few', 'not compared']
    """
    found = Differences.of(compared)
    judged = found.known & ~found.few
    sure = (found.low > 0) | (found.high < 0)
    sure[judged] &= holm(found.p[judged]) < _CHANCE
    said: tuple[Verdict, ...] = ("not compared", "too few", "no difference", "worse")
    chosen: list[Verdict] = np.select([~found.known, found.few, ~sure, found.high < 0], said, "better").tolist()
    return chosen
