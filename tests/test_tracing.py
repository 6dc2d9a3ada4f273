"""Traces through touchpoints: against hand-computed shares, and against all routes of random journeys."""

from math import isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.analysis.flow import flow
from journeymap.analysis.tracing import Trace, traces
from journeymap.journey import Journey
from journeymap.loading import load_journey
from journeymap.network import Network
from tests.oracles.routes import likely_enough_routes
from tests.test_report import small

LAMP = Path(__file__).parent.parent / "examples" / "lamp"


def traced(touchpoints: dict[str, Any], **more: object) -> dict[str, Trace]:
    return traces(Network.of(Journey.model_validate({"journey": "j", "touchpoints": touchpoints} | more)))


def test_the_lamp_by_the_worked_example() -> None:
    """Friction of checkout 0.600732, delivery 0.624125, support 3.037992: survival is 2 to the minus friction."""
    checkout, delivery, support = 0.659419, 0.648813, 0.121751
    found = traces(Network.of(load_journey(LAMP)))["checkout"]
    assert found.comes_from == {"product": 1.0}
    assert found.goes_on_to == pytest.approx({"delivery": checkout}, abs=1e-6)
    assert (found.starts, found.is_over, found.under_way) == (0, 0, 0)
    assert found.leaves == pytest.approx(1 - checkout, abs=1e-6)
    before = ("landing", "product", "checkout", "delivery")
    shares = {way.touchpoints: way.share for way in found.ways}
    assert shares == pytest.approx(
        {
            (*before, "first_use"): checkout * delivery * 0.8,
            (*before, "support", "first_use"): checkout * delivery * 0.2 * support,
        },
        abs=1e-6,
    )
    assert next(iter(shares))[-2] == "delivery"


def test_a_touchpoint_that_follows_itself_is_met_once() -> None:
    found = traced({"a": {"repeats": "yes", "next": {"a": "50%", "b": "50%"}}, "b": {}})
    assert found["a"].goes_on_to == {"b": 1.0}
    assert found["b"].comes_from == {"a": 1.0}
    assert [(way.touchpoints, way.share) for way in found["b"].ways] == [(("a", "b"), 1.0)]


def test_loops_are_ways_too_each_turn_less_likely() -> None:
    """Of those at b, three in ten go back: the shares of the visits to a that take 0, 1, 2 turns in all."""
    found = traced({"a": {"next": "b"}, "b": {"next": {"a": "30%", "c": "70%"}}, "c": {}})["c"]
    assert [len(way.touchpoints) for way in found.ways] == [3, 5, 7]
    assert [way.share for way in found.ways] == pytest.approx([0.7, 0.3 * 0.7, 0.3**2 * 0.7])


def test_touchpoints_that_stand_together_are_one() -> None:
    points = {"a": {"next": {"b": "40%", "c": "60%"}}, "b": {"next": "c"}, "c": {"next": "d"}, "d": {}}
    network = Network.of(Journey.model_validate({"journey": "j", "touchpoints": points}))
    found = traces(network, together={"b": "middle", "c": "middle"})
    assert [*found] == ["a", "middle", "d"]
    assert found["middle"].comes_from == {"a": 1.0}
    assert found["d"].ways[0].touchpoints == ("a", "middle", "d")


def test_leaving_ends_and_being_under_way_are_told_apart() -> None:
    """Of 100 cases at a: 60 to b, 30 by way of x, 10 under way; 20 modelled customers, without friction, stay."""
    of = small()
    found = traces(Network.of(of.journey, of.measurement))
    assert found["a"].under_way == pytest.approx(0.1)
    assert found["a"].goes_on_to == pytest.approx({"b": 0.6, "x": 0.3})
    assert found["a"].leaves == 0
    assert found["b"].comes_from == pytest.approx({"a": 2 / 3, "x": 1 / 3})
    assert found["b"].is_over == 1


def test_at_an_end_that_counts_as_lost_the_journey_is_over_and_nobody_leaves_half_way() -> None:
    found = traced(
        {"a": {"next": {"b": "50%", "gone": "30%", "other": "20%"}}, "b": {}, "gone": {}, "other": {}},
        goal=["b"],
        ends={"gone": "lost", "other": "neutral"},
    )
    assert {name: (each.is_over, each.leaves) for name, each in found.items()} == {
        "a": (0, 0),
        "b": (1, 0),
        "gone": (1, 0),
        "other": (1, 0),
    }


@st.composite
def small_journeys(draw: st.DrawFn) -> dict[str, Any]:
    """Five touchpoints that mostly lead on, with clicks that cost some customers."""
    points: dict[str, Any] = {}
    for i in range(4):
        ahead = draw(st.sets(st.sampled_from([f"t{j}" for j in range(5) if j != i]), min_size=1, max_size=3))
        points[f"t{i}"] = {"next": sorted({*ahead, f"t{i + 1}"}), "clicks": draw(st.integers(0, 60))}
    return points | {"t4": {}}


@given(small_journeys())
def test_shares_add_up_and_the_ways_are_the_likeliest_of_all(points: dict[str, Any]) -> None:
    journey = Journey.model_validate({"journey": "j", "start": ["t0"], "goal": ["t4"], "touchpoints": points})
    network = Network.of(journey)
    found, moving = traces(network), flow(network)
    visits = dict(zip(moving.touchpoints, moving.visits, strict=True))
    onward = {name: each.goes_on_to for name, each in found.items()}
    for name, each in found.items():
        assert isclose(each.starts + sum(each.comes_from.values()), 1, abs_tol=1e-9)
        assert isclose(sum(each.goes_on_to.values()) + each.is_over + each.leaves + each.under_way, 1, abs_tol=1e-9)
        least = each.ways[-1].share * visits[name] * (1 - 1e-9)
        routes = likely_enough_routes(onward, {"t0": 1.0}, ["t4"], least)
        through = sorted(
            (p / visits[name] for route, p in routes.items() for met in route if met == name), reverse=True
        )
        shares = [way.share for way in each.ways]
        assert shares == pytest.approx(through[: len(shares)])
