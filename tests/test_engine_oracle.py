"""The measurement of random logs against the oracle in plain Python."""

import datetime as dt
import os
import random
import re
from dataclasses import astuple, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journeymap.engines.measure import measure
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.merging import merge
from tests.oracles.measuring import Row, measured

TABLES = ("variants", "waits", "work", "touches", "satisfaction", "conditions")
EVENTS = ("a", "B it", "c", "d", "Shared", "New one", "new-ONE", "é/1", "!")
_EXAMPLES = int(os.environ.get("JOURNEYMAP_EXAMPLES", "25"))
BASE = dt.datetime(2024, 2, 28, 23, 59, 58)  # noqa: DTZ001 - logs mostly have no zone
KINDS = {
    "case": "VARCHAR",
    "event": "VARCHAR",
    "at": "TIMESTAMP",
    "seq": "INTEGER",
    "score": "DOUBLE",
    "ok": "BOOLEAN",
    "plan": "VARCHAR",
    "it's": "VARCHAR",
    "over": "TIMESTAMP",
    "how": "VARCHAR",
    "clicks": "INTEGER",
    "result": "VARCHAR",
    "worth": "DECIMAL(9, 2)",
    "words": "VARCHAR",
    "eta": "VARCHAR",
}

ids = st.sampled_from(["a", "b", "c", "d"])
durations = st.sampled_from(["1 ms", "60 ms", "1 min", "1 day"])


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    points: dict[str, Any] = {id_: {} for id_ in "abcd"}
    points["b"]["name"] = "B it"
    points["c"]["name"] = points["d"]["name"] = "Shared"
    for point in points.values():
        point.update(
            draw(
                st.sampled_from(
                    [{}, {"wait": "measured"}, {"wait": "90 s"}, {"channel": ["phone", "Shop"], "wait": "measured"}]
                )
            )
        )
        point["next"] = draw(st.lists(ids, max_size=2, unique=True))
        point["repeats"] = draw(st.sampled_from([False, False, True]))
        if draw(st.booleans()):
            point["since"] = draw(st.sampled_from(["start", "a", "b", "c"]))
        if draw(st.booleans()):
            point[draw(st.sampled_from(["promise", "patience"]))] = draw(durations)
        if draw(st.booleans()):
            point[draw(st.sampled_from(["department", "owner"]))] = draw(st.sampled_from(["Sales", "Service"]))
    goal = draw(st.lists(ids, min_size=1, max_size=2, unique=True))
    ends = dict.fromkeys(draw(st.lists(ids, max_size=1)), "neutral")
    if draw(st.booleans()):
        points[goal[0]]["next"] = draw(ids)  # a goal that leads on: cases are read beyond it
    after = {"after_goal": draw(st.sampled_from(["cut", "keep"]))}
    content = {"journey": "j", "touchpoints": points, "goal": goal, "scale": "0..10", "log": after}
    return Journey.model_validate(content | {"ends": {end: kind for end, kind in ends.items() if end not in goal}})


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    column = st.booleans()
    columns: dict[str, Any] = {
        "value": "worth",
        "comment": "words",
        "outcome": "result",
        "channel": "how",
        "promised": "eta",
        "end": "over",
    }
    return EventLog(
        "",
        **{what: name for what, name in columns.items() if draw(column)},
        failed=("bad",),
        clicks=draw(st.sampled_from([None, "clicks", "events"])),
        promised_touchpoint=draw(st.sampled_from([None, None, "b"])),
        session=draw(st.sampled_from([None, None, None, 0.001, 1.0, 1000.0])),
        drop_duplicates=draw(st.sampled_from([False, False, True])),
        since=draw(st.sampled_from([None, None, BASE + dt.timedelta(milliseconds=1)])),
        until=draw(st.sampled_from([None, None, BASE + dt.timedelta(hours=1)])),
        log_end=draw(st.sampled_from([None, None, BASE + dt.timedelta(days=9)])),
        ignore=draw(st.sampled_from([(), (), ("d", "/^B/")])),
        order=draw(st.sampled_from([None, "seq", "row"])),
        satisfaction="score" if draw(column) else None,
        success="ok" if draw(column) else None,
        segments=draw(st.sampled_from([(), ("plan",), ("plan", "it's")])),
        names=draw(st.sampled_from([{}, {"New one": "d"}, {"a": "b", "!": "a"}, {"/[cd!]/": "c", "d": "b"}])),
        unlisted=draw(st.sampled_from(["show", "ignore"])),
        lost_after=draw(st.sampled_from([None, None, 0.0, 0.5, 90.0])),
    )


def with_end(row: Row) -> Row:
    lasts = row["over"]
    return {**row, "over": None if lasts is None else row["at"] + dt.timedelta(microseconds=lasts)}


