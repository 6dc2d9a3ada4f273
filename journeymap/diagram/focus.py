"""A part of a board: one touchpoint, and what leads in and out."""

from collections.abc import Iterable
from dataclasses import replace

from journeymap.diagram.board import Board
from journeymap.errors import Diagnostic, RenderError, did_you_mean

__all__ = ["STEPS", "focused"]

STEPS = 2
"""How many steps before and after a touchpoint are shown with it."""


def focused(board: Board, touchpoint: str, *, steps: int = STEPS) -> Board:
    """Keep the touchpoints from which one can be reached, and those it leads to, within so many steps.

    Args:
        board: The whole board.
        touchpoint: The id of the one that is looked at.
        steps: How many lines before it and after it are followed, 1 or more.

    Raises:
        RenderError: R106 if the board has no such touchpoint.
    """
    ids = [card.touchpoint for card in board.cards]
    if touchpoint not in ids:
        cure = did_you_mean(touchpoint, ids)
        raise RenderError(Diagnostic("R106", f"there is no touchpoint `{touchpoint}` to look at", help=cure))
    onward = [(link.source, link.target) for link in board.links]
    near = _within(touchpoint, onward, steps) | _within(touchpoint, [(b, a) for a, b in onward], steps)
    cards = tuple(card for card in board.cards if card.touchpoint in near)
    phases = {card.phase for card in cards}
    name = next(card.name for card in cards if card.touchpoint == touchpoint)
    within = "one step" if steps == 1 else f"{steps} steps"
    said = f"only what leads to {name} and on from it within {within}: {len(cards)} of {len(ids)} touchpoints"
    return replace(
        board,
        subtitle=f"{board.subtitle} · {said}",
        columns=tuple(column for column in board.columns if column.phase in phases),
        cards=cards,
        links=tuple(link for link in board.links if {link.source, link.target} <= near),
    )


def _within(start: str, pairs: Iterable[tuple[str, str]], steps: int) -> set[str]:
    found = {start}
    for _ in range(steps):
        found |= {target for source, target in pairs if source in found}
    return found
