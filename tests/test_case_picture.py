"""One case against the plan: told step by step, and drawn."""

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest

import journeymap as jm
from journeymap.analysis.story import story
from journeymap.diagram.case import draw_case, lay_out_case
from journeymap.diagram.layout import Layout
from journeymap.diagram.marks import Words
from journeymap.errors import LogError
from journeymap.journey import Journey
from journeymap.traces import Trace, Visit
from tests.golden import Golden
from tests.test_cli import journeymap

PLAN = Journey.model_validate(
    {
        "journey": "lamp",
        "touchpoints": {
            "order": {"name": "Order", "next": "pack"},
            "pack": {"name": "Pack", "next": "delivery"},
            "delivery": {"name": "Delivery", "promise": "2 days", "since": "order", "next": "use"},
            "use": {"name": "First use"},
        },
    }
)
BEGAN = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def case(*days: tuple[str, float], under_way: bool = False, success: bool | None = None) -> Trace:
    visits = [Visit(touchpoint=name, begun=BEGAN + dt.timedelta(days=day)) for name, day in days]
    return Trace(case="7", visits=tuple(visits), under_way=under_way, success=success, names={"call": "Call us"})


CALLED = case(("order", 0), ("call", 1), ("call", 1.5), ("delivery", 5), ("use", 6), success=False)


def test_each_step_says_what_it_is_and_where_the_plan_is_left_and_rejoined() -> None:
    told = story(PLAN, CALLED)
    steps = [(step.kind, step.name, step.leaves, step.rejoins) for step in told.steps]
    assert steps == [
        ("sync", "Order", True, False),
        ("extra", "Call us", False, False),
        ("extra", "Call us", False, False),
        ("skipped", "Pack", False, False),
        ("sync", "Delivery", False, True),
        ("sync", "First use", False, False),
    ]
    assert told.steps[1].deviations == ("something else instead",)
    assert told.sentence() == "Case 7: 2 extra, 1 skipped; left the plan after Order"
    assert (told.cost, told.outcome, told.seconds) == (3, "completed", 6 * 86400)


def test_a_wait_counts_from_where_the_plan_says_and_stands_beside_its_promise() -> None:
    waits = {step.name: (step.wait_seconds, step.promised_seconds) for step in story(PLAN, CALLED).steps}
    named = [waits[name] for name in ("Delivery", "First use", "Order", "Pack")]
    assert named == [(5 * 86400, 2 * 86400), (86400, None), (None, None), (None, None)]


def test_what_the_log_promised_counts_before_what_the_plan_promises() -> None:
    due = Visit(touchpoint="delivery", begun=BEGAN + dt.timedelta(days=5), due=BEGAN + dt.timedelta(days=4))
    visits = (Visit(touchpoint="order", begun=BEGAN), Visit(touchpoint="pack", begun=BEGAN), due)
    told = story(PLAN, Trace(case="8", visits=visits, under_way=True, success=None, names={}))
    assert told.steps[2].promised_seconds == 4 * 86400
    assert (told.sentence(), told.outcome) == ("Case 8: as planned", "under way")


def test_who_comes_in_late_leaves_the_plan_at_the_start() -> None:
    told = story(PLAN, case(("delivery", 0), ("use", 1)))
    assert told.leaves_at_start is True
    assert told.sentence() == "Case 7: 2 skipped; left the plan at the start"


def test_who_stops_leaves_the_plan_where_he_stopped() -> None:
    told = story(PLAN, case(("order", 0), ("pack", 1)))
    assert [step.leaves for step in told.steps] == [False, True, False, False]
    assert told.outcome == "left"


# the picture


def figure(layout: Layout) -> str:
    """The geometry of a case in lines of text."""
    lines = [f"size {layout.width:g} × {layout.height:g}", f"subtitle {layout.board.subtitle}"]
    for placed in layout.cards:
        box = placed.box
        said = " | ".join(mark.text for mark in placed.marks if isinstance(mark, Words))
        lines.append(f"card {box.x:g} {box.y:g} {box.width:g} × {box.height:g}: {said}")
    lines += [
        f"link {route.stroke.kind}: {' '.join(f'{x:g},{y:g}' for x, y in route.corners)}" for route in layout.routes
    ]
    lines += [
        f"{mark.kind} {mark.box.x:g} {mark.box.y:g}: {mark.text}" for mark in layout.marks if isinstance(mark, Words)
    ]
    return "\n".join([*lines, ""])


def test_the_geometry_of_a_case(golden: Golden) -> None:
    golden("case-picture", figure(lay_out_case(story(PLAN, CALLED), "A lamp")))


