"""The measurement of a log again: slow and obvious, in plain Python on lists of dicts.

A row is a dict with `case`, `event`, `at` (a datetime in UTC without zone) and, where there are such columns, `seq`
(order), `score`, `ok` (True, False or None) and the segment columns. Rows stand in file order.
"""

import datetime as dt
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from journeymap.eventlog import EventLog
from journeymap.journey import Journey

Row = dict[str, Any]
Tables = dict[str, Any]


def measured(journey: Journey, log: EventLog, rows: Sequence[Row]) -> Tables:
    """Every field of a Measurement by name, tables as lists of tuples."""
    ids = id_by_event(journey, log, [row["event"] for row in rows])
    rank = touchpoint_order(journey, ids)
    events: list[Row] = []
    for position, row in enumerate(rows):
        id_ = ids[row["event"]]
        if id_ is not None:
            events.append({**row, "id": id_, "position": position, "rank": rank[id_]})
    first, last = min(row["at"] for row in rows), max(row["at"] for row in rows)
    cases = read_cases(journey, log, events)
    moves = [move for case in cases for move in transitions(case)]
    arrivals = [move for case in cases for move in since_waits(journey, case)]
    lost = lost_after(journey, log, list(rank), moves)
    for case in cases:
        at_goal = case["path"][-1] in journey.goals
        quiet = (last - case["times"][-1]) // dt.timedelta(microseconds=1)
        case["done"] = at_goal
        here = case["path"][-1]
        case["under_way"] = here in lost and quiet <= math.floor(lost[here] * 1e6 + 0.01)
    return {
        "journey": journey.journey,
        "first": first.isoformat() + "Z",
        "last": last.isoformat() + "Z",
        "n_events": len(events),
        "n_ignored": len(rows) - len(events),
        "n_tied": tied(events),
        "dimensions": tuple(log.segments),
        "has_success": log.success is not None,
        "lost_after": lost,
        "names": {i: event for event, i in ids.items() if i is not None and i not in journey.touchpoints},
        "variants": variants(cases),
        "waits": waits(moves, since=False) + waits(arrivals, since=True),
        "satisfaction": satisfaction(cases) if log.satisfaction else [],
        "conditions": conditions(journey, cases, moves, arrivals),
    }


def id_by_event(journey: Journey, log: EventLog, events: Sequence[str]) -> dict[str, str | None]:
    """Which touchpoint each event stands for; None where it is ignored."""
    found: dict[str, str | None] = {}
    taken = set(journey.touchpoints)
    for event in sorted(set(events)):
        named = [i for i, point in journey.touchpoints.items() if point.name == event]
        if event in log.names:
            found[event] = log.names[event]
        elif event in journey.touchpoints:
            found[event] = event
        elif len(named) == 1:
            found[event] = named[0]
        elif log.unlisted == "ignore":
            found[event] = None
        else:
            latin = unicodedata.normalize("NFD", event.lower()).encode("ascii", "ignore").decode()
            stem = "_".join(re.findall(r"[a-z0-9]+", latin)) or "touchpoint"
            free = (name for name in [stem, *(f"{stem}_{n}" for n in range(2, 99))] if name not in taken)
            found[event] = next(free)
            taken.add(str(found[event]))
    return found


def touchpoint_order(journey: Journey, ids: dict[str, str | None]) -> dict[str, int]:
    """Planned touchpoints as in the file, then the others by the name of the event."""
    others = [i for _, i in sorted(ids.items()) if i is not None and i not in journey.touchpoints]
    return {i: rank for rank, i in enumerate([*journey.touchpoints, *others])}


def read_cases(journey: Journey, log: EventLog, events: Sequence[Row]) -> list[Row]:
    """Each case's events in order, up to the first goal."""
    by_case = defaultdict(list)
    for event in events:
        order = {None: 0, "row": event["position"]}.get(log.order, event.get(str(log.order)))
        segment = tuple(event[column] or "(none)" for column in log.segments)
        by_case[event["case"]].append({**event, "place": (event["at"], order, event["rank"]), "segment": segment})
    return [read_case(journey, log, case, own) for case, own in by_case.items()]


