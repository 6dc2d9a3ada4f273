"""Conditions that follow from the sequence of touchpoints alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from journeymap.engines.naming import MAX_TOUCHPOINTS

__all__ = ["Settled", "conditions_of_sequences"]

Found = tuple[tuple[str, ...], int, str, list[int]]
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settled:
    """The cases of a sequence that are not under way."""

    segment: tuple[str, ...]
    codes: tuple[int, ...]
    """Numbers of the touchpoints."""
    counts: tuple[int, ...]
    """Cases, those complete, judged, succeeded, with an answer; satisfaction summed, and its squares."""


def conditions_of_sequences(
    settled: Sequence[Settled], departments: Mapping[int, str], may_return: Collection[int]
) -> Iterator[Found]:
    """Count the cases that met a touchpoint more than once (`repeated`), or came from another department (`hand_off`).

    Args:
        settled: The sequences.
        departments: Department by number of the touchpoint; a hand-off is known where both ends have one.
        may_return: Touchpoints that the plan lets customers meet again: there it is no condition.

    Yields:
        Segment, touchpoint, condition; then the counts of the cases for which it held and of all.

    Notes:
        O(n) in the summed length of the sequences, over arrays.
    """
    if not settled:
        return
    codes = np.fromiter(chain.from_iterable(row.codes for row in settled), np.int64)
    rows = np.repeat(np.arange(len(settled)), [len(row.codes) for row in settled])
    once = ~np.isin(codes, list(may_return))
    yield from _counted(settled, "repeated", *_at(rows[once], codes[once], np.ones(once.sum(), np.int64), more_than=1))
    if departments:
        names = {name: number for number, name in enumerate(sorted(set(departments.values())))}
        of = np.full(int(codes.max()) + 1, -1)
        for code, name in departments.items():
            if code < len(of):
                of[code] = names[name]
        source, target = of[codes[:-1]], of[codes[1:]]
        known = (rows[:-1] == rows[1:]) & (source >= 0) & (target >= 0)
        handed = (source != target)[known].astype(np.int64)
        yield from _counted(settled, "hand_off", *_at(rows[1:][known], codes[1:][known], handed, more_than=0))


def _at(rows: _Counts, codes: _Counts, times: _Counts, *, more_than: int) -> tuple[_Counts, _Counts, NDArray[np.bool_]]:
    """Each sequence and touchpoint once, with whether it happened there more often than so many times."""
    pairs, place = np.unique(rows * MAX_TOUCHPOINTS + codes, return_inverse=True)
    n = np.zeros(len(pairs), np.int64)
    np.add.at(n, place, times)
    return pairs // MAX_TOUCHPOINTS, pairs % MAX_TOUCHPOINTS, n > more_than


def _counted(
    settled: Sequence[Settled], name: str, rows: _Counts, codes: _Counts, holds: NDArray[np.bool_]
) -> Iterator[Found]:
    """Add up the counts of the sequences by segment and touchpoint."""
    segments = sorted({row.segment for row in settled})
    number = {segment: place for place, segment in enumerate(segments)}
    of = np.array([number[row.segment] for row in settled])
    counts = np.array([row.counts for row in settled], np.int64)
    groups, place = np.unique(of[rows] * MAX_TOUCHPOINTS + codes, return_inverse=True)
    sums = np.zeros((len(groups), 2 * counts.shape[1]), np.int64)
    np.add.at(sums, place, np.hstack([counts[rows] * holds[:, None], counts[rows]]))
    for group, found in zip(groups.tolist(), sums.tolist(), strict=True):
        yield segments[group // MAX_TOUCHPOINTS], group % MAX_TOUCHPOINTS, name, found
