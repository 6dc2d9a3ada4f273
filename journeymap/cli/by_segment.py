"""`--by-segment`: what a verb tells, for everyone and for each segment side by side."""

from collections.abc import Mapping, Sequence

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
from journeymap.cli.output import print_json, print_lines, print_table
from journeymap.cli.totals import print_top, totals
from journeymap.errors import Diagnostic, JourneyError, did_you_mean
from journeymap.units import format_count, format_share

__all__ = ["check_dimension", "show_friction_by_segment", "show_priorities_by_segment"]

_MOST_SEGMENTS = 6
"""Segments that have a column; JSON has them all."""
_FEW = "D"

_View = FrictionBySegment | PrioritiesBySegment


def show_friction_by_segment(inputs: Inputs, table: FrictionTable, dimension: str, form: str, limit: int) -> None:
    """Show what each touchpoint costs each segment."""
    check_dimension(inputs, dimension)
    found = friction_by_segment(inputs.journey, inputs.measurement, dimension)
    if form == "json":
        print_json("by_segment", inputs, found, **totals(table))
        return
    print_top(inputs, table, friction_by_segment_headline(found))
    shown = found.segments[:_MOST_SEGMENTS]
    rows = []
    for row in found.touchpoints[:limit]:
        cells = [_loss(each) for each in (row.everyone, *(row.segments.get(_value(one)) for one in shown))]
        worst = "–" if row.worst is None else row.worst + ("" if row.sure else " ?")
        rows.append([row.name, *cells, *_blank(found), worst])
    _print_view(found, shown, "leave here, of 100 who meet it", rows, "worst")
    _print_rest(found, len(found.touchpoints) - limit, "touchpoints")
    print_lines(_notes(found, "who loses most"))


def show_priorities_by_segment(inputs: Inputs, table: FrictionTable, dimension: str, form: str, limit: int) -> None:
    """Show what fixing one thing would give each segment."""
    check_dimension(inputs, dimension)
    found = priorities_by_segment(inputs.journey, inputs.measurement, dimension)
    if form == "json":
        print_json("by_segment", inputs, found, **totals(table))
        return
    print_top(inputs, table, priorities_by_segment_headline(found))
    shown = found.segments[:_MOST_SEGMENTS]
    rows = []
    for row in found.priorities[:limit]:
        cells = [_gain(each) for each in (row.everyone, *(row.segments.get(_value(one)) for one in shown))]
        most = "–" if row.most is None else row.most + ("" if row.sure else " ?")
        rows.append([row.what, *cells, *_blank(found), most])
    _print_view(found, shown, "gain of 1000 who start (rank)", rows, "most to gain")
    _print_rest(found, len(found.priorities) - limit, "rows")
    print_lines(_notes(found, "who gains most"))


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
    return f"{'' if row.observed_loss is not None else '~'}{row.loss_per_100:.1f}{few}"


def _gain(row: Priority | None) -> str:
    if row is None:
        return "–"
    return f"~ {row.band}" if row.band else f"{per_1000(row.gain_per_1000)} ({row.rank})"


def _blank(found: _View) -> list[str]:
    """What the column of all together has beside a touchpoint: loss and gain of the whole stand under everyone."""
    return [] if found.together is None else [""]


def _print_view(found: _View, shown: Sequence[SegmentTotals], unit: str, rows: list[list[str]], last: str) -> None:
    """Print the totals of every column, then the rows."""
    columns = [found.everyone, *shown, *([found.together] if found.together else [])]
    headers = [found.dimension, "everyone", *map(_value, shown), *(["together"] if found.together else []), last]
    top = {
        "share of customers": [_share(each) for each in columns],
        "cases": [_cases(each) for each in columns],
        "reach the goal of 1000, observed": [per_1000(each.observed_completion_per_1000) for each in columns],
        "reach the goal of 1000, modelled": [per_1000(each.completion_per_1000) for each in columns],
        "would come back, of 1000": [per_1000(each.kept_per_1000) for each in columns],
    }
    known = [[title, *cells, ""] for title, cells in _of_log(found, top).items()]
    title = [unit + ":", *("" for _ in headers[1:])]
    print_table(headers, [*known, title, *([f"  {name}", *cells] for name, *cells in rows)], left=(0, len(headers) - 1))


def _of_log(found: _View, rows: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Leave out what only a log tells, where there is none."""
    logged = found.everyone.n_cases is not None
    return {title: cells for title, cells in rows.items() if logged or not title.endswith(("cases", "observed"))}


def _share(each: SegmentTotals) -> str:
    return "–" if each.share is None else format_share(each.share)


def _cases(each: SegmentTotals) -> str:
    return "–" if each.n_cases is None else format_count(each.n_cases) + (" *" if each.grade == _FEW else "")


def _print_rest(found: _View, n: int, what: str) -> None:
    rest = found.segments[_MOST_SEGMENTS:]
    lines = [f"other: {n} {what}"] if n > 0 else []
    if rest:
        share = sum(each.share or 0.0 for each in rest)
        of = f", {format_share(share)} of the customers" if share else ""
        lines.append(f"other: {len(rest)} segments{of} (`--format json` has them all)")
    print_lines(lines)


def _notes(found: _View, who: str) -> list[str]:
    notes = ["", f"A segment's numbers are of its own customers. ? {who} could be chance: 95 % intervals overlap."]
    if found.together is not None:
        notes.append("together: the segments weighted by their share of customers.")
    if found.everyone.n_cases is not None:
        notes.append("* fewer than 30 cases (grade D): too few to tell.")
    return notes
