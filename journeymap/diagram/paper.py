"""Sizes of paper that a picture may fill."""

from typing import Literal

__all__ = ["PAPERS", "PaperName", "page"]

PaperName = Literal["a5", "a4", "a3", "a2", "a1", "a0", "letter", "legal", "tabloid"]

_MM = 72 / 25.4
PAPERS: dict[PaperName, tuple[float, float]] = {
    "a5": (148 * _MM, 210 * _MM),
    "a4": (210 * _MM, 297 * _MM),
    "a3": (297 * _MM, 420 * _MM),
    "a2": (420 * _MM, 594 * _MM),
    "a1": (594 * _MM, 841 * _MM),
    "a0": (841 * _MM, 1189 * _MM),
    "letter": (612.0, 792.0),
    "legal": (612.0, 1008.0),
    "tabloid": (792.0, 1224.0),
}
"""Width and height in points, upright (ISO 216, ANSI Y14.1)."""


def page(paper: PaperName, width: float, height: float) -> tuple[float, float]:
    """Return the width and the height of the paper, lengthwise or upright as a picture of this size fits better.

    Example:
        >>> page("letter", 400, 300), page("letter", 300, 400)
        ((792.0, 612.0), (612.0, 792.0))
    """
    short, long = PAPERS[paper]
    lengthwise, upright = min(long / width, short / height), min(short / width, long / height)
    return (long, short) if lengthwise >= upright else (short, long)
