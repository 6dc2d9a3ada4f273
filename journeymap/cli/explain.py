"""`journeymap explain`."""

import json
import re
import shlex
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from journeymap.cli.check import coloured
from journeymap.codes.code import Code, Example
from journeymap.codes.table import CODES, FAMILIES
from journeymap.errors import JourneymapError, did_you_mean

__all__ = ["command_explain", "said"]

_HEAD = re.compile(r"^(?:error|warning|note|finding)\[", re.MULTILINE)
_WIDTH = 100
_LINES = 10
"""Lines of a file to show; the rest is counted."""


@click.command("explain")
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command_explain(code: str | None, form: str) -> None:
    """Say why a code such as J104 is said, with an example that fails and one that does not.

    Without a code, list all of them.
    """
    row = _row(code) if code else None
    if form == "json":
        content = _members(row) if row else [_head(each) for each in CODES]
        members = {"journeymap": version("journeymap"), "explain": content}
        click.echo(json.dumps(members, ensure_ascii=False, indent=2))
    else:
        click.echo(coloured(_explained(row)) if row else _listed())


def said(example: Example) -> str:
    """Run an example in a folder of its own and return the diagnostics, or findings, that a person would see.

    Example:
        >>> print(said(Example("check jurney.yaml")).splitlines()[0])
        error[J001]: there is no file `jurney.yaml`
    """
    out, err = StringIO(), StringIO()
    with TemporaryDirectory(prefix="journeymap-") as folder, chdir(folder):
        for name, text in example.files.items():
            Path(name).write_text(text, encoding="utf-8", newline="")
        with redirect_stdout(out), redirect_stderr(err):
            _run(shlex.split(example.command))
    blocks = [(block, _HEAD.search(block)) for block in f"{out.getvalue()}\n\n{err.getvalue()}".split("\n\n")]
    return "\n\n".join(block[head.start() :].rstrip() for block, head in blocks if head)


def _run(words: list[str]) -> None:
    """Run a verb as the shell would; of a report or an audit, print only what it finds."""
    from journeymap.cli.main import program  # noqa: PLC0415 - the program loads this module by its name

    try:
        if words[0] == "report":
            _print_findings(*words[1:])
        elif words[0] in {"audit", "compare", "gate", "programme"}:
            _print_told(words)
        else:
            program(words, prog_name="journeymap", standalone_mode=False)
    except JourneymapError as error:
        click.echo(str(error))
    except SystemExit:  # by which `check` tells that there are errors
        pass


def _print_findings(journey: str, events: str | None = None) -> None:
    from journeymap.analysis.findings import findings  # noqa: PLC0415 - heavy: only for findings
    from journeymap.analysis.results import results  # noqa: PLC0415 - only examples of findings need it
    from journeymap.engines.measure import measure  # noqa: PLC0415 - only examples of findings need it
    from journeymap.eventlog import event_log  # noqa: PLC0415 - only examples of findings need it
    from journeymap.loading import load_journey  # noqa: PLC0415 - only examples of findings need it

    plan = load_journey(journey)
    measurement = measure(plan, event_log(plan, events)) if events else None
    for finding in findings(results(plan, measurement)):
        click.echo(f"finding[{finding.code}]: {finding.sentence}\n")


def _print_told(words: list[str]) -> None:
    """Run a verb that tells its findings as JSON, and print those."""
    from journeymap.cli.main import program  # noqa: PLC0415 - the program loads this module by its name

    told = StringIO()
    with redirect_stdout(told), suppress(SystemExit):  # by which a verb tells that something is amiss
        program([*words, "--format", "json"], prog_name="journeymap", standalone_mode=False)
    for finding in json.loads(told.getvalue())["findings"]:
        click.echo(f"finding[{finding['code']}]: {finding['sentence']}\n")


def _row(code: str) -> Code:
    known = {row.code: row for row in CODES}
    if row := known.get(code.strip().upper()):
        return row
    hint = did_you_mean(code.upper(), list(known))
    cure = hint if hint.endswith("?") else "`journeymap explain` lists them"
    raise click.UsageError(f"there is no code `{code}`: {cure}")


def _listed() -> str:
    lines = []
    for letter, about in FAMILIES.items():
        rows = [row for row in CODES if row.code.startswith(letter)]
        lines += [about, *(f"  {row.code}  {row.severity:<7}  {row.title}" for row in rows), ""]
    return "\n".join([*lines, "`journeymap explain CODE` says why, with an example"])


def _explained(row: Code) -> str:
    parts = [f"{row.severity}[{row.code}]: {row.title}", click.wrap_text(row.why, _WIDTH)]
    if row.failing:
        parts += ["For example:", *_shown(row.failing, {}), _wrapped(row, _output(row, row.failing))]
    if row.fixed:
        known = row.failing.files if row.failing else {}
        parts += ["Without it:" if row.severity == "finding" else "Put right:", *_shown(row.fixed, known)]
    if row.cure:
        parts.append(click.wrap_text(f"help: {row.cure}", _WIDTH))
    return "\n\n".join(parts)


def _shown(example: Example, known: Mapping[str, str]) -> list[str]:
    """Show the files of an example, but those that were shown before, and what to type."""
    files = [
        f"  {name} as above" if known.get(name) == text else f"  {name}\n{_indented(text)}"
        for name, text in example.files.items()
    ]
    return [*files, f"  $ journeymap {example.command}"]


def _indented(text: str) -> str:
    lines = text.splitlines()
    rest = len(lines) - _LINES
    shown = lines if rest <= 1 else [*lines[:_LINES], f"… {rest:,} more lines"]
    return "\n".join(f"    {_visible(line)}".rstrip() for line in shown)


def _visible(line: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _output(row: Code, example: Example) -> str:
    """Return what an example gives; of findings, only the sentence that is explained."""
    output = said(example)
    if row.severity != "finding":
        return output
    return "\n\n".join(block for block in output.split("\n\n") if block.startswith(f"finding[{row.code}]"))


def _wrapped(row: Code, output: str) -> str:
    """Break the sentences of a report into lines; a diagnostic has lines of its own."""
    return click.wrap_text(output, _WIDTH, preserve_paragraphs=True) if row.severity == "finding" else output


def _head(row: Code) -> dict[str, str]:
    return {"code": row.code, "severity": row.severity, "title": row.title}


def _members(row: Code) -> dict[str, Any]:
    failing = {**_example(row.failing), "output": _output(row, row.failing)} if row.failing else None
    fixed = _example(row.fixed) if row.fixed else None
    return {**_head(row), "why": row.why, "help": row.cure, "failing": failing, "fixed": fixed}


def _example(example: Example) -> dict[str, Any]:
    return {"command": f"journeymap {example.command}", "files": dict(example.files)}
