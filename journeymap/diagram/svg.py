"""SVG from the engine made small and accessible: a title and a description, and nothing that only the engine needs."""

import re
from collections.abc import Iterator
from html import escape, unescape

from journeymap.diagram.text import clean, is_right_to_left

__all__ = ["FONTS", "polished"]

FONTS = "Arimo, 'Liberation Sans', Arial, Helvetica, sans-serif"
"""Fonts with the widths that text was measured with, first; the last one stands for whatever has other scripts."""
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_HEAD = re.compile(r"<svg ([^>]*)>\n?")
_TITLED = re.compile(r'(<g id="([^"]*)"[^>]*>)\n<title>[^<]*</title>\n')
_TELLS = re.compile(r"(?:card|link)-\d+")
_NEEDLESS = re.compile(r' font-family="[^"]*"| xml:space="preserve"| text-anchor="start"|\.00(?=")')
_WORDS = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_UNPAINTED = re.compile(r' stroke="(?:none|transparent)"(?: stroke-width="[\d.]+")?')
_BOXES = re.compile(r'(?:<polygon fill="[^"]*" points="[^"]*"/>\n)+')
_BOX = re.compile(r'<polygon fill="([^"]*)" points="([^"]*)"/>\n')


def polished(svg: bytes, *, title: str, description: str) -> bytes:
    """Return what Graphviz wrote with a title and a description, without what only it needs.

    Cards and lines keep their titles, which browsers show over them.

    Args:
        svg: As the engine wrote it.
        title: What the picture is called.
        description: What the picture shows, in sentences.
    """
    text = _COMMENT.sub("", svg.decode()).replace("&#45;", "-").replace("&#160;", "\u00a0")
    text = _TITLED.sub(lambda g: g[0] if _TELLS.fullmatch(g[2]) else f"{g[1]}\n", text)
    text = _WORDS.sub(_directed, _UNPAINTED.sub("", _NEEDLESS.sub("", text)))
    text = _BOXES.sub(lambda boxes: "".join(_joined(boxes[0])), text)
    said = (
        f'<title id="picture-title">{escape(clean(title))}</title>\n'
        f'<desc id="picture-description">{escape(clean(description))}</desc>\n'
    )
    roles = f'role="img" aria-labelledby="picture-title picture-description" font-family="{FONTS}"'
    return _HEAD.sub(lambda head: f"<svg {head[1]} {roles}>\n{said}", text, count=1).encode()


def _directed(words: re.Match[str]) -> str:
    """Say where a line starts that is read from right to left; it ends where others start."""
    if not is_right_to_left(unescape(words[2])):
        return words[0]
    anchor = "" if "text-anchor=" in words[1] else ' text-anchor="end"'
    return f'<text {words[1]} direction="rtl"{anchor}>{words[2]}</text>'


def _joined(boxes: str) -> Iterator[str]:
    """Write boxes without a border that follow each other, such as stripes, as one path for each colour."""
    outlines: dict[str, list[str]] = {}
    for fill, points in _BOX.findall(boxes):
        outlines.setdefault(fill, []).append(_outline(points))
    for fill, several in outlines.items():
        if fill not in {"none", "transparent"}:
            yield f'<path fill="{fill}" d="{"".join(several)}"/>\n'


def _outline(points: str) -> str:
    """Write the outline of a polygon, level and upright sides by one number each."""
    (x, y), *corners = [point.split(",") for point in points.split()]
    parts = [f"M{x},{y}"]
    for to_x, to_y in corners[:-1]:
        parts.append(f"H{to_x}" if to_y == y else f"V{to_y}" if to_x == x else f"L{to_x},{to_y}")
        x, y = to_x, to_y
    return "".join([*parts, "Z"])
