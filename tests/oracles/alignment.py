"""Alignment again: Dijkstra on the product of plan and trace, and the recurrence of the design word by word.

A plan is described by plain dicts, so that nothing is shared with the package. A node is a touchpoint; where a group
comes in any order it is `a>b>c`: c, after a and b in this order, so that every order is a way of its own. `Drawn`
plans come with the journey file that says the same, and `measurement_of` writes a measurement by hand.
"""

import heapq
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import permutations
from typing import Any

from journeymap.counts import Variant
from journeymap.journey import Journey
from journeymap.measurement import Measurement

BEGIN, FINISH = "<begin>", "<finish>"


@dataclass
class Drawn:
    """A plan at random."""

    steps: dict[str, list[str]]
    """What may follow a node, in file order; BEGIN leads to the starts and FINISH follows the goals,
    and what leads nowhere and is only met after one."""
    skip: dict[str, int]
    extra: dict[str, int]
    journey: Journey

    def extra_cost(self, touchpoint: str) -> int:
        return self.extra.get(touchpoint, 1)

    def skip_cost(self, node: str) -> int:
        return self.skip.get(met_at(node), 0)


def met_at(node: str) -> str:
    return node.rpartition(">")[2]


def draw(rng: random.Random, *, weighted: bool, grouped: bool = False, phased: bool = False) -> Drawn:
    """Draw a plan of one to six touchpoints with loops, several starts and goals; with a goal in reach."""
    while True:
        names = [f"t{i}" for i in range(rng.randint(3 if grouped else 1, 7 if grouped else 6))]
        density = rng.choice([0.2, 0.4, 0.7])
        after = {name: [other for other in names if rng.random() < density] for name in names}
        starts = sorted(rng.sample(names, rng.randint(1, min(2, len(names)))))
        goals = sorted(rng.sample(names, rng.randint(1, min(2, len(names)))))
        points: dict[str, dict[str, Any]] = {name: {"next": list(after[name])} for name in names}
        skip, extra = dict.fromkeys(names, 1), dict.fromkeys(names, 1)
        for name in names if weighted else ():
            skip[name], extra[name] = rng.choice([1, 1, 2, 3, 5]), rng.choice([1, 1, 2, 4])
            points[name] |= {"skip_cost": skip[name], "extra_cost": extra[name]}
            if rng.random() < 0.3:
                points[name]["optional"], skip[name] = True, 0
        for name in names:
            if name not in after[name] and rng.random() < 0.2:
                points[name]["repeats"] = True
                after[name] = [other for other in names if other in after[name] or other == name]
        for name in rng.sample(names, rng.randint(1, len(names))) if phased else ():
            points[name]["phase"] = rng.choice(["one", "two", "three"])
        group = rng.sample(names, min(len(names) - 1, rng.choice([2, 2, 3, 3, 4]))) if grouped else []
        if set(group) & set(goals):
            continue
        steps = permuted({BEGIN: starts, **after}, group)
        leading = {name for name in names if points[name]["next"]}
        leading |= set(group) if leading & set(group) else set()
        steps = ending(steps, {*goals, *only_after(steps, goals)} - (leading - {*goals}), group)
        groups = [group] if group else []
        file = {"journey": "drawn", "start": starts, "goal": goals, "touchpoints": points, "any_order": groups}
        drawn = Drawn(steps, skip, extra, Journey.model_validate(file))
        if cheapest(drawn, [], prefix=False) < math.inf:
            return drawn


def permuted(steps: dict[str, list[str]], group: Sequence[str]) -> dict[str, list[str]]:
    """Write out every order of a group: whoever leads to one of it leads to each, the last leads on for all."""
    if not group:
        return steps
    leads_on = {target for name in group for target in steps[name] if target not in group}
    found: dict[str, list[str]] = {}
    for name, after in steps.items():
        if name not in group:
            outside = [target for target in after if target not in group]
            found[name] = outside + (list(group) if len(outside) < len(after) else [])
    for n in range(1, len(group) + 1):
        for order in permutations(group, n):
            node = ">".join(order)
            due = [f"{node}>{other}" for other in group if other not in order]
            again = [node] if order[-1] in steps[order[-1]] else []
            found[node] = [*again, *(due or leads_on)]
    return found


def ending(steps: dict[str, list[str]], ends: set[str], group: Sequence[str]) -> dict[str, list[str]]:
    """Lead every end to FINISH; a group as soon as all of it is done and one of it is an end."""
    done = [">".join(order) for order in permutations(group)] if ends & {*group} else []
    nodes = {*ends, *done} - ({*group} if len(group) > 1 else set())
    return {node: [*after, FINISH] if node in nodes else after for node, after in steps.items()}


def only_after(steps: dict[str, list[str]], goals: Sequence[str]) -> set[str]:
    """Touchpoints to which some way leads, and only by way of a goal."""
    ways, seen = [(BEGIN, False), *((goal, True) for goal in goals)], set[tuple[str, bool]]()
    while ways:
        at, arrived = ways.pop()
        for after in steps[at]:
            if (after, arrived or after in goals) not in seen:
                seen.add((after, arrived or after in goals))
                ways.append((after, arrived or after in goals))
    before = {met_at(node) for node, arrived in seen if not arrived}
    return {met_at(node) for node, arrived in seen if arrived} - before - {*goals}


