"""Time zones, numbers for times, working time, and events that have an end."""

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.counts import Condition
from journeymap.engines.measure import measure
from journeymap.engines.zones import work_share, working_days, zone_days
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Calendar, Journey
from journeymap.measurement import Measurement

DAY = 86_400_000_000
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a clock


def plan(**points: Any) -> Journey:  # noqa: ANN401 - touchpoints as in a file
    return Journey.model_validate({"journey": "j", "touchpoints": {"a": {}, **points, "z": {}}, "goal": "z"})


def read(folder: Path, lines: str, journey: Journey | None = None, **log: Any) -> Measurement:  # noqa: ANN401
    """Measure lines of CSV, given with blanks between them."""
    path = folder / "e.csv"
    path.write_text("\n".join(line.strip() for line in lines.strip().splitlines()))
    return measure(journey or plan(), EventLog(path, **log))


def named(found: Measurement, condition: str) -> list[Condition]:
    return [row for row in found.conditions if row.condition == condition]


def waited(found: Measurement) -> list[float]:
    """The waits one by one; each bucket of the example holds equal ones."""
    return [row.seconds / row.n for row in found.waits for _ in range(row.n)]


ZONES = st.sampled_from(["Europe/Warsaw", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])


@settings(deadline=None)
@given(zone=ZONES, clock=st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2060, 1, 1)))  # noqa: DTZ001 - clocks
def test_a_clock_is_read_as_python_reads_it(zone: str, clock: dt.datetime) -> None:
    us = (clock - EPOCH) // dt.timedelta(microseconds=1)
    (day, switch, before, after, odd, odd_from, odd_until), _ = zone_days(zone, us // DAY, us // DAY)
    assert isinstance(switch, int)
    there = clock.replace(tzinfo=ZoneInfo(zone))
    offset = there.utcoffset()
    assert offset is not None
    assert day == us // DAY
    assert (before if us < switch else after) == offset // dt.timedelta(microseconds=1)
    again = there.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    is_odd = isinstance(odd_from, int) and isinstance(odd_until, int) and odd_from <= us < odd_until
    assert (is_odd and odd == "gap") == (again != clock)
    assert (is_odd and odd == "overlap") == (again == clock and there.replace(fold=1).utcoffset() != offset)


def test_waits_across_a_change_of_clocks_are_as_long_as_they_were(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """case,event,at
        1,a,2026-03-29 01:30
        1,z,2026-03-29 03:30
        2,a,2026-10-25 01:30
        2,z,2026-10-25 03:30
        3,a,2026-03-29 02:15
        3,z,2026-03-29 03:15
        4,a,2026-10-25 02:15
        4,z,2026-10-25T02:15:00+01:00
        5,a,2026-10-25T00:15:00Z
        5,z,2026-10-25 02:15""",
        timezone="Europe/Warsaw",
    )
    assert sorted(waited(found)) == [0.0, 0.0, 3600.0, 3600.0, 10800.0]
    assert found.noticed == {"skipped_by_clocks": 1, "shown_twice_by_clocks": 2}
    assert found.first == "2026-03-29T00:30:00Z"


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("s", ("1772373900", "1772373960.5")),
        ("ms", ("1772373900000", "1772373960500")),
        ("us", ("1772373900000000", "1772373960500000")),
    ],
)
def test_numbers_are_times_in_the_unit_that_is_said(tmp_path: Path, unit: str, times: tuple[str, str]) -> None:
    found = read(tmp_path, f"case,event,at\n1,a,{times[0]}\n1,z,{times[1]}", time_unit=unit)
    assert (found.first, found.variants[0].seconds) == ("2026-03-01T14:05:00Z", 60.5)


def test_a_unit_that_would_place_events_in_a_distant_age_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"L140\]: the times of `e.csv` are not in `s`.*\nhelp: type `--time-unit ms`"):
        read(tmp_path, "case,event,at\n1,a,1772373900000", time_unit="s")


def test_the_year_1970_stands_for_no_time_in_any_unit(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="L106"):
        read(tmp_path, "case,event,at\n1,a,0\n1,z,1772373900", time_unit="s")


def test_days_without_a_time_are_counted(tmp_path: Path) -> None:
    assert read(tmp_path, "case,event,at\n1,a,2026-03-01\n1,z,2026-03-02").noticed == {"at_midnight": 2}


ENDS = """case,event,at,done
1,a,2026-03-02 10:00:00,2026-03-02 10:00:10
1,b,2026-03-02 10:00:15,2026-03-02 10:00:40
1,z,2026-03-02 10:00:35,
2,a,2026-03-02 10:00:00,
2,z,2026-03-02 10:00:07,2026-03-02 10:00:08
"""


