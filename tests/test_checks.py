from typing import Any

import pytest
from hypothesis import given

from journeymap.checks import Problem, problems
from journeymap.journey import Journey
from tests.strategies import journeys


def found(touchpoints: dict[str, Any], **top: Any) -> list[Problem]:  # noqa: ANN401 - keys of a journey file
    return list(problems(Journey.model_validate({"journey": "j", "touchpoints": touchpoints, **top})))


LINE: dict[str, Any] = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}


def test_a_sound_journey_has_no_problem() -> None:
    assert found(LINE, start="a", goal="c") == []


@pytest.mark.parametrize(
    ("touchpoints", "top", "code", "path"),
    [
        ({"a": {"next": "x"}, "b": {}}, {"start": ["a", "b"]}, "J104", ("touchpoints", "a", "next", "x")),
        (LINE, {"start": ["a", "x"]}, "J104", ("start", "x")),
        (LINE, {"goal": "x"}, "J104", ("goal", "x")),
        (LINE, {"ends": {"x": "lost"}}, "J104", ("ends", "x")),
        (LINE | {"c": {"since": "x"}}, {}, "J104", ("touchpoints", "c", "since")),
        (LINE, {"log": {"names": {"Closed": "no id"}}}, "J104", ("log", "names", "Closed")),
        (LINE, {"start": {"a": "80%", "b": "30%"}}, "J105", ("start",)),
        (LINE | {"a": {"next": {"b": "60%", "c": "30%"}}}, {}, "J105", ("touchpoints", "a", "next")),
        (LINE, {"goal": ["b", "c"]}, "J106", ("touchpoints", "b", "next")),
        (LINE, {"ends": {"b": "lost"}}, "J106", ("touchpoints", "b", "next")),
        (LINE, {"goal": "c", "ends": {"c": "lost"}}, "J106", ("ends", "c")),
        ({"a": {"next": "b"}, "b": {"next": "a"}}, {}, "J107", ("touchpoints",)),
        (LINE | {"c": {"phase": "by"}}, {"phases": {"buy": "during"}}, "J108", ("touchpoints", "c", "phase")),
        (LINE | {"c": {"situation": "parsel"}}, {}, "J109", ("touchpoints", "c", "situation")),
        (LINE, {"model": {"patience": {"parsel": "5 days"}}}, "J109", ("model", "patience", "parsel")),
        (LINE | {"(end)": {}}, {"start": ["a", "(end)"]}, "J114", ("touchpoints", "(end)")),
        (LINE | {"c": {"satisfaction": 9}}, {}, "J121", ("touchpoints", "c", "satisfaction")),
        (LINE | {"c": {"promise": "30 days", "channel": "delivery"}}, {}, "J130", ("touchpoints", "c", "promise")),
        (LINE | {"d": {}}, {"start": "a", "goal": ["c", "d"]}, "J131", ("touchpoints", "d")),
    ],
)
def test_each_problem_is_found_where_it_stands(
    touchpoints: dict[str, Any], top: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    assert [(problem.code, problem.path) for problem in found(touchpoints, **top)] == [(code, path)]


def test_a_circle_that_nobody_leaves_is_found_at_each_of_its_touchpoints() -> None:
    circle = {"a": {"next": ["b", "d"]}, "b": {"next": {"c": "100%", "d": "0%"}}, "c": {"next": "b"}, "d": {}}
    assert [(problem.code, problem.path[-1]) for problem in found(circle)] == [("J132", "b"), ("J132", "c")]


def test_a_circle_with_a_way_out_is_no_problem() -> None:
    assert found({"a": {"next": "b"}, "b": {"next": ["a", "c"]}, "c": {}}, start="a") == []


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
    split = {"a": {"next": dict(zip("bcd", shares, strict=True))}, "b": {}, "c": {}, "d": {}}
    assert [problem.code for problem in found(split)] == codes


def test_only_warnings_leave_a_journey_usable() -> None:
    warned = found({**LINE, "d": {"promise": "30 days", "channel": "delivery"}}, start="a", goal=["c", "d"])
    assert {(problem.code, problem.severity) for problem in warned} == {("J130", "warning"), ("J131", "warning")}


def test_since_may_name_the_start_of_the_journey() -> None:
    assert found(LINE | {"c": {"since": "start"}}) == []


def test_a_situation_of_ones_own_is_known_once_it_has_a_patience() -> None:
    own = LINE | {"c": {"situation": "crane"}}
    assert found(own, model={"patience": {"crane": "2 days"}}) == []


@given(journeys())
def test_a_random_journey_has_no_error(random: Journey) -> None:
    assert [problem for problem in problems(random) if problem.severity == "error"] == []