CASES = st.sampled_from(["1", "2", "10", "x y", "É"])
microseconds = st.sampled_from([0, 0, 1, 999, 1000, 63_999, 64_000, 65_280, 66_000, 10**6, 10**9, 86_400 * 10**6])
rows: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "case": CASES,
        "event": st.sampled_from(EVENTS),
        "at": st.lists(microseconds, max_size=3).map(lambda gaps: BASE + dt.timedelta(microseconds=sum(gaps))),
        "seq": st.integers(0, 2),
        "score": st.sampled_from([None, 0.0, 3.5, 10.0]),
        "ok": st.sampled_from([None, True, False]),
        "plan": st.sampled_from([None, "gold", "free"]),
        "it's": st.sampled_from([None, "", 'a"b', "null"]),
        "over": st.sampled_from([None, 0, 1, 10**6, 86_400 * 10**6]),
        "how": st.sampled_from([None, "phone", "PHONE", "shop", "e-mail"]),
        "clicks": st.sampled_from([None, 0, 1, 7]),
        "result": st.sampled_from([None, "bad", "fine"]),
        "worth": st.sampled_from([None, Decimal("0.10"), Decimal("0.20"), Decimal("-9.99")]),
        "words": st.sampled_from([None, "", "too slow"]),
        "eta": st.sampled_from([None, None, "1 min", "0 min", "2024-02-29", "2024-02-28 23:59:59"]),
    }
)
events = st.lists(rows.map(with_end), min_size=1, max_size=25).map(lambda found: [{**found[0], "event": "a"}, *found])


def write_log(path: Path, content: list[Row]) -> None:
    """Write rows as CSV or Parquet, as the name says, in their order."""
    values = ", ".join(f'unnest(CAST(? AS {kind}[])) AS "{name}"' for name, kind in KINDS.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE log AS SELECT {values}", [[row[name] for row in content] for name in KINDS])
        connection.execute(f"COPY log TO '{path}'")


def tables(m: Measurement) -> dict[str, Any]:
    """A measurement as the oracle gives it."""
    found = {name: getattr(m, name) for name in measured_names()}
    return found | {name: sorted(map(astuple, getattr(m, name)), key=repr) for name in TABLES}


def measured_names() -> list[str]:
    return [
        "journey",
        "first",
        "last",
        "n_events",
        "n_ignored",
        "n_tied",
        "dimensions",
        "has_success",
        "lost_after",
        "names",
        "noticed",
        "has_end",
    ]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@given(journey=journeys(), log=logs(), content=events, seed=st.randoms(use_true_random=False))
@settings(max_examples=_EXAMPLES, deadline=None)
def test_a_measurement_equals_the_oracle_whatever_the_order_of_the_rows(
    ending: str, journey: Journey, log: EventLog, content: list[Row], seed: random.Random
) -> None:
    expected = measured(journey, log, content)
    assume(bool(expected["n_events"]))
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"events.{ending}"
        here = replace(log, file=file)
        write_log(file, content)
        found = measure(journey, here)
        assert tables(found) == expected | {name: sorted(expected[name], key=repr) for name in TABLES}
        if log.order != "row":
            seed.shuffle(content)
            write_log(file, content)
            assert measure(journey, here).to_json() == found.to_json()
        found.save(Path(folder) / "m.json")
        assert Measurement.load(Path(folder) / "m.json") == found


@given(journey=journeys(), log=logs(), content=events, first=st.sets(CASES))
@settings(max_examples=_EXAMPLES, deadline=None)
def test_measurements_of_different_cases_add_up_to_that_of_all(
    journey: Journey, log: EventLog, content: list[Row], first: set[str]
) -> None:
    known = {**content[0], "event": "a", "at": BASE + dt.timedelta(seconds=1), "over": None}
    parts = [
        [{**known, "case": f"known {here}"}, *(row for row in content if (row["case"] in first) is here)]
        for here in (True, False)
    ]
    log = replace(log, lost_after=90.0, log_end=BASE + dt.timedelta(days=9), order=log.order and "seq")
    with TemporaryDirectory() as folder:
        found = []
        for number, part in enumerate([parts[0] + parts[1], *parts]):
            path = Path(folder) / f"{number}.parquet"
            write_log(path, part)
            found.append(replace(measure(journey, replace(log, file=path)), source=""))
    whole, *halves = found
    try:
        assert merge(halves) == merge(halves[::-1]) == whole
    except LogError as error:
        assert [each.code for each in error.diagnostics] == ["L153"]  # noqa: PT017 - two parts named events alike
        assert len(whole.names) == len({*halves[0].names.values(), *halves[1].names.values()})
        assert any(re.search(r"_\d+$", id_) for id_ in whole.names)
