"""Loops of a journey, and how often one who goes on from a touchpoint comes back to it.

With `q_ij = s_i·p_ij` and N = (I − Q)⁻¹, the returns are `h_i = Σ_j p_ij N_ji`; one who stands at i meets it
`N_ii = 1 + s_i·h_i` times in all. Both depend on nothing outside the loop (the strongly connected component) of i.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

__all__ = ["LARGEST_EXACT", "Loops", "Returns", "bounded_returns", "exact_returns"]

Vector = NDArray[np.float64]
Indices = NDArray[np.intp]
Sparse = sparse.csr_array[np.float64]

LARGEST_EXACT = 2000
"""Touchpoints of the largest loop whose returns are computed exactly."""
_AT_ONCE = 1_000_000
"""Numbers of small loops held at a time; a large one needs its own square."""


@dataclass(frozen=True, slots=True, eq=False)
class Loops:
    """The touchpoints by loop; one that leads back to nothing is a loop of its own."""

    label: Indices
    """Number of its loop, by touchpoint."""
    sizes: Indices
    """Touchpoints, by loop."""
    order: Indices
    """The touchpoints loop by loop, each loop before those that it leads to."""

    @classmethod
    def of(cls, onward: Sparse) -> "Loops":
        """Find the loops. O(transitions).

        Loops are numbered against the direction of travel (Pearce 2016); were they not, answers would be the
        same and only slower to get.
        """
        number, label = csgraph.connected_components(onward, directed=True, connection="strong")
        labels = label.astype(np.intp)
        return cls(labels, np.bincount(labels, minlength=number), np.argsort(-labels, kind="stable"))

    @property
    def largest(self) -> int:
        """Touchpoints of the largest loop."""
        return int(self.sizes.max(initial=0))

    def members(self, size: int) -> Indices:
        """Return the touchpoints of all loops of a size, one row a loop."""
        chosen: Indices = self.order[self.sizes[self.label[self.order]] == size]
        return chosen.reshape(-1, size)


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """Expected returns to each touchpoint of one who goes on from it, between bounds that nearly always are equal."""

    low: Vector
    high: Vector

    @property
    def exact(self) -> bool:
        """Whether there is no loop too large for it."""
        return self.low is self.high


def exact_returns(onward: Sparse, loops: Loops, survival: Vector) -> Vector:
    """Compute h for the touchpoints of loops of up to `LARGEST_EXACT`; 0 for the others.

    Loops are inverted as dense matrices, all of a size at once: up to that size no sparse way is faster.
    O(n·k²) for loops of k touchpoints, in memory O(n + k²).
    """
    returns = np.zeros(len(survival))
    for size in np.unique(loops.sizes[loops.sizes <= LARGEST_EXACT]).tolist():
        members = loops.members(size)
        if size == 1:
            again = onward.diagonal()[members[:, 0]]
            returns[members[:, 0]] = again / (1 - survival[members[:, 0]] * again)
        else:
            _dense(onward, members, survival, returns)
    return returns


def _dense(onward: Sparse, members: Indices, survival: Vector, returns: Vector) -> None:
    """Invert all loops of one size, as many at a time as memory allows."""
    size = members.shape[1]
    steps = onward.tocoo()
    place = np.full(len(survival), -1)
    place[members.ravel()] = np.arange(members.size)
    source, target = place[steps.coords[0]], place[steps.coords[1]]
    within = (source >= 0) & (target >= 0) & (source // size == target // size)
    source, target, shares = source[within], target[within], steps.data[within]
    chunk = max(1, _AT_ONCE // size**2)
    for first in range(0, len(members), chunk):
        loops = members[first : first + chunk]
        here = (source // size >= first) & (source // size < first + chunk)
        loop, i, j, share = source[here] // size - first, source[here] % size, target[here] % size, shares[here]
        staying = np.tile(np.eye(size), (len(loops), 1, 1))
        staying[loop, i, j] -= survival[loops][loop, i] * share
        met = np.zeros(loops.shape)
        np.add.at(met, (loop, i), share * np.linalg.inv(staying)[loop, j, i])
        returns[loops] = met


def bounded_returns(onward: Sparse, survival: Vector, visits: Vector, potentials: list[Vector]) -> Returns:
    """Bound h for touchpoints of any loop.

    The chance r_i to return at all lies between the ways back of one to three steps and
    `Σ_j p_ij·min(1, u_j/u_i)` for any u with `u ≥ Q u` (nobody can expect more of u at i than u_i), and
    `h = r/(1 − s·r)`. Also `N_ii ≥ v_i`, for nobody meets i for the first time more than once.

    Args:
        onward: Sparse, the share of visits to i that j follows.
        survival: s, by touchpoint.
        visits: v, by touchpoint.
        potentials: Some u, by touchpoint.
    """
    direct = onward.diagonal()
    others = sparse.csr_array(onward - sparse.diags_array(direct))
    going = sparse.diags_array(survival) @ others
    within = sparse.diags_array(survival) @ onward
    after_two, after_three = (_row_sums(sparse.csr_array(ways.multiply(going.T))) for ways in (others, others @ within))
    short = direct + after_two + after_three
    steps = onward.tocoo()
    source, target = steps.coords
    reaching = np.ones(len(steps.data))
    for u in potentials:
        reaching = np.minimum(
            reaching, np.divide(u[target], u[source], out=np.ones_like(reaching), where=u[source] > 0)
        )
    at_most = np.zeros(len(survival))
    np.add.at(at_most, source, steps.data * reaching)
    met_again = np.divide(visits - 1, survival, out=np.zeros_like(visits), where=survival > 0)
    low = np.maximum(_repeated(np.minimum(short, at_most), survival), met_again)
    return Returns(low, np.maximum(low, _repeated(at_most, survival)))


def _row_sums(matrix: Sparse) -> Vector:
    return np.asarray(matrix @ np.ones(matrix.shape[1]), dtype=np.float64)


def _repeated(chance: Vector, survival: Vector) -> Vector:
    """Return the expected number of returns where each comes with a chance: `r/(1 − s·r)`."""
    again: Vector = chance / np.maximum(1 - survival * chance, np.finfo(float).tiny)
    return again
