"""One suite for all engines: each measures what the embedded one does, to the last count."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi
import duckdb
import psycopg
import pytest
from psycopg import sql

from journeymap.engines.connections import connected
from journeymap.engines.measure import measure
from journeymap.eventlog import event_log
from journeymap.loading import load_journey
from journeymap.measurement import Measurement
from tests.engines import servers
from tests.engines.conformance import (
    BIG_LOGS,
    INJECTED,
    ODD_CASES,
    OTHER_TYPES,
    SERVICE_DESK,
    Bench,
    assert_equal,
    assert_random_logs_are_equal,
    assert_random_traces_are_equal,
    assert_traces_are_equal,
    big_log,
    load_rows,
    log_of_other_types,
)

_TYPES = {"DOUBLE": "DOUBLE PRECISION", "VARCHAR": 'TEXT COLLATE "und-x-icu"'}
"""Texts are sorted by a language there, as they are in most databases."""
QUICK = ("duckdb", "postgres", "sail")
BIG = [*((bench, name) for bench in QUICK for name in BIG_LOGS), ("spark", "every column")]
"""Spark itself plans for seconds what it then counts in no time: it gets few questions, but large ones."""
CLASSIC = """
import sys
sys.path += sys.argv[1:3]  # behind what the Spark of this Python needs
from dataclasses import replace
from pathlib import Path
from journeymap.engines.measure import measure
from tests.engines.conformance import big_log
name, address, folder = sys.argv[3:]
journey, log, path = big_log(Path(folder), name)
there = replace(log, file=f"{address}?file={path}")
measure(journey, there, cases=f"{folder}/there.csv").save(f"{folder}/m.json")
"""
"""Measures a big log by a classic session, which drives a cluster from a Java of its own."""


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    name = request.param
    if name == "duckdb":
        with duckdb.connect() as connection:
            yield Bench(connection, lambda path: f"SELECT * FROM read_parquet('{path}')")  # noqa: S608 - ours
    elif name == "postgres":
        with servers.postgres() as url, psycopg.connect(url, autocommit=True) as connection:
            yield Bench(connection, lambda path: _fill(connection, path))
    else:
        start = {"sail": servers.sail, "spark": servers.spark_connect}[name]
        with start() as url, servers.connect_session(url) as session:
            yield Bench(session, lambda path: path)


def test_a_classic_session_on_a_cluster_measures_as_the_embedded_engine_does(tmp_path: Path) -> None:
    name = "sessions by the clock of a zone"
    journey, log, path = big_log(tmp_path, name)
    here = [str(Path(__file__).parents[2]), str(Path(duckdb.__file__).parents[1])]
    with servers.spark_cluster() as (address, variables):
        words = [variables["PYSPARK_PYTHON"], "-c", CLASSIC, *here, name, address, str(tmp_path)]
        done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    expected = measure(journey, replace(log, file=path), cases=tmp_path / "here.csv")
    assert replace(Measurement.load(tmp_path / "m.json"), source="events.parquet") == expected
    assert (tmp_path / "there.csv").read_text() == (tmp_path / "here.csv").read_text()


def test_a_connection_of_adbc_measures_as_the_embedded_engine_does(tmp_path: Path) -> None:
    journey, log, path = big_log(tmp_path, "every column")
    with servers.postgres() as url, psycopg.connect(url, autocommit=True) as connection:
        table = _fill(connection, path)
        with adbc_driver_postgresql.dbapi.connect(url) as adbc:
            assert_equal(Bench(adbc, lambda _: table), journey, log, path)


def _fill(connection: psycopg.Connection[Any], path: Path) -> str:
    """Put a Parquet file into a table of PostgreSQL and return its name."""
    names, kinds, rows = load_rows(path)
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_TYPES.get(kind, kind)))
        for name, kind in zip(names, kinds, strict=True)
    ]
    connection.execute("DROP TABLE IF EXISTS log")
    connection.execute(sql.SQL("CREATE TABLE log ({})").format(sql.SQL(", ").join(columns)))
    with connection.cursor() as cursor, cursor.copy("COPY log FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return "log"


@pytest.mark.parametrize(("bench", "name"), BIG, indirect=["bench"])
def test_a_big_log_is_measured_equal_and_nothing_is_left_behind(bench: Bench, name: str, tmp_path: Path) -> None:
    journey, log, path = big_log(tmp_path, name)
    bench.put(path)
    before = _relations(bench)
    assert_equal(bench, journey, log, path)
    assert_traces_are_equal(bench, journey, log, path, [INJECTED])
    assert _relations(bench) == before


@pytest.mark.parametrize("bench", QUICK, indirect=True)
def test_a_case_that_is_not_there_is_answered_with_the_same_ids(bench: Bench, tmp_path: Path) -> None:
    assert_traces_are_equal(bench, *big_log(tmp_path, "every column"), ["\\' OR 1 = 1 --"])


@pytest.mark.parametrize("bench", QUICK, indirect=True)
def test_a_text_means_itself_whatever_is_in_it(bench: Bench) -> None:
    with connected(bench.engine) as connection:
        listed = ", ".join(map(connection.dialect.text, ODD_CASES))
        assert connection.rows(f"SELECT {listed}") == [ODD_CASES]


@pytest.mark.parametrize("name", OTHER_TYPES)
@pytest.mark.parametrize("bench", QUICK, indirect=True)
def test_columns_of_other_types_are_measured_equal(bench: Bench, name: str, tmp_path: Path) -> None:
    assert_equal(bench, *log_of_other_types(tmp_path, name))


@pytest.mark.parametrize("bench", QUICK, indirect=True)
def test_the_service_desk_is_measured_equal(bench: Bench, tmp_path: Path) -> None:
    """Its rows order it, which a table cannot: their position becomes a column."""
    journey = load_journey(SERVICE_DESK)
    path = tmp_path / "events.parquet"
    columns = "case_id, activity, timestamp, segment_priority, outcome_sla_met, file_row_number AS place"
    rows = f"SELECT {columns} FROM read_parquet('{SERVICE_DESK}/events.parquet', file_row_number = true)"  # noqa: S608 - ours
    duckdb.execute(f"COPY ({rows}) TO '{path}'")
    assert_equal(bench, journey, event_log(journey, path, order="place"), path)


@pytest.mark.parametrize("bench", QUICK, indirect=True)
def test_random_logs_are_measured_equal(bench: Bench) -> None:
    assert_random_logs_are_equal(bench, 12)


@pytest.mark.parametrize("bench", QUICK, indirect=True)
def test_cases_of_random_logs_are_told_equal(bench: Bench) -> None:
    assert_random_traces_are_equal(bench, 3)


def _relations(bench: Bench) -> set[str]:
    engine: Any = bench.engine
    if isinstance(engine, duckdb.DuckDBPyConnection):
        return {name for (name,) in engine.execute("SHOW TABLES").fetchall()}
    if isinstance(engine, psycopg.Connection):
        found = engine.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema NOT IN ('information_schema', 'pg_catalog')"
        )
        return {str(name) for (name,) in found.fetchall()}
    return {table.name for table in engine.catalog.listTables()}
