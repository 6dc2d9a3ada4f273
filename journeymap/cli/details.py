"""What `journeymap friction` tells beside its table: a sum, a calibration, blind spots."""

import textwrap
from collections.abc import Mapping

import click

from journeymap.analysis.blindspots import blind_spots
from journeymap.analysis.breakdown import Spent, breakdown
from journeymap.analysis.calibration import Calibration, calibrate
from journeymap.analysis.explanation import explain
from journeymap.analysis.headlines import blind_spots_headline, calibration_headline, causes_headline
from journeymap.analysis.touchpoints import FrictionTable
from journeymap.analysis.wording import Names, per_1000
from journeymap.cli.inputs import Inputs
from journeymap.cli.output import print_json, print_table
from journeymap.cli.totals import print_top, totals
from journeymap.errors import Diagnostic, JourneyError, did_you_mean
from journeymap.units import format_count, format_duration, format_share

__all__ = ["show_blind_spots", "show_calibration", "show_causes", "show_explanation"]

_WIDTH = 110
_CAUSES = {
    "wait": "lost_to_wait_per_1000",
    "work": "lost_to_work_per_1000",
    "effort": "lost_to_effort_per_1000",
    "feeling": "lost_to_feeling_per_1000",
    "unexplained": "unexplained_per_1000",
    "ended": "ended_per_1000",
}
"""Columns of the losses by cause; work only where it is charged."""


def show_explanation(inputs: Inputs, table: FrictionTable, touchpoint: str, form: str) -> None:
    """Show the sum behind one touchpoint's friction."""
    names = Names.of(inputs.journey, inputs.measurement)
    try:
        lines = explain(inputs.journey, touchpoint, inputs.measurement)
    except KeyError:
        cure = did_you_mean(touchpoint, list(inputs.journey.planned))
        raise JourneyError(Diagnostic("J153", f"there is no touchpoint `{touchpoint}`", help=cure)) from None
    if form == "json":
        print_json("explain", inputs, lines, touchpoint=touchpoint, **totals(table))
        return
    row = next(row for row in table.touchpoints if row.touchpoint == touchpoint)
    print_top(inputs, table, f"{names[touchpoint]} loses {row.loss_per_100:.1f} of 100 who meet it")
    click.echo(f"`{touchpoint}`, in halvings: 1 means that half of those who meet it would be gone\n")
    width = max(len(line.term) for line in lines)
    for line in lines:
        click.echo(f"{line.term.ljust(width)}  {line.value:9.4f}  = {line.sum}")
        for part in textwrap.wrap(line.source, _WIDTH - width - 15):
            click.echo(f"{' ' * width}             {part}")


def show_calibration(inputs: Inputs, table: FrictionTable, form: str) -> None:
    """Show the patience that the observed leaving suggests, as lines for the journey file."""
    rows = calibrate(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("calibrate", inputs, rows, **totals(table))
        return
    names = Names.of(inputs.journey, inputs.measurement)
    print_top(inputs, table, calibration_headline(rows, names))
    if not rows:
        return
    headers = ["touchpoint", "left, of those who reached it", "the model", "patience", "calibrated"]
    print_table(headers, [_calibration_row(row, names) for row in rows])
    click.echo(
        "\nWrite a calibrated value as `patience:` of its touchpoint; modifiers such as `time_critical` are in it."
    )


def _calibration_row(row: Calibration, names: Names) -> list[str]:
    solved = row.calibrated_seconds
    return [
        names[row.touchpoint],
        f"{format_share(row.observed_loss)} of {format_count(row.n)}",
        format_share(row.modelled_loss),
        format_duration(row.patience_seconds),
        "none would do" if solved is None else format_duration(solved),
    ]


def show_causes(inputs: Inputs, table: FrictionTable, form: str) -> None:
    """Show what the lost were lost to, and what travelling takes, by phase and by touchpoint."""
    found = breakdown(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("by_cause", inputs, found, **totals(table))
        return
    names = Names.of(inputs.journey, inputs.measurement)
    total = found.total
    print_top(inputs, table, causes_headline(found, names))
    for what, value in (("waiting", total.seconds_waited), ("working", total.seconds_working)):
        each = found.per_completion(value)
        per_goal = "" if each is None else f", {format_duration(each)} per customer who completes"
        spent = (
            f"{format_duration(value)} per customer who starts{per_goal}, as far as is known" if value else "none known"
        )
        click.echo(f"{what}: {spent}")
    click.echo("\nlost of 1000 who start, by cause")
    causes = {name: field for name, field in _CAUSES.items() if name != "work" or getattr(total, field)}
    rows = [_cause_row(f"phase {row.phase}", row, causes) for row in found.phases if row.phase]
    rows += [_cause_row(names[row.touchpoint or ""], row, causes) for row in found.touchpoints]
    print_table(["", *causes, "together"], [*rows, _cause_row("all", total, causes)])
    click.echo(
        f"\nOf 1000 who start, {per_1000(total.lost_per_1000)} are lost, {per_1000(found.kept_per_1000)} kept, "
        f"{per_1000(found.under_way_per_1000)} under way and {per_1000(found.neutral_per_1000)} at neutral ends."
    )
    click.echo(
        "ended: at an end that counts as lost, or where nothing leads on; phases and touchpoints each add up to all."
    )


def _cause_row(name: str, row: Spent, causes: Mapping[str, str]) -> list[str]:
    return [name, *(per_1000(getattr(row, field)) for field in causes.values()), per_1000(row.lost_per_1000)]


def show_blind_spots(inputs: Inputs, table: FrictionTable, form: str, limit: int) -> None:
    """Show what is unknown, what most hangs on first."""
    spots = blind_spots(inputs.journey, inputs.measurement)
    if form == "json":
        print_json("blind_spots", inputs, spots, **totals(table))
        return
    names = Names.of(inputs.journey, inputs.measurement)
    print_top(inputs, table, blind_spots_headline(spots, names))
    rows = []
    for spot in spots[:limit]:
        low, high, swing = spot.kept_low_per_1000, spot.kept_high_per_1000, spot.swing_per_1000
        kept = "unknown: no worst case" if swing is None else f"{per_1000(low)} to {per_1000(high)}"
        rows.append([names[spot.touchpoint], spot.measure, kept, per_1000(swing)])
    print_table(["touchpoint", "unknown", "kept of 1000 could be", "swing"], rows, left=(0, 1))
    if rest := spots[limit:]:
        click.echo(f"other: {len(rest)} more (`-n {len(spots)}` shows them)")
    click.echo("\nMeasure before you build: the largest swing first.")
