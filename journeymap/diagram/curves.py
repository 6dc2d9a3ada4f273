"""Lines of horizontal and vertical pieces, with round corners, as Bézier curves."""

from collections.abc import Sequence
from math import hypot

from journeymap.diagram.marks import Point

__all__ = ["ROUND", "rounded", "shortened"]

ROUND = 0.5523
"""How far the handles of a quarter circle reach, of its radius (the usual approximation)."""


def rounded(points: Sequence[Point], radius: float) -> tuple[Point, ...]:
    """Turn a polyline into Bézier pieces (1 + 3n points) whose corners are round.

    Example:
        >>> rounded([(0, 0), (10, 0)], 5)
        ((0, 0), (0, 0), (10, 0), (10, 0))
    """
    corners = [p for i, p in enumerate(points) if i == 0 or _distance(p, points[i - 1]) > 1e-6]  # noqa: PLR2004 - equal but for rounding
    curve = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        reach = min(radius, _share(before, corner, corners[0]), _share(corner, after, corners[-1]))
        enter, leave = _toward(corner, before, reach), _toward(corner, after, reach)
        handles = _toward(enter, corner, reach * ROUND), _toward(leave, corner, reach * ROUND)
        curve += [curve[-1], enter, enter, *handles, leave]
    return (*curve, curve[-1], corners[-1], corners[-1])


def _share(one: Point, other: Point, end: Point) -> float:
    """How much of a piece a corner may take: half, or all but what a head needs at an end of the line."""
    length = _distance(one, other)
    return max(length / 2, length - 14) if end in (one, other) else length / 2


def shortened(curve: Sequence[Point], length: float) -> tuple[Point, ...]:
    """Take the length of a head from the end of a curve that ends straight."""
    start, tip = curve[-4], curve[-1]
    end = _toward(tip, start, min(length, _distance(start, tip) * 0.9))
    return (*curve[:-3], start, end, end)


def _distance(one: Point, other: Point) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])


def _toward(start: Point, end: Point, distance: float) -> Point:
    whole = _distance(start, end)
    share = distance / whole if whole else 0.0
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
