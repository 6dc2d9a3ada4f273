"""`journeymap programme`: what is printed, written and sent to owners."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from journeymap.audits.pillars import QUESTIONS
from journeymap.raters import read_raters
from tests.golden import Golden
from tests.test_cli import ROOT, journeymap, refused

SHOP = "examples/lamp-shop"


def test_the_example_is_told_as_a_person_reads_it(golden: Golden) -> None:
    run = journeymap("programme", SHOP, "-n", "40")
    assert run.returncode == 1, run.stderr
    assert all(len(line) <= 120 for line in run.stdout.splitlines())
    golden("programme", run.stdout, folder=ROOT / SHOP / "expected")


def test_exit_status_is_zero_where_asked_and_where_nothing_is_bad(tmp_path: Path) -> None:
    assert journeymap("programme", SHOP, "--exit-zero").returncode == 0
    (tmp_path / "programme.yaml").write_text("programme: p\naudiences: {fans: {}}\n")
    run = journeymap("programme", str(tmp_path))
    assert run.returncode == 0
    assert run.stdout.startswith("p: nothing found that must be mended; 2 notes\n")


def test_programs_get_everything_with_its_findings() -> None:
    found = json.loads(journeymap("programme", SHOP, "--format", "json").stdout)
    assert list(found) == [
        "journeymap",
        "programme",
        "audiences",
        "journeys",
        "links",
        "conflicts",
        "score_sheets",
        "gaps",
        "ranking",
        "segments",
        "flips",
        "performance",
        "owners",
        "variants",
        "findings",
    ]
    assert found["programme"] == "Lamp shop"
    assert {"code", "severity", "touchpoint", "sentence", "n", "owner", "audience", "journey", "pillar", "owners"} == {
        *found["findings"][0]
    }
    assert found["ranking"]["source"] == "customers"


def test_an_owner_gets_a_list_ready_to_send() -> None:
    run = journeymap("programme", SHOP, "--owner", "head of people")
    assert run.stdout.startswith("Lamp shop: ")
    assert "Head of people\n" in run.stdout.splitlines(keepends=True)[0]
    assert "A601" in run.stdout
    assert "Has a hand in: " in run.stdout
    assert "A613" not in run.stdout


def test_an_unknown_owner_gets_the_nearest() -> None:
    run = journeymap("programme", SHOP, "--owner", "Head of peple")
    assert (run.returncode, run.stdout) == (2, "")
    assert "did you mean `Head of people`?" in run.stderr


def test_the_page_is_whole_and_lets_nothing_in(tmp_path: Path) -> None:
    file = tmp_path / "programme.html"
    run = journeymap("programme", SHOP, "--exit-zero", "-o", str(file))
    assert (run.returncode, run.stdout) == (0, "")
    assert str(file) in run.stderr
    page = file.read_text(encoding="utf-8")
    assert "script-src &#39;none&#39;" in page
    assert "<script" not in page
    assert 'href="http' not in page
    assert "Score sheet: mean ratings of the pillars" in page
    assert journeymap("programme", SHOP, "--exit-zero", "--format", "html").stdout == page


def test_the_page_of_an_owner_has_only_what_the_owner_is_asked() -> None:
    page = journeymap("programme", SHOP, "--exit-zero", "--format", "html", "--owner", "Head of people").stdout
    assert "A601" in page
    assert "A613" not in page


def test_a_sheet_is_written_filled_in_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    assert journeymap("programme", SHOP, "--sheet", "-o", str(file)).returncode == 0
    rows = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8"))))
    assert {row["pillar"]: row["question"] for row in rows} == dict(QUESTIONS)
    with file.open("w", encoding="utf-8", newline="") as filled:
        writer = csv.DictWriter(filled, rows[0].keys())
        writer.writeheader()
        writer.writerows({**row, "rater": "Ada", "score": "4"} for row in rows)
    assert read_raters(file) == {"Ada": dict.fromkeys(QUESTIONS, 4)}


def test_a_sheet_to_print_has_every_question(tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    journeymap("programme", SHOP, "--sheet", "-o", str(file))
    page = file.read_text(encoding="utf-8")
    assert all(question in page for question in QUESTIONS.values())
    assert "Nobody gets 50" in page


def test_a_short_list_may_be_longer() -> None:
    found = json.loads(journeymap("programme", SHOP, "-k", "4", "--format", "json").stdout)
    assert [row["shortlisted"] for row in found["performance"]] == [True] * 4 + [False] * (
        len(found["performance"]) - 4
    )


@pytest.mark.parametrize("word", ["nowhere.yaml", "examples"])
def test_what_is_no_programme_is_refused(word: str) -> None:
    assert "error[J001]" in refused("programme", word)
