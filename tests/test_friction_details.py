from dataclasses import replace
from typing import Any

import pytest

from journeymap.analysis.blindspots import blind_spots
from journeymap.analysis.calibration import calibrate
from journeymap.analysis.explanation import explain
from journeymap.analysis.friction import losses
from journeymap.counts import WaitBucket
from journeymap.journey import Journey
from journeymap.network import Network
from journeymap.patience import mood
from journeymap.situations import Patience
from tests.builders import lamp, measured, variant


def journey(it: dict[str, Any]) -> Journey:
    return Journey.model_validate({"journey": "j", "touchpoints": {"it": {**it, "next": "end"}, "end": {}}})


def test_the_sum_adds_up_to_the_friction_of_the_table() -> None:
    each = losses(Network.of(lamp()))
    for name, loss in each.items():
        lines = {line.term: line.value for line in explain(lamp(), name)}
        assert lines["wait"] + lines["effort"] + lines["feeling"] == pytest.approx(lines["the model's friction"])
        assert lines["the model's friction"] == loss.friction


def test_the_sum_can_be_redone_by_hand() -> None:
    sums = {line.term: line.sum for line in explain(lamp(), "delivery")}
    assert sums["wait"] == "(max(0, 7 d − 5 d) / 7 d)"
    assert sums["feeling"] == "−log2(1 − 0.44 × 0.4752)"
    assert explain(lamp(), "checkout")[1].value == pytest.approx(2.65 * 24 / 210)


def test_observed_leaving_stands_at_the_end_of_the_sum() -> None:
    lines = {line.term: line for line in explain(journey({"clicks": 40, "left": "30 of 100"}), "it")}
    assert lines["observed loss, of 100"].value == pytest.approx(30)
    assert lines["friction"].sum == "−log2(1 − (30 + 20 × 0.2952) / (100 + 20))"
    assert lines["unexplained"].value == pytest.approx(lines["friction"].value - lines["the model's friction"].value)


def test_the_source_of_patience_is_told_with_all_that_scales_it() -> None:
    it = {"wait": "60 s", "channel": "phone", "time_critical": "yes", "alternatives": "many", "informed": "yes"}
    preset, own = explain(journey(it), "it")[0], explain(journey({**it, "patience": "10 min"}), "it")[0]
    assert preset.sum == "(max(0, 60 s − 0 s) × 0.4 / 48 s)".replace("60 s", "1 min")
    assert "2 min, a preset for `phone_hold`, by its channel (1 min to 8 min)" in preset.source
    assert "× 0.5 (time is critical, an assumption) × 0.8 (many alternatives, an assumption)" in preset.source
    assert "10 min of the touchpoint itself × 0.5" in own.source


def test_a_constant_that_the_journey_changes_is_not_called_published() -> None:
    plan = {"a": {"clicks": 3, "wait": "5 min", "channel": "phone", "satisfaction": 3, "next": "b"}, "b": {}}
    model = {"click_seconds": 4, "bad_experience_loss": 0.3, "wait_exponent": 2, "patience": {"phone_hold": "4 min"}}
    told = Journey.model_validate({"journey": "j", "touchpoints": plan, "model": model})
    wait, effort, feeling = explain(told, "a")[:3]
    assert wait.sum == "(max(0, 5 min − 0 s) / 4 min)^2"
    assert "4 min of `phone_hold` in the journey's `model`" in wait.source
    assert "Palm" not in wait.source
    assert "`click_seconds` of the journey's `model`" in effort.source
    assert "`bad_experience_loss` of the journey's `model`" in feeling.source
    assert "PwC" not in feeling.source


def test_the_sum_says_how_bad_experiences_were_found() -> None:
    mean = explain(journey({"satisfaction": {"score": 3, "answers": 8}}), "it")[2]
    assert "from a score of 3 on 1..5, u = 0.5000: (1 − u)³ × (1 + 3u), 8 answers" in mean.source
    counted = explain(journey({"satisfaction": {"counts": [1, 1, 2, 2, 2]}}), "it")[2]
    assert counted.sum == "−log2(1 − 0.44 × 0.2500)"
    assert "counted over the bottom 40 % of the steps of 1..5" in counted.source


def test_a_distribution_of_waits_is_told_by_the_mean_of_its_survival() -> None:
    it = {"wait": {"median": "4 min", "p90": "11 min"}, "channel": "phone"}
    line = explain(journey(it), "it")[0]
    assert line.sum == f"−log2({2**-line.value:.4f})"
    assert "the mean of 2^−(max(0, wait − 0 s) / 2 min) over 201 equally likely ones (median 4 min" in line.source


