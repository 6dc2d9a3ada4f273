"""Buckets of waits: few enough to save, fine enough that any quantile is within 1 %."""

from bisect import bisect_right
from functools import cache

__all__ = ["EXACT_MS", "STEP", "bucket_bounds", "bucket_of"]

EXACT_MS = 64
STEP = 1.02
"""Buckets of waits are exact below 64 ms, then each is 2 % longer than the one before."""

_N_BOUNDS = 1500
"""Buckets above the exact ones: enough for waits of 16,000 years."""


@cache
def bucket_bounds() -> tuple[int, ...]:
    """Return the shortest wait of every bucket in whole milliseconds.

    Bucket b holds the waits from `bucket_bounds()[b]` up to, and without, `bucket_bounds()[b + 1]`. The
    bounds `64 · 1.02^k` are rounded up in whole numbers, so that every engine draws the same line.

    Example:
        >>> bucket_bounds()[62:67]
        (62, 63, 64, 66, 67)
    """
    steps = (-(-EXACT_MS * 51**k // 50**k) for k in range(_N_BOUNDS))
    return (*range(EXACT_MS), *steps)


def bucket_of(milliseconds: int) -> int:
    """Return the bucket of a wait.

    Example:
        >>> bucket_of(0), bucket_of(63), bucket_of(64), bucket_of(66)
        (0, 63, 64, 65)
    """
    return bisect_right(bucket_bounds(), milliseconds) - 1
