"""What every engine has to pass: random logs and a real one, measured equal to the embedded engine."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from hypothesis import Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from journeymap.engines.kinds import READ_THERE
from journeymap.engines.measure import measure
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.oracles.measuring import Row
from tests.test_engine_oracle import BASE, EVENTS, KINDS, events, journeys, logs, write_log

__all__ = ["Bench", "assert_equal", "assert_random_logs_are_equal", "big_log", "random_rows"]

SERVICE_DESK = Path(__file__).parents[2] / "examples" / "service-desk"


@dataclass(frozen=True, slots=True)
class Bench:
    """An engine under test."""

    engine: object
    put: Callable[[Path], str | Path]
    """Makes a Parquet file known to the engine and returns what it is called there."""
    dialect: str | None = None

    def measure(self, journey: Journey, log: EventLog, path: Path) -> Measurement:
        """Measure a Parquet file there."""
        return measure(journey, replace(log, file=self.put(path)), engine=self.engine, dialect=self.dialect)


def assert_equal(bench: Bench, journey: Journey, log: EventLog, path: Path) -> None:
    """The measurement on an engine is that of the embedded one, but for the name of the source."""
    expected = measure(journey, replace(log, file=path))
    found = bench.measure(journey, log, path)
    assert replace(found, source="") == replace(expected, source="")
    assert replace(found, source="").to_json() == replace(expected, source="").to_json()


def assert_random_logs_are_equal(bench: Bench, n: int) -> None:
    """Small logs with every combination of columns, the same in every run."""

    @seed(n)
    @given(journey=journeys(), log=logs_of_tables(), content=events)
    @settings(max_examples=n, deadline=None, phases=[Phase.generate])
    def equal(journey: Journey, log: EventLog, content: list[Row]) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "events.parquet"
            write_log(path, content)
            path.chmod(0o644)
            Path(folder).chmod(0o755)
            assert_equal(bench, journey, log, path)

    equal()


def logs_of_tables() -> SearchStrategy[EventLog]:
    """Draw logs without the columns that are read by the embedded engine only, nor an order of rows."""
    plain = EventLog("")
    unread = {field.name: getattr(plain, field.name) for field in fields(EventLog) if field.name not in READ_THERE}
    return logs().map(lambda log: replace(log, **unread, order=log.order and "seq"))


def random_rows(n: int, *, seed: int = 1) -> list[Row]:
    """Return rows of some hundred cases with ties, loops, missing values and waits of all lengths."""
    draw = random.Random(seed)  # noqa: S311 - no secrets
    return [
        dict.fromkeys(KINDS)
        | {
            "case": str(draw.randrange(max(1, n // 8))),
            "event": draw.choice(EVENTS),
            "at": BASE + dt.timedelta(microseconds=_moment(draw)),
            "seq": draw.randrange(3),
            "score": draw.choice([None, 0.0, 3.5, 10.0]),
            "ok": draw.choice([None, True, False]),
            "plan": draw.choice([None, "gold", "free"]),
            "it's": draw.choice([None, "", 'a"b', "null", "back\\slash"]),
        }
        for _ in range(n)
    ]


def _moment(draw: random.Random) -> int:
    return draw.choice([0, draw.randrange(10**5), int(10 ** draw.uniform(0, 13.5)), draw.randrange(100) * 10**6])


def big_log(folder: Path) -> tuple[Journey, EventLog, Path]:
    """Return a journey with every kind of wait, and a log of 2,000 events with every column."""
    points: dict[str, Any] = {
        "a": {"channel": "phone", "wait": "measured", "department": "Sales"},
        "b": {"name": "B it", "since": "a", "promise": "1 min", "department": "Service"},
        "c": {"since": "start", "patience": "1 day"},
        "d": {"promise": "60 ms"},
    }
    content = {"journey": "j", "touchpoints": points, "goal": ["d"], "ends": {"c": "neutral"}, "scale": "0..10"}
    path = folder / "events.parquet"
    write_log(path, random_rows(2000))
    log = EventLog("", order="seq", satisfaction="score", success="ok", segments=("plan", "it's"))
    return Journey.model_validate(content), log, path


def load_rows(path: Path) -> tuple[Sequence[str], Sequence[str], list[tuple[Any, ...]]]:
    """Return names, SQL types and rows of a Parquet file."""
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in found.description or ()]
        kinds = [str(column[1]) for column in found.description or ()]
        return names, kinds, found.fetchall()
