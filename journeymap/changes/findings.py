"""What a comparison is prepared to defend, sentence by sentence."""

from collections.abc import Iterator

from journeymap.analysis.finding import Finding, Severity
from journeymap.analysis.wording import capital, plural
from journeymap.changes.compare import Comparison
from journeymap.changes.rows import Change
from journeymap.changes.words import change_headline, difference_words, row_words, value_words
from journeymap.journey import Journey

__all__ = ["change_findings"]

_KINDS: dict[str, tuple[str, Severity]] = {
    "worse": ("C110", "bad"),
    "better": ("C111", "good"),
    "more": ("C112", "note"),
    "fewer": ("C112", "note"),
}


def change_findings(found: Comparison, journey: Journey) -> tuple[Finding, ...]:
    """Say how the outcome changed, and what else did beyond chance.

    Args:
        found: What changed.
        journey: The later plan: its owners are asked to act.

    Returns:
        The outcome, what got worse, what got better, what is neither, then what to keep in mind; none where nothing
        changed.
    """
    if found.is_the_same:
        return ()
    rows = [row for row in found.rows if row.is_real and row is not found.total]
    ranked = sorted(rows, key=lambda row: _KINDS[row.verdict][0])
    return (_outcome(found), *(_row(row, found, journey) for row in ranked), *_cautions(found))


def _outcome(found: Comparison) -> Finding:
    return Finding("C101", "outcome", None, f"{capital(change_headline(found))}.", found.total.n_after, None)


def _row(row: Change, found: Comparison, journey: Journey) -> Finding:
    code, severity = _KINDS[row.verdict]
    values = f"{value_words(row, row.before)} before, {value_words(row, row.after)} after"
    said = f"{capital(row_words(row, found))}: {values} ({difference_words(row)})."
    point = journey.touchpoints.get(row.touchpoint or "")
    return Finding(code, severity, row.touchpoint, said, row.n_after, point.owner if point else None)


def _cautions(found: Comparison) -> Iterator[Finding]:
    if found.under_way is None or found.cases is None or not any(found.under_way):
        return
    before, after = (plural(n, "case") for n in found.under_way)
    said = (
        f"Still under way are {before} before and {after} after; they are left out of the outcome. Of late cases those "
        "that were quick are over first, so what changed may look better or worse than it is."
    )
    yield Finding("C120", "note", None, said, float(sum(found.under_way)), None)
