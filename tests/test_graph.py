from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.analysis.plan import Plan
from journeymap.counts import SatisfactionCount, WaitBucket
from journeymap.digraph import graph
from journeymap.facts import Waits
from journeymap.journey import Journey, OffPlan
from journeymap.network import Network
from tests.builders import calls_of, lamp, measured, variant
from tests.strategies import journeys


def journey(touchpoints: dict[str, Any], **top: Any) -> Journey:  # noqa: ANN401 - keys of a journey file
    return Journey.model_validate({"journey": "j", "touchpoints": touchpoints, **top})


def test_the_graph_has_a_node_a_touchpoint_and_an_edge_a_transition() -> None:
    network = graph(lamp())
    assert list(network) == ["landing", "product", "checkout", "delivery", "support", "first_use"]
    assert network.edges["delivery", "support"]["share"] == 0.2
    assert network.nodes["checkout"]["clicks"] == 24
    assert network.graph["goals"] == ("first_use",)


def test_transitions_without_shares_are_equal_and_said_to_be_assumed() -> None:
    found = Network.of(journey({"a": {"next": ["b", "c"]}, "b": {}, "c": {}})).steps
    assert found["a", "b"].share == 0.5
    assert found["a", "b"].evidence == "assumed"


def test_a_single_transition_is_no_assumption() -> None:
    assert Network.of(journey({"a": {"next": "b"}, "b": {}})).steps["a", "b"].evidence == "described"


def test_a_log_takes_the_place_of_described_shares_and_adds_what_nobody_planned() -> None:
    plan = journey({"a": {"next": {"b": "90%", "c": "10%"}}, "b": {}, "c": {}}, goal=["b", "c"])
    found = Network.of(plan, measured(variant("ab", 30), variant("ac", 60), variant("axb", 10))).steps
    assert {pair: (step.n, step.planned) for pair, step in found.items()} == {
        ("a", "b"): (30, True),
        ("a", "c"): (60, True),
        ("a", "x"): (10, False),
        ("x", "b"): (10, False),
    }
    assert found["a", "c"].share == 0.6
    assert found["a", "c"].evidence == "measured"


def test_a_touchpoint_that_no_case_met_keeps_its_described_shares() -> None:
    plan = journey({"a": {"next": "c"}, "b": {"next": {"c": "100%"}}, "c": {}}, start="a")
    step = Network.of(plan, measured(variant("ac", 5))).steps["b", "c"]
    assert (step.share, step.n, step.evidence) == (1.0, None, "described")


def test_leaving_is_counted_per_visit_without_those_still_under_way() -> None:
    plan = journey({"a": {"next": "b"}, "b": {}})
    node = Network.of(plan, measured(variant("ab", 60), variant("a", 40, under_way=10))).facts["a"]
    assert (node.reached, node.left, node.under_way) == (90.0, 30.0, 0.1)


def test_nobody_leaves_at_a_goal() -> None:
    assert Network.of(journey({"a": {"next": "b"}, "b": {}}), measured(variant("ab", 60))).facts["b"].left is None


def bucket(target: str, seconds: float, n: int, *, since: bool = False) -> WaitBucket:
    return WaitBucket((), "a", target, since, 100, n, seconds * n)


@pytest.mark.parametrize(
    ("keys", "charged"),
    [
        ({}, False),
        ({"wait": "measured"}, True),
        ({"promise": "1 day"}, True),
        ({"since": "a"}, True),
        ({"wait": "5 min"}, True),
    ],
)
def test_time_between_events_is_the_customers_own_unless_the_file_says_that_they_wait(
    keys: dict[str, str], charged: bool
) -> None:
    log = replace(measured(variant("ab", 10)), waits=(bucket("b", 60.0, 10), bucket("b", 90.0, 10, since=True)))
    node = Network.of(journey({"a": {"next": "b"}, "b": keys}), log).facts["b"]
    assert (node.wait is not None) == charged
    if keys == {"wait": "5 min"}:
        assert node.wait == Waits((300.0,), (1.0,))
        assert node.wait_evidence == "described"
    elif charged:
        assert node.wait == Waits((90.0 if "since" in keys else 60.0,), (1.0,), 10)
        assert node.wait_evidence == "measured"


