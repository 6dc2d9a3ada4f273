"""How files, columns, times and names are read."""

import datetime as dt
import gzip
from dataclasses import replace
from itertools import chain, permutations
from pathlib import Path
from typing import Any

import duckdb
import pytest

from journeymap.engines.measure import measure
from journeymap.errors import LogError
from journeymap.eventlog import EventLog, event_log
from journeymap.journey import Journey
from journeymap.measurement import Measurement

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {"name": "Bye"}}})
LOG = "case,event,at\n1,a,2020-01-01\n1,Bye,2020-01-02 10:00:00\n2,a,2020-01-03T01:02:03.004005\n"


def read(path: Path, content: str, journey: Journey = JOURNEY, **columns: Any) -> Measurement:  # noqa: ANN401 - of EventLog
    path.write_bytes(content.encode())
    return measure(journey, EventLog(path, **columns))


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "e.csv"


@pytest.fixture
def expected(csv: Path) -> Measurement:
    return read(csv, LOG)


def same(found: Measurement, expected: Measurement) -> bool:
    return replace(found, source="") == replace(expected, source="")


def paths(found: Measurement) -> list[str]:
    return sorted(chain.from_iterable([">".join(row.touchpoints)] * row.cases for row in found.variants))


def test_first_and_last_event_are_told_in_utc(expected: Measurement) -> None:
    assert (expected.first, expected.last) == ("2020-01-01T00:00:00Z", "2020-01-03T01:02:03.004005Z")


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_csv_is_read_with_the_delimiter_of_its_header(csv: Path, mark: str, expected: Measurement) -> None:
    assert same(read(csv, LOG.replace(",", mark)), expected)


def test_csv_with_byte_order_mark_carriage_returns_and_no_last_line_end(csv: Path, expected: Measurement) -> None:
    assert same(read(csv, "\ufeff" + LOG.strip().replace("\n", "\r\n")), expected)


def test_compressed_csv_is_read(csv: Path, expected: Measurement) -> None:
    path = csv.with_name("E.CSV.GZ")
    path.write_bytes(gzip.compress(LOG.encode()))
    assert same(measure(JOURNEY, EventLog(path)), expected)


def test_quoted_values_may_hold_anything(csv: Path) -> None:
    found = read(csv, 'case,event,at\n"1","x, ""y""\nz",2020-01-01\n1,a,2020-01-02\n')
    assert found.names == {"x_y_z": 'x, "y"\nz'}
    assert paths(found) == ["x_y_z>a"]


@pytest.mark.parametrize("name", ["it's.csv", "a[1].csv", "what?.csv", "x=1.csv", "50% *.csv"])
def test_names_of_files_may_hold_anything(tmp_path: Path, name: str, expected: Measurement) -> None:
    (tmp_path / "a1.csv").write_text("case,event,at\n")
    assert same(read(tmp_path / name, LOG), expected)


def test_names_of_columns_may_hold_anything(csv: Path, expected: Measurement) -> None:
    header = '"it\'s","a ""b""",us,number,row\n'
    content = header + "".join(f"{line},x,y\n" for line in LOG.splitlines()[1:])
    found = read(csv, content, case="it's", touchpoint='a "b"', timestamp="us", segments=("number", "row"))
    assert [row.segment for row in found.variants] == [("x", "y")] * 2
    assert paths(found) == paths(expected)


def test_columns_without_a_name_or_with_the_same_are_told_apart(csv: Path) -> None:
    found = read(csv, "case,event,at,,plan,PLAN\n1,a,2020-01-01,x,y,z\n", segments=("column3", "plan", "PLAN_1"))
    assert found.variants[0].segment == ("x", "y", "z")


def test_a_glob_reads_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    head, *lines = LOG.splitlines(keepends=True)
    for number, line in enumerate(reversed(lines)):
        (tmp_path / f"{number}.csv").write_text(head + line)
    found = measure(JOURNEY, EventLog(tmp_path / "*.csv"))
    assert (found.source, found.n_events, paths(found)) == ("*.csv", 3, ["a", "a>b"])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_position_in_the_file_orders_events_of_one_time(tmp_path: Path, kind: str) -> None:
    """Several files, and more rows than a Parquet row group or a CSV buffer holds at once."""
    rows = (
        "SELECT i // 4 AS \"case\", CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'c' END AS event, "
        "DATE '2020-01-01' AS at FROM range({}, {}) AS t(i)"
    )
    for number in range(2):
        source = rows.format(number * 300_000, (number + 1) * 300_000)
        duckdb.execute(f"COPY ({source}) TO '{tmp_path / str(number)}.{kind}'")
    events = "".join(event for _, event, _ in duckdb.execute(rows.format(0, 600_000)).fetchall())
    log = EventLog(tmp_path / f"*.{kind}", order="row")
    assert paths(measure(JOURNEY, log)) == sorted(">".join(events[i : i + 4]) for i in range(0, 600_000, 4))
    half = measure(JOURNEY, replace(log, file=tmp_path / f"1.{kind}"))
    assert paths(half) == sorted(">".join(events[i : i + 4]) for i in range(300_000, 600_000, 4))


