"""`discover`: the plan that the commonest variants of a log make up, as a file that a person would edit."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journeymap.analysis.alignment import align
from journeymap.analysis.conformance import conformance
from journeymap.analysis.discovery import Ends, discovered, find_ends
from journeymap.analysis.plan import Plan
from journeymap.drafting.discover import Draft, discover
from journeymap.drafting.shares import shares_of
from journeymap.engines.measure import measure
from journeymap.errors import JourneyError, LogError
from journeymap.eventlog import EventLog, event_log
from journeymap.ids import ids_of
from journeymap.loading import check_journey, load_journey
from journeymap.units import Scale
from tests.builders import measured, variant
from tests.golden import Golden
from tests.test_cli import ROOT, journeymap

DESK = "examples/service-desk/events.parquet"
NAMES = ("a", "B b", "b_b", "/c/", "Zażółć", "结账", "no", "d: #1", "E_E", "E-E", "'", "(end)")


def write_log(file: Path, ways: Sequence[Sequence[str]]) -> EventLog:
    """Write cases that travelled so, one a day, one event an hour."""
    rows = [
        f'{case},"{event}",{2000 + case // 336}-{1 + case // 28 % 12:02}-{1 + case % 28:02} {hour:02}:00'
        for case, way in enumerate(ways)
        for hour, event in enumerate(way)
    ]
    file.write_text("\n".join(["case,event,at", *rows, ""]), encoding="utf-8")
    return EventLog(file)


def drafted(folder: Path, ways: Sequence[str | Sequence[str]], **options: object) -> Draft:
    return discover(write_log(folder / "events.csv", ways), **options)  # type: ignore[arg-type] # options of the test


# where cases end


def test_the_goal_is_where_most_cases_end_for_good() -> None:
    log = measured(variant("abc", 50), variant("ab", 60), variant("ax", 20))
    assert find_ends(log) == Ends(goals=("c",), others=("x",), certain=True)


def test_giving_up_is_no_end_of_the_plan() -> None:
    """Sixty of a hundred leave at once: the landing page is no goal, for forty go on from it."""
    assert find_ends(measured(variant("a", 60), variant("abc", 40))).goals == ("c",)


def test_without_a_final_touchpoint_the_commonest_last_one_is_a_guess() -> None:
    assert find_ends(measured(variant("aba", 5), variant("bab", 4))) == Ends(("a",), (), certain=False)


def test_an_end_that_next_to_nobody_reaches_is_none() -> None:
    log = measured(variant("ab", 995), variant("ax", 5))
    assert find_ends(log).others == ()


def test_where_customers_come_back_to_is_no_end() -> None:
    """Who comes back to X has gone on from it, though X is where all that meet it are last seen."""
    log = measured(variant("az", 6), variant("axbx", 2), variant("ax", 1))
    assert find_ends(log) == Ends(goals=("z",), others=(), certain=True)


def test_who_is_under_way_beyond_a_touchpoint_shows_that_it_is_no_end() -> None:
    log = measured(variant("az", 6), variant("ax", 1), variant("axb", 2, under_way=2))
    assert find_ends(log) == Ends(goals=("z",), others=(), certain=True)


def test_what_follows_the_goal_ends_nothing() -> None:
    assert find_ends(measured(variant("abx", 30), variant("ab", 40)), ["b"]).others == ()


def test_cases_under_way_have_not_ended() -> None:
    assert find_ends(measured(variant("ab", 9, under_way=9), variant("ac", 2))).goals == ("c",)
    assert find_ends(measured(variant("ab", 9, under_way=9))).goals == ()


# the plan


def test_the_commonest_ways_are_taken_until_they_cover_the_share() -> None:
    log = measured(variant("abz", 50), variant("acz", 30), variant("adz", 20))
    ends = Ends(("z",), (), certain=True)
    assert [*discovered(log, ends, cover=0.5).covered] == [("a", "b", "z")]
    assert [*discovered(log, ends, cover=0.8).covered] == [("a", "b", "z"), ("a", "c", "z")]
    assert len(discovered(log, ends, cover=0.81).covered) == 3


def test_a_plan_of_a_single_way_is_not_said_to_be_of_several(tmp_path: Path) -> None:
    text = " ".join(drafted(tmp_path, ["abz"] * 9 + ["acz"]).text().replace("# ", "").split())
    assert "made of the commonest of 2 different ways. 9 of the 10 cases" in text
    assert "took it (90 %)" in text


def test_the_share_is_of_the_cases_that_reach_an_end() -> None:
    found = discovered(measured(variant("abz", 50), variant("a", 900)), Ends(("z",), (), certain=True), cover=1)
    assert (found.n_covered, found.n_reached, found.n_over) == (50, 50, 950)


def test_every_goal_has_a_way_however_rare() -> None:
    log = measured(variant("ay", 99), variant("az", 1))
    assert ("a", "z") in discovered(log, Ends(("y", "z"), (), certain=True), cover=0.5).covered


def test_no_way_goes_on_from_an_end() -> None:
    log = measured(variant("abz", 3), variant("axbz", 2), variant("ax", 2))
    assert ("a", "x", "b", "z") not in discovered(log, Ends(("z",), ("x",), certain=True), cover=1).covered


def test_what_the_steps_join_to_is_counted_too() -> None:
    """A B Z and A C B Z also allow A C B Z's and A B Z's steps joined anew: A C Z does not follow, A B B Z neither."""
    log = measured(variant("abz", 50), variant("acbz", 40), variant("acz", 6), variant("bz", 4))
    found = discovered(log, Ends(("z",), (), certain=True), cover=0.9)
    assert (found.n_covered, found.n_on_plan) == (90, 90)
    looped = measured(variant("ababz", 50), variant("abz", 30), variant("abababz", 20))
    assert discovered(looped, Ends(("z",), (), certain=True), cover=0.5).n_on_plan == 100


def test_loops_and_repeats_are_kept() -> None:
    found = discovered(measured(variant("aabaz", 10)), Ends(("z",), (), certain=True), cover=1)
    a, b, z = found.touchpoints
    assert (a.id, a.repeated, dict(a.next)) == ("a", 10, {"b": 10, "z": 10})
    assert (dict(b.next), dict(z.next)) == ({"a": 10}, {})


def test_touchpoints_stand_where_they_are_usually_met() -> None:
    found = discovered(measured(variant("abcdz", 10)), Ends(("z",), (), certain=True), cover=1)
    assert [(point.id, point.phase) for point in found.touchpoints] == [
        ("a", "start"),
        ("b", "start"),
        ("c", "middle"),
        ("d", "end"),
        ("z", "end"),
    ]


# shares and ids


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 10**7), min_size=1, max_size=40))
def test_written_shares_add_up_to_exactly_100_and_none_is_0(counts: dict[str, int]) -> None:
    shares = [share.removesuffix("%") for share in shares_of(counts).values()]
    decimals = len(shares[0].partition(".")[2])
    units = [round(float(share) * 10**decimals) for share in shares]
    assert sum(units) == 100 * 10**decimals
    assert min(units) > 0
    total = sum(counts.values())
    for n, unit in zip(counts.values(), units, strict=True):
        assert abs(unit - 100 * 10**decimals * n / total) < 1 + 1e-6


@given(st.sets(st.one_of(st.text(max_size=8), st.sampled_from(NAMES)), max_size=12), st.sets(st.sampled_from(["b_b"])))
def test_ids_can_be_typed_and_are_each_given_once(events: set[str], taken: set[str]) -> None:
    ids = ids_of(events, taken=taken)
    assert ids.keys() == events
    assert len({*ids.values(), *taken}) == len(events) + len(taken)
    assert all(id_.isascii() and id_ and id_ == id_.lower() and " " not in id_ for id_ in ids.values())
    assert ids == ids_of(sorted(events, reverse=True), taken=taken)


@pytest.mark.parametrize(
    ("event", "id_"),
    [
        ("Łódź: zwrot", "lodz_zwrot"),
        ("Оформление заказа", "oformlenie_zakaza"),
        ("Київ", "kiiv"),
        ("Straße", "strasse"),
        ("Πληρωμή", "pliromi"),
        ("结账", "touchpoint"),
        ("x" * 90, "x" * 40),
    ],
)
def test_names_of_any_script_become_ids(event: str, id_: str) -> None:
    assert ids_of([event]) == {event: id_}


# the file

ways = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5), min_size=1, max_size=9)


@given(ways, st.sampled_from([0.01, 0.5, 0.8, 1.0]))
@settings(max_examples=8)
def test_the_file_is_sound_and_says_what_conformance_finds(ways: list[list[str]], cover: float) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        goal = ways[0][-1]
        draft = drafted(folder, ways, cover=cover, goal=goal)
        draft.save(folder / "journey.yaml")
        journey, problems = check_journey(folder / "journey.yaml")
        assert journey is not None, problems
        again = measure(journey, event_log(journey, folder=folder))
        found = draft.discovery
        assert conformance(journey, again).on_plan == found.n_on_plan
        assert again.n_cases - again.n_under_way == found.n_over
        variants = [row.touchpoints for row in again.variants]
        fits = align(Plan.of(journey), variants, prefix=[row.under_way == row.cases for row in again.variants])
        covered = {row.touchpoints for row in fits if not row.cost}
        assert len(covered) >= len(found.covered)
        assert found.n_on_plan >= found.n_covered >= cover * found.n_reached - 1e-6
        assert journey.model_copy(update={"log": draft.journey.log}) == draft.journey


@given(ways)
@settings(max_examples=5)
def test_without_a_goal_a_log_has_a_sound_file_or_a_reason(ways: list[list[str]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            draft = drafted(folder, ways)
        except LogError as error:
            (problem,) = error.diagnostics
            assume(problem.code != "L192")
            raise
        draft.save(folder / "journey.yaml")
        journey = load_journey(folder / "journey.yaml")
        assert conformance(journey, measure(journey, event_log(journey, folder=folder))).fitting_cases


@pytest.mark.parametrize("cover", [0.3, 0.8, 0.95])
def test_a_real_log_follows_its_plan_as_far_as_the_file_says(cover: float, tmp_path: Path) -> None:
    draft = discover(EventLog(ROOT / DESK), cover=cover)
    draft.save(tmp_path / "journey.yaml")
    journey = load_journey(tmp_path / "journey.yaml")
    found = conformance(journey, measure(journey, event_log(journey, folder=tmp_path)))
    assert found.on_plan == draft.discovery.n_on_plan >= cover * found.n_cases


def test_the_covered_ways_of_a_real_log_are_its_commonest() -> None:
    """By plain counting of the rows as they stand in the file, read up to the first `Closed`."""
    rows = duckdb.execute(
        f"SELECT list(activity ORDER BY timestamp, file_row_number) FROM "  # noqa: S608 - a file of ours
        f"read_parquet('{ROOT / DESK}', file_row_number = true) GROUP BY case_id"
    ).fetchall()
    counted = Counter(tuple(way[: way.index("Closed") + 1]) for (way,) in rows)
    found = discover(EventLog(ROOT / DESK)).discovery
    names = {"New": "new", "Active": "active", "Resolved": "resolved", "Closed": "closed"}
    names |= {"Awaiting User Info": "awaiting_user_info"}
    commonest = sorted(counted.values(), reverse=True)[: len(found.covered)]
    assert [*found.covered.values()] == commonest
    assert sum(commonest) >= 0.8 * counted.total() > sum(commonest[:-1])
    for way, n in counted.most_common(len(found.covered) - 5):
        assert found.covered[tuple(names[event] for event in way)] == n


def test_the_file_reads_well(golden: Golden) -> None:
    run = journeymap("discover", DESK, "--success", "outcome_sla_met", "--by", "segment_priority")
    assert run.returncode == 0, run.stderr
    golden("discover-service-desk", run.stdout)


def test_the_order_of_the_rows_does_not_matter_where_times_tell(tmp_path: Path) -> None:
    log = write_log(tmp_path / "events.csv", ["abz", "acz", "abz", "az"] * 3)
    text = discover(log).text()
    file = tmp_path / "events.csv"
    head, *rows = file.read_text().splitlines()
    file.write_text("\n".join([head, *reversed(rows), ""]))
    assert discover(log).text() == text


def test_hints_are_sound_when_they_are_switched_on(tmp_path: Path) -> None:
    draft = drafted(tmp_path, ["abz"] * 4)
    text = draft.text(tmp_path)
    for key in ("wait", "promise", "customers", "value"):
        assert f"# {key}: " in text
        text = text.replace(f"# {key}: ", f"{key}: ")
    (tmp_path / "journey.yaml").write_text(text)
    journey = load_journey(tmp_path / "journey.yaml")
    assert journey.touchpoints["b"].wait
    assert journey.touchpoints["b"].promise
    assert journey.customers


def test_scores_are_written_as_counts_per_step_of_their_scale(tmp_path: Path) -> None:
    rows = [
        f"{case},{event},2026-01-{case:02} 0{hour}:00,{case}" for case in (1, 2, 4) for hour, event in enumerate("ab")
    ]
    (tmp_path / "events.csv").write_text("\n".join(["case,event,at,felt", *rows, ""]))
    log = EventLog(tmp_path / "events.csv", satisfaction="felt")
    felt = discover(log, scale=Scale(0, 4), goal="b").journey.touchpoints["b"].satisfaction
    assert felt is not None
    assert felt.counts == (0, 1, 1, 0, 1)


def test_events_that_names_speak_of_are_one_touchpoint(tmp_path: Path) -> None:
    log = write_log(tmp_path / "events.csv", ["abz", "acz"] * 3)
    merged = EventLog(log.file, names={"b": "choose", "c": "choose"})
    journey = discover(merged, goal="z").journey
    assert [*journey.touchpoints] == ["a", "choose", "z"]
    assert dict(journey.log.names) == {"b": "choose", "c": "choose"}


def test_an_unplanned_event_is_not_taken_for_a_planned_one_with_a_like_name(tmp_path: Path) -> None:
    draft = drafted(tmp_path, [["add_item", "z"]] * 9 + [["Add item", "z"]], goal="z")
    draft.save(tmp_path / "journey.yaml")
    journey = load_journey(tmp_path / "journey.yaml")
    again = conformance(journey, measure(journey, event_log(journey, folder=tmp_path)))
    assert again.on_plan == draft.discovery.n_on_plan == 9


# the verb


def test_the_log_is_named_as_seen_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    write_log(tmp_path / "events.csv", ["abz"] * 3)
    with closing(sqlite3.connect(tmp_path / "events.db")) as db, db:
        db.execute("CREATE TABLE e AS SELECT 1 AS \"case\", 'a' AS event, '2026-01-01' AS at")
    url = "sqlite:///{}events.db?table=e"
    for events, seen in (("events.csv", "../events.csv"), (url.format(""), url.format("../"))):
        run = journeymap("discover", events, "--goal", "a", "-o", "plans/j.yaml", "--force", cwd=tmp_path)
        assert (run.returncode, run.stdout) == (0, ""), run.stderr
        assert f"file: {seen}\n" in (tmp_path / "plans" / "j.yaml").read_text()
        assert journeymap("friction", "plans/j.yaml", cwd=tmp_path).returncode == 0


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    write_log(tmp_path / "events.csv", ["abz"] * 3)
    (tmp_path / "j.yaml").write_text("mine")
    words = ("discover", "events.csv", "--goal", "z", "-o", "j.yaml")
    run = journeymap(*words, cwd=tmp_path)
    assert run.returncode == 2
    assert "error[L190]" in run.stderr
    assert (tmp_path / "j.yaml").read_text() == "mine"
    assert journeymap(*words, "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "j.yaml").read_text().startswith("# A first journey file")


def test_a_folder_that_is_not_there_is_said_before_the_log_is_read(tmp_path: Path) -> None:
    run = journeymap("discover", "events.csv", "-o", "nowhere/j.yaml", cwd=tmp_path)
    assert run.returncode == 2
    assert "there is no folder `nowhere`" in run.stderr


def test_customers_without_a_common_way_are_said(tmp_path: Path) -> None:
    write_log(tmp_path / "events.csv", [[*f"{n:08b}", "z"] for n in range(200)])
    run = journeymap("discover", "events.csv", cwd=tmp_path)
    assert "warning[L194]" in run.stderr
    assert "`--cover 15%`" in run.stderr
    assert "warning" not in journeymap("discover", "events.csv", "--quiet", cwd=tmp_path).stderr


@pytest.mark.parametrize("words", [("--cover", "0"), ("--cover", "lots"), ("--scale", "5"), ("--cover", "120%")])
def test_values_that_mean_nothing_are_refused(words: tuple[str, str]) -> None:
    run = journeymap("discover", DESK, *words)
    assert run.returncode == 2
    assert "Invalid value for" in run.stderr


def test_python_is_told_of_a_cover_that_is_no_share() -> None:
    with pytest.raises(ValueError, match="cannot cover 80"):
        discover(EventLog(DESK), cover=80)


def test_a_goal_that_is_always_met_too_late_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="no case reached the goal `z`"):
        drafted(tmp_path, ["abz"] * 3, goal=["b", "z"])


def test_a_draft_is_not_saved_over_a_file(tmp_path: Path) -> None:
    draft = drafted(tmp_path, ["abz"] * 3, goal="z")
    draft.save(tmp_path / "j.yaml")
    with pytest.raises(JourneyError, match="L190"):
        draft.save(tmp_path / "j.yaml")
    draft.save(tmp_path / "j.yaml", replace=True)
