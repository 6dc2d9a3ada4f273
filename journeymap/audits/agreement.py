"""How far two orders agree, and how sure a sample is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import TypeVar

from journeymap.analysis.touchpoints import grade

__all__ = ["Agreement", "agreement", "margin_of_mean", "margin_of_share", "places", "suffices"]

_Z = 1.959963984540054
"""The normal quantile that leaves 2.5 % above it."""
_HIGH, _SOME = 0.7, 0.3
"""Kendall's tau from which on two orders agree largely, or in part."""

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two orders of the same things agree: 1 wholly, −1 one is the other turned round."""

    n: int
    """How many things stand in either of them."""
    kendall: float | None
    """Tau-b; None where one of them has no order."""
    spearman: float | None
    """Rho; None where one of them has no order."""

    @property
    def words(self) -> str:
        """How far they agree, in words."""
        if self.kendall is None:
            return "cannot be compared"
        if self.kendall >= _HIGH:
            return "largely agree"
        if self.kendall >= _SOME:
            return "agree in part"
        return "hardly agree" if self.kendall > -_SOME else "contradict each other"


def agreement(first: Sequence[T], second: Sequence[T]) -> Agreement:
    """Compare two orders, most important first.

    What only one of them names shares the place behind the last of the other: nobody knows its order there.
    Kendall's `τ_b = (C − D) / √((P − T₁)(P − T₂))` with C pairs in the same order, D in the opposite one, P pairs,
    and T tied in one of the orders; Spearman's ρ is the correlation of the mean places.

    Example:
        >>> found = agreement(["products", "digital", "service"], ["service", "products", "digital"])
        >>> round(found.kendall, 3), round(found.spearman, 3)
        (-0.333, -0.5)

    References:
        Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33, 239–251.
        doi:10.1093/biomet/33.3.239
        Spearman, C. (1904). The proof and measurement of association between two things. American Journal of
        Psychology 15, 72–101. doi:10.2307/1412159
    """
    things = [*dict.fromkeys([*first, *second])]
    x, y = ([places(order, things)[thing] for thing in things] for order in (first, second))
    return Agreement(len(things), _kendall(x, y), _correlation(x, y))


def places(order: Sequence[T], things: Sequence[T]) -> dict[T, float]:
    """Return the place of each thing in an order; those that it does not name share the mean of the places left.

    Example:
        >>> places("ba", "abcd")
        {'a': 2.0, 'b': 1.0, 'c': 3.5, 'd': 3.5}
    """
    named = {thing: float(place) for place, thing in enumerate(order, 1)}
    last = (len(named) + 1 + len(things)) / 2
    return {thing: named.get(thing, last) for thing in things}


def _kendall(x: Sequence[float], y: Sequence[float]) -> float | None:
    pairs = [(_sign(x[i] - x[j]), _sign(y[i] - y[j])) for i, j in combinations(range(len(x)), 2)]
    ordered = [sum(1 for pair in pairs if pair[side]) for side in (0, 1)]
    if not all(ordered):
        return None
    return sum(one * other for one, other in pairs) / sqrt(ordered[0] * ordered[1])


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)


def _correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    if not x:
        return None
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    squares = sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sqrt(squares) if squares else None


def margin_of_share(n: float) -> float:
    """Return the margin of error of any share, 0 to 1, that n answers give: `1.96 · √(¼ / n)` at 95 %.

    Example:
        >>> round(margin_of_share(385), 3)
        0.05
    """
    return min(1.0, _Z * sqrt(0.25 / n)) if n else 1.0


def margin_of_mean(mean: float, n: float, *, low: float, high: float) -> float:
    """Return the widest margin of error of a mean score that n answers can have, at 95 %.

    `1.96 · √((high − m)(m − low) / n)`: no distribution on the scale varies more about its mean m.

    Args:
        mean: The mean score.
        n: How many answered.
        low: The lowest score of the scale.
        high: The highest.

    Example:
        >>> round(margin_of_mean(2.5, 320, low=1, high=5), 3)
        0.212

    References:
        Bhatia, R., & Davis, C. (2000). A better bound on the variance. American Mathematical Monthly 107, 353–357.
        doi:10.1080/00029890.2000.12005203
    """
    return min(high - low, _Z * sqrt(max(0.0, (high - mean) * (mean - low)) / n)) if n else high - low


def suffices(n: float | None) -> bool:
    """Say whether so many answers suffice for customers' word to count: grade C (30) or better."""
    return n is not None and grade(n) != "D"
