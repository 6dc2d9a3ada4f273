"""Waits, and how long events take, in plain Python; see `measuring`."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from journeymap.eventlog import EventLog
from journeymap.journey import Journey

Row = dict[str, Any]


def microseconds(time: dt.timedelta) -> int:
    return time // dt.timedelta(microseconds=1)


def transitions(case: Row) -> list[Row]:
    """Every step, with the time from the end of the one event to the start of the next."""
    return [
        move(case, before["id"], before["over"] or before["at"], after) for before, after in pairwise(case["events"])
    ]


def since_waits(journey: Journey, case: Row) -> list[Row]:
    """Every arrival from elsewhere, with the time since the first event at the touchpoint it counts from."""
    found = []
    for target, point in journey.touchpoints.items():
        for position in range(1, len(case["events"])):
            arrival = case["events"][position]
            before = case["path"][:position]
            if point.since is None or not (arrival["id"] == target != before[-1]):
                continue
            if point.since == "start" and "start" not in journey.touchpoints:
                found.append(move(case, "(start)", case["events"][0]["at"], arrival))
            elif point.since in before:
                source = case["events"][before.index(point.since)]
                found.append(move(case, point.since, source["over"] or source["at"], arrival))
    return found


def move(case: Row, source: str, begun: dt.datetime, arrival: Row) -> Row:
    return {
        "case": case["case"],
        "segment": case["segment"],
        "source": source,
        "target": arrival["id"],
        "waited": max(0, microseconds(arrival["at"] - begun)),
        "overlaps": arrival["at"] < begun,
        "wait": arrival["wait"],
        "due": arrival["due"],
    }


def bucket(milliseconds: int) -> int:
    """Exact below 64 ms, then steps of 2 % in exact fractions."""
    if milliseconds < 64:
        return milliseconds
    k, bound = 0, Fraction(64)
    while bound * Fraction(51, 50) <= milliseconds:
        k, bound = k + 1, bound * Fraction(51, 50)
    return 64 + k


def waits(moves: Sequence[Row], *, since: bool) -> list[tuple[Any, ...]]:
    """One row a segment, transition and bucket."""
    found = defaultdict(list)
    for each in moves:
        key = (each["segment"], each["source"], each["target"], since, bucket(each["waited"] // 1000))
        found[key].append(each["waited"])
    return [(*key, len(waited), sum(waited) / 1e6) for key, waited in found.items()]


def services(cases: Sequence[Row]) -> list[tuple[Any, ...]]:
    """One row a segment, touchpoint and bucket of the time that an event took, where its end is known."""
    found = defaultdict(list)
    for case in cases:
        for event in case["events"]:
            if event["over"] is not None:
                took = microseconds(event["over"] - event["at"])
                found[case["segment"], event["id"], bucket(took // 1000)].append(took)
    return [(*key, len(took), sum(took) / 1e6) for key, took in found.items()]


def lost_after(journey: Journey, log: EventLog, touchpoints: list[str], moves: Sequence[Row]) -> dict[str, float]:
    """As given, else the mean of the bucket of the 95th percentile of onward waits, else of all waits."""
    found = {}
    for touchpoint in touchpoints:
        if touchpoint in journey.goals or touchpoint in journey.ends:
            continue
        onward = [each["waited"] for each in moves if each["source"] == touchpoint]
        waited = sorted(onward or [each["waited"] for each in moves])
        if log.lost_after is not None:
            found[touchpoint] = log.lost_after
        elif waited:
            at = bucket(waited[math.ceil(0.95 * len(waited)) - 1] // 1000)
            together = [each for each in waited if bucket(each // 1000) == at]
            found[touchpoint] = sum(together) / len(together) / 1e6
        else:
            found[touchpoint] = 0.0
    return found
