import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from journeymap.journey import Journey, equal_where_unknown
from journeymap.situations import SITUATIONS
from journeymap.units import DAY, HOUR, MINUTE, Money, Scale
from tests.strategies import journeys


def journey(**top: Any) -> Journey:  # noqa: ANN401 - keys of a journey file
    return Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}, **top})


def point(**keys: Any) -> Journey:  # noqa: ANN401 - keys of a touchpoint
    return journey(touchpoints={"a": keys})


def sentence(**keys: Any) -> str:  # noqa: ANN401 - keys of a touchpoint
    with pytest.raises(ValidationError) as refused:
        point(**keys)
    (problem,) = refused.value.errors()
    return str(problem["ctx"]["sentence"])


def test_touchpoints_that_lead_nowhere_are_the_goal() -> None:
    assert journey().goals == ("b",)
    assert journey(goal="a").goals == ("a",)
    assert journey(ends={"b": "lost"}).goals == ()


def test_touchpoints_that_nothing_leads_to_are_the_start() -> None:
    assert journey().starts == {"a": 1.0}
    assert journey(start=["a", "b"]).starts == {"a": 0.5, "b": 0.5}
    assert journey(start={"a": "80%", "b": "20%"}).starts == {"a": 0.8, "b": 0.2}


def test_in_a_circle_the_first_touchpoint_is_the_start() -> None:
    assert journey(touchpoints={"a": {"next": "b"}, "b": {"next": "a"}}).starts == {"a": 1.0}


def test_the_title_is_the_name_of_the_journey() -> None:
    assert journey().name == "j"
    assert journey(title="Jot").name == "Jot"


@pytest.mark.parametrize(
    ("given_next", "expected"),
    [
        ("b", {"b": None}),
        (["b", "c"], {"b": None, "c": None}),
        ({"b": "70%", "c": 0.3}, {"b": 0.7, "c": 0.3}),
        ({"b": "70%", "c": None}, {"b": 0.7, "c": None}),
    ],
)
def test_where_it_goes_on_is_a_name_a_list_or_shares(given_next: object, expected: dict[str, float | None]) -> None:
    assert point(next=given_next).touchpoints["a"].next == expected


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({}, {}),
        ({"a": None}, {"a": 1.0}),
        ({"a": 0.7, "b": None, "c": None}, {"a": 0.7, "b": 0.15, "c": 0.15}),
        ({"a": 0.33, "b": 0.33, "c": 0.33}, {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}),
        ({"a": 0.1, "b": 0.2, "c": 0.7}, {"a": 0.1, "b": 0.2, "c": 0.7}),
        ({"a": 1.0, "b": None}, {"a": 1.0, "b": 0.0}),
    ],
)
def test_unknown_shares_are_equal_parts_of_the_rest(
    shares: dict[str, float | None], expected: dict[str, float]
) -> None:
    assert equal_where_unknown(shares) == pytest.approx(expected)


@given(st.dictionaries(st.text(max_size=2), st.none() | st.floats(0, 1), min_size=1))
def test_shares_add_up_to_one_once_they_are_known(shares: dict[str, float | None]) -> None:
    known = equal_where_unknown(shares)
    assert list(known) == list(shares)
    if sum(known.values()) > 0:
        assert sum(known.values()) == pytest.approx(1)


def test_a_wait_is_a_duration_a_distribution_or_measured() -> None:
    assert point(wait="4 min").touchpoints["a"].wait == point(wait={"median": "4 min"}).touchpoints["a"].wait
    spread = point(wait={"median": "4 min", "p90": "11 min"}).touchpoints["a"].wait
    assert spread is not None
    assert (spread.median, spread.p90) == (4 * MINUTE, 11 * MINUTE)
    measured = point(wait="measured").touchpoints["a"].wait
    assert measured is not None
    assert measured.measured


def test_a_promise_may_be_a_bare_wait() -> None:
    assert point(promise="5 days").touchpoints["a"].promise == point(promise={"wait": "P5D"}).touchpoints["a"].promise


def test_who_left_is_counted_or_a_share() -> None:
    counted = point(left="120 of 400").touchpoints["a"].left
    assert counted is not None
    assert (counted.share, counted.of) == (0.3, 400)
    assert counted == point(left={"share": "30%", "of": "400"}).touchpoints["a"].left


def test_customers_and_value_are_read() -> None:
    told = journey(customers="12000 per month", value={"sale": "49 EUR", "later": "30 EUR"})
    assert told.customers is not None
    assert (told.customers.number, told.customers.period) == (12000, "month")
    assert told.value is not None
    assert (told.value.sale, told.value.later) == (Money(49, "EUR"), Money(30, "EUR"))
    bare = journey(customers="500", value="49 EUR")
    assert bare.customers is not None
    assert bare.customers.period is None
    assert bare.value is not None
    assert bare.value.later is None


