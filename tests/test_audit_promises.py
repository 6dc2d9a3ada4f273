"""The promises audit; expected values are worked out by hand beside each case."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from journeymap.analysis.finding import Finding
from journeymap.audits.promise_rows import PromiseCheck
from journeymap.audits.promises import PromisesAudit, promises
from journeymap.audits.topics import conflicts, stated
from journeymap.counts import Condition, WaitBucket
from journeymap.engines.limits import wait_limits
from journeymap.journey import Journey
from journeymap.loading import check_journey
from journeymap.measurement import Measurement
from journeymap.units import DAY, MINUTE, Money
from tests.builders import measured, variant


def journey(order: dict[str, Any] | None = None, *, top: dict[str, Any] | None = None, **delivery: Any) -> Journey:  # noqa: ANN401
    """An order and its delivery, with further keys of each."""
    points = {"order": {"next": "delivery", **(order or {})}, "delivery": delivery}
    return Journey.model_validate({"journey": "j", "touchpoints": points, **(top or {})})


def row(found: PromisesAudit, touchpoint: str = "delivery") -> PromiseCheck:
    return next(each for each in found.promises if each.touchpoint == touchpoint)


def of_code(found: PromisesAudit, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


def waits(*seconds: float) -> Measurement:
    """A log of cases that waited so long between order and delivery, no two in one bucket."""
    rows = tuple(
        WaitBucket((), "order", "delivery", since=False, bucket=i, n=1, seconds=s) for i, s in enumerate(seconds)
    )
    log = measured(replace(variant("x", len(seconds)), touchpoints=("order", "delivery")))
    return replace(log, waits=rows)


def late(cases: int, met: int, *, early: int | None = None) -> Measurement:
    """A log that says how many of those who met delivery came later, or earlier, than promised."""
    log = measured(replace(variant("x", met), touchpoints=("order", "delivery")))
    counts = {"late": cases} | ({} if early is None else {"early": early})
    zero = dict.fromkeys(("completed", "judged", "succeeded", "met_completed", "met_judged", "met_succeeded"), 0)
    rows = tuple(Condition((), "delivery", kind, n, met=met, **zero) for kind, n in counts.items())
    return replace(log, conditions=rows)


@pytest.mark.parametrize(("days", "verdict", "gap"), [(3, "exceeded", -2), (5, "met", 0), (7, "missed", 2)])
def test_an_order_promised_in_five_days(days: int, verdict: str, gap: int) -> None:
    """3 days please, 5 are as told, 7 disappoint: −2, 0 and +2 days."""
    found = row(promises(journey(wait=f"{days} days", promise="5 days")))
    assert (found.verdict, found.gap, found.evidence, found.rule) == (verdict, gap * DAY, "described", "to the second")


@pytest.mark.parametrize(
    ("keys", "verdict", "gap"),
    [
        ({"clicks": 24, "promise": {"clicks": 10}}, "missed", 14.0),
        ({"clicks": 8, "promise": {"clicks": 10}}, "exceeded", -2.0),
        ({"satisfaction": {"score": 3.9, "answers": 300}, "promise": {"satisfaction": 4.5}}, "missed", -0.6),
        (
            {"satisfaction": {"score": 2, "scale": "5..1", "answers": 90}, "promise": {"satisfaction": 3}},
            "exceeded",
            -1.0,
        ),
    ],
)
def test_clicks_and_scores_are_held_in_their_own_unit(keys: dict[str, Any], verdict: str, gap: float) -> None:
    found = row(promises(journey(**keys)))
    assert (found.verdict, found.rule) == (verdict, "mean")
    assert found.gap == pytest.approx(gap)


def test_one_duration_says_nothing_of_how_many_it_is_kept_to() -> None:
    found = row(promises(journey(wait="7 days", promise="5 days")))
    assert (found.kept, found.reliable_promise) == (None, None)


def test_a_log_normal_wait_gives_the_share_kept_and_the_promise_that_could_be() -> None:
    """σ = ln(11/4)/1.28155 = 0.78936: Φ(ln(5/4)/σ) = Φ(0.28269) = 61.1 %; 4 · e^(0.78936·1.64485) = 14.65 min."""
    found = row(promises(journey(wait={"median": "4 min", "p90": "11 min"}, promise="5 min")))
    assert found.kept
    assert found.kept.share == pytest.approx(0.6113, abs=5e-4)
    assert found.reliable_promise == pytest.approx(14.65 * MINUTE, abs=1)
    assert (found.verdict, found.gap) == ("missed", -1 * MINUTE)


def test_waits_of_a_log_are_counted_within_the_promise() -> None:
    """Of 20 waits of 1 to 20 days 5 are within 5 days; the 19th is the one that 95 % do not exceed."""
    found = row(promises(journey(promise="5 days"), waits(*(day * DAY for day in range(1, 21)))))
    assert found.kept
    assert (found.kept.share, found.kept.n, found.reliable_promise) == (0.25, 20, 19 * DAY)
    assert found.kept.low == pytest.approx(0.1119, abs=1e-4)  # Wilson, 5 of 20
    assert found.kept.high == pytest.approx(0.4687, abs=1e-4)
    assert (found.verdict, found.evidence) == ("missed", "measured")


def test_how_many_must_have_it_is_a_choice() -> None:
    """18 of 20 waits are within 18 days: enough for 90 %, not for 95 %."""
    log = waits(*(day * DAY for day in range(1, 21)))
    plan = journey(promise="18 days")
    assert [row(promises(plan, log, reliable=wanted)).verdict for wanted in (0.9, 0.95)] == ["exceeded", "missed"]
    assert row(promises(plan, log, reliable=0.9)).reliable_promise == 18 * DAY


def test_a_miss_that_chance_could_explain_is_a_note() -> None:
    """18 of 20 (Wilson 70 to 97 %) may be 95 %; 180 of 200 (85 to 93 %) are not."""
    few, many = (promises(journey(promise="5 days"), late(n // 10, n)) for n in (20, 200))
    assert [finding.severity for finding in of_code(few, "A102")] == ["note"]
    assert "too few to be sure" in of_code(few, "A102")[0].sentence
    assert [finding.severity for finding in of_code(many, "A102")] == ["bad"]


def test_cases_that_came_late_count_before_the_buckets_of_waits() -> None:
    log = replace(late(29, 100), waits=waits(DAY, 9 * DAY).waits)
    found = row(promises(journey(promise="5 days"), log))
    assert found.kept
    assert (found.kept.share, found.kept.n, found.rule) == (0.71, 100, "to the second")


def test_a_described_wait_beats_the_gaps_of_a_log() -> None:
    plan = journey(wait={"median": "2 min", "p90": "5 min"}, promise="2 min")
    assert wait_limits(plan, has_end=True) == {}
    found = row(promises(plan, late(17, 17)))
    assert found.kept
    assert found.kept.share == pytest.approx(0.5)
    assert (found.kept.n, found.evidence) == (None, "described")
    measured_plan = journey(wait={"median": "2 min", "measured": "yes"}, promise="2 min")
    assert wait_limits(measured_plan)["delivery"].condition == "late"
    counted = row(promises(measured_plan, late(17, 17))).kept
    assert counted is not None
    assert (counted.share, counted.n) == (0, 17)


def test_a_day_that_was_promised_counts_whole_and_the_result_says_so() -> None:
    """90 of 100 came before their day, 2 after it: 98 % kept, more than half early."""
    found = promises(journey(top={"log": {"promised": "due"}}), late(2, 100, early=90))
    assert (row(found).rule, row(found).verdict, row(found).promised) == (
        "each case's own day or time",
        "exceeded",
        None,
    )
    assert any("a day to its end" in note for note in found.sheets[0].notes)


def test_a_wait_that_each_case_was_promised_is_a_rule_of_its_own() -> None:
    assert row(promises(journey(top={"log": {"promised": "due"}}), late(2, 100))).rule == "each case's own wait"


def test_working_days_are_told_apart() -> None:
    plan = journey(wait="3 working days", promise="2 working days", top={"calendar": {"days": "mon-fri"}})
    assert row(promises(plan)).rule == "working time"


def test_promises_on_one_topic_that_differ_are_a_conflict() -> None:
    order = {"promise": {"wait": "3 days", "about": "delivery", "topic": "Delivery Time", "owner": "Marketing"}}
    found = promises(journey(order, promise={"wait": "5 days", "topic": "delivery time"}, owner="Logistics"))
    [conflict] = found.conflicts
    assert (conflict.low, conflict.high, len(conflict.stated)) == (3 * DAY, 5 * DAY, 2)
    [finding] = of_code(found, "A104")
    assert (
        finding.sentence
        == "About Delivery Time customers are told 3 d at order (Marketing) and 5 d at delivery (Logistics)."
    )
    assert (finding.owner, finding.severity) == ("Marketing", "bad")


def test_promises_that_agree_or_measure_different_things_are_no_conflict() -> None:
    order = {"promise": {"wait": "120 h", "clicks": 2, "about": "delivery", "topic": "delivery"}}
    assert not promises(journey(order, promise={"wait": "5 days", "topic": "delivery"})).conflicts


def test_journeys_are_compared_with_one_another() -> None:
    one = journey(promise={"wait": "5 days", "topic": "delivery"})
    other = Journey.model_validate(
        {"journey": "dealer", "touchpoints": {"till": {"promise": {"wait": "1 day", "topic": "delivery"}}}}
    )
    [conflict] = conflicts([*stated(one), *stated(other)])
    assert [each.journey for each in conflict.stated] == ["dealer", "j"]


def test_a_promise_about_another_touchpoint_is_held_against_that_one() -> None:
    order = {"wait": "2 s", "promise": {"wait": "3 days", "about": "delivery", "owner": "Marketing"}}
    found = promises(journey(order, wait="7 days", owner="Logistics"))
    [made] = found.promises
    assert (made.touchpoint, made.delivered_at, made.gap, made.verdict) == ("order", "delivery", 4 * DAY, "missed")
    assert (made.promise_owner, made.owner, made.first_contact) == ("Marketing", "Logistics", True)
    assert [each.touchpoint for each in found.without_promise] == ["order"]


def test_a_promise_about_another_touchpoint_shelters_nothing_here() -> None:
    point = journey({"promise": {"wait": "3 days", "about": "delivery"}}).touchpoints["order"]
    assert point.promised_wait is None


def test_a_log_is_not_late_for_a_promise_that_is_about_another_touchpoint() -> None:
    assert wait_limits(journey({"promise": {"wait": "3 days", "about": "delivery"}})) == {}
    assert [*wait_limits(journey({"promise": "3 days"}))] == ["order"]


def test_a_promise_about_a_touchpoint_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    text = "journey: j\ntouchpoints: {a: {promise: {wait: 3 days, about: delivry}, next: delivery}, delivery: {}}\n"
    (tmp_path / "j.yaml").write_text(text, encoding="utf-8")
    _, found = check_journey(tmp_path / "j.yaml")
    said = [(each.code, each.message, each.help) for each in found if each.severity == "error"]
    assert said == [("J104", "`delivry` is no touchpoint", "did you mean `delivery`?")]


@pytest.mark.parametrize(
    ("keys", "order", "reason"),
    [
        ({"missing": "yes", "owner": "Logistics"}, {"next": []}, "missing"),
        ({"owner": "Logistics"}, {"next": []}, "unreachable"),
        ({}, {}, "no owner"),
        ({"owner": "Logistics"}, {}, None),
        ({"department": "Operations"}, {}, None),
    ],
)
def test_a_promise_is_an_orphan_where_nobody_delivers_it(
    keys: dict[str, Any], order: dict[str, Any], reason: str | None
) -> None:
    plan = journey(order, promise={"says": "soon"}, top={"start": "order"}, **keys)
    assert row(promises(plan)).undelivered == reason


def test_a_promise_longer_than_patience_shelters_nothing() -> None:
    """Patience for a parcel is 7 days: a promise of 7 is within it, of 8 beyond."""
    found = [promises(journey(situation="parcel", wait="1 day", promise=f"{days} days")) for days in (7, 8)]
    assert [row(each).beyond_patience for each in found] == [False, True]
    assert [len(of_code(each, "A106")) for each in found] == [0, 1]


@pytest.mark.parametrize(
    ("controllable", "action", "asked"),
    [
        ("yes", "fix", "Logistics"),
        ("partly", "fix and tell", "Logistics"),
        ("no", "tell", "Marketing"),
        (None, "fix", "Logistics"),
    ],
)
def test_what_is_under_control_is_fixed_and_the_rest_is_told(controllable: str | None, action: str, asked: str) -> None:
    keys: dict[str, Any] = {} if controllable is None else {"controllable": controllable}
    promise = {"wait": "5 days", "owner": "Marketing"}
    found = promises(journey(wait="7 days", promise=promise, owner="Logistics", **keys))
    assert row(found).action == action
    assert [finding.owner for finding in of_code(found, "A102")] == [asked]
    assert bool(of_code(found, "A112")) == ("tell" in action)


def test_a_kept_promise_needs_no_action() -> None:
    found = promises(journey(wait="4 days", promise="5 days", controllable="no"))
    assert row(found).action is None
    assert not of_code(found, "A112")


def test_the_controllable_share_counts_half_of_what_is_partly_so() -> None:
    """Of yes, partly and one that does not say: (1 + ½) / 2 = 75 %."""
    points = {
        "a": {"promise": {"says": "x"}, "controllable": "yes", "next": "b"},
        "b": {"promise": {"says": "y"}, "controllable": "partly", "next": "c"},
        "c": {"promise": {"says": "z"}},
    }
    totals = promises(Journey.model_validate({"journey": "j", "touchpoints": points})).totals
    assert (totals.controllable, totals.partly_controllable, totals.not_controllable) == (1, 1, 0)
    assert (totals.controllable_unsaid, totals.controllable_share) == (1, 0.75)


def test_money_at_risk_is_the_share_of_those_who_do_not_get_it() -> None:
    """29 of 100 cases were late: 29 % of 2,000 EUR."""
    found = promises(journey(promise={"wait": "5 days", "spend": "2000 EUR"}), late(29, 100))
    assert row(found).at_risk == Money(pytest.approx(580.0), "EUR")  # type: ignore[arg-type]
    assert found.totals.spend == (Money(2000.0, "EUR"),)


@pytest.mark.parametrize(("wait", "at_risk"), [("7 days", 2000.0), ("4 days", 0.0)])
def test_where_the_share_is_unknown_all_or_nothing_is_at_risk(wait: str, at_risk: float) -> None:
    found = promises(journey(wait=wait, promise={"wait": "5 days", "spend": "2000 EUR"}))
    assert found.totals.at_risk == (Money(at_risk, "EUR"),)


def test_the_spend_of_a_promise_of_two_measures_counts_once() -> None:
    promise = {"wait": "5 days", "clicks": 3, "spend": "2000 EUR"}
    totals = promises(journey(wait="7 days", clicks=2, promise=promise)).totals
    assert (totals.promises, totals.spend, totals.at_risk) == (2, (Money(2000, "EUR"),), (Money(2000, "EUR"),))


def test_channels_that_wait_differently_are_judged_apart() -> None:
    channels = {"app": {"share": "60%", "wait": "1 min"}, "phone": {"share": "40%", "wait": "5 min"}}
    found = promises(journey(promise="2 min", channels=channels)).promises
    assert {each.channel: each.verdict for each in found} == {"app": "exceeded", "phone": "missed"}


def test_first_contacts_come_first_then_the_worst() -> None:
    points = {
        "a": {"wait": "1 min", "promise": "2 min", "next": "b"},
        "b": {"wait": "3 min", "promise": "2 min", "next": "c"},
        "c": {"wait": "9 min", "promise": "2 min", "next": "d"},
        "d": {"promise": {"says": "nice"}, "next": "e"},
        "e": {"wait": "1 min", "promise": "2 min"},
    }
    found = promises(Journey.model_validate({"journey": "j", "touchpoints": points}))
    assert [each.touchpoint for each in found.promises] == ["a", "c", "b", "d", "e"]


def test_the_sums_add_up() -> None:
    totals = promises(journey({"promise": {"says": "nice"}}, wait="7 days", promise="5 days")).totals
    assert (totals.promises, totals.touchpoints, totals.touchpoints_with_promise) == (2, 2, 2)
    assert totals.exceeded + totals.met + totals.missed + totals.unknown == totals.promises


def test_where_nothing_is_promised_what_customers_expect_counts() -> None:
    found = promises(journey(wait="5 min", expects={"wait": "1 min", "answers": 40}, owner="Service"))
    [finding] = of_code(found, "A114")
    assert finding.sentence == "Customers at delivery expect 1 min and wait 5 min; nothing is promised there."
    assert (finding.n, finding.owner) == (40.0, "Service")
    assert found.findings[0].sentence == "Nothing is promised at any of the 2 touchpoints."


def test_a_missed_promise_says_who_how_many_how_sure_and_what_could_be_promised() -> None:
    log = replace(late(29, 100), waits=waits(*(day * DAY for day in range(1, 21))).waits)
    [finding] = of_code(promises(journey(promise={"wait": "5 days", "says": "Soon"}, controllable="yes"), log), "A102")
    assert finding.sentence == (
        "“Soon” (a wait of 5 d) is promised at delivery; 71 % of 100 got it (95 % interval 61 % to 79 %); half wait "
        "10 d or less (measured). 19 d could be promised and kept to 95 %. It is yours to control: fix it."
    )
    assert finding.n == 100
