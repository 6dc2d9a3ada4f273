"""A board as an ordinary process map: Graphviz's `dot` places touchpoints by how they follow each other.

For journeys without phases. The text has no positions, so that other programs can lay it out in their way.
"""

import math
from collections.abc import Iterator, Mapping

from journeymap.diagram import palette
from journeymap.diagram.board import Board, Card, Link
from journeymap.diagram.colouring import Colouring, colouring_of
from journeymap.diagram.paper import PAPERS, PaperName
from journeymap.diagram.text import clean, quote_label, quote_name, text_width, wrap
from journeymap.diagram.wording import taken

__all__ = ["to_flow"]

NAME_SIZE, LABEL_SIZE, TITLE_SIZE = 11, 9, 13
LINE = 14.0
WIDTH, NAME_LINES = 150.0, 3
ROOM = 1.12
"""Engines without Arimo paint wider."""
POINTS_PER_INCH = 72
CROWDED = 120
"""From so many lines on they are drawn as polylines: splines would take too long."""


def to_flow(board: Board, *, theme: palette.ThemeName = "light", paper: PaperName | None = None) -> str:
    """Write a board as DOT to be laid out by `dot`; the same board gives the same text.

    Cards have the ids `card-<n>` and lines `link-<n>`, counting from 1 in the board's order.

    Args:
        board: What is shown; its columns are left out.
        theme: Light or dark.
        paper: A paper size to fit, lengthwise.
    """
    return "\n".join([*_lines(board, palette.THEMES[theme], paper), ""])


def _lines(board: Board, colour: Mapping[str, str], paper: PaperName | None) -> Iterator[str]:
    colouring = colouring_of(board)
    lit = {end for link in board.links if link.worst for end in (link.source, link.target)}
    yield f"digraph {quote_name(board.title or 'Customer journey')} {{"
    yield f"graph [{_graph(board, colouring, colour, paper)}]"
    yield f'node [shape=box, fixedsize=true, margin=0, fontname="Helvetica", fontsize={NAME_SIZE}, penwidth=1.2]'
    yield f'edge [fontname="Helvetica", fontsize={LABEL_SIZE}, fontcolor="{colour[palette.INK]}", arrowsize=0.8]'
    names = {card.touchpoint: f'"t{n}"' for n, card in enumerate(board.cards, 1)}
    for n, card in enumerate(board.cards, 1):
        yield f"{names[card.touchpoint]} [{_node(n, card, colouring, colour, lit=card.touchpoint in lit)}]"
    most = max((link.volume or 0.0 for link in board.links), default=0.0)
    step = {card.touchpoint: card.number for card in board.cards if card.number is not None}
    for n, link in enumerate(board.links, 1):
        back = step.get(link.target, math.inf) < step.get(link.source, 0)
        yield f"{names[link.source]} -> {names[link.target]} [{_edge(n, link, most, colour, back=back)}]"
    yield "}"


def _graph(board: Board, colouring: Colouring, colour: Mapping[str, str], paper: PaperName | None) -> str:
    said = [clean(board.title), *wrap(clean(board.subtitle), 620, TITLE_SIZE, lines=4), *_key(board, colouring)]
    parts = [
        f'layout=dot, rankdir=LR, nodesep=0.3, ranksep=0.55, pad=0.25, bgcolor="{colour[palette.PAPER]}"',
        f'label={quote_label(*said, align="left")}, labelloc=t, labeljust=l, fontname="Helvetica"',
        f'fontsize={TITLE_SIZE}, fontcolor="{colour[palette.INK]}", id="flow", class="flow", charset="UTF-8"',
        "nslimit=20, nslimit1=20, mclimit=1",
    ]
    if len(board.links) > CROWDED:
        parts.append("splines=polyline")
    if paper:
        short, long = PAPERS[paper]
        parts.append(f'size="{long / POINTS_PER_INCH:.4f},{short / POINTS_PER_INCH:.4f}!"')
    return ", ".join(parts)


def _key(board: Board, colouring: Colouring) -> Iterator[str]:
    """Say in words what a board's legend says."""
    parts = [f"Second line of a box: {colouring.means}"]
    if board.colour == "friction" and any(not card.observed for card in board.cards):
        parts[0] += " (~ estimated)"
    parts.append(f"lines: {board.volume_unit}")
    if any(not link.planned for link in board.links) or any(not card.planned for card in board.cards):
        parts.append("dashed: off plan")
    if any(link.worst for link in board.links):
        parts.append(f"red, bold: {board.lit_means}")
    if any(card.shift for card in board.cards):
        parts.append("▼ got worse, ▲ got better, ↑ a larger, ↓ a smaller share goes on this way")
    yield clean(" · ".join(parts))


def _node(n: int, card: Card, colouring: Colouring, colour: Mapping[str, str], *, lit: bool) -> str:
    name = clean(card.name if card.number is None else f"{card.number}  {card.name}")
    lines = [*wrap(name, WIDTH, NAME_SIZE, lines=NAME_LINES), _measure(card, colouring)]
    lines += [card.shift.text] if card.shift else []
    width = max(text_width(line, NAME_SIZE) for line in lines) * ROOM + 18
    band = colouring.band(card)
    fill, ink = (palette.PAPER, palette.INK) if band is None else (band.role, band.ink)
    line = palette.WORST if lit else palette.CARD_LINE if card.planned else palette.OFF_PLAN
    if card.missing:
        line = palette.MISSING
    style = ",".join(["rounded", "filled", *["dashed"] * (not card.planned or card.missing)])
    pen = 2.2 if lit or card.missing or not card.planned else 1.2
    return (
        f'id="card-{n}", class="card {"planned" if card.planned else "off-plan"}", label={quote_label(*lines)}, '
        f"width={width / POINTS_PER_INCH:.4f}, height={(LINE * len(lines) + 10) / POINTS_PER_INCH:.4f}, "
        f'style="{style}", penwidth={pen}, color="{colour[line]}", '
        f'fillcolor="{colour[fill]}", fontcolor="{colour[ink]}"'
    )


def _measure(card: Card, colouring: Colouring) -> str:
    return "does not exist yet" if card.missing else colouring.text(card)


def _edge(n: int, link: Link, most: float, colour: Mapping[str, str], *, back: bool) -> str:
    role = palette.WORST if link.worst else palette.PLAN if link.planned else palette.OFF_PLAN
    share = max(0.0, link.volume or 0.0) / most if most else 0.0
    parts = [
        f'id="link-{n}", class="link {"planned" if link.planned else "off-plan"}"',
        f'color="{colour[role]}", penwidth={1 + 2.4 * share + 0.6 * link.worst:.2f}',
    ]
    if said := taken(link):
        bold = ', fontname="Helvetica-Bold"' if link.worst else ""
        parts.append(f'label={quote_label(said)}, fontcolor="{colour[role]}"{bold}')
    if not link.planned:
        parts.append("style=dashed")
    parts.append("constraint=false" if back else f"weight={8 if link.planned else 1}")
    return ", ".join(parts)
