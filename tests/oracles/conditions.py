"""Conditions at touchpoints, in plain Python; see `measuring`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from journeymap.eventlog import EventLog
from journeymap.journey import Journey

Row = dict[str, Any]


def conditions(
    journey: Journey, log: EventLog, cases: Sequence[Row], moves: Sequence[Row], arrivals: Sequence[Row]
) -> list[tuple[Any, ...]]:
    """One row a segment, touchpoint and condition that is known of some case that is not under way."""
    of_case: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for case in cases:
        for target, name, holds in seen(journey, case):
            of_case[case["case"], target, name].append(holds)
    for target, case_id, name, holds in waited(journey, log, moves, arrivals):
        of_case[case_id, target, name].append(holds)
    groups: dict[tuple[Any, ...], list[tuple[Row, bool]]] = defaultdict(list)
    by_id = {case["case"]: case for case in cases}
    for (case_id, target, name), held in of_case.items():
        case = by_id[case_id]
        if not case["under_way"]:
            groups[case["segment"], target, name].append((case, any(held)))
    found = []
    for (segment, target, name), group in groups.items():
        under = outcomes([case for case, holds in group if holds])
        met = outcomes([case for case, _ in group])
        found.append((segment, target, name, *under[:4], *met[:4], *under[4:], *met[4:]))
    return found


def seen(journey: Journey, case: Row) -> Iterator[tuple[str, str, bool]]:
    """What can be told of the events of a case: touchpoint, condition, whether it held."""
    for target in case["path"]:
        if not comes_back(journey, target):
            yield target, "repeated", case["path"].count(target) > 1
    yield from handed_off(journey, case)
    for event in case["events"]:
        yield from seen_at(journey, event)
    for before, event in pairwise(case["events"]):
        if before["channel"] and event["channel"]:
            yield event["id"], "channel_switch", before["channel"] != event["channel"]


def comes_back(journey: Journey, target: str) -> bool:
    """Whether the plan leads from a touchpoint to itself, by however many steps."""
    point = journey.touchpoints.get(target)
    if point is None:
        return False
    reached, waiting = set[str](), [*point.next]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += journey.touchpoints[here].next
    return point.repeats or target in reached


def handed_off(journey: Journey, case: Row) -> Iterator[tuple[str, str, bool]]:
    departments = {id_: point.department for id_, point in journey.touchpoints.items()}
    if not any(departments.values()):
        departments = {id_: point.owner for id_, point in journey.touchpoints.items()}
    for source, target in pairwise(case["path"]):
        if departments.get(source) and departments.get(target):
            yield target, "hand_off", departments[source] != departments[target]


def seen_at(journey: Journey, event: Row) -> Iterator[tuple[str, str, bool]]:
    target, point = event["id"], journey.touchpoints.get(event["id"])
    if event["unhappy"] is not None:
        yield target, "low_score", event["unhappy"]
    if event["failed"] is not None:
        yield target, "failed", event["failed"]
    if event["channel"] and point and point.channel:
        yield target, "other_channel", event["channel"] not in point.channel
    if event["due"] is not None:
        yield target, "late", event["at"] > event["due"]
    if event["begins"] is not None:
        yield target, "early", event["at"] < event["begins"]


def waited(
    journey: Journey, log: EventLog, moves: Sequence[Row], arrivals: Sequence[Row]
) -> Iterator[tuple[str, str, str, bool]]:
    """What can be told of waits: touchpoint, case, condition, whether it held."""
    counted = {id_ for id_, point in journey.touchpoints.items() if point.since}
    for each in [*[move for move in moves if move["target"] not in counted], *arrivals]:
        target, point = each["target"], journey.touchpoints.get(each["target"])
        patience = journey.patience_of(target) if point else None
        if each["wait"] is not None:
            yield target, each["case"], "late", each["waited"] > each["wait"].total_seconds() * 1e6
        elif point is None or each["due"] is not None or (point.wait and not point.wait.measured):
            continue  # what is described beats the gaps of the log
        elif point.promise and point.promise.wait is not None:
            yield target, each["case"], "late", each["waited"] > point.promise.wait * 1e6
        elif patience and (point.since or (point.wait.measured if point.wait else log.end)):
            limit = patience.tolerated + patience.half_life
            yield target, each["case"], "long_wait", each["waited"] > limit * 1e6


def outcomes(cases: Sequence[Row]) -> tuple[float, ...]:
    """Cases, those complete, those judged, those that succeeded; with an answer, their means and squares."""
    means = [case["mean"] for case in cases if case["mean"] is not None]
    return (
        len(cases),
        sum(case["done"] for case in cases),
        sum(case["ok"] is not None for case in cases),
        sum(case["ok"] is True for case in cases),
        len(means),
        sum(means) / 1e4,
        sum(mean**2 for mean in means) / 1e8,
    )
