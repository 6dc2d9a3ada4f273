from dataclasses import replace

import pytest
from hypothesis import given

from journeymap.analysis.conformance import conformance
from journeymap.analysis.touchpoints import friction
from journeymap.diagram.board import Board
from journeymap.diagram.content import board
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from tests.builders import lamp, measured, variant
from tests.strategies import journeys

PLAN = {
    "a": {"phase": "one", "next": "b"},
    "b": {"phase": "two", "next": "c"},
    "c": {"phase": "two"},
}
JOURNEY = Journey.model_validate({"journey": "j", "phases": {"one": "before", "two": "during"}, "touchpoints": PLAN})
LOG = measured(variant("abc", 700), variant("ab", 200), variant("axbc", 90), variant("ayc", 10))


def lit(journey: Journey, log: Measurement | None = None) -> Board:
    return board(journey, log, follows=conformance(journey, log) if log else None)


def test_cards_show_the_same_figures_as_the_friction_table() -> None:
    rows = friction(lamp()).touchpoints
    losses = {row.touchpoint: row.loss_per_100 for row in rows}
    for card in board(lamp()).cards:
        assert card.loss_per_100 == losses[card.touchpoint]
        assert not card.observed
        assert card.leave == pytest.approx(next(row.lost_per_1000 for row in rows if row.touchpoint == card.touchpoint))


def test_lines_carry_the_customers_who_take_them() -> None:
    volumes = {(link.source, link.target): link.volume for link in lit(lamp()).links}
    assert volumes["landing", "product"] == pytest.approx(823.597, abs=1e-3)
    assert volumes["delivery", "support"] == pytest.approx(60.115, abs=1e-3)


def test_after_the_sale_friction_costs_the_return_and_customers_still_go_on() -> None:
    plan = {"pay": {"phase": "buy", "next": "setup"}, "setup": {"phase": "use", "clicks": 80, "next": "done"}}
    phases = {"buy": "during", "use": "after"}
    journey = Journey.model_validate({"journey": "j", "phases": phases, "touchpoints": plan | {"done": {}}})
    volumes = {(link.source, link.target): link.volume for link in board(journey).links}
    assert volumes == pytest.approx({("pay", "setup"): 1000, ("setup", "done"): 1000})


@given(journeys())
def test_what_flows_into_a_card_are_its_visits_less_those_who_start_there(journey: Journey) -> None:
    into = {name: 1000 * share for name, share in Network.of(journey).outline.starts.items()}
    for link in board(journey, min_share=0).links:
        into[link.target] = into.get(link.target, 0.0) + (link.volume or 0.0)
    visits = {row.touchpoint: row.visits_per_1000 for row in friction(journey).touchpoints}
    repeated = {name for name, point in journey.planned.items() if name in point.next}  # no line is drawn for these
    for name in visits.keys() - repeated:
        assert into.get(name, 0.0) == pytest.approx(visits[name], abs=1e-6)


def test_observed_leaving_is_the_number_of_the_badge_and_of_the_stub() -> None:
    card = next(card for card in lit(JOURNEY, LOG).cards if card.touchpoint == "b")
    assert card.observed
    assert card.leave == 200
    assert card.loss_per_100 == pytest.approx(100 * 200 / 990)


def test_rare_ways_off_plan_are_folded_away_and_the_subtitle_says_so() -> None:
    picture = lit(JOURNEY, LOG)
    assert {card.touchpoint for card in picture.cards} == {"a", "b", "c", "x"}
    assert "not shown: 2 transitions and 1 unplanned touchpoint" in picture.subtitle
    everything = board(JOURNEY, LOG, min_share=0)
    assert {card.touchpoint for card in everything.cards} == {"a", "b", "c", "x", "y"}
    assert "not shown" not in everything.subtitle


def test_who_is_still_under_way_is_said_beside_the_share_that_reaches_the_goal() -> None:
    log = measured(variant("abc", 60), variant("ab", 40, under_way=30))
    assert lit(JOURNEY, log).subtitle.startswith("100 cases, 30 of them still under way · 60 % reach the goal")
    assert "under way" not in lit(JOURNEY, measured(variant("abc", 60))).subtitle


def test_an_unplanned_touchpoint_stands_in_the_phase_that_customers_come_from() -> None:
    card = next(card for card in lit(JOURNEY, LOG).cards if card.touchpoint == "x")
    assert (card.phase, card.planned, card.number) == ("one", False, None)


def test_the_most_harmful_route_is_lit() -> None:
    log = measured(variant("abc", 700), variant("ab", 50), variant("axb", 200), variant("axbc", 50))
    red = {(link.source, link.target) for link in lit(JOURNEY, log).links if link.worst}
    assert red == {("a", "x"), ("x", "b")}


def test_without_a_log_the_planned_route_with_most_friction_is_lit() -> None:
    red = [(link.source, link.target) for link in lit(lamp()).links if link.worst]
    assert ("delivery", "support") in red
    assert ("delivery", "first_use") not in red


def test_where_arriving_is_not_enough_the_badge_counts_those_who_do_not_succeed() -> None:
    good = replace(variant("abc", 600), judged=600, succeeded=450)
    bad = replace(variant("axbc", 100), judged=100, succeeded=10)
    picture = lit(JOURNEY, replace(measured(good, bad), has_success=True))
    losses = {card.touchpoint: card.loss_per_100 for card in picture.cards}
    assert losses == pytest.approx({"a": 100 * 240 / 700, "b": 100 * 240 / 700, "c": 100 * 240 / 700, "x": 90.0})
    assert picture.badge_means == "of 100 do not succeed"


def test_a_journey_without_phases_is_cut_into_columns_of_steps() -> None:
    titles = [column.title for column in lit(lamp()).columns]
    assert titles == ["Steps 1–3", "Steps 4–6"]
    steps = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}
    three = Journey.model_validate({"journey": "j", "touchpoints": steps})
    assert [column.title for column in lit(three).columns] == ["Steps 1–2", "Step 3"]
