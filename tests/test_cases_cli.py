"""`conformance --cases`: every case once, adding up to what the tables count."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import DESK, journeymap, results

EVENTS = """\
case,event,at,outcome,ok
1,order,2026-01-01,web,yes
1,call,2026-01-02,web,
1,call,2026-01-03,web,
1,delivery,2026-01-05,web,
2,order,2026-01-01,app,no
2,delivery,2026-01-02,app,
3,delivery,2026-02-01,web,
=4,order,2026-03-01,web,
"""
JOURNEY = """\
journey: lamp
touchpoints:
  order: {name: Order, next: delivery}
  delivery: {name: Delivery}
log: {file: events.csv, segments: [outcome], success: ok}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    return tmp_path


def listed(folder: Path, *words: str) -> list[dict[str, Any]]:
    run = journeymap("conformance", "journey.yaml", "--cases", "--quiet", *words, cwd=folder)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout) if "json" in words else [*csv.DictReader(run.stdout.splitlines())]


def test_a_case_is_told_with_its_moves_and_deviations(folder: Path) -> None:
    first, second, third, _ = sorted(listed(folder), key=lambda case: case["case"].strip("'="))
    assert first == {
        "case": "1",
        "outcome (segment)": "web",
        "begun": "2026-01-01T00:00:00Z",
        "ended": "2026-01-05T00:00:00Z",
        "success": "yes",
        "outcome": "completed",
        "cost": "2",
        "fitness": "0.6667",
        "left_at": "Order",
        "routes": first["routes"],
        "deviations": "touchpoint that the plan does not have: call ×2",
        "moves": "Order → call (extra) → call (extra) → Delivery",
    }
    assert (second["cost"], second["moves"], second["success"]) == ("0", "Order → Delivery", "no")
    assert third["moves"] == "Order (skipped) → Delivery"
    assert third["success"] == ""


def test_json_has_the_same_cases_with_unrounded_numbers(folder: Path) -> None:
    cases = {case["case"]: case for case in listed(folder, "--format", "json")}
    assert cases["1"]["fitness"] == pytest.approx(1 - 2 / 6)
    assert cases["1"]["moves"][1] == {"kind": "extra", "touchpoint": "call"}
    assert cases["3"]["success"] is None


def test_a_case_under_way_is_told_to_be_so(folder: Path) -> None:
    [under_way] = [case for case in listed(folder) if case["case"].endswith("4")]
    assert (under_way["outcome"], under_way["cost"]) == ("under way", "0")


def test_a_spreadsheet_takes_no_id_for_a_formula(folder: Path) -> None:
    assert "'=4" in {case["case"] for case in listed(folder)}
    assert "=4" in {case["case"] for case in listed(folder, "--format", "json")}


def test_only_those_off_plan_or_of_a_segment(folder: Path) -> None:
    assert [case["case"] for case in listed(folder, "--off-plan-only")] == ["1", "3"]
    assert [case["case"] for case in listed(folder, "--segment", "outcome=app")] == ["2"]


def test_a_file_is_json_if_it_is_called_so(folder: Path) -> None:
    run = journeymap("conformance", "journey.yaml", "--cases", "--quiet", "-o", "cases.json", cwd=folder)
    assert (run.returncode, run.stdout) == (0, "")
    assert len(json.loads((folder / "cases.json").read_text(encoding="utf-8"))) == 4
    run = journeymap("conformance", "journey.yaml", "--cases", "--quiet", "-o", "no/cases.csv", cwd=folder)
    assert run.returncode == 2
    assert "J162" in run.stderr


def test_cases_of_the_service_desk_add_up_to_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    assert journeymap("conformance", DESK, "--cases", "--quiet", "-o", str(file)).returncode == 0
    cases = json.loads(file.read_text(encoding="utf-8"))
    found = results("conformance", DESK, "--quiet")["conformance"]
    assert len(cases) == len({case["case"] for case in cases}) == found["n_cases"]
    assert sum(case["cost"] for case in cases) == found["cost"]
    assert sum(case["fitness"] for case in cases) / len(cases) == pytest.approx(found["fitness"])
    assert sum(case["success"] is True for case in cases) == found["succeeded"]
    moves = Counter(move["kind"] for case in cases for move in case["moves"])
    assert dict(moves) == found["moves"]
    took = Counter(n for case in cases for n in case["routes"])
    assert [took[n] for n in range(1, len(found["routes"]) + 1)] == [route["cases"] for route in found["routes"]]
    example = next(case for case in cases if case["case"] == found["routes"][0]["example"])
    assert 1 in example["routes"]
