"""`journeymap what-if`."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click

from journeymap.analysis.headlines import what_if_headline
from journeymap.analysis.segments import narrowed, segments_of
from journeymap.analysis.touchpoints import FrictionTable, friction
from journeymap.analysis.whatif import WhatIf, compare, what_if
from journeymap.analysis.whatif_changes import ChangeError
from journeymap.analysis.wording import per_1000, signed
from journeymap.cli.by_segment import check_dimension
from journeymap.cli.inputs import Inputs, by_segment_option, journey_and_events, printing, read_inputs
from journeymap.cli.output import WIDTH, print_json, print_table
from journeymap.cli.totals import print_top, totals
from journeymap.errors import Diagnostic, JourneyError
from journeymap.scenario import ScenarioFile, changes_of, load_scenarios
from journeymap.units import UnitError, format_count, format_share, parse_share

__all__ = ["command_what_if"]

_WIDEST = 32
"""Of the name of a scenario."""
_NOTHING = 1e-6
"""Customers of 1000 that rounding may make."""


@click.command("what-if")
@journey_and_events
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="TOUCHPOINT.MEASURE=VALUE",
    help="what changes, as in `support.wait=0`, `delivery.next.support=10%`, `checkout.left=10%`, `start.landing=60%`, "
    "`segments.age.seniors.share=40%`, `model.patience.parcel=5 days`; repeatable",
)
@click.option("--scenarios", "file", type=click.Path(path_type=Path), help="a file of named scenarios to compare")
@click.option("--share", default="100%", show_default=True, help="how much of each change is made")
@by_segment_option
@printing()
def command_what_if(
    journey: Path,
    events: str | None,
    assignments: tuple[str, ...],
    file: Path | None,
    share: str,
    by_segment: str | None,
    form: str,
    limit: int,
    **options: Any,
) -> None:
    """Show what changes would give: customers kept before and after, and money."""
    inputs = read_inputs(journey, events, by_segment=by_segment, **options)
    scenarios, part = load_scenarios(file) if file else None, _share(share)
    rows = _rows(inputs, assignments, scenarios, part)
    if by_segment is not None:
        for own in _segments(inputs, by_segment):
            told = _rows(own.inputs, assignments, scenarios, part)
            rows += tuple(replace(row, segment=own.segment) for row in told)
    table = friction(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("what-if", inputs, rows, **totals(table))
        return
    print_top(inputs, table, what_if_headline([row for row in rows if row.segment is None]))
    _print_rows(inputs, table, rows, limit)


class _Segment(NamedTuple):
    """One segment, and its journey and log."""

    segment: str
    inputs: Inputs


def _segments(inputs: Inputs, dimension: str) -> Iterator[_Segment]:
    check_dimension(inputs, dimension)
    for value in segments_of(inputs.journey, inputs.measurement, dimension):
        yield _Segment(value, Inputs(*narrowed(inputs.journey, inputs.measurement, dimension, value)))


def _share(text: str) -> float:
    try:
        return parse_share(text)
    except UnitError as error:
        raise click.BadParameter(f"{error}: {error.help}", param_hint="--share") from None


def _rows(inputs: Inputs, assignments: Sequence[str], file: ScenarioFile | None, share: float) -> tuple[WhatIf, ...]:
    """Compute the scenario of the command line, those of the file, or all of them beside one another."""
    given = {", ".join(assignments): changes_of(assignments)} if assignments else {}
    if not given and file is None:
        raise click.UsageError("nothing changes: give `--set support.wait=0` or `--scenarios FILE`")
    if file is None:
        (changes,) = given.values()
        return (what_if(inputs.journey, inputs.measurement, changes, share=share),)
    changes_by_name = given | {name: scenario.set for name, scenario in file.scenarios.items()}
    try:
        rows = compare(inputs.journey, inputs.measurement, changes_by_name, share=share)
    except ChangeError as error:
        raise JourneyError([_placed(file, *found) for found in error.found]) from None
    notes = {name: scenario.note for name, scenario in file.scenarios.items()}
    return tuple(replace(row, note=notes.get(row.scenario, "")) for row in rows)


def _placed(file: ScenarioFile, scenario: str, key: str | None, diagnostic: Diagnostic) -> Diagnostic:
    return file.placed(scenario, key, diagnostic) if scenario in file.scenarios else diagnostic


def _print_rows(inputs: Inputs, table: FrictionTable, rows: Sequence[WhatIf], limit: int) -> None:
    customers, worth = inputs.journey.customers, any(row.gain_value for row in rows)
    period = f" per {customers.period}" if customers and customers.period else ""
    parts = [format_share(part.share) for part in rows[0].parts]
    headers = ["scenario", f"gain of 1000\nat {parts[0]}", *(f"at {part}" for part in parts[1:])]
    headers += ["kept\nof 1000", "complete\nof 1000"]
    headers += [f"customers\n{period.strip()}"] if customers else []
    headers += [f"{next(row.gain_value.currency for row in rows if row.gain_value)}\n{period.strip()}"] if worth else []
    headers += ["evidence"] + (["note"] if any(row.note for row in rows) else [])
    shown = [_cells(row, with_customers=customers is not None, with_worth=worth) for row in rows[:limit]]
    last = [[row.evidence, row.note][: headers[::-1].index("evidence") + 1] for row in rows[:limit]]
    width = len(headers)
    left = (0, *range(headers.index("evidence"), width))
    table_rows = [[*cells, *more] for cells, more in zip(shown, last, strict=True)]
    if any(row.segment is not None for row in rows):
        headers, left = ["segment", *headers], (0, *(i + 1 for i in left))
        table_rows = [[row.segment or "everyone", *cells] for row, cells in zip(rows, table_rows, strict=False)]
    print_table(headers, table_rows, left=left, width=WIDTH if headers[-1] == "note" else None)
    if (rest := len(rows) - limit) > 0:
        click.echo(f"other: {rest} more scenarios (`-n {len(rows)}` shows them)")
    if (share := rows[0].share) < 1:
        click.echo(f"\nKept, completion, customers and money are those of {format_share(share)} of each change.")
    if any(row.segment is None and abs(row.kept_before_per_1000 - table.kept_per_1000) > _NOTHING for row in rows):
        click.echo(
            "\nWhere a scenario changes who comes, what is before is the mean over the segments by their shares."
        )
    click.echo("\nEach scenario stands alone: gains of several do not add up. A modelled figure is no forecast.")


def _cells(row: WhatIf, *, with_customers: bool, with_worth: bool) -> list[str]:
    assumed = "~" if row.evidence == "assumed" else ""
    cells = [textwrap.fill(row.scenario, _WIDEST), *(f"{assumed}{_signed(part.gain_per_1000)}" for part in row.parts)]
    cells.append(f"{per_1000(row.kept_before_per_1000)} → {assumed}{per_1000(row.kept_per_1000)}")
    cells.append(f"{per_1000(row.completion_before_per_1000)} → {assumed}{per_1000(row.completion_per_1000)}")
    if with_customers:
        cells.append("–" if row.gain_customers is None else f"{assumed}{signed(row.gain_customers)}")
    if with_worth:
        cells.append("–" if row.gain_value is None else _money(row.gain_value.amount))
    return cells


def _signed(gain: float) -> str:
    sign = "−" if gain < 0 else "+"
    return f"{sign}{per_1000(abs(gain))}"


def _money(amount: float) -> str:
    return f"{'−' if amount < 0 else '+'}{format_count(abs(amount))}"
