"""Layouts that stay readable: their geometry is kept, and what must hold of it is computed."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings

from journeymap.diagram.board import Board
from journeymap.diagram.draw import draw
from journeymap.diagram.layout import Layout, lay_out
from journeymap.diagram.marks import Box, Words
from journeymap.diagram.picture import paint
from journeymap.journey import Journey
from tests.diagram_gallery import GALLERY
from tests.golden import Golden
from tests.strategies import journeys
from tests.test_diagram_layout import inside

gallery = pytest.mark.parametrize("name", [*GALLERY])


def geometry(layout: Layout) -> Iterator[str]:
    """Write where everything stands, in points."""
    yield f"paper {layout.width:g} × {layout.height:g}"
    yield f"subtitle {layout.board.subtitle}"
    for panel in layout.columns:
        yield f"column {panel.column.phase}: {_box(panel.box)}"
    for placed in layout.cards:
        yield f"card {placed.card.touchpoint} {placed.card.name}: {_box(placed.box)}"
    for route in layout.routes:
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in route.corners)
        label = f"; {route.label.text} at {_box(route.label.box)}" if route.label else ""
        yield f"line {route.link.source} → {route.link.target}: {corners}{label}"


def _box(box: Box) -> str:
    return f"{box.x:.1f},{box.y:.1f} {box.width:.1f} × {box.height:.1f}"


def check(board: Board) -> None:
    """Cards lie apart, words lie in their cells, and labels on no card, no other label and no word."""
    layout = lay_out(board)
    assert not any(one.box.overlaps(other.box) for one, other in combinations(layout.cards, 2))
    for placed in layout.cards:
        assert all(inside(mark.box, placed.box) for mark in placed.marks)
        assert all(mark.width <= mark.box.width + 1e-6 for mark in placed.marks if isinstance(mark, Words))
    labels = [route.label.box for route in layout.routes if route.label]
    stubs = [mark.box for placed in layout.cards for mark in placed.stub if isinstance(mark, Words)]
    for label in labels:
        assert not any(label.overlaps(other) for other in (*(placed.box for placed in layout.cards), *stubs))


@gallery
def test_the_layout_is_as_it_was_looked_at(name: str, golden: Golden) -> None:
    golden(f"board-{name}", "\n".join([*geometry(lay_out(GALLERY[name])), ""]))


@gallery
def test_nothing_stands_on_anything_else(name: str) -> None:
    check(GALLERY[name])
    labels = [route.label.box for route in lay_out(GALLERY[name]).routes if route.label]
    assert not any(one.overlaps(other) for one, other in combinations(labels, 2))


@given(journeys(max_touchpoints=9))
@settings(max_examples=60, deadline=None)
def test_nothing_stands_on_anything_else_in_any_journey(journey: Journey) -> None:
    check(draw(journey).board)


@gallery
def test_the_picture_is_small_enough_to_share(name: str) -> None:
    assert len(paint(GALLERY[name]).svg()) < 250_000


def test_a_journey_without_phases_has_columns_of_steps() -> None:
    plan = {f"t{n}": {"next": f"t{n + 1}"} for n in range(30)} | {"t30": {}}
    board = draw(Journey.model_validate({"journey": "j", "touchpoints": plan})).board
    assert [column.title for column in board.columns][0::4] == ["Steps 1–6", "Steps 25–30"]
