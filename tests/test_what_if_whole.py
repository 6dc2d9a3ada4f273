"""What-ifs of the journey as a whole: other constants, other starts, other customers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from journeymap.analysis.touchpoints import friction
from journeymap.analysis.whatif import WhatIf, compare, what_if
from journeymap.counts import Variant
from journeymap.errors import JourneyError
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.saving import save
from tests.builders import lamp, measured
from tests.test_cli import journeymap

TWO: dict[str, Any] = {
    "web": {"clicks": 10, "satisfaction": 4, "next": "pay"},
    "shop": {"wait": "5 min", "channel": "shop", "satisfaction": 3, "next": "pay"},
    "pay": {
        "clicks": 24,
        "satisfaction": 3.1,
        "wait": "3 days",
        "situation": "parcel",
        "left": "30 of 90",
        "next": "use",
    },
    "use": {"satisfaction": 5},
}
SEGMENTS: dict[str, Any] = {
    "age": {
        "seniors": {"share": "20%", "touchpoints": {"pay": {"clicks": 60, "satisfaction": 2.4}}},
        "young": {"share": "30%", "start": {"web": "100%"}},
    }
}


def two(**top: Any) -> Journey:  # noqa: ANN401 - keys of a journey
    start = {"web": "80%", "shop": "20%"}
    content = {"journey": "two", "touchpoints": TWO, "start": start, "segments": SEGMENTS}
    return Journey.model_validate(content | top)


def kept(journey: Journey, measurement: Measurement | None = None) -> tuple[float, float]:
    table = friction(journey, measurement)
    return table.kept_per_1000, table.completion_per_1000


def after(found: WhatIf) -> tuple[float, float]:
    return found.kept_per_1000, found.completion_per_1000


@pytest.mark.parametrize(
    ("key", "value", "model"),
    [
        ("model.bad_experience_loss", 0.3, {"bad_experience_loss": 0.3}),
        ("model.click_seconds", 4, {"click_seconds": 4}),
        ("model.wait_exponent", 2, {"wait_exponent": 2}),
        ("model.pseudo_customers", 100, {"pseudo_customers": 100}),
        ("model.patience.parcel", "5 days", {"patience": {"parcel": "5 days"}}),
        ("model.patience.shop_queue", "1 min", {"patience": {"shop_queue": "1 min"}}),
    ],
)
def test_another_constant_gives_what_it_gives_in_the_file(key: str, value: object, model: dict[str, Any]) -> None:
    found = what_if(two(), None, {key: value})
    assert after(found) == pytest.approx(kept(two(model=model)), abs=1e-9)
    assert (found.kept_before_per_1000, found.completion_before_per_1000) == pytest.approx(kept(two()))
    assert found.evidence == "assumed"
    assert found.gain_value is None
    assert len(found.touchpoints) == 4


def test_a_constant_moves_a_share_of_the_way() -> None:
    half = what_if(two(), None, {"model.patience.parcel": "3 days"}, share=0.5)
    assert after(half) == pytest.approx(kept(two(model={"patience": {"parcel": "5 days"}})))  # half way from 7 days
    none = what_if(two(), None, {"model.bad_experience_loss": 0}, share=0)
    assert none.gain_per_1000 == 0


def test_constants_start_and_touchpoints_change_together() -> None:
    changes = {"model.bad_experience_loss": 0.3, "start.web": "20%", "shop.wait": "1 min", "pay.next": "use"}
    points = TWO | {"shop": TWO["shop"] | {"wait": "1 min"}}
    there = two(start={"web": "20%", "shop": "80%"}, model={"bad_experience_loss": 0.3}, touchpoints=points)
    assert after(what_if(two(), None, changes)) == pytest.approx(kept(there), abs=1e-9)


def test_other_starts_give_what_they_give_in_the_file_and_the_rest_shrinks_in_proportion() -> None:
    journey = two(start={"web": "60%", "shop": "20%", "pay": "20%"})
    there = two(start={"web": "45%", "shop": "40%", "pay": "15%"})
    found = what_if(journey, None, {"start.shop": "40%"})
    assert after(found) == pytest.approx(kept(there))
    assert found.evidence == "described"
    (quarter, _, _) = found.parts
    assert quarter.gain_per_1000 == pytest.approx(found.gain_per_1000 / 4)


def log_of(*rows: tuple[str, str, int]) -> Measurement:
    """Cases by age and the letters of their touchpoints."""
    ids = {"w": "web", "s": "shop", "p": "pay", "u": "use"}
    variants = [
        Variant((age,), tuple(ids[letter] for letter in path), n, 0, judged=0, succeeded=0, seconds=0.0, example=path)
        for age, path, n in rows
    ]
    return replace(measured(*variants), dimensions=("age",))


LOG = log_of(
    ("old", "wpu", 100), ("old", "wp", 300), ("young", "wpu", 300), ("young", "spu", 200), ("young", "sp", 100)
)


def test_with_a_log_the_starts_are_those_it_shows() -> None:
    found = what_if(two(), LOG, {"start.shop": "30%"})
    assert found.gain_per_1000 == pytest.approx(0)
    assert what_if(two(), LOG, {"start.shop": "50%"}).gain_per_1000 != pytest.approx(0)


def test_a_mix_of_segments_is_the_mean_over_them_by_their_shares() -> None:
    seniors, young, all_ = (
        kept(journey) for journey in (two().for_segment("age", "seniors"), two().for_segment("age", "young"), two())
    )
    found = what_if(two(), None, {"segments.age.seniors.share": "60%"})
    for i, name in enumerate(("kept", "completion")):
        before = 0.2 * seniors[i] + 0.3 * young[i] + 0.5 * all_[i]
        there = 0.6 * seniors[i] + 0.15 * young[i] + 0.25 * all_[i]  # the others shrink in proportion
        assert getattr(found, f"{name}_before_per_1000") == pytest.approx(before)
        assert getattr(found, f"{name}_per_1000") == pytest.approx(there)
    assert found.parts[1].gain_per_1000 == pytest.approx(found.gain_per_1000 / 2)


def test_a_mix_and_a_measure_change_together_in_every_segment() -> None:
    found = what_if(
        two(), None, {"segments.age.seniors.share": "50%", "shop.wait": 0, "segments.age.young.share": "50%"}
    )
    calm = two(touchpoints=TWO | {"shop": TWO["shop"] | {"wait": 0}})
    seniors, young = (kept(calm.for_segment("age", name)) for name in ("seniors", "young"))
    assert after(found) == pytest.approx([(old + new) / 2 for old, new in zip(seniors, young, strict=True)])


def test_a_mix_of_a_log_is_that_of_its_cases() -> None:
    found = what_if(two(segments={}), LOG, {"segments.age.old.share": "80%"})
    old, young = (kept(two(), LOG.for_segment("age", name)) for name in ("old", "young"))
    assert found.kept_before_per_1000 == pytest.approx(0.4 * old[0] + 0.6 * young[0])
    assert found.kept_per_1000 == pytest.approx(0.8 * old[0] + 0.2 * young[0])


def test_scenarios_of_all_kinds_stand_in_one_table() -> None:
    alone: dict[str, dict[str, object]] = {
        "a": {"shop.wait": 0},
        "b": {"model.bad_experience_loss": 0.3},
        "c": {"segments.age.seniors.share": 0},
    }
    rows = compare(two(), None, alone)
    for row in rows:
        assert row.gain_per_1000 == pytest.approx(what_if(two(), None, alone[row.scenario]).gain_per_1000)


def test_a_touchpoint_that_is_called_as_a_part_of_the_journey_comes_first() -> None:
    journey = Journey.model_validate(
        {"journey": "j", "touchpoints": {"start": {"clicks": 9, "next": "end"}, "end": {}}}
    )
    assert what_if(journey, None, {"start.clicks": 0}).kept_per_1000 == pytest.approx(1000)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model": "1"}, "J170"),
        ({"start": "60%"}, "J170"),
        ({"model.patience": "1 day"}, "J170"),
        ({"model.loss": "1"}, "J172"),
        ({"model.click_seconds.a": "1"}, "J172"),
        ({"model.bad_experience_loss": "2"}, "J173"),
        ({"model.patience.parcel": "2"}, "J173"),
        ({"model.alternatives_factor.some": "2"}, "J173"),
        ({"start.web": "much"}, "J173"),
        ({"model.click_budget": "3"}, "J174"),
        ({"model.patience.phone_hold": "3 min"}, "J174"),
        ({"start.wep": "50%"}, "J175"),
        ({"start.web": "70%", "start.shop": "60%"}, "J175"),
        ({"segments.age.seniors.share": "70%", "segments.age.young.share": "60%"}, "J175"),
        ({"segments.age.senior.share": "70%"}, "J186"),
        ({"segments.age.seniors.clicks": "70"}, "J186"),
        ({"segments.from.abroad.share": "70%"}, "J187"),
        ({"segments.age.seniors.share": "70%", "segments.size.big.share": "70%"}, "J188"),
    ],
)
def test_a_change_of_the_whole_that_cannot_be_meant_is_refused_with_a_cure(changes: dict[str, Any], code: str) -> None:
    more = {"from": {"abroad": {}}, "size": {"big": {"share": "10%"}}}
    with pytest.raises(JourneyError, match=code) as refused:
        what_if(two(segments=SEGMENTS | more), None, changes)
    assert refused.value.diagnostics[0].help


def test_the_terminal_says_what_a_mix_is_compared_with(tmp_path: Path) -> None:
    save(two(), tmp_path / "two.yaml")
    told = journeymap("what-if", str(tmp_path / "two.yaml"), "--set", "segments.age.seniors.share=60%")
    assert "mean over the segments by their shares" in told.stdout


def test_segments_stand_beside_everyone(tmp_path: Path) -> None:
    save(two(customers="900 per month"), tmp_path / "two.yaml")
    words = ("what-if", str(tmp_path / "two.yaml"), "--set", "pay.clicks=6", "--by-segment", "age")
    found = json.loads(journeymap(*words, "--format", "json").stdout)["what-if"]
    assert [row["segment"] for row in found] == [None, "seniors", "young"]
    for row in found[1:]:
        own = two().for_segment("age", row["segment"])
        assert row["gain_per_1000"] == pytest.approx(what_if(own, None, {"pay.clicks": 6}).gain_per_1000)
    shares = [two().segments["age"][row["segment"]].share for row in found[1:]]
    gains = [0.9 * share * row["gain_per_1000"] for share, row in zip(shares, found[1:], strict=True) if share]
    assert [row["gain_customers"] for row in found[1:]] == pytest.approx(gains)
    lines = [line.split() for line in journeymap(*words).stdout.splitlines()]
    assert [line[0] for line in lines if line[1:2] == ["pay.clicks=6"]][1:] == ["everyone", "seniors", "young"]
    assert "J180" in journeymap(*words[:-1], "size").stderr


def test_what_is_said_of_one_segment_names_it(tmp_path: Path) -> None:
    save(two(), tmp_path / "two.yaml")
    told = journeymap("friction", str(tmp_path / "two.yaml"), "--segment", "age=seniors", "--explain", "pay").stdout
    assert told.startswith("two, age=seniors: ")


def test_nothing_changes_where_everything_is_set_to_what_it_is() -> None:
    changes = {"model.bad_experience_loss": 0.44, "model.patience.parcel": "7 days", "start.landing": "100%"}
    assert what_if(lamp(), None, changes).gain_per_1000 == pytest.approx(0)
