"""How wide the channels between the cards must be, and where in them each vertical stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from journeymap.diagram.cards import CARD_WIDTH
from journeymap.diagram.lanes import Span, crossing_order, nested_lanes, packed_lanes
from journeymap.diagram.marks import Point
from journeymap.diagram.wires import Channel, Place, Wire

__all__ = ["STRAIGHT_X", "Columns", "columns_of", "path_of"]

PANEL_PAD = 14.0
STRAIGHT_X = 0.66 * CARD_WIDTH
"""Where on a card straight wires leave and arrive."""
MIN_PITCH = 14.0
FIRST_LANE = 30.0
GUTTER_PAD = 26.0
MIN_GUTTER = 32.0
LEVEL = 0.5


class Columns(NamedTuple):
    """Where the columns stand, and the x of every vertical; the first panel begins at 0."""

    panels: tuple[tuple[float, float], ...]
    """Left and right side of each panel."""
    cards: tuple[float, ...]
    """The left side of each column's cards."""
    verticals: Mapping[tuple[int, int], float]
    """The x by wire and number of the vertical."""

    @property
    def width(self) -> float:
        """The right side of the last panel."""
        return self.panels[-1][1] if self.panels else 0.0


@dataclass(frozen=True, slots=True)
class _Lanes:
    """The lanes of one channel."""

    lane_of: Mapping[tuple[int, int], int]
    count: int
    pitch: float
    half: float
    """Half of the widest label."""

    @property
    def width(self) -> float:
        """From the first to the last lane."""
        return self.pitch * max(0, self.count - 1)


def columns_of(count: int, wires: Sequence[Wire], half_labels: Sequence[float]) -> Columns:
    """Place so many columns, as wide as the lanes between them need."""
    lanes = _lanes(wires, half_labels)
    nothing = _Lanes({}, 0, MIN_PITCH, 0.0)
    panels, cards, x_of = [], [], {}
    x = 0.0
    for c in range(count):
        left, right = lanes.get(("left", c), nothing), lanes.get(("right", c), nothing)
        card = x + _beside(left)
        for wire, lane in left.lane_of.items():
            x_of[wire] = card - _first(left) - lane * left.pitch
        for wire, lane in right.lane_of.items():
            x_of[wire] = card + CARD_WIDTH + _first(right) + lane * right.pitch
        end = card + CARD_WIDTH + _beside(right)
        panels.append((x, end))
        cards.append(card)
        gutter = lanes.get(("gutter", c), nothing)
        pad = max(GUTTER_PAD, gutter.half + 6) if gutter.count or gutter.half else MIN_GUTTER / 2
        x_of.update({wire: end + pad + lane * gutter.pitch for wire, lane in gutter.lane_of.items()})
        x = end + 2 * pad + gutter.width
    return Columns(tuple(panels), tuple(cards), x_of)


def _first(lanes: _Lanes) -> float:
    """How far the first lane stands from the cards."""
    return max(FIRST_LANE, lanes.half + 8)


def _beside(lanes: _Lanes) -> float:
    """What a panel needs beside its cards."""
    return _first(lanes) + lanes.width + max(PANEL_PAD, lanes.half + 4) if lanes.count else PANEL_PAD


def _lanes(wires: Sequence[Wire], half_labels: Sequence[float]) -> dict[Channel, _Lanes]:
    members: dict[Channel, list[tuple[Wire, int]]] = defaultdict(list)
    for wire in wires:
        for i, channel in enumerate(wire.channels):
            members[channel].append((wire, i))
    return {channel: _lanes_of(channel, found, half_labels) for channel, found in members.items()}


def _lanes_of(channel: Channel, members: Iterable[tuple[Wire, int]], half_labels: Sequence[float]) -> _Lanes:
    spans: list[Span] = []
    keys: list[tuple[int, int]] = []
    half, pen = 0.0, 0.0
    for wire, i in members:
        half, pen = max(half, half_labels[wire.index]), max(pen, wire.pen)
        span = _span(wire, i)
        if channel[0] != "gutter" or wire.track is not None or abs(span[1] - span[0]) > LEVEL:
            spans.append(span)
            keys.append((wire.index, i))
    lanes = packed_lanes(spans, crossing_order(spans)) if channel[0] == "gutter" else nested_lanes(spans)
    pitch = max(MIN_PITCH, half + 5, pen + 8)
    return _Lanes(dict(zip(keys, lanes, strict=True)), max(lanes, default=-1) + 1, pitch, half)


def _span(wire: Wire, i: int) -> Span:
    """Return the heights at which a vertical is joined from the left and from the right."""
    if wire.track is None:
        ends, place = (wire.start_y, wire.end_y), wire.start
    elif i == 0:
        ends, place = (wire.start_y, wire.track), wire.start
    else:
        ends, place = (wire.end_y, wire.track), wire.end
    return ends if wire.side(place) == "right" else (ends[1], ends[0])


def path_of(wire: Wire, columns: Columns) -> tuple[Point, ...]:
    """Return the corners of a wire, from its start to its tip."""
    if wire.straight_down:
        x = columns.cards[wire.start.column] + STRAIGHT_X
        return ((x, wire.start.bottom), (x, wire.end.y))
    start = (_edge(wire, wire.start, columns), wire.start_y)
    end = (_edge(wire, wire.end, columns), wire.end_y)
    xs = [columns.verticals[wire.index, i] for i in range(len(wire.channels)) if (wire.index, i) in columns.verticals]
    if wire.track is not None:
        return (start, (xs[0], start[1]), (xs[0], wire.track), (xs[1], wire.track), (xs[1], end[1]), end)
    return (start, *((x, y) for x in xs for y in (start[1], end[1])), end)


def _edge(wire: Wire, place: Place, columns: Columns) -> float:
    x = columns.cards[place.column]
    return x + CARD_WIDTH if wire.side(place) == "right" else x
