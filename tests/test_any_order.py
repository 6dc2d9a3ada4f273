"""Groups in any order: every order is as planned, and all of it is due."""

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.alignment import align
from journeymap.analysis.deviations import deviations
from journeymap.analysis.plan import Plan
from journeymap.checks.journey import problems
from journeymap.journey import Journey
from journeymap.network import Network
from tests.builders import measured, variant
from tests.oracles.alignment import cheapest, draw, replayed, trace

SIGN = {"sync": "", "extra": "+", "skipped": "-"}
GROUP: dict[str, Any] = {
    "sign_up": {"next": "invite"},
    "invite": {"next": "import"},
    "import": {"next": "connect"},
    "connect": {"next": "report"},
    "report": {},
}


def plan_of(touchpoints: dict[str, Any] = GROUP, **top: Any) -> Plan:  # noqa: ANN401 - keys of a journey file
    top = {"any_order": [["invite", "import", "connect"]]} | top
    return Plan.of(Journey.model_validate({"journey": "j", "touchpoints": touchpoints, **top}))


def shown(plan: Plan, events: str, *, prefix: bool = False) -> str:
    [found] = align(plan, [events.split()], prefix=[prefix])
    return " ".join(SIGN[move.kind] + move.touchpoint for move in found.moves)


@pytest.mark.parametrize("weighted", [False, True])
@settings(deadline=None, max_examples=200)
@given(rng=st.randoms(use_true_random=True))
def test_the_cost_is_that_of_a_plan_with_every_order_written_out(rng: random.Random, *, weighted: bool) -> None:
    drawn = draw(rng, weighted=weighted, grouped=True)
    traces = [trace(rng, drawn, longest=12) for _ in range(25)]
    prefix = [rng.random() < 0.3 for _ in traces]
    found = align(Plan.of(drawn.journey), traces, prefix=prefix)
    for events, open_ended, one in zip(traces, prefix, found, strict=True):
        assert one.cost == cheapest(drawn, events, prefix=open_ended)
        assert replayed(drawn, one.moves, prefix=open_ended) == (list(events), one.cost)


@pytest.mark.parametrize(
    "order",
    ["invite import connect", "invite connect import", "connect import invite", "import invite connect"],
)
def test_every_order_is_as_planned(order: str) -> None:
    [found] = align(plan_of(), [f"sign_up {order} report".split()], prefix=[False])
    assert found.cost == 0


@pytest.mark.parametrize(
    ("events", "explained"),
    [
        ("sign_up connect invite report", "sign_up connect invite -import report"),
        ("sign_up connect report", "sign_up connect -invite -import report"),
        ("sign_up report", "sign_up -invite -import -connect report"),
        ("sign_up invite connect invite import report", "sign_up invite connect +invite import report"),
        ("sign_up invite report connect import", "sign_up invite +report connect import -report"),
        ("import connect", "-sign_up import connect -invite -report"),
    ],
)
def test_what_is_left_out_is_left_out_as_late_as_can_be(events: str, explained: str) -> None:
    assert shown(plan_of(), events) == explained


def test_under_way_within_a_group_nothing_is_missing_yet() -> None:
    assert shown(plan_of(), "sign_up connect", prefix=True) == "sign_up connect"


def test_an_optional_member_may_be_left_out_and_a_repeating_one_may_follow_itself() -> None:
    points = GROUP | {"invite": GROUP["invite"] | {"optional": "yes"}, "import": {"next": "connect", "repeats": "yes"}}
    [found] = align(plan_of(points), [["sign_up", "connect", "import", "import", "report"]], prefix=[False])
    assert found.cost == 0


def test_a_group_is_entered_at_any_member_and_left_where_any_member_leads() -> None:
    points = {"in": {"next": "a"}, "a": {"next": ["b", "out"]}, "b": {"next": "late"}, "out": {}, "late": {}}
    plan = plan_of(points, any_order=[["a", "b"]])
    runs = ["in a b out", "in b a out", "in a b late", "in b a late"]
    assert align(plan, [run.split() for run in runs], prefix=[False] * 4).cost.tolist() == [0, 0, 0, 0]


def test_a_group_may_start_the_journey_and_lead_to_another_group() -> None:
    points = {name: {"next": after} for name, after in zip("abcd", "bcde", strict=True)} | {"e": {}}
    plan = plan_of(points, start="a", any_order=[["a", "b"], ["d", "c"]])
    assert align(plan, ["abcde", "badce", "bacde", "acbde"], prefix=[False] * 4).cost.tolist() == [0, 0, 0, 2]


def test_a_group_is_gone_through_again_where_the_plan_leads_back_to_it() -> None:
    points = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {"next": ["a", "d"]}, "d": {}}
    plan = plan_of(points, start="a", any_order=[["a", "b"]])
    assert align(plan, ["abcbacd", "abcacd"], prefix=[False] * 2).cost.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("sign_up connect import invite report", []),
        ("sign_up connect invite report", ["skipped import"]),
        ("sign_up invite connect invite import report", ["repeated invite"]),
        ("sign_up invite report import connect", ["out_of_order report"]),
        ("sign_up call import connect invite report", ["unplanned call"]),
        ("sign_up invite call connect report", ["unplanned call", "skipped import"]),
        ("sign_up invite", ["abandoned invite"]),
        ("connect import invite report", ["late_entry connect"]),
    ],
)
def test_deviations_know_that_the_order_does_not_matter(events: str, expected: list[str]) -> None:
    [named] = deviations(align(plan_of(), [events.split()], prefix=[False]))
    assert [f"{row.code} {row.touchpoint}" for row in named] == expected


def test_a_group_of_five_has_a_state_for_whatever_was_done_before() -> None:
    names = ["in", *"abcde", "out"]
    points: dict[str, Any] = {name: {"next": after} for name, after in pairwise(names)}
    plan = plan_of(points | {"out": {}}, any_order=[list("abcde")])
    assert len(plan.steps) == 5 * 2**4 + 2 + 1
    assert shown(plan, "in e c a d b out") == "in e c a d b out"
    assert shown(plan, "in e c c d out") == "in e c +c d -a -b out"


def test_steps_within_a_group_into_it_and_out_of_it_are_planned() -> None:
    """As `next` leads into the group at `a` only, and out of it from `b`."""
    points: dict[str, Any] = {"s": {"next": "a"}, "a": {"next": "b"}, "b": {"next": "c"}, "c": {}}
    journey = Journey.model_validate({"journey": "j", "touchpoints": points, "any_order": [["a", "b"]]})
    steps = Network.of(journey, measured(variant("sbac", 5), variant("sabc", 5), variant("sc", 1), variant("sabac", 1)))
    off_plan = {pair for pair, step in steps.steps.items() if not step.planned}
    assert {"".join(pair) for pair in steps.steps} == {"sa", "sb", "ab", "ba", "ac", "bc", "sc"}
    assert off_plan == {("s", "c")}


def test_a_way_into_a_group_leads_to_all_of_it() -> None:
    points: dict[str, Any] = {"s": {"next": "a"}, "a": {"next": "c"}, "b": {"next": "c"}, "c": {}}
    journey = {"journey": "j", "touchpoints": points, "start": "s", "goal": "c"}
    assert "J131" in {each.code for each in problems(Journey.model_validate(journey))}
    grouped = Journey.model_validate(journey | {"any_order": [["a", "b"]]})
    assert "J131" not in {each.code for each in problems(grouped)}
