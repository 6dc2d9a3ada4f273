"""Conditions at touchpoints against the others who reached them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from journeymap.analysis.conditions import ConditionEffect, conditions
from journeymap.counts import Condition
from tests.builders import measured, variant

if TYPE_CHECKING:
    from journeymap.measurement import Measurement


def condition(
    touchpoint: str = "b", name: str = "late", *, segment: tuple[str, ...] = (), **counts: float
) -> Condition:
    """100 cases of 300 met it, 20 and 140 of them completed, unless said otherwise."""
    usual: dict[str, Any] = {"cases": 100, "completed": 20, "judged": 0, "succeeded": 0}
    usual |= {"met": 300, "met_completed": 140, "met_judged": 0, "met_succeeded": 0}
    return Condition(segment, touchpoint, name, **(usual | counts))


def effects(*rows: Condition, has_success: bool = False) -> tuple[ConditionEffect, ...]:
    log: Measurement = replace(measured(variant("abc", 300)), conditions=rows, has_success=has_success)
    return conditions(log)


def test_cases_under_a_condition_are_compared_with_the_others_who_met_the_touchpoint() -> None:
    (found,) = effects(condition())
    assert (found.cases, found.met, found.n, found.n_others) == (100, 300, 100, 200)
    assert found.share == pytest.approx(1 / 3)
    assert (found.completion, found.completion_others) == (0.2, 0.6)
    assert found.difference == pytest.approx(-0.4)
    assert found.customers_lost == pytest.approx(40)
    assert found.verdict == "worse"
    assert found.is_friction


def test_the_comparison_is_by_success_where_the_log_has_it() -> None:
    (found,) = effects(condition(judged=50, succeeded=40, met_judged=150, met_succeeded=90), has_success=True)
    assert (found.measure, found.n, found.n_others) == ("success", 50, 100)
    assert (found.completion, found.completion_others) == (0.8, 0.5)
    assert found.verdict == "better"
    assert not found.is_friction


def test_what_only_segments_explain_is_no_friction() -> None:
    """Late is frequent where few complete, and no worse there than in time."""
    few_complete = condition(segment=("bronze",), cases=400, completed=80, met=500, met_completed=100)
    most_complete = condition(segment=("gold",), cases=100, completed=80, met=500, met_completed=400)
    (found,) = effects(few_complete, most_complete)
    assert found.completion == pytest.approx(0.32)
    assert found.completion_others == pytest.approx(0.68)
    assert found.difference == pytest.approx(0, abs=1e-12)
    assert found.verdict == "no difference"
    (unsegmented,) = effects(condition(cases=500, completed=160, met=1000, met_completed=500))
    assert unsegmented.verdict == "worse"


def test_who_has_nobody_to_compare_with_in_the_segment_is_left_out_and_counted() -> None:
    alone = condition(segment=("gold",), cases=40, completed=40, met=40, met_completed=40)
    (found,) = effects(condition(segment=("bronze",)), alone)
    assert found.left_out == 40
    assert found.difference == pytest.approx(-0.4)
    assert found.cases == 140
    assert found.completion == pytest.approx(60 / 140)


def test_fewer_than_thirty_on_a_side_are_too_few() -> None:
    (found,) = effects(condition(cases=29, completed=0, met=300, met_completed=250))
    assert found.high < 0
    assert found.verdict == "too few"
    assert not found.is_friction


def test_a_condition_that_all_or_none_met_has_nothing_to_compare() -> None:
    assert effects(condition(cases=0, completed=0), condition(name="failed", cases=300, completed=140)) == ()


def test_satisfaction_is_compared_by_the_means_of_cases() -> None:
    """50 answers of 0.2 and 0.4 in equal parts against 80 of 0.6 and 0.8."""
    scores: dict[str, Any] = {"answered": 50, "satisfaction": 15.0, "satisfaction_squares": 25 * (0.04 + 0.16)}
    everyone: dict[str, Any] = {
        "met_answered": 130,
        "met_satisfaction": 15.0 + 56.0,
        "met_satisfaction_squares": 5.0 + 40 * (0.36 + 0.64),
    }
    (found,) = effects(condition(completed=60, met_completed=180, **scores, **everyone))
    assert found.satisfaction_difference == pytest.approx(-0.4)
    assert found.verdict == "no difference"
    assert found.satisfaction_verdict == "worse"
    assert found.is_friction
    (low,) = effects(condition(name="low_score", completed=60, met_completed=180, **scores, **everyone))
    assert low.satisfaction_difference is None
    assert not low.is_friction


def test_friction_comes_first_then_by_customers_lost() -> None:
    harmless = condition("a", cases=100, completed=48, met=300, met_completed=148)
    small = condition("b", "failed", cases=40, completed=4, met=300, met_completed=160)
    large = condition("c")
    assert [found.touchpoint for found in effects(harmless, small, large)] == ["c", "b", "a"]


def test_of_conditions_that_make_no_difference_hardly_a_log_shows_one() -> None:
    """Sixty comparisons a log, all by chance: at 5 % each, 95 of 100 logs would show something."""
    random, logs = np.random.default_rng(11), 300
    with_something, uncorrected = 0, 0
    for _ in range(logs):
        drawn = random.binomial(80, 0.6, 60), random.binomial(200, 0.6, 60)
        found = effects(
            *(
                condition(f"t{i}", cases=80, completed=int(x), met=280, met_completed=int(x + y))
                for i, (x, y) in enumerate(zip(*drawn, strict=True))
            )
        )
        with_something += any(each.verdict != "no difference" for each in found)
        uncorrected += any(not each.low <= 0 <= each.high for each in found)
    assert uncorrected / logs > 0.8
    assert with_something / logs <= 0.08
