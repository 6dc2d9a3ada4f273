"""Random boards, which the tests of the pictures share; and what is refused."""

import random

import pytest
from hypothesis import strategies as st

from journeymap.diagram.board import Board, Card, Column, Link
from journeymap.diagram.layout import lay_out

NAMES = (
    "Basket",
    "Zażółć gęślą jaźń",
    "Подтверждение заказа по почте",
    "تأكيد الطلب",
    "在线付款与身份验证以及确认订单",
    '<script>alert("x")</script>',
    "C:\\temp\\N\\",
    "W" * 50,
    "%5 & </svg> ]]>",
    "\u202eevil\x00",
    "",
)


def a_card(touchpoint: str, phase: str = "p", **known: object) -> Card:
    """Return a planned card of which nothing is known but what is said."""
    plain: dict[str, object] = {
        "name": touchpoint,
        "number": 1,
        "loss_per_100": None,
        "observed": True,
        "planned": True,
    }
    return Card(touchpoint=touchpoint, phase=phase, **{**plain, **known})  # type: ignore[arg-type]


def a_board(*cards: Card, links: tuple[Link, ...] = (), title: str = "Shop", subtitle: str = "5 customers") -> Board:
    """Return a board with a column for each phase of its cards."""
    phases = dict.fromkeys(card.phase for card in cards) or {"p": None}
    return Board(title, subtitle, tuple(Column(p, p, "loses 20 of 100") for p in phases), cards, links, "customers")


class _Dice:
    """Draws what a board is made of; a seed is drawn faster than every value, and as good to report."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self.whole, self.coin, self.pick = self._random.randint, self._coin, self._random.choice

    def _coin(self) -> bool:
        return self._random.random() < 0.5

    def maybe(self, low: float, high: float) -> float | None:
        """Draw unknown, one of both ends, or a number between."""
        return self.pick([None, low, high, *(self._random.uniform(low, high) for _ in range(4))])

    def name(self) -> str:
        """Draw an awkward name, or any characters."""
        points = (self.whole(0, 0x10FFFF) for _ in range(self.whole(0, 30)))
        return self.pick(NAMES) if self.coin() else "".join(map(chr, points))

    def card(self, i: int, phases: int) -> Card:
        """Draw one card."""
        return Card(
            touchpoint=f"t{i}",
            name=self.name(),
            phase=f"p{self.whole(0, phases - 1)}",
            number=self.pick([None, i + 1]),
            loss_per_100=self.maybe(0, 100),
            observed=self.coin(),
            planned=self.coin(),
            missing=self.coin(),
            channel=self.pick([None, self.name()]),
            clicks=self.maybe(0, 1e4),
            score=self.maybe(-10, 1000),
            score_share=self.maybe(0, 1),
            wait_seconds=self.maybe(0, 1e8),
            promised_seconds=self.maybe(0, 1e5),
            leave=self.maybe(0, 1e7),
        )


def random_board(seed: int) -> Board:
    """Draw a board with up to 5 columns, 14 cards and 30 links."""
    dice = _Dice(seed)
    phases = dice.whole(1, 5)
    cards = tuple(dice.card(i, phases) for i in range(dice.whole(0, 14)))
    ends = [card.touchpoint for card in cards]
    pairs = {(dice.pick(ends), dice.pick(ends)) for _ in range(dice.whole(0, 30) if ends else 0)}
    links = tuple(Link(a, b, dice.maybe(0, 1e7), dice.coin(), dice.coin()) for a, b in sorted(pairs))
    columns = tuple(Column(f"p{i}", dice.name(), f"loses {dice.maybe(0, 100)}") for i in range(phases))
    return Board(dice.name(), dice.name() * 5, columns, cards, links, "customers")


boards = st.integers(0, 2**32).map(random_board)


def test_a_card_in_no_column_is_refused() -> None:
    board = Board("Shop", "", (Column("p", "P"),), (a_card("a", "q"),), (), "customers")
    with pytest.raises(ValueError, match="`a` stands in `q`"):
        lay_out(board)


def test_a_link_to_what_is_not_on_the_board_is_refused() -> None:
    board = a_board(a_card("a"), links=(Link("a", "b", 1.0, planned=True),))
    with pytest.raises(ValueError, match="`a` -> `b`"):
        lay_out(board)


def test_a_board_without_cards_is_a_headed_column() -> None:
    layout = lay_out(a_board())
    assert not layout.cards
    assert len(layout.columns) == 1
    assert layout.height > layout.columns[0].box.bottom
