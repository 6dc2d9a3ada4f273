"""How findings and the tables behind them look in a terminal."""

import textwrap
from collections.abc import Sequence

import click

from journeymap.analysis.finding import Finding
from journeymap.analysis.wording import plural
from journeymap.audits.sheet import Sheet
from journeymap.cli.output import WIDTH, print_table

__all__ = ["LEGEND", "print_findings", "print_sheet"]

LEGEND = "▼ to mend, ● to know, ▲ works, ■ the sum; `journeymap explain CODE` says what a finding means."
_SIGNS = {"outcome": "■", "bad": "▼", "good": "▲", "note": "●"}
"""As the report marks its findings."""


def print_findings(found: Sequence[Finding]) -> None:
    """Print findings, each with its owner."""
    for each in found:
        owner = f" [{each.owner}]" if each.owner else ""
        said = f"{_SIGNS[each.severity]} {each.code} {each.sentence}{owner}"
        click.echo(textwrap.fill(said, WIDTH, subsequent_indent=" " * 7))


def print_sheet(sheet: Sheet, limit: int) -> None:
    """Print a table, its last column folded, and how many rows are not shown."""
    click.echo(f"\n{sheet.title}")
    print_table(sheet.columns, sheet.rows[:limit], left=sheet.words, width=WIDTH)
    if rest := len(sheet.rows) - limit if len(sheet.rows) > limit else 0:
        click.echo(f"other: {plural(rest, 'row')} (`-n {len(sheet.rows)}` shows them)")
    for note in sheet.notes:
        click.echo(textwrap.fill(note, WIDTH))