def test_values_of_python_are_taken_as_they_are() -> None:
    told = point(wait=dt.timedelta(minutes=3), clicks=4, informed=True, satisfaction=3.5, skip_cost=2).touchpoints["a"]
    assert told.wait is not None
    assert (told.wait.median, told.clicks, told.informed, told.skip_cost) == (180, 4, True, 2)
    dated = point(satisfaction={"score": 4, "date": dt.date(2026, 9, 14)}).touchpoints["a"].satisfaction
    assert dated is not None
    assert dated.date == dt.date(2026, 9, 14)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"wait": "5"}, "`5` has no unit"),
        ({"wait": dt.timedelta(minutes=-1)}, "`-60.0` is negative"),
        ({"wait": {"p90": "5 min"}}, "a wait has no `median`"),
        ({"wait": {"median": "5 min", "p90": "4 min"}}, "`p90` is shorter than `median`"),
        ({"wait": {"median": "0", "p90": "4 min"}}, "`p90` needs a `median` of more than 0"),
        ({"wait": ["5 min"]}, "several values stand where one belongs"),
        ({"patience": "0 s"}, "`0 s` is not more than 0"),
        ({"left": "500 of 400"}, "`500 of 400`: those who left are not some of those who reached it"),
        ({"left": "0 of 0"}, "`0 of 0`: those who left are not some of those who reached it"),
        ({"left": "many"}, "`many` does not say how many left"),
        ({"left": {"share": "1%", "of": "0"}}, "`0` is not more than 0"),
        ({"next": ["b", "b"]}, "`b` is named twice"),
        ({"next": ["b", {"c": "20%"}]}, "several values stand where one belongs"),
        ({"next": None}, "a value is missing here"),
        ({"clicks": "-1"}, "`-1` is negative"),
        ({"informed": "maybe"}, "`maybe` is neither yes nor no"),
        ({"informed": None}, "a value is missing here"),
        ({"skip_cost": "-1"}, "`-1` is no whole number from 0 to 1000"),
        ({"skip_cost": "1.5"}, "`1.5` is no whole number from 0 to 1000"),
        ({"extra_cost": "1001"}, "`1001` is no whole number from 0 to 1000"),
        ({"satisfaction": {"score": "4", "nps": "3"}}, "satisfaction is given in 2 ways"),
        ({"satisfaction": {"answers": "4"}}, "satisfaction is given without a value"),
        ({"satisfaction": {"promoters": "4"}}, "`promoters`, `passives` and `detractors` belong together"),
        ({"satisfaction": {"score": "4", "date": "14.09.2026"}}, "`14.09.2026` is not a date"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_meant_is_refused_in_words(keys: dict[str, Any], said: str) -> None:
    assert sentence(**keys) == said


def patience(**keys: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - keys of a touchpoint
    known = point(**keys).patience_of("a")
    assert known is not None
    return known.half_life, known.low, known.high, known.tolerated


def test_the_situation_picks_the_patience_and_else_the_channel_does() -> None:
    assert patience(situation="landing_page", channel="phone") == (2, 1, 5, 1)
    assert patience(channel="Phone") == (120, 60, 480, 0)
    assert patience(channel="delivery") == (7 * DAY, 2 * DAY, 10 * DAY, 0)
    assert point(channel="drone").patience_of("a") is None


def test_own_patience_replaces_the_preset_and_its_range_but_not_what_is_tolerated() -> None:
    assert patience(situation="landing_page", patience="20 s") == (20, 10, 40, 1)
    assert patience(patience="3 h") == (3 * HOUR, 1.5 * HOUR, 6 * HOUR, 0)


def test_a_journey_may_set_the_patience_of_a_situation() -> None:
    own = journey(touchpoints={"a": {"situation": "parcel"}}, model={"patience": {"parcel": "5 days"}})
    known = own.patience_of("a")
    assert known is not None
    assert (known.half_life, known.low, known.high) == (5 * DAY, 2.5 * DAY, 10 * DAY)


def test_modifiers_multiply_patience_whoever_set_it() -> None:
    assert patience(situation="phone_hold", time_critical="yes") == (60, 30, 240, 0)
    assert patience(patience="100 s", alternatives="many")[0] == pytest.approx(80)
    assert patience(patience="100 s", alternatives="none", time_critical="yes")[0] == pytest.approx(75)


def test_one_factor_may_be_changed_and_the_others_stay() -> None:
    changed = journey(model={"alternatives_factor": {"many": 0.7}}).model.alternatives_factor
    assert changed == {"many": 0.7, "few": 1.0, "none": 1.5}


def test_every_preset_lies_within_its_own_range() -> None:
    assert all(preset.low <= preset.half_life <= preset.high for preset in SITUATIONS.values())


def test_a_touchpoint_may_have_a_scale_of_its_own() -> None:
    own = journey(
        scale="1..7", touchpoints={"a": {"satisfaction": {"score": 8, "scale": "0..10"}}, "b": {"satisfaction": 5}}
    )
    assert own.scale_of("a") == Scale(0, 10)
    assert own.scale_of("b") == Scale(1, 7)


def test_a_journey_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(journey(), "title", "other")  # noqa: B010 - an assignment would not pass the type checker


@given(journeys())
def test_where_customers_start_and_go_on_adds_up_to_one(random: Journey) -> None:
    assert sum(random.starts.values()) == pytest.approx(1)
    for touchpoint in random.touchpoints.values():
        assert not touchpoint.next or sum(equal_where_unknown(touchpoint.next).values()) == pytest.approx(1)
