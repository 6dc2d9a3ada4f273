"""What is not known, and how much could hang on it: measure before you build."""

from dataclasses import dataclass, replace

from journeymap.analysis.chain import flow
from journeymap.analysis.friction import loss, losses
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import facts, graph, outline

__all__ = ["BlindSpot", "blind_spots"]


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A measure that is unknown at a touchpoint."""

    touchpoint: str
    measure: str
    """wait, patience, clicks or satisfaction."""
    kept_low_per_1000: float | None
    """Customers kept of 1000 who start if it were as bad as can be; None where there is no worst."""
    kept_high_per_1000: float | None
    """The same if it were as good as can be."""
    swing_per_1000: float | None
    """The difference: how many hang on it."""


def blind_spots(journey: Journey, measurement: Measurement | None = None) -> tuple[BlindSpot, ...]:
    """Find what is unknown, and rank it by the customers that hang on it.

    Unknown satisfaction may be anything from no bad experience to nothing else, one touchpoint at a time; unknown
    waits and clicks have no worst case, so they come last, in the order of the plan.

    Returns:
        One row a touchpoint and measure, largest swing first.
    """
    network = graph(journey, measurement)
    about, each = outline(network), losses(network)
    found = []
    for name, node in facts(network).items():
        for measure in each[name].blind if node.planned else ():
            if measure != "satisfaction":
                found.append(BlindSpot(name, measure, None, None, None))
                continue
            extremes = [loss(_asked(node, bad), about.model, about.pooled_bad) for bad in (1.0, 0.0)]
            low, high = (1000 * flow(network, each | {name: extreme}).kept for extreme in extremes)
            found.append(BlindSpot(name, measure, low, high, high - low))
    return tuple(sorted(found, key=lambda spot: -(spot.swing_per_1000 or 0.0)))


def _asked(node: Facts, bad: float) -> Facts:
    """Return a touchpoint with a share of bad experiences where none is known."""
    return node.changed(lambda each: replace(each, bad=bad) if each.bad is None else each)
