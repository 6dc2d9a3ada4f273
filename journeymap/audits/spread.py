"""How long customers wait, as a whole distribution: how many are within a limit, and what nearly all are within."""

from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

from journeymap.analysis.statistics import wilson
from journeymap.facts import Waits
from journeymap.measures import Wait

__all__ = ["Kept", "Spread", "spread_of"]

_ROUNDING = 1 + 1e-9
"""Sums of seconds must not break a promise."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The share of customers, 0 to 1, who got what they should."""

    share: float
    low: float
    """Its 95 % interval (Wilson); of what is described, the share itself."""
    high: float
    n: int | None
    """How many it was counted of; None where it follows from a described distribution."""

    @classmethod
    def counted(cls, kept: int, n: int) -> "Kept":
        """Make it of counts.

        Example:
            >>> Kept.counted(17, 20).share
            0.85
        """
        return cls(kept / n, *wilson(kept, n), n)

    def is_surely(self, wanted: float) -> bool | None:
        """Whether it is at least so large, beyond chance; None where chance could decide."""
        return True if self.low >= wanted else False if self.high < wanted else None


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of waits: counted in a log, mixed of channels, or log-normal as described."""

    waits: Waits
    described: Wait | None
    """Median and p90, where it is known by them alone."""

    @property
    def median(self) -> float:
        """Half of the customers wait longer, in seconds."""
        return self.quantile(0.5)

    def quantile(self, q: float) -> float:
        """Return the wait, in seconds, that a share q of the customers does not exceed.

        Of a described wait `median · e^(σ·z)`, with `σ = ln(p90/median)/1.2816` and z the normal quantile of q.

        Example:
            >>> wait = Wait.model_validate({"median": "4 min", "p90": "11 min"})
            >>> round(Spread(Waits((), ()), wait).quantile(0.9) / 60, 3)
            11.0
        """
        if self.described is None or self.described.median is None:
            return self.waits.quantile(q)
        return self.described.median * exp(self.described.sigma * NormalDist().inv_cdf(q))

    def within(self, seconds: float) -> Kept:
        """Return how many customers wait no longer.

        Example:
            >>> wait = Wait.model_validate({"median": "4 min", "p90": "11 min"})
            >>> round(Spread(Waits((), ()), wait).within(660).share, 3)
            0.9
        """
        if self.described is not None and self.described.median:
            z = log(seconds / self.described.median) / self.described.sigma if seconds else float("-inf")
            share = NormalDist().cdf(z)
            return Kept(share, share, share, None)
        pairs = zip(self.waits.seconds, self.waits.shares, strict=True)
        share = min(1.0, sum(part for wait, part in pairs if wait <= seconds * _ROUNDING))
        if self.waits.n is None:
            return Kept(share, share, share, None)
        return Kept.counted(round(share * self.waits.n), self.waits.n)


def spread_of(waits: Waits | None, described: Wait | None) -> Spread | None:
    """Return how waits are spread; None where they are unknown, or known as one duration, which says nothing of it.

    Args:
        waits: What is known of the touchpoint, in all its channels.
        described: What the journey file says of them, where that is all that is known.
    """
    if waits is None:
        return None
    if waits.n is None and described is not None and described.sigma:
        return Spread(waits, described)
    return Spread(waits, None) if waits.n is not None or len(waits.seconds) > 1 else None
