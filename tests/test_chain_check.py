from pathlib import Path

import pytest

from journeymap.analysis import chain_check, touchpoints
from journeymap.analysis.breakdown import breakdown
from journeymap.analysis.priorities import priorities
from journeymap.analysis.results import results as everything
from journeymap.analysis.touchpoints import friction
from journeymap.journey import Journey
from journeymap.report.key_figures import key_notes
from tests.builders import measured, variant
from tests.test_cli import journeymap, results

PLAN = "journey: j\ngoal: c\ntouchpoints: {a: {next: [b, x]}, b: {next: c}, x: , c: }\n"
ENDS = PLAN + "ends: {x: neutral}\n"
WENT_ON = measured(variant("abc", 500), variant("ax", 300), variant("axbc", 200))
"""200 go on from x, which the plan with `ends` takes for an end that counts for nothing; 300 end there."""
FRICTION = [
    ["friction", *option.split()] for option in ("", "--by-cause", "--blind-spots", "--calibrate", "--explain a")
]
VERBS = [*FRICTION, ["priorities"], ["routes"], ["what-if", "--set", "a.clicks=0"], ["conformance"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sound.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "ends.yaml").write_text(ENDS, encoding="utf-8")
    WENT_ON.save(tmp_path / "m.json")
    return tmp_path


def words(verb: list[str], folder: Path, plan: str) -> list[str]:
    return [verb[0], str(folder / plan), "--measurement", str(folder / "m.json"), *verb[1:], "--quiet"]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_observed_and_modelled_completion_stand_at_the_top_of_every_output(verb: list[str], folder: Path) -> None:
    first, observed, modelled, *rest = journeymap(*words(verb, folder, "sound.yaml")).stdout.splitlines()
    assert first.startswith("j: ")
    assert observed == "observed: of 1000 who start, 700 reach the goal (1,000 cases)"
    assert modelled.startswith("modelled: of 1000 who start, ")
    assert not [line for line in rest if "unreliable" in line]


@pytest.fixture
def _disagreeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a log seem to tell of fewer arrivals: shares per visit reproduce every log that is known."""
    for module in (chain_check, touchpoints):
        monkeypatch.setattr(module, "observed_completion_per_1000", lambda *_: 400.0)


@pytest.mark.usefixtures("_disagreeing")
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_chain_that_misses_the_log_warns_in_every_output(verb: list[str], folder: Path) -> None:
    said = (
        "what-ifs are unreliable: the model says that 700 of 1000 reach the goal, observed were 400; "
        "300 of 1000 are unexplained"
    )
    assert f"warning: {said}" in journeymap(*words(verb, folder, "ends.yaml")).stdout.splitlines()
    found = results(*words(verb, folder, "ends.yaml"))
    assert found["warning"] == said
    assert found["unreliable_by_per_1000"] == pytest.approx(300)
    assert (found["observed_completion_per_1000"], found["completion_per_1000"]) == (400, pytest.approx(700))


def test_without_a_log_nothing_is_said_to_be_observed(folder: Path) -> None:
    lines = journeymap("friction", str(folder / "sound.yaml"), "--quiet").stdout.splitlines()
    assert lines[1].endswith("(nothing observed: no log)")
    assert results("friction", str(folder / "sound.yaml"))["unreliable_by_per_1000"] is None


def test_what_the_modelled_customers_explain_is_no_miss() -> None:
    plan = {"a": {"clicks": 80, "next": "b"}, "b": {}}
    table = friction(
        Journey.model_validate({"journey": "j", "touchpoints": plan}), measured(variant("ab", 90), variant("a", 10))
    )
    lost = (10 + 20 * (1 - 2 ** -(80 * 2.65 / 210))) / 120
    assert table.completion_per_1000 == pytest.approx(1000 * (1 - lost))
    assert table.overstated_by_per_1000 == pytest.approx(100 - 1000 * lost)
    assert table.unreliable_by_per_1000 == pytest.approx(0, abs=1e-9)
    assert table.warning is None


@pytest.mark.parametrize("kind", ["neutral", "lost"])
def test_at_a_declared_end_those_who_were_seen_to_go_on_go_on_and_the_others_end(kind: str) -> None:
    plan = {"a": {"next": ["b", "x"]}, "b": {"next": "c"}, "x": {"clicks": 99}, "c": {"wait": 0, "clicks": 0}}
    journey = Journey.model_validate({"journey": "j", "goal": "c", "ends": {"x": kind}, "touchpoints": plan})
    table, found = friction(journey, WENT_ON), breakdown(journey, WENT_ON)
    ended = {"neutral": (300, 0), "lost": (0, 300)}[kind]
    assert (table.completion_per_1000, table.kept_per_1000) == pytest.approx((700, 700))
    assert (found.neutral_per_1000, found.total.lost_per_1000) == pytest.approx(ended, abs=1e-9)
    assert found.total.ended_per_1000 == pytest.approx(ended[1], abs=1e-9)
    assert table.warning is None
    gained = {row.touchpoint: row.gain_per_1000 for row in priorities(journey, WENT_ON) if row.kind == "touchpoint"}
    assert gained["x"] == 0


@pytest.mark.usefixtures("_disagreeing")
def test_the_report_warns_in_the_same_words() -> None:
    plan = {"a": {"next": ["b", "x"]}, "b": {"next": "c"}, "x": {}, "c": {}}
    journey = Journey.model_validate({"journey": "j", "goal": "c", "ends": {"x": "neutral"}, "touchpoints": plan})
    found = everything(journey, WENT_ON)
    assert found.friction.warning is not None
    assert key_notes(found)[0].lower() == f"{found.friction.warning}."
