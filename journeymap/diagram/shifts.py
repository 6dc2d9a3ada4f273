"""What got better and what got worse, put on the cards and the lines of a board."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from journeymap.analysis.wording import capital, joined
from journeymap.changes.compare import Comparison
from journeymap.changes.keys import MEASURES, Key
from journeymap.changes.rows import Change
from journeymap.changes.words import change_headline, difference_words, value_words
from journeymap.diagram.board import UNTESTED, Board, Card, Link, Shift

__all__ = ["with_changes"]

_OF_CARDS = ("loss", "wait_mean", "wait_median", "satisfaction", "clicks", "promise_kept")
_SIGNS = {"worse": "▼", "better": "▲", "more": "↑", "fewer": "↓"}
_MOST_NAMED = 3

Way = Literal["worse", "better", "more", "fewer"]


def with_changes(board: Board, found: Comparison) -> Board:
    """Mark the cards and lines of a board with what changed.

    Cards say which of their measures got worse (▼) or better (▲) and by how much; lines whether a larger (↑) or a
    smaller (↓) share goes on that way, and off plan whether that is good. What was counted is marked where it changed
    beyond chance; what is described or modelled is marked as untested. What is new says so. The subtitle begins with
    the finding and ends with what is gone. Shares differ in points.

    Args:
        board: The later side.
        found: What changed, with that side as the later one.
    """
    said = [capital(change_headline(found)), board.subtitle, *_gone(found)]
    return replace(
        board,
        subtitle=" · ".join(said),
        cards=tuple(replace(card, shift=_of_card(card, found)) for card in board.cards),
        links=tuple(replace(link, shift=_of_link(link, found)) for link in board.links),
    )


def _of_card(card: Card, found: Comparison) -> Shift:
    if any(each.kind == "added" and each.touchpoint == card.touchpoint and each.to is None for each in found.plan):
        return Shift("new", "new")
    rows = [row for row in found.rows if row.touchpoint == card.touchpoint and row.measure in _OF_CARDS]
    sides = {way: [row for row in rows if _way(row) == way] for way in ("worse", "better")}
    parts = [_part(way, moved) for way, moved in sides.items() if moved]
    if not parts:
        return Shift("same", _unmoved(rows, found))
    return Shift("mixed" if len(parts) > 1 else "worse" if sides["worse"] else "better", " · ".join(parts))


def _part(way: str, rows: Sequence[Change]) -> str:
    """Say which measures went one way, and by how much."""
    measures = {row.measure for row in rows}
    told = [row for row in rows if row.measure != "wait_median" or "wait_mean" not in measures]
    moved = ", ".join(f"{MEASURES[row.measure].words} {_by(row)}" for row in told)
    return f"{_SIGNS[way]} {way if any(row.is_real for row in rows) else UNTESTED}: {moved}"


def _by(row: Change) -> str:
    return difference_words(replace(row, low=None, high=None)).removesuffix(" points")


def _way(row: Change) -> Way | None:
    """Say which way a row went: beyond chance, or by what is described or modelled."""
    if row.verdict in _SIGNS:
        return row.verdict  # type: ignore[return-value]  # the signs are those of the ways
    if row.verdict != "not tested" or not row.difference or value_words(row, row.before) == value_words(row, row.after):
        return None
    good = MEASURES[row.measure].good
    if not good:
        return "more" if row.difference > 0 else "fewer"
    return "better" if row.difference * good > 0 else "worse"


def _unmoved(rows: Iterable[Change], found: Comparison) -> str:
    verdicts = {row.verdict for row in rows if row.measure == "loss"}
    if "too few to tell" in verdicts:
        return "too few to tell"
    said = "no real difference" if "no real difference" in verdicts else "no change"
    # badges then count who does not succeed, and may differ all the same: that is not compared card by card
    return f"{said} in leaving" if found.outcome == "success" else said


def _of_link(link: Link, found: Comparison) -> Shift | None:
    pair = link.source, link.target
    if any(each.kind == "added" and (each.touchpoint, each.to) == pair for each in found.plan):
        return Shift("new", "new")
    rows = {row.key: row for row in found.rows if (row.touchpoint, row.to) == pair}
    for key in (*([] if link.planned else [Key("route", *pair)]), Key("transition", *pair)):
        if key in rows and (way := _way(rows[key])):
            return Shift(way, _SIGNS[way])
    return None


def _gone(found: Comparison) -> Iterator[str]:
    """Name what the later plan has no more; ways from and to a touchpoint that is gone went with it."""
    names = found.names
    removed = [each for each in found.plan if each.kind == "removed"]
    points = [each.touchpoint for each in removed if each.to is None]
    ways = [each for each in removed if each.to is not None and each.to not in points]
    told = [
        *(names[point] for point in points),
        *(f"the way {names[way.touchpoint]} → {names[way.to or '']}" for way in ways),
    ]
    if told:
        more = [f"{len(told) - _MOST_NAMED} more"] if len(told) > _MOST_NAMED else []
        yield f"gone: {joined([*told[:_MOST_NAMED], *more])}"
