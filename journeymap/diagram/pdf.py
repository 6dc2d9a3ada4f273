"""A picture as PDF: shapes as shapes and words as words, in fonts that are embedded.

Graphviz writes few kinds of SVG elements; they are drawn one by one. Arimo paints what it has. Fonts of this system
paint other scripts, with their letters joined and ordered as they are read.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from journeymap.diagram.curves import ROUND
from journeymap.diagram.glyphs import unpainted
from journeymap.diagram.marks import Point
from journeymap.diagram.paper import PaperName, page
from journeymap.diagram.system_fonts import find_fonts
from journeymap.diagram.text import UNSEEN, clean, is_measured, text_width

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["to_pdf"]

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_STEP = re.compile(r"([MLC])([^MLC]*)")
_NAMED = {"black": "#000000", "white": "#FFFFFF"}
BOX = "□"
"""Stands for a character that no font has."""
_SEEN = [(0x20, 0x200B), (0x200E, 0xFFFF)]
"""What Arimo paints: a joiner belongs to the font of its neighbours."""
_WITHOUT_UNSEEN = dict.fromkeys(map(ord, UNSEEN))
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""The share of a text that stands before its anchor."""
_ASCENT = 0.8
"""Of a cell of fpdf2 that is one line high: from its top to the baseline."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of every picture: the same input gives the same bytes."""


def to_pdf(svg: bytes, *, title: str, description: str, paper: PaperName | None = None) -> bytes:
    """Write a picture that Graphviz drew as a PDF of one page.

    Args:
        svg: What Graphviz wrote.
        title: What the document is called.
        description: What it shows, in sentences.
        paper: The paper on whose middle it stands, as large as fits; None for a page of its own size.
    """
    from journeymap.diagram.shaping import ShapingPDF  # noqa: PLC0415 - only who writes PDF needs it

    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    _, _, width, height = (float(n) for n in _NUMBER.findall(root.get("viewBox", "")))
    document = ShapingPDF(unit="pt", format=page(paper, width, height) if paper else (width, height))
    document.set_creation_date(_NEVER)
    document.set_title(clean(title))
    document.set_subject(clean(description))
    document.set_auto_page_break(auto=False)
    document.set_display_mode("fullpage")
    document.c_margin = 0
    document.alias_nb_pages("")  # a name is a name, not the number of pages
    for style, file in (("", "Arimo-Regular.ttf"), ("B", "Arimo-Bold.ttf")):
        with as_file(files(__package__).joinpath("fonts", file)) as path:
            document.add_font("Arimo", style, path, unicode_range=_SEEN)
    document.add_page()
    scale = min(document.w / width, document.h / height)
    place = _Place(scale, (document.w - scale * width) / 2, (document.h - scale * height) / 2)
    try:
        _Painter(document, _with_system_fonts(document, root)).paint(root, place)
        return bytes(document.output())
    finally:
        _close(document)


def _close(document: "FPDF") -> None:
    """Close the files of fonts, of which fpdf2 leaves open what it did not need."""
    from fpdf.fonts import TTFFont  # noqa: PLC0415 - as above

    for font in document.fonts.values():
        if isinstance(font, TTFFont):
            font.close()


def _with_system_fonts(document: "FPDF", root: ET.Element) -> frozenset[str]:
    """Add fonts that have what Arimo lacks, and return the characters that they have."""
    texts: dict[str, str] = defaultdict(str)
    for element in root.iter(f"{_SVG}text"):
        texts[_style(element)] += element.text or ""
    names: list[str] = []
    found: set[str] = set()
    for style, text in sorted(texts.items()):
        for font in find_fonts(unpainted(text), bold=style == "B"):
            names.append(f"system{len(names)}")
            document.add_font(names[-1], style, font.path, collection_font_number=font.number)
            found |= font.characters
    document.set_fallback_fonts(names)
    return frozenset(found)


def _style(element: ET.Element) -> str:
    return "B" if element.get("font-weight") == "bold" else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a group stands: scaled, then moved."""

    scale: float
    dx: float
    dy: float

    def within(self, transform: str) -> "_Place":
        """Go into a group with a transform such as `scale(1 1) rotate(0) translate(4 592)`."""
        scale, dx, dy = self.scale, self.dx, self.dy
        for kind, numbers in re.findall(r"(scale|translate)\(([^)]*)\)", transform):
            x, *rest = (float(n) for n in _NUMBER.findall(numbers))
            if kind == "scale":
                scale *= x
            else:
                dx, dy = dx + scale * x, dy + scale * (rest[0] if rest else 0.0)
        return _Place(scale, dx, dy)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the group stands on the page."""
        return self.dx + self.scale * x, self.dy + self.scale * y


