"""R101–R104: a picture that cannot be drawn."""

from journeymap.codes.code import Code, drawn

__all__ = ["PICTURES"]

PICTURES = (
    Code(
        "R101",
        "error",
        "no drawing engine",
        why="Pictures are painted by Graphviz. One comes with this package; it is missing here, or the system's own "
        "`dot` was asked for and is not on the path.",
        cure="type `pip install 'graphviz-pure<0.3'`, or leave `--engine` out",
    ),
    Code(
        "R102",
        "error",
        "the drawing engine failed",
        why="The engine ended without a picture. A picture in part would be taken for the whole, so there is none.",
        cure="save the picture as `.dot` to see what the engine was given, try `--engine dot`, and tell us",
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
        why="The suffix of the file says how to draw: SVG for the web and for print, PNG for slides, DOT for other "
        "programs. A PNG of more than 60 million pixels opens nowhere.",
        failing=drawn("-o board.gif"),
        fixed=drawn("-o board.svg"),
    ),
)
