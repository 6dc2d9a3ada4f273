"""What stands around the cards: title, subtitle, column headers, legend."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from journeymap.diagram import palette
from journeymap.diagram.board import UNTESTED, Board, Column, Shift, ShiftKind
from journeymap.diagram.cards import hatched, shift_marks, squares
from journeymap.diagram.colouring import Colouring, colouring_of
from journeymap.diagram.curve import has_curve
from journeymap.diagram.marks import Box, Mark, Shape, Stroke, Words
from journeymap.diagram.text import clean, fit, text_width, wrap

__all__ = [
    "BOTTOM_SPACE",
    "MARGIN",
    "OFF_PLAN_ITEM",
    "PLAN_ITEM",
    "WAIT_ITEM",
    "Item",
    "board_items",
    "column_marks",
    "headline_marks",
    "legend",
]

MARGIN = 20.0
BOTTOM_SPACE = 22.0
TITLE_SIZE, SUBTITLE_SIZE, PHASE_SIZE, SMALL = 20, 11, 14, 10
LINE = 16.0
ITEM_GAP = 26.0
BAND_WIDTH = 44.0


def headline_marks(board: Board, width: float) -> tuple[tuple[Words, ...], float]:
    """Lay out title and subtitle; return them and the y below them."""
    room, y = (width - 2 * MARGIN) * 0.94, 18.0  # engines without Arimo paint wider
    marks: list[Words] = []
    for text in wrap(clean(board.title), room, TITLE_SIZE, lines=2, bold=True):
        box = Box(MARGIN, y, room, 26.0)
        marks.append(Words(f"title-{len(marks) + 1}", box, text, TITLE_SIZE, palette.INK, bold=True))
        y += 26
    y += 4
    for text in wrap(clean(board.subtitle), room, SUBTITLE_SIZE, lines=4):
        marks.append(Words(f"subtitle-{len(marks) + 1}", Box(MARGIN, y, room, LINE), text, SUBTITLE_SIZE, palette.GREY))
        y += LINE
    return tuple(marks), y + 10


def column_marks(column: Column, header: Box) -> tuple[Words, ...]:
    """Lay out a column's title and the note beside it."""
    note = fit(clean(column.note), header.width / 2, SMALL)
    taken = text_width(note, SMALL) + 1
    room = header.width - taken - 10
    right = Box(header.right - taken, header.y + 13, taken, 20.0)
    title = _phase_title(clean(column.title), Box(header.x, header.y + 12, room, 20.0))
    return (*title, Words("phase-note", right, note, SMALL, palette.GREY, align="right")) if note else tuple(title)


def _phase_title(title: str, cell: Box) -> Iterator[Words]:
    """Yield one line, or two smaller ones."""
    if text_width(title, PHASE_SIZE, bold=True) <= cell.width:
        yield Words("phase", cell, title, PHASE_SIZE, palette.INK, bold=True)
        return
    for i, line in enumerate(wrap(title, cell.width, PHASE_SIZE - 2, lines=2, bold=True)):
        box = Box(cell.x, cell.y - 6 + 15 * i, cell.width, 15.0)
        yield Words("phase-more" if i else "phase", box, line, PHASE_SIZE - 2, palette.INK, bold=True)


class Item(NamedTuple):
    """One entry of the legend: how wide its sample is, what paints it, and what it says."""

    kind: str
    text: str
    sample_width: float
    sample: Callable[[Box], Iterator[Mark | Stroke]]


def legend(items: Iterable[Item], width: float, top: float) -> tuple[tuple[Mark, ...], tuple[Stroke, ...], float]:
    """Lay out the legend from `top` on; return its marks, its lines, and the height of the picture."""
    marks: list[Mark] = []
    strokes: list[Stroke] = []
    x, y = MARGIN, top + 18.0
    for item in items:
        words = text_width(item.text, SMALL) + 1
        taken = item.sample_width + (6 if item.sample_width else 0) + words
        if x > MARGIN and x + taken > width - MARGIN:
            x, y = MARGIN, y + 24
        for mark in item.sample(Box(x, y, item.sample_width, LINE)):
            if isinstance(mark, Stroke):
                strokes.append(mark)
            else:
                marks.append(mark)
        box = Box(x + taken - words, y, words, LINE)
        marks.append(Words(f"key-{item.kind}", box, item.text, SMALL, palette.GREY))
        x += taken + ITEM_GAP
    return tuple(marks), tuple(strokes), y + LINE + 16


def board_items(board: Board) -> Iterator[Item]:
    """Yield what the legend of a board explains."""
    colouring = colouring_of(board)
    yield from _items_of_badges(board, colouring)
    yield from _items_of_shifts(board)
    yield PLAN_ITEM
    if any(not link.planned for link in board.links) or any(not card.planned for card in board.cards):
        yield Item("off-plan", "off plan", 46.0, lambda box: _line("off-plan", box, palette.OFF_PLAN, dashed=True))
    if any(link.worst for link in board.links):
        means = fit(clean(board.lit_means), 220, SMALL)
        yield Item("worst", means, 46.0, lambda box: _line("worst", box, palette.WORST, halo=True))
    yield WAIT_ITEM
    if any(card.promised_seconds is None and card.wait_seconds and not card.folded for card in board.cards):
        yield Item("unpromised", "wait, nothing promised", 24.0, _unpromised)
    yield Item("satisfaction", "satisfaction, low to high", 47.0, _squares)
    if _has_unknown(board, colouring):
        yield Item("unknown", "not known", 24.0, _unknown)
    if any(card.missing for card in board.cards):
        yield Item("missing", "missing touchpoint", 24.0, _missing)
    if board.curve and has_curve(board.cards) and any(card.moment_of_truth for card in board.cards):
        yield Item("moment", "moment of truth", 14.0, _moment)
    if any(card.leave is not None for card in board.cards):
        yield Item("leave", "leave here", 14.0, _stub)
    yield Item("unit", f"line width, numbers: {fit(clean(board.volume_unit), 200, SMALL)}", 0.0, lambda _: iter(()))


