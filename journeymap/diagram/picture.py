"""A picture in hand: its DOT text, painted when it is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from journeymap.diagram.board import Board
from journeymap.diagram.dot import to_dot
from journeymap.diagram.flow import to_flow
from journeymap.diagram.layout import lay_out
from journeymap.diagram.palette import THEMES, ThemeName
from journeymap.diagram.paper import PaperName
from journeymap.diagram.render import DPI, EngineName, find_engine, render, resolution
from journeymap.diagram.svg import polished
from journeymap.diagram.text import is_measured
from journeymap.diagram.wording import description
from journeymap.errors import Diagnostic, RenderError

if TYPE_CHECKING:
    import graphviz

__all__ = ["LayoutName", "Picture", "PictureFormat", "format_of", "paint"]

LayoutName = Literal["board", "flow"]
PictureFormat = Literal["svg", "png", "pdf", "dot", "mmd"]
_SUFFIXES: dict[str, PictureFormat] = {
    ".svg": "svg",
    ".png": "png",
    ".pdf": "pdf",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mmd",
    ".mermaid": "mmd",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A board or a case, laid out and not yet painted."""

    board: Board
    dot: str
    """What the engine paints, as DOT text."""
    theme: ThemeName = "light"
    paper: PaperName | None = None
    engine: EngineName | None = None
    """Who paints: `embedded`, `dot` (the system's Graphviz), or None for the first that is installed."""
    told: str = ""
    """What it shows, in sentences, where it is not the friction of the board."""
    text: str = ""
    """The same as Mermaid."""

    @property
    def description(self) -> str:
        """What it shows, in sentences, for those who do not see it."""
        return self.told or description(self.board)

    def svg(self) -> bytes:
        """Paint it as SVG, with a title and a description.

        Raises:
            RenderError: If it cannot be painted.
        """
        svg = render(self.dot, "svg", engine=self.engine)
        return polished(svg, title=self.board.title, description=self.description)

    def png(self, *, dpi: int = DPI) -> bytes:
        """Paint it as PNG, with at most 600 dots per inch.

        Scripts that the embedded engine lacks are painted with fonts of this system, as in a PDF.

        Raises:
            RenderError: If it cannot be painted.
        """
        if not is_measured(self.dot) and find_engine(self.engine).name == "embedded":
            from journeymap.diagram.raster import to_png  # noqa: PLC0415 - as for PDF

            return to_png(self.pdf(), dpi=dpi)
        return render(self.dot, "png", dpi=dpi, engine=self.engine)

    def pdf(self) -> bytes:
        """Paint it as PDF: one page, text as text.

        Raises:
            RenderError: If it cannot be painted.
        """
        from journeymap.diagram.pdf import to_pdf  # noqa: PLC0415 - only who writes PDF needs the fonts

        svg = render(self.dot, "svg", engine=self.engine)
        return to_pdf(svg, title=self.board.title, description=self.description, paper=self.paper)

    def mermaid(self) -> str:
        """Write it as a Mermaid flowchart, to be laid out by who shows it."""
        from journeymap.diagram.mermaid import to_mermaid  # noqa: PLC0415 - as above

        return self.text or to_mermaid(self.board, theme=self.theme)

    def write(self, form: PictureFormat, *, dpi: int = DPI) -> bytes:
        """Return it in a format; text is UTF-8.

        Args:
            form: `svg`, `png`, `pdf`, `dot` or `mmd`.
            dpi: Dots per inch of a PNG.

        Raises:
            RenderError: If it cannot be painted.
        """
        match form:
            case "svg":
                return self.svg()
            case "png":
                return self.png(dpi=dpi)
            case "pdf":
                return self.pdf()
            case "dot":
                return self.dot.encode()
            case "mmd":
                return self.mermaid().encode()

    def remarks(self, form: PictureFormat, *, dpi: int = DPI) -> tuple[Diagnostic, ...]:
        """Say what a format cannot show as it is asked for.

        Returns:
            R105 where a PNG has fewer dots than asked for, R108 where characters are painted as boxes.
        """
        return tuple(self._remarks(form, dpi))

    def _remarks(self, form: PictureFormat, dpi: int) -> Iterator[Diagnostic]:
        if form == "png" and (painted := resolution(self.dot, dpi)) < dpi:
            said = f"painted with {painted} dots per inch, not {dpi}: more would be too large a picture"
            yield Diagnostic("R105", said, help="save it as `.svg` or `.pdf`, which have no dots", severity="warning")
        if form in {"png", "pdf"} and not is_measured(self.dot):
            from journeymap.diagram.glyphs import boxed, without_font  # noqa: PLC0415 - as for PDF

            if boxes := without_font(self.dot):
                yield boxed(boxes)

    def save(self, path: str | Path, *, dpi: int = DPI) -> Path:
        """Write it to a file whose suffix says how: `.svg`, `.png`, `.pdf`, `.dot` or `.mmd`.

        Raises:
            RenderError: R104 if the suffix is another one, or if it cannot be painted.
        """
        file = Path(path)
        file.write_bytes(self.write(format_of(file), dpi=dpi))
        return file

    def source(self) -> "graphviz.Source":
        """Hand it to the `graphviz` package, for notebooks and further drawing."""
        import graphviz  # noqa: PLC0415 - only who goes on with the package needs it

        return graphviz.Source(self.dot)  # the text names its layout

    def _repr_svg_(self) -> str:
        """Show it in a notebook."""
        return self.svg().decode()


def format_of(file: Path) -> PictureFormat:
    """Return the format that a file's suffix stands for.

    Raises:
        RenderError: R104 if it stands for none.

    Example:
        >>> format_of(Path("board.SVG"))
        'svg'
    """
    suffix = file.suffix.lower()
    if suffix not in _SUFFIXES:
        said = f"`{suffix or 'no suffix'}` is no format of a picture"
        raise RenderError(Diagnostic("R104", said, help="write `.svg`, `.png`, `.pdf`, `.dot` or `.mmd`"))
    return _SUFFIXES[suffix]


def paint(
    board: Board,
    *,
    layout: LayoutName = "board",
    theme: ThemeName = "light",
    paper: PaperName | None = None,
    engine: EngineName | None = None,
) -> Picture:
    """Lay a board out as a picture.

    Args:
        board: What is shown.
        layout: `board`, or `flow`, an ordinary process map.
        theme: Light or dark.
        paper: A paper size to fill.
        engine: Who paints; None for the first that is installed.

    Raises:
        ValueError: If a card or a link names what is not on the board.
    """
    if layout == "flow":
        dot = to_flow(board, theme=theme, paper=paper)
    else:
        dot = to_dot(lay_out(board, paper=paper), colour=THEMES[theme])
    return Picture(board, dot, theme, paper, engine)
