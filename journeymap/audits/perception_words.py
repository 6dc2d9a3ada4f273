"""The perception audit in sentences and tables."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.finding import Finding, Severity
from journeymap.analysis.wording import joined, plural, signed
from journeymap.audits.perception_rows import (
    DeliveryGap,
    Group,
    GroupGap,
    PillarPerception,
    TouchpointPerception,
)
from journeymap.audits.sheet import UNKNOWN, Sheet
from journeymap.audits.views import PerceptionGap, View
from journeymap.units import format_count, format_number, format_share

__all__ = ["perception_findings", "perception_sheets"]

_WORTH = 0.1
"""A tenth of the scale: what is less is not worth a finding, however sure."""
_GROUPS: tuple[Group, ...] = ("customers", "expected", "company", "leadership", "staff", "benchmark")

_Draft = tuple[str, Severity, str, float | None]


def perception_findings(
    delivery: DeliveryGap | None,
    rows: Sequence[TouchpointPerception],
    groups: Sequence[GroupGap],
    pillars: Sequence[PillarPerception],
) -> tuple[Finding, ...]:
    """Say who is mistaken about what: the whole first, then touchpoint by touchpoint, groups and pillars."""
    n = delivery.gap.n if delivery else None
    return (
        Finding("A201", "outcome", None, _headline(delivery), n, None),
        *(
            Finding(code, severity, row.touchpoint, said, n, row.owner)
            for row in rows
            for code, severity, said, n in _of_touchpoint(row)
        ),
        *(Finding(code, severity, None, said, n, None) for code, severity, said, n in _in_all(groups, pillars)),
    )


def _headline(delivery: DeliveryGap | None) -> str:
    if delivery is None:
        return "No touchpoint was rated by the company and by its customers: what it believes cannot be tested."
    said = []
    if delivery.satisfied:
        share, others = format_share(delivery.satisfied.first), format_share(delivery.satisfied.second)
        said.append(f"The company holds {share} of its customers for satisfied, {others} are")
    if delivery.touchpoints:
        of = plural(delivery.touchpoints, "touchpoint")
        said.append(f"The company rates {delivery.company_good} of {of} good, customers {delivery.customers_good}")
    by = f"on average it is {_apart(delivery.gap)}"
    return f"{'. '.join(said)}; {by}."


def _apart(gap: PerceptionGap) -> str:
    """Say how far the company is above its customers."""
    points = f"{_points(abs(gap.gap))} points of 100 too {'sure' if gap.gap >= 0 else 'modest'} of itself"
    if gap.low is None or gap.high is None:
        return f"{points} (nobody says how many were asked: not tested)"
    within = f"{signed(100 * gap.low)} to {signed(100 * gap.high)}"
    if gap.verdict == "no difference":
        return f"{signed(100 * gap.gap)} points of 100 apart ({within}): no real difference"
    return f"{points} ({within})"


def _of_touchpoint(row: TouchpointPerception) -> Iterator[_Draft]:
    customers = row.views.get("customers")
    n = customers.n if customers else None
    found = (_believed(row), _experienced(row), _benchmarked(row))
    yield from ((code, severity, said, n) for code, severity, said in filter(None, found))
    raters = [group for group in ("company", "leadership", "staff") if group in row.views]
    if customers is None and raters:
        yield "A208", "note", f"{row.name} is rated by {joined(raters)}, and no customer was asked.", None


_Said = tuple[str, Severity, str]


def _believed(row: TouchpointPerception) -> _Said | None:
    gap = row.believed
    if gap is None or not _real(gap):
        return None
    rates = "rates" if gap.measure == "score" else "believes"
    found = f"The company {rates} {row.name} {_score(row, 'company', gap)}, customers {_asked_score(row, gap)}"
    if gap.verdict == "higher":
        return "A202", "bad", f"{found}: {_between(gap)}."
    return "A203", "good", f"{found}: better than the company believes, {_between(gap)}."


def _experienced(row: TouchpointPerception) -> _Said | None:
    gap = row.experienced
    if gap is None or not _real(gap):
        return None
    met = f"expected was {_score(row, 'expected', gap)}, experienced {_asked_score(row, gap)}, {_between(gap)}"
    if gap.verdict == "lower":
        return "A204", "bad", f"{row.name} falls short of what customers expected: {met}."
    return "A205", "good", f"{row.name} is better than customers expected: {met}."


def _benchmarked(row: TouchpointPerception) -> _Said | None:
    gap = row.benchmarked
    if gap is None or not _real(gap):
        return None
    met = f"others reach {_score(row, 'benchmark', gap)}, customers rate it {_asked_score(row, gap)}"
    if gap.verdict == "lower":
        return "A206", "bad", f"{row.name} is below the benchmark: {met}."
    return "A207", "good", f"{row.name} is above the benchmark: {met}."


def _real(gap: PerceptionGap) -> bool:
    return gap.verdict in {"higher", "lower"} and abs(gap.gap) >= _WORTH


def _asked_score(row: TouchpointPerception, gap: PerceptionGap) -> str:
    on = f"on {row.views['customers'].scale}, " if gap.measure == "score" else ""
    return f"{_score(row, 'customers', gap)} ({on}n = {_asked(row)})"


def _score(row: TouchpointPerception, group: Group, gap: PerceptionGap) -> str:
    view = row.views[group]
    if gap.measure == "satisfied":
        return f"{format_share(view.satisfied or 0.0)} satisfied"
    elsewhere = f" on {view.scale}" if view.scale != row.views["customers"].scale else ""
    return f"{format_number(view.score or 0.0, digits=2)}{elsewhere}"


def _between(gap: PerceptionGap) -> str:
    assert gap.low is not None
    assert gap.high is not None
    ends = sorted((abs(gap.low), abs(gap.high)))
    return f"{_points(abs(gap.gap))} points of 100 apart ({_points(ends[0])} to {_points(ends[1])})"


def _in_all(groups: Sequence[GroupGap], pillars: Sequence[PillarPerception]) -> Iterator[_Draft]:
    for each in groups:
        inside = (each.first, each.second) == ("leadership", "staff")
        if inside and each.gap.verdict != "no difference" and abs(each.gap.gap) >= _WORTH:
            points = f"{_points(abs(each.gap.gap))} points of 100 {'higher' if each.gap.gap > 0 else 'lower'}"
            tested = "; nobody says how many were asked" if each.gap.verdict == "not tested" else ""
            said = f"Leaders rate {plural(each.gap.touchpoints, 'touchpoint')} {points} than the staff does{tested}."
            yield "A209", "note", said, each.gap.n
    for row in pillars:
        if row.gap.verdict == "higher" and _real(row.gap) and len(row.touchpoints) > 1:
            among = f"over {len(row.touchpoints)} touchpoints that both rated"
            said = f"Pillar {row.pillar.replace('_', ' ')}: the company rates itself higher than its customers do"
            yield "A210", "bad", f"{said}, {_between(row.gap)} {among}.", row.gap.n


def perception_sheets(
    rows: Sequence[TouchpointPerception], groups: Sequence[GroupGap], pillars: Sequence[PillarPerception]
) -> tuple[Sheet, ...]:
    """Lay out touchpoints by group, the groups against one another, and the pillars."""
    found = []
    if rows:
        found.append(_touchpoint_sheet(rows))
    if groups:
        found.append(_group_sheet(groups))
    if pillars:
        found.append(_pillar_sheet(pillars))
    return tuple(found)


def _group_sheet(groups: Sequence[GroupGap]) -> Sheet:
    columns = ("groups", "touchpoints", "gap, points\nof 100", "95 %", "verdict")
    lines = tuple((f"{row.first} − {row.second}", str(row.gap.touchpoints), *_gap_cells(row.gap)) for row in groups)
    return Sheet("Group against group, over the touchpoints that both rated", columns, lines, words=(0, 4))


def _pillar_sheet(pillars: Sequence[PillarPerception]) -> Sheet:
    columns = ("pillar", "touchpoints", "company", "customers", "gap", "95 %", "verdict")
    lines = tuple(
        (
            row.pillar.replace("_", " "),
            str(len(row.touchpoints)),
            _points(row.gap.first),
            _points(row.gap.second),
            *_gap_cells(row.gap),
        )
        for row in pillars
    )
    return Sheet("Pillars, in points of 100", columns, lines, words=(0, 6))


def _touchpoint_sheet(rows: Sequence[TouchpointPerception]) -> Sheet:
    present = [group for group in _GROUPS if any(group in row.views for row in rows)]
    columns = ("touchpoint", "n", *present, "company −\ncustomers", "95 %", "verdict")
    lines = tuple(
        (row.name, _asked(row), *(_cell(row.views.get(group)) for group in present), *_gap_cells(row.believed))
        for row in rows
    )
    scales = ", ".join(dict.fromkeys(view.scale for row in rows for view in row.views.values()))
    notes = (
        f"Scores on {scales}, or % satisfied; gaps in points of 100; n: customers asked; – unknown.",
        "The 95 % hold for all touchpoints together; a rating without a number of raters is taken as it stands.",
    )
    return Sheet("Touchpoint by group", columns, lines, words=(0, len(columns) - 1), notes=notes)


def _asked(row: TouchpointPerception) -> str:
    customers = row.views.get("customers")
    return UNKNOWN if customers is None or customers.n is None else format_count(customers.n)


def _cell(view: View | None) -> str:
    if view is None:
        return UNKNOWN
    if view.score is None:
        return UNKNOWN if view.satisfied is None else format_share(view.satisfied)
    return f"{view.score:.1f}"


def _gap_cells(gap: PerceptionGap | None) -> tuple[str, str, str]:
    if gap is None:
        return UNKNOWN, UNKNOWN, ""
    if gap.low is None or gap.high is None:
        return signed(100 * gap.gap), UNKNOWN, "not tested"
    said = "no real difference" if gap.verdict == "no difference" else gap.verdict
    return signed(100 * gap.gap), f"{signed(100 * gap.low)} to {signed(100 * gap.high)}", said


def _points(share: float) -> str:
    return f"{100 * share:.0f}"
