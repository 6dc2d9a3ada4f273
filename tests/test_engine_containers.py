"""XES, object-centric logs, workbooks, databases and frames: what is in them, and which part of it is meant."""

# ruff: noqa: S608 - every name is written here

import gzip
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
import xlsxwriter

from journeymap.engines.measure import measure
from journeymap.errors import LogError, MissingToolError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.logs import ocel_xml, write_ocel_sqlite

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})


def read(file: Any, *, skip_bad: bool = False, **options: Any) -> Measurement:  # noqa: ANN401 - of EventLog
    return measure(JOURNEY, EventLog(file, **options), skip_bad=skip_bad)


def refusal(file: Any, **options: Any) -> str:  # noqa: ANN401 - of EventLog
    with pytest.raises(LogError) as refused:
        read(file, **options)
    return str(refused.value)


def paths(found: Measurement) -> dict[tuple[str, ...], str]:
    return {row.segment: ">".join(row.touchpoints) for row in found.variants}


def event(name: str, at: str = "2020-01-01T00:00:00Z", more: str = "") -> str:
    return (
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{at}"/>{more}</event>\n'
    )


def log(*traces: str, outside: str = "") -> str:
    return f'<?xml version="1.0"?>\n<log>{"".join(f"<trace>{trace}</trace>" for trace in traces)}{outside}</log>'


CASE = '<string key="concept:name" value="1"/>'


@pytest.fixture
def xes(tmp_path: Path) -> Path:
    return tmp_path / "e.xes"


@pytest.mark.parametrize("batch", [1, 2, 50_000])
def test_a_trace_gives_its_attributes_to_its_events_wherever_they_stand(
    xes: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journeymap.engines.readers.xes._BATCH", batch)
    own = '<string key="Plan" value="own"/>'
    late = '<string key="plan" value="x"/>'
    traces = [
        f"{CASE}{event('a', more=own)}{event('b', '2020-01-02T00:00:00Z')}{late}",
        CASE.replace("1", "2") + event("a"),
    ]
    xes.write_text(log(*traces, *[CASE.replace("1", str(n)) + event("b") for n in range(3, 9)]))
    found = read(xes, segments=("case:plan",))
    counted = {(row.segment, row.touchpoints): row.cases for row in found.variants}
    assert counted == {(("x",), ("a", "b")): 1, (("(none)",), ("a",)): 1, (("(none)",), ("b",)): 6}
    assert paths(read(xes, segments=("Plan",)))[("own",)] == "a>b"


def test_keys_that_differ_in_case_are_one_column_and_inner_keys_have_dots(xes: Path) -> None:
    inner = '<string key="who" value="me"><list key="roles"><values><int key="n" value="3"/></values></list></string>'
    other = '<string key="plan" value="y"/><string key="PLAN" value="x"/>'
    xes.write_text(log(CASE + event("a", more=other + inner)))
    assert paths(read(xes, segments=("plan", "who", "who.roles.n"))) == {("x", "me", "3"): "a"}


def test_events_outside_a_trace_are_of_no_case(xes: Path) -> None:
    xes.write_text(log(CASE + event("a"), outside=event("b") + event("b")))
    assert "error[L107]: 2 rows without a case id in column `case:concept:name` of `e.xes` (rows 2, 3)" in refusal(xes)
    assert read(xes, skip_bad=True).n_dropped == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (log(CASE + event("a"))[:-20], "error[L109]: `e.xes` is broken XML: line 2: unclosed token"),
        (log(CASE + "<event></trace>"), "error[L109]: `e.xes` is broken XML: line 2: mismatched tag"),
        ("<html><p/></html>", "error[L109]: `e.xes` is XML, but no XES: it has no `log`"),
        ("", "error[L109]: `e.xes` is broken XML: line 1: no element found"),
        (log(), "error[L103]: `e.xes` has no event"),
        (
            '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + log(CASE + event("&b;"))[22:],
            "error[L129]: `e.xes` declares a document type",
        ),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "error[L129]"),
    ],
)
def test_xml_that_is_broken_or_dangerous_is_refused(xes: Path, content: str, said: str) -> None:
    xes.write_text(content)
    assert refusal(xes).startswith(said)
    packed = xes.with_suffix(".xes.gz")
    packed.write_bytes(gzip.compress(content.encode())[:-9])
    assert refusal(packed).startswith(("error[L109]: `e.xes.gz` is", "error[L129]"))


