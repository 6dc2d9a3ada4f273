"""Small steps on columns of numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from journeymap.analysis.ways import Integers

__all__ = ["distinct", "nth", "ranges", "ranks"]


def distinct(numbers: Integers) -> Integers:
    """Return the numbers in order, each once; by sorting, which is several times faster than by hashing.

    Example:
        >>> distinct(np.array([3, 1, 3])).tolist()
        [1, 3]
    """
    ordered = np.sort(numbers)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def nth(numbers: Integers) -> Integers:
    """Count the equal ones before each.

    Example:
        >>> nth(np.array([7, 2, 7, 7])).tolist()
        [0, 0, 1, 2]
    """
    order, place = np.argsort(numbers, kind="stable"), np.arange(len(numbers))
    new = np.diff(numbers[order], prepend=-1) != 0
    found = np.empty_like(numbers)
    found[order] = place - np.maximum.accumulate(np.where(new, place, 0))
    return found


def ranges(start: Integers, length: Integers) -> Integers:
    """Return the numbers from each start on, as many as each length, one after the other.

    Example:
        >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
        [5, 6, 0, 1, 2]
    """
    return np.repeat(start - np.cumsum(length) + length, length) + np.arange(length.sum())


def ranks(values: Sequence[Any]) -> Integers:
    """Return the place of each value in their order; which of equal ones stands first does not matter.

    Example:
        >>> ranks(["b", "c", "a"]).tolist()
        [1, 2, 0]
    """
    found = np.empty(len(values), dtype=np.int64)
    found[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
    return found
