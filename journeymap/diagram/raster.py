"""Pixels: how many a picture may have, and PDF painted with them, where a PNG needs fonts that no engine has."""

import math
from io import BytesIO

from journeymap.errors import Diagnostic, RenderError

__all__ = ["MAX_DPI", "POINTS_PER_INCH", "bounded_dpi", "to_png"]

MAX_DPI = 600
MIN_DPI = 24
MAX_PIXELS = 60_000_000
POINTS_PER_INCH = 72


def bounded_dpi(width: float, height: float, *, dpi: int) -> int:
    """Lower the resolution so that the picture stays paintable.

    Args:
        width: In inches, as the height.
        height: From top to bottom.
        dpi: Dots per inch that are asked for.

    Raises:
        RenderError: R104 if the picture is too large.
    """
    bounded = max(1, min(dpi, MAX_DPI))
    most = math.isqrt(int(MAX_PIXELS / (width * height))) if width * height > 0 else bounded
    if most < MIN_DPI:
        said = f"a picture of {width:.0f} × {height:.0f} inches is too large for PNG"
        raise RenderError(Diagnostic("R104", said, help="save it as `.svg`, or show fewer cards"))
    return min(bounded, most)


def to_png(pdf: bytes, *, dpi: int) -> bytes:
    """Paint the first page of a PDF of our own, on white.

    Raises:
        RenderError: R104 if it is too large.
    """
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - only who paints other scripts needs it

    with PdfDocument(pdf) as document:
        page = document[0]
        bounded = bounded_dpi(*(side / POINTS_PER_INCH for side in page.get_size()), dpi=dpi)
        painted = page.render(scale=bounded / POINTS_PER_INCH).to_pil()
    png = BytesIO()
    painted.save(png, "PNG", dpi=(bounded, bounded))
    return png.getvalue()
