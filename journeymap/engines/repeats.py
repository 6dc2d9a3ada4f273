"""Conditions that follow from the sequence of touchpoints alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Settled", "conditions_of_sequences"]

_COUNTS = 7
"""Cases, those complete, judged, succeeded, with an answer; satisfaction summed, and its squares."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The cases of a sequence that are not under way."""

    segment: tuple[str, ...]
    codes: tuple[int, ...]
    """Numbers of the touchpoints."""
    done: bool
    """Whether it has reached a goal."""
    sums: tuple[int, ...]
    """Cases, those judged, succeeded, with an answer; satisfaction summed, and its squares."""

    @property
    def counts(self) -> tuple[int, ...]:
        """The sums, with how many are complete behind the cases."""
        n, *further = self.sums
        return (n, n if self.done else 0, *further)


def conditions_of_sequences(
    settled: Iterable[Settled], departments: Mapping[int, str]
) -> Iterator[tuple[tuple[str, ...], int, str, list[int]]]:
    """Count the cases that met a touchpoint more than once (`repeated`), or came from another department (`hand_off`).

    Args:
        settled: The sequences.
        departments: Department by number of the touchpoint; a hand-off is known where both ends have one.

    Yields:
        Segment, touchpoint, condition; then the counts of the cases for which it held and of all.
    """
    held: defaultdict[tuple[tuple[str, ...], int, str], list[int]] = defaultdict(lambda: [0] * 2 * _COUNTS)
    for row in settled:
        counts, again = row.counts, len(set(row.codes)) < len(row.codes)
        for code in set(row.codes):
            _add(held[row.segment, code, "repeated"], counts, holds=again and row.codes.count(code) > 1)
        for code, handed in _handed(row.codes, departments).items():
            _add(held[row.segment, code, "hand_off"], counts, holds=handed)
    for (segment, code, name), counts_of in held.items():
        yield segment, code, name, counts_of


def _handed(codes: tuple[int, ...], departments: Mapping[int, str]) -> dict[int, bool]:
    """Whether a customer ever came from another department, by touchpoint where it is known."""
    found: dict[int, bool] = {}
    for source, target in pairwise(codes) if departments else ():
        if source in departments and target in departments:
            found[target] = found.get(target, False) or departments[source] != departments[target]
    return found


def _add(row: list[int], counts: tuple[int, ...], *, holds: bool) -> None:
    for place, count in enumerate(counts):
        row[_COUNTS + place] += count
        row[place] += count if holds else 0