def trace(rng: random.Random, drawn: Drawn, *, longest: int = 9) -> tuple[str, ...]:
    """Draw a walk through the plan with mistakes, or plain noise."""
    names = [*drawn.skip, "x", "y"]
    length = rng.randint(1, longest)
    if rng.random() < 0.3:
        return tuple(rng.choice(names) for _ in range(length))
    walk: list[str] = []
    at = BEGIN
    while len(walk) < length:
        if rng.random() < 0.2:
            walk.append(rng.choice(names))
        onward = [name for name in drawn.steps[at] if name != FINISH]
        if not onward or (FINISH in drawn.steps[at] and rng.random() < 0.4):
            break
        at = rng.choice(onward)
        if rng.random() < 0.85:
            walk.append(met_at(at))
    return tuple(walk) or (names[0],)


def cheapest(drawn: Drawn, events: Sequence[str], *, prefix: bool) -> float:
    """The lowest cost of explaining the events by the plan; infinite where the plan never ends."""
    best: dict[tuple[str, int], float] = {}
    queue: list[tuple[float, str, int]] = [(0, BEGIN, 0)]
    while queue:
        cost, at, done = heapq.heappop(queue)
        if (at, done) in best:
            continue
        best[at, done] = cost
        if done == len(events) and (prefix or at == FINISH):
            return cost
        if done < len(events):
            heapq.heappush(queue, (cost + drawn.extra_cost(events[done]), at, done + 1))
        for after in drawn.steps.get(at, []):
            heapq.heappush(queue, (cost + drawn.skip_cost(after), after, done))
            if done < len(events) and events[done] == met_at(after):
                heapq.heappush(queue, (cost, after, done + 1))
    return math.inf


def skipped_between(drawn: Drawn, source: str, target: str) -> tuple[float, tuple[str, ...]]:
    """Cost and touchpoints of the cheapest way between; then the shortest; then the first in file order."""
    names = list(drawn.skip)
    queue: list[tuple[float, int, tuple[int, ...], str]] = [(0, 0, (), source)]
    while queue:
        cost, length, path, at = heapq.heappop(queue)
        if target in drawn.steps.get(at, []):
            return cost, tuple(names[place] for place in path)
        for after in drawn.steps.get(at, []):
            place = -1 if after == FINISH else names.index(after)
            if place >= 0 and place not in path:
                heapq.heappush(queue, (cost + drawn.skip[after], length + 1, (*path, place), after))
    return math.inf, ()


def moves(drawn: Drawn, events: Sequence[str], *, prefix: bool) -> list[tuple[str, str, int]]:
    """The recurrence of the design with its ties, then what is in sync matched with the earliest events."""
    stations = [BEGIN, *events]
    paid = [0]
    for event in events:
        paid.append(paid[-1] + drawn.extra_cost(event))
    cost, before = [0.0], [0]
    for j in range(1, len(stations)):
        planned = stations[j] in drawn.skip
        ways = [(cost[i] - paid[i] + skipped_between(drawn, stations[i], stations[j])[0], -i) for i in range(j)]
        cheapest_way, latest = min(ways) if planned else (math.inf, 0)
        cost.append(paid[j - 1] + cheapest_way)
        before.append(-latest)
    at = [(0 if prefix else skipped_between(drawn, stations[i], FINISH)[0]) for i in range(len(stations))]
    last = -min((cost[i] - paid[i] + at[i], -i) for i in range(len(stations)))[1]
    run: list[str] = []
    while last:
        run.insert(0, stations[last])
        last = before[last]
    return matched(drawn, events, [*run, *([] if prefix else [FINISH])])


def matched(drawn: Drawn, events: Sequence[str], run: list[str]) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    at = BEGIN
    for position, event in enumerate(events):
        if run and run[0] == event:
            found += [("skipped", name, position) for name in skipped_between(drawn, at, event)[1]]
            found.append(("sync", event, position))
            at = run.pop(0)
        else:
            found.append(("extra", event, position))
    for name in skipped_between(drawn, at, FINISH)[1] if run else ():
        found.append(("skipped", name, len(events)))
    return found


def replayed(drawn: Drawn, found: Sequence[tuple[str, str, int]], *, prefix: bool) -> tuple[list[str], int]:
    """The events that the moves explain and what they cost; refuses moves that the plan does not allow."""
    at, cost, events = BEGIN, 0, list[str]()
    for kind, touchpoint, position in found:
        if kind != "extra":
            at = stepped(drawn, at, touchpoint)
        if kind != "skipped":
            assert position == len(events)
            events.append(touchpoint)
        cost += {"sync": 0, "extra": drawn.extra_cost(touchpoint), "skipped": drawn.skip.get(touchpoint, 0)}[kind]
    assert prefix or FINISH in drawn.steps[at]
    return events, cost


def stepped(drawn: Drawn, node: str, touchpoint: str) -> str:
    """Where a step to a touchpoint leads."""
    [after] = [after for after in drawn.steps[node] if met_at(after) == touchpoint]
    return after


def measurement_of(rows: Sequence[Mapping[str, Any]], *, has_success: bool = False) -> Measurement:
    """A measurement by hand: rows give `path`, and what else differs from one case that is over."""
    variants = []
    for number, row in enumerate(rows):
        given = dict(row)
        path = given.pop("path")
        default: dict[str, Any] = {"cases": 1, "under_way": 0, "seconds": 0.0, "segment": ()}
        default |= {"judged": 0, "succeeded": 0, "example": f"case {number:04}"}
        variants.append(Variant(touchpoints=tuple(path), **(default | given)))
    nothing: dict[str, Any] = dict.fromkeys(("dimensions", "waits", "satisfaction", "conditions"), ())
    nothing |= {field.name: 0 for field in fields(Measurement) if field.name.startswith("n_")}
    nothing |= {"journey": "j", "source": "by hand", "first": "", "last": "", "lost_after": {}, "names": {}}
    return Measurement(**nothing, has_success=has_success, variants=tuple(variants))
