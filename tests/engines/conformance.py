"""What every engine has to pass: random logs and a real one, measured equal to the embedded engine."""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from hypothesis import Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy, builds, sampled_from

from journeymap.engines.measure import measure, trace
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.traces import Trace
from tests.oracles.measuring import Row
from tests.test_engine_oracle import BASE, EVENTS, KINDS, events, journeys, logs, write_log

__all__ = [
    "BIG_LOGS",
    "INJECTED",
    "ODD_CASES",
    "OTHER_TYPES",
    "Bench",
    "assert_equal",
    "assert_random_logs_are_equal",
    "assert_random_traces_are_equal",
    "assert_traces_are_equal",
    "big_log",
    "load_rows",
    "log_of_other_types",
    "random_rows",
]

INJECTED = "\\'; DROP TABLE log; --"
ODD_CASES = (INJECTED, "it's", "back\\slash", "💡 É", '50 % ?: "', "a\nb", "b", "B")
"""Ids that mean something in SQL or CSV, or that languages sort otherwise than bytes."""
SERVICE_DESK = Path(__file__).parents[2] / "examples" / "service-desk"


@dataclass(frozen=True, slots=True)
class Bench:
    """An engine under test."""

    engine: object
    put: Callable[[Path], str | Path]
    """Makes a Parquet file known to the engine and returns what it is called there."""
    dialect: str | None = None

    def measure(self, journey: Journey, log: EventLog, path: Path, cases: Path | None = None) -> Measurement:
        """Measure a Parquet file there."""
        there = replace(log, file=self.put(path))
        return measure(journey, there, engine=self.engine, dialect=self.dialect, cases=cases)


def assert_equal(bench: Bench, journey: Journey, log: EventLog, path: Path) -> None:
    """An engine measures what the embedded one does, lists the same cases, and refuses what it refuses."""
    expected, expected_cases = _outcome(lambda cases: measure(journey, replace(log, file=path), cases=cases))
    found, cases = _outcome(lambda cases: bench.measure(journey, log, path, cases))
    assert found == expected
    assert cases == expected_cases
    if isinstance(found, Measurement) and isinstance(expected, Measurement):
        assert found.to_json() == expected.to_json()


def _outcome(ask: Callable[[Path], Measurement]) -> tuple[Measurement | list[str], str]:
    """The measurement, but for the name of its source, and the file of cases; or the codes of what is refused."""
    with TemporaryDirectory() as folder:
        cases = Path(folder) / "cases.csv"
        try:
            return replace(ask(cases), source=""), cases.read_text(encoding="utf-8")
        except LogError as error:
            return [each.code for each in error.diagnostics], ""


def assert_traces_are_equal(bench: Bench, journey: Journey, log: EventLog, path: Path, cases: Iterable[str]) -> None:
    """An engine tells a case as the embedded one does; where there is none, it names the same ids as most like it."""
    there = replace(log, file=bench.put(path))
    for case in cases:
        found = _traced(journey, there, case, engine=bench.engine, dialect=bench.dialect)
        assert found == _traced(journey, replace(log, file=path), case)


def _traced(journey: Journey, log: EventLog, case: str, **engine: Any) -> Trace | list[tuple[str, str | None]]:  # noqa: ANN401 - as of trace
    try:
        return trace(journey, log, case, **engine)
    except LogError as error:
        return [(each.code, each.help) for each in error.diagnostics]


def assert_random_logs_are_equal(bench: Bench, n: int) -> None:
    """Small logs with every combination of columns, the same in every run."""
    _with_random_logs(n, lambda journey, log, path: assert_equal(bench, journey, log, path))


def assert_random_traces_are_equal(bench: Bench, n: int) -> None:
    """Cases of such logs, most of which are there."""
    _with_random_logs(n, lambda journey, log, path: assert_traces_are_equal(bench, journey, log, path, ["1", "x y"]))


def _with_random_logs(n: int, check: Callable[[Journey, EventLog, Path], None]) -> None:
    @seed(n)
    @given(journey=journeys(), log=logs_of_tables(), content=events)
    @settings(max_examples=n, deadline=None, phases=[Phase.generate])
    def checked(journey: Journey, log: EventLog, content: list[Row]) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "events.parquet"
            write_log(path, content)
            path.chmod(0o644)
            Path(folder).chmod(0o755)
            check(journey, log, path)

    checked()


def logs_of_tables() -> SearchStrategy[EventLog]:
    """Draw logs without an order of rows, which a table has not, their times by the clocks of some zone."""
    zones = sampled_from([None, None, "Europe/Warsaw", "Pacific/Auckland"])
    return builds(lambda log, zone: replace(log, order=log.order and "seq", timezone=zone), logs(), zones)


