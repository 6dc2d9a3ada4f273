"""The coverage audit in sentences and tables."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.finding import Finding, Severity
from journeymap.analysis.wording import joined, per_1000, plural
from journeymap.audits.coverage_rows import DIMENSIONS, PLANNED, CoveredPart, Dimension, TouchpointPlan
from journeymap.audits.hand_offs import HandOff
from journeymap.audits.sheet import UNKNOWN, Sheet
from journeymap.journey import Journey
from journeymap.network import Network
from journeymap.units import format_count, format_share

__all__ = ["coverage_findings", "coverage_sheets"]

_TINY = 0.1
"""The share of touchpoints after the sale below which the map stops there."""
_HALF = 0.5
"""The share of what should be known below which a touchpoint is told of."""
_APART = 0.2
"""A fifth of the scale between departments: customers notice."""
_SPOKEN: dict[Dimension, str] = {
    "sale": "phase before, during or after the sale",
    "stage": "stage after the sale",
    "pillar": "pillar",
    "area": "area",
    "channel": "channel",
    "digital": "channel that tells whether it is digital",
    "department": "department",
}
_TITLES: dict[Dimension, str] = {
    "sale": "Before, during and after the sale",
    "stage": "Stages after the sale",
    "pillar": "Pillars",
    "area": "Areas",
    "channel": "Channels",
    "digital": "Digital or not",
    "department": "Departments",
}

_Draft = tuple[str, Severity, str | None, str, float | None]


def coverage_findings(
    journey: Journey,
    network: Network,
    *,
    parts: Sequence[CoveredPart],
    plans: Sequence[TouchpointPlan],
    passed: Sequence[HandOff],
    unmet: Sequence[str],
) -> tuple[Finding, ...]:
    """Say what the map lacks: the whole first, then parts, departments, touchpoints, and plans by owner."""
    drafts = (
        ("A401", "outcome", None, _sum(parts, plans), None),
        *_of_parts(parts),
        *_of_departments(parts, passed),
        *_of_touchpoints(journey, network, unmet),
        *_unmanaged(plans),
    )
    owners = {name: point.owner for name, point in journey.touchpoints.items()}
    return (
        *(Finding(code, how, name, said, n, owners.get(name or "")) for code, how, name, said, n in drafts),
        *_wanting_plans(plans),
    )


def _of(parts: Sequence[CoveredPart], dimension: Dimension) -> dict[str | None, CoveredPart]:
    return {row.part: row for row in parts if row.dimension == dimension}


def _sum(parts: Sequence[CoveredPart], plans: Sequence[TouchpointPlan]) -> str:
    known, due = sum(len(row.known) for row in plans), len(PLANNED) * len(plans)
    plan = f"the data plan is {format_share(known / due)} complete ({known} of {due})"
    sale = _of(parts, "sale")
    if not sale:
        return f"{plural(len(plans), 'touchpoint')}, none in a phase before, during or after the sale; {plan}."
    counts = [f"{len(row.touchpoints)} {part or 'unsaid'}" for part, row in sale.items()]
    return f"Of {plural(len(plans), 'touchpoint')}: {', '.join(counts)} the sale; {plan}."


def _of_parts(parts: Sequence[CoveredPart]) -> Iterator[_Draft]:
    """Say what parts are lacking; a dimension of which the file says nothing is unknown."""
    after = _of(parts, "sale").get("after")
    if after is not None and after.share < _TINY:
        has = f"{len(after.touchpoints)} touchpoints come" if after.touchpoints else "no touchpoint comes"
        yield "A402", "bad", None, f"The map stops at the sale: {has} after it ({format_share(after.share)}).", None
    lacking: tuple[tuple[str, Dimension], ...] = (("A403", "stage"), ("A404", "pillar"), ("A405", "area"))
    for code, dimension in lacking:
        rows = _of(parts, dimension)
        empty = [part.replace("_", " ") for part, row in rows.items() if part and not row.touchpoints]
        if empty:
            of = len([part for part in rows if part])
            said = f"No touchpoint serves {len(empty)} of the {of} {_TITLES[dimension].lower()}: {joined(empty)}."
            yield code, "note", None, said, None
    unknown = [each for each in DIMENSIONS if not _of(parts, each)]
    if unsaid := [_SPOKEN[each] for each in unknown if each != "digital" or "channel" not in unknown]:
        yield (
            "A406",
            "note",
            None,
            f"No touchpoint names its {', nor its '.join(unsaid)}: what it covers there is unknown.",
            None,
        )


def _of_departments(parts: Sequence[CoveredPart], passed: Sequence[HandOff]) -> Iterator[_Draft]:
    rows = [row for row in _of(parts, "department").values() if row.part]
    if len(rows) < 2:  # noqa: PLR2004 - to compare
        return
    most = max(rows, key=lambda row: row.lost_per_1000)
    if most.share_of_lost:
        at = f"at {plural(len(most.touchpoints), 'touchpoint')}"
        said = f"{most.part} costs most: {per_1000(most.lost_per_1000)} of 1000 who start are lost {at}"
        yield "A407", "note", None, f"{said}, {format_share(most.share_of_lost)} of all losses.", None
    scored = sorted((row for row in rows if row.score is not None), key=lambda row: row.score or 0.0)
    if len(scored) > 1 and (scored[-1].score or 0.0) - (scored[0].score or 0.0) >= _APART:
        best, worst = (f"{row.part} ({100 * (row.score or 0.0):.0f})" for row in (scored[-1], scored[0]))
        answers = sum(row.answers for row in scored)
        said = f"Customers see one company, and feel several: {best} and {worst}, in points of 100."
        yield "A408", "note", None, said, answers
    if passed:
        first, total = passed[0], sum(row.per_1000 for row in passed)
        most_often = f"{first.source} to {first.target} ({per_1000(first.per_1000)})"
        said = (
            f"1000 who start are passed on about {per_1000(total)} times between departments; most often {most_often}."
        )
        yield "A409", "note", None, said, None


def _of_touchpoints(journey: Journey, network: Network, unmet: Sequence[str]) -> Iterator[_Draft]:
    for name, point in journey.touchpoints.items():
        called = point.name or name
        if point.missing:
            why = f": {point.opportunity}" if point.opportunity else ""
            yield "A410", "bad", name, f"{called} should exist, and does not{why}.", None
        elif point.moment_of_truth and network.facts[name].bad is None:
            yield "A411", "bad", name, f"{called} is a moment of truth, and no customer was asked there.", None
        if name in unmet:
            yield "A412", "note", name, f"{called} is planned, and nobody in the log met it.", None


def _unmanaged(plans: Sequence[TouchpointPlan]) -> Iterator[_Draft]:
    own = [row for row in plans if row.unmanaged]
    if own:
        names = joined([row.name for row in own])
        said = f"Nobody looks after {names}: no owner, nothing measured, nothing promised or aimed at"
        one = own[0].touchpoint if len(own) == 1 else None
        yield "A413", "bad", one, f"{said} ({len(own)} of {plural(len(plans), 'touchpoint')}).", None


def _wanting_plans(plans: Sequence[TouchpointPlan]) -> Iterator[Finding]:
    """Tell every owner once whose touchpoints are known by less than half."""
    wanting = [row for row in plans if row.share < _HALF and not row.unmanaged]
    for owner in dict.fromkeys(row.owner for row in wanting):
        own = [row for row in wanting if row.owner == owner]
        lists = "; ".join(f"{row.name} lacks {joined(row.missing)}" for row in own)
        one = own[0].touchpoint if len(own) == 1 else None
        yield Finding("A414", "note", one, f"Less than half of the data plan is known: {lists}.", None, owner)


def _called(dimension: Dimension, part: str | None) -> str:
    """Name a part; channels and departments as the file writes them."""
    if part is None:
        return "not said"
    return part if dimension in {"channel", "department"} else part.replace("_", " ")


def coverage_sheets(
    parts: Sequence[CoveredPart], plans: Sequence[TouchpointPlan], passed: Sequence[HandOff]
) -> tuple[Sheet, ...]:
    """Lay out each dimension, the data plan, and the hand-offs."""
    names = {row.touchpoint: row.name for row in plans}
    sheets = [
        _part_sheet(dimension, [*rows.values()], names) for dimension in DIMENSIONS if (rows := _of(parts, dimension))
    ]
    if plans:
        sheets.append(_plan_sheet(plans))
    if passed:
        sheets.append(_hand_off_sheet(passed, names))
    return tuple(sheets)


def _part_sheet(dimension: Dimension, rows: Sequence[CoveredPart], names: dict[str, str]) -> Sheet:
    columns = ("", "touchpoints", "of all", "lost,\nof 1000", "of\nlosses", "score,\nof 100", "evidence", "which")
    lines = tuple(
        (
            _called(dimension, row.part),
            str(len(row.touchpoints)),
            format_share(row.share),
            per_1000(row.lost_per_1000) if row.touchpoints else UNKNOWN,
            UNKNOWN if row.share_of_lost is None or not row.touchpoints else format_share(row.share_of_lost),
            UNKNOWN if row.score is None else f"{100 * row.score:.0f}",
            ", ".join(f"{n} {kind}" for kind, n in row.evidence.items() if n) or UNKNOWN,
            ", ".join(names[name] for name in row.touchpoints) or UNKNOWN,
        )
        for row in rows
    )
    several = dimension in {"pillar", "channel", "digital"}
    notes = ("A touchpoint that belongs to several counts in each.",) if several else ()
    return Sheet(_TITLES[dimension], columns, lines, words=(0, 6, 7), notes=notes)


def _plan_sheet(plans: Sequence[TouchpointPlan]) -> Sheet:
    columns = ("touchpoint", "known", *PLANNED, "owner is")
    of_each = (format_share(sum(each in row.known for row in plans) / len(plans)) for each in PLANNED)
    every = format_share(sum(row.share for row in plans) / len(plans))
    lines = [
        (
            row.name,
            format_share(row.share),
            *("yes" if each in row.known else UNKNOWN for each in PLANNED),
            row.owner or UNKNOWN,
        )
        for row in plans
    ]
    total = (f"all {format_count(len(plans))}", every, *of_each, "")
    return Sheet("Data plan: what is known of each touchpoint", columns, (total, *lines), words=(0, len(columns) - 1))


def _hand_off_sheet(passed: Sequence[HandOff], names: dict[str, str]) -> Sheet:
    columns = ("from", "to", "of 1000\nwho start", "of all\nsteps", "by")
    lines = tuple(
        (
            row.source,
            row.target,
            per_1000(row.per_1000),
            format_share(row.share),
            ", ".join(f"{names.get(source, source)} → {names.get(target, target)}" for source, target in row.steps),
        )
        for row in passed
    )
    notes = ("of all steps: between touchpoints whose departments are known.",)
    return Sheet("Hand-offs between departments", columns, lines, words=(0, 1, 4), notes=notes)
