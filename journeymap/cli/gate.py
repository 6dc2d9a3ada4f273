"""`journeymap gate`."""

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import click

from journeymap.audits.words import day_words
from journeymap.bases import read_with_bases
from journeymap.checks.gate import gate as gate_problems
from journeymap.cli.annotations import Tested, TestedAs, junit, workflow_command
from journeymap.cli.inputs import Inputs, day_option, journey_and_events, read_inputs
from journeymap.cli.output import WIDTH, plain, print_json, print_lines, print_table
from journeymap.cli.values import SHARE
from journeymap.errors import Diagnostic, JourneyError, LogError, Place, Severity
from journeymap.gates.gate import GateResult, gate
from journeymap.gates.rows import GateRow
from journeymap.journey import Journey
from journeymap.loading import journey_file
from journeymap.measurement import Measurement
from journeymap.sources import Source
from journeymap.thresholds import Gate
from journeymap.validation import Kind, validated

__all__ = ["command_gate"]

_WORDS = {"failed": "failed", "passed": "passed", "undecided": "too few", "unknown": "not known"}
_FLAG = re.compile(r"\s*([^\s<>=≥≤:]+)\s*[=:]?\s*((?:>=|<=|≥|≤)?.*)", re.DOTALL)
_OF_TOUCHPOINTS = ("left", "wait")
_KIND = Kind("the gate", Gate, "touchpoints", "touchpoints", lambda _: ())


@click.command("gate")
@journey_and_events
@click.option(
    "--gate",
    "flags",
    multiple=True,
    metavar="THRESHOLD",
    help="in place of that of the file, as in `completion >= 40%` or `checkout.left <= 20%`, in quotes; repeatable",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="a saved measurement of an earlier time: what got worse since, beyond chance, fails too",
)
@click.option("--undecided", type=click.Choice(["pass", "fail"]), help="what too few cases to say counts as")
@click.option(
    "--reliable", type=SHARE, default="95%", show_default=True, help="customers of whom the limit of a wait must hold"
)
@day_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "junit"]),
    default="text",
    show_default=True,
    help="`github` marks lines in a pull request; `junit` is XML that pipelines show as tests",
)
def command_gate(
    journey: Path,
    events: str | None,
    form: str,
    *,
    flags: tuple[str, ...],
    baseline: Path | None,
    undecided: Literal["pass", "fail"] | None,
    reliable: float,
    on: dt.date,
    **options: Any,
) -> None:
    """Hold the journey against its thresholds (`gate` in its file), each with its uncertainty.

    Exit status 0 if all hold, 1 if one is missed, 2 for input that cannot be read.
    """
    inputs = read_inputs(journey, events, **options)
    inputs = replace(inputs, journey=_with_flags(inputs.journey, flags, undecided))
    before = _baseline(inputs, baseline, options["segment"]) if baseline else None
    found = gate(inputs.journey, inputs.measurement, baseline=before, reliable=reliable, on=on)
    if form == "json":
        members = {"passed": found.passed, "undecided": found.undecided, "rows": [_members(row) for row in found.rows]}
        print_json("gate", inputs, members, on=on, findings=found.findings)
    elif form == "junit":
        click.echo(junit(inputs.journey.name, [*_tested(found)]))
    elif form == "github":
        print_lines(_commands(found, journey_file(journey), flags))
    else:
        _print(inputs, found)
    if not found.passed:
        raise SystemExit(1)


def _with_flags(plan: Journey, flags: tuple[str, ...], undecided: Literal["pass", "fail"] | None) -> Journey:
    """Put thresholds from the command line in place of those of the file."""
    values: dict[str, Any] = {}
    for flag in flags:
        key, limit = _parted(flag)
        touchpoint, _, measure = key.rpartition(".")
        if touchpoint and measure in _OF_TOUCHPOINTS:
            values.setdefault("touchpoints", {}).setdefault(touchpoint, {})[measure] = limit
        else:
            values[key] = limit
    given, problems = validated(values | ({"undecided": undecided} if undecided else {}), _KIND)
    if given is None:
        raise JourneyError([Diagnostic(each.code, each.message, help=each.help) for each in problems])
    changed = plan.model_copy(update={"gate": _overlaid(plan.gate, given)})
    if found := [*gate_problems(changed)]:
        raise JourneyError([Diagnostic(each.code, each.message, help=each.help) for each in found])
    return changed


def _parted(flag: str) -> tuple[str, str]:
    found = _FLAG.fullmatch(flag)
    if found is None or not found[2].strip():
        raise click.UsageError(f'`{flag}` is no threshold: write `--gate "completion >= 40%"`')
    return found[1], found[2].strip()


