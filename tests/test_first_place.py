from dataclasses import replace
from typing import Any

import pytest

from journeymap.analysis.first_place import first_place, measure_first
from journeymap.analysis.priorities import Priority, priorities
from journeymap.counts import Condition
from journeymap.journey import Journey
from tests.builders import lamp, measured, variant

UNSURE = lamp({"customers": "12000 per month"}, delivery={"satisfaction": {"score": 2.6, "answers": 5}})


def plan(**touchpoints: dict[str, Any]) -> Journey:
    return Journey.model_validate({"journey": "j", "touchpoints": touchpoints})


def test_a_first_place_that_never_moves_is_sure() -> None:
    rows = priorities(lamp())
    assert [row.fragile for row in rows] == [False] * 6
    assert first_place(rows).startswith("fix delivery first, 105 more of 1000 customers kept (94.7 to 112)")
    assert first_place(rows).endswith("; sure to be first")


def test_a_first_place_that_moves_is_fragile_and_names_its_rival() -> None:
    rows = priorities(UNSURE)
    assert [row.fragile for row in rows] == [True] + [False] * 5
    assert rows[0].rank_high == 2
    assert first_place(rows, "month").endswith(" customers per month; could be checkout instead: fragile")


def test_patience_alone_can_make_first_place_fragile() -> None:
    slow, wordy = {"wait": "70 s", "patience": "60 s", "next": "b"}, {"clicks": 68, "next": "c"}
    rows = priorities(plan(a=slow, b=wordy, c={}))
    assert rows[0].fragile
    assert {rows[0].touchpoint, rows[1].touchpoint} == {"a", "b"}


def test_first_place_without_evidence_is_worded_without_figures() -> None:
    rows = priorities(plan(a={"satisfaction": {"nps": -60, "answers": 400}, "next": "b"}, b={}))
    assert (rows[0].band, rows[0].evidence) == ("large", "assumed")
    assert first_place(rows) == "fix a first, a large gain, assumed, for nothing was measured or asked there"
    assert rows[0].why == "36 % → 5.1 % bad experiences"


def test_where_nothing_would_gain_nothing_is_put_first() -> None:
    assert "nothing" in first_place(priorities(plan(a={"next": "b"}, b={})))


def test_what_the_log_shows_is_put_first_in_its_own_words() -> None:
    late = Condition((), "b", "late", 300, 60, 0, 0, met=900, met_completed=560, met_judged=0, met_succeeded=0)
    log = replace(measured(variant("abc", 600), variant("ab", 300)), conditions=(late,))
    said = first_place(priorities(plan(a={"next": "b"}, b={"next": "c"}, c={}), log))
    assert pytest.approx(0.211, abs=5e-4) == 300 / 900 * (500 / 600 - 60 / 300)
    assert said.startswith("fix “b later than promised” first, 211 more of 1000 complete (")


def priced(**costs: float) -> dict[str, Priority]:
    changes = {name: {"fix_cost": cost} for name, cost in costs.items()}
    return {row.touchpoint: row for row in priorities(lamp(None, **changes))}


def test_a_quick_win_gives_as_much_per_cost_as_the_whole_or_more() -> None:
    rows = priced(delivery=40, checkout=10, support=12, first_use=1)
    ratio = sum(rows[name].gain_per_1000 for name in ("delivery", "checkout", "support")) / 62
    for name in ("delivery", "checkout", "support"):
        assert rows[name].gain_per_cost == pytest.approx(rows[name].gain_per_1000 / (rows[name].fix_cost or 1))
        assert rows[name].quick_win == ((rows[name].gain_per_cost or 0) >= ratio)
    assert [name for name, row in rows.items() if row.quick_win] == ["checkout"]


def test_the_best_gain_per_cost_is_always_a_quick_win_and_what_gains_nothing_never() -> None:
    assert priced(support=500)["support"].quick_win
    assert not priced(first_use=1)["first_use"].quick_win
    free = priced(support=0, delivery=1)
    assert (free["support"].gain_per_cost, free["support"].quick_win) == (None, True)


def test_a_blind_spot_that_could_come_first_is_to_be_measured_first() -> None:
    (spot,) = measure_first(lamp(), None, priorities(lamp()))
    assert (spot.touchpoint, spot.measure, spot.exceeds_first) == ("first_use", "satisfaction", False)
    assert spot.kept_low_per_1000 == pytest.approx(127.135, abs=1e-3)
    assert spot.kept_high_per_1000 == pytest.approx(227.026, abs=1e-3)
    assert (spot.first_at_worst, spot.first_at_best) == ("first_use", None)


@pytest.mark.parametrize(("score", "first"), [(1, "first_use"), (5, "delivery")])
def test_who_would_come_first_is_who_does_once_it_is_known(score: int, first: str) -> None:
    known = lamp(first_use={"satisfaction": {"score": score, "answers": 1}}, landing={}, delivery={})
    assert priorities(known)[0].touchpoint == first


def test_a_swing_beyond_the_first_gain_is_to_be_measured_first() -> None:
    journey = plan(a={"clicks": 14, "satisfaction": {"score": 4, "answers": 9}, "next": "b"}, b={})
    (spot,) = measure_first(journey, None, priorities(journey))
    assert spot.exceeds_first
    assert spot.sentence.startswith("satisfaction at b: ")
    assert "more than first place gains; at its worst, b would come first" in spot.sentence


def test_where_everything_is_known_there_is_nothing_to_measure_first() -> None:
    asked = lamp(first_use={"satisfaction": 4})
    assert not measure_first(asked, None, priorities(asked))
    assert not measure_first(asked, None, ())
