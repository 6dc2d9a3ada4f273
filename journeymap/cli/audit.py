"""`journeymap audit`."""

import csv
import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.finding import Finding
from journeymap.analysis.wording import plural
from journeymap.audits.audit import SECTIONS, Audit, SectionAudit, audit
from journeymap.cli.found import LEGEND, print_findings, print_sheet
from journeymap.cli.inputs import Inputs, day_option, journey_and_events, read_inputs
from journeymap.cli.output import WIDTH, plain, print_json
from journeymap.cli.values import DURATION, SHARE
from journeymap.errors import did_you_mean
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import DAY

__all__ = ["command_audit"]

_NAMES = [section.name for section in SECTIONS]
_TITLES = {section.name: section.title for section in SECTIONS}


@click.command("audit")
@journey_and_events
@click.option("--only", multiple=True, type=click.Choice(_NAMES), help="only this section; repeatable")
@click.option("--owner", metavar="NAME", help="only what this owner is asked to act on, ready to send")
@click.option(
    "--reliable", type=SHARE, default="95%", show_default=True, help="customers of whom a promise of a wait must hold"
)
@day_option
@click.option(
    "--stale-after", type=DURATION, default="365 days", show_default=True, help="age beyond which answers are stale"
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="a saved measurement of an earlier time: which targets are on the way",
)
@click.option("--exit-zero", is_flag=True, help="exit status 0 whatever is found")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("-n", "limit", type=click.IntRange(min=1), default=20, show_default=True, help="rows of a table to print")
def command_audit(
    journey: Path,
    events: str | None,
    form: str,
    limit: int,
    *,
    only: tuple[str, ...],
    owner: str | None,
    reliable: float,
    on: dt.date,
    stale_after: float,
    baseline: Path | None,
    exit_zero: bool,
    **options: Any,
) -> None:
    """Hold the journey against what it promises and means to improve: findings, each with its owner.

    Exit status 1 if a finding is bad (▼), 0 if none is or with --exit-zero, 2 for input that cannot be read.
    """
    inputs = read_inputs(journey, events, **options)
    if owner is not None:
        owner = _known_owner(inputs.journey, owner)
    made = audit(
        inputs.journey,
        inputs.measurement,
        sections=only or _NAMES,
        reliable=reliable,
        on=on,
        stale_days=stale_after / DAY,
        baseline=Measurement.load(baseline) if baseline else None,
    )
    found = [each for each in made.findings if owner is None or each.owner == owner]
    if form == "json":
        sections = {name: _without_findings(section) for name, section in made.sections.items()}
        print_json("audit", inputs, sections, on=on, findings=found)
    elif form == "csv":
        click.echo(_as_csv(made, owner), nl=False)
    elif owner is not None:
        _print_for(owner, inputs, found)
    else:
        _print(inputs, made, limit)
    if not exit_zero and any(each.severity == "bad" for each in found):
        raise SystemExit(1)


def _known_owner(journey: Journey, owner: str) -> str:
    """Return the owner as the file writes it."""
    points = journey.touchpoints.values()
    named = [point.owner for point in points] + [point.promise.owner for point in points if point.promise]
    known = {name.casefold(): name for name in named if name}
    if found := known.get(owner.casefold()):
        return found
    cure = did_you_mean(owner, list(known.values())) or "the journey file names none"
    raise click.UsageError(f"nobody called `{owner}` owns a touchpoint or a promise: {cure}")


def _without_findings(section: SectionAudit) -> dict[str, Any]:
    members: dict[str, Any] = plain(section)
    return {name: value for name, value in members.items() if name != "findings"}


def _as_csv(made: Audit, owner: str | None) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["section", "code", "severity", "touchpoint", "owner", "n", "sentence"])
    for name, section in made.sections.items():
        for each in section.findings:
            if owner is None or each.owner == owner:
                n = "" if each.n is None else f"{each.n:.12g}"
                writer.writerow([name, each.code, each.severity, each.touchpoint, each.owner, n, each.sentence])
    return text.getvalue()


def _print_for(owner: str, inputs: Inputs, found: Sequence[Finding]) -> None:
    """Print what one owner is asked to act on, ready to send."""
    about = f"{inputs.journey.name}: {plural(len(found), 'finding') if found else 'nothing'} for {owner}"
    click.echo(textwrap.fill(about, WIDTH, subsequent_indent="  "))
    print_findings([replace(each, owner=None) for each in found])


def _print(inputs: Inputs, made: Audit, limit: int) -> None:
    click.echo(textwrap.fill(f"{inputs.journey.name}: {made.headline}", WIDTH, subsequent_indent="  "))
    for name, section in made.sections.items():
        click.echo(f"\n{_TITLES[name]}")
        print_findings(section.findings)
        for sheet in section.sheets:
            print_sheet(sheet, limit)
    click.echo(f"\n{LEGEND}")
