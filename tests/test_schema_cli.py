"""`journeymap schema` writes what the library says."""

import json
from pathlib import Path

import pytest

from journeymap.schema import SchemaOf, schema
from tests.test_cli import journeymap


@pytest.mark.parametrize("of", ["journey", "programme"])
def test_the_program_prints_the_schema(of: SchemaOf, tmp_path: Path) -> None:
    printed = journeymap("schema", of).stdout
    assert json.loads(printed) == schema(of)
    assert list(json.loads(printed)) == list(schema(of))
    assert journeymap("schema", of, "-o", str(tmp_path / "s.json")).stdout == ""
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == printed


def test_the_default_is_the_journey_file() -> None:
    assert journeymap("schema").stdout == journeymap("schema", "journey").stdout


def test_a_schema_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    run = journeymap("schema", "-o", str(tmp_path / "nowhere" / "s.json"))
    assert run.returncode == 2
    assert "error[J162]" in run.stderr
