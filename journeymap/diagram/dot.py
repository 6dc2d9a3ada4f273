"""A layout as DOT text whose every position is fixed: Graphviz only paints it (`layout=nop2`).

Clusters are painted first (paper and columns), then the lines, then cards, numbers and words. Journey text only ever
becomes a label or a name, each quoted; colours, fonts, classes and ids are our own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from journeymap.diagram import palette
from journeymap.diagram.curves import shortened
from journeymap.diagram.layout import HALO_WIDTH, Layout, PlacedCard
from journeymap.diagram.marks import ARROW, Box, Mark, Point, Shape, Stroke, Words
from journeymap.diagram.palette import THEMES
from journeymap.diagram.text import clean, quote_label, quote_name

__all__ = ["to_dot"]

POINTS_PER_INCH = 72
SPARE = 0.4
"""How much wider than we an engine may measure words, of their width."""
FONT = {False: "Helvetica", True: "Helvetica-Bold"}
"""Names that every Graphviz knows; SVG says `Helvetica,sans-Serif`, the embedded engine paints Arimo."""
FORM = {"dot": "ellipse", "diamond": "diamond"}
KEY = '"legend"'


_Kind = TypeVar("_Kind", Mark, Stroke)


class _Edge(NamedTuple):
    """A line to be written: where it belongs, and how it looks."""

    tail: str
    head: str
    id: str
    stroke: Stroke


def to_dot(layout: Layout, *, colour: Mapping[str, str] = THEMES["light"]) -> str:
    """Write a layout as DOT; the same layout gives the same text.

    The SVG has `id`s `board`, `column-<n>`, `card-<n>` (its parts `card-<n>-<kind>`), `link-<n>`, `link-<n>-halo`
    and `link-<n>-volume`, counting from 1 in the board's order, and classes such as `card off-plan worst`.

    Args:
        layout: What is where.
        colour: The colour of every role, as in `THEMES`.
    """
    return "\n".join([*_lines(layout, _Pen(layout.width, layout.height, colour, layout.page)), ""])


def _lines(layout: Layout, pen: "_Pen") -> Iterator[str]:
    names = _names(layout)
    yield f"digraph {quote_name(layout.board.title or 'Customer journey')} {{"
    yield f"graph [{pen.graph()}]"
    yield f'node [shape=box, fixedsize=true, margin=0, label="", peripheries=0, fontname="{FONT[False]}"]'
    yield f"edge [arrowsize={_n(ARROW / 10)}]"
    yield from _clusters(layout, pen)
    for n, (name, placed) in enumerate(zip(names, layout.cards, strict=True), 1):
        yield from _card(n, name, placed, pen)
    yield f'{KEY} [pos="0,0", width=0.01, height=0.01, style=invis, id="legend"]'
    yield from _edges(layout, names, pen)
    for n, route in enumerate(layout.routes, 1):
        if route.label:
            title = f"{route.link.source} to {route.link.target}: {route.label.text}"
            yield pen.mark(f"link-{n}-volume", f"{n}. {title}", route.label)
    for column, panel in enumerate(layout.columns, 1):
        for mark in panel.marks:
            yield pen.mark(f"column-{column}-{mark.kind}", f"column {column} {mark.kind}", mark)
    for name, mark in _numbered(layout.marks):
        yield pen.mark(name, f"picture {name}", mark)
    yield "}"


def _names(layout: Layout) -> list[str]:
    """Name the cards' nodes, which SVG shows as titles; all are different."""
    used: set[str] = set()
    names = []
    for placed in layout.cards:
        card = placed.card
        lead = "missing:" if card.missing else "touchpoint:" if card.planned else "off plan:"
        name = clean(f"{lead if card.number is None else card.number} {card.name}")
        unique, n = name, 2
        while unique in used:
            unique, n = f"{name} ({n})", n + 1
        used.add(unique)
        names.append(unique)
    return names


def _clusters(layout: Layout, pen: "_Pen") -> Iterator[str]:
    paper = Box(0.0, 0.0, layout.width, layout.height)
    yield f"subgraph {quote_name('cluster: ' + layout.board.title)} {{"
    look = f'style=filled, fillcolor="{pen.colour[palette.PAPER]}"'
    yield f'graph [id="paper", class="paper", bb="{pen.bounds(paper)}", {look}]'
    for n, placed in enumerate(layout.columns, 1):
        name = quote_name(f"cluster: {n}. {placed.column.title}")
        yield (
            f'subgraph {name} {{ graph [id="column-{n}", class="column", bb="{pen.bounds(placed.box)}",'
            f' style="rounded,filled", fillcolor="{pen.colour[palette.PANEL]}",'
            f' color="{pen.colour[palette.PANEL_LINE]}", peripheries=1] }}'
        )
    yield "}"


def _card(n: int, name: str, placed: PlacedCard, pen: "_Pen") -> Iterator[str]:
    frame, *parts = placed.marks
    card = placed.card
    state = "missing" if card.missing else "planned" if card.planned else "off-plan"
    worst = " worst" if isinstance(frame, Shape) and frame.line == palette.WORST else ""
    yield pen.mark(f"card-{n}", name, frame, classes=f"card {state}{worst}")
    for part in (*parts, *placed.stub):
        said = f" {part.text}" if isinstance(part, Words) else ""
        yield pen.mark(f"card-{n}-{part.kind}", f"{name} · {part.kind}{said}", part)


