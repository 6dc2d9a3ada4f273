"""Everyone and each segment of one dimension in columns beside one another."""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import click

from journeymap.cli.output import print_table

__all__ = ["Block", "Row", "Sides"]

T = TypeVar("T")

_WIDEST = 44
"""Of what a row is about."""


class Row(NamedTuple, Generic[T]):
    """One thing, for everyone and by segment."""

    name: str
    everyone: T | None
    segments: Mapping[str, T]
    most: str | None
    """The segment that stands out, if one does."""
    sure: bool
    """Whether it does so beyond chance."""


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """Rows of one kind."""

    unit: str
    """What the cells say."""
    rows: Sequence[Row[T]]
    what: str
    """What the rows are, in the plural."""
    cell: Callable[[T | None], str]

    def lines(self, shown: Sequence[str], limit: int, *, blank: int) -> Iterator[list[str]]:
        """Yield the first rows as cells, under a line that says what they are; some columns have none."""
        for row in self.rows[:limit]:
            cells = [self.cell(each) for each in (row.everyone, *map(row.segments.get, shown))]
            most = "–" if row.most is None else row.most + ("" if row.sure else " ?")
            name = textwrap.fill(row.name, _WIDEST, initial_indent="  ", subsequent_indent="    ")
            yield [name, *cells, *[""] * blank, most]


@dataclass(frozen=True, slots=True)
class Sides:
    """The columns: everyone, the segments that have room, and what more there is."""

    dimension: str
    segments: Sequence[str]
    last: str
    """Heads the column of who stands out."""
    further: tuple[str, ...] = ()
    """Columns beside the segments, for which rows have no cells."""
    most: int = 6
    """Segments that have a column; JSON has them all."""

    @property
    def shown(self) -> Sequence[str]:
        """The segments that have a column."""
        return self.segments[: self.most]

    def print(self, top: Mapping[str, Sequence[str]], blocks: Sequence[Block[T]], limit: int) -> None:
        """Print the rows on top, a cell a column, then each block; what is left out is counted."""
        headers = [self.dimension, "everyone", *self.shown, *self.further, self.last]
        lines = [[title, *cells, ""] for title, cells in top.items()]
        for block in blocks:
            if block.rows:
                lines.append([f"{block.unit}:", *("" for _ in headers[1:])])
                lines += block.lines(self.shown, limit, blank=len(self.further))
        print_table(headers, lines, left=(0, len(headers) - 1))
        rest = [f"{n} {block.what}" for block in blocks if (n := len(block.rows) - limit) > 0]
        if rest:
            click.echo(f"other: {', '.join(rest)}")
