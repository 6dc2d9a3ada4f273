"""A board, laid out: where every card, line and word stands.

Heights come first (cards stack, lines get their heights on the cards' sides), then widths (lanes make room for
the lines), then the numbers on the lines. The same board always gives the same layout.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import NamedTuple

from journeymap.diagram import palette
from journeymap.diagram.board import Board, Card, Column, Link
from journeymap.diagram.cards import CARD_WIDTH, STUB_HEIGHT, card_marks, stub_marks
from journeymap.diagram.channels import Columns, columns_of, path_of
from journeymap.diagram.colouring import Colouring, colouring_of
from journeymap.diagram.curve import CURVE_HEIGHT, curve, has_curve
from journeymap.diagram.curves import rounded
from journeymap.diagram.frame import BOTTOM_SPACE, MARGIN, board_items, column_marks, headline_marks, legend
from journeymap.diagram.labels import LABEL_HEIGHT, Labeller
from journeymap.diagram.marks import Box, Mark, Point, Stroke, Words
from journeymap.diagram.paper import PaperName, page
from journeymap.diagram.ports import with_ports
from journeymap.diagram.text import text_width
from journeymap.diagram.wires import HEADER, TRACK_STEP, Place, Wire, place_cards, wire_up
from journeymap.diagram.wording import taken

__all__ = ["HALO_WIDTH", "Layout", "PlacedCard", "PlacedColumn", "Route", "lay_out"]

MIN_WIDTH = 560.0
LABEL_SIZE = 10
THIN, WIDE = 1.4, 6.6
HALO_WIDTH = 8.0
LANE_RADIUS, GUTTER_RADIUS = 12.0, 20.0


class PlacedColumn(NamedTuple):
    """A column's panel."""

    column: Column
    box: Box
    marks: tuple[Mark, ...]


class PlacedCard(NamedTuple):
    """A card with its parts; the stub under it says who leaves."""

    card: Card
    box: Box
    marks: tuple[Mark, ...]
    stub: tuple[Mark, ...]


class Route(NamedTuple):
    """A link's line."""

    link: Link
    corners: tuple[Point, ...]
    stroke: Stroke
    label: Words | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture, in points; y grows downwards."""

    board: Board
    width: float
    height: float
    columns: tuple[PlacedColumn, ...]
    cards: tuple[PlacedCard, ...]
    """In the order of the board, as are the routes."""
    routes: tuple[Route, ...]
    marks: tuple[Mark, ...]
    """Title, subtitle and legend."""
    samples: tuple[Stroke, ...]
    """The lines of the legend and of the curve."""
    page: tuple[float, float] | None = None
    """The paper, to whose size all of it is scaled; None where it has its own size."""


def lay_out(board: Board, *, paper: PaperName | None = None) -> Layout:
    """Place everything on a board.

    Args:
        board: What is shown.
        paper: A paper size to fill, lengthwise or upright as the board fits better.

    Raises:
        ValueError: If a card or a link names what is not on the board.

    Notes:
        O(n log n) in cards and labels; lanes cost the square of the links that share one channel.
    """
    plan = _Plan.of(board)
    layout = plan.laid_out()
    if paper is None:
        return layout
    sides = page(paper, layout.width, layout.height)
    ratio = sides[0] / sides[1]
    width = max(layout.width, layout.height * ratio)
    return replace(plan.laid_out(width, width / ratio), page=sides)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands where within the columns, before the paper is known."""

    board: Board
    colouring: Colouring
    places: Sequence[Place]
    wires: Sequence[Wire]
    columns: Columns

    @classmethod
    def of(cls, board: Board) -> "_Plan":
        colouring = colouring_of(board)
        places = place_cards(board, colouring)
        wires = with_ports(wire_up(board, places, _pens(board)))
        columns = columns_of(len(board.columns), wires, [_label_width(link) / 2 for link in board.links])
        return cls(board, colouring, places, wires, columns)

    def laid_out(self, least_width: float = MIN_WIDTH, least_height: float = 0.0) -> Layout:
        """Lay the board out on paper of at least this size."""
        board, columns = self.board, self.columns
        width = ceil(max(least_width, columns.width + 2 * MARGIN))
        headline, below = headline_marks(board, width)
        tracks = [wire.track for wire in self.wires if wire.track is not None]
        dy = below - min([0.0, *(y - TRACK_STEP for y in tracks)])
        origin = ((width - columns.width) / 2, dy)
        floor = dy + max([HEADER, *(p.bottom + STUB_HEIGHT for p in self.places), *tracks]) + BOTTOM_SPACE
        drawn = CURVE_HEIGHT if board.curve and has_curve(board.cards) else 0.0
        panels = tuple(_panels(board, columns, origin, floor))
        cards = tuple(_cards(board, self.colouring, self.places, columns, origin))
        key, samples, height = legend(board_items(board), width, floor + drawn)
        if drawn:
            marks, lines = curve(_by_column(panels, cards), Box(MARGIN, floor, width - 2 * MARGIN, drawn))
            key, samples = (*marks, *key), (*lines, *samples)
        return Layout(
            board=board,
            width=width,
            height=ceil(max(height, least_height)),
            columns=panels,
            cards=cards,
            routes=tuple(_routes(self.wires, columns, panels, cards, origin)),
            marks=(*headline, *key),
            samples=samples,
        )