def _items_of_badges(board: Board, colouring: Colouring) -> Iterator[Item]:
    """Yield the bands, and what the badges on them say."""
    means = fit(clean(colouring.means), 220, SMALL)
    estimated = board.colour == "friction" and any(not card.observed for card in board.cards)
    width = 58 + BAND_WIDTH * len(colouring.bands)
    yield Item("number", f"{means} (~ estimated)" if estimated else means, width, partial(_bands, colouring))
    if any(card.folded for card in board.cards):
        yield Item(
            "folded", f"{'≥' if board.colour == 'satisfaction' else '≤'} of those folded", 0.0, lambda _: iter(())
        )


def _items_of_shifts(board: Board) -> Iterator[Item]:
    """Yield what the marks of a comparison say, as far as there are any."""
    cards = {card.shift.kind for card in board.cards if card.shift}
    signs: tuple[tuple[ShiftKind, str, str], ...] = (
        ("worse", "▼", "got worse"),
        ("better", "▲", "got better"),
        ("mixed", "▼ ▲", "one measure worse, another better"),
        ("new", "new", "not there before"),
    )
    for kind, sign, words in signs:
        if kind in cards:
            yield Item(f"shift-{kind}", words, 34.0, partial(_sample_of_shift, Shift(kind, sign)))
    if cards & {"worse", "better", "mixed"}:
        yield Item("shift-unit", "shares changed by so many points", 0.0, lambda _: iter(()))
    if any(card.shift and UNTESTED in card.shift.text for card in board.cards):
        yield Item("shift-untested", f"{UNTESTED}: described or modelled, not counted", 0.0, lambda _: iter(()))
    if any(link.shift and link.shift.kind != "new" for link in board.links):
        said = "on lines: a larger ↑, a smaller ↓ share goes on this way; where that is good ▲, where it does harm ▼"
        yield Item("shift-lines", said, 0.0, lambda _: iter(()))


def _sample_of_shift(shift: Shift, box: Box) -> Iterator[Mark]:
    for mark in shift_marks(shift, box):
        yield mark._replace(kind=f"key-{mark.kind}-{shift.kind}")


def _has_unknown(board: Board, colouring: Colouring) -> bool:
    return any(
        colouring.measure(card) is None or (card.wait_seconds is None and not card.folded) for card in board.cards
    )


def _bands(colouring: Colouring, box: Box) -> Iterator[Mark]:
    yield Words("key-title", Box(box.x, box.y, 54.0, LINE), colouring.title, SMALL, palette.INK, bold=True)
    for i, band in enumerate(colouring.bands):
        cell = Box(box.x + 58 + BAND_WIDTH * i, box.y, BAND_WIDTH, LINE)
        yield Shape(f"key-band-{i + 1}", cell, fill=band.role)
        yield Words(f"key-range-{i + 1}", cell, band.label, SMALL, band.ink, align="centre")


def _line(kind: str, box: Box, colour: str, *, dashed: bool = False, halo: bool = False) -> Iterator[Stroke]:
    a, b = (box.x, box.middle), (box.right, box.middle)
    yield Stroke(f"key {kind}", (a, a, b, b), 1.6 if dashed else 2.4, colour, dashed=dashed, halo=halo)


def _wait(box: Box) -> Iterator[Shape]:
    bar = Box(box.x, box.middle - 3, box.width, 6.0)
    yield Shape("key-wait-bar", bar, stripes=((palette.PROMISED, 0.4), (palette.OVERRUN, 0.6)))


def _unpromised(box: Box) -> Iterator[Shape]:
    yield Shape("key-unpromised-bar", Box(box.x, box.middle - 3, box.width, 6.0), fill=palette.WAITED)


def _squares(box: Box) -> Iterator[Shape]:
    yield squares("key-squares", 0.6, box)


def _unknown(box: Box) -> Iterator[Shape]:
    yield hatched("key-hatch", Box(box.x, box.middle - 4, box.width, 8.0))


def _missing(box: Box) -> Iterator[Shape]:
    yield Shape(
        "key-missing-frame",
        Box(box.x, box.middle - 6, box.width, 12.0),
        fill=palette.PAPER,
        line=palette.MISSING,
        pen=1.5,
        dashed=True,
    )


def _stub(box: Box) -> Iterator[Shape]:
    yield Shape("key-stem", Box(box.x + 6.25, box.y + 1, 1.5, LINE - 4), fill=palette.LEAVE)
    yield Shape("key-foot", Box(box.x + 1, box.bottom - 4.5, 12.0, 3.0), fill=palette.LEAVE)


def _moment(box: Box) -> Iterator[Shape]:
    yield Shape("key-diamond", Box(box.x + 1, box.middle - 6, 12.0, 12.0), fill=palette.PROMISED, form="diamond")


PLAN_ITEM = Item("plan", "plan", 46.0, lambda box: _line("plan", box, palette.PLAN))
OFF_PLAN_ITEM = Item("off-plan", "off plan", 46.0, lambda box: _line("off-plan", box, palette.OFF_PLAN, dashed=True))
WAIT_ITEM = Item("wait", "wait: promised + overrun", 46.0, _wait)
