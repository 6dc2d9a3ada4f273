from dataclasses import replace

import pytest

from journeymap.analysis.priorities import Priority, priorities
from journeymap.analysis.touchpoints import friction
from journeymap.counts import Condition
from journeymap.journey import Journey
from tests.builders import lamp, measured, variant


def by_touchpoint(rows: tuple[Priority, ...]) -> dict[str, Priority]:
    return {row.touchpoint: row for row in rows if row.kind == "touchpoint"}


def with_patience(factor: float) -> Journey:
    half_lives = {"landing_page": 2, "app_response": 9, "phone_hold": 120, "parcel": 604800}
    patience = {situation: f"{seconds * factor} s" for situation, seconds in half_lives.items()}
    return lamp({"model": {"patience": patience}})


def test_the_worked_example_is_fixed_in_the_order_of_its_gains() -> None:
    rows = priorities(lamp())
    expected = {
        "delivery": 105.236,
        "checkout": 69.530,
        "support": 41.423,
        "landing": 39.285,
        "product": 18.173,
        "first_use": 0.0,
    }
    assert [row.touchpoint for row in rows] == list(expected)
    assert [row.gain_per_1000 for row in rows] == pytest.approx(list(expected.values()), abs=1e-3)
    assert [row.rank for row in rows] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("factor", "kept", "gains"),
    [
        (0.5, 89.008, {"delivery": 74.487, "checkout": 39.319, "landing": 36.868}),
        (2.0, 281.000, {"delivery": 102.503, "checkout": 79.930, "support": 42.873}),
    ],
)
def test_other_patience_gives_the_worked_gains(factor: float, kept: float, gains: dict[str, float]) -> None:
    journey = with_patience(factor)
    assert friction(journey).kept_per_1000 == pytest.approx(kept, abs=1e-3)
    rows = by_touchpoint(priorities(journey))
    assert {name: rows[name].gain_per_1000 for name in gains} == pytest.approx(gains, abs=1e-3)


def test_a_rank_interval_covers_the_ranks_under_other_patience() -> None:
    rows = by_touchpoint(priorities(lamp()))
    assert (rows["delivery"].rank_low, rows["delivery"].rank_high) == (1, 1)
    assert (rows["support"].rank_low, rows["support"].rank_high) == (3, 4)
    for row in rows.values():
        assert row.rank_low <= row.rank <= row.rank_high
        assert row.gain_low <= row.gain_per_1000 + 1e-9


def test_few_answers_make_wide_intervals() -> None:
    few = lamp(checkout={"satisfaction": {"score": 3.1, "answers": 3}})
    wide, narrow = (by_touchpoint(priorities(j))["checkout"] for j in (few, lamp()))
    assert wide.gain_high - wide.gain_low > 2 * (narrow.gain_high - narrow.gain_low)


def test_a_declared_target_takes_the_place_of_the_default_one() -> None:
    journey = lamp(checkout={"target": {"clicks": 24, "satisfaction": 3.1, "wait": "2 s"}})
    assert by_touchpoint(priorities(journey))["checkout"].gain_per_1000 == pytest.approx(0, abs=1e-9)


def test_time_of_work_has_a_target_only_where_one_is_declared() -> None:
    slow = {"work_time": "20 min", "patience": "10 min", "wait": 0, "clicks": 0, "satisfaction": 5}
    gains = [
        next(row for row in priorities(lamp(support=slow | {"target": target})) if row.touchpoint == "support")
        for target in ({}, {"work_time": "5 min"}, {"work_time": "1 hour"})
    ]
    assert [row.gain_per_1000 > 0 for row in gains] == [False, True, False]
    assert gains[1].target is not None
    assert gains[1].target.work_seconds == 300
    assert gains[1].why == "works 20 min → 5 min"


def test_a_target_never_makes_anything_worse() -> None:
    journey = lamp(landing={"target": {"wait": "1 hour", "clicks": 99, "satisfaction": 1}})
    assert by_touchpoint(priorities(journey))["landing"].gain_per_1000 == pytest.approx(0, abs=1e-9)


def test_an_unknown_measure_gains_nothing() -> None:
    row = by_touchpoint(priorities(lamp()))["first_use"]
    assert row.gain_per_1000 == 0
    assert row.target is not None
    assert row.target.score is None


def test_customers_and_value_turn_gains_into_counts_and_money() -> None:
    row = priorities(lamp({"customers": "12000 per month", "value": {"sale": "49 EUR", "later": "30 EUR"}}))[0]
    assert row.gain_customers == pytest.approx(12 * 105.236, abs=0.02)
    assert row.gain_completion_per_1000 is not None
    assert row.gain_value is not None
    assert row.gain_value.amount == pytest.approx(12 * row.gain_completion_per_1000 * 49 + 12 * row.gain_per_1000 * 30)
    assert row.gain_value.currency == "EUR"


def test_rows_without_evidence_come_last_and_without_money() -> None:
    plan = {
        "a": {"satisfaction": {"nps": -60, "answers": 400}, "next": "b"},
        "b": {"clicks": 14, "next": "c"},
        "c": {},
    }
    content = {"journey": "j", "touchpoints": plan, "customers": 1000, "value": "10 EUR"}
    rows = priorities(Journey.model_validate(content))
    assert (rows[0].touchpoint, rows[0].evidence) == ("b", "described")
    assert rows[1].gain_per_1000 > rows[0].gain_per_1000
    assert rows[1].gain_value is None


def test_a_harmful_route_and_a_harmful_condition_stand_in_the_same_list() -> None:
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}})
    late = Condition((), "b", "late", 300, 60, 0, 0, met=900, met_completed=560, met_judged=0, met_succeeded=0)
    log = measured(variant("abc", 600), variant("ab", 100), variant("axbc", 20), variant("axb", 180))
    rows = priorities(journey, replace(log, conditions=(late,)))
    kinds = {row.kind for row in rows}
    assert kinds == {"touchpoint", "off_plan", "condition"}
    route = next(row for row in rows if row.kind == "off_plan")
    difference = 20 / 200 - 600 / 700
    assert route.gain_per_1000 == pytest.approx(-1000 * 200 / 900 * difference)
    assert route.measure == "completion"
    condition = next(row for row in rows if row.kind == "condition")
    assert condition.gain_per_1000 == pytest.approx(-1000 * 300 / 900 * (60 / 300 - 500 / 600))


def test_the_same_input_gives_the_same_ranking() -> None:
    assert priorities(lamp()) == priorities(lamp())
