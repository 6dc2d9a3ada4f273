"""Boards that must stay readable: few and many touchpoints, odd shapes, names of many scripts."""

from collections.abc import Iterable, Sequence

from journeymap.diagram.board import Board, Card, Column, Link
from journeymap.diagram.folding import folded

__all__ = ["GALLERY"]

NAMES = (
    "Zażółć gęślą jaźń – potwierdzenie zamówienia",
    "Подтверждение заказа по электронной почте",
    "تأكيد الطلب عبر البريد",
    "在线付款与身份验证以及确认订单流程",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
    "W" * 40,
)


def _card(n: int, phase: str, name: str, *, planned: bool = True) -> Card:
    """Return a card whose measures follow from its number: some unknown, some estimated, some late."""
    known = n % 5 != 0
    return Card(
        touchpoint=f"t{n}",
        name=name,
        phase=phase,
        number=n if planned else None,
        loss_per_100=None if n % 11 == 0 else n * 37 % 101,
        observed=n % 3 > 0,
        planned=planned,
        channel=("web", "phone", "e-mail, letter")[n % 3],
        clicks=n % 13,
        score=1 + n % 9 / 2 if known else None,
        score_share=n % 9 / 8 if known else None,
        wait_seconds=3.0 ** (n % 14) if n % 4 else None,
        promised_seconds=60.0 if n % 2 else None,
        leave=n * 31 % 400,
        reach_per_100=100 / n,
        answers=n * 17 if n % 7 else None,
        moment_of_truth=n % 6 == 0,
    )


def _board(title: str, phases: str, links: Iterable[Link], *, names: Sequence[str] = (), planned: bool = True) -> Board:
    """Return a board with one touchpoint for each letter of `phases`."""
    cards = tuple(
        _card(n, phase, names[n - 1] if names else f"Touchpoint {n}", planned=planned)
        for n, phase in enumerate(phases, 1)
    )
    columns = tuple(Column(phase, f"Phase {phase}", "loses 20 of 100") for phase in dict.fromkeys(phases))
    return Board(title, "5,200 customers", columns, cards, tuple(links), "customers")


def _link(source: int, target: int, volume: float, *, planned: bool = False, worst: bool = False) -> Link:
    return Link(f"t{source}", f"t{target}", volume, planned=planned, worst=worst)


def _chain(n: int) -> list[Link]:
    return [_link(i, i + 1, 4000.0 - 3000 * i / n, planned=True, worst=i % 5 == 0) for i in range(1, n)]


def _detours(n: int, count: int) -> list[Link]:
    """Lines off plan to and fro, of many lengths."""
    return [_link(1 + 7 * i % n, 1 + (11 * i + i * i) % n, 40.0 + 13 * i % 300) for i in range(1, count + 1)]


def _phases(n: int, count: int) -> str:
    return "".join(chr(ord("A") + i * count // n) for i in range(n))


_ALL = [(i, j) for i in range(1, 21) for j in range(1, 21) if i != j]

GALLERY = {
    "three": _board("Three touchpoints", "ABC", [*_chain(3), _link(3, 1, 40.0)]),
    "fourteen": _board("Fourteen touchpoints", _phases(14, 5), [*_chain(14), *_detours(14, 9)]),
    "forty": _board("Forty touchpoints", _phases(40, 6), [*_chain(40), *_detours(40, 25)]),
    "two-hundred": folded(_board("Two hundred touchpoints", _phases(200, 8), [*_chain(200), *_detours(200, 400)])),
    "one-phase": _board(
        "One phase", "A" * 8, [*_chain(8), _link(5, 2, 30.0), _link(8, 1, 60.0), _link(3, 7, 44.0), _link(4, 4, 70.0)]
    ),
    "off-plan": _board(
        "Every touchpoint off plan",
        "ABABAB",
        [_link(i, j, 20.0 * i + j) for i in range(1, 7) for j in range(1, 7) if i * j % 3 == 1],
        planned=False,
    ),
    "loops": _board(
        "Self loops and two-way lines",
        "ABCABC",
        [
            *(_link(a, b, 900.0, planned=True) for a, b in ((1, 2), (2, 3), (1, 4), (3, 6))),
            *(_link(b, a, 90.0) for a, b in ((1, 2), (2, 3), (1, 4), (3, 6), (1, 1), (2, 2), (5, 5))),
        ],
    ),
    "names": _board("Names of many scripts: " + " · ".join(NAMES), "AABBCC", _chain(6), names=NAMES),
    "far": _board(
        "Lines over several columns",
        _phases(12, 6),
        [*_chain(12), *(_link(a, b, 70.0) for a, b in ((1, 12), (2, 9), (11, 1), (8, 3), (4, 11), (10, 4)))],
    ),
    "dense": folded(
        _board(
            "Hundreds of lines off plan", _phases(20, 5), [*_chain(20), *(_link(i, j, 20.0 * i + j) for i, j in _ALL)]
        )
    ),
}
"""By name; each is laid out as its golden file says."""