def test_answers_of_the_log_beat_the_score_of_the_file() -> None:
    answers = (SatisfactionCount((), "a", 1.0, 30), SatisfactionCount((), "a", 5.0, 70))
    log = replace(measured(variant("ab", 10)), satisfaction=answers)
    node = Network.of(journey({"a": {"satisfaction": 4.9, "next": "b"}, "b": {}}), log).facts["a"]
    assert (node.bad, node.answers, node.satisfaction_evidence) == (0.3, 100.0, "measured")
    assert node.score == pytest.approx(3.8)


def test_the_pooled_share_of_bad_experiences_is_weighted_by_answers() -> None:
    plan = {
        "a": {"satisfaction": {"bad": "10%", "answers": 300}, "next": "b"},
        "b": {"satisfaction": {"bad": "50%", "answers": 100}},
    }
    assert Network.of(journey(plan)).outline.pooled_bad == pytest.approx(0.2)


def test_quantiles_of_waits_are_waits_that_happened() -> None:
    waits = Waits((1.0, 2.0, 10.0), (0.5, 0.4, 0.1))
    assert [waits.quantile(q) for q in (0.1, 0.5, 0.9, 0.95, 1.0)] == [1.0, 1.0, 2.0, 10.0, 10.0]


def test_a_step_past_an_optional_touchpoint_is_planned() -> None:
    plan = journey(
        {"a": {"next": "b"}, "b": {"optional": "yes", "next": "c"}, "c": {"optional": "yes", "next": "d"}, "d": {}}
    )
    found = Network.of(plan, measured(variant("abcd", 5), variant("ad", 3), variant("bd", 1), variant("ca", 1))).steps
    assert {pair for pair, step in found.items() if not step.planned} == {("c", "a")}


def test_an_unplanned_touchpoint_keeps_its_answers_out_of_the_journeys_pool() -> None:
    answers = (SatisfactionCount((), "x", 1.0, 10), SatisfactionCount((), "a", 5.0, 10))
    log = replace(measured(variant("axb", 10)), satisfaction=answers)
    network = Network.of(journey({"a": {"next": "b"}, "b": {}}), log)
    assert (network.facts["x"].bad, network.facts["x"].score) == (1.0, 1.0)
    assert network.outline.pooled_bad == 0.0


def known_routes(*routes: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"from": source, "to": target, "share": share} for source, target, share in routes]


SPLIT = {"a": {"next": {"b": "70%", "c": "30%"}}, "b": {"next": "c"}, "c": {}, "help": {"next": "c"}}


def test_planned_shares_shrink_to_make_room_for_known_routes() -> None:
    found = Network.of(journey(SPLIT, off_plan=known_routes(("a", "help", "10%"), ("a", "a", "2%")))).steps
    assert {pair: step.share for pair, step in found.items() if pair[0] == "a"} == pytest.approx(
        {("a", "b"): 0.7 * 0.88, ("a", "c"): 0.3 * 0.88, ("a", "help"): 0.1, ("a", "a"): 0.02}
    )
    known = found["a", "help"]
    assert (known.planned, known.n, known.evidence) == (False, None, "described")
    assert all(step.planned for pair, step in found.items() if pair not in {("a", "help"), ("a", "a")})


def test_known_routes_may_take_all_of_those_who_go_on() -> None:
    found = Network.of(journey(SPLIT, off_plan=known_routes(("b", "help", "30%"), ("b", "a", "70%")))).steps
    assert found["b", "c"].share == pytest.approx(0)


def test_a_log_takes_the_place_of_known_routes_too() -> None:
    plan = journey(SPLIT, off_plan=known_routes(("a", "help", "10%")))
    found = Network.of(plan, measured(variant("ab", 60), variant("ac", 40))).steps
    assert (found["a", "help"].share, found["a", "help"].n, found["a", "help"].evidence) == (0, 0, "measured")
    assert found["a", "b"].share == 0.6


