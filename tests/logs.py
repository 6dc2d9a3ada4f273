"""The same events written in every format that is read, not by the program that reads it where there is another."""

# ruff: noqa: S608 - every name is written here

import bz2
import csv
import gzip
import io
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import xlsxwriter

__all__ = ["FRAMES", "WRITERS", "Row", "as_csv", "as_lines", "as_ocel", "as_xes", "ocel_xml", "write_ocel_sqlite"]

Row = dict[str, Any]
"""`case`, `event`, `at` and `plan` are text, `score` is a whole number; None where there is none."""

COLUMNS = ("case", "event", "at", "score", "plan")


def as_csv(rows: Sequence[Row], **options: Any) -> str:  # noqa: ANN401 - of csv.DictWriter
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n", **options)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def as_lines(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_xes(rows: Sequence[Row]) -> str:
    cases = dict.fromkeys(row["case"] for row in rows)
    traces = [f"<trace>{''.join(_trace(rows, case))}</trace>" for case in cases]
    glob = '<global scope="event"><string key="plan" value="?"/></global><string key="concept:name" value="all"/>'
    return f'<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/">{glob}{"".join(traces)}</log>'


def _trace(rows: Sequence[Row], case: str) -> list[str]:
    keys = {"concept:name": ("string", "event"), "time:timestamp": ("date", "at")}
    keys |= {"score": ("int", "score"), "plan": ("string", "plan")}
    parts = [f'<string key="concept:name" value={quoteattr(case)}/>']
    for row in rows:
        if row["case"] == case:
            given = {key: (kind, row[name]) for key, (kind, name) in keys.items() if row[name] is not None}
            values = [f'<{kind} key="{key}" value={quoteattr(str(value))}/>' for key, (kind, value) in given.items()]
            parts.append(f"<event>{''.join(values)}</event>")
    return parts


def as_ocel(rows: Sequence[Row]) -> dict[str, Any]:
    """Every event belongs to the order that is its case, twice, and to one person."""
    orders = [{"id": case, "type": "order"} for case in dict.fromkeys(row["case"] for row in rows)]
    events = []
    for number, row in enumerate(rows):
        related = [{"objectId": row["case"], "qualifier": qualifier} for qualifier in ("of", "for")]
        values = [{"name": name, "value": row[name]} for name in ("score", "plan") if row[name] is not None]
        relations = [*related, {"objectId": "me", "qualifier": "by"}]
        event = {"id": f"e{number}", "type": row["event"], "time": row["at"], "attributes": values}
        events.append({**event, "relationships": relations})
    return {"objectTypes": [], "eventTypes": [], "objects": [*orders, {"id": "me", "type": "person"}], "events": events}


def ocel_xml(log: dict[str, Any]) -> str:
    """The same in XML."""
    owners = {
        kind: "".join(f"<{kind} {_owner(each)}</{kind}>" for each in log[f"{kind}s"]) for kind in ("event", "object")
    }
    types = '<object-types><object-type name="order"><attributes><attribute name="x" type="string"/></attributes>'
    within = f"<objects>{owners['object']}</objects><events>{owners['event']}</events>"
    return f'<?xml version="1.0"?>\n<log>{types}</object-type></object-types>{within}</log>'


def _owner(each: dict[str, Any]) -> str:
    told = " ".join(f"{key}={quoteattr(each[key])}" for key in ("id", "type", "time") if each.get(key) is not None)
    attributes = [
        f"<attribute name={quoteattr(a['name'])} time='{a.get('time', '')}'>{escape(str(a['value']))}</attribute>"
        for a in each.get("attributes", ())
    ]
    related = [
        f'<relationship object-id={quoteattr(r["objectId"])} qualifier="q"/>' for r in each.get("relationships", ())
    ]
    return f"{told}><attributes>{''.join(attributes)}</attributes><objects>{''.join(related)}</objects>"


def write_ocel_sqlite(file: Path, log: dict[str, Any]) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.executescript(
            "CREATE TABLE event (ocel_id TEXT, ocel_type TEXT); CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);"
            "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);"
            "CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);"
            "CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);"
        )
        for owner, time in (("event", "ocel_time TEXT"), ("object", "ocel_time TEXT, ocel_changed_field TEXT")):
            members = log[f"{owner}s"]
            db.executemany(f"INSERT INTO {owner} VALUES (?, ?)", [(each["id"], each["type"]) for each in members])
            for number, type_ in enumerate(dict.fromkeys(each["type"] for each in members)):
                names = sorted(
                    {a["name"] for each in members if each["type"] == type_ for a in each.get("attributes", ())}
                )
                columns = "".join(f', "{name}"' for name in names)
                db.execute(f"INSERT INTO {owner}_map_type VALUES (?, ?)", (type_, f"t{number}"))
                db.execute(f'CREATE TABLE "{owner}_t{number}" (ocel_id TEXT, {time}{columns})')
                for each in members:
                    if each["type"] == type_:
                        _insert(db, owner, f"{owner}_t{number}", names, each)
        related = [(e["id"], r["objectId"], r["qualifier"]) for e in log["events"] for r in e["relationships"]]
        db.executemany("INSERT INTO event_object VALUES (?, ?, ?)", related)


def _insert(db: sqlite3.Connection, owner: str, table: str, names: list[str], each: dict[str, Any]) -> None:
    given = {a["name"]: a["value"] for a in each.get("attributes", ())}
    values = [
        each["id"],
        each.get("time"),
        *([None] if owner == "object" else []),
        *(given.get(name) for name in names),
    ]
    db.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(values))})', values)


