"""Figures of one side of a comparison, and by how much two of them differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import hypot, sqrt
from typing import NamedTuple, TypeAlias

from journeymap.analysis.comparison import (
    Counts,
    Difference,
    Means,
    Moments,
    mean_difference,
    share_difference,
)
from journeymap.changes.exact import fisher, least_expected

__all__ = ["Figure", "Mean", "Median", "Said", "Share", "Visits", "change_of", "share_of_visits"]

_Z = 1.959963984540054
"""The normal quantile that leaves 2.5 % above it."""
_FEWEST_EXPECTED = 5
"""Of those who do well, or do not, on either side: with fewer the score test says more than it knows."""


class Share(NamedTuple):
    """So many of so many."""

    good: float
    n: float
    effect: float = 1.0
    """How many times as much the share varies as that of as many customers who count once each."""

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; of none there is none."""
        return self.good / self.n if self.n else None

    def thinned(self, effect: float) -> tuple[float, float]:
        """Return so many of so many who would tell as much, had each counted once."""
        return self.good / effect, self.n / effect


class Mean(NamedTuple):
    """The mean of some values."""

    moments: Moments
    effect: float = 1.0

    @property
    def n(self) -> float:
        """How many values there are."""
        return self.moments.n

    @property
    def value(self) -> float | None:
        """The mean; of none there is none."""
        return self.moments.mean if self.moments.n else None

    @property
    def thinned(self) -> Moments:
        """As many values as would tell as much, had each customer given one."""
        return Moments(*(each / self.effect for each in self.moments))


@dataclass(frozen=True, slots=True)
class Median:
    """The median of values in buckets: their means, smallest first, and how many are in each."""

    values: Sequence[float]
    counts: Sequence[float]
    effect: float = 1.0

    @property
    def n(self) -> float:
        """How many values there are."""
        return sum(self.counts)

    @property
    def value(self) -> float | None:
        """The value that half of them do not exceed; of none there is none."""
        return self._at(0.5) if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval: the values at ranks `n/2 ± z·√n/2`, as many as would tell as much."""
        half = _Z / (2 * sqrt(max(self.n / self.effect, 1)))
        return self._at(0.5 - half), self._at(0.5 + half)

    def above(self, limit: float) -> float:
        """Return how many are above a limit."""
        return sum(count for value, count in zip(self.values, self.counts, strict=True) if value > limit)

    def _at(self, q: float) -> float:
        wanted = q * self.n - 1e-9
        reached = (i for i, n in enumerate(accumulate(self.counts)) if n >= wanted)
        return self.values[next(reached, len(self.values) - 1)]


class Said(NamedTuple):
    """A figure without counts: described, modelled, or a mean of which nothing tells how it varies."""

    value: float | None
    n: float | None = None


Figure: TypeAlias = Share | Mean | Median | Said


def change_of(before: Figure, after: Figure) -> Difference | None:
    """Return by how much a figure is higher after than before, with its interval; None where nothing tells how sure.

    Shares: Newcombe's interval and the score test, or Fisher's where fewer than five would be expected somewhere;
    means: Welch's; medians: see `_medians`. Where one customer may count several times, all are taken of as many as
    would tell as much (Rao and Scott).

    Example:
        >>> found = change_of(Share(48, 80), Share(56, 70))
        >>> round(found.difference, 4), round(found.low, 4), round(found.high, 4)
        (0.2, 0.0524, 0.3339)

    References:
        Rao, J. N. K., & Scott, A. J. (1992). A simple method for the analysis of clustered binary data. Biometrics 48,
        577–585. doi:10.2307/2532311
    """
    match before, after:
        case Share(), Share() if before.n and after.n:
            return _shares(before, after)
        case Mean(), Mean() if before.n and after.n:
            return mean_difference([Means(after.thinned, before.thinned)])
        case Median(), Median() if before.n and after.n:
            return _medians(before, after)
    return None


def _shares(before: Share, after: Share) -> Difference | None:
    effects = _known_effects(before, after)
    counts = Counts(*after.thinned(effects[1]), *before.thinned(effects[0]))
    found = share_difference([counts])
    return replace(found, p=fisher(counts)) if found and least_expected(counts) < _FEWEST_EXPECTED else found


def _known_effects(*shares: Share) -> list[float]:
    """Where nobody or everybody does so nothing tells how alike a customer's visits are: as on the other side."""
    told = [share.effect for share in shares if 0 < share.good < share.n]
    return [share.effect if 0 < share.good < share.n else max(told, default=share.effect) for share in shares]


def _medians(before: Median, after: Median) -> Difference:
    """Compare two medians.

    The interval puts together those of both medians, `d − √((m₁−l₁)² + (u₀−m₀)²)` to `d + √((u₁−m₁)² + (m₀−l₀)²)`
    (Zou and Donner 2008); p is that of Mood's test, by how many on each side are above the median of both.
    """
    both = sorted(zip([*before.values, *after.values], [*before.counts, *after.counts], strict=True))
    middle = Median([value for value, _ in both], [count for _, count in both]).value or 0.0
    above = [(each.above(middle) / each.effect, each.n / each.effect) for each in (after, before)]
    mood = share_difference([Counts(*above[0], *above[1])])
    assert mood is not None
    m0, m1 = before.value or 0.0, after.value or 0.0
    (low0, high0), (low1, high1) = before.interval, after.interval
    low, high = m1 - m0 - hypot(m1 - low1, high0 - m0), m1 - m0 + hypot(high1 - m1, m0 - low0)
    return Difference(m1 - m0, low, high, mood.p, mood.n, mood.n_others)


class Visits(NamedTuple):
    """Visits of which a customer may have several: x of n count; sums over customers."""

    good: float
    """Σ x."""
    n: float
    """Σ n."""
    squares: float
    """Σ x²."""
    products: float
    """Σ x·n."""
    n_squares: float
    """Σ n²."""


def share_of_visits(visits: Visits) -> Share:
    """Return a share of visits with its design effect, `Σ (x − p·n)²/(Σ n·p·(1 − p))` with `p = Σ x/Σ n`, at least 1.

    Example:
        >>> share_of_visits(Visits(50, 100, 50, 50, 100)), share_of_visits(Visits(200, 400, 800, 800, 1600)).effect
        (Share(good=50, n=100, effect=1.0), 4.0)
    """
    good, n, squares, products, n_squares = visits
    if not 0 < good < n:
        return Share(good, n)
    p = good / n
    spread = squares - 2 * p * products + p**2 * n_squares
    return Share(good, n, max(1.0, spread / (n * p * (1 - p))))
