"""Solves (I − Q) x = b for journeys of hundreds of thousands of touchpoints, without a dense matrix of them.

Touchpoints that lead back to one another make a loop (a strongly connected component). Taken loop by loop, earlier
ones first, the matrix is block triangular: its factors fill up within loops only.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, SuperLU, gmres, splu

from journeymap.analysis.solver_loops import LARGEST_EXACT, Loops

__all__ = ["EndlessError", "Factors", "Solver"]

Vector = NDArray[np.float64]
Direction = Literal["N", "T"]

_WANTED = 1e-12
"""Residual that the iteration aims at, as a share of the right-hand side."""
_ALLOWED = 1e-9
"""Residual, as a share of the terms that add up to it, beyond which an answer is refused."""
_LEAK = 1e-14
"""A touchpoint that loses less than this loses nobody: rounding leaves as much."""


class EndlessError(ArithmeticError):
    """Customers can travel for ever: nobody leaves the loop of the touchpoints `members`."""

    def __init__(self, members: NDArray[np.intp]) -> None:
        self.members = members
        super().__init__(f"nobody leaves a loop of {len(members)} touchpoints")


class Solver:
    """The transitions of a journey, put in order once to be solved for many survivals.

    References:
        Li (2005), "An overview of SuperLU", doi:10.1145/1089014.1089017; Pearce (2016), "A space-efficient
        algorithm for finding strongly connected components", doi:10.1016/j.ipl.2015.08.010.
    """

    def __init__(self, onward: "sparse.csr_array[np.float64]") -> None:
        """Order the transitions. O(transitions).

        Args:
            onward: Square: the share of visits to i that j follows, of those that are not lost.
        """
        n = len(onward.indptr) - 1
        self.onward = onward
        self.loops = Loops.of(onward)
        self._place = np.empty(n, dtype=np.intp)
        self._place[self.loops.order] = np.arange(n)
        self._steps = onward.tocoo()
        source, target = self._steps.coords
        rows = np.concatenate([self._place[source], np.arange(n)])
        columns = np.concatenate([self._place[target], np.arange(n)])
        shares = np.concatenate([self._steps.data, np.zeros(n)])
        self._pattern = sparse.csc_array((shares, (rows, columns)), shape=(n, n))
        self._is_diagonal = self._pattern.indices == np.repeat(np.arange(n), np.diff(self._pattern.indptr))

    def factors(self, survival: Vector) -> "Factors":
        """Factor I − Q, with `q_ij = s_i·p_ij`.

        O(transitions) where loops are small; with a loop beyond 2,000 touchpoints, answers come by iteration.

        Args:
            survival: s, by touchpoint, 0 to 1.

        Raises:
            EndlessError: If customers can travel for ever.
        """
        self._refuse_endless(survival)
        matrix = self._pattern.copy()
        matrix.data *= -survival[self.loops.order][matrix.indices]
        matrix.data[self._is_diagonal] += 1.0
        return Factors(matrix, self.loops.order, self._place, iterate=self.loops.largest > LARGEST_EXACT)

    def _refuse_endless(self, survival: Vector) -> None:
        """Refuse a loop that nothing leads out of, and in which nobody is lost or stays."""
        label = self.loops.label
        source, target = self._steps.coords
        leading_out = (label[source] != label[target]) & (survival[source] * self._steps.data > _LEAK)
        ending = 1 - survival * self.onward.sum(axis=1) > _LEAK
        has_end = np.zeros(len(self.loops.sizes), dtype=bool)
        has_end[label[source[leading_out]]] = True
        has_end[label[ending]] = True
        if not has_end.all():
            raise EndlessError(np.flatnonzero(label == np.argmin(has_end)))


class Factors:
    """I − Q, factored: by SuperLU in the order of travel.

    Where a loop is large, only the ways ahead are factored, and GMRES finds what the ways back add.

    References:
        Saad & Schultz (1986), "GMRES", doi:10.1137/0907058.
    """

    def __init__(
        self,
        matrix: "sparse.csc_array[np.float64]",
        order: NDArray[np.intp],
        place: NDArray[np.intp],
        *,
        iterate: bool,
    ) -> None:
        """Factor a matrix whose rows and columns are in `order`; `place` leads back."""
        self._matrix, self._order, self._place = matrix, order, place
        self._iterate = iterate
        factored = sparse.csc_array(sparse.triu(matrix)) if iterate else matrix
        self._factors: SuperLU = splu(factored, permc_spec="NATURAL", diag_pivot_thresh=0.0, relax=1, panel_size=1)

    def forward(self, given: Vector) -> Vector:
        """Return `N b`: one column of b, or several."""
        return self._solved(given, "N")

    def backward(self, given: Vector) -> Vector:
        """Return `aᵀ N`."""
        return self._solved(given, "T")

    def _solved(self, given: Vector, direction: Direction) -> Vector:
        """Solve, and check the residual.

        Raises:
            EndlessError: If no answer is good enough: hardly anybody leaves the loop of the touchpoint it names.
        """
        wanted = given[self._order]
        found = self._iterated(wanted, direction) if self._iterate else self._direct(wanted, direction)
        matrix = self._matrix if direction == "N" else self._matrix.T
        terms = abs(matrix) @ abs(found) + abs(wanted)
        if not np.all(abs(matrix @ found - wanted) <= _ALLOWED * terms.max(initial=1.0)):
            raise EndlessError(self._order[np.argsort(-abs(found), axis=0).ravel()[:1]])
        ordered: Vector = found[self._place]
        return ordered

    def _direct(self, wanted: Vector, direction: Direction) -> Vector:
        solve: Any = self._factors.solve  # the published types leave the direction out
        return np.asarray(solve(wanted, direction), dtype=np.float64)

    def _iterated(self, wanted: Vector, direction: Direction) -> Vector:
        if wanted.ndim > 1:
            return np.column_stack([self._iterated(column, direction) for column in wanted.T])
        matrix = self._matrix if direction == "N" else self._matrix.T
        nearly = LinearOperator(matrix.shape, lambda b: self._direct(b, direction), dtype=np.float64)
        found, _ = gmres(matrix, wanted, M=nearly, rtol=_WANTED, atol=0.0, restart=60, maxiter=40)
        return np.asarray(found, dtype=np.float64)