class _Painter:
    """Draws the elements that Graphviz writes."""

    def __init__(self, document: "FPDF", found: frozenset[str]) -> None:
        self._document = document
        self._found = found

    def paint(self, element: ET.Element, place: _Place) -> None:
        """Draw an element and what is in it."""
        for child in element:
            match child.tag.removeprefix(_SVG):
                case "g":
                    self.paint(child, place.within(child.get("transform", "")))
                case "text":
                    self._words(child, place)
                case "polygon" | "polyline" | "path" | "ellipse" as kind:
                    self._shape(child, kind, place)

    def _words(self, element: ET.Element, place: _Place) -> None:
        text = "".join(c if is_measured(c) or c in self._found else BOX for c in element.text or "")
        style, size = _style(element), place.scale * float(element.get("font-size", 14))
        self._document.set_font("Arimo", style, size)
        self._document.set_text_color(*_rgb(element.get("fill", "black")))
        x, y = place.at(float(element.get("x", 0)), float(element.get("y", 0)))
        before = _BEFORE[element.get("text-anchor", "start")]
        if is_measured(text) and not _goes_left(text):
            text = text.translate(_WITHOUT_UNSEEN)
            self._document.text(x - before * self._document.get_string_width(text), y, text)
        else:
            self._shaped(text, x, y, before=before, room=text_width(text, size, bold=bool(style)))

    def _shaped(self, text: str, x: float, y: float, *, before: float, room: float) -> None:
        """Write text of several fonts and directions, no wider than it was measured when its place was made."""
        document = self._document
        document.set_text_shaping(use_shaping_engine=True)
        width = document.get_string_width(text)
        if width > room:
            document.set_stretching(100 * room / width)
        document.set_xy(x - before * min(width, room), y - _ASCENT * document.font_size)
        document.cell(h=document.font_size, text=text)
        document.set_stretching(100)
        document.set_text_shaping(use_shaping_engine=False)
        document.current_font_is_set_on_page = False  # fpdf2 takes the last font of the cell for the page's

    def _shape(self, element: ET.Element, kind: str, place: _Place) -> None:
        fill, stroke = _paint(element.get("fill", "none")), _paint(element.get("stroke", "none"))
        if fill is None and stroke is None:
            return
        with self._document.new_path() as path:
            path.style.auto_close = False
            path.style.fill_color, path.style.stroke_color = fill, stroke
            path.style.stroke_width = place.scale * float(element.get("stroke-width", 1))
            dashes = _numbers(element.get("stroke-dasharray", ""))
            path.style.stroke_dash_pattern = [place.scale * n for n in dashes] or None
            for step, *points in _steps(element, kind):
                getattr(path, step)(*(n for x, y in points for n in place.at(x, y)))


def _steps(element: ET.Element, kind: str) -> Iterator[tuple[Any, ...]]:
    """Yield each step of an outline: what draws it, and its points."""
    match kind:
        case "path":
            for letter, numbers in _STEP.findall(element.get("d", "")):
                yield from _curves(letter, _pairs(numbers))
        case "ellipse":
            yield from _ellipse(*(float(element.get(name, 0)) for name in ("cx", "cy", "rx", "ry")))
        case _:
            first, *others = _pairs(element.get("points", ""))
            yield "move_to", first
            yield from (("line_to", point) for point in others)
            if kind == "polygon":
                yield ("close",)


def _curves(letter: str, points: list[Point]) -> Iterator[tuple[Any, ...]]:
    if letter == "M":
        yield "move_to", points[0]
    elif letter == "L":
        yield from (("line_to", point) for point in points)
    else:
        for i in range(0, len(points), 3):
            yield "curve_to", *points[i : i + 3]


def _ellipse(x: float, y: float, a: float, b: float) -> Iterator[tuple[Any, ...]]:
    """Yield four quarters, each a Bézier curve."""
    c, d = ROUND * a, ROUND * b
    yield "move_to", (x + a, y)
    yield "curve_to", (x + a, y + d), (x + c, y + b), (x, y + b)
    yield "curve_to", (x - c, y + b), (x - a, y + d), (x - a, y)
    yield "curve_to", (x - a, y - d), (x - c, y - b), (x, y - b)
    yield "curve_to", (x + c, y - b), (x + a, y - d), (x + a, y)
    yield ("close",)


def _pairs(text: str) -> list[Point]:
    numbers = _numbers(text)
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _numbers(text: str) -> list[float]:
    return [float(n) for n in _NUMBER.findall(text)]


def _goes_left(text: str) -> bool:
    """Whether any of it is read from right to left."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def _paint(colour: str) -> str | None:
    """Return a colour as fpdf2 takes it; None for none."""
    return None if colour in {"none", "transparent"} else _NAMED.get(colour, colour)


def _rgb(colour: str) -> tuple[int, int, int]:
    known = _paint(colour) or "#000000"
    return int(known[1:3], 16), int(known[3:5], 16), int(known[5:7], 16)
