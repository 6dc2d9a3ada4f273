"""Expected visits, loop by loop in plain numbers: held against the sparse solver, which is held against the inverse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis import visits
from journeymap.analysis.chain import Chain
from journeymap.analysis.flow import flow
from journeymap.analysis.transitions import Transitions
from journeymap.analysis.visits import expected_visits
from journeymap.errors import JourneyError
from journeymap.journey import Journey
from journeymap.network import Network
from tests.strategies import journeys


def wandering(n: int, *, back: float, seed: int = 1) -> Transitions:
    """A journey that goes on by three ways, and from a share of its touchpoints back to any."""
    random = np.random.default_rng(seed)
    onward: list[dict[int, float]] = []
    for i in range(n):
        ahead = {min(n - 1, i + int(step)) for step in random.integers(1, 9, 3)} - {i}
        behind = {int(random.integers(0, i + 1))} if random.random() < back else set()
        there = sorted(ahead | behind)
        shares = random.dirichlet(np.ones(len(there))) * 0.9 if there else np.empty(0)
        onward.append(dict(zip(there, map(float, shares), strict=True)))
    nothing = (0.0,) * n
    names = tuple(f"t{i}" for i in range(n))
    return Transitions(names, (0.75, 0.25, *nothing[2:]), tuple(onward), (*nothing[1:], 1.0), nothing, nothing)


def assert_same(ways: Transitions, survival: list[float]) -> None:
    (found,) = expected_visits(ways, survival)
    travel = Chain.made_of(ways).travel(np.array(survival))
    assert found.visits == pytest.approx(travel.visits.tolist(), rel=1e-12, abs=1e-15)
    assert found.reach == pytest.approx(travel.reach.tolist(), rel=1e-12, abs=1e-15)
    assert found.exact == travel.returns.exact


@settings(max_examples=40)
@given(journey=journeys(), seed=st.integers(0, 1000))
def test_visits_are_those_of_the_sparse_solver(journey: Journey, seed: int) -> None:
    ways = Transitions.of(Network.of(journey))
    assert_same(ways, np.random.default_rng(seed).uniform(0, 0.999, len(ways.touchpoints)).tolist())


@pytest.mark.parametrize(("n", "back"), [(30, 0.0), (60, 0.05), (120, 0.2), (300, 0.3)])
def test_loops_of_every_size_are_solved_as_by_the_sparse_solver(n: int, back: float) -> None:
    ways = wandering(n, back=back)
    assert_same(ways, np.random.default_rng(n).uniform(0.5, 1, n).tolist())


def test_several_survivals_are_answered_one_by_one() -> None:
    ways = wandering(12, back=0.3)
    rarely, often = [0.5] * 12, [0.9] * 12
    assert expected_visits(ways, rarely, often) == (*expected_visits(ways, rarely), *expected_visits(ways, often))


def test_loops_too_large_are_left_to_the_sparse_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = wandering(40, back=0.5)
    (here,) = expected_visits(ways, [0.9] * 40)
    monkeypatch.setattr(visits, "_LARGEST", 1)
    (there,) = expected_visits(ways, [0.9] * 40)
    assert here.visits == pytest.approx(there.visits, rel=1e-12)


@pytest.mark.parametrize("n", [2, 80])
def test_a_loop_that_nobody_leaves_is_refused_whatever_its_size(n: int) -> None:
    points = {f"t{i}": {"next": f"t{(i + 1) % n}"} for i in range(n)}
    journey = Journey.model_validate({"journey": "j", "start": "t0", "goal": [], "touchpoints": {**points, "g": {}}})
    with pytest.raises(JourneyError, match="J179"):
        flow(Network.of(journey))


def test_a_loop_that_hardly_anybody_leaves_is_left_to_the_sparse_solver() -> None:
    onward: tuple[dict[int, float], ...] = ({1: 1.0}, {0: 1 - 1e-11, 2: 1e-11}, {})
    nothing = (0.0, 0.0, 0.0)
    ways = Transitions(("a", "b", "c"), (1.0, 0.0, 0.0), onward, (0.0, 0.0, 1.0), nothing, nothing)
    (found,) = expected_visits(ways, [1.0, 1.0, 1.0])
    assert found.visits == pytest.approx((1e11, 1e11, 1), rel=1e-4)


def test_a_loop_that_nobody_comes_to_keeps_nobody() -> None:
    onward: tuple[dict[int, float], ...] = ({1: 1.0}, {}, {2: 1.0})
    nothing = (0.0, 0.0, 0.0)
    ways = Transitions(("a", "b", "c"), (1.0, 0.0, 0.0), onward, (0.0, 1.0, 0.0), nothing, nothing)
    (found,) = expected_visits(ways, [1.0, 1.0, 1.0])
    assert (found.visits, found.reach) == ((1.0, 1.0, 0.0), (1.0, 1.0, 0.0))
