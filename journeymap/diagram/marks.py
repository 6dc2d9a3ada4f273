"""What can be painted: boxes, words and strokes. Points, x to the right, y down; colours by their role in a theme."""

from typing import Literal, NamedTuple

from journeymap.diagram.text import text_width

__all__ = ["ARROW", "Box", "Form", "Mark", "Point", "Shape", "Stroke", "Words"]

Point = tuple[float, float]
Form = Literal["box", "dot", "diamond"]
ARROW = 10.0
"""Length of an arrowhead, without what the width of its line adds."""


class Box(NamedTuple):
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The y halfway down."""
        return self.y + self.height / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether both share more than a border."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


class Shape(NamedTuple):
    """A rectangle, or what fits in it; with `stripes` filled with several colours from left to right."""

    kind: str
    """What it is, as a class of the SVG."""
    box: Box
    fill: str = ""
    line: str = ""
    pen: float = 0.0
    dashed: bool = False
    rounded: bool = False
    form: Form = "box"
    stripes: tuple[tuple[str, float], ...] = ()
    """Colours and their shares of the width, which sum to 1."""


class Words(NamedTuple):
    """One line of text in its cell, or several of them."""

    kind: str
    box: Box
    text: str
    size: int
    colour: str
    bold: bool = False
    align: Literal["left", "centre", "right"] = "left"
    plate: bool = False
    """Whether it stands on a white ground of its own."""

    @property
    def width(self) -> float:
        """How wide the text is."""
        return text_width(self.text, self.size, bold=self.bold)


class Stroke(NamedTuple):
    """A line along Bézier pieces, with or without a head at its end."""

    kind: str
    curve: tuple[Point, ...]
    """1 + 3n points; the last one is the tip of the head."""
    pen: float
    colour: str
    dashed: bool = False
    halo: bool = False
    head: bool = True


Mark = Shape | Words
