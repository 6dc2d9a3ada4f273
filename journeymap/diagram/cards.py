"""One touchpoint as a card: where its parts stand and how they look."""

from collections.abc import Iterator

from journeymap.diagram import palette, wording
from journeymap.diagram.board import Card, Shift, ShiftKind
from journeymap.diagram.colouring import Colouring
from journeymap.diagram.marks import Box, Mark, Shape, Words
from journeymap.diagram.text import clean, fit, text_width, wrap
from journeymap.units import format_share

__all__ = [
    "CARD_WIDTH",
    "STUB_HEIGHT",
    "card_height",
    "card_marks",
    "hatched",
    "shift_marks",
    "squares",
    "stub_marks",
    "visit_marks",
    "waiting_marks",
]

CARD_WIDTH = 224.0
STUB_HEIGHT = 24.0
STUB_WIDTH = 110.0
"""What the words of the stub may take; straight lines leave the card to the right of them."""
PAD = 12.0
NAME_SIZE, SMALL = 12, 10
LINE = 15.0
NAME_LINES = 2
FOLDED_HEIGHT = 46.0
BADGE_TOP, BADGE_WIDTH, BADGE_HEIGHT = 14.0, 36.0, 20.0
NUMBER_GAP = 7.0
SQUARE, SQUARE_GAP, SCORE_WIDTH = 7.0, 3.0, 30.0
SQUARES_WIDTH = 5 * SQUARE + 4 * SQUARE_GAP
SHIFT_HEIGHT, SHIFT_STEP = 17.0, 20.0


def _number(card: Card) -> str:
    return "" if card.number is None else str(card.number)


def _name_start(card: Card) -> float:
    number = text_width(_number(card), NAME_SIZE, bold=True)
    return PAD + number + (NUMBER_GAP if number else 0.0)


def _badge_width(card: Card, colouring: Colouring) -> float:
    return max(BADGE_WIDTH, text_width(colouring.text(card), NAME_SIZE, bold=True) + 12)


def _name_room(card: Card, colouring: Colouring) -> float:
    return CARD_WIDTH - PAD - _badge_width(card, colouring) - 6 - _name_start(card)


def _name_lines(card: Card, colouring: Colouring) -> tuple[str, ...]:
    return wrap(clean(card.name), _name_room(card, colouring), NAME_SIZE, lines=NAME_LINES, bold=True)


def card_height(card: Card, colouring: Colouring) -> float:
    """Return how tall a card is: a long name takes a second line, one that stands for several shows no measures."""
    base = FOLDED_HEIGHT if card.folded else 68.0
    return base + LINE * max(1, len(_name_lines(card, colouring))) + (SHIFT_STEP if card.shift else 0.0)


def card_marks(card: Card, box: Box, colouring: Colouring, *, worst: bool) -> tuple[Mark, ...]:
    """Lay out the parts of a card in its box; the frame comes first."""
    measures = _folded(card, box) if card.folded else (*_feeling(card, box), *waiting_marks(card, box))
    return (
        _frame(card, box, worst=worst),
        _bar(card, box, colouring),
        *_name(card, box, colouring),
        *_badge(card, box, colouring),
        *_shift(card, box),
        *measures,
    )


def _folded(card: Card, box: Box) -> Iterator[Mark]:
    """Yield the line that says which touchpoints a card stands for."""
    cell = Box(box.x + PAD, box.bottom - 22, box.width - 2 * PAD, LINE)
    yield Words("folded", cell, fit(clean(card.channel or ""), cell.width, SMALL), SMALL, palette.GREY)


def _frame(card: Card, box: Box, *, worst: bool) -> Shape:
    line, pen, dashed = palette.CARD_LINE, 1.2, False
    if card.missing:
        line, pen, dashed = palette.MISSING, 1.5, True
    elif not card.planned:
        line, pen, dashed = palette.OFF_PLAN, 1.5, True
    if worst and not card.missing:
        line, pen = palette.WORST, 2.2
    return Shape("frame", box, fill=palette.PAPER, line=line, pen=pen, dashed=dashed)


def _bar(card: Card, box: Box, colouring: Colouring) -> Shape:
    bar = Box(box.x + 1.5, box.y + 1.5, box.width - 3, 6.0)
    band, filled = colouring.band(card), colouring.filled(card)
    if band is None or filled is None:
        return hatched("bar", bar)
    return _split("bar", bar, band.role, palette.TRACK, filled)


