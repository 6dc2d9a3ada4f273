"""The table of codes is complete, and its examples show what they say."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from journeymap.cli.explain import said
from journeymap.codes.code import Code
from journeymap.codes.table import CODES, FAMILIES
from tests.golden import Golden
from tests.test_cli import journeymap

PACKAGE = Path(__file__).parent.parent / "journeymap"
_CODE = re.compile(r"\b[ACGJLSPRTF]\d{3}\b")
_OF_RUFF = re.compile(r"noqa:[ A-Z0-9,]+")
_HEAD = re.compile(r"^(error|warning|note|finding)\[(\w+)\]", re.MULTILINE)

FAILING = [row for row in CODES if row.failing]
FIXED = [row for row in CODES if row.fixed]


def code_of(row: Code) -> str:
    return row.code


def codes_of_the_source() -> set[str]:
    """Return the codes that stand anywhere but in the table."""
    files = [file for file in PACKAGE.rglob("*.py") if PACKAGE / "codes" not in file.parents]
    return {code for file in files for code in _CODE.findall(_OF_RUFF.sub("", file.read_text(encoding="utf-8")))}


def test_every_code_of_the_source_has_its_row_and_every_row_is_said_somewhere() -> None:
    rows, source = {row.code for row in CODES}, codes_of_the_source()
    assert sorted(source - rows) == [], "add their rows to journeymap/codes"
    assert sorted(rows - source) == [], "nothing says them any more"


def test_no_code_means_two_things() -> None:
    codes = [row.code for row in CODES]
    assert codes == sorted(set(codes))


def test_every_code_belongs_to_a_family() -> None:
    assert {row.code[0] for row in CODES} == set(FAMILIES)


@pytest.mark.parametrize("row", CODES, ids=code_of)
def test_a_row_says_what_why_and_what_to_do(row: Code) -> None:
    assert 5 < len(row.title) < 60
    assert row.title[0].islower()
    assert not row.title.endswith(".")
    assert row.why.endswith(".")
    assert (row.failing and row.fixed) or row.cure


@pytest.mark.parametrize("row", FAILING, ids=code_of)
def test_the_failing_example_is_told_its_code(row: Code) -> None:
    assert row.failing
    found = {(code, severity) for severity, code in _HEAD.findall(said(row.failing))}
    assert (row.code, row.severity) in found
    if row.severity != "finding":
        assert len(found) == 1, "an example shows one problem"


@pytest.mark.parametrize("row", FIXED, ids=code_of)
def test_the_fixed_example_is_not_told_its_code_and_has_no_error(row: Code) -> None:
    assert row.fixed
    found = {code: severity for severity, code in _HEAD.findall(said(row.fixed))}
    assert row.code not in found
    assert "error" not in found.values()


@pytest.mark.parametrize("code", ["J104", "J131", "L101", "R102", "F120"])
def test_a_code_is_explained_with_its_examples(code: str, golden: Golden) -> None:
    run = journeymap("explain", code)
    assert run.returncode == 0
    golden(f"explain-{code}", run.stdout)


@pytest.mark.parametrize("row", CODES, ids=code_of)
def test_every_explanation_fits_a_page(row: Code) -> None:
    lines = journeymap("explain", row.code).stdout.splitlines()
    assert len(lines) < 65
    assert lines[0] == f"{row.severity}[{row.code}]: {row.title}"


def test_the_codes_are_listed_with_their_titles() -> None:
    listed = journeymap("explain").stdout
    rows = [re.compile(f"^  {row.code} +{row.severity} +{re.escape(row.title)}$", re.MULTILINE) for row in CODES]
    assert all(row.search(listed) for row in rows)
    assert listed.endswith("`journeymap explain CODE` says why, with an example\n")


def test_programs_get_the_table() -> None:
    found = json.loads(journeymap("explain", "--format", "json").stdout)
    assert found["journeymap"] == version("journeymap")
    assert [row["code"] for row in found["explain"]] == [row.code for row in CODES]
    assert set(found["explain"][0]) == {"code", "severity", "title"}


def test_programs_get_one_code_with_what_its_example_gives() -> None:
    found = json.loads(journeymap("explain", "J104", "--format", "json").stdout)["explain"]
    assert set(found) == {"code", "severity", "title", "why", "help", "failing", "fixed"}
    assert found["failing"]["output"].endswith("help: did you mean `payment`?")
    assert found["failing"]["command"] == found["fixed"]["command"] == "journeymap check journey.yaml"
    assert "paymet" in found["failing"]["files"]["journey.yaml"]
    assert "paymet" not in found["fixed"]["files"]["journey.yaml"]


def test_a_code_may_be_typed_in_small_letters() -> None:
    assert journeymap("explain", "j104").stdout == journeymap("explain", "J104").stdout


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("J1O4", "there is no code `J1O4`: did you mean `J1"),
        ("104", "there is no code `104`: did you mean `"),
        ("error", "there is no code `error`: `journeymap explain` lists them"),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest(typed: str, answer: str) -> None:
    run = journeymap("explain", typed)
    assert run.returncode == 2
    assert run.stdout == ""
    assert answer in run.stderr
