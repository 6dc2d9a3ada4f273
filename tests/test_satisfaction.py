import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.satisfaction import DEFAULT_SCALE, Satisfaction, bad_share_of_mean, bad_weight
from journeymap.units import Scale

MEANS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "oracles" / "friction.json").read_text(encoding="utf-8"),
)["satisfaction_1_5"]


def bad(content: Any, scale: Scale = DEFAULT_SCALE) -> float | None:  # noqa: ANN401 - any form a file has for it
    return Satisfaction.model_validate(content).bad_share(scale)


@pytest.mark.parametrize("case", MEANS, ids=lambda case: str(case["score"]))
def test_a_mean_score_gives_the_share_of_bad_experiences_of_the_oracle(case: dict[str, Any]) -> None:
    assert DEFAULT_SCALE.share(case["score"]) == case["u"]
    assert bad({"score": case["score"]}) == pytest.approx(case["bad_share"], abs=5e-7)


@given(st.floats(0, 1))
def test_the_estimate_is_the_chance_of_at_most_one_good_answer_in_four(u: float) -> None:
    at_most_one = sum(n * u**k * (1 - u) ** (4 - k) for k, n in ((0, 1), (1, 4)))
    assert bad_share_of_mean(u) == pytest.approx(at_most_one, abs=1e-12)


@given(st.floats(0, 1), st.floats(0, 1))
def test_less_satisfaction_is_never_less_bad(one: float, other: float) -> None:
    assert bad_share_of_mean(min(one, other)) >= bad_share_of_mean(max(one, other)) - 1e-15


@pytest.mark.parametrize(
    ("scale", "weights"),
    [
        (Scale(1, 5), [1, 1, 0, 0, 0]),
        (Scale(0, 10), [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
        (Scale(1, 7), [1, 1, 0.8, 0, 0, 0, 0]),
        (Scale(1, 5, reverse=True), [0, 0, 0, 1, 1]),
    ],
    ids=str,
)
def test_the_bottom_forty_per_cent_of_the_steps_are_bad(scale: Scale, weights: list[float]) -> None:
    assert [bad_weight(scale.low + i, scale) for i in range(scale.steps)] == pytest.approx(weights)


@pytest.mark.parametrize(
    ("content", "satisfied", "asked"),
    [
        ({"counts": [31, 22, 18, 40, 69]}, (40 + 69) / 180, 180),
        ({"counts": [10, 20, 30], "scale": "3..1"}, (10 + 0.2 * 20) / 60, 60),
        ({"promoters": 50, "passives": 30, "detractors": 20}, 0.8, 100),
        ({"satisfied": "82%", "answers": 90}, 0.82, 90),
        ({"counts": [0, 0, 0, 0, 0]}, None, 0),
        ({"score": 4.2, "answers": 300}, None, 300),
        ("4.2", None, None),
        ({"nps": 31}, None, None),
        ({"bad": "9%"}, None, None),
    ],
    ids=str,
)
def test_the_share_of_the_satisfied_is_told_only_where_it_is_known(
    content: Any,  # noqa: ANN401 - any form a file has for it
    satisfied: float | None,
    asked: float | None,
) -> None:
    given = Satisfaction.model_validate(content)
    assert given.satisfied_share(DEFAULT_SCALE) == (satisfied if satisfied is None else pytest.approx(satisfied))
    assert given.asked == asked


def test_a_bare_score_weighs_one_answer() -> None:
    given = Satisfaction.model_validate("4.2")
    assert (given.score, given.weight, given.is_assumed) == (4.2, 1.0, False)


def test_counts_give_share_mean_and_weight() -> None:
    given = Satisfaction.model_validate({"counts": ["31", "22", "18", "40", "69"]})
    assert given.bad_share(DEFAULT_SCALE) == pytest.approx((31 + 22) / 180)
    assert given.mean(DEFAULT_SCALE) == pytest.approx((31 + 2 * 22 + 3 * 18 + 4 * 40 + 5 * 69) / 180)
    assert (given.weight, given.is_assumed) == (180, False)


def test_counts_of_an_effort_scale_are_bad_at_its_upper_end() -> None:
    assert bad({"counts": [10, 0, 0, 0, 30], "scale": "5..1"}) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("content", "share"),
    [
        ({"satisfied": "82%"}, 0.18 * 0.7),
        ({"promoters": 50, "passives": 30, "detractors": 20}, 0.2 * 4 / 7),
        ({"nps": 31}, (1 - 0.33 - 0.31) / 2 * 4 / 7),
        ({"nps": 90}, 0.0),
    ],
    ids=str,
)
def test_what_rests_on_an_assumption_says_so(content: dict[str, Any], share: float) -> None:
    assert bad(content) == pytest.approx(share)
    assert Satisfaction.model_validate(content).is_assumed


def test_a_given_share_of_bad_experiences_is_taken_as_it_is() -> None:
    given = Satisfaction.model_validate({"bad": "9%", "answers": "300"})
    assert (given.bad_share(DEFAULT_SCALE), given.weight, given.is_assumed) == (0.09, 300, False)


@pytest.mark.parametrize("content", [{"counts": [0, 0, 0, 0, 0]}, {"promoters": 0, "passives": 0, "detractors": 0}])
def test_without_an_answer_nothing_is_known(content: dict[str, Any]) -> None:
    given = Satisfaction.model_validate(content)
    assert (given.bad_share(DEFAULT_SCALE), given.mean(DEFAULT_SCALE), given.weight) == (None, None, 0)


def test_a_score_of_its_own_scale_is_placed_on_that() -> None:
    assert bad({"score": "5", "scale": "1..7"}) == pytest.approx(bad_share_of_mean(4 / 6))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"score": 7}, "score 7 lies off the scale 1..5"),
        ({"score": 0}, "score 0 lies off the scale 1..5"),
        ({"counts": [1, 2]}, "2 counts for the 5 steps of the scale 1..5"),
        ({"nps": 101}, "a Net Promoter Score of 101 lies off the scale -100..100"),
        ({"score": 7, "scale": "0..10"}, None),
    ],
    ids=str,
)
def test_what_does_not_fit_the_scale_is_said(content: dict[str, Any], sentence: str | None) -> None:
    assert Satisfaction.model_validate(content).problem(DEFAULT_SCALE) == sentence


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=5).filter(any))
def test_the_share_of_bad_experiences_is_a_share(counts: list[int]) -> None:
    share = bad({"counts": counts})
    assert share is not None
    assert 0 <= share <= 1
    assert share == pytest.approx(bad({"counts": counts[::-1], "scale": "5..1"}))
