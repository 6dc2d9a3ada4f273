"""What the board shows: plain values, already decided, ready to be laid out.

The board is the default picture: phases as columns, touchpoints as cards, planned and off-plan transitions
as lines. Everything numeric here comes from the analyses; the layout only places and formats it.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["UNTESTED", "Board", "Card", "ColourBy", "Column", "Link", "Shift", "ShiftKind"]

ColourBy = Literal["friction", "wait", "satisfaction", "volume"]
"""What the colour, the bar and the badge of the cards show."""
ShiftKind = Literal["worse", "better", "mixed", "new", "more", "fewer", "same"]
"""`mixed`: worse in one measure and better in another; `more`, `fewer`: of a line, neither better nor worse."""

UNTESTED = "untested"
"""What a card says of a change in what is described or modelled: nothing tells it from chance."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How a card or a line differs from what it was before."""

    kind: ShiftKind
    text: str
    """What it says: with a sign, so that it never hangs on a colour."""


@dataclass(frozen=True, slots=True)
class Column:
    """One phase of the journey, in reading order."""

    phase: str
    title: str
    note: str = ""
    """What is said of the phase as a whole, such as "loses 54 of 100"."""


@dataclass(frozen=True, slots=True)
class Card:
    """One touchpoint as it is drawn."""

    touchpoint: str
    """Id, unique on the board."""
    name: str
    phase: str
    """The column it stands in."""
    number: int | None
    """Step number in the plan; None for a touchpoint that the plan does not have."""
    loss_per_100: float | None
    """"N in 100 leave here": the number of the badge and of the bar; None when nothing is known."""
    observed: bool
    """Whether the number was observed; otherwise it is written with "~"."""
    planned: bool
    missing: bool = False
    """A touchpoint that should exist and does not."""
    channel: str | None = None
    clicks: float | None = None
    score: float | None = None
    """Mean satisfaction on its own scale; None when unknown."""
    bad: float | None = None
    """Share of bad experiences, 0 to 1, shown where no score is known."""
    score_share: float | None = None
    """The score as a share of its scale, 0 (worst) to 1 (best)."""
    wait_seconds: float | None = None
    """The wait that is charged (median where it was measured); 0 is "no wait", None is unknown."""
    promised_seconds: float | None = None
    leave: float | None = None
    """Customers who leave here, in the unit of the links; None when it is not shown."""
    reach_per_100: float | None = None
    """Of 100 who start, those who come here."""
    answers: float | None = None
    """How many answered for the score; None where nobody said."""
    moment_of_truth: bool = False
    """Whether it is decided here what customers think of the whole."""
    members: tuple[str, ...] = ()
    """Ids of the touchpoints it stands for; empty where it is one. Its measures are then the worst among them."""
    shift: Shift | None = None
    """What changed here; None where nothing is compared."""

    @property
    def folded(self) -> int:
        """How many touchpoints it stands for; 0 where it is one."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Link:
    """One transition as it is drawn."""

    source: str
    target: str
    volume: float | None
    """Customers who take it (or shares per 1000 who start); None when unknown."""
    planned: bool
    worst: bool = False
    """Whether it is part of the route that is lit, by default the worst one."""
    shift: Shift | None = None
    """Whether more or fewer take it than before; None where that is not known, or nobody asked."""


@dataclass(frozen=True, slots=True)
class Board:
    """One picture."""

    title: str
    subtitle: str
    """States the denominator and what was folded away."""
    columns: tuple[Column, ...]
    cards: tuple[Card, ...]
    """In reading order within each column."""
    links: tuple[Link, ...]
    volume_unit: str
    """What the numbers on the lines count: "customers" or "of 1000 who start"."""
    badge_means: str = "of 100 leave here"
    """What the numbers of the badges count where colour is friction, for the legend."""
    colour: ColourBy = "friction"
    lit_means: str = "worst route"
    """Which route is lit, for the legend."""
    curve: bool = True
    """Whether the satisfaction curve stands under the columns, where scores are known."""