def read_case(journey: Journey, log: EventLog, case: str, own: Sequence[Row]) -> Row:
    in_order = sorted(own, key=lambda event: (event["place"], event.get("score") is None, event.get("score")))
    goals = [position for position, event in enumerate(in_order) if event["id"] in journey.goals]
    read = in_order[: min(goals) + 1] if goals else in_order
    judged = [(event["place"], event["ok"]) for event in own if log.success and event["ok"] is not None]
    return {
        "case": case,
        "segment": min((event["place"], event["segment"]) for event in own)[1],
        "path": [event["id"] for event in read],
        "times": [event["at"] for event in read],
        "ok": max(judged)[1] if judged else None,
        "scores": [(event["id"], event["score"]) for event in read if event.get("score") is not None],
    }


def tied(events: Sequence[Row]) -> int:
    """Events that share case and time with another one."""
    moments = [(event["case"], event["at"]) for event in events]
    return sum(moments.count(moment) > 1 for moment in moments)


def transitions(case: Row) -> list[Row]:
    """Every step with the time it took, in microseconds."""
    steps = zip(case["path"], case["path"][1:], case["times"], case["times"][1:], strict=False)
    return [move(case, source, target, begun, ended) for source, target, begun, ended in steps]


def since_waits(journey: Journey, case: Row) -> list[Row]:
    """Every arrival from elsewhere, with the time since the first event at the touchpoint it counts from."""
    found = []
    for target, point in journey.touchpoints.items():
        for position in range(1, len(case["path"])):
            arrived = case["path"][position] == target != case["path"][position - 1]
            before = case["path"][:position]
            if not arrived or point.since is None:
                continue
            if point.since == "start" and "start" not in journey.touchpoints:
                found.append(move(case, "(start)", target, case["times"][0], case["times"][position]))
            elif point.since in before:
                begun = case["times"][before.index(point.since)]
                found.append(move(case, point.since, target, begun, case["times"][position]))
    return found


def move(case: Row, source: str, target: str, begun: dt.datetime, ended: dt.datetime) -> Row:
    return {
        "case": case["case"],
        "segment": case["segment"],
        "source": source,
        "target": target,
        "waited": (ended - begun) // dt.timedelta(microseconds=1),
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


def variants(cases: Sequence[Row]) -> list[tuple[Any, ...]]:
    """One row a segment and sequence."""
    groups = defaultdict(list)
    for case in cases:
        groups[case["segment"], tuple(case["path"])].append(case)
    return [
        (
            *key,
            len(group),
            sum(case["under_way"] for case in group),
            sum(case["ok"] is not None for case in group),
            sum(case["ok"] is True for case in group),
            sum((case["times"][-1] - case["times"][0]) // dt.timedelta(microseconds=1) for case in group) / 1e6,
            min(case["case"] for case in group),
        )
        for key, group in groups.items()
    ]


def satisfaction(cases: Sequence[Row]) -> list[tuple[Any, ...]]:
    """One row a segment, touchpoint and score."""
    answers = Counter((case["segment"], id_, float(score)) for case in cases for id_, score in case["scores"])
    return [(*key, n) for key, n in answers.items()]


def conditions(
    journey: Journey, cases: Sequence[Row], moves: Sequence[Row], arrivals: Sequence[Row]
) -> list[tuple[Any, ...]]:
    """One row a segment and touchpoint with a promise, or with patience where customers wait."""
    found = []
    for id_, point in journey.touchpoints.items():
        patience = journey.patience_of(id_)
        if point.promise and point.promise.wait is not None:
            name, limit = "late", point.promise.wait
        elif patience and (point.since or (point.wait and point.wait.measured)):
            name, limit = "long_wait", patience.tolerated + patience.half_life
        else:
            continue
        of_case = defaultdict(list)
        for each in arrivals if point.since else moves:
            if each["target"] == id_:
                of_case[each["case"]].append(each["waited"])
        for segment in {case["segment"] for case in cases}:
            met = [c for c in cases if c["segment"] == segment and c["case"] in of_case and not c["under_way"]]
            over = [case for case in met if max(of_case[case["case"]]) > limit * 1e6]
            if met:
                found.append((segment, id_, name, *outcomes(over), *outcomes(met)))
    return found


def outcomes(cases: Sequence[Row]) -> tuple[int, int, int, int]:
    """Cases, those complete, those judged, those that succeeded."""
    return (
        len(cases),
        sum(case["done"] for case in cases),
        sum(case["ok"] is not None for case in cases),
        sum(case["ok"] is True for case in cases),
    )
