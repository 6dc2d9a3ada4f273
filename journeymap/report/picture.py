"""The board on the page: which line belongs to which cards, and what the picture says in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from journeymap.analysis.results import Results
from journeymap.diagram.board import Board, Card
from journeymap.diagram.content import board
from journeymap.diagram.folding import folded
from journeymap.diagram.palette import whole
from journeymap.diagram.picture import paint
from journeymap.diagram.wording import description
from journeymap.report.section import Cell, Column, Row, Table
from journeymap.report.vector import inline_svg
from journeymap.report.words import UNKNOWN
from journeymap.units import format_count, format_duration, format_number

__all__ = ["BoardView", "board_view"]


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board as the page shows it."""

    svg: Markup
    badge_means: str
    """What the numbers of the badges count."""
    tables: tuple[Table, ...]
    """The same as text: cards and lines."""


def board_view(results: Results, *, title: str | None = None) -> BoardView:
    """Paint the board of a journey for the page.

    Lines carry the numbers of the cards they join (`data-from`, `data-to`), for the page to trace them.

    Raises:
        RenderError: If it cannot be painted.
    """
    found = board(results.journey, results.measurement, table=results.friction, follows=results.follows, title=title)
    shown = folded(found)
    svg = inline_svg(
        paint(shown).svg(),
        prefix="board-",
        label=f"{description(shown)} The tables below it say the same.",
        added=_ends(shown),
        titles=dict(_titles(shown)),
        wholes=r"(card-\d+|link-\d+(?:-halo|-volume)?)(?:-.*)?",
    )
    return BoardView(Markup(svg), shown.badge_means, (_cards(shown, results), _lines(shown)))  # noqa: S704 - escaped piece by piece


def _ends(shown: Board) -> dict[str, dict[str, str]]:
    """Say, for every line and what belongs to it, between which cards it runs; cards count from 1."""
    place = {card.touchpoint: n for n, card in enumerate(shown.cards, 1)}
    ends: dict[str, dict[str, str]] = {}
    for n, link in enumerate(shown.links, 1):
        joined = {"data-from": str(place[link.source]), "data-to": str(place[link.target])}
        ends |= dict.fromkeys([f"link-{n}", f"link-{n}-halo", f"link-{n}-volume"], joined)
    return ends


def _titles(shown: Board) -> Iterator[tuple[str, str]]:
    """Say over a card what it is, and over a line where it leads and who takes it."""
    names = {card.touchpoint: card.name for card in shown.cards}
    for n, card in enumerate(shown.cards, 1):
        yield f"card-{n}", _card_words(card)
    for n, link in enumerate(shown.links, 1):
        volume = "" if link.volume is None else f": {format_count(link.volume)} {shown.volume_unit}"
        off_plan = "" if link.planned else " (off plan)"
        yield f"link-{n}", f"{names[link.source]} → {names[link.target]}{volume}{off_plan}"


def _card_words(card: Card) -> str:
    return card.name if card.number is None else f"{card.number} {card.name}"


def _cards(shown: Board, results: Results) -> Table:
    leave = "cases" if results.measurement else "of 1000 who start"
    columns = (
        Column("Touchpoint"),
        Column("Phase"),
        Column("Channel"),
        Column(f"Badge: {shown.badge_means}", number=True),
        Column("Satisfaction", number=True),
        Column("Clicks", number=True),
        Column("Waits", "wait", number=True),
        Column("Promised", "wait", number=True),
        Column(f"Leave here, {leave}", "leave", number=True),
    )
    phases = {column.phase: column.title for column in shown.columns}
    rows = tuple(Row(tuple(_card_cells(card, phases))) for card in shown.cards)
    return Table("table-cards", "Cards of the board", columns, rows)


def _card_cells(card: Card, phases: dict[str, str]) -> Iterator[Cell]:
    estimated = "" if card.observed else "~"
    yield Cell(_card_words(card), under="" if card.planned else "not in the plan")
    yield Cell(phases[card.phase])
    yield Cell(card.channel or UNKNOWN)
    yield Cell(UNKNOWN if card.loss_per_100 is None else f"{estimated}{whole(card.loss_per_100)}")
    yield Cell(UNKNOWN if card.score is None else format_number(card.score))
    yield Cell(UNKNOWN if card.clicks is None else format_number(card.clicks))
    yield Cell(UNKNOWN if card.wait_seconds is None else format_duration(card.wait_seconds))
    yield Cell("nothing" if card.promised_seconds is None else format_duration(card.promised_seconds))
    yield Cell("none seen" if card.leave is None else format_count(card.leave))


def _lines(shown: Board) -> Table:
    names = {card.touchpoint: card.name for card in shown.cards}
    columns = (Column("From"), Column("To"), Column(shown.volume_unit.capitalize(), number=True), Column("Plan"))
    rows = tuple(
        Row(
            (
                Cell(names[link.source]),
                Cell(names[link.target]),
                Cell(UNKNOWN if link.volume is None else format_count(link.volume)),
                Cell("planned" if link.planned else "off plan", under="worst route" if link.worst else ""),
            )
        )
        for link in shown.links
    )
    return Table("table-lines", "Lines of the board", columns, rows)
