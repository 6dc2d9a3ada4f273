"""`journeymap compare`."""

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.wording import plural
from journeymap.changes.compare import Comparison, compare
from journeymap.changes.findings import change_findings
from journeymap.changes.rows import Change
from journeymap.changes.words import (
    ALONE,
    change_headline,
    difference_words,
    how_judged,
    is_told,
    origins,
    plan_rows,
    row_words,
    value_words,
)
from journeymap.cli.compared import Sides, described, read_sides
from journeymap.cli.inputs import events_of, printing
from journeymap.cli.output import WIDTH, print_csv, print_json, print_lines, print_table
from journeymap.cli.values import MOMENT
from journeymap.units import format_count

__all__ = ["command_compare"]

_WIDEST = 46
"""Of what a row is about."""
_NARROW = 36
"""Of what one piece of a plan says."""
_COLUMNS = (
    *("measure", "touchpoint", "to", "segment", "before", "after", "difference", "low", "high"),
    *("n_before", "n_after", "verdict"),
)


@click.command("compare")
@click.argument("first", metavar="BEFORE", type=click.Path(path_type=Path))
@click.argument("second", metavar="[AFTER | EVENTS]", required=False)
@click.option("--before", type=MOMENT, metavar="DATE", help="split the log: cases that begin before, against the later")
@click.option(
    "--split", metavar="DIMENSION=A,B", help="split by segment: those where it is A against those where it is B"
)
@click.option("--journey", "plan", type=click.Path(path_type=Path), help="the plan of two measurements")
@click.option("--measurement", type=click.Path(path_type=Path), help="with --split: a measurement in place of EVENTS")
@click.option("--engine", metavar="URL", help="count there: `sc://host`, `postgresql://host/db`")
@click.option("--segment", metavar="DIMENSION=VALUE", help="only these customers on both sides, as in `priority=1`")
@events_of
@printing("csv")
def command_compare(
    first: Path,
    second: str | None,
    before: dt.datetime | None,
    split: str | None,
    plan: Path | None,
    form: str,
    limit: int,
    **options: Any,
) -> None:
    """Show what got better and what got worse, whether that is more than chance, and where it comes from.

    \b
    compare current.yaml future.yaml              two plans, each with its log if it names one
    compare may.json june.json --journey j.yaml   two measurements of one plan
    compare journey.yaml [EVENTS] --before 2026-09-01      one log, by when cases began
    compare journey.yaml [EVENTS] --split "plan=old,new"   one log, by the values of a column
    """  # noqa: D301 - click looks for the character that `\b` is
    sides = read_sides(first, second, plan=plan, before=before, split=split, **options)
    found = compare(sides.before.journey, sides.after.journey, measured=sides.measured)
    if form == "csv":
        print_csv(_COLUMNS, map(_line, found.rows))
    elif form == "json":
        told = change_findings(found, sides.after.journey)
        print_json("compare", sides.after, _members(found, sides), findings=told)
    else:
        _print(found, sides, limit)


def _line(row: Change) -> Sequence[Any]:
    cells = {name: getattr(row, name) for name in _COLUMNS}
    return [*(cells | {"segment": "=".join(row.segment) if row.segment else None}).values()]


def _members(found: Comparison, sides: Sides) -> dict[str, Any]:
    return {
        "before": sides.called[0],
        "after": sides.called[1],
        "cases": found.cases,
        "under_way": found.under_way,
        "outcome": found.outcome,
        "headline": change_headline(found),
        "rows": found.rows,
        "parts": found.parts,
        "kept_parts": found.kept_parts,
        "plan": found.plan,
    }


def _print(found: Comparison, sides: Sides, limit: int) -> None:
    """Print the finding, what changed beyond chance, where it comes from, and how it was judged."""
    click.echo(textwrap.fill(f"{sides.name}: {change_headline(found)}", WIDTH, subsequent_indent="  "))
    for called, side in zip(("before", "after"), described(found, sides), strict=True):
        click.echo(f"{called}: {side}")
    if found.is_the_same:
        return
    click.echo("")
    _print_rows(found, limit)
    _print_origins(found, limit)
    _print_plan(found, limit)
    print_lines(textwrap.fill(each, WIDTH) for each in how_judged(found))


_BLOCKS = (
    ("worse", ("worse",)),
    ("better", ("better",)),
    ("other, neither better nor worse by itself", ("more", "fewer")),
    ("not tested: described or modelled", ("not tested",)),
)


def _strength(row: Change) -> float:
    """Say how far a row is from no change, by its own interval; those without one by how much it changed."""
    if row.low is None or row.high is None or row.difference is None:
        return -abs((row.difference or 0.0) / max(abs(row.before or 0.0), abs(row.after or 0.0)))
    return -abs(row.difference) / max(row.high - row.low, 1e-12)


def _print_rows(found: Comparison, limit: int) -> None:
    """Print what changed, in blocks, those furthest from no change first."""
    lines = [line for title, verdicts in _BLOCKS for line in _block(title, verdicts, found, limit)]
    if lines:
        print_table(["", "before", "after", "difference (95 %)", "n before", "n after"], lines)
        click.echo("")


def _block(title: str, verdicts: Sequence[str], found: Comparison, limit: int) -> Iterator[list[str]]:
    told = [row for row in found.rows if row.verdict in verdicts and is_told(row)]
    if told:
        yield [f"{title}:", *[""] * 5]
    for row in sorted(told, key=_strength)[:limit]:
        yield [
            textwrap.fill(row_words(row, found), _WIDEST, initial_indent="  ", subsequent_indent="    "),
            value_words(row, row.before),
            value_words(row, row.after),
            difference_words(row),
            *("–" if n is None else format_count(n) for n in (row.n_before, row.n_after)),
        ]
    if (rest := len(told) - limit) > 0:
        yield [f"  {rest} more (`-n {len(told)}` shows them)", *[""] * 5]


def _print_origins(found: Comparison, limit: int) -> None:
    """Print where the change comes from."""
    for called, lines in origins(found, limit).items():
        print_table([f"where the change in {called} comes from", "points"], lines)
        click.echo("")


def _print_plan(found: Comparison, limit: int) -> None:
    """Print the pieces in which the plans differ; count those that do nothing alone."""
    rows = plan_rows(found)[:limit]
    if rows:
        folded = [[textwrap.fill(cell, _NARROW, subsequent_indent="  ") for cell in row] for row in rows]
        print_table(["how the plans differ", "before", "after", "completion", "kept"], folded, left=(0, 1, 2))
    if rest := len(found.plan) - len(rows):
        click.echo(f"{'other' if rows else 'how the plans differ'}: {plural(rest, 'piece')} (JSON has them)")
    if found.plan:
        click.echo(f"{ALONE}\n")
