"""`journeymap conformance --adopt`: the plan with the routes that are worth planning."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from journeymap.analysis.adoption import Adopted, Adoption, adoption
from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.offering import worth_planning
from journeymap.analysis.wording import Names, did_words, plural
from journeymap.case_ends import START
from journeymap.editing import edit
from journeymap.errors import Diagnostic, JourneyError
from journeymap.journey import Journey
from journeymap.loading import journey_file, load_journey
from journeymap.measurement import Measurement
from journeymap.saving import check_place
from journeymap.units import format_count, format_share

__all__ = ["adopt"]

_NOT_BY_NEXT = "no `next` would plan the off-plan routes that are worth it"


def adopt(
    file: Path, output: Path, journey: Journey, measurement: Measurement, found: Conformance, *, replace: bool
) -> Iterator[str]:
    """Write a journey file with the routes worth planning taken in.

    Yields:
        What was added, and what it does to fitness; nothing is written before it is asked for.
    """
    path = journey_file(file)
    check_place(output, replace=replace)
    offered = [*worth_planning(found.routes)]
    plan = adoption(journey, measurement, offered)
    if not plan.adopted:
        none = "none does better, and none is taken by more than one in ten"
        said = _NOT_BY_NEXT if offered else f"no off-plan route is worth planning: {none}"
        raise JourneyError(Diagnostic("J195", said, help="keep the plan as it is"))
    edit(path, plan.changes | dict(_moved(path, output, journey)), to=output)
    names = Names.of(journey, measurement)
    yield f"{output}: {plural(len(plan.adopted), 'off-plan route')} planned now"
    yield from (f"  {_told(each, names)}" for each in plan.adopted)
    yield from _new(plan, names)
    yield _fitness(found, conformance(load_journey(output), measurement))


def _moved(path: Path, output: Path, journey: Journey) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """What names files as seen from the folder of the plan, as seen from that of the new one."""
    here, there = path.parent.resolve(), output.parent.resolve()
    log = journey.log.file
    if here == there:
        return
    if journey.extends is not None:
        yield ("extends",), os.path.relpath(here / journey.extends, there)
    if log is not None and "://" not in log:
        yield ("log", "file"), log if Path(log).is_absolute() else os.path.relpath(here / log, there)


def _told(each: Adopted, names: Names) -> str:
    route, members = each.route, each.members
    back = " or ".join(dict.fromkeys(names[member.rejoin] for member in members))
    ways = f"{did_words(route, names)}, back at {back}" if route.did else did_words(route, names)
    of = "all" if route.leave == START else "those who reached that point"
    shares = f"{format_count(route.cases)} cases, {format_share(route.share)} of {of}"
    return f"{ways}: {shares}; {'does better' if route.better else _fares(each)}"


def _fares(each: Adopted) -> str:
    return "taken by many, though it does worse: planned is not cured" if each.route.harmful else "taken by many"


def _new(plan: Adoption, names: Names) -> Iterator[str]:
    if plan.touchpoints:
        named = ", ".join(names[touchpoint] for touchpoint in plan.touchpoints)
        yield f"new touchpoints: {named}; say their channel, owner and what was promised there"


def _fitness(before: Conformance, after: Conformance) -> str:
    def follow(found: Conformance) -> str:
        over = found.on_plan + found.off_plan
        return format_share(found.on_plan / over) if over else "–"

    fitness = f"fitness {before.fitness:.3f} → {after.fitness:.3f}"
    return f"{follow(before)} followed the plan, {follow(after)} follow the new one ({fitness})"
