"""The same events give the same measurement, whatever they are written in."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from journeymap.engines.measure import measure
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.logs import FRAMES, WRITERS, Row, as_csv

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
ROWS: list[Row] = [
    {"case": case, "event": event, "at": at, "score": score, "plan": plan}
    for case, event, at, score, plan in [
        ("it's", "a", "2020-03-29T01:59:59.999+01:00", 4, 'say "x", y'),
        ("it's", "b", "2020-03-29T03:00:00.000+02:00", 5, None),
        ("007", "é,😀;\t|'ž", "2020-01-01T00:00:00.000Z", None, "a\nb"),
        ("007", "a", "2020-01-01T00:00:00.000Z", 1, "<&>"),
        ("007", "b", "2020-01-01T05:45:00.000+05:45", None, None),
        (" 7\\", "a", "2019-12-31T23:59:59.001-00:30", None, "null"),
        ("it's", "a", "2020-04-01T00:00:00.000Z", None, "it''s"),
    ]
]
ASKED: dict[str, Any] = {"satisfaction": "score", "segments": ("plan",), "order": "row"}


def measured(file: Any, *, skip_bad: bool = False, **options: Any) -> Measurement:  # noqa: ANN401 - of EventLog
    return replace(measure(JOURNEY, EventLog(file, **ASKED | options), skip_bad=skip_bad), source="")


def in_file(folder: Path, name: str, rows: list[Row]) -> dict[str, Any]:
    WRITERS[name](folder / name, rows)
    return {"file": folder / name, "object_type": "order" if name.startswith("ocel") else None}


@pytest.fixture
def expected(tmp_path: Path) -> Measurement:
    found = measured(_written(tmp_path / "e.csv", as_csv(ROWS)))
    assert found.n_events == 7
    assert {row.segment: ">".join(row.touchpoints) for row in found.variants} == {
        ('say "x", y',): "a>b",
        ("a\nb",): "e_z>a>b",
        ("null",): "a",
    }
    return found


def _folder(within: Path) -> Path:
    folder = within / "again"
    folder.mkdir()
    return folder


def _written(file: Path, content: str) -> Path:
    file.write_bytes(content.encode())
    return file


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_measurement(name: str, tmp_path: Path, expected: Measurement) -> None:
    assert measured(**in_file(tmp_path, name, ROWS)) == expected


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_gives_the_same_measurement(name: str, expected: Measurement) -> None:
    assert measured(FRAMES[name](ROWS)) == expected


LACKING = [*ROWS[:2], {**ROWS[2], "at": None}, *ROWS[3:6]]


@pytest.mark.parametrize("name", [*WRITERS, *FRAMES])
def test_every_format_names_the_row_that_is_bad_and_drops_it_on_request(name: str, tmp_path: Path) -> None:
    given = in_file(tmp_path, name, LACKING) if name in WRITERS else {"file": FRAMES[name](LACKING)}
    with pytest.raises(LogError, match=r"^error\[L106\]: 1 row without a time in column `.*` of `.*` \(row 3\)\n"):
        measured(**given)
    given = in_file(_folder(tmp_path), name, LACKING) if name in WRITERS else {"file": FRAMES[name](LACKING)}
    found = measured(**given, skip_bad=True)
    assert (found.n_dropped, found.n_events) == (1, 5)


def incidents() -> list[Row]:
    """Return real events: ties by the minute, and values that stand for none."""
    file = Path(__file__).parent.parent / "examples" / "service-desk" / "events.parquet"
    rows = duckdb.execute(
        "SELECT case_id, activity, strftime(timestamp, '%Y-%m-%dT%H:%M:%S.000Z'), NULL, segment_contact "
        "FROM read_parquet(?) LIMIT 3000",
        [str(file)],
    )
    return [dict(zip(("case", "event", "at", "score", "plan"), row, strict=True)) for row in rows.fetchall()]


@pytest.mark.parametrize("name", [*WRITERS, *FRAMES])
def test_real_incidents_are_counted_alike(name: str, tmp_path: Path) -> None:
    rows = incidents()
    points = {"new": {"name": "New", "next": "closed"}, "closed": {"name": "Closed"}}
    journey = Journey.model_validate({"journey": "desk", "touchpoints": points})
    given = in_file(tmp_path, name, rows) if name in WRITERS else {"file": FRAMES[name](rows)}
    asked: dict[str, Any] = {"order": "row", "segments": ("plan",)}
    expected = measure(journey, EventLog(_written(tmp_path / "e.csv", as_csv(rows)), **asked))
    found = measure(journey, EventLog(**given, **asked))
    assert found.n_events == 3000
    assert replace(found, source="") == replace(expected, source="")
