"""The measurement of a log again: slow and obvious, in plain Python on lists of dicts.

A row is a dict with `case`, `event`, `at` (a datetime in UTC without zone) and, where there are such columns, `seq`
(order), `over` (end), `score`, `ok` (True, False or None), `how` (channel), `clicks`, `result` (outcome), `worth`
(value), `words` (comment), `eta` (promised, as text) and the segment columns. Rows stand in file order.
"""

import datetime as dt
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from tests.oracles.conditions import conditions
from tests.oracles.waits import lost_after, microseconds, services, since_waits, transitions, waits

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
            events.append(detailed(journey, log, {**row, "id": id_, "position": position, "rank": rank[id_]}))
    first = min(row["at"] for row in rows)
    last = max(moment for row in rows for moment in (row["at"], log.end and row["over"]) if moment)
    last = log.log_end or last
    in_order = [read for own in by_case(log, events) for read in in_sessions(log, own)]
    n_events = sum(len(own) for own in in_order)
    begun = [own for own in in_order if is_asked_for(log, own[0]["at"])]
    cases = [read_case(journey, log, own) for own in begun]
    moves = [move for case in cases for move in transitions(case)]
    arrivals = [move for case in cases for move in since_waits(journey, case)]
    lost = lost_after(journey, log, list(rank), moves)
    for case in cases:
        here = case["path"][-1]
        case["done"] = not {*journey.goals}.isdisjoint(case["path"])
        quiet = microseconds(last - case["over"])
        case["under_way"] = not case["done"] and here in lost and quiet <= math.floor(lost[here] * 1e6 + 0.01)
    repeats = sum(event["repeats"] for own in begun for event in own)
    n_here = sum(len(own) for own in begun)
    n_coded = len(events)
    return {
        "journey": journey.journey,
        "first": first.isoformat() + "Z",
        "last": last.isoformat() + "Z",
        "n_events": n_here,
        "n_ignored": len(rows) - n_coded,
        "n_tied": sum(event["tied"] for own in begun for event in own),
        "dimensions": tuple(log.segments),
        "has_success": log.success is not None,
        "has_end": log.end is not None,
        "lost_after": lost,
        "names": {i: event for event, i in ids.items() if i is not None and i not in journey.touchpoints},
        "noticed": {
            name: n
            for name, n in {
                "duplicates": 0 if log.drop_duplicates else repeats,
                "duplicates_dropped": n_coded - n_events,
                "overlaps": sum(each["overlaps"] for each in moves),
                "at_midnight": sum(row["at"].time() == dt.time.min for row in rows),
                "outside": n_events - n_here,
            }.items()
            if n
        },
        "variants": variants(cases),
        "waits": waits(moves, since=False) + waits(arrivals, since=True),
        "work": services(cases) if log.end else [],
        "touches": touches(log, cases),
        "satisfaction": satisfaction(cases) if log.satisfaction else [],
        "conditions": conditions(journey, log, cases, moves, arrivals),
    }


def fits(text: str, event: str) -> bool:
    """Whether an entry of `names` or `ignore` means this event."""
    return re.search(text[1:-1], event) is not None if text[0] == text[-1] == "/" else text == event


def id_by_event(journey: Journey, log: EventLog, events: Sequence[str]) -> dict[str, str | None]:
    """Which touchpoint each event stands for; None where it is ignored."""
    found: dict[str, str | None] = {}
    taken = set(journey.touchpoints)
    for event in sorted(set(events)):
        spoken = [i for i, point in journey.touchpoints.items() if point.name == event]
        mapped = [id_ for text, id_ in log.names.items() if fits(text, event)]
        if any(fits(text, event) for text in log.ignore):
            found[event] = None
        elif mapped:
            found[event] = mapped[0]
        elif event in journey.touchpoints:
            found[event] = event
        elif len(spoken) == 1:
            found[event] = spoken[0]
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


