"""What a log is refused for: the code, the rows and the cure."""

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pytest

from journeymap.engines.measure import measure
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {"name": "Bye"}}})
HEAD = "case,event,at\n"
GOOD = HEAD + "1,a,2020-01-01\n1,Bye,2020-01-02\n"


def read(path: Path, content: str | bytes, *, skip_bad: bool = False, **columns: Any) -> Measurement:  # noqa: ANN401 - columns of EventLog
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return measure(JOURNEY, EventLog(path, **columns), skip_bad=skip_bad)


def refusal(path: Path, content: str | bytes, **options: Any) -> str:  # noqa: ANN401 - columns of EventLog
    with pytest.raises(LogError) as refused:
        read(path, content, **options)
    return str(refused.value)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "e.csv"


def test_a_wrong_column_name_is_answered_with_the_nearest_and_the_flag(csv: Path) -> None:
    assert refusal(csv, GOOD, case="cse") == (
        "error[L101]: no column `cse` in `e.csv`\nhelp: did you mean `case`? type `--case COLUMN`"
    )


def test_every_missing_column_is_named_at_once(csv: Path) -> None:
    said = refusal(csv, GOOD, case="x", satisfaction="y", segments=("z",), order="o", success="s")
    assert said.count("error[L101]") == 5
    assert "known are `case`, `event`, `at`; type `--success COLUMN`" in said


def test_columns_that_cannot_be_told_are_asked_for(csv: Path) -> None:
    said = refusal(csv, "id,what,timestamp,at\n")
    assert "holds the case ids: none of `id`, `what`, `timestamp`, `at` is certain\nhelp: type `--case COLUMN`" in said
    assert "holds the times: could be any of `timestamp`, `at`\nhelp: type `--timestamp COLUMN`" in said
    assert said.count("error[L102]") == 3


@pytest.mark.parametrize("content", ["", HEAD])
def test_a_log_without_events_is_refused(csv: Path, content: str) -> None:
    assert refusal(csv, content).startswith("error[L103]: `e.csv` has no event\n")


def test_a_log_of_nothing_but_bad_rows_is_refused_when_they_are_dropped(csv: Path) -> None:
    assert "L103]: `e.csv` has no event left: all 2 rows are bad" in refusal(
        csv, HEAD + "1,a,\n1,,2020-01-01\n", skip_bad=True
    )


def test_a_log_that_shares_no_name_with_the_plan_is_shown_how_to_map_names(csv: Path) -> None:
    assert refusal(csv, HEAD + "1,Login page,2020-01-01\n1,bye,2020-01-02\n") == (
        "error[L104]: no event of `e.csv` stands for a touchpoint of the plan: the events are `Login page`, `bye`, "
        "the touchpoints `a`, `b`\n"
        'help: say which is which, such as `log: {names: {"Login page": a}}`, '
        "or name another column with `--touchpoint COLUMN`"
    )


def test_more_touchpoints_than_can_be_coded_are_refused_unless_unlisted_ones_are_ignored(csv: Path) -> None:
    many = GOOD + "".join(f"1,n{number},2020-01-01\n" for number in range(4095))
    assert "error[L105]: `e.csv` has more than 4,096 touchpoints" in refusal(csv, many)
    assert read(csv, many, unlisted="ignore").n_ignored == 4095


def test_as_many_touchpoints_as_can_be_coded_are_measured(csv: Path) -> None:
    many = HEAD + "1,a,2020-01-01\n" + "".join(f"1,n{number},2020-01-02\n" for number in range(4094))
    found = read(csv, many)
    assert len(found.visits()) == 4095
    assert found.variants[0].touchpoints[:4] == ("a", "n0", "n1", "n10")


BAD = GOOD + "2,a,\n3,a,yesterday\n,a,2020-01-01\n \t,a,2020-01-01\n4,,2020-01-01\n5,a,2020-02-30\n"


def test_bad_rows_are_named_and_counted_by_kind(csv: Path) -> None:
    assert refusal(csv, BAD) == (
        "error[L106]: 3 times that cannot be read in column `at` of `e.csv`: `yesterday`, `2020-02-30` (rows 3, 4, 8)\n"
        "help: write times like `2026-03-01 14:05:00`; `--skip-bad` drops them and says how many\n\n"
        "error[L107]: 2 rows without a case id in column `case` of `e.csv` (rows 5, 6)\n"
        "help: `--skip-bad` drops them and says how many\n\n"
        "error[L107]: 1 row without a touchpoint in column `event` of `e.csv` (row 7)\n"
        "help: `--skip-bad` drops them and says how many"
    )


