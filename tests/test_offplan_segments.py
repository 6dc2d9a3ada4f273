"""Off-plan routes within segments: like is compared with like, again in plain Python."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.comparison import Counts, Means, Moments, mean_difference, share_difference
from journeymap.analysis.conformance import conformance
from journeymap.analysis.offplan import Route
from journeymap.journey import Journey
from tests.oracles.alignment import measurement_of

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"A": {"next": "B"}, "B": {"next": "C"}, "C": {}}})


def route(rows: list[dict[str, Any]]) -> Route:
    found = conformance(JOURNEY, measurement_of(rows)).routes
    [one] = [each for each in found if (each.leave, each.first) == ("A", "X")]
    return one


def row(path: str, cases: int, segment: str, **more: float) -> dict[str, Any]:
    return {"path": path, "cases": cases, "segment": (segment,), **more}


def test_what_only_segments_explain_is_no_harm() -> None:
    """Of gold 80 % complete and of bronze 20 %, with X or without; bronze takes X more."""
    found = route(
        [
            *(row("AXBC", 20, "gold"), row("AXB", 5, "gold"), row("ABC", 320, "gold"), row("AB", 80, "gold")),
            *(row("AXBC", 60, "bronze"), row("AXB", 240, "bronze"), row("ABC", 30, "bronze"), row("AB", 120, "bronze")),
        ]
    )
    assert found.completion == pytest.approx(80 / 325)
    assert found.completion_others == pytest.approx(350 / 550)
    assert found.difference == pytest.approx(0, abs=1e-12)
    assert (found.verdict, found.harmful, found.better) == ("no difference", False, False)


def test_waits_clicks_and_satisfaction_are_compared_within_segments_too() -> None:
    """Weights by hand: gold 1/(1/2 + 1/2) = 1 and bronze 1/(1/4 + 1/4) = 2."""
    more = {"seconds": 200.0, "clicked": 2, "clicks": 10}
    gold = [row("AXBC", 2, "gold", **more), row("ABC", 2, "gold", seconds=100.0, clicked=2, clicks=4)]
    most = {"seconds": 40.0, "clicked": 4, "clicks": 4}
    bronze = [row("AXBC", 4, "bronze", **most), row("ABC", 4, "bronze", seconds=40.0, clicked=4, clicks=4)]
    found = route([*gold, *bronze, row("AXBC", 3, "alone", seconds=9e9)])
    assert found.extra_wait_seconds == pytest.approx((1 * 50 + 2 * 0) / 3)
    assert found.extra_clicks == pytest.approx((1 * 3 + 2 * 0) / 3)
    assert found.left_out == 3


def unhappy(path: str, cases: int, score: float, **more: float) -> dict[str, Any]:
    """Cases that all gave a score: half of them a tenth below this one, half a tenth above."""
    spread = {"satisfaction": score * cases, "satisfaction_squares": cases * (score**2 + 0.01)}
    return row(path, cases, "all", answered=cases, **spread, **more)


def test_who_completes_as_often_but_is_surely_less_satisfied_is_harmed() -> None:
    found = route([unhappy("AXBC", 60, 0.4), unhappy("ABC", 200, 0.7)])
    assert (found.verdict, found.satisfaction_verdict) == ("no difference", "worse")
    assert (found.harmful, found.better, found.customers_lost_low) == (True, False, 0)
    assert found.satisfaction_difference == pytest.approx(-0.3)


def test_who_completes_more_often_is_not_harmed_by_less_satisfaction() -> None:
    found = route([unhappy("AXBC", 200, 0.4), unhappy("ABC", 100, 0.7), unhappy("AB", 100, 0.7)])
    assert (found.verdict, found.satisfaction_verdict, found.harmful) == ("better", "worse", False)


def test_customers_at_stake_rank_before_satisfaction_and_that_before_the_rest() -> None:
    rows = [unhappy("AXBC", 60, 0.4), unhappy("ABC", 200, 0.7), row("AYB", 10, "all"), row("AZBC", 300, "all")]
    found = conformance(JOURNEY, measurement_of(rows)).routes
    assert [each.first for each in found if each.leave == "A"] == ["Y", "X", "Z"]


def test_unknown_clicks_and_satisfaction_stay_unknown() -> None:
    found = route([row("AXBC", 40, "gold"), row("ABC", 40, "gold")])
    assert (found.extra_clicks, found.satisfaction_difference) == (None, None)
    assert found.satisfaction_verdict == "not compared"


def test_many_harmless_routes_are_not_harmful_by_chance() -> None:
    """Forty routes of 60 cases, of which chance has as many complete: uncorrected, two of forty seem to differ."""
    uncorrected, called = 0, 0
    for seed in range(30):
        drawn, rows = np.random.default_rng(seed), [row("ABC", 1200, "all"), row("AB", 800, "all")]
        for n in range(40):
            good = int(drawn.binomial(60, 0.6))
            rows += [{**row("A", good, "all"), "path": ["A", f"x{n}", "B", "C"]}] if good else []
            rows += [{**row("A", 60 - good, "all"), "path": ["A", f"x{n}", "B"]}] if good < 60 else []
        routes = [each for each in conformance(JOURNEY, measurement_of(rows)).routes if each.first.startswith("x")]
        uncorrected += any(not (each.low or 0) <= 0 <= (each.high or 0) for each in routes)
        called += any(each.harmful or each.better for each in routes)
    assert uncorrected > 20
    assert called <= 4


_CASES = st.lists(
    st.tuples(
        st.sampled_from(["ABC", "AB", "AXBC", "AXB", "AXX", "AYBC", "A"]),
        st.sampled_from(["gold", "bronze", "tin"]),
        st.integers(0, 4),
    ),
    min_size=2,
    max_size=60,
)


@settings(deadline=None)
@given(_CASES)
def test_every_figure_of_a_route_is_that_of_plain_counting(cases: list[tuple[str, str, int]]) -> None:
    rows = [
        row(path, 1, segment, answered=1, satisfaction=score / 4, satisfaction_squares=(score / 4) ** 2)
        for path, segment, score in cases
    ]
    if not any(path.startswith("AX") for path, _, _ in cases):
        return
    found = route(rows)
    counts, means = [], []
    for segment in ("gold", "bronze", "tin"):
        here = [(path, score / 4) for path, own, score in cases if own == segment]
        took = [each for each in here if each[0].startswith("AX")]
        others = [each for each in here if not each[0].startswith("AX")]
        good, good_others = (sum("C" in path for path, _ in side) for side in (took, others))
        counts.append(Counts(good, len(took), good_others, len(others)))
        sides = ([score for _, score in side] for side in (took, others))
        means.append(Means(*(Moments(len(x), sum(x), sum(v * v for v in x)) for x in sides)))
    outcome, feeling = share_difference(counts), mean_difference(means)
    assert (found.difference is None) == (outcome is None)
    if outcome:
        assert (found.difference, found.low, found.high) == pytest.approx(
            (outcome.difference, outcome.low, outcome.high)
        )
    assert (found.satisfaction_difference is None) == (feeling is None)
    if feeling:
        assert (found.satisfaction_low, found.satisfaction_high) == pytest.approx((feeling.low, feeling.high))
