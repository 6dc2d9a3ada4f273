"""What audits owe any journey: an answer, whole tables, and parts that add up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.audits.coverage import coverage
from journeymap.audits.perception import perception
from journeymap.audits.silence import silence
from journeymap.journey import Journey
from journeymap.touchpoint import PILLARS, Touchpoint
from tests.strategies import journeys, satisfactions

ANY = settings(max_examples=40, deadline=None)
GROUPS = ("company", "leadership", "staff", "expected")
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "ratings": st.fixed_dictionaries({}, optional={group: satisfactions() for group in GROUPS}),
    "benchmark": st.just({"score": 3}),
    "department": st.sampled_from("XYZ"),
    "pillar": st.sampled_from(PILLARS),
    "feedback": st.sampled_from([{}, "web", {"clicks": 9}]),
    "complaints": st.integers(0, 50),
}


@st.composite
def audited_journeys(draw: st.DrawFn) -> Journey:
    journey = draw(journeys())
    further = {name: draw(st.fixed_dictionaries({}, optional=KEYS)) for name in journey.touchpoints}
    points = {name: point.changed(Touchpoint(**further[name])) for name, point in journey.touchpoints.items()}
    return journey.model_copy(update={"touchpoints": points})


@ANY
@given(audited_journeys())
def test_any_journey_is_answered_in_whole_sentences_and_tables(journey: Journey) -> None:
    for found in (perception(journey), silence(journey), coverage(journey)):
        assert all(len(row) == len(sheet.columns) for sheet in found.sheets for row in sheet.rows)
        assert all(finding.sentence.endswith(".") and "nan" not in finding.sentence for finding in found.findings)


@ANY
@given(audited_journeys())
def test_those_who_forgive_and_those_who_do_not_add_up_to_those_who_arrive(journey: Journey) -> None:
    chances = silence(journey).second_chances
    if chances:
        parts = (chances.untroubled_per_1000, chances.forgiving_per_1000, chances.lost_per_1000)
        assert sum(parts) == pytest.approx(chances.arrive_per_1000, abs=1e-6)
        assert min(parts) > -1e-6


@ANY
@given(audited_journeys())
def test_feeling_worse_never_keeps_more(journey: Journey) -> None:
    assert all(row.swing_per_1000 > -1e-6 for row in silence(journey).asking)
