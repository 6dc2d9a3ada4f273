"""What is not known, and how much could hang on it: measure before you build."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from journeymap.analysis.chain import Chain, gains
from journeymap.analysis.flow import flow
from journeymap.analysis.friction import TouchpointLoss, loss, losses
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["BlindSpot", "blind_spots", "blind_spots_of"]


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A measure that is unknown at a touchpoint."""

    touchpoint: str
    name: str
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
    waits and clicks have no worst case, so they come last, in the order of the plan. The chain is solved three times.

    Returns:
        One row a touchpoint and measure, largest swing first.
    """
    return blind_spots_of(Network.of(journey, measurement))


def blind_spots_of(network: Network) -> tuple[BlindSpot, ...]:
    """Find what is unknown in the graph of a journey, as `blind_spots` does."""
    each, known = losses(network), network.facts
    chain = Chain.of(network)
    kept = 1000 * flow(network, each).kept
    low, high = (1000 * _gained(network, chain, each, bad) for bad in (1.0, 0.0))
    found = []
    for i, (name, node) in enumerate(known.items()):
        for measure in each[name].blind if node.planned else ():
            if measure == "satisfaction":
                ends = float(kept + low[i]), float(kept + high[i])
                found.append(BlindSpot(name, node.name, measure, *ends, ends[1] - ends[0]))
            else:
                found.append(BlindSpot(name, node.name, measure, None, None, None))
    return tuple(sorted(found, key=lambda spot: -(spot.swing_per_1000 or 0.0)))


def _gained(network: Network, chain: Chain, each: Mapping[str, TouchpointLoss], bad: float) -> NDArray[np.float64]:
    """Return what each touchpoint alone would add to those kept, if a share of experiences there were bad."""
    about, known = network.outline, network.facts
    now = np.array([found.friction for found in each.values()])
    then = np.array([loss(_asked(node, bad), about.model, about.pooled_bad).friction for node in known.values()])
    return gains(chain, 2.0**-now, 2.0**-then)


def _asked(node: Facts, bad: float) -> Facts:
    """Return a touchpoint with a share of bad experiences where none is known."""
    return node.changed(lambda each: replace(each, bad=bad) if each.bad is None else each)
