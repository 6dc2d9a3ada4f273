"""Which touchpoint an event stands for, and the small number that stands for the touchpoint."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from journeymap.errors import Diagnostic, LogError, did_you_mean
from journeymap.eventlog import EventLog
from journeymap.ids import ids_of
from journeymap.journey import Journey

__all__ = ["MAX_TOUCHPOINTS", "Naming", "known_names", "name_touchpoints"]

MAX_TOUCHPOINTS = 4096
"""A touchpoint's number has twelve bits, so that time and touchpoint fit into one integer."""

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Naming:
    """Touchpoints by their number: those of the plan in file order, then the others by event name."""

    ids: tuple[str, ...]
    codes: Mapping[str, int]
    """Number by event name."""
    unplanned: Mapping[str, str]
    """Event name by id, for touchpoints that the plan does not have."""


def known_names(journey: Journey, log: EventLog) -> dict[str, str]:
    """Return the touchpoint ids by the event names that stand for them.

    `names` of the log comes first, then ids, then names of touchpoints that no other touchpoint shares.

    Raises:
        LogError: If `names` leads to a touchpoint that the plan does not have.
    """
    points = journey.planned
    problems = [
        Diagnostic(
            "L117",
            f"`names` reads the event `{event}` as `{point}`, which is no touchpoint",
            help=did_you_mean(point, list(points)),
        )
        for event, point in log.names.items()
        if point not in points
    ]
    if problems:
        raise LogError(problems)
    shared = Counter(point.name for point in points.values())
    spoken = {point.name: id_ for id_, point in points.items() if point.name and shared[point.name] == 1}
    return {**spoken, **{id_: id_ for id_ in points}, **log.names}


def name_touchpoints(journey: Journey, log: EventLog, seen: Iterable[str], source: str) -> Naming:
    """Number the touchpoints of the plan and of a log.

    Args:
        journey: The plan.
        log: How its user reads the log.
        seen: The names of its events, most frequent first; one more than may be there is enough.
        source: Name of the file, for messages.

    Raises:
        LogError: If the plan has touchpoints and no event stands for any, or there are too many touchpoints.
    """
    known, events = known_names(journey, log), list(seen)
    if journey.planned and not any(event in known for event in events):
        raise LogError(_nothing_planned(journey, events, source))
    ids = list(journey.planned)
    others = sorted(event for event in events if event not in known) if log.unlisted == "show" else []
    if len(ids) + len(others) > MAX_TOUCHPOINTS:
        raise LogError(_too_many(source))
    new = ids_of(others, taken=ids)
    unplanned = {new[event]: event for event in others}
    numbers = {id_: number for number, id_ in enumerate([*ids, *unplanned])}
    codes = {event: numbers[known[event]] for event in events if event in known}
    codes |= {event: numbers[id_] for id_, event in unplanned.items()}
    return Naming((*ids, *unplanned), codes, unplanned)


def _nothing_planned(journey: Journey, events: list[str], source: str) -> Diagnostic:
    def shown(names: Iterable[str]) -> str:
        listed = [f"`{name}`" for name in names]
        return ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")

    first = next(iter(journey.planned))
    return Diagnostic(
        "L104",
        f"no event of `{source}` stands for a touchpoint of the plan: the events are {shown(events)}, "
        f"the touchpoints {shown(journey.planned)}",
        help=f'say which is which, such as `log: {{names: {{"{events[0]}": {first}}}}}`, '
        "or name another column with `--touchpoint COLUMN`",
    )


def _too_many(source: str) -> Diagnostic:
    return Diagnostic(
        "L105",
        f"`{source}` has more than {MAX_TOUCHPOINTS:,} touchpoints, which is more than can be told apart",
        help="check the column with `--touchpoint COLUMN`, or write `log: {unlisted: ignore}`",
    )
