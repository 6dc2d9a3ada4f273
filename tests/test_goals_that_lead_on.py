"""Goals with a `next`: whoever arrives has completed, and what follows costs the return."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from journeymap.analysis.breakdown import breakdown
from journeymap.analysis.conformance import conformance
from journeymap.analysis.flow import flow
from journeymap.analysis.priorities import priorities
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.whatif import what_if
from journeymap.checks.journey import problems
from journeymap.engines.measure import measure
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from tests.builders import measured, variant
from tests.strategies import journey_files

PLAN: dict[str, Any] = {
    "a": {"clicks": 20, "satisfaction": 4, "next": {"g": 0.9, "n": 0.1}},
    "g": {"clicks": 9, "satisfaction": 3, "next": {"u": 0.75, "h": 0.25}},
    "u": {"clicks": 30, "satisfaction": 4, "next": "c"},
    "h": {"wait": "2 min", "channel": "phone", "satisfaction": 4, "next": {"u": 0.5, "h": 0.1, "c": 0.4}},
    "c": {"satisfaction": 5},
    "n": {},
}


def sale(points: dict[str, Any] | None = None, **top: Any) -> Journey:  # noqa: ANN401 - keys of a journey
    content = {"journey": "sale", "goal": "g", "ends": {"n": "neutral"}, "model": {"pseudo_customers": 0}}
    return Journey.model_validate(content | top | {"touchpoints": PLAN | (points or {})})


def test_arriving_is_completing_and_what_follows_costs_the_return() -> None:
    table = friction(sale())
    s = {row.touchpoint: 2**-row.friction for row in table.touchpoints}
    over_h = s["h"] / (1 - 0.1 * s["h"])
    well = 0.75 * s["u"] + 0.25 * over_h * (0.5 * s["u"] + 0.4)
    assert table.completion_per_1000 == pytest.approx(900 * s["a"])
    assert table.neutral_per_1000 == pytest.approx(100 * s["a"])
    assert table.kept_per_1000 == pytest.approx(900 * s["a"] * s["g"] * well)
    visits = {row.touchpoint: row.visits_per_1000 for row in table.touchpoints}
    assert visits["g"] == pytest.approx(900 * s["a"])
    assert visits["u"] == pytest.approx(visits["g"] * (0.75 + 0.25 * 0.5 / 0.9))


def test_everybody_is_somewhere() -> None:
    moving, found = flow(Network.of(sale())), breakdown(sale())
    assert moving.kept + sum(moving.lost) + moving.neutral_and_well == pytest.approx(1)
    assert moving.completion + moving.lost_before_completion + moving.neutral == pytest.approx(1)
    assert moving.lost_before_completion >= 0
    assert found.total.ended_per_1000 == pytest.approx(0)
    assert found.kept_per_1000 + found.total.lost_per_1000 + found.neutral_per_1000 == pytest.approx(1000)


def test_the_plan_is_sound_and_an_endless_one_is_not() -> None:
    assert [problem.code for problem in problems(sale())] == []
    assert {problem.code for problem in problems(sale({"c": {"next": "u"}}))} == {"J132"}
    assert sale().behind_goals == {"u", "h", "c"}
    assert sale().closing == {"c"}
    assert sale({"a": {"next": ["g", "c"]}}).closing == frozenset()


@given(content=journey_files())
@settings(max_examples=40, deadline=None)
def test_what_follows_a_goal_changes_nothing_of_who_completes(content: dict[str, Any]) -> None:
    names = [*content["touchpoints"]]
    content |= {"goal": names[-1]}
    after = {"after the sale": {"clicks": "30", "satisfaction": "3", "next": "over"}, "over": {"clicks": "2"}}
    goal = content["touchpoints"][names[-1]] | {"next": "after the sale"}
    longer = content | {"touchpoints": content["touchpoints"] | {names[-1]: goal} | after}
    if any("satisfaction" not in point for point in content["touchpoints"].values()):
        longer["touchpoints"]["after the sale"].pop("satisfaction")  # it would be pooled with the others
    before, then = (friction(Journey.model_validate(each)) for each in (content, longer))
    assert then.completion_per_1000 == pytest.approx(before.completion_per_1000)
    assert then.kept_per_1000 <= before.kept_per_1000 + 1e-9


LOG = measured(
    variant("agu", 200),
    variant("aguc", 300),
    variant("ag", 100),
    variant("aghhuc", 150),
    variant("an", 50),
    variant("a", 200),
)


def test_with_a_log_the_chain_reproduces_the_observed_completion() -> None:
    table = friction(sale(), LOG)
    assert table.observed_completion_per_1000 == pytest.approx(750)
    assert table.completion_per_1000 == pytest.approx(750)
    assert table.unreliable_by_per_1000 == pytest.approx(0, abs=1e-9)
    assert conformance(sale(), LOG).completed == 750
    assert conformance(sale(), LOG).neutral == 50
    rows = {row.touchpoint: row for row in table.touchpoints}
    assert rows["g"].observed_loss is None
    assert rows["u"].observed_loss == pytest.approx(200 / 650)
    assert rows["c"].observed_loss is None


@pytest.mark.parametrize("log", [None, LOG])
@pytest.mark.parametrize("change", [{"a.clicks": 3}, {"u.clicks": 0}, {"g.satisfaction": 5}, {"a.next.n": "50%"}])
def test_what_ifs_and_gains_know_what_is_behind_a_goal(log: Measurement | None, change: dict[str, object]) -> None:
    found, table = what_if(sale(), log, change), friction(sale(), log)
    assert found.kept_before_per_1000 == pytest.approx(table.kept_per_1000)
    assert found.completion_before_per_1000 == pytest.approx(table.completion_per_1000)
    if log is None:
        ((key, value),) = change.items()
        touchpoint, measure = key.split(".", 1)
        measures = {"next": {"g": 0.5, "n": 0.5}} if measure == "next.n" else {measure: value}
        there = friction(sale({touchpoint: PLAN[touchpoint] | measures}))
        assert found.kept_per_1000 == pytest.approx(there.kept_per_1000)
        assert found.completion_per_1000 == pytest.approx(there.completion_per_1000)
    assert (found.gain_completion_per_1000 == pytest.approx(0, abs=1e-9)) is not any(key[0] == "a" for key in change)


def test_fixing_what_is_behind_a_goal_gains_returns_and_no_completions() -> None:
    rows = {row.touchpoint: row for row in priorities(sale())}
    assert rows["u"].gain_per_1000 > 0
    assert rows["u"].gain_completion_per_1000 == pytest.approx(0, abs=1e-12)
    assert (rows["a"].gain_completion_per_1000 or 0) > 0


EVENTS = """case,event,at
1,a,2026-01-01
1,g,2026-01-02
1,u,2026-01-03
1,c,2026-01-04
1,a,2026-01-05
2,a,2026-01-01
2,g,2026-01-02
2,a,2026-01-03
3,a,2026-03-01
"""


def read(tmp_path: Path, journey: Journey) -> Measurement:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    log = EventLog(str(tmp_path / "events.csv"), case="case", touchpoint="event", timestamp="at")
    return measure(journey, log)


def paths(found: Measurement) -> set[str]:
    return {"".join(each.touchpoints) for each in found.variants}


def test_a_case_is_read_beyond_a_goal_that_leads_on_and_is_complete_wherever_it_ends(tmp_path: Path) -> None:
    found = read(tmp_path, sale())
    assert paths(found) == {"aguca", "aga", "a"}
    assert found.n_under_way == 1  # case 3; the others have reached the goal, however late their last event
    assert conformance(sale(), found).completed == 2


def test_what_follows_a_last_goal_is_cut_or_kept_as_extra(tmp_path: Path) -> None:
    line = {"a": {"next": "g"}, "g": {}, "u": {}, "c": {}, "n": {}}
    cut, keep = sale(line), sale(line, log={"after_goal": "keep"})
    found = read(tmp_path, cut)
    assert paths(found) == {"ag", "a"}
    assert conformance(cut, found).moves.extra == 0
    kept = read(tmp_path, keep)
    assert paths(kept) == {"aguca", "aga", "a"}
    follows = conformance(keep, kept)
    assert follows.moves.extra == 4
    assert follows.completed == 2
    assert not any(row.code == "abandoned" for row in follows.deviations)
    assert friction(keep, kept).completion_per_1000 == pytest.approx(friction(cut, found).completion_per_1000)
    assert kept.up_to(["g"]) == replace(kept, variants=kept.up_to(["g"]).variants)
