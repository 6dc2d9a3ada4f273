"""Measures by channel: a touchpoint as the share-weighted mixture of what it is in each of its channels."""

from dataclasses import replace
from math import log2
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.blindspots import blind_spots
from journeymap.analysis.breakdown import breakdown
from journeymap.analysis.calibration import calibrate
from journeymap.analysis.explanation import explain
from journeymap.analysis.friction import losses
from journeymap.analysis.priorities import priorities
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.whatif import what_if
from journeymap.counts import SatisfactionCount
from journeymap.errors import JourneyError
from journeymap.journey import Journey
from journeymap.network import Network
from tests.builders import measured, variant

APP: dict[str, Any] = {"share": "60%", "wait": "10 s", "clicks": 6, "satisfaction": {"score": 4, "answers": 90}}
BRANCH: dict[str, Any] = {"wait": "10 min", "satisfaction": {"score": 3, "answers": 60}}


def served(keys: dict[str, Any] | None = None, **channels: dict[str, Any]) -> Journey:
    point = {"channels": channels or {"app": APP, "branch": BRANCH}, **(keys or {}), "next": "end"}
    return Journey.model_validate({"journey": "j", "touchpoints": {"it": point, "end": {"satisfaction": 5}}})


def alone(keys: dict[str, Any]) -> float:
    """F of a touchpoint that has these measures only."""
    told = {key: value for key, value in keys.items() if key != "share"}
    return losses(Network.of(Journey.model_validate({"journey": "j", "touchpoints": {"it": told}})))["it"].friction


def test_survival_is_the_mean_of_the_channels_each_with_its_own_patience() -> None:
    bad = {4: 0.25**3 * 3.25, 3: 0.5**3 * 2.5}
    app = (10 - 1) / 9 + 6 * 2.65 / 210 - log2(1 - 0.44 * bad[4])
    branch = 600 / 300 - log2(1 - 0.44 * bad[3])
    loss = losses(Network.of(served()))["it"]
    assert loss.friction == pytest.approx(-log2(0.6 * 2**-app + 0.4 * 2**-branch))
    assert loss.blind == ("clicks",)


def test_the_causes_of_the_channels_add_up_and_weigh_as_much_as_each_loses() -> None:
    terms = losses(Network.of(served(None, app={"share": 0.5, "clicks": 80}, phone={"wait": "2 min"})))["it"].terms
    app, phone = 1 - 2 ** -(80 * 2.65 / 210), 0.5
    assert terms.total == pytest.approx(-log2(1 - (app + phone) / 2))
    assert terms.effort / terms.wait == pytest.approx(app / phone, abs=2e-2)
    spent = breakdown(served(None, app={"share": 0.5, "clicks": 80}, phone={"wait": "2 min"})).touchpoints[0]
    assert spent.lost_to_wait_per_1000 == pytest.approx(500 * phone)
    assert spent.lost_to_effort_per_1000 == pytest.approx(500 * app)
    assert (spent.seconds_waited, spent.clicks) == pytest.approx((60, 40))


def test_what_a_channel_does_not_say_is_that_of_the_touchpoint() -> None:
    keys = {"wait": "4 min", "clicks": 9, "situation": "phone_hold", "informed": "yes", "satisfaction": 4}
    whole = losses(Network.of(served(keys, app={"share": 0.3}, branch={"share": 0.7})))["it"]
    assert whole.friction == pytest.approx(alone(keys))
    own = {"patience": "1 min", "promise": "2 min", "work_time": "3 min", "informed": "no"}
    told = losses(Network.of(served(keys, app={"share": 0.3, **own}, branch={})))["it"]
    assert 2**-told.friction == pytest.approx(0.3 * 2 ** -alone(keys | own) + 0.7 * 2 ** -alone(keys))


def test_the_situation_of_a_channel_beats_the_patience_of_the_touchpoint() -> None:
    parts = Network.of(served({"patience": "1 h"}, app={"situation": "landing_page"}, phone={})).facts["it"].parts
    assert [part.facts.patience and part.facts.patience.half_life for part in parts] == [2.0, 3600.0]


def test_shares_that_are_missing_are_what_is_left_or_equal_and_assumed() -> None:
    shop = {"share": 0.2}
    left, equal = (Network.of(served(None, app=app, web={}, shop=shop)).facts["it"] for app in ({"share": 0.5}, {}))
    assert [part.share for part in left.parts] == pytest.approx([0.5, 0.3, 0.2])
    assert [part.share_evidence for part in left.parts] == ["described"] * 3
    assert [part.share for part in equal.parts] == pytest.approx([0.4, 0.4, 0.2])
    assert [part.share_evidence for part in equal.parts] == ["assumed", "assumed", "described"]


