"""The journey as an absorbing Markov chain: who arrives, who is lost where.

From touchpoint i a customer goes on to j with `q_ij = s_i·p_ij` and is lost with `1 − s_i`; the expected visits
follow from the fundamental matrix N = (I − Q)⁻¹ (Kemeny & Snell 1960, *Finite Markov Chains*), which is solved with
and never written out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from journeymap.analysis.solver import EndlessError, Factors, Solver
from journeymap.analysis.solver_loops import LARGEST_EXACT, Returns, bounded_returns, exact_returns
from journeymap.analysis.transitions import Transitions, still_going
from journeymap.errors import Diagnostic, JourneyError
from journeymap.facts import Facts
from journeymap.network import Network

__all__ = ["Chain", "Travel", "completion_survival", "gains", "many_gains", "passing"]

Vector = NDArray[np.float64]

_AT_ONCE = 20_000
"""Touchpoints of journeys side by side: more of them take memory, fewer take time for each."""
_NOTHING = 1e-15
"""What rounding leaves of 0: a loop that nobody would leave any more, and so nobody gains by."""


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A journey's transitions with everything but the survivals; arrays are indexed by touchpoint."""

    touchpoints: tuple[str, ...]
    start: Vector
    """Share of customers who start here; adds up to 1."""
    onward: "sparse.csr_array[np.float64]"
    """Square: the share of visits to i followed by j, of those that do not end in being lost."""
    completes: Vector
    """The share of visits after which the journey is over, and well: 1 at goals that lead nowhere."""
    neutral: Vector
    """Share of visits that end there and count for nothing: 1 at neutral ends from which nobody was seen to go on."""
    under_way: Vector
    """Share of visits at which the customer still stands."""
    solver: Solver = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "solver", Solver(self.onward))

    @classmethod
    def pair(cls, network: Network) -> tuple["Chain", "Chain"]:
        """Build the chain of a journey, and the one that ends at the first goal, which tells completion.

        They differ, and are two, only where customers go on from a goal.
        """
        whole, first = Transitions.pair(network)
        chain = cls.made_of(whole)
        return chain, chain if first is whole else cls.made_of(first)

    @classmethod
    def of(cls, network: Network) -> "Chain":
        """Build the chain of a journey, beyond goals that lead on. O(touchpoints + transitions)."""
        return cls.made_of(Transitions.of(network))

    @classmethod
    def made_of(cls, ways: Transitions) -> "Chain":
        """Build the chain of some transitions."""
        n = len(ways.touchpoints)
        target = np.array([j for going in ways.onward for j in going], dtype=np.intp)
        shares = np.array([share for going in ways.onward for share in going.values()], dtype=np.float64)
        ends = np.cumsum([0, *map(len, ways.onward)])
        onward = sparse.csr_array((shares, target, ends), shape=(n, n))
        onward.sort_indices()
        arrays = (np.array(each) for each in (ways.completes, ways.neutral, ways.under_way))
        return cls(ways.touchpoints, np.array(ways.start), onward, *arrays)

    def repeated(self, times: int) -> "Chain":
        """Return so many of this journey side by side, to be solved as one."""
        if times == 1:
            return self
        onward = sparse.csr_array(sparse.block_diag([self.onward] * times, format="csr"))
        start, completes, neutral, under_way = (
            np.tile(each, times) for each in (self.start, self.completes, self.neutral, self.under_way)
        )
        return Chain(self.touchpoints * times, start, onward, completes, neutral, under_way)

    def travel(self, survival: Vector) -> "Travel":
        """Follow customers who survive each touchpoint with a given chance.

        O(touchpoints + transitions) where loops are small; 10⁵ touchpoints take about 0.1 s.

        Args:
            survival: s, by touchpoint, 0 to 1.

        Raises:
            JourneyError: J179, if customers can travel for ever.
        """
        try:
            factors = self.solver.factors(survival)
            visits = factors.backward(self.start)
            arrives = factors.forward(survival * self.completes)
        except EndlessError as error:
            raise JourneyError(_endless([self.touchpoints[i] for i in error.members])) from None
        return Travel(factors, survival, visits, arrives, self._returns(factors, survival, visits, arrives))

    def _returns(self, factors: Factors, survival: Vector, visits: Vector, arrives: Vector) -> Returns:
        loops = self.solver.loops
        exact = exact_returns(self.onward, loops, survival)
        if loops.largest <= LARGEST_EXACT:
            return Returns(exact, exact)
        potentials = [arrives, factors.forward(np.ones_like(survival))]
        rough = bounded_returns(self.onward, survival, visits, potentials)
        large = loops.sizes[loops.label] > LARGEST_EXACT
        return Returns(np.where(large, rough.low, exact), np.where(large, rough.high, exact))


