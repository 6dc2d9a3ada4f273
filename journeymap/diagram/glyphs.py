"""Characters that a picture cannot show because no font at hand has them."""

import unicodedata

from journeymap.diagram.system_fonts import find_fonts
from journeymap.diagram.text import is_measured
from journeymap.errors import Diagnostic

__all__ = ["boxed", "unpainted", "without_font"]

_PACKAGES = {"east": "fonts-noto-cjk", "emoji": "fonts-noto-color-emoji", "other": "fonts-noto-core"}
"""Debian's, for wide letters, wide symbols and all others."""


def unpainted(text: str) -> str:
    """Return the characters that Arimo lacks, each once, in the order of Unicode.

    Example:
        >>> unpainted("Zażółć 支付")
        '付支'
    """
    return "".join(sorted(c for c in set(text) if not is_measured(c)))


def without_font(text: str) -> str:
    """Return the characters that neither Arimo nor a font of this system has, as `unpainted` does."""
    foreign = unpainted(text)
    found = frozenset[str]().union(*(font.characters for font in find_fonts(foreign)))
    return "".join(c for c in foreign if c not in found)


def boxed(characters: str) -> Diagnostic:
    """Say that these characters are painted as boxes, and which fonts have them."""
    some = " ".join(_shown(c) for c in characters[:8]) + (" …" if len(characters) > 8 else "")  # noqa: PLR2004 - a few tell
    packages = " ".join(sorted({_PACKAGES[kind] for c in characters if (kind := _kind(c))}))
    install = (
        f"type `apt install {packages}`, or install those Noto fonts as your system does it, or " if packages else ""
    )
    return Diagnostic(
        "R108",
        f"no font at hand has {some}: painted as boxes",
        help=f"{install}save it as `.svg`",
        severity="warning",
    )


def _shown(character: str) -> str:
    return character if unicodedata.name(character, "") else f"U+{ord(character):04X}"


def _kind(character: str) -> str:
    """Return which fonts may have a character; none where Unicode does not name it."""
    name = unicodedata.name(character, "")
    if unicodedata.east_asian_width(character) not in {"W", "F"}:
        return "other" if name else ""
    return "emoji" if unicodedata.category(character) in {"So", "Sk"} else "east"
