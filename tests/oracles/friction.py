"""Friction and the chain once more, as the formulas stand on paper."""

import random
from collections.abc import Mapping, Sequence


def wait_halvings(wait: float, half_life: float, tolerated: float, promised: float, factor: float = 1.0) -> float:
    """(max(0, w − free)·m/T) with free = max(t, min(e, t + T))."""
    free = max(tolerated, min(promised, tolerated + half_life))
    return max(0.0, wait - free) * factor / half_life


def travel(
    shares: Mapping[str, Mapping[str, float]],
    survival: Mapping[str, float],
    start: str,
    goals: Sequence[str],
    dice: random.Random,
) -> tuple[list[str], bool]:
    """Send one customer through: the touchpoints met, and whether a goal was survived."""
    met, here = [], start
    while True:
        met.append(here)
        if dice.random() >= survival[here]:
            return met, False
        if here in goals:
            return met, True
        here = dice.choices(list(shares[here]), list(shares[here].values()))[0]


def kept_by_sums(
    shares: Mapping[str, Mapping[str, float]],
    survival: Mapping[str, float],
    start: Mapping[str, float],
    goals: Sequence[str],
    *,
    rounds: int = 4000,
) -> float:
    """Push the mass of customers through the journey step by step until nothing moves any more."""
    mass, kept = dict(start), 0.0
    for _ in range(rounds):
        moved: dict[str, float] = {}
        for here, amount in mass.items():
            kept += amount * survival[here] if here in goals else 0.0
            for there, share in ({} if here in goals else shares[here]).items():
                moved[there] = moved.get(there, 0.0) + amount * survival[here] * share
        mass = moved
    return kept