def test_bad_rows_are_dropped_and_counted_on_request(csv: Path) -> None:
    found = read(csv, BAD, skip_bad=True)
    assert (found.n_events, found.n_dropped, found.n_cases) == (2, 6, 1)
    assert read(csv, GOOD, skip_bad=True).n_dropped == 0


def test_of_many_bad_rows_five_are_named(csv: Path) -> None:
    assert "7 rows without a time in column `at` of `e.csv` (rows 3, 4, 5, 6, 7 …)" in refusal(csv, GOOD + "2,a,\n" * 7)


@pytest.mark.parametrize(
    "time",
    ["epoch", "infinity", "1970-01-01", "01/02/2020", "12:30", "20200101", "2020-01-01 25:00", "2020-01-01 10:00 CET"],
)
def test_nothing_is_read_as_a_time_that_is_not_clearly_one(csv: Path, time: str) -> None:
    assert f"error[L106]: 1 time that cannot be read in column `at` of `e.csv`: `{time}` (row 3)" in refusal(
        csv, f"{GOOD}2,a,{time}\n"
    )


@pytest.mark.parametrize("skip_bad", [False, True])
def test_seconds_since_1970_are_refused_because_their_unit_is_unknown(csv: Path, *, skip_bad: bool) -> None:
    assert refusal(csv, HEAD + "1,a,1456708980\n1,Bye,1456708990.5\n", skip_bad=skip_bad) == (
        "error[L113]: column `at` of `e.csv` holds numbers: seconds, milliseconds or something else since 1970?\n"
        "help: type `--time-unit s`, `--time-unit ms` or `--time-unit us`"
    )


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("1456708980", "L113]: column `at` of `e.parquet` holds numbers"),
        ("1.5::DOUBLE", "L113]: column `at` of `e.parquet` holds numbers"),
        ("TIME '10:00'", "L113]: column `at` of `e.parquet` holds no times"),
        ("TIMESTAMP 'infinity'", "L106]: 1 time that cannot be read in column `at` of `e.parquet`: `infinity` (row 1)"),
        ("TIMESTAMP 'epoch'", "`1970-01-01 00:00:00` (row 1)"),
        ("NULL::TIMESTAMP", "L106]: 1 row without a time in column `at` of `e.parquet` (row 1)"),
    ],
)
def test_a_typed_column_is_held_to_the_same_rules(tmp_path: Path, time: str, said: str) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(f"COPY (SELECT 'x' AS \"case\", 'a' AS event, {time} AS at) TO '{path}'")
    with pytest.raises(LogError) as refused:
        measure(JOURNEY, EventLog(path))
    assert said in str(refused.value)


def test_scores_off_the_scale_and_unclear_success_are_refused_together(csv: Path) -> None:
    content = "case,event,at,score,ok\n1,a,2020-01-01,5,yes\n1,Bye,2020-01-02,7,no\n2,a,2020-01-01,good,perhaps\n"
    assert refusal(csv, content, satisfaction="score", success="ok") == (
        "error[L108]: 2 values off the scale in column `score` of `e.csv`: `7`, `good` (rows 2, 3)\n"
        "help: write the scale of the scores, such as `scale: 0..10`; `--skip-bad` sets them aside\n\n"
        "error[L114]: 1 value neither true nor false in column `ok` of `e.csv`: `perhaps` (row 3)\n"
        "help: write `true` or `false`, or leave it empty; `--skip-bad` sets them aside"
    )
    found = read(csv, content, satisfaction="score", success="ok", skip_bad=True)
    assert (found.n_events, found.n_dropped, found.n_set_aside) == (3, 0, 3)
    assert [row.score for row in found.satisfaction] == [5.0]


def test_times_with_and_without_zone_do_not_mix(csv: Path) -> None:
    assert "error[L112]: column `at` of `e.csv` mixes times with a zone (1) and without (2)" in refusal(
        csv, GOOD + "2,a,2020-01-01T10:00:00Z\n"
    )