def test_time_of_work_is_a_line_of_the_sum() -> None:
    it = {"wait": "4 min", "work_time": "8 min", "promise": "10 min", "patience": "20 min"}
    wait, work, *rest = explain(journey(it), "it")
    assert (wait.term, wait.value) == ("wait", 0)
    assert (work.term, work.sum) == ("work", "(max(0, 12 min − 10 min) / 20 min) − 0.0000")
    assert work.value == pytest.approx(0.1)
    assert rest[2].sum == "0.0000 + 0.1000 + 0.0000 + 0.0000"


def test_every_constant_of_the_sum_names_its_source() -> None:
    sources = " ".join(line.source for line in explain(lamp(), "support"))
    for name in ("Palm", "Card, Moran & Newell", "Baymard", "PwC"):
        assert name in sources


def test_there_is_no_sum_for_a_touchpoint_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        explain(lamp(), "nowhere")


@pytest.mark.parametrize(("left", "expected"), [("180 of 300", 90.7765), ("50 of 100", 120.0)])
def test_calibrated_patience_is_that_of_the_published_cases(left: str, expected: float) -> None:
    (row,) = calibrate(journey({"wait": "120 s", "channel": "phone", "left": left}))
    assert row.calibrated_seconds == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("keys", [{}, {"clicks": 9, "satisfaction": 3.2}, {"promise": "30 s"}])
def test_with_calibrated_patience_the_model_loses_what_was_observed(keys: dict[str, Any]) -> None:
    touchpoint = {"wait": "4 min", "channel": "phone", "left": "70 of 100", **keys}
    (row,) = calibrate(journey(touchpoint))
    solved = journey({**touchpoint, "patience": f"{row.calibrated_seconds} s", "situation": "phone_hold"})
    assert 2 ** -losses(Network.of(solved))["it"].modelled == pytest.approx(0.3, abs=1e-6)


def test_where_effort_explains_more_than_left_no_patience_would_do() -> None:
    (row,) = calibrate(journey({"wait": "60 s", "channel": "phone", "clicks": 200, "left": "1 of 100"}))
    assert row.calibrated_seconds is None


def test_patience_is_calibrated_on_the_whole_distribution_of_measured_waits() -> None:
    plan = {"a": {"next": "b"}, "b": {"wait": "measured", "channel": "phone", "next": "c"}, "c": {}}
    waits = (WaitBucket((), "a", "b", False, 1, 50, 0.0), WaitBucket((), "a", "b", False, 2, 50, 50 * 240.0))
    log = replace(measured(variant("abc", 75), variant("ab", 25)), waits=waits)
    (row,) = calibrate(Journey.model_validate({"journey": "j", "touchpoints": plan}), log)
    assert row.calibrated_seconds == pytest.approx(240.0)  # half wait 240 s, and half of those leave


def test_the_blind_spot_of_the_worked_example_has_its_range() -> None:
    spot = blind_spots(lamp())[0]
    assert (spot.touchpoint, spot.measure) == ("first_use", "satisfaction")
    assert spot.kept_low_per_1000 == pytest.approx(127.135, abs=1e-3)
    assert spot.kept_high_per_1000 == pytest.approx(227.026, abs=1e-3)
    assert spot.swing_per_1000 == pytest.approx(227.026 - 127.135, abs=2e-3)


def test_unknown_waits_and_clicks_have_no_worst_case_and_come_last() -> None:
    others = [(spot.touchpoint, spot.measure, spot.swing_per_1000) for spot in blind_spots(lamp())[1:]]
    assert others == [("delivery", "clicks", None), ("first_use", "wait", None)]


@pytest.mark.parametrize(
    ("wait", "felt"),
    [(89, "calm"), (90, "irritated"), (121, "agitated"), (150, "angry"), (180, "leaving"), (900, "leaving")],
)
def test_the_mood_worsens_by_the_share_of_what_is_tolerated_and_patience(wait: float, felt: str) -> None:
    assert mood(wait, Patience(120.0, 60.0, 480.0, tolerated=60.0)) == felt


def test_the_mood_is_that_of_the_wait_alone_whatever_was_promised() -> None:
    lines = explain(journey({"situation": "phone_hold", "wait": "100 s", "promise": "100 s"}), "it")
    assert [line.sum for line in lines if line.term == "the mood, of patience"] == ["1.7 min / 2 min: angry"]
