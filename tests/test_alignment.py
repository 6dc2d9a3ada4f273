"""Alignment against Dijkstra on the product of plan and trace, and against the design's recurrence."""

import random
from collections.abc import Mapping
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis import search
from journeymap.analysis.alignment import Alignment, align
from journeymap.analysis.plan import Plan
from journeymap.errors import JourneyError
from journeymap.journey import Journey
from tests.oracles.alignment import cheapest, draw, moves, replayed, trace

SIGN = {"sync": "", "extra": "+", "skipped": "-"}
FIVE = {"A": {"next": "B"}, "B": {"next": "C"}, "C": {"next": "D"}, "D": {"next": "E"}, "E": {}}


def plan_of(touchpoints: Mapping[str, Mapping[str, object]], **journey: object) -> Plan:
    return Plan.of(Journey.model_validate({"journey": "j", "touchpoints": touchpoints, **journey}))


def aligned(plan: Plan, events: str, *, prefix: bool = False) -> Alignment:
    [found] = align(plan, [events.split()], prefix=[prefix])
    return found


def shown(found: Alignment) -> str:
    """Moves as text: `+` is extra, `-` skipped."""
    return " ".join(SIGN[move.kind] + move.touchpoint for move in found.moves)


@pytest.mark.parametrize("long", [0, 64])
@pytest.mark.parametrize("weighted", [False, True])
@settings(deadline=None, max_examples=150)
@given(rng=st.randoms(use_true_random=True))
def test_alignments_are_those_of_the_oracles(rng: random.Random, *, weighted: bool, long: int) -> None:
    drawn = draw(rng, weighted=weighted)
    traces = [trace(rng, drawn) for _ in range(30)]
    prefix = [rng.random() < 0.4 for _ in traces]
    with patch.object(search, "_LONG", long):
        found = align(Plan.of(drawn.journey), traces, prefix=prefix)
    for events, open_ended, one in zip(traces, prefix, found, strict=True):
        assert one.cost == cheapest(drawn, events, prefix=open_ended)
        assert list(one.moves) == moves(drawn, events, prefix=open_ended)
        assert replayed(drawn, one.moves, prefix=open_ended) == (list(events), one.cost)
        assert 0 <= one.fitness <= 1
        assert (one.fitness == 1) == (one.cost == 0)


@settings(deadline=None, max_examples=100)
@given(rng=st.randoms(use_true_random=True))
def test_neither_names_nor_order_of_variants_nor_batches_matter(rng: random.Random) -> None:
    drawn = draw(rng, weighted=True)
    traces = sorted({trace(rng, drawn) for _ in range(12)})
    plan = Plan.of(drawn.journey)
    expected = list(align(plan, traces, prefix=[False] * len(traces)))

    shuffled = rng.sample(range(len(traces)), len(traces))
    again = align(plan, [traces[row] for row in shuffled], prefix=[False] * len(traces))
    assert list(again) == [expected[row] for row in shuffled]
    assert [align(plan, [events], prefix=[False])[0] for events in traces] == expected

    new = {name: f"{rng.randint(0, 999)} {name}" for name in drawn.skip}
    file = drawn.journey.model_dump(exclude_unset=True)
    file["start"] = [new[name] for name in file["start"]]
    file["goal"] = [new[name] for name in file["goal"]]
    for point in file["touchpoints"].values():
        point["next"] = [new[name] for name in point["next"]]
    file["touchpoints"] = {new[name]: point for name, point in file["touchpoints"].items()}
    renamed = [tuple(new.get(event, event) for event in events) for events in traces]
    other = align(Plan.of(Journey.model_validate(file)), renamed, prefix=[False] * len(traces))
    for one, two in zip(expected, other, strict=True):
        assert [(kind, new.get(name, name), at) for kind, name, at in one.moves] == list(two.moves)


@settings(deadline=None, max_examples=20)
@given(rng=st.randoms(use_true_random=True))
def test_small_batches_give_the_same_alignments(rng: random.Random) -> None:
    drawn = draw(rng, weighted=True)
    traces = [trace(rng, drawn) for _ in range(50)]
    expected = list(align(Plan.of(drawn.journey), traces, prefix=[False] * 50))
    with patch.object(search, "_CELLS", 20):
        assert list(align(Plan.of(drawn.journey), traces, prefix=[False] * 50)) == expected


@pytest.mark.parametrize(
    ("events", "explained"),
    [
        ("A B C D E", "A B C D E"),
        ("A B C B C D E", "A B C +B +C D E"),
        ("A C B D E", "A +C B -C D E"),
        ("A B B C D E", "A B +B C D E"),
        ("A F C D E", "A +F -B C D E"),
        ("A D B C D E", "A +D B C D E"),
        ("A B C", "A B C -D -E"),
        ("C D E", "-A -B C D E"),
        ("X", "+X -A -B -C -D -E"),
    ],
)
def test_the_plan_is_left_as_late_as_the_cost_allows(events: str, explained: str) -> None:
    assert shown(aligned(plan_of(FIVE), events)) == explained