def _edges(layout: Layout, names: list[str], pen: "_Pen") -> Iterator[str]:
    """Write the lines: off plan, then planned, then the worst route on its halo, then the legend's."""
    name_of = {placed.card.touchpoint: quote_name(name) for placed, name in zip(layout.cards, names, strict=True)}
    routes = sorted(enumerate(layout.routes, 1), key=lambda r: (r[1].link.worst, r[1].link.planned, r[0]))
    edges = [_Edge(name_of[r.link.source], name_of[r.link.target], f"link-{n}", r.stroke) for n, r in routes]
    keys = [_Edge(KEY, KEY, name, stroke) for name, stroke in _numbered(layout.samples)]
    for edge in (*edges, *keys):
        if edge.stroke.halo:
            yield pen.halo(edge)
    for edge in (*edges, *keys):
        yield pen.edge(edge)


def _numbered(marks: Iterable[_Kind]) -> Iterator[tuple[str, _Kind]]:
    """Name marks by their kind; from the second of a kind on with its number."""
    seen: Counter[str] = Counter()
    for mark in marks:
        kind = mark.kind.replace(" ", "-")
        seen[kind] += 1
        yield kind if seen[kind] == 1 else f"{kind}-{seen[kind]}", mark


class _Pen:
    """Writes attributes; Graphviz counts y upwards, from the bottom of the picture."""

    def __init__(
        self, width: float, height: float, colour: Mapping[str, str], page: tuple[float, float] | None
    ) -> None:
        self._width, self._height, self._page = width, height, page
        self.colour = colour

    def graph(self) -> str:
        size = f'size="{_inches(self._page[0])},{_inches(self._page[1])}!", ' if self._page else ""
        return (
            f'layout=nop2, {size}bb="0,0,{_n(self._width)},{_n(self._height)}", '
            "pad=0, margin=0, outputorder=edgesfirst, "
            f'bgcolor="{self.colour[palette.PAPER]}", id="board", class="board", peripheries=0, label="", '
            'charset="UTF-8"'
        )

    def bounds(self, box: Box) -> str:
        y = self._height
        return f"{_n(box.x)},{_n(y - box.bottom)},{_n(box.right)},{_n(y - box.y)}"

    def point(self, point: Point) -> str:
        return f"{_n(point[0])},{_n(self._height - point[1])}"

    def mark(self, identity: str, name: str, mark: Mark, *, classes: str = "") -> str:
        box = self._cell(mark)
        look = self._shape(mark) if isinstance(mark, Shape) else self._words(mark)
        attributes = [
            f'id="{identity}"',
            f'class="{classes or mark.kind}"',
            f'pos="{self.point((box.x + box.width / 2, box.middle))}"',
            f"width={_inches(box.width)}",
            f"height={_inches(box.height)}",
            *look,
        ]
        return f"{quote_name(name)} [{', '.join(attributes)}]"

    def _cell(self, mark: Mark) -> Box:
        """Widen the unseen cell of anchored words: an engine that measures them wider would move them."""
        box = mark.box
        if isinstance(mark, Shape) or mark.align == "centre":
            return box
        spare = 8 + mark.width * SPARE
        if mark.align == "left":
            return Box(box.x, box.y, min(box.width + spare, self._width - box.x), box.height)
        left = max(0.0, box.x - spare)
        return Box(left, box.y, box.right - left, box.height)

    def edge(self, edge: _Edge) -> str:
        stroke = edge.stroke
        way = stroke.curve
        spline = " ".join(map(self.point, shortened(way, ARROW) if stroke.head else way))
        attributes = [
            f'id="{edge.id}"',
            f'class="{stroke.kind}"',
            f'pos="{"e," + self.point(way[-1]) + " " if stroke.head else ""}{spline}"',
            f"penwidth={_n(stroke.pen)}",
            f'color="{self.colour[stroke.colour]}"',
            *(["style=dashed"] if stroke.dashed else []),
            *([] if stroke.head else ["arrowhead=none"]),
        ]
        return f"{edge.tail} -> {edge.head} [{', '.join(attributes)}]"

    def halo(self, edge: _Edge) -> str:
        spline = " ".join(map(self.point, shortened(edge.stroke.curve, ARROW)))
        return (
            f'{edge.tail} -> {edge.head} [id="{edge.id}-halo", class="halo", pos="{spline}", arrowhead=none, '
            f'penwidth={_n(edge.stroke.pen + HALO_WIDTH)}, color="{self.colour[palette.HALO]}"]'
        )

    def _shape(self, shape: Shape) -> Iterable[str]:
        if shape.form != "box":
            yield f"shape={FORM[shape.form]}"
        if shape.stripes:
            fill = ":".join(f"{self.colour[role]};{_n(share, 5)}" for role, share in shape.stripes)
            style = "striped"
        else:
            fill = self.colour[shape.fill]
            style = ",".join(["filled", *["rounded"] * shape.rounded, *["dashed"] * shape.dashed])
        yield f'style="{style}"'
        yield f'fillcolor="{fill}"'
        if shape.line:
            yield from ("peripheries=1", f'color="{self.colour[shape.line]}"', f"penwidth={_n(shape.pen)}")
        else:
            yield 'color="transparent"'

    def _words(self, words: Words) -> Iterable[str]:
        yield f"label={quote_label(words.text, align=words.align)}"
        yield f"fontsize={words.size}"
        yield f'fontcolor="{self.colour[words.colour]}"'
        if words.bold:
            yield f'fontname="{FONT[True]}"'
        if words.plate:
            yield from ("style=filled", f'fillcolor="{self.colour[palette.PAPER]}"', 'color="transparent"')


def _inches(points: float) -> str:
    return _n(points / POINTS_PER_INCH, 5)


def _n(value: float, digits: int = 2) -> str:
    """Write a number briefly, the same on every machine."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
