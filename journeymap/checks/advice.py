"""What a careful colleague would ask."""

from collections.abc import Iterator

from journeymap.checks.problem import Path, Problem
from journeymap.journey import Journey
from journeymap.touchpoint import Touchpoint
from journeymap.units import format_duration

__all__ = ["advice"]


def advice(journey: Journey) -> Iterator[Problem]:
    """Ask about what may well be meant, but hardly can be."""
    yield from _unreachable(journey)
    yield from _dead_ends(journey)
    if journey.phases and "after" not in journey.phases.values():
        said = "the map stops at the sale: no phase is `after` it"
        yield _warning(("phases",), "J134", said, "add a phase of keeping customers, such as `use: after`", key=True)
    if not journey.log.satisfaction and not any(map(_somebody_was_asked, journey.planned.values())):
        said = "nobody was asked: there is no satisfaction at any touchpoint"
        cure = "give `satisfaction` where you have it, or name the log's column"
        yield _warning(("touchpoints",), "J136", said, cure, key=True)
    for name, point in journey.touchpoints.items():
        yield from _impatient_promise(journey, ("touchpoints", name), point)
        if len(point.channels_without_share) > 1:
            without = ", ".join(f"`{channel}`" for channel in point.channels_without_share)
            said = f"{without} have no share of the customers: equal ones are assumed"
            yield Problem(("touchpoints", name, "channels"), "J185", said, "give each a `share`", severity="note")
        if point.reached and point.next and not point.counted and not point.left:
            said = f"`{name}` counts who got there, but not who went on: nobody can be seen leaving"
            yield _warning(("touchpoints", name, "reached"), "J133", said, "give counts in `next`, or `left`")


def _somebody_was_asked(point: Touchpoint) -> bool:
    return bool(point.satisfaction or any(channel.satisfaction for channel in point.channels.values()))


def _warning(path: Path, code: str, said: str, cure: str, *, key: bool = False) -> Problem:
    return Problem(path, code, said, cure, key=key, severity="warning")


def _unreachable(journey: Journey) -> Iterator[Problem]:
    reached, goals = journey.reachable, set(journey.goals)
    for name in journey.planned:
        if name in reached:
            continue
        if name in goals:
            said, code, cure = f"nobody reaches the goal `{name}`", "J135", "lead to it by a `next`"
        else:
            said, code, cure = f"no planned way leads to `{name}`", "J131", "name it in a `next`, or in `start`"
        yield _warning(("touchpoints", name), code, said, cure, key=True)


def _dead_ends(journey: Journey) -> Iterator[Problem]:
    ends = {*journey.goals, *journey.ends, *journey.closing, *(detour.source for detour in journey.off_plan)}
    for name, point in journey.planned.items():
        if not point.next and name not in ends:
            said = f"`{name}` leads nowhere and is no end: whoever gets there counts as lost"
            cure = "give it a `next`, or name it under `goal` or `ends`"
            yield _warning(("touchpoints", name), "J139", said, cure, key=True)


def _impatient_promise(journey: Journey, path: tuple[str, str], point: Touchpoint) -> Iterator[Problem]:
    promised = point.promise.wait if point.promise else None
    about = point.promise.about if point.promise else None
    patience = journey.patience_of(about if about in journey.touchpoints else path[1])
    if promised is None or patience is None or promised <= patience.tolerated + patience.half_life:
        return
    longest = format_duration(patience.tolerated + patience.half_life)
    said = (
        f"the promise of {format_duration(promised)} is longer than customers' patience ({longest}): "
        "it shelters nothing beyond that"
    )
    yield _warning((*path, "promise"), "J130", said, "promise less, or give the `patience` you have seen")
