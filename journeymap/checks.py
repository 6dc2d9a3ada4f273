"""What a journey's parts must be to one another: ids that exist, shares that add up, values that fit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from journeymap.errors import Severity, did_you_mean
from journeymap.journey import Journey, Shares, Touchpoint, equal_where_unknown
from journeymap.situations import SITUATIONS
from journeymap.units import format_duration, format_share

__all__ = ["Problem", "problems"]

_TOLERANCE = 0.0051
"""How far rounding to whole per cents moves one share, and a hair for the sum."""
_NO_IDS = {"": "nothing", "(start)": "where every case starts", "(end)": "where every case ends"}
"""The last two stand beside the touchpoints in tables of transitions."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a path of the journey; `key` where the key itself is wrong, not its value."""

    path: tuple[str | int, ...]
    code: str
    message: str
    help: str = ""
    label: str = ""
    key: bool = False
    severity: Severity = "error"


def problems(journey: Journey) -> Iterator[Problem]:
    """Find everything in a journey that does not fit together, in the order of the file format.

    Errors are what would make results wrong; warnings are what a careful colleague would ask.
    """
    yield from _unknown_ids(journey, ("start",), journey.start)
    yield from _uneven_shares(("start",), journey.start)
    yield from _unknown_ids(journey, ("goal",), journey.goal)
    yield from _unknown_ids(journey, ("ends",), journey.ends)
    yield from _ends(journey)
    for name, touchpoint in journey.touchpoints.items():
        if name.strip() in _NO_IDS:
            said = f"`{name}` is no id: it stands for {_NO_IDS[name.strip()]}"
            yield Problem(("touchpoints", name), "J114", said, "give the touchpoint another id", key=True)
        yield from _touchpoint(journey, name, touchpoint)
    for event, target in journey.log.names.items():
        if target not in journey.touchpoints and " " in target.strip():
            yield Problem(("log", "names", event), "J104", f"`{target}` is no id", "write an id without spaces")
    yield from _unknown_situations(journey)
    yield from _unreachable(journey)
    yield from _endless(journey)


def _unknown_ids(journey: Journey, path: tuple[str | int, ...], ids: Iterable[str]) -> Iterator[Problem]:
    for touchpoint in ids:
        if touchpoint not in journey.touchpoints:
            yield Problem(
                (*path, touchpoint),
                "J104",
                f"`{'.'.join(map(str, path))}` names `{touchpoint}`, a touchpoint that does not exist",
                did_you_mean(touchpoint, list(journey.touchpoints)),
                "no touchpoint has this id",
                key=True,
            )


def _uneven_shares(path: tuple[str | int, ...], shares: Shares) -> Iterator[Problem]:
    known = [share for share in shares.values() if share is not None]
    if not known:
        return
    total = sum(known)
    complete = len(known) == len(shares)
    tolerance = _TOLERANCE * len(known)
    if total > 1 + tolerance or (complete and total < 1 - tolerance):
        cure = "shares are among those who go on: leaving is not one of them" if total < 1 else "lower a share"
        yield Problem(path, "J105", f"the shares add up to {format_share(total)}, not to 100 %", cure)


def _ends(journey: Journey) -> Iterator[Problem]:
    ends = [*((("goal",), goal) for goal in journey.goal), *((("ends",), end) for end in journey.ends)]
    for path, end in ends:
        if end in journey.touchpoints and journey.touchpoints[end].next:
            yield Problem(
                ("touchpoints", end, "next"),
                "J106",
                f"`{end}` ends the journey ({path[0]}) and leads on",
                "take `next` out, or end the journey elsewhere",
            )
    for end in journey.ends:
        if end in journey.goal:
            yield Problem(("ends", end), "J106", f"`{end}` is a goal and another end", "keep one of the two", key=True)
    if not journey.goals and all(name in journey.touchpoints for p in journey.touchpoints.values() for name in p.next):
        yield Problem(
            ("touchpoints",),
            "J107",
            "the journey has no goal: every touchpoint leads on",
            "write `goal: ID` for the touchpoint that customers shall reach",
            key=True,
        )


