import json
from itertools import pairwise
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journeymap.analysis.flow import flow
from journeymap.analysis.friction import losses
from journeymap.analysis.route_cluster import Cluster
from journeymap.analysis.route_costs import costly_routes
from journeymap.analysis.route_graph import RouteGraph
from journeymap.analysis.route_loops import simple_routes
from journeymap.analysis.route_memory import bad_experiences, stays
from journeymap.analysis.route_ranking import worst_route
from journeymap.analysis.routes import RouteKind, Routes, routes
from journeymap.errors import LogError
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from tests.builders import lamp, measured, variant
from tests.oracles.routes import (
    all_simple_routes,
    bad_experience_counts,
    friction_by_steps,
    likely_enough_routes,
)

ORACLES: dict[str, Any] = json.loads((Path(__file__).parent / "oracles" / "friction.json").read_text(encoding="utf-8"))
LEDGER = ORACLES["ledger"]
PLAN_KINDS: tuple[RouteKind, ...] = ("worst", "costly", "likely")


def plan(touchpoints: dict[str, Any], **top: object) -> Journey:
    return Journey.model_validate({"journey": "j", "touchpoints": touchpoints, **top})


@st.composite
def plans(draw: st.DrawFn, *, loops: bool = True) -> Journey:
    """A small plan in which every touchpoint leads on, and often back; few frictions, so that many routes are equal."""
    n = draw(st.integers(2, 7))
    names = [f"t{i}" for i in range(n)]
    touchpoints: dict[str, dict[str, Any]] = {}
    for i, name in enumerate(names):
        clicks = draw(st.one_of(st.sampled_from([0, 40, 80]), st.floats(0, 200)))
        touchpoints[name] = {"clicks": clicks, "satisfaction": draw(st.floats(1, 5))}
        if i == n - 1:
            continue
        others = draw(st.lists(st.sampled_from(names if loops else names[i + 1 :]), max_size=4, unique=True))
        targets = list(dict.fromkeys([draw(st.sampled_from(names[i + 1 :])), *others]))
        weights = [draw(st.integers(1, 9)) for _ in targets]
        touchpoints[name]["next"] = {t: w / sum(weights) for t, w in zip(targets, weights, strict=True)}
    starts = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    return plan(touchpoints, start={start: 1 / len(starts) for start in starts}, goal=names[-1])


class Paper:
    """A journey as the oracles take it."""

    def __init__(self, journey: Journey) -> None:
        network = Network.of(journey)
        self.shares = {
            here: {to: step.share for (source, to), step in network.steps.items() if source == here and step.share > 0}
            for here in network.facts
        }
        self.friction = {name: loss.friction for name, loss in losses(network).items()}
        self.starts, self.goals = journey.starts, journey.goals

    def friction_of(self, route: tuple[str, ...]) -> float:
        return sum(self.friction[name] for name in route)

    def probability_of(self, route: tuple[str, ...]) -> float:
        return float(self.starts[route[0]] * prod(self.shares[here][there] for here, there in pairwise(route)))


def taken(found: Routes) -> list[tuple[str, ...]]:
    return [route.touchpoints for route in found]


@given(plans(), st.integers(1, 12))
@settings(max_examples=300)
def test_the_worst_routes_are_the_worst_of_all_simple_routes(journey: Journey, limit: int) -> None:
    paper = Paper(journey)
    every = sorted(paper.friction_of(r) for r in all_simple_routes(paper.shares, [*paper.starts], paper.goals))[::-1]
    found = routes(journey, limit=limit)
    assert found.exact
    assert len(set(taken(found))) == len(found) == min(limit, len(every))
    assert [route.friction for route in found] == pytest.approx(every[:limit])
    assert all(len(set(route)) == len(route) for route in taken(found))
    assert [route.friction for route in found] == pytest.approx([paper.friction_of(route) for route in taken(found)])


@given(plans(), st.integers(1, 12))
@settings(max_examples=200)
def test_the_likeliest_routes_are_the_likeliest_of_all(journey: Journey, limit: int) -> None:
    paper = Paper(journey)
    found = routes(journey, limit=limit, kind="likely")
    assert len(set(taken(found))) == len(found)
    assert [route.probability for route in found] == pytest.approx([paper.probability_of(r) for r in taken(found)])
    least = max(1e-4, found[-1].probability * 0.999 if len(found) == limit else 0.0)
    every = sorted(likely_enough_routes(paper.shares, paper.starts, paper.goals, least).values(), reverse=True)
    shown = [route.probability for route in found if route.probability >= least]
    assert shown == pytest.approx(every[:limit])


