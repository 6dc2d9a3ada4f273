"""Discovery → the text of a journey file, with comments that say what was measured and what is left to say."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from textwrap import indent, wrap
from typing import Any

from journeymap.analysis.discovery import Discovery, Found
from journeymap.facts import Waits
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.saving import as_yaml, plain
from journeymap.units import DAY, HOUR, MINUTE, format_count, format_duration, format_share
from journeymap.writing import written_duration

__all__ = ["file_text"]

_WIDTH = 110
_PER_MONTH = 365.25 * DAY / 12
_NAMED = 12
"""How many touchpoints outside the plan are named."""


def file_text(
    journey: Journey, found: Discovery, measurement: Measurement, *, events: Mapping[str, str], named: bool
) -> str:
    """Write a discovered journey as a file to edit; loading it gives the journey.

    Args:
        journey: What the file shall say.
        found: Where that comes from.
        measurement: The log of which it was made.
        events: What the log calls the touchpoints, by id.
        named: Whether the goal was said, not guessed.
    """
    keys = plain(journey)
    touchpoints, log = keys.pop("touchpoints"), keys.pop("log")
    parts = [
        _comment(_introduction(found, measurement)),
        "\n".join(_top(keys, found, measurement, named=named)),
        "touchpoints:\n" + "\n\n".join(_touchpoint(point, touchpoints[point.id], found) for point in found.touchpoints),
        *([_comment([_left_out(found, events)])] if found.left_out else []),
        _log(log, measurement),
    ]
    return "\n\n".join(parts) + "\n"


def _comment(paragraphs: Iterable[str]) -> str:
    wrapped = ["\n".join(f"# {line}" for line in wrap(text, _WIDTH, break_on_hyphens=False)) for text in paragraphs]
    return "\n#\n".join(wrapped)


def _beside(text: str, comment: str) -> str:
    """Put a comment behind a line; above it where there is no room."""
    beside = f"{text}  # {comment}"
    return f"# {comment}\n{text}" if "\n" in text or len(beside) > _WIDTH + 2 else beside


def _introduction(found: Discovery, measurement: Measurement) -> Iterator[str]:
    first, last = (at[:10] for at in (measurement.first, measurement.last))
    yield (
        f"A first journey file, made by `journeymap discover` of what {format_count(found.n_cases)} cases did: "
        f"{measurement.source}, {format_count(measurement.n_events)} events, {first} to {last}. Every number was "
        "measured there. What is meant to happen no log can tell: here the commonest ways stand for the plan. "
        "Take out what was not meant, put in what should have been, and rename what has a better name."
    )
    n_ways, all_ways = len(found.covered), format_count(found.n_ways)
    ways = f"{format_count(n_ways)} commonest" if n_ways > 1 else "commonest"
    these = "one of these" if n_ways > 1 else "it"
    yield (
        f"The plan is made of the {ways} of {all_ways} different ways. {format_count(found.n_covered)} of "
        f"the {format_count(found.n_reached)} cases that reached an end of it took {these} "
        f"({format_share(found.share_covered)}). Its steps can be joined in other ways too: in all, "
        f"{format_count(found.n_on_plan)} of the {format_count(found.n_over)} cases that are over follow it "
        f"({format_share(found.n_on_plan / found.n_over)}). Who does not, and how they fare, "
        "`journeymap conformance` shows."
    )
    yield (
        "Shares under `start` and `next` are those of the cases that took one of these ways. Time between two events "
        "is taken for the customer's own, shown and not charged: take the `# ` off `wait: measured` where customers "
        "wait for you, and off `promise:` where something was promised."
    )


def _top(keys: dict[str, Any], found: Discovery, measurement: Measurement, *, named: bool) -> Iterator[str]:
    """Yield the keys of the journey as a whole, each with where it comes from."""
    ended = sum(point.last for point in found.touchpoints if point.id in found.goals)
    said = {
        "start": "where they began",
        "goal": f"{'' if named else 'guessed: '}{format_count(ended)} of the {format_count(found.n_over)} cases that "
        "are over got here",
        "ends": "hardly a case goes on from there: `neutral` where nothing is lost, or one more `goal`",
        "phases": "by the usual place in a case; rename them, and say what comes `after` the sale",
        "assessed": "the last event",
    }
    for key, value in keys.items():
        text = as_yaml({key: value}).rstrip()
        yield _beside(text, said[key]) if key in said else text
    seconds = _seconds(measurement.first, measurement.last)
    if seconds:
        per_month = format(round(found.n_cases / seconds * _PER_MONTH, -1) or 10, ".0f")
        yield f"# customers: {per_month} per month  # if the log has all of them"
    yield "# value: 49 EUR  # what one is worth who reaches the goal: then gains are in money too"


def _seconds(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def _touchpoint(point: Found, keys: dict[str, Any], found: Discovery) -> str:
    onward = {key: keys.pop(key) for key in ("repeats", "next") if key in keys}
    lines = [*as_yaml(keys).splitlines(), _met(point, found), *(_waits(point.waits) if point.waits else ())]
    for key, value in onward.items():
        text = as_yaml({key: value}).splitlines()
        again = f"{format_share(point.repeated / point.visits)} of these visits are followed by another one"
        lines += [f"{text[0]}  # {again}"] if key == "repeats" else text
    id_ = as_yaml({point.id: {}}).removesuffix(" {}\n")
    return indent("\n".join([id_, *(f"  {line}" for line in lines)]), "  ")


def _met(point: Found, found: Discovery) -> str:
    ended = "ended" if point.id in {*found.goals, *found.ends} else "were last seen"
    last = f"; {format_count(point.last)} {ended} here" if point.last else ""
    share = format_share(point.met / found.n_cases)
    return f"# met by {format_count(point.met)} of {format_count(found.n_cases)} cases ({share}){last}"


def _waits(waits: Waits) -> Iterator[str]:
    """Yield the keys of a wait and a promise, to be switched on."""
    half, most, nearly_all = (waits.quantile(q) for q in (0.5, 0.9, 0.95))
    if not nearly_all:
        return
    said = f"since the touchpoint before: half within {format_duration(half)}, nine in ten {format_duration(most)}"
    yield f"# wait: measured  # {said}"
    yield f"# promise: {written_duration(_readable(nearly_all))}  # 95 in 100 came within this"


def _readable(seconds: float) -> float:
    """Round a duration up to whole units, of which it has at least two."""
    unit = next((unit for unit in (DAY, HOUR, MINUTE, 1.0) if seconds >= 2 * unit), 0.1)
    return math.ceil(seconds / unit) * unit


def _left_out(found: Discovery, events: Mapping[str, str]) -> str:
    named = ", ".join(f"{events[id_]} ({format_count(n)})" for id_, n in [*found.left_out.items()][:_NAMED])
    more = f" and {len(found.left_out) - _NAMED} more" if len(found.left_out) > _NAMED else ""
    return (
        f"Not in the plan, with the cases that met them: {named}{more}. They are shown as unplanned. To plan one, "
        "write it above with its `next`, and name it in the `next` of what leads to it; `unlisted: ignore` under "
        "`log` leaves all of them out."
    )


def _log(log: dict[str, Any], measurement: Measurement) -> str:
    lines = as_yaml({"log": log}).splitlines()
    tied = f"{format_count(measurement.n_tied)} events share case and time: the rows tell which came first"
    return "\n".join(f"{line}  # {tied}" if line == "  order: row" else line for line in lines)
