"""`conformance --by-segment`: who keeps to the plan, and who leaves it how, side by side."""

from collections.abc import Iterator, Sequence
from typing import Any

from journeymap.analysis.deviations import DEVIATIONS
from journeymap.analysis.headlines import conformance_by_segment_headline
from journeymap.analysis.segment_conformance import (
    ConformanceBySegment,
    DeviationBySegment,
    RouteBySegment,
    SegmentConformance,
    Taken,
    conformance_by_segment,
)
from journeymap.analysis.touchpoints import FrictionTable
from journeymap.analysis.wording import Names, did_words, signed
from journeymap.cli.by_segment import check_dimension, other_segments
from journeymap.cli.inputs import Inputs
from journeymap.cli.output import print_csv, print_json, print_lines
from journeymap.cli.side_by_side import Block, Row, Sides
from journeymap.cli.totals import print_top, totals
from journeymap.units import format_count, format_share

__all__ = ["show_conformance_by_segment"]

_FEW = "D"
_MOST = 4
"""Segments that have a column: cells are wide."""
_PLAIN = {kind.code: kind.name for kind in DEVIATIONS}
_COLUMNS = ("kind", "what", "at", "segment", "cases", "of", "share", "low", "high", "difference", "fitness")


def show_conformance_by_segment(inputs: Inputs, table: FrictionTable, dimension: str, form: str, limit: int) -> None:
    """Show how the customers of each segment keep to the plan, and how they leave it."""
    check_dimension(inputs, dimension)
    assert inputs.measurement is not None
    found = conformance_by_segment(inputs.journey, inputs.measurement, dimension)
    if form == "json":
        print_json("by_segment", inputs, found, **totals(table))
        return
    names = Names.of(inputs.journey, inputs.measurement)
    if form == "csv":
        print_csv(_COLUMNS, _lines(found, names))
        return
    print_top(inputs, table, conformance_by_segment_headline(found))
    _print_view(found, names, limit)
    print_lines(_notes(found))


def _print_view(found: ConformanceBySegment, names: Names, limit: int) -> None:
    sides = Sides(found.dimension, [each.segment or "" for each in found.segments], "most", most=_MOST)
    columns = [found.everyone, *found.segments[: len(sides.shown)]]
    verb = "succeed" if found.measure == "success" else "complete"
    top = {
        "cases": [format_count(each.n_cases) + (" *" if each.grade == _FEW else "") for each in columns],
        "follow the plan, of those over": [_share(each.follow) for each in columns],
        "fitness": [f"{each.fitness:.3f}" for each in columns],
        verb: [_share(each.good) for each in columns],
    }
    deviations = [
        Row(_deviation(row, names), row.everyone, row.segments, row.most, row.sure) for row in found.deviations
    ]
    routes = [Row(did_words(row, names), row.everyone, row.segments, row.most, row.sure) for row in found.routes]
    blocks = (
        Block("deviations, share of those who could", deviations, "deviations", _taken),
        Block(f"routes, share ({verb}, points)", routes, "routes", _left),
    )
    sides.print(top, blocks, limit)
    print_lines(other_segments([each.share for each in found.segments[len(sides.shown) :]]))


def _deviation(row: DeviationBySegment, names: Names) -> str:
    return f"{_PLAIN[row.code]}: {names[row.touchpoint]}"


def _share(share: float | None) -> str:
    return "–" if share is None else format_share(share)


def _taken(each: Taken | None) -> str:
    return "–" if each is None else format_share(each.share)


def _left(each: Taken | None) -> str:
    if each is None or each.difference is None or each.few:
        return _taken(each)
    return f"{format_share(each.share)} ({signed(100 * each.difference)})"


def _notes(found: ConformanceBySegment) -> Iterator[str]:
    yield ""
    yield "A segment's numbers are of its own customers. ? who does so most could be chance: 95 % intervals overlap."
    yield "Deviations: of its cases, or of those that reached the touchpoint where the plan has it."
    if found.routes:
        yield "Routes: of those who reached the point; in brackets how many more or fewer of them do well than of the"
        yield "others of the segment, an association, not a cause; left out where fewer than 30 are on one side."
    if any(each.grade == _FEW for each in found.segments):
        yield "* fewer than 30 cases that are over (grade D): too few to tell."


def _lines(found: ConformanceBySegment, names: Names) -> Iterator[Sequence[Any]]:
    """Yield a line for everyone and for each segment: on plan, then of every deviation and route."""
    for each in (found.everyone, *found.segments):
        over = each.on_plan + each.off_plan
        yield "on plan", "", "", _called(each), each.on_plan, over, each.follow, each.low, each.high, None, each.fitness
    for deviation in found.deviations:
        yield from _sides("deviation", deviation, _PLAIN[deviation.code], names[deviation.touchpoint])
    for route in found.routes:
        yield from _sides("route", route, did_words(route, names), names[route.leave])


def _called(each: SegmentConformance) -> str:
    return each.segment or "everyone"


def _sides(kind: str, row: DeviationBySegment | RouteBySegment, what: str, at: str) -> Iterator[Sequence[Any]]:
    every = {"everyone": row.everyone} if row.everyone else {}
    for segment, each in (every | dict(row.segments)).items():
        share = (each.cases, each.of, each.share, each.low, each.high, each.difference)
        yield kind, what, at, segment, *share, None
