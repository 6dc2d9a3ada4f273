"""Patience that makes the model say what was observed."""

from dataclasses import dataclass, replace
from math import log2

from journeymap.analysis.friction import friction_of_survival, losses, terms
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.model import Model
from journeymap.network import Network

__all__ = ["Calibration", "calibrate"]

_SHORTEST, _LONGEST = 1e-3, 1e12
"""Seconds between which patience is sought."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The patience of one touchpoint, as it is and as the observed leaving suggests."""

    touchpoint: str
    patience_seconds: float
    calibrated_seconds: float | None
    """None where no patience makes the model lose as many as left: effort and feeling explain more, or less."""
    observed_loss: float
    """Share of visits, 0 to 1."""
    modelled_loss: float
    n: float


def calibrate(journey: Journey, measurement: Measurement | None = None) -> tuple[Calibration, ...]:
    """Solve patience for every touchpoint where customers wait and leaving was observed.

    The half-life T is found by which `F_w(T) + F_e + F_s = −log2(1 − observed loss)`; a declared promise,
    what is tolerated and the modifiers of patience stay as they are, so T is what the touchpoint's `patience` would
    have to be after them. Touchpoints with measures by channel have a patience in each, and are left out.

    Returns:
        One row a touchpoint, in the order of the plan.

    Example:
        >>> hold = {"wait": "120 s", "channel": "phone", "left": "180 of 300", "next": "b"}
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": {"hold": hold, "b": {}}})
        >>> round(calibrate(journey)[0].calibrated_seconds or 0, 2)
        90.78
    """
    network = Network.of(journey, measurement)
    about, each = network.outline, losses(network)
    found = []
    for name, node in network.facts.items():
        observed = each[name].observed
        if observed is None or node.wait is None or node.patience is None or node.parts:
            continue
        solved = _solve(node, observed, about.model, about.pooled_bad)
        modelled = 1 - 2 ** -each[name].modelled
        found.append(
            Calibration(name, node.patience.half_life, solved, observed, modelled, node.reached or 0.0),
        )
    return tuple(found)


def _solve(node: Facts, observed: float, model: Model, pooled: float | None) -> float | None:
    from scipy.optimize import brentq  # noqa: PLC0415 - few calls need it

    wanted = friction_of_survival(1 - observed)

    def excess(log_half_life: float) -> float:
        assert node.patience is not None
        tried = replace(node, patience=replace(node.patience, half_life=2.0**log_half_life))
        return terms(tried, model, pooled).total - wanted

    low, high = log2(_SHORTEST), log2(_LONGEST)
    if excess(low) < 0 or excess(high) > 0 or wanted == 0:
        return None
    return float(2.0 ** brentq(excess, low, high, xtol=1e-12))
