"""Deviations: the table of the design, and the rules that hold for every variant."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.alignment import align
from journeymap.analysis.deviations import DEVIATIONS, Deviation, DeviationCount, count_deviations, deviations
from journeymap.analysis.flags import flags
from journeymap.analysis.gaps import gaps_of, met_before
from journeymap.analysis.outcomes import followed, reached
from journeymap.analysis.plan import Plan
from journeymap.counts import Condition
from journeymap.journey import Journey
from tests.builders import measured, variant
from tests.oracles import deviations as oracle
from tests.oracles.alignment import draw, measurement_of, trace

LINE = {"A": {"next": "B"}, "B": {"next": "C"}, "C": {"next": "D"}, "D": {"next": "E"}, "E": {}}
PHASE = {"A": "one", "B": "one", "C": "two", "D": "two", "E": "three"}
PLAIN_JOURNEY = Journey.model_validate({"journey": "plain", "touchpoints": LINE})
PLAIN = Plan.of(PLAIN_JOURNEY)
PHASED = Plan.of(
    Journey.model_validate(
        {"journey": "phased", "touchpoints": {name: point | {"phase": PHASE[name]} for name, point in LINE.items()}},
    ),
)


def found(plan: Plan, events: str, *, prefix: bool = False) -> list[Deviation]:
    [named] = deviations(align(plan, [events.split()], prefix=[prefix]))
    return list(named)


def named(plan: Plan, events: str, *, prefix: bool = False) -> list[str]:
    return [f"{deviation.code} {deviation.touchpoint}" for deviation in found(plan, events, prefix=prefix)]


@pytest.mark.parametrize("plan", [PLAIN, PHASED])
@pytest.mark.parametrize("kind", DEVIATIONS, ids=lambda kind: kind.code)
def test_each_code_is_found_in_its_own_example(plan: Plan, kind: object) -> None:
    assert isinstance(kind, type(DEVIATIONS[0]))
    assert [deviation.code for deviation in found(plan, kind.example)] == [kind.code]


def test_the_codes_stand_in_the_order_of_the_design() -> None:
    order = "backtrack out_of_order repeated replaced detour unplanned abandoned late_entry skipped"
    assert [kind.code for kind in DEVIATIONS] == order.split()


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("A B C D E", []),
        ("A B C B C D E", ["backtrack B"]),
        ("A B C B X C D E", ["backtrack B", "unplanned X"]),
        ("A B C B C B C D E", ["backtrack B", "backtrack B"]),
        ("A C B D E", ["out_of_order C"]),
        ("A B B C D E", ["repeated B"]),
        ("A F C D E", ["replaced B"]),
        ("A F G C D E", ["replaced B", "unplanned G"]),
        ("A F D E", ["replaced B", "skipped C"]),
        ("A D B C D E", ["detour D"]),
        ("A X X B C D E", ["unplanned X", "unplanned X"]),
        ("A B C", ["abandoned C"]),
        ("A B X", ["unplanned X", "abandoned X"]),
        ("C D E", ["late_entry C"]),
        ("X C D E", ["unplanned X", "late_entry X"]),
        ("X", ["unplanned X", "abandoned X"]),
        ("A B D E", ["skipped C"]),
        ("A D E", ["skipped B", "skipped C"]),
    ],
)
def test_the_moves_are_read_as_a_person_would(events: str, expected: list[str]) -> None:
    assert named(PLAIN, events) == expected


def test_with_phases_only_an_earlier_phase_is_back() -> None:
    assert named(PLAIN, "A B C D C D E") == ["backtrack C"]
    assert named(PHASED, "A B C D C D E") == ["repeated C", "repeated D"]


def test_a_step_back_to_what_the_plan_repeats_is_a_backtrack() -> None:
    desk = {"new": {"next": "active"}, "active": {"next": "done", "repeats": "yes"}, "done": {"next": "closed"}}
    plan = Plan.of(Journey.model_validate({"journey": "desk", "touchpoints": desk | {"closed": {}}}))
    assert named(plan, "new active done active active done closed") == ["backtrack active"]


@pytest.mark.parametrize(
    ("events", "expected"),
    [("A B C", []), ("C D", ["late_entry C"]), ("A X", ["unplanned X"]), ("A B D D", ["repeated D", "skipped C"])],
)
def test_a_case_under_way_has_abandoned_nothing(events: str, expected: list[str]) -> None:
    assert named(PLAIN, events, prefix=True) == expected


def test_who_ends_at_a_goal_has_not_abandoned_and_who_starts_at_a_start_is_not_late() -> None:
    touchpoints = {"A": {"next": "B"}, "B": {"next": "C"}, "C": {}, "P": {"next": "Q"}, "Q": {}}
    plan = Plan.of(Journey.model_validate({"journey": "j", "touchpoints": touchpoints}))
    assert named(plan, "A B Q") == ["detour Q", "skipped C"]
    assert named(plan, "P B C") == ["detour P", "skipped A"]


def test_what_the_plan_lets_customers_skip_is_no_deviation() -> None:
    touchpoints = LINE | {"B": {"next": "C", "optional": "yes"}}
    plan = Plan.of(Journey.model_validate({"journey": "j", "touchpoints": touchpoints}))
    assert named(plan, "A C D E") == []
    assert named(plan, "A C B D E") == ["out_of_order B"]


@pytest.mark.parametrize("grouped", [False, True])
@settings(deadline=None, max_examples=250)
@given(rng=st.randoms(use_true_random=True), phased=st.booleans())
def test_deviations_are_those_of_the_oracle(rng: random.Random, *, grouped: bool, phased: bool) -> None:
    drawn = draw(rng, weighted=True, grouped=grouped, phased=phased)
    traces = [trace(rng, drawn, longest=14) for _ in range(30)]
    prefix = [rng.random() < 0.3 for _ in traces]
    alignments = align(Plan.of(drawn.journey), traces, prefix=prefix)
    order = [kind.code for kind in DEVIATIONS]
    for alignment, named in zip(alignments, deviations(alignments), strict=True):
        expected = sorted(oracle.deviations(drawn, alignment), key=lambda row: (order.index(row[0]), row[2]))
        assert [(row.code, row.touchpoint, row.moves) for row in named] == expected
        claimed = Counter(move for row in named for move in row.moves)
        assert claimed == Counter(oracle.Case(drawn, alignment).unclaimed)


def counted(plan: Plan, journey: Journey, rows: list[dict[str, Any]]) -> tuple[DeviationCount, ...]:
    done = followed(journey, measurement_of(rows))
    alignments = align(plan, done.touchpoints, prefix=done.prefix)
    again = met_before(alignments.touchpoint, alignments.starts)
    there = reached(alignments, again) @ done.sums
    return count_deviations(gaps_of(alignments, alignments.stations(), again), done, there)


def test_rows_count_cases_once_and_name_their_denominator() -> None:
    paths = {"ABCDE": 60, "ABBBCDE": 20, "AB": 15, "AXBCDE": 4}
    rows: list[dict[str, Any]] = [{"path": path, "cases": n} for path, n in paths.items()]
    rows.append({"path": "ABC", "cases": 1, "under_way": 1})
    found = counted(PLAIN, PLAIN_JOURNEY, rows)
    assert [(row.code, row.touchpoint, row.cases, row.share, row.share_of) for row in found] == [
        ("repeated", "B", 20, 20 / 100, "cases that reached `B`"),
        ("abandoned", "B", 15, 15 / 99, "cases that reached `B` and are not under way"),
        ("unplanned", "X", 4, 4 / 100, "cases"),
    ]


def test_nobody_deviates_where_there_is_nobody() -> None:
    assert counted(PLAIN, PLAIN_JOURNEY, []) == ()


def test_flags_stand_beside_the_moves_with_a_denominator_of_their_own() -> None:
    def met(touchpoint: str, condition: str, segment: str, cases: int, known: int) -> Condition:
        return Condition((segment,), touchpoint, condition, cases, 0, 0, 0, known, 0, 0, 0)

    log = replace(
        measured(variant("abc", 100)),
        conditions=(
            met("b", "late", "gold", 10, 40),
            met("b", "late", "bronze", 20, 60),
            met("a", "other_channel", "gold", 5, 50),
            met("c", "failed", "gold", 0, 50),
            met("a", "low_score", "gold", 25, 50),
        ),
    )
    assert [(row.code, row.touchpoint, row.cases, row.share) for row in flags(log)] == [
        ("late", "b", 30, 0.3),
        ("wrong_channel", "a", 5, 0.1),
    ]
