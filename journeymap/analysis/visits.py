"""How often customers meet each touchpoint: loop by loop in plain Python, for most journeys have small loops.

Loading SciPy takes ten times as long as solving such a journey; it is left to `journeymap.analysis.chain`, and to
journeys with large loops or with loops that hardly anybody leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from journeymap.analysis.transitions import Transitions

__all__ = ["Visits", "expected_visits"]

_LARGEST = 600
"""Touchpoints of the largest loop that is inverted here."""
_LARGEST_PLAIN = 64
"""Touchpoints of the largest loop that is inverted sooner than NumPy is loaded."""
_LEAST_LEAVING = 1e-9
"""Of those who come into a loop the least share that must leave it, for an answer to be sound."""

Matrix = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Visits:
    """Of one customer who starts, by touchpoint."""

    visits: tuple[float, ...]
    """v: expected visits, `vᵀ = αᵀN` with N = (I − Q)⁻¹."""
    reach: tuple[float, ...]
    """Chance to meet the touchpoint at least once: `v_i/N_ii`."""
    exact: bool = True
    """Whether `reach` is; in loops of more than 2,000 touchpoints it is an upper bound."""


def expected_visits(ways: Transitions, *survivals: Sequence[float]) -> tuple[Visits, ...]:
    """Count the visits of customers who survive each touchpoint with a given chance, for several such chances.

    O(touchpoints + transitions) where loops are small.

    Args:
        ways: The transitions p; `q_ij = s_i·p_ij`.
        survivals: s, by touchpoint, 0 to 1.

    Raises:
        JourneyError: J179, if customers can travel for ever.
    """
    if max(map(len, ways.loops), default=0) <= _LARGEST:
        found = [_loop_by_loop(ways, survival) for survival in survivals]
        sound = tuple(each for each in found if each is not None)
        if len(sound) == len(found):
            return sound
    return _by_chain(ways, survivals)


def _by_chain(ways: Transitions, survivals: Sequence[Sequence[float]]) -> tuple[Visits, ...]:
    """Solve with sparse matrices; where there is no answer, say why."""
    import numpy as np  # noqa: PLC0415 - few journeys need it

    from journeymap.analysis.chain import Chain  # noqa: PLC0415 - as above, and SciPy with it

    chain = Chain.made_of(ways)
    travels = [chain.travel(np.array(survival)) for survival in survivals]
    return tuple(
        Visits(tuple(travel.visits.tolist()), tuple(travel.reach.tolist()), exact=travel.returns.exact)
        for travel in travels
    )


def _loop_by_loop(ways: Transitions, survival: Sequence[float]) -> Visits | None:
    """Send those who start from loop to loop; None where hardly anybody leaves one."""
    arriving, reach = list(ways.start), [0.0] * len(ways.start)
    for loop in ways.loops:
        if not any(arriving[i] for i in loop):
            continue  # nobody comes here: it is all the same whether one could leave
        met = _inverse([[(i == j) - survival[i] * ways.onward[i].get(j, 0.0) for j in loop] for i in loop])
        if met is None:
            return None
        coming = [arriving[i] for i in loop]
        for place, i in enumerate(loop):
            visits = sum(came * often[place] for came, often in zip(coming, met, strict=True))
            arriving[i], reach[i] = visits, visits / met[place][place]
        within = set(loop)
        for i in loop:
            for j, share in ways.onward[i].items():
                if j not in within:
                    arriving[j] += arriving[i] * survival[i] * share
    return Visits(tuple(arriving), tuple(reach))


def _inverse(staying: Matrix) -> Matrix | None:
    """Invert I − Q of one loop: how often one who stands at i meets j. None where there is no sound answer.

    Gauss and Jordan's elimination needs no pivots here: each is the share that leaves what was eliminated before.
    """
    n = len(staying)
    if n > _LARGEST_PLAIN:
        return _inverse_of_many(staying)
    rows = [[*row, *(float(i == j) for j in range(n))] for i, row in enumerate(staying)]
    for k in range(n):
        leaving = rows[k][k]
        if leaving < _LEAST_LEAVING:
            return None
        rows[k] = [entry / leaving for entry in rows[k]]
        for i in range(n):
            if i != k and (times := rows[i][k]):
                rows[i] = [entry - times * above for entry, above in zip(rows[i], rows[k], strict=True)]
    return [row[n:] for row in rows]


def _inverse_of_many(staying: Matrix) -> Matrix | None:
    import numpy as np  # noqa: PLC0415 - few journeys need it

    try:
        met = np.linalg.inv(np.array(staying))
    except np.linalg.LinAlgError:
        return None
    sound = np.isfinite(met).all() and met.min() > -_LEAST_LEAVING and met.max() < 1 / _LEAST_LEAVING
    inverse: Matrix = met.tolist()
    return inverse if sound else None
