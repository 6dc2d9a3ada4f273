import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from journeymap.journey import Journey, Segment
from journeymap.situations import SITUATIONS
from journeymap.units import DAY, HOUR, MINUTE, Money, Scale, equal_where_unknown
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


def test_what_is_another_end_or_left_off_plan_is_no_goal_by_itself() -> None:
    plan = {"a": {"next": ["b", "c"]}, "b": {}, "c": {}}
    assert journey(touchpoints=plan).goals == ("b", "c")
    assert journey(touchpoints=plan, ends={"c": "neutral"}).goals == ("b",)
    assert journey(touchpoints=plan, off_plan=[{"from": "c", "to": "b", "share": "100%"}]).goals == ("b",)


def test_what_is_missing_is_neither_start_nor_goal_nor_planned() -> None:
    told = journey(touchpoints={"gap": {"missing": "yes"}, "a": {"next": "b"}, "b": {}})
    assert (list(told.planned), told.starts, told.goals) == (["a", "b"], {"a": 1.0}, ("b",))


def test_where_a_known_route_leads_to_nobody_starts() -> None:
    plan = {"a": {"next": "b"}, "b": {}, "help": {"next": "b"}}
    assert journey(touchpoints=plan).starts == {"a": 0.5, "help": 0.5}
    assert journey(touchpoints=plan, off_plan=[{"from": "a", "to": "help", "share": "9%"}]).starts == {"a": 1.0}


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


def test_a_journey_is_read_with_all_of_its_keys() -> None:
    told = journey(
        title="Buying",
        audience="shoppers",
        state="future",
        ends={"declined": "neutral", "cancelled": "lost"},
        milestones="a",
        scale="5..1",
        assessed="2026-10-01",
        calendar={"days": "mon-fri", "hours": "9-17", "holidays": ["2026-12-25"]},
        phases={"before": "before", "after": "after"},
        any_order=[["a", "b"]],
        off_plan=[{"from": "a", "to": "b", "share": "12%"}],
        segments={"age": {"old": {"share": "20%", "start": "a", "touchpoints": {"a": {"clicks": 2}}}}},
        log={"file": "events.parquet", "segments": "age", "lost_after": "30 days", "success": "met"},
        model={"bad_experience_loss": 0.5, "patience": {"parcel": "5 days"}},
    )
    assert (told.audience, told.state, told.milestones) == ("shoppers", "future", ("a",))
    assert told.ends == {"declined": "neutral", "cancelled": "lost"}
    assert told.assessed == dt.date(2026, 10, 1)
    assert told.calendar is not None
    assert (told.calendar.days, told.calendar.hours) == ((0, 1, 2, 3, 4), (9, 17))
    assert told.calendar.holidays == (dt.date(2026, 12, 25),)
    assert told.any_order == (("a", "b"),)
    assert (told.off_plan[0].source, told.off_plan[0].target, told.off_plan[0].share) == ("a", "b", 0.12)
    assert told.segments["age"]["old"].share == 0.2
    assert (told.log.segments, told.log.lost_after, told.log.unlisted) == (("age",), 30 * DAY, "show")
    assert told.model.bad_experience_loss == 0.5
    assert told.model.click_seconds == 2.65, "the other constants stay"


CONSTANTS = {
    "click_seconds": ("2", 2),
    "keystroke_seconds": ("0.3", 0.3),
    "effort_half_life": ("4 min", 240),
    "bad_experience_loss": ("40%", 0.4),
    "informed_factor": ("0.5", 0.5),
    "wait_exponent": ("1.5", 1.5),
    "time_critical_factor": ("60%", 0.6),
    "alternatives_factor": ({"none": "2"}, {"many": 0.8, "few": 1, "none": 2}),
    "pseudo_customers": ("30", 30),
    "pseudo_answers": ("5", 5),
    "click_budget": ("8", 8),
    "complaining_share": ("30%", 0.3),
    "people_told": ("15", 15),
    "painless_clicks": ("2", 2),
    "good_score_share": ("0.8", 0.8),
    "patience": ({"parcel": "2 days"}, {"parcel": 2 * DAY}),
}


def test_every_constant_of_the_model_may_be_overridden() -> None:
    told = journey(model={name: text for name, (text, _) in CONSTANTS.items()}).model
    assert set(CONSTANTS) == set(type(told).model_fields)
    assert {name: getattr(told, name) for name in CONSTANTS} == {name: value for name, (_, value) in CONSTANTS.items()}


