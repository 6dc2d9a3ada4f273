"""Before and after: figures, intervals and verdicts, and where a change comes from."""

import random
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from journeymap.analysis.comparison import Counts, Moments
from journeymap.analysis.flow import flow
from journeymap.analysis.statistics import newcombe
from journeymap.changes.compare import Comparison, compare
from journeymap.changes.decomposition import by_touchpoint
from journeymap.changes.exact import fisher
from journeymap.changes.figures import Mean, Median, Said, Share, Visits, change_of, share_of_visits
from journeymap.changes.keys import Key
from journeymap.changes.rows import Change, changes
from journeymap.changes.ways import State, Ways, completing, kept
from journeymap.changes.words import change_headline
from journeymap.counts import SatisfactionCount, WaitBucket
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from tests.builders import lamp, measured, variant
from tests.oracles.alignment import draw, measurement_of, trace
from tests.strategies import journeys

POINTS = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}
PLAN = Journey.model_validate({"journey": "j", "touchpoints": POINTS})


def plan(**changes: dict[str, object]) -> Journey:
    points = {name: point | changes.get(name, {}) for name, point in POINTS.items()}
    return Journey.model_validate({"journey": "j", "touchpoints": points})


def log(**paths: int) -> Measurement:
    return measured(*(variant(path, cases) for path, cases in paths.items()))


def by_age(**paths: dict[str, int]) -> Measurement:
    rows = [replace(variant(path, n), segment=(age,)) for age, cases in paths.items() for path, n in cases.items()]
    return replace(measured(*rows), dimensions=("age",))


def row(found: Comparison, measure: str, *where: str | None) -> Change:
    [only] = [
        each for each in found.rows if each.measure == measure and (each.touchpoint, each.to)[: len(where)] == where
    ]
    return only


# figures


def test_a_share_changes_by_newcombes_interval() -> None:
    found = compare(PLAN, PLAN, measured=(log(abc=412, ab=588), log(abc=500, ab=500)))
    assert found.total.before == 0.412
    assert found.total.after == 0.5
    assert (found.total.low, found.total.high) == pytest.approx(newcombe(500, 1000, 412, 1000))
    assert found.total.verdict == "better"


def test_leaving_is_of_visits_that_are_over_and_less_of_it_is_better() -> None:
    found = compare(PLAN, PLAN, measured=(log(abc=400, ab=400), log(abc=600, ab=200)))
    left = row(found, "loss", "b")
    assert (left.before, left.after, left.n_before, left.verdict) == (0.5, 0.25, 800, "better")


def test_cases_under_way_are_in_no_denominator() -> None:
    standing = measured(variant("abc", 60), variant("ab", 60, under_way=20))
    found = compare(PLAN, PLAN, measured=(standing, standing))
    assert found.total.before == 0.6
    assert found.under_way == (20, 20)
    assert row(found, "loss", "b").before == 0.4


def test_a_wait_changes_in_its_mean_by_welch_and_in_its_median() -> None:
    waiting = plan(b={"wait": "measured"})
    rng = np.random.default_rng(3)
    seconds = [np.sort(rng.lognormal(mean, 1, 200)) for mean in (4.0, 4.6)]
    sides = [
        replace(
            log(abc=200), waits=tuple(WaitBucket((), "a", "b", False, i, 1, s) for i, s in enumerate(each.tolist()))
        )
        for each in seconds
    ]
    found = compare(waiting, waiting, measured=(sides[0], sides[1]))
    mean, median = row(found, "wait_mean", "b"), row(found, "wait_median", "b")
    welch = stats.ttest_ind(seconds[1], seconds[0], equal_var=False).confidence_interval()
    assert (mean.low, mean.high) == pytest.approx((welch.low, welch.high))
    assert (median.before, median.after) == (seconds[0][99], seconds[1][99])
    assert median.low is not None
    assert median.high is not None
    assert 0 < median.low < median.high
    assert (mean.verdict, median.verdict) == ("worse", "worse")


def test_scores_are_compared_as_shares_of_their_scale() -> None:
    def answered(*counts: int) -> Measurement:
        rows = tuple(SatisfactionCount((), "b", 1.0 + step, n) for step, n in enumerate(counts))
        return replace(log(abc=100), satisfaction=rows)

    found = compare(PLAN, PLAN, measured=(answered(10, 10, 20, 40, 20), answered(0, 5, 15, 40, 40)))
    felt = row(found, "satisfaction", "b")
    assert (felt.before, felt.after) == pytest.approx((2.5 / 4, 3.15 / 4))
    assert felt.verdict == "better"


def test_fewer_than_thirty_on_a_side_are_too_few_to_tell() -> None:
    found = compare(PLAN, PLAN, measured=(log(abc=29), log(ab=400)))
    assert found.total.verdict == "too few to tell"
    assert change_headline(found).startswith("too few cases to tell whether completion changed: 100.0 % before, 0.0 %")


def test_more_or_fewer_who_go_one_way_is_neither_better_nor_worse() -> None:
    fork = plan(a={"next": ["b", "c"]})
    found = compare(fork, fork, measured=(log(abc=300, ac=100), log(abc=200, ac=200)))
    assert row(found, "transition", "a", "b").verdict == "fewer"
    assert row(found, "transition", "a", "c").verdict == "more"