@given(plans(), st.integers(1, 12))
@settings(max_examples=200)
def test_the_costly_routes_are_the_costliest_of_all(journey: Journey, limit: int) -> None:
    """What the oracle has not looked at cannot hold more than it leaves of the total: that bounds its tail."""
    paper = Paper(journey)
    every = likely_enough_routes(paper.shares, paper.starts, paper.goals, 1e-4)
    costs = sorted((p * paper.friction_of(route) for route, p in every.items()), reverse=True)
    total = friction_by_steps(paper.shares, paper.starts, paper.goals, paper.friction)
    tail = total - sum(costs)
    found = routes(journey, limit=limit, kind="costly")
    values = [route.probability * route.friction for route in found]
    assert found.exact
    assert len(set(taken(found))) == len(found)
    assert values == pytest.approx(sorted(values, reverse=True))
    assert found.expected_friction == pytest.approx(total, rel=1e-6, abs=1e-9)
    sure = [cost for cost in costs[:limit] if cost > max(tail, 0) + 1e-9]
    assert values[: len(sure)] == pytest.approx(sure)


@given(plans(loops=False))
@settings(max_examples=60)
def test_all_routes_of_a_plan_without_loops_cover_everything_and_arrive_as_many_as_are_kept(journey: Journey) -> None:
    for kind in PLAN_KINDS:
        found = routes(journey, limit=1000, kind=kind)
        assert found.friction_covered == pytest.approx(1 if found.expected_friction else 0)
        if kind != "costly":  # which leaves out the routes that cost nothing
            assert found.probability_covered == pytest.approx(found.probability)
            assert sum(route.arrive_per_1000 for route in found) == pytest.approx(1000 * flow(Network.of(journey)).kept)


@given(plans(), st.integers(1, 5), st.integers(0, 5), st.sampled_from(PLAN_KINDS))
@settings(max_examples=100)
def test_asking_for_more_routes_puts_them_behind_the_same(
    journey: Journey, limit: int, more: int, kind: RouteKind
) -> None:
    few, many = (routes(journey, limit=n, kind=kind) for n in (limit, limit + more))
    assert taken(many)[:limit] == taken(few)


@given(plans(), st.integers(0, 6), st.floats(0, 50))
@settings(max_examples=60)
def test_more_clicks_make_no_worst_route_better(journey: Journey, at: int, more: float) -> None:
    before = routes(journey)
    name = [*journey.touchpoints][at % len(journey.touchpoints)]
    point = journey.touchpoints[name]
    harder = point.model_copy(update={"clicks": (point.clicks or 0) + more})
    after = routes(journey.model_copy(update={"touchpoints": journey.touchpoints | {name: harder}}))
    assert len(before) == len(after)
    assert all(now.friction >= then.friction - 1e-9 for then, now in zip(before, after, strict=True))


@given(plans(), st.randoms(use_true_random=False), st.sampled_from(PLAN_KINDS))
@settings(max_examples=60)
def test_the_order_of_the_file_does_not_matter_where_no_routes_are_equal(
    journey: Journey, dice: Random, kind: RouteKind
) -> None:
    found = routes(journey, kind=kind)
    ranks = {(round(route.friction, 6), round(route.probability, 9)) for route in routes(journey, limit=30, kind=kind)}
    assume(len(ranks) == len(routes(journey, limit=30, kind=kind)))
    names = [*journey.touchpoints]
    dice.shuffle(names)
    shuffled = journey.model_copy(update={"touchpoints": {name: journey.touchpoints[name] for name in names}})
    assert taken(routes(shuffled, kind=kind)) == taken(found)


def test_the_worked_example_has_two_routes() -> None:
    long, short = routes(lamp())
    assert long.touchpoints == ("landing", "product", "checkout", "delivery", "support", "first_use")
    assert long.friction == pytest.approx(0.279989 + 0.229361 + 0.600732 + 0.624125 + 3.037992 + 0.255023, abs=5e-6)
    assert (long.probability, short.probability) == pytest.approx((0.2, 0.8))
    assert long.arrive_per_1000 == pytest.approx(200 * 2**-long.friction)
    assert long.arrive_per_1000 + short.arrive_per_1000 == pytest.approx(207.632, abs=5e-4)
    assert (long.worst, long.last) == ("support", "first_use")
    assert long.peak_end == pytest.approx((3.037992 + 0.255023) / 2, abs=1e-6)
    assert (short.worst, long.planned, long.cases) == ("delivery", True, None)
    assert (long.evidence, long.probability_evidence) == ("described", "described")
    assert taken(routes(lamp(), kind="costly")) == [short.touchpoints, long.touchpoints]
    assert taken(routes(lamp(), kind="likely")) == [short.touchpoints, long.touchpoints]


