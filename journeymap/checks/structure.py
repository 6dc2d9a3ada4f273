"""How a journey hangs together: ids that exist, shares that add up, ways that lead to an end."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from journeymap.checks.problem import Path, Problem, unknown_ids
from journeymap.journey import Journey
from journeymap.units import format_share

__all__ = ["beyond_the_whole", "structure", "uneven_shares"]

_TOLERANCE = 0.0051
"""How far rounding to whole per cents moves one share, and a hair for the sum."""
_EXACT = 1e-9
_NO_IDS = {"": "nothing", "(start)": "where every case starts", "(end)": "where every case ends"}
"""The last two stand beside the touchpoints in tables of transitions."""
_LARGEST_GROUP = 5
"""Touchpoints of one `any_order` group."""
_MOST_STATES = 2000
"""States of the plan that all groups together may make; n touchpoints in any order make n·2ⁿ⁻¹."""


def structure(journey: Journey) -> Iterator[Problem]:
    """Find what keeps customers from travelling as the journey says."""
    known = journey.touchpoints
    yield from unknown_ids(("start",), journey.start, known)
    yield from uneven_shares(("start",), journey.start)
    yield from unknown_ids(("goal",), journey.goal, known)
    yield from unknown_ids(("ends",), journey.ends, known)
    yield from unknown_ids(("milestones",), journey.milestones, known)
    yield from _ends(journey)
    for name in known:
        if name.strip() in _NO_IDS:
            said = f"`{name}` is no id: it stands for {_NO_IDS[name.strip()]}"
            yield Problem(("touchpoints", name), "J114", said, "give the touchpoint another id", key=True)
    yield from _missing(journey)
    yield from _off_plan(journey)
    yield from _any_order(journey)
    yield from _endless(journey)


_LEAVING = "shares are among those who go on: leaving is not one of them"


def uneven_shares(path: Path, shares: Mapping[Any, float | None], *, cure: str = _LEAVING) -> Iterator[Problem]:
    """Find shares that do not add up to 100 %.

    Args:
        path: Where they stand.
        shares: None where one is not given.
        cure: What to do where they are less.
    """
    known = [share for share in shares.values() if share is not None]
    if not known:
        return
    total = sum(known)
    complete = len(known) == len(shares)
    tolerance = _TOLERANCE * len(known)
    if total > 1 + tolerance or (complete and total < 1 - tolerance):
        said = f"the shares add up to {format_share(total)}, not to 100 %"
        yield Problem(path, "J105", said, cure if total < 1 else "lower a share")


def beyond_the_whole(path: Path, shares: Iterable[float | None]) -> Iterator[Problem]:
    """Find shares of customers that add up to more than all of them."""
    known = [share for share in shares if share is not None]
    if sum(known) > 1 + _TOLERANCE * len(known):
        yield Problem(path, "J122", f"the shares add up to {format_share(sum(known))}", "lower a share")


def _all_ids_exist(journey: Journey) -> bool:
    return all(name in journey.touchpoints for point in journey.touchpoints.values() for name in point.next)


def _ends(journey: Journey) -> Iterator[Problem]:
    for end in journey.ends:
        if end in journey.touchpoints and journey.touchpoints[end].next:
            said, cure = f"`{end}` ends the journey and leads on", "take `next` out, or end the journey elsewhere"
            yield Problem(("touchpoints", end, "next"), "J106", said, cure)
        if end in journey.goal:
            yield Problem(("ends", end), "J106", f"`{end}` is a goal and another end", "keep one of the two", key=True)
    if not journey.goals and _all_ids_exist(journey):
        why = "every touchpoint leads on" + (", or is another end" if journey.ends else "")
        said = f"the journey has no goal: {why if journey.planned else 'none of its touchpoints exists'}"
        cure = "write `goal: ID` for the touchpoint that customers shall reach"
        yield Problem(("touchpoints",), "J107", said, cure, key=True)


def _missing(journey: Journey) -> Iterator[Problem]:
    """Touchpoints that do not exist and are travelled all the same."""
    absent = {name for name, point in journey.touchpoints.items() if point.missing}
    if not absent:
        return
    for name in absent:
        if journey.touchpoints[name].next:
            said = f"`{name}` is missing, and leads on"
            yield Problem(("touchpoints", name, "next"), "J126", said, "take `next` out until it exists")
    for path, name in _travelled(journey):
        if name in absent:
            said = f"`{name}` is missing: nobody can travel to what does not exist"
            yield Problem((*path, name), "J126", said, "take it out here until it exists", key=True)


def _travelled(journey: Journey) -> Iterator[tuple[Path, str]]:
    """Yield every name of a touchpoint where it is said that customers come there, but for `log: names`."""
    for key in ("start", "goal", "ends", "milestones"):
        yield from (((key,), name) for name in getattr(journey, key))
    for source, point in journey.touchpoints.items():
        path: Path = ("touchpoints", source)
        yield from (((*path, "next"), name) for name in point.next)
        if point.since:
            yield (*path, "since"), point.since
    for i, detour in enumerate(journey.off_plan):
        yield from ((("off_plan", i, "from"), detour.source), (("off_plan", i, "to"), detour.target))
    for i, group in enumerate(journey.any_order):
        yield from ((("any_order", i), name) for name in group)


def _off_plan(journey: Journey) -> Iterator[Problem]:
    leaving: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    ends = {*journey.goal, *journey.ends}
    for i, detour in enumerate(journey.off_plan):
        source, target = detour.source, detour.target
        yield from unknown_ids(("off_plan", i, "from"), [source], journey.touchpoints)
        yield from unknown_ids(("off_plan", i, "to"), [target], journey.touchpoints)
        point = journey.touchpoints.get(source)
        if point and (target in point.next or (point.repeats and source == target)):
            said = f"`{source}` → `{target}` is planned and off plan"
            yield Problem(("off_plan", i, "to"), "J116", said, "take it out of `next`, or out of `off_plan`")
        if (source, target) in seen:
            said = f"`{source}` → `{target}` is named twice"
            yield Problem(("off_plan", i, "to"), "J113", said, "name it once, with the share of both")
        if source in ends and not (source in journey.goal and point and point.next):
            said = f"`{source}` ends the journey and leads on, off plan"
            yield Problem(("off_plan", i, "from"), "J106", said, "take the route out, or end the journey elsewhere")
        seen.add((source, target))
        leaving[source] = leaving.get(source, 0.0) + detour.share
        if leaving[source] > 1 + _EXACT:
            said = f"more than all who go on from `{source}` are off plan"
            yield Problem(("off_plan", i, "share"), "J105", said, "lower a share")
    for i, detour in enumerate(journey.off_plan):
        point = journey.touchpoints.get(detour.source)
        if point and not point.next and detour.source not in ends and leaving.pop(detour.source, 1.0) < 1 - _EXACT:
            said = f"`{detour.source}` has no `next`, and its routes off plan add up to less than 100 %"
            yield Problem(("off_plan", i, "share"), "J105", said, "give it a `next`, or raise the share")


def _any_order(journey: Journey) -> Iterator[Problem]:
    grouped: set[str] = set()
    for i, group in enumerate(journey.any_order):
        path = ("any_order", i)
        yield from unknown_ids(path, group, journey.touchpoints)
        if not 1 < len(group) <= _LARGEST_GROUP:
            said = f"a group of {len(group)} touchpoint{'' if len(group) == 1 else 's'}"
            yield Problem(path, "J123", said, f"group 2 to {_LARGEST_GROUP} touchpoints")
        for name in group:
            if name in grouped:
                yield Problem((*path, name), "J123", f"`{name}` is in a group already", "name it once", key=True)
            grouped.add(name)
            if name in {*journey.final_goals, *journey.ends}:
                said = f"`{name}` ends the journey, and might come before the others of its group"
                cure = "take it out of the group, and lead to it by a `next` of each of the others"
                yield Problem((*path, name), "J190", said, cure, key=True)
    n_states = sum((len(group) << len(group)) // 2 for group in journey.any_order if len(group) <= _LARGEST_GROUP)
    if n_states > _MOST_STATES:
        said = f"the groups make {n_states} states of the plan, and {_MOST_STATES} are the most"
        yield Problem(("any_order",), "J191", said, "leave out the groups whose order matters least", key=True)


def _endless(journey: Journey) -> Iterator[Problem]:
    """Touchpoints from which every way goes round in circles: planned ways, and those that customers take."""
    if not journey.goals and _all_ids_exist(journey):
        return
    planned = {
        (source, target): share
        for source, point in journey.planned.items()
        for target, share in point.shares.items()
        if share > 0
    }
    leaving: dict[str, float] = {}
    for detour in journey.off_plan:
        leaving[detour.source] = leaving.get(detour.source, 0.0) + detour.share
    taken = [pair for pair in planned if leaving.get(pair[0], 0.0) < 1 - _EXACT]
    taken += [(detour.source, detour.target) for detour in journey.off_plan if detour.share > 0]
    without_plan = _without_end(journey, planned)
    for name in without_plan | _without_end(journey, taken):
        said = f"no {'planned way' if name in without_plan else 'way'} leads from `{name}` to an end of the journey"
        cure = "add a transition that leaves the circle to its `next`"
        yield Problem(("touchpoints", name), "J132", said, cure, key=True)


def _without_end(journey: Journey, ways: Iterable[tuple[str, str]]) -> dict[str, None]:
    """Return the touchpoints from which the ways lead to no end, in the order of the file."""
    led_from: dict[str, list[str]] = {}
    for source, target in ways:
        led_from.setdefault(target, []).append(source)
    leading = {source for sources in led_from.values() for source in sources}
    ending = [name for name in journey.planned if name not in leading and not journey.planned[name].next]
    ending += [*journey.final_goals, *journey.ends, *(name for name in led_from if name not in journey.planned)]
    found = set(ending)
    while ending:
        new = [name for name in led_from.get(ending.pop(), ()) if name not in found]
        found.update(new)
        ending += new
    return {name: None for name in journey.planned if name not in found}
