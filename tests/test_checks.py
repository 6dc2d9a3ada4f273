from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from journeymap.checks.journey import problems
from journeymap.checks.problem import Path, Problem
from journeymap.journey import Journey
from tests.strategies import journeys


def found(touchpoints: dict[str, Any], **top: Any) -> list[Problem]:  # noqa: ANN401 - keys of a journey file
    return list(problems(Journey.model_validate({"journey": "j", "touchpoints": touchpoints, **top})))


LINE: dict[str, Any] = {"a": {"satisfaction": 4, "next": "b"}, "b": {"next": "c"}, "c": {}}


def test_a_sound_journey_has_no_problem() -> None:
    assert found(LINE, start="a", goal="c") == []


A_AND_B: dict[str, Any] = {"a": {"next": "b"}, "b": {}}
OFF = {"from": "a", "to": "c", "share": "10%"}


@pytest.mark.parametrize(
    ("touchpoints", "top", "code", "path"),
    [
        (A_AND_B | {"a": {"next": "x"}}, {"start": ["a", "b"]}, "J104", ("touchpoints", "a", "next", "x")),
        (LINE, {"start": ["a", "x"]}, "J104", ("start", "x")),
        (LINE, {"goal": "x"}, "J104", ("goal", "x")),
        (LINE, {"ends": {"x": "lost"}}, "J104", ("ends", "x")),
        (LINE, {"milestones": ["b", "x"]}, "J104", ("milestones", "x")),
        (LINE, {"any_order": [["b", "x"]]}, "J104", ("any_order", 0, "x")),
        (LINE, {"off_plan": [OFF | {"from": "x"}]}, "J104", ("off_plan", 0, "from", "x")),
        (LINE, {"off_plan": [OFF, OFF | {"to": "x"}]}, "J104", ("off_plan", 1, "to", "x")),
        (LINE | {"c": {"since": "x"}}, {}, "J104", ("touchpoints", "c", "since")),
        (LINE | {"c": {"recovers": ["b", "x"]}}, {}, "J104", ("touchpoints", "c", "recovers", "x")),
        (LINE, {"log": {"names": {"Closed": "no id"}}}, "J104", ("log", "names", "Closed")),
        (LINE, {"start": {"a": "80%", "b": "30%"}}, "J105", ("start",)),
        (LINE | {"a": {"next": {"b": "60%", "c": "30%"}}}, {}, "J105", ("touchpoints", "a", "next")),
        (LINE | {"a": {"next": {"b": "100%", "c": "100%"}}}, {}, "J105", ("touchpoints", "a", "next")),
        (
            LINE,
            {"off_plan": [OFF | {"share": "60%"}, OFF | {"to": "a", "share": "41%"}]},
            "J105",
            ("off_plan", 1, "share"),
        ),
        (LINE | {"d": {}}, {"goal": "c", "off_plan": [OFF | {"from": "d"}]}, "J105", ("off_plan", 0, "share")),
        (LINE | {"c": {"next": "a"}}, {"goal": "b", "ends": {"c": "lost"}}, "J106", ("touchpoints", "c", "next")),
        (LINE, {"ends": {"b": "lost"}}, "J106", ("touchpoints", "b", "next")),
        (LINE, {"goal": "c", "ends": {"c": "lost"}}, "J106", ("ends", "c")),
        (LINE, {"goal": "c", "off_plan": [{"from": "c", "to": "a", "share": "9%"}]}, "J106", ("off_plan", 0, "from")),
        (A_AND_B | {"b": {"next": "a"}}, {}, "J107", ("touchpoints",)),
        (A_AND_B, {"ends": {"b": "lost"}}, "J107", ("touchpoints",)),
        ({"a": {"missing": "yes"}}, {}, "J107", ("touchpoints",)),
        (LINE | {"c": {"phase": "by"}}, {"phases": {"buy": "during"}}, "J108", ("touchpoints", "c", "phase")),
        (LINE | {"c": {"situation": "parsel"}}, {}, "J109", ("touchpoints", "c", "situation")),
        (LINE, {"model": {"patience": {"parsel": "5 days"}}}, "J109", ("model", "patience", "parsel")),
        (LINE | {"a": {"reached": 10, "next": {"b": 9, "c": 2}}}, {}, "J112", ("touchpoints", "a", "next")),
        (LINE, {"off_plan": [OFF, OFF]}, "J113", ("off_plan", 1, "to")),
        (LINE | {"(end)": {}}, {"start": ["a", "(end)"]}, "J114", ("touchpoints", "(end)")),
        (LINE, {"off_plan": [OFF | {"to": "b"}]}, "J116", ("off_plan", 0, "to")),
        (
            LINE | {"a": {"next": "b", "repeats": "yes"}},
            {"off_plan": [OFF | {"to": "a"}]},
            "J116",
            ("off_plan", 0, "to"),
        ),
        (LINE | {"a": {"next": {"b": 4310, "c": "20%"}}}, {}, "J117", ("touchpoints", "a", "next")),
        (LINE | {"a": {"next": {"b": 4310, "c": "100%"}}}, {}, "J117", ("touchpoints", "a", "next")),
        (LINE | {"a": {"next": {"b": 4310, "c": None}}}, {}, "J117", ("touchpoints", "a", "next")),
        (LINE | {"c": {"satisfaction": 9}}, {}, "J121", ("touchpoints", "c", "satisfaction")),
        (LINE | {"c": {"satisfaction": {"counts": [1, 2]}}}, {}, "J121", ("touchpoints", "c", "satisfaction")),
        (LINE | {"c": {"satisfaction": {"nps": 131}}}, {}, "J121", ("touchpoints", "c", "satisfaction")),
        (LINE | {"c": {"target": {"satisfaction": 0}}}, {}, "J121", ("touchpoints", "c", "target", "satisfaction")),
        (LINE | {"c": {"ratings": {"company": 5.5}}}, {}, "J121", ("touchpoints", "c", "ratings", "company")),
        (LINE | {"c": {"benchmark": {"score": 7}}}, {}, "J121", ("touchpoints", "c", "benchmark", "score")),
        (
            LINE | {"c": {"channels": {"app": {"satisfaction": 7}}}},
            {},
            "J121",
            ("touchpoints", "c", "channels", "app", "satisfaction"),
        ),
        (
            LINE | {"c": {"channels": {"app": {"share": "60%"}, "branch": {"share": "50%"}}}},
            {},
            "J122",
            ("touchpoints", "c", "channels"),
        ),
        (
            LINE,
            {"segments": {"age": {"young": {"share": "60%"}, "old": {"share": "50%"}}}},
            "J122",
            ("segments", "age"),
        ),
        (LINE, {"any_order": [["b"]]}, "J123", ("any_order", 0)),
        (LINE | {key: {"next": "c"} for key in "defg"}, {"any_order": [["a", "b", *"defg"]]}, "J123", ("any_order", 0)),
        (LINE | {"d": {"next": "c"}}, {"any_order": [["a", "b"], ["d", "a"]]}, "J123", ("any_order", 1, "a")),
        (LINE, {"any_order": [["b", "c"]]}, "J190", ("any_order", 0, "c")),
        (LINE | {"d": {}}, {"ends": {"d": "lost"}, "any_order": [["b", "d"]]}, "J190", ("any_order", 0, "d")),
        (LINE, {"log": {"names": {"/(/": "a"}}}, "J124", ("log", "names", "/(/")),
        (LINE, {"log": {"names": {"/a{99999999999}/": "a"}}}, "J124", ("log", "names", "/a{99999999999}/")),
        (LINE | {"c": {"promise": {"topic": "speed"}}}, {}, "J125", ("touchpoints", "c", "promise")),
        (LINE | {"c": {"promise": {}}}, {}, "J125", ("touchpoints", "c", "promise")),
        (
            LINE | {"a": {"reached": 10, "left": "1 of 10", "next": {"b": 9}}},
            {},
            "J127",
            ("touchpoints", "a", "left"),
        ),
        (LINE, {"value": {"sale": "49 EUR", "later": "30 USD"}}, "J128", ("value", "later")),
        (LINE | {"c": {"promise": "30 days", "channel": "delivery"}}, {}, "J130", ("touchpoints", "c", "promise")),
        (LINE | {"d": {"next": "c"}}, {"start": "a"}, "J131", ("touchpoints", "d")),
        (LINE | {"a": {"reached": 10, "next": "b", "satisfaction": 3}}, {}, "J133", ("touchpoints", "a", "reached")),
        (LINE | {"c": {"phase": "buy"}}, {"phases": {"buy": "during"}}, "J134", ("phases",)),
        (LINE | {"d": {}}, {"start": "a", "goal": ["c", "d"]}, "J135", ("touchpoints", "d")),
        (A_AND_B, {}, "J136", ("touchpoints",)),
        (LINE | {"a": {"satisfaction": 4, "next": ["b", "d"]}, "d": {}}, {"goal": "c"}, "J139", ("touchpoints", "d")),
        (LINE, {"log": {"ignore": ["/a(/"]}}, "J124", ("log", "ignore", 0)),
        (LINE, {"log": {"promised": {"column": "eta", "touchpoint": "cc"}}}, "J104", ("log", "promised", "touchpoint")),
        (LINE | {"c": {"channels": {"app": {}, "web": {}}}}, {}, "J185", ("touchpoints", "c", "channels")),
        (LINE | {"c": {"channels": {"app": {"share": "90%"}}}}, {}, "J105", ("touchpoints", "c", "channels")),
    ],
)
def test_each_problem_is_found_where_it_stands(
    touchpoints: dict[str, Any], top: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    assert [(problem.code, problem.path) for problem in found(touchpoints, **top)] == [(code, path)]


GAP = LINE | {"gap": {"missing": "yes"}}


@pytest.mark.parametrize(
    ("touchpoints", "top", "path"),
    [
        (GAP | {"gap": {"missing": "yes", "next": "c"}}, {}, ("touchpoints", "gap", "next")),
        (GAP | {"b": {"next": ["c", "gap"]}}, {}, ("touchpoints", "b", "next", "gap")),
        (GAP | {"c": {"since": "gap"}}, {}, ("touchpoints", "c", "since", "gap")),
        (GAP, {"start": ["a", "gap"]}, ("start", "gap")),
        (GAP, {"goal": ["c", "gap"]}, ("goal", "gap")),
        (GAP, {"ends": {"gap": "lost"}}, ("ends", "gap")),
        (GAP, {"milestones": "gap"}, ("milestones", "gap")),
        (GAP, {"any_order": [["b", "gap"]]}, ("any_order", 0, "gap")),
        (GAP, {"off_plan": [OFF | {"to": "gap"}]}, ("off_plan", 0, "to", "gap")),
    ],
)
def test_nobody_travels_to_what_is_missing(
    touchpoints: dict[str, Any], top: dict[str, Any], path: tuple[str, ...]
) -> None:
    assert [(problem.code, problem.path) for problem in found(touchpoints, **top)] == [("J126", path)]


def test_a_missing_touchpoint_may_say_what_it_would_be() -> None:
    assert found(GAP | {"gap": {"missing": "yes", "name": "Call back", "wait": "1 h", "promise": "2 h"}}) == []


def test_two_currencies_matter_only_where_amounts_are_added() -> None:
    spend = {"promise": {"says": "soon", "spend": "2000 USD"}}
    assert found(LINE | {"c": spend}, value={"sale": "49 EUR", "later": "30 EUR"}) == []


@pytest.mark.parametrize("worth", ["49 EUR", {"sale": "49 EUR"}, {"later": "30 USD"}])
def test_one_amount_is_in_one_currency(worth: object) -> None:
    assert found(LINE, value=worth) == []


def test_satisfaction_of_one_channel_is_satisfaction() -> None:
    assert found(A_AND_B | {"b": {"channels": {"app": {"satisfaction": 4}}}}) == []
    assert found(A_AND_B, log={"satisfaction": "stars"}) == []


def test_a_phase_after_the_sale_is_all_that_the_map_needs_to_go_on() -> None:
    assert found(LINE, phases={"buy": "during", "use": "after"}) == []


@pytest.mark.parametrize(
    ("keys", "top", "said"),
    [
        ({"satisfaction": {"score": 9, "scale": "0..10"}, "target": {"satisfaction": 10}}, {}, None),
        ({"target": {"satisfaction": 7}}, {"scale": "1..7"}, None),
        ({"target": {"satisfaction": 4.5}}, {"scale": "5..1"}, None),
        ({"target": {"satisfaction": 6}}, {"scale": "5..1"}, "6 lies off the scale 5..1"),
        ({"ratings": {"staff": 11}}, {"scale": "0..10"}, "score 11 lies off the scale 0..10"),
        ({"satisfaction": {"score": 9, "scale": "0..10"}, "ratings": {"staff": 10}}, {}, None),
        ({"ratings": {"staff": {"score": 6, "scale": "1..7", "answers": 30}}}, {}, None),
        ({"satisfaction": {"counts": [1, 2, 3], "scale": "1..3"}, "benchmark": {"score": 2}}, {}, None),
        ({"satisfaction": {"counts": [1] * 11}}, {"scale": "0..10"}, None),
    ],
)
def test_scores_beside_an_answer_are_on_its_scale(keys: dict[str, Any], top: dict[str, Any], said: str | None) -> None:
    problems_of_c = [problem.message for problem in found(LINE | {"c": keys}, **top) if "c" in problem.path]
    assert problems_of_c == ([] if said is None else [said])


def segment(
    touchpoints: dict[str, Any],
    change: dict[str, Any],
    **keys: Any,  # noqa: ANN401 - keys of a segment
) -> list[tuple[str, Path]]:
    segments = {"age": {"old": {"touchpoints": change, **keys}}}
    return [(p.code, p.path) for p in found(touchpoints, segments=segments) if p.severity == "error"]


OLD = ("segments", "age", "old")


@pytest.mark.parametrize(
    ("change", "keys", "code", "path"),
    [
        ({"x": {}}, {}, "J104", ("touchpoints", "x")),
        ({}, {"start": "x"}, "J104", ("start", "x")),
        ({}, {"start": {"a": "80%"}}, "J105", ("start",)),
        ({"a": {"next": "x"}}, {}, "J104", ("touchpoints", "a", "next", "x")),
        ({"a": {"next": {"b": "80%"}}}, {}, "J105", ("touchpoints", "a", "next")),
        ({"c": {"next": "a"}}, {}, "J132", ()),
        ({"b": {"next": "a"}}, {}, "J132", ()),
        ({"a": {"since": "x"}}, {}, "J104", ("touchpoints", "a", "since")),
        ({"a": {"situation": "x"}}, {}, "J109", ("touchpoints", "a", "situation")),
        ({"a": {"satisfaction": 9}}, {}, "J121", ("touchpoints", "a", "satisfaction")),
    ],
)
def test_what_a_segment_says_must_fit_the_journey(
    change: dict[str, Any], keys: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    assert set(segment(LINE, change, **keys)) == {(code, (*OLD, *path))}


def test_what_is_wrong_for_everyone_is_not_said_once_more_of_each_segment() -> None:
    broken = LINE | {"a": {"next": {"b": "20%"}}}
    assert segment(broken, {"b": {"clicks": 3}}) == [("J105", ("touchpoints", "a", "next"))]


def test_a_segment_has_the_scale_of_the_touchpoint() -> None:
    of_ten = LINE | {"c": {"satisfaction": {"score": 7, "scale": "0..10"}}}
    assert segment(of_ten, {"c": {"target": {"satisfaction": 9}}}) == []


def test_a_circle_that_nobody_leaves_is_found_at_each_of_its_touchpoints() -> None:
    circle = {"a": {"next": ["b", "d"]}, "b": {"next": {"c": "100%", "d": "0%"}}, "c": {"next": "b"}, "d": {}}
    assert [(problem.code, problem.path[-1]) for problem in found(circle)] == [("J132", "b"), ("J132", "c")]


def test_a_circle_with_a_way_out_is_no_problem() -> None:
    assert found(LINE | {"b": {"next": ["a", "c"]}}, start="a") == []


def test_a_way_to_an_unknown_touchpoint_is_no_circle() -> None:
    assert [problem.code for problem in found({"a": {"next": "x"}, "b": {}}, start=["a", "b"])] == ["J104"]


@pytest.mark.parametrize(
    ("shares", "codes"),
    [
        (("33%", "33%", "33%"), []),
        (("33.3%", "33.3%", "33.4%"), []),
        (("34%", "33%", "34%"), []),
        (("33%", "33%", "31%"), ["J105"]),
        (("40%", "40%", "40%"), ["J105"]),
        (("40%", "40%", None), []),
        (("60%", "60%", None), ["J105"]),
    ],
)
def test_shares_may_miss_the_whole_by_what_rounding_takes(shares: tuple[str | None, ...], codes: list[str]) -> None:
    split = LINE | {"a": {"next": dict(zip("bcd", shares, strict=True))}, "b": {"satisfaction": 4}, "d": {}}
    assert [problem.code for problem in found(split)] == codes


def test_only_warnings_leave_a_journey_usable() -> None:
    warned = found({**LINE, "d": {"promise": "30 days", "channel": "delivery"}}, start="a", goal=["c", "d"])
    assert {(problem.code, problem.severity) for problem in warned} == {("J130", "warning"), ("J135", "warning")}


def test_since_may_name_the_start_of_the_journey() -> None:
    assert found(LINE | {"c": {"since": "start"}}) == []


def test_a_situation_of_ones_own_is_known_once_it_has_a_patience() -> None:
    own = LINE | {"c": {"situation": "crane"}}
    assert found(own, model={"patience": {"crane": "2 days"}}) == []


@given(journeys())
def test_a_random_journey_has_no_error(random: Journey) -> None:
    assert [problem for problem in problems(random) if problem.severity == "error"] == []


def test_groups_make_no_more_states_than_can_be_kept() -> None:
    names = [f"t{i}" for i in range(130)]
    points = {name: {"next": after} for name, after in pairwise([*names, "end"])} | {"end": {"satisfaction": 4}}
    groups = [names[i : i + 5] for i in range(0, 125, 5)]
    assert found(points, any_order=groups) == []
    [problem] = found(points, any_order=[*groups, names[125:]])
    assert (problem.code, problem.path) == ("J191", ("any_order",))
