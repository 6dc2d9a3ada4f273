"""`journeymap check`."""

import json
import os
import re
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import click

from journeymap.cli.annotations import workflow_command
from journeymap.errors import Diagnostic
from journeymap.programme_loading import check_file

__all__ = ["coloured", "command_check"]

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan", "finding": "cyan"}
_HEAD = re.compile(rf"^({'|'.join(_COLOURS)})\[\w+\]", re.MULTILINE)
_SEVERITIES = ("error", "warning", "note")
"""Worst first."""

_Found = tuple[str, Diagnostic]
"""A file as it is shown, and one of its problems."""


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="`github` marks the lines in a pull request",
)
@click.option("--strict", is_flag=True, help="warnings count as errors")
def command_check(files: tuple[Path, ...], form: str, *, strict: bool) -> None:
    """Say what is wrong with journey and programme files, with place and cure.

    Exit status 1 if there are errors.
    """
    found = _problems(files)
    if form == "json":
        _print(_as_json(found))
    elif form == "github":
        _print("".join(f"{_as_command(file, problem)}\n" for file, problem in found))
    else:
        _print("".join(f"{coloured(str(problem))}\n\n" for _, problem in found))
        _print(f"{_summary(len(files), [problem for _, problem in found])}\n")
    fatal = {"error", "warning"} if strict else {"error"}
    if any(problem.severity in fatal for _, problem in found):
        raise SystemExit(1)


def coloured(text: str) -> str:
    """Colour the severity of every diagnostic in a text, where a person sees it and wants colours.

    Example:
        >>> coloured("error[J104]: as it is in a pipe")
        'error[J104]: as it is in a pipe'
    """
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return _HEAD.sub(lambda head: click.style(head[0], fg=_COLOURS[head[1]], bold=True), text)


def _problems(files: Iterable[Path]) -> list[_Found]:
    """Find what is wrong, file by file; what two files share, such as a base, is said once."""
    found = [(file, problem) for file in files for problem in check_file(file)]
    return list(dict.fromkeys((problem.place.file if problem.place else str(file), problem) for file, problem in found))


def _print(text: str) -> None:
    """Print a text in which the name of a file may hold what no text can."""
    click.echo(text.encode(errors="replace").decode(), nl=False)


def _as_json(found: list[_Found]) -> str:
    content = {"journeymap": version("journeymap"), "check": [_members(*each) for each in found]}
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n"


def _members(file: str, problem: Diagnostic) -> dict[str, str | int | None]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "help": problem.help,
        "file": file,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "length": place.length if place else None,
    }


def _as_command(file: str, problem: Diagnostic) -> str:
    said = f"{problem.message}\nhelp: {problem.help}" if problem.help else problem.message
    return workflow_command(problem.severity, said, title=problem.code, file=file, place=problem.place)


def _summary(n_files: int, found: list[Diagnostic]) -> str:
    checked = f"{n_files} file{'s' * (n_files != 1)} checked"
    counts = [(kind, sum(problem.severity == kind for problem in found)) for kind in _SEVERITIES]
    said = [f"{n} {kind}{'s' * (n != 1)}" for kind, n in counts if n]
    first = min(found, key=lambda problem: _SEVERITIES.index(problem.severity), default=None)
    more = f"; `journeymap explain {first.code}` says more" if first else ""
    return f"{checked}: {', '.join(said) or 'nothing to complain of'}{more}"
