"""Engines by their address, on the command line and from Python: what is read there, and what is refused."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from journeymap.engines.connections import connected
from journeymap.engines.measure import measure
from journeymap.errors import JourneymapError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from tests.engines import servers
from tests.test_cli import journeymap

PLAN = Journey.model_validate({"journey": "lamp", "touchpoints": {"order": {"next": "delivery"}, "delivery": {}}})
EVENTS = """
CREATE TABLE events AS
SELECT c AS "case", e AS event, CAST(a AS TIMESTAMP) AS at, a AS said
FROM (VALUES ('1', 'order', '2026-03-01 14:05'), ('1', 'delivery', '2026-03-06 09:30'),
    ('2', 'order', '2026-03-02 08:00')) AS r(c, e, a)
"""
SECRET = "hunter2"  # noqa: S105 - of nobody


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A PostgreSQL with a table of events; its URL."""
    with servers.postgres() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(EVENTS)
        yield url


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of the user's own, with the same table."""
    with duckdb.connect() as connection:
        connection.execute(EVENTS)
        yield connection


def refusal(log: EventLog, **engine: Any) -> str:  # noqa: ANN401 - as of measure
    with pytest.raises(JourneymapError) as caught:
        measure(PLAN, log, **engine)
    return str(caught.value)


def test_a_table_in_postgres_is_measured_by_its_url(database: str) -> None:
    found = measure(PLAN, EventLog(f"{database}?table=public.events"))
    assert (found.n_cases, found.n_events, found.first) == (2, 3, "2026-03-01T14:05:00Z")
    assert [(row.touchpoints, row.cases) for row in found.variants] == [(("order",), 1), (("order", "delivery"), 1)]


def test_a_query_is_measured_too(database: str) -> None:
    found = measure(PLAN, EventLog(f"{database}?query=SELECT * FROM events WHERE \"case\" = '1'"))  # noqa: S608 - ours
    assert found.n_cases == 1


def test_the_command_line_takes_an_address_or_an_engine_and_a_table(database: str, tmp_path: Path) -> None:
    plan = tmp_path / "journey.yaml"
    plan.write_text("journey: lamp\ntouchpoints: {order: {next: delivery}, delivery: {}}\n", encoding="utf-8")
    by_url = journeymap("measure", str(plan), f"{database}?table=events", "-o", "-", "--quiet")
    by_engine = journeymap("measure", str(plan), "events", "--engine", database, "-o", "-", "--quiet")
    assert (by_url.returncode, by_engine.returncode) == (0, 0), by_url.stderr + by_engine.stderr
    assert '"n_events": 3' in by_url.stdout
    assert '"variants"' in by_engine.stdout


def test_the_command_line_lists_cases_in_postgres_and_draws_one(database: str, tmp_path: Path) -> None:
    plan, cases, picture = (tmp_path / name for name in ("journey.yaml", "cases.csv", "case.svg"))
    plan.write_text("journey: lamp\ntouchpoints: {order: {next: delivery}, delivery: {}}\n", encoding="utf-8")
    url = f"{database}?table=events"
    listed = journeymap("conformance", str(plan), url, "--cases", "-o", str(cases), "--quiet")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "", "")
    with cases.open(encoding="utf-8", newline="") as rows:
        told = [(row["case"], row["ended"], row["outcome"], row["moves"]) for row in csv.DictReader(rows)]
    assert told == [
        ("1", "2026-03-06T09:30:00Z", "completed", "order → delivery"),
        ("2", "2026-03-02T08:00:00Z", "under way", "order"),
    ]
    drawn = journeymap("draw", str(plan), url, "--trace", "1", "-o", str(picture), "--quiet")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert "Case 1: as planned" in picture.read_text(encoding="utf-8")
    none = journeymap("draw", str(plan), url, "--trace", "12", "-o", str(picture), "--quiet")
    assert none.returncode == 2
    assert "error[L230]" in none.stderr
    assert "most like it are `1`, `2`" in none.stderr


def test_cases_without_a_folder_to_be_written_to_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    assert "error[J162]" in refusal(EventLog("events"), engine=object(), cases=tmp_path / "no" / "cases.csv")


