"""`conformance --by-segment`: each segment held against its plan, side by side."""

import csv
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.analysis.conformance import conformance
from journeymap.analysis.headlines import conformance_by_segment_headline
from journeymap.analysis.segment_conformance import DeviationBySegment, RouteBySegment, conformance_by_segment
from journeymap.analysis.statistics import wilson
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.builders import measured, variant
from tests.golden import Golden
from tests.oracles.alignment import draw, measurement_of, trace
from tests.test_cli import journeymap

POINTS = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}
PLAN = Journey.model_validate({"journey": "j", "touchpoints": POINTS})


def log(**paths: dict[str, int]) -> Measurement:
    """Make a log from the number of cases by path, by segment."""
    rows = [replace(variant(path, n), segment=(age,)) for age, cases in paths.items() for path, n in cases.items()]
    return replace(measured(*rows), dimensions=("age",))


LOG = log(old={"abc": 60, "axbc": 30, "ab": 10}, young={"abc": 50, "xabc": 1, "c": 9})


def test_each_column_is_what_the_segment_alone_would_show() -> None:
    found = conformance_by_segment(PLAN, LOG, "age")
    for each in found.segments:
        alone = conformance(PLAN, LOG.for_segment("age", each.segment or ""))
        assert (each.on_plan, each.off_plan, each.fitness) == (alone.on_plan, alone.off_plan, alone.fitness)
        taken = {(row.leave, row.first): row.segments[each.segment or ""] for row in found.routes}
        for route in alone.routes:
            here = taken[route.leave, route.first]
            assert (here.cases, here.of, here.difference) == (route.cases, route.reached, route.difference)


def test_shares_are_of_those_of_the_segment_who_could() -> None:
    rows = {(row.code, row.touchpoint): row for row in conformance_by_segment(PLAN, LOG, "age").deviations}
    stopped = rows["abandoned", "b"]
    assert {value: (each.cases, each.of) for value, each in stopped.segments.items()} == {
        "old": (10, 100),
        "young": (0, 51),
    }
    assert stopped.segments["young"].share == 0
    assert (stopped.segments["old"].low, stopped.segments["old"].high) == wilson(10, 100)
    assert stopped.everyone is not None
    assert (stopped.everyone.cases, stopped.everyone.of) == (10, 151)


def test_a_segment_that_never_got_there_has_no_share() -> None:
    never = log(old={"abc": 40, "abbc": 5}, young={"a": 40})
    [again] = [row for row in conformance_by_segment(PLAN, never, "age").deviations if row.code == "repeated"]
    assert [*again.segments] == ["old"]


def test_who_stands_out_is_named_and_whether_beyond_chance() -> None:
    rows = {(row.leave, row.first): row for row in conformance_by_segment(PLAN, LOG, "age").routes}
    assert (rows["a", "x"].most, rows["a", "x"].sure) == ("old", True)
    assert (rows["(start)", "x"].most, rows["(start)", "x"].sure) == ("young", False)


def test_a_segment_with_a_plan_of_its_own_is_held_against_that() -> None:
    own = {"segments": {"age": {"young": {"touchpoints": {"a": {"next": ["b", "c"]}}}}}}
    plan = Journey.model_validate({"journey": "j", "touchpoints": POINTS} | own)
    same = log(old={"ac": 40}, young={"ac": 40})
    found = {each.segment: each.follow for each in conformance_by_segment(plan, same, "age").segments}
    assert found == {"old": 0.0, "young": 1.0}


def test_the_headline_claims_no_more_than_is_known() -> None:
    same = conformance_by_segment(PLAN, log(old={"abc": 60, "ac": 40}, young={"abc": 61, "ac": 39}), "age")
    assert conformance_by_segment_headline(same).endswith("no segment is known to follow it less than another")
    apart = conformance_by_segment(PLAN, log(old={"abc": 60, "ac": 40}, young={"abc": 95, "ac": 5}), "age")
    assert conformance_by_segment_headline(apart).endswith(
        "fewest where age is old, 60 %, against 95 % where it is young"
    )


@settings(deadline=None, max_examples=40)
@given(rng=st.randoms(use_true_random=True))
def test_segments_add_up_to_everyone_in_every_row(rng: random.Random) -> None:
    drawn = draw(rng, weighted=True)
    rows = [
        {"path": trace(rng, drawn), "cases": rng.randint(1, 9), "under_way": rng.randint(0, 1), "segment": (segment,)}
        for segment in "ABC"
        for _ in range(6)
    ]
    found = conformance_by_segment(drawn.journey, replace(measurement_of(rows), dimensions=("age",)), "age")
    for name in ("n_cases", "on_plan", "off_plan", "n_under_way"):
        assert getattr(found.everyone, name) == sum(getattr(each, name) for each in found.segments)
    compared: list[DeviationBySegment | RouteBySegment] = [*found.deviations, *found.routes]
    for row in compared:
        assert row.everyone is not None
        assert row.everyone.cases == sum(each.cases for each in row.segments.values())
        assert row.everyone.of == sum(each.of for each in row.segments.values())


# the command

EVENTS = "case,event,at,age\n" + "".join(
    f"{age}{n},{event},2026-0{1 + place}-01,{age}\n"
    for age, cases in {"old": ("abc",) * 40 + ("axbc",) * 30 + ("ab",) * 31, "young": ("abc",) * 60}.items()
    for n, case in enumerate(cases)
    for place, event in enumerate(case)
)
FILE = "journey: j\ntouchpoints: {a: {next: b}, b: {next: c}, c: {}}\nlog: {file: events.csv, lost_after: 1 day}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "journey.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def asked(folder: Path, *words: str) -> str:
    run = journeymap("conformance", "journey.yaml", "--by-segment", "age", "--quiet", *words, cwd=folder)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_segments_stand_side_by_side(folder: Path, golden: Golden) -> None:
    text = asked(folder)
    golden("conformance-by-segment", text)
    assert max(map(len, text.splitlines())) <= 120


def test_csv_has_a_line_for_each_segment_of_each_row(folder: Path) -> None:
    lines = [*csv.DictReader(asked(folder, "--format", "csv").splitlines())]
    at_x = {
        line["segment"]: (line["cases"], line["of"])
        for line in lines
        if line["kind"] == "deviation" and line["at"] == "x"
    }
    assert at_x == {"everyone": ("30", "161"), "old": ("30", "101"), "young": ("0", "60")}
    assert {line["segment"]: float(line["share"]) for line in lines if line["kind"] == "on plan"}["young"] == 1


def test_json_has_all_of_it(folder: Path) -> None:
    found = json.loads(asked(folder, "--format", "json"))["by_segment"]
    assert [each["segment"] for each in found["segments"]] == ["old", "young"]
    assert {row["code"] for row in found["deviations"]} == {"unplanned", "abandoned"}


def test_single_cases_have_no_sides(folder: Path) -> None:
    run = journeymap("conformance", "journey.yaml", "--by-segment", "age", "--cases", cwd=folder)
    assert (run.returncode, "leave out `--cases`" in run.stderr) == (2, True)


def test_what_the_log_does_not_tell_apart_is_refused_with_what_it_does(folder: Path) -> None:
    run = journeymap("conformance", "journey.yaml", "--by-segment", "aeg", cwd=folder)
    assert (run.returncode, "did you mean `age`" in run.stderr) == (2, True)
