"""How often the gate closes by chance alone, and how often it finds what is amiss."""

from math import comb

import numpy as np
import pytest

from journeymap.gates.figure import Figure
from journeymap.gates.gate import GateResult, gate
from journeymap.measurement import Measurement
from tests.builders import measured, variant
from tests.test_gate import plan

TRAVELS = {"abc": 0.55, "ab": 0.15, "abxc": 0.1, "a": 0.08, "axbc": 0.05, "abab": 0.04, "ac": 0.03}
"""Share of the cases by their way; a, b, c is planned."""
NULLS = 200


def closed(n: int, share: float, limit: float) -> float:
    """How often a share of n cases fails a lower limit: the sum over all counts (exact)."""
    failing = [x for x in range(n + 1) if Figure.counted(x, n).at_least(limit) == "failed"]
    return sum(comb(n, x) * share**x * (1 - share) ** (n - x) for x in failing)


@pytest.mark.parametrize("n", [30, 100, 400, 900])
@pytest.mark.parametrize("limit", [0.2, 0.4, 0.5, 0.7])
def test_at_a_true_share_on_the_limit_about_one_gate_in_forty_fails(n: int, limit: float) -> None:
    assert 0.01 < closed(n, limit, limit) < (0.05 if n == 30 else 0.04)  # Wilson's intervals waver with few


def test_a_share_ten_points_below_its_limit_is_found_by_400_cases() -> None:
    assert closed(400, 0.3, 0.4) > 0.95
    assert closed(30, 0.3, 0.4) < 0.3, "30 cases are too few to say, mostly"


def drawn(generator: np.random.Generator, n: int, travels: dict[str, float]) -> Measurement:
    counts = generator.multinomial(n, [*travels.values()]).tolist()
    return measured(*(variant(path, cases) for path, cases in zip(travels, counts, strict=True) if cases))


def judged(seed: int, travels: dict[str, float], n: int = 2000) -> GateResult:
    """Judge a log against a baseline of as many cases that travelled as ever."""
    generator = np.random.default_rng(seed)
    then, now = drawn(generator, n, TRAVELS), drawn(generator, n, travels)
    return gate(plan(new_off_plan_routes=0), now, baseline=then)


def test_where_nothing_changed_no_more_than_one_gate_in_twenty_fails() -> None:
    failed = sum(not judged(seed, TRAVELS).passed for seed in range(NULLS))
    assert failed <= 19  # 5 % of 200, and three standard deviations


def test_a_new_way_that_one_in_fifty_take_is_found() -> None:
    changed = TRAVELS | {"abc": 0.53, "ayc": 0.02}
    found = [judged(seed, changed) for seed in range(50)]
    new = [
        any(row.code == "G110" and row.touchpoint == "a" and row.verdict == "failed" for row in f.rows) for f in found
    ]
    assert sum(new) >= 45  # 40 cases are expected, and 30 count: found 95 times in 100


def test_eight_points_fewer_who_complete_are_found_nine_times_in_ten() -> None:
    changed = TRAVELS | {"abc": 0.47, "ab": 0.23}
    found = [any(row.code == "G111" for row in judged(seed, changed).closing) for seed in range(50)]
    assert sum(found) >= 45
