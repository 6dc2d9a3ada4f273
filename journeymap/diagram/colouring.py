"""What the colour, the bar and the badge of the cards show: friction, wait, satisfaction or volume."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, get_args

from journeymap.diagram.board import Board, Card, ColourBy
from journeymap.diagram.palette import whole
from journeymap.diagram.wording import badge, score
from journeymap.units import format_duration

__all__ = ["COLOURINGS", "Band", "Colouring", "colouring_of"]


class Band(NamedTuple):
    """A range of a measure, as it is coloured."""

    below: float
    """Where it ends; it begins where the one before it ends."""
    role: str
    """The colour's; the ink on it has the role `on-<role>`."""
    label: str
    """What the legend says."""

    @property
    def ink(self) -> str:
        """The role of the ink on it."""
        return f"on-{self.role}"


@dataclass(frozen=True, slots=True)
class Colouring:
    """One way to colour the cards."""

    title: str
    """What the legend calls the badge."""
    means: str
    """What the legend says behind the bands."""
    bands: tuple[Band, ...]
    measure: Callable[[Card], float | None]
    """The value that picks the band; None where it is unknown."""
    text: Callable[[Card], str]
    """What the badge says."""
    share: Callable[[float], float]
    """How much of the bar a value fills, 0 to 1."""

    def band(self, card: Card) -> Band | None:
        """Return the band of a card; None where its value is unknown."""
        value = self.measure(card)
        return None if value is None else next((band for band in self.bands if value < band.below), self.bands[-1])

    def filled(self, card: Card) -> float | None:
        """Return how much of its bar a card fills, 0 to 1; None where its value is unknown."""
        value = self.measure(card)
        return None if value is None else min(1.0, max(0.0, self.share(value)))


def colouring_of(board: Board) -> Colouring:
    """Return the colouring of a board; friction is what the board says that its badges count."""
    colouring = COLOURINGS[board.colour]
    return replace(colouring, means=board.badge_means) if board.colour == "friction" else colouring


def _of_100(scale: str) -> tuple[Band, ...]:
    """Six bands of whole customers of 100."""
    ends = (15, 30, 45, 60, 75, 101)
    return tuple(
        Band(float(end), f"{scale}-{i}", f"{low}–{end - 1}")
        for i, (low, end) in enumerate(zip((0, *ends), ends, strict=False), 1)
    )


_TIMES = (
    (1.0, "<1 s"),
    (60.0, "<1 min"),
    (3600.0, "<1 h"),
    (86400.0, "<1 d"),
    (7 * 86400.0, "<1 wk"),
    (math.inf, "longer"),
)
_LONGEST = math.log10(30 * 86400.0)
"""A bar is full at a month; it grows with the logarithm of the wait, from 0.1 s."""


def _loss(card: Card) -> float | None:
    return None if card.loss_per_100 is None else float(whole(card.loss_per_100))


def _at_most(card: Card, text: str) -> str:
    """A card that stands for several shows the largest value among them."""
    return f"≤{text.removeprefix('<')}" if card.folded and text != "?" else text


def _loss_text(card: Card) -> str:
    return _at_most(card, badge(card.loss_per_100, observed=card.observed))


def _wait_text(card: Card) -> str:
    if card.wait_seconds is None:
        return "?"
    return _at_most(card, format_duration(card.wait_seconds)) if card.wait_seconds > 0 else "none"


def _wait_share(seconds: float) -> float:
    return (math.log10(seconds) + 1) / (_LONGEST + 1) if seconds > 0 else 0.0


def _satisfaction(card: Card) -> float | None:
    return None if card.score_share is None else float(whole(100 * card.score_share))


def _satisfaction_text(card: Card) -> str:
    if card.folded and card.score_share is not None:
        return f"≥{whole(100 * card.score_share)}%"
    return score(card) or "?"


def _volume(card: Card) -> float | None:
    return None if card.reach_per_100 is None else float(whole(card.reach_per_100))


def _volume_text(card: Card) -> str:
    return _at_most(card, badge(card.reach_per_100, observed=True))


def _per_cent(value: float) -> float:
    return value / 100


COLOURINGS: Mapping[ColourBy, Colouring] = {
    "friction": Colouring("Number", "of 100 leave here", _of_100("hot"), _loss, _loss_text, _per_cent),
    "wait": Colouring(
        "Wait",
        "how long customers wait",
        tuple(Band(end, f"hot-{i}", label) for i, (end, label) in enumerate(_TIMES, 1)),
        lambda card: card.wait_seconds,
        _wait_text,
        _wait_share,
    ),
    "satisfaction": Colouring(
        "Score",
        "where it stands on its scale",
        (
            Band(20.0, "hot-6", "<20%"),
            Band(40.0, "hot-5", "20–39%"),
            Band(60.0, "hot-4", "40–59%"),
            Band(80.0, "hot-2", "60–79%"),
            Band(101.0, "hot-1", "≥80%"),
        ),
        _satisfaction,
        _satisfaction_text,
        _per_cent,
    ),
    "volume": Colouring("Number", "of 100 who start come here", _of_100("cool"), _volume, _volume_text, _per_cent),
}
"""By what they show."""
assert set(COLOURINGS) == set(get_args(ColourBy))
