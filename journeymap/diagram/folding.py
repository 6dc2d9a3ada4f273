"""Large boards made readable: runs of touchpoints fold into one card, and only the lines that many take are shown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from journeymap.diagram.board import Board, Card, Link, Shift
from journeymap.units import format_count

__all__ = ["MAX_TOUCHPOINTS", "folded"]

MAX_TOUCHPOINTS = 40
"""Cards that a board may have before some are folded."""
MOST_LINES = {True: (60, 2), False: (20, 1)}
"""Lines of the plan, and off plan: so many, or so many for each card if that is more; the least taken are hidden."""

Run = Sequence[Card]
"""Cards next to each other in a column, all planned or all not."""


def folded(board: Board, *, max_touchpoints: int = MAX_TOUCHPOINTS) -> Board:
    """Fold what a board has too many of.

    The touchpoints of the route that is lit and those with most friction stay as they are; runs of others become one
    card. Of the lines, those that are lit and those that most customers take stay. The subtitle says how many
    touchpoints are folded and how many lines hidden.

    Args:
        board: The whole board.
        max_touchpoints: How many cards there may be, 1 or more; there is at least one for each run.
    """
    said = [board.subtitle]
    if len(board.cards) > max_touchpoints:
        runs = _split(_runs(board), _kept(board, max_touchpoints))
        stands_for = {card.touchpoint: run[0].touchpoint for run in runs for card in run}
        cards = tuple(run[0] if len(run) == 1 else _folded(run) for run in runs)
        board = replace(board, cards=cards, links=tuple(_merged(board.links, stands_for)))
        said.append(_folded_words(cards, len(stands_for)))
    links = _most_taken(board)
    if hidden := len(board.links) - len(links):
        said.append(f"not shown: {format_count(hidden)} line{'s' * (hidden != 1)} that fewest take")
    return replace(board, links=links, subtitle=" · ".join(said))


def _runs(board: Board) -> list[Run]:
    column = {column.phase: i for i, column in enumerate(board.columns)}
    ordered = sorted(board.cards, key=lambda card: column[card.phase])
    return [tuple(run) for _, run in groupby(ordered, key=lambda card: (card.phase, card.planned))]


def _kept(board: Board, most: int) -> set[str]:
    """Return as many touchpoints, lit and worst ones first, as leave room for the cards of the runs between them."""
    lit = {end for link in board.links if link.worst for end in (link.source, link.target)}
    runs = _runs(board)
    place = {card.touchpoint: (i, j) for i, run in enumerate(runs) for j, card in enumerate(run)}
    ranked = sorted(
        (card for run in runs for card in run), key=lambda card: (card.touchpoint not in lit, -(card.loss_per_100 or 0))
    )
    kept, taken, n_cards, enough = [], set[tuple[int, int]](), len(runs), 0
    for card in ranked:
        i, j = place[card.touchpoint]
        n_cards += sum(0 <= beside < len(runs[i]) and (i, beside) not in taken for beside in (j - 1, j + 1))
        taken.add((i, j))
        kept.append(card.touchpoint)
        if n_cards <= most:
            enough = len(kept)
    return set(kept[:enough])


def _split(runs: Iterable[Run], kept: set[str]) -> list[Run]:
    """Take the cards that are kept out of their runs."""
    parts: list[Run] = []
    for run in runs:
        for stays, part in groupby(run, key=lambda card: card.touchpoint in kept):
            cards = tuple(part)
            parts += [(card,) for card in cards] if stays else [cards]
    return parts


def _folded(run: Run) -> Card:
    """Make one card of a run; it shows the worst of every measure."""
    first = run[0]
    return Card(
        touchpoint=first.touchpoint,
        name=f"{len(run)} more steps" if first.planned else f"{len(run)} more touchpoints",
        phase=first.phase,
        number=None,
        loss_per_100=_most(card.loss_per_100 for card in run),
        observed=all(card.observed for card in run),
        planned=first.planned,
        missing=all(card.missing for card in run),
        channel=", ".join(_numbered(card) for card in run),
        score_share=min((card.score_share for card in run if card.score_share is not None), default=None),
        wait_seconds=_most(card.wait_seconds for card in run),
        leave=sum(leaving) if (leaving := [card.leave for card in run if card.leave is not None]) else None,
        reach_per_100=_most(card.reach_per_100 for card in run),
        members=tuple(card.touchpoint for card in run),
        shift=_shift(run),
    )


def _shift(run: Run) -> Shift | None:
    """Count what changed within a run."""
    kinds = Counter(card.shift.kind for card in run if card.shift)
    if not kinds:
        return None
    worse, better = kinds["worse"] + kinds["mixed"], kinds["better"] + kinds["mixed"]
    told = [(worse, f"▼ {worse} worse"), (better, f"▲ {better} better"), (kinds["new"], f"{kinds['new']} new")]
    text = " · ".join(words for n, words in told if n) or "no real difference"
    return Shift("mixed" if worse and better else "worse" if worse else "better" if better else "same", text)


def _numbered(card: Card) -> str:
    return card.name if card.number is None else f"{card.number} {card.name}"


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _merged(links: Iterable[Link], stands_for: dict[str, str]) -> Iterator[Link]:
    """Join the lines between two cards to one of the plan and one off plan; none stays within a folded run."""
    sizes = Counter(stands_for.values())
    groups: dict[tuple[str, str, bool], list[Link]] = {}
    for link in links:
        source, target = stands_for[link.source], stands_for[link.target]
        if source != target or sizes[source] == 1:
            groups.setdefault((source, target, link.planned), []).append(link)
    for (source, target, planned), several in groups.items():
        volumes = [link.volume for link in several if link.volume is not None]
        worst = any(link.worst for link in several)
        shift = several[0].shift if len(several) == 1 else None
        yield Link(source, target, sum(volumes) if volumes else None, planned=planned, worst=worst, shift=shift)


def _most_taken(board: Board) -> tuple[Link, ...]:
    """Return the lines that are shown, in their order."""
    shown: set[int] = set()
    for planned, (few, a_card) in MOST_LINES.items():
        some = [i for i, link in enumerate(board.links) if link.planned is planned]
        some.sort(key=lambda i: (not board.links[i].worst, -(board.links[i].volume or 0.0), i))
        lit = sum(board.links[i].worst for i in some)
        shown.update(some[: max(lit, few, a_card * len(board.cards))])
    return tuple(link for i, link in enumerate(board.links) if i in shown)


def _folded_words(cards: Iterable[Card], n: int) -> str:
    stand_ins = [card for card in cards if card.folded]
    into = "1 card" if len(stand_ins) == 1 else f"{len(stand_ins)} cards"
    return f"{format_count(sum(card.folded for card in stand_ins))} of {format_count(n)} touchpoints folded into {into}"
