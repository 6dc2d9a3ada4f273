"""The board on the page: which line belongs to which cards, and what the picture says in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from journeymap.analysis.results import Results
from journeymap.diagram.board import UNTESTED, Board, Card, Link, ShiftKind
from journeymap.diagram.content import board
from journeymap.diagram.curve import has_curve
from journeymap.diagram.dot import to_dot
from journeymap.diagram.folding import folded
from journeymap.diagram.layout import lay_out
from journeymap.diagram.palette import STAND_INS, THEMES, whole
from journeymap.diagram.picture import Picture
from journeymap.diagram.shifts import with_changes
from journeymap.diagram.wording import description
from journeymap.report.changes import Since
from journeymap.report.section import Cell, Column, Row, Table
from journeymap.report.vector import inline_svg
from journeymap.report.ways import card_traces, lit_cards, ways_table
from journeymap.report.words import UNKNOWN
from journeymap.units import format_count, format_duration, format_number

__all__ = ["BoardView", "board_style", "board_view"]

_PAINTS = {colour: f"var(--{role})" for role, colour in STAND_INS.items()}
"""What the page paints with: variables of `board_style`."""
_ON_LINES: dict[ShiftKind, str] = {
    "more": "↑ a larger share",
    "fewer": "↓ a smaller share",
    "better": "▲ for the better",
    "worse": "▼ for the worse",
    "new": "new",
}


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board as the page shows it."""

    svg: Markup
    badge_means: str
    """What the numbers of the badges count."""
    cards: tuple[str, ...]
    """What the cards are called, in the order of their numbers."""
    lines_of: str
    """What a line's share is of."""
    notes: tuple[str, ...]
    """What cannot be shown, and how to get it."""
    tables: tuple[Table, ...]
    """The same as text: cards, lines and ways."""
    compared_with: str
    """What its marks compare it with; empty where it is not compared."""


def board_view(results: Results, *, title: str | None = None, since: Since | None = None) -> BoardView:
    """Paint the board of a journey for the page.

    For the page to trace them, cards carry the numbers of the cards on the likeliest ways through them (`data-ways`),
    and lines those of the cards they join (`data-from`, `data-to`) with how many take them, of 1 who starts
    (`data-share`).

    Args:
        results: Everything computed of the journey.
        title: In place of the journey's own.
        since: What it is compared with: cards and lines are marked with what got worse and better.

    Raises:
        RenderError: If it cannot be painted.
    """
    shown = _shown(results, title, since)
    traced = card_traces(shown, results)
    svg = inline_svg(
        Picture(shown, to_dot(lay_out(shown), colour=STAND_INS)).svg(),
        prefix="board-",
        label=f"{description(shown)} The tables below it say the same.",
        added=_ends(shown, results) | lit_cards(shown, traced),
        titles=dict(_titles(shown)),
        wholes=r"(card-\d+|link-\d+(?:-halo|-volume)?)(?:-.*)?",
        paints=_PAINTS,
    )
    return BoardView(
        Markup(svg),  # noqa: S704 - escaped piece by piece
        shown.badge_means,
        tuple(map(_card_words, shown.cards)),
        "100 cases" if results.measurement else "100 who start",
        tuple(_notes(shown)),
        (_cards(shown, results, since), _lines(shown, since), ways_table(shown, results, traced)),
        since.before if since else "",
    )


def _shown(results: Results, title: str | None, since: Since | None) -> Board:
    note = f"{since.after}, compared with {since.before}" if since else ""
    whole_board = board(
        results.journey,
        results.measurement,
        table=results.friction,
        follows=results.follows,
        title=title,
        note=note,
    )
    return folded(with_changes(whole_board, since.found) if since else whole_board)


def board_style() -> str:
    """Return the colours of the board, as variables of what it lies on: dark on a screen that is, on paper never."""
    light, dark = THEMES["light"], THEMES["dark"]
    other = {role: colour for role, colour in dark.items() if colour != light[role]}
    return f"{_variables(light)}\n@media screen and (prefers-color-scheme: dark) {{ {_variables(other)} }}\n"


