"""`journeymap check`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from journeymap.errors import Diagnostic
from journeymap.loading import check_journey

__all__ = ["command_check"]


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command_check(files: tuple[Path, ...], form: str) -> None:
    """Say what is wrong with journey files, with place and cure.

    Exit status 1 if there are errors.
    """
    found = [diagnostic for file in files for diagnostic in check_journey(file)[1]]
    if form == "json":
        click.echo(json.dumps({"check": [asdict(diagnostic) for diagnostic in found]}, ensure_ascii=False, indent=2))
    else:
        for diagnostic in found:
            click.echo(f"{diagnostic}\n")
        click.echo(_summary(len(files), found))
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise SystemExit(1)


def _summary(n_files: int, found: list[Diagnostic]) -> str:
    checked = f"{n_files} file{'s' * (n_files != 1)} checked"
    counts = [(kind, sum(d.severity == kind for d in found)) for kind in ("error", "warning", "note")]
    said = [f"{n} {kind}{'s' * (n != 1)}" for kind, n in counts if n]
    return f"{checked}: {', '.join(said) or 'nothing to complain of'}"
