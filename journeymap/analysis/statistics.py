"""Intervals of shares, and of the difference between two shares, that hold for small counts too."""

from math import hypot, sqrt
from statistics import NormalDist

__all__ = ["Z", "newcombe", "wilson"]

Z = 1.959963984540054
"""The normal quantile that leaves 2.5 % above it."""


def wilson(x: float, n: float, *, choices: int = 1) -> tuple[float, float]:
    """Return the 95 % score interval of a share.

    `(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)` with `p = x/n`: the shares
    that a score test at 5 % would not refuse.

    Args:
        x: How many of them, 0 to n.
        n: How many there are. Of nobody nothing is known: 0 gives (0, 1).
        choices: How many such shares one chooses among: the interval is as much wider (Bonferroni), so that it
            holds for the one chosen too.

    Returns:
        Low and high end, each 0 to 1.

    Example:
        >>> [round(end, 4) for end in wilson(81, 263)]
        [0.2553, 0.3662]

    References:
        Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
        Journal of the American Statistical Association 22, 209–212. doi:10.1080/01621459.1927.10502953
    """
    _check(x, n)
    if n == 0:
        return 0.0, 1.0
    z = Z if choices == 1 else NormalDist().inv_cdf(1 - 0.025 / choices)
    p, z2 = x / n, z * z
    middle = p + z2 / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    low = 0.0 if x == 0 else (middle - half) / scale
    high = 1.0 if x == n else (middle + half) / scale
    return low, high


def newcombe(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float]:
    """Return the 95 % hybrid score interval of the difference `x1/n1 − x2/n2` of two independent shares.

    With `(l, u)` the Wilson intervals of the two shares p, from `d − √((p1−l1)² + (u2−p2)²)` to
    `d + √((u1−p1)² + (p2−l2)²)`: method 10, without continuity correction.

    Args:
        x1: How many of the first, 0 to n1.
        n1: How many of the first there are, more than 0.
        x2: How many of the second, 0 to n2.
        n2: How many of the second there are, more than 0.

    Returns:
        Low and high end, each −1 to 1.

    Raises:
        ValueError: If one of the groups is empty: then there is no difference to speak of.

    Example:
        >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
        [0.0524, 0.3339]

    References:
        Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
        comparison of eleven methods. Statistics in Medicine 17, 873–890.
        doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
    """
    if n1 == 0 or n2 == 0:
        raise ValueError("a difference needs somebody in both groups")
    (low1, high1), (low2, high2) = wilson(x1, n1), wilson(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    return p1 - p2 - hypot(p1 - low1, high2 - p2), p1 - p2 + hypot(high1 - p1, p2 - low2)


def _check(x: float, n: float) -> None:
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no share")
