"""What is known of a journey's touchpoints and transitions, whatever it was known from."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from journeymap.measures import Target
from journeymap.model import Model
from journeymap.situations import Patience
from journeymap.units import Scale

__all__ = ["Evidence", "Facts", "Outline", "Part", "Step", "Waits", "of_parts"]

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
        reached = bisect_left([*accumulate(self.shares)], q - 1e-12)
        return self.seconds[min(reached, len(self.seconds) - 1)]

    def plus(self, other: "Waits") -> "Waits":
        """Return the waits of those who wait both, the one independently of the other.

        Example:
            >>> Waits((0.0, 60.0), (0.5, 0.5)).plus(Waits((30.0,), (1.0,))).seconds
            (30.0, 90.0)
        """
        import numpy as np  # noqa: PLC0415 - few touchpoints have both

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
    clicks_evidence: Evidence | None = None
    is_end: bool = False
    """Whether it is an end that is no goal: who gets there has left already, or does not count, so it costs nothing."""
    parts: tuple["Part", ...] = ()
    """The touchpoint in each of its channels, where measures are given by channel; the measures above are then those
    of all channels together, where every channel has them."""

    def changed(self, change: "Callable[[Facts], Facts]") -> "Facts":
        """Return the touchpoint changed, and so in each of its channels."""
        if not self.parts:
            return change(self)
        return of_parts(change(self), [replace(part, facts=change(part.facts)) for part in self.parts])

    @property
    def charged_work(self) -> Waits | None:
        """The time of work where it is charged: patience for waiting says nothing of how long customers work."""
        return self.work if self.patience and self.patience.given else None


@dataclass(frozen=True, slots=True)
class Part:
    """A touchpoint as it is in one of its channels."""

    channel: str
    share: float
    """Of the customers of the touchpoint, 0 to 1; those of all its parts add up to 1."""
    share_evidence: Evidence
    facts: Facts


def of_parts(node: Facts, parts: Sequence[Part]) -> Facts:
    """Return a touchpoint with what its channels say together: shares weigh what all of them know.

    Patience and promise are those of the touchpoint only where they are the same in every channel.
    """
    each = [part.facts for part in parts]
    first = each[0]
    same_scale = all(one.scale == first.scale for one in each)
    return replace(
        node,
        parts=tuple(parts),
        wait=_mixed([one.wait for one in each], parts),
        wait_evidence=first.wait_evidence,
        work=_mixed([one.work for one in each], parts),
        promise_seconds=first.promise_seconds if len({one.promise_seconds for one in each}) == 1 else None,
        patience=first.patience if len({one.patience for one in each}) == 1 else None,
        informed=all(one.informed for one in each),
        clicks=_mean([one.clicks for one in each], parts),
        clicks_evidence=first.clicks_evidence,
        keystrokes=_mean([one.keystrokes for one in each], parts),
        bad=_mean([one.bad for one in each], parts),
        score=_mean([one.score for one in each], parts) if same_scale else None,
        score_share=_mean([one.score_share for one in each], parts),
        scale=first.scale if same_scale else node.scale,
        satisfaction_evidence=first.satisfaction_evidence,
    )


def _mean(values: Sequence[float | None], parts: Sequence[Part]) -> float | None:
    known = [value for value in values if value is not None]
    if len(known) < len(parts):
        return None
    return sum(part.share * value for part, value in zip(parts, known, strict=True))


def _mixed(waits: Sequence[Waits | None], parts: Sequence[Part]) -> Waits | None:
    """Return the waits of all channels together; None where those of one are unknown."""
    known = [each for each in waits if each is not None]
    if len(known) < len(parts):
        return None
    if all(each == known[0] for each in known):
        return known[0]
    pairs = sorted(
        (wait, part.share * share)
        for part, each in zip(parts, known, strict=True)
        for wait, share in zip(each.seconds, each.shares, strict=True)
    )
    return Waits(tuple(wait for wait, _ in pairs), tuple(share for _, share in pairs))


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
    closing: frozenset[str]
    """Touchpoints behind goals that lead on: there a journey is over, and well."""
    ends: dict[str, Literal["neutral", "lost"]]
    model: Model
    pooled_bad: float | None
    """Answers-weighted share of bad experiences over all touchpoints; None where nobody was asked."""
    n_cases: int | None