def test_rows_are_fetched_from_postgres_a_portion_at_a_time(database: str) -> None:
    """All of them would fill the memory, and take hours."""
    with psycopg.connect(database) as opened, connected(opened) as connection:
        rows = connection.stream("SELECT generate_series(1, 1000000000000)")
        assert [next(rows), next(rows)] == [(1,), (2,)]
        del rows
        assert connection.rows("SELECT 3") == [(3,)]


def test_a_backslash_means_itself_in_postgres_whatever_it_is_set_to(database: str) -> None:
    setting = "-c standard_conforming_strings=off"
    with psycopg.connect(database, options=setting) as opened, connected(opened) as connection:
        said = "\\'; DROP TABLE events; --"
        assert connection.rows(f"SELECT {connection.dialect.text(said)}") == [(said,)]


def test_a_file_is_measured_on_spark_by_its_url(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    with duckdb.connect() as connection:
        connection.execute(EVENTS)
        connection.execute(f"COPY events TO '{path}'")
    with servers.sail() as url:
        found = measure(PLAN, EventLog(f"{url}?file={path}"))
        named = measure(PLAN, EventLog(str(path)), engine=url)
    assert replace(found, source="") == replace(named, source="") == replace(measure(PLAN, EventLog(path)), source="")


def test_a_missing_table_is_refused_in_the_words_of_the_database(database: str) -> None:
    said = refusal(EventLog(f"{database}?table=evnts"))
    assert "error[L171]" in said
    assert 'relation "evnts" does not exist' in said


def test_a_missing_column_is_refused_as_in_a_file(database: str) -> None:
    said = refusal(EventLog(f"{database}?table=events", timestamp="att"))
    assert "error[L101]" in said
    assert "did you mean `at`?" in said


def test_times_kept_as_text_are_refused(database: str) -> None:
    assert "error[L175]: column `said`" in refusal(EventLog(f"{database}?table=events", timestamp="said"))


@pytest.mark.parametrize("asked", [{"order": "row"}, {"sheet": "Events"}, {"encoding": "cp1252"}])
def test_what_only_a_file_has_is_refused(warehouse: duckdb.DuckDBPyConnection, asked: dict[str, Any]) -> None:
    said = refusal(replace(EventLog("events"), **asked), engine=warehouse)
    assert "error[L173]" in said
    assert next(iter(asked)) in said
    assert "duckdb" in said


def test_times_with_and_without_a_zone_are_refused_until_the_zone_is_known(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("SET TimeZone = 'UTC'")
    warehouse.execute('ALTER TABLE events ADD COLUMN "over" TIMESTAMPTZ')
    warehouse.execute('UPDATE events SET "over" = CAST("at" AS TIMESTAMPTZ)')
    said = refusal(EventLog("events", end="over"), engine=warehouse)
    assert "error[L112]: times with a zone in column `over` of `events` and without one in `at`" in said
    found = measure(PLAN, EventLog("events", end="over", timezone="Europe/Warsaw"), engine=warehouse)
    assert found.first == "2026-03-01T13:05:00Z"
    assert [(row.touchpoint, row.seconds) for row in found.work] == [("delivery", 3600.0), ("order", 7200.0)]


def test_promises_in_thousands_of_words_are_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("CREATE TABLE many AS SELECT events.*, n || ' min' AS eta FROM events, range(10001) AS r(n)")
    said = refusal(EventLog("many", promised="eta"), engine=warehouse)
    assert "error[L202]: column `eta` of `many` promises in more than 10,000 different texts" in said


@pytest.mark.parametrize(
    ("module", "scheme", "extra"), [("pyspark", "sc", "spark"), ("psycopg", "postgresql", "postgres")]
)
def test_a_missing_package_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, module: str, scheme: str, extra: str
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    assert f"pip install 'journeymap[{extra}]'" in refusal(EventLog(f"{scheme}://localhost/db?table=events"))


def test_an_address_without_a_table_is_refused(database: str) -> None:
    assert "error[L177]" in refusal(EventLog(database))


@pytest.mark.parametrize("scheme", ["postgresql", "sc", "spark"])
def test_a_server_that_does_not_answer_is_refused_without_the_password(scheme: str) -> None:
    pytest.importorskip("pyspark")
    said = refusal(EventLog(f"{scheme}://me:{SECRET}@127.0.0.1:{servers.free_port()}/db?table=events"))
    assert "error[L170]" in said
    assert SECRET not in said


def test_a_user_who_is_refused_is_told_so_without_the_password(database: str) -> None:
    url = database.replace("tester@", f"nobody-at-all:{SECRET}@")
    said = refusal(EventLog(f"{url}?table=events"))
    assert "error[L170]" in said
    assert SECRET not in said


def test_nothing_is_written_to_postgres(database: str) -> None:
    with psycopg.connect(database) as connection:
        measure(PLAN, EventLog("events"), engine=connection)
        found = connection.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'journeymap%'").fetchone()
    assert found == (0,)


def test_a_connection_is_measured_and_stays_open(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert measure(PLAN, EventLog("events"), engine=warehouse).n_events == 3
    assert measure(PLAN, EventLog("SELECT * FROM events LIMIT 1"), engine=warehouse).n_events == 1


def test_bad_rows_are_refused_by_their_cases_and_dropped_on_request(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "INSERT INTO events VALUES "
        "('7', 'order', NULL, ''), (NULL, 'order', '2026-03-02', ''), ('8', ' ', '2026-03-02', '')"
    )
    said = refusal(EventLog("events"), engine=warehouse)
    assert "error[L106]: 1 row without a time in column `at` of `events` (case `7`)" in said
    assert "error[L107]: 1 row without a case id in column `case`" in said
    assert "error[L107]: 1 row without a touchpoint in column `event` of `events` (case `8`)" in said
    assert measure(PLAN, EventLog("events"), engine=warehouse, skip_bad=True).n_dropped == 3


def test_values_that_cannot_be_read_are_refused_and_set_aside_on_request(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("ALTER TABLE events ADD COLUMN score VARCHAR")
    warehouse.execute("UPDATE events SET score = CASE WHEN event = 'order' THEN '9' ELSE ' 4.5 ' END")
    log = EventLog("events", satisfaction="score", success="said")
    said = refusal(log, engine=warehouse)
    assert "error[L108]: 2 values off the scale in column `score` of `events`: `9` (case `1`)" in said
    assert "error[L114]: 3 values neither true nor false" in said
    found = measure(PLAN, log, engine=warehouse, skip_bad=True)
    assert [(row.score, row.n) for row in found.satisfaction] == [(4.5, 1)]
    assert found.n_set_aside == 5


def test_every_column_that_cannot_be_read_is_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute('ALTER TABLE events ADD COLUMN "over" TIMESTAMP')
    warehouse.execute('UPDATE events SET "over" = "at" - INTERVAL 1 HOUR WHERE event = \'order\'')
    log = EventLog("events", end="over", clicks="said", outcome="event", value="event", promised="event")
    said = refusal(log, engine=warehouse)
    assert "error[L142]: 3 values that is no whole number of clicks in column `said` of `events`" in said
    assert "error[L143]: 3 values of which nobody said whether it failed in column `event`" in said
    assert "`delivery`, `order` (cases `1`, `1`)" in said
    assert "error[L144]: 3 values that is no amount" in said
    assert "error[L145]: 3 values that is neither a wait nor a time" in said
    assert "error[L146]: 2 values that is no time, or before the start in column `over` of `events` (case `1`)" in said
    assert measure(PLAN, log, engine=warehouse, skip_bad=True).n_set_aside == 14


def test_too_many_segments_are_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("CREATE TABLE many AS SELECT events.*, n AS customer FROM events, range(5000) AS r(n)")
    assert "error[L176]" in refusal(EventLog("many", segments=("customer",)), engine=warehouse)


def test_an_unknown_engine_or_dialect_is_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert "error[L174]: there is no engine `duck`" in refusal(EventLog("events"), engine="duck")
    assert "did you mean `snowflake`?" in refusal(EventLog("events"), engine=warehouse, dialect="snowflak")
    assert "error[L174]: the SQL dialect of a `builtins.object` is not known" in refusal(
        EventLog("events"), engine=object()
    )


def test_spark_times_are_read_as_utc_and_the_session_keeps_its_zone() -> None:
    with servers.sail() as url, servers.connect_session(url) as session:
        session.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
        with connected(session) as connection:
            assert connection.rows("SELECT unix_micros(CAST(TIMESTAMP_NTZ'1970-01-02' AS TIMESTAMP))") == [
                (86_400_000_000,)
            ]
        assert session.conf.get("spark.sql.session.timeZone") == "Asia/Tokyo"
