import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from journeymap.measures import Left
from journeymap.satisfaction import DEFAULT_SCALE, Satisfaction
from journeymap.touchpoint import AREAS, PILLARS, STAGES, Touchpoint
from journeymap.units import DAY, MINUTE, Money, Scale


def point(**keys: Any) -> Touchpoint:  # noqa: ANN401 - keys of a touchpoint
    return Touchpoint.model_validate(keys)


def refused(**keys: Any) -> str:  # noqa: ANN401 - keys of a touchpoint
    with pytest.raises(ValidationError) as error:
        point(**keys)
    (problem,) = error.value.errors()
    return str(problem.get("ctx", {}).get("sentence") or problem["type"])


def test_a_touchpoint_is_read_with_all_of_its_keys() -> None:
    """Every key of the design, each in the form in which it stands there."""
    told = point(
        name="Delivery",
        description="the parcel",
        phase="receive",
        channel=["delivery", "shop"],
        situation="parcel",
        wait="7 days",
        work_time={"median": "4 min", "p90": "11 min"},
        promise={
            "wait": "5 days",
            "says": "With you in five days",
            "topic": "delivery time",
            "owner": "Marketing",
            "spend": "2000 EUR",
        },
        since="checkout",
        controllable="partly",
        satisfaction={"counts": ["31", "22", "18", "40", "69"], "date": "2026-09-14"},
        owner="Logistics",
        department="Operations",
        pillar="products",
        target={"wait": "5 days", "clicks": "3", "satisfaction": "4", "left": "10%", "due": "2027-01-31"},
        cause="carrier",
        prevention="daily collection",
        fix_cost="10",
        keystrokes="40",
        patience="6 days",
        informed="yes",
        time_critical="no",
        alternatives="few",
        optional="yes",
        repeats="true",
        skip_cost="0",
        extra_cost="3",
        ratings={"company": "4.5", "expected": "4", "staff": "3", "leadership": "5"},
        complaints="12",
        staff_ready="no",
        task="check out",
        area="service",
        stage="loyalty",
        moment_of_truth="yes",
        quotes=["at last", "too late"],
        benchmark={"score": "4.2", "source": "trade press"},
        opportunity="a locker",
        feedback={"channel": "survey", "clicks": "2"},
        recovers="checkout",
        channels={"app": {"share": "60%", "wait": "6 days", "clicks": "2", "satisfaction": "4.1"}, "shop": {}},
        left="120 of 400",
        next={"use": "80%", "support": "20%"},
    )
    assert told.channel == ("delivery", "shop")
    assert told.promise is not None
    assert (told.promise.wait, told.promise.spend) == (5 * DAY, Money(2000, "EUR"))
    assert told.work_time is not None
    assert told.work_time.p90 == 11 * MINUTE
    assert told.target is not None
    assert (told.target.left, told.target.due) == (0.1, dt.date(2027, 1, 31))
    assert told.ratings is not None
    assert told.ratings.company is not None
    assert told.ratings.expected is not None
    assert (told.ratings.company.score, told.ratings.expected.score) == (4.5, 4)
    assert told.benchmark is not None
    assert told.benchmark.score == 4.2
    assert told.feedback is not None
    assert (told.feedback.channel, told.feedback.clicks) == ("survey", 2)
    assert (told.pillar, told.area, told.stage, told.staff_ready) == (("products",), "service", "loyalty", False)
    assert (told.recovers, told.quotes, told.complaints) == (("checkout",), ("at last", "too late"), 12)
    assert told.channels["app"].share == 0.6
    assert told.channels["app"].wait is not None
    assert not told.channels["shop"].model_fields_set
    assert (told.skip_cost, told.extra_cost, told.optional, told.repeats) == (0, 3, True, True)


def test_one_of_several_may_stand_alone() -> None:
    assert point(channel="web").channel == ("web",)
    assert point(pillar=["products", "service"]).pillar == ("products", "service")
    assert point(feedback="survey").feedback == point(feedback={"channel": "survey"}).feedback
    assert point(quotes="at last").quotes == ("at last",)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("controllable", ("yes", "partly", "no")),
        ("alternatives", ("many", "few", "none")),
        ("area", AREAS),
        ("stage", STAGES),
        ("pillar", PILLARS),
    ],
)
def test_where_words_are_fixed_no_other_is_taken(key: str, words: tuple[str, ...]) -> None:
    for word in words:
        assert word in (getattr(point(**{key: word}), key) or ())
    assert refused(**{key: "perhaps"}) == "literal_error"


