"""Stretches off plan: from leaving the plan to rejoining it or ending, of all variants at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from journeymap.analysis.columns import ranges
from journeymap.analysis.gaps import Gaps
from journeymap.analysis.ways import Integers

__all__ = ["Stretch", "Stretches"]


class Stretch(NamedTuple):
    """One stretch off plan of one variant; a named tuple, for there are many to compare."""

    leave: str
    """The last touchpoint to which the plan led, or `START`."""
    did: tuple[str, ...]
    """What was done off plan, in order; empty where touchpoints were only skipped."""
    rejoin: str
    """The planned touchpoint after it, or `END`: ended, or, under way, not back yet."""

    @property
    def first(self) -> str:
        """The first step off plan."""
        return self.did[0] if self.did else self.rejoin


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """All stretches off plan, as columns: variant by variant in the order of travel; touchpoints as numbers."""

    gaps: Gaps
    variant: Integers
    leave: Integers
    begin: Integers
    """The first of the moves that were done off plan."""
    length: Integers
    """How many these are."""
    rejoin: Integers

    @classmethod
    def of(cls, gaps: Gaps) -> "Stretches":
        """Find them: the plan is left with the first step that it does not allow; free moves alone make none."""
        off = np.flatnonzero(gaps.cost)
        led, begin = gaps.led[off], (gaps.first[:-1] + gaps.led)[off]
        leave = np.where(led, gaps.moves.touchpoint[begin - 1], gaps.opening[off])
        return cls(gaps, gaps.variant[off], leave, begin, gaps.n_extra[off] - led, gaps.closing[off])

    @property
    def first(self) -> Integers:
        """The first step off plan."""
        touchpoint = np.append(self.gaps.moves.touchpoint, 0)  # a stretch may begin behind the last move
        return np.where(self.length, touchpoint[self.begin], self.rejoin)

    @property
    def did(self) -> Integers:
        """A number for what was done, the same for equal sequences: a place in the tree of them all, 0 its root."""
        touchpoint = self.gaps.moves.touchpoint
        number, n, size = np.zeros_like(self.begin), 1, touchpoint.max(initial=0) + 1
        longer, step = np.flatnonzero(self.length), 0
        while len(longer):
            branch = number[longer] * size + touchpoint[self.begin[longer] + step]
            known, which = np.unique(branch, return_inverse=True)
            number[longer] = n + which
            n, step = n + len(known), step + 1
            longer = longer[self.length[longer] > step]
        return number

    def take(self, rows: Integers) -> "Stretches":
        """Return some of them, in the order asked for."""
        columns = self.variant, self.leave, self.begin, self.length, self.rejoin
        return Stretches(self.gaps, *(column[rows] for column in columns))

    def distinct(self) -> tuple["Stretches", Integers]:
        """The first of each that differs from all others; and of all of them, which of these it is like."""
        did = self.did
        number = (self.leave * (did.max(initial=0) + 1) + did) * len(self.gaps.alignments.names) + self.rejoin
        _, first, which = np.unique(number, return_index=True, return_inverse=True)
        return self.take(first), which

    def done(self) -> list[tuple[str, ...]]:
        """What was done, in words."""
        name = self.gaps.alignments.names.__getitem__
        did = tuple(map(name, self.gaps.moves.touchpoint[ranges(self.begin, self.length)].tolist()))
        return [did[i:j] for i, j in pairwise([0, *np.cumsum(self.length).tolist()])]

    def named(self) -> Iterator[Stretch]:
        """Put them into words."""
        name = self.gaps.alignments.names.__getitem__
        leave, rejoin = (map(name, column.tolist()) for column in (self.leave, self.rejoin))
        return map(Stretch, leave, self.done(), rejoin)
