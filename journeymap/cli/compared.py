"""What is compared: two files, two measurements, or one log that is split by date or by segment."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from journeymap.analysis.segments import dimensions, segments_of
from journeymap.changes.compare import Comparison, compare
from journeymap.changes.split import sides_of_segments
from journeymap.cli.inputs import Inputs, no_log, read_inputs, say
from journeymap.errors import Diagnostic, JourneyError, LogError, did_you_mean
from journeymap.measurement import Measurement
from journeymap.units import format_count

__all__ = ["Sides", "described", "read_compared", "read_sides"]

_HEAD = 4096
_MEASUREMENT = re.compile(r'\s*\{\s*"measurement"\s*:')


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared with what."""

    before: Inputs
    after: Inputs
    called: tuple[str, str]
    """What each side is, in words."""
    name: str
    """Of the journey; of two, the later one."""

    @property
    def measured(self) -> tuple[Measurement, Measurement] | None:
        """What was counted on both sides; None where plans are compared."""
        old, new = self.before.measurement, self.after.measurement
        return (old, new) if old is not None and new is not None else None


def read_compared(
    journey: Path,
    events: str | None,
    *,
    compare: Path | None,
    before: dt.datetime | None,
    split: str | None,
    **options: Any,
) -> tuple[Sides, Comparison]:
    """Read what `comparing` asks for, with the journey as the later side, and compare it.

    Raises:
        JourneymapError: With what keeps the sides from being read or from being compared.
    """
    if compare is None:
        sides = read_sides(journey, events, plan=None, before=before, split=split, **options)
    elif before is not None or split is not None:
        raise click.UsageError("`--compare` names the other side, `--before` and `--split` part one log: type one")
    elif _is_measurement(compare):
        sides = _since(compare, journey, events, options)
    elif events is not None or options["measurement"] is not None:
        raise click.UsageError("two journey files are compared with the logs that they name: leave other logs out")
    else:
        sides = read_sides(compare, str(journey), plan=None, before=None, split=None, **options)
    return sides, _compare(sides)


def _compare(sides: Sides) -> Comparison:
    return compare(sides.before.journey, sides.after.journey, measured=sides.measured)


def _since(compare: Path, journey: Path, events: str | None, options: dict[str, Any]) -> Sides:
    """Hold a log against an earlier measurement of the same plan."""
    new = read_inputs(journey, events, **options)
    if new.measurement is None:
        raise LogError(no_log(journey))
    old = read_inputs(journey, None, **options | {"measurement": compare, "quiet": True})
    called = options["measurement"] or events or new.journey.log.file
    return Sides(old, new, (str(compare), str(called)), new.journey.name)


def described(found: Comparison, sides: Sides) -> Iterator[str]:
    """Say of either side what it is, and of how many cases."""
    for i, called in enumerate(sides.called):
        if found.cases is None or found.under_way is None:
            yield f"{called} (described, no log)"
        else:
            standing = f", {format_count(n)} still under way" if (n := found.under_way[i]) else ""
            yield f"{called} ({format_count(found.cases[i])} cases{standing})"


def read_sides(
    first: Path,
    second: str | None,
    *,
    plan: Path | None,
    before: dt.datetime | None,
    split: str | None,
    **options: Any,
) -> Sides:
    """Read both sides.

    Raises:
        JourneymapError: With what keeps them from being read or from being compared.
    """
    if before is not None and split is not None:
        raise click.UsageError("`--before` and `--split` part the log in two ways: type one of the two")
    if before is not None or split is not None:
        if plan is not None:
            raise click.UsageError("`--journey` goes with two measurements: here JOURNEY comes first")
        if _is_measurement(first):
            raise LogError(_no_plan(first, "compare JOURNEY --measurement m.json --split DIMENSION=VALUE,VALUE"))
        return _by_date(first, second, before, options) if before else _by_segment(first, second, split or "", options)
    if second is None:
        raise LogError(_nothing_to_compare(first))
    if options["measurement"] is not None:
        raise click.UsageError("`--measurement` goes with `--split`: name two measurements as BEFORE and AFTER")
    return _two(first, Path(second), plan, options)