def test_a_column_may_be_called_like_the_row_number(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(
        "COPY (SELECT 1 AS case_id, unnest(['c', 'a']) AS activity, DATE '2020-01-01' AS at, 7 AS FILE_row_number) "
        f"TO '{path}'"
    )
    assert paths(measure(JOURNEY, EventLog(path, order="row"))) == ["c>a"]


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        ("TIMESTAMP WITH TIME ZONE", ("2020-01-01 01:00:00+01", "2020-01-02 08:00:00-02")),
        ("TIMESTAMP", ("2020-01-01", "2020-01-02 10:00:00")),
        ("TIMESTAMP_S", ("2020-01-01", "2020-01-02 10:00:00")),
        ("TIMESTAMP_MS", ("2020-01-01", "2020-01-02 10:00:00")),
        ("TIMESTAMP_NS", ("2020-01-01", "2020-01-02 10:00:00")),
        ("VARCHAR", ("2020/01/01 00:00", "2020/1/2 10:00")),
        ("VARCHAR", ("2020-01-01T01:00:00+01:00", "2020-01-02T10:00Z")),
        ("VARCHAR", (" 2020-01-01 05:30:00.000 +0530", "2020-01-02 08:00:00.0-02")),
        ("VARCHAR", ("2020-01-01 00:00 UTC", "2020-01-02 10:00 GMT ")),
    ],
)
def test_times_are_read_as_utc(tmp_path: Path, kind: str, times: tuple[str, str]) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(
        f"COPY (SELECT 1 AS case_id, unnest(['a', 'b']) AS activity, unnest({list(times)}::{kind}[]) AS at) TO '{path}'"
    )
    found = measure(JOURNEY, EventLog(path))
    assert (found.first, found.last) == ("2020-01-01T00:00:00Z", "2020-01-02T10:00:00Z")
    assert found.variants[0].seconds == 34 * 3600


def test_days_without_a_time_are_read_as_midnight(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS case_id, 'a' AS activity, DATE '2020-01-01' AS at) TO '{path}'")
    assert measure(JOURNEY, EventLog(path)).first == "2020-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "header", ["case:concept:name,concept:name,time:timestamp,case", "Case_ID,Activity,Timestamp,x", "case,event,at,y"]
)
def test_columns_are_recognised_by_certain_names(csv: Path, header: str) -> None:
    assert paths(read(csv, f"{header}\n1,a,2020-01-01,9\n1,b,2020-01-02,9\n")) == ["a>b"]


def test_an_event_stands_for_a_touchpoint_by_mapping_then_id_then_name(csv: Path) -> None:
    points = {"a": {"name": "b"}, "b": {"name": "Both"}, "c": {"name": "Both"}, "d": {"name": "Dee"}, "e": {}}
    journey = Journey.model_validate({"journey": "j", "touchpoints": points, "goal": "e"})
    events = ["a", "b", "Both", "Dee", "dee", "x", "D"]
    content = "case,event,at\n" + "".join(f"1,{event},2020-01-0{day + 1}\n" for day, event in enumerate(events))
    found = read(csv, content, journey, names={"x": "a", "a": "d"})
    assert paths(found) == ["d>b>both>d>dee>a>d_2"]
    assert found.names == {"both": "Both", "dee": "dee", "d_2": "D"}


def test_names_of_unplanned_touchpoints_are_made_unique(csv: Path) -> None:
    events = ["a", "User Info", "user-info", "A", "!!", "Größe 3"]
    content = "case,event,at\n" + "".join(f"1,{event},2020-01-01\n" for event in events)
    assert read(csv, content).names == {
        "touchpoint": "!!",
        "a_2": "A",
        "grosse_3": "Größe 3",
        "user_info": "User Info",
        "user_info_2": "user-info",
    }


def test_ignored_events_are_counted_and_leave_no_trace_in_the_cases(csv: Path) -> None:
    found = read(csv, LOG + "1,x,2020-01-01 12:00\n9,x,2020-01-09\n", unlisted="ignore")
    assert (found.n_events, found.n_ignored, found.n_cases, found.names) == (3, 2, 2, {})
    assert found.last == "2020-01-09T00:00:00Z"