def _endless(names: Sequence[str]) -> Diagnostic:
    shown = [f"`{name}`" for name in names[:6]]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    said = f"customers would travel for ever: nobody leaves {', '.join(shown)}{more}"
    return Diagnostic("J179", said, help="let some go on to an end of the journey, or leave")


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """What becomes of the customers of a chain; arrays are indexed by touchpoint."""

    factors: Factors
    survival: Vector
    visits: Vector
    """v: expected visits of one who starts, `vᵀ = αᵀN`."""
    arrives: Vector
    """c: the share that completes of those who stand at a touchpoint."""
    returns: Returns
    """h: expected returns of one who goes on, `h_i = Σ_j p_ij N_ji`."""

    @property
    def meetings(self) -> Vector:
        """N_ii: how often one who stands at a touchpoint meets it in all; a lower bound in loops beyond 2,000."""
        meetings: Vector = 1 + self.survival * self.returns.low
        return meetings

    @property
    def reach(self) -> Vector:
        """Share of customers who meet a touchpoint at least once: `v_i/N_ii`."""
        reach: Vector = self.visits / self.meetings
        return reach


def passing(chain: Chain, survival: Vector) -> Vector:
    """Return the share of those who start that completes by way of each touchpoint (the removal effect).

    It says how much hangs on a touchpoint, not how bad it is.
    """
    travel = chain.travel(survival)
    through: Vector = travel.reach * travel.arrives
    return through


def completion_survival(nodes: Sequence[Facts], friction: Vector, goals: Vector, pseudo_customers: float) -> Vector:
    """Return the share of visits, by touchpoint, after which the customer is still on the way to the goal.

    Args:
        nodes: What is known of the touchpoints.
        friction: Of the touchpoints, in halvings.
        goals: 1 at goals, whether they lead on or not.
        pseudo_customers: How many customers the model is worth.
    """
    survival: Vector = 2.0**-friction
    for i, node in enumerate(nodes):
        if goals[i] or node.side == "after":
            survival[i] = still_going(node, float(friction[i]), pseudo_customers, is_goal=bool(goals[i]))
    return survival


def gains(chain: Chain, survival: Vector, improved: Vector) -> Vector:
    """Return what each touchpoint alone adds to completion when its survival is improved, exactly.

    `Δ_i = v_i·d_i·g_i / (1 − d_i·h_i)` with d = s' − s, `g_i = Σ_j p_ij c_j` the completion of one who goes on
    from i, and `h_i = Σ_j p_ij N_ji` the returns to i (the Sherman–Morrison formula for one changed row). In loops
    of more than 2,000 touchpoints h is a lower bound, and so are the gains.

    Args:
        chain: The journey.
        survival: s, by touchpoint, 0 to 1.
        improved: s', by touchpoint, 0 to 1.

    Returns:
        Shares of those who start, one per touchpoint.

    Raises:
        JourneyError: J179, if customers can travel for ever.

    References:
        Sherman & Morrison (1950), doi:10.1214/aoms/1177729893.
    """
    travel = chain.travel(survival)
    ahead = chain.onward @ travel.arrives + chain.completes
    change = improved - survival
    rest = 1 - change * travel.returns.low
    gained: Vector = np.divide(travel.visits * change * ahead, rest, out=np.zeros_like(rest), where=rest > _NOTHING)
    return gained


def many_gains(chain: Chain, survival: Vector, improved: Vector) -> Vector:
    """Return `gains` for many survivals: of a small journey many are solved as one, side by side.

    Args:
        chain: The journey.
        survival: s, 0 to 1; one row a set, one column a touchpoint.
        improved: s', of the same shape.

    Returns:
        Shares of those who start, of the same shape.

    Raises:
        JourneyError: J179, if customers can travel for ever.
    """
    gained, n = np.empty_like(survival), len(chain.touchpoints)
    beside = 1 if chain.solver.loops.largest > LARGEST_EXACT else max(1, _AT_ONCE // n)
    several = chain
    for first in range(0, len(survival), beside):
        now, then = survival[first : first + beside], improved[first : first + beside]
        if now.size != len(several.touchpoints):
            several = chain.repeated(len(now))
        gained[first : first + beside] = gains(several, now.ravel(), then.ravel()).reshape(now.shape)
    return gained
