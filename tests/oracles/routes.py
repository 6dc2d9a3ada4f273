"""Routes once more, by looking at all of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

Shares = Mapping[str, Mapping[str, float]]
Route = tuple[str, ...]


def all_simple_routes(shares: Shares, starts: Sequence[str], goals: Sequence[str]) -> Iterator[Route]:
    """Every route from a start to the first goal that meets no touchpoint twice."""

    def longer(route: Route) -> Iterator[Route]:
        if route[-1] in goals:
            yield route
            return
        for there in shares.get(route[-1], {}):
            if there not in route:
                yield from longer((*route, there))

    for start in starts:
        yield from longer((start,))


def likely_enough_routes(
    shares: Shares, starts: Mapping[str, float], goals: Sequence[str], least: float
) -> dict[Route, float]:
    """Every route, loops included, with its probability where that is `least` or more."""
    found: dict[Route, float] = {}
    begun: list[tuple[Route, float]] = [((start,), share) for start, share in starts.items()]
    while begun:
        route, probability = begun.pop()
        if probability < least:
            continue
        if route[-1] in goals:
            found[route] = probability
            continue
        begun += [((*route, there), probability * share) for there, share in shares.get(route[-1], {}).items()]
    return found


def friction_by_steps(
    shares: Shares,
    starts: Mapping[str, float],
    goals: Sequence[str],
    friction: Mapping[str, float],
    *,
    rounds: int = 3000,
) -> float:
    """Σ probability × friction over all routes to a goal: push the customers on, and what they have met with them."""
    mass = dict(starts)
    burden = {start: share * friction[start] for start, share in starts.items()}
    total = 0.0
    for _ in range(rounds):
        total += sum(burden.get(goal, 0.0) for goal in goals)
        moved: dict[str, float] = {}
        carried: dict[str, float] = {}
        for here, amount in mass.items():
            for there, share in ({} if here in goals else shares.get(here, {})).items():
                moved[there] = moved.get(there, 0.0) + amount * share
                met = burden[here] + amount * friction[there]
                carried[there] = carried.get(there, 0.0) + met * share
        mass, burden = moved, carried
    return total


def bad_experience_counts(shares: Sequence[float]) -> list[float]:
    """Probabilities of 0, 1, 2 … bad experiences: every way in which they can fall."""
    chance = [0.0] * (len(shares) + 1)
    for fell in product((False, True), repeat=len(shares)):
        chance[sum(fell)] += prod(b if bad else 1 - b for b, bad in zip(shares, fell, strict=True))
    return chance
