"""README's console sessions show what the program really prints; `pytest --rewrite-golden` rewrites them."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context

from journeymap.cli.main import program

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_SESSION = re.compile(r"```console\n\$ journeymap (.*)\n((?:(?!```).*\n)*)```")


def printed(words: str) -> str:
    command = [sys.executable, "-m", "journeymap", *shlex.split(words)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    return run.stdout


def test_readme_shows_what_the_program_prints(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    true = _SESSION.sub(lambda found: f"```console\n$ journeymap {found[1]}\n{printed(found[1]).rstrip()}\n```", text)
    assert len(_SESSION.findall(text)) >= 3
    if request.config.getoption("--rewrite-golden"):
        README.write_text(true, encoding="utf-8")
    assert true == README.read_text(encoding="utf-8")


def test_readme_names_every_verb() -> None:
    text = README.read_text(encoding="utf-8")
    for verb in program.list_commands(Context(program)):
        assert f"`journeymap {verb} " in text, verb


def test_the_python_example_of_readme_runs(tmp_path: Path) -> None:
    code = README.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    for name in ("board.svg", "case.svg", "report.html"):
        code = code.replace(f'"{name}"', repr(str(tmp_path / name)))
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, check=True)
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_the_journey_of_readme_is_sound(tmp_path: Path) -> None:
    journey = README.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "journey.yaml").write_text(journey, encoding="utf-8")
    assert "nothing to complain of" in printed(f"check {tmp_path / 'journey.yaml'}")
