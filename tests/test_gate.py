"""The gate: thresholds judged with their uncertainty, acceptances, and what got worse since a baseline."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from journeymap.counts import Condition, Variant
from journeymap.errors import JourneyError
from journeymap.gates.gate import GateResult, gate
from journeymap.gates.rows import GateRow
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.builders import lamp, measured, variant

ON = dt.date(2026, 11, 22)
PLAN: dict[str, Any] = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}


def plan(given: dict[str, Any] | None = None, /, **wanted: object) -> Journey:
    return Journey.model_validate({"journey": "j", "touchpoints": given or PLAN, "gate": wanted})


def accepting(journey: Journey, **accepted: str) -> Journey:
    given = {"reason": "known", "owner": "Shop", "until": "2026-12-31", **accepted}
    return Journey.model_validate(journey.model_dump(mode="json") | {"accept": [given]})


def only(found: GateResult) -> GateRow:
    [row] = found.rows
    return row


THIRTY = measured(variant("abc", 30), variant("ab", 70))
"""30 of 100 complete; Wilson's interval is 21.9 % to 39.6 % (by hand, z = 1.96)."""


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [("40%", "failed"), ("39.5%", "undecided"), ("30%", "undecided"), ("22%", "undecided"), ("21.8%", "passed")],
)
def test_a_share_fails_only_where_its_whole_interval_lies_beyond_the_limit(limit: str, verdict: str) -> None:
    row = only(gate(plan(completion=limit), THIRTY))
    assert (row.code, row.verdict, row.value, row.n) == ("G101", verdict, 0.3, 100)
    assert row.low == pytest.approx(0.2189, abs=5e-5)
    assert row.high == pytest.approx(0.3958, abs=5e-5)


@pytest.mark.parametrize(("undecided", "passed"), [("pass", True), ("fail", False)])
def test_what_is_undecided_counts_as_the_file_says(undecided: str, passed: bool) -> None:
    assert gate(plan(completion="35%", undecided=undecided), THIRTY).passed is passed


def test_cases_under_way_and_at_neutral_ends_are_out_of_the_denominator() -> None:
    journey = Journey.model_validate(
        {
            "journey": "j",
            "ends": {"d": "neutral"},
            "touchpoints": PLAN | {"b": {"next": ["c", "d"]}, "d": {}},
            "gate": {"completion": "60%", "follow_plan": "60%"},
        }
    )
    seen = measured(variant("abc", 60), variant("ab", 40), variant("a", 25, under_way=25), variant("abd", 50))
    completion, follow = gate(journey, seen).rows
    assert (completion.value, completion.n) == (0.6, 100)
    assert follow.value == pytest.approx(110 / 150)
    assert follow.n == 150


def test_few_cases_are_said() -> None:
    row = only(gate(plan(completion="90%"), measured(variant("abc", 20), variant("ab", 5))))
    assert row.verdict == "undecided"
    assert row.sentence.endswith("n = 25, fewer than 30); at least 90 % shall: too few to say.")


@pytest.mark.parametrize(("limit", "verdict"), [("24%", "passed"), ("25%", "failed")])
def test_what_is_modelled_is_judged_by_its_value(limit: str, verdict: str) -> None:
    row = only(gate(lamp({"gate": {"completion": limit}})))  # 247.778 of 1000 complete
    assert (row.verdict, row.basis, row.n) == (verdict, "modelled", None)
    assert row.low == row.value == row.high == pytest.approx(0.247778, abs=1e-6)


@pytest.mark.parametrize("threshold", ["success", "follow_plan", "new_off_plan_routes", "promises_kept"])
def test_a_threshold_of_which_nothing_is_known_fails(threshold: str) -> None:
    found = gate(plan(**{threshold: 0}))
    assert only(found).verdict == "unknown"
    assert not found.passed


def test_a_gate_without_thresholds_is_refused() -> None:
    with pytest.raises(JourneyError, match="J199"):
        gate(plan(), THIRTY)


def test_success_is_judged_of_the_cases_whose_outcome_is_known() -> None:
    rows = [replace(variant("abc", 100), judged=80, succeeded=20)]
    row = only(gate(plan(success="50%"), replace(measured(*rows), has_success=True)))
    assert (row.verdict, row.value, row.n) == ("failed", 0.25, 80)


