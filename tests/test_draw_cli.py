"""`journeymap draw`: what it writes, where, and what it says."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_cli import LAMP, ROOT, journeymap


def drawn(*words: str) -> str:
    run = journeymap("draw", LAMP, "-o", "-", *words)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF-"), ("dot", b"digraph"), ("mmd", b"flowchart")],
)
def test_the_suffix_says_the_format(suffix: str, start: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"lamp.{suffix}"
    run = journeymap("draw", LAMP, "-o", str(file))
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert file.read_bytes().startswith(start)


@pytest.mark.parametrize(("form", "start"), [("svg", "<?xml"), ("mmd", "flowchart"), ("dot", "digraph")])
def test_stdout_takes_every_format(form: str, start: str) -> None:
    assert drawn("--format", form).startswith(start)
    assert drawn().startswith("digraph")


def test_binary_formats_reach_a_pipe_unharmed() -> None:
    command = [sys.executable, "-m", "journeymap", "draw", LAMP, "-o", "-", "--format", "pdf"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.startswith(b"%PDF-")
    assert run.stdout.rstrip().endswith(b"%%EOF")


def test_another_suffix_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    run = journeymap("draw", LAMP, "-o", str(tmp_path / "lamp.gif"))
    assert run.returncode == 2
    assert "error[R104]: `.gif` is no format of a picture" in run.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("verb", [["draw", LAMP], ["report", LAMP]])
def test_a_place_that_cannot_be_written_is_told(verb: list[str], tmp_path: Path) -> None:
    run = journeymap(*verb, "-o", str(tmp_path / "nowhere" / "lamp.svg"))
    assert run.returncode == 2
    assert "error[J162]" in run.stderr
    assert "cannot be written: no such file or directory" in run.stderr


def test_colour_theme_title_and_paper_reach_the_picture() -> None:
    dot = drawn("--color", "wait", "--theme", "dark", "--title", "Our lamp", "--paper", "a4")
    assert '"1.5 s"' in dot
    assert "#12161B" in dot
    assert '"Our lamp' in dot
    assert 'size="8.26' in dot


def test_a_share_is_written_as_per_cent_or_as_a_number() -> None:
    assert drawn("--min-share", "2%") == drawn("--min-share", "0.02")
    run = journeymap("draw", LAMP, "-o", "-", "--min-share", "2")
    assert run.returncode == 2
    assert "write `2%`" in run.stderr


def test_a_board_is_folded_on_request() -> None:
    dot = drawn("--max-touchpoints", "4", "--focus", "checkout", "--steps", "2")
    assert "more steps" in dot


def test_the_curve_can_be_left_out() -> None:
    assert "Satisfaction along the plan" in drawn()
    assert "Satisfaction along the plan" not in drawn("--no-curve")


def test_a_segment_is_named(tmp_path: Path) -> None:
    plan = "journey: j\ntouchpoints: {a: {next: b}, b: {}}\nsegments: {age: {old: {share: 20%}}}\n"
    (tmp_path / "journey.yaml").write_text(plan, encoding="utf-8")
    run = journeymap("draw", str(tmp_path), "-o", "-", "--segment", "age=old", "--quiet")
    assert run.returncode == 0, run.stderr
    assert "only age=old" in run.stdout


def test_fewer_dots_than_asked_for_are_told(tmp_path: Path) -> None:
    words = ["draw", LAMP, "-o", str(tmp_path / "lamp.png"), "--dpi", "100000"]
    assert "warning[R105]: painted with 600 dots per inch" in journeymap(*words).stderr
    assert journeymap(*words, "--quiet").stderr == ""


@pytest.mark.parametrize("words", [["--route", "99"], ["--off-plan", "1"], ["--focus", "nowhere"]])
def test_what_is_not_there_cannot_be_shown(words: list[str]) -> None:
    run = journeymap("draw", LAMP, "-o", "-", *words)
    assert run.returncode == 2
    assert "error[R10" in run.stderr