@given(journeys(), st.data())
def test_the_shares_of_those_who_go_on_add_up_to_one_with_known_routes(random: Journey, data: st.DataObject) -> None:
    points = random.touchpoints
    pairs = [(s, t) for s in points for t in points if points[s].next and t not in points[s].next]
    chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)) if pairs else []
    routes = tuple(OffPlan.model_validate({"from": s, "to": t, "share": "30%"}) for s, t in chosen)
    found = Network.of(random.model_copy(update={"off_plan": routes})).steps
    for name, point in points.items():
        onward = [step.share for (source, _), step in found.items() if source == name]
        assert not point.next or sum(onward) == pytest.approx(1)
        assert all(share >= 0 for share in onward)


def test_counts_of_a_funnel_are_shares_and_leaving_in_the_graph() -> None:
    network = Network.of(journey({"a": {"reached": 5200, "next": {"b": 3232, "c": 1078}}, "b": {"next": "c"}, "c": {}}))
    node, found = network.facts["a"], network.steps
    assert found["a", "b"].share == pytest.approx(3232 / 4310)
    assert found["a", "b"].evidence == "described"
    assert node.reached == 5200
    assert node.left == pytest.approx(890)
    assert node.leaving_evidence == "described"


def test_nobody_is_described_as_leaving_at_a_goal_or_another_end() -> None:
    plan = journey({"a": {"next": ["b", "c"]}, "b": {"left": "1 of 9"}, "c": {"left": "1 of 9"}}, ends={"c": "lost"})
    assert [Network.of(plan).facts[name].left for name in "bc"] == [None, None]


def test_what_is_missing_is_drawn_only() -> None:
    plan = {"a": {"next": "b"}, "gap": {"missing": "yes", "satisfaction": 1, "wait": "5 days"}, "b": {}}
    network = Network.of(journey(plan))
    assert list(network.facts) == ["a", "b"]
    assert network.outline.pooled_bad is None
    assert (network.outline.starts, network.outline.goals) == ({"a": 1.0}, ("b",))
    assert Plan.of(journey(plan)).touchpoints == ("a", "b")


@pytest.mark.parametrize(
    ("satisfaction", "evidence"),
    [
        ("4.2", "described"),
        ({"counts": [1, 1, 1, 1, 1]}, "described"),
        ({"bad": "9%"}, "described"),
        ({"satisfied": "82%"}, "assumed"),
        ({"nps": "31"}, "assumed"),
        ({"promoters": 5, "passives": 3, "detractors": 2}, "assumed"),
        (None, None),
    ],
)
def test_what_rests_on_an_assumption_about_answers_says_so(satisfaction: object, evidence: str | None) -> None:
    assert Network.of(journey({"a": {"satisfaction": satisfaction}})).facts["a"].satisfaction_evidence == evidence


def test_scales_of_one_journey_may_differ_and_are_pooled_by_their_bad_experiences() -> None:
    plan = {
        "a": {"satisfaction": {"counts": [3, 1, 0, 0, 6]}, "next": "b"},
        "b": {"satisfaction": {"counts": [1] * 10 + [0], "scale": "0..10"}, "next": "c"},
        "c": {"satisfaction": {"score": 2, "scale": "5..1", "answers": 20}},
    }
    network = Network.of(journey(plan))
    assert [network.facts[name].bad for name in "abc"] == pytest.approx([0.4, 0.4, 0.25**3 * 3.25])
    assert network.outline.pooled_bad == pytest.approx((0.4 * 10 + 0.4 * 10 + 0.25**3 * 3.25 * 20) / 40)


@pytest.mark.parametrize("n", [1000])
def test_the_graph_of_twice_the_touchpoints_takes_twice_the_work(n: int) -> None:
    def work(size: int) -> int:
        points = {f"p{i}": {"next": f"p{i + 1}"} for i in range(size)} | {f"p{size}": {}}
        plan = journey(points)
        return calls_of(lambda: Network.of(plan))

    work(10)  # what happens once
    assert work(n) == pytest.approx(2 * work(n // 2), rel=0.05)
