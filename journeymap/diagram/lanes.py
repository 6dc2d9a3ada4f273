"""Which lane each vertical line of a channel takes: few crossings, no two lines on top of each other."""

from collections.abc import Sequence

__all__ = ["Span", "crossing_order", "nested_lanes", "packed_lanes"]

Span = tuple[float, float]
"""The y at which a vertical is joined from the left, and from the right."""
CLEAR = 18.0
"""Verticals that follow each other in one lane keep this distance."""
SAME = 5.0
"""Horizontals nearer to each other than this read as one line."""
ON_TOP = 50
"""What it costs, in crossings, if two lines lie on top of each other."""


def nested_lanes(spans: Sequence[Span]) -> list[int]:
    """Give each span a lane beside the cards: lane 0 is the nearest, short spans stand nearer.

    Cost: O(n²) for n spans of one channel.

    Example:
        >>> nested_lanes([(0, 300), (10, 90), (310, 400)])
        [1, 0, 0]
    """
    return packed_lanes(spans, sorted(range(len(spans)), key=lambda i: (_length(spans[i]), spans[i], i)))


def crossing_order(spans: Sequence[Span]) -> list[int]:
    """Order the spans of a gutter from left to right so that few of their lines cross.

    Long spans are placed first, each where it crosses the fewest of those that stand.
    Cost: O(n²) for n spans of one gutter.

    Example:
        >>> crossing_order([(0, 100), (20, 120)])
        [1, 0]
    """
    order: list[int] = []
    for i in sorted(range(len(spans)), key=lambda i: (-_length(spans[i]), spans[i], i)):
        change = [_crossings(spans[i], spans[j]) - _crossings(spans[j], spans[i]) for j in order]
        costs = [0]
        for step in reversed(change):
            costs.append(costs[-1] + step)
        best = min(range(len(costs)), key=lambda k: (costs[k], k))
        order.insert(len(order) - best, i)
    return order


def packed_lanes(spans: Sequence[Span], order: Sequence[int]) -> list[int]:
    """Number the lanes so that spans beside each other keep their order, and others share a lane.

    Example:
        >>> packed_lanes([(0, 100), (20, 120), (200, 300)], [1, 0, 2])
        [1, 0, 0]
    """
    lanes = [0] * len(spans)
    for k, i in enumerate(order):
        beside = [lanes[j] for j in order[:k] if _beside(spans[i], spans[j])]
        lanes[i] = max(beside, default=-1) + 1
    return lanes


def _length(span: Span) -> float:
    return abs(span[1] - span[0])


def _beside(one: Span, other: Span) -> bool:
    return min(one) < max(other) + CLEAR and min(other) < max(one) + CLEAR


def _crossings(left: Span, right: Span) -> int:
    """Count where two lines cross if the first one takes a lane to the left of the other's."""
    first = min(right) < left[1] < max(right)
    second = min(left) < right[0] < max(left)
    return first + second + ON_TOP * (abs(left[1] - right[0]) < SAME)
