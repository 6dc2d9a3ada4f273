import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.analysis.friction import (
    feeling_friction,
    loss_per_100,
    losses,
    terms,
    wait_friction,
    with_own_data,
)
from journeymap.facts import Waits
from journeymap.journey import Journey
from journeymap.model import Model
from journeymap.network import Network
from journeymap.satisfaction import Satisfaction, bad_share_of_mean
from journeymap.situations import SITUATIONS, Patience
from journeymap.units import DAY, Scale
from tests.builders import lamp
from tests.oracles.friction import wait_halvings

ORACLES: dict[str, Any] = json.loads((Path(__file__).parent / "oracles" / "friction.json").read_text(encoding="utf-8"))
PARCEL = Patience(7 * DAY, 2 * DAY, 10 * DAY)
HOLD = SITUATIONS["phone_hold"]


def only(**touchpoint: object) -> Journey:
    return Journey.model_validate({"journey": "j", "touchpoints": {"it": touchpoint}})


@pytest.mark.parametrize("row", ORACLES["wait_delivery_promise5d_tau7d"], ids=lambda row: f"{row['days']} d")
def test_a_promise_shelters_the_wait(row: dict[str, float]) -> None:
    friction = float(wait_friction(row["days"] * DAY, PARCEL, promised=5 * DAY))
    assert friction == pytest.approx(row["F"], abs=1e-6)
    assert loss_per_100(friction) == pytest.approx(row["loss_pct"], abs=1e-4)


@pytest.mark.parametrize("row", ORACLES["wait_hold_tau120s"], ids=lambda row: f"{row['s']} s")
def test_patience_halves_the_callers_and_news_of_the_queue_helps(row: dict[str, float]) -> None:
    assert loss_per_100(float(wait_friction(row["s"], HOLD))) == pytest.approx(row["loss_pct"], abs=1e-4)
    informed = float(wait_friction(row["s"], HOLD, informed=True))
    assert loss_per_100(informed) == pytest.approx(row["informed_loss_pct"], abs=1e-4)


def test_a_promise_beyond_patience_shelters_no_longer_than_patience() -> None:
    row = ORACLES["promise_longer_than_patience"]
    friction = float(wait_friction(row["wait"] * DAY, PARCEL, promised=row["promise"] * DAY))
    assert friction == pytest.approx(row["F"], abs=1e-6)


@pytest.mark.parametrize("row", ORACLES["effort"], ids=lambda row: f"{row['clicks']} clicks")
def test_clicks_cost_what_their_seconds_cost(row: dict[str, float]) -> None:
    effort = losses(Network.of(only(clicks=row["clicks"])))["it"].terms.effort
    assert effort == pytest.approx(row["F"], abs=1e-6)
    assert loss_per_100(effort) == pytest.approx(row["loss_pct"], abs=1e-4)


@pytest.mark.parametrize("row", ORACLES["satisfaction_1_5"], ids=lambda row: f"score {row['score']}")
def test_a_mean_score_becomes_bad_experiences_and_those_become_losses(row: dict[str, float]) -> None:
    bad = Satisfaction.model_validate(row["score"]).bad_share(Scale(1, 5))
    assert bad == pytest.approx(row["bad_share"], abs=1e-6)
    assert float(feeling_friction(bad or 0.0, Model())) == pytest.approx(row["F"], abs=1e-6)


def test_the_worked_example_has_its_frictions() -> None:
    each = losses(Network.of(lamp()))
    expected = [0.279989, 0.229361, 0.600732, 0.624125, 3.037992, 0.255023]
    assert [loss.friction for loss in each.values()] == pytest.approx(expected, abs=1e-6)


def test_without_anything_tolerated_the_example_has_the_frictions_of_the_oracle() -> None:
    impatient = {"landing": "3 s", "product": "10 s", "checkout": "10 s"}
    each = losses(Network.of(lamp(**{name: {"situation": None, "patience": t} for name, t in impatient.items()})))
    for name, row in ORACLES["journey"].items():
        assert each[name].friction == pytest.approx(row["F"], abs=1e-6), name


def test_observed_leaving_outweighs_the_model_as_the_customers_outnumber_twenty() -> None:
    modelled = -math.log2(1 - 0.38)
    assert 1 - 2 ** -float(with_own_data(modelled, 30, 100)) == pytest.approx(0.3133, abs=1e-4)
    assert 1 - 2 ** -float(with_own_data(modelled, 30_000, 100_000)) == pytest.approx(0.3, abs=1e-3)


def test_leaving_that_the_model_does_not_explain_is_shown() -> None:
    plan = {"it": {"left": "200 of 400", "next": "end"}, "end": {}}
    loss = losses(Network.of(Journey.model_validate({"journey": "j", "touchpoints": plan})))["it"]
    assert loss.observed == 0.5
    assert loss.unexplained == pytest.approx(loss.friction)
    assert loss.evidence == "described"


def test_survival_is_averaged_over_a_distribution_of_waits_not_taken_at_the_mean() -> None:
    node = Network.of(only(wait="2 min", channel="phone")).facts["it"]
    spread = Waits((0.0, 240.0), (0.5, 0.5))
    friction = terms(replace(node, wait=spread), Model(), None).wait
    assert 2**-friction == pytest.approx((1 + 0.25) / 2)


