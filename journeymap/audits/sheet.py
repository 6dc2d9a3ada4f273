"""Tables of an audit in words, for whoever lays them out."""

from dataclasses import dataclass

__all__ = ["UNKNOWN", "Sheet"]

UNKNOWN = "–"
"""What stands in a cell where nothing is known."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: terminal and report show the same words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """A cell a column; the last one may be long and is folded."""
    words: tuple[int, ...] = (0,)
    """The columns that hold words; the others hold figures, set flush right."""
    notes: tuple[str, ...] = ()
    """What a reader of the table should know, a sentence each."""
