"""Waits in buckets, waits since an earlier touchpoint, who has left, and who waited too long."""

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pytest

from journeymap.buckets import bucket_bounds, bucket_of
from journeymap.case_ends import START
from journeymap.counts import Condition
from journeymap.engines.measure import measure
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.oracles.waits import bucket

START_OF_LOG = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def journey(**points: Any) -> Journey:  # noqa: ANN401 - touchpoints as in a file
    return Journey.model_validate({"journey": "j", "touchpoints": {"a": {}, **points, "end": {}}, "goal": "end"})


def read(folder: Path, plan: Journey, cases: list[list[tuple[str, float]]], **log: Any) -> Measurement:  # noqa: ANN401
    """Measure cases of (event, seconds since the start of the log)."""
    lines = [
        f"{number:04},{event},{(START_OF_LOG + dt.timedelta(seconds=seconds)).isoformat()}"
        for number, case in enumerate(cases)
        for event, seconds in case
    ]
    path = folder / "e.csv"
    path.write_text("\n".join(["case,event,at", *lines]))
    return measure(plan, EventLog(path, **log))


def test_every_bound_of_a_bucket_is_drawn_where_python_draws_it(tmp_path: Path) -> None:
    longest = 70 * 365 * 86_400_000
    bounds = [bound for bound in bucket_bounds() if bound < longest]
    waits = sorted({ms for bound in bounds for ms in (max(0, bound - 1), bound, bound + 1)})
    found = read(tmp_path, journey(), [[("a", 0), ("end", ms / 1000)] for ms in waits])
    expected: dict[int, int] = {}
    for ms in waits:
        expected[bucket_of(ms)] = expected.get(bucket_of(ms), 0) + 1
    assert {row.bucket: row.n for row in found.waits} == expected
    assert len(expected) > 1200


def test_buckets_are_exact_below_64_ms_and_2_per_cent_wide_above() -> None:
    for ms in [*range(70), 1000, 60_000, 10**9, 10**12]:
        assert bucket_of(ms) == bucket(ms)
    widths = [high / low for low, high in zip(bucket_bounds()[64:], bucket_bounds()[65:], strict=False)]
    assert max(widths[200:]) == pytest.approx(1.02, abs=1e-3)


def test_a_fraction_of_a_millisecond_stays_in_its_millisecond(tmp_path: Path) -> None:
    found = read(tmp_path, journey(), [[("a", 0), ("end", 0.063999)], [("a", 0), ("end", 0.064)]])
    assert [(row.bucket, row.n) for row in found.waits] == [(63, 1), (64, 1)]


def test_waits_since_count_from_the_first_event_to_each_arrival_from_elsewhere(tmp_path: Path) -> None:
    plan = journey(b={"since": "a"}, c={})
    case: list[tuple[str, float]] = [("b", 0), ("c", 1), ("a", 2), ("b", 3), ("b", 4), ("a", 5), ("b", 10), ("end", 11)]
    found = read(tmp_path, plan, [case, [("c", 0), ("b", 1), ("end", 2)]])
    assert [(row.source, row.seconds) for row in found.waits if row.since] == [("a", 1.0), ("a", 8.0)]


def test_waits_since_the_start_count_from_the_first_event(tmp_path: Path) -> None:
    plan = journey(b={"since": "start"})
    found = read(tmp_path, plan, [[("b", 0), ("a", 1), ("b", 5), ("end", 6)], [("a", 0), ("b", 0), ("end", 1)]])
    assert [(row.source, row.seconds) for row in found.waits if row.since] == [(START, 0.0), (START, 5.0)]
    assert found.wait_distribution("b", since=True) == ([0.0, 5.0], [1, 1])


def test_a_case_has_left_after_the_95th_percentile_of_onward_waits(tmp_path: Path) -> None:
    cases = [[("a", 0.0), ("end", float(wait))] for wait in range(1, 101)]
    found = read(tmp_path, journey(b={}), [*cases, [("a", 904.5)], [("a", 905.5)], [("b", 800)], [("end", 1000)]])
    assert found.lost_after["a"] == pytest.approx(95, rel=0.01)
    assert found.lost_after["b"] == found.lost_after["a"]
    assert "end" not in found.lost_after
    assert {(row.touchpoints, row.under_way) for row in found.variants} == {
        (("a", "end"), 0),
        (("a",), 1),
        (("b",), 0),
        (("end",), 0),
    }


def test_lost_after_may_be_given(tmp_path: Path) -> None:
    cases: list[list[tuple[str, float]]] = [[("a", 0)], [("a", 9.999999)], [("a", 10)], [("end", 20)]]
    found = read(tmp_path, journey(), cases, lost_after=10.0)
    assert (found.lost_after, found.n_under_way) == ({"a": 10.0}, 1)


def test_without_any_wait_only_the_last_event_may_go_on(tmp_path: Path) -> None:
    found = read(tmp_path, journey(), [[("a", 0)], [("a", 1)]])
    assert (found.lost_after["a"], found.n_under_way) == (0.0, 1)


def named(found: Measurement, condition: str) -> list[Condition]:
    return [row for row in found.conditions if row.condition == condition]


CASES: list[list[tuple[str, float]]] = [
    [("a", 0), ("b", 61), ("end", 62)],
    [("a", 0), ("b", 10), ("a", 20), ("b", 300)],
    [("a", 0), ("b", 60), ("end", 62)],
    [("a", 0), ("end", 1000)],
    [("a", 999), ("b", 1000)],
]


@pytest.mark.parametrize(
    ("point", "condition"),
    [
        ({"promise": "1 min"}, "late"),
        ({"wait": "measured", "patience": "60 s"}, "long_wait"),
        ({"wait": "measured", "channel": "phone", "time_critical": "yes"}, "long_wait"),
        ({"promise": "1 min", "patience": "1 s", "wait": "measured"}, "late"),
    ],
)
def test_cases_that_waited_too_long_are_counted_once_with_how_they_ended(
    tmp_path: Path, point: dict[str, str], condition: str
) -> None:
    (row,) = named(read(tmp_path, journey(b=point), CASES, lost_after=5.0), condition)
    assert (row.touchpoint, row.condition) == ("b", condition)
    assert (row.cases, row.completed, row.met, row.met_completed) == (2, 1, 3, 2)


def test_a_wait_since_is_what_is_held_against_the_promise(tmp_path: Path) -> None:
    (row,) = named(read(tmp_path, journey(b={"promise": "1 min", "since": "start"}), CASES, lost_after=5.0), "late")
    assert (row.cases, row.met) == (2, 3)
    (row,) = named(read(tmp_path, journey(b={"promise": "299 s", "since": "start"}), CASES, lost_after=5.0), "late")
    assert (row.cases, row.completed, row.met) == (1, 0, 3)


@pytest.mark.parametrize("point", [{}, {"patience": "1 s"}, {"wait": "3 s", "patience": "1 s"}, {"wait": "measured"}])
def test_time_that_is_the_customers_own_is_no_condition(tmp_path: Path, point: dict[str, str]) -> None:
    assert {row.condition for row in read(tmp_path, journey(b=point), CASES).conditions} == {"repeated"}


def test_seconds_of_buckets_add_up_to_the_durations(tmp_path: Path) -> None:
    found = read(tmp_path, journey(b={}), CASES)
    waited = math.fsum(row.seconds for row in found.waits if not row.since)
    assert waited == pytest.approx(math.fsum(row.seconds for row in found.variants))
