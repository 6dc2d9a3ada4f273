"""A URL of a database says where events are, and which of them."""

from pathlib import Path

import pytest

from journeymap.addresses import find_address, located
from journeymap.errors import LogError
from journeymap.eventlog import event_log
from journeymap.journey import Journey


@pytest.mark.parametrize(
    "file", ["events.csv", "C:\\events.csv", "shop.db?table=events", Path("sqlite:///shop.db"), ""]
)
def test_what_has_no_scheme_is_a_file(file: str | Path) -> None:
    assert find_address(file) is None


@pytest.mark.parametrize(
    ("url", "table", "query"),
    [
        ("duckdb:///shop.db", None, None),
        ("DuckDB:///shop.db?table=events", "events", None),
        ("duckdb:///shop.db?table=", None, None),
        ("duckdb:///shop.db?table=my%20table%3F", "my table?", None),
        ("duckdb:///shop.db?table=a+b", "a+b", None),
        ("duckdb:///shop.db?query=SELECT%201%2B1", None, "SELECT 1+1"),
        ("duckdb:///shop.db?query=FROM t WHERE a LIKE '%20&table=x?%'", None, "FROM t WHERE a LIKE '%20&table=x?%'"),
    ],
)
def test_a_url_names_a_table_or_a_query(url: str, table: str | None, query: str | None) -> None:
    found = find_address(url)
    assert found
    assert (found.scheme, found.path, found.table, found.query) == ("duckdb", Path("shop.db"), table, query)


def test_a_password_stays_with_the_driver() -> None:
    found = find_address("postgresql://me:p@ss@db:5432/shop?table=a.b&password=secret&sslmode=require")
    assert found
    assert found.name == "db:5432/shop?table=a.b"
    assert found.url == "postgresql://me:p@ss@db:5432/shop?password=secret&sslmode=require"


def test_a_table_and_a_query_at_once_are_refused() -> None:
    with pytest.raises(LogError, match=r"L123\]: `sqlite://…` asks for a table and for a query"):
        find_address("sqlite:///shop.db?table=events&query=SELECT 1")


def test_an_absolute_path_has_four_slashes_or_three_where_only_that_file_is_there(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    for slashes in ("//", "///"):
        address = find_address(f"sqlite:{slashes}{file}")
        assert address
        assert address.path == (file if slashes == "///" else file.relative_to("/"))
    file.touch()
    address = find_address(f"sqlite://{file}")
    assert address
    assert address.path == file


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("events.csv", Path("shop/events.csv")),
        ("sqlite:///a b.db?table=e f", "sqlite:///shop/a%20b.db?table=e f"),
        ("duckdb:////tmp/a.db", "duckdb:////tmp/a.db"),
        ("postgresql://db/shop?table=events", "postgresql://db/shop?table=events"),
    ],
)
def test_the_log_of_a_journey_stands_beside_it(file: str, expected: str | Path) -> None:
    assert located(file, "shop") == expected
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {}}, "log": {"file": file}})
    assert event_log(journey, folder="shop").file == expected
