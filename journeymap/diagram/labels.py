"""Where the numbers stand on the lines: on no card, on no other number, and on few other lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from journeymap.diagram.marks import Box, Point

__all__ = ["LABEL_HEIGHT", "Labeller"]

LABEL_HEIGHT = 14.0
STEP = 8.0
CELL = 96.0
TOUCHING = 1000.0
CROSSED = 20.0
END = 16.0
"""What a head and the corner before it need at the end of a line."""
OUTER, SHORT = 250.0, 300.0
"""How unwelcome a place is on the pieces that join the cards, and on one that is too short, in points away."""


class Labeller:
    """Places one label after another; asks only what stands near (about O(1) a candidate).

    Args:
        paths: The corners of every line.
        pens: How wide each line is.
        taken: What no label may stand on.
    """

    def __init__(self, paths: Sequence[Sequence[Point]], pens: Sequence[float], taken: Iterable[Box]) -> None:
        self._boxes: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self._lines: dict[tuple[int, int], list[tuple[int, Box]]] = defaultdict(list)
        for box in taken:
            self.take(box)
        for i, path in enumerate(paths):
            for a, b in pairwise(path):
                half = pens[i] / 2 + 1
                x, y = min(a[0], b[0]) - half, min(a[1], b[1]) - half
                line = Box(x, y, abs(a[0] - b[0]) + 2 * half, abs(a[1] - b[1]) + 2 * half)
                for cell in _cells(line):
                    self._lines[cell].append((i, line))

    def take(self, box: Box) -> None:
        """Keep other labels off a box."""
        for cell in _cells(box):
            self._boxes[cell].append(box)

    def place(self, index: int, path: Sequence[Point], width: float) -> Box:
        """Find the best place for a label on its line, and take it."""
        best, least = None, float("inf")
        for box, away in _candidates(path, width):
            cost = self._cost(index, box) + away * 0.02
            if cost < least:
                best, least = box, cost
            if least < CROSSED:
                break
        assert best is not None, "a line has at least one candidate"
        self.take(best)
        return best

    def _cost(self, index: int, box: Box) -> float:
        cells = list(_cells(box))
        touched = {id(other) for cell in cells for other in self._boxes[cell] if box.overlaps(other)}
        crossed = {(i, line) for cell in cells for i, line in self._lines[cell] if i != index and box.overlaps(line)}
        return TOUCHING * len(touched) + CROSSED * len(crossed)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for i in range(int(box.x // CELL), int(box.right // CELL) + 1):
        for j in range(int(box.y // CELL), int(box.bottom // CELL) + 1):
            yield (i, j)


def _candidates(path: Sequence[Point], width: float) -> Iterator[tuple[Box, float]]:
    """Yield places on the line and how far they are from a good one: between corners first, in the middle of pieces."""
    pieces = sorted(pairwise(path), key=lambda piece: -_length(piece))
    inner = [piece for piece in pieces if piece[0] != path[0] and piece[1] != path[-1]]
    for piece in inner:
        yield from _along(piece, width, 0.0 if _length(piece) > LABEL_HEIGHT else SHORT)
    for piece in pieces:
        if piece not in inner and _length(piece) > width + 2 * END:
            yield from _along(piece, width, OUTER)
    if not inner:
        yield from _along(pieces[0], width, OUTER)


def _along(piece: tuple[Point, Point], width: float, penalty: float) -> Iterator[tuple[Box, float]]:
    (ax, ay), (bx, by) = piece
    x, y = (ax + bx) / 2, (ay + by) / 2
    yield _around(x, y, width), penalty
    margin = LABEL_HEIGHT if ax == bx else width / 2 + END
    for k in range(1, max(0, int((_length(piece) / 2 - margin) / STEP)) + 1):
        for away in (-k * STEP, k * STEP):
            box = _around(x + (away if ay == by else 0), y + (away if ax == bx else 0), width)
            yield box, penalty + abs(away)


def _length(piece: tuple[Point, Point]) -> float:
    (ax, ay), (bx, by) = piece
    return abs(ax - bx) + abs(ay - by)


def _around(x: float, y: float, width: float) -> Box:
    return Box(x - width / 2, y - LABEL_HEIGHT / 2, width, LABEL_HEIGHT)
