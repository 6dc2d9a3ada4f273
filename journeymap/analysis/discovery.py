"""Discovery: the plan that the commonest variants of a log make up, and what was measured along it.

Two passes over a log lead here. The first is read without a plan and tells where cases end (`find_ends`); the
second is read up to those ends, as every analysis reads it, and tells the plan (`discovered`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from journeymap.case_ends import END, START
from journeymap.facts import Waits
from journeymap.measurement import Measurement

__all__ = ["Discovery", "Ends", "Found", "Way", "discovered", "find_ends"]

Way = tuple[str, ...]
"""A sequence of touchpoints, first to last."""

_FINAL = 0.95
"""Share of the cases that meet a touchpoint and end there, from which it is an end and no place to give up."""
_RARE = 0.01
"""Share of all cases below which a touchpoint is no end that a plan would name."""
_HAIR = 1e-9
_EARLY, _LATE = 1 / 3, 2 / 3
"""Mean places in a case, 0 (first) to 1 (last), between which the middle lies."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the cases of a log end."""

    goals: tuple[str, ...]
    others: tuple[str, ...]
    """Touchpoints from which hardly a case goes on, though no goal; most cases first."""
    certain: bool
    """Whether the goal was named, or hardly a case goes on from it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A touchpoint of the plan, and what was measured there."""

    id: str
    phase: str
    """`start`, `middle` or `end`, by its usual place in the covered cases."""
    next: Mapping[str, int]
    """How often each other touchpoint came next in the covered cases, most often first."""
    repeated: int
    """How often it followed itself in the covered cases."""
    visits: int
    """How often it was met in the covered cases."""
    met: int
    """All cases that met it."""
    last: int
    """All cases that are over and were last seen here."""
    waits: Waits | None
    """Times since the touchpoint before, over all cases; None where it is always the first."""
    scores: Mapping[float, int]
    """Answers by score, over all cases."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The plan that the commonest variants make up: n_cases ≥ n_over ≥ n_reached ≥ n_covered."""

    touchpoints: tuple[Found, ...]
    """In the order in which they are usually met."""
    starts: Mapping[str, int]
    """Covered cases by where they start, most first."""
    goals: tuple[str, ...]
    ends: tuple[str, ...]
    """Other ends of covered cases."""
    covered: Mapping[Way, int]
    """Cases by the variants that make up the plan, most frequent first."""
    n_cases: int
    n_over: int
    """Cases that are not under way."""
    n_reached: int
    """Cases that are over and reached a goal or another end of the plan."""
    n_covered: int
    """Cases that are over and took a covered variant."""
    n_on_plan: int
    """Cases that are over and took only steps of the plan, in whatever order the plan joins them."""
    n_ways: int
    """Distinct variants of the cases that are over."""
    left_out: Mapping[str, int]
    """Cases that met a touchpoint that is not in the plan, by touchpoint, most first."""

    @property
    def share_covered(self) -> float:
        """Share of the cases that reached an end of the plan by a covered variant."""
        return self.n_covered / self.n_reached


def find_ends(measurement: Measurement, goals: Sequence[str] = ()) -> Ends:
    """Find the goal of a log that was read without a plan, and where else cases end for good.

    The goal is the commonest last touchpoint among those from which hardly a case goes on; where there is none,
    the commonest last touchpoint. A case is read up to its first goal.

    Args:
        measurement: The log, with nothing cut off.
        goals: The goals, where they are known.

    Returns:
        No goals where no case is over.
    """
    ways, everyone = _ways_over(measurement), _all_ways(measurement)
    n_over = sum(ways.values())
    last, final = _last(ways), _final(ways, everyone)
    certain = bool(goals) or bool(final)
    if not goals and last:
        candidates = [point for point in final if last[point] >= _RARE * n_over] or final or [*last]
        goals = (min(candidates, key=lambda point: (-last[point], point)),)
    read = _read_up_to(ways, goals)
    last, final = _last(read), _final(read, _read_up_to(everyone, goals))
    others = [point for point in final if point not in goals and last[point] >= _RARE * n_over]
    return Ends(tuple(goals), tuple(sorted(others, key=lambda point: (-last[point], point))), certain)


def discovered(measurement: Measurement, ends: Ends, *, cover: float) -> Discovery:
    """Make a plan of the commonest variants that reach an end, until they cover a share of all that do.

    Args:
        measurement: The log, each case read up to the first goal.
        ends: Its goals and other ends.
        cover: Share, 0 to 1, of the cases that reached an end.

    Raises:
        ValueError: If no case reached one of the goals.
    """
    ways = _ways_over(measurement)
    ending = {*ends.goals, *ends.others}
    reached = {way: n for way, n in ways.items() if way[-1] in ending}
    covered = dict(_commonest(reached, ends, cover * sum(reached.values())))
    if missed := set(ends.goals) - {way[-1] for way in covered}:
        raise ValueError(f"no case reached the goal `{min(missed)}`")
    steps, met = _steps(covered), _met(_all_ways(measurement).items())
    planned = {point for way in covered for point in way}
    return Discovery(
        touchpoints=_touchpoints(measurement, covered, met, _last(ways)),
        starts=_sorted({target: n for (source, target), n in steps.items() if source == START}),
        goals=ends.goals,
        ends=tuple(point for point in ends.others if point in planned),
        covered=covered,
        n_cases=measurement.n_cases,
        n_over=sum(ways.values()),
        n_reached=sum(reached.values()),
        n_covered=sum(covered.values()),
        n_on_plan=sum(n for way, n in ways.items() if all(step in steps for step in _walk(way))),
        n_ways=len(ways),
        left_out=_sorted({point: n for point, n in met.items() if point not in planned}),
    )