def test_fewer_on_a_route_that_does_harm_is_better() -> None:
    before = log(abc=600, axb=150, axbc=50)
    after = log(abc=750, axb=35, axbc=15)
    found = compare(PLAN, PLAN, measured=(before, after))
    share = row(found, "route", "a", "x")
    assert (share.before, share.after, share.verdict) == (0.25, 0.0625, "better")


def test_a_way_that_only_one_side_took_is_nobodys_on_the_other() -> None:
    found = compare(PLAN, PLAN, measured=(log(abc=100), log(abc=60, axbc=40)))
    assert row(found, "route", "a", "x").before == 0
    assert row(found, "transition", "a", "x").before == 0
    assert row(found, "route_outcome", "a", "x").before is None


def test_segments_are_compared_one_by_one() -> None:
    found = compare(
        PLAN,
        PLAN,
        measured=(
            by_age(old={"abc": 50, "ab": 50}, young={"abc": 90}),
            by_age(old={"abc": 80, "ab": 20}, new={"a": 9}),
        ),
    )
    segments = {each.segment: each for each in found.rows if each.measure == "segment_outcome"}
    assert segments["age", "old"].verdict == "better"
    assert segments["age", "young"].after is None
    assert segments["age", "new"].verdict == "too few to tell"


def test_described_counts_are_tested_and_what_is_modelled_is_not() -> None:
    found = compare(plan(a={"left": "10 of 100", "clicks": 3}), plan(a={"left": "40 of 100", "clicks": 30}))
    assert row(found, "loss", "a").verdict == "worse"
    assert row(found, "clicks", "a").verdict == "not tested"
    assert found.total.verdict == "not tested"
    assert found.total.low is None


def test_visits_of_one_customer_are_not_as_many_customers() -> None:
    assert share_of_visits(Visits(50, 100, 50, 50, 100)).effect == 1
    assert share_of_visits(Visits(200, 400, 800, 800, 1600)).effect == 4
    alike = change_of(Share(200, 400, 4.0), Share(280, 400, 4.0))
    apart = change_of(Share(50, 100), Share(70, 100))
    assert alike is not None
    assert apart is not None
    assert (alike.low, alike.high, alike.p) == pytest.approx((apart.low, apart.high, apart.p))


@pytest.mark.parametrize("counts", [(8, 10, 1, 6), (0, 30, 5, 40), (1, 300, 6, 38000), (30, 30, 29, 33)])
def test_small_counts_are_compared_exactly(counts: tuple[int, int, int, int]) -> None:
    x, n, y, m = counts
    assert fisher(Counts(*counts)) == pytest.approx(stats.fisher_exact(np.array([[x, n - x], [y, m - y]])).pvalue)


def test_a_median_is_as_sure_as_its_order_statistics() -> None:
    values = [float(value) for value in range(1, 101)]
    low, high = Median(values, [1] * 100).interval
    half = 1.959963984540054 * sqrt(100) / 2
    assert (low, high) == (np.ceil(50 - half), np.ceil(50 + half))


def test_figures_without_counts_are_not_tested() -> None:
    assert change_of(Said(1.0), Said(9.0)) is None
    assert change_of(Share(1, 2), Said(0.5)) is None
    assert change_of(Mean(Moments(0, 0, 0)), Mean(Moments(9, 9, 10))) is None


def test_many_rows_are_corrected_and_the_outcome_is_judged_by_itself() -> None:
    slight = Share(500, 1000), Share(550, 1000)
    alone = {Key("completion"): slight[0], Key("loss", "a"): slight[0]}
    then = {Key("completion"): slight[1], Key("loss", "a"): slight[1]}
    others = {Key("loss", str(i)): Share(500, 1000) for i in range(50)}
    nearly = {Key("loss", str(i)): Share(501, 1000) for i in range(50)}
    verdicts = [each.verdict for each in changes(alone | others, then | nearly)[:2]]
    assert verdicts == ["better", "no real difference"]
    assert [each.verdict for each in changes(alone, then)] == ["better", "worse"]


# where it comes from


def test_the_parts_of_a_worked_example() -> None:
    a, b = State("a"), State("b")
    before = Ways({a: 1.0}, {a: {b: 0.8}, b: {}}, {b: 0.5})
    after = Ways({a: 1.0}, {a: {b: 0.9}, b: {}}, {b: 0.6})
    parts = {part.touchpoint: part.difference for part in by_touchpoint(before, after)}
    assert parts[None] == 0
    assert parts["a"] == pytest.approx(0.1 * (0.5 + 0.6) / 2)
    assert parts["b"] == pytest.approx(0.1 * (0.8 + 0.9) / 2)


def test_a_touchpoint_that_is_new_counts_where_customers_turn_off() -> None:
    found = compare(PLAN, PLAN, measured=(log(abc=80, ab=20), log(abc=40, axb=60)))
    parts = {(part.kind, part.touchpoint): part.difference for part in found.parts}
    assert sum(parts.values()) == pytest.approx(-0.4)
    assert ("touchpoint", "x") in parts


