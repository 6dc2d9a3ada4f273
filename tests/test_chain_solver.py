"""The chain at scale: sparse answers against dense ones, loops of every size, and chains without an end."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from journeymap.analysis.chain import Chain, gains
from journeymap.analysis.solver_loops import Loops, Returns, bounded_returns, exact_returns
from journeymap.analysis.solver_updates import Updates, updated_completion
from journeymap.errors import JourneyError
from tests.bench.journeys import journey_like, random_chain

Vector = NDArray[np.float64]


def fundamental(chain: Chain, survival: Vector) -> Vector:
    """N as it stands on paper, with every number written out."""
    return np.linalg.inv(np.eye(len(survival)) - survival[:, None] * chain.onward.toarray()).astype(np.float64)


def dense_gains(chain: Chain, survival: Vector, improved: Vector) -> Vector:
    """Solve once more for every touchpoint."""

    def kept(s: Vector) -> float:
        return float(chain.start @ fundamental(chain, s) @ (s * chain.completes))

    found = np.empty(len(survival))
    for i in range(len(survival)):
        fixed = survival.copy()
        fixed[i] = improved[i]
        found[i] = kept(fixed) - kept(survival)
    return found


def one_large_loop(n: int, seed: int = 3) -> Chain:
    """A journey-like chain whose last but one touchpoint leads some back to the start."""
    chain = journey_like(n, np.random.default_rng(seed))
    onward = chain.onward.tolil()
    onward[n - 2] *= 0.8
    onward[n - 2, 0] = 0.2
    zeros = np.zeros(n)
    return Chain(chain.touchpoints, chain.start, sparse.csr_array(onward), chain.completes, zeros, zeros)


@pytest.mark.parametrize("n", [2, 10, 150, 400])
def test_visits_arrivals_and_meetings_are_those_of_the_inverse(n: int) -> None:
    random = np.random.default_rng(n)
    for chain in (journey_like(n, random), random_chain(n, random)):
        survival = random.uniform(0.2, 1, n)
        survival[-1] = 0.9
        many, found = fundamental(chain, survival), chain.travel(survival)
        assert found.visits == pytest.approx(chain.start @ many, abs=1e-12)
        assert found.arrives == pytest.approx(many @ (survival * chain.completes), abs=1e-12)
        assert found.meetings == pytest.approx(np.diag(many), abs=1e-12)
        assert found.returns.exact


@pytest.mark.parametrize("n", [5, 60, 200])
def test_gains_are_exact_also_where_everybody_is_lost_now(n: int) -> None:
    random = np.random.default_rng(n)
    chain = random_chain(n, random)
    survival = random.uniform(0, 1, n)
    survival[random.random(n) < 0.2] = 0.0
    survival[random.random(n) < 0.1] = 1e-12
    survival[0] = 0.7
    improved = np.maximum(survival, random.uniform(0, 1, n))
    assert gains(chain, survival, improved) == pytest.approx(dense_gains(chain, survival, improved), abs=1e-12)


def test_a_middling_loop_is_exact() -> None:
    chain = one_large_loop(700)
    assert chain.solver.loops.largest > 600
    survival = np.full(700, 0.99)
    assert chain.travel(survival).meetings == pytest.approx(np.diag(fundamental(chain, survival)), abs=1e-12)


def test_a_large_loop_is_solved_by_iteration_and_its_returns_are_bounded() -> None:
    n = 2300
    chain = one_large_loop(n)
    assert chain.solver.loops.largest > 2000
    survival = np.random.default_rng(1).uniform(0.98, 1, n)
    many, found = fundamental(chain, survival), chain.travel(survival)
    assert found.visits == pytest.approx(chain.start @ many, abs=1e-9)
    assert found.arrives == pytest.approx(many @ (survival * chain.completes), abs=1e-9)
    assert not found.returns.exact
    true = (np.diag(many) - 1) / survival
    assert np.all(found.returns.low <= true + 1e-9)
    assert np.all(true <= found.returns.high + 1e-9)
    assert np.all(found.reach <= 1 + 1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_bounds_hold_for_loops_of_any_kind(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = int(random.integers(2, 12))
    chain, survival = random_chain(n, random), random.uniform(0, 0.98, n)
    found = chain.travel(survival)
    steps = found.factors.forward(np.ones(n))
    bounds = bounded_returns(chain.onward, survival, found.visits, [found.arrives, steps])
    assert isinstance(bounds, Returns)
    assert np.all(bounds.low <= found.returns.low + 1e-9)
    assert np.all(found.returns.low <= bounds.high + 1e-9)


def test_loops_come_before_those_they_lead_to() -> None:
    chain = journey_like(5000, np.random.default_rng(2))
    loops = Loops.of(chain.onward)
    place = np.empty(5000, dtype=int)
    place[loops.order] = np.arange(5000)
    source, target = chain.onward.tocoo().coords
    across = loops.label[source] != loops.label[target]
    assert np.all(place[source][across] < place[target][across])
    assert loops.sizes.sum() == 5000


def test_returns_do_not_depend_on_what_lies_outside_the_loop() -> None:
    chain = journey_like(300, np.random.default_rng(8))
    survival = np.random.default_rng(9).uniform(0.5, 1, 300)
    loop = np.flatnonzero(chain.solver.loops.label == np.argmax(chain.solver.loops.sizes))
    alone = chain.onward[loop][:, loop]
    within = exact_returns(alone, Loops.of(alone), survival[loop])
    assert within == pytest.approx(chain.travel(survival).returns.low[loop])


def test_order_and_naming_do_not_matter() -> None:
    random = np.random.default_rng(4)
    n = 200
    chain, survival = random_chain(n, random), random.uniform(0.3, 0.99, n)
    order = random.permutation(n)
    turned = Chain(
        tuple(reversed(chain.touchpoints)),
        chain.start[order],
        chain.onward[order][:, order],
        chain.completes[order],
        chain.neutral[order],
        chain.under_way[order],
    )
    improved = np.minimum(1.0, survival + 0.1)
    assert gains(turned, survival[order], improved[order]) == pytest.approx(gains(chain, survival, improved)[order])


def test_a_hundred_thousand_touchpoints_need_linear_memory() -> None:
    n = 100_000
    chain = journey_like(n, np.random.default_rng(0))
    survival = np.full(n, 0.9999)
    tracemalloc.start()
    found = gains(chain, survival, np.ones(n))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.shape == (n,)
    assert peak < 200e6  # a dense matrix would take 80 GB


def test_customers_who_would_travel_for_ever_are_named() -> None:
    onward = sparse.csr_array(np.array([[0, 0.5, 0.5, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0.0]]))
    zeros = np.zeros(4)
    chain = Chain(("a", "b", "c", "goal"), np.eye(4)[0], onward, np.eye(4)[3], zeros, zeros)
    with pytest.raises(JourneyError, match=r"J179.*for ever: nobody leaves `b`, `c`"):
        chain.travel(np.ones(4))
    assert chain.travel(np.array([1, 0.5, 1, 1])).visits == pytest.approx(
        [1, 2, 1.5, 0]
    )  # b = 0.5 + c and c = 0.5 + 0.5·b


def test_a_loop_that_fixing_would_close_gains_nothing_and_fails_nowhere() -> None:
    onward = sparse.csr_array(np.array([[1.0, 0.0], [0.0, 0.0]]))
    chain = Chain(("a", "goal"), np.eye(2)[0], onward, np.eye(2)[1], np.zeros(2), np.zeros(2))
    assert gains(chain, np.array([0.5, 1.0]), np.ones(2)).tolist() == [0.0, 0.0]


def test_a_simulation_of_a_million_customers_agrees() -> None:
    random = np.random.default_rng(12)
    n, customers = 40, 1_000_000
    chain, survival = random_chain(n, random), random.uniform(0.6, 0.98, n)
    found = chain.travel(survival)
    visits, completed = simulated(chain, survival, customers, random)
    share = float(chain.start @ found.arrives)
    assert completed / customers == pytest.approx(share, abs=4 * (share * (1 - share) / customers) ** 0.5)
    spread = np.sqrt(found.visits * (2 * found.meetings - 1) / customers)
    assert np.all(abs(visits / customers - found.visits) < 5 * spread + 1e-9)


def simulated(chain: Chain, survival: Vector, n: int, random: np.random.Generator) -> tuple[Vector, int]:
    """Send customers through, all of them a step at a time: visits by touchpoint, and who completed."""
    ways = np.cumsum(np.column_stack([chain.onward.toarray()]), axis=1)
    here = random.choice(len(survival), n, p=chain.start)
    visits, completed = np.zeros(len(survival)), 0
    while len(here):
        visits += np.bincount(here, minlength=len(survival))
        here = here[random.random(len(here)) < survival[here]]
        arrived = chain.completes[here] > 0
        completed += int(arrived.sum())
        here = here[~arrived]
        dice = random.random(len(here))
        here = np.array([], dtype=int) if not len(here) else (ways[here] < dice[:, None]).sum(axis=1)
        here = here[here < len(survival)]
    return visits, completed


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_updated_journeys_are_what_solving_again_gives(seed: int) -> None:
    random = np.random.default_rng(seed)
    n, m, k = int(random.integers(4, 30)), 7, 3
    chain, survival = random_chain(n, random), random.uniform(0.1, 0.95, n)
    points = np.array([random.choice(n, k, replace=False) for _ in range(m)])
    then = random.uniform(0, 0.95, (m, k))
    other = random_chain(n, random).onward
    ways = np.where(random.random((m, k)) < 0.5, points, points + n)
    ways = np.where(chain.completes[points] > 0, points, ways)
    onward = sparse.csr_array(sparse.vstack([chain.onward, other]))
    found = updated_completion(chain, chain.travel(survival), Updates(points, then, ways, onward))
    for row in range(m):
        rows, fixed = np.arange(n), survival.copy()
        rows[points[row]], fixed[points[row]] = ways[row], then[row]
        new = onward[rows].toarray()
        inverse = np.linalg.inv(np.eye(n) - fixed[:, None] * new)
        assert found[row] == pytest.approx(float(chain.start @ inverse @ (fixed * chain.completes)), abs=1e-11)


def test_a_row_may_repeat_a_touchpoint_that_it_does_not_change() -> None:
    chain = journey_like(50, np.random.default_rng(6))
    survival = np.full(50, 0.9)
    travel = chain.travel(survival)
    points, ways = np.array([[3, 3, 3]]), np.array([[3, 3, 3]])
    once = updated_completion(chain, travel, Updates(np.array([[3]]), np.array([[1.0]]), np.array([[3]]), chain.onward))
    padded = Updates(points, np.array([[1.0, 0.9, 0.9]]), ways, chain.onward)
    assert updated_completion(chain, travel, padded) == pytest.approx(once)
    assert once[0] > float(chain.start @ travel.arrives)
