"""`--by-segment`: what a verb tells, for everyone and for each segment side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from journeymap.analysis.headlines import friction_by_segment_headline, priorities_by_segment_headline
from journeymap.analysis.priorities import Priority
from journeymap.analysis.segments import (
    FrictionBySegment,
    PrioritiesBySegment,
    SegmentTotals,
    dimensions,
    friction_by_segment,
    priorities_by_segment,
)
from journeymap.analysis.touchpoints import FrictionTable, TouchpointFriction
from journeymap.analysis.wording import per_1000
from journeymap.cli.inputs import Inputs
from journeymap.cli.output import print_json, print_lines
from journeymap.cli.side_by_side import Block, Row, Sides
from journeymap.cli.totals import print_top, totals
from journeymap.errors import Diagnostic, JourneyError, did_you_mean
from journeymap.units import format_count, format_share

__all__ = ["check_dimension", "other_segments", "show_friction_by_segment", "show_priorities_by_segment"]

_FEW = "D"

T = TypeVar("T")
_Found = FrictionBySegment | PrioritiesBySegment


class _View(NamedTuple, Generic[T]):
    """What is told of one dimension."""

    found: _Found
    headline: str
    block: Block[T]
    last: str
    """Heads the column of who stands out."""
    who: str
    """The same in a sentence."""


def show_friction_by_segment(inputs: Inputs, table: FrictionTable, dimension: str, form: str, limit: int) -> None:
    """Show what each touchpoint costs each segment."""
    check_dimension(inputs, dimension)
    found = friction_by_segment(inputs.journey, inputs.measurement, dimension)
    rows = [Row(row.name, row.everyone, row.segments, row.worst, row.sure) for row in found.touchpoints]
    block = Block("leave here, of 100 who meet it", rows, "touchpoints", _loss)
    view = _View(found, friction_by_segment_headline(found), block, "worst", "who loses most")
    _show(inputs, table, view, form, limit)


def show_priorities_by_segment(inputs: Inputs, table: FrictionTable, dimension: str, form: str, limit: int) -> None:
    """Show what fixing one thing would give each segment."""
    check_dimension(inputs, dimension)
    found = priorities_by_segment(inputs.journey, inputs.measurement, dimension)
    rows = [Row(row.what, row.everyone, row.segments, row.most, row.sure) for row in found.priorities]
    block = Block("gain of 1000 who start (rank)", rows, "rows", _gain)
    view = _View(found, priorities_by_segment_headline(found), block, "most to gain", "who gains most")
    _show(inputs, table, view, form, limit)


def check_dimension(inputs: Inputs, dimension: str) -> None:
    """Refuse a dimension by which customers are not told apart."""
    known = dimensions(inputs.journey, inputs.measurement)
    if dimension not in known:
        where = "the journey file" if inputs.measurement is None else "the log"
        cure = did_you_mean(dimension, known) if known else "describe `segments`, or name the log's column with `--by`"
        raise JourneyError(Diagnostic("J180", f"{where} does not tell customers apart by `{dimension}`", help=cure))


def _value(one: SegmentTotals) -> str:
    return one.segment or ""


def _loss(row: TouchpointFriction | None) -> str:
    if row is None:
        return "–"
    few = " *" if row.observed_loss is not None and row.grade == _FEW else ""
    return f"{'' if row.observed_loss is not None else '~'}{row.leaving_per_100:.1f}{few}"


def _gain(row: Priority | None) -> str:
    if row is None:
        return "–"
    return f"~ {row.band}" if row.band else f"{per_1000(row.gain_per_1000)} ({row.rank})"


def _show(inputs: Inputs, table: FrictionTable, view: _View[T], form: str, limit: int) -> None:
    """Print the totals of every column, then the rows; loss and gain of the whole stand under everyone."""
    found = view.found
    if form == "json":
        print_json("by_segment", inputs, found, **totals(table))
        return
    print_top(inputs, table, view.headline)
    values, further = [_value(one) for one in found.segments], ("together",) * bool(found.together)
    sides = Sides(found.dimension, values, view.last, further)
    shown = found.segments[: len(sides.shown)]
    columns = [found.everyone, *shown, *([found.together] if found.together else [])]
    sides.print(_of_log(found, _totals(columns)), [view.block], limit)
    print_lines(other_segments([each.share or 0.0 for each in found.segments[len(shown) :]]))
    print_lines(_notes(found, view.who))


def _totals(columns: Sequence[SegmentTotals]) -> dict[str, list[str]]:
    return {
        "share of customers": [_share(each) for each in columns],
        "cases": [_cases(each) for each in columns],
        "reach the goal of 1000, observed": [per_1000(each.observed_completion_per_1000) for each in columns],
        "reach the goal of 1000, modelled": [per_1000(each.completion_per_1000) for each in columns],
        "would come back, of 1000": [per_1000(each.kept_per_1000) for each in columns],
    }


def _of_log(found: _Found, rows: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Leave out what only a log tells, where there is none."""
    logged = found.everyone.n_cases is not None
    return {title: cells for title, cells in rows.items() if logged or not title.endswith(("cases", "observed"))}


def _share(each: SegmentTotals) -> str:
    return "–" if each.share is None else format_share(each.share)


def _cases(each: SegmentTotals) -> str:
    return "–" if each.n_cases is None else format_count(each.n_cases) + (" *" if each.grade == _FEW else "")


def other_segments(shares: Sequence[float]) -> Iterator[str]:
    """Say how many segments have no column, and their shares of the customers."""
    if shares:
        of = f", {format_share(sum(shares))} of the customers" if any(shares) else ""
        yield f"other: {len(shares)} segments{of} (`--format json` has them all)"


def _notes(found: _Found, who: str) -> list[str]:
    notes = ["", f"A segment's numbers are of its own customers. ? {who} could be chance: 95 % intervals overlap."]
    if found.together is not None:
        notes.append("together: the segments weighted by their share of customers.")
    if found.everyone.n_cases is not None:
        notes.append("* fewer than 30 cases (grade D): too few to tell.")
    return notes