def detailed(journey: Journey, log: EventLog, event: Row) -> Row:
    """An event with what its columns say, None where the log has no such column or says nothing."""
    scale = journey.scale_of(event["id"]) if event["id"] in journey.touchpoints else journey.scale
    score = event["score"] if log.satisfaction else None
    eta = event["eta"] if log.promised else None
    wait, begins, due = promise(eta)
    planned = {name.lower(): name for point in journey.touchpoints.values() for name in point.channel}
    how = event["how"] if log.channel else None
    order = {None: 0, "row": event["position"]}.get(log.order, event.get(str(log.order)))
    return {
        **event,
        "order": order,
        "segment": tuple(event[column] or "(none)" for column in log.segments),
        "over": event["over"] if log.end else None,
        "ok": event["ok"] if log.success else None,
        "worth": event["worth"] if log.value else None,
        "score": score,
        "share": None if score is None else math.floor(10_000 * scale.share(score) + 0.5),
        "unhappy": None if score is None else scale.share(score) <= 0.35,
        "channel": how and planned.get(how.lower(), how.lower()),
        "clicks": event["clicks"] if log.clicks == "clicks" else None,
        "failed": None if not log.outcome or event["result"] is None else event["result"] == "bad",
        "commented": bool(log.comment and event["words"]),
        "wait": wait,
        "begins": begins,
        "due": due,
    }


def promise(eta: str | None) -> tuple[dt.timedelta | None, dt.datetime | None, dt.datetime | None]:
    """A wait, or the first and the last moment that keep a promise."""
    if eta is None:
        return None, None, None
    if eta.endswith("min"):
        return dt.timedelta(minutes=int(eta.split()[0])), None, None
    moment = dt.datetime.fromisoformat(eta)
    if moment.time() != dt.time.min:
        return None, None, moment
    return None, moment, moment + dt.timedelta(days=1) - dt.timedelta(microseconds=1)


def place(event: Row) -> tuple[Any, ...]:
    """What orders events: time, order, touchpoint; then what is known of them, the unknown last."""
    names = ("over", "score", "channel", "clicks", "failed", "commented", "wait", "begins", "due", "ok", "worth")
    details = [(event[name] is None, event[name] if event[name] is not None else 0) for name in names]
    return (event["at"], event["order"], event["rank"], *details, event["segment"])


def by_case(log: EventLog, events: Sequence[Row]) -> list[list[Row]]:
    """Each case's events in order, with whether each is tied with another and repeats the one before."""
    found = defaultdict(list)
    for event in events:
        found[event["case"]].append(event)
    cases = []
    for own in found.values():
        own.sort(key=place)
        times = [event["at"] for event in own]
        for i, event in enumerate(own):
            before = own[i - 1] if i else None
            event["tied"] = times.count(event["at"]) > 1
            keys = ("at", "id") if log.order == "row" else ("at", "id", "order")
            event["repeats"] = before is not None and all(before[key] == event[key] for key in keys)
        cases.append(own)
    return cases


def in_sessions(log: EventLog, own: list[Row]) -> list[list[Row]]:
    """A case, or the sessions that it is cut into, without the duplicates that are to go."""
    sessions: list[list[Row]] = [[]]
    active = own[0]["at"]
    for event in own:
        if log.session is not None and (event["at"] - active).total_seconds() > log.session:
            sessions.append([])
        sessions[-1].append(event)
        active = max(active, event["at"], event["over"] or event["at"])
    return [
        [{**event, "case": event["case"] if number == 1 else f"{event['case']}#{number}"} for event in kept]
        for number, session in enumerate(sessions, 1)
        if (kept := [event for event in session if not (log.drop_duplicates and event["repeats"])])
    ]


def is_asked_for(log: EventLog, begun: dt.datetime) -> bool:
    return (log.since is None or begun >= log.since) and (log.until is None or begun < log.until)


def together(run: list[Row]) -> Row:
    """Clicks at one touchpoint as one visit."""

    def given(name: str) -> list[Any]:
        return [event[name] for event in run if event[name] is not None]

    promised = {name: (given(name) or [None])[0] for name in ("channel", "wait", "begins", "due")}
    told = {name: (given(name) or [None])[-1] for name in ("score", "share", "unhappy", "failed")}
    return {
        **run[0],
        **promised,
        **told,
        "clicks": len(run),
        "commented": any(event["commented"] for event in run),
        "over": max(event["over"] or event["at"] for event in run),
    }


