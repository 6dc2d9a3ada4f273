"""Channels, clicks, outcomes, values, promises, sessions and duplicates as a log has them."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from journeymap.counts import TouchCount
from journeymap.engines.measure import measure
from journeymap.errors import LogError
from journeymap.eventlog import EventLog, as_section, event_log
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.test_engine_times import named, plan, read


def paths(found: Measurement) -> dict[str, int]:
    return {">".join(row.touchpoints): row.cases for row in found.variants}


def test_events_of_one_touchpoint_in_a_row_are_its_clicks(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """case,event,at,how,stars
        1,a,2026-03-01 10:00:00,,2
        1,a,2026-03-01 10:00:05,App,4
        1,b,2026-03-01 10:00:09,app,
        1,a,2026-03-01 10:00:10,web,
        1,z,2026-03-01 10:00:20,web,""",
        plan(b={"channel": "phone"}),
        clicks="events",
        channel="how",
        satisfaction="stars",
    )
    (row,) = found.variants
    assert (row.touchpoints, row.clicks, row.clicked, row.waits) == (("a", "b", "a", "z"), 5, 1, (4.0, 1.0, 10.0))
    assert (found.n_events, found.work, found.has_end) == (5, (), False)
    assert TouchCount((), "a", "app", 1, 1, 2, 0, 0, 0) in found.touches
    assert [(row.touchpoint, row.score) for row in found.satisfaction] == [("a", 4.0)]
    assert {row.touchpoint: row.cases for row in named(found, "channel_switch")} == {"a": 1, "b": 0, "z": 0}
    assert [(row.touchpoint, row.cases, row.met) for row in named(found, "other_channel")] == [("b", 1, 1)]


def test_a_channel_is_called_as_the_plan_calls_it(tmp_path: Path) -> None:
    lines = "case,event,at,how\n1,a,2026-03-01,PHONE\n1,b,2026-03-02,Fax\n1,z,2026-03-03,"
    found = read(tmp_path, lines, plan(b={"channel": "Phone"}), channel="how")
    assert [(row.touchpoint, row.channel) for row in found.touches] == [("a", "Phone"), ("b", "fax"), ("z", None)]


@pytest.mark.parametrize("failed", [(), ("FAILED ",), ("Failed", "other")])
def test_outcomes_are_told_apart_by_plain_words_or_by_those_that_are_given(
    tmp_path: Path, failed: tuple[str, ...]
) -> None:
    lines = "case,event,at,end\n1,a,2026-03-01,failed\n1,z,2026-03-02,ok\n2,a,2026-03-01,\n2,z,2026-03-02,Done"
    found = read(tmp_path, lines, outcome="end", failed=failed)
    assert {row.touchpoint: (row.visits, row.ended, row.failed) for row in found.touches} == {
        "a": (2, 1, 1),
        "z": (2, 2, 0),
    }


def test_an_outcome_that_nobody_explained_is_refused_with_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"L143\].*`lost` \(row 1\)\nhelp: .*`--failed 'lost'`"):
        read(tmp_path, "case,event,at,end\n1,a,2026-03-01,lost\n1,z,2026-03-02,ok", outcome="end")


def test_the_last_value_of_a_case_counts_and_sums_are_exact(tmp_path: Path) -> None:
    lines = "case,event,at,paid\n" + "".join(f"{n},a,2026-03-01,7\n{n},z,2026-03-02,0.10\n" for n in range(10))
    (row,) = read(tmp_path, lines + "x,a,2026-03-01,\nx,z,2026-03-02,", value="paid").variants
    assert (row.cases, row.valued, row.value) == (11, 10, 1.0)


PROMISED = """case,event,at,eta
1,a,2026-03-01 10:00,2026-03-05
1,z,2026-03-05 23:59,
2,a,2026-03-01 10:00,2026-03-05
2,z,2026-03-06 00:00,
3,a,2026-03-01 10:00,2026-03-05
3,z,2026-03-04 23:59,
4,a,2026-03-01 10:00,2 days
4,z,2026-03-03 10:01,
5,a,2026-03-01 10:00,
5,z,2026-03-03 10:00,
"""


def test_the_promise_of_a_case_is_about_the_touchpoint_that_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, PROMISED, promised="eta", promised_touchpoint="z")
    (late,), (early,) = named(found, "late"), named(found, "early")
    assert (late.touchpoint, late.cases, late.met) == ("z", 2, 4)
    assert (early.touchpoint, early.cases, early.met) == ("z", 1, 3)


def test_a_promise_of_the_log_comes_before_that_of_the_plan(tmp_path: Path) -> None:
    journey = Journey.model_validate(
        {"journey": "j", "touchpoints": {"a": {"next": "z"}, "z": {"promise": "1 day"}}, "goal": "z"}
    )
    (late,) = named(read(tmp_path, PROMISED, journey, promised="eta", promised_touchpoint="z"), "late")
    assert (late.cases, late.met) == (3, 5)


def test_numbers_are_promises_only_with_a_unit(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(
        "COPY (SELECT 1 AS \"case\", unnest(['a', 'z']) AS event, unnest([NULL, 2]) AS days, "
        f"unnest([DATE '2026-03-01', DATE '2026-03-04']) AS at) TO '{path}'"
    )
    with pytest.raises(LogError, match=r"L145\]: column `days` of `e.parquet` holds numbers: of what unit\?"):
        measure(plan(), EventLog(path, promised="days"))
    (late,) = named(measure(plan(), EventLog(path, promised="days", promised_unit="days")), "late")
    assert (late.cases, late.met) == (1, 1)


@pytest.mark.parametrize("unit", [None, "weeks"])
def test_intervals_are_promises_and_have_their_unit(tmp_path: Path, unit: str | None) -> None:
    path = tmp_path / "e.parquet"
    query = """
        SELECT number AS "case", event, CAST(day AS DATE) AS at, CASE WHEN event = 'z' THEN INTERVAL 3 DAY END AS sla
        FROM (VALUES (1, 'a', '2026-03-01'), (1, 'z', '2026-03-04'), (2, 'a', '2026-03-01'), (2, 'z', '2026-03-05'))
            AS log(number, event, day)
        """
    duckdb.execute(f"COPY ({query}) TO '{path}'")
    (late,) = named(measure(plan(), EventLog(path, promised="sla", promised_unit=unit)), "late")
    assert (late.touchpoint, late.cases, late.met) == ("z", 1, 2)


@pytest.mark.parametrize("options", [{}, {"order": "row"}, {"order": "n"}, {"clicks": "events"}])
def test_what_needs_more_than_63_bits_is_measured_alike(
    tmp_path: Path, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "e.parquet"
    query = """
        SELECT range // 5 AS "case", chr(97 + (hash(range) % 3)::INTEGER) AS event, hash(range) % 4 AS n,
            TIMESTAMP '2026-03-01' + to_minutes(range // 2) AS at, hash(range, 1) % 5 + 1 AS stars,
            hash(range, 2) % 2 AS how, range // 5 % 3 AS part, hash(range, 3) % 90 / 10 AS paid
        FROM range(3000)
        """
    duckdb.execute(f"COPY ({query}) TO '{path}'")
    log = EventLog(path, satisfaction="stars", channel="how", segments=("part",), value="paid", **options)
    narrow = measure(plan(), log)
    monkeypatch.setattr("journeymap.engines.packing._NARROW", 0)
    assert measure(plan(), log) == narrow


SESSIONS = """case,event,at
7,a,2026-03-01 10:00
7,a,2026-03-01 10:30
7,a,2026-03-01 11:00:01
7,z,2026-03-01 11:10
"""


def test_a_case_is_cut_after_more_than_so_long_without_an_event(tmp_path: Path) -> None:
    found = read(tmp_path, SESSIONS, session=1800.0)
    assert paths(found) == {"a>a": 1, "a>z": 1}
    assert {row.example for row in found.variants} == {"7", "7#2"}


def test_a_session_may_not_be_called_like_another_case(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"L150\]: a session would be called `7#2`"):
        read(tmp_path, SESSIONS + "7#2,a,2026-03-01 10:00", session=1800.0)


DUPLICATES = """case,event,at,how
1,a,2026-03-01 10:00,web
1,a,2026-03-01 10:00,app
1,a,2026-03-01 10:01,web
1,z,2026-03-01 10:02,web
"""


def test_duplicates_are_counted_and_kept_unless_they_are_to_go(tmp_path: Path) -> None:
    found = read(tmp_path, DUPLICATES, channel="how")
    assert (paths(found), found.n_events, found.noticed) == ({"a>a>a>z": 1}, 4, {"duplicates": 1})
    found = read(tmp_path, DUPLICATES, channel="how", drop_duplicates=True)
    assert (paths(found), found.n_events, found.noticed) == ({"a>a>z": 1}, 3, {"duplicates_dropped": 1})
    assert found.n_ignored == 0


def test_cases_are_taken_whole_by_their_first_event(tmp_path: Path) -> None:
    lines = "case,event,at\n" + "".join(f"{n},a,2026-03-0{n} 10:00\n{n},z,2026-03-09 10:00\n" for n in range(1, 6))
    since, until = dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)  # noqa: DTZ001 - one has none
    found = read(tmp_path, lines, since=since, until=until)
    assert (found.n_cases, found.n_events, found.noticed) == (2, 4, {"outside": 6})
    assert found.last == "2026-03-09T10:00:00Z"


def test_many_names_become_few_touchpoints_by_expressions(tmp_path: Path) -> None:
    lines = "case,event,at\n" + "".join(f"{n},/lamp?id={n},2026-03-01\n" for n in range(10_000))
    with pytest.raises(LogError, match=r"L104|L105"):
        read(tmp_path, lines)
    with pytest.raises(LogError, match=r"L105\].*more than 4,096 touchpoints"):
        read(tmp_path, lines + "1,a,2026-03-02")
    found = read(tmp_path, lines + "1,a,2026-03-02\n1,ad,2026-03-03", names={"/^.lamp/": "a"}, ignore=("/^ad$/",))
    assert (found.n_cases, found.n_ignored, paths(found)["a"]) == (10_000, 1, 9999)


def test_one_case_may_have_a_million_events(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    duckdb.execute(
        """
        CREATE OR REPLACE TEMP VIEW log AS
        SELECT 1 AS case_id, 'a' AS activity, 1 AS clicks, TIMESTAMP '2026-03-01' + INTERVAL (i) SECOND AS at
        FROM range(1000000) AS t(i)
        """
    )
    duckdb.execute(f"COPY log TO '{path}'")
    (row,) = measure(plan(), EventLog(path, clicks="clicks")).variants
    assert (len(row.touchpoints), row.clicks, sum(row.waits)) == (1_000_000, 1_000_000, 999_999.0)


def test_every_key_of_the_log_section_reaches_the_log_and_back() -> None:
    section = {
        "file": "e.csv",
        "timestamp": {"column": "at", "unit": "ms"},
        "outcome": {"column": "state", "failed": ["bad", "worse"]},
        "promised": {"column": "eta", "unit": "days", "touchpoint": "a"},
        "session": "30 min",
        "since": "2026-03-01",
        "timezone": "Europe/Warsaw",
        "ignore": "/^test/",
    }
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {}}, "log": section})
    log = event_log(journey)
    assert (log.time_unit, log.failed, log.promised_touchpoint, log.session) == ("ms", ("bad", "worse"), "a", 1800.0)
    assert as_section(log) == journey.log
    given: dict[str, Any] = {"names": {"x": "a"}, "time_unit": "s", "session": None}
    assert event_log(journey, "f.csv", **given).time_unit == "s"
    assert event_log(journey, "f.csv", **given).session == 1800.0
