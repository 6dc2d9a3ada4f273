"""`journeymap survey`."""

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.wording import plural
from journeymap.audits.survey import SurveyRow, survey_rows
from journeymap.cli.output import plain, print_table
from journeymap.cli.values import SCALE
from journeymap.editing import edit
from journeymap.journey import Journey
from journeymap.loading import journey_file, load_journey
from journeymap.satisfaction import DEFAULT_SCALE
from journeymap.saving import as_yaml
from journeymap.survey import Answers, Question, Survey, read_survey
from journeymap.units import Scale, format_share

__all__ = ["command_survey"]


@click.command("survey")
@click.argument("answers", type=click.Path(path_type=Path))
@click.option(
    "--score",
    "scores",
    multiple=True,
    required=True,
    metavar="COLUMN[=TOUCHPOINT]",
    help="column of the answers; with a touchpoint where it is about one only; repeatable",
)
@click.option("--touchpoint", metavar="COLUMN", help="column that names the touchpoint, by id or name")
@click.option("--date", metavar="COLUMN", help="column of the day of the answer: the last one is kept")
@click.option("--scale", type=SCALE, help="of the answers; default: that of the journey, else 1..5")
@click.option("--skip-bad", is_flag=True, help="drop answers that cannot be read, and say how many")
@click.option("--write", "journey", type=click.Path(path_type=Path), help="put the counts into this journey file")
@click.option("--expected", is_flag=True, help="the answers say what customers expected, not what they found")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command_survey(
    answers: Path,
    scores: tuple[str, ...],
    touchpoint: str | None,
    date: str | None,
    scale: Scale | None,
    journey: Path | None,
    form: str,
    *,
    skip_bad: bool,
    expected: bool,
) -> None:
    """Count a survey export, one row an answer or one a person: how many gave each score, and how sure that is.

    ANSWERS is CSV or a workbook. What is printed can be pasted into a journey file; --write puts it there and leaves
    all else in the file as it is.
    """
    questions = [_question(text, touchpoint) for text in scores]
    plan = load_journey(journey) if journey else None
    scale = scale or (plan.scale if plan else DEFAULT_SCALE)
    found = read_survey(
        answers,
        questions,
        touchpoint=touchpoint,
        date=date,
        scale=scale,
        known=_names(plan) if plan else None,
        skip_bad=skip_bad,
    )
    entries = {each.touchpoint: _entry(each, plan, scale, expected=expected) for each in found.answers}
    if journey is not None:
        path = journey_file(journey)
        edit(path, {("touchpoints", name, *_keys(expected=expected)): entry for name, entry in entries.items()})
        click.echo(f"{path}: {plural(len(entries), 'touchpoint')} written", err=True)
    rows = survey_rows(found.answers, scale)
    if form == "json":
        content = {"journeymap": version("journeymap"), "scale": str(scale), "survey": plain(rows)}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))
        return
    _print(rows, found, scale)
    if journey is None:
        nested = {
            name: {"ratings": {"expected": entry}} if expected else {"satisfaction": entry}
            for name, entry in entries.items()
        }
        click.echo(
            f"\nFor the journey file (`--write journey.yaml` puts it there):\n{as_yaml({'touchpoints': nested})}",
            nl=False,
        )


def _question(text: str, touchpoint: str | None) -> Question:
    column, _, named = text.partition("=")
    if bool(named) == (touchpoint is not None):
        raise click.UsageError(
            f"`--score {text}`: name either the touchpoint (`--score {column}=delivery`) or the column that names it "
            "(`--touchpoint COLUMN`)"
        )
    return Question(column, named or None)


def _keys(*, expected: bool) -> tuple[str, ...]:
    return ("ratings", "expected") if expected else ("satisfaction",)


def _names(plan: Journey) -> dict[str, str]:
    """Return the touchpoints by the names that people read, and by their ids, which win."""
    named = {point.name: name for name, point in plan.touchpoints.items() if point.name}
    return named | {name: name for name in plan.touchpoints}


def _entry(each: Answers, plan: Journey | None, scale: Scale, *, expected: bool) -> dict[str, Any]:
    """Return what stands in the file: counts, with the question that was there before."""
    point = plan.touchpoints[each.touchpoint] if plan else None
    rated = point.ratings.expected if point and point.ratings else None
    before = rated if expected else point.satisfaction if point else None
    entry: dict[str, Any] = {"counts": list(each.counts)}
    if scale != (plan.scale if plan else DEFAULT_SCALE):
        entry["scale"] = str(scale)
    if before and before.question:
        entry["question"] = before.question
    if each.date:
        entry["date"] = each.date.isoformat()
    return entry


def _print(rows: Sequence[SurveyRow], found: Survey, scale: Scale) -> None:
    click.echo(f"{plural(sum(row.n for row in rows), 'answer')} about {plural(len(rows), 'touchpoint')}, scale {scale}")
    if found.n_empty:
        click.echo(f"left out: {plural(found.n_empty, 'cell')} without an answer")
    if found.n_dropped:
        click.echo(f"dropped: {plural(found.n_dropped, 'answer')} that could not be read")
    click.echo("")
    print_table(
        ["touchpoint", "answers", "grade", "mean, 95 %", "bad experiences, 95 %", "answers per step"],
        [
            [
                row.touchpoint,
                f"{row.n:,}",
                row.grade,
                f"{row.mean:.2f}" + ("" if row.margin is None else f" ±{row.margin:.2f}"),
                f"{format_share(row.bad)} ({format_share(row.bad_low)} to {format_share(row.bad_high)})",
                " ".join(map(str, row.counts)),
            ]
            for row in rows
        ],
    )
    click.echo("\nGrades: A from 385 answers (a share within 5 points), B from 200, C from 30, D below: a hint.")