def test_the_words_of_the_design() -> None:
    assert AREAS == ("sales", "product", "brand", "marketing", "service")
    assert STAGES == ("retention", "loyalty", "recommendation", "word_of_mouth", "advocacy")
    assert (
        " ".join(PILLARS)
        == "advertising content digital in_person communication representatives products service friction reputation"
    )


@pytest.mark.parametrize(
    ("given_next", "counted", "shares"),
    [
        ({"b": "4310"}, True, {"b": 1.0}),
        ({"b": "3000", "c": "1000"}, True, {"b": 0.75, "c": 0.25}),
        ({"b": "3000", "c": "0"}, True, {"b": 1.0, "c": 0.0}),
        ({"b": "9", "c": "1"}, True, {"b": 0.9, "c": 0.1}),
        ({"b": "1", "c": "1"}, True, {"b": 0.5, "c": 0.5}),
        ({"b": 3, "c": 1.0}, True, {"b": 0.75, "c": 0.25}),
        ({"b": "1"}, False, {"b": 1.0}),
        ({"b": "1", "c": "0"}, False, {"b": 1.0, "c": 0.0}),
        ({"b": "100%"}, False, {"b": 1.0}),
        ({"b": "0.75", "c": "25%"}, False, {"b": 0.75, "c": 0.25}),
        ("b", False, {"b": 1.0}),
        ([], False, {}),
    ],
)
def test_whole_numbers_in_next_are_customers(given_next: object, counted: bool, shares: dict[str, float]) -> None:
    told = point(next=given_next)
    assert told.counted == counted
    assert told.shares == pytest.approx(shares)
    assert told.shares_are_known == bool(shares)


@pytest.mark.parametrize("given_next", [{"b": "100%", "c": "100%"}, {"b": "100%", "c": "40"}, {"b": "40", "c": None}])
def test_shares_are_never_taken_for_customers(given_next: dict[str, str | None]) -> None:
    assert not point(next=given_next).counted


@pytest.mark.parametrize(("value", "said"), [("-5", "between 0 and 1"), ("1.5", "between 0 and 1"), ("many", "no")])
def test_what_is_neither_share_nor_count_is_refused(value: str, said: str) -> None:
    assert said in refused(next={"b": value})


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ({"reached": "5200", "next": {"b": "4310"}}, Left(share=890 / 5200, of=5200)),
        ({"reached": "5200", "next": {"b": "4310", "c": "890"}}, Left(share=0, of=5200)),
        ({"reached": "5200", "next": {"b": "60%", "c": "40%"}}, None),
        ({"reached": "5200", "next": "b"}, None),
        ({"reached": "5200"}, None),
        ({"next": {"b": "4310"}}, None),
        ({"left": "120 of 400", "next": "b"}, Left(share=0.3, of=400)),
        ({"left": {"share": "30%", "of": "400"}}, Left(share=0.3, of=400)),
        ({"left": "0 of 400"}, Left(share=0, of=400)),
        ({"left": "400 of 400"}, Left(share=1, of=400)),
    ],
)
def test_who_reached_it_and_did_not_go_on_has_left(keys: dict[str, Any], left: Left | None) -> None:
    assert point(**keys).leaving == left


