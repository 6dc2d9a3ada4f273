"""`journeymap priorities`."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.first_place import MeasureFirst, first_place, measure_first
from journeymap.analysis.priorities import Priority, priorities
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.wording import per_1000
from journeymap.cli.by_segment import show_priorities_by_segment
from journeymap.cli.inputs import Inputs, by_segment_option, journey_and_events, printing, read_inputs
from journeymap.cli.output import WIDTH, print_json, print_table
from journeymap.cli.totals import print_top, totals
from journeymap.units import format_count, format_number

__all__ = ["command_priorities"]

_WIDEST = 38
"""Of what is to be fixed."""
_MOST_SPOTS = 3
"""Blind spots that are named; `friction --blind-spots` has them all."""


@click.command("priorities")
@journey_and_events
@printing()
@by_segment_option
def command_priorities(
    journey: Path, events: str | None, form: str, limit: int, *, by_segment: str | None, **options: Any
) -> None:
    """Show what to fix first, by customers gained when it alone is fixed."""
    inputs = read_inputs(journey, events, by_segment=by_segment, **options)
    table = friction(inputs.journey, inputs.measurement)
    if by_segment is not None:
        show_priorities_by_segment(inputs, table, by_segment, form, limit)
        return
    rows = priorities(inputs.journey, inputs.measurement)
    spots = measure_first(inputs.journey, inputs.measurement, rows)
    period = _period(inputs)
    finding = first_place(rows, period)
    if form == "json":
        print_json("priorities", inputs, rows, finding=finding, measure_first=spots, **totals(table))
        return
    print_top(inputs, table, finding)
    _print_sure([row for row in rows[:limit] if row.band is None], period)
    _print_assumed([row for row in rows[:limit] if row.band is not None])
    if (rest := len(rows) - limit) > 0:
        click.echo(f"other: {rest} more rows (`-n {len(rows)}` shows them)")
    _print_spots(spots)
    click.echo("")
    for note in _notes(rows[:limit]):
        click.echo(note)


def _period(inputs: Inputs) -> str | None:
    return inputs.journey.customers.period if inputs.journey.customers else None


_Column = tuple[str, Callable[[Priority], str]]


def _print_sure(rows: Sequence[Priority], period: str | None) -> None:
    """Print the rows with evidence; columns of which nothing, or little, is known are left out."""
    if not rows:
        return
    columns = [*_always(), *_where_known(rows, period), ("why: now → target", lambda row: row.why)]
    cells = [[cell(row) for _, cell in columns] for row in rows]
    print_table([title for title, _ in columns], cells, left=(1, len(columns) - 1), width=WIDTH)


def _always() -> Iterator[_Column]:
    yield "", lambda row: f"{row.rank}."
    yield "fix first", lambda row: textwrap.fill(row.what, _WIDEST)
    yield "gain,\nof 1000", lambda row: f"{per_1000(row.gain_per_1000)} {row.measure}"
    yield "95 %\ninterval", lambda row: f"{per_1000(row.gain_low)} to {per_1000(row.gain_high)}"
    yield "rank\ncould be", _ranks


def _where_known(rows: Sequence[Priority], period: str | None) -> Iterator[_Column]:
    if any(row.gain_customers is not None for row in rows):
        worth = "customers,\nmoney" if any(row.gain_value for row in rows) else "customers"
        yield worth + (f"\nper {period}" if period else ""), _worth
    if any(row.fix_cost is not None for row in rows):
        yield "gain\nper cost", _per_cost
    if _shows_places(rows):
        yield "worst\nhere,\nof 100", lambda row: per_1000(row.loss_per_100)
        yield "passes\nhere,\nof 1000", lambda row: per_1000(row.passes_per_1000)


def _shows_places(rows: Sequence[Priority]) -> bool:
    """Whether half of the rows with evidence, or more, are touchpoints."""
    sure = [row for row in rows if row.band is None]
    return 2 * sum(row.loss_per_100 is not None for row in sure) >= len(sure) > 0


def _ranks(row: Priority) -> str:
    moves = f"{row.rank_low} to {row.rank_high}" if row.rank_low != row.rank_high else str(row.rank_low)
    return f"{moves}\nfragile" if row.fragile else moves


def _worth(row: Priority) -> str:
    customers = "–" if row.gain_customers is None else format_count(row.gain_customers)
    return customers if row.gain_value is None else f"{customers}\n{row.gain_value}"


def _per_cost(row: Priority) -> str:
    if row.fix_cost is None:
        return "–"
    ratio = "free" if row.gain_per_cost is None else format_number(row.gain_per_cost)
    return f"{ratio}\nquick win" if row.quick_win else ratio


def _print_assumed(rows: Sequence[Priority]) -> None:
    if not rows:
        return
    click.echo("\nassumed: nothing was measured or asked there, so bands in place of figures, and no money")
    headers = ["", "fix", "gain", "rank could be", "why: now → target"]
    cells = [[f"{row.rank}.", textwrap.fill(row.what, _WIDEST), _band(row), _ranks(row), row.why] for row in rows]
    print_table(headers, cells, left=(1, 2, 4), width=WIDTH)


def _band(row: Priority) -> str:
    return f"~ {row.band}" if row.gain_per_1000 > 0 else "none known"


def _print_spots(spots: Sequence[MeasureFirst]) -> None:
    if not spots:
        return
    click.echo("\nMeasure before you build, for what is unknown could change what to fix first:")
    for spot in spots[:_MOST_SPOTS]:
        click.echo(textwrap.fill(f"- {spot.sentence}", WIDTH, subsequent_indent="  "))
    rest = f"{len(spots) - _MOST_SPOTS} more; " if len(spots) > _MOST_SPOTS else ""
    click.echo(f"  ({rest}`journeymap friction --blind-spots` lists all that is unknown)")


def _notes(rows: Sequence[Priority]) -> Iterator[str]:
    """Say what the columns mean."""
    yield "Each gain is that of fixing it alone, all else as it is: gains overlap and do not add up."
    yield "Ranks move with redrawn counts, and with patience halved and doubled; fragile: first place does."
    if any(row.kind != "touchpoint" for row in rows):
        yield "Comparisons with others rank by the lower end of their interval."
    if _shows_places(rows):
        yield "worst here: lost of 100 who meet it; passes here: of 1000 who start, those who complete by way of it."
    if any(row.quick_win for row in rows):
        yield "quick win: as much gain per `fix_cost` as all with a known one give together, or more."
    if any(row.band is not None for row in rows):
        yield "~ small: below 10 of 1000; medium: below 50; large: 50 or more."
