"""Discover: from an event log alone to a journey file that a person would want to edit."""

import os.path
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import floor
from pathlib import Path

from journeymap.addresses import find_address, located
from journeymap.analysis.discovery import Discovery, Ends, Found, discovered, find_ends
from journeymap.drafting.shares import shares_of
from journeymap.drafting.text import file_text
from journeymap.engines.measure import measure, recognised
from journeymap.errors import Diagnostic, LogError, did_you_mean
from journeymap.eventlog import EventLog, as_section
from journeymap.ids import NO_ID, plain_id, readable
from journeymap.journey import Journey
from journeymap.log_columns import LogColumns
from journeymap.measurement import Measurement
from journeymap.progress import Tell
from journeymap.satisfaction import DEFAULT_SCALE
from journeymap.saving import check_place, put_in_place
from journeymap.touchpoint import Touchpoint
from journeymap.units import Scale, format_count, format_share

__all__ = ["Draft", "discover"]

_MANY = 100
"""Ways beyond which a plan is none: customers have no common one."""
_FEW = 30
"""Ways that still make a plan that a person can read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A first journey, made from a log, and how it was made."""

    journey: Journey
    """Its `log: file` is as seen from the working directory."""
    discovery: Discovery
    measurement: Measurement
    """The log, read up to the goals."""
    events: Mapping[str, str]
    """What the log calls the touchpoints, those outside the plan too, by id."""
    remarks: tuple[Diagnostic, ...]
    """What its reader should know before using it."""
    goal_is_named: bool
    """Whether the goal was said, not guessed."""

    def text(self, folder: str | Path = ".") -> str:
        """Write the journey as YAML, with comments that say what was measured and what is left to say.

        Args:
            folder: Where the file will stand; `log: file` is given as seen from there.
        """
        file = self.journey.log.file
        log = self.journey.log.model_copy(update={"file": file and _seen_from(file, Path(folder))})
        return file_text(
            self.journey.model_copy(update={"log": log}),
            self.discovery,
            self.measurement,
            events=self.events,
            named=self.goal_is_named,
        )

    def save(self, path: str | Path, *, replace: bool = False) -> None:
        """Save the text as a file that is checked before it takes its place.

        Args:
            path: The file; its folder is there.
            replace: Whether it may take the place of one that is there.

        Raises:
            JourneyError: If a file is there already, or it cannot be written.
        """
        path = Path(path)
        check_place(path, replace=replace)
        put_in_place(self.text(path.parent).encode(), path)


def discover(
    log: EventLog,
    *,
    cover: float = 0.8,
    goal: str | Sequence[str] = (),
    scale: Scale = DEFAULT_SCALE,
    skip_bad: bool = False,
    memory_limit: int | None = None,
    progress: Tell | None = None,
) -> Draft:
    """Make a first journey of a log: the commonest ways to a goal stand for the plan.

    The log is read twice: once to see where cases end, then up to the goal.

    Args:
        log: Where the events are, and what their columns mean. Events of one time come in the order of the rows,
            unless it names another.
        cover: Share, above 0 and up to 1, of the cases that reached an end that the plan's variants shall hold.
        goal: Events, or their ids, that count as success; default: where most cases end for good.
        scale: The scale of the scores.
        skip_bad: Whether to drop rows that cannot be read.
        memory_limit: Bytes of memory to use before spilling to the temporary folder, as for `measure`.
        progress: Told how far each step is that may take a while.

    Raises:
        LogError: If the log cannot be counted, no case in it is over, or nobody reaches a goal that was named.
        ValueError: If `cover` is no share above 0.

    Example:
        >>> draft = discover(EventLog("examples/service-desk/events.parquet"))
        >>> draft.journey.goals, [*draft.journey.touchpoints]
        (('closed',), ['new', 'active', 'awaiting_user_info', 'resolved', 'closed'])
    """
    if not 0 < cover <= 1:
        raise ValueError(f"the plan cannot cover {cover}: say a share above 0 and up to 1")
    log = recognised(log, skip_bad=skip_bad)
    log = replace(log, order=log.order or "row")
    count = partial(measure, log=log, skip_bad=skip_bad, memory_limit=memory_limit, progress=progress)
    whole = count(_without_plan(log, scale))
    events = {id_: id_ for id_ in log.names.values()} | whole.names
    named = [_goal_of(word, events, whole.source) for word in ([goal] if isinstance(goal, str) else goal)]
    ends = find_ends(whole, named)
    if not ends.goals:
        said = f"no case of `{whole.source}` is over: as far as it tells, each may still go on"
        raise LogError(Diagnostic("L192", said, help="say what customers shall reach: `--goal TOUCHPOINT`"))
    log = replace(log, names={**log.names, **_by_event(whole.names)})
    found, measurement = _settled(ends, cover, lambda ends: count(_up_to(ends, events, _name_of(log), scale), log=log))
    return Draft(
        journey=_journey(found, measurement, log, events, scale),
        discovery=found,
        measurement=measurement,
        events=events,
        remarks=tuple(_remarks(found, ends, events)),
        goal_is_named=bool(named),
    )


def _without_plan(log: EventLog, scale: Scale) -> Journey:
    """Return a journey that expects nothing, and so cuts nothing off; `names` may speak of touchpoints."""
    points = {id_: Touchpoint(next={id_: None}) for id_ in log.names.values()}
    return Journey.model_construct(journey=_name_of(log), touchpoints=points, scale=scale)


def _by_event(names: Mapping[str, str]) -> dict[str, str]:
    """Return ids by event; an event in slashes would read as an expression, and stands under `name` instead."""
    return {event: id_ for id_, event in names.items() if not (len(event) > 1 and event[0] == event[-1] == "/")}


