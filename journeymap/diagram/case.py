"""One case against the plan as a picture: time runs down, what was planned stands left, what was not stands right.

Kinds of moves differ by where they stand and by their lines: planned ones solid, those off plan dashed, what was left
out small and hollow, on a dashed line.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from journeymap.diagram import palette
from journeymap.diagram.board import Board, Card, Column, Link
from journeymap.diagram.cards import CARD_WIDTH, visit_marks, waiting_marks
from journeymap.diagram.curves import rounded
from journeymap.diagram.dot import to_dot
from journeymap.diagram.frame import (
    MARGIN,
    OFF_PLAN_ITEM,
    PLAN_ITEM,
    WAIT_ITEM,
    Item,
    column_marks,
    headline_marks,
    legend,
)
from journeymap.diagram.layout import Layout, PlacedCard, PlacedColumn, Route
from journeymap.diagram.marks import Box, Mark, Point, Shape, Stroke, Words
from journeymap.diagram.mermaid import escaped
from journeymap.diagram.palette import ThemeName
from journeymap.diagram.paper import PaperName, page
from journeymap.diagram.picture import Picture
from journeymap.diagram.text import clean, fit, text_width, wrap
from journeymap.diagram.wires import HEADER
from journeymap.units import format_duration

if TYPE_CHECKING:
    from journeymap.analysis.story import Step, Story
    from journeymap.diagram.render import EngineName
    from journeymap.journey import Journey
    from journeymap.traces import Trace

__all__ = ["draw_case", "lay_out_case"]

TIMES, PAD, GUTTER, NOTES = 116.0, 14.0, 64.0, 214.0
"""Width of the times, of what a panel has beside its cards, between the panels, and of the notes."""
GAP, NAME_SIZE, SMALL, LINE = 26.0, 12, 10, 15.0
SKIPPED_HEIGHT, FOOT = 30.0, 22.0
PEN = 2.4
OUTCOME = {
    "completed": "reached the goal",
    "left": "ended where no goal is",
    "neutral": "ended where nothing is lost",
    "under way": "still under way",
}
PLANNED, OFF = "as planned", "off plan"


def draw_case(
    journey: "Journey",
    trace: "Trace",
    *,
    title: str | None = None,
    theme: ThemeName = "light",
    paper: PaperName | None = None,
    engine: "EngineName | None" = None,
) -> Picture:
    """Draw one case against the plan: its steps in order, their times and waits, where it left and rejoined the plan.

    Args:
        journey: The plan.
        trace: The case, as `trace` reads it.
        title: In place of the journey's own.
        theme: `light` or `dark`.
        paper: A paper size such as `a4` to fill, lengthwise or upright as fits better.
        engine: Who paints: `embedded`, `dot` (the system's Graphviz), or None for the first that is installed.

    Example:
        >>> from journeymap.engines.measure import trace
        >>> from journeymap.eventlog import event_log
        >>> from journeymap.loading import load_journey
        >>> journey = load_journey("examples/service-desk")
        >>> one = trace(journey, event_log(journey, folder="examples/service-desk"), "0000131")
        >>> draw_case(journey, one).board.subtitle
        'Case 0000131: 1 extra; left the plan after Active · took 8.1 d · reached the goal, succeeded · times in UTC'
    """
    from journeymap.analysis.story import story  # noqa: PLC0415 - only with a case

    told = story(journey, trace)
    layout = lay_out_case(told, title or journey.name, paper=paper)
    said = f"One case of {layout.board.title}. {layout.board.subtitle}. {' '.join(_sentences(told))}"
    text = "\n".join([*_mermaid(told, layout.board, said), ""])
    return Picture(
        layout.board, to_dot(layout, colour=palette.THEMES[theme]), theme, paper, engine, told=said, text=text
    )


def _subtitle(story: "Story") -> str:
    took = f"took {format_duration(story.seconds)}" if story.seconds else "took no time that the log tells"
    succeeded = "" if story.success is None else ", succeeded" if story.success else ", did not succeed"
    return " · ".join([story.sentence(), took, OUTCOME[story.outcome] + succeeded, "times in UTC"])


def _sentences(story: "Story") -> Iterator[str]:
    """Yield each step in words, for those who do not see it."""
    for n, step in enumerate(story.steps, 1):
        notes = [*step.deviations, *_turn(step)]
        yield f"{n}. {step.name}{_how(step)}{': ' if notes else ''}{', '.join(notes)}."


def _how(step: "Step") -> str:
    return "" if step.kind == "sync" else f" ({step.kind})"


def _turn(step: "Step") -> Iterator[str]:
    if step.rejoins:
        yield "rejoined the plan"
    if step.leaves:
        yield "left the plan after this"


def _mermaid(story: "Story", board: Board, said: str) -> Iterator[str]:
    yield "flowchart TD"
    yield f"  accTitle: {escaped(board.title)}"
    yield f"  accDescr: {escaped(said)}"
    for card, step in zip(board.cards, story.steps, strict=True):
        yield f'  {card.touchpoint}["{escaped(step.name + _how(step))}"]'
    for link in board.links:
        yield f"  {link.source} {'-->' if link.planned else '-.->'} {link.target}"


def _board(story: "Story", title: str) -> Board:
    """The case as a board: a card a step, a link a step travelled."""
    events = accumulate(int(step.visit is not None) for step in story.steps)
    cards = tuple(_card(n, nth, step) for n, (nth, step) in enumerate(zip(events, story.steps, strict=True), 1))
    lanes = [PLANNED, *([OFF] if any(card.phase == OFF for card in cards) else [])]
    travelled = [n for n, step in enumerate(story.steps) if step.visit]
    return Board(
        title=title,
        subtitle=_subtitle(story),
        columns=tuple(Column(lane, lane[:1].upper() + lane[1:]) for lane in lanes),
        cards=cards,
        links=tuple(
            Link(cards[i].touchpoint, cards[j].touchpoint, None, planned=_is_planned(story.steps, i, j))
            for i, j in pairwise(travelled)
        ),
        volume_unit="",
        curve=False,
    )


def _is_planned(steps: Sequence["Step"], i: int, j: int) -> bool:
    """Whether the way between two events is the plan's: nothing extra, and only optional touchpoints left out."""
    return {steps[i].kind, steps[j].kind} == {"sync"} and not steps[i].leaves


def _card(n: int, nth: int, step: "Step") -> Card:
    visit = step.visit
    return Card(
        touchpoint=f"s{n}",
        name=step.name,
        phase=OFF if step.kind == "extra" else PLANNED,
        number=nth if visit else None,
        loss_per_100=None,
        observed=True,
        planned=step.kind != "extra",
        missing=step.kind == "skipped",
        channel=visit.channel if visit else None,
        clicks=visit.clicks if visit else None,
        score=visit.score if visit else None,
        score_share=visit.score_share if visit else None,
        wait_seconds=step.wait_seconds,
        promised_seconds=step.promised_seconds,
    )


def lay_out_case(story: "Story", title: str, *, paper: PaperName | None = None) -> Layout:
    """Place everything of a case: one row a step, in points."""
    board = _board(story, title)
    left = MARGIN + TIMES
    lane = {column.phase: left + i * (CARD_WIDTH + 2 * PAD + GUTTER) for i, column in enumerate(board.columns)}
    notes = max(lane.values()) + CARD_WIDTH + 2 * PAD + 18
    width = notes + NOTES + MARGIN
    headline, top = headline_marks(board, width)
    boxes = [*_boxes(story.steps, [lane[card.phase] + PAD for card in board.cards], top + HEADER + 8)]
    floor = boxes[-1].bottom + FOOT
    panels = [Box(x, top, CARD_WIDTH + 2 * PAD, floor - top) for x in lane.values()]
    key, samples, height = legend(_items(story), width, floor)
    rows = [*zip(story.steps, boxes, strict=True)]
    marks = [*_times(story, boxes), *_notes(story, boxes, notes)]
    layout = Layout(
        board=board,
        width=width,
        height=height,
        columns=tuple(map(_panel, board.columns, panels)),
        cards=tuple(
            PlacedCard(card, box, tuple(_marks(card, step, box)), ())
            for card, (step, box) in zip(board.cards, rows, strict=True)
        ),
        routes=tuple(_routes(board, boxes)),
        marks=(*headline, *marks, *key),
        samples=(*_left_out(rows), *samples),
    )
    return layout if paper is None else _on_paper(layout, paper)


def _on_paper(layout: Layout, paper: PaperName) -> Layout:
    sides = page(paper, layout.width, layout.height)
    ratio = sides[0] / sides[1]
    width = max(layout.width, layout.height * ratio)
    return replace(layout, width=width, height=width / ratio, page=sides)


def _panel(column: Column, box: Box) -> PlacedColumn:
    return PlacedColumn(column, box, column_marks(column, Box(box.x + PAD, box.y, CARD_WIDTH, HEADER)))


def _name_lines(step: "Step") -> tuple[str, ...]:
    return wrap(clean(step.name), CARD_WIDTH - 24 - 26, NAME_SIZE, lines=2, bold=True)


def _boxes(steps: Iterable["Step"], lefts: Iterable[float], y: float) -> Iterator[Box]:
    for step, x in zip(steps, lefts, strict=True):
        lines = max(1, len(_name_lines(step)))
        height = SKIPPED_HEIGHT if step.visit is None else 22 + LINE * lines
        height += LINE * _has_visit(step) + 30 * (step.wait_seconds is not None)
        yield Box(x, y, CARD_WIDTH, height)
        y += height + GAP


def _has_visit(step: "Step") -> bool:
    visit = step.visit
    return visit is not None and any(each is not None for each in (visit.channel, visit.clicks, visit.score))


def _marks(card: Card, step: "Step", box: Box) -> Iterator[Mark]:
    """Yield the parts of a card, its frame first."""
    if step.visit is None:
        yield Shape("frame", box, fill=palette.PANEL, line=palette.MISSING, pen=1.2, dashed=True)
        yield from _skipped(card, box)
        return
    line = palette.OFF_PLAN if step.kind == "extra" else palette.PLAN
    yield Shape("frame", box, fill=palette.PAPER, line=line, pen=1.6, dashed=step.kind == "extra")
    yield Words("number", Box(box.x + 12, box.y + 9, 22, LINE), f"{card.number}", NAME_SIZE, palette.INK, bold=True)
    y = box.y + 9
    for i, text in enumerate(_name_lines(step)):
        cell = Box(box.x + 36, y, box.width - 48, LINE)
        yield Words("name-more" if i else "name", cell, text, NAME_SIZE, palette.INK, bold=True)
        y += LINE
    if _has_visit(step):
        yield from visit_marks(card, Box(box.x + 12, y + 2, box.width - 24, LINE))
    if step.wait_seconds is not None:
        yield from waiting_marks(card, box)


def _skipped(card: Card, box: Box) -> Iterator[Words]:
    said = "skipped"
    taken = text_width(said, SMALL) + 1
    cell = Box(box.x + 12, box.y, box.width - 36 - taken, box.height)
    yield Words("name", cell, fit(clean(card.name), cell.width, NAME_SIZE), NAME_SIZE, palette.GREY)
    right = Box(box.right - 12 - taken, box.y, taken, box.height)
    yield Words("skipped", right, said, SMALL, palette.GREY, align="right")


def _times(story: "Story", boxes: Iterable[Box]) -> Iterator[Words]:
    """Yield when each event began, and how long after the first one."""
    visits = [step.visit for step in story.steps if step.visit]
    first = visits[0].begun
    form = "%Y-%m-%d %H:%M" + (":%S" if any(_close(a.begun, b.begun) for a, b in pairwise(visits)) else "")
    for step, box in zip(story.steps, boxes, strict=True):
        if step.visit is None:
            continue
        begun, cell = step.visit.begun, Box(MARGIN, box.y + 8, TIMES - 14, LINE)
        yield Words("time", cell, begun.strftime(form), SMALL, palette.INK, align="right")
        if after := (begun - first).total_seconds():
            below = Box(cell.x, cell.bottom, cell.width, LINE)
            yield Words("after", below, f"after {format_duration(after)}", SMALL, palette.GREY, align="right")


def _close(one: dt.datetime, other: dt.datetime) -> bool:
    return one != other and one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _notes(story: "Story", boxes: Sequence[Box], x: float) -> Iterator[Words]:
    """Yield beside each step what it is called, where the plan is left and rejoined, and the end."""
    last = max(n for n, step in enumerate(story.steps) if step.visit)
    for n, (step, box) in enumerate(zip(story.steps, boxes, strict=True)):
        said = [(text, True) for text in step.deviations]
        said += [("came in where the plan does not start", False)] * (n == 0 and story.leaves_at_start)
        said += [(text, False) for text in _turn(step)]
        said += [(OUTCOME[story.outcome], False)] * (n == last)
        y = box.y + 7
        for text, bold in said:
            for line in wrap(text, NOTES, SMALL + 1, lines=2, bold=bold):
                colour = palette.WORST if bold else palette.INK
                yield Words("note", Box(x, y, NOTES, LINE), line, SMALL + 1, colour, bold=bold)
                y += LINE


def _routes(board: Board, boxes: Sequence[Box]) -> Iterator[Route]:
    place = {card.touchpoint: box for card, box in zip(board.cards, boxes, strict=True)}
    order = {card.touchpoint: n for n, card in enumerate(board.cards)}
    for link in board.links:
        adjacent = order[link.target] == order[link.source] + 1
        corners = _corners(place[link.source], place[link.target], adjacent=adjacent)
        colour = palette.PLAN if link.planned else palette.OFF_PLAN
        kind = f"link {'planned' if link.planned else 'off-plan'}"
        yield Route(link, corners, Stroke(kind, rounded(corners, 14.0), PEN, colour, dashed=not link.planned), None)


def _corners(start: Box, end: Box, *, adjacent: bool) -> tuple[Point, ...]:
    """Straight down within a lane; into the other lane from the side and back to the side; past what is skipped."""
    centre, low, high = start.x + start.width / 2, start.bottom - 14, end.y + 14
    if start.x == end.x and adjacent:
        return ((centre, start.bottom), (centre, end.y))
    if start.x == end.x:
        beside = start.right + PAD + GUTTER / 3
        return ((start.right, low), (beside, low), (beside, high), (end.right, high))
    if start.x < end.x:
        down = end.x + end.width / 2
        return ((start.right, low), (down, low), (down, end.y))
    return ((centre, start.bottom), (centre, high), (end.right, high))


def _left_out(rows: Sequence[tuple["Step", Box]]) -> Iterator[Stroke]:
    """Yield the lines of the plan between its touchpoints where the case did not go straight on."""
    planned = [(n, step, box) for n, (step, box) in enumerate(rows) if step.kind != "extra"]
    for (n, step, box), (m, after, below) in pairwise(planned):
        if m > n + 1 or step.visit is None or after.visit is None:
            x = box.x + box.width / 2
            ends = (x, box.bottom), (x, below.y)
            yield Stroke("plan", (ends[0], *ends, ends[1]), 1.2, palette.MISSING, dashed=True, head=False)


def _items(story: "Story") -> Iterator[Item]:
    yield PLAN_ITEM
    if story.cost:
        yield OFF_PLAN_ITEM
    if any(step.visit is None for step in story.steps):
        yield Item("skipped", "planned, left out", 46.0, _skipped_sample)
    if any(step.promised_seconds is not None for step in story.steps):
        yield WAIT_ITEM


def _skipped_sample(box: Box) -> Iterator[Shape]:
    cell = Box(box.x, box.middle - 6, box.width, 12.0)
    yield Shape("key-skipped", cell, fill=palette.PANEL, line=palette.MISSING, pen=1.2, dashed=True)
