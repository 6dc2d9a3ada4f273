from dataclasses import replace
from typing import Any

import pytest

from journeymap.facts import Waits
from journeymap.journey import Journey
from journeymap.measurement import SatisfactionCount, WaitBucket
from journeymap.network import facts, graph, outline, steps
from tests.builders import lamp, measured, variant


def journey(touchpoints: dict[str, Any], **top: Any) -> Journey:  # noqa: ANN401 - keys of a journey file
    return Journey.model_validate({"journey": "j", "touchpoints": touchpoints, **top})


def test_the_graph_has_a_node_a_touchpoint_and_an_edge_a_transition() -> None:
    network = graph(lamp())
    assert list(network) == ["landing", "product", "checkout", "delivery", "support", "first_use"]
    assert network.edges["delivery", "support"]["share"] == 0.2
    assert network.nodes["checkout"]["clicks"] == 24
    assert network.graph["goals"] == ("first_use",)


def test_transitions_without_shares_are_equal_and_said_to_be_assumed() -> None:
    found = steps(graph(journey({"a": {"next": ["b", "c"]}, "b": {}, "c": {}})))
    assert found["a", "b"].share == 0.5
    assert found["a", "b"].evidence == "assumed"


def test_a_single_transition_is_no_assumption() -> None:
    assert steps(graph(journey({"a": {"next": "b"}, "b": {}})))["a", "b"].evidence == "described"


def test_a_log_takes_the_place_of_described_shares_and_adds_what_nobody_planned() -> None:
    plan = journey({"a": {"next": {"b": "90%", "c": "10%"}}, "b": {}, "c": {}}, goal=["b", "c"])
    found = steps(graph(plan, measured(variant("ab", 30), variant("ac", 60), variant("axb", 10))))
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
    step = steps(graph(plan, measured(variant("ac", 5))))["b", "c"]
    assert (step.share, step.n, step.evidence) == (1.0, None, "described")


def test_leaving_is_counted_per_visit_without_those_still_under_way() -> None:
    plan = journey({"a": {"next": "b"}, "b": {}})
    node = facts(graph(plan, measured(variant("ab", 60), variant("a", 40, under_way=10))))["a"]
    assert (node.reached, node.left, node.under_way) == (90.0, 30.0, 0.1)


def test_nobody_leaves_at_a_goal() -> None:
    assert facts(graph(journey({"a": {"next": "b"}, "b": {}}), measured(variant("ab", 60))))["b"].left is None


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
    node = facts(graph(journey({"a": {"next": "b"}, "b": keys}), log))["b"]
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
    node = facts(graph(journey({"a": {"satisfaction": 4.9, "next": "b"}, "b": {}}), log))["a"]
    assert (node.bad, node.answers, node.satisfaction_evidence) == (0.3, 100.0, "measured")
    assert node.score == pytest.approx(3.8)


def test_the_pooled_share_of_bad_experiences_is_weighted_by_answers() -> None:
    plan = {
        "a": {"satisfaction": {"bad": "10%", "answers": 300}, "next": "b"},
        "b": {"satisfaction": {"bad": "50%", "answers": 100}},
    }
    assert outline(graph(journey(plan))).pooled_bad == pytest.approx(0.2)


def test_quantiles_of_waits_are_waits_that_happened() -> None:
    waits = Waits((1.0, 2.0, 10.0), (0.5, 0.4, 0.1))
    assert [waits.quantile(q) for q in (0.1, 0.5, 0.9, 0.95, 1.0)] == [1.0, 1.0, 2.0, 10.0, 10.0]
