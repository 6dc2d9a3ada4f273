"""The perception audit; expected values are worked out by hand beside each case."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from journeymap.analysis.comparison import Means, Moments, mean_difference
from journeymap.analysis.finding import Finding
from journeymap.analysis.statistics import wilson
from journeymap.audits.perception import PerceptionAudit, perception
from journeymap.audits.views import View, compared, compared_together
from journeymap.counts import SatisfactionCount
from journeymap.journey import Journey
from journeymap.units import Scale
from tests.builders import measured, variant

FIVE = Scale(1, 5)


def audited(**points: dict[str, Any]) -> PerceptionAudit:
    return perception(Journey.model_validate({"journey": "j", "touchpoints": points}))


def order(**keys: Any) -> PerceptionAudit:  # noqa: ANN401 - as files have it
    return audited(order=keys)


def codes(found: PerceptionAudit) -> list[str]:
    return [finding.code for finding in found.findings]


def of_code(found: PerceptionAudit, code: str) -> Finding:
    [finding] = [finding for finding in found.findings if finding.code == code]
    return finding


def test_counted_answers_give_mean_share_and_deviation() -> None:
    # 10 × 1, 10 × 3, 20 × 5: mean 3.5, u = 0.625; squares 10·0.625² + 10·0.125² + 20·0.375² = 6.875 over 39
    view = View.of_answers({1.0: 10, 3.0: 10, 5.0: 20}, FIVE)
    assert (view.score, view.share, view.n, view.satisfied) == (3.5, 0.625, 40, 0.5)
    assert view.deviation == pytest.approx(math.sqrt(6.875 / 39))


def test_the_interval_of_counted_answers_is_students() -> None:
    view = View.of_answers({1.0: 10, 3.0: 10, 5.0: 20}, FIVE)
    expected = stats.t.interval(0.95, 39, loc=0.625, scale=math.sqrt(6.875 / 39 / 40))
    assert view.interval("score") == pytest.approx(expected)


def test_a_mean_whose_answers_were_not_counted_is_taken_as_widely_spread_as_can_be() -> None:
    view = View(3.5, "1..5", 0.625, None, 40, None)
    assert view.interval("score") == pytest.approx(wilson(25, 40))
    low, high = view.interval("score") or (0.0, 0.0)
    counted = View.of_answers({1.0: 10, 3.0: 10, 5.0: 20}, FIVE).interval("score") or (0.0, 0.0)
    assert high - low > counted[1] - counted[0]


def test_equal_answers_do_not_make_an_interval_of_nothing() -> None:
    assert View.of_answers({5.0: 3}, FIVE).interval("score") == pytest.approx(wilson(3, 3))


@given(st.lists(st.integers(0, 20), min_size=5, max_size=5).filter(lambda counts: sum(counts) > 1))
def test_no_spread_of_answers_exceeds_the_widest(counts: list[int]) -> None:
    view = View.of_answers({float(score): n for score, n in enumerate(counts, 1)}, FIVE)
    assert view.deviation is not None
    assert view.share is not None
    n = sum(counts)
    assert view.deviation**2 * (n - 1) / n <= view.share * (1 - view.share) + 1e-12


def test_a_claim_is_held_against_the_interval_of_the_customers_alone() -> None:
    company = View(4.6, "1..5", 0.9, None, None, None)
    low, high = wilson(72, 180)
    found = compared(company, View(2.6, "1..5", 0.4, None, 180, None))
    assert found is not None
    assert (found.gap, found.low, found.high) == pytest.approx((0.5, 0.9 - high, 0.9 - low))
    assert found.verdict == "higher"


def test_two_counted_means_are_compared_nearly_as_by_welch() -> None:
    staff = View.of_answers({2.0: 20, 3.0: 30, 4.0: 10}, FIVE)
    customers = View.of_answers({1.0: 40, 2.0: 60, 3.0: 50, 5.0: 30}, FIVE)
    found = compared(staff, customers)
    these = Moments(60, 170, 20 * 4 + 30 * 9 + 10 * 16)
    others = Moments(180, 40 + 120 + 150 + 150, 40 + 240 + 450 + 750)
    welch = mean_difference([Means(these, others)])
    assert found is not None
    assert welch is not None
    assert 4 * found.gap == pytest.approx(welch.difference)
    assert (4 * (found.low or 0), 4 * (found.high or 0)) == pytest.approx((welch.low, welch.high), abs=0.01)


def test_where_nobody_says_how_many_were_asked_nothing_is_tested() -> None:
    found = compared(View(4.6, "1..5", 0.9, None, None, None), View(2.6, "1..5", 0.4, None, None, None))
    assert found is not None
    assert (found.gap, found.low, found.high, found.verdict) == (0.5, None, None, "not tested")


def test_a_mean_and_a_share_of_the_satisfied_have_nothing_in_common() -> None:
    assert compared(View(4.6, "1..5", 0.9, None, None, None), View(None, "1..5", None, 0.4, 80, None)) is None


def test_over_several_touchpoints_each_weighs_alike_and_intervals_shrink() -> None:
    company, customers = View(4.6, "1..5", 0.9, None, None, None), View(2.6, "1..5", 0.4, None, 180, None)
    one, four = compared(company, customers), compared_together([(company, customers)] * 4)
    assert one is not None
    assert four is not None
    assert (four.touchpoints, four.n) == (4, 720)
    assert four.gap == pytest.approx(one.gap)
    assert (four.high or 0) - four.gap == pytest.approx(((one.high or 0) - one.gap) / 2)


def test_means_and_shares_are_not_averaged_together() -> None:
    scored = (View(4.6, "1..5", 0.9, None, None, None), View(2.6, "1..5", 0.4, None, 180, None))
    shares = (View(None, "1..5", None, 0.8, None, None), View(None, "1..5", None, 0.08, 200, None))
    found = compared_together([scored, shares])
    assert found is not None
    assert (found.measure, found.touchpoints) == ("score", 1)
    assert found.gap == pytest.approx(0.5)


def test_the_known_gap_of_80_against_8_per_cent_is_told() -> None:
    found = order(satisfaction={"satisfied": "8%", "answers": 200}, ratings={"company": {"satisfied": "80%"}})
    assert found.delivery is not None
    assert found.delivery.satisfied is not None
    assert found.delivery.satisfied.gap == pytest.approx(0.72)
    said = of_code(found, "A201").sentence
    assert said.startswith("The company holds 80 % of its customers for satisfied, 8 % are; on average it is 72 points")


def test_good_touchpoints_are_counted_by_the_company_and_by_customers() -> None:
    found = audited(
        a={"satisfaction": {"score": 4.2, "answers": 90}, "ratings": {"company": 5}, "next": "b"},
        b={"satisfaction": {"score": 3.9, "answers": 90}, "ratings": {"company": 4}},
    )
    assert found.delivery is not None
    assert (found.delivery.touchpoints, found.delivery.company_good, found.delivery.customers_good) == (2, 2, 1)


def test_where_chance_may_explain_the_gap_no_difference_is_claimed() -> None:
    found = order(satisfaction={"score": 3.8, "answers": 12}, ratings={"company": 4.4})
    assert found.touchpoints[0].believed is not None
    assert found.touchpoints[0].believed.verdict == "no difference"
    assert codes(found) == ["A201"]
    assert "no real difference" in of_code(found, "A201").sentence


def test_a_sure_gap_of_less_than_a_tenth_of_the_scale_is_not_worth_a_finding() -> None:
    found = order(satisfaction={"score": 4.2, "answers": 9000}, ratings={"company": 4.5})
    assert found.touchpoints[0].believed is not None
    assert found.touchpoints[0].believed.verdict == "higher"
    assert codes(found) == ["A201"]


def test_expectations_rest_on_the_answers_of_the_same_survey() -> None:
    found = order(satisfaction={"score": 3, "answers": 180}, ratings={"expected": 4.2})
    [row] = found.touchpoints
    assert row.experienced is not None
    (low, high), (low_e, high_e) = wilson(90, 180), wilson(144, 180)
    assert row.experienced.gap == pytest.approx(-0.3)
    assert row.experienced.low == pytest.approx(-0.3 - math.hypot(0.5 - low, high_e - 0.8))
    assert row.experienced.high == pytest.approx(-0.3 + math.hypot(high - 0.5, 0.8 - low_e))
    assert of_code(found, "A204").n == 180


def test_scales_may_differ_and_the_given_score_stays() -> None:
    found = order(satisfaction={"score": 8, "scale": "0..10", "answers": 100}, ratings={"staff": 6, "company": 8})
    views = found.touchpoints[0].views
    assert [(views[group].score, views[group].share) for group in ("customers", "staff")] == [(8, 0.8), (6, 0.6)]
    assert views["staff"].scale == "0..10"
    effort = order(satisfaction={"score": 2, "scale": "5..1", "answers": 100}, ratings={"company": 1})
    assert effort.touchpoints[0].views["company"].share == 1.0


def test_every_two_groups_are_compared_over_the_touchpoints_that_both_rated() -> None:
    found = audited(
        a={"satisfaction": {"score": 3, "answers": 90}, "ratings": {"leadership": 5, "staff": 3}, "next": "b"},
        b={"ratings": {"leadership": 4, "staff": 2}},
    )
    gaps = {(row.first, row.second): (row.gap.touchpoints, row.gap.gap) for row in found.groups}
    assert gaps == {
        ("leadership", "staff"): (2, 0.5),
        ("leadership", "customers"): (1, 0.5),
        ("staff", "customers"): (1, 0.0),
    }
    assert codes(found) == ["A201", "A208", "A209"]


def test_pillars_average_over_their_touchpoints_that_both_rated() -> None:
    rated = {"satisfaction": {"score": 3, "answers": 90}, "pillar": ["digital", "content"], "ratings": {"company": 5}}
    found = audited(
        a={**rated, "next": "b"},
        b={**rated, "pillar": "digital", "ratings": {"company": 4}, "next": "c"},
        c={"pillar": "digital", "satisfaction": {"score": 1, "answers": 90}},
    )
    assert [(row.pillar, row.touchpoints, row.gap.gap) for row in found.pillars] == [
        ("content", ("a",), 0.5),
        ("digital", ("a", "b"), 0.375),
    ]


def test_answers_of_a_log_count_before_those_of_the_file() -> None:
    journey = Journey.model_validate(
        {"journey": "j", "touchpoints": {"a": {"satisfaction": 5, "ratings": {"company": 5}, "next": "b"}, "b": {}}}
    )
    log = measured(variant("ab", 40))
    log = replace(log, satisfaction=(SatisfactionCount((), "a", 2.0, 30), SatisfactionCount((), "a", 4.0, 10)))
    [row] = perception(journey, log).touchpoints
    assert (row.views["customers"].score, row.views["customers"].n) == (2.5, 40)


def test_channels_are_asked_together_and_an_unknown_number_stays_unknown() -> None:
    web, app = {"share": "50%", "satisfaction": {"score": 4, "answers": 30}}, {"share": "50%", "satisfaction": 2}
    found = order(channels={"web": web, "app": app}, ratings={"company": 5})
    customers = found.touchpoints[0].views["customers"]
    assert (customers.score, customers.n) == (3.0, None)


def test_without_ratings_there_is_nothing_to_compare() -> None:
    found = order(satisfaction={"score": 3, "answers": 90})
    assert (found.delivery, found.touchpoints, found.sheets) == (None, (), ())
    assert codes(found) == ["A201"]
