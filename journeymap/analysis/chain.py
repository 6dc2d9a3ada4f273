"""The journey as an absorbing Markov chain: who arrives, who is lost where.

From touchpoint i a customer goes on to j with `s_i·p_ij` and is lost with `1 − s_i`; the expected visits follow
from the fundamental matrix N = (I − Q)⁻¹ (Kemeny & Snell 1960, *Finite Markov Chains*).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.facts import Facts
from journeymap.network import facts, outline, steps

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Chain", "Flow", "completion_survival", "flow", "gains", "passing"]

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chain:
    """A journey's transitions with everything but the survivals; arrays are indexed by touchpoint."""

    touchpoints: tuple[str, ...]
    start: Vector
    """Share of customers who start here; adds up to 1."""
    onward: Vector
    """Square: the share of visits to i followed by j, of those that do not end in being lost."""
    completes: Vector
    """The share of visits after which the journey is completed: 1 at goals."""
    neutral: Vector
    """1 at ends that count for nothing."""
    under_way: Vector
    """Share of visits at which the customer still stands."""

    @classmethod
    def of(cls, network: "nx.DiGraph[str]") -> "Chain":
        """Build the chain of a journey graph."""
        about, known = outline(network), facts(network)
        index = {name: i for i, name in enumerate(known)}
        under_way = np.array([node.under_way for node in known.values()])
        onward = np.zeros((len(index), len(index)))
        for (source, target), step in steps(network).items():
            onward[index[source], index[target]] = step.share * (1 - under_way[index[source]])
        start = np.zeros(len(index))
        for name, share in about.starts.items():
            start[index[name]] = share
        goals = np.array([float(name in about.goals) for name in known])
        neutral = np.array([float(about.ends.get(name) == "neutral") for name in known])
        return cls(tuple(known), start, onward, goals, neutral, under_way)

    def fundamental(self, survival: Vector) -> Vector:
        """Return N: row i holds the expected visits to each touchpoint of one who stands at i. O(n³).

        Raises:
            numpy.linalg.LinAlgError: If customers can travel for ever.
        """
        moving = survival[:, None] * self.onward
        return np.asarray(np.linalg.inv(np.eye(len(self.touchpoints)) - moving), dtype=np.float64)


def passing(chain: Chain, survival: Vector) -> Vector:
    """Return the share of those who start that completes by way of each touchpoint (the removal effect).

    It says how much hangs on a touchpoint, not how bad it is.
    """
    many = chain.fundamental(survival)
    through: Vector = chain.start @ many / np.diag(many) * (many @ (survival * chain.completes))
    return through


def completion_survival(nodes: Sequence[Facts], friction: Vector, goals: Vector, pseudo_customers: float) -> Vector:
    """Return the share of visits, by touchpoint, after which the customer is still on the way to the goal.

    Friction of the goal and modelled friction after the sale costs the return, not the arrival; leaving that
    was observed always counts.

    Args:
        nodes: What is known of the touchpoints.
        friction: Of the touchpoints, in halvings.
        goals: 1 at goals.
        pseudo_customers: How many customers the model is worth.
    """
    survival: Vector = 2.0**-friction
    for i, node in enumerate(nodes):
        if goals[i]:
            survival[i] = 1.0
        elif node.side == "after":
            survival[i] = 1 - (node.left or 0.0) / ((node.reached or 0.0) + pseudo_customers)
    return survival


@dataclass(frozen=True, slots=True)
class Flow:
    """Where 1 customer who starts is expected to get to; arrays are indexed by touchpoint."""

    touchpoints: tuple[str, ...]
    visits: Vector
    """Expected visits."""
    reach: Vector
    """Share of customers who meet the touchpoint at least once."""
    lost: Vector
    """Share of customers whom the touchpoint loses for good, those who complete and do not come back included."""
    completion: float
    """Share of those who start that arrives at a goal."""
    kept: float
    """Share of those who start that arrives and would come back."""
    neutral: float
    under_way: float

    @property
    def lost_before_completion(self) -> float:
        """Share of those who start that never arrives: with the others it adds up to 1."""
        return 1 - self.completion - self.neutral - self.under_way


def flow(network: "nx.DiGraph[str]", loss: dict[str, TouchpointLoss] | None = None) -> Flow:
    """Follow the customers of a journey graph from start to end.

    Args:
        network: The graph of a journey.
        loss: What each touchpoint costs, by id; by default `losses` of the graph.
    """
    chain, nodes, about = Chain.of(network), list(facts(network).values()), outline(network)
    friction = np.array([each.friction for each in (loss or losses(network)).values()])
    going = completion_survival(nodes, friction, chain.completes, about.model.pseudo_customers)
    many = chain.fundamental(going)
    visits = chain.start @ many
    kept = 2.0**-friction
    kept_visits = chain.start @ chain.fundamental(kept)
    ended = (1 - chain.under_way) * (1 - chain.neutral)
    return Flow(
        chain.touchpoints,
        visits=visits,
        reach=visits / np.diag(many),
        lost=kept_visits * (ended - kept * (chain.completes + chain.onward.sum(axis=1))),
        completion=float(visits @ (going * chain.completes)),
        kept=float(kept_visits @ (kept * chain.completes)),
        neutral=float(visits @ chain.neutral),
        under_way=float(visits @ chain.under_way),
    )


def gains(chain: Chain, survival: Vector, improved: Vector) -> Vector:
    """Return what each touchpoint alone adds to completion when its survival is improved, exactly.

    `Δ_i = v_i·d_i·g_i / (1 − d_i·h_i)` with d = s' − s, `g_i = Σ_j p_ij c_j` the completion of one who goes on
    from i, and `h_i = Σ_j p_ij N_ji` the returns to i (the Sherman–Morrison formula for one changed row).

    Args:
        chain: The journey.
        survival: s, by touchpoint, 0 to 1.
        improved: s', by touchpoint, 0 to 1.

    Returns:
        Shares of those who start, one per touchpoint.

    References:
        Sherman & Morrison (1950), doi:10.1214/aoms/1177729893.
    """
    many = chain.fundamental(survival)
    visits = chain.start @ many
    completion_from = many @ (survival * chain.completes)
    ahead = chain.onward @ completion_from + chain.completes
    returns = np.einsum("ij,ji->i", chain.onward, many)
    change = improved - survival
    gained: Vector = visits * change * ahead / (1 - change * returns)
    return gained
