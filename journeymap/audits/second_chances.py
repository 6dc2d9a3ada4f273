"""What customers forgive on their whole way, and what they do not: the second-chance curve over all routes at once."""

from dataclasses import dataclass

import numpy as np

from journeymap.analysis.chain import Chain, completion_survival
from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.analysis.route_memory import SECOND_CHANCE
from journeymap.errors import JourneyError
from journeymap.network import Network

__all__ = ["SecondChances", "second_chances"]


@dataclass(frozen=True, slots=True)
class SecondChances:
    """Of 1000 customers who start, those who would get to the goal, however they felt: the three parts add up."""

    arrive_per_1000: float
    """Those whom neither waiting nor effort, nor what was seen, turned away before."""
    untroubled_per_1000: float
    """Nothing went badly for them."""
    forgiving_per_1000: float
    """Something did, and they would come back."""
    lost_per_1000: float
    """They would not come back."""
    unasked: tuple[str, ...]
    """Touchpoints where the share of bad experiences is that of the journey elsewhere, as nobody was asked."""


def second_chances(network: Network) -> SecondChances | None:
    """Split those who arrive by what went badly on their way.

    With K the number of bad experiences and S(K) = 1, 0.56, 0.12, × 0.12/0.56 for each more, those who come back
    are `E[S(K)] = P(0) + 0.56/r · (E[r^K] − P(0))`, r = 0.12/0.56; `E[z^K]` over all routes is the completion of the
    chain whose survivals are `s_i·(1 − b_i + b_i·z)`, so loops are exact. Recovery on the way is not counted.

    Args:
        network: What is known of the journey.

    Returns:
        None where nobody was asked anywhere, or where nothing but feeling ends a loop.

    References:
        PwC (2020); see `route_memory`.
    """
    about, nodes = network.outline, list(network.facts.values())
    if about.pooled_bad is None:
        return None
    chain = Chain.pair(network)[1]
    friction = np.array([_without_feeling(each) for each in losses(network).values()])
    survival = completion_survival(nodes, friction, chain.completes, about.model.pseudo_customers)
    assumed = [about.pooled_bad if node.planned else 0.0 for node in nodes]
    bad = np.array([other if node.bad is None else node.bad for node, other in zip(nodes, assumed, strict=True)])

    def arriving(z: float) -> float:
        well = survival * (1 - bad * (1 - z))
        return 1000 * float(chain.travel(well).visits @ (well * chain.completes))

    try:
        arrive, untroubled, chance = (arriving(z) for z in (1.0, 0.0, SECOND_CHANCE))
    except JourneyError:
        return None
    forgiving = (1 - about.model.bad_experience_loss) / SECOND_CHANCE * (chance - untroubled)
    unasked = tuple(name for name, node in network.facts.items() if node.planned and node.bad is None)
    return SecondChances(arrive, untroubled, forgiving, arrive - untroubled - forgiving, unasked)


def _without_feeling(loss: TouchpointLoss) -> float:
    """Return the friction that customers were seen to leave by; else what waiting and effort are expected to cost."""
    return loss.friction if loss.observed is not None else loss.modelled - loss.terms.feeling
