"""The satisfaction curve under the columns: every score below its card, with a gap where it is unknown."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from journeymap.diagram import palette, wording
from journeymap.diagram.board import Card
from journeymap.diagram.marks import Box, Form, Mark, Point, Shape, Stroke, Words
from journeymap.diagram.text import text_width
from journeymap.units import format_count

__all__ = ["CURVE_HEIGHT", "curve", "has_curve"]

CURVE_HEIGHT = 136.0
HEAD, FOOT = 42.0, 34.0
"""Above and below the plot: for the title and the highest score, and for steps and answers."""
SMALL, LINE = 10, 14.0
POINT, MOMENT = 7.0, 12.0
FEWEST = 2
"""A curve needs so many known scores."""

Place = tuple[Card, float]
"""A card, and the x of its score."""


def has_curve(cards: Iterable[Card]) -> bool:
    """Whether enough scores are known for a curve."""
    return sum(_is_known(card) for card in cards) >= FEWEST


def curve(columns: Iterable[tuple[Sequence[Card], Box]], box: Box) -> tuple[tuple[Mark, ...], tuple[Stroke, ...]]:
    """Lay out the curve.

    Args:
        columns: For each column its cards from top to bottom, and a box over whose width their scores are spread.
        box: Where the curve stands, `CURVE_HEIGHT` high.

    Returns:
        What is painted, and the lines between the points.
    """
    plot = Box(box.x, box.y + HEAD, box.width, box.height - HEAD - FOOT)
    places = [place for cards, column in columns for place in _places(cards, column)]
    marks = [*_frame(box), *_points(places, plot), *_words(places, plot)]
    return tuple(marks), (*_scale(plot), *_lines(places, plot))


def _is_known(card: Card) -> bool:
    return card.score_share is not None and card.number is not None


def _places(cards: Sequence[Card], column: Box) -> Iterator[Place]:
    """Spread the steps of the plan, and what stands for several, over the width of their column."""
    steps = [card for card in cards if card.number is not None or card.folded]
    for i, card in enumerate(steps):
        yield card, column.x + column.width * (i + 0.5) / len(steps)


def _y(card: Card, plot: Box) -> float:
    return plot.bottom - plot.height * min(1.0, max(0.0, card.score_share or 0.0))


def _frame(box: Box) -> Iterator[Mark]:
    title = "Satisfaction along the plan"
    cell = Box(box.x, box.y + 10, text_width(title, SMALL + 1, bold=True) + 1, LINE)
    yield Words("curve-title", cell, title, SMALL + 1, palette.INK, bold=True)
    told = "score, from the lowest to the highest of its scale; n: answers"
    yield Words(
        "curve-means", Box(cell.right + 10, cell.y, text_width(told, SMALL) + 1, LINE), told, SMALL, palette.GREY
    )


def _scale(plot: Box) -> Iterator[Stroke]:
    """Yield the lines of the lowest, the middle and the highest score."""
    for share in (0.0, 0.5, 1.0):
        y = plot.bottom - share * plot.height
        yield _line("curve-scale", (plot.x, y), (plot.right, y), 0.8, palette.TRACK)


def _points(places: Iterable[Place], plot: Box) -> Iterator[Mark]:
    """Yield a dot for each known score, a diamond at moments of truth; unknown ones are hollow, on the lowest line."""
    for card, x in places:
        size = MOMENT if card.moment_of_truth else POINT
        y = _y(card, plot) if _is_known(card) else plot.bottom
        cell = Box(x - size / 2, y - size / 2, size, size)
        form: Form = "diamond" if card.moment_of_truth else "dot"
        if _is_known(card):
            low = wording.is_low(card)
            yield Shape(f"curve-{form}", cell, fill=palette.WORST if low else palette.PROMISED, form=form)
        elif not card.folded:
            yield Shape(f"curve-unknown-{form}", cell, palette.PAPER, palette.MISSING, pen=1.0, dashed=True, form=form)


def _words(places: Iterable[Place], plot: Box) -> Iterator[Words]:
    """Yield score, step and answers of each point, as far as there is room beside those before."""
    taken = {"score": plot.x, "step": plot.x, "answers": plot.x}
    for card, x in places:
        for kind, text, y in _said(card, plot):
            width = text_width(text, SMALL, bold=kind == "step") + 1
            left = min(max(plot.x, x - width / 2), plot.right - width)
            if text and left >= taken[kind]:
                taken[kind] = left + width + 5
                colour = palette.GREY if kind == "answers" else palette.INK
                cell = Box(left, y, width, LINE)
                yield Words(
                    f"curve-{kind}",
                    cell,
                    text,
                    SMALL,
                    colour,
                    bold=kind == "step",
                    align="centre",
                    plate=kind == "score",
                )


def _said(card: Card, plot: Box) -> Iterator[tuple[str, str, float]]:
    """Yield kind, text and height of what is said at a point."""
    if _is_known(card):
        yield "score", wording.score(card), _y(card, plot) - LINE - 5
    elif not card.folded:
        yield "score", "?", plot.bottom - LINE - 5
    yield "step", "…" if card.number is None else str(card.number), plot.bottom + 7
    if _is_known(card):
        yield "answers", "n ?" if card.answers is None else f"n {format_count(card.answers)}", plot.bottom + 20


def _lines(places: Sequence[Place], plot: Box) -> Iterator[Stroke]:
    for (card, x), (after, next_x) in pairwise(places):
        if _is_known(card) and _is_known(after):
            yield _line("curve", (x, _y(card, plot)), (next_x, _y(after, plot)), 1.6, palette.PROMISED)


def _line(kind: str, start: Point, end: Point, pen: float, colour: str) -> Stroke:
    return Stroke(kind, (start, start, end, end), pen, colour, head=False)