def _touchpoint(journey: Journey, name: str, touchpoint: Touchpoint) -> Iterator[Problem]:
    path = ("touchpoints", name)
    yield from _unknown_ids(journey, (*path, "next"), touchpoint.next)
    yield from _uneven_shares((*path, "next"), touchpoint.next)
    if journey.phases and touchpoint.phase and touchpoint.phase not in journey.phases:
        cure = did_you_mean(touchpoint.phase, list(journey.phases))
        yield Problem((*path, "phase"), "J108", f"`{touchpoint.phase}` is none of the journey's phases", cure)
    if touchpoint.since and touchpoint.since != "start" and touchpoint.since not in journey.touchpoints:
        cure = did_you_mean(touchpoint.since, ["start", *journey.touchpoints])
        yield Problem((*path, "since"), "J104", f"`{touchpoint.since}` is no touchpoint", cure)
    if touchpoint.satisfaction and (said := touchpoint.satisfaction.problem(journey.scale)):
        yield Problem((*path, "satisfaction"), "J121", said, "correct it, or give the `scale` it was asked on")
    yield from _impatient_promise(journey, path, touchpoint)


def _impatient_promise(journey: Journey, path: tuple[str, ...], touchpoint: Touchpoint) -> Iterator[Problem]:
    promised = touchpoint.promise.wait if touchpoint.promise else None
    patience = journey.patience_of(path[-1])
    if promised is None or patience is None or promised <= patience.tolerated + patience.half_life:
        return
    yield Problem(
        (*path, "promise"),
        "J130",
        f"the promise of {format_duration(promised)} is longer than customers' patience "
        f"({format_duration(patience.tolerated + patience.half_life)}): it shelters nothing beyond that",
        "promise less, or give the `patience` you have seen",
        severity="warning",
    )


def _unknown_situations(journey: Journey) -> Iterator[Problem]:
    for name, touchpoint in journey.touchpoints.items():
        if touchpoint.situation and touchpoint.situation not in {*SITUATIONS, *journey.model.patience}:
            cure = did_you_mean(touchpoint.situation, list(SITUATIONS))
            path = ("touchpoints", name, "situation")
            yield Problem(path, "J109", f"`{touchpoint.situation}` is no situation with a known patience", cure)
    for situation in journey.model.patience:
        if situation not in SITUATIONS and all(p.situation != situation for p in journey.touchpoints.values()):
            path = ("model", "patience", situation)
            cure = did_you_mean(situation, list(SITUATIONS))
            yield Problem(path, "J109", f"no touchpoint is in the situation `{situation}`", cure, key=True)


def _unreachable(journey: Journey) -> Iterator[Problem]:
    reached, waiting = set(journey.starts), list(journey.starts)
    while waiting:
        point = journey.touchpoints.get(waiting.pop())
        new = [name for name in (point.next if point else ()) if name not in reached]
        reached.update(new)
        waiting += new
    for name in journey.touchpoints:
        if name not in reached:
            yield Problem(
                ("touchpoints", name),
                "J131",
                f"no planned way leads to `{name}`",
                "name it in a `next`, or in `start`",
                key=True,
                severity="warning",
            )


def _endless(journey: Journey) -> Iterator[Problem]:
    """Touchpoints from which every planned way goes round in circles."""
    if not journey.goals and all(name in journey.touchpoints for p in journey.touchpoints.values() for name in p.next):
        return
    led_from: dict[str, list[str]] = {}
    for source, point in journey.touchpoints.items():
        for target, share in equal_where_unknown(point.next).items():
            if share > 0:
                led_from.setdefault(target, []).append(source)
    ending = [name for name, point in journey.touchpoints.items() if not point.next]
    ending += [*journey.goals, *journey.ends, *(name for name in led_from if name not in journey.touchpoints)]
    found = set(ending)
    while ending:
        new = [name for name in led_from.get(ending.pop(), ()) if name not in found]
        found.update(new)
        ending += new
    for name in journey.touchpoints:
        if name not in found:
            yield Problem(
                ("touchpoints", name),
                "J132",
                f"no planned way leads from `{name}` to an end of the journey",
                "add a transition that leaves the circle to its `next`",
                key=True,
            )