def read_case(journey: Journey, log: EventLog, own: list[Row]) -> Row:
    """One case, read up to its first goal that leads nowhere, unless what follows is kept."""
    judged = [event["ok"] for event in own if event["ok"] is not None]
    worth = [event["worth"] for event in own if event["worth"] is not None]
    if log.clicks == "events":
        own = [together(list(run)) for _, run in groupby(own, key=lambda event: event["id"])]
    if log.promised_touchpoint:
        first = next((e for e in own if e["wait"] is not None or e["due"] is not None), None)
        told = {name: first[name] if first else None for name in ("wait", "begins", "due")}
        own = [event | (told if event["id"] == log.promised_touchpoint else dict.fromkeys(told)) for event in own]
    last = [] if journey.log.after_goal == "keep" else [g for g in journey.goals if not journey.touchpoints[g].next]
    goals = [position for position, event in enumerate(own) if event["id"] in last]
    read = own[: min(goals) + 1] if goals else own
    shares = [event["share"] for event in read if event["share"] is not None]
    clicks = [event["clicks"] for event in read if event["clicks"] is not None]
    return {
        "case": own[0]["case"],
        "segment": own[0]["segment"],
        "events": read,
        "path": [event["id"] for event in read],
        "over": max(event["over"] or event["at"] for event in read),
        "ok": judged[-1] if judged else None,
        "worth": worth[-1] if worth else None,
        "clicks": sum(clicks) if clicks else None,
        "mean": (2 * sum(shares) + len(shares)) // (2 * len(shares)) if shares else None,
    }


def variants(cases: Sequence[Row]) -> list[tuple[Any, ...]]:
    """One row a segment and sequence."""
    groups = defaultdict(list)
    for case in cases:
        groups[case["segment"], tuple(case["path"])].append(case)
    found = []
    for key, group in groups.items():
        means = [case["mean"] for case in group if case["mean"] is not None]
        clicks = [case["clicks"] for case in group if case["clicks"] is not None]
        worth = [case["worth"] for case in group if case["worth"] is not None]
        steps = [[each["waited"] for each in transitions(case)] for case in group]
        found.append(
            (
                *key,
                len(group),
                sum(case["under_way"] for case in group),
                sum(case["ok"] is not None for case in group),
                sum(case["ok"] is True for case in group),
                sum(microseconds(case["over"] - case["events"][0]["at"]) for case in group) / 1e6,
                min(case["case"] for case in group),
                sum(microseconds(case["over"] - case["events"][0]["at"]) ** 2 for case in group),
                len(means),
                sum(means) / 1e4,
                sum(mean**2 for mean in means) / 1e8,
                len(clicks),
                sum(clicks),
                sum(n**2 for n in clicks),
                len(worth),
                float(sum(worth)),
                tuple(sum(waited) / 1e6 for waited in zip(*steps, strict=True)),
            )
        )
    return found


def touches(log: EventLog, cases: Sequence[Row]) -> list[tuple[Any, ...]]:
    """One row a segment, touchpoint and channel."""
    if not (log.channel or log.clicks or log.outcome or log.comment):
        return []
    groups = defaultdict(list)
    for case in cases:
        for event in case["events"]:
            groups[case["segment"], event["id"], event["channel"]].append(event)
    found = []
    for key, group in groups.items():
        clicks = [event["clicks"] for event in group if event["clicks"] is not None]
        ended = [event["failed"] for event in group if event["failed"] is not None]
        commented = sum(event["commented"] for event in group)
        found.append((*key, len(group), len(clicks), sum(clicks), len(ended), sum(ended), commented))
    return found


def satisfaction(cases: Sequence[Row]) -> list[tuple[Any, ...]]:
    """One row a segment, touchpoint and score."""
    answers = Counter(
        (case["segment"], event["id"], float(event["score"]))
        for case in cases
        for event in case["events"]
        if event["score"] is not None
    )
    return [(*key, n) for key, n in answers.items()]