def test_who_comes_is_told_apart_from_what_they_meet() -> None:
    before = by_age(old={"abc": 50, "ab": 50}, young={"abc": 90, "ab": 10})
    after = by_age(old={"abc": 100, "ab": 100}, young={"abc": 45, "ab": 5})
    found = compare(PLAN, PLAN, measured=(before, after))
    parts = {(part.kind, part.touchpoint): part.difference for part in found.parts}
    assert parts["mix", None] == pytest.approx(0.58 - 0.7)
    assert sum(value for (kind, _), value in parts.items() if kind != "mix") == pytest.approx(0)


def test_a_loop_that_one_side_never_comes_to_may_be_endless() -> None:
    plan = Journey.model_validate(
        {"journey": "j", "goal": ["a"], "touchpoints": {"a": {"optional": True, "next": "a"}}}
    )
    logs = [measurement_of([{"path": (name,), "cases": 10}]) for name in ("x", "a")]
    assert sum(part.difference for part in compare(plan, plan, measured=(logs[0], logs[1])).kept_parts) == 1
    assert sum(part.difference for part in compare(plan, plan, measured=(logs[1], logs[0])).kept_parts) == -1


@settings(deadline=None, max_examples=60)
@given(rng=st.randoms(use_true_random=False))
def test_the_parts_of_two_logs_add_up_to_the_change(rng: random.Random) -> None:
    drawn = draw(rng, weighted=True)

    def side() -> Measurement:
        rows = [
            {
                "path": trace(rng, drawn),
                "cases": rng.randint(1, 9),
                "under_way": rng.randint(0, 1),
                "segment": (segment,),
            }
            for segment in rng.sample("ABC", 2)
            for _ in range(5)
        ]
        counted = replace(measurement_of(rows), dimensions=("age",))
        if not success:
            return counted
        judged = [replace(each, judged=each.cases, succeeded=rng.randint(0, each.cases)) for each in counted.variants]
        return replace(counted, variants=tuple(judged), has_success=True)

    success = rng.random() < 0.5
    found = compare(drawn.journey, drawn.journey, measured=(side(), side()))
    assert found.outcome == ("success" if success else "completion")
    if found.total.difference is not None:
        assert sum(part.difference for part in found.parts) == pytest.approx(found.total.difference, abs=1e-9)
    assert sum(part.difference for part in found.kept_parts) == pytest.approx(found.kept.difference, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(before=journeys(), after=journeys())
def test_the_parts_of_two_plans_add_up_to_the_change(before: Journey, after: Journey) -> None:
    networks = Network.of(before), Network.of(after)
    flows = [flow(network) for network in networks]
    completed = sum(part.difference for part in by_touchpoint(*map(completing, networks)))
    stayed = sum(part.difference for part in by_touchpoint(*map(kept, networks)))
    assert completed == pytest.approx(flows[1].completion - flows[0].completion, abs=1e-9)
    assert stayed == pytest.approx(flows[1].kept - flows[0].kept, abs=1e-9)


def test_each_part_is_the_mean_of_changing_its_row_first_and_last_of_all() -> None:
    """By brute force, where a journey has no loop and each way is one step: both orders are all there are."""
    a, b = State("a"), State("b")
    old = Ways({a: 1.0}, {a: {b: 0.8}, b: {}}, {a: 0.1, b: 0.5})
    new = Ways({a: 1.0}, {a: {b: 0.7}, b: {}}, {a: 0.2, b: 0.9})

    def completion(of_a: Ways, of_b: Ways) -> float:
        return of_a.well[a] + of_a.onward[a][b] * of_b.well[b]

    first = completion(new, old) - completion(old, old)
    last = completion(new, new) - completion(old, new)
    parts = {part.touchpoint: part.difference for part in by_touchpoint(old, new)}
    assert parts["a"] == pytest.approx((first + last) / 2)


# the first line


def test_the_first_line_says_how_much_where_and_what_else() -> None:
    before, after = log(abc=412, ab=500, a=88), log(abc=560, ab=240, a=200)
    said = change_headline(compare(PLAN, PLAN, measured=(before, after)))
    assert said == (
        "completion rose from 41.2 % to 56.0 % (+14.8 points, +10.4 to +19.1), most of it at b; "
        "a got worse; b got better"
    )


def test_the_first_line_claims_no_change_that_may_be_chance() -> None:
    said = change_headline(compare(PLAN, PLAN, measured=(log(abc=412, ab=588), log(abc=415, ab=585))))
    assert said == "no real change in completion: 41.2 % before, 41.5 % after (+0.3 points, −4.0 to +4.6)"


def test_what_is_compared_with_itself_is_the_same() -> None:
    for found in (compare(lamp(), lamp()), compare(PLAN, PLAN, measured=(log(abc=90, ab=9), log(abc=90, ab=9)))):
        assert found.is_the_same
        assert change_headline(found) == "nothing changed"
        assert not [each for each in found.rows if each.is_real or each.difference]
        assert all(abs(part.difference) < 1e-12 for part in (*found.parts, *found.kept_parts))
