"""At what height on the sides of the cards the wires begin and end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from journeymap.diagram.wires import Place, Side, Wire

__all__ = ["with_ports"]

STEP = 11.0
LOOP_STEP = 28.0
EDGE = 8.0
"""What stays free above and below the ends on a side."""
LEVEL = 22.0
"""Lines to the next column that would jog by less are made level, where there is room."""
NUDGE = 5.0
APART = 3.0
"""Ends that face each other across a gutter and are nearer than this would seem to be one line."""

End = tuple[int, bool]
"""A wire's index, and whether it is the wire's start."""
SideOf = tuple[str, Side]


def with_ports(wires: Sequence[Wire]) -> list[Wire]:
    """Spread the ends of the wires over the sides of the cards.

    Level lines are made level, worst route and large volumes first; then ends that face another wire's end at
    the same height are moved a little. Cost: O(n log n).
    """
    sides = _sides(wires)
    heights: dict[End, float] = {}
    for ends in sides.values():
        heights.update(_spread(ends, wires))
    _level(heights, sides, wires)
    _part(heights, wires)
    return [
        wire
        if wire.straight_down
        else replace(wire, start_y=heights[wire.index, True], end_y=heights[wire.index, False])
        for wire in wires
    ]


def _place(end: End, wires: Sequence[Wire]) -> Place:
    wire = wires[end[0]]
    return wire.start if end[1] else wire.end


def _sides(wires: Sequence[Wire]) -> dict[SideOf, list[End]]:
    """Collect the ends on each side of each card, from top to bottom."""
    sides: dict[SideOf, list[End]] = defaultdict(list)
    for wire in wires:
        if not wire.straight_down:
            sides[wire.start.card.touchpoint, wire.side(wire.start)].append((wire.index, True))
            sides[wire.end.card.touchpoint, wire.side(wire.end)].append((wire.index, False))
    for ends in sides.values():
        ends.sort(key=lambda end: _rank(wires[end[0]], is_start=end[1]))
    return sides


def _rank(wire: Wire, *, is_start: bool) -> tuple[int, float, int]:
    """Rank an end from the top of its side so that the lines of one side do not cross beside the card.

    Lanes that come from above join at the top, the nearest one first; those that go down leave at the bottom,
    the nearest one last; what crosses the gutter is between them, ordered by where it goes.
    """
    here, there = (wire.start, wire.end) if is_start else (wire.end, wire.start)
    if wire.channels[0][0] == "gutter":
        return (1, there.middle if wire.track is None else wire.track, wire.index)
    if here is there:
        return (3, 0.0 if is_start else 1.0, wire.index)
    return (0 if there.y < here.y else 2, -there.middle, wire.index)


def _spread(ends: Sequence[End], wires: Sequence[Wire]) -> dict[End, float]:
    """Place the sorted ends of one side around its middle."""
    place = _place(ends[0], wires)
    steps = [_step(wires[i]) for i, _ in ends]
    scale = min(1.0, (place.height - 2 * EDGE) / sum(steps))
    y = place.middle - scale * sum(steps) / 2
    heights = {}
    for end, step in zip(ends, steps, strict=True):
        heights[end] = y + scale * step / 2
        y += scale * step
    return heights


def _step(wire: Wire) -> float:
    return LOOP_STEP if wire.start is wire.end else max(STEP, wire.pen + 6)


def _level(heights: dict[End, float], sides: Mapping[SideOf, Sequence[End]], wires: Sequence[Wire]) -> None:
    """Move whole sides so that nearly level lines to the next column become level."""
    settled: set[SideOf] = set()
    across = [wire for wire in wires if wire.crosses_gutter and wire.track is None]
    for wire in sorted(across, key=lambda w: (not w.link.worst, -(w.link.volume or 0.0), w.index)):
        jog = heights[wire.index, True] - heights[wire.index, False]
        if abs(jog) >= LEVEL:
            continue
        for place, by in ((wire.end, jog), (wire.start, -jog)):
            side = (place.card.touchpoint, wire.side(place))
            moved = [heights[end] + by for end in sides[side]]
            if side not in settled and place.y + EDGE <= min(moved) and max(moved) <= place.bottom - EDGE:
                heights.update(zip(sides[side], moved, strict=True))
                settled |= {(p.card.touchpoint, wire.side(p)) for p in (wire.start, wire.end)}
                break


def _part(heights: dict[End, float], wires: Sequence[Wire]) -> None:
    """Move ends on the right of a gutter that face another wire's end on its left."""
    left: dict[int, list[End]] = defaultdict(list)
    right: list[tuple[int, End]] = []
    for wire in wires:
        for end in ((wire.index, True), (wire.index, False)) if wire.crosses_gutter else ():
            place = _place(end, wires)
            if wire.side(place) == "right":
                left[place.column].append(end)
            else:
                right.append((place.column - 1, end))
    for gutter, end in right:
        near = [other for other in left[gutter] if abs(heights[other] - heights[end]) < APART]
        if near and all(other[0] != end[0] for other in near):
            heights[end] += NUDGE
