"""What `journeymap check` prints, for people, programs and GitHub, and with which status it ends."""

import json
import os
import re
import sys
from contextlib import chdir, redirect_stdout
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote

import pytest

from journeymap.cli.main import main
from tests.golden import Golden
from tests.test_cli import journeymap

WRONG = "journey: lamp\ntouchpoints:\n  basket: {next: paymet, clikcs: 3}\n  payment: {}\n"
ASKED = "journey: lamp\ntouchpoints:\n  basket: {next: payment}\n  payment: {}\n"
SOUND = "journey: lamp\ntouchpoints:\n  basket: {satisfaction: 4.1}\n"
NOTED = SOUND.replace("4.1", "4.1, channels: {app: {}, web: {}}")
_COMMAND = re.compile(r"::(error|warning|notice) ([^\n]*?)::([^\n]*)")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def shown_in_a_terminal(*words: str, **environment: str) -> str:
    others = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    terminal = Terminal()
    with (
        patch.dict(os.environ, {**others, **environment}, clear=True),
        patch.object(sys, "argv", ["journeymap", *words]),
        redirect_stdout(terminal),
        pytest.raises(SystemExit),
    ):
        main()
    return terminal.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"wrong": WRONG, "asked": ASKED, "sound": SOUND, "noted": NOTED}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_person_sees_every_problem_in_order_and_how_many_there_are(folder: Path, golden: Golden) -> None:
    golden("check-text", journeymap("check", "asked.yaml", "wrong.yaml", "nowhere.yaml", cwd=folder).stdout)


def test_github_marks_the_lines(folder: Path, golden: Golden) -> None:
    files = ("asked.yaml", "wrong.yaml", "noted.yaml", "nowhere.yaml")
    golden("check-github", journeymap("check", "--format", "github", *files, cwd=folder).stdout)


def test_programs_get_one_object_with_every_problem(folder: Path) -> None:
    run = journeymap("check", "--format", "json", "wrong.yaml", "nowhere.yaml", cwd=folder)
    found = json.loads(run.stdout)
    assert found["journeymap"] == version("journeymap")
    assert found["check"] == [
        {
            "code": "J104",
            "severity": "error",
            "message": "`touchpoints.basket.next` names `paymet`, a touchpoint that does not exist",
            "help": "did you mean `payment`?",
            "file": "wrong.yaml",
            "line": 3,
            "column": 18,
            "length": 6,
        },
        {
            "code": "J102",
            "severity": "error",
            "message": "`clikcs` is no key of `touchpoints.basket`",
            "help": "did you mean `clicks`?",
            "file": "wrong.yaml",
            "line": 3,
            "column": 26,
            "length": 6,
        },
        {
            "code": "J001",
            "severity": "error",
            "message": "there is no file `nowhere.yaml`",
            "help": "check the path; `journeymap report FOLDER` looks for `journey.yaml` in it",
            "file": "nowhere.yaml",
            "line": None,
            "column": None,
            "length": None,
        },
    ]


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize(
    ("file", "strict", "status"),
    [
        ("wrong.yaml", False, 1),
        ("asked.yaml", False, 0),
        ("asked.yaml", True, 1),
        ("noted.yaml", True, 0),
        ("sound.yaml", True, 0),
    ],
)
def test_errors_end_with_1_and_warnings_only_where_they_count(
    folder: Path, file: str, form: str, *, strict: bool, status: int
) -> None:
    words = ["check", file, "--format", form, *(["--strict"] if strict else [])]
    assert journeymap(*words, cwd=folder).returncode == status


def test_nothing_is_printed_for_github_where_nothing_is_wrong(folder: Path) -> None:
    assert journeymap("check", "sound.yaml", "--format", "github", cwd=folder).stdout == ""


def test_a_name_or_a_message_cannot_break_out_of_its_command(folder: Path) -> None:
    name = "a,b::c%0A.yaml"
    text = 'journey: lamp\ntouchpoints:\n  a: {wait: "5\\r\\n::error::days 100%"}\n'
    (folder / name).write_text(text, encoding="utf-8")
    printed = journeymap("check", name, "--format", "github", cwd=folder).stdout
    assert printed.count("\n") == 1
    command = _COMMAND.fullmatch(printed.rstrip("\n"))
    assert command
    properties = dict(each.split("=", 1) for each in command[2].split(","))
    assert unquote(properties["file"]) == name
    assert "5\r\n::error::days 100%" in unquote(command[3])


def test_a_problem_of_a_shared_base_is_said_once_and_in_its_own_file(folder: Path) -> None:
    (folder / "base.yaml").write_text(WRONG, encoding="utf-8")
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(f"extends: base.yaml\njourney: {name}\n", encoding="utf-8")
    run = journeymap("check", "--format", "json", "one.yaml", "two.yaml", cwd=folder)
    assert [(each["code"], each["file"]) for each in json.loads(run.stdout)["check"]] == [
        ("J104", "base.yaml"),
        ("J102", "base.yaml"),
    ]


def test_a_programme_is_checked_with_its_journeys(folder: Path) -> None:
    programme = "programme: shop\naudiences:\n  shoppers: {journeys: [wrong.yaml], affects: {basket: nobody.at_all}}\n"
    (folder / "programme.yaml").write_text(programme, encoding="utf-8")
    run = journeymap("check", "--format", "json", "programme.yaml", cwd=folder)
    found = [(each["file"], each["code"]) for each in json.loads(run.stdout)["check"]]
    assert found == [("programme.yaml", "P104"), ("wrong.yaml", "J104"), ("wrong.yaml", "J102")]


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_file_whose_name_is_no_text_is_named_as_well_as_can_be(folder: Path, form: str) -> None:
    name = os.fsdecode(b"lamp\xff.yaml")
    try:
        (folder / name).write_text(WRONG, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    run = journeymap("check", name, "--format", form, cwd=folder)
    assert run.returncode == 1
    assert re.search("lamp[?\N{REPLACEMENT CHARACTER}].yaml", run.stdout)


def test_a_terminal_shows_severities_in_colour(folder: Path) -> None:
    with chdir(folder):
        shown = shown_in_a_terminal("check", "asked.yaml", "wrong.yaml")
    assert shown.count("\x1b[31m\x1b[1merror[J104]\x1b[0m: ") == 1
    assert shown.count("\x1b[33m\x1b[1mwarning[J136]\x1b[0m: ") == 1
    assert shown.count("\x1b[0m") == 3


def test_who_wants_no_colour_gets_none(folder: Path) -> None:
    with chdir(folder):
        assert "\x1b" not in shown_in_a_terminal("check", "wrong.yaml", NO_COLOR="1")
        assert "\x1b" in shown_in_a_terminal("check", "wrong.yaml", NO_COLOR="")


def test_a_pipe_gets_no_colour(folder: Path) -> None:
    assert "\x1b" not in journeymap("check", "wrong.yaml", cwd=folder).stdout


def test_a_journey_cannot_bring_colours_of_its_own(folder: Path) -> None:
    (folder / "ansi.yaml").write_text('journey: j\ntouchpoints: {a: {wait: "\\e[31m2\\e[0m"}}\n', encoding="utf-8")
    with chdir(folder):
        shown = shown_in_a_terminal("check", "ansi.yaml")
    assert shown.count("\x1b[31m") == 1
