import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.calendar import CURRENT_CALENDAR, WorkingTime, parse_days, parse_hours, parse_working
from journeymap.units import DAY, HOUR, UnitError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("Mon - Fri", (0, 1, 2, 3, 4)),
        ("Monday-Thursday", (0, 1, 2, 3)),
        ("tues, thurs", (1, 3)),
        ("sat, sun", (5, 6)),
        ("sun", (6,)),
        ("fri-mon", (0, 4, 5, 6)),
        ("mon-wed, fri", (0, 1, 2, 4)),
        ("tue, tue", (1,)),
    ],
)
def test_weekdays_are_named_one_by_one_or_from_one_to_another(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    "text", ["", "mo-fr", "mon-", "mon,", "1-5", "weekdays", "mon to fri", "mon-fri-sun", "month", "t"]
)
def test_what_names_no_weekdays_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnitError, match="does not name weekdays") as refused:
        parse_days(text)
    assert "`mon-fri`" in refused.value.help


@pytest.mark.parametrize(
    ("text", "hours"),
    [("9-17", (9, 17)), ("8:30-18", (8.5, 18)), ("0-24", (0, 24)), ("22:15 - 22:45", (22.25, 22.75))],
)
def test_hours_are_a_span_of_the_day(text: str, hours: tuple[float, float]) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["", "9", "9-", "-9", "17-9", "9-9", "9-25", "9am-5pm", "9:75-17", "9:-5-17", "nine to five", "9.5.1-17"]
)
def test_what_is_no_span_of_hours_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnitError, match="is no span of hours") as refused:
        parse_hours(text)
    assert "`9-17`" in refused.value.help


def seconds(text: str, time: WorkingTime | None) -> float:
    token = CURRENT_CALENDAR.set(time)
    try:
        return parse_working(text)
    finally:
        CURRENT_CALENDAR.reset(token)


def test_working_days_leave_out_the_weekend_and_hours_the_night_on_average() -> None:
    office = WorkingTime()
    assert seconds("5 working days", office) == 7 * DAY
    assert seconds("1 working day", office) == pytest.approx(1.4 * DAY)
    assert seconds("40 working hours", office) == pytest.approx(7 * DAY)
    assert seconds("0.5 Working Hours", office) == pytest.approx(seconds("1 working hours", office) / 2)


def test_who_works_always_has_ordinary_days_and_hours() -> None:
    always = WorkingTime(tuple(range(7)), (0.0, 24.0))
    assert seconds("3 working days", always) == 3 * DAY
    assert seconds("3 working hours", always) == pytest.approx(3 * HOUR)


@pytest.mark.parametrize(
    "text", ["2 working weeks", "two working days", "2 working", "working days", "2 working daysss"]
)
def test_what_is_no_working_time_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match=r"is not a (duration|number)"):
        seconds(text, WorkingTime())


def test_a_negative_working_time_is_refused() -> None:
    with pytest.raises(UnitError, match="`-2 working days` is negative"):
        seconds("-2 working days", WorkingTime())


def test_without_a_calendar_working_days_mean_nothing() -> None:
    with pytest.raises(UnitError, match="`2 working days` needs to know when work is done") as refused:
        seconds("2 working days", None)
    assert "calendar: {days: mon-fri, hours: 9-17}" in refused.value.help


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda hours: hours[0] < hours[1]),
)
def test_a_working_day_is_its_working_hours_long_and_never_shorter_than_a_day(
    days: set[int], hours: tuple[int, int]
) -> None:
    named = parse_days(", ".join(WEEKDAYS[day] for day in days))
    time = WorkingTime(named, parse_hours(f"{hours[0]}-{hours[1]}"))
    assert named == tuple(sorted(days))
    assert time.day_seconds >= DAY
    assert time.hour_seconds * (hours[1] - hours[0]) == pytest.approx(time.day_seconds)


@given(st.integers(1, 20))
def test_working_days_are_as_long_as_those_counted_in_a_calendar_from_each_weekday(n: int) -> None:
    days = []
    for weekday in range(5):
        given_on = dt.date(2026, 6, 1 + weekday)  # the first of June was a Monday
        left, day = n, given_on
        while left:
            day += dt.timedelta(days=1)
            left -= day.weekday() < 5
        days.append((day - given_on).days)
    assert seconds(f"{n} working days", WorkingTime()) == pytest.approx(sum(days) / 5 * DAY)
