"""A picture for the page: SVG with everything dropped that is not on a short list.

Whoever writes the journey file or the log writes words of the picture. What gets through is shapes and text whose
attributes look as they should: no script, style, link, image or reference can.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from xml.etree import ElementTree as ET

from journeymap.diagram.text import clean
from journeymap.report.outlines import short, shortened

__all__ = ["inline_svg"]

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_COLOUR = r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,24}"

_GEOMETRY = dict.fromkeys(["x", "y", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2"], _NUMBER)
_PAINT = {
    "fill": _COLOUR,
    "stroke": _COLOUR,
    **dict.fromkeys(["stroke-width", "fill-opacity", "stroke-opacity", "opacity"], _NUMBER),
    "stroke-dasharray": rf"none|{_NUMBER}(?:[ ,]+{_NUMBER})*",
}
_TYPE = {
    "direction": "rtl",
    "text-anchor": "start|middle|end",
    "font-size": _NUMBER,
    "font-weight": "normal|bold|[1-9]00",
    "font-style": "normal|italic|oblique",
}
_POINTS = rf"{_NUMBER}(?:[ ,]+{_NUMBER})*"
_CALL = rf"(?:translate|scale|rotate)\({_POINTS}\)"
_ANYWHERE = {
    "class": r"[A-Za-z0-9_-]+(?: +[A-Za-z0-9_-]+)*",
    "id": r"[A-Za-z0-9_-]+",
    "transform": rf"{_CALL}(?: +{_CALL})*",
}
_ALLOWED: dict[str, dict[str, str]] = {
    "svg": {"viewBox": _POINTS},
    "g": {},
    "title": {},
    "path": {"d": r"[-+0-9.eE, MmLlHhVvCcSsQqTtAaZz]*"},
    "polygon": {"points": _POINTS},
    "polyline": {"points": _POINTS},
    "line": _GEOMETRY,
    "rect": _GEOMETRY | dict.fromkeys(["width", "height"], _NUMBER),
    "circle": _GEOMETRY,
    "ellipse": _GEOMETRY,
    "text": _GEOMETRY | _TYPE,
    "tspan": _GEOMETRY | _TYPE,
}
"""Elements, and the attributes of each beside those of `_ANYWHERE` and `_PAINT`, with what a value must look like."""
_WORDY = {"title", "text", "tspan"}
"""Elements whose text is kept."""
_LENGTHS = {*_GEOMETRY, "points", "width", "height"}


def inline_svg(
    svg: bytes,
    *,
    prefix: str,
    label: str,
    added: Mapping[str, Mapping[str, str]] | None = None,
    titles: Mapping[str, str] | None = None,
    wholes: str | None = None,
    paints: Mapping[str, str] | None = None,
) -> str:
    """Return an SVG document as an element for an HTML page.

    Args:
        svg: The document; it is parsed, so it must be well-formed.
        prefix: Stands before every id, to keep them apart from the page's own; one that comes again is numbered.
        label: The accessible name.
        added: Attributes to add, by the id of the element (without prefix).
        titles: Words that appear over an element, by its id; all other titles are dropped.
        wholes: A pattern of ids whose first group is the id of a whole: groups next to each other that belong to the
            same whole become one, and groups without any are dissolved. By default all groups stay.
        paints: What to paint with in place of a colour `#rrggbb`, such as `var(--ink)`.

    Returns:
        The `svg` element, its size in CSS pixels; elements and attributes that are not on the list are missing.

    Raises:
        ValueError: If it is no SVG document in UTF-8, or declares entities of its own.
        ElementTree.ParseError: If it is not well-formed.
    """
    text = svg.decode()
    if "<!ENTITY" in text:
        raise ValueError("the picture declares entities")
    root = ET.fromstring(text)  # noqa: S314 - entities were refused, and no other bomb is known
    if root.tag != f"{_SVG}svg":
        raise ValueError("the picture is no SVG")
    writer = _Writer(prefix, added or {}, titles or {}, re.compile(wholes) if wholes else None, paints or {})
    parts = [
        '<svg role="img"',
        f' aria-label="{escape(clean(label))}"',
        *_size(root),
        *writer.attributes(root, "svg"),
        ">",
        *writer.children(root, "svg"),
        "</svg>",
    ]
    return "".join(parts)


def _size(root: ET.Element) -> list[str]:
    """Write the natural size, four pixels for three points, from the box that is viewed."""
    box = root.get("viewBox", "")
    if not re.fullmatch(rf"{_NUMBER}(?:[ ,]+{_NUMBER}){{3}}", box):
        raise ValueError("the picture does not say how large it is")
    *_, width, height = (float(n) for n in re.split("[ ,]+", box))
    return [f' width="{width * 4 / 3:.0f}" height="{height * 4 / 3:.0f}"']


class _Writer:
    """Writes elements that are on the list, with everything escaped."""

    def __init__(
        self,
        prefix: str,
        added: Mapping[str, Mapping[str, str]],
        titles: Mapping[str, str],
        wholes: re.Pattern[str] | None,
        paints: Mapping[str, str],
    ) -> None:
        self._prefix = prefix
        self._added = added
        self._titles = titles
        self._wholes = wholes
        self._paints = paints
        self._used: Counter[str] = Counter()

    def element(self, node: ET.Element, parts: Iterable[ET.Element] = ()) -> str:
        """Write an element, with what is in others after what is in it."""
        tag = _tag(node)
        if tag not in _ALLOWED or tag in {"svg", "title"}:
            return ""
        inside = "".join([self._title(node), *self.children(node, tag), *self._insides(parts)])
        opening = "".join([tag, *self.attributes(node, tag)])
        return f"<{opening}>{inside}</{tag}>" if inside else f"<{opening}/>"

    def children(self, node: ET.Element, tag: str) -> list[str]:
        parts = [_words(node.text)] if tag in _WORDY else []
        if self._wholes and tag not in _WORDY:
            return [*self._joined(node, self._wholes)]
        for child in node:
            parts.append(self.element(child))
            if tag in _WORDY:
                parts.append(_words(child.tail))
        return parts

    def _joined(self, nodes: Iterable[ET.Element], wholes: re.Pattern[str]) -> Iterator[str]:
        """Write the groups of each whole as its first one, and those of none without their own mark."""
        for whole, several in groupby(nodes, key=lambda node: _of_whole(node, wholes)):
            if whole is None:
                yield from map(self.element, several)
            elif whole:
                first, *parts = several
                yield self.element(first, parts)
            else:
                yield from self._insides(several)

    def _insides(self, groups: Iterable[ET.Element]) -> Iterator[str]:
        return (inside for group in groups for inside in self.children(group, "g"))

    def attributes(self, node: ET.Element, tag: str) -> list[str]:
        allowed = _ANYWHERE | _PAINT | _ALLOWED[tag]
        kept = [
            (name, self._written(name, value))
            for name, value in node.items()
            if name in allowed and re.fullmatch(allowed[name], value)
        ]
        kept += self._added.get(node.get("id", ""), {}).items()
        return [f' {name}="{escape(value)}"' for name, value in kept]

    def _written(self, name: str, value: str) -> str:
        """Keep ids apart, and write lengths with the digits that can be seen."""
        if name == "id":
            return self._unique(value)
        if name == "d":
            return shortened(value)
        return short(value) if name in _LENGTHS else self._paints.get(value, value)

    def _unique(self, identity: str) -> str:
        """Prefix an id, and number it where it was there before."""
        self._used[identity] += 1
        n = self._used[identity]
        return f"{self._prefix}{identity}" if n == 1 else f"{self._prefix}{identity}--{n}"

    def _title(self, node: ET.Element) -> str:
        words = self._titles.get(node.get("id", ""))
        return f"<title>{escape(clean(words))}</title>" if words else ""


def _tag(node: ET.Element) -> str:
    """Return the name of an SVG element; comments and elements of other kinds have none."""
    return node.tag.removeprefix(_SVG) if isinstance(node.tag, str) and node.tag.startswith(_SVG) else ""


def _of_whole(node: ET.Element, wholes: re.Pattern[str]) -> str | None:
    """Return the id of the whole that a group belongs to, empty where to none; None for what stays as it is."""
    if _tag(node) != "g" or "transform" in node.attrib:
        return None
    found = wholes.fullmatch(node.get("id", ""))
    return found[1] if found else ""


def _words(text: str | None) -> str:
    """Escape a line of text; its spaces stay, for labels are placed by their ends."""
    return escape("".join(c for c in text or "" if c in " \u00a0" or clean(c)), quote=False)