def random_rows(n: int, *, seed: int = 1) -> list[Row]:
    """Return rows of some hundred cases with ties, loops, missing values and waits of all lengths."""
    draw = random.Random(seed)  # noqa: S311 - no secrets
    rows = []
    for _ in range(n):
        at = BASE + dt.timedelta(microseconds=_moment(draw))
        number = draw.randrange(max(1, n // 8))
        known = {
            "case": ODD_CASES[number] if number < len(ODD_CASES) else str(number),
            "event": draw.choice(EVENTS),
            "at": at,
            "seq": draw.randrange(3),
            "score": draw.choice([None, 0.0, 3.5, 10.0]),
            "ok": draw.choice([None, True, False]),
            "plan": draw.choice([None, "gold", "free"]),
            "it's": draw.choice([None, "", 'a"b', "null", "back\\slash"]),
            "over": draw.choice([None, at, at + dt.timedelta(microseconds=_moment(draw))]),
            "how": draw.choice([None, "phone", "PHONE", " Shop ", "e-mail", "it's"]),
            "clicks": draw.choice([None, 0, 1, 7]),
            "result": draw.choice([None, "FAILED", "ok", "No", "done"]),
            "worth": draw.choice([None, Decimal("0.10"), Decimal("19.99"), Decimal("-9.99")]),
            "words": draw.choice([None, "", "too slow"]),
            "eta": draw.choice(
                [None, "1 min", "2 days", f"{at:%Y-%m-%d}", f"{at:%Y-%m-%d %H}:30", "2024-03-31T02:30+01"]
            ),
        }
        rows.append(dict.fromkeys(KINDS) | known)
    return rows


def _moment(draw: random.Random) -> int:
    return draw.choice([0, draw.randrange(10**5), int(10 ** draw.uniform(0, 13.5)), draw.randrange(100) * 10**6])


_POINTS: dict[str, Any] = {
    "a": {"channel": ["phone", "it's"], "wait": "measured", "department": "Sales"},
    "b": {"name": "B it", "since": "a", "promise": "1 min", "department": "Service"},
    "c": {"since": "start", "patience": "1 day", "channel": "shop"},
    "d": {"promise": "60 ms"},
}
_PLAN: dict[str, Any] = {
    "journey": "j",
    "touchpoints": _POINTS,
    "goal": ["d"],
    "ends": {"c": "neutral"},
    "scale": "0..10",
}
_CALENDAR = {"days": "mon-thu", "hours": "8-16:30", "holidays": ["2024-03-05"]}
_WORKING = {"b": _POINTS["b"] | {"promise": "2 working days"}, "d": {"promise": "3 working hours"}}
_EVERY_COLUMN = EventLog(
    "",
    end="over",
    order="seq",
    channel="how",
    satisfaction="score",
    comment="words",
    clicks="clicks",
    outcome="result",
    value="worth",
    promised="eta",
    success="ok",
    segments=("plan", "it's"),
    timezone="UTC",
)
BIG_LOGS = {
    "every column": (_PLAN, _EVERY_COLUMN),
    "sessions by the clock of a zone": (
        _PLAN | {"calendar": _CALENDAR, "touchpoints": _POINTS | _WORKING},
        replace(
            _EVERY_COLUMN,
            clicks="events",
            order=None,
            drop_duplicates=True,
            failed=("failed", " NO "),
            promised_touchpoint="b",
            session=1.0,
            timezone="Europe/Warsaw",
            since=BASE + dt.timedelta(milliseconds=1),
            until=BASE + dt.timedelta(days=200),
            log_end=BASE + dt.timedelta(days=400),
        ),
    ),
}
"""Plans and logs by what they ask for: together for all that a log may ask."""


def big_log(folder: Path, name: str) -> tuple[Journey, EventLog, Path]:
    """Return one of `BIG_LOGS`, with 2,000 events."""
    plan, log = BIG_LOGS[name]
    path = folder / "events.parquet"
    write_log(path, random_rows(2000))
    return Journey.model_validate(plan), log, path


OTHER_TYPES = {
    "numbers and texts": (
        {
            "at": """epoch_ms("at")""",
            "over": """epoch_ms("over")""",
            "worth": "CAST(worth AS DOUBLE)",
            "clicks": "CAST(clicks AS VARCHAR)",
            "score": "CAST(score AS VARCHAR)",
            "eta": "CAST(clicks AS DOUBLE) / 2",
            "ok": "CAST(ok AS INTEGER)",
        },
        replace(_EVERY_COLUMN, time_unit="ms", promised_unit="hours"),
    ),
    "moments and days": (
        {"at": """CAST("at" AS TIMESTAMPTZ) - INTERVAL 3 HOUR""", "eta": """CAST("over" AS DATE)"""},
        replace(_EVERY_COLUMN, timezone="Europe/Warsaw"),
    ),
}
"""Columns of other types, as SQL, with how they are read."""


def log_of_other_types(folder: Path, name: str) -> tuple[Journey, EventLog, Path]:
    """Return one of `OTHER_TYPES`, with 500 events."""
    columns, log = OTHER_TYPES[name]
    write_log(folder / "plain.parquet", random_rows(500))
    replaced = ", ".join(f'{value} AS "{column}"' for column, value in columns.items())
    path = folder / "events.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = f"SELECT * REPLACE ({replaced}) FROM read_parquet('{folder}/plain.parquet')"  # noqa: S608 - ours
        connection.execute(f"COPY ({rows}) TO '{path}'")
    return Journey.model_validate(_PLAN), log, path


def load_rows(path: Path) -> tuple[Sequence[str], Sequence[str], list[tuple[Any, ...]]]:
    """Return names, SQL types and rows of a Parquet file; moments as text."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        described = connection.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()
        kinds = {str(name): str(kind) for name, kind, *_ in described}
        moments = [name for name, kind in kinds.items() if kind == "TIMESTAMP WITH TIME ZONE"]
        texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in moments)
        rows = f"SELECT *{f' REPLACE ({texts})' if texts else ''} FROM read_parquet(?)"  # noqa: S608 - ours
        return [*kinds], [*kinds.values()], connection.execute(rows, [str(path)]).fetchall()
