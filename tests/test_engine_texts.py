"""CSV and JSON: encodings, folders, nested values, and lines that are no event."""

import bz2
import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from journeymap.engines.measure import measure
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement

if TYPE_CHECKING:
    from journeymap.progress import Progress

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
LOG = "case,event,at\n1,a,2020-01-01\n1,b,2020-01-02\n"


def read(file: str | Path, *, skip_bad: bool = False, **options: Any) -> Measurement:  # noqa: ANN401 - of EventLog
    return measure(JOURNEY, EventLog(file, **options), skip_bad=skip_bad)


def refusal(file: str | Path, **options: Any) -> str:  # noqa: ANN401 - of EventLog
    with pytest.raises(LogError) as refused:
        read(file, **options)
    return str(refused.value)


def segments(found: Measurement) -> list[tuple[str, ...]]:
    return sorted(row.segment for row in found.variants)


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("cp1250", "Žluťoučký"), ("cp1252", "Größe €"), ("latin-1", "Größe"), ("cp1251", "жук"), ("utf-16-le", "é😀")],
)
@pytest.mark.parametrize("packed", ["", ".gz", ".bz2"])
def test_text_is_read_in_the_encoding_that_is_said(tmp_path: Path, encoding: str, word: str, packed: str) -> None:
    file = tmp_path / f"e.csv{packed}"
    content = (LOG + f"2,{word},2020-01-03\n").encode(encoding)
    file.write_bytes(gzip.compress(content) if packed == ".gz" else bz2.compress(content) if packed else content)
    assert list(read(file, encoding=encoding).names.values()) == [word]


