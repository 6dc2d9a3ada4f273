"""How two plans differ, piece by piece, and what each piece alone does."""

import json
from pathlib import Path
from typing import Any

import pytest

from journeymap.analysis.flow import flow
from journeymap.analysis.whatif import what_if
from journeymap.changes.compare import compare
from journeymap.changes.structure import PlanChange, plan_changes
from journeymap.changes.words import change_headline
from journeymap.journey import Journey
from journeymap.network import Network
from tests.builders import lamp
from tests.test_cli import journeymap


def kept(journey: Journey) -> float:
    return flow(Network.of(journey)).kept


def without(journey: Journey, name: str) -> dict[str, Any]:
    content = journey.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del content["touchpoints"][name]
    return content


def pieces(before: Journey, after: Journey) -> dict[tuple[str, str, str | None], PlanChange]:
    return {(each.kind, each.touchpoint, each.to or each.key): each for each in plan_changes(before, after)}


def test_a_key_that_changed_does_alone_what_the_same_what_if_does() -> None:
    later = lamp(support={"wait": "60 s"}, checkout={"clicks": 12})
    found = pieces(lamp(), later)
    assert [*found] == [("changed", "checkout", "clicks"), ("changed", "support", "wait")]
    for (_, touchpoint, key), value in zip(found, ("12", "60 s"), strict=True):
        alone = what_if(lamp(), None, {f"{touchpoint}.{key}": value})
        difference = found["changed", touchpoint, key].kept_difference
        assert difference == pytest.approx(alone.gain_per_1000 / 1000, abs=1e-12)
    assert (found["changed", "support", "wait"].before, found["changed", "support", "wait"].after) == ("5 min", "1 min")


def test_ways_that_are_new_gone_and_taken_by_others() -> None:
    later = lamp(
        delivery={"next": {"first_use": 0.9, "support": 0.1}}, landing={"next": {"product": 0.5, "checkout": 0.5}}
    )
    found = pieces(lamp(), later)
    assert [*found] == [
        ("changed", "landing", "product"),
        ("added", "landing", "checkout"),
        ("changed", "delivery", "first_use"),
        ("changed", "delivery", "support"),
    ]
    alone = lamp(landing={"next": {"product": 0.5, "checkout": 0.5}})
    assert found["added", "landing", "checkout"].kept_difference == pytest.approx(kept(alone) - kept(lamp()))


def test_a_touchpoint_goes_with_the_ways_that_led_to_it_and_comes_with_them() -> None:
    whole, short = lamp(), Journey.model_validate(without(lamp(delivery={"next": "first_use"}), "support"))
    gone, new = pieces(whole, short)["removed", "support", None], pieces(short, whole)["added", "support", None]
    assert gone.kept_difference == pytest.approx(kept(short) - kept(whole))
    assert new.kept_difference == pytest.approx(kept(whole) - kept(short))


def test_a_piece_that_cannot_stand_alone_has_no_effect_told() -> None:
    later = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "x"}, "x": {"next": "b"}, "b": {}}})
    before = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
    found = pieces(before, later)
    assert found["added", "a", "x"].kept_difference is None
    assert found["added", "x", None].kept_difference == pytest.approx(0, abs=1e-12)


def test_more_who_start_elsewhere_is_a_piece_too() -> None:
    found = pieces(lamp({"start": {"landing": 1.0}}), lamp({"start": {"landing": 0.5, "product": 0.5}}))
    assert {key[1:] for key in found} == {("landing", "start"), ("product", "start")}


def test_words_alone_change_no_figure_and_still_differ() -> None:
    found = compare(lamp(), lamp(support={"owner": "Service"}))
    [only] = found.plan
    assert (only.key, only.kept_difference) == ("owner", 0.0)
    assert not found.is_the_same
    assert change_headline(found).startswith("completion stays at 24.8 %, by the model")


def test_programs_get_the_pieces(tmp_path: Path) -> None:
    text = (Path("examples/lamp") / "journey.yaml").read_text(encoding="utf-8")
    (tmp_path / "future.yaml").write_text(text.replace("clicks: 24", "clicks: 12", 1), encoding="utf-8")
    run = journeymap("compare", "examples/lamp", str(tmp_path / "future.yaml"), "--format", "json", "--quiet")
    [only] = json.loads(run.stdout)["compare"]["plan"]
    assert (only["touchpoint"], only["key"], only["before"], only["after"]) == ("checkout", "clicks", "24", "12")