@given(st.integers(1, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_a_funnel_adds_up(left: int, onward: list[int]) -> None:
    told = point(reached=left + sum(onward), next={str(i): n for i, n in enumerate(onward)})
    if sum(onward) > 1:
        assert told.leaving is not None
        assert told.leaving.share * told.leaving.of == pytest.approx(left, rel=1e-6, abs=1e-6)
        assert sum(told.shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("own", "change", "leaving"),
    [
        ({"reached": 100, "next": {"b": 60}}, {"clicks": 3}, Left(share=0.4, of=100)),
        ({"reached": 100, "next": {"b": 60}}, {"next": {"b": "50%", "c": "50%"}}, Left(share=0.4, of=100)),
        ({"reached": 100, "next": {"b": 60}}, {"next": {"b": 9}}, None),
        ({"reached": 100, "next": {"b": 60}}, {"reached": 10, "next": {"b": 9}}, Left(share=0.1, of=10)),
        ({"reached": 100, "next": {"b": 60}}, {"left": "1 of 10"}, Left(share=0.1, of=10)),
        ({"left": "1 of 10"}, {"next": "c"}, Left(share=0.1, of=10)),
        ({"left": "1 of 10"}, {"reached": 20, "next": {"b": 10}}, Left(share=0.5, of=20)),
    ],
)
def test_counts_of_everyone_are_not_mixed_with_those_of_a_segment(
    own: dict[str, Any], change: dict[str, Any], leaving: Left | None
) -> None:
    changed = point(**own).changed(point(**change))
    assert changed.leaving == leaving
    assert not (changed.left and changed.reached and changed.counted)


WAYS: list[tuple[Any, Scale, float | None, float, bool]] = [
    (4.2, Scale(1, 5), (1 - 0.8) ** 3 * (1 + 3 * 0.8), 1, False),
    ({"score": 4.2, "answers": 300}, Scale(1, 5), (1 - 0.8) ** 3 * (1 + 3 * 0.8), 300, False),
    ({"score": 8, "scale": "0..10", "answers": 50}, Scale(1, 5), 0.2**3 * 3.4, 50, False),
    ({"score": 2, "scale": "5..1"}, Scale(1, 5), 0.25**3 * 3.25, 1, False),
    ({"score": 2}, Scale(1, 5, reverse=True), 0.25**3 * 3.25, 1, False),
    ({"counts": [31, 22, 18, 40, 69]}, Scale(1, 5), 53 / 180, 180, False),
    ({"counts": [1] * 11, "scale": "0..10"}, Scale(1, 5), 4 / 11, 11, False),
    ({"counts": [1] * 7}, Scale(1, 7), 2.8 / 7, 7, False),
    ({"satisfied": "82%", "answers": 300}, Scale(1, 5), 0.18 * 0.7, 300, True),
    ({"satisfied": "82%"}, Scale(0, 10), 0.18 * 0.7, 1, True),
    ({"bad": "9%", "answers": 300}, Scale(1, 5), 0.09, 300, False),
    ({"nps": 31, "answers": 300}, Scale(1, 5), 0.18 * 4 / 7, 300, True),
    ({"nps": -100}, Scale(1, 5), (1 - 0.33 + 1) / 2 * 4 / 7, 1, True),
    ({"promoters": 50, "passives": 30, "detractors": 20}, Scale(1, 5), 0.2 * 4 / 7, 100, True),
]


@pytest.mark.parametrize(("content", "default", "bad", "weight", "assumed"), WAYS, ids=str)
def test_every_way_of_giving_satisfaction_has_its_fixed_mapping(
    content: object, default: Scale, bad: float, weight: float, assumed: bool
) -> None:
    felt = Satisfaction.model_validate(content)
    assert felt.bad_share(default) == pytest.approx(bad)
    assert (felt.weight, felt.is_assumed, felt.problem(default)) == (weight, assumed, None)


@pytest.mark.parametrize(("content", "_default", "_bad", "_weight", "_assumed"), WAYS, ids=str)
def test_what_was_given_stays_beside_what_follows_from_it(
    content: Any,  # noqa: ANN401 - any form a file has for it
    _default: Scale,
    _bad: float,
    _weight: float,
    _assumed: bool,
) -> None:
    felt = Satisfaction.model_validate(content)
    for key, value in (content if isinstance(content, dict) else {"score": content}).items():
        kept = getattr(felt, key)
        assert kept == (Scale.parse(value) if key == "scale" else pytest.approx(_number(value)))


def _number(value: Any) -> Any:  # noqa: ANN401 - as above
    return float(value.removesuffix("%")) / 100 if isinstance(value, str) else value


def test_question_and_date_stay_with_an_answer() -> None:
    felt = Satisfaction.model_validate({"score": 4, "question": "Was it easy?", "date": "2026-09-14"})
    assert (felt.question, felt.date) == ("Was it easy?", dt.date(2026, 9, 14))


@pytest.mark.parametrize(
    "content",
    [{"counts": [1, 2, 3, 4, 5], "answers": 16}, {"promoters": 5, "passives": 3, "detractors": 2, "answers": 11}],
)
def test_answers_that_contradict_the_counts_are_refused(content: dict[str, Any]) -> None:
    assert "answers, and `answers` says" in refused(satisfaction=content)


def test_answers_that_repeat_the_counts_are_taken() -> None:
    assert Satisfaction.model_validate({"counts": [1, 2, 3, 4, 5], "answers": 15}).bad_share(DEFAULT_SCALE) == 0.2


@pytest.mark.parametrize("amount", ["-1 EUR", "1", "EUR", "1 eur"])
def test_money_is_not_negative_and_has_a_currency(amount: str) -> None:
    assert refused(promise={"says": "x", "spend": amount})


@pytest.mark.parametrize("date", ["14.09.2026", "2026-13-01", "2026-02-30", "soon", "2026"])
def test_what_is_no_date_is_refused(date: str) -> None:
    assert refused(target={"due": date}) == f"`{date}` is not a date"
