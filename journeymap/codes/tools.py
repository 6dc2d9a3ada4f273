"""Codes of what has to be installed first."""

from journeymap.codes.code import Code

__all__ = ["TOOLS"]

TOOLS = (
    Code(
        "T101",
        "error",
        "workbooks need an extra",
        why="Not everybody has spreadsheets, so what reads them is installed on request.",
        cure="pip install 'journeymap[excel]', or save the sheet as CSV",
    ),
    Code(
        "T102",
        "error",
        "frames need an extra",
        why="DuckDB reads frames of pandas, Polars and Arrow by `pyarrow`, which is large and needed for nothing else.",
        cure="pip install 'journeymap[frames]', or save the frame as CSV",
    ),
)
