"""`journeymap init`: every template runs, tells something, and is written over nothing."""

import json
import shlex
import shutil
from collections.abc import Iterator
from errno import ENOSPC
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from journeymap.analysis.finding import Finding
from journeymap.analysis.findings import findings
from journeymap.analysis.results import Results, results
from journeymap.engines.measure import measure
from journeymap.eventlog import event_log
from journeymap.loading import load_journey
from journeymap.programme_loading import load_programme
from tests.golden import Golden
from tests.make_templates import FOLDER, TEMPLATES, log
from tests.test_cli import Run, journeymap, refused

NAMES = sorted(TEMPLATES)
LARGEST = 60_000


@pytest.fixture(scope="module", params=NAMES)
def starter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `init` writes for each template."""
    folder = tmp_path_factory.mktemp("init") / str(request.param)
    run = journeymap("init", str(folder), "--template", str(request.param))
    assert run.returncode == 0, run.stderr
    return folder


@cache
def found_in(folder: Path) -> Results:
    journey = load_journey(folder)
    return results(journey, measure(journey, event_log(journey, folder=folder)))


def told(folder: Path, code: str) -> list[Finding]:
    return [finding for finding in findings(found_in(folder)) if finding.code == code]


# what is shipped


@pytest.mark.parametrize("name", NAMES)
def test_the_log_is_what_its_maker_invents(name: str) -> None:
    assert (FOLDER / name / "events.csv").read_bytes() == log(TEMPLATES[name]), "run `python -m tests.make_templates`"


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_found_in_the_installed_package(name: str) -> None:
    shipped = files("journeymap") / "templates" / name
    assert sorted(file.name for file in shipped.iterdir()) == ["events.csv", "journey.yaml"]


@pytest.mark.parametrize("name", NAMES)
def test_the_log_is_small_and_the_journey_a_text_to_read(name: str) -> None:
    assert 150 <= TEMPLATES[name].n_cases <= 400
    assert (FOLDER / name / "events.csv").stat().st_size < LARGEST
    lines = (FOLDER / name / "journey.yaml").read_text(encoding="utf-8").splitlines()
    assert 60 <= len(lines) <= 120
    assert all(len(line) <= 120 for line in lines)
    assert sum("#" in line for line in lines) > len(lines) / 3
    assert "invented for this starter" in " ".join(lines)


def test_every_template_is_offered_and_described() -> None:
    said = journeymap("init", "--help").stdout
    assert {place.name for place in FOLDER.iterdir()} == {*NAMES, "programme"}
    for name in [*NAMES, "programme"]:
        assert f"  {name} " in said
    assert "[default: shop]" in said


# what is written


def test_init_writes_two_files_and_says_what_to_type_next(tmp_path: Path, golden: Golden) -> None:
    run = journeymap("init", "my-journey", cwd=tmp_path)
    assert run.returncode == 0
    assert sorted(file.name for file in (tmp_path / "my-journey").iterdir()) == ["events.csv", "journey.yaml"]
    for file in (tmp_path / "my-journey").iterdir():
        assert file.read_bytes() == (FOLDER / "shop" / file.name).read_bytes()
    golden("init", run.stdout)


def test_what_it_says_to_type_next_runs(tmp_path: Path) -> None:
    commands = list(next_commands(journeymap("init", "a folder/journey", cwd=tmp_path)))
    assert [words[0] for words in commands] == ["check", "friction", "conformance", "report"]
    for words in commands:
        run = journeymap(*words, cwd=tmp_path)
        assert run.returncode == 0, run.stderr
    assert (tmp_path / "a folder" / "journey" / "report.html").exists()


def next_commands(run: Run) -> Iterator[list[str]]:
    for line in run.stdout.splitlines():
        if line.startswith("  journeymap "):
            yield shlex.split(line)[1:]


def test_without_a_folder_it_writes_here_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert journeymap("init", "--template", "service", cwd=tmp_path).returncode == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["events.csv", "journey.yaml", "notes.txt"]
    assert journeymap("check", ".", cwd=tmp_path).returncode == 0


def test_a_programme_comes_with_a_journey_and_audiences_to_start_from(tmp_path: Path) -> None:
    run = journeymap("init", "shop", "--template", "programme", cwd=tmp_path)
    assert sorted(file.name for file in (tmp_path / "shop").iterdir()) == [
        "events.csv",
        "journey.yaml",
        "programme.yaml",
    ]
    for words in next_commands(run):
        assert journeymap(*words, cwd=tmp_path).returncode == (1 if words[0] == "programme" else 0), words
    made = load_programme(tmp_path / "shop")
    assert len(made.audiences) > 10
    assert made.audiences["customers"].journeys == ("journey.yaml",)
    assert journeymap("check", "shop/programme.yaml", cwd=tmp_path).stdout.startswith("1 file checked: nothing")


def test_a_programme_is_not_overwritten_and_is_no_hindrance_to_a_journey(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").write_text("mine", encoding="utf-8")
    assert "`programme.yaml` is there already" in refused("init", "--template", "programme", cwd=tmp_path)
    assert journeymap("init", cwd=tmp_path).returncode == 0
    assert (tmp_path / "programme.yaml").read_text(encoding="utf-8") == "mine"


# what is refused


@pytest.mark.parametrize("name", ["journey.yaml", "events.csv", "journey.yml", "journey.json"])
def test_it_refuses_to_write_where_a_journey_or_a_log_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    said = refused("init", cwd=tmp_path)
    assert said.startswith(f"error[J160]: `{name}` is there already: nothing is overwritten")
    assert "help: name another folder: `journeymap init journey-2`" in said
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_a_second_time_it_names_both_files_and_a_free_folder(tmp_path: Path) -> None:
    (tmp_path / "mine-2").mkdir()
    assert journeymap("init", "mine", cwd=tmp_path).returncode == 0
    said = refused("init", "mine", cwd=tmp_path)
    assert "`mine/journey.yaml` and `mine/events.csv` are there already" in said
    assert "`journeymap init mine-3`" in said


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    assert refused("init", "mine", cwd=tmp_path).startswith("error[J161]: `mine` is a file, not a folder")
    assert refused("init", "mine/journey", cwd=tmp_path).startswith("error[J162]: `mine/journey` cannot be written")


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "events.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert "`events.csv` is there already" in refused("init", cwd=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["events.csv"], "the journey is not left behind alone"


def test_nothing_is_left_of_what_could_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(path: Path, mode: str = "r", encoding: str | None = None) -> object:
        if mode == "xb" and path.name == "events.csv":
            raise OSError(ENOSPC, "No space left on device", str(path))
        return real(path, mode, encoding=encoding)

    monkeypatch.setattr(Path, "open", full)
    assert "cannot be written: no space left on device" in refused("init", "new/mine", cwd=tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_unknown_template_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    run = journeymap("init", "--template", "clinic", cwd=tmp_path)
    assert run.returncode == 2
    assert "'onboarding'" in run.stderr
    assert not list(tmp_path.iterdir())


# what the starters tell


def test_a_starter_passes_check_without_a_word(starter: Path) -> None:
    assert journeymap("check", str(starter)).stdout == "1 file checked: nothing to complain of\n"


@pytest.mark.parametrize("verb", ["friction", "priorities", "conformance"])
def test_the_verbs_that_print_run_on_a_starter(verb: str, starter: Path) -> None:
    run = journeymap(verb, str(starter), "--format", "json", "--quiet")
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)[verb]


@pytest.mark.parametrize(
    "arguments", ["measure -o m.json", "draw -o board.svg", "draw -o board.png", "report -o r.html"]
)
def test_the_verbs_that_write_run_on_a_starter(arguments: str, starter: Path, tmp_path: Path) -> None:
    verb, option, file = arguments.split()
    run = journeymap(verb, str(starter), option, str(tmp_path / file), "--quiet")
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / file).stat().st_size > 1000


def test_a_starter_reads_without_its_log_too(starter: Path, tmp_path: Path) -> None:
    shutil.copy(starter / "journey.yaml", tmp_path)
    journey = load_journey(tmp_path)
    assert findings(results(journey))


def test_some_follow_the_plan_some_do_not_and_some_are_under_way(starter: Path) -> None:
    follows = found_in(starter).follows
    assert follows
    assert min(follows.on_plan, follows.off_plan) > 30
    assert follows.n_under_way > 5
    assert told(starter, "F102")


def test_one_off_plan_route_harms_and_one_helps(starter: Path) -> None:
    assert told(starter, "F110")
    assert all((finding.n or 0) >= 30 and finding.owner for finding in told(starter, "F110"))
    assert told(starter, "F111")
    assert all("worth planning" in finding.sentence for finding in told(starter, "F111"))


def test_a_broken_promise_shows_in_the_outcome(starter: Path) -> None:
    assert told(starter, "F112")
    assert "later than promised" in told(starter, "F112")[0].sentence


def test_what_to_fix_first_rests_on_evidence_and_gains(starter: Path) -> None:
    assert told(starter, "F120")
    rows = found_in(starter).priorities
    assert {row.kind for row in rows} == {"touchpoint", "off_plan", "condition"}
    assert sum(row.evidence != "assumed" and row.gain_per_1000 >= 10 for row in rows) >= 4
    assert rows[0].gain_customers is not None
    assert rows[0].gain_customers > 10


def test_satisfaction_is_known_and_missing_answers_are_too(starter: Path) -> None:
    assert not told(starter, "F131")
    measurement = found_in(starter).measurement
    assert measurement
    answers = sum(row.n for row in measurement.satisfaction)
    assert 50 < answers < measurement.n_events / 2
    assert {row.score for row in measurement.satisfaction} == {1, 2, 3, 4, 5}


def test_some_is_done_again_and_customers_are_told_apart(starter: Path) -> None:
    follows, measurement = found_in(starter).follows, found_in(starter).measurement
    assert follows
    assert measurement
    assert len({variant.segment for variant in measurement.variants}) == 2
    assert any(len(set(variant.touchpoints)) < len(variant.touchpoints) for variant in measurement.variants)
