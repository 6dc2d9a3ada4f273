"""A picture in hand: its DOT text, painted when it is asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from journeymap.diagram.board import Board
from journeymap.diagram.dot import to_dot
from journeymap.diagram.layout import lay_out
from journeymap.diagram.render import DPI, EngineName, render
from journeymap.errors import Diagnostic, RenderError

if TYPE_CHECKING:
    import graphviz

__all__ = ["Picture", "paint"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as DOT text.

    Example:
        >>> Picture("digraph {}").svg().startswith(b"<?xml")
        True
    """

    dot: str
    engine: EngineName | None = None
    """Who paints: `embedded`, `dot` (the system's Graphviz), or None for the first that is installed."""

    def svg(self) -> bytes:
        """Paint it as SVG.

        Raises:
            RenderError: If it cannot be painted.
        """
        return render(self.dot, "svg", engine=self.engine)

    def png(self, *, dpi: int = DPI) -> bytes:
        """Paint it as PNG, with at most 600 dots per inch.

        Raises:
            RenderError: If it cannot be painted.
        """
        return render(self.dot, "png", dpi=dpi, engine=self.engine)

    def save(self, path: str | Path) -> Path:
        """Write it to a file whose suffix says how: `.svg`, `.png` or `.dot` (or `.gv`).

        Raises:
            RenderError: If the suffix is another one, or it cannot be painted.
        """
        file = Path(path)
        file.write_bytes(self._bytes(file.suffix.lower()))
        return file

    def source(self) -> "graphviz.Source":
        """Hand it to the `graphviz` package, for notebooks and further drawing."""
        import graphviz  # noqa: PLC0415 - only who goes on with the package needs it

        return graphviz.Source(self.dot)  # the text names its layout

    def _bytes(self, suffix: str) -> bytes:
        match suffix:
            case ".svg":
                return self.svg()
            case ".png":
                return self.png()
            case ".dot" | ".gv":
                return self.dot.encode()
        raise RenderError(
            Diagnostic(
                "R104", f"`{suffix or 'no suffix'}` is no format of a picture", help="write `.svg`, `.png` or `.dot`"
            )
        )

    def _repr_svg_(self) -> str:
        """Show it in a notebook."""
        return self.svg().decode()


def paint(board: Board, *, engine: EngineName | None = None) -> Picture:
    """Lay a board out as a picture.

    Raises:
        ValueError: If a card or a link names what is not on the board.
    """
    return Picture(to_dot(lay_out(board)), engine)
