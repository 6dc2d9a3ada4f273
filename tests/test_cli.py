import json
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from journeymap.cli.main import main
from journeymap.measurement import Measurement
from tests.golden import Golden

ROOT = Path(__file__).parent.parent
LAMP = "examples/lamp"
DESK = "examples/service-desk"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the program left behind."""

    returncode: int
    stdout: str
    stderr: str


def journeymap(*words: str, cwd: Path = ROOT) -> Run:
    """Run the program within this process, as the shell would."""
    out, err, code = StringIO(), StringIO(), 0
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", ["journeymap", *words]):
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
    return Run(code, out.getvalue(), err.getvalue())


def results(*words: str) -> dict[str, Any]:
    run = journeymap(*words, "--format", "json")
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The measurement of the service desk, saved by the program itself."""
    file = tmp_path_factory.mktemp("desk") / "m.json"
    run = journeymap("measure", DESK, "-o", str(file))
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    assert "24,918 cases, 141,712 events" in run.stderr
    return str(file)


def test_help_lists_every_verb(golden: Golden) -> None:
    golden("help", journeymap("--help").stdout)


def loading(*words: str) -> tuple[str, set[str]]:
    """Run the program as a module; return what it printed and the modules that it loaded."""
    command = [sys.executable, "-X", "importtime", "-m", "journeymap", *words]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return run.stdout, {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}


HEAVY = {"numpy", "scipy", "networkx", "ruamel.yaml", "duckdb", "jinja2", "graphviz", "fpdf"}
OF_LOGS = {"measurement", "counts", "eventlog", "traces", "progress", "cli.events", "diagram.case", "saving"}
"""Modules of this package that need not be loaded where there is no log."""
OF_PROGRAMMES = {"programme", "programme_loading", "portfolio", "raters", "sheets"}


def test_the_program_runs_as_a_module_and_loads_nothing_heavy_for_help() -> None:
    printed, loaded = loading("--help")
    assert printed == journeymap("--help").stdout
    assert not loaded & {*HEAVY, "pydantic", "yaml"}


@pytest.mark.parametrize("words", [["draw", LAMP, "-o", "-", "--format", "svg"], ["check", LAMP]])
def test_a_small_plan_is_drawn_and_checked_without_heavy_libraries(words: list[str]) -> None:
    printed, loaded = loading(*words)
    assert printed
    assert "pydantic" in loaded
    assert not loaded & {*HEAVY, *(f"journeymap.{name}" for name in OF_LOGS)}


def test_a_journey_is_drawn_without_the_models_of_programmes() -> None:
    _, loaded = loading("draw", LAMP, "-o", "-")
    assert not loaded & {*(f"journeymap.{name}" for name in OF_PROGRAMMES), "_strptime"}


