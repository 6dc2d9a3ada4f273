"""Ways through the cards of the board: in words for a table, and as numbers of cards for the page to light."""

from collections.abc import Iterator, Mapping

from journeymap.analysis.friction import losses
from journeymap.analysis.results import Results
from journeymap.analysis.tracing import Trace, Way, traces
from journeymap.analysis.wording import plural
from journeymap.diagram.board import Board
from journeymap.network import Network
from journeymap.report.section import Cell, Column, Row, Table
from journeymap.report.words import UNKNOWN, per_cent

__all__ = ["card_traces", "lit_cards", "ways_table"]

_SHOWN, _FEW = 5, 0.01
"""So many touchpoints before and after are named, and none that fewer than this share come from or go on to."""
_LARGE_LIMIT = 1
"""Ways that are told on boards so large that touchpoints are folded."""
_AROUND = 2
"""Touchpoints that are named before and after the one that is traced, and at both ends of a way."""


def card_traces(shown: Board, results: Results) -> dict[str, Trace]:
    """Trace what the cards of a board stand for, by their touchpoint."""
    network = Network.of(results.journey, results.measurement)
    together = {member: card.touchpoint for card in shown.cards for member in card.members}
    return traces(network, losses(network), together=together)


def lit_cards(shown: Board, traced: Mapping[str, Trace]) -> dict[str, dict[str, str]]:
    """Say for every card, by its id in the picture, which cards its likeliest ways meet, one way after the other."""
    place = {card.touchpoint: n for n, card in enumerate(shown.cards, 1)}
    return {
        f"card-{place[name]}": {"data-ways": ";".join(_numbers(way, place) for way in trace.ways)}
        for name, trace in traced.items()
        if name in place
    }


def _numbers(way: Way, place: Mapping[str, int]) -> str:
    return ",".join(str(place.get(name, 0)) for name in way.touchpoints)


def ways_table(shown: Board, results: Results, traced: Mapping[str, Trace]) -> Table:
    """Say in words from where customers come to every card, where they go on to, and how they travel through it."""
    columns = (
        Column("Touchpoint"),
        Column("Comes from", "trace", wide=True),
        Column("Goes on to", "trace", wide=True),
        Column("Likeliest ways through it", "ways", wide=True),
    )
    cards = {card.touchpoint: card.name for card in shown.cards}
    names = {name: results.names[name] for name in traced} | cards
    limit = _LARGE_LIMIT if any(card.folded for card in shown.cards) else None
    rows = tuple(Row(tuple(_cells(name, traced.get(name), names, limit))) for name in cards)
    return Table("table-ways", "Ways through each touchpoint, of 100 visits to it", columns, rows)


def _cells(name: str, trace: Trace | None, names: Mapping[str, str], limit: int | None) -> Iterator[Cell]:
    yield Cell(names[name])
    if trace is None:
        yield from (Cell("nobody comes here"), Cell(UNKNOWN), Cell(UNKNOWN))
        return
    yield Cell(_listed(trace.comes_from, {"starts here": trace.starts}, names))
    ends = {"journey over": trace.is_over, "leaves here": trace.leaves, "under way": trace.under_way}
    yield Cell(_listed(trace.goes_on_to, ends, names))
    ways = [f"{_way_words(way, name, names)}: {per_cent(way.share)}" for way in trace.ways[:limit]]
    yield Cell("; ".join(ways) or "nobody gets from here to an end of the journey")


def _listed(shares: Mapping[str, float], others: Mapping[str, float], names: Mapping[str, str]) -> str:
    """List shares, most first."""
    told = {name: share for name, share in [*shares.items()][:_SHOWN] if share >= _FEW}
    said = [(names[name], share) for name, share in told.items()]
    said += [(words, share) for words, share in others.items() if share]
    parts = [f"{words} {per_cent(share)}" for words, share in sorted(said, key=lambda each: -each[1])]
    if rest := [share for name, share in shares.items() if name not in told]:
        parts.append(f"{plural(len(rest), 'other')} {per_cent(sum(rest))}")
    return "; ".join(parts)


def _way_words(way: Way, name: str, names: Mapping[str, str]) -> str:
    """Write a way, shortened where it is long."""
    at, last = way.touchpoints.index(name), len(way.touchpoints) - 1
    kept = {i for middle in (0, at, last) for i in range(middle - _AROUND, middle + _AROUND + 1)}
    parts: list[str] = []
    gap = 0
    for i, touchpoint in enumerate(way.touchpoints):
        if i in kept:
            parts += [f"… {gap} more …"] * bool(gap) + [names[touchpoint]]
            gap = 0
        else:
            gap += 1
    return " → ".join(parts)