def _touchpoints(
    measurement: Measurement, covered: Mapping[Way, int], met: Counter[str], last: Counter[str]
) -> tuple[Found, ...]:
    onward: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (source, target), n in _steps(covered).items():
        onward[source][target] = n
    waits, scores = _waits(measurement), _scores(measurement)
    return tuple(
        Found(
            id=point,
            phase="start" if place < _EARLY else "middle" if place < _LATE else "end",
            next=_sorted({target: n for target, n in onward[point].items() if target not in {point, END}}),
            repeated=onward[point].get(point, 0),
            visits=sum(onward[point].values()),
            met=met[point],
            last=last[point],
            waits=waits.get(point),
            scores=scores[point],
        )
        for point, place in _by_place(covered).items()
    )


def _all_ways(measurement: Measurement) -> Counter[Way]:
    """Cases by variant, over all segments."""
    ways = Counter[Way]()
    for row in measurement.variants:
        ways[row.touchpoints] += row.cases
    return ways


def _ways_over(measurement: Measurement) -> Counter[Way]:
    """Cases that are over by variant, over all segments."""
    ways = Counter[Way]()
    for row in measurement.variants:
        if row.cases > row.under_way:
            ways[row.touchpoints] += row.cases - row.under_way
    return ways


def _read_up_to(ways: Mapping[Way, int], goals: Sequence[str]) -> Counter[Way]:
    """Cut every way after the first of some goals."""
    read = Counter[Way]()
    for way, n in ways.items():
        first = min((way.index(goal) for goal in goals if goal in way), default=len(way))
        read[way[: first + 1]] += n
    return read


def _last(ways: Mapping[Way, int]) -> Counter[str]:
    """Cases by their last touchpoint."""
    last = Counter[str]()
    for way, n in ways.items():
        last[way[-1]] += n
    return last


def _met(ways: Iterable[tuple[Way, int]]) -> Counter[str]:
    """Cases by the touchpoints that they met."""
    met = Counter[str]()
    for way, n in ways:
        for point in set(way):
            met[point] += n
    return met


def _final(over: Mapping[Way, int], everyone: Mapping[Way, int]) -> list[str]:
    """Return the touchpoints from which hardly a case goes on; who comes back to one, or is under way, has gone on."""
    stayed = _last({way: n for way, n in over.items() if way[-1] not in way[:-1]})
    went_on = _met((way[:-1], n) for way, n in everyone.items())
    return [point for point, n in stayed.items() if n >= _FINAL * (n + went_on[point])]


def _commonest(reached: Mapping[Way, int], ends: Ends, wanted: float) -> Iterator[tuple[Way, int]]:
    """Yield the commonest variants that a plan can have: until they hold so many cases, and one for every goal."""
    found, missed = 0, set(ends.goals)
    ending = missed | set(ends.others)
    for way, n in sorted(reached.items(), key=lambda row: (-row[1], row[0])):
        is_wanted = found < wanted - _HAIR or way[-1] in missed
        if is_wanted and ending.isdisjoint(way[:-1]):  # a plan goes on from none of its ends
            found += n
            missed.discard(way[-1])
            yield way, n


def _walk(way: Way) -> Iterator[tuple[str, str]]:
    return pairwise((START, *way, END))


def _steps(ways: Mapping[Way, int]) -> Counter[tuple[str, str]]:
    steps = Counter[tuple[str, str]]()
    for way, n in ways.items():
        for step in _walk(way):
            steps[step] += n
    return steps


def _by_place(ways: Mapping[Way, int]) -> dict[str, float]:
    """Return the mean place in a case, 0 (first) to 1 (last), of every touchpoint; the earliest first."""
    visits = Counter[str]()
    places: defaultdict[str, float] = defaultdict(float)
    for way, n in ways.items():
        for position, point in enumerate(way, start=1):
            visits[point] += n
            places[point] += n * (position - 1) / (len(way) - 1) if len(way) > 1 else n
    means = {point: place / visits[point] for point, place in places.items()}
    return dict(sorted(means.items(), key=lambda row: (round(row[1], 9), -visits[row[0]], row[0])))


def _waits(measurement: Measurement) -> dict[str, Waits]:
    """Times since the touchpoint before, by touchpoint."""
    n: defaultdict[str, Counter[int]] = defaultdict(Counter)
    seconds: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in measurement.waits:
        if not row.since:
            n[row.target][row.bucket] += row.n
            seconds[row.target][row.bucket] += row.seconds
    return {point: _distribution(n[point], seconds[point]) for point in n}


def _distribution(n: Counter[int], seconds: Mapping[int, float]) -> Waits:
    buckets = sorted(n)
    total = n.total()
    return Waits(tuple(seconds[b] / n[b] for b in buckets), tuple(n[b] / total for b in buckets), total)


def _scores(measurement: Measurement) -> defaultdict[str, Counter[float]]:
    """Answers by touchpoint and score, the lowest score first."""
    scores: defaultdict[str, Counter[float]] = defaultdict(Counter)
    for row in sorted(measurement.satisfaction, key=lambda row: row.score):
        scores[row.touchpoint][row.score] += row.n
    return scores


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))
