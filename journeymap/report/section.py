"""Sections and tables of the report: plain values, already worded, that the template lays out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

__all__ = ["MOST", "SHOWN", "Cell", "Column", "Row", "Section", "Table"]

SHOWN = 12
"""Rows of a table that are open to view; the others are folded away."""


MOST = 40
"""Rows of a ranking that are in the page at all; the terminal and JSON have them all."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    means: str = ""
    """The definition that explains it, without `def-`."""
    number: bool = False
    """Whether its cells are figures: set flush right."""
    wide: bool = False
    """Whether its words need room."""
    group: str = ""
    """What several columns side by side have in common."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: words, and small print under them."""

    text: str
    under: str = ""
    order: float | str | None = None
    """What it is sorted by; by default its text."""
    tag: str = ""
    """A word of warning, such as "few cases"."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row."""

    cells: tuple[Cell, ...]
    more: str = ""
    """What its folded list shows."""
    members: tuple[str, ...] = ()
    """The folded list."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what it shows, and how much of it is folded away."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    folded: tuple[Row, ...] = ()
    """Rows beyond those that are open to view."""
    other: str = ""
    """What the folded rows amount to: the last row in view."""
    heads: int = 0
    """Which column heads the rows."""
    sortable: bool = False
    foot: str = ""
    """What all rows amount to."""
    is_aside: bool = False
    """Whether it is folded away as a whole, under its caption."""

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Columns by what they have in common, in order: its words and how many columns it spans."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if found and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1)
            else:
                found.append((column.group, 1))
        return found

    @property
    def is_long(self) -> bool:
        """Whether a reader would look for a row rather than read them all."""
        return len(self.rows) + len(self.folded) > SHOWN

    @property
    def is_grouped(self) -> bool:
        """Whether any columns have something in common."""
        return any(column.group for column in self.columns)


@dataclass(frozen=True, slots=True)
class Section:
    """One section: sentences, a picture, tables, sentences."""

    id: str
    title: str
    lead: Sequence[str] = ()
    tables: Sequence[Table] = field(default=())
    closing: Sequence[str] = ()
    picture: Markup | None = None
    """Written by us, with all words escaped."""
