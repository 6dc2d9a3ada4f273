"""Colours of the picture by what they are for, in a light and in a dark theme; and the contrast between them.

Marks name roles such as `INK`; a theme says which colour each role has. Every pair of ink and ground has a contrast of
at least 4.5:1 in both themes (WCAG 2.1, success criterion 1.4.3).
"""

import math
from collections.abc import Mapping
from typing import Literal

__all__ = [
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
    "STAND_INS",
    "THEMES",
    "TRACK",
    "WAITED",
    "WORST",
    "ThemeName",
    "contrast",
    "whole",
]

PAPER = "paper"
PANEL = "panel"
PANEL_LINE = "panel-line"
CARD_LINE = "card-line"
INK = "ink"
GREY = "grey"
LEAVE = "leave"
PLAN = "plan"
OFF_PLAN = "off-plan"
WORST = "worst"
HALO = "halo"
MISSING = "missing"
TRACK = "track"
HATCH = "hatch"
PROMISED = "promised"
OVERRUN = "overrun"
WAITED = "waited"
DOT_EMPTY = "dot-empty"

ThemeName = Literal["light", "dark"]

_DARK_INK = "#1F2933"
_WHITE = "#FFFFFF"
_HOT = ("#FEF0D9", "#FDD49E", "#FDBB84", "#FC8D59", "#D7301F", "#7F0000")
_COOL = ("#DEEBF7", "#C6DBEF", "#9ECAE1", "#6BAED6", "#2171B5", "#08306B")
"""ColorBrewer's OrRd and Blues (Brewer 2013), without the classes on which neither ink reads."""
_DARK_FROM = 5
_BANDS = {
    **{f"hot-{i}": fill for i, fill in enumerate(_HOT, 1)},
    **{f"cool-{i}": fill for i, fill in enumerate(_COOL, 1)},
    **{f"on-{scale}-{i}": _DARK_INK if i < _DARK_FROM else _WHITE for scale in ("hot", "cool") for i in range(1, 7)},
}

THEMES: Mapping[ThemeName, Mapping[str, str]] = {
    "light": {
        PAPER: _WHITE,
        PANEL: "#F4F6FA",
        PANEL_LINE: "#D9DEE6",
        CARD_LINE: "#C3CBD5",
        INK: _DARK_INK,
        GREY: "#52606D",
        LEAVE: "#6B4E00",
        PLAN: "#5F6C7B",
        OFF_PLAN: "#1D56B4",
        WORST: "#A50F15",
        HALO: "#FBCFC2",
        MISSING: "#6B7684",
        TRACK: "#E4E7EB",
        HATCH: "#C3CBD5",
        PROMISED: "#3E4C59",
        OVERRUN: "#FC8D59",
        WAITED: "#9AA5B1",
        DOT_EMPTY: "#D3D9E0",
        **_BANDS,
    },
    "dark": {
        PAPER: "#12161B",
        PANEL: "#1C222A",
        PANEL_LINE: "#343E4A",
        CARD_LINE: "#4A5665",
        INK: "#EEF2F6",
        GREY: "#AAB6C3",
        LEAVE: "#E3BC55",
        PLAN: "#9DABBA",
        OFF_PLAN: "#82B3FF",
        WORST: "#FF8F80",
        HALO: "#5C2A24",
        MISSING: "#8F9CAA",
        TRACK: "#323C47",
        HATCH: "#566372",
        PROMISED: "#C3CDD8",
        OVERRUN: "#E2703A",
        WAITED: "#7A8796",
        DOT_EMPTY: "#3C4754",
        **_BANDS,
    },
}
"""The colour `#RRGGBB` of every role; the bands `hot-1` to `hot-6` and `cool-1` to `cool-6` with the ink on each."""
STAND_INS: Mapping[str, str] = {role: f"#{n:06x}" for n, role in enumerate(THEMES["light"], 1)}
"""A colour for every role that no other role has, by which a picture is told what to paint with where it is shown."""


def whole(loss_per_100: float) -> int:
    """Round to whole customers of 100, halves up: what is printed and what picks the colour.

    Example:
        >>> whole(14.5), whole(99.7), whole(-3)
        (15, 100, 0)
    """
    return min(100, max(0, math.floor(loss_per_100 + 0.5)))


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