def test_a_wait_lasts_from_the_end_of_an_event_to_the_next_start(tmp_path: Path) -> None:
    found = read(tmp_path, ENDS, plan(b={"channel": "phone"}), end="done")
    assert {(row.source, row.target): row.seconds for row in found.waits} == {
        ("a", "b"): 5.0,
        ("b", "z"): 0.0,
        ("a", "z"): 7.0,
    }
    assert found.noticed == {"overlaps": 1}
    assert {row.touchpoint: row.seconds for row in found.work} == {"a": 10.0, "b": 25.0, "z": 1.0}
    assert {row.touchpoints: row.waits for row in found.variants} == {("a", "b", "z"): (5.0, 0.0), ("a", "z"): (7.0,)}
    (row,) = named(found, "long_wait")
    assert (row.touchpoint, row.cases, row.met) == ("b", 0, 1)
    assert {row.seconds for row in found.variants} == {40.0, 8.0}


def test_an_end_before_the_start_is_refused_or_set_aside(tmp_path: Path) -> None:
    lines = ENDS.replace("2026-03-02 10:00:10", "2026-03-02 09:00:00")
    with pytest.raises(LogError, match=r"L146\]: 1 value that is no time, or before the start in .*\(row 1\)"):
        read(tmp_path, lines, plan(b={}), end="done")
    found = measure(plan(b={}), EventLog(tmp_path / "e.csv", end="done"), skip_bad=True)
    assert (found.n_set_aside, {row.touchpoint for row in found.work}) == (1, {"b", "z"})


OFFICE = Calendar.model_validate({"days": "mon-fri", "hours": "9-17", "holidays": ["2026-05-01"]})


@given(
    zone=st.sampled_from(["UTC", "Europe/Warsaw", "Pacific/Auckland", "America/Los_Angeles"]),
    minutes=st.lists(st.integers(0, 60 * 24 * 40), min_size=2, max_size=2).map(sorted),
)
@settings(deadline=None)
def test_working_time_is_what_a_clock_in_the_office_counts(zone: str, minutes: list[int]) -> None:
    """The oracle looks at every minute; the span holds a holiday, a change of clocks and six weekends."""
    start = dt.datetime(2026, 3, 25, tzinfo=dt.UTC)
    first, last = (start + dt.timedelta(minutes=each) for each in minutes)
    rows = {row[0]: row[1:] for row in working_days(OFFICE, zone, micro(start), micro(last) + DAY)}
    worked = [worked_before(rows, micro(moment)) for moment in (first, last)]
    assert worked[1] - worked[0] == 60_000_000 * sum(
        is_open(start + dt.timedelta(minutes=minute), zone) for minute in range(*minutes)
    )


def micro(moment: dt.datetime) -> int:
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def worked_before(rows: dict[int, tuple[int, ...]], moment: int) -> int:
    before, opens, closes, again, closes_again = rows[moment // DAY]
    within = moment % DAY
    return before + max(min(within, closes) - opens, 0) + max(min(within, closes_again) - again, 0)


def is_open(moment: dt.datetime, zone: str) -> bool:
    there = moment.astimezone(ZoneInfo(zone))
    return there.weekday() < 5 and there.date() != dt.date(2026, 5, 1) and 9 <= there.hour < 17


def test_a_promise_in_working_days_is_held_against_working_time(tmp_path: Path) -> None:
    """From Thursday 16:00 over a holiday and a weekend: two working days are over on Tuesday at 16:00."""
    content = {
        "journey": "j",
        "calendar": {"days": "mon-fri", "hours": "9-17", "holidays": ["2026-05-01"]},
        "touchpoints": {"a": {"next": "b"}, "b": {"promise": "2 working days"}},
    }
    found = read(
        tmp_path,
        """case,event,at
        1,a,2026-04-30 16:00
        1,b,2026-05-05 16:00
        2,a,2026-04-30 16:00
        2,b,2026-05-05 16:01
        3,a,2026-05-02 10:00
        3,b,2026-05-03 23:00""",
        Journey.model_validate(content),
    )
    (row,) = named(found, "late")
    assert (row.cases, row.met) == (1, 3)
    seconds, counts = found.wait_distribution("b", since=True)
    assert (seconds[0], counts[0]) == (0.0, 1)
    assert seconds[1] == pytest.approx(2 * 1.4 * 86400, rel=0.01)
    assert sum(row.seconds for row in found.waits if not row.since) == 2 * 5 * 86400 + 60 + 37 * 3600


def test_a_working_day_passes_in_seven_fifths_of_a_day() -> None:
    assert work_share(OFFICE) == (21, 5)
