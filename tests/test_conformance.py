"""Conformance: everything sums, and the numbers are those of the design."""

import random
from collections import Counter
from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.outcomes import followed
from journeymap.errors import JourneyError
from journeymap.journey import Journey
from tests.oracles.alignment import cheapest, draw, measurement_of, trace

FIVE = {"A": {"next": "B"}, "B": {"next": "C"}, "C": {"next": "D"}, "D": {"next": "E"}, "E": {}}
JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": FIVE})
ROWS: list[dict[str, Any]] = [
    {"path": "ABCDE", "cases": 70, "segment": ("app",)},
    {"path": "ABCDE", "cases": 10, "segment": ("web",)},
    {"path": "AXBCDE", "cases": 8, "segment": ("app",)},
    {"path": "AB", "cases": 7, "under_way": 3, "segment": ("app",)},
    {"path": "AC", "cases": 5, "under_way": 5, "segment": ("app",)},
]


def test_cases_are_on_plan_off_plan_or_under_way() -> None:
    result = conformance(JOURNEY, measurement_of(ROWS))
    assert (result.n_cases, result.on_plan, result.off_plan, result.n_under_way) == (100, 80, 12, 8)
    assert (result.n_variants, result.fitting_cases, result.completed) == (4, 83, 88)
    assert result.measure == "completion"


def test_a_log_in_which_nothing_is_planned_is_off_plan_as_a_whole() -> None:
    result = conformance(JOURNEY, measurement_of([{"path": "XY", "cases": 3}]))
    assert (result.off_plan, asdict(result.moves)) == (3, {"sync": 0, "extra": 6, "skipped": 15})


def test_cost_moves_and_fitness_are_summed_over_cases() -> None:
    result = conformance(JOURNEY, measurement_of(ROWS))
    assert result.cost == 8 * 1 + 4 * 3 + 5 * 1
    assert asdict(result.moves) == {"sync": 88 * 5 + 7 * 2 + 5 * 2, "extra": 8, "skipped": 4 * 3 + 5}
    fitness = 83 + 8 * (1 - 1 / 11) + 4 * (1 - 3 / 7) + 5 * (1 - 1 / 7)
    assert result.fitness == pytest.approx(fitness / 100)


def test_a_sequence_is_counted_once_over_all_segments() -> None:
    done = followed(JOURNEY, measurement_of(ROWS))
    counts = done.sums[:, :3].tolist()
    assert [("".join(t), p, *c) for t, p, c in zip(done.touchpoints, done.prefix, counts, strict=True)] == [
        ("ABCDE", False, 80, 80, 80),
        ("AXBCDE", False, 8, 8, 8),
        ("AC", True, 5, 0, 0),
        ("AB", False, 4, 4, 0),
        ("AB", True, 3, 0, 0),
    ]


def test_success_counts_judged_cases_that_are_over() -> None:
    rows = [
        {"path": "ABCDE", "cases": 10, "judged": 8, "succeeded": 6},
        {"path": "AB", "cases": 10, "under_way": 5, "judged": 10, "succeeded": 4},
    ]
    measurement = measurement_of(rows, has_success=True)
    assert followed(JOURNEY, measurement).sums[:, 1:3].tolist() == [[8, 6], [5, 2], [0, 0]]
    result = conformance(JOURNEY, measurement)
    assert (result.measure, result.judged, result.succeeded) == ("success", 18, 10)


def test_the_keys_other_programs_use_are_there() -> None:
    promised = "n_cases n_variants n_under_way fitting_cases fitness cost moves deviations measure routes"
    assert set(promised.split()) <= {field.name for field in fields(Conformance)}
    row = asdict(conformance(JOURNEY, measurement_of(ROWS)))
    route = (
        "leave did rejoin members cases share completion completion_others difference low high "
        "satisfaction_difference extra_wait_seconds customers_lost better example"
    )
    assert set(route.split()) <= set(row["routes"][0])
    assert set(row["deviations"][0]) == {"code", "touchpoint", "cases", "share", "share_of"}


def test_an_empty_log_conforms() -> None:
    result = conformance(JOURNEY, measurement_of([]))
    assert (result.n_cases, result.fitness, result.cost, result.routes, result.deviations) == (0, 1.0, 0, (), ())


def test_a_goal_out_of_reach_is_refused() -> None:
    journey = Journey.model_validate({"journey": "j", "start": "A", "goal": "B", "touchpoints": {"A": {}, "B": {}}})
    with pytest.raises(JourneyError, match="J132"):
        conformance(journey, measurement_of(ROWS))


@settings(deadline=None, max_examples=100)
@given(rng=st.randoms(use_true_random=True))
def test_results_agree_with_the_oracle_case_by_case(rng: random.Random) -> None:
    drawn = draw(rng, weighted=False)
    rows: list[dict[str, Any]] = []
    for segment in range(15):
        cases = rng.randint(1, 5)
        under_way = rng.randint(0, cases) if rng.random() < 0.3 else 0
        rows.append({"path": trace(rng, drawn), "cases": cases, "under_way": under_way, "segment": (str(segment),)})
    result = conformance(drawn.journey, measurement_of(rows))

    ways = [(row["path"], False, row["cases"] - row["under_way"]) for row in rows]
    ways += [(row["path"], True, row["under_way"]) for row in rows]
    costs = [(cheapest(drawn, path, prefix=prefix), path, prefix, n) for path, prefix, n in ways]
    run = cheapest(drawn, [], prefix=False)
    assert result.cost == sum(cost * n for cost, _, _, n in costs)
    assert result.on_plan == sum(n for cost, _, prefix, n in costs if not cost and not prefix)
    assert result.fitting_cases == sum(n for cost, _, _, n in costs if not cost)
    fitness = sum(n * (1 - cost / (len(path) + run)) for cost, path, _, n in costs) / result.n_cases
    assert result.fitness == pytest.approx(fitness)
    assert result.n_cases == result.on_plan + result.off_plan + result.n_under_way
    assert result.moves.extra + result.moves.skipped == result.cost
    assert result.moves.sync + result.moves.extra == sum(len(path) * n for _, path, _, n in costs)


@settings(deadline=None, max_examples=50)
@given(rng=st.randoms(use_true_random=True))
def test_neither_the_order_of_rows_nor_segments_matter(rng: random.Random) -> None:
    drawn = draw(rng, weighted=True)
    rows: list[dict[str, Any]] = [{"path": trace(rng, drawn), "cases": rng.randint(1, 50)} for _ in range(15)]
    measurement = measurement_of(rows)
    shuffled = replace(measurement, variants=tuple(rng.sample(measurement.variants, len(rows))))
    assert conformance(drawn.journey, shuffled) == conformance(drawn.journey, measurement)

    cases: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        cases[row["path"]] += row["cases"]
    merged = measurement_of([{"path": path, "cases": n} for path, n in cases.items()])
    one, other = conformance(drawn.journey, merged), conformance(drawn.journey, measurement)
    assert one.deviations == other.deviations
    assert one.fitness == pytest.approx(other.fitness)
    assert [replace(route, example="") for route in one.routes] == [
        replace(route, example="") for route in other.routes
    ]
