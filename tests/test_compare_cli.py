"""`journeymap compare`: what it takes, what it refuses, what it prints."""

import csv
import json
from pathlib import Path

import pytest

from tests.golden import Golden
from tests.test_cli import journeymap

DESK = "examples/service-desk"
PLAN = """journey: shop
touchpoints: {a: {next: b}, b: {next: c}, c: {}}
log: {file: events.csv, lost_after: 1 day}
"""


def events(**cases: dict[str, int]) -> str:
    """Write cases that begin in the month of their key; those of `feb` are of the plan `new`."""
    lines = ["case,event,at,plan"]
    for month, paths in cases.items():
        number, plan = {"jan": (1, "old"), "feb": (2, "new")}[month]
        for path, n in paths.items():
            for case in range(n):
                lines += [f"{month}{path}{case},{e},2026-{number:02}-{1 + i:02},{plan}" for i, e in enumerate(path)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "journey.yaml").write_text(PLAN, encoding="utf-8")
    text = events(jan={"abc": 60, "ab": 60}, feb={"abc": 90, "ab": 20, "axb": 10})
    (tmp_path / "events.csv").write_text(text + "end,c,2026-05-01,old\n", encoding="utf-8")
    return tmp_path


def found(*words: str) -> dict[str, object]:
    run = journeymap("compare", *words, "--quiet", "--format", "json")
    assert run.returncode == 0, run.stderr
    members = json.loads(run.stdout)["compare"]
    assert isinstance(members, dict)
    return members


def test_one_log_is_split_by_when_cases_begin(shop: Path) -> None:
    told = found(str(shop), "--before", "2026-02-01", "--until", "2026-03-01")
    assert told["cases"] == [120, 120]
    assert told["headline"] == (
        "completion rose from 50.0 % to 75.0 % (+25.0 points, +12.8 to +36.2), most of it at b; b got better"
    )


def test_a_split_by_segment_gives_the_same_as_one_by_date(shop: Path) -> None:
    by_date = found(str(shop), "--before", "2026-02-01", "--until", "2026-03-01")
    by_plan = found(str(shop), str(shop / "events.csv"), "--split", "plan=old,new", "--until", "2026-03-01")
    assert by_plan["rows"] == by_date["rows"]
    assert (by_plan["before"], by_plan["after"]) == ("plan=old", "plan=new")


def test_two_measurements_give_the_same_as_their_log(shop: Path) -> None:
    common = (str(shop), str(shop / "events.csv"), "--quiet")
    journeymap("measure", *common, "--until", "2026-02-01", "-o", str(shop / "jan.json"))
    journeymap("measure", *common, "--since", "2026-02-01", "--until", "2026-03-01", "-o", str(shop / "feb.json"))
    both = found(str(shop / "jan.json"), str(shop / "feb.json"), "--journey", str(shop))
    assert both["rows"] == found(str(shop), "--before", "2026-02-01", "--until", "2026-03-01")["rows"]


def test_the_json_adds_up(shop: Path) -> None:
    told = json.loads(journeymap("compare", str(shop), "--before", "2026-02-01", "--format", "json").stdout)
    assert told["journey"] == "shop"
    compared = told["compare"]
    [total] = [row for row in compared["rows"] if row["measure"] == "completion"]
    assert sum(part["difference"] for part in compared["parts"]) == pytest.approx(total["difference"], abs=1e-9)


def test_csv_has_a_line_a_row(shop: Path) -> None:
    run = journeymap("compare", str(shop), "--before", "2026-02-01", "--format", "csv", "--quiet")
    lines = [*csv.DictReader(run.stdout.splitlines())]
    assert lines[0]["measure"] == "completion"
    assert len(lines) == len(found(str(shop), "--before", "2026-02-01")["rows"])  # type: ignore[arg-type]


def test_described_segments_can_be_compared(tmp_path: Path) -> None:
    text = (
        "journey: shop\ntouchpoints: {a: {clicks: 3, next: b}, b: {}}\n"
        "segments: {age: {young: {share: 50%}, 'old, wise': {share: 50%, touchpoints: {a: {clicks: 60}}}}}\n"
    )
    (tmp_path / "journey.yaml").write_text(text, encoding="utf-8")
    told = found(str(tmp_path), "--split", "age=young,old, wise")
    assert str(told["headline"]).startswith("completion falls from 97.4 % to 59.2 %")


def test_comparing_a_thing_with_itself_is_silent() -> None:
    run = journeymap("compare", "examples/lamp", "examples/lamp", "--quiet")
    assert run.stdout.splitlines() == [
        "Buying a lamp online: nothing changed",
        "before: examples/lamp (described, no log)",
        "after: examples/lamp (described, no log)",
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["journey.yaml", "--before", "2026-02-01", "--split", "plan=old,new"], "part the log in two ways"),
        (["journey.yaml", "--split", "plan=old,newer"], "error[L243]"),
        (["journey.yaml", "--split", "plan=old"], "error[L243]"),
        (["journey.yaml", "journey.yaml", "--measurement", "m.json"], "`--measurement` goes with `--split`"),
        (["journey.yaml", "journey.yaml", "--journey", "journey.yaml"], "`--journey` goes with two measurements"),
        (["journey.yaml", "--before", "2026-02-01", "--until", "2026-01-15"], "one side would be empty"),
        (["journey.yaml", "--before", "2020-01-01"], "no case begins before the day of `--before`"),
        (["journey.yaml", "--before", "2030-01-01"], "no case begins after the day of `--before`"),
        (["journey.yaml", "--before", "soon"], "write `2026-03-01`"),
        (["nowhere.yaml", "journey.yaml"], "nowhere.yaml"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_cure(shop: Path, words: list[str], answer: str) -> None:
    run = journeymap("compare", *words, "--quiet", cwd=shop)
    assert run.returncode == 2
    assert answer in run.stderr
    assert run.stdout == ""


def test_a_side_without_a_log_is_compared_as_it_is_described(shop: Path) -> None:
    (shop / "future.yaml").write_text("journey: shop\ntouchpoints: {a: {next: b}, b: {}}\n", encoding="utf-8")
    run = journeymap("compare", str(shop), str(shop / "future.yaml"))
    assert f"only `{shop}` has a log: both are compared as they are described" in run.stderr


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["examples/lamp-shop/buy-online.yaml", "examples/lamp-shop/buy-at-a-dealer.yaml"], "shop-compare"),
        ([DESK, "--split", "segment_priority=3,4", "-n", "4"], "service-desk-compare-by-priority"),
    ],
)
def test_what_a_person_reads(words: list[str], name: str, golden: Golden) -> None:
    golden(name, journeymap("compare", *words, "--quiet").stdout)


def test_findings_are_the_first_line_then_what_got_worse_and_better(shop: Path) -> None:
    run = journeymap("compare", str(shop), "--before", "2026-02-01", "--until", "2026-03-01", "--format", "json")
    findings = json.loads(run.stdout)["findings"]
    assert [each["code"] for each in findings] == sorted(each["code"] for each in findings)
    assert findings[0]["sentence"].startswith("Completion rose from 50.0 % to 75.0 % (+25.0 points")
    assert {(each["severity"], each["touchpoint"]) for each in findings} >= {("outcome", None), ("good", "b")}
    same = json.loads(journeymap("compare", "examples/lamp", "examples/lamp", "--format", "json").stdout)
    assert same["findings"] == []
