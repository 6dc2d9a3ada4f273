"""Plans that take in the off-plan routes worth planning."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.adoption import Adoption, adoption
from journeymap.analysis.conformance import conformance
from journeymap.analysis.offering import worth_planning
from journeymap.editing import edit
from journeymap.journey import Journey
from journeymap.loading import load_journey
from journeymap.measurement import Measurement
from tests.builders import measured, variant
from tests.test_cli import journeymap

PLAN = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}


def journey(top: dict[str, Any] | None = None, **changes: dict[str, Any]) -> Journey:
    return Journey.model_validate({"journey": "j", "touchpoints": PLAN | changes, **(top or {})})


def adopted(log: Measurement, plan: Journey | None = None) -> Adoption:
    plan = plan or journey()
    return adoption(plan, log, worth_planning(conformance(plan, log).routes))


def test_a_better_route_is_planned_with_its_touchpoint_and_its_steps() -> None:
    log = measured(variant("abc", 300), variant("ab", 300), variant("axbc", 40))
    found = adopted(replace(log, names={"x": "Call"}))
    assert found.changes == {
        ("touchpoints", "a", "next"): ["b", "x"],
        ("touchpoints", "x"): {"name": "Call", "next": "b"},
    }
    assert found.touchpoints == ("x",)


def test_a_route_that_many_take_is_planned_and_one_of_few_is_not() -> None:
    log = measured(variant("abc", 500), variant("axbc", 100), variant("aybc", 40))
    assert [each.route.first for each in adopted(log).adopted] == ["x"]


def test_what_merely_ends_is_not_planned() -> None:
    assert adopted(measured(variant("abc", 500), variant("ax", 300))).adopted == ()


def test_shares_of_the_plan_shrink_to_make_room_and_add_up() -> None:
    plan = journey({"goal": "c"}, a={"next": {"b": 0.7, "c": 0.3}})
    log = measured(variant("abc", 300), variant("ac", 100), variant("axbc", 100))
    assert adopted(log, plan).changes["touchpoints", "a", "next"] == {"b": "56%", "c": "24%", "x": "20%"}


def test_counts_of_the_plan_stay_and_new_ones_are_in_their_measure() -> None:
    plan = journey(a={"reached": 1000, "next": {"b": 800}})
    log = measured(variant("abc", 400), variant("axbc", 100))
    assert adopted(log, plan).changes["touchpoints", "a", "next"] == {"b": 800, "x": 200}


def test_what_follows_itself_repeats() -> None:
    log = measured(variant("abc", 400), variant("abbc", 100), variant("axxbc", 100))
    found = adopted(log).changes
    assert found["touchpoints", "b", "repeats"] == "yes"
    assert found["touchpoints", "x"] == {"next": "b", "repeats": "yes"}


def test_where_customers_come_in_becomes_a_start() -> None:
    log = measured(variant("abc", 300), variant("xbc", 100))
    assert adopted(log).changes["start",] == ["a", "x"]


def test_a_start_stays_one_though_a_planned_step_leads_back_to_it() -> None:
    log = measured(variant("abc", 300), variant("ababc", 100))
    found = adopted(log).changes
    assert found["touchpoints", "b", "next"] == ["c", "a"]
    assert found["start",] == ["a"]


def test_a_new_touchpoint_has_the_phase_of_what_came_before() -> None:
    phases = {"phases": {"one": "before", "two": "during"}}
    plan = journey(phases, a={"phase": "one", "next": "b"}, b={"phase": "two", "next": "c"}, c={"phase": "two"})
    log = measured(variant("abc", 300), variant("axbc", 100))
    assert adopted(log, plan).changes["touchpoints", "x"]["phase"] == "one"


def test_a_touchpoint_that_is_said_to_be_missing_is_not_planned() -> None:
    plan = journey(x={"missing": True})
    assert adopted(measured(variant("abc", 300), variant("axbc", 100)), plan).adopted == ()


_TEXT = """\
# ours
journey: j
touchpoints:
  a:            # they come in here
    next: b     # always
  b:
    next:
      - c       # at last
  c: {}
