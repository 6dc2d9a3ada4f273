"""Agreement of two orders against SciPy, and margins of error against hand-made distributions."""

from itertools import product
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from journeymap.audits.agreement import agreement, margin_of_mean, margin_of_share, places, suffices
from journeymap.touchpoint import PILLARS

orders = st.lists(st.sampled_from(PILLARS), unique=True, max_size=10)


@given(orders, orders)
def test_partial_orders_agree_as_scipy_says(first: list[str], second: list[str]) -> None:
    found = agreement(first, second)
    things = [*dict.fromkeys([*first, *second])]
    x, y = ([places(order, things)[thing] for thing in things] for order in (first, second))
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert (found.kendall, found.spearman) == (None, None)
        return
    assert found.kendall is not None
    assert found.spearman is not None
    assert isclose(found.kendall, stats.kendalltau(x, y).statistic, abs_tol=1e-12)
    assert isclose(found.spearman, stats.spearmanr(x, y).statistic, abs_tol=1e-12)


def test_an_order_agrees_with_itself_and_not_with_its_reverse() -> None:
    assert agreement(PILLARS, PILLARS).kendall == pytest.approx(1)
    assert agreement(PILLARS, PILLARS[::-1]).spearman == pytest.approx(-1)


def test_things_that_an_order_does_not_name_share_the_places_left() -> None:
    # of five things two are named: the others share the mean of 3, 4 and 5
    assert places("ab", "abcde") == {"a": 1, "b": 2, "c": 4, "d": 4, "e": 4}


def test_a_partial_order_is_worked_out_by_hand() -> None:
    # abc against cb: places 1 2 3 and (3, 2, 1): three pairs, all turned round
    assert agreement("abc", "cb").kendall == pytest.approx(-1)
    # abcd against ab: c and d are tied in the second; pairs ab ac ad bc bd agree, cd is tied: 5 / √(6 · 5)
    assert agreement("abcd", "ab").kendall == pytest.approx(5 / sqrt(30))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("abcde", "abcde", "largely agree"),
        ("abcde", "abedc", "agree in part"),
        ("abcde", "cbdae", "hardly agree"),
        ("abcde", "edcba", "contradict each other"),
        ("a", "a", "cannot be compared"),
        ("", "", "cannot be compared"),
    ],
)
def test_agreement_is_worded(first: str, second: str, words: str) -> None:
    assert agreement(first, second).words == words


def test_the_margin_of_a_share_is_that_of_the_grades() -> None:
    assert margin_of_share(385) == pytest.approx(0.05, abs=2e-4)
    assert margin_of_share(96) == pytest.approx(0.1, abs=1e-3)
    assert margin_of_share(0) == 1


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_no_answers_vary_more_than_the_widest_margin_allows(answers: list[int]) -> None:
    n, mean = len(answers), sum(answers) / len(answers)
    deviation = sqrt(sum((answer - mean) ** 2 for answer in answers) / n)
    assert 1.959963984540054 * deviation / sqrt(n) <= margin_of_mean(mean, n, low=1, high=5) + 1e-9 or n == 1


def test_the_widest_margin_is_reached_by_answers_at_the_ends() -> None:
    # half 1 and half 5: the deviation is 2, and 400 answers give 1.96 · 2 / 20
    assert margin_of_mean(3, 400, low=1, high=5) == pytest.approx(0.196, abs=1e-4)
    assert margin_of_mean(3, 0, low=1, high=5) == 4


@pytest.mark.parametrize(("n", "enough"), [(None, False), (0, False), (29, False), (30, True), (385, True)])
def test_thirty_answers_suffice(n: float | None, enough: bool) -> None:
    assert suffices(n) is enough


def test_every_pair_of_short_orders_is_symmetric() -> None:
    for first, second in product(["abc", "bca", "ab", "c"], repeat=2):
        one, other = agreement(first, second), agreement(second, first)
        assert one.kendall == pytest.approx(other.kendall) if one.kendall is not None else other.kendall is None
