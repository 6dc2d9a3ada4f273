"""A board says what got better and what got worse, by signs and shapes, on cards and lines."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from journeymap.changes.compare import compare
from journeymap.diagram.board import Board, Shift
from journeymap.diagram.cards import SHIFT_STEP, card_height
from journeymap.diagram.colouring import colouring_of
from journeymap.diagram.content import board
from journeymap.diagram.draw import draw
from journeymap.diagram.folding import folded
from journeymap.diagram.layout import Layout, lay_out
from journeymap.diagram.marks import Shape, Words
from journeymap.diagram.picture import LayoutName
from journeymap.diagram.shifts import with_changes
from journeymap.diagram.wording import description, taken
from journeymap.journey import Journey
from tests.builders import lamp, measured, variant
from tests.golden import Golden
from tests.test_cli import LAMP, journeymap


def counted(pay: str, confirm: str = "10 of 1000", answers: str = "[100, 100, 100, 100, 100]") -> Journey:
    """Return a plan whose file says how many of those who came left."""
    points: dict[str, Any] = {
        "pay": {"left": pay, "next": "confirm", "satisfaction": {"counts": [*map(int, answers[1:-1].split(","))]}},
        "confirm": {"left": confirm, "next": "done"},
        "done": {},
    }
    return Journey.model_validate({"journey": "j", "goal": "done", "touchpoints": points})


def marked(before: Journey, after: Journey) -> Board:
    return with_changes(board(after), compare(before, after))


def shifts(shown: Board) -> dict[str, Shift | None]:
    return {card.touchpoint: card.shift for card in shown.cards}


def later() -> Journey:
    """Return the lamp with fewer clicks, a longer wait, a new touchpoint and a new way, and without a call."""
    plan = lamp(
        checkout={"clicks": 12}, delivery={"wait": "9 days", "next": {"tracking": 0.8, "first_use": 0.2}}
    ).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del plan["touchpoints"]["support"]
    plan["touchpoints"]["tracking"] = {"name": "Track the parcel", "wait": "2 s", "next": "first_use"}
    return Journey.model_validate(plan)


def test_a_card_says_by_how_many_points_more_leave_beyond_chance() -> None:
    found = shifts(marked(counted("100 of 1000"), counted("202 of 1000")))
    assert found["pay"] == Shift("worse", "▼ worse: leave here +10.2")
    assert found["confirm"] == Shift("same", "no real difference")
    assert shifts(marked(counted("202 of 1000"), counted("100 of 1000")))["pay"] == Shift(
        "better", "▲ better: leave here −10.2"
    )


def test_what_got_worse_and_better_at_once_says_both() -> None:
    before, after = counted("100 of 1000"), counted("200 of 1000", answers="[0, 0, 0, 0, 500]")
    assert shifts(marked(before, after))["pay"] == Shift(
        "mixed", "▼ worse: leave here +10.0 · ▲ better: satisfaction +50.0"
    )


def test_what_is_described_or_modelled_is_called_untested() -> None:
    shown = marked(lamp(), later())
    delivery, checkout = shifts(shown)["delivery"], shifts(shown)["checkout"]
    assert delivery is not None
    assert delivery.text.startswith("▼ untested: leave here +")
    assert checkout is not None
    assert checkout.text.startswith("▲ untested: leave here −")
    assert "clicks −12" in checkout.text
    assert "untested: described or modelled, not counted" in texts(lay_out(shown))


def test_a_log_of_few_cases_does_not_tell() -> None:
    old, new = (measured(variant("ab", n)) for n in (20, 12))
    plan = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
    shown = with_changes(board(plan, new), compare(plan, plan, measured=(old, new)))
    assert shifts(shown)["a"] == Shift("same", "too few to tell")


def test_where_badges_count_who_does_not_succeed_a_quiet_card_says_that_leaving_is_compared() -> None:
    plan = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
    judged = [replace(variant("ab", 100), succeeded=n, judged=100) for n in (90, 40)]
    old, new = (replace(measured(each), has_success=True) for each in judged)
    shown = with_changes(board(plan, new), compare(plan, plan, measured=(old, new)))
    assert (shown.badge_means, shifts(shown)["a"]) == (
        "of 100 do not succeed",
        Shift("same", "no real difference in leaving"),
    )


def test_what_is_new_is_marked_and_what_is_gone_is_named() -> None:
    shown = marked(lamp(), later())
    assert shifts(shown)["tracking"] == Shift("new", "new")
    links = {(link.source, link.target): link for link in shown.links}
    assert links["delivery", "tracking"].shift == Shift("new", "new")
    assert taken(links["delivery", "tracking"]).endswith(" new")
    assert taken(links["delivery", "first_use"]).endswith(" ↓")
    assert shown.subtitle.endswith(" · gone: support")
    back = marked(lamp(), lamp(delivery={"next": "first_use"}))
    assert back.subtitle.endswith(" · gone: the way delivery → support")


def test_the_subtitle_begins_with_the_finding() -> None:
    shown = marked(lamp(), later())
    assert shown.subtitle.startswith("Completion rises from ")
    assert "by the model" in shown.subtitle


def test_the_same_plan_twice_has_nothing_to_mark() -> None:
    shown = marked(lamp(), lamp())
    assert {shift and shift.kind for shift in shifts(shown).values()} == {"same"}
    assert all(link.shift is None for link in shown.links)
    assert "No card got worse or better." in description(shown)


def test_worse_better_and_new_differ_without_any_colour() -> None:
    layout = lay_out(marked(lamp(), later()))
    looks = {}
    for placed in layout.cards:
        grounds = [m for m in placed.marks if isinstance(m, Shape) and m.kind == "shift-ground"]
        if grounds and placed.card.shift:
            looks[placed.card.shift.kind] = (grounds[0].fill == grounds[0].line, grounds[0].dashed)
    assert looks == {"worse": (True, False), "better": (False, False), "new": (False, True)}


def test_the_mark_stands_on_the_card_and_on_nothing_else() -> None:
    layout = lay_out(marked(lamp(), later()))
    for placed in layout.cards:
        strip = next(m.box for m in placed.marks if m.kind in {"shift-ground", "shift"})
        others = [m.box for m in placed.marks[1:] if not m.kind.startswith("shift")]
        assert not any(strip.overlaps(other) for other in others)
        assert placed.box.x < strip.x
        assert strip.right < placed.box.right


def test_a_card_is_taller_by_its_mark() -> None:
    shown = marked(lamp(), later())
    for card in shown.cards:
        plain = card_height(replace(card, shift=None), colouring_of(shown))
        assert card_height(card, colouring_of(shown)) == plain + SHIFT_STEP


def test_a_folded_card_counts_what_changed_in_it() -> None:
    found = shifts(folded(marked(lamp(), later()), max_touchpoints=2))
    assert [*found.values()] == [Shift("better", "▲ 1 better"), Shift("mixed", "▼ 1 worse · ▲ 1 better · 1 new")]


def test_who_does_not_see_it_hears_it() -> None:
    said = description(marked(counted("100 of 1000"), counted("202 of 1000")))
    assert said.endswith("Changed: pay: worse: leave here +10.2.")


@pytest.mark.parametrize("layout", ["board", "flow"])
def test_every_layout_and_mermaid_have_the_marks(layout: LayoutName) -> None:
    before, after = counted("100 of 1000"), counted("202 of 1000")
    picture = draw(after, changes=compare(before, after), layout=layout)
    assert "▼ worse: leave here +10.2" in picture.dot
    assert picture == draw(after, changes=compare(before, after), layout=layout)
    assert "worse#58; leave here +10.2" in picture.mermaid()


def texts(layout: Layout) -> list[str]:
    return [mark.text for mark in layout.marks if isinstance(mark, Words)]


def test_the_geometry_of_a_compared_board(golden: Golden) -> None:
    layout = lay_out(marked(lamp(), later()))
    rows = [
        f"{placed.card.touchpoint}: {mark.kind} {mark.box.x:.0f},{mark.box.y:.0f} {mark.text}"
        for placed in layout.cards
        for mark in placed.marks
        if isinstance(mark, Words) and mark.kind == "shift"
    ]
    golden("board-compared", "\n".join([*rows, *texts(layout)]) + "\n")


def drawn(*words: str) -> str:
    run = journeymap("draw", *words, "-o", "-", "--quiet")
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_command_names_both_sides() -> None:
    dot = drawn(LAMP, "--compare", LAMP)
    assert f"{LAMP} (described, no log), compared with {LAMP} (described, no log)" in dot.replace("\\n", " ")
    assert "no change" in dot


def test_a_log_is_drawn_against_its_earlier_part(tmp_path: Path) -> None:
    log = shop(tmp_path)
    dot = drawn(*log, "--before", "2026-02-01")
    said = dot.replace("\\l", " ")
    assert all(words in said for words in ("cases from 2026-02-01 on (100", "cases that began before 2026-02-01 (100"))
    assert "▼ worse: leave here +60.0" in dot
    saved = tmp_path / "before.json"
    run = journeymap("measure", *log, "--until", "2026-02-01", "-o", str(saved), "--quiet")
    assert run.returncode == 0, run.stderr
    assert "▼ worse: leave here +60.0" in drawn(*log, "--since", "2026-02-01", "--compare", str(saved))


def shop(folder: Path) -> tuple[str, str]:
    """Write a plan and a log: of 100 in January 10 leave at the first step, of 100 since then 70; none is under way."""
    plan = folder / "journey.yaml"
    plan.write_text("journey: j\ngoal: b\ntouchpoints: {a: {next: b}, b: {}}\n", encoding="utf-8")
    rows = ["case_id,event,timestamp"]
    for month, cases, stay in (("01", 100, 90), ("02", 99, 29), ("12", 1, 1)):
        for case in range(cases):
            rows.append(f"{month}-{case},a,2026-{month}-05T10:00:00")
            rows += [f"{month}-{case},b,2026-{month}-05T11:00:00"] * (case < stay)
    log = folder / "events.csv"
    log.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(plan), str(log)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--compare", LAMP, "--before", "2026-02-01"], "type one"),
        (["events.csv", "--compare", LAMP], "the logs that they name"),
        (["--compare", LAMP, "--trace", "7"], "`--compare` is of the whole journey"),
    ],
)
def test_what_does_not_go_together_is_refused(words: list[str], said: str) -> None:
    run = journeymap("draw", LAMP, *words, "-o", "-")
    assert run.returncode == 2
    assert said in run.stderr
