"""What every reader gives: events as SQL sees them; and how it refuses what it cannot read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from journeymap.errors import Diagnostic, LogError, MissingToolError

__all__ = ["Source", "distinct", "missing_extra", "refuse"]


@dataclass(frozen=True, slots=True)
class Source:
    """Events that a reader has found, as SQL sees them."""

    name: str
    """What messages call it."""
    relation: str
    """What stands behind FROM."""
    columns: Mapping[str, str]
    """SQL type by column, in the order of the file."""
    row: str | None = None
    """SQL of the position in the file, from 0; None where rows are numbered as they are read, which happens once."""
    rejects_lines: bool = False
    """Whether lines that do not become rows are noted while it is read."""
    n_unrelated: int = 0
    """Events that belong to no object of the type that was chosen."""
    n_shared: int = 0
    """Events that belong to several of them."""


def refuse(sentence: str, cure: str, *, code: str = "L109") -> NoReturn:
    """Raise what is wrong with a log, and what to do about it."""
    raise LogError(Diagnostic(code, sentence, help=cure))


def missing_extra(what: str, package: str, extra: str, *, code: str) -> NoReturn:
    """Raise that a package is missing, and the line that installs it."""
    said = f"{what} needs `{package}`, which is not installed"
    raise MissingToolError(Diagnostic(code, said, help=f"pip install 'journeymap[{extra}]'"))


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Name columns that have no name, and number those that share one (SQL does not tell A from a).

    Example:
        >>> distinct(["case", "", "Case"])
        ('case', 'column1', 'Case_1')
    """
    columns: dict[str, str] = {}
    for position, name in enumerate(names):
        stem = unique = name.strip() or f"column{position}"
        number = 1
        while unique.lower() in columns:
            unique, number = f"{stem}_{number}", number + 1
        columns[unique.lower()] = unique
    return tuple(columns.values())
