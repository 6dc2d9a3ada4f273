"""What customers remember of a route: its worst and its last point, and how often it went badly."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["SECOND_CHANCE", "bad_experiences", "peak_end", "stays", "unrecovered"]

Vector = NDArray[np.float64]

SECOND_CHANCE = 0.12 / 0.56
"""Of those who stay after one bad experience, the share that stays after another: 56 in 100 give a second chance and
12 a third (PwC 2020; stated intent). Beyond two the same share is assumed."""


def peak_end(frictions: Sequence[float]) -> float:
    """Return the mean of the worst and the last friction, what is remembered of a series of moments.

    References:
        Kahneman, Fredrickson, Schreiber & Redelmeier (1993). When more pain is preferred to less: adding a better
        end. Psychological Science 4(6), 401–405. doi:10.1111/j.1467-9280.1993.tb00589.x

    Example:
        >>> peak_end([0.5, 3.0, 1.0])
        2.0
    """
    return (max(frictions) + frictions[-1]) / 2


def bad_experiences(shares: Sequence[Sequence[float]]) -> list[Vector]:
    """Return how many of its touchpoints go badly for one who takes a route, for several routes at once.

    The number K of bad experiences follows the Poisson-binomial distribution: touchpoint i goes badly with b_i,
    taken to be independent of the others. O(routes · length²).

    Args:
        shares: For each route the shares of bad experiences b_i, 0 to 1, visit by visit.

    Returns:
        For each route the probabilities of K = 0, 1, … up to its number of visits.

    References:
        Poisson (1837); Hong, Y. (2013). On computing the distribution function for the Poisson binomial
        distribution. Computational Statistics & Data Analysis 59, 41–51. doi:10.1016/j.csda.2012.10.006

    Example:
        >>> [round(float(p), 3) for p in bad_experiences([[0.1, 0.2]])[0]]
        [0.72, 0.26, 0.02]
    """
    longest = max(map(len, shares), default=0)
    bad = np.zeros((len(shares), longest))
    for row, route in zip(bad, shares, strict=True):
        row[: len(route)] = route
    chance = np.zeros((len(shares), longest + 1))
    chance[:, 0] = 1.0
    for b in bad.T[:, :, None]:
        worse = chance[:, :-1] * b
        chance *= 1 - b
        chance[:, 1:] += worse
    return [row[: len(route) + 1] for row, route in zip(chance, shares, strict=True)]


def unrecovered(route: Sequence[str], bad: Mapping[str, float], recovers: Mapping[str, Iterable[str]]) -> list[float]:
    """Return the shares of bad experiences that are left of a route when later touchpoints have mended what they can.

    `b_i · Π b_r` over the later visits r that recover i: a touchpoint mends what went badly before it wherever it
    goes well itself, which is the share 1 − b_r, and independently of all else. Modelled: nobody was asked whether
    they were won back.

    Args:
        route: Touchpoints, visit by visit.
        bad: Share of bad experiences b, 0 to 1, by touchpoint.
        recovers: The touchpoints whose failures a touchpoint mends.

    Example:
        >>> found = unrecovered(["parcel", "call"], {"parcel": 0.4, "call": 0.25}, {"call": ["parcel"]})
        >>> [round(b, 6) for b in found]
        [0.1, 0.25]
    """
    left: dict[str, float] = {}
    found: list[float] = []
    for here in reversed(route):
        found.append(bad[here] * left.get(here, 1.0))
        for mended in recovers.get(here, ()):
            left[mended] = left.get(mended, 1.0) * bad[here]
    return found[::-1]


def stays(chance: Sequence[float], bad_experience_loss: float = 0.44) -> float:
    """Return the probability to stay after a route, by the second-chance ledger.

    `Σ_K P(K)·S(K)` with S = 1, 0.56, 0.12, and × 0.12/0.56 for each bad experience more, which is extrapolated.

    Args:
        chance: The probabilities of K = 0, 1, … bad experiences.
        bad_experience_loss: Share of customers, 0 to 1, that one bad experience costs.

    Example:
        >>> stays([0.0, 1.0]), round(stays([0.0, 0.0, 1.0]), 2)
        (0.56, 0.12)
    """
    staying = (1 - bad_experience_loss) * SECOND_CHANCE ** (np.arange(len(chance)) - 1.0)
    staying[0] = 1.0
    return float(np.array(chance) @ staying)
