"""Dialects that no test can run: their SQL is parsed by sqlglot, written anew for DuckDB, and run there."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from journeymap.engines.dialects.dialect import Dialect
from journeymap.engines.dialects.known import DIALECTS
from tests.engines.conformance import (
    BIG_LOGS,
    INJECTED,
    Bench,
    assert_equal,
    assert_random_logs_are_equal,
    assert_traces_are_equal,
    big_log,
)

NOT_RUN = ("bigquery", "clickhouse", "redshift", "snowflake", "trino")

AS_IN_CLICKHOUSE = """
CREATE MACRO arraySort(x) AS list_sort(x);
CREATE MACRO arrayStringConcat(x) AS array_to_string(x, '');
CREATE MACRO groupArray(x) AS list(x);
CREATE MACRO intDiv(x, y) AS x // y;
CREATE MACRO toDateTime64(x, digits, zone) AS x;
CREATE MACRO toFloat64OrNull(x) AS TRY_CAST(x AS DOUBLE);
CREATE MACRO toTypeName(x) AS typeof(x);
CREATE MACRO toNullable(x) AS x;
CREATE MACRO toUnixTimestamp64Micro(x) AS epoch_us(x);
CREATE MACRO tupleElement(x, n) AS x[n];
"""
"""Functions of ClickHouse that sqlglot does not translate."""
_LISTED = re.compile(r"\(VALUES \('([^']*)', (.*?\))\)\)", re.DOTALL)
"""Rows of its function `values`, behind their names and types."""


class Transpiling:
    """A DB-API connection of some dialect; in truth DuckDB behind sqlglot."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._duckdb = duckdb.connect()
        self._duckdb.execute(AS_IN_CLICKHOUSE)

    def cursor(self) -> "Transpiling":
        return self

    def execute(self, sql: str) -> None:
        (statement,) = sqlglot.parse(sql, read=self._dialect)
        assert statement is not None
        if isinstance(statement, (exp.Set, exp.Command)):
            assert sql in DIALECTS[self._dialect].settings, "sqlglot has only copied this"
            return
        written = statement.sql("duckdb")
        self._duckdb.execute(_as_duckdb(written) if self._dialect == "clickhouse" else written)

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        return self._duckdb.fetchmany(size)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._duckdb.fetchall()

    @property
    def description(self) -> list[tuple[Any, ...]]:
        return self._duckdb.description or []

    def rollback(self) -> None:
        self._duckdb.rollback()

    def close(self) -> None:
        """Stay open, as a connection does when its cursor is closed."""

    def put(self, path: Path) -> str:
        """Make the rows of a Parquet file a table."""
        self._duckdb.execute(f"CREATE OR REPLACE TABLE log AS SELECT * FROM read_parquet('{path}')")  # noqa: S608 - ours
        return "log"


def _as_duckdb(sql: str) -> str:
    """Finish what sqlglot leaves of ClickHouse: its own window functions, and columns named within a text."""

    def listed(found: re.Match[str]) -> str:
        names = ", ".join(column.split()[0] for column in found[1].split(", "))
        return f"(VALUES {found[2]}) AS listed({names})"

    return _LISTED.sub(listed, sql.replace("LAGINFRAME", "LAG").replace("LEADINFRAME", "LEAD"))


@pytest.fixture(params=NOT_RUN)
def bench(request: pytest.FixtureRequest) -> Bench:
    connection = Transpiling(request.param)
    return Bench(connection, connection.put, dialect=request.param)


@pytest.mark.parametrize("name", BIG_LOGS)
def test_a_big_log_is_measured_equal(bench: Bench, name: str, tmp_path: Path) -> None:
    journey, log, path = big_log(tmp_path, name)
    assert_equal(bench, journey, log, path)


def test_cases_of_a_big_log_are_told_equal_whatever_their_ids_say(bench: Bench, tmp_path: Path) -> None:
    assert_traces_are_equal(bench, *big_log(tmp_path, "every column"), ["💡 É", INJECTED])


def test_random_logs_are_measured_equal(bench: Bench) -> None:
    assert_random_logs_are_equal(bench, 1)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_a_text_means_itself_whatever_is_in_it(dialect: Dialect) -> None:
    said = "it's \\ \"here\"\n\tand\\'there"
    name = "spark" if dialect.name == "databricks" else dialect.name
    found = sqlglot.parse_one(f"SELECT {dialect.text(said)}", read=name).expressions[0]
    assert found.this == said


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_a_name_is_quoted_whatever_is_in_it(dialect: Dialect) -> None:
    said = "6\" `lamp` it's"
    name = "spark" if dialect.name == "databricks" else dialect.name
    found = sqlglot.parse_one(f"SELECT {dialect.identifier(said)}", read=name).expressions[0]
    assert found.name == said


@pytest.mark.parametrize(
    ("asked", "relation"),
    [
        ("events", "events"),
        ("shop.Events", "shop.Events"),
        ('shop."Order events"', 'shop."Order events"'),
        ("order events", '"order events"'),
        ("my-shop.events", '"my-shop".events'),
        ("SELECT * FROM events;", "(SELECT * FROM events)"),
        ("with x AS (SELECT 1) SELECT 1", "(with x AS (SELECT 1) SELECT 1)"),
    ],
)
def test_a_table_is_named_as_in_sql_and_a_query_stands_in_parentheses(asked: str, relation: str) -> None:
    assert DIALECTS["postgres"].relation(asked) == relation