def test_every_touchpoint_that_is_too_bad_has_a_row_worst_first() -> None:
    found = gate(lamp({"gate": {"worst": "34 in 100"}}))  # support 87.8, delivery 35.1, checkout 34.1 of 100
    assert [row.touchpoint for row in found.rows] == ["support", "delivery", "checkout"]
    assert {row.verdict for row in found.rows} == {"failed"}
    assert only(gate(lamp({"gate": {"worst": "90 in 100"}}))).touchpoint == "support"


def test_observed_leaving_goes_before_the_model_and_is_judged_by_its_interval() -> None:
    left = {"a": {"left": "120 of 400", "clicks": 80, "next": "b"}, "b": {}}
    for limit, verdict in (("25%", "failed"), ("30%", "undecided"), ("36%", "passed")):
        row = only(gate(plan(left, touchpoints={"a": {"left": limit}})))
        assert (row.code, row.threshold, row.verdict, row.value) == ("G107", "a.left", verdict, 0.3)


def test_intervals_of_the_worst_are_wider_the_more_touchpoints_were_counted() -> None:
    points: dict[str, Any] = {f"t{i}": {"left": "30 of 100", "next": f"t{i + 1}"} for i in range(9)} | {"t9": {}}
    alone = only(gate(plan({"a": {"left": "30 of 100", "next": "b"}, "b": {}}, worst="22%")))
    assert (alone.verdict, only(gate(plan(points, worst="22%"))).verdict) == ("undecided", "undecided")
    assert alone.low is not None
    rows = gate(plan(points, worst="1%")).rows
    assert len(rows) == 9
    assert all(row.low is not None and row.low < alone.low for row in rows)


def test_the_few_who_met_a_touchpoint_do_not_decide_about_the_worst() -> None:
    row = only(gate(plan(worst="10%"), measured(variant("abc", 400), variant("axc", 3), variant("ax", 1))))
    assert row.verdict == "passed"
    assert row.sentence.endswith("Fewer than 30 met 1 other touchpoint: not judged.")


def test_a_promise_known_as_one_duration_is_kept_to_all_or_none() -> None:
    row = only(gate(lamp({"gate": {"promises_kept": "95%"}})))
    assert (row.touchpoint, row.verdict, row.value, row.basis) == ("delivery", "failed", 0.0, "described")
    kept = lamp({"gate": {"promises_kept": "95%"}}, delivery={"wait": "4 days"})
    assert only(gate(kept)).verdict == "passed"


def late(cases: int, met: int) -> Condition:
    return Condition((), "b", "late", cases, 0, 0, 0, met, 0, 0, 0)


def test_a_promise_is_judged_by_the_cases_that_came_late() -> None:
    seen = replace(measured(variant("abc", 400)), conditions=(late(40, 400),))
    promised = plan(PLAN | {"b": {"promise": "2 days", "next": "c"}}, promises_kept="95%")
    row = only(gate(promised, seen))
    assert (row.touchpoint, row.verdict, row.value, row.n) == ("b", "failed", 0.9, 400)


@pytest.mark.parametrize(("wait", "verdict"), [("5 s", "failed"), ("2 s", "passed")])
def test_a_wait_is_held_against_its_limit(wait: str, verdict: str) -> None:
    journey = plan({"a": {"wait": wait, "next": "b"}, "b": {}}, touchpoints={"a": {"wait": "2 s"}})
    assert only(gate(journey)).verdict == verdict


def test_findings_count_but_for_those_accepted() -> None:
    promised = {"a": {"clicks": 9, "promise": {"clicks": 5}, "owner": "Shop", "next": "b"}, "b": {"clicks": 0}}
    found = gate(plan(promised, findings=0))
    assert not found.passed
    codes = [row.code for row in found.rows[1:]]
    assert found.rows[0].value == len(codes)
    assert "A102" in codes
    accepted = gate(accepting(plan(promised, findings=len(codes) - 1), code="A102", touchpoint="a"), on=ON)
    assert accepted.passed
    assert [row.code for row in accepted.rows if row.excused] == ["A102"]


