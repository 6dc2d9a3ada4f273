"""How customers fared, variant by variant: sums that add up over any set of variants."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array

from journeymap.analysis.alignment import Alignments
from journeymap.analysis.columns import ranks
from journeymap.analysis.ways import Flags, Integers
from journeymap.case_ends import START
from journeymap.counts import Variant
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.sequences import Sequences

__all__ = ["Apart", "Followed", "Members", "Outcome", "Sums", "followed", "members", "reached"]

Sums = npt.NDArray[np.float64]
"""A row for each of what is summed over, a column a field of `Outcome`; counts are exact, for they stay below 2⁵³."""


Apart: TypeAlias = "csr_array[Any] | csc_array[Any]"
"""Sums with columns for each segment: those of `Outcome` for the first, then for the second, and so on."""

Members: TypeAlias = "csr_array[Any] | csc_array[Any]"
"""A row for each group, a column for each variant, 1 where it is in: times the sums of variants, those of groups."""


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
    """How much longer they took, first to last event, than all cases do on average, summed."""
    seconds_squares: float
    """The squares of that, summed; not a number where they are unknown."""
    answered: int
    """Cases among those that gave a score."""
    satisfaction: float
    """Their satisfaction, each 0 to 1, summed."""
    satisfaction_squares: float
    clicked: int
    """Cases among those whose clicks are known."""
    clicks: float
    """Their clicks, summed."""
    clicks_squares: float
    """The squares of their clicks, summed; not a number where they are unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The distinct sequences of a measurement, those of most cases first, over all segments.

    A sequence that some cases ended with and others are under way at is there twice.
    """

    touchpoints: Sequences
    prefix: Flags
    """Whether the cases are under way."""
    sums: Sums
    """How those cases fared."""
    by_segment: Apart
    """The same by segment."""
    example: Sequence[str]
    """Id of one of the cases."""


def followed(journey: Journey, measurement: Measurement) -> Followed:
    """Count the cases of every distinct sequence."""
    rows = measurement.variants
    number: dict[tuple[str, ...], int] = {}
    sequence = np.array([number.setdefault(row.touchpoints, len(number)) for row in rows], dtype=np.int64)
    n, first = len(number), np.unique(sequence, return_index=True)[1]
    sums = np.zeros((2 * n, len(Outcome._fields)))
    over, under_way = _fared(journey, measurement)
    np.add.at(sums, sequence, over)
    np.add.at(sums, sequence + n, under_way)
    segments: dict[tuple[str, ...], int] = {}
    segment = np.array([segments.setdefault(row.segment, len(segments)) for row in rows], dtype=np.int64)
    apart = _apart(np.concatenate([sequence, sequence + n]), np.tile(segment, 2), np.vstack([over, under_way]), n=2 * n)
    examples = _examples(rows, sequence.tolist(), n)
    seen = np.flatnonzero(sums[:, 0])
    order = seen[np.lexsort((seen >= n, ranks(examples)[seen % n], -sums[seen, 0]))]
    return Followed(
        touchpoints=measurement.sequences.take(first[order % n]),
        prefix=order >= n,
        sums=sums[order],
        by_segment=apart[order],
        example=[examples[row] for row in (order % n).tolist()],
    )


def _examples(rows: Sequence[Variant], sequence: Sequence[int], n: int) -> list[str]:
    """The smallest of the examples of each sequence, as text."""
    found = [""] * n
    for row, number in zip(rows, sequence, strict=True):
        found[number] = min(found[number] or row.example, row.example)
    return found


def _apart(variant: Integers, segment: Integers, fared: Sums, *, n: int) -> Apart:
    """Put what is of one segment into columns of its own."""
    width, (row, field) = fared.shape[1], np.nonzero(fared)
    n_columns = (int(segment.max(initial=0)) + 1) * width
    return csr_array((fared[row, field], (variant[row], segment[row] * width + field)), shape=(n, n_columns))


def _fared(journey: Journey, measurement: Measurement) -> tuple[Sums, Sums]:
    """The columns of `Outcome` for the cases of each row that are over, and for those under way.

    A measurement does not tell which of the judged are still under way: they are taken out in proportion.
    """
    counts = [
        (
            *(row.cases, row.under_way, row.judged, row.succeeded, *longer),
            *(row.answered, row.satisfaction, row.satisfaction_squares),
            *(row.clicked, row.clicks, np.nan if row.clicks_squares is None else row.clicks_squares),
        )
        for row, longer in zip(measurement.variants, _longer(measurement.variants), strict=True)
    ]
    columns = np.array(counts, dtype=np.float64).reshape(-1, 12).T
    cases, under_way, n_judged, n_succeeded, *summed_up = columns
    sequences, neutral_ends = measurement.sequences, [end for end, kind in journey.ends.items() if kind == "neutral"]
    arrived = sequences.met(journey.goals)
    counting = arrived | ~sequences.are(neutral_ends)[sequences.last]
    ended = cases - under_way
    over = ended / np.maximum(cases, 1)
    n, good = (n_judged * over, n_succeeded * over) if measurement.has_success else (ended, ended * arrived)
    fared = np.column_stack([ended, n * counting, good * counting, ended, *(over * column for column in summed_up)])
    waiting = np.zeros_like(fared)
    waiting[:, 0] = under_way
    return fared, waiting


def _longer(rows: Sequence[Variant]) -> Iterator[tuple[float, float]]:
    """How much longer than on average the cases of each row took, and the squares of that, both in seconds.

    From whole numbers: as floats, the squares of long durations have no digits left for how little they differ.
    """
    lasted = [round(1e6 * row.seconds) for row in rows]
    mean = sum(lasted) // max(sum(row.cases for row in rows), 1)
    for row, total in zip(rows, lasted, strict=True):
        longer, squares = total - row.cases * mean, row.microseconds_squares
        yield longer / 1e6, np.nan if squares is None else (squares - mean * (total + longer)) / 1e12


def reached(alignments: Alignments, again: Flags) -> Members:
    """Which variants reached each touchpoint, in the order of `alignments.names`; `START` all of them."""
    first, start = np.flatnonzero(~again), alignments.names.index(START)
    begin = np.searchsorted(first, alignments.starts)
    touchpoint = np.insert(alignments.touchpoint[first], begin[:-1], start)
    shape = len(alignments), len(alignments.names)
    met = csr_array((np.ones(len(touchpoint)), touchpoint, begin + np.arange(len(begin))), shape=shape)
    return met.T


def members(group: Integers, variant: Integers, shape: tuple[int, int]) -> Members:
    """Which variants are in each group; a variant may be in several, once in each."""
    return csr_array((np.ones(len(group)), (group, variant)), shape=shape)
