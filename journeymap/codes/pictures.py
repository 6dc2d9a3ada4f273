"""R101–R108: a picture that cannot be drawn, or not as it was asked for."""

from journeymap.codes.code import Code, drawn

__all__ = ["PICTURES"]

_PRIVATE = r"""
    journey: lamp
    touchpoints:
      order: {name: "Order \U00103456", satisfaction: 4.1, next: delivery}
      delivery: {}
"""

PICTURES = (
    Code(
        "R101",
        "error",
        "no drawing engine",
        why="Pictures are painted by Graphviz. One comes with this package; it is missing here, or the system's own "
        "`dot` was asked for and is not on the path.",
        cure="type `pip install 'graphviz-pure<0.3'`, or leave `--painter` out",
    ),
    Code(
        "R102",
        "error",
        "the drawing engine failed",
        why="The engine ended without a picture. A picture in part would be taken for the whole, so there is none.",
        cure="save the picture as `.dot` to see what the engine was given, try `--painter dot`, and tell us",
    ),
    Code(
        "R103",
        "error",
        "the drawing engine took too long",
        why="A picture that takes more than half a minute is too crowded to be read anyway, so painting is stopped.",
        cure="hide more off-plan lines, as with `--min-share 0.1`, or save it as `.dot`",
    ),
    Code(
        "R104",
        "error",
        "a format that is not drawn, or too large a picture",
        why="The suffix of the file says how to draw: SVG for the web, PDF for print, PNG for slides, DOT and Mermaid "
        "for other programs. A PNG of more than 60 million pixels opens nowhere.",
        failing=drawn("-o board.gif"),
        fixed=drawn("-o board.svg"),
    ),
    Code(
        "R105",
        "warning",
        "fewer dots per inch than asked for",
        why="A PNG of more than 600 dots per inch, or of more than 60 million pixels, is larger than any screen or "
        "printer shows and opens nowhere.",
        failing=drawn("-o board.png --dpi 5000"),
        fixed=drawn("-o board.png --dpi 300"),
    ),
    Code(
        "R106",
        "error",
        "no such touchpoint to look at",
        why="`--focus` takes the id of a touchpoint that the picture has. One that customers rarely meet off plan may "
        "be hidden: `--min-share 0` shows all.",
        failing=drawn("-o board.svg --focus delivry"),
        fixed=drawn("-o board.svg --focus delivery"),
    ),
    Code(
        "R107",
        "error",
        "no route of that number to light",
        why="`--route` takes the number of a route in `journeymap routes`, `--off-plan` that of a row in "
        "`journeymap conformance`, for which there must be an event log.",
        failing=drawn("-o board.svg --route 9"),
        fixed=drawn("-o board.svg --route 1"),
    ),
    Code(
        "R108",
        "warning",
        "characters that no font at hand has",
        why="The font that comes with this package has the letters of Latin, Greek, Cyrillic and Hebrew. In PDF and "
        "PNG all others come from the fonts that are installed here; what none of them has is painted as boxes. "
        "An SVG takes its letters from the fonts of whoever opens it.",
        cure="install a font that has them: on Debian `apt install fonts-noto-cjk` for Chinese, Japanese and Korean, "
        "`fonts-noto-core` for other scripts, `fonts-noto-color-emoji` for emoji; or save it as `.svg`",
        failing=drawn("-o board.png", _PRIVATE),
        fixed=drawn("-o board.svg", _PRIVATE),
    ),
)