@pytest.mark.parametrize(
    ("keys", "friction"),
    [
        ({"work_time": "10 min", "patience": "5 min"}, 2.0),
        ({"work_time": "10 min", "patience": "5 min", "promise": "5 min"}, 1.0),
        ({"work_time": "10 min", "wait": "5 min", "patience": "5 min"}, 3.0),
        ({"work_time": "10 min", "wait": "5 min", "patience": "20 min", "promise": "12 min"}, 3 / 20),
        ({"work_time": "10 min", "wait": "5 min", "patience": "20 min", "promise": "15 min"}, 0.0),
        ({"work_time": "10 min", "wait": "5 min", "patience": "5 min", "time_critical": "yes"}, 6.0),
        ({"work_time": "10 min", "patience": "5 min", "informed": "yes"}, 0.8),
    ],
)
def test_time_of_work_is_a_wait_where_a_patience_is_given_and_one_promise_shelters_both(
    keys: dict[str, str], friction: float
) -> None:
    loss = losses(Network.of(only(**keys)))["it"]
    assert loss.terms.wait == loss.friction == pytest.approx(friction)
    without = only(**{key: value for key, value in keys.items() if key != "work_time"})
    waiting = losses(Network.of(without))["it"].friction
    assert loss.terms.work == pytest.approx(friction - waiting)
    assert loss.evidence == "described"


@pytest.mark.parametrize("keys", [{}, {"channel": "phone"}, {"situation": "phone_hold"}])
def test_time_of_work_costs_nothing_where_patience_is_not_that_of_the_touchpoint(keys: dict[str, str]) -> None:
    content = {"journey": "j", "touchpoints": {"it": {"work_time": "8 min", **keys}}}
    told = Journey.model_validate(content | ({"model": {"patience": {"phone_hold": "1 min"}}} if keys else {}))
    loss = losses(Network.of(told))["it"]
    assert (loss.friction, loss.terms.work, loss.evidence) == (0, 0, "assumed")


def test_waiting_and_working_that_are_spread_are_added_customer_by_customer() -> None:
    node = Network.of(only(wait="1 min", work_time="1 min", patience="2 min")).facts["it"]
    wait, work = Waits((0.0, 120.0), (0.5, 0.5)), Waits((0.0, 240.0), (0.75, 0.25))
    found = terms(replace(node, wait=wait, work=work), Model(), None)
    survival = 0.5 * (0.75 * 1 + 0.25 / 4) + 0.5 * (0.75 / 2 + 0.25 / 8)
    assert 2**-found.wait == pytest.approx(survival)
    assert 2 ** -(found.wait - found.work) == pytest.approx(0.75)


def test_a_wait_by_median_and_p90_loses_more_than_its_median_alone() -> None:
    point = losses(Network.of(only(wait="60 s", channel="phone")))["it"].friction
    spread = losses(Network.of(only(wait={"median": "60 s", "p90": "600 s"}, channel="phone")))["it"].friction
    assert spread > point


def test_unknown_satisfaction_costs_what_the_journey_costs_elsewhere() -> None:
    each = losses(Network.of(lamp()))
    answers = {0.8: 300, 0.725: 300, 0.525: 240, 0.4: 180, 0.3: 40}
    pooled = sum(n * bad_share_of_mean(share) for share, n in answers.items()) / sum(answers.values())
    assert pooled == pytest.approx(0.194156, abs=1e-6)
    assert each["first_use"].terms.feeling == pytest.approx(-math.log2(1 - 0.44 * pooled))
    assert "satisfaction" in each["first_use"].blind


def test_unknown_measures_charge_nothing_and_are_listed() -> None:
    loss = losses(Network.of(only()))["it"]
    assert loss.friction == 0
    assert loss.blind == ("wait", "clicks", "satisfaction")
    assert loss.evidence == "assumed"


def test_a_wait_without_patience_charges_nothing_and_is_listed_as_blind() -> None:
    loss = losses(Network.of(only(wait="3 days")))["it"]
    assert loss.friction == 0
    assert "patience" in loss.blind


@pytest.mark.parametrize(
    ("changes", "half_life"),
    [
        ({}, 120.0),
        ({"time_critical": "yes"}, 60.0),
        ({"alternatives": "many"}, 96.0),
        ({"alternatives": "none"}, 180.0),
        ({"patience": "10 min", "time_critical": "yes"}, 300.0),
    ],
)
def test_modifiers_multiply_patience(changes: dict[str, str], half_life: float) -> None:
    patience = only(channel="phone", **changes).patience_of("it")
    assert patience is not None
    assert patience.half_life == pytest.approx(half_life)


seconds = st.floats(0, 1e7, allow_nan=False)


@given(wait=seconds, more=seconds, half_life=st.floats(0.1, 1e6), tolerated=st.floats(0, 1e4), promised=seconds)
def test_more_wait_never_lowers_friction(
    wait: float, more: float, half_life: float, tolerated: float, promised: float
) -> None:
    patience = Patience(half_life, half_life, half_life, tolerated)
    less, greater = (float(wait_friction(w, patience, promised=promised)) for w in (wait, wait + more))
    assert 0 <= less <= greater
    assert less == pytest.approx(wait_halvings(wait, half_life, tolerated, promised))


@given(
    clicks=st.floats(0, 1000),
    more=st.floats(0, 1000),
    score=st.floats(1, 5),
    worse=st.floats(0, 4),
)
def test_more_clicks_or_less_satisfaction_never_lowers_friction(
    clicks: float, more: float, score: float, worse: float
) -> None:
    better = losses(Network.of(only(clicks=clicks, satisfaction=score)))["it"].friction
    poorer = losses(Network.of(only(clicks=clicks + more, satisfaction=max(1.0, score - worse))))["it"].friction
    assert poorer >= better - 1e-12


def test_an_end_that_is_no_goal_costs_nothing_itself() -> None:
    plan = {"a": {"satisfaction": 2, "next": {"b": 0.9, "sent_back": 0.1}}, "b": {}, "sent_back": {"clicks": 40}}
    content = {"journey": "j", "touchpoints": plan, "ends": {"sent_back": "neutral"}}
    assert losses(Network.of(Journey.model_validate(content)))["sent_back"].friction == 0
