"""Which of some numbered places lead back to one another."""

from collections.abc import Iterable, Iterator, Sequence

__all__ = ["strong_components"]


def strong_components(onward: Sequence[Iterable[int]]) -> list[tuple[int, ...]]:
    """Put places that lead to one another together, each such group behind those it leads to. O(places + ways).

    Args:
        onward: For each place, numbered from 0, where one can go on to.

    References:
        Gabow (2000), "Path-based depth-first search for strong and biconnected components",
        doi:10.1016/S0020-0190(00)00051-X.

    Example:
        >>> strong_components([[1], [0, 2], []])
        [(2,), (0, 1)]
    """
    search = _Search(onward)
    for place in range(len(onward)):
        if place not in search.met:
            search.begin(place)
    return search.groups


class _Search:
    """Depth first, and without recursion: journeys are longer than Python's stack is deep."""

    def __init__(self, onward: Sequence[Iterable[int]]) -> None:
        self.groups: list[tuple[int, ...]] = []
        self.met: dict[int, int] = {}
        """How many places were met before each."""
        self._onward = onward
        self._finished = set[int]()
        self._open: list[int] = []
        """Places whose group is not known yet, as they were met."""
        self._first: list[int] = []
        """The first of each stretch of them that is known to lead back to it."""

    def begin(self, start: int) -> None:
        path = [(start, self._enter(start))]
        while path:
            place, ahead = path[-1]
            new = next((there for there in ahead if self._is_new(there)), None)
            if new is not None:
                path.append((new, self._enter(new)))
            else:
                path.pop()
                self._leave(place)

    def _enter(self, place: int) -> Iterator[int]:
        self.met[place] = len(self.met)
        self._open.append(place)
        self._first.append(place)
        return iter(self._onward[place])

    def _is_new(self, place: int) -> bool:
        """One that is open leads here again, and all that was met since is of its group."""
        if place in self.met and place not in self._finished:
            while self.met[self._first[-1]] > self.met[place]:
                self._first.pop()
        return place not in self.met

    def _leave(self, place: int) -> None:
        if self._first[-1] != place:
            return
        self._first.pop()
        group = [self._open.pop()]
        while group[-1] != place:
            group.append(self._open.pop())
        self._finished.update(group)
        self.groups.append(tuple(sorted(group)))
