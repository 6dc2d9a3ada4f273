"""`journeymap gate`: what it prints for people and for pipelines, and with which exit status."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.golden import Golden
from tests.test_cli import DESK, journeymap

ON = ("--on", "2026-11-22")
PLAN = """\
journey: lamp
title: {title}
touchpoints:
  order: {{name: {name}, owner: Shop, left: 120 of 400, satisfaction: 4, next: call}}
  call: {{left: 3 of 12, next: delivery}}
  delivery: {{}}
gate:
  worst: "<= 20 in 100"
  touchpoints: {{call: {{left: 40%}}}}
"""
ACCEPTED = "accept: [{code: G106, touchpoint: order, reason: a new form, owner: Shop, until: 2026-12-31}]\n"
HOSTILE = '"50%, <b>&\\n::error title=no::]]> \\x1b\\x07"'


def written(folder: Path, *, title: str = "Lamp", name: str = "Order", more: str = "") -> str:
    (folder / "journey.yaml").write_text(PLAN.format(title=title, name=name) + more, encoding="utf-8")
    return str(folder)


def test_the_gate_of_a_small_journey_reads_as_it_did(tmp_path: Path, golden: Golden) -> None:
    run = journeymap("gate", written(tmp_path), *ON)
    assert (run.returncode, run.stderr) == (1, "")
    golden("gate", run.stdout)
    assert max(map(len, run.stdout.splitlines())) <= 120


def test_what_is_accepted_does_not_close_the_gate_until_its_day_is_over(tmp_path: Path, golden: Golden) -> None:
    run = journeymap("gate", written(tmp_path, more=ACCEPTED), *ON)
    assert run.returncode == 0
    golden("gate-accepted", run.stdout)
    over = journeymap("gate", str(tmp_path), "--on", "2027-01-01")
    assert over.returncode == 1
    assert "expired on 31 Dec 2026: it counts again" in over.stdout


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        (("worst <= 50 in 100",), 0),
        (("worst<=50%",), 0),
        (("worst: 50%",), 0),
        (("worst <= 50%", "order.left <= 10%"), 1),
        (("worst <= 50%", "completion >= 99%"), 1),
    ],
)
def test_flags_go_before_the_file(tmp_path: Path, flags: tuple[str, ...], status: int) -> None:
    words = [word for flag in flags for word in ("--gate", flag)]
    assert journeymap("gate", written(tmp_path), *words, *ON).returncode == status


def test_too_few_cases_to_say_count_as_the_flag_says(tmp_path: Path) -> None:
    words = ("gate", written(tmp_path), "--gate", "worst <= 50%", *ON)
    assert journeymap(*words).returncode == 0
    assert journeymap(*words, "--undecided", "fail").returncode == 1


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        ("wurst <= 5%", "did you mean `worst`?"),
        ("worst >= 5%", "error[J196]"),
        ("worst < 5%", "`< 5%` is no threshold"),
        ("ordr.left <= 5%", "did you mean `order`?"),
        ("worst", "is no threshold: write"),
        ("", "is no threshold: write"),
        ("completion >= 140%", "is no threshold"),
    ],
)
def test_a_flag_that_cannot_be_meant_is_answered_with_a_cure(tmp_path: Path, flag: str, said: str) -> None:
    run = journeymap("gate", written(tmp_path), "--gate", flag, *ON)
    assert run.returncode == 2
    assert said in run.stderr
    assert run.stdout == ""


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The measurement of the service desk."""
    file = tmp_path_factory.mktemp("desk") / "m.json"
    assert journeymap("measure", DESK, "-o", str(file), "--quiet").returncode == 0
    return str(file)


def test_a_baseline_needs_a_log(tmp_path: Path, counted: str) -> None:
    run = journeymap("gate", written(tmp_path), "--baseline", counted, *ON)
    assert run.returncode == 2
    assert "error[L118]: a baseline needs a log" in run.stderr


def test_a_log_held_against_itself_passes_and_its_segments_too(counted: str) -> None:
    words = ("gate", DESK, "--measurement", counted, "--baseline", counted, "--quiet", *ON)
    asked = ("--gate", "success >= 60%", "--gate", "new_off_plan_routes: 0")
    assert journeymap(*words, *asked).returncode == 0
    narrow = journeymap(*words, "--segment", "segment_priority=3 - Moderate", *asked)
    assert "n = 24,918" not in narrow.stdout
    unknown = journeymap(*words, "--segment", "age=old")
    assert unknown.returncode == 2


