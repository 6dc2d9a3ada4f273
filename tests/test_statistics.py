"""Intervals against published values and an independent implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from journeymap.analysis.statistics import newcombe, wilson

# Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 857–872,
# table I, method 3.
SHARES = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]

# Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17,
# 873–890, table II, method 10.
DIFFERENCES = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0)),
]


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(("x", "n", "low", "high"), SHARES)
def test_wilson_gives_the_published_interval(x: int, n: int, low: float, high: float) -> None:
    assert wilson(x, n) == pytest.approx((low, high), abs=5e-5)


@given(counts())
def test_wilson_agrees_with_scipy(count: tuple[int, int]) -> None:
    x, n = count
    reference = binomtest(x, n).proportion_ci(method="wilson")
    assert wilson(x, n) == pytest.approx((reference.low, reference.high), abs=1e-12)


@given(counts())
def test_wilson_holds_the_share_and_stays_within_0_and_1(count: tuple[int, int]) -> None:
    x, n = count
    low, high = wilson(x, n)
    assert 0 <= low <= x / n <= high <= 1


def test_of_nobody_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("counted", "interval"), DIFFERENCES)
def test_newcombe_gives_the_published_interval(
    counted: tuple[int, int, int, int],
    interval: tuple[float, float],
) -> None:
    assert newcombe(*counted) == pytest.approx(interval, abs=5e-5)


@given(counts(), counts())
def test_newcombe_holds_the_difference_and_turns_with_its_sides(one: tuple[int, int], two: tuple[int, int]) -> None:
    (x1, n1), (x2, n2) = one, two
    low, high = newcombe(x1, n1, x2, n2)
    assert -1 - 1e-12 <= low <= x1 / n1 - x2 / n2 <= high <= 1 + 1e-12
    assert newcombe(x2, n2, x1, n1) == pytest.approx((-high, -low))


@pytest.mark.parametrize(("x1", "n1", "x2", "n2"), [(0, 0, 1, 2), (1, 2, 0, 0)])
def test_there_is_no_difference_to_nobody(x1: int, n1: int, x2: int, n2: int) -> None:
    with pytest.raises(ValueError, match="somebody in both groups"):
        newcombe(x1, n1, x2, n2)


@pytest.mark.parametrize(("x", "n"), [(3, 2), (-1, 2)])
def test_more_than_all_is_no_share(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(x, n)