def test_kinds_of_moves_differ_without_colour() -> None:
    layout = lay_out_case(story(PLAN, CALLED), "A lamp")
    looks = {placed.card.name: (placed.marks[0].dashed, placed.box.x, placed.box.height) for placed in layout.cards}  # type: ignore[union-attr] # the frame
    assert not looks["Order"][0]
    assert looks["Call us"][0]
    assert looks["Call us"][1] > looks["Order"][1]
    assert looks["Pack"][0]
    assert looks["Pack"][2] < looks["Order"][2]
    assert [route.stroke.dashed for route in layout.routes] == [True, True, True, False]


def test_cards_stand_below_each_other_and_within_the_picture() -> None:
    days = [("order", 0.0), *(("call", float(day)) for day in range(1, 200)), ("use", 300.0)]
    layout = lay_out_case(story(PLAN, case(*days)), "A lamp")
    boxes = [placed.box for placed in layout.cards]
    assert all(above.bottom < below.y for above, below in pairwise(boxes))
    assert max(box.bottom for box in boxes) < layout.height
    assert max(box.right for box in boxes) < layout.width


@pytest.mark.parametrize("trace", [CALLED, case(("order", 0)), case(("use", 0), under_way=True), case(("call", 0))])
def test_any_case_is_painted_with_a_title_and_a_description(trace: Trace) -> None:
    svg = draw_case(PLAN, trace, theme="dark", paper="a4").svg().decode()
    assert '<title id="picture-title">lamp</title>' in svg
    assert "Case 7: " in svg[: svg.index("</desc>")]


def test_it_is_described_step_by_step_for_those_who_do_not_see_it() -> None:
    said = draw_case(PLAN, CALLED).description
    assert "reached the goal, did not succeed" in said
    assert "2. Call us (extra): something else instead." in said
    assert "5. Delivery: rejoined the plan." in said


def test_mermaid_has_every_step_and_way() -> None:
    text = draw_case(PLAN, CALLED).mermaid()
    assert 's4["Pack #40;skipped#41;"]' in text
    assert re.findall(r"s\d+ -\.?-> s\d+", text) == ["s1 -.-> s2", "s2 -.-> s3", "s3 -.-> s5", "s5 --> s6"]


# the log

EVENTS = """\
case,event,at,channel,score
A-1,order,2026-03-01 09:00,web,4
A-1,Call us,2026-03-02 09:00,phone,
A-1,delivery,2026-03-06 09:00,,2
A-2,order,2026-06-01,web,
"""
FILE = """\
journey: lamp
touchpoints:
  order: {name: Order, next: delivery}
  delivery: {name: Delivery, promise: 2 days}
log: {file: events.csv, channel: channel, satisfaction: score}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "journey.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def test_a_trace_has_what_the_log_knows_of_each_event(folder: Path) -> None:
    journey = jm.load_journey(folder)
    found = jm.trace(journey, jm.event_log(journey, folder=folder), "A-1")
    assert [visit.channel for visit in found.visits] == ["web", "phone", None]
    assert [visit.score for visit in found.visits] == [4, None, 2]
    assert found.visits[2].score_share == 0.25
    assert [visit.begun.day for visit in found.visits] == [1, 2, 6]
    assert (found.names, found.under_way) == ({"call_us": "Call us"}, False)


def test_a_case_without_further_events_is_under_way(folder: Path) -> None:
    journey = jm.load_journey(folder)
    assert jm.trace(journey, jm.event_log(journey, folder=folder), "A-2").under_way


def test_a_case_that_is_not_there_is_refused_with_those_most_like_it(folder: Path) -> None:
    journey = jm.load_journey(folder)
    with pytest.raises(LogError, match="no case `A-11`") as caught:
        jm.trace(journey, jm.event_log(journey, folder=folder), "A-11")
    assert [(each.code, each.help) for each in caught.value.diagnostics] == [("L230", "most like it are `A-1`, `A-2`")]


def test_draw_writes_one_case(folder: Path) -> None:
    run = journeymap("draw", "journey.yaml", "--trace", "A-1", "-o", "case.svg", "--title", "A lamp", cwd=folder)
    assert (run.returncode, run.stdout) == (0, "")
    assert ">A lamp</text>" in (folder / "case.svg").read_text(encoding="utf-8")


def test_what_is_of_the_whole_journey_is_refused_for_one_case(folder: Path) -> None:
    run = journeymap("draw", "journey.yaml", "--trace", "A-1", "--min-share", "5%", "-o", "case.svg", cwd=folder)
    assert (run.returncode, "`--min-share` is of the whole journey" in run.stderr) == (2, True)


def test_a_measurement_knows_no_single_case(folder: Path) -> None:
    assert journeymap("measure", "journey.yaml", "-o", "m.json", cwd=folder).returncode == 0
    run = journeymap("draw", "journey.yaml", "--measurement", "m.json", "--trace", "A-1", "-o", "-", cwd=folder)
    assert (run.returncode, "L200" in run.stderr) == (2, True)