@pytest.mark.parametrize(
    ("events", "explained"),
    [("A B", "A B"), ("A C", "A -B C"), ("X", "+X"), ("A B X", "A B +X"), ("A E", "A +E")],
)
def test_what_has_not_happened_yet_costs_nothing(events: str, explained: str) -> None:
    assert shown(aligned(plan_of(FIVE), events, prefix=True)) == explained


def test_a_touchpoint_may_follow_itself_where_it_repeats_or_leads_to_itself() -> None:
    plan = plan_of({"A": {"next": ["A", "B"]}, "B": {"next": "C", "repeats": "yes"}, "C": {}}, start="A")
    assert shown(aligned(plan, "A A A B B C C")) == "A A A B B C +C"


def test_skipping_an_optional_touchpoint_costs_nothing() -> None:
    plan = plan_of({"A": {"next": "B"}, "B": {"next": "C", "optional": "yes"}, "C": {}})
    found = aligned(plan, "A C")
    assert (shown(found), found.cost, found.fitness) == ("A -B C", 0, 1.0)


def test_of_equal_skipped_stretches_the_first_in_file_order_counts() -> None:
    plan = plan_of({"A": {"next": ["Z", "B"]}, "Z": {"next": "C"}, "B": {"next": "C"}, "C": {}})
    assert shown(aligned(plan, "A C")) == "A -Z C"


def test_a_direct_way_is_preferred_to_free_skips() -> None:
    plan = plan_of({"A": {"next": ["B", "C"]}, "B": {"next": "C", "optional": "yes"}, "C": {}})
    assert shown(aligned(plan, "A C")) == "A C"


def test_costs_decide_what_is_explained_away() -> None:
    touchpoints = FIVE | {"D": {"next": "E", "extra_cost": 5}}
    assert shown(aligned(plan_of(FIVE), "A D B C E")) == "A +D B C -D E"
    assert shown(aligned(plan_of(touchpoints), "A D B C E")) == "A -B -C D +B +C E"


def test_fitness_compares_the_cost_with_doing_nothing_of_the_plan() -> None:
    assert aligned(plan_of(FIVE), "A X B C D E").fitness == pytest.approx(1 - 1 / (6 + 5))
    assert aligned(plan_of(FIVE), "X").fitness == 0
    weighted = plan_of({"A": {"next": "B", "skip_cost": 3}, "B": {}})
    assert aligned(weighted, "B").fitness == pytest.approx(1 - 3 / (1 + 4))


def test_other_ends_of_the_journey_end_the_plan_too() -> None:
    plan = plan_of({"A": {"next": ["B", "C"]}, "B": {}, "C": {}}, goal="B", ends={"C": "neutral"})
    assert aligned(plan, "A C").cost == 0


def test_several_starts_and_goals() -> None:
    plan = plan_of({"A": {"next": "C"}, "B": {"next": "D"}, "C": {}, "D": {}})
    assert [aligned(plan, events).cost for events in ("A C", "B D", "A D", "B C")] == [0, 0, 2, 2]


def test_events_named_like_the_ends_of_a_case_are_unplanned_touchpoints() -> None:
    assert shown(aligned(plan_of(FIVE), "(start) A B C D E (end)")) == "+(start) A B C D E +(end)"


def test_a_plan_without_a_way_to_its_goal_is_refused() -> None:
    with pytest.raises(JourneyError, match=r"no planned way leads from `A` to a goal") as refused:
        plan_of({"A": {"next": "B"}, "B": {"next": "A"}, "C": {}}, start="A", goal="C")
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == ["J132"]


def test_a_touchpoint_from_which_no_goal_can_be_reached_is_only_extra() -> None:
    plan = plan_of({"A": {"next": ["B", "C"]}, "B": {"next": "B"}, "C": {}}, goal="C")
    assert shown(aligned(plan, "A B B C")) == "A +B +B C"


def test_only_aligned_variants_can_be_asked_for() -> None:
    found = align(plan_of(FIVE), ["A"], prefix=[False])
    with pytest.raises(IndexError):
        found[1]


def test_nothing_to_align_gives_nothing() -> None:
    assert list(align(plan_of(FIVE), [], prefix=[])) == []


def test_a_very_long_variant_is_aligned_in_time_that_grows_with_its_length() -> None:
    events = ["A", *["B", "X", "D"] * 10_000, "C", "D", "E"]
    [found] = align(plan_of(FIVE), [events], prefix=[False])
    assert found.cost == len(events) - 5


def test_a_plan_of_a_thousand_touchpoints_is_aligned() -> None:
    plan = plan_of({f"t{i}": {"next": [f"t{j}" for j in (i + 1, i + 7) if j < 1000]} for i in range(1000)})
    whole = [f"t{i}" for i in range(1000)]
    found = align(plan, [whole, whole[::7], whole[::-1], ["t0", "t999"]], prefix=[False] * 4)
    shortest = 1 + 142 + 5  # t0, then steps of seven as far as t994, then steps of one
    assert found.cost.tolist() == [0, 5, 1000 + shortest - 2, shortest - 2]
