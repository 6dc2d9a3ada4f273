"""A board as a Mermaid flowchart, for Markdown pages and wikis that draw it themselves."""

import re
from collections.abc import Iterator, Mapping

from journeymap.diagram import palette
from journeymap.diagram.board import Board, Card, Link
from journeymap.diagram.colouring import Colouring, colouring_of
from journeymap.diagram.text import clean
from journeymap.diagram.wording import description, taken

__all__ = ["escaped", "to_mermaid"]

_SPECIAL = re.compile(r"[^\w\s.,~·–+×…?'/-]")
"""Everything that Mermaid, Markdown or HTML could take for its own is written as its number."""


def to_mermaid(board: Board, *, theme: palette.ThemeName = "light") -> str:
    """Write a board as a Mermaid flowchart; phases are subgraphs, bands are classes.

    Journey text stands between quotes with every special character as an entity: it can be nothing but text.

    Args:
        board: What is shown.
        theme: Whose colours the lines have.
    """
    return "\n".join([*_lines(board, theme), ""])


def _lines(board: Board, theme: palette.ThemeName) -> Iterator[str]:
    colouring = colouring_of(board)
    names = {card.touchpoint: f"t{n}" for n, card in enumerate(board.cards, 1)}
    yield "flowchart LR"
    yield f"  accTitle: {escaped(board.title)}"
    yield f"  accDescr: {escaped(description(board))}"
    for n, column in enumerate(board.columns, 1):
        yield f'  subgraph p{n}["{escaped(column.title)}"]'
        for card in board.cards:
            if card.phase == column.phase:
                yield f'    {names[card.touchpoint]}["{_label(card, colouring)}"]'
        yield "  end"
    for link in board.links:
        yield f"  {names[link.source]} {_arrow(link)} {names[link.target]}"
    yield from _looks(board, colouring, palette.THEMES[theme])


def _label(card: Card, colouring: Colouring) -> str:
    number = "" if card.number is None else f"{card.number} "
    measure = "does not exist yet" if card.missing else f"{colouring.text(card)} {colouring.means}"
    changed = f"<br>{escaped(card.shift.text)}" if card.shift else ""
    return f"{escaped(number + card.name)}<br>{escaped(measure)}{changed}"


def _arrow(link: Link) -> str:
    line = "-.->" if not link.planned else "==>" if link.worst else "-->"
    said = taken(link)
    return f'{line}|"{said}"|' if said else line


def _looks(board: Board, colouring: Colouring, colour: Mapping[str, str]) -> Iterator[str]:
    """Yield the classes, who has them, and what the lit route looks like."""
    for band in colouring.bands:
        members = [f"t{n}" for n, card in enumerate(board.cards, 1) if colouring.band(card) == band]
        name = band.role.replace("-", "")
        if members:
            yield f"  classDef {name} fill:{colour[band.role]},color:{colour[band.ink]}"
            yield f"  class {','.join(members)} {name}"
    for name, role, chosen in (
        ("offPlan", palette.OFF_PLAN, [not card.planned for card in board.cards]),
        ("missing", palette.MISSING, [card.missing for card in board.cards]),
    ):
        if any(chosen):
            yield f"  classDef {name} stroke:{colour[role]},stroke-width:2px,stroke-dasharray:5 3"
            yield f"  class {','.join(f't{n}' for n, yes in enumerate(chosen, 1) if yes)} {name}"
    if lit := [str(i) for i, link in enumerate(board.links) if link.worst]:
        yield f"  linkStyle {','.join(lit)} stroke:{colour[palette.WORST]},stroke-width:4px"


def escaped(text: str) -> str:
    """Write text as Mermaid shows it literally.

    Example:
        >>> escaped('R&D "50%"')
        'R#38;D #34;50#37;#34;'
    """
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", clean(text)) or "–"
