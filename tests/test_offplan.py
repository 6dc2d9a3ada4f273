"""Off-plan routes: where the plan was left, who went, and how they fared against the others there."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.alignment import Alignments, align
from journeymap.analysis.conformance import conformance
from journeymap.analysis.gaps import gaps_of, met_before
from journeymap.analysis.offplan import Route
from journeymap.analysis.outcomes import followed
from journeymap.analysis.plan import Plan
from journeymap.analysis.statistics import newcombe
from journeymap.analysis.stretches import Stretch, Stretches
from journeymap.case_ends import END, START
from journeymap.journey import Journey
from tests.oracles import deviations as oracle
from tests.oracles.alignment import BEGIN, draw, measurement_of, trace

FIVE = {"A": {"next": "B"}, "B": {"next": "C"}, "C": {"next": "D"}, "D": {"next": "E"}, "E": {}}
JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": FIVE})


def left(events: str, *, prefix: bool = False, journey: Journey = JOURNEY) -> list[tuple[str, str, str]]:
    plan = Plan.of(journey)
    [found] = stretches(align(plan, [events.split()], prefix=[prefix]))
    return [(s.leave, " ".join(s.did), s.rejoin) for s in found]


def stretches(alignments: Alignments) -> list[list[Stretch]]:
    """The stretches off plan of every variant."""
    again = met_before(alignments.touchpoint, alignments.starts)
    found = Stretches.of(gaps_of(alignments, alignments.stations(), again))
    by_variant: list[list[Stretch]] = [[] for _ in range(len(alignments))]
    for variant, stretch in zip(found.variant, found.named(), strict=True):
        by_variant[variant].append(stretch)
    return by_variant


def routes(*rows: tuple[str, dict[str, Any]], has_success: bool = False) -> dict[tuple[str, str], Route]:
    measurement = measurement_of([{"path": path.split(), **row} for path, row in rows], has_success=has_success)
    return {(route.leave, route.first): route for route in conformance(JOURNEY, measurement).routes}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("A B C D E", []),
        ("A X B C D E", [("A", "X", "B")]),
        ("A F C D E", [("A", "F", "C")]),
        ("A B C B C D E", [("C", "B C", "D")]),
        ("A B D E", [("B", "", "D")]),
        ("A B", [("B", "", END)]),
        ("A B X X", [("B", "X X", END)]),
        ("C D E", [(START, "", "C")]),
        ("X A B C D E", [(START, "X", "A")]),
        ("A X B C Y D E", [("A", "X", "B"), ("C", "Y", "D")]),
    ],
)
def test_a_route_runs_from_leaving_the_plan_to_rejoining_or_ending(
    events: str,
    expected: list[tuple[str, str, str]],
) -> None:
    assert left(events) == expected


def test_a_case_under_way_has_not_stopped() -> None:
    assert left("A B", prefix=True) == []
    assert left("A B X", prefix=True) == [("B", "X", END)]


def test_the_plan_is_left_by_a_step_it_does_not_allow() -> None:
    desk = {"new": {"next": "active"}, "active": {"next": "done", "repeats": "yes"}, "done": {"next": "closed"}}
    journey = Journey.model_validate({"journey": "desk", "touchpoints": desk | {"closed": {}}})
    assert left("new active done active active done closed", journey=journey) == [("done", "", "active")]


def test_routes_are_grouped_by_leave_point_and_first_step() -> None:
    found = routes(
        ("A X B C D E", {"cases": 5, "example": "five"}),
        ("A X X X B C D E", {"cases": 3}),
        ("A X Y C D E", {"cases": 2}),
        ("A B C D E", {"cases": 90}),
    )
    [(key, route)] = found.items()
    assert key == ("A", "X")
    members = [(" ".join(member.did), member.rejoin, member.cases) for member in route.members]
    assert members == [("X", "B", 5), ("X ×3", "B", 3), ("X Y", "C", 2)]
    assert (route.did, route.rejoin, route.cases, route.reached, route.share) == (("X",), "B", 10, 100, 0.1)
    assert route.example == "five"


def test_the_comparison_is_with_everybody_else_who_reached_the_leave_point() -> None:
    found = routes(
        ("A B X D E", {"cases": 30, "seconds": 30 * 100.0}),
        ("A B X", {"cases": 70, "seconds": 70 * 100.0}),
        ("A B C D E", {"cases": 160, "seconds": 160 * 50.0}),
        ("A B", {"cases": 40, "seconds": 40 * 10.0}),
        ("A", {"cases": 500, "seconds": 0.0}),
    )
    route = found["B", "X"]
    assert (route.n, route.completion, route.n_others, route.completion_others) == (100, 0.3, 200, 0.8)
    assert route.difference == pytest.approx(-0.5)
    assert (route.low, route.high) == newcombe(30, 100, 160, 200)
    assert route.customers_lost == pytest.approx(50)
    assert route.high is not None
    assert route.customers_lost_low == pytest.approx(100 * -route.high)
    assert route.extra_wait_seconds == pytest.approx(100 - (160 * 50 + 40 * 10) / 200)
    assert not route.better
    assert not route.few
    assert next(iter(found)) == ("B", "X")


def test_success_takes_the_place_of_completion_where_the_log_has_it() -> None:
    found = routes(
        ("A X B C D E", {"cases": 40, "judged": 40, "succeeded": 10}),
        ("A B C D E", {"cases": 60, "judged": 50, "succeeded": 40}),
        has_success=True,
    )
    route = found["A", "X"]
    assert (route.completion, route.n_others, route.completion_others) == (0.25, 50, 0.8)


def test_a_route_that_does_better_says_so_and_has_lost_nobody() -> None:
    found = routes(
        ("A C D E", {"cases": 100}),
        ("A B C D E", {"cases": 50}),
        ("A B", {"cases": 50}),
        ("A B C", {"cases": 100}),
        ("A X", {"cases": 40}),
    )
    assert found["A", "C"].better
    assert found["A", "C"].customers_lost == 0
    assert next(iter(found)) == ("A", "X")


def test_harm_and_not_number_ranks() -> None:
    found = routes(
        ("A X B C D E", {"cases": 500}),
        ("A B Y", {"cases": 40}),
        ("A B Z", {"cases": 2}),
        ("A B C D E", {"cases": 400}),
    )
    assert list(found) == [("B", "Y"), ("B", "Z"), ("A", "X")]
    assert found["B", "Z"].few


def test_cases_under_way_are_counted_but_not_compared() -> None:
    found = routes(
        ("A X B", {"cases": 10, "under_way": 10}),
        ("A X B C D E", {"cases": 20, "seconds": 20.0}),
        ("A B C D E", {"cases": 30, "seconds": 30.0}),
        ("A B", {"cases": 5, "under_way": 5}),
    )
    route = found["A", "X"]
    assert (route.cases, route.reached, route.n, route.n_others) == (30, 65, 20, 30)


def test_stopping_is_a_route_that_is_compared_with_nothing() -> None:
    route = routes(("A B", {"cases": 10}), ("A B C D E", {"cases": 30}))["B", END]
    assert (route.did, route.rejoin, route.cases, route.completion, route.completion_others) == ((), END, 10, 0.0, 1.0)
    assert (route.difference, route.low, route.high, route.customers_lost) == (None, None, None, 0.0)


def test_nobody_else_at_the_leave_point_leaves_nothing_to_compare() -> None:
    route = routes(("A X B C D E", {"cases": 10}))["A", "X"]
    assert (route.completion_others, route.difference, route.extra_wait_seconds) == (None, None, None)
    assert route.few


def test_neutral_ends_leave_the_comparison() -> None:
    touchpoints = {"A": {"next": ["B", "N"]}, "B": {}, "N": {}}
    journey = Journey.model_validate({"journey": "j", "touchpoints": touchpoints, "ends": {"N": "neutral"}})
    paths = {"AXB": 4, "AXN": 3, "AB": 5, "AN": 1}
    result = conformance(journey, measurement_of([{"path": path, "cases": n} for path, n in paths.items()]))
    [route] = result.routes
    assert (route.cases, route.n, route.n_others) == (7, 4, 5)
    assert (result.completed, result.neutral) == (9, 4)


@settings(deadline=None, max_examples=150)
@given(rng=st.randoms(use_true_random=True))
def test_a_case_counts_once_in_each_of_its_routes_and_shares_are_of_the_leave_point(rng: random.Random) -> None:
    drawn = draw(rng, weighted=True)
    rows: list[dict[str, Any]] = []
    for _ in range(12):
        cases = rng.randint(1, 9)
        path, under_way = trace(rng, drawn), rng.choice([0, rng.randint(0, cases)])
        rows.append({"path": path, "cases": cases, "under_way": under_way, "segment": (str(len(rows)),)})
    measurement = measurement_of(rows)
    result = conformance(drawn.journey, measurement)
    cases_left: Counter[tuple[str, str]] = Counter()
    members: Counter[tuple[str, str]] = Counter()
    done = followed(drawn.journey, measurement)
    alignments = align(Plan.of(drawn.journey), done.touchpoints, prefix=done.prefix)
    for one, cases, found in zip(alignments, done.sums[:, 0].tolist(), map(set, stretches(alignments)), strict=True):
        assert bool(found) == bool(one.cost)
        for stretch in found:
            members[stretch.leave, stretch.first] += cases
        for leave, first in {(stretch.leave, stretch.first) for stretch in found}:
            cases_left[leave, first] += cases
            assert first not in drawn.steps[BEGIN if leave == START else leave]
    assert {(route.leave, route.first): route.cases for route in result.routes} == cases_left
    assert {(r.leave, r.first): sum(member.cases for member in r.members) for r in result.routes} == members
    for route in result.routes:
        through = [row for row in rows if route.leave == START or route.leave in row["path"]]
        assert route.reached == sum(row["cases"] for row in through)
        assert route.n + route.n_others == sum(row["cases"] - row["under_way"] for row in through)
        assert 0 < route.share <= 1


@pytest.mark.parametrize("grouped", [False, True])
@settings(deadline=None, max_examples=100)
@given(rng=st.randoms(use_true_random=True))
def test_stretches_are_those_of_the_oracle(rng: random.Random, *, grouped: bool) -> None:
    drawn = draw(rng, weighted=True, grouped=grouped)
    traces = [trace(rng, drawn, longest=14) for _ in range(30)]
    alignments = align(Plan.of(drawn.journey), traces, prefix=[rng.random() < 0.3 for _ in traces])
    for one, found in zip(alignments, stretches(alignments), strict=True):
        assert found == oracle.stretches(drawn, one)
