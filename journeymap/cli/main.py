"""The program: verbs that are loaded when they are called, and errors that a person can read."""

import gc
import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

import click

from journeymap.errors import JourneymapError

__all__ = ["main", "program"]

_NEW_OBJECTS = 50_000
"""After so many more objects garbage is looked for; a run makes mostly such as last, and Python would look each 700."""

_VERBS = {
    "init": "Write a starter journey and a small event log that run.",
    "check": "Say what is wrong with journey files, with place and cure.",
    "explain": "Why a code such as J104 is said, with an example and its cure.",
    "schema": "Write the JSON Schema of journey files, for editors.",
    "discover": "Write a first journey file from an event log.",
    "measure": "Count an event log for a journey and save the measurement.",
    "merge": "Add up measurements of different cases into one.",
    "friction": "What each touchpoint costs in customers.",
    "priorities": "What to fix first, by customers gained.",
    "routes": "The routes from a start to a goal on which most is lost.",
    "what-if": "What changes would give: less wait, fewer clicks, other ways to go.",
    "compare": "What got better and what worse: between two plans, two measurements, two times.",
    "conformance": "What customers really did: who follows the plan, who leaves it, what it costs.",
    "audit": "What the journey promises and means to improve, against what is; each finding with its owner.",
    "gate": "Whether the journey holds its thresholds, sure enough to stop a release; for pipelines.",
    "programme": "Several journeys together: audiences, pillars, rankings, and who has a hand in what.",
    "survey": "Count a survey export for a journey file, and say how sure it is.",
    "draw": "Draw the journey's friction as SVG, PNG, PDF, DOT or Mermaid.",
    "report": "Write everything into one HTML file to share.",
}


class _Verbs(click.Group):
    """Lists the verbs without importing them: `--help` must answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _VERBS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"journeymap.cli.{name}"), f"command_{name}")
        if "duckdb" not in sys.modules:  # frozen, it would complain on the way out
            gc.freeze()  # what is loaded stays, and need not be searched for garbage
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(_VERBS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from journeymap.errors import did_you_mean  # noqa: PLC0415 - only when something went wrong

            ctx.fail(f"there is no verb `{args[0]}`: {did_you_mean(args[0], list(_VERBS))}")


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="journeymap")
def program() -> None:
    """Map friction in customer journeys.

    JOURNEY is a journey file (YAML or JSON) or a folder with a `journey.yaml`; EVENTS is what customers
    really did, where the journey file does not name it: a file, a folder or a glob (CSV, Parquet, JSON, XES, OCEL,
    a workbook), a SQLite or DuckDB file, or a URL such as `sqlite:///shop.db?table=events`.
    """


def main() -> None:
    """Run the program; exit 2 with a readable message where it could not do what was asked.

    Stopped by Ctrl-C or by the system, it puts away what it left on the disk and exits as shells expect it: with 128
    and the number of the signal.
    """
    before = signal.signal(signal.SIGTERM, _stop)
    gc.set_threshold(_NEW_OBJECTS)
    # no plugin has a part in our models; looking for one would read the records of every package that is installed
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        sys.exit(program(prog_name="journeymap", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except JourneymapError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(128 + signal.SIGINT)
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: object) -> NoReturn:
    del frame
    sys.exit(128 + number)
