"""Every question of the page of questions is answered by the command beside it."""

import re
import shlex
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from journeymap.cli.main import program

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "examples" / "questions" / "README.md"
ROW = re.compile(r"\| (\d+) \| (.+?) \| `journeymap (.+?)` \| (.+?) \|$", re.MULTILINE)


class Question(NamedTuple):
    number: int
    asked: str
    command: str
    look_for: str


QUESTIONS = tuple(Question(int(row[1]), row[2], row[3], row[4]) for row in ROW.finditer(PAGE.read_text("utf-8")))


def flat(text: str) -> str:
    """The same words, however lines are broken."""
    return " ".join(text.split())


@cache
def answer(command: str) -> str:
    result = CliRunner().invoke(program, shlex.split(command), prog_name="journeymap")
    assert result.exit_code in {0, 1}, result.output  # 1: an audit that found what must be mended
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return flat(result.stdout)


def test_the_88_questions_are_all_there_in_order() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 89))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_the_command_answers_the_question(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert flat(question.look_for) in answer(question.command)
