"""The words and numbers on a card."""

import math

from journeymap.diagram.board import Board, Card, Link
from journeymap.diagram.palette import whole
from journeymap.units import format_count, format_duration, format_number

__all__ = [
    "LOW_SHARE",
    "badge",
    "description",
    "five",
    "is_late",
    "is_low",
    "leaving",
    "promise",
    "score",
    "taken",
    "visit",
    "wait",
]

LOW_SHARE = 0.4
"""Scores below this share of their scale are low."""
LATE = 1.005
"""A wait is late from so many times its promise on: what would print as ×1.00 is not."""


def badge(loss_per_100: float | None, *, observed: bool) -> str:
    """Write a friction: "31" observed, "~31" estimated, "?" unknown.

    Example:
        >>> badge(31.2, observed=False), badge(0.2, observed=True), badge(None, observed=True)
        ('~31', '<1', '?')
    """
    if loss_per_100 is None or not math.isfinite(loss_per_100):
        return "?"
    rounded = whole(loss_per_100)
    number = "<1" if rounded == 0 < loss_per_100 else str(rounded)
    return number if observed else f"~{number}"


def description(board: Board) -> str:
    """Say in sentences what a board shows, for those who do not see it.

    Example:
        >>> description(Board("Shop", "5 customers", (), (), (), "customers"))
        'Friction map of Shop: 0 touchpoints in 0 columns, 0 transitions between them. 5 customers.'
    """
    counts = [(len(board.cards), "touchpoint"), (len(board.columns), "column"), (len(board.links), "transition")]
    cards, columns, links = [f"{format_count(n)} {what}{'s' * (n != 1)}" for n, what in counts]
    worst = max(board.cards, key=lambda card: card.loss_per_100 or 0.0, default=None)
    most = ""
    if worst is not None and worst.loss_per_100:
        most = (
            f" Most friction: {worst.name}, {badge(worst.loss_per_100, observed=worst.observed)} {board.badge_means}."
        )
    said = board.subtitle[:1].upper() + board.subtitle[1:]
    return f"Friction map of {board.title}: {cards} in {columns}, {links} between them. {said}.{most}{_changed(board)}"


def _changed(board: Board) -> str:
    """Say what changed, card by card; the signs have their words beside them."""
    told = [f"{card.name}: {card.shift.text}" for card in board.cards if card.shift and card.shift.kind != "same"]
    if not told:
        return " No card got worse or better." if any(card.shift for card in board.cards) else ""
    return f" Changed: {'; '.join(told).replace('▼ ', '').replace('▲ ', '')}."


def taken(link: Link) -> str:
    """Write how many take a line, and whether that are more than before.

    Example:
        >>> taken(Link("a", "b", 1530, planned=True))
        '1,530'
    """
    return " ".join(
        [*([] if link.volume is None else [format_count(link.volume)]), *([link.shift.text] if link.shift else [])]
    )


def leaving(card: Card) -> str:
    """Write how many leave, with the number of the badge as their share.

    Example:
        >>> leaving(Card("pay", "Payment", "buy", 1, 22.0, observed=True, planned=True, leave=530))
        '530 leave (22%)'
    """
    people = f"{format_count(card.leave or 0.0)} leave"
    share = badge(card.loss_per_100, observed=card.observed)
    return people if share == "?" else f"{people} ({share}%)"


def visit(card: Card) -> str:
    """Write the channel and the clicks, as far as they are known.

    Example:
        >>> visit(Card("pay", "Payment", "buy", 1, None, observed=True, planned=True, channel="web", clicks=1))
        'web · 1 click'
    """
    known = [card.channel or ""]
    if card.clicks is not None:
        known.append(f"{format_number(card.clicks)} click{'' if card.clicks == 1 else 's'}")
    return " · ".join(word for word in known if word)


def score(card: Card) -> str:
    """Write the score with one decimal.

    Example:
        >>> score(Card("pay", "Payment", "buy", 1, None, observed=True, planned=True, score=3))
        '3.0'
    """
    if card.score is None:
        return ""
    return f"{card.score:.1f}" if abs(card.score) < 100 else format_count(card.score)  # noqa: PLR2004 - four signs


def five(share: float) -> int:
    """Return how many of five squares a share fills, halves up."""
    return min(5, max(0, math.floor(share * 5 + 0.5)))


def is_low(card: Card) -> bool:
    """Whether the score is in the lower two fifths of its scale."""
    return card.score_share is not None and card.score_share < LOW_SHARE


def is_late(card: Card) -> bool:
    """Whether the customer waits longer than was promised."""
    return (
        card.wait_seconds is not None
        and card.promised_seconds is not None
        and card.wait_seconds > card.promised_seconds * LATE
    )


def wait(card: Card) -> str:
    """Write the wait, and how many times its promise it is where it is late.

    Example:
        >>> late = Card("pay", "Pay", "buy", 1, None, True, True, wait_seconds=210, promised_seconds=30)
        >>> wait(late)
        'waits 3.5 min ×7.0'
    """
    if card.wait_seconds is None:
        return "wait unknown"
    if card.wait_seconds <= 0:
        return "no wait"
    waits = f"waits {format_duration(card.wait_seconds)}"
    return f"{waits} ×{_times(card)}" if is_late(card) and card.promised_seconds else waits


def _times(card: Card) -> str:
    times = (card.wait_seconds or 0.0) / (card.promised_seconds or 1.0)
    if times < 1.05:  # noqa: PLR2004 - would print as ×1.0
        return f"{times:.2f}"
    return f"{times:.1f}" if times < 9.95 else format_count(times)  # noqa: PLR2004 - would print as ×10.0


def promise(card: Card) -> str:
    """Write what was promised, if anything was."""
    if card.promised_seconds is None:
        return ""
    return f"promised {format_duration(card.promised_seconds)}" if card.promised_seconds > 0 else "promised no wait"
