"""Friction: what each touchpoint costs in customers.

The unit is the halving: F = 1 means that half of those who meet the touchpoint would be gone. F adds along a
route, so what arrives is 2^−ΣF. Its terms are waiting and effort (people who leave now) and feeling (people who
get through and silently do not come back).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp2, inf, log2
from typing import TYPE_CHECKING, TypeVar

from journeymap.facts import Evidence, Facts, Part, Waits
from journeymap.model import Model
from journeymap.network import Network
from journeymap.situations import Patience

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "LEAST_SURVIVAL",
    "Terms",
    "TouchpointLoss",
    "feeling_friction",
    "feeling_survival",
    "free_seconds",
    "friction_of_survival",
    "loss",
    "loss_per_100",
    "losses",
    "survival_with_own_data",
    "terms",
    "wait_friction",
    "with_own_data",
]

LEAST_SURVIVAL = 1e-300
"""What is left where nobody is, so that friction stays a number."""
_STRONGEST: tuple[Evidence, ...] = ("measured", "described", "assumed")
T = TypeVar("T", float, "NDArray[np.float64]")


def loss_per_100(friction: float) -> float:
    """Return how many of 100 customers a friction loses.

    Example:
        >>> loss_per_100(1.0)
        50.0
    """
    return 100 * (1 - 2**-friction)


def wait_friction(
    seconds: float,
    patience: Patience,
    *,
    promised: float = 0.0,
    informed: bool = False,
    model: Model | None = None,
) -> float:
    """Friction of a wait: how often patience halves the customers beyond what is free.

    `F = (max(0, w − free) · m / T)^k` with `free = max(t, min(e, t + T))`: a promise e shelters a wait up to
    the end of patience, t is tolerated anyway, m is smaller where customers see where they stand.

    Args:
        seconds: The wait w.
        patience: Half-life T and tolerated wait t.
        promised: The promised wait e, in seconds; 0 if none.
        informed: Whether progress or the position in the queue is shown.
        model: Constants; the published ones by default.

    Returns:
        Halvings, 0 or more.

    References:
        Palm (1953), exponential patience; Brown et al. (2005), "Statistical Analysis of a Telephone Call Center",
        doi:10.1198/016214504000001808; Munichor & Rafaeli (2007), doi:10.1037/0021-9010.92.2.511.

    Example:
        >>> from journeymap.situations import SITUATIONS
        >>> wait_friction(120.0, SITUATIONS["phone_hold"])
        1.0
    """
    model = model or Model()
    free = free_seconds(patience, promised)
    factor = model.informed_factor if informed else 1.0
    try:
        return float((max(0.0, seconds - free) * factor / patience.half_life) ** model.wait_exponent)
    except OverflowError:
        return inf


def free_seconds(patience: Patience, promised: float) -> float:
    """Return the wait that costs nothing: the promise up to the end of patience, else what is tolerated anyway.

    Args:
        patience: Half-life T and tolerated wait t.
        promised: The promised wait e, in seconds; 0 if none.

    Example:
        >>> free_seconds(Patience(half_life=7.0, low=2.0, high=10.0, tolerated=1.0), promised=30.0)
        8.0
    """
    return max(patience.tolerated, min(promised, patience.tolerated + patience.half_life))


def _wait_and_work(node: Facts, model: Model) -> tuple[float, float]:
    """Return F_w, and what the time of work adds to it: one promise shelters waiting and working together."""
    if node.patience is None:
        return 0.0, 0.0
    waiting = _average_wait_friction(node.wait, node, node.patience, model) if node.wait else 0.0
    if (work := node.charged_work) is None:
        return waiting, 0.0
    both = node.wait.plus(work) if node.wait else work
    together = _average_wait_friction(both, node, node.patience, model)
    return together, together - waiting


def _average_wait_friction(waits: Waits, node: Facts, patience: Patience, model: Model) -> float:
    """Average survival, not the wait: the long waits of a few must not be hidden by the mean."""
    promised = node.promise_seconds or 0.0

    def stays(seconds: float) -> float:
        return exp2(-wait_friction(seconds, patience, promised=promised, informed=node.informed, model=model))

    staying = (share * stays(seconds) for seconds, share in zip(waits.seconds, waits.shares, strict=True))
    return friction_of_survival(sum(staying))


def friction_of_survival(survival: float) -> float:
    """Return the friction, in halvings, that leaves a share of the customers.

    Example:
        >>> friction_of_survival(0.25)
        2.0
    """
    return abs(log2(min(max(survival, LEAST_SURVIVAL), 1.0)))


def feeling_friction(bad: float, model: Model) -> float:
    """Return `F_s = −log2(1 − 0.44·b)` for a share b of bad experiences.

    References:
        PwC (2020): 44 % give a company a single chance (stated intent, so it overstates).
    """
    return friction_of_survival(feeling_survival(bad, model))


def feeling_survival(bad: T, model: Model) -> T:
    """Return the share of customers who come back, `1 − 0.44·b`; arrays go element by element."""
    return 1 - model.bad_experience_loss * bad


@dataclass(frozen=True, slots=True)
class Terms:
    """The modelled friction of a touchpoint, in halvings."""

    wait: float
    """F_w: waiting, and working where that is charged."""
    effort: float
    feeling: float
    work: float = 0.0
    """What the time of work adds to `wait`."""

    @property
    def total(self) -> float:
        """F_m, the friction that the model expects."""
        return self.wait + self.effort + self.feeling


def terms(node: Facts, model: Model, pooled_bad: float | None) -> Terms:
    """Compute the modelled friction of a touchpoint.

    `F_e = (2.65·clicks + 0.28·keystrokes)/210` and `F_s = −log2(1 − 0.44·b)`, the constants being those of the
    model. Unknown waits and clicks charge nothing; unknown satisfaction costs what the journey costs elsewhere.
    Time of work counts as more wait, sheltered by the same promise, where the touchpoint gives its own patience.
    Ends that are no goal cost nothing.
    Where measures are given by channel the survivals of the channels are averaged, `F = −log2 Σ share·2^−F_channel`,
    and each channel's loss is shared out by its own terms.

    Args:
        node: What is known of the touchpoint.
        model: The constants.
        pooled_bad: Share of bad experiences over the journey, 0 to 1; None where nobody was asked.

    References:
        Card, Moran & Newell (1980), "The Keystroke-Level Model", doi:10.1145/358886.358895; PwC (2020).
    """
    if not node.planned or node.is_end:
        return Terms(0.0, 0.0, 0.0)
    if node.parts:
        return _together(node.parts, [terms(part.facts, model, pooled_bad) for part in node.parts])
    wait, of_work = _wait_and_work(node, model)
    work = model.click_seconds * (node.clicks or 0) + model.keystroke_seconds * (node.keystrokes or 0)
    bad = node.bad if node.bad is not None else pooled_bad or 0.0
    return Terms(wait, work / model.effort_half_life, feeling_friction(bad, model), of_work)


def _together(parts: Sequence[Part], each: Sequence[Terms]) -> Terms:
    """Average survival over channels; what each loses is shared out by its own terms."""
    lost = [part.share * (1 - 2**-found.total) for part, found in zip(parts, each, strict=True)]
    friction = friction_of_survival(1 - sum(lost))
    if friction <= 0:
        return Terms(0.0, 0.0, 0.0)
    weights = [
        loss / found.total / sum(lost) if found.total > 0 else 0.0 for loss, found in zip(lost, each, strict=True)
    ]

    def cause(name: str) -> float:
        shares = (weight * getattr(found, name) for weight, found in zip(weights, each, strict=True))
        return friction * float(sum(shares))

    return Terms(cause("wait"), cause("effort"), cause("feeling"), cause("work"))


def with_own_data(modelled: float, left: float, reached: float, pseudo_customers: float = 20.0) -> float:
    """Return the friction that observed leaving and the model make together.

    `p = (x + 20·p_m)/(n + 20)`, the model being worth 20 customers; `F = −log2(1 − p)`.

    Args:
        modelled: F_m in halvings.
        left: x, customers seen leaving.
        reached: n, customers whose end is known.
        pseudo_customers: How many customers the model is worth.

    Example:
        >>> round(1 - 2 ** -with_own_data(0.689659879, 30, 100), 4)  # model loss 0.38
        0.3133
    """
    return friction_of_survival(survival_with_own_data(modelled, left, reached, pseudo_customers))


def survival_with_own_data(modelled: T, left: T, reached: T, pseudo_customers: float) -> T:
    """Return the share of customers that `with_own_data` leaves; arrays go element by element."""
    return 1 - (left + pseudo_customers * (1 - 2**-modelled)) / (reached + pseudo_customers)


@dataclass(frozen=True, slots=True)
class TouchpointLoss:
    """What a touchpoint costs, per visit, with its terms."""

    terms: Terms
    friction: float
    """F in halvings: observed leaving and model together, or the model alone."""
    modelled: float
    """F_m in halvings."""
    observed: float | None
    """Share of visits, 0 to 1, after which the customer was seen to leave."""
    evidence: Evidence
    blind: tuple[str, ...]
    """What is not known: wait, patience, clicks, satisfaction."""

    @property
    def loss_per_100(self) -> float:
        """Of 100 visits, those that it is taken to lose: observed leaving and model together, or the model alone."""
        return loss_per_100(self.friction)

    @property
    def leaving_per_100(self) -> float:
        """N in 100 leave here: as many as were seen to, or the model alone."""
        return self.loss_per_100 if self.observed is None else 100 * self.observed

    @property
    def unexplained(self) -> float | None:
        """Observed less modelled friction, in halvings; negative where the model overstates."""
        return None if self.observed is None else self.friction - self.modelled


def losses(network: Network) -> dict[str, TouchpointLoss]:
    """Compute what every touchpoint of a journey costs, in the order of the graph. O(touchpoints)."""
    about = network.outline
    return {name: loss(node, about.model, about.pooled_bad) for name, node in network.facts.items()}


def loss(node: Facts, model: Model, pooled_bad: float | None) -> TouchpointLoss:
    """Compute what one touchpoint costs."""
    found = terms(node, model, pooled_bad)
    friction, observed = found.total, None
    if node.reached and node.left is not None:
        observed = node.left / node.reached
        friction = with_own_data(found.total, node.left, node.reached, model.pseudo_customers)
    return TouchpointLoss(found, friction, found.total, observed, _evidence(node), _blind(node))


def _evidence(node: Facts) -> Evidence:
    """Say what the loss rests on: the strongest of what was seen, said by customers, or presumed."""
    if node.leaving_evidence:
        return node.leaving_evidence
    if node.parts:
        found = {_evidence(part.facts) for part in node.parts}
        return next(kind for kind in _STRONGEST if kind in found)
    known = {node.wait_evidence, node.satisfaction_evidence, node.clicks_evidence}
    if "measured" in known:
        return "measured"
    return "described" if "described" in known or node.charged_work is not None else "assumed"


def _blind(node: Facts) -> tuple[str, ...]:
    if node.parts:
        return tuple(dict.fromkeys(name for part in node.parts for name in _blind(part.facts)))
    unknown = {
        "wait": node.wait is None,
        "patience": node.wait is not None and node.patience is None and node.wait.median > 0,
        "clicks": node.clicks is None,
        "satisfaction": node.bad is None,
    }
    return tuple(name for name, is_unknown in unknown.items() if is_unknown)