def _variables(colours: Mapping[str, str]) -> str:
    return f".plate {{ {' '.join(f'--{role}: {colour};' for role, colour in colours.items())} }}"


def _notes(shown: Board) -> Iterator[str]:
    if not has_curve(shown.cards):
        yield (
            "No satisfaction curve: fewer than two touchpoints have a score. Add “satisfaction: {score: 4.2, answers: "
            "300}” to touchpoints, or a column of scores to the log."
        )


def _ends(shown: Board, results: Results) -> dict[str, dict[str, str]]:
    """Say, for every line and what belongs to it, between which cards it runs; cards count from 1."""
    place = {card.touchpoint: n for n, card in enumerate(shown.cards, 1)}
    starters = results.friction.n_cases or 1000
    ends: dict[str, dict[str, str]] = {}
    for n, link in enumerate(shown.links, 1):
        joined = {"data-from": str(place[link.source]), "data-to": str(place[link.target])}
        if link.volume is not None:
            joined["data-share"] = f"{link.volume / starters:.4g}"
        ends |= dict.fromkeys([f"link-{n}", f"link-{n}-halo", f"link-{n}-volume"], joined)
    return ends


def _titles(shown: Board) -> Iterator[tuple[str, str]]:
    """Say over a card what it is, and over a line where it leads and who takes it."""
    names = {card.touchpoint: card.name for card in shown.cards}
    for n, card in enumerate(shown.cards, 1):
        yield f"card-{n}", ": ".join([_card_words(card), *([card.shift.text] if card.shift else [])])
    for n, link in enumerate(shown.links, 1):
        volume = "" if link.volume is None else f": {format_count(link.volume)} {shown.volume_unit}"
        off_plan = "" if link.planned else " (off plan)"
        changed = f", {_ON_LINES[link.shift.kind]}" if link.shift else ""
        yield f"link-{n}", f"{names[link.source]} → {names[link.target]}{volume}{changed}{off_plan}"


def _card_words(card: Card) -> str:
    return card.name if card.number is None else f"{card.number} {card.name}"


def _cards(shown: Board, results: Results, since: Since | None) -> Table:
    leave = "cases" if results.measurement else "of 1000 who start"
    columns = (
        Column("Touchpoint"),
        Column("Phase"),
        Column("Channel"),
        Column(f"Badge: {shown.badge_means}", "badge", number=True),
        Column("Satisfaction", "satisfaction", number=True),
        Column("Clicks", "clicks", number=True),
        Column("Waits", "wait", number=True),
        Column("Promised", "wait", number=True),
        Column(f"Leave here, {leave}", "leave", number=True),
        *([Column("Changed", wide=True)] if since else []),
    )
    phases = {column.phase: column.title for column in shown.columns}
    rows = tuple(Row(tuple(_card_cells(card, phases))) for card in shown.cards)
    told = f"Changed: shares by so many points; {UNTESTED}: described or modelled, not counted."
    return Table("table-cards", "Cards of the board", columns, rows, foot=told if since else "")


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
    if card.shift:
        yield Cell(card.shift.text)


def _lines(shown: Board, since: Since | None) -> Table:
    names = {card.touchpoint: card.name for card in shown.cards}
    columns = (
        Column("From"),
        Column("To"),
        Column(shown.volume_unit.capitalize(), "volume", number=True),
        Column("Plan"),
        *([Column("Changed")] if since else []),
    )
    rows = tuple(Row(tuple(_line_cells(link, names, since))) for link in shown.links)
    told = f"Changed: the share that goes on this way from its start; {UNKNOWN}: no real difference, or not known."
    return Table("table-lines", "Lines of the board", columns, rows, foot=told if since else "")


def _line_cells(link: Link, names: dict[str, str], since: Since | None) -> Iterator[Cell]:
    yield Cell(names[link.source])
    yield Cell(names[link.target])
    yield Cell(UNKNOWN if link.volume is None else format_count(link.volume))
    yield Cell("planned" if link.planned else "off plan", under="worst route" if link.worst else "")
    if since:
        yield Cell(_ON_LINES[link.shift.kind] if link.shift else UNKNOWN)