def test_programs_get_every_row_with_its_interval_and_what_excuses_it(tmp_path: Path) -> None:
    run = journeymap("gate", written(tmp_path, more=ACCEPTED), *ON, "--format", "json")
    found = json.loads(run.stdout)
    assert (found["journey"], found["on"], found["gate"]["passed"]) == ("lamp", "2026-11-22", True)
    worst, left = found["gate"]["rows"]
    assert (worst["code"], worst["verdict"], worst["value"], worst["limit"]) == ("G106", "failed", 0.3, 0.2)
    assert worst["low"] < 0.3 < worst["high"]
    assert worst["accepted"]["until"] == "2026-12-31"
    assert (left["threshold"], left["verdict"], left["accepted"]) == ("call.left", "undecided", None)
    assert [each["severity"] for each in found["findings"]] == ["note", "note"]


def test_github_gets_a_command_a_line_at_the_threshold(tmp_path: Path) -> None:
    run = journeymap("gate", written(tmp_path), *ON, "--format", "github")
    assert run.returncode == 1
    file = tmp_path / "journey.yaml"
    head, worst, left = run.stdout.splitlines()
    assert head == f"::error file={file},title=gate::the gate fails: worst (1 of 2 thresholds)"
    assert worst.startswith(f"::error file={file},line=8,col=3,endColumn=8,title=G106::30 %25 of those who meet Order")
    assert left.startswith(f"::warning file={file},line=9,col=24,endColumn=28,title=G107::25 %25 of those who meet")


def test_what_a_flag_asks_for_has_no_line(tmp_path: Path) -> None:
    run = journeymap("gate", written(tmp_path), "--gate", "worst <= 10%", *ON, "--format", "github")
    assert f"::error file={tmp_path / 'journey.yaml'},title=G106::" in run.stdout


def test_no_name_makes_a_command_of_its_own(tmp_path: Path) -> None:
    run = journeymap("gate", written(tmp_path, title=HOSTILE, name=HOSTILE), *ON, "--format", "github")
    lines = run.stdout.splitlines()
    assert len(lines) == 3
    assert all(re.match(r"::(error|warning) file=[^,]*(,\w+=[^,:]*)*::", line) for line in lines)
    assert "50%25, <b>&%0A::error title=no::" in lines[1]


KEYS = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"classname", "name", "time"},
    "failure": {"message", "type"},
    "skipped": {"message"},
    "system-out": set[str](),
}
"""Elements and attributes that are used, all of which the schema of Jenkins' xUnit plugin has."""
INSIDE = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "skipped", "system-out"},
}


def as_junit(*words: str) -> ET.Element:
    """Read JUnit XML, and hold it against its schema."""
    root = ET.fromstring(journeymap("gate", *words, *ON, "--format", "junit").stdout)  # noqa: S314 - our own
    for element in root.iter():
        assert set(element.attrib) == KEYS[element.tag]
        assert {child.tag for child in element} <= INSIDE.get(element.tag, set())
    return root


def test_junit_has_a_test_a_threshold_and_counts_that_add_up(tmp_path: Path) -> None:
    root = as_junit(written(tmp_path), "--gate", "completion >= 1%")
    [suite] = root
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [
        ("completion", ["system-out"]),
        ("worst", ["failure"]),
        ("call.left", ["skipped"]),
    ]
    for element in (root, suite):
        assert (element.get("tests"), element.get("failures")) == ("3", "1")
    assert suite.get("skipped") == "1"


def test_no_name_breaks_the_xml(tmp_path: Path) -> None:
    root = as_junit(written(tmp_path, title=HOSTILE, name=HOSTILE))
    assert root[0].get("name") == "50%, <b>&\n::error title=no::]]> \ufffd\ufffd"
    assert "50%, <b>&\n" in (root[0][0][0].text or "")


def test_a_journey_without_thresholds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text("journey: j\ntouchpoints: {a: {satisfaction: 4}}\n", encoding="utf-8")
    run = journeymap("gate", str(tmp_path))
    assert run.returncode == 2
    assert "error[J199]" in run.stderr
