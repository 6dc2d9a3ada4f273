"""How customers fared, variant by variant: sums that add up over any set of variants."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from journeymap.analysis.alignment import Alignments
from journeymap.analysis.ways import Codes, Flags, Integers
from journeymap.counts import START, Variant
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["Followed", "Outcome", "Sums", "followed", "reached", "summed"]

Sums = npt.NDArray[np.float64]
"""A row for each of what is summed over, a column a field of `Outcome`; counts are exact, for they stay below 2⁵³."""


class Outcome(NamedTuple):
    """Some cases, and how those fared whose outcome counts."""

    cases: int
    n: int
    """Cases among them whose outcome counts: none under way, at a neutral end, or (with success) not judged."""
    good: int
    """Cases among the n that completed, or succeeded where the log says which did."""
    ended: int
    """Cases not under way, whose duration is known."""
    seconds: float
    """Their durations, first to last event, summed."""

    @classmethod
    def of(cls, sums: Sequence[float]) -> "Outcome":
        """Read a row of sums."""
        cases, n, good, ended, seconds = sums
        return cls(round(cases), round(n), round(good), round(ended), seconds)

    @property
    def share(self) -> float | None:
        """The share of the n that did well."""
        return self.good / self.n if self.n else None

    @property
    def mean_seconds(self) -> float | None:
        """How long a case took."""
        return self.seconds / self.ended if self.ended else None


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The distinct sequences of a measurement, those of most cases first, over all segments.

    A sequence that some cases ended with and others are under way at is there twice.
    """

    touchpoints: Sequence[tuple[str, ...]]
    prefix: Flags
    """Whether the cases are under way."""
    sums: Sums
    """How those cases fared."""
    example: Sequence[str]
    """Id of one of the cases."""


def followed(journey: Journey, measurement: Measurement) -> Followed:
    """Count the cases of every distinct sequence."""
    rows = measurement.variants
    number: dict[tuple[str, ...], int] = {}
    sequence = np.array([number.setdefault(row.touchpoints, len(number)) for row in rows], dtype=np.int64)
    n = len(number)
    sums = np.zeros((2 * n, len(Outcome._fields)))
    over, under_way = _fared(journey, rows, judged=measurement.has_success)
    np.add.at(sums, sequence, over)
    np.add.at(sums, sequence + n, under_way)
    example: dict[tuple[str, ...], str] = {}
    for row in rows:
        example[row.touchpoints] = min(row.example, example.get(row.touchpoints, row.example))
    cases, touchpoints, examples = sums[:, 0].tolist(), list(example), list(example.values())
    order = sorted(np.flatnonzero(sums[:, 0]).tolist(), key=lambda i: (-cases[i], examples[i % n], i >= n))
    return Followed(
        touchpoints=[touchpoints[i % n] for i in order],
        prefix=np.array([i >= n for i in order], dtype=np.bool_),
        sums=sums[order],
        example=[examples[i % n] for i in order],
    )


def _fared(journey: Journey, rows: Sequence[Variant], *, judged: bool) -> tuple[Sums, Sums]:
    """The columns of `Outcome` for the cases of each row that are over, and for those under way.

    A measurement does not tell which of the judged are still under way: they are taken out in proportion.
    """
    counts = [(row.cases, row.under_way, row.judged, row.succeeded, row.seconds) for row in rows]
    cases, under_way, n_judged, n_succeeded, seconds = np.array(counts, dtype=np.float64).reshape(-1, 5).T
    goals, neutral_ends = set(journey.goals), {end for end, kind in journey.ends.items() if kind == "neutral"}
    arrived = np.array([not goals.isdisjoint(row.touchpoints) for row in rows], dtype=np.bool_)
    counting = arrived | np.array([row.touchpoints[-1] not in neutral_ends for row in rows], dtype=np.bool_)
    ended = cases - under_way
    over = ended / np.maximum(cases, 1)
    n, good = (n_judged * over, n_succeeded * over) if judged else (ended, ended * arrived)
    nothing = np.zeros_like(cases)
    return (
        np.column_stack([ended, n * counting, good * counting, ended, seconds * over]),
        np.column_stack([under_way, nothing, nothing, nothing, nothing]),
    )


def reached(alignments: Alignments, again: Flags, sums: Sums) -> Sums:
    """Sum over the cases that reached each touchpoint, in the order of `alignments.names`; `START` is all cases."""
    first = np.flatnonzero(~again)
    bounds = np.searchsorted(first, alignments.starts)
    met = csr_array(
        (np.ones(len(first)), alignments.touchpoint[first], bounds), shape=(len(alignments), len(alignments.names))
    )
    found = np.asarray(met.T @ sums)
    found[alignments.names.index(START)] = sums.sum(axis=0)
    return found


def summed(group: Integers | Codes, variant: Integers, sums: Sums, *, n: int) -> Sums:
    """Sum over the cases of groups of variants.

    Args:
        group: From 0 to n − 1; a variant may be in several, once in each.
        variant: The variants that are in each.
        sums: One row a variant.
        n: How many groups there are.
    """
    member = csr_array((np.ones(len(group)), (group, variant)), shape=(n, len(sums)))
    return np.asarray(member @ sums)