def test_a_loop_is_walked_as_often_as_it_pays() -> None:
    again = plan({"a": {"clicks": 80, "next": {"a": 0.6, "b": 0.4}}, "b": {}}, start="a", goal="b")
    assert [len(route) - 1 for route in taken(routes(again, limit=4, kind="likely"))] == [1, 2, 3, 4]
    # n·0.6^(n−1): 1, 1.2, 1.08, 0.864, 0.648 …
    assert [len(route) - 1 for route in taken(routes(again, limit=5, kind="costly"))] == [2, 3, 1, 4, 5]
    assert taken(routes(again)) == [("a", "b")]


def test_a_loop_that_is_hardly_ever_left_ends_at_the_budget_with_a_bound() -> None:
    stuck = plan({"a": {"clicks": 9, "next": {"a": 0.999, "b": 0.001}}, "b": {}}, start="a", goal="b")
    network = Network.of(stuck)
    ways = RouteGraph.of(network, losses(network))
    assert not costly_routes(ways, budget=100).exact
    value, _ = next(costly_routes(ways, budget=100).ranked)
    assert 0 < value < ways.expected_friction


def test_what_lies_behind_a_goal_is_no_part_of_a_route() -> None:
    journey = plan({"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}, start="a", goal=["b", "c"])
    assert taken(routes(journey)) == [("a", "b")]


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_where_no_start_leads_to_a_goal_there_is_no_route(kind: RouteKind) -> None:
    journey = plan({"a": {"next": "b"}, "b": {}, "c": {"next": "d"}, "d": {}}, start="a", goal="d")
    found = routes(journey, kind=kind)
    assert (len(found), found.exact, found.probability, found.friction_covered) == (0, True, 0, 0)
    assert worst_route(Network.of(journey), losses(Network.of(journey))) == ()


def test_a_start_that_is_the_goal_is_a_route() -> None:
    journey = plan({"a": {"clicks": 10}}, start="a", goal="a")
    assert [taken(routes(journey, kind=kind)) for kind in PLAN_KINDS] == [[("a",)]] * 3


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_more_routes_than_there_are_is_all_of_them(kind: RouteKind) -> None:
    assert len(routes(lamp(), limit=99, kind=kind)) == 2


def test_routes_that_cost_nothing_are_not_costly() -> None:
    assert len(routes(plan({"a": {"next": "b"}, "b": {}}), kind="costly")) == 0


def test_equal_routes_come_likeliest_first_then_in_the_order_of_the_plan() -> None:
    fan = {"a": {"next": {"d": 0.25, "c": 0.25, "b": 0.5}}} | {x: {"clicks": 5, "next": "z"} for x in "bcd"}
    found = routes(plan(fan | {"z": {}}))
    assert [route[1] for route in taken(found)] == ["b", "c", "d"]


def test_a_limit_below_one_and_an_unknown_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="limit is 0"):
        routes(lamp(), limit=0)
    with pytest.raises(ValueError, match="`best` is no kind of route"):
        routes(lamp(), kind="best")  # type: ignore[arg-type]
    with pytest.raises(LogError, match=r"L118\]: no event log is known for the journey `lamp`"):
        routes(lamp(), kind="real")


def knot(n: int) -> Journey:
    """All of n touchpoints lead to all others: no search gets through, and all but a few routes are worse."""
    names = [f"t{i}" for i in range(n)]
    near = {name: [names[(i + d) % n] for d in (1, 2, 5)] for i, name in enumerate(names)}
    touchpoints = {name: {"clicks": 10 + 7 * i % 40, "next": near[name]} for i, name in enumerate(names)}
    touchpoints[names[n // 2]]["next"] = [*near[names[n // 2]], "goal"]
    return plan(touchpoints | {"goal": {}}, start=names[0], goal="goal")


def test_beyond_the_budget_the_best_found_come_with_a_bound() -> None:
    network = Network.of(knot(12))
    ways = RouteGraph.of(network, losses(network))
    exact = next(simple_routes(ways, 1).ranked)[0]
    for budget in (0, 50, 500, 5000):
        cut = simple_routes(ways, 3, budget=budget)
        found = list(cut.ranked)
        assert found
        assert all(len(set(way)) == len(way) for _, way in found)
        assert found[0][0] <= exact + 1e-9
        assert cut.at_most is None or cut.at_most >= exact - 1e-9
    assert simple_routes(ways, 3, budget=0).at_most is not None
    assert simple_routes(ways, 3).at_most is None


def test_a_route_list_says_that_it_is_not_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cluster, "stretches", lambda self, entry, limit, _: SEARCH(self, entry, limit, 0))
    found = routes(knot(12))
    assert not found.exact
    assert found.at_most is not None
    assert found.at_most >= found[0].friction


SEARCH = Cluster.stretches


@given(st.lists(st.floats(0, 1), max_size=7))
def test_bad_experiences_are_counted_as_by_looking_at_every_way_they_can_fall(shares: list[float]) -> None:
    alone, padded = bad_experiences([shares])[0], bad_experiences([[0.5] * 9, shares])[1]
    assert alone.tolist() == pytest.approx(bad_experience_counts(shares))
    assert padded.tolist() == pytest.approx(alone.tolist())


def test_the_ledger_of_second_chances() -> None:
    for k, expected in enumerate(LEDGER["S"]):
        assert stays([0.0] * k + [1.0]) == pytest.approx(expected)
    assert stays([0, 0, 0, 1.0]) == pytest.approx(0.12 * 0.12 / 0.56)
    assert stays(bad_experiences([[0.1, 0.2, 0.3]])[0].tolist()) == pytest.approx(LEDGER["mixed_1_2_3"], abs=1e-6)
    assert stays(bad_experiences([[0.0] * 5 + [1.0]])[0].tolist()) == pytest.approx(LEDGER["five_good_one_bad"])
    assert stays(bad_experiences([[1.0, 1.0]])[0].tolist()) == pytest.approx(LEDGER["two_bad"])


@given(plans())
@settings(max_examples=40)
def test_one_who_stays_met_fewer_bad_experiences(journey: Journey) -> None:
    for route in routes(journey):
        assert sum(route.bad_experiences) == pytest.approx(1)
        assert route.bad_expected == pytest.approx(sum(k * p for k, p in enumerate(route.bad_experiences)))
        assert 0 <= route.stay <= 1
        assert 0 <= route.stay_extrapolated <= 1


def shop_log() -> Measurement:
    return measured(
        variant("abc", 60),
        variant("axbc", 30),
        variant("ab", 8, under_way=3),
        variant("abb", 2, under_way=2),
    )


SHOP = {"a": {"clicks": 40, "next": "b"}, "b": {"clicks": 20, "next": ["c", "d"]}, "c": {}, "d": {"next": "c"}}


def test_with_a_log_routes_go_where_customers_went() -> None:
    found = routes(plan(SHOP, goal="c"), shop_log())
    assert sorted(taken(found)) == [("a", "b", "c"), ("a", "x", "b", "c")]
    cases = {route.touchpoints: route.cases for route in found}
    assert cases == {("a", "b", "c"): 60, ("a", "x", "b", "c"): 30}
    assert {route.touchpoints[1]: route.planned for route in found} == {"b": True, "x": False}
    assert {route.probability_evidence for route in found} == {"measured"}
    assert sum(
        route.arrive_per_1000 for route in routes(plan(SHOP, goal="c"), shop_log(), limit=50, kind="likely")
    ) == (pytest.approx(1000 * flow(Network.of(plan(SHOP, goal="c"), shop_log())).kept))


def test_real_routes_are_the_variants_that_are_over_with_their_cases() -> None:
    found = routes(plan(SHOP, goal="c"), shop_log(), kind="real")
    assert {route.touchpoints: route.cases for route in found} == {tuple("abc"): 60, tuple("axbc"): 30, tuple("ab"): 5}
    assert found.n_cases == 95
    by_name = {"".join(route.touchpoints): route for route in found}
    assert by_name["abc"].arrive_per_1000 == pytest.approx(1000 * 60 / 95)
    assert by_name["ab"].arrive_per_1000 == 0
    assert (found.probability_covered, found.friction_covered) == pytest.approx((1, 1))
    worst = [route.friction for route in found]
    assert worst == sorted(worst, reverse=True)


def test_the_worst_planned_route_keeps_to_the_plan() -> None:
    network = Network.of(plan(SHOP, goal="c"), shop_log())
    assert worst_route(network, losses(network)) == ("a", "b", "c")