def test_an_acceptance_holds_to_the_end_of_its_day_and_then_counts_again() -> None:
    journey = accepting(plan(completion="40%"), code="G101", until="2026-11-22")
    held, over = gate(journey, THIRTY, on=ON), gate(journey, THIRTY, on=ON + dt.timedelta(days=1))
    assert held.passed
    assert not over.passed
    assert [note.code for note in over.notes] == ["G120"]
    assert gate(journey, THIRTY).passed, "without a day nothing has expired"


def test_an_acceptance_is_of_its_touchpoint_only() -> None:
    journey = accepting(lamp({"gate": {"worst": "34 in 100"}}), code="G106", touchpoint="support")
    found = gate(journey, on=ON)
    assert [(row.touchpoint, row.excused) for row in found.rows] == [
        ("support", True),
        ("delivery", False),
        ("checkout", False),
    ]


@pytest.mark.parametrize(("code", "noted"), [("G104", True), ("F110", False), ("G112", False)])
def test_an_acceptance_of_nothing_is_said_where_it_was_looked_for(code: str, noted: bool) -> None:
    found = gate(accepting(plan(completion="10%"), code=code), THIRTY, on=ON)
    assert [note.code for note in found.notes] == (["G121"] if noted else [])
    assert found.passed


BEFORE = measured(variant("abc", 900), variant("abxc", 50), variant("ab", 50))


def since(*now: Variant, wanted: dict[str, Any] | None = None, before: Measurement = BEFORE) -> GateResult:
    return gate(plan(**(wanted or {})), measured(*now), baseline=before)


def test_a_measurement_held_against_itself_is_silent() -> None:
    found = gate(plan(new_off_plan_routes=0), BEFORE, baseline=BEFORE)
    assert found.passed
    assert [row.verdict for row in found.rows] == ["passed", "passed"]
    assert found.findings == ()


def test_what_got_worse_is_told_with_both_figures_and_the_interval() -> None:
    found = since(variant("abc", 700), variant("abxc", 50), variant("ab", 250))
    # Wilson: 750 of 1000 (0.7222, 0.7758), 950 of 1000 (0.9347, 0.9619); Newcombe of both: −0.20 (−0.230, −0.170)
    assert {row.code for row in found.rows} == {"G111", "G112"}
    assert found.rows[0].sentence == ("Completion: 95.0 % at the baseline, 75.0 % now (−20.0 points, −23.0 to −17.0).")


def test_what_got_better_passes() -> None:
    assert since(variant("abc", 990), variant("ab", 10)).passed


def test_a_new_way_off_plan_counts_from_30_cases() -> None:
    wanted = {"new_off_plan_routes": 0}
    few = since(variant("abc", 900), variant("ayc", 29), variant("ab", 50), wanted=wanted)
    assert [row.verdict for row in few.rows if row.threshold == "new_off_plan_routes"] == ["passed"]
    found = since(variant("abc", 900), variant("ayc", 30), variant("ab", 50), wanted=wanted)
    whole, new = (row for row in found.rows if row.threshold == "new_off_plan_routes")
    assert (whole.verdict, whole.value) == ("failed", 1)
    assert (new.code, new.touchpoint, new.verdict) == ("G110", "a", "failed")
    assert "30 of 980 (3.06 %) left the plan so, none of 1,000 at the baseline." in new.sentence


def test_a_new_way_off_plan_may_count_from_a_share() -> None:
    wanted = {"new_off_plan_routes": {"at_most": "0", "share": "5%"}}
    now = (variant("abc", 900), variant("ayc", 40), variant("ab", 50))
    assert not [row for row in since(*now, wanted=wanted).rows if row.touchpoint == "a"]


def test_a_way_that_a_small_baseline_may_have_missed_is_not_called_new() -> None:
    small = measured(variant("abc", 35))
    found = since(variant("abc", 5000), variant("ayc", 40), wanted={"new_off_plan_routes": 0}, before=small)
    whole, new = (row for row in found.rows if row.threshold == "new_off_plan_routes")
    assert (whole.verdict, new.verdict) == ("undecided", "undecided")
    assert found.passed


def test_an_accepted_way_leaves_the_count() -> None:
    journey = accepting(plan(new_off_plan_routes=0), code="G110", touchpoint="a")
    now = measured(variant("abc", 900), variant("ayc", 90), variant("ab", 50))
    found = gate(journey, now, baseline=BEFORE, on=ON)
    assert [row.verdict for row in found.rows if not row.excused and row.code == "G110"] == ["passed"]
