"""What would have to stand in a journey file for off-plan routes to be planned ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from journeymap.analysis.offplan import Route, RouteMember
from journeymap.case_ends import END, START
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import format_number

__all__ = ["Adopted", "Adoption", "adoption"]

_COMMON = 0.10
"""Of a route's cases; its sequences that so many take are planned, and the commonest in any case."""

_Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Adopted:
    """A route, and those of its sequences that are planned."""

    route: Route
    members: tuple[RouteMember, ...]


@dataclass(frozen=True, slots=True)
class Adoption:
    """What changes in a journey file."""

    changes: dict[_Keys, Any]
    """What to set, by the keys that lead there, as `editing.edit` takes it."""
    adopted: tuple[Adopted, ...]
    touchpoints: tuple[str, ...]
    """Ids of the touchpoints that the plan did not have."""


def adoption(journey: Journey, measurement: Measurement, routes: Iterable[Route]) -> Adoption:
    """Plan off-plan routes: their touchpoints and steps, and how many go there, where the plan says that of others.

    Sequences that come back to the plan can be planned, unless they lead on from a goal where the plan ends, or through
    a touchpoint that is said to be missing, or leave out what of a group in any order is due. Of a route the commonest
    is, and each that one in ten of its cases take.

    Args:
        journey: The plan.
        measurement: What customers did.
        routes: Those to take in.
    """
    adopted = [Adopted(route, members) for route in routes if (members := tuple(_plannable(journey, route)))]
    walks = [[each.route.leave, *_unfolded(member), member.rejoin] for each in adopted for member in each.members]
    onward: dict[str, list[str]] = {}
    for source, target in dict.fromkeys(step for walk in walks for step in pairwise(walk)):
        onward.setdefault(source, []).append(target)
    shares = {source: _shares(measurement, source) for source in onward}
    changes: dict[_Keys, Any] = dict(_starting(journey, onward, shares.get(START, {})))
    new = [name for name in onward if name != START and name not in journey.touchpoints]
    for name in [name for name in onward if name in journey.touchpoints]:
        changes |= _onward(journey, name, onward[name], shares[name])
    phases = dict(_phases(journey, reversed(walks)))  # of several the first counts
    for name in new:
        called = measurement.names.get(name, name)
        said = {"name": called if called != name else None, "phase": phases.get(name), "next": None, "repeats": None}
        said["next"] = _written([target for target in onward[name] if target != name], shares[name])
        said["repeats"] = "yes" if name in onward[name] else None
        changes["touchpoints", name] = {key: value for key, value in said.items() if value}
    return Adoption(changes, tuple(adopted), tuple(new))


def _plannable(journey: Journey, route: Route) -> Iterator[RouteMember]:
    last = {goal for goal in journey.goals if not journey.touchpoints[goal].next}
    closed = last | {name for name, point in journey.touchpoints.items() if point.missing}
    back = [member for member in route.members if member.rejoin != END]
    walks = ([route.leave, *_unfolded(member), member.rejoin] for member in back)
    found = [
        member
        for member, walk in zip(back, walks, strict=True)
        if closed.isdisjoint(walk[:-1]) and _is_new(journey, walk)
    ]
    yield from (member for n, member in enumerate(found) if n == 0 or member.cases >= _COMMON * route.cases)


def _is_new(journey: Journey, walk: Sequence[str]) -> bool:
    """Whether a `next` would plan it: from within a group in any order none does, until all of it is done."""
    group = next((group for group in journey.any_order if walk[0] in group), None)
    if group is None:
        return True
    allowed = journey.allowed
    return walk[-1] not in group and any(target not in allowed.get(source, ()) for source, target in pairwise(walk))


def _unfolded(member: RouteMember) -> list[str]:
    """Undo the folding of repetitions: `x ×3` is x, x, which is enough to see that it follows itself."""
    steps = [step.partition(" ×") for step in member.did]
    return [name for name, times, _ in steps for name in ([name, name] if times else [name])]


def _shares(measurement: Measurement, source: str) -> dict[str, float]:
    """Where customers went on from a touchpoint, as shares of those who went on."""
    went = {target: n for (begin, target), n in measurement.transitions().items() if begin == source and target != END}
    return {target: n / sum(went.values()) for target, n in went.items()}


def _starting(
    journey: Journey, onward: Mapping[str, Sequence[str]], shares: Mapping[str, float]
) -> Iterator[tuple[_Keys, Any]]:
    """Where customers start; what nothing led to stays a start though now something does."""
    new = [target for target in onward.get(START, []) if target not in journey.starts]
    led_to = {target for targets in onward.values() for target in targets}
    if new or (not journey.start and led_to.intersection(journey.starts)):
        known = journey.starts if any(journey.start.values()) else dict.fromkeys(journey.starts)
        yield ("start",), _extended(known, new, shares)


def _onward(
    journey: Journey, source: str, targets: Sequence[str], shares: Mapping[str, float]
) -> Iterator[tuple[_Keys, Any]]:
    """What changes at a touchpoint of the plan."""
    point = journey.touchpoints[source]
    if source in targets and not point.repeats and source not in point.next:
        yield ("touchpoints", source, "repeats"), "yes"
    if new := [target for target in targets if target != source and target not in point.next]:
        if point.counted:
            yield ("touchpoints", source, "next"), _counted(point.next, new, shares)
        else:
            known = point.shares if any(point.next.values()) else point.next
            yield ("touchpoints", source, "next"), _extended(known, new, shares)


def _extended(known: Mapping[str, float | None], new: Sequence[str], shares: Mapping[str, float]) -> Any:  # noqa: ANN401 - as a file has it
    """Add ways to those that the plan knows; its shares shrink to make room."""
    if not any(known.values()):
        return [*known, *new]
    left = 1 - sum(shares[target] for target in new)
    return _per_cent({target: left * (share or 0.0) for target, share in known.items()} | {t: shares[t] for t in new})


def _counted(known: Mapping[str, float | None], new: Sequence[str], shares: Mapping[str, float]) -> dict[str, int]:
    """Add ways to those that the plan counts, in the measure of its counts."""
    counts = {target: round(n or 0) for target, n in known.items()}
    per_share = sum(counts.values()) / max(1 - sum(shares[target] for target in new), 1e-9)
    return counts | {target: max(1, round(shares[target] * per_share)) for target in new}


def _written(targets: Sequence[str], shares: Mapping[str, float]) -> Any:  # noqa: ANN401 - as a file has it
    """Where customers go on from a touchpoint that the plan did not have, among the ways that are planned."""
    if len(targets) == 1:
        return targets[0]
    total = sum(shares[target] for target in targets)
    return _per_cent({target: shares[target] / total for target in targets})


def _per_cent(shares: Mapping[str, float]) -> dict[str, str]:
    """Write shares in hundredths of a per cent that add up to 100 %; the largest takes what rounding leaves."""
    parts = {target: round(10_000 * share) for target, share in shares.items()}
    parts[max(parts, key=parts.__getitem__)] += 10_000 - sum(parts.values())
    return {target: f"{format_number(part / 100, digits=4)}%" for target, part in parts.items()}


def _phases(journey: Journey, walks: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The phase of each new touchpoint: that of what the plan knows before it, or else behind it."""
    for leave, *walk, rejoin in walks:
        phases = [point.phase for name in (leave, rejoin) if (point := journey.touchpoints.get(name)) and point.phase]
        yield from ((name, phases[0]) for name in walk if phases)
