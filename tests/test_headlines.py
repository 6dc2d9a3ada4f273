"""The first line of every output says what was found."""

from dataclasses import replace

import pytest

from journeymap.analysis.blindspots import blind_spots
from journeymap.analysis.breakdown import breakdown
from journeymap.analysis.calibration import calibrate
from journeymap.analysis.conformance import conformance
from journeymap.analysis.headlines import (
    blind_spots_headline,
    calibration_headline,
    causes_headline,
    conformance_headline,
    friction_headline,
    routes_headline,
    what_if_headline,
)
from journeymap.analysis.routes import RouteKind, routes
from journeymap.analysis.success import success_gaps
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.whatif import what_if
from journeymap.analysis.wording import Names
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.builders import lamp, measured, variant

PLAN = Journey.model_validate(
    {"journey": "j", "goal": "c", "touchpoints": {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}}
)
FREE = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"wait": 0, "clicks": 0, "next": "b"}, "b": {}}})


def judged(**succeeded_of: tuple[int, int]) -> Measurement:
    """Make a log of paths, each with how many cases succeeded of how many, all of them judged."""
    variants = [
        replace(variant(path, n), judged=n, succeeded=succeeded) for path, (succeeded, n) in succeeded_of.items()
    ]
    return replace(measured(*variants), has_success=True)


def test_friction_says_where_most_is_lost_and_by_what_evidence() -> None:
    said = friction_headline(friction(lamp()), Names.of(lamp()))
    assert said == "checkout loses most, 239 of 1000 who start (~34.1 of 100 who meet it, described)"


def test_friction_says_that_nobody_is_lost() -> None:
    assert friction_headline(friction(FREE), Names.of(FREE)) == "nobody is known to be lost"


def test_friction_is_about_success_where_nobody_leaves_and_many_fail() -> None:
    log = judged(abc=(80, 100), axbc=(10, 100))
    said = friction_headline(friction(PLAN, log), Names.of(PLAN, log))
    assert said == ("nearly nobody is lost; of those who meet x 10 % succeed, against 80 % of the others (measured)")


def test_friction_says_what_is_lost_where_more_hangs_on_success() -> None:
    log = judged(abc=(80, 100), axbc=(10, 100), a=(0, 2))
    said = friction_headline(friction(PLAN, log), Names.of(PLAN, log))
    assert said.startswith("a loses 9.0 of 1000, and more hangs on success; of those who meet x 10 % succeed")


def test_friction_is_about_leaving_where_more_leave_than_fail() -> None:
    log = judged(abc=(60, 100), axbc=(40, 100), a=(0, 800))
    assert friction_headline(friction(PLAN, log), Names.of(PLAN, log)).startswith("a loses most, 784 of 1000")


def test_success_is_compared_by_cases_and_its_gap_is_counted() -> None:
    (gap,) = success_gaps(judged(abc=(80, 100), axxbc=(10, 100)))
    assert (gap.touchpoint, gap.met, gap.succeeded, gap.succeeded_others) == ("x", 100, 0.1, 0.8)
    assert gap.fewer_per_1000 == pytest.approx(350)  # half of the cases, 70 points
    assert 0 < gap.fewer_low < gap.fewer_per_1000


def test_what_all_or_few_meet_and_what_is_chance_is_no_gap() -> None:
    assert success_gaps(judged(abc=(80, 100), axbc=(2, 29))) == ()
    assert success_gaps(judged(abc=(80, 100), axbc=(78, 100))) == ()
    assert success_gaps(judged(axbc=(2, 100))) == ()
    assert success_gaps(measured(variant("abc", 100))) == ()
    assert success_gaps(None) == ()


def test_the_gap_that_tells_best_who_succeeds_comes_first() -> None:
    log = judged(abc=(90, 100), ybc=(90, 100), yxbc=(20, 100))
    assert [gap.touchpoint for gap in success_gaps(log)] == ["x", "y"]


