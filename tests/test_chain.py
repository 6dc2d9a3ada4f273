import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from journeymap.analysis.chain import Chain, gains, passing
from journeymap.analysis.flow import flow
from journeymap.analysis.friction import losses
from journeymap.journey import Journey
from journeymap.network import Network
from tests.builders import lamp, measured, variant
from tests.oracles.friction import kept_by_sums, travel

Vector = NDArray[np.float64]


def loop() -> Chain:
    """A survives 0.9 → B survives 0.8, from B back to A 0.3, else the goal."""
    plan = {"a": {"next": "b"}, "b": {"next": {"a": 0.3, "goal": 0.7}}, "goal": {}}
    journey = {"journey": "loop", "start": "a", "goal": "goal", "touchpoints": plan}
    return Chain.of(Network.of(Journey.model_validate(journey)))


def fundamental(chain: Chain, survival: Vector) -> Vector:
    """N as it stands on paper, with every number written out."""
    return np.linalg.inv(np.eye(len(survival)) - survival[:, None] * chain.onward.toarray()).astype(np.float64)


LOOP_SURVIVAL = np.array([0.9, 0.8, 1.0])


def test_the_worked_example_flows_as_written() -> None:
    found = flow(Network.of(lamp()))
    expected = [1000, 823.597, 702.539, 463.267, 60.115, 247.778]
    assert found.visits == pytest.approx([n / 1000 for n in expected], abs=5e-7)
    assert 1000 * found.completion == pytest.approx(247.778, abs=5e-4)
    assert 1000 * found.kept == pytest.approx(207.632, abs=5e-4)


def test_a_loop_is_walked_as_often_as_it_should_be() -> None:
    chain = loop()
    many = fundamental(chain, LOOP_SURVIVAL)
    assert many[0, 0] == pytest.approx(1.27551, abs=1e-5)
    assert many[0] @ (LOOP_SURVIVAL * chain.completes) == pytest.approx(0.642857, abs=1e-6)


def test_everybody_who_starts_is_kept_or_lost_somewhere() -> None:
    found = flow(Network.of(lamp()))
    assert sum(found.lost) + found.kept == pytest.approx(1)
    assert found.completion + found.lost_before_completion == pytest.approx(1)


def test_reach_counts_customers_and_visits_count_meetings() -> None:
    plan = {"a": {"next": "b"}, "b": {"next": {"a": 0.5, "goal": 0.5}}, "goal": {}}
    journey = Journey.model_validate({"journey": "loop", "start": "a", "goal": "goal", "touchpoints": plan})
    found = flow(Network.of(journey))
    assert found.visits[:2] == pytest.approx((2, 2))
    assert found.reach[:2] == pytest.approx((1, 1))


def test_friction_after_the_sale_costs_the_return_and_not_the_arrival() -> None:
    phases = {"buy": "during", "use": "after"}
    plan = {
        "pay": {"phase": "buy", "clicks": 80, "next": "setup"},
        "setup": {"phase": "use", "clicks": 80, "next": "done"},
        "done": {"phase": "use"},
    }
    found = flow(Network.of(Journey.model_validate({"journey": "j", "phases": phases, "touchpoints": plan})))
    one = 2 ** -(80 * 2.65 / 210)
    assert found.completion == pytest.approx(one)
    assert found.kept == pytest.approx(one**2)


def test_neutral_ends_and_lost_ends_are_told_apart() -> None:
    plan = {
        "a": {"next": {"goal": 0.5, "declined": 0.3, "cancelled": 0.2}},
        "goal": {},
        "declined": {},
        "cancelled": {},
    }
    ends = {"declined": "neutral", "cancelled": "lost"}
    found = flow(Network.of(Journey.model_validate({"journey": "j", "ends": ends, "touchpoints": plan})))
    assert (found.completion, found.neutral, found.lost_before_completion) == pytest.approx((0.5, 0.3, 0.2))
    assert sum(found.lost) == pytest.approx(0.2)


