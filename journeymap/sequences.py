"""Sequences of touchpoints as columns of numbers: what is asked of very many at once is asked of these."""

from collections.abc import Collection, Iterable
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

__all__ = ["Sequences"]


@dataclass(frozen=True, slots=True, eq=False)
class Sequences(SequenceOf[tuple[str, ...]]):
    """Sequences of touchpoints, none empty; one of them is put into words when it is asked for.

    Example:
        >>> found = Sequences.of(["aba", "bx"])
        >>> found.names, found.codes.tolist(), found.starts.tolist()
        (('a', 'b', 'x'), [0, 1, 0, 1, 2], [0, 3, 5])
        >>> found.take(np.array([1]))[0]
        ('b', 'x')
    """

    names: tuple[str, ...]
    """The touchpoints, in the order in which they are first met."""
    codes: npt.NDArray[np.int32]
    """Of every event, sequence by sequence, its touchpoint as a place in `names`."""
    starts: npt.NDArray[np.int64]
    """The events of sequence i are those from `starts[i]` to `starts[i + 1]`."""

    @classmethod
    def of(cls, sequences: SequenceOf[SequenceOf[str]]) -> "Sequences":
        """Number the touchpoints of some sequences, if they are not numbered already."""
        if isinstance(sequences, cls):
            return sequences
        numbers, starts = _Numbers(), _starts(map(len, sequences), len(sequences))
        events = map(numbers.__getitem__, chain.from_iterable(sequences))
        codes = np.fromiter(events, dtype=np.int32, count=int(starts[-1]))
        return cls(tuple(numbers), codes, starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> tuple[str, ...]:  # type: ignore[override] # no slices
        if not 0 <= row < len(self):
            raise IndexError(row)
        return tuple(self.names[code] for code in self.codes[self.starts[row] : self.starts[row + 1]])

    @property
    def last(self) -> npt.NDArray[np.int32]:
        """The last touchpoint of each."""
        return self.codes[self.starts[1:] - 1]

    def are(self, names: Collection[str]) -> npt.NDArray[np.bool_]:
        """Tell of every place in `names` whether it is one of some touchpoints."""
        return np.array([name in names for name in self.names], dtype=np.bool_)

    def met(self, names: Collection[str]) -> npt.NDArray[np.bool_]:
        """Tell of every sequence whether it met one of some touchpoints."""
        wanted = self.are(names)
        found: npt.NDArray[np.bool_]
        found = np.logical_or.reduceat(wanted[self.codes], self.starts[:-1]) if len(self) else wanted[:0]
        return found

    def take(self, rows: npt.NDArray[np.int64]) -> "Sequences":
        """Return some of them, in the order asked for."""
        begin, length = self.starts[rows], np.diff(self.starts)[rows]
        starts = _starts(length, len(rows))
        events = np.repeat(begin - starts[:-1], length) + np.arange(starts[-1])
        return Sequences(self.names, self.codes[events], starts)


class _Numbers(dict[str, int]):
    """Gives the next number to each name that it meets for the first time."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number


def _starts(lengths: Iterable[int], n: int) -> npt.NDArray[np.int64]:
    starts = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.fromiter(lengths, dtype=np.int64, count=n), out=starts[1:])
    return starts