def _split(kind: str, box: Box, left: str, right: str, share: float) -> Shape:
    if not 0.002 < share < 0.998:  # noqa: PLR2004 - thinner than can be painted
        return Shape(kind, box, fill=right if share < 0.5 else left)  # noqa: PLR2004 - all of one
    return Shape(kind, box, stripes=((left, share), (right, 1 - share)))


def hatched(kind: str, box: Box) -> Shape:
    """Stripe a box that stands for an unknown."""
    count = max(3, round(box.width / 4) // 2 * 2 + 1)
    colours = [palette.HATCH if i % 2 == 0 else palette.PAPER for i in range(count)]
    return Shape(kind, box, stripes=tuple((colour, 1 / count) for colour in colours))


def _name(card: Card, box: Box, colouring: Colouring) -> Iterator[Words]:
    start = _name_start(card)
    y = box.y + 16
    if card.number is not None:
        cell = Box(box.x + PAD, y, start - PAD, LINE)
        yield Words("number", cell, _number(card), NAME_SIZE, palette.INK, bold=True)
    for i, line in enumerate(_name_lines(card, colouring)):
        cell = Box(box.x + start, y + i * LINE, _name_room(card, colouring), LINE)
        yield Words("name" if i == 0 else "name-more", cell, line, NAME_SIZE, palette.INK, bold=True)


def _badge(card: Card, box: Box, colouring: Colouring) -> Iterator[Mark]:
    width = _badge_width(card, colouring)
    cell = Box(box.right - PAD - width, box.y + BADGE_TOP, width, BADGE_HEIGHT)
    text, band = colouring.text(card), colouring.band(card)
    if band is None:
        yield Shape("badge-ground", cell, palette.TRACK, palette.MISSING, pen=1.0, dashed=True, rounded=True)
        yield Words("badge", cell, text, NAME_SIZE, palette.INK, bold=True, align="centre")
        return
    yield Shape("badge-ground", cell, fill=band.role, line=band.role, pen=0.5, rounded=True)
    yield Words("badge", cell, text, NAME_SIZE, band.ink, bold=True, align="centre")


def _shift(card: Card, box: Box) -> Iterator[Mark]:
    if card.shift:
        bottom = box.bottom - (24.0 if card.folded else 48.0)
        yield from shift_marks(card.shift, Box(box.x + PAD, bottom - SHIFT_HEIGHT, box.width - 2 * PAD, SHIFT_HEIGHT))


def shift_marks(shift: Shift, line: Box) -> Iterator[Mark]:
    """Yield what changed: worse is light on dark, better framed, new framed with dashes, so that no hue is needed."""
    look = _SHIFTS.get(shift.kind)
    if look is None:
        yield Words("shift", line, fit(clean(shift.text), line.width, SMALL), SMALL, palette.GREY)
        return
    fill, ink, dashed = look
    yield Shape("shift-ground", line, fill, palette.INK, pen=1.2, dashed=dashed)
    cell = Box(line.x + 5, line.y, line.width - 10, line.height)
    yield Words("shift", cell, fit(clean(shift.text), cell.width, SMALL, bold=True), SMALL, ink, bold=True)


_SHIFTS: dict[ShiftKind, tuple[str, str, bool]] = {
    "worse": (palette.INK, palette.PAPER, False),
    "better": (palette.PAPER, palette.INK, False),
    "mixed": (palette.TRACK, palette.INK, False),
    "new": (palette.PAPER, palette.INK, True),
}
"""Fill, ink, and whether the frame is dashed."""


def _feeling(card: Card, box: Box) -> Iterator[Mark]:
    """Yield channel and clicks on the left, satisfaction on the right."""
    y = box.bottom - 46
    if card.score is None:
        text = "satisfaction unknown" if card.bad is None else f"{format_share(card.bad)} bad experiences"
        width = text_width(text, SMALL) + 1
        left = box.right - PAD - width
        yield Words("score", Box(left, y, width, LINE), text, SMALL, palette.GREY, align="right")
        yield from visit_marks(card, Box(box.x + PAD, y, left - 8 - box.x - PAD, LINE))
        return
    yield from visit_marks(card, Box(box.x + PAD, y, box.width - 2 * PAD, LINE))


def visit_marks(card: Card, line: Box) -> Iterator[Mark]:
    """Yield channel and clicks on the left of a line; where the score is known, it stands on the right."""
    room = line.width
    if card.score is not None:
        colour = palette.WORST if wording.is_low(card) else palette.INK
        text = fit(wording.score(card), SCORE_WIDTH, SMALL)
        right = Box(line.right - SCORE_WIDTH, line.y, SCORE_WIDTH, LINE)
        yield Words("score", right, text, SMALL, colour, align="right")
        room -= SCORE_WIDTH + 8
        if card.score_share is not None:
            five = Box(right.x - SQUARES_WIDTH, line.y + 4, SQUARES_WIDTH, SQUARE)
            yield squares("satisfaction", card.score_share, five)
            room -= SQUARES_WIDTH
    text = fit(clean(wording.visit(card)), room, SMALL)
    yield Words("visit", Box(line.x, line.y, room, LINE), text, SMALL, palette.GREY)


def squares(kind: str, share: float, box: Box) -> Shape:
    """Five squares in one shape, filled from the left; `box` is as high as they are or higher."""
    box = Box(box.x, box.middle - SQUARE / 2, SQUARES_WIDTH, SQUARE)
    full = palette.WORST if share < wording.LOW_SHARE else palette.PROMISED
    square, gap = SQUARE / SQUARES_WIDTH, SQUARE_GAP / SQUARES_WIDTH
    stripes: list[tuple[str, float]] = []
    for i in range(5):
        stripes.append((full if i < wording.five(share) else palette.DOT_EMPTY, square))
        stripes.append((palette.PAPER, gap))
    return Shape(kind, box, stripes=tuple(stripes[:-1]))


def waiting_marks(card: Card, box: Box) -> Iterator[Mark]:
    """Yield the wait, its promise, and the bar of both, at the foot of a card."""
    y, room = box.bottom - 30, box.width - 2 * PAD
    promise = fit(clean(wording.promise(card)), room * 0.5, SMALL)
    taken = text_width(promise, SMALL) + 1
    late = wording.is_late(card)
    left = Box(box.x + PAD, y, room - taken - 6, LINE)
    text = fit(wording.wait(card), left.width, SMALL, bold=late)
    yield Words("wait", left, text, SMALL, palette.WORST if late else palette.INK, bold=late)
    if promise:
        right = Box(box.right - PAD - taken, y, taken, LINE)
        yield Words("promise", right, promise, SMALL, palette.GREY, align="right")
    yield _wait_bar(card, Box(box.x + PAD, box.bottom - 13, room, 6.0))


def _wait_bar(card: Card, bar: Box) -> Shape:
    """One bar: promised and overrun; or the part of the promise that was used; or a wait nobody promised."""
    if card.wait_seconds is None:
        return hatched("wait-bar", bar)
    if card.wait_seconds <= 0:
        return Shape("wait-bar", bar, fill=palette.TRACK)
    if card.promised_seconds is None:
        return Shape("wait-bar", bar, fill=palette.WAITED)
    if wording.is_late(card):
        share = card.promised_seconds / card.wait_seconds
        return _split("wait-bar", bar, palette.PROMISED, palette.OVERRUN, share)
    share = min(1.0, card.wait_seconds / card.promised_seconds) if card.promised_seconds else 1.0
    return _split("wait-bar", bar, palette.PROMISED, palette.TRACK, share)


def stub_marks(card: Card, box: Box) -> tuple[Mark, ...]:
    """Lay out the stub under a card: who leaves here."""
    if card.leave is None:
        return ()
    x, foot = box.x + PAD + 2, box.bottom + STUB_HEIGHT
    words = Box(x + 10, box.bottom + 9, STUB_WIDTH, LINE)
    text = wording.leaving(card)
    if text_width(text, SMALL, bold=True) > STUB_WIDTH:
        text = text.partition(" (")[0]
    text = fit(text, STUB_WIDTH, SMALL, bold=True)
    return (
        Shape("stub-stem", Box(x - 0.75, box.bottom, 1.5, STUB_HEIGHT), fill=palette.LEAVE),
        Shape("stub-foot", Box(x - 6, foot - 1.5, 12.0, 3.0), fill=palette.LEAVE),
        Words("stub", words, text, SMALL, palette.LEAVE, bold=True),
    )