"""


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.text("abcxy", min_size=1, max_size=6), st.integers(1, 200)), min_size=1, max_size=8))
def test_the_new_plan_is_sound_and_never_followed_by_fewer(
    tmp_path_factory: pytest.TempPathFactory, paths: list[tuple[str, int]]
) -> None:
    cut = {path[: path.index("c") + 1] if "c" in path else path: n for path, n in paths}
    log = measured(*(variant(path, n) for path, n in cut.items()))
    old = tmp_path_factory.mktemp("plans") / "old.yaml"
    old.write_text(_TEXT, encoding="utf-8")
    new, plan = old.with_name("new.yaml"), load_journey(old)
    before = conformance(plan, log)
    found = adoption(plan, log, worth_planning(before.routes))
    edit(old, found.changes, to=new)
    after = conformance(load_journey(new), log)
    assert after.cost <= before.cost
    assert (after.on_plan > before.on_plan or after.cost < before.cost) == bool(found.adopted)
    assert all(line in new.read_text(encoding="utf-8") for line in ("# ours", "# they come in here"))
    assert old.read_text(encoding="utf-8") == _TEXT


def write_log(folder: Path) -> None:
    """60 cases as planned, 40 by way of a call, a month apart."""
    paths = [["order", "delivery"]] * 60 + [["order", "call", "delivery"]] * 40
    rows = [
        f"{case},{event},2026-{1 + case % 12:02}-{1 + day:02}"
        for case, path in enumerate(paths)
        for day, event in enumerate(path)
    ]
    (folder / "events.csv").write_text("\n".join(["case,event,at", *rows, ""]), encoding="utf-8")
    text = "journey: lamp\ntouchpoints:\n  order: {next: delivery} # ours\n  delivery: {}\nlog: {file: events.csv}\n"
    (folder / "journey.yaml").write_text(text, encoding="utf-8")


def test_the_program_writes_the_plan_and_says_what_is_new(tmp_path: Path) -> None:
    write_log(tmp_path)
    run = journeymap("conformance", "journey.yaml", "--adopt", "-o", "new.yaml", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "60 % followed the plan, 100 % follow the new one" in run.stderr
    assert "new touchpoints: call" in run.stderr
    assert "order: {next: [delivery, call]} # ours" in (tmp_path / "new.yaml").read_text(encoding="utf-8")
    assert journeymap("check", "new.yaml", cwd=tmp_path).returncode == 0
    assert "100 % of the 100 cases" in journeymap("conformance", "new.yaml", cwd=tmp_path).stdout


def test_no_plan_is_overwritten_unless_that_is_asked_for(tmp_path: Path) -> None:
    write_log(tmp_path)
    words = ("conformance", "journey.yaml", "--adopt", "-o", "journey.yaml")
    assert "L190" in journeymap(*words, cwd=tmp_path).stderr
    assert "call" not in (tmp_path / "journey.yaml").read_text(encoding="utf-8")
    assert journeymap(*words, "--force", cwd=tmp_path).returncode == 0
    assert "call" in (tmp_path / "journey.yaml").read_text(encoding="utf-8")


def test_a_plan_in_another_folder_still_finds_its_log(tmp_path: Path) -> None:
    write_log(tmp_path)
    (tmp_path / "plans").mkdir()
    run = journeymap("conformance", "journey.yaml", "--adopt", "-o", "plans/new.yaml", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "100 % of the 100 cases" in journeymap("conformance", "plans/new.yaml", cwd=tmp_path).stdout


@pytest.mark.parametrize("words", [["--adopt"], ["-o", "x"], ["--adopt", "--cases", "-o", "x"], ["--off-plan-only"]])
def test_options_that_do_not_go_together_are_refused(words: list[str]) -> None:
    assert journeymap("conformance", "examples/lamp", *words).returncode == 2


def test_what_of_a_group_in_any_order_is_left_out_or_interrupted_cannot_be_planned() -> None:
    points = {"s": {"next": "a"}, "a": {"next": "b"}, "b": {"next": "c"}, "c": {}}
    top = {"touchpoints": points, "any_order": [["a", "b"]]}
    log = measured(variant("sabc", 300), variant("sac", 90), variant("saxbc", 80), variant("sbayc", 90))
    plan = Journey.model_validate({"journey": "j", **top})
    offered = [*worth_planning(conformance(plan, log).routes)]
    assert {each.first for each in offered} == {"c", "x", "y"}
    assert [each.route.first for each in adopted(log, plan).adopted] == ["y"]