def test_causes_are_named_with_where_they_cost_most() -> None:
    assert causes_headline(breakdown(lamp()), Names.of(lamp())) == (
        "waiting costs most customers, 378 of the 792 lost of 1000 who start; most at landing, 158"
    )
    assert causes_headline(breakdown(FREE), Names.of(FREE)) == "nobody is known to be lost"
    few = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"clicks": 0.05, "next": "b"}, "b": {}}})
    said = causes_headline(breakdown(few), Names.of(few))
    assert said == "nearly nobody is lost, 0.4 of 1000 who start, and that mostly to effort"


def test_blind_spots_are_counted_and_the_largest_swing_named() -> None:
    names = Names.of(lamp())
    spots = blind_spots(lamp())
    assert (
        blind_spots_headline(spots, names)
        == "3 blind spots; most hangs on satisfaction at first_use, 99.9 of 1000 who start"
    )
    unmeasured = [spot for spot in spots if spot.swing_per_1000 is None]
    assert blind_spots_headline(unmeasured, names) == "2 blind spots; how much hangs on them cannot be said"
    assert blind_spots_headline([], names) == "nothing is unknown: there is no blind spot"


def test_calibration_names_where_the_model_is_furthest_off() -> None:
    hold = {"wait": "120 s", "channel": "phone", "left": "180 of 300", "next": "b"}
    plan = Journey.model_validate({"journey": "j", "touchpoints": {"hold": hold, "b": {}}})
    assert calibration_headline(calibrate(plan), Names.of(plan)) == (
        "the model is furthest off at hold, where 50 % should leave and 60 % did; another patience would fit at 1 of 1"
    )
    nothing = "no touchpoint has a wait, a patience and observed leaving to calibrate by"
    assert calibration_headline((), Names.of(plan)) == nothing


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("worst", "the worst route loses 96.9 of 100 who take it, most at support"),
        ("costly", "the costliest route, that of 80 %, holds 61 % of all friction and loses 74.8 of 100 who take it"),
        ("likely", "the likeliest route, that of 80 % of those who start, loses 74.8 of 100 who take it"),
    ],
)
def test_routes_say_what_their_first_one_costs(kind: RouteKind, said: str) -> None:
    assert routes_headline(routes(lamp(), kind=kind), Names.of(lamp())).startswith(said)


def test_real_routes_say_how_many_took_the_worst() -> None:
    plan = {"a": {"clicks": 80, "next": "b"}, "b": {}}
    journey = Journey.model_validate({"journey": "j", "touchpoints": plan})
    log = measured(variant("ab", 100))
    said = routes_headline(routes(journey, log, kind="real"), Names.of(journey, log))
    assert said.startswith("the worst route that customers took, 100 cases, loses ")


def test_routes_say_that_there_is_nothing_to_say() -> None:
    assert routes_headline(routes(FREE), Names.of(FREE)).startswith("nearly nobody is lost on any route: the worst ")
    free = routes_headline(routes(FREE, kind="costly"), Names.of(FREE))
    assert free == "no route from a start to a goal has friction"


def test_conformance_says_who_follows_the_plan_and_what_leaving_it_goes_with() -> None:
    log = judged(abc=(80, 100), axbc=(10, 100))
    assert conformance_headline(conformance(PLAN, log), Names.of(PLAN, log)) == (
        "50 % of the 200 cases that are over follow the plan; of those who leave it after a, on to x, "
        "10 % succeed, against 80 % of the others"
    )
    harmless, kept = measured(variant("abc", 100), variant("axbc", 100)), measured(variant("abc", 100))
    said = conformance_headline(conformance(PLAN, harmless), Names.of(PLAN, harmless))
    assert said == "50 % of the 200 cases that are over follow the plan; no way off it is known to do harm"
    said = conformance_headline(conformance(PLAN, kept), Names.of(PLAN, kept))
    assert said == "100 % of the 100 cases that are over follow the plan"


def test_what_if_says_more_fewer_or_as_many() -> None:
    def said(**changes: object) -> str:
        named = {name.replace("_", ".", 1): value for name, value in changes.items()}
        return what_if_headline([what_if(lamp(), None, named)])

    assert said(support_wait=0).endswith("more of 1000 who start (208 → 236)")
    assert "fewer of 1000" in said(checkout_clicks=60)
    assert said(checkout_clicks=24) == "checkout.clicks=24 keeps as many customers as now"
