"""`journeymap programme`."""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import click

from journeymap.analysis.wording import plural
from journeymap.audits.programme import ProgrammeAudit, audit_programme
from journeymap.audits.programme_findings import ProgrammeFinding, headline, programme_findings
from journeymap.audits.programme_sheets import programme_sheets
from journeymap.cli.found import LEGEND, print_findings, print_sheet
from journeymap.cli.inputs import read_inputs
from journeymap.cli.output import WIDTH, plain, write_file
from journeymap.errors import did_you_mean
from journeymap.measurement import Measurement
from journeymap.portfolio import Portfolio
from journeymap.programme_loading import load_portfolio, programme_file

__all__ = ["command_programme"]

_PAGES = (".html", ".htm")


@click.command("programme")
@click.argument("file", metavar="PROGRAMME", type=click.Path(path_type=Path))
@click.option("--owner", metavar="NAME", help="only what this person is asked to act on, ready to send")
@click.option("-k", "k", type=click.IntRange(1, 10), default=3, show_default=True, help="pillars on the short list")
@click.option("--sheet", "is_sheet", is_flag=True, help="write an empty score sheet for raters in place of the audit")
@click.option("-o", "output", metavar="FILE", help="write a page (.html), or with --sheet a sheet (.csv, .html)")
@click.option("--exit-zero", is_flag=True, help="exit status 0 whatever is found")
@click.option("--quiet", is_flag=True, help="no progress and no warnings of event logs")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("-n", "limit", type=click.IntRange(min=1), default=20, show_default=True, help="rows of a table to print")
def command_programme(
    file: Path,
    owner: str | None,
    k: int,
    output: str | None,
    form: str,
    limit: int,
    *,
    is_sheet: bool,
    exit_zero: bool,
    quiet: bool,
) -> None:
    """Look at several journeys together: audiences, pillars, rankings, and who has a hand in what.

    PROGRAMME is a programme file (YAML or JSON) or a folder with a `programme.yaml`. Journeys that name an event log
    are counted. Exit status 1 if a finding is bad (▼), 0 if none is or with --exit-zero, 2 for input that cannot be
    read.
    """
    if is_sheet:
        _write_sheet(load_portfolio(file).programme.programme, output)
        return
    path = programme_file(file)
    portfolio = load_portfolio(path)
    made = audit_programme(portfolio, _measurements(portfolio, path.parent, quiet=quiet), k=k)
    found = programme_findings(made)
    if owner is not None:
        owner = _known_owner(made, found, owner)
        found = tuple(each for each in found if owner in each.owners)
    if form == "json":
        click.echo(_as_json(made, found))
    elif form == "html" or (output or "").endswith(_PAGES):
        _write_page(made, found, output or "-", quiet=quiet)
    elif owner is not None:
        _print_for(owner, made, found)
    else:
        _print(made, found, limit)
    if not exit_zero and any(each.severity == "bad" for each in found):
        raise SystemExit(1)


def _measurements(portfolio: Portfolio, folder: Path, *, quiet: bool) -> Mapping[str, Measurement]:
    """Count the event logs that journeys name."""
    counted: dict[str, Measurement] = {}
    for file, journey in portfolio.journeys.items():
        if journey.log.file is not None:
            inputs = read_inputs(
                folder / file,
                None,
                measurement=None,
                engine=None,
                skip_bad=False,
                quiet=quiet,
                segment=None,
                by=(),
                memory_limit=None,
            )
            counted |= {file: inputs.measurement} if inputs.measurement else {}
    return counted


def _known_owner(made: ProgrammeAudit, found: Sequence[ProgrammeFinding], owner: str) -> str:
    """Return the owner as the files write it."""
    named = {name for row in made.owners for name in row.people} | {name for each in found for name in each.owners}
    named |= {row.owner for row in made.audiences if row.owner}
    known = {name.casefold(): name for name in sorted(named)}
    if name := known.get(owner.casefold()):
        return name
    cure = did_you_mean(owner, list(known.values())) or "the files name none"
    raise click.UsageError(f"nobody called `{owner}` owns anything in this programme: {cure}")


def _as_json(made: ProgrammeAudit, found: Sequence[ProgrammeFinding]) -> str:
    members = {name: value for name, value in plain(made).items() if name != "name"}
    content = {"journeymap": version("journeymap"), "programme": made.name, **members, "findings": plain(found)}
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)


def _print_for(owner: str, made: ProgrammeAudit, found: Sequence[ProgrammeFinding]) -> None:
    """Print what one person is asked to act on, and where that person has a hand in."""
    click.echo(f"{made.name}: {plural(len(found), 'finding') if found else 'nothing'} for {owner}")
    print_findings([replace(each, owner=None) for each in found])
    rows = [row for row in made.owners if owner in row.people]
    if rows:
        places = ", ".join(f"{row.name} ({row.journey})" for row in rows)
        click.echo(textwrap.fill(f"Has a hand in: {places}", WIDTH, subsequent_indent="  "))


def _print(made: ProgrammeAudit, found: Sequence[ProgrammeFinding], limit: int) -> None:
    click.echo(textwrap.fill(f"{made.name}: {headline(found)}", WIDTH, subsequent_indent="  "))
    click.echo("")
    print_findings(found)
    for sheets in programme_sheets(made).values():
        for sheet in sheets:
            print_sheet(sheet, limit)
    click.echo(f"\n{LEGEND}")


def _write_page(made: ProgrammeAudit, found: Sequence[ProgrammeFinding], output: str, *, quiet: bool) -> None:
    from journeymap.report.programme import programme_html  # noqa: PLC0415 - templates: only for a page

    _write(programme_html(made, found), output, quiet=quiet)


def _write_sheet(programme: str, output: str | None) -> None:
    from journeymap.report.programme import sheet_csv, sheet_html  # noqa: PLC0415 - templates: only for a page

    is_page = (output or "").endswith(_PAGES)
    _write(sheet_html(programme) if is_page else sheet_csv(), output or "-", quiet=True)


def _write(text: str, output: str, *, quiet: bool) -> None:
    if output == "-":
        click.echo(text, nl=False)
        return
    write_file(output, text.encode())
    if not quiet:
        click.echo(f"{output}: {len(text.encode()) / 1000:.0f} kB", err=True)