def _goal_of(word: str, events: Mapping[str, str], source: str) -> str:
    """Return the id of the touchpoint that is named by its event or its id."""
    found = [id_ for id_, event in events.items() if word in {id_, event}]
    if not found:
        said = f"no event of `{source}` is called `{word}`"
        raise LogError(Diagnostic("L191", said, help=did_you_mean(word, [*events.values()])))
    return next((id_ for id_ in found if events[id_] == word), found[0])


def _up_to(ends: Ends, events: Mapping[str, str], name: str, scale: Scale) -> Journey:
    """Return a plan that has every touchpoint, and these ends."""
    return Journey(
        journey=name,
        scale=scale,
        goal=ends.goals,
        ends=dict.fromkeys(ends.others, "lost"),
        touchpoints={id_: Touchpoint(name=event) for id_, event in events.items()},
    )


def _settled(ends: Ends, cover: float, measured: Callable[[Ends], Measurement]) -> tuple[Discovery, Measurement]:
    """Discover a plan that has all of its ends; those that no common way leads to are left out."""
    while True:
        measurement = measured(ends)
        try:
            found = discovered(measurement, ends, cover=cover)
        except ValueError as error:
            cure = "name another goal: a case is read up to the first one that it reaches"
            raise LogError(Diagnostic("L191", f"in `{measurement.source}` {error}", help=cure)) from None
        if found.ends == ends.others:
            return found, measurement
        ends = replace(ends, others=found.ends)


def _journey(
    found: Discovery, measurement: Measurement, log: EventLog, events: Mapping[str, str], scale: Scale
) -> Journey:
    """Return what the file shall say, as plain keys that the model reads."""
    phases = {"start": "before", "middle": "during", "end": "during"}
    used = {point.phase for point in found.touchpoints}
    return Journey.model_validate(
        {
            "journey": _name_of(log),
            "title": readable(_name_of(log)),
            "start": _shares(found.starts),
            "goal": list(found.goals),
            "ends": dict.fromkeys(found.ends, "lost"),
            "scale": scale,
            "assessed": measurement.last[:10],
            "phases": {phase: side for phase, side in phases.items() if phase in used},
            "touchpoints": {
                point.id: {"name": _spoken(point.id, events)} | _touchpoint(point, measurement.last, scale)
                for point in found.touchpoints
            },
            "log": _columns(log, [point.id for point in found.touchpoints], tied=bool(measurement.n_tied)),
        }
    )


def _spoken(id_: str, events: Mapping[str, str]) -> str:
    """Return a name to read that no other event has."""
    name = readable(events[id_])
    return events[id_] if name in events.values() else name


def _touchpoint(point: Found, last: str, scale: Scale) -> dict[str, object]:
    keys: dict[str, object] = {"phase": point.phase}
    if point.scores:
        keys["satisfaction"] = _satisfaction(point.scores, scale) | {"date": last[:10]}
    if point.repeated:
        keys["repeats"] = True
    if point.next:
        keys["next"] = _shares(point.next)
    return keys


def _satisfaction(scores: Mapping[float, int], scale: Scale) -> dict[str, object]:
    """Return the answers per step of the scale, or their mean where some lie between two steps."""
    steps = [scale.low + step for step in range(scale.steps)]
    if scores.keys() <= set(steps):
        return {"counts": [scores.get(step, 0) for step in steps]}
    n = sum(scores.values())
    return {"score": sum(score * count for score, count in scores.items()) / n, "answers": n}


def _shares(counts: Mapping[str, int]) -> dict[str, str] | list[str]:
    return shares_of(counts) if len(counts) > 1 else [*counts]


def _columns(log: EventLog, planned: Sequence[str], *, tied: bool) -> LogColumns:
    """Return the log as a journey file says it: of the names only those of the plan that are no ids."""
    names = {event: id_ for event, id_ in log.names.items() if id_ in planned and event != id_}
    names = dict(sorted(names.items(), key=lambda name: planned.index(name[1])))
    order = log.order if tied or log.order != "row" else None
    return as_section(log).model_copy(update={"names": names, "order": order})


def _name_of(log: EventLog) -> str:
    """Name the journey after its log, or after the folder of several files."""
    if not isinstance(log.file, str | Path):
        return "journey"
    address = find_address(log.file)
    path = Path(log.file) if address is None else address.path
    names = (plain_id(name.partition(".")[0]) for name in (path.name, path.parent.name) if "*" not in name)
    return next((name for name in names if name != NO_ID), "journey")


def _remarks(found: Discovery, ends: Ends, events: Mapping[str, str]) -> Iterator[Diagnostic]:
    if not ends.certain:
        last = events[ends.goals[0]]
        said = f"nothing in the log ends a journey for good: `{last}`, where most cases end, was taken for the goal"
        yield Diagnostic("L193", said, help="say what customers shall reach: `--goal TOUCHPOINT`", severity="warning")
    if len(found.covered) > _MANY:
        ways, share = format_count(len(found.covered)), format_share(found.share_covered)
        few = floor(100 * sum([*found.covered.values()][:_FEW]) / found.n_reached)
        said = f"customers have no common way: it takes {ways} different ones to cover {share} of the cases"
        cure = f"for a plan that can be read, take the {_FEW} commonest: `--cover {few}%`"
        yield Diagnostic("L194", said, help=cure, severity="warning")


def _seen_from(file: str, folder: Path) -> str:
    """Return where a file of the working directory is, as seen from a folder."""
    if find_address(file):
        return str(located(file, os.path.relpath(".", folder)))
    if Path(file).is_absolute():
        return file
    return Path(os.path.relpath(file, folder)).as_posix()
