"""How results look in a terminal, and as JSON."""

import csv
import datetime as dt
import json
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from journeymap.cli.inputs import Inputs

__all__ = [
    "WIDTH",
    "bar",
    "cell_width",
    "plain",
    "print_csv",
    "print_json",
    "print_lines",
    "print_table",
    "write_csv",
    "write_file",
]

WIDTH = 120
"""Columns of the terminal that tables keep to."""
_BAR_WIDTH = 12
_NARROWEST = 32
"""Room for a folded column; with less, it stands beneath the others."""


def print_json(verb: str, inputs: "Inputs", result: Any, **further: Any) -> None:
    """Print one object: program version, journey, number of cases where there is a log, and the verb's result."""
    from importlib.metadata import version  # noqa: PLC0415 - only who prints JSON says it

    members: dict[str, Any] = {"journeymap": version("journeymap"), "journey": inputs.journey.journey}
    if inputs.measurement is not None:
        members["n_cases"] = inputs.measurement.n_cases
    members |= further | {verb: result}
    click.echo(json.dumps(plain(members), ensure_ascii=False, indent=2, allow_nan=False))


def plain(value: Any) -> Any:
    """Turn results into what JSON has: objects, lists, text, numbers unrounded; days as `2026-09-14`."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def print_lines(lines: Iterable[str]) -> None:
    """Print line after line."""
    for line in lines:
        click.echo(line)


def print_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,), width: int | None = None
) -> None:
    """Print aligned columns; all but those in `left` are flush right.

    Headers and cells may have several lines. With a `width`, the last column is folded to fit into it; where that
    leaves too little room, it stands beneath the others.
    """
    beneath: list[str] = []
    if width is not None:
        others = zip(headers[:-1], *(row[:-1] for row in rows), strict=True)
        room = width - sum(max(map(cell_width, column)) + 2 for column in others)
        if room < min(_NARROWEST, max(cell_width(row[-1]) for row in (headers, *rows))):
            indent = " " * (cell_width(headers[0]) if not rows else max(cell_width(row[0]) for row in rows)) + "  "
            beneath = [textwrap.fill(row[-1], width, initial_indent=indent, subsequent_indent=indent) for row in rows]
            headers, rows = headers[:-1], [row[:-1] for row in rows]
        else:
            rows = [[*row[:-1], textwrap.fill(row[-1], room)] for row in rows]
    _print_columns(headers, rows, beneath, left)


def _print_columns(
    headers: Sequence[str], rows: Sequence[Sequence[str]], beneath: Sequence[str], left: Sequence[int]
) -> None:
    widths = [max(map(cell_width, column)) for column in zip(headers, *rows, strict=True)]
    height = max(cell.count("\n") for cell in headers)
    hung = ["\n" * (height - cell.count("\n")) + cell for cell in headers]
    for row, under in zip_longest((hung, *rows), ("", *beneath), fillvalue=""):
        for line in zip_longest(*(cell.split("\n") for cell in row), fillvalue=""):
            cells = [
                cell.ljust(wide) if i in left else cell.rjust(wide)
                for i, (cell, wide) in enumerate(zip(line, widths, strict=True))
            ]
            click.echo("  ".join(cells).rstrip())
        if under:
            click.echo(under)


def cell_width(cell: str) -> int:
    """Return the width of the widest line of a cell."""
    return max(map(len, cell.split("\n")))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print CSV: numbers unrounded, and no text that a spreadsheet would take for a formula."""
    write_csv(sys.stdout, columns, rows)


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write CSV as `print_csv` does."""
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    for row in rows:
        lines.writerow([_harmless(value) for value in row])


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def bar(share: float) -> str:
    """Draw a share as a bar.

    Example:
        >>> bar(0.5)
        '██████      '
    """
    eighths = round(max(0.0, min(1.0, share)) * _BAR_WIDTH * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")).ljust(_BAR_WIDTH)


def write_file(output: str, content: bytes) -> None:
    """Write what a verb makes.

    Raises:
        JourneyError: J162, if it cannot be written.
    """
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        from journeymap.saving import unwritable  # noqa: PLC0415 - only when something went wrong

        raise unwritable(Path(output), (error.strerror or "the system refuses").lower()) from None