def _by_column(panels: Sequence[PlacedColumn], cards: Sequence[PlacedCard]) -> Iterator[tuple[list[Card], Box]]:
    for panel in panels:
        there = [placed.card for placed in cards if placed.card.phase == panel.column.phase]
        yield there, panel.box


def _pens(board: Board) -> list[float]:
    """Return the width of each line, by its volume."""
    most = max((link.volume for link in board.links if link.volume), default=0.0)
    return [THIN + (WIDE - THIN) * max(0.0, link.volume or 0.0) / most if most else THIN for link in board.links]


def _label_width(link: Link) -> float:
    text = taken(link)
    return text_width(text, LABEL_SIZE, bold=link.worst) + 6 if text else 0.0


def _panels(board: Board, columns: Columns, origin: Point, floor: float) -> Iterator[PlacedColumn]:
    x, y = origin
    for column, (left, right), card in zip(board.columns, columns.panels, columns.cards, strict=True):
        box = Box(x + left, y, right - left, floor - y)
        yield PlacedColumn(column, box, column_marks(column, Box(x + card, y, CARD_WIDTH, HEADER)))


def _cards(
    board: Board, colouring: Colouring, places: Sequence[Place], columns: Columns, origin: Point
) -> Iterator[PlacedCard]:
    worst = {end for link in board.links if link.worst for end in (link.source, link.target)}
    for place in places:
        box = Box(origin[0] + columns.cards[place.column], origin[1] + place.y, CARD_WIDTH, place.height)
        marks = card_marks(place.card, box, colouring, worst=place.card.touchpoint in worst)
        yield PlacedCard(place.card, box, marks, stub_marks(place.card, box))


def _routes(
    wires: Sequence[Wire],
    columns: Columns,
    panels: Sequence[PlacedColumn],
    cards: Sequence[PlacedCard],
    origin: Point,
) -> Iterator[Route]:
    corners = [tuple((x + origin[0], y + origin[1]) for x, y in path_of(wire, columns)) for wire in wires]
    labels = _place_labels(wires, corners, panels, cards)
    for wire, path in zip(wires, corners, strict=True):
        link = wire.link
        colour = palette.PLAN if link.planned else palette.OFF_PLAN
        colour = palette.WORST if link.worst else colour
        gutter = any(channel[0] == "gutter" for channel in wire.channels)
        curve = rounded(path, GUTTER_RADIUS if gutter else LANE_RADIUS)
        kind = " ".join(["link", "planned" if link.planned else "off-plan", *["worst"] * link.worst])
        stroke = Stroke(kind, curve, wire.pen, colour, dashed=not link.planned, halo=link.worst)
        label = None
        if wire.index in labels:
            kind = kind.replace("link", "volume", 1)
            box = labels[wire.index]
            label = Words(kind, box, taken(link), LABEL_SIZE, colour, bold=link.worst, align="centre", plate=True)
        yield Route(link, path, stroke, label)


def _place_labels(
    wires: Sequence[Wire],
    corners: Sequence[tuple[Point, ...]],
    panels: Sequence[PlacedColumn],
    cards: Sequence[PlacedCard],
) -> dict[int, Box]:
    """Place the numbers: beside straight lines, on all others; the worst route chooses first, then large volumes."""
    words = [mark.box for placed in panels for mark in placed.marks]
    words += [mark.box for card in cards for mark in card.stub]
    pens = [wire.pen + (HALO_WIDTH if wire.link.worst else 0) for wire in wires]
    labeller = Labeller(corners, pens, [*words, *(card.box for card in cards)])
    boxes = {}
    for wire in sorted(wires, key=lambda w: (w.channels != (), not w.link.worst, -(w.link.volume or 0.0), w.index)):
        width = _label_width(wire.link)
        if not width:
            continue
        if wire.straight_down:
            (x, top), (_, bottom) = corners[wire.index]
            left = x + wire.pen / 2 + (4 if wire.link.worst else 2)
            boxes[wire.index] = Box(left, (top + bottom - LABEL_HEIGHT) / 2 - 5, width, LABEL_HEIGHT)
            labeller.take(boxes[wire.index])
        else:
            boxes[wire.index] = labeller.place(wire.index, corners[wire.index], width)
    return boxes
