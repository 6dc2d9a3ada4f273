"""Two shares compared exactly, where counts are small."""

from math import exp, lgamma

from journeymap.analysis.comparison import Counts

__all__ = ["fisher", "least_expected"]

_ALIKE = 1 + 1e-7
"""Chances that differ by less are equal but for rounding."""


def least_expected(counts: Counts) -> float:
    """Return how many would be expected in the smallest of the four cells, were the shares equal.

    Example:
        >>> least_expected(Counts(1, 100, 9, 400))
        2.0
    """
    good, n, good_others, n_others = counts
    well, everybody = good + good_others, n + n_others
    return min(n, n_others) * min(well, everybody - well) / everybody


def fisher(counts: Counts) -> float:
    """Return the two-sided p of Fisher's exact test; counts are rounded to whole numbers.

    It adds up the chances of all outcomes that are no likelier than the one seen, with both totals as they are.

    Example:
        >>> round(fisher(Counts(8, 10, 1, 6)), 6)
        0.034965

    References:
        Fisher, R. A. (1922). On the interpretation of χ² from contingency tables, and the calculation of P. Journal
        of the Royal Statistical Society 85, 87–94. doi:10.2307/2340521
    """
    good, n, good_others, n_others = map(round, counts)
    well = good + good_others
    possible = range(max(0, well - n_others), min(well, n) + 1)
    whole = _log_choose(n + n_others, well)
    chances = [exp(_log_choose(n, x) + _log_choose(n_others, well - x) - whole) for x in possible]
    seen = chances[good - possible.start] * _ALIKE
    return min(1.0, sum(chance for chance in chances if chance <= seen))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