@pytest.mark.parametrize(
    "model",
    [
        {"bad_experience_loss": "1.4"},
        {"effort_half_life": "0 s"},
        {"effort_half_life": "210"},
        {"time_critical_factor": "0"},
        {"alternatives_factor": {"many": "0"}},
        {"patience": {"parcel": "0 s"}},
        {"click_seconds": "-1"},
    ],
    ids=str,
)
def test_a_constant_that_cannot_be_meant_is_refused(model: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        journey(model=model)


@pytest.mark.parametrize("calendar_first", [True, False])
def test_working_days_are_known_wherever_in_the_file_the_calendar_stands(calendar_first: bool) -> None:
    calendar = {"calendar": {"days": "mon-fri", "hours": "9-17"}}
    rest = {
        "touchpoints": {"a": {"wait": "2 Working Days", "promise": "16 working hours", "patience": "5 working days"}},
        "log": {"lost_after": "10 working days"},
        "model": {"patience": {"parcel": "1 working day"}},
        "segments": {"age": {"old": {"touchpoints": {"a": {"wait": "4 working days"}}}}},
    }
    told = Journey.model_validate({"journey": "j"} | (calendar | rest if calendar_first else rest | calendar))
    a = told.touchpoints["a"]
    assert a.wait is not None
    assert a.promise is not None
    assert (a.wait.median, a.promise.wait, a.patience) == pytest.approx((2.8 * DAY, 2.8 * DAY, 7 * DAY))
    assert (told.log.lost_after, told.model.patience["parcel"]) == pytest.approx((14 * DAY, 1.4 * DAY))
    old = told.segments["age"]["old"].touchpoints["a"].wait
    assert old is not None
    assert old.median == pytest.approx(5.6 * DAY)


def test_the_calendar_of_one_journey_is_not_that_of_the_next() -> None:
    assert journey(calendar={"days": "mon-fri"}).calendar is not None
    with pytest.raises(ValidationError, match="needs to know when work is done"):
        point(wait="2 working days")


PLAN = {
    "a": {"clicks": 3, "satisfaction": 4, "next": ["b", "c"]},
    "b": {"wait": "5 min", "next": "c"},
    "c": {},
}


def of_segment(**keys: Any) -> Journey:  # noqa: ANN401 - keys of a segment
    return journey(touchpoints=PLAN, segments={"age": {"old": keys}}).for_segment("age", "old")


def test_a_segment_without_a_word_is_the_journey_of_everyone() -> None:
    everyone = journey(touchpoints=PLAN)
    own = of_segment()
    assert (own.touchpoints, own.starts, own.goals) == (everyone.touchpoints, everyone.starts, everyone.goals)
    assert own.segments == {}


def test_a_segment_overrides_start_next_and_any_measure() -> None:
    own = of_segment(
        start={"a": "60%", "b": "40%"},
        touchpoints={"a": {"satisfaction": 2.4, "patience": "60 s", "next": {"b": "90%", "c": "10%"}}},
    )
    a = own.touchpoints["a"]
    assert own.starts == {"a": 0.6, "b": 0.4}
    assert (a.clicks, a.patience, a.shares) == (3, 60, {"b": 0.9, "c": 0.1})
    assert a.satisfaction is not None
    assert a.satisfaction.score == 2.4
    assert own.touchpoints["b"] == journey(touchpoints=PLAN).touchpoints["b"]


def test_a_segment_that_skips_a_touchpoint_starts_and_arrives_like_everyone() -> None:
    own = of_segment(touchpoints={"a": {"next": "c"}})
    assert own.starts == {"a": 1.0}, "nothing leads to b, and nobody starts there"
    ending = of_segment(touchpoints={"b": {"next": []}})
    assert ending.goals == ("c",), "b leads nowhere, and is no goal"


def test_a_segment_may_take_a_value_back_to_what_nobody_knows() -> None:
    assert of_segment(touchpoints={"b": {"wait": None}}).touchpoints["b"].wait is None


def test_there_is_no_journey_for_a_segment_that_nobody_named() -> None:
    with pytest.raises(KeyError):
        of_segment().for_segment("age", "young")


@given(journeys())
def test_the_starts_of_a_segment_add_up_to_one(random: Journey) -> None:
    segments = {"age": {"old": Segment.model_validate({"share": "20%"})}}
    own = random.model_copy(update={"segments": segments}).for_segment("age", "old")
    assert own.starts == pytest.approx(random.starts)
    assert own.goals == random.goals