def test_with_a_log_the_chain_reproduces_the_observed_completion_but_for_the_modelled_customers() -> None:
    plan = {"a": {"clicks": 40, "next": "b"}, "b": {"next": "c"}, "c": {}}
    log = measured(
        variant("abc", 500),
        variant("axbc", 120),
        variant("ab", 200),
        variant("a", 90),
        variant("aab", 50, under_way=50),
    )
    without = Journey.model_validate({"journey": "j", "touchpoints": plan, "model": {"pseudo_customers": 0}})
    exact = flow(Network.of(without, log))
    assert exact.completion == pytest.approx(620 / 960)
    assert exact.under_way == pytest.approx(50 / 960)
    blended = flow(Network.of(Journey.model_validate({"journey": "j", "touchpoints": plan}), log))
    assert blended.completion == pytest.approx(620 / 960, abs=20 / 960)
    assert blended.completion + blended.under_way + blended.lost_before_completion == pytest.approx(1)


@st.composite
def chains(draw: st.DrawFn) -> tuple[Chain, Vector, Vector]:
    """A random plan with loops, with survivals before and after something was fixed."""
    n = draw(st.integers(2, 6))
    names = [f"t{i}" for i in range(n)]
    plan = {}
    for i, name in enumerate(names[:-1]):
        others = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        targets = list(dict.fromkeys([names[i + 1], *others]))
        weights = [draw(st.integers(1, 9)) for _ in targets]
        plan[name] = {"next": {t: w / sum(weights) for t, w in zip(targets, weights, strict=True)}}
    plan[names[-1]] = {}
    journey = {"journey": "j", "start": names[0], "goal": names[-1], "touchpoints": plan}
    survival = np.array([draw(st.floats(0.05, 0.95)) for _ in names])
    better = np.array([draw(st.floats(float(s), 1.0)) for s in survival])
    return Chain.of(Network.of(Journey.model_validate(journey))), survival, better


@given(chains())
@settings(max_examples=60)
def test_gains_are_what_solving_the_chain_again_gives(case: tuple[Chain, Vector, Vector]) -> None:
    chain, survival, better = case

    def kept(s: Vector) -> float:
        return float(chain.start @ fundamental(chain, s) @ (s * chain.completes))

    found = gains(chain, survival, better)
    for i in range(len(survival)):
        fixed = survival.copy()
        fixed[i] = better[i]
        assert found[i] == pytest.approx(kept(fixed) - kept(survival), abs=1e-9)


@given(chains())
@settings(max_examples=30, deadline=None)
def test_the_chain_agrees_with_pushing_the_mass_step_by_step(case: tuple[Chain, Vector, Vector]) -> None:
    chain, survival, _ = case
    names = chain.touchpoints
    shares = {a: {b: float(chain.onward[i, j]) for j, b in enumerate(names)} for i, a in enumerate(names)}
    alive = dict(zip(names, survival.tolist(), strict=True))
    pushed = kept_by_sums(shares, alive, {names[0]: 1.0}, [names[-1]], rounds=600)
    solved = float(chain.start @ fundamental(chain, survival) @ (survival * chain.completes))
    assert solved == pytest.approx(pushed, abs=1e-6)


def test_the_chain_agrees_with_simulated_customers_within_sampling_error() -> None:
    network = Network.of(lamp())
    each = losses(network)
    shares = {a: {to: step.share for (source, to), step in network.steps.items() if source == a} for a in each}
    alive = {name: 2**-loss.friction for name, loss in each.items()}
    dice, n = random.Random(7), 40_000  # noqa: S311 - a simulation
    kept = sum(travel(shares, alive, "landing", ["first_use"], dice)[1] for _ in range(n))
    expected = flow(network).kept
    assert kept / n == pytest.approx(expected, abs=4 * (expected * (1 - expected) / n) ** 0.5)


def test_who_passes_through_the_only_way_is_everybody_who_completes() -> None:
    chain = loop()
    through = passing(chain, LOOP_SURVIVAL)
    assert through.tolist() == pytest.approx([0.642857] * 3, abs=1e-6)
