from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.diagram.board import Board, Link
from journeymap.diagram.folding import folded
from tests.test_diagram_boards import a_board, a_card, boards

many = settings(max_examples=60, deadline=None)


def a_row(*losses: float, links: tuple[Link, ...] = ()) -> Board:
    """A column of touchpoints t1, t2 … with these losses, each leading to the next."""
    cards = [a_card(f"t{n}", number=n, loss_per_100=loss) for n, loss in enumerate(losses, 1)]
    steps = tuple(Link(f"t{n}", f"t{n + 1}", 10.0, planned=True) for n in range(1, len(losses)))
    return a_board(*cards, links=(*steps, *links))


def names(board: Board) -> list[str]:
    return [card.name for card in board.cards]


def ends(board: Board) -> list[tuple[str, str, float | None]]:
    return [(link.source, link.target, link.volume) for link in board.links]


def test_a_small_board_stays_as_it_is() -> None:
    board = a_row(*range(40))
    assert folded(board) == board


def test_runs_of_little_friction_become_one_card() -> None:
    board = folded(a_row(5, 1, 2, 3, 90, 4, 4), max_touchpoints=3)
    assert names(board) == ["4 more steps", "t5", "2 more steps"]
    assert "6 of 7 touchpoints folded into 2 cards" in board.subtitle


def test_what_is_folded_shows_the_worst_of_its_measures_and_adds_up_who_leaves() -> None:
    cards = [
        a_card(f"t{n}", number=n, loss_per_100=n, wait_seconds=n, leave=n, score_share=n / 10) for n in range(1, 5)
    ]
    (card,) = folded(a_board(*cards), max_touchpoints=1).cards
    assert (card.loss_per_100, card.wait_seconds, card.score_share, card.leave) == (4, 4, 0.1, 10)
    assert (card.folded, card.channel) == (4, "1 t1, 2 t2, 3 t3, 4 t4")


def test_the_lit_route_is_kept_before_greater_friction() -> None:
    lit = (Link("t2", "t4", 1.0, planned=False, worst=True),)
    board = folded(a_row(50, 1, 60, 2, 70, 80, links=lit), max_touchpoints=5)
    assert {"t2", "t4"} <= set(names(board))


def test_lines_of_folded_touchpoints_join_and_add_up() -> None:
    across = (
        Link("t1", "t3", 7.0, planned=True),
        Link("t2", "t5", 2.0, planned=False),
        Link("t3", "t5", 3.0, planned=False),
    )
    board = folded(a_row(90, 1, 1, 1, 95, links=across), max_touchpoints=3)
    assert names(board) == ["t1", "3 more steps", "t5"]
    assert ends(board) == [("t1", "t2", 17.0), ("t2", "t5", 10.0), ("t2", "t5", 5.0)]
    assert [link.planned for link in board.links] == [True, True, False]


def test_a_touchpoint_that_repeats_keeps_its_loop_and_a_folded_run_has_none() -> None:
    loops = tuple(Link(f"t{n}", f"t{n}", 5.0, planned=False) for n in (1, 2))
    board = folded(a_row(90, 1, 1, links=loops), max_touchpoints=2)
    assert [link.source for link in board.links if link.source == link.target] == ["t1"]


def test_planned_and_unplanned_touchpoints_fold_apart() -> None:
    cards = [a_card(f"t{n}", number=n) for n in range(4)] + [
        a_card(f"x{n}", number=None, planned=False) for n in range(3)
    ]
    assert names(folded(a_board(*cards), max_touchpoints=2)) == ["4 more steps", "3 more touchpoints"]


def test_hundreds_of_lines_off_plan_are_hidden_and_the_subtitle_says_so() -> None:
    pairs = [(i, j) for i in range(1, 21) for j in range(1, 21) if i != j]
    links = tuple(Link(f"t{i}", f"t{j}", float(20 * i + j), planned=False) for i, j in pairs)
    board = folded(a_row(*range(20), links=links))
    off_plan = [link.volume or 0.0 for link in board.links if not link.planned]
    assert len(off_plan) == 20
    assert min(off_plan) > sorted(link.volume or 0.0 for link in links)[-21]
    assert "not shown: 360 lines that fewest take" in board.subtitle


def test_a_lit_line_is_never_hidden() -> None:
    links = tuple(Link("t1", "t3", float(n + 1), planned=False) for n in range(100))
    lit = Link("t1", "t3", 0.0, planned=False, worst=True)
    assert lit in folded(a_row(1, 2, 3, links=(*links, lit))).links


@given(boards, st.integers(1, 15))
@many
def test_every_touchpoint_is_on_one_card_and_there_are_not_too_many(board: Board, most: int) -> None:
    small = folded(board, max_touchpoints=most)
    assert sum(card.folded or 1 for card in small.cards) == len(board.cards)
    kinds = [(card.phase, card.planned) for phase in board.columns for card in board.cards if card.phase == phase.phase]
    runs = sum(one != other for one, other in pairwise([None, *kinds]))
    assert len(small.cards) <= max(most, runs)
    assert {link.source for link in small.links} <= {card.touchpoint for card in small.cards}


@given(boards, st.integers(1, 15))
@many
def test_folding_loses_no_customer_who_leaves(board: Board, most: int) -> None:
    left = [sum(card.leave or 0.0 for card in some.cards) for some in (board, folded(board, max_touchpoints=most))]
    assert abs(left[0] - left[1]) <= 1e-6 * max(left)


def test_the_limit_counts_the_cards_that_stand_for_several() -> None:
    board = a_row(*(n % 7 for n in range(200)))
    small = folded(board)
    assert len(small.cards) <= 40
    assert Counter(card.folded > 0 for card in small.cards)[False] > 10