def test_a_log_is_read_without_a_word_of_its_engine_on_the_way_out() -> None:
    command = [sys.executable, "-m", "journeymap", "friction", DESK, "--quiet"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert run.stderr == ""


def test_a_journey_in_json_is_drawn_without_a_parser_of_yaml() -> None:
    _, loaded = loading("draw", f"{LAMP}/journey.json", "-o", "-")
    assert "journeymap.json_trees" in loaded
    assert "yaml" not in loaded


@pytest.mark.parametrize("verb", ["friction", "priorities"])
def test_the_terminal_shows_a_plan_without_a_log(verb: str, golden: Golden) -> None:
    golden(f"lamp-{verb}", journeymap(verb, LAMP).stdout)


@pytest.mark.parametrize("verb", ["friction", "priorities", "conformance"])
def test_the_terminal_shows_a_plan_against_a_log(verb: str, desk: str, golden: Golden) -> None:
    golden(f"service-desk-{verb}", journeymap(verb, DESK, "--measurement", desk).stdout)


def test_check_shows_all_problems_and_exits_with_1(golden: Golden) -> None:
    run = journeymap("check", "tests/cases/misspelt.yaml", LAMP)
    assert run.returncode == 1
    golden("check-misspelt", run.stdout)


def test_check_of_a_sound_file_exits_with_0() -> None:
    run = journeymap("check", LAMP)
    assert (run.returncode, run.stdout) == (0, "1 file checked: nothing to complain of\n")


def test_check_asks_what_a_colleague_would_ask_and_exits_with_0() -> None:
    run = journeymap("check", DESK)
    assert run.returncode == 0
    assert "warning[J136]: nobody was asked" in run.stdout


def test_json_has_the_keys_that_other_programs_rely_on() -> None:
    found = results("friction", LAMP)
    assert set(found) >= {
        "journeymap",
        "journey",
        "completion_per_1000",
        "kept_per_1000",
        "observed_completion_per_1000",
    }
    assert "n_cases" not in found
    keys = "touchpoint friction wait effort feeling loss_per_100 visits_per_1000 reach_per_1000 lost_per_1000"
    keys += " observed_loss unexplained evidence blind grade"
    assert set(keys.split()) <= set(found["friction"][0])
    found = results("priorities", LAMP)
    keys = "kind rank rank_low rank_high touchpoint gain_per_1000 gain_completion_per_1000 gain_customers gain_value"
    keys += " evidence target why"
    assert set(keys.split()) <= set(found["priorities"][0])


def test_json_of_conformance_has_its_keys(desk: str) -> None:
    found = results("conformance", DESK, "--measurement", desk)
    assert found["n_cases"] == 24918
    inner = found["conformance"]
    keys = "n_cases n_variants n_under_way fitting_cases fitness cost moves deviations measure routes"
    assert set(keys.split()) <= set(inner)
    assert set(inner["moves"]) == {"sync", "extra", "skipped"}
    assert set(inner["deviations"][0]) >= {"code", "touchpoint", "cases", "share", "share_of"}
    keys = "leave did rejoin members cases share completion completion_others difference low high"
    keys += " satisfaction_difference extra_wait_seconds customers_lost better example"
    assert set(keys.split()) <= set(inner["routes"][0])
    assert inner["on_plan"] + inner["off_plan"] + inner["n_under_way"] == inner["n_cases"]


def test_a_saved_measurement_gives_the_same_results_as_the_log(desk: str) -> None:
    assert results("priorities", DESK) == results("priorities", DESK, "--measurement", desk)


def test_numbers_in_json_are_not_rounded() -> None:
    kept = results("friction", LAMP)["kept_per_1000"]
    assert kept != round(kept, 6)


def test_measure_writes_to_stdout_too(desk: str) -> None:
    assert journeymap("measure", DESK, "-o", "-", "--quiet").stdout == Path(desk).read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", ["svg", "png", "dot"])
def test_draw_writes_a_picture(suffix: str, tmp_path: Path) -> None:
    run = journeymap("draw", LAMP, "-o", str(tmp_path / f"board.{suffix}"))
    assert run.returncode == 0, run.stderr
    start = {"svg": b"<?xml", "png": b"\x89PNG", "dot": b"digraph"}[suffix]
    assert (tmp_path / f"board.{suffix}").read_bytes().startswith(start)


def test_the_pictures_of_the_examples_are_what_the_program_draws(desk: str, tmp_path: Path) -> None:
    for example, options in ((LAMP, ()), (DESK, ("--measurement", desk))):
        run = journeymap("draw", example, *options, "-o", str(tmp_path / "board.svg"))
        assert run.returncode == 0, run.stderr
        kept = ROOT / example / "expected" / "board.svg"
        assert (tmp_path / "board.svg").read_bytes() == kept.read_bytes(), f"draw {example} again"


def test_report_writes_one_page(desk: str, tmp_path: Path) -> None:
    run = journeymap("report", DESK, "--measurement", desk, "-o", str(tmp_path / "report.html"))
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "An incident at the service desk" in page
    assert len(page.encode()) < 500_000


def refused(*words: str, cwd: Path = ROOT) -> str:
    """Run what must be refused: exit 2, nothing on stdout, one error and no traceback."""
    run = journeymap(*words, cwd=cwd)
    assert run.returncode == 2, run.stdout + run.stderr
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    assert run.stderr.count("error[") == 1
    return run.stderr


def test_a_missing_journey_is_refused() -> None:
    assert refused("friction", "nowhere.yaml").startswith("error[J001]: there is no file `nowhere.yaml`")


def test_a_broken_journey_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "j.yaml").write_text("journey: j\ntouchpoints:\n  a: {next: b}\n", encoding="utf-8")
    said = refused("report", "j.yaml", cwd=tmp_path)
    assert " --> j.yaml:3:13" in said or " --> j.yaml:3:" in said
    assert not (tmp_path / "report.html").exists()


def write_log(folder: Path, text: str) -> None:
    (folder / "j.yaml").write_text("journey: j\ntouchpoints:\n  a: {next: b}\n  b: {}\n", encoding="utf-8")
    (folder / "log.csv").write_text(text, encoding="utf-8")


def test_a_missing_column_is_refused_with_the_columns_that_there_are(tmp_path: Path) -> None:
    write_log(tmp_path, "who,what,when\n1,a,2026-01-01T00:00:00\n")
    said = refused(
        "friction", "j.yaml", "log.csv", "--case", "wo", "--touchpoint", "what", "--timestamp", "when", cwd=tmp_path
    )
    assert "`wo`" in said
    assert "`who`" in said


def test_an_empty_log_is_refused(tmp_path: Path) -> None:
    write_log(tmp_path, "case_id,activity,timestamp\n")
    assert "no event" in refused("conformance", "j.yaml", "log.csv", cwd=tmp_path)


def test_a_log_of_unknown_touchpoints_is_refused_with_a_mapping_to_write(tmp_path: Path) -> None:
    write_log(tmp_path, "case_id,activity,timestamp\n1,x,2026-01-01T00:00:00\n")
    assert "names:" in refused("friction", "j.yaml", "log.csv", cwd=tmp_path)


