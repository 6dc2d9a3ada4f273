"""Links as wires: which sides of the cards they join, which channels they take, and at what height.

Down the column to the next card goes straight. Other links down a column take a lane on its right, links up
one on its left. Links to the next column cross the gutter between them; links over several columns take a track above
all columns, or below the cards that they pass. No wire ever passes behind a card.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from journeymap.diagram.board import Board, Card, Link
from journeymap.diagram.cards import STUB_HEIGHT, card_height
from journeymap.diagram.colouring import Colouring

__all__ = ["GAP", "HEADER", "TRACK_STEP", "Channel", "Place", "Side", "Wire", "place_cards", "wire_up"]

GAP = 46.0
"""Between the cards of a column."""
HEADER = 40.0
"""Height of a column's header."""
TRACK_STEP = 18.0

Side = Literal["left", "right"]
Channel = tuple[Literal["left", "right", "gutter"], int]
"""Lanes left or right of a column's cards, or the gutter to the right of a column."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands: its column, its row, and its height in the column."""

    card: Card
    column: int
    row: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        """The y halfway down."""
        return self.y + self.height / 2

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Wire:
    """A link that knows its way; heights count from the top of the columns."""

    index: int
    link: Link
    start: Place
    end: Place
    channels: tuple[Channel, ...]
    """Of its verticals, in order; none for a straight line."""
    pen: float
    start_y: float = 0.0
    end_y: float = 0.0
    track: float | None = None
    """The y of its long horizontal, where it passes columns."""

    @property
    def straight_down(self) -> bool:
        """Whether it only drops to the next card."""
        return not self.channels

    @property
    def crosses_gutter(self) -> bool:
        """Whether it goes to another column."""
        return bool(self.channels) and self.channels[0][0] == "gutter"

    def side(self, place: Place) -> Side:
        """Which side of a card it joins."""
        kind, column = self.channels[0] if place is self.start else self.channels[-1]
        if kind != "gutter":
            return kind
        return "right" if column == place.column else "left"


def place_cards(board: Board, colouring: Colouring) -> list[Place]:
    """Stack the cards of each column.

    Raises:
        ValueError: If a card names no column of the board.
    """
    column_of = {column.phase: i for i, column in enumerate(board.columns)}
    next_y = [HEADER] * len(board.columns)
    rows = [0] * len(board.columns)
    places = []
    for card in board.cards:
        if card.phase not in column_of:
            raise ValueError(f"`{card.touchpoint}` stands in `{card.phase}`, which is no column of the board")
        c, height = column_of[card.phase], card_height(card, colouring)
        places.append(Place(card, c, rows[c], next_y[c], height))
        next_y[c] += height + GAP
        rows[c] += 1
    return places


def wire_up(board: Board, places: Sequence[Place], pens: Sequence[float]) -> list[Wire]:
    """Find every link's way; where on the cards' sides it begins and ends is still open.

    Raises:
        ValueError: If a link joins a touchpoint that is not on the board.
    """
    by_touchpoint = {place.card.touchpoint: place for place in places}
    straight = _straight_links(board, by_touchpoint)
    wires = []
    for i, link in enumerate(board.links):
        start, end = by_touchpoint.get(link.source), by_touchpoint.get(link.target)
        if start is None or end is None:
            raise ValueError(f"`{link.source}` -> `{link.target}` joins what is not on the board")
        channels = () if i in straight else _channels(start, end)
        wires.append(Wire(i, link, start, end, channels, pens[i]))
    return _with_tracks(wires, places)


def _straight_links(board: Board, places: Mapping[str, Place]) -> set[int]:
    """Choose one link for each gap between neighbours; planned ones first, then large ones."""
    chosen: dict[tuple[int, int], int] = {}
    rank = {i: (not link.planned, -(link.volume or 0.0), i) for i, link in enumerate(board.links)}
    for i in sorted(rank, key=rank.__getitem__):
        start, end = places.get(board.links[i].source), places.get(board.links[i].target)
        if start and end and start.column == end.column and end.row == start.row + 1:
            chosen.setdefault((start.column, start.row), i)
    return set(chosen.values())


def _channels(start: Place, end: Place) -> tuple[Channel, ...]:
    a, b = start.column, end.column
    if a == b:
        return (("left" if end.row < start.row else "right", a),)
    if abs(a - b) == 1:
        return (("gutter", min(a, b)),)
    return (("gutter", a), ("gutter", b - 1)) if a < b else (("gutter", a - 1), ("gutter", b))


def _with_tracks(wires: Iterable[Wire], places: Iterable[Place]) -> list[Wire]:
    """Give wires over several columns a track: above all columns, or below the cards that they pass."""
    floor: dict[int, float] = defaultdict(lambda: HEADER)
    for place in places:
        floor[place.column] = max(floor[place.column], place.bottom + STUB_HEIGHT)
    taken: list[tuple[int, int, float]] = []
    routed = {wire.index: wire for wire in wires}
    far = [wire for wire in routed.values() if len(wire.channels) == 2]  # noqa: PLR2004 - two verticals
    for wire in sorted(far, key=lambda w: (abs(w.start.column - w.end.column), w.index)):
        first, last = sorted((wire.start.column, wire.end.column))
        below = max(floor[c] for c in range(first + 1, last)) + TRACK_STEP
        way_down = abs(below - wire.start.middle) + abs(below - wire.end.middle)
        way_up = wire.start.middle + wire.end.middle
        y, step = (below, TRACK_STEP) if way_down < way_up else (-TRACK_STEP, -TRACK_STEP)
        while any(a < last and first < b and abs(y - other) < TRACK_STEP for a, b, other in taken):
            y += step
        taken.append((first, last, y))
        routed[wire.index] = replace(wire, track=y)
    return list(routed.values())
