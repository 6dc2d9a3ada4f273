"""`journeymap survey`: exports counted by hand, and written into journey files that keep all else."""

import json
from math import sqrt
from pathlib import Path

import pytest
import xlsxwriter

from journeymap.analysis.statistics import wilson
from journeymap.audits.survey import survey_rows
from journeymap.errors import JourneyError
from journeymap.loading import load_journey
from journeymap.survey import Answers, Question, read_survey
from journeymap.units import Scale
from tests.test_cli import journeymap, refused

FIVE = Scale(1, 5)
LONG = "id,step,score,at\n1,delivery,4,2026-09-01\n2,delivery,2,2026-09-14T10:00\n3,support,1,2026-09-02\n4,support,,\n"
COLUMNS = ("--score", "score", "--touchpoint", "step")
PLAN = """\
journey: lamp   # ours
touchpoints:
  delivery: {name: The parcel, satisfaction: {score: 3, question: How was it?}, next: support}
  support: {clicks: 2} # by phone
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "answers.csv"
    file.write_text(LONG)
    return file


def test_a_row_an_answer_is_counted_with_its_last_day(export: Path) -> None:
    found = read_survey(export, [Question("score")], touchpoint="step", date="at", scale=FIVE)
    assert [(each.touchpoint, each.counts, str(each.date)) for each in found.answers] == [
        ("delivery", (0, 1, 0, 1, 0), "2026-09-14"),
        ("support", (1, 0, 0, 0, 0), "2026-09-02"),
    ]
    assert (found.n_empty, found.n_dropped) == (1, 0)


def test_a_row_a_person_has_a_column_for_each_touchpoint(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("who;q1;q2\n1;10;0\n2;9;\n")
    questions = [Question("Q1", "delivery"), Question("q2", "support")]
    found = read_survey(file, questions, scale=Scale(0, 10))
    assert [(each.touchpoint, sum(each.counts)) for each in found.answers] == [("delivery", 2), ("support", 1)]
    assert found.answers[0].counts[9:] == (1, 1)


def test_a_workbook_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "answers.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["step", "score"])
        sheet.write_row(1, 0, ["delivery", 4])
    (found,) = read_survey(file, [Question("score")], touchpoint="step", scale=FIVE).answers
    assert found.counts == (0, 0, 0, 1, 0)


def test_mean_margin_and_bad_share_are_those_worked_out_by_hand() -> None:
    (row,) = survey_rows([Answers("a", (10, 10, 10, 10, 60), None)], FIVE)
    assert (row.n, row.grade, row.mean, row.bad) == (100, "C", 4.0, 0.2)
    # squares: 10·9 + 10·4 + 10·1 + 0 + 60·1 = 200; variance 200 / 99
    assert row.margin == pytest.approx(1.959964 * sqrt(200 / 99 / 100), abs=1e-6)
    assert (row.bad_low, row.bad_high) == wilson(20, 100)


def test_a_single_answer_has_no_margin() -> None:
    (row,) = survey_rows([Answers("a", (0, 0, 1, 0, 0), None)], FIVE)
    assert (row.margin, row.grade) == (None, "D")


def test_the_counts_are_shown_to_paste(export: Path) -> None:
    run = journeymap("survey", str(export), *COLUMNS, "--date", "at")
    assert run.returncode == 0, run.stderr
    assert "3 answers about 2 touchpoints, scale 1..5\nleft out: 1 cell without an answer\n" in run.stdout
    assert "satisfaction: {counts: [0, 1, 0, 1, 0], date: 2026-09-14}" in run.stdout


def test_programs_get_unrounded_numbers(export: Path) -> None:
    found = json.loads(journeymap("survey", str(export), *COLUMNS, "--format", "json").stdout)
    assert found["scale"] == "1..5"
    assert found["survey"][0]["touchpoint"] == "delivery"
    assert found["survey"][0]["mean"] == 3.0
    assert found["survey"][0]["counts"] == [0, 1, 0, 1, 0]


def test_counts_are_written_by_id_or_name_and_all_else_stays(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text(PLAN)
    (tmp_path / "answers.csv").write_text("step,score\nthe Parcel,4\nDELIVERY,5\nsupport,1\n")
    run = journeymap("survey", "answers.csv", *COLUMNS, "--write", "journey.yaml", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "2 touchpoints written" in run.stderr
    text = (tmp_path / "journey.yaml").read_text()
    assert "journey: lamp   # ours" in text
    assert "support: {clicks: 2, satisfaction: {counts: [1, 0, 0, 0, 0]}} # by phone" in text
    delivery = load_journey(tmp_path).touchpoints["delivery"].satisfaction
    assert delivery is not None
    assert (delivery.counts, delivery.question) == ((0, 0, 0, 1, 1), "How was it?")


def test_what_customers_expected_is_written_beside_what_they_found(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text(PLAN)
    (tmp_path / "answers.csv").write_text("step,score\nsupport,9\n")
    words = ["survey", "answers.csv", *COLUMNS, "--scale", "0..10", "--expected", "--write", "journey.yaml"]
    assert journeymap(*words, cwd=tmp_path).returncode == 0
    point = load_journey(tmp_path).touchpoints["support"]
    assert point.satisfaction is None
    assert point.ratings is not None
    assert point.ratings.expected is not None
    assert (point.ratings.expected.scale, point.ratings.expected.weight) == (Scale(0, 10), 1)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("step,rating\ndelivery,4\n", "P113", ":1:1"),
        ("step,score\ndelivery,\n", "P114", ":1:6"),
        ("step,score\ndelivery,6\n", "P115", ":2:10"),
        ("step,score\ndelivery,4.5\n", "P115", ":2:10"),
        ("step,score\ndelivery,good\n", "P115", ":2:10"),
        ("step,score\n,4\n", "P115", ":2:1"),
    ],
)
def test_what_cannot_be_counted_is_shown_where_it_stands(tmp_path: Path, text: str, code: str, place: str) -> None:
    (tmp_path / "answers.csv").write_text(text)
    said = refused("survey", "answers.csv", *COLUMNS, cwd=tmp_path)
    assert f"error[{code}]" in said
    assert f"answers.csv{place}" in said


def test_bad_answers_are_dropped_on_request_and_counted(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("step,score\ndelivery,4\ndelivery,9\n,3\n")
    run = journeymap("survey", "answers.csv", *COLUMNS, "--skip-bad", cwd=tmp_path)
    assert "dropped: 2 answers that could not be read" in run.stdout
    assert run.stdout.startswith("1 answer about 1 touchpoint,")


def test_many_bad_answers_are_not_all_listed(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("step,score\n" + "delivery,9\n" * 50)
    with pytest.raises(JourneyError) as error:
        read_survey(file, [Question("score")], touchpoint="step", scale=FIVE)
    assert len(error.value.diagnostics) == 21
    assert error.value.diagnostics[-1].message == "30 more answers cannot be read"


def test_an_unknown_touchpoint_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text(PLAN)
    (tmp_path / "answers.csv").write_text("step,score\ndelivry,4\n")
    said = refused("survey", "answers.csv", *COLUMNS, "--write", "journey.yaml", cwd=tmp_path)
    assert "P116" in said
    assert "did you mean `delivery`?" in said
    assert (tmp_path / "journey.yaml").read_text() == PLAN


@pytest.mark.parametrize("words", [("--score", "score"), ("--score", "score=a", "--touchpoint", "step")])
def test_it_must_be_clear_which_touchpoint_an_answer_is_about(export: Path, words: tuple[str, ...]) -> None:
    run = journeymap("survey", str(export), *words)
    assert (run.returncode, run.stdout) == (2, "")
    assert "name either the touchpoint" in run.stderr