def as_pandas(rows: Sequence[Row]) -> pd.DataFrame:
    """Strings as objects, categories, scores that are floats because some are missing, an index that means nothing."""
    frame = pd.DataFrame(rows, columns=COLUMNS, index=[f"i{n}" for n in range(len(rows))])
    frame["event"] = frame["event"].astype("category")
    frame["plan"] = frame["plan"].astype(object)
    frame["score"] = frame["score"].astype("float64")
    frame["at"] = pd.to_datetime(frame["at"], utc=True, format="ISO8601").dt.tz_convert("Europe/Prague")
    return frame


def as_polars(rows: Sequence[Row]) -> pl.DataFrame:
    times = pl.col("at").str.to_datetime(time_zone="UTC").dt.convert_time_zone("Asia/Kathmandu")
    return pl.DataFrame(rows, schema_overrides={"score": pl.Int64}).with_columns(
        times, pl.col("event").cast(pl.Categorical)
    )


def _sqlite(file: Path, rows: Sequence[Row]) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute('CREATE TABLE "ev\'e""nts" ("case" TEXT, event TEXT, at TEXT, score INTEGER, plan TEXT)')
        db.executemany('INSERT INTO "ev\'e""nts" VALUES (:case, :event, :at, :score, :plan)', rows)


def _duckdb(file: Path, rows: Sequence[Row]) -> None:
    with duckdb.connect(str(file)) as db:
        table = as_polars(rows).to_arrow()
        db.register("given", table)
        db.execute('CREATE TABLE "ev\'e""nts" AS FROM given')


def _parquet(file: Path, rows: Sequence[Row]) -> None:
    as_polars(rows).write_parquet(file)


def _workbook(file: Path, rows: Sequence[Row]) -> None:
    """Blank rows above, and times without a zone: workbooks have none."""
    with xlsxwriter.Workbook(str(file), {"remove_timezone": True}) as book:
        sheet, when = book.add_worksheet("Events"), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        book.add_worksheet("Notes")
        sheet.write_row(2, 1, COLUMNS)
        for number, row in enumerate(rows, 3):
            for column, name in enumerate(COLUMNS, 1):
                if name == "at" and row[name] is not None:
                    sheet.write_datetime(
                        number, column, pd.Timestamp(row[name]).tz_convert("UTC").to_pydatetime(), when
                    )
                elif row[name] is not None:
                    sheet.write(number, column, row[name])


def _folder(file: Path, rows: Sequence[Row]) -> None:
    file.mkdir()
    (file / "_SUCCESS").touch()
    _parquet(file / "1.parquet", rows[: len(rows) // 2])
    _parquet(file / "2.parquet", rows[len(rows) // 2 :])


def _text(encode: Callable[[Sequence[Row]], str], encoding: str = "utf-8") -> Callable[[Path, Sequence[Row]], None]:
    return lambda file, rows: _write(file, encode(rows).encode(encoding))


def _write(file: Path, content: bytes) -> None:
    packed: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress}
    file.write_bytes(packed.get(file.suffix, bytes)(content))


def _nested(row: Row) -> Row:
    return {**{name: row[name] for name in ("case", "event", "at")}, "tags": [1], "of": {"score": row["score"]}}


WRITERS: dict[str, Callable[[Path, Sequence[Row]], None]] = {
    "comma.csv": _text(as_csv),
    "tab.tsv.gz": _text(lambda rows: as_csv(rows, delimiter="\t")),
    "said.csv.bz2": _text(lambda rows: "sep=;\n" + as_csv(rows, delimiter=";")),
    "quoted.csv": _text(lambda rows: as_csv(rows, delimiter="|", quotechar="'", quoting=csv.QUOTE_ALL)),
    "marked.csv": _text(as_csv, "utf-8-sig"),
    "wide.csv": _text(as_csv, "utf-16"),
    "lines.jsonl": _text(as_lines),
    "lines.json": _text(as_lines),
    "marked.ndjson.gz": _text(as_lines, "utf-8-sig"),
    "list.json": _text(lambda rows: json.dumps(rows, indent=2)),
    "log.xes": _text(as_xes),
    "wide.xes.gz": _text(lambda rows: as_xes(rows).replace("?>", ' encoding="UTF-16"?>', 1), "utf-16"),
    "ocel.json": _text(lambda rows: json.dumps(as_ocel(rows))),
    "ocel.jsonocel.gz": _text(lambda rows: json.dumps(as_ocel(rows), indent=1)),
    "ocel.xml": _text(lambda rows: ocel_xml(as_ocel(rows))),
    "ocel.xmlocel.gz": _text(lambda rows: ocel_xml(as_ocel(rows))),
    "ocel.sqlite": lambda file, rows: write_ocel_sqlite(file, as_ocel(rows)),
    "table.sqlite": _sqlite,
    "table.db": _duckdb,
    "rows.parquet": _parquet,
    "folder": _folder,
    "book.xlsx": _workbook,
}
"""By the name of the file."""

FRAMES: dict[str, Callable[[Sequence[Row]], Any]] = {
    "pandas": as_pandas,
    "polars": as_polars,
    "polars lazy": lambda rows: as_polars(rows).lazy(),
    "arrow table": lambda rows: as_polars(rows).to_arrow(),
    "arrow reader": lambda rows: pa.RecordBatchReader.from_stream(as_polars(rows)),
}
