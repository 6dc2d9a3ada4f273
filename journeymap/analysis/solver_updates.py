"""Thousands of changed journeys from one that is solved: only what leads on from the changed touchpoints is new.

Where the rows K of Q change by Δ and completing there by ρ, `αᵀN'r' = αᵀN r + v_K (I − Δ N_K)⁻¹ (ρ + Δ c)`
(Woodbury): a matrix as small as the change, whatever the size of the journey.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymap.analysis.chain import Chain, Travel

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["Updates", "updated_completion"]

Vector = NDArray[np.float64]
Indices = NDArray[np.intp]

_AT_ONCE = 4_000_000
"""Numbers held at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Updates:
    """Changed journeys, one a row; a row that changes fewer touchpoints repeats one of them unchanged.

    A touchpoint must not be changed twice in a row.
    """

    touchpoints: Indices
    """Which touchpoints change."""
    survival: Vector
    """Their survivals from then on."""
    ways: Indices
    """Which row of `onward` tells where they lead from then on."""
    onward: "sparse.csr_array[np.float64]"
    """Rows of transitions: those of the chain, then further ones."""


def updated_completion(chain: Chain, travel: Travel, updates: Updates) -> Vector:
    """Return the share of those who start that completes, one per changed journey.

    O(t·n + m·k³) for n touchpoints, t of which are changed anywhere, and m journeys that change k each.

    Args:
        chain: The journey.
        travel: Its customers, as it is.
        updates: What changes.

    References:
        Woodbury (1950), "Inverting modified matrices", Princeton Statistical Research Group, report 42.
    """
    shape = updates.touchpoints.shape
    points, columns = np.unique(updates.touchpoints, return_inverse=True)
    rows, row = np.unique(np.concatenate([points, updates.ways.ravel()]), return_inverse=True)
    column = columns.reshape(shape)
    now, then = row[: len(points)][column], row[len(points) :].reshape(shape)
    ways: sparse.csr_array[np.float64] = updates.onward[rows]
    onto, ahead = _onto(ways, points, travel), np.asarray(ways @ travel.arrives, dtype=np.float64)
    completion = np.full(shape[0], float(chain.start @ travel.arrives))
    for part in _parts(*shape):
        changed, s_then = updates.touchpoints[part], updates.survival[part]
        s_now = travel.survival[changed]
        completes = chain.completes[changed]
        arrives = s_then * (ahead[then[part]] + completes) - s_now * (ahead[now[part]] + completes)
        again = _met(onto, then[part], column[part], s_then) - _met(onto, now[part], column[part], s_now)
        added = np.linalg.solve(np.eye(shape[1]) - again, arrives[:, :, None])[:, :, 0]
        completion[part] += np.einsum("mk,mk->m", travel.visits[changed], added)
    return completion


def _onto(ways: "sparse.csr_array[np.float64]", points: Indices, travel: Travel) -> Vector:
    """Return how often those who go on by each of some ways meet each of some touchpoints, `p N`."""
    n = len(travel.survival)
    onto = np.empty((ways.shape[0], len(points)))
    width = max(1, _AT_ONCE // n)
    for first in range(0, len(points), width):
        block = points[first : first + width]
        standing = np.zeros((n, len(block)))
        standing[block, np.arange(len(block))] = 1.0
        onto[:, first : first + width] = np.asarray(ways @ travel.factors.forward(standing), dtype=np.float64)
    return onto


def _met(onto: Vector, ways: Indices, columns: Indices, survival: Vector) -> Vector:
    """Return, for each journey, how often one at each changed touchpoint will meet each of them, `s p N`."""
    met: Vector = survival[:, :, None] * onto[ways[:, :, None], columns[:, None, :]]
    return met


def _parts(journeys: int, changes: int) -> Iterator[slice]:
    step = max(1, _AT_ONCE // max(1, changes) ** 2)
    return (slice(first, first + step) for first in range(0, journeys, step))
