"""`journeymap audit`: what it prints, for whom, and with which exit status."""

import csv
import json
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import pytest

from journeymap.audits.audit import SECTIONS, audit
from journeymap.loading import load_journey
from tests.golden import Golden
from tests.test_cli import LAMP, journeymap

ON = ("--on", "2026-11-22")
PLAN = """
journey: lamp
touchpoints:
  order: {owner: Shop, clicks: 9, target: {clicks: 5, due: 2026-11-01}, next: delivery}
  delivery: {owner: Logistics, promise: {says: soon, owner: Marketing}}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "journey.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("section", [section.name for section in SECTIONS])
def test_a_section_of_the_lamp_reads_as_it_did(section: str, golden: Golden) -> None:
    run = journeymap("audit", LAMP, "--only", section, *ON)
    assert run.stderr == ""
    golden(f"lamp-audit-{section}", run.stdout)


def test_no_line_of_the_lamps_audit_is_wider_than_a_terminal() -> None:
    assert max(map(len, journeymap("audit", LAMP, *ON).stdout.splitlines())) <= 120


def test_something_to_mend_gives_exit_status_1_unless_it_is_asked_not_to(plan: Path) -> None:
    assert journeymap("audit", str(plan), *ON).returncode == 1
    assert journeymap("audit", str(plan), *ON, "--exit-zero").returncode == 0


def test_the_day_of_the_audit_decides_what_is_overdue(plan: Path) -> None:
    words = ("audit", str(plan), "--only", "improvement")
    assert journeymap(*words, "--on", "2026-11-01").returncode == 0
    assert journeymap(*words, "--on", "2026-11-02").returncode == 1


@pytest.mark.parametrize("wrong", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_refused(plan: Path, wrong: str) -> None:
    run = journeymap("audit", str(plan), "--on", wrong)
    assert run.returncode == 2
    assert f"`{wrong}` is not a date" in run.stderr


def test_one_owner_gets_what_that_owner_is_asked_to_act_on(plan: Path) -> None:
    run = journeymap("audit", str(plan), *ON, "--owner", "shop", "--only", "improvement")
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == "lamp: 1 finding for Shop"
    assert "order shall reach 5 clicks" in run.stdout
    assert journeymap("audit", str(plan), *ON, "--owner", "Logistics", "--only", "improvement").returncode == 0


def test_an_owner_whom_nobody_knows_is_refused_with_the_nearest(plan: Path) -> None:
    run = journeymap("audit", str(plan), *ON, "--owner", "Logistic")
    assert run.returncode == 2
    assert "did you mean `Logistics`?" in run.stderr


def test_programs_get_every_section_and_every_finding(plan: Path) -> None:
    run = journeymap("audit", str(plan), *ON, "--format", "json")
    found = json.loads(run.stdout)
    assert (found["journeymap"], found["journey"], found["on"]) == (version("journeymap"), "lamp", "2026-11-22")
    assert list(found["audit"]) == [section.name for section in SECTIONS]
    assert all("findings" not in section for section in found["audit"].values())
    assert set(found["findings"][0]) == {"code", "severity", "touchpoint", "sentence", "n", "owner"}
    [order] = [row for row in found["audit"]["improvement"]["touchpoints"] if row["touchpoint"] == "order"]
    assert (order["status"], order["due"], order["checks"][0]["gap"]) == ("overdue", "2026-11-01", 4.0)


def test_a_table_of_findings_has_a_row_each(plan: Path) -> None:
    words = ("audit", str(plan), *ON)
    rows = list(csv.DictReader(StringIO(journeymap(*words, "--format", "csv").stdout)))
    findings = json.loads(journeymap(*words, "--format", "json").stdout)["findings"]
    assert [row["sentence"] for row in rows] == [finding["sentence"] for finding in findings]
    assert {row["section"] for row in rows} <= {section.name for section in SECTIONS}


def test_a_section_that_does_not_exist_is_refused() -> None:
    assert journeymap("audit", LAMP, "--only", "weather").returncode == 2
    with pytest.raises(ValueError, match="there is no section `weather`: known are"):
        audit(load_journey(LAMP), sections=["weather"])


def test_every_section_has_one_outcome() -> None:
    found = audit(load_journey(LAMP))
    outcomes = [[f for f in section.findings if f.severity == "outcome"] for section in found.sections.values()]
    assert [len(each) for each in outcomes] == [1] * len(SECTIONS)
