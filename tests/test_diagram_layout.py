from dataclasses import replace
from itertools import combinations, pairwise

from hypothesis import given, settings

from journeymap.diagram.board import Board, Link
from journeymap.diagram.labels import LABEL_HEIGHT
from journeymap.diagram.layout import Layout, lay_out
from journeymap.diagram.marks import Box, Mark, Words
from tests.test_diagram_boards import a_board, a_card, boards

many = settings(max_examples=60, deadline=None)


def marks_of(layout: Layout) -> list[Mark]:
    groups = [*(c.marks for c in layout.columns), *(c.marks + c.stub for c in layout.cards), layout.marks]
    labels = [route.label for route in layout.routes if route.label]
    return [mark for group in groups for mark in group] + list(labels)


def inside(inner: Box, outer: Box) -> bool:
    slack = 1e-6
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


@given(boards)
@many
def test_cards_do_not_overlap_and_stand_in_their_column(board: Board) -> None:
    layout = lay_out(board)
    assert not any(a.box.overlaps(b.box) for a, b in combinations(layout.cards, 2))
    assert not any(a.box.overlaps(b.box) for a, b in combinations(layout.columns, 2))
    column = {placed.column.phase: placed.box for placed in layout.columns}
    assert all(inside(placed.box, column[placed.card.phase]) for placed in layout.cards)


@given(boards)
@many
def test_no_text_is_wider_than_its_cell(board: Board) -> None:
    for mark in marks_of(lay_out(board)):
        if isinstance(mark, Words):
            assert mark.width <= mark.box.width + 1e-6, mark


@given(boards)
@many
def test_words_of_a_card_do_not_overlap_and_stay_on_it(board: Board) -> None:
    for placed in lay_out(board).cards:
        words = [mark for mark in placed.marks if isinstance(mark, Words)]
        assert all(inside(mark.box, placed.box) for mark in placed.marks)
        assert not any(a.box.overlaps(b.box) for a, b in combinations(words, 2))


@given(boards)
@many
def test_labels_stand_on_no_card(board: Board) -> None:
    layout = lay_out(board)
    labels = [route.label.box for route in layout.routes if route.label]
    assert not any(label.overlaps(placed.box) for label in labels for placed in layout.cards)


@given(boards)
@many
def test_no_line_passes_behind_a_card(board: Board) -> None:
    layout = lay_out(board)
    for route in layout.routes:
        for (ax, ay), (bx, by) in pairwise(route.corners):
            line = Box(min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))
            assert not any(line.overlaps(placed.box) for placed in layout.cards)


@given(boards)
@many
def test_lines_join_the_cards_they_name(board: Board) -> None:
    layout = lay_out(board)
    box_of = {placed.card.touchpoint: placed.box for placed in layout.cards}
    for route in layout.routes:
        for (x, y), touchpoint in zip(
            (route.corners[0], route.corners[-1]), (route.link.source, route.link.target), strict=True
        ):
            box = box_of[touchpoint]
            assert box.x <= x <= box.right
            assert box.y <= y <= box.bottom
            assert x in {box.x, box.right} or y in {box.y, box.bottom}


@given(boards)
@many
def test_everything_lies_on_the_paper(board: Board) -> None:
    layout = lay_out(board)
    paper = Box(0, 0, layout.width, layout.height)
    assert all(inside(mark.box, paper) for mark in marks_of(layout))
    for route in layout.routes:
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in route.corners)


@given(boards)
@many
def test_the_same_board_is_laid_out_the_same(board: Board) -> None:
    assert lay_out(board) == lay_out(board)


def a_column_of(count: int, *links: Link) -> Layout:
    return lay_out(a_board(*(a_card(f"t{i}") for i in range(count)), links=links))


def test_a_planned_step_to_the_next_card_goes_straight_down() -> None:
    route = a_column_of(2, Link("t0", "t1", 5.0, planned=True)).routes[0]
    (x, _), (same_x, _) = route.corners
    assert x == same_x


def test_two_links_to_the_next_card_do_not_share_a_line() -> None:
    links = (Link("t0", "t1", 900.0, planned=False), Link("t0", "t1", 5.0, planned=True))
    off_plan, planned = a_column_of(2, *links).routes
    assert len(planned.corners) == 2
    assert len(off_plan.corners) == 4


def test_off_plan_links_go_down_on_the_right_and_up_on_the_left() -> None:
    links = (Link("t0", "t2", 5.0, planned=False), Link("t2", "t0", 5.0, planned=False))
    layout = a_column_of(3, *links)
    down, up = layout.routes
    box = layout.cards[0].box
    assert max(x for x, _ in down.corners) > box.right
    assert min(x for x, _ in down.corners) == box.right
    assert max(x for x, _ in up.corners) == box.x


def test_a_self_loop_stands_at_the_right_side() -> None:
    layout = a_column_of(1, Link("t0", "t0", 5.0, planned=False))
    box, corners = layout.cards[0].box, layout.routes[0].corners
    assert corners[0][0] == corners[-1][0] == box.right
    assert corners[-1][1] - corners[0][1] > LABEL_HEIGHT


def test_a_link_over_a_column_keeps_above_or_below_its_cards() -> None:
    cards = [a_card(f"{phase}{i}", phase) for phase in "abc" for i in range(3)]
    links = (Link("a0", "c0", 5.0, planned=False), Link("a2", "c2", 5.0, planned=False))
    layout = lay_out(a_board(*cards, links=links))
    above, below = ([y for _, y in route.corners] for route in layout.routes)
    assert min(above) < layout.columns[0].box.y
    assert max(below) > max(placed.box.bottom for placed in layout.cards)


def test_level_cards_are_joined_by_a_level_line() -> None:
    layout = lay_out(a_board(a_card("a", "a"), a_card("b", "b"), links=(Link("a", "b", 5.0, planned=True),)))
    assert len({y for _, y in layout.routes[0].corners}) == 1


def test_two_way_links_between_columns_are_two_lines() -> None:
    links = (Link("a", "b", 5.0, planned=True), Link("b", "a", 5.0, planned=False))
    layout = lay_out(a_board(a_card("a", "a"), a_card("b", "b"), links=links))
    there, back = ({y for _, y in route.corners} for route in layout.routes)
    assert not there & back


def test_a_line_is_wider_where_more_customers_go() -> None:
    links = (
        Link("t0", "t1", 100.0, planned=True),
        Link("t1", "t2", 900.0, planned=True),
        Link("t2", "t0", None, planned=False),
    )
    few_go, many_go, unknown = (route.stroke.pen for route in a_column_of(3, *links).routes)
    assert unknown <= few_go < many_go


def test_forty_cards_fit_in_one_column() -> None:
    links = [Link(f"t{i}", f"t{i + 1}", 10.0, planned=True) for i in range(39)]
    assert len(a_column_of(40, *links).cards) == 40


def test_numbers_of_crowded_lanes_keep_off_each_other() -> None:
    links = [
        Link(f"t{i}", f"t{j}", 24918.0 - i - j, planned=False) for i in range(6) for j in range(6) if abs(i - j) > 1
    ]
    labels = [route.label.box for route in a_column_of(6, *links).routes if route.label]
    assert not any(a.overlaps(b) for a, b in combinations(labels, 2))


def test_the_legend_says_what_the_badges_count() -> None:
    layout = lay_out(replace(a_board(a_card("a", observed=False)), badge_means="of 100 do not succeed"))
    assert "of 100 do not succeed (~ estimated)" in {mark.text for mark in layout.marks if isinstance(mark, Words)}