OCEL: dict[str, Any] = {
    "objectTypes": [],
    "eventTypes": [],
    "objects": [
        {
            "id": "o1",
            "type": "order",
            "attributes": [{"name": "pl'an", "value": "gold", "time": "1970-01-01T00:00:00Z"}],
        },
        {
            "id": "o2",
            "type": "order",
            "attributes": [{"name": "pl'an", "value": "free", "time": "1970-01-01T00:00:00Z"}],
        },
        {"id": "i1", "type": "item of it's"},
        {"id": "c1", "type": "customer"},
    ],
    "events": [
        {
            "id": str(number),
            "type": type_,
            "time": f"2020-01-0{number + 1}T00:00:00Z",
            "attributes": [{"name": "by", "value": "web"}],
            "relationships": [{"objectId": each, "qualifier": ""} for each in related],
        }
        for number, (type_, related) in enumerate(
            [("a", ["o1"]), ("a", ["o2", "i1"]), ("b", ["o1", "o2", "i1"]), ("x", ["c1"]), ("y", [])]
        )
    ],
}


@pytest.fixture(params=["json", "xml", "sqlite"])
def ocel(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / f"e.{request.param}"
    if request.param != "sqlite":
        changed = {"name": "pl'an", "value": "later", "time": "2020-01-02T00:00:00Z"}
        objects = [
            {**OCEL["objects"][0], "attributes": [changed, *OCEL["objects"][0]["attributes"]]},
            *OCEL["objects"][1:],
        ]
        changing = {**OCEL, "objects": objects}
        file.write_text(json.dumps(changing) if request.param == "json" else ocel_xml(changing))
    else:
        write_ocel_sqlite(file, OCEL)
        with closing(sqlite3.connect(file)) as db, db:
            db.execute("INSERT INTO object_t0 VALUES ('o1', '2020-01-02T00:00:00Z', 'pl''an', 'later')")
    return file


def test_an_object_centric_log_is_flattened_on_one_type(ocel: Path) -> None:
    found = read(ocel, object_type="order", segments=("case:pl'an", "by"))
    assert paths(found) == {("gold", "web"): "a>b", ("free", "web"): "a>b"}
    assert (found.n_events, found.n_unrelated, found.n_shared) == (4, 2, 1)
    found = read(ocel, object_type="item of it's")
    assert (paths(found), found.n_unrelated, found.n_shared) == ({(): "a>b"}, 3, 0)


def test_the_type_that_is_a_case_has_to_be_said(ocel: Path) -> None:
    types = (
        "`order` (objects: 2, events: 3), `item of it's` (objects: 1, events: 2), `customer` (objects: 1, events: 1)"
    )
    said = refusal(ocel)
    assert (
        f"has objects of several types, and one of them is the case: {types}\nhelp: type `--object-type order`" in said
    )
    said = refusal(ocel, object_type="oder")
    assert (
        said
        == f"error[L127]: `{ocel.name}` has no object of the type `oder`: it has {types}\nhelp: did you mean `order`?"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (log(CASE + event("a")), "error[L109]: `e.xml` is XES, not OCEL 2.0\nhelp: let its name end in `.xes`"),
        ("<html><p/></html>", "error[L109]: `e.xml` is XML, but neither OCEL 2.0 nor XES"),
        ("<log><events><event type='a'/></events><objects/></log>", "error[L109]: `e.xml` is no OCEL 2.0"),
        ("<log><events>", "error[L109]: `e.xml` is broken XML: line 1: no element found"),
        ("<!DOCTYPE log><log/>", "error[L129]: `e.xml` declares a document type"),
    ],
)
def test_xml_that_is_no_object_centric_log_is_refused(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "e.xml"
    file.write_text(content)
    assert refusal(file).startswith(said)


@pytest.mark.parametrize("batch", [1, 2])
def test_an_object_centric_log_in_xml_is_written_in_batches(
    tmp_path: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journeymap.engines.readers.ocel_xml._BATCH", batch)
    file = tmp_path / "e.xml"
    file.write_text(ocel_xml(OCEL))
    assert paths(read(file, object_type="order", segments=("case:pl'an",))) == {("gold",): "a>b", ("free",): "a>b"}


def test_a_format_that_may_not_be_packed_so_is_refused_with_the_line_that_unpacks_it(tmp_path: Path) -> None:
    file = tmp_path / "e.xes.zst"
    file.write_bytes(b"")
    assert refusal(file) == (
        "error[L109]: `e.xes.zst` is packed as only CSV and JSON may be\nhelp: unpack it: `zstd -d e.xes.zst`"
    )


def workbook(file: Path, **sheets: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(file)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file


EVENTS: list[list[Any]] = [
    ["case", "event", "at"],
    [1, "a", "2020-01-01"],
    [],
    [1.5, "b", "2020-01-02"],
    ["x", "b", "2020-01-02"],
]


def test_a_sheet_may_mix_numbers_and_text_and_have_blank_rows(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "e.xlsx", Events=EVENTS, Empty=[]))
    assert sorted(row.example for row in found.variants) == ["1", "1.5"]
    assert found.n_cases == 3


def test_of_several_sheets_one_is_named(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {"My events": EVENTS, "Notes": [["x"]]}
    file = workbook(tmp_path / "e.xlsx", **sheets)
    assert refusal(file) == (
        "error[L126]: `e.xlsx` has 2 sheets, and one holds the events: `My events`, `Notes`\n"
        "help: type `--sheet 'My events'`, or write `log: {sheet: …}`"
    )
    assert read(file, sheet="My events").n_events == 3
    assert "L126]: `e.xlsx` has no sheet `my events`\nhelp: did you mean `My events`?" in refusal(
        file, sheet="my events"
    )
    assert "L103]: `empty.xlsx` has no event" in refusal(workbook(tmp_path / "empty.xlsx", Empty=[]))
    assert "L103]: `empty.xlsx` has no event" in refusal(tmp_path / "empty.xlsx", sheet="Empty")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e.xlsx").write_bytes(workbook(tmp_path / "good.xlsx", Events=EVENTS).read_bytes()[:900])
    assert refusal(tmp_path / "e.xlsx").startswith("error[L109]: `e.xlsx` is no workbook, or is damaged")
    assert "L109]: `*.xlsx` stands for 2 files, and a workbook is read alone" in refusal(tmp_path / "*.xlsx")


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("python_calamine", "pyarrow"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        MissingToolError, match=r"T101\]: reading `e\.xlsx` needs `python-calamine`.*\n.*'journeymap\[excel\]'"
    ):
        read(workbook(tmp_path / "e.xlsx", Events=EVENTS))
    with pytest.raises(
        MissingToolError, match=r"T102\]: reading a `DataFrame` needs `pyarrow`.*\n.*'journeymap\[frames\]'"
    ):
        read(pl.DataFrame({"case": [1]}))


@pytest.fixture(params=["sqlite", "duckdb"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / f"it's a shop.{request.param}"
    table = "\"my; 'events'\""
    rows = "SELECT 1 AS \"case\", 'a' AS event, '2020-01-01' AS at UNION ALL SELECT 1, 'b', '2020-01-02'"
    connect: Any = sqlite3.connect if request.param == "sqlite" else duckdb.connect
    with closing(connect(str(file))) as db:
        db.execute(f"CREATE TABLE {table} AS {rows}")
        db.execute(f"CREATE VIEW only_a AS SELECT * FROM {table} WHERE event = 'a'")
        db.commit()
    return file


def test_a_database_is_asked_for_a_table_a_view_or_a_query(database: Path) -> None:
    url = f"{database.suffix[1:]}:///{database}"
    assert read(f"{url}?table=my; 'events'").n_events == 2
    assert read(f"{url}?table=only_a").n_events == 1
    found = read(f"{url}?query=SELECT * FROM \"my; 'events'\" WHERE event LIKE '%b' -- the last")
    assert (found.n_events, found.source) == (1, f"{database.name}?query=…")
    assert "error[L128]: the query does not run on" in refusal(f"{url}?query=SELECT * FROM nothing")


def test_of_several_tables_one_is_named_by_the_line_to_type(database: Path) -> None:
    said = refusal(database)
    assert (
        f"L125]: `{database.name}` has 2 tables, and one holds the events: `my; 'events'`, `only_a`\nhelp: type" in said
    )
    assert f"`{database.name}` has no table `onlya`: it has" in refusal(
        f"{database.suffix[1:]}:///{database}?table=onlya"
    )
    assert "only_a" in refusal(f"{database.suffix[1:]}:///{database}?table=onlya").splitlines()[-1]


def test_a_database_of_one_table_needs_no_name_and_of_none_has_no_log(tmp_path: Path) -> None:
    for connect, name in ((sqlite3.connect, "e.db"), (duckdb.connect, "d.db")):
        with closing(connect(str(tmp_path / name))) as db:
            db.execute("CREATE TABLE x (y INTEGER)")
            db.execute("DROP TABLE x")
            db.commit()
        assert f"error[L125]: `{name}` has no table" in refusal(tmp_path / name)
        with closing(connect(str(tmp_path / name))) as db:
            db.execute("CREATE TABLE x AS SELECT 1 AS \"case\", 'a' AS event, '2020-01-01' AS at")
            db.commit()
        assert read(tmp_path / name).n_events == 1
    assert "is no SQLite file" in refusal(f"sqlite:///{tmp_path / 'd.db'}")
    assert read(f"duckdb:///{tmp_path / 'e.db'}").n_events == 1


def test_a_table_of_another_schema_is_named_with_it(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "e.db")) as db:
        db.execute("CREATE SCHEMA s; CREATE TABLE s.x AS SELECT 1 AS \"case\", 'a' AS event, DATE '2020-01-01' AS at")
        db.execute("CREATE TABLE x (y INTEGER)")
    assert read(f"duckdb:///{tmp_path / 'e.db'}?table=s.x").n_events == 1


def test_a_damaged_database_and_a_misspelt_option_are_refused(tmp_path: Path) -> None:
    (tmp_path / "e.sqlite").write_bytes(b"SQLite format 3\x00" + bytes(3000))
    (tmp_path / "e.duckdb").write_bytes(b"nonsense")
    assert "error[L109]: `e.sqlite` cannot be read" in refusal(tmp_path / "e.sqlite")
    assert "error[L109]: `e.duckdb` cannot be opened" in refusal(tmp_path / "e.duckdb")
    assert "L132]: `tabel` says nothing about `e.duckdb`\nhelp: did you mean `table`?" in refusal(
        f"duckdb:///{tmp_path / 'e.duckdb'}?tabel=x"
    )


def test_what_is_no_frame_or_has_mixed_columns_is_refused() -> None:
    assert "error[L131]: a `int` is neither a file nor a frame" in refusal(7)
    mixed = pd.DataFrame({"case": ["x", 1], "event": ["a", "b"], "at": ["2020-01-01"] * 2})
    assert "error[L131]: the `DataFrame` has a column that Arrow cannot hand over" in refusal(mixed)


def test_names_of_columns_of_a_frame_may_be_anything_and_its_index_is_none() -> None:
    frame = pd.DataFrame(
        {"case": [1, None], 'a "b"': ["a", "b"], "AT": pd.to_datetime(["2020-01-01", None])}, index=["case", "x"]
    )
    frame.index.name = "event"
    assert "error[L102]" in refusal(frame)
    found = read(frame, touchpoint='a "b"', timestamp="AT", skip_bad=True)
    assert (found.source, found.n_events, found.variants[0].example) == ("DataFrame", 1, "1")
