"""The improvement audit; expected values are worked out by hand beside each case."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from journeymap.analysis.finding import Finding
from journeymap.audits.improvement import ImprovementAudit, improvement
from journeymap.audits.improvement_rows import TouchpointImprovement
from journeymap.audits.judged import Judged
from journeymap.journey import Journey
from tests.builders import lamp, measured, variant

TODAY = dt.date(2026, 3, 1)


def audited(on: dt.date | None = TODAY, *, reliable: float = 0.95, **keys: Any) -> ImprovementAudit:  # noqa: ANN401 - as files have it
    """Audit an order with these keys, and its delivery."""
    points: dict[str, object] = {"order": {"name": "Order", "next": "delivery", **keys}, "delivery": {}}
    return improvement(Journey.model_validate({"journey": "j", "touchpoints": points}), on=on, reliable=reliable)


def of_code(found: ImprovementAudit, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


def status(found: ImprovementAudit) -> str:
    return next(row.status for row in found.touchpoints if row.touchpoint == "order")


def checks(found: ImprovementAudit) -> tuple[Judged, ...]:
    return next(row.checks for row in found.touchpoints if row.touchpoint == "order")


@pytest.mark.parametrize(
    ("due", "expected"),
    [("2026-02-28", "overdue"), ("2026-03-01", "missed"), ("2026-03-02", "missed")],
)
def test_a_missed_target_is_overdue_from_the_day_after_its_day(due: str, expected: str) -> None:
    assert status(audited(clicks=9, target={"clicks": 5, "due": due})) == expected


def test_without_a_day_of_the_audit_nothing_is_overdue() -> None:
    assert status(audited(None, clicks=9, target={"clicks": 5, "due": "2000-01-01"})) == "missed"


@pytest.mark.parametrize(
    ("keys", "verdict", "gap"),
    [
        ({"clicks": 9, "target": {"clicks": 5}}, "missed", 4.0),
        ({"clicks": 5, "target": {"clicks": 5}}, "met", 0.0),
        ({"clicks": 3, "target": {"clicks": 5}}, "exceeded", -2.0),
        ({"wait": "7 days", "target": {"wait": "5 days"}}, "missed", 2 * 86400.0),
        ({"satisfaction": {"score": 4.4, "answers": 50}, "target": {"satisfaction": 4}}, "exceeded", 0.4),
        ({"satisfaction": {"score": 2, "scale": "5..1"}, "target": {"satisfaction": 3}}, "exceeded", -1.0),
        ({"left": "120 of 400", "target": {"left": "10%"}}, "missed", 0.2),
        ({"work_time": "4 min", "target": {"work_time": "5 min"}}, "exceeded", -60.0),
    ],
)
def test_each_measure_is_held_against_its_target(keys: dict[str, Any], verdict: str, gap: float) -> None:
    [check] = checks(audited(**keys))
    assert check.verdict == verdict
    assert check.gap == pytest.approx(gap)


def test_a_spread_of_waits_meets_its_target_where_nearly_all_have_it_so() -> None:
    """Log-normal: σ = ln(11/4)/1.2816 = 0.7894; ln(12/4)/σ = 1.392 standard deviations: 91.8 % wait 12 min or less."""
    keys: dict[str, Any] = {"wait": {"median": "4 min", "p90": "11 min"}, "target": {"wait": "12 min"}}
    [enough], [short] = (checks(audited(reliable=wanted, **keys)) for wanted in (0.91, 0.92))
    assert (enough.verdict, short.verdict) == ("exceeded", "missed")
    assert enough.kept
    assert enough.kept.share == pytest.approx(0.918, abs=5e-4)


def test_leaving_near_its_target_is_not_sure() -> None:
    """40 of 400 left: Wilson 7.4 to 13.3 %, which holds 9 % but not 5 %."""
    [close] = checks(audited(left="40 of 400", target={"left": "9%"}))
    [far] = checks(audited(left="40 of 400", target={"left": "5%"}))
    assert (close.verdict, close.sure, close.n) == ("missed", False, 400.0)
    assert (far.verdict, far.sure) == ("missed", True)


def test_what_is_overdue_by_chance_alone_is_a_note() -> None:
    target = {"left": "9%", "due": "2026-02-01"}
    [finding] = of_code(audited(left="40 of 400", target=target), "A502")
    assert finding.severity == "note"
    assert "too few to be sure" in finding.sentence


def test_a_target_of_nothing_measured_is_unknown() -> None:
    found = audited(target={"clicks": 5})
    assert status(found) == "unknown"
    assert [f.sentence for f in of_code(found, "A504")] == ["Order shall reach 5 clicks, and nobody measures it."]


def test_a_target_that_gives_only_a_day_means_the_usual_one() -> None:
    found = audited(clicks=24, target={"due": "2026-02-01"})
    assert [(check.measure, check.limit, check.verdict) for check in checks(found)] == [("clicks", 12.0, "missed")]


def test_an_overdue_target_says_what_is_what_should_be_and_since_when() -> None:
    found = audited(clicks=9, owner="Shop", target={"clicks": 5, "due": "2026-02-01"})
    [finding] = of_code(found, "A502")
    assert finding.sentence == "Order shall reach 5 clicks and is at 9 clicks (described); due 1 Feb 2026, 28 days ago."
    assert (finding.severity, finding.owner, finding.touchpoint) == ("bad", "Shop", "order")


def test_the_sum_counts_every_touchpoint_once() -> None:
    points = {
        "a": {"clicks": 9, "target": {"clicks": 5, "due": "2026-02-01"}, "next": "b"},
        "b": {"clicks": 9, "target": {"clicks": 5, "due": "2026-04-01"}, "next": "c"},
        "c": {"clicks": 4, "target": {"clicks": 5}, "next": "d"},
        "d": {"target": {"clicks": 5}, "next": "e"},
        "e": {},
    }
    found = improvement(Journey.model_validate({"journey": "j", "touchpoints": points}), on=TODAY)
    assert found.findings[0].sentence == (
        "Touchpoints with a target: 4 of 5; 1 met, 1 not reached yet, 1 overdue and 1 not measured."
    )
    assert [row.status for row in found.touchpoints] == ["overdue", "missed", "unknown", "no target", "met"]


def test_people_without_training_are_bad_only_where_people_serve() -> None:
    assert of_code(audited(channel="phone", staff_ready="no"), "A509")
    assert not of_code(audited(channel="web", staff_ready="no"), "A509")
    assert not of_code(audited(channel="phone", staff_ready="yes"), "A509")
    assert not of_code(audited(channel="phone"), "A509")


def test_a_cause_with_its_prevention_is_no_finding() -> None:
    assert of_code(audited(cause="late lorries"), "A508")
    assert not of_code(audited(cause="late lorries", prevention="two a day"), "A508")


def test_quick_wins_are_those_of_the_priorities() -> None:
    """Delivery gains 105 for 10, checkout 70 for 50: together 175 for 60, so only delivery gains more per cost."""
    found = improvement(lamp(delivery={"fix_cost": 10}, checkout={"fix_cost": 50}))
    assert [row.touchpoint for row in found.touchpoints if row.quick_win] == ["delivery"]
    [finding] = of_code(found, "A507")
    assert finding.sentence == "delivery is a quick win: 105 more of 1000 kept at a cost of 10 (modelled)."


def test_what_a_log_counted_is_held_against_the_target() -> None:
    """20 of 100 cases stopped at a; the target is at most 5 %."""
    points = {"a": {"target": {"left": "5%"}, "next": "b"}, "b": {}}
    journey = Journey.model_validate({"journey": "j", "touchpoints": points})
    found = improvement(journey, measured(variant("ab", 80), variant("a", 20)))
    [check] = found.touchpoints[0].checks
    assert (check.actual, check.n, check.evidence, check.verdict) == (0.2, 100.0, "measured", "missed")


def test_a_touchpoint_that_does_not_exist_yet_keeps_its_opportunity() -> None:
    points = {"a": {"next": "b"}, "b": {}, "c": {"missing": "yes", "opportunity": "ask whether it works"}}
    found = improvement(Journey.model_validate({"journey": "j", "touchpoints": points}))
    assert [f.sentence for f in of_code(found, "A510")] == ["Opportunity at c: ask whether it works."]


def improving(left_then: int, left_now: int, *, due: str = "2026-05-01", **keys: str) -> ImprovementAudit:
    """Audit leaving of 1000 at the end of January and of 1000 at the end of March, the target being 10 %."""
    points = {"a": {"name": "Order", "target": {"left": "10%", "due": due} | keys, "next": "b"}, "b": {}}
    journey = Journey.model_validate({"journey": "j", "touchpoints": points})
    then, now = (
        replace(measured(variant("ab", 1000 - left), variant("a", left)), last=f"2026-{month}-01T12:00:00Z")
        for left, month in ((left_then, "01"), (left_now, "03"))
    )
    return improvement(journey, now, on=dt.date(2026, 3, 2), baseline=then)


def row_of(found: ImprovementAudit) -> TouchpointImprovement:
    return next(row for row in found.touchpoints if row.touchpoint == "a")


@pytest.mark.parametrize(
    ("then", "now", "by_due", "expected"),
    [
        (300, 200, 0.2 - 0.1 * 61 / 59, "on the way"),  # 59 days from 1 January to 1 March, 61 to 1 May
        (250, 200, 0.2 - 0.05 * 61 / 59, "missed"),
        (150, 200, 0.2 + 0.05 * 61 / 59, "missed"),
        (900, 200, 0.0, "on the way"),
    ],
)
def test_a_target_is_on_the_way_where_a_straight_line_reaches_it_by_its_day(
    then: int, now: int, by_due: float, expected: str
) -> None:
    row = row_of(improving(then, now))
    [found] = row.trends
    assert found is not None
    assert (row.status, found.since, found.then) == (expected, dt.date(2026, 1, 1), then / 1000)
    assert found.by_due == pytest.approx(by_due)


def test_the_pace_is_told_beside_the_target() -> None:
    [told] = of_code(improving(300, 200), "A503")
    assert told.sentence.endswith(
        "due 1 May 2026, in 60 days; 30 % on 1 Jan 2026, so 9.7 % by then at this pace: on the way."
    )
    assert improving(300, 200).findings[0].sentence == "Touchpoints with a target: 1 of 2; 1 on the way."


def test_there_is_no_pace_after_the_day_nor_of_a_target_that_is_met() -> None:
    assert row_of(improving(300, 200, due="2026-02-01")).trends == (None,)
    assert row_of(improving(300, 200, due="2026-02-01")).status == "overdue"
    assert row_of(improving(300, 50)).trends == (None,)


def test_a_measurement_against_itself_has_no_pace() -> None:
    points = {"a": {"target": {"left": "10%", "due": "2026-05-01"}, "next": "b"}, "b": {}}
    seen = measured(variant("ab", 800), variant("a", 200))
    found = improvement(Journey.model_validate({"journey": "j", "touchpoints": points}), seen, baseline=seen)
    assert (row_of(found).status, row_of(found).trends) == ("missed", (None,))
