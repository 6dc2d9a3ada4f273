import json
from pathlib import Path
from typing import Any

import pytest

from journeymap.analysis.wording import Names, lost_of_100
from journeymap.cli.routes import _names
from tests.golden import Golden
from tests.test_cli import DESK, LAMP, journeymap, refused, results

TOTALS = "kind exact at_most probability expected_friction probability_covered friction_covered"
TOTALS += " completion_per_1000 kept_per_1000 observed_completion_per_1000"
KEYS = "touchpoints friction probability arrive_per_1000 worst peak_end last stay bad_experiences evidence cases"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("desk") / "m.json"
    assert journeymap("measure", DESK, "-o", str(file), "--quiet").returncode == 0
    return str(file)


def test_the_terminal_shows_the_routes_of_a_plan(golden: Golden) -> None:
    golden("lamp-routes", journeymap("routes", LAMP).stdout)


@pytest.mark.parametrize("kind", ["worst", "costly", "likely", "real"])
def test_the_terminal_shows_the_routes_of_a_log(kind: str, desk: str, golden: Golden) -> None:
    run = journeymap("routes", DESK, "--measurement", desk, "--kind", kind, "-n", "5")
    golden(f"service-desk-routes-{kind}", run.stdout)


@pytest.mark.parametrize("kind", ["worst", "costly", "likely"])
def test_json_has_the_keys_that_other_programs_rely_on(kind: str) -> None:
    found = results("routes", LAMP, "--kind", kind)
    assert set(TOTALS.split()) <= set(found)
    assert set(KEYS.split()) <= set(found["routes"][0])
    assert found["kind"] == kind
    assert found["exact"] is True
    assert sum(route["arrive_per_1000"] for route in found["routes"]) == pytest.approx(found["kept_per_1000"])


def test_json_of_real_routes_counts_cases(desk: str) -> None:
    found = results("routes", DESK, "--measurement", desk, "--kind", "real", "-n", "3")
    assert [len(found["routes"]), found["n_cases"]] == [3, 24918]
    assert all(route["cases"] >= 1 for route in found["routes"])


def test_real_routes_need_a_log() -> None:
    assert "error[L118]: no event log is known for the journey `buy-a-lamp`" in refused(
        "routes", LAMP, "--kind", "real", "--quiet"
    )


def test_a_plan_whose_start_leads_to_no_goal_says_so(tmp_path: Path) -> None:
    content: dict[str, Any] = {"journey": "j", "start": ["a"], "goal": ["b"], "touchpoints": {"a": {}, "b": {}}}
    (tmp_path / "j.json").write_text(json.dumps(content), encoding="utf-8")
    run = journeymap("routes", str(tmp_path / "j.json"), "--quiet")
    assert (run.returncode, run.stdout.splitlines()[0]) == (0, "j: no start leads to a goal")


def test_a_long_route_is_folded_in_its_middle_and_still_counts_its_steps() -> None:
    names = Names({}, ())
    route = tuple(f"touchpoint {i}" for i in range(30))
    text = _names(route, names)
    assert len(text) <= 78
    assert text.startswith("touchpoint 0 → ")
    assert text.endswith(" → touchpoint 29")
    shown = text.count("touchpoint")
    assert f"… {30 - shown} more …" in text
    assert "… 60 more …" in _names(tuple("x" * 40 + str(i % 2) for i in range(62)), names)


def test_no_friction_is_written_as_losing_everybody() -> None:
    assert [lost_of_100(friction) for friction in (0, 1, 9, 60)] == ["0", "50.0", "99.8", ">99.9"]
