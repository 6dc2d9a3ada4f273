import pytest
from hypothesis import given, settings

from journeymap.analysis.breakdown import Spent, breakdown
from journeymap.analysis.touchpoints import friction
from journeymap.journey import Journey
from tests.builders import lamp, measured, variant
from tests.strategies import journeys

CAUSES = ("lost_to_wait", "lost_to_work", "lost_to_effort", "lost_to_feeling", "unexplained", "ended")


def causes(row: Spent) -> list[float]:
    return [getattr(row, f"{cause}_per_1000") for cause in CAUSES]


@given(journeys())
@settings(max_examples=60, deadline=None)
def test_the_causes_add_up_to_the_lost_and_all_customers_are_somewhere(journey: Journey) -> None:
    found = breakdown(journey)
    for row in (*found.touchpoints, *found.phases, found.total):
        assert sum(causes(row)) == pytest.approx(row.lost_per_1000, abs=1e-9)
        assert min(causes(row)) >= -1e-9
    whole = found.total.lost_per_1000 + found.kept_per_1000 + found.neutral_per_1000 + found.under_way_per_1000
    assert whole == pytest.approx(1000)


@given(journeys())
@settings(max_examples=30, deadline=None)
def test_phases_and_touchpoints_add_up_to_the_whole(journey: Journey) -> None:
    found = breakdown(journey)
    for part in (found.phases, found.touchpoints):
        for name in ("lost_per_1000", "seconds_waited", "seconds_working", "clicks", "visits_per_1000"):
            whole = getattr(found.total, name)
            assert sum(getattr(row, name) for row in part) == pytest.approx(whole)


def test_the_lost_are_those_of_the_friction_table() -> None:
    rows = {row.touchpoint: row.lost_per_1000 for row in friction(lamp()).touchpoints}
    for row in breakdown(lamp()).touchpoints:
        assert row.touchpoint is not None
        assert row.lost_per_1000 == pytest.approx(rows[row.touchpoint])


def test_a_loss_is_shared_out_by_halvings() -> None:
    row = next(row for row in breakdown(lamp()).touchpoints if row.touchpoint == "support")
    wait, effort = 300 / 120, 4 * 2.65 / 210
    of_support = row.lost_to_wait_per_1000 / row.lost_to_effort_per_1000
    assert of_support == pytest.approx(wait / effort)
    assert row.unexplained_per_1000 == 0


def test_time_of_work_is_a_cause_of_its_own_where_it_is_charged() -> None:
    plan = {"a": {"wait": "1 min", "work_time": "2 min", "patience": "3 min", "next": "b"}, "b": {}}
    row = breakdown(Journey.model_validate({"journey": "j", "touchpoints": plan})).touchpoints[0]
    assert row.lost_per_1000 == pytest.approx(500)
    assert row.lost_to_wait_per_1000 == pytest.approx(500 / 3)
    assert row.lost_to_work_per_1000 == pytest.approx(1000 / 3)


def test_what_was_seen_beyond_the_model_is_unexplained() -> None:
    plan = {"a": {"clicks": 20, "left": "500 of 1000", "next": "b"}, "b": {}}
    content = {"journey": "j", "touchpoints": plan, "model": {"pseudo_customers": 0}}
    row = breakdown(Journey.model_validate(content)).touchpoints[0]
    modelled = 20 * 2.65 / 210
    assert row.lost_per_1000 == pytest.approx(500)
    assert row.lost_to_effort_per_1000 == pytest.approx(500 * modelled / 1)
    assert row.unexplained_per_1000 == pytest.approx(500 * (1 - modelled))


def test_a_model_that_overstates_explains_all_that_was_seen() -> None:
    plan = {"a": {"clicks": 80, "left": "100 of 1000", "next": "b"}, "b": {}}
    content = {"journey": "j", "touchpoints": plan, "model": {"pseudo_customers": 0}}
    row = breakdown(Journey.model_validate(content)).touchpoints[0]
    assert row.lost_to_effort_per_1000 == pytest.approx(100)
    assert row.unexplained_per_1000 == 0


def test_an_end_that_counts_as_lost_is_a_cause_of_its_own() -> None:
    plan = {
        "a": {"next": {"goal": 0.5, "declined": 0.3, "cancelled": 0.2}},
        "goal": {},
        "declined": {},
        "cancelled": {},
    }
    ends = {"declined": "neutral", "cancelled": "lost"}
    found = breakdown(Journey.model_validate({"journey": "j", "ends": ends, "touchpoints": plan}))
    assert found.total.ended_per_1000 == pytest.approx(200)
    assert found.neutral_per_1000 == pytest.approx(300)


def test_time_and_clicks_are_those_of_the_visits() -> None:
    found = breakdown(lamp())
    visits = [1000, 823.597, 702.539, 463.267, 60.115, 247.778]
    waits, clicks = [1.5, 2, 2, 7 * 86400, 300, 0], [1, 6, 24, 0, 4, 10]
    assert found.total.seconds_waited == pytest.approx(sum(v * w for v, w in zip(visits, waits, strict=True)) / 1000)
    expected = sum(v * c for v, c in zip(visits, clicks, strict=True)) / 1000
    assert found.total.clicks == pytest.approx(expected, rel=1e-5)
    assert found.total.seconds_working == pytest.approx(2.65 * expected, rel=1e-5)
    assert found.per_completion(found.total.clicks) == pytest.approx(expected / 0.247778, rel=1e-5)


def test_time_of_work_takes_the_place_of_clicks_and_is_averaged() -> None:
    plan = {
        "a": {"clicks": 10, "work_time": "5 min", "next": "b"},
        "b": {"work_time": {"median": "4 min", "p90": "11 min"}},
    }
    model = {"effort_half_life": "1000 days"}
    found = breakdown(Journey.model_validate({"journey": "j", "touchpoints": plan, "model": model}))
    # the mean of a log-normal with σ = ln(11/4)/1.28155: 240·exp(0.6230/2) = 327.7 s
    assert found.touchpoints[0].seconds_working == pytest.approx(300)
    assert found.touchpoints[1].seconds_working == pytest.approx(327.7, abs=0.2)


def test_customers_under_way_are_neither_kept_nor_lost() -> None:
    plan = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}
    log = measured(variant("abc", 600), variant("a", 300), variant("ab", 100, under_way=100))
    found = breakdown(Journey.model_validate({"journey": "j", "touchpoints": plan}), log)
    assert found.under_way_per_1000 == pytest.approx(100, abs=3)
    assert found.total.unexplained_per_1000 == pytest.approx(300, abs=8)
    whole = found.total.lost_per_1000 + found.kept_per_1000 + found.under_way_per_1000
    assert whole == pytest.approx(1000)
