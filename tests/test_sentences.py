"""Off-plan routes and conditions in sentences; customers in a time."""

from dataclasses import replace
from typing import Any

import pytest

from journeymap.analysis.conditions import conditions
from journeymap.analysis.conformance import conformance
from journeymap.analysis.headlines import conformance_headline
from journeymap.analysis.rate import Rate
from journeymap.analysis.sentences import Telling
from journeymap.analysis.wording import Names
from journeymap.counts import Variant
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import Money
from tests.builders import measured, variant
from tests.test_conditions import condition

PLAN: dict[str, Any] = {"a": {"name": "Basket", "next": "b"}, "b": {"name": "Checkout", "next": "c"}, "c": {}}


def journey(**top: str) -> Journey:
    return Journey.model_validate({"journey": "j", "touchpoints": PLAN, **top})


def said(log: Measurement, first: str, plan: Journey | None = None) -> str:
    plan = plan or journey()
    [route] = [route for route in conformance(plan, log).routes if route.first == first]
    return Telling.of(plan, log).route(route)


def test_a_route_is_told_in_one_sentence_with_what_is_at_stake() -> None:
    log = measured(variant("abc", 700), variant("ab", 120), variant("abx", 150), variant("abxc", 50))
    assert said(log, "x", journey(customers="12000 per month", value="49 EUR")) == (
        "200 customers (20 % of those who reached Checkout) went to x instead; 25 % of them completed against 85 % of "
        "the others (−60 points, −66 to −53): about 1,420 customers a month, worth 69,598 EUR."
    )


@pytest.mark.parametrize(
    ("path", "first", "words"),
    [
        ("ab", "(end)", "40 customers (29 % of those who reached Checkout) stopped there."),
        ("ac", "c", "40 customers (29 % of those who reached Basket) went straight on to c"),
        ("abac", "a", "40 customers (29 % of those who reached Checkout) went back to Basket"),
        ("xabc", "x", "40 customers (29 % of all) came in by x"),
        ("bc", "b", "40 customers (29 % of all) started at Checkout"),
    ],
)
def test_every_kind_of_route_has_its_words(path: str, first: str, words: str) -> None:
    assert said(measured(variant("abc", 100), variant(path, 40)), first).startswith(words)


def test_a_route_of_few_says_that_it_is_a_hint() -> None:
    log = measured(variant("abc", 100), variant("axb", 9))
    assert said(log, "x").endswith(" – a hint only, from fewer than 30 on one side.")


def test_a_comparison_within_segments_says_so_where_it_differs() -> None:
    """Of 400 bronze customers who were late 15 % completed, of the others 40 %; of 100 gold ones 60 % and 80 %."""
    bronze = condition(segment=("bronze",), cases=400, completed=60, met=500, met_completed=100)
    gold = condition(segment=("gold",), cases=100, completed=60, met=500, met_completed=380)
    log = replace(measured(variant("abc", 1000)), conditions=(bronze, gold), dimensions=("tier_of",))
    [effect] = conditions(log)
    sentence = Telling.of(journey(), log).condition(effect)
    assert "24 % of them completed against 72 % of the others (like with like by tier of −2" in sentence


def test_less_satisfaction_is_told_too() -> None:
    scores: dict[str, Any] = {"answered": 60, "satisfaction": 18.0, "satisfaction_squares": 6.0}
    everyone: dict[str, Any] = {"met_answered": 120, "met_satisfaction": 66.0, "met_satisfaction_squares": 45.6}
    log = replace(measured(variant("abc", 300)), conditions=(condition(**scores, **everyone),))
    [effect] = conditions(log)
    assert "and they were less satisfied, by 50 of 100 of the scale: about" in Telling.of(journey(), log).condition(
        effect
    )


def test_a_route_that_only_satisfies_less_says_so() -> None:
    def felt(path: str, cases: int, score: float) -> Variant:
        squares = cases * (score**2 + 0.01)
        return replace(variant(path, cases), answered=cases, satisfaction=score * cases, satisfaction_squares=squares)

    log = measured(felt("axbc", 60, 0.4), felt("abc", 200, 0.7))
    assert said(log, "x").endswith(
        "100 % of them completed against 100 % of the others (0 points, −6 to +2), "
        "and they were less satisfied, by 30 of 100 of the scale."
    )
    assert conformance_headline(conformance(journey(), log), Names.of(journey(), log)).endswith(
        "those who leave it after Basket, on to x are less satisfied than the others, by 30 of 100 of the scale"
    )


def test_customers_are_those_of_the_journey_file_or_else_of_the_log() -> None:
    log = measured(variant("abc", 600))
    given = Rate.of(journey(customers="12000 per month"), log)
    assert (given.customers(30), given.period) == (600, "a month")
    assert given.source == "by the 12,000 customers per month of the journey file"
    counted = Rate.of(journey(value="49 EUR"), log)  # the log has 31 days
    assert counted.customers(31) == pytest.approx(365.25 / 12)
    assert counted.value(31) == Money(49 * 365.25 / 12, "EUR")
    assert counted.source == "by the log, 600 cases in 1.0 months"


def test_a_log_of_days_is_not_blown_up_to_a_month() -> None:
    log = replace(measured(variant("abc", 600)), last="2026-01-10T00:00:00Z")
    assert Rate.of(journey(), log).words(30) == "about 30 customers in the 9 d of the log"


def test_what_a_route_takes_beyond_the_others_is_told() -> None:
    usual = replace(variant("abc", 100), seconds=100 * 60.0, clicked=100, clicks=300)
    detour = replace(variant("axbc", 40), seconds=40 * 360.0, clicked=40, clicks=280)
    assert ", and they took 5 min longer and made 4 more clicks" in said(measured(usual, detour), "x")