def _is_measurement(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return _MEASUREMENT.match(file.read(_HEAD)) is not None
    except OSError:  # a folder, or nothing that can be read: whoever loads it will say so
        return False


def _two(first: Path, second: Path, plan: Path | None, options: dict[str, Any]) -> Sides:
    """Read two journeys, or two measurements of one."""
    kinds = [_is_measurement(path) for path in (first, second)]
    called = (str(first), str(second))
    if all(kinds):
        if plan is None:
            raise LogError(_no_plan(first, f"compare {first} {second} --journey journey.yaml"))
        old, new = (read_inputs(plan, None, **options | {"measurement": path}) for path in (first, second))
        return Sides(old, new, called, new.journey.name)
    if any(kinds):
        counted, file = (first, second) if kinds[0] else (second, first)
        said = f"`{counted}` is a measurement and `{file}` is a journey"
        raise LogError(Diagnostic("L242", said, help=f"compare two of a kind; `friction {file}` shows the plan alone"))
    if plan is not None:
        raise click.UsageError("`--journey` goes with two measurements: a journey file is a plan itself")
    old, new = (read_inputs(path, None, **options) for path in (first, second))
    if (old.measurement is None) != (new.measurement is None):
        lone = first if new.measurement is None else second
        if not options["quiet"]:
            say(f"only `{lone}` has a log: both are compared as they are described")
        old, new = replace(old, measurement=None), replace(new, measurement=None)
    return Sides(old, new, called, new.journey.name)


def _by_date(journey: Path, events: str | None, before: dt.datetime, options: dict[str, Any]) -> Sides:
    """Count the cases that begin before a day apart from those that begin later."""
    if options["measurement"] is not None:
        said = "a measurement knows no days: it cannot be split by date"
        cure = "name the log itself as EVENTS, or measure each time by `--since` and `--until` and compare the two"
        raise LogError(Diagnostic("L241", said, help=cure))
    since, until = options.pop("since"), options.pop("until")
    if (since and before <= since) or (until and before >= until):
        raise click.UsageError("`--before` lies outside `--since` and `--until`: one side would be empty")
    old = _part(journey, events, before, options | {"since": since, "until": before})
    if old.measurement is None:
        raise LogError(no_log(journey))
    new = _part(journey, events, before, options | {"since": before, "until": until, "quiet": True})
    day = before.date().isoformat() if before.time() == dt.time.min else before.isoformat(sep=" ")
    return Sides(old, new, (f"cases that began before {day}", f"cases from {day} on"), new.journey.name)


def _part(journey: Path, events: str | None, before: dt.datetime, options: dict[str, Any]) -> Inputs:
    """Count the cases of one side; where it has none, say so of the split."""
    try:
        return read_inputs(journey, events, **options)
    except LogError as error:
        if [each.code for each in error.diagnostics] != ["L152"]:
            raise
        side = "before" if options["until"] == before else "after"
        said = f"no case begins {side} the day of `--before`: one side would be empty"
        raise LogError(Diagnostic("L152", said, help="choose a day within the time of the log")) from None


def _by_segment(journey: Path, events: str | None, split: str, options: dict[str, Any]) -> Sides:
    """Hold the customers of one value of a dimension against those of another."""
    dimension, _, given = split.partition("=")
    whole = read_inputs(journey, events, by_segment=dimension, **options)
    known = segments_of(whole.journey, whole.measurement, dimension)
    if not known:
        said, cure = f"nothing is known by `{dimension}`", "name a column of the log, or a dimension of the file"
        raise JourneyError(Diagnostic("J152", said, help=did_you_mean(dimension, _dimensions(whole)) or cure))
    pair = next((pair for pair in _pairs(given) if {*pair} <= {*known} and pair[0] != pair[1]), None)
    if pair is None:
        shown = ", ".join(f"`{value}`" for value in known[:6])
        said = f"`--split {split}` does not name two different values of `{dimension}`"
        cure = f'known are {shown}: write `--split "{dimension}={known[0]},{known[-1]}"`'
        raise LogError(Diagnostic("L243", said, help=cure))
    old, new = sides_of_segments(whole.journey, whole.measurement, dimension, *pair)
    called = (f"{dimension}={pair[0]}", f"{dimension}={pair[1]}")
    return Sides(Inputs(*old), Inputs(*new), called, whole.journey.name)


def _dimensions(whole: Inputs) -> list[str]:
    return [*dimensions(whole.journey, whole.measurement)]


def _pairs(given: str) -> Iterator[tuple[str, str]]:
    """Yield every way to read two values with a comma between: a value may have one itself."""
    for place, sign in enumerate(given):
        if sign == ",":
            yield given[:place].strip(), given[place + 1 :].strip()


def _nothing_to_compare(first: Path) -> Diagnostic:
    cure = f"name a second one, or split its log: `compare {first} --before 2026-09-01`"
    return Diagnostic("L240", f"nothing to compare `{first}` with", help=cure)


def _no_plan(measurement: Path, command: str) -> Diagnostic:
    said = f"`{measurement}` is a measurement: the plan that it was counted for is not named"
    return Diagnostic("L244", said, help=f"write `journeymap {command}`")