def test_the_table_and_the_board_say_the_same_of_who_was_seen_to_leave(tmp_path: Path) -> None:
    steps = "".join(
        f"{case},{step},2026-01-0{day}\n" for case in range(5) for day, step in ((1, "a"), (2, "b"))[: 1 + case % 2]
    )
    write_log(tmp_path, "case_id,activity,timestamp\n" + steps)
    table = journeymap("friction", "j.yaml", "log.csv", "--lost-after", "1 hour", "--quiet", cwd=tmp_path).stdout
    assert "60.0 of 100 who meet it, measured" in table
    board = journeymap("draw", "j.yaml", "log.csv", "--lost-after", "1 hour", "--quiet", "-o", "-", cwd=tmp_path).stdout
    assert "3 leave (60%)" in board


def test_rows_that_are_dropped_and_cases_under_way_are_said_beside_the_numbers(tmp_path: Path) -> None:
    rows = "1,a,2026-01-01\n1,b,2026-01-02\n2,a,2026-01-01\n2,b,2026-01-02\n3,a,2026-01-02\n4,a,soon\n"
    write_log(tmp_path, "case_id,activity,timestamp\n" + rows)
    run = journeymap("friction", "j.yaml", "log.csv", "--skip-bad", "--lost-after", "1 day", cwd=tmp_path)
    assert "(3 cases, 1 of them still under way)" in run.stdout
    assert "lost, reach it: of 1000 who start, where the model counts as 20 visits." in run.stdout
    assert "dropped 1 row that could not be read\n" in run.stderr
    assert "set aside" not in run.stderr


def test_conformance_without_a_log_is_refused() -> None:
    assert "no event log" in refused("conformance", LAMP)


def test_an_unknown_verb_is_refused_with_the_nearest_one() -> None:
    run = journeymap("fricton", LAMP)
    assert run.returncode == 2
    assert "did you mean `friction`?" in run.stderr


def test_every_verb_explains_itself() -> None:
    listed = [
        line.split()[0] for line in journeymap("--help").stdout.split("Verbs:")[1].splitlines() if line[2:3].strip()
    ]
    for verb in listed:
        run = journeymap(verb, "--help")
        assert run.returncode == 0
        assert len(run.stdout.splitlines()) > 5


def test_saved_measurements_are_read_back_as_they_were(desk: str, tmp_path: Path) -> None:
    measurement = Measurement.load(desk)
    measurement.save(tmp_path / "again.json")
    assert Measurement.load(tmp_path / "again.json") == measurement


def test_one_segment_of_a_log_can_be_looked_at(desk: str) -> None:
    everybody = results("conformance", DESK, "--measurement", desk)["n_cases"]
    each = [
        results("conformance", DESK, "--measurement", desk, "--segment", f"segment_priority={priority}")["n_cases"]
        for priority in "1234"
    ]
    assert sum(each) == everybody
    assert min(each) > 0


def test_one_segment_of_a_plan_can_be_looked_at(tmp_path: Path) -> None:
    text = "journey: j\nsegments: {age: {old: {touchpoints: {a: {clicks: 80}}}}}\ntouchpoints: {a: {next: b}, b: }\n"
    (tmp_path / "j.yaml").write_text(text, encoding="utf-8")
    everybody, old = (
        results("friction", str(tmp_path / "j.yaml"), *options) for options in ((), ("--segment", "age=old"))
    )
    assert everybody["kept_per_1000"] == 1000
    assert old["kept_per_1000"] == pytest.approx(1000 * 2 ** -(80 * 2.65 / 210))


def test_an_unknown_segment_is_refused_with_the_nearest_one(desk: str) -> None:
    said = refused("friction", DESK, "--measurement", desk, "--quiet", "--segment", "segment_priority=9")
    assert "did you mean `segment_priority=" in said


@pytest.mark.parametrize("option", ["--explain=checkout", "--calibrate", "--by-cause", "--blind-spots"])
def test_friction_tells_what_stands_behind_its_table(option: str, golden: Golden) -> None:
    golden(f"lamp-friction{option.replace('=', '-')}", journeymap("friction", LAMP, option).stdout)


def test_json_of_what_stands_behind_the_table() -> None:
    assert results("friction", LAMP, "--explain", "checkout")["explain"][0]["term"] == "wait"
    assert results("friction", LAMP, "--blind-spots")["blind_spots"][0]["swing_per_1000"] > 99
    assert results("friction", LAMP, "--calibrate")["calibrate"] == []


def test_a_milestone_is_counted_beside_the_totals(tmp_path: Path) -> None:
    text = "journey: j\nmilestones: [b]\ntouchpoints: {a: {clicks: 80, next: b}, b: {name: Paid, next: c}, c: }\n"
    (tmp_path / "j.yaml").write_text(text, encoding="utf-8")
    assert "milestone Paid: 497 of 1000" in journeymap("friction", str(tmp_path / "j.yaml"), "--quiet").stdout
