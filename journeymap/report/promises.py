"""The section "Promises": what is promised against what customers get, as a chart and as tables."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from journeymap.analysis.wording import plural
from journeymap.audits.audit import Audit
from journeymap.audits.promise_rows import PromiseCheck
from journeymap.audits.promises import PromisesAudit
from journeymap.audits.words import valued
from journeymap.diagram.text import clean, fit
from journeymap.report.audits import table_of
from journeymap.report.section import MOST, Section
from journeymap.units import format_share

__all__ = ["promises"]

_NOTHING = (
    "No promise is written down. Say in the journey file what customers are told at a touchpoint (“promise: 5 days”, "
    "or “promise: {clicks: 10}”) to see whether it is kept."
)
_WIDTH, _ROW, _HEAD = 720.0, 44.0, 26.0
_UNIT = 200.0
"""How far the promise is from the left."""
_LONGEST = 3.4
"""Times the promise that are drawn; what is longer ends in an arrow."""
_NAME = 300.0


def promises(made: Audit) -> Section:
    """Return the promises of a journey, those that are missed by most first."""
    found = made.sections["promises"]
    assert isinstance(found, PromisesAudit)
    title = "Promises"
    if not found.promises:
        return Section("promises", title, [_NOTHING])
    drawn = [row for row in found.promises if _times(row) is not None][:MOST]
    tables = [table_of(f"table-promises-{n}", sheet.title, sheet) for n, sheet in enumerate(found.sheets, 1)]
    return Section("promises", title, [*_lead(found, drawn)], tables, picture=_chart(drawn, found.reliable))


def _lead(found: PromisesAudit, drawn: Sequence[PromiseCheck]) -> Iterator[str]:
    if drawn:
        yield (
            "Each bar is what customers get – the median wait, mean clicks or score – as a multiple of what was "
            "promised: what is right of the dashed line breaks the promise. The first table below says the same."
        )
    if any(row.reliable_promise is not None for row in drawn):
        yield f"A thin line runs on to the wait within which {format_share(found.reliable)} are served."
    if rest := len(found.promises) - len(drawn):
        yield f"Not drawn: {plural(rest, 'promise')} in words alone, or where nobody knows what customers get."


def _times(row: PromiseCheck) -> float | None:
    """Return how many times the promise customers get, where more is worse; of a score, the promise by the score."""
    if not row.promised or row.actual is None:
        return None
    if row.measure == "satisfaction":
        return row.promised / row.actual if row.actual else None
    return row.actual / row.promised


def _chart(rows: Sequence[PromiseCheck], reliable: float) -> Markup | None:
    """Draw the bars; colours come from the page's style, and every verdict stands in words."""
    if not rows:
        return None
    height = _HEAD + _ROW * len(rows) + 6
    said = "; ".join(f"{_name(row)}: {_words(row)}" for row in rows)
    label = escape(clean(f"Promised against actual. {said}"))
    parts = [
        f'<svg class="chart" role="img" aria-label="{label}" viewBox="0 0 {_WIDTH:.0f} {height:.0f}">',
        f'<text x="{_UNIT:.0f}" y="16" text-anchor="middle">promised</text>',
        *(_scale(times, height) for times in (2, 3)),
        *(part for n, row in enumerate(rows) for part in _bar(row, _HEAD + n * _ROW, reliable)),
        f'<path class="limit" d="M{_UNIT:.0f},{_HEAD - 4:.0f}V{height:.0f}"/></svg>',
    ]
    return Markup("".join(parts))  # noqa: S704 - all words are escaped


def _scale(times: int, height: float) -> str:
    x = times * _UNIT
    line = f'<path d="M{x:.0f},{_HEAD - 4:.0f}V{height:.0f}"/>'
    return f'<text x="{x:.0f}" y="16" text-anchor="middle">×{times}</text>{line}'


def _bar(row: PromiseCheck, top: float, reliable: float) -> Iterator[str]:
    times = _times(row) or 0.0
    end = min(times, _LONGEST) * _UNIT
    name = escape(fit(clean(_name(row)), _NAME, 13, bold=True))
    yield f'<text class="name" x="0" y="{top + 14:.0f}">{name}</text>'
    words = escape(clean(_words(row)))
    yield f'<text class="{row.verdict}" x="{_WIDTH:.0f}" y="{top + 14:.0f}" text-anchor="end">{words}</text>'
    y = top + 20
    yield f'<rect class="kept" x="0" y="{y:.0f}" width="{min(end, _UNIT):.1f}" height="12"/>'
    if end > _UNIT:
        yield f'<rect class="broken" x="{_UNIT:.0f}" y="{y:.0f}" width="{end - _UNIT:.1f}" height="12"/>'
    if times > _LONGEST:
        yield f'<path class="broken" d="M{end:.0f},{y - 2:.0f}L{end + 14:.0f},{y + 6:.0f}L{end:.0f},{y + 14:.0f}Z"/>'
    if row.reliable_promise is not None and row.promised and row.measure == "wait":
        late = min(row.reliable_promise / row.promised, _LONGEST) * _UNIT
        yield (
            f'<path class="late" d="M{end:.1f},{y + 6:.0f}H{late:.1f}M{late:.1f},{y:.0f}V{y + 12:.0f}">'
            f"<title>{format_share(reliable)} get it within {valued('wait', row.reliable_promise)}</title></path>"
        )


def _name(row: PromiseCheck) -> str:
    name = f"{row.delivered_name} ({row.channel})" if row.channel else row.delivered_name
    return name if row.touchpoint == row.delivered_at else f"{name}, said at {row.name}"


def _words(row: PromiseCheck) -> str:
    """Say the verdict, both values, and to how many it is kept."""
    assert row.measure is not None
    assert row.promised is not None
    assert row.actual is not None
    verdict = row.verdict if row.sure or row.verdict == "unknown" else f"{row.verdict}, not for sure"
    kept = f", kept to {format_share(row.kept.share)}" if row.kept else ""
    return f"{verdict}: {valued(row.measure, row.actual)}, promised {valued(row.measure, row.promised)}{kept}"
