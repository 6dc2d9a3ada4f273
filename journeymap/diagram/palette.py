"""Colours of the picture, and the contrast between them.

Every pair of ink and ground here has a contrast of at least 4.5:1 (WCAG 2.1, success criterion 1.4.3).
"""

import math
from dataclasses import dataclass

__all__ = [
    "BANDS",
    "CARD_LINE",
    "DOT_EMPTY",
    "GREY",
    "HALO",
    "HATCH",
    "INK",
    "LEAVE",
    "MISSING",
    "OFF_PLAN",
    "OVERRUN",
    "PANEL",
    "PANEL_LINE",
    "PAPER",
    "PLAN",
    "PROMISED",
    "TRACK",
    "WAITED",
    "WORST",
    "Band",
    "band_of",
    "contrast",
    "whole",
]

PAPER = "#FFFFFF"
INK = "#1F2933"
GREY = "#52606D"
PANEL = "#F4F6FA"
PANEL_LINE = "#D9DEE6"
CARD_LINE = "#C3CBD5"
TRACK = "#E4E7EB"
HATCH = "#C3CBD5"
PLAN = "#5F6C7B"
OFF_PLAN = "#1D56B4"
WORST = "#A50F15"
HALO = "#FBCFC2"
MISSING = "#6B7684"
LEAVE = "#6B4E00"
PROMISED = "#3E4C59"
OVERRUN = "#FC8D59"
WAITED = "#9AA5B1"
DOT_EMPTY = "#D3D9E0"


@dataclass(frozen=True, slots=True)
class Band:
    """A range of friction, as it is coloured."""

    low: int
    high: int
    """Inclusive, in whole customers of 100."""
    fill: str
    ink: str


BANDS = (
    Band(0, 14, "#FEF0D9", INK),
    Band(15, 29, "#FDD49E", INK),
    Band(30, 44, "#FDBB84", INK),
    Band(45, 59, "#FC8D59", INK),
    Band(60, 74, "#D7301F", PAPER),
    Band(75, 100, "#7F0000", PAPER),
)
"""ColorBrewer's OrRd (Brewer 2013), without its classes between FC8D59 and D7301F: neither ink reads on them."""


def whole(loss_per_100: float) -> int:
    """Round to whole customers of 100, halves up: what is printed and what picks the colour.

    Example:
        >>> whole(14.5), whole(99.7), whole(-3)
        (15, 100, 0)
    """
    return min(100, max(0, math.floor(loss_per_100 + 0.5)))


def band_of(loss_per_100: float) -> Band:
    """Return the band of a friction, by the number that is printed.

    Example:
        >>> band_of(14.6).low
        15
    """
    return next(band for band in BANDS if whole(loss_per_100) <= band.high)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `#RRGGBB`, from 1 to 21.

    References:
        W3C, Web Content Accessibility Guidelines 2.1 (2018), "contrast ratio".

    Example:
        >>> round(contrast("#FFFFFF", "#000000"))
        21
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