def test_a_log_of_more_than_71_years_is_refused(csv: Path) -> None:
    assert "error[L115]: the events of `e.csv` span 7,980 years" in refusal(csv, GOOD + "2,a,9999-12-31\n")


def test_events_are_ordered_by_numbers_or_not_at_all(csv: Path) -> None:
    content = "case,event,at,seq\n1,a,2020-01-01,1\n1,Bye,2020-01-01,x\n"
    assert "error[L116]: 1 row without a number to order by in column `seq` of `e.csv` (row 2)" in refusal(
        csv, content, order="seq"
    )
    assert read(csv, content, order="seq", skip_bad=True).n_dropped == 1
    duckdb.execute(
        f"COPY (SELECT [1] AS l, 'x' AS \"case\", 'a' AS event, now() AS at) TO '{csv.parent / 'e.parquet'}'"
    )
    with pytest.raises(LogError, match=r"column `l` of `e\.parquet` cannot order events"):
        measure(JOURNEY, EventLog(csv.parent / "e.parquet", order="l"))


def test_names_must_lead_to_touchpoints(csv: Path) -> None:
    assert refusal(csv, GOOD, names={"x": "bb"}) == (
        "error[L117]: `names` reads the event `x` as `bb`, which is no touchpoint\nhelp: did you mean `b`?"
    )


def test_lines_that_do_not_fit_the_header_are_refused_or_dropped(csv: Path) -> None:
    content = GOOD + "2,a\n3,a,2020-01-01,x\n"
    assert (
        "error[L120]: 2 lines of `e.csv` cannot be read as CSV in UTF-8 with the columns of its header: lines 4, 5"
        in (refusal(csv, content))
    )
    assert read(csv, content, skip_bad=True).n_dropped == 2


def test_another_encoding_is_refused_with_the_flag(csv: Path) -> None:
    latin = (GOOD + "é,a,2020-01-01\n").encode("latin1")
    assert "help: type `--encoding cp1252`" in refusal(csv, latin)
    assert read(csv, latin, skip_bad=True).n_dropped == 1
    assert refusal(csv, GOOD.encode("utf-16-le")) == (
        "error[L124]: `e.csv` is not text in UTF-8: see line 1\nhelp: type `--encoding utf-16-le`"
    )
    assert "error[L124]: `e.csv` is not text in UTF-8: see line 1" in refusal(csv, "cäse,event,at\n".encode("latin1"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("e.parquet", b"nonsense"),
        ("e.parquet", b"PAR1" + bytes(range(200)) + b"PAR1"),
        ("e.csv.gz", b"case,event,at\n"),
        ("e.csv.gz", gzip.compress(GOOD.encode(), mtime=0)[:-10]),
        ("e.csv", HEAD + "1,a,2020-01-01\r\n1,Bye,2020-01-02\n"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_in_our_words(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    said = refusal(tmp_path / name, content)
    assert said.startswith(f"error[L109]: `{name}` ")
    assert "Error:" not in said
    assert "LINE" not in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing.csv", "there is no file `nothing.csv`"),
        ("*.csv", "there is no file `*.csv`"),
        (".", "the folder `.` has no file that is read"),
        ("https://me:secret@example.org/e.csv", "`https://example.org/e.csv` is no address that is read"),
        ("duckdb:///shop.db?table=events", "there is no file `shop.db`"),
        ("x" * 5000, "cannot be read: File name too long"),
    ],
)
def test_a_file_that_is_not_there_is_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LogError) as refused:
        measure(JOURNEY, EventLog(name))
    assert str(refused.value).startswith("error[L109]")
    assert said in str(refused.value)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert (
        "error[L109]: `e.txt` is of no format that is read\nhelp: name a file that ends in `.csv`, `.parq"
        in refusal(tmp_path / "e.txt", GOOD)
    )


def test_files_of_one_log_share_their_columns(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text(GOOD)
    (tmp_path / "2.csv").write_text("case,at,event\n")
    with pytest.raises(LogError, match=r"L109\]: `2\.csv` has other columns than `1\.csv`"):
        measure(JOURNEY, EventLog(tmp_path / "*.csv"))


def test_too_little_room_is_said_in_our_words(csv: Path) -> None:
    csv.write_text(GOOD)
    with pytest.raises(LogError, match=r"L119\]: `e\.csv` needs more room than there is: 1 MB"):
        measure(JOURNEY, EventLog(csv), memory_limit=1_000_000)