def test_the_first_event_gives_the_segment_and_the_last_word_decides_on_success(csv: Path) -> None:
    content = (
        "case,event,at,plan,ok\n1,a,2020-01-01,gold,no\n1,a,2020-01-02,free,\n1,a,2020-01-03,,Yes\n"
        "2,a,2020-01-01,,0\n3,a,2020-01-01,free,\n"
    )
    found = read(csv, content, segments=("plan",), success="ok")
    assert {row.segment: (row.judged, row.succeeded) for row in found.variants} == {
        ("gold",): (1, 1),
        ("(none)",): (1, 0),
        ("free",): (0, 0),
    }
    assert found.has_success


@pytest.mark.parametrize(
    ("kind", "yes", "no"), [("BOOLEAN", "true", "false"), ("INTEGER", "1", "0"), ("DOUBLE", "1", "0")]
)
def test_success_may_be_true_or_one(tmp_path: Path, kind: str, yes: str, no: str) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(
        "COPY (SELECT unnest([1, 2, 3]) AS case_id, 'a' AS activity, DATE '2020-01-01' AS at, "
        f"unnest([{yes}, {no}, NULL]::{kind}[]) AS ok) TO '{path}'"
    )
    (row,) = measure(JOURNEY, EventLog(path, success="ok")).variants
    assert (row.cases, row.judged, row.succeeded) == (3, 2, 1)


def test_a_score_that_is_no_number_at_all_counts_as_not_given(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(
        "COPY (SELECT unnest([1, 2, 3]) AS case_id, 'a' AS activity, DATE '2020-01-01' AS at, "
        f"unnest([4, 'nan'::DOUBLE, NULL]::DOUBLE[]) AS score) TO '{path}'"
    )
    (row,) = measure(JOURNEY, EventLog(path, satisfaction="score")).satisfaction
    assert (row.touchpoint, row.score, row.n) == ("a", 4.0, 1)


def test_a_case_is_read_up_to_its_first_goal(csv: Path) -> None:
    content = "case,event,at,score\n1,a,2020-01-01,1\n1,b,2020-01-02,2\n1,a,2020-01-03,3\n1,b,2020-01-04,4\n"
    found = read(csv, content, satisfaction="score")
    assert (paths(found), found.n_events, found.variants[0].seconds) == (["a>b"], 4, 86400.0)
    assert [(row.touchpoint, row.score) for row in found.satisfaction] == [("a", 1.0), ("b", 2.0)]


def test_events_that_differ_in_nothing_but_their_values_count_alike_in_any_order(csv: Path) -> None:
    head = "case,event,at,score,ok,plan\n"
    lines = [
        f"1,b,2020-01-01,{score},{ok},{plan}\n" for score, ok, plan in (("", "no", "x"), (3, "yes", "z"), (2, "", "y"))
    ]
    columns: dict[str, Any] = {"satisfaction": "score", "success": "ok", "segments": ("plan",)}
    found = {read(csv, head + "".join(order), **columns).to_json() for order in permutations(lines)}
    assert len(found) == 1
    (answer,) = read(csv, head + "".join(lines), **columns).satisfaction
    assert (answer.segment, answer.score, answer.n) == (("y",), 2.0, 1)


def test_the_journey_file_says_how_its_log_is_read() -> None:
    log = {"file": "e.csv", "case": "order", "segments": "plan", "names": {"x": "a"}, "lost_after": "30 days"}
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {}}, "log": log})
    assert event_log(journey, folder="shop") == EventLog(
        Path("shop/e.csv"), case="order", segments=("plan",), names={"x": "a"}, lost_after=30 * 86400.0
    )
    assert event_log(journey, "other.csv", case="id", segments=(), names={"y": "a"}, lost_after=0.0) == EventLog(
        "other.csv", case="id", names={"x": "a", "y": "a"}, lost_after=0.0
    )


def test_a_journey_without_a_log_needs_a_file() -> None:
    with pytest.raises(LogError, match=r"L118\]: no event log is known for the journey `j`"):
        event_log(JOURNEY)


def test_the_log_of_a_journey_may_have_an_absolute_name(tmp_path: Path) -> None:
    log = {"file": str(tmp_path / "e.csv")}
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {}}, "log": log})
    assert event_log(journey, folder="shop").file == tmp_path / "e.csv"


def test_nothing_of_a_session_is_left_behind(csv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    read(csv, LOG)
    assert list(folder.iterdir()) == []


def test_microseconds_are_kept(csv: Path) -> None:
    times = [dt.datetime(2020, 1, 1, 0, 0, 0, n, tzinfo=dt.UTC).isoformat() for n in (1, 3)]
    assert read(csv, f"case,event,at\n1,a,{times[0]}\n1,b,{times[1]}\n").waits[0].seconds == 2e-6