def _overlaid(gate: Gate, given: Gate) -> Gate:
    points = dict(gate.touchpoints)
    for name, own in given.touchpoints.items():
        known = points.get(name, own)
        points[name] = known.model_copy(update={key: getattr(own, key) for key in own.model_fields_set})
    update = {key: getattr(given, key) for key in given.model_fields_set}
    return gate.model_copy(update=update | {"touchpoints": points})


def _baseline(inputs: Inputs, path: Path, segment: str | None) -> Measurement:
    """Load what was measured before, of the same customers."""
    counted = Measurement.load(path)
    if inputs.measurement is None:
        cure = "name the log as EVENTS, or its measurement by `--measurement`"
        raise LogError(Diagnostic("L118", "a baseline needs a log to be held against", help=cure))
    if segment is None:
        return counted
    dimension, _, value = segment.partition("=")
    try:
        return counted.for_segment(dimension, value)
    except KeyError:
        cure = f"measure it with `--by {dimension}`"
        raise JourneyError(Diagnostic("J152", f"the baseline has no segment `{segment}`", help=cure)) from None


def _members(row: GateRow) -> dict[str, Any]:
    members: dict[str, Any] = plain(replace(row, accepted=None))
    return members | {"accepted": row.accepted.model_dump(mode="json") if row.accepted else None}


def _print(inputs: Inputs, found: GateResult) -> None:
    click.echo(textwrap.fill(f"{inputs.journey.name}: {found.headline}", WIDTH, subsequent_indent="  "))
    click.echo("")
    rows = [(_verdict(row), row.code, row.threshold, _told(row)) for row in found.rows]
    print_table(("", "code", "threshold", "what is, and what is wanted"), rows, left=(0, 1, 2, 3), width=WIDTH)
    for note in found.notes:
        owner = f" [{note.owner}]" if note.owner else ""
        click.echo(textwrap.fill(f"{note.code} {note.sentence}{owner}", WIDTH, subsequent_indent=" " * 5))
    if any(row.verdict == "undecided" for row in found.rows):
        counts = "passed (else: `--undecided fail`)" if found.undecided == "pass" else "failed"
        click.echo(f"\nToo few cases to say: the 95 % interval lies on both sides of the limit; counts as {counts}.")


def _verdict(row: GateRow) -> str:
    return "accepted" if row.excused else _WORDS[row.verdict]


def _told(row: GateRow) -> str:
    """Say what is, who is asked to act, and why that is not asked for now."""
    owner = f" [{row.owner}]" if row.owner and row.verdict != "passed" else ""
    if row.accepted is None or not row.excused:
        return f"{row.sentence}{owner}"
    return (
        f"{row.sentence} Accepted until {day_words(row.accepted.until)} by {row.accepted.owner}: {row.accepted.reason}"
    )


def _tested(found: GateResult) -> Iterator[Tested]:
    """Make one test of each threshold."""
    for threshold in dict.fromkeys(row.threshold for row in found.rows):
        rows = [row for row in found.rows if row.threshold == threshold]
        closing = [row for row in rows if row in found.closing]
        result: TestedAs = "failure" if closing else "passed" if rows[0].verdict == "passed" else "skipped"
        told = closing or rows
        yield Tested(threshold, result, "\n".join(map(_told, told)), told[0].code)


def _commands(found: GateResult, file: Path, flags: tuple[str, ...]) -> Iterator[str]:
    """Mark the lines of the journey file; what a flag asks for has none."""
    source, flagged = read_with_bases(file), {_parted(flag)[0] for flag in flags}
    whole: Severity = "note" if found.passed else "error"
    yield workflow_command(whole, found.headline, title="gate", file=str(file), place=None)
    for row in found.rows:
        if row.verdict != "passed":
            place = None if row.threshold in flagged else _place(source, row)
            severity: Severity = "error" if row in found.closing else "note" if row.excused else "warning"
            where = place.file if place else str(file)
            yield workflow_command(severity, _told(row), title=row.code, file=where, place=place)
    for note in found.notes:
        yield workflow_command("warning", note.sentence, title=note.code, file=str(file), place=None)


def _place(source: Source, row: GateRow) -> Place | None:
    """Return where the threshold stands, or the touchpoint where something was found."""
    touchpoint, _, measure = row.threshold.rpartition(".")
    path = ("gate", "touchpoints", touchpoint, measure) if touchpoint else ("gate", row.threshold)
    if row.threshold in {"findings", "new_off_plan_routes", "baseline"} and row.touchpoint:
        path = ("touchpoints", row.touchpoint)
    values = source.values
    for step in path:
        values = values.get(step) if isinstance(values, Mapping) else None
    return None if values is None else source.place(path, key=True)
