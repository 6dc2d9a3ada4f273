"""`journeymap schema`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from journeymap.errors import Diagnostic, JourneyError

__all__ = ["command_schema"]


@click.command("schema")
@click.argument("of", metavar="[journey|programme]", default="journey", type=click.Choice(["journey", "programme"]))
@click.option("-o", "output", default="-", metavar="FILE", help="the file to write; default: stdout")
def command_schema(of: Any, output: str) -> None:
    """Write the JSON Schema of journey files, or of programme files: editors complete keys and flag mistakes by it.

    In an editor with a YAML language server, let the journey file begin with the line
    `# yaml-language-server: $schema=journey.schema.json`.
    """
    from journeymap.schema import schema  # noqa: PLC0415 - `--help` must answer at once

    text = f"{json.dumps(schema(of), ensure_ascii=False, indent=2)}\n"
    if output == "-":
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        said = f"`{output}` cannot be written: {(error.strerror or 'the system refuses').lower()}"
        raise JourneyError(Diagnostic("J162", said, help="name a file that you may write")) from None
