"""What one SQL dialect writes in its own way: a handful of snippets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal

__all__ = ["Dialect", "Keeping", "Kind", "Listing"]

Kind = Literal["time", "zoned", "text", "number", "boolean", "nothing"]
"""What a column holds: times by some clock, moments (times that name their zone) …, `nothing` where that is unknown."""

Keeping = Literal["table", "view", "name"]
"""How an interim result stays: as a temporary table, a temporary view, or as a name in front of later queries."""

Listing = Literal["values", "structs", "function", "union"]
"""How rows are written into a query."""

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_PART = re.compile(r'"(?:[^"]|"")+"|`[^`]+`|[^.]+')
_QUERY = re.compile(r"\s*(SELECT|WITH)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The snippets of one dialect. In those with holes, `{}` stands for an expression.

    Example:
        >>> Dialect("ansi", microseconds="micros({})", ordered="string_agg({value}, '' ORDER BY {key})").text("it's")
        "'it''s'"
    """

    name: str
    _: KW_ONLY
    microseconds: str
    """A time, with or without a zone, as microseconds since 1970 in UTC."""
    ordered: str
    """The texts of a group one behind the other, in order of a whole number; holes `value` and `key`."""
    quote: str = '"'
    """Around identifiers; doubled within them."""
    opening: str = "'"
    """Begins a text."""
    escapes: Mapping[str, str] | None = None
    """What stands in texts for characters that cannot stand for themselves; default: the apostrophe is doubled."""
    string: str = "VARCHAR"
    whole: str = "BIGINT"
    real: str = "DOUBLE"
    wide: str = "DECIMAL(38, 0)"
    """A type in which the durations of all cases and their squares add up without running over: 38 digits."""
    number: str = "TRY_CAST({} AS DOUBLE)"
    """Text as a number, NULL where it is none."""
    divided: str = "floor({} / {})"
    """A whole number divided by another, rounded down."""
    neighbour: str = "{side}({value}) OVER ({window})"
    """The value of the row before (`lag`) or after (`lead`), NULL where there is none."""
    bytewise: str = "{}"
    """A text that compares by its bytes, whatever the language of the database."""
    type_of: str | None = None
    """The name of a value's type; without it, the class of the value in Python tells."""
    zoned: str = "with time zone"
    """A regular expression: the names of the types whose times are moments, whatever the zone."""
    keeping: Keeping = "table"
    counted: str | None = None
    """A statement that lets the planner know a table that was just made; else it guesses, and may plan for hours."""
    listing: Listing = "values"
    settings: tuple[str, ...] = ()
    """Statements that begin a session: times without a zone are in UTC."""

    def identifier(self, name: str) -> str:
        """Quote the name of a column."""
        return self.quote + name.replace(self.quote, 2 * self.quote) + self.quote

    def text(self, value: str) -> str:
        """Quote a text."""
        escapes = {"'": "''"} if self.escapes is None else self.escapes
        return self.opening + "".join(escapes.get(character, character) for character in value) + "'"

    def relation(self, asked: str) -> str:
        """Return what stands behind FROM: a table by its name, a query in parentheses.

        A part of a name that is a plain word stays as it is, so that the database folds its case as usual;
        quotes that were typed stay too.
        """
        if _QUERY.match(asked):
            return f"({asked.strip().rstrip(';')})"
        return ".".join(self._part(part) for part in _PART.findall(asked))

    def _part(self, part: str) -> str:
        return part if _BARE.fullmatch(part) or part[0] in '"`' else self.identifier(part)

    def rows(self, kinds: Mapping[str, str], rows: Sequence[Sequence[object]]) -> str:
        """Return a query of rows that stand in it.

        Args:
            kinds: `string`, `whole` or `real` by column.
            rows: Texts and numbers; at least one row.
        """
        cast = ", ".join(f"CAST({name} AS {getattr(self, kind)}) AS {name}" for name, kind in kinds.items())
        return f"SELECT {cast} FROM {self._listed(kinds, rows)}"  # noqa: S608 - names are ours, texts are quoted

    def _listed(self, kinds: Mapping[str, str], rows: Sequence[Sequence[object]]) -> str:
        names = list(kinds)
        written = [[self._literal(value) for value in row] for row in rows]
        tuples = ", ".join(f"({', '.join(row)})" for row in written)
        typed = ", ".join(f"{name} {getattr(self, kind)}" for name, kind in kinds.items())
        if self.listing == "function":
            return f"values('{typed}', {tuples})"
        if self.listing == "structs":
            return f"UNNEST(ARRAY<STRUCT<{typed}>>[{tuples}])"
        if self.listing == "values":
            return f"(VALUES {tuples}) AS listed({', '.join(names)})"
        named = [", ".join(f"{value} AS {name}" for value, name in zip(row, names, strict=True)) for row in written]
        return f"({' UNION ALL '.join(f'SELECT {row}' for row in named)}) AS listed"

    def _literal(self, value: object) -> str:
        if value is None:
            return "NULL"
        return self.text(value) if isinstance(value, str) else repr(value)
