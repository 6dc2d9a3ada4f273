"""What-ifs against changing the journey itself, solving again, and what must hold for any change."""

from pathlib import Path

import pytest

from journeymap.analysis.whatif import WhatIf, compare, what_if
from journeymap.analysis.whatif_changes import ChangeError
from journeymap.errors import JourneyError
from journeymap.journey import Journey
from journeymap.scenario import changes_of, load_scenarios
from tests.builders import lamp, measured, variant
from tests.golden import Golden
from tests.test_cli import LAMP, journeymap, results

REFUSED = [
    ("support", "0", "J170", "does not say what changes"),
    ("suport.wait", "0", "J171", "did you mean `support`?"),
    ("support.wat", "0", "J172", "did you mean `wait`?"),
    ("support.clicks.a", "0", "J172", "has no part `a`"),
    ("support.wait", "5", "J173", "`5` has no unit"),
    ("support.wait", "measured", "J173", "cannot be set to what is measured"),
    ("support.wait.p90", "1 s", "J173", "shorter than `median`"),
    ("checkout.satisfaction", "7", "J173", "lies off the scale"),
    ("checkout.left", "110%", "J173", "not between 0 and 1"),
    ("delivery.next.support", "400", "J173", "is not a share"),
    ("support.owner", "me", "J174", "no figure depends on `owner`"),
    ("delivery.next.suport", "10%", "J175", "did you mean `support`?"),
    ("first_use.left", "10%", "J175", "ends the journey"),
    ("product.next.checkout", "50%", "J175", "no other way"),
]


@pytest.mark.parametrize(("key", "value", "code", "said"), REFUSED)
def test_a_change_that_cannot_be_meant_is_refused_with_a_cure(key: str, value: str, code: str, said: str) -> None:
    with pytest.raises(ChangeError) as refused:
        what_if(lamp(), None, {key: value})
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code == code
    assert said in str(diagnostic)
    assert diagnostic.help


def test_all_problems_of_all_scenarios_are_said_at_once() -> None:
    with pytest.raises(ChangeError) as refused:
        compare(lamp(), None, {"one": {"a.b": 1, "support.wait": 2}, "two": {"support.x": 0}})
    assert [(name, key) for name, key, _ in refused.value.found] == [
        ("one", "a.b"),
        ("one", "support.wait"),
        ("two", "support.x"),
    ]


def test_one_thing_cannot_be_set_twice() -> None:
    for changes in (
        {"delivery.promise": "7 days", "delivery.promise.wait": "6 days"},
        {"delivery.next": "support", "delivery.next.support": "10%"},
    ):
        with pytest.raises(ChangeError, match="J176"):
            what_if(lamp(), None, changes)
    with pytest.raises(JourneyError, match="J176"):
        changes_of(["a.wait=0", "a.wait=1 s"])


def test_shares_beyond_all_who_go_on_are_refused() -> None:
    with pytest.raises(ChangeError, match=r"J175.*more than all who go on"):
        what_if(lamp(), None, {"delivery.next.support": "60%", "delivery.next.first_use": "60%"})


def test_a_circle_that_nobody_leaves_is_refused() -> None:
    plan = {"a": {"next": "b"}, "b": {"next": {"a": 0.3, "goal": 0.7}}, "goal": {}}
    journey = Journey.model_validate({"journey": "j", "start": "a", "touchpoints": plan})
    with pytest.raises(JourneyError, match=r"J179.*nobody leaves `a`, `b`"):
        what_if(journey, None, {"b.next.a": "100%"})


def test_touchpoints_that_are_missing_unplanned_or_other_ends_do_not_change() -> None:
    plan = {
        "a": {"next": {"b": 0.8, "gone": 0.2}},
        "b": {},
        "gone": {},
        "callback": {"missing": "yes"},
    }
    journey = Journey.model_validate({"journey": "j", "goal": "b", "ends": {"gone": "lost"}, "touchpoints": plan})
    log = measured(variant("axb", 70), variant("ax", 30))
    for key, code in (("callback.wait", "J174"), ("x.clicks", "J174"), ("gone.clicks", "J175")):
        with pytest.raises(ChangeError, match=code):
            what_if(journey, log, {key: 0})
    assert what_if(journey, log, {"x.left": "0%"}).kept_per_1000 > what_if(journey, log, {}).kept_per_1000


def test_scenarios_are_sorted_by_gain() -> None:
    rows = compare(lamp(), None, {"a": {"landing.clicks": 2}, "b": {"support.wait": 0}, "c": {}})
    assert [row.scenario for row in rows] == ["b", "c", "a"]


def test_a_scenario_file_says_what_is_wrong_where(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("scenarios:\n  one: {set: [support.wait=2, suport.wait=0]}\n  two: {set: {landing.owner: me}}\n")
    run = journeymap("what-if", LAMP, "--scenarios", str(file))
    assert (run.returncode, run.stdout) == (2, "")
    for part in ("J173", "s.yaml:2:15", "J171", "s.yaml:2:31", "J174", "s.yaml:3:15"):
        assert part in run.stderr
    file.write_text("scenarios:\n  one: {sett: [support.wait=2]}\n")
    with pytest.raises(JourneyError, match="did you mean `set`"):
        load_scenarios(file)
    file.write_text("- one\n")
    with pytest.raises(JourneyError, match="J103"):
        load_scenarios(file)


def test_the_terminal_compares_scenarios(golden: Golden) -> None:
    golden("lamp-what-if", journeymap("what-if", LAMP, "--scenarios", f"{LAMP}/scenarios.yaml").stdout)


def test_json_has_one_member_named_after_the_verb() -> None:
    found = results("what-if", LAMP, "--set", "support.wait=0", "--set", "support.informed")
    (row,) = found["what-if"]
    assert row["scenario"] == "support.wait=0, support.informed=yes"
    assert row["gain_per_1000"] == pytest.approx(28.561281304)
    assert [part["share"] for part in row["parts"]] == [0.25, 0.5, 1.0]
    assert len(row["touchpoints"]) == 6
    assert found["kept_per_1000"] == pytest.approx(row["kept_before_per_1000"])


def test_a_what_if_of_nothing_or_of_no_share_is_a_usage_error() -> None:
    assert "nothing changes" in journeymap("what-if", LAMP).stderr
    run = journeymap("what-if", LAMP, "--set", "support.wait=0", "--share", "x")
    assert run.returncode == 2
    assert "is not a share" in run.stderr


def test_the_whole_share_is_taken_by_default() -> None:
    found: WhatIf = what_if(lamp(), None, {"support.wait": 0})
    assert found.share == 1.0
    assert found.scenario == "support.wait=0"
    assert found.changes == ("support.wait=0",)
