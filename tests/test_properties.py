"""What must hold for any journey: more of what annoys keeps nobody, and how it is written down does not matter."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.friction import losses
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.whatif import what_if
from journeymap.journey import Journey
from journeymap.network import Network
from tests.strategies import journey_files, journeys

ANY = settings(max_examples=40, deadline=None)
WORSE: list[tuple[str, Any, Any]] = [
    ("wait", 60, 600),
    ("wait", 0, 1),
    ("work_time", 60, 90),
    ("clicks", 3, 30),
    ("keystrokes", 0, 90),
    ("satisfaction", {"score": "4", "answers": 9}, {"score": "2.5", "answers": 9}),
    ("satisfaction", {"bad": "5%", "answers": 9}, {"bad": "90%", "answers": 9}),
    ("patience", 600, 60),
    ("promise", 3600, 60),
    ("informed", "yes", "no"),
    ("time_critical", "no", "yes"),
    ("alternatives", "none", "many"),
]
"""Measure, better, worse; seconds where it is a time."""


def written(content: dict[str, Any], touchpoint: str, measure: str, value: object) -> Journey:
    """The journey with one measure as given, at a touchpoint where it counts."""
    spoken = f"{value} s" if isinstance(value, int) and measure not in {"clicks", "keystrokes"} else str(value)
    known = {"wait": "5 min", "patience": "4 min", "work_time": "1 min"}
    changed = known | content["touchpoints"][touchpoint] | {measure: value if isinstance(value, dict) else spoken}
    return Journey.model_validate(content | {"touchpoints": content["touchpoints"] | {touchpoint: changed}})


@given(content=journey_files(), at=st.integers(0, 9), pair=st.sampled_from(WORSE))
@ANY
def test_what_is_worse_loses_no_fewer_here_and_keeps_no_more(
    content: dict[str, Any], at: int, pair: tuple[str, Any, Any]
) -> None:
    names = [*content["touchpoints"]]
    touchpoint, (measure, *values) = names[at % len(names)], pair
    better, worse = (written(content, touchpoint, measure, value) for value in values)
    assert losses(Network.of(worse))[touchpoint].friction >= losses(Network.of(better))[touchpoint].friction - 1e-12
    assert friction(worse).kept_per_1000 <= friction(better).kept_per_1000 + 1e-9
    assert friction(worse).completion_per_1000 <= friction(better).completion_per_1000 + 1e-9


@given(content=journey_files(), random=st.randoms(use_true_random=False))
@ANY
def test_the_order_of_the_file_does_not_matter(content: dict[str, Any], random: Any) -> None:  # noqa: ANN401 - as drawn
    starts = Journey.model_validate(content).starts
    content |= {"start": {name: str(share) for name, share in starts.items()}}
    shuffled = [*content["touchpoints"].items()]
    random.shuffle(shuffled)
    as_it_was, then = (
        friction(Journey.model_validate(each)) for each in (content, content | {"touchpoints": dict(shuffled)})
    )
    assert then.kept_per_1000 == pytest.approx(as_it_was.kept_per_1000)
    rows = {row.touchpoint: row for row in as_it_was.touchpoints}
    for row in then.touchpoints:
        assert row.friction == pytest.approx(rows[row.touchpoint].friction)
        assert row.visits_per_1000 == pytest.approx(rows[row.touchpoint].visits_per_1000)


@given(score=st.decimals(1, 5, places=2), stretch=st.integers(1, 5000))
@ANY
def test_scales_of_scores_and_units_of_time_do_not_matter(score: object, stretch: int) -> None:
    low = float(str(score))
    one = {"satisfaction": low, "wait": "3 s", "patience": "4 s", "promise": "1 s", "work_time": "2 s"}
    times = {key: f"{int(value.split()[0]) * stretch} s" for key, value in one.items() if isinstance(value, str)}
    other = times | {"satisfaction": {"score": (low - 1) * 2.5, "scale": "0..10"}}
    turned = times | {"satisfaction": {"score": 6 - low, "scale": "5..1"}}
    points = {"a": one | {"next": "b"}, "b": other | {"next": "c"}, "c": turned}
    a, b, c = losses(Network.of(Journey.model_validate({"journey": "j", "touchpoints": points}))).values()
    assert a.terms.wait > 0
    assert b.friction == pytest.approx(a.friction)
    assert c.friction == pytest.approx(a.friction)


@given(journey=journeys())
@ANY
def test_nothing_changes_under_an_empty_scenario(journey: Journey) -> None:
    table, found = friction(journey), what_if(journey, None, {})
    assert found.gain_per_1000 == 0
    assert found.kept_per_1000 == pytest.approx(table.kept_per_1000)
    assert found.completion_per_1000 == pytest.approx(table.completion_per_1000)
