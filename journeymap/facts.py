"""What is known of a journey's touchpoints and transitions, whatever it was known from."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from journeymap.model import Model
from journeymap.situations import Patience
from journeymap.touchpoint import Target
from journeymap.units import Scale

__all__ = ["Evidence", "Facts", "Outline", "Step", "Waits"]

Evidence = Literal["measured", "described", "assumed"]
"""From a log; from counts or scores in the journey file; from presets."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A distribution of waits: seconds with their shares, which add up to 1; shortest first."""

    seconds: tuple[float, ...]
    shares: tuple[float, ...]
    n: int | None = None
    """How many waits were measured; None where it was described."""

    @property
    def median(self) -> float:
        """The wait that half of the customers do not exceed, in seconds."""
        return self.quantile(0.5)

    def quantile(self, q: float) -> float:
        """Return the smallest wait that a share q of the customers does not exceed, in seconds."""
        reached = np.searchsorted(np.cumsum(self.shares), q - 1e-12)
        return self.seconds[min(int(reached), len(self.seconds) - 1)]

    def plus(self, other: "Waits") -> "Waits":
        """Return the waits of those who wait both, the one independently of the other.

        Example:
            >>> Waits((0.0, 60.0), (0.5, 0.5)).plus(Waits((30.0,), (1.0,))).seconds
            (30.0, 90.0)
        """
        seconds = np.add.outer(self.seconds, other.seconds).ravel()
        shares = np.multiply.outer(self.shares, other.shares).ravel()
        order = np.argsort(seconds, kind="stable")
        return Waits(tuple(seconds[order].tolist()), tuple(shares[order].tolist()), self.n)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a touchpoint: the attributes of its node."""

    name: str
    planned: bool
    phase: str | None
    side: Literal["before", "during", "after"] | None
    """Of the sale."""
    channel: str | None
    owner: str | None
    wait: Waits | None
    """The wait that is charged; None where it is unknown, or the customer's own time."""
    wait_evidence: Evidence | None
    work: Waits | None
    """Time the customer spends working or in conversation; charged where the touchpoint gives its patience."""
    promise_seconds: float | None
    patience: Patience | None
    informed: bool
    clicks: float | None
    keystrokes: float | None
    bad: float | None
    """Share of bad experiences, 0 to 1."""
    answers: float
    scale: Scale
    """The scale of its scores."""
    score: float | None
    """Mean score on its own scale."""
    score_share: float | None
    """The score as a share of its scale, 0 (worst) to 1 (best)."""
    satisfaction_evidence: Evidence | None
    reached: float | None
    """Visits whose end is known: the denominator of `left`."""
    left: float | None
    """Visits after which the customer was seen to leave."""
    leaving_evidence: Evidence | None
    under_way: float
    """Share of visits, 0 to 1, at which a customer still stands."""
    visits: int | None
    succeeded: float | None
    """Share of the cases that met it, 0 to 1, that succeeded; None where the log does not say."""
    target: Target | None
    fix_cost: float | None

    @property
    def charged_work(self) -> Waits | None:
        """The time of work where it is charged: patience for waiting says nothing of how long customers work."""
        return self.work if self.patience and self.patience.given else None


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of a transition: the attributes of its edge."""

    share: float
    """Share of those who go on, 0 to 1."""
    planned: bool
    n: int | None
    """How often it was taken; None without a log."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of the journey as a whole: the attributes of the graph."""

    starts: dict[str, float]
    """Share of customers by where they start; adds up to 1."""
    goals: tuple[str, ...]
    ends: dict[str, Literal["neutral", "lost"]]
    model: Model
    pooled_bad: float | None
    """Answers-weighted share of bad experiences over all touchpoints; None where nobody was asked."""
    n_cases: int | None
