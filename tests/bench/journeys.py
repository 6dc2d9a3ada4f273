"""Chains of any size to measure and test with."""

import numpy as np
from scipy import sparse

from journeymap.analysis.chain import Chain

__all__ = ["journey_like", "random_chain"]


def _chain(onward: "sparse.csr_array[np.float64]") -> Chain:
    n = onward.shape[0]
    start, completes = np.zeros(n), np.zeros(n)
    start[0] = completes[-1] = 1.0
    return Chain(tuple(f"t{i}" for i in range(n)), start, onward, completes, np.zeros(n), np.zeros(n))


def _with_shares(weights: "sparse.csr_array[np.float64]") -> "sparse.csr_array[np.float64]":
    """Scale every row to add up to 1, but for those that lead nowhere."""
    total = np.asarray(weights.sum(axis=1), dtype=np.float64)
    total[total == 0] = 1.0
    return sparse.csr_array(sparse.diags_array(1 / total) @ weights)


def journey_like(n: int, random: np.random.Generator) -> Chain:
    """Mostly ways ahead, three from each touchpoint, and from one in twenty a way back to one shortly before it."""
    source = np.repeat(np.arange(n - 1), 3)
    ahead = np.where(np.arange(len(source)) % 3 == 0, 1, 1 + random.integers(0, 20, len(source)))
    back = np.sort(random.choice(np.arange(min(3, n - 1), n), max(0, n // 20 - 1), replace=False))
    back = back[back < n - 1]
    rows = np.concatenate([source, back])
    columns = np.concatenate([np.minimum(source + ahead, n - 1), back - random.integers(1, 3, len(back))])
    weights = np.concatenate([random.random(len(source)), 0.3 * random.random(len(back))])
    return _chain(_with_shares(sparse.csr_array((weights, (rows, columns)), shape=(n, n))))


def random_chain(n: int, random: np.random.Generator) -> Chain:
    """One way ahead from each touchpoint, and two to anywhere, so that nearly all of them are one loop."""
    source = np.repeat(np.arange(n - 1), 3)
    columns = random.integers(0, n, len(source))
    columns[::3] = np.arange(1, n)
    return _chain(_with_shares(sparse.csr_array((random.random(len(source)), (source, columns)), shape=(n, n))))