@given(wait=st.integers(1, 90), clicks=st.integers(0, 40), share=st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_channels_that_are_all_alike_are_no_channels_and_their_order_does_not_matter(
    wait: int, clicks: int, share: float
) -> None:
    same: dict[str, Any] = {"wait": f"{wait} s", "clicks": clicks, "patience": "30 s", "satisfaction": 3}
    one = losses(Network.of(served(None, a=same | {"share": share}, b=same)))["it"]
    assert one.friction == pytest.approx(alone(same))
    other = {"clicks": 50}
    mixed: list[dict[str, Any]] = [{"a": same, "b": other}, {"b": other, "a": same}]
    first, second = (losses(Network.of(served(None, **each)))["it"].friction for each in mixed)
    assert first == pytest.approx(second)


def test_the_sum_of_a_touchpoint_shows_its_channels_and_adds_up() -> None:
    lines = {line.term: line for line in explain(served(), "it")}
    assert lines["app: wait"].sum == "(max(0, 10 s − 1 s) / 9 s)"
    assert "`shop_queue`" in lines["branch: wait"].source
    app, branch = lines["app: the model's friction"].value, lines["branch: the model's friction"].value
    assert lines["the model's friction"].sum == f"−log2(60 % × 2^−{app:.4f} + 40 % × 2^−{branch:.4f})"
    total = lines["wait"].value + lines["effort"].value + lines["feeling"].value
    assert total == pytest.approx(lines["the model's friction"].value)
    assert lines["the model's friction"].value == losses(Network.of(served()))["it"].modelled


def test_observed_leaving_is_that_of_all_channels_together() -> None:
    loss = losses(Network.of(served({"left": "30 of 100"})))["it"]
    assert loss.evidence == "described"
    assert 1 - 2**-loss.friction == pytest.approx((30 + 20 * (1 - 2**-loss.modelled)) / 120)
    assert calibrate(served({"left": "30 of 100"})) == ()


def test_answers_of_the_log_are_those_of_every_channel() -> None:
    answers = (SatisfactionCount((), "it", 1.0, 100),)
    node = Network.of(served(), replace(measured(variant("it", 1)), satisfaction=answers)).facts["it"]
    assert [part.facts.bad for part in node.parts] == [1.0, 1.0]
    assert node.answers == 100


def test_a_blind_spot_of_one_channel_swings_only_that() -> None:
    journey = served(None, app=APP, branch={"wait": "10 min"})
    spot = next(spot for spot in blind_spots(journey) if spot.measure == "satisfaction")
    other = 0.6 * 2 ** -alone(APP | {"channel": "app"})
    assert spot.kept_high_per_1000 == pytest.approx(1000 * (other + 0.4 * 0.25))
    assert spot.kept_low_per_1000 == pytest.approx(1000 * (other + 0.4 * 0.25 * 0.56))


def test_meeting_the_target_means_meeting_it_in_every_channel() -> None:
    row = next(row for row in priorities(served()) if row.touchpoint == "it")
    at_aim = [APP | {"wait": "1 s"}, BRANCH | {"wait": 0, "satisfaction": {"score": 4, "answers": 60}}]
    there = served(None, app=at_aim[0], branch=at_aim[1])
    gain = friction(there).kept_per_1000 - friction(served()).kept_per_1000
    assert row.gain_per_1000 == pytest.approx(gain)
    assert row.why == "app: waits 10 s → 1 s; branch: waits 10 min → 0 s; branch: score 3 → 4"


@pytest.mark.parametrize(
    ("change", "app", "branch"),
    [
        ({"it.wait": "30 s"}, {"wait": "30 s"}, {"wait": "30 s"}),
        ({"it.channels.app.wait": "30 s"}, {"wait": "30 s"}, {}),
        ({"it.channels.branch.wait.p90": "20 min"}, {}, {"wait": {"median": "10 min", "p90": "20 min"}}),
        ({"it.channels.app.share": "90%"}, {"share": "90%"}, {}),
        ({"it.channels.app.informed": "yes"}, {"informed": "yes"}, {}),
        ({"it.informed": "yes"}, {"informed": "yes"}, {"informed": "yes"}),
        ({"it.channels.app.clicks": 2, "it.channels.branch.clicks": 3}, {"clicks": 2}, {"clicks": 3}),
    ],
)
def test_a_what_if_of_a_channel_gives_what_the_changed_file_gives(
    change: dict[str, Any], app: dict[str, Any], branch: dict[str, Any]
) -> None:
    found = what_if(served(), None, change)
    there = friction(served(None, app=APP | app, branch=BRANCH | branch))
    assert found.kept_per_1000 == pytest.approx(there.kept_per_1000, abs=1e-9)
    assert found.parts[-1].gain_per_1000 == pytest.approx(found.gain_per_1000)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("it.channels.fax.wait", "1 min", "J172"),
        ("it.channels.app", "1 min", "J170"),
        ("it.channels.app.promises", "1 min", "J172"),
        ("it.channels.app.clicks.mean", "1", "J172"),
        ("it.channels.app.share", "120%", "J173"),
        ("it.channels.app.satisfaction", "7", "J173"),
        ("it.channels.app.work_time", "1 min", "J174"),
        ("it.channel", "phone", "J174"),
        ("end.channels.app.wait", "1 min", "J172"),
    ],
)
def test_a_change_of_a_channel_that_cannot_be_meant_is_refused(key: str, value: str, code: str) -> None:
    with pytest.raises(JourneyError, match=code) as refused:
        what_if(served(), None, {key: value})
    assert refused.value.diagnostics[0].help


def test_shares_of_channels_beyond_all_customers_are_refused() -> None:
    with pytest.raises(JourneyError, match="J175"):
        what_if(served(), None, {"it.channels.app.share": "70%", "it.channels.branch.share": "70%"})
