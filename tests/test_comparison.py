"""Comparisons against published values and independent implementations."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, hypergeom, t, ttest_ind

from journeymap.analysis.comparison import (
    Counts,
    Differences,
    Means,
    Moments,
    holm,
    mean_difference,
    share_difference,
    share_differences,
)
from journeymap.analysis.statistics import newcombe

# Admissions to the six largest departments of Berkeley in 1973: men admitted and applying, women. Bickel, Hammel &
# O'Connell (1975), Sex bias in graduate admissions, Science 187, 398–404; the table `UCBAdmissions` of R.
BERKELEY = [
    Counts(512, 825, 89, 108),
    Counts(353, 560, 17, 25),
    Counts(120, 325, 202, 593),
    Counts(138, 417, 131, 375),
    Counts(53, 191, 94, 393),
    Counts(22, 373, 24, 341),
]


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    n, n_others = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    return Counts(draw(st.integers(0, n)), n, draw(st.integers(0, n_others)), n_others)


def moments(values: list[float]) -> Moments:
    return Moments(len(values), sum(values), sum(value * value for value in values))


@given(counts())
def test_one_stratum_has_the_interval_of_newcombe(only: Counts) -> None:
    found = share_difference([only])
    assert found is not None
    assert (found.low, found.high) == pytest.approx(newcombe(*only), abs=1e-12)
    assert found.difference == pytest.approx(only.good / only.n - only.good_others / only.n_others)


@given(st.lists(counts(), min_size=1, max_size=6))
def test_the_chance_is_that_of_the_hypergeometric_distribution_of_every_stratum(strata: list[Counts]) -> None:
    surplus, variance = 0.0, 0.0
    for good, n, good_others, n_others in strata:
        number = np.arange(n + 1)
        chances = hypergeom(n + n_others, good + good_others, n).pmf(number)
        mean = float(chances @ number)
        surplus, variance = surplus + good - mean, variance + float(chances @ (number - mean) ** 2)
    found = share_difference(strata)
    assert found is not None
    assert found.p == pytest.approx(chi2.sf(surplus**2 / variance, 1) if variance > 1e-9 else 1.0, abs=1e-9)


@given(st.lists(counts(), min_size=1, max_size=6))
def test_the_interval_holds_the_difference_and_turns_with_its_sides(strata: list[Counts]) -> None:
    found = share_difference(strata)
    turned = share_difference([Counts(*stratum[2:], *stratum[:2]) for stratum in strata])
    assert found is not None
    assert turned is not None
    assert -1 - 1e-12 <= found.low <= found.difference <= found.high <= 1 + 1e-12
    assert (turned.low, turned.high, turned.p) == pytest.approx((-found.high, -found.low, found.p), abs=1e-12)


def test_what_differs_only_between_strata_is_no_difference() -> None:
    """The admissions of Berkeley: 45 % of the men and 30 % of the women, but not by department."""
    together = share_difference([Counts(*map(sum, zip(*BERKELEY, strict=True)))])
    by_department = share_difference(BERKELEY)
    assert together is not None
    assert by_department is not None
    assert together.difference == pytest.approx(0.1416, abs=5e-5)
    assert together.low > 0.1
    assert by_department.low < 0 < by_department.high
    assert by_department.p == pytest.approx(0.2169, abs=5e-5)  # R: mantelhaen.test(UCBAdmissions, correct = FALSE)


def test_many_customers_have_the_interval_of_the_variance_of_sato() -> None:
    """Sato (1989), On the variance estimator for the Mantel–Haenszel risk difference, Biometrics 45, 1323–1324.

    It assumes one difference in all strata; here it is 0.2.
    """
    strata = [Counts(40_000, 80_000, 60_000, 200_000), Counts(9_000, 10_000, 49_000, 70_000)]
    found = share_difference(strata)
    assert found is not None
    weight, p, q = 0.0, 0.0, 0.0
    for good, n, good_others, n_others in strata:
        together = n + n_others
        weight += n * n_others / together
        p += (n**2 * good_others - n_others**2 * good + n * n_others * (n_others - n) / 2) / together**2
        q += (good * (n_others - good_others) + good_others * (n - good)) / (2 * together)
    half = 1.959964 * sqrt(found.difference * p + q) / weight
    assert found.difference - found.low == pytest.approx(half, rel=0.002)
    assert found.high - found.difference == pytest.approx(half, rel=0.002)


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        ([(40, 400), (15, 600), (80, 90)], [(0.3, 0.4), (0.6, 0.7), (0.85, 0.95)]),
        ([(4, 30), (3, 50), (6, 12), (2, 9), (5, 5)], [(0.2, 0.2)] * 5),
        ([(30, 300)], [(0.02, 0.10)]),
    ],
)
def test_the_interval_holds_the_truth_nineteen_times_of_twenty(
    sizes: list[tuple[int, int]], shares: list[tuple[float, float]]
) -> None:
    random, n_draws = np.random.default_rng(5), 4000
    drawn = [
        (random.binomial(n, p, n_draws), random.binomial(others, p_others, n_draws))
        for (n, others), (p, p_others) in zip(sizes, shares, strict=True)
    ]
    truth = shares[0][0] - shares[0][1]  # the same in all strata
    held = 0
    for i in range(n_draws):
        strata = [Counts(int(x[i]), n, int(y[i]), others) for (x, y), (n, others) in zip(drawn, sizes, strict=True)]
        found = share_difference(strata)
        held += found is not None and found.low <= truth <= found.high
    assert 0.94 < held / n_draws < 0.995


def test_a_stratum_without_one_of_the_groups_drops_out() -> None:
    both, alone, without = Counts(5, 10, 8, 10), Counts(9, 9, 0, 0), Counts(0, 0, 1, 7)
    assert share_difference([alone, both, without]) == share_difference([both])
    assert share_difference([alone, without]) is None


@given(st.lists(st.lists(counts(), max_size=3), min_size=1, max_size=5))
def test_many_comparisons_at_once_are_those_made_one_by_one(each: list[list[Counts]]) -> None:
    of = np.array([number for number, strata in enumerate(each) for _ in strata], dtype=np.int64)
    columns = np.array([stratum for strata in each for stratum in strata], dtype=np.float64).reshape(-1, 4).T
    assert [*share_differences(columns, of, len(each))] == [share_difference(strata) for strata in each]


def test_comparisons_are_the_same_as_columns_and_as_a_list() -> None:
    one, other = share_difference([Counts(5, 100, 40, 100)]), share_difference([Counts(1, 2, 1, 2)])
    columns = Differences.of([one, None])
    assert [*columns] == [one, None]
    assert [*(columns + Differences.of([other]))] == [one, None, other]
    assert [*columns.few] == [False, True]
    assert Differences.of(columns) is columns


def test_where_all_do_equally_well_chance_explains_everything() -> None:
    found = share_difference([Counts(10, 10, 30, 30)])
    assert found is not None
    assert (found.difference, found.p) == (0.0, 1.0)


@pytest.mark.filterwarnings("ignore:Precision loss")  # scipy warns wherever all values of one side are equal
@given(st.lists(st.integers(0, 4), min_size=2, max_size=40), st.lists(st.integers(0, 4), min_size=2, max_size=40))
def test_one_stratum_of_means_is_the_test_of_welch(one: list[int], two: list[int]) -> None:
    these, others = ([value / 4 for value in values] for values in (one, two))
    found = mean_difference([Means(moments(these), moments(others))])
    if len(set(these)) == len(set(others)) == 1:
        assert found is None
        return
    reference = ttest_ind(these, others, equal_var=False)
    interval = reference.confidence_interval()
    assert found is not None
    assert found.p == pytest.approx(reference.pvalue, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9, abs=1e-9)


def test_means_are_compared_within_strata() -> None:
    """By hand: weights 1 and 2, differences 0.1 and 0.4, variances of the means 0.04 and 0.005, twice each."""
    first = Means(Moments(2, 1.2, 0.80), Moments(2, 1.0, 0.58))
    second = Means(Moments(4, 2.4, 1.50), Moments(4, 0.8, 0.22))
    found = mean_difference([first, second, Means(Moments(1, 1, 1), Moments(9, 0, 0))])
    assert found is not None
    assert found.difference == pytest.approx((0.1 * 1 + 0.4 * 2) / 3)
    error = (1 / 9) * (0.04 + 0.04) + (4 / 9) * (0.005 + 0.005)
    slack = (1 / 81) * 2 * 0.04**2 + (16 / 81) * 2 * 0.005**2 / 3
    half = t.ppf(0.975, error**2 / slack) * sqrt(error)
    assert (found.low, found.high) == pytest.approx((0.3 - half, 0.3 + half))
    assert (found.n, found.n_others) == (6, 6)


def test_one_value_on_a_side_tells_nothing_of_a_mean() -> None:
    assert mean_difference([Means(Moments(1, 0.5, 0.25), Moments(9, 4.5, 2.5))]) is None


def test_holm_gives_what_is_worked_by_hand() -> None:
    """Five comparisons: 5 × 0.001, 4 × 0.011, then 3 × 0.02 and 2 × 0.025 that may not fall below it, 0.9."""
    assert holm([0.02, 0.9, 0.001, 0.025, 0.011]) == pytest.approx([0.06, 0.9, 0.005, 0.06, 0.044])
    assert holm([]).tolist() == []
    assert holm([0.6, 0.7]).tolist() == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_no_chance_gets_smaller_by_comparing_more(chances: list[float]) -> None:
    corrected = holm(chances).tolist()
    assert all(own <= new <= 1 for own, new in zip(chances, corrected, strict=True))
    assert sorted(corrected) == [corrected[i] for i in sorted(range(len(chances)), key=chances.__getitem__)]
