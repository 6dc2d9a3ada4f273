from dataclasses import replace

import pytest

from journeymap.analysis.observed import ObservedGain
from journeymap.analysis.priorities import priorities
from journeymap.analysis.segment_gaps import leaving_by_segment, segment_gaps
from journeymap.analysis.statistics import wilson
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.whatif import what_if
from journeymap.counts import Variant
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.builders import measured, variant


def with_b(**keys: object) -> Journey:
    plan = {"a": {"next": "b"}, "b": {"next": "c", **keys}, "c": {}}
    return Journey.model_validate({"journey": "j", "touchpoints": plan})


JOURNEY = with_b()


def of(segment: str, *variants: Variant) -> list[Variant]:
    return [replace(each, segment=(segment,)) for each in variants]


def log(*variants: Variant) -> Measurement:
    return replace(measured(*variants), dimensions=("age",))


OLD = of("old", variant("abc", 300), variant("ab", 700))
YOUNG = of("young", variant("abc", 900), variant("ab", 90), variant("a", 10, under_way=10))


def gap_of(measurement: Measurement, journey: Journey = JOURNEY) -> ObservedGain:
    (found,) = segment_gaps(journey, measurement)
    return found


def test_leaving_is_counted_by_touchpoint_and_segment_without_those_under_way() -> None:
    found = {(each.value, name): each for name, row in leaving_by_segment(log(*OLD, *YOUNG)).items() for each in row}
    assert (found["young", "a"].left, found["young", "a"].reached) == (0, 990)
    assert (found["young", "b"].left, found["young", "b"].reached) == (90, 990)
    assert (found["old", "b"].left, found["old", "b"].reached) == (700, 1000)


def test_everybody_leaving_as_the_best_segment_does_gives_the_hand_computed_gain() -> None:
    found = gap_of(log(*OLD, *YOUNG))
    reach = (2000 - 10) / 2000 * 1000  # of 1000 at a, 5 are under way; nobody else leaves there
    now = 1 - 790 / (1990 + 20)  # the model, worth 20 customers, expects nobody to leave
    assert found.gain_per_1000 == pytest.approx(reach * (1 - 90 / 990 - now))
    assert found.completion_per_1000 == pytest.approx(found.gain_per_1000)
    low, high = wilson(90, 990, choices=2)
    assert found.low_per_1000 == pytest.approx(reach * (1 - high - now))
    assert found.high_per_1000 == pytest.approx(reach * (1 - low - now))
    assert (found.touchpoint, found.what, found.why) == (
        "b",
        "leaving at b",
        "40 % leave, 9.1 % where age is young (990 visits)",
    )


def test_the_gain_is_that_of_a_what_if_with_its_target() -> None:
    measurement = log(*OLD, *YOUNG)
    found = gap_of(measurement)
    assert found.target is not None
    then = what_if(JOURNEY, measurement, {"b.left": found.target.left})
    assert then.gain_per_1000 == pytest.approx(found.gain_per_1000)
    assert then.gain_completion_per_1000 == pytest.approx(found.completion_per_1000)


def test_a_gap_stands_in_the_ranking_by_the_lower_end_of_its_interval() -> None:
    measurement = log(*OLD, *YOUNG)
    row, found = next(row for row in priorities(JOURNEY, measurement) if row.kind == "segment_gap"), gap_of(measurement)
    assert row.rank == 1
    assert (row.measure, row.evidence, row.target) == ("kept", "measured", found.target)
    assert (row.gain_low, row.gain_per_1000) == (found.low_per_1000, found.gain_per_1000)


def test_a_segment_of_fewer_than_200_visits_sets_no_example() -> None:
    few = of("young", variant("abc", 190), variant("ab", 9))
    assert not [*segment_gaps(JOURNEY, log(*OLD, *few))]
    enough = of("young", variant("abc", 190), variant("ab", 10))
    assert gap_of(log(*OLD, *enough)).gain_per_1000 > 0


def test_segments_that_differ_by_chance_are_no_gap() -> None:
    alike = [of(str(n), variant("abc", 150 + n), variant("ab", 150 - n)) for n in range(10)]
    assert not [*segment_gaps(JOURNEY, log(*(each for segment in alike for each in segment)))]


def test_the_best_of_many_must_stand_out_more_than_the_best_of_two() -> None:
    best = of("best", variant("abc", 226), variant("ab", 174))
    others = [of(str(n), variant("abc", 4000), variant("ab", 4000)) for n in range(30)]
    assert [*segment_gaps(JOURNEY, log(*best, *others[0]))]
    assert not [*segment_gaps(JOURNEY, log(*best, *(each for segment in others for each in segment)))]


def test_leaving_that_the_model_explains_is_no_gap() -> None:
    slow = with_b(clicks=80)
    row = next(row for row in friction(slow, log(*OLD, *YOUNG)).touchpoints if row.touchpoint == "b")
    assert row.unexplained is not None
    assert row.unexplained < 0
    assert not [*segment_gaps(slow, log(*OLD, *YOUNG))]


def test_a_declared_leaving_share_takes_the_place_of_the_best_segment() -> None:
    rows = priorities(with_b(target={"left": "10%"}), log(*OLD, *YOUNG))
    assert {row.kind for row in rows} == {"touchpoint"}
    assert (rows[0].touchpoint, rows[0].why) == ("b", "40 % → 10 % leave")
    assert rows[0].gain_per_1000 == pytest.approx(995 * (0.9 - (1 - 790 / 2010)))


def test_a_log_without_segments_has_no_gaps() -> None:
    assert not [*segment_gaps(JOURNEY, measured(variant("abc", 300), variant("ab", 700)))]