def test_a_byte_order_mark_is_more_certain_than_what_is_said(tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    file.write_bytes('{"case": 1, "event": "a", "at": "2020-01-01"}\n'.encode("utf-16"))
    assert read(file, encoding="cp1252").n_events == 1


def test_text_in_another_encoding_than_was_said_is_refused_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_bytes((LOG * 100_000).encode() + b"1,\x81,2020-01-01\n")
    assert refusal(file, encoding="cp1252") == (
        "error[L124]: `e.csv` is not text in CP1252: see line 300001\n"
        "help: it is not in `cp1252`: type another `--encoding`"
    )


@pytest.mark.parametrize("name", ["utf8x", "hex", "", "a b"])
def test_an_unknown_encoding_is_answered_with_known_ones(tmp_path: Path, name: str) -> None:
    file = tmp_path / "e.csv"
    file.write_text(LOG)
    if name:
        assert f"error[L124]: no encoding is called `{name}`\nhelp: " in refusal(file, encoding=name)
    else:
        assert read(file, encoding=name).n_events == 2


def test_text_packed_by_zstandard_is_read(tmp_path: Path) -> None:
    duckdb.execute("CREATE TEMP TABLE given AS SELECT 1 AS \"case\", 'a' AS event, '2020-01-01' AS at")
    for name in ("e.csv.zst", "e.jsonl.zst"):
        duckdb.execute(f"COPY given TO '{tmp_path / name}' (COMPRESSION zstd)")
        assert read(tmp_path / name).n_events == 1


@pytest.mark.parametrize("kind", ["csv", "parquet", "json"])
def test_folders_that_say_a_value_are_columns_when_they_are_asked_for(tmp_path: Path, kind: str) -> None:
    for year in (2019, 2020):
        folder = tmp_path / f"year={year}" / "region=it's%20ours"
        folder.mkdir(parents=True)
        (folder / f".e.{kind}.crc").touch()
        rows = f"SELECT '{year}' AS \"case\", 'a' AS event, DATE '{year}-01-01' AS at, 'inside' AS region"
        duckdb.execute(f"COPY ({rows}) TO ? (FORMAT {kind})", [str(folder / f"e.{kind}")])
    assert read(tmp_path).n_cases == 2
    assert segments(read(tmp_path, segments=("year", "region"))) == [("2019", "it's ours"), ("2020", "it's ours")]
    assert segments(read(tmp_path / "year=*" / "*" / f"*.{kind}", segments=("year",))) == [("2019",), ("2020",)]


def test_a_value_of_a_folder_outlives_a_change_of_encoding(tmp_path: Path) -> None:
    folder = tmp_path / "year=2019"
    folder.mkdir()
    (folder / "e.csv").write_text(LOG, encoding="utf-16")
    assert segments(read(folder, segments=("year",))) == [("2019",)]


def test_a_folder_of_several_formats_or_of_none_is_refused(tmp_path: Path) -> None:
    assert "has no file that is read" in refusal(tmp_path)
    (tmp_path / "README.md").touch()
    (tmp_path / "e.csv").write_text(LOG)
    assert read(tmp_path).n_events == 2
    (tmp_path / "e.jsonl").write_text("{}")
    assert " holds CSV and JSON\nhelp: name the files of one format" in refusal(tmp_path)


def test_values_within_values_have_dots_in_their_names(tmp_path: Path) -> None:
    file = tmp_path / "e.json"
    event = {"who": {"id": 7, "a/b~": {'"': True}, "": 1.5}, "event": "a", "at": "2020-01-01", "who.id": "x"}
    file.write_text(json.dumps([event, {**event, "who": None, "at": "2020-01-02"}]))
    found = read(file, case="who.id_1", segments=("who.id", 'who.a/b~."', "who."))
    assert (found.n_cases, segments(found)) == (1, [("7", "true", "1.5")])


def test_a_column_is_found_where_only_late_events_have_it(tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    event = {"case": 1, "event": "a", "at": "2020-01-01"}
    lines = [event] * 30_000 + [{**event, "case": 2, "plan": "gold"}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert segments(read(file, segments=("plan",))) == [("(none)",), ("gold",)]


def test_lists_are_no_values(tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    file.write_text('{"case": 1, "event": "a", "at": "2020-01-01", "tags": ["x"], "more": []}\n')
    assert read(file).n_events == 1
    said = refusal(file, segments=("tags", "more"))
    assert "error[L130]: `more` of `e.jsonl` holds lists, which are no values" in said
    assert said.count("L130") == 2


GOOD = b'{"case": 1, "event": "a", "at": "2020-01-01"}\n'
BAD = GOOD + b'\n{"case": 2,\n[3]\n\xff\n' + GOOD.replace(b'"a"', b'"b"') + b"null"


def test_lines_that_are_no_event_are_named_or_dropped(tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    file.write_bytes(BAD)
    assert refusal(file) == (
        "error[L120]: 4 lines of `e.jsonl` are no JSON object: rows 2, 3, 4, 6\n"
        "help: `--skip-bad` drops them and says how many"
    )
    found = read(file, skip_bad=True)
    assert (found.n_dropped, found.n_events) == (4, 2)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("e.json", b'[{"case": 1}, {"case": 2,]', "error[L109]: `e.json` is broken JSON: see line 1"),
        ("e.json", b'[{"case": 1}, 7]', "error[L120]: 1 line of `e.json` is no JSON object: row 2"),
        ("e.json", b'{"case":\n 1', "error[L109]: `e.json` is broken JSON: see line 2"),
        ("e.json", b'{"case":\n 1}', "error[L109]: `e.json` is JSON, but neither events nor OCEL 2.0"),
        ("e.json", b'{"ocel:events": {},\n "ocel:objects": {}}', "error[L109]: `e.json` is OCEL 1.0"),
        ("e.json", b'{"a":' * 100_000, "error[L109]: `e.json` nests deeper than events do"),
        ("e.json", b"[]", "error[L102]"),
        ("e.json", b"", "error[L109]: `e.json`"),
        ("e.jsonl", b"", "error[L102]"),
        ("e.jsonl.gz", gzip.compress(BAD, mtime=0)[:-9], "error[L109]: `e.jsonl.gz` "),
        ("e.json.gz", b'[{"case": 1}]', "error[L109]: `e.json.gz` is not what `.gz` says, or is damaged"),
        ("e.csv.bz2", bz2.compress(LOG.encode())[:-5], "error[L109]: `e.csv.bz2` is not what `.bz2` says"),
        ("e.csv.zst", b"nonsense", "error[L109]: `e.csv.zst` "),
    ],
)
def test_a_damaged_file_is_refused_in_our_words(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name).startswith(said)


def test_files_of_one_log_are_one_kind_of_json(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text("[]")
    (tmp_path / "2.json").write_text('{"case": 1, "event": "a", "at": "2020-01-01"}\n')
    assert "holds JSON of several kinds" in refusal(tmp_path)


def test_an_option_that_says_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text(LOG)
    assert refusal(file, sheet="x") == (
        "error[L132]: `sheet` says nothing about `e.csv`, which is a CSV\nhelp: leave `--sheet` out: it is for workbook"
    )
    assert "L132]: `object_type` says nothing" in refusal(file, object_type="x")


def test_text_orders_events_by_numbers_or_by_times(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text(
        "case,event,at,seen\n1,b,2020-01-01,2020-01-01T10:00:00+01:00\n1,a,2020-01-01,2020-01-01T08:00:00Z\n"
    )
    assert read(file, order="seen").variants[0].touchpoints == ("a", "b")


def test_columns_that_were_recognised_are_shown_once(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text(LOG)

    def notes(**columns: str) -> list[str]:
        told: list[Progress] = []
        measure(JOURNEY, EventLog(file, **columns), progress=told.append)  # type: ignore[arg-type] # columns alone
        return [each.note for each in told if each.note]

    assert notes() == ["case: case, touchpoint: event, timestamp: at"]
    assert notes(case="case", timestamp="at") == ["touchpoint: event"]
    assert notes(case="case", touchpoint="event", timestamp="at") == []
