"""Where a change comes from: parts by touchpoint, and by who comes, that add up to it exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from journeymap.analysis.solver import Solver
from journeymap.changes.outcome import Ended, outcome_of
from journeymap.changes.ways import State, Ways, travelled

__all__ = ["Part", "by_touchpoint", "by_touchpoint_and_mix"]

Vector = NDArray[np.float64]
_Kind = Literal["start", "touchpoint", "same_way", "mix"]
_Place = tuple[_Kind, str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a change came from one place; all parts add up to it."""

    kind: _Kind
    """Where customers start; what becomes of them at a touchpoint; of success, how those fared who went the same way;
    which segments they are of."""
    touchpoint: str | None
    difference: float
    """Share of those who start, −1 to 1."""


def by_touchpoint(before: Ways, after: Ways, *, ends_apart: bool = False) -> tuple[Part, ...]:
    """Say how much of the change in `c = αᵀ(I − Q)⁻¹r` came from each touchpoint, and from where customers start.

    With `C = (I − Q)⁻¹r`, the share that ends well from each touchpoint, and `vᵀ = αᵀ(I − Q)⁻¹`, the visits:
    `C₁ = Q₁C₁ + r₁` and `C₀ = Q₀C₀ + r₀` give `ΔC = (I − Q₁)⁻¹(ΔQ·C₀ + Δr) = (I − Q₀)⁻¹(ΔQ·C₁ + Δr)`, and
    `Δc = ½Δα·(C₀ + C₁) + ½(α₀ + α₁)·ΔC`. Taking the first form of ΔC with α₁ and the second with α₀:

    `Δc = ½Δα·(C₀ + C₁) + Σ_i ½[v₁ᵢ(ΔQ·C₀ + Δr)ᵢ + v₀ᵢ(ΔQ·C₁ + Δr)ᵢ]`,

    the start and one term a state: how much its own change would give, for those who came there before and after,
    with what lies ahead as it was and as it is. A state that one side does not have is given the row of the other:
    nobody gets there, so nothing changes, and what changed counts where customers turned off. A touchpoint has the
    sum of its states. O(states + transitions) where loops are small.

    Args:
        before: The chain of one side.
        after: The chain of the other.
        ends_apart: Whether the terms in Δr, how journeys ended that went the same way, are one part of their own.

    Returns:
        The start, then the touchpoints in the order in which they are first named, those that changed nothing too,
        then the ends where they are apart.

    Example:
        >>> a, b = State("a"), State("b")
        >>> before = Ways({a: 1.0}, {a: {b: 0.5}, b: {}}, {b: 1.0})
        >>> after = Ways({a: 1.0}, {a: {b: 0.75}, b: {}}, {b: 1.0})
        >>> [(part.touchpoint, part.difference) for part in by_touchpoint(before, after)]
        [(None, 0.0), ('a', 0.25), ('b', 0.0)]
    """
    states = [*dict.fromkeys([*before.onward, *after.onward])]
    old, new = _Solved.of(before, after, states), _Solved.of(after, before, states)
    step, end = new.onward - old.onward, new.well - old.well
    gone_on = (new.visits * np.asarray(step @ old.ahead) + old.visits * np.asarray(step @ new.ahead)) / 2
    ended = (new.visits + old.visits) * end / 2
    started = float((new.start - old.start) @ (old.ahead + new.ahead)) / 2
    found: dict[str, float] = {}
    for state, change in zip(states, (gone_on if ends_apart else gone_on + ended).tolist(), strict=True):
        found[state.touchpoint] = found.get(state.touchpoint, 0.0) + change
    parts = (Part("start", None, started), *(Part("touchpoint", name, change) for name, change in found.items()))
    return (*parts, Part("same_way", None, float(ended.sum()))) if ends_apart else parts


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """A chain as arrays by state, solved."""

    start: Vector
    onward: "sparse.csr_array[np.float64]"
    well: Vector
    visits: Vector
    """v"""
    ahead: Vector
    """C"""

    @classmethod
    def of(cls, ways: Ways, other: Ways, states: Sequence[State]) -> "_Solved":
        place, n = {state: i for i, state in enumerate(states)}, len(states)
        rows = [(ways if state in ways.onward else other, state) for state in states]
        steps = [(place[state], place[to], share) for side, state in rows for to, share in side.onward[state].items()]
        source, target, share = zip(*steps, strict=True) if steps else ((), (), ())
        onward = sparse.csr_array((np.array(share, dtype=np.float64), (source, target)), shape=(n, n))
        well = np.array([side.well.get(state, 0.0) for side, state in rows])
        start = np.array([ways.start.get(state, 0.0) for state in states])
        factors = Solver(onward).factors(np.ones(n))
        return cls(start, onward, well, factors.backward(start), factors.forward(well))


def by_touchpoint_and_mix(
    before: Sequence[Ended], after: Sequence[Ended], dimensions: Sequence[int], *, remember: bool = False
) -> tuple[Part, ...]:
    """Say how much of the change in the share that did well came from each touchpoint, and from who came.

    With the share w of the cases that is of segment s, and c that did well of them,
    `Δc = Σ_s w̄_s·Δc_s + Σ_s Δw_s·c̄_s`, means over both sides: the first sum is what changed within the segments, by
    touchpoint, the second the mix. A segment that one side does not have fares there as on the other.

    Args:
        before: The cases of one side whose outcome counts; at least one.
        after: Those of the other.
        dimensions: Which values of a segment tell customers apart.
        remember: As in `travelled`.

    Returns:
        As `by_touchpoint`, with the mix in the end where there is a dimension.

    Example:
        >>> old = [Ended(("x",), ("a",), 60, 60), Ended(("y",), ("a",), 40, 0)]
        >>> new = [Ended(("x",), ("a",), 50, 50), Ended(("y",), ("a",), 50, 0)]
        >>> [(part.kind, round(part.difference, 9)) for part in by_touchpoint_and_mix(old, new, [0])]
        [('start', 0.0), ('touchpoint', 0.0), ('mix', -0.1)]
    """
    sides = [_apart(side, dimensions) for side in (before, after)]
    totals = [sum(each.n for each in side) for side in (before, after)]
    found: dict[_Place, float] = {("start", None): 0.0}
    mix = 0.0
    for segment in dict.fromkeys([*sides[0], *sides[1]]):
        old, new = (side.get(segment, []) for side in sides)
        weights = [sum(each.n for each in side) / n for side, n in zip((old, new), totals, strict=True)]
        shares = [outcome_of(side or other).value or 0.0 for side, other in ((old, new), (new, old))]
        mix += (weights[1] - weights[0]) * sum(shares) / 2
        if old and new:
            for part in by_touchpoint(
                *(travelled(side, remember=remember) for side in (old, new)), ends_apart=remember
            ):
                place = part.kind, part.touchpoint
                found[place] = found.get(place, 0.0) + sum(weights) / 2 * part.difference
    if dimensions:
        found["mix", None] = mix
    return tuple(Part(kind, touchpoint, difference) for (kind, touchpoint), difference in found.items())


def _apart(cases: Sequence[Ended], dimensions: Sequence[int]) -> Mapping[tuple[str, ...], list[Ended]]:
    """Tell the cases apart by segment."""
    found: dict[tuple[str, ...], list[Ended]] = {}
    for each in cases:
        found.setdefault(tuple(each.segment[place] for place in dimensions), []).append(each)
    return found
