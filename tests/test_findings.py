from dataclasses import replace

from journeymap.analysis.finding import Finding
from journeymap.analysis.findings import findings
from journeymap.analysis.results import results
from journeymap.counts import Condition
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.builders import lamp, measured, variant

JOURNEY = Journey.model_validate(
    {
        "journey": "j",
        "touchpoints": {
            "a": {"name": "Basket", "owner": "Shop", "next": "b"},
            "b": {"name": "Checkout", "next": "c"},
            "c": {"name": "Thanks"},
        },
    }
)


def said(measurement: Measurement | None, journey: Journey = JOURNEY) -> dict[str, Finding]:
    return {finding.code: finding for finding in findings(results(journey, measurement))}


def test_a_harmful_route_says_who_how_many_what_it_costs_and_how_sure() -> None:
    log = measured(variant("abc", 700), variant("ab", 50), variant("axb", 200), variant("axbc", 50))
    finding = said(log)["F110"]
    assert finding.sentence == (
        "250 customers (25 % of those who reached Basket) went to x instead; 20 % of them completed against 93 % of "
        "the others (−73 points, −78 to −68): about 180 customers a month. More than one in ten take this way: mend "
        "what sends them there, or plan for it."
    )
    assert (finding.severity, finding.touchpoint, finding.n, finding.owner) == ("bad", "a", 250.0, "Shop")


def test_a_better_route_is_no_harm_and_worth_planning_if_many_take_it() -> None:
    log = measured(variant("abc", 300), variant("ab", 300), variant("axbc", 200))
    finding = said(log)["F111"]
    assert finding.severity == "good"
    assert finding.sentence == (
        "200 customers (25 % of those who reached Basket) went to x instead; 100 % of them completed against 50 % of "
        "the others (+50 points, +46 to +54). They do better: worth planning."
    )


def test_a_route_that_many_take_is_worth_planning_though_it_does_no_better() -> None:
    found = said(measured(variant("abc", 500), variant("axbc", 100)))
    assert "F110" not in found
    assert found["F140"].sentence == (
        "100 customers (17 % of those who reached Basket) went to x instead; 100 % of them completed against 100 % of "
        "the others (0 points, −4 to +1). More than one in ten take this way: worth planning."
    )
    assert "F140" not in said(measured(variant("abc", 950), variant("axbc", 50)))


def test_a_route_of_a_few_cases_is_no_finding() -> None:
    assert "F110" not in said(measured(variant("abc", 700), variant("axb", 20)))


def test_cases_add_up_in_the_sentence_about_the_plan() -> None:
    log = measured(variant("abc", 60), variant("ab", 30), variant("a", 10, under_way=10))
    assert said(log)["F102"].sentence == (
        "67 % of the 90 cases that are over followed the plan; 30 left it at least once; 10 are still under way."
    )


def test_a_late_touchpoint_is_a_finding_only_where_it_makes_a_difference() -> None:
    log = measured(variant("abc", 600), variant("ab", 400))
    late = Condition((), "b", "late", 300, 60, 0, 0, met=1000, met_completed=600, met_judged=0, met_succeeded=0)
    assert said(replace(log, conditions=(late,)))["F112"].sentence == (
        "300 of the 1,000 customers who reached Checkout got there later than promised (30 %); 20 % of them completed "
        "against 77 % of the others (−57 points, −62 to −51): about 168 customers a month."
    )
    harmless = replace(late, completed=180)
    assert "F112" not in said(replace(log, conditions=(harmless,)))


def test_without_a_log_the_outcome_is_said_to_be_modelled() -> None:
    found = said(None, lamp())
    assert found["F101"].sentence == (
        "Of 1000 customers who start, about 248 reach the goal and 208 would come back "
        "(modelled from the journey file)."
    )
    assert found["F120"].touchpoint == "delivery"
    assert "105 more of 1000" in found["F120"].sentence


def test_that_nobody_was_asked_is_said() -> None:
    assert "44 %" in said(measured(variant("abc", 60)))["F131"].sentence
    assert "F131" not in said(None, lamp())


def test_a_model_that_expects_more_leaving_than_was_seen_is_said_to_overstate() -> None:
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"clicks": 80, "next": "b"}, "b": {}}})
    assert said(measured(variant("ab", 990), variant("a", 10)), journey)["F130"].sentence == (
        "At a the model expects 50 % to leave and 1 % did: the model overstates here, what was observed counts."
    )
