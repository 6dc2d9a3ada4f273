"""What is looked at: one touchpoint, one route; the curve, the paper."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from journeymap.analysis.conformance import conformance
from journeymap.analysis.routes import routes
from journeymap.diagram.board import Board, Link
from journeymap.diagram.curve import CURVE_HEIGHT
from journeymap.diagram.draw import draw
from journeymap.diagram.focus import focused
from journeymap.diagram.layout import Layout, lay_out
from journeymap.diagram.marks import Shape, Words
from journeymap.diagram.paper import PAPERS, PaperName
from journeymap.errors import RenderError
from journeymap.journey import Journey
from tests.builders import lamp, measured, variant
from tests.test_diagram_boards import a_board, a_card, boards

PLAN = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}
JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": PLAN})
LOG = measured(variant("abc", 700), variant("ab", 50), variant("axbc", 200), variant("ayyc", 1), variant("ay", 49))
CHAIN = a_board(
    *(a_card(name, phase) for name, phase in zip("abcdef", "ppqqrr", strict=True)),
    links=tuple(Link(a, b, 5.0, planned=True) for a, b in ("ab", "bc", "cd", "de", "ef", "fb")),
)


def cards(board: Board) -> str:
    return "".join(card.touchpoint for card in board.cards)


def red(board: Board) -> set[str]:
    return {link.source + link.target for link in board.links if link.worst}


def test_a_focus_shows_what_leads_in_and_out_within_so_many_steps() -> None:
    assert cards(focused(CHAIN, "c", steps=1)) == "bcd"
    assert cards(focused(CHAIN, "c", steps=2)) == "abcdef"
    assert cards(focused(CHAIN, "a", steps=1)) == "ab"


def test_a_focus_leaves_no_column_empty_and_says_what_is_shown() -> None:
    board = focused(CHAIN, "d", steps=1)
    assert [column.phase for column in board.columns] == ["q", "r"]
    assert "only what leads to d and on from it within one step: 3 of 6 touchpoints" in board.subtitle


def test_a_focus_on_what_is_not_there_offers_what_is() -> None:
    with pytest.raises(RenderError, match="did you mean `checkout`") as error:
        draw(lamp(), focus="chekout")
    assert error.value.diagnostics[0].code == "R106"


@pytest.mark.parametrize("number", [1, 2])
def test_routes_are_lit_by_their_number_in_the_list_of_routes(number: int) -> None:
    listed = routes(lamp(), limit=2).routes[number - 1].touchpoints
    board = draw(lamp(), route=number).board
    lit = {(link.source, link.target) for link in board.links if link.worst}
    assert lit == set(pairwise(listed))
    assert board.lit_means == f"route {number} of `routes`"


@pytest.mark.parametrize("number", [1, 2])
def test_off_plan_routes_are_lit_by_their_number_in_the_list_of_conformance(number: int) -> None:
    listed = conformance(JOURNEY, LOG).routes[number - 1]
    board = draw(JOURNEY, LOG, off_plan=number, min_share=0).board
    assert listed.leave + listed.first in red(board)
    assert all(listed.first in pair for pair in red(board))


def test_a_rare_route_is_shown_where_it_is_lit() -> None:
    log = measured(variant("abc", 9999), variant("axc", 1))
    assert red(draw(JOURNEY, log, off_plan=1).board) == {"ax", "xc"}
    assert red(draw(JOURNEY, log).board) == set()


def test_a_repetition_off_plan_lights_its_loop() -> None:
    log = measured(variant("abc", 60), variant("axxxbc", 1), variant("axxx", 39))
    assert "xx" in red(draw(JOURNEY, log, off_plan=1).board)


@pytest.mark.parametrize("asked", [{"route": 99}, {"off_plan": 99}, {"off_plan": 1}])
def test_a_route_that_is_not_listed_is_refused(asked: dict[str, int]) -> None:
    log = None if asked == {"off_plan": 1} else LOG
    with pytest.raises(RenderError, match="no route number") as error:
        draw(JOURNEY, log, **asked)  # type: ignore[arg-type]
    assert error.value.diagnostics[0].code == "R107"


def scored(*shares: float | None) -> Board:
    """A column of steps with these scores, as shares of 1..5."""
    return a_board(
        *(
            a_card(f"t{n}", number=n, score_share=share, score=None if share is None else 1 + 4 * share, answers=30.0)
            for n, share in enumerate(shares, 1)
        )
    )


def curve_words(layout: Layout, kind: str) -> list[str]:
    return [mark.text for mark in layout.marks if isinstance(mark, Words) and mark.kind == f"curve-{kind}"]


def pieces(layout: Layout) -> int:
    return sum(stroke.kind == "curve" for stroke in layout.samples)


def test_the_curve_has_a_gap_where_a_score_is_unknown() -> None:
    layout = lay_out(scored(0.9, 0.8, None, 0.2, 0.3))
    assert pieces(layout) == 2
    assert curve_words(layout, "score") == ["4.6", "4.2", "?", "1.8", "2.2"]


def test_the_curve_says_how_many_answered() -> None:
    board = scored(0.9, 0.8)
    cards = (replace(board.cards[0], answers=None), board.cards[1])
    assert curve_words(lay_out(replace(board, cards=cards)), "answers") == ["n ?", "n 30"]


def test_a_better_score_stands_higher() -> None:
    best, worst = (mark.box.middle for mark in lay_out(scored(0.9, 0.2)).marks if mark.kind == "curve-dot")
    assert best < worst


def test_moments_of_truth_are_diamonds_and_explained() -> None:
    board = scored(0.9, 0.8)
    board = replace(board, cards=(replace(board.cards[0], moment_of_truth=True), board.cards[1]))
    forms = [mark.form for mark in lay_out(board).marks if isinstance(mark, Shape) and mark.kind.startswith("curve-")]
    assert forms == ["diamond", "dot"]
    assert "moment of truth" in {mark.text for mark in lay_out(board).marks if isinstance(mark, Words)}


def test_a_single_score_makes_no_curve() -> None:
    assert pieces(lay_out(scored(0.9, None))) == 0
    assert lay_out(scored(0.9, 0.9)).height - lay_out(scored(0.9, None)).height == pytest.approx(CURVE_HEIGHT, abs=30)


@given(boards)
@settings(max_examples=60, deadline=None)
def test_words_of_the_curve_keep_off_each_other(board: Board) -> None:
    words = [mark for mark in lay_out(board).marks if isinstance(mark, Words) and mark.kind.startswith("curve-")]
    for kind in ("curve-step", "curve-answers", "curve-score"):
        row = sorted((word.box for word in words if word.kind == kind), key=lambda box: box.x)
        assert all(one.right <= other.x for one, other in pairwise(row))


@pytest.mark.parametrize("paper", [*PAPERS])
def test_a_picture_on_paper_has_its_proportions(paper: PaperName) -> None:
    short, long = PAPERS[paper]
    layout = lay_out(CHAIN, paper=paper)
    assert layout.page in {(short, long), (long, short)}
    assert layout.page is not None
    assert layout.width / layout.height == pytest.approx(layout.page[0] / layout.page[1], rel=0.01)


@pytest.mark.parametrize(("phases", "page"), [("abcdef", "lengthwise"), ("aaaaaa", "upright")])
def test_a_picture_lies_on_the_paper_as_it_fits_better(phases: str, page: str) -> None:
    board = a_board(*(a_card(f"t{n}", phase) for n, phase in enumerate(phases)))
    width, height = lay_out(board, paper="a4").page or (0, 0)
    assert (width > height) == (page == "lengthwise")


@given(boards)
@settings(max_examples=30, deadline=None)
def test_paper_takes_nothing_away(board: Board) -> None:
    plain, laid = lay_out(board), lay_out(board, paper="a4")
    assert laid.width >= plain.width
    assert laid.height >= plain.height - 60  # a wider legend may be flatter
    assert [card.box.width for card in laid.cards] == [card.box.width for card in plain.cards]
