"""What changed, in words: the first line, and a sentence for everything that did so beyond chance."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.wording import Names, joined, plural, signed
from journeymap.case_ends import END, START
from journeymap.changes.compare import Comparison
from journeymap.changes.decomposition import Part
from journeymap.changes.keys import MEASURES
from journeymap.changes.rows import Change
from journeymap.changes.structure import PlanChange
from journeymap.units import format_count, format_duration

__all__ = [
    "ALONE",
    "change_headline",
    "difference_words",
    "how_judged",
    "is_told",
    "origins",
    "part_words",
    "plan_rows",
    "row_words",
    "value_words",
]

ALONE = "In points, had this piece alone been changed (–: it cannot be alone); pieces do not add up."
"""How the figures of `plan_rows` are meant."""
_MOST_NAMED = 3
_WON = {True: "won", False: "lost"}
_NOTHING = 5e-5
"""A share that would be written as 0.0 %."""
_NO_POINT = 5e-4
"""A share that would be written as 0.0 points."""
_METHOD = (
    "Intervals are 95 %, of each difference alone (Newcombe for shares, Welch for means). The outcome is judged by "
    "itself at 5 %; all other rows together, by Holm's method: where nothing changed, 19 of 20 comparisons call no row "
    "a change. Visits of one customer are not taken for visits of as many customers (Rao and Scott; Kish)."
)
_HALF = 0.5
_PARTS = {
    "start": "by where customers started",
    "same_way": "with those who went the same ways",
    "mix": "by who came",
}


def change_headline(found: Comparison) -> str:
    """Say in one sentence how the outcome changed, where most of that came from, and what else did."""
    if found.is_the_same:
        return "nothing changed"
    return f"{_outcome(found)}{_elsewhere(found.rows, found)}"


def _outcome(found: Comparison) -> str:
    row, called = found.total, found.outcome
    if row.before is None or row.after is None or row.difference is None:
        return f"{called} cannot be compared: on one side no case is over"
    values = f"{_per_cent(row.before)} to {_per_cent(row.after)} ({difference_words(row)})"
    if found.cases is None:
        if abs(row.difference) < _NOTHING:
            return f"{called} stays at {_per_cent(row.before)}, by the model"
        moves = "rises" if row.difference > 0 else "falls"
        return f"{called} {moves} from {values} by the model{_origin(found)}"
    if not row.is_real:
        few = row.verdict == "too few to tell"
        known = f"too few cases to tell whether {called} changed" if few else f"no real change in {called}"
        return f"{known}: {_per_cent(row.before)} before, {_per_cent(row.after)} after ({difference_words(row)})"
    moved = "rose" if row.difference > 0 else "fell"
    return f"{called} {moved} from {values}{_origin(found)}"


def _origin(found: Comparison) -> str:
    """Say where most of a change came from, if more than half came from one place."""
    total = found.total.difference or 0.0
    largest = max(found.parts, key=lambda part: part.difference * (1 if total > 0 else -1), default=None)
    if largest is None or abs(total) < _NOTHING or largest.difference / total <= 0:
        return ""
    against = min(found.parts, key=lambda part: part.difference / total)
    if against.difference / total < -_HALF:
        one, other = _WON[total > 0], _WON[total <= 0]
        return f", {one} {part_words(largest, found)} and in part {other} {part_words(against, found)}"
    most = "most of it" if largest.difference / total > _HALF else "the largest part of it"
    return f", {most} {part_words(largest, found)}"


def part_words(part: Part, found: Comparison) -> str:
    """Say where a part of a change came from."""
    if part.kind == "touchpoint":
        return f"at {found.names[part.touchpoint or '']}"
    return _PARTS[part.kind]


def _elsewhere(rows: Sequence[Change], found: Comparison) -> str:
    """Name the touchpoints that got worse, then those that got better; those that did both are in both."""
    said = []
    for verdict in ("worse", "better"):
        at = dict.fromkeys(row.touchpoint for row in rows if row.verdict == verdict and _is_of_touchpoint(row))
        names = [found.names[name or ""] for name in at]
        if names:
            more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
            said.append(f"; {joined([*names[:_MOST_NAMED], *more])} got {verdict}")
    return "".join(said)


def _is_of_touchpoint(row: Change) -> bool:
    return row.measure in {"loss", "wait_mean", "wait_median", "satisfaction", "clicks", "promise_kept"}


def plan_rows(found: Comparison) -> tuple[tuple[str, str, str, str, str], ...]:
    """Say how two plans differ, piece by piece, but for those that do nothing alone.

    Returns:
        What a piece is about, what it was and is, and by how many points it alone would change completion and those
        kept ("–" where it cannot be alone); that which changes most first.
    """
    telling = [each for each in found.plan if each.kept_difference is None or _strength_alone(each) >= _NO_POINT]
    ranked = sorted(telling, key=lambda each: -abs(each.kept_difference or 0.0))
    return tuple(
        (*_plan_words(each, found.names), _alone(each.completion_difference), _alone(each.kept_difference))
        for each in ranked
    )


def _strength_alone(change: PlanChange) -> float:
    return max(abs(change.completion_difference or 0.0), abs(change.kept_difference or 0.0))


def _alone(share: float | None) -> str:
    return "–" if share is None else signed(100 * share, 1)


def _plan_words(change: PlanChange, names: Names) -> tuple[str, str, str]:
    """Say what a piece of a plan is about, what it was and what it is."""
    at = names[change.touchpoint]
    if change.to is not None:
        ways = {"added": "new way ", "removed": "no more way ", "changed": "way "}[change.kind]
        return f"{ways}{at} → {names[change.to]}", change.before or "–", change.after or "–"
    if change.key is None:
        return f"{at} {change.kind}", "–", "–"
    return f"{at}: {change.key}", change.before or "–", change.after or "–"


def row_words(row: Change, found: Comparison) -> str:
    """Say what a row is about."""
    names, means = found.names, MEASURES[row.measure].words
    if row.segment is not None:
        return f"{found.outcome}, {row.segment[0]}={row.segment[1]}"
    if row.touchpoint is None:
        return means
    if row.measure == "transition":
        return f"{names[row.touchpoint]} → {names[row.to or '']}"
    if row.measure in {"route", "route_outcome"}:
        return _route(row, found)
    channel = f" ({row.to})" if row.to else ""
    return f"{names[row.touchpoint]}{channel}: {means}"


def _route(row: Change, found: Comparison) -> str:
    """Say where the plan is left and to what; of a share that got better or worse, what the route is good for."""
    to = "stopped" if row.to == END else f"to {found.names[row.to or '']}"
    at = "at the start" if row.touchpoint == START else f"after {found.names[row.touchpoint or '']}"
    if row.measure == "route_outcome":
        return f"{found.outcome} of those who left the plan {at}, {to}"
    more = (row.difference or 0.0) > 0
    serves = {"better": more, "worse": not more}.get(row.verdict)
    kind = "" if serves is None else " (a better route)" if serves else " (does harm)"
    return f"left the plan {at}, {to}{kind}"


def value_words(row: Change, value: float | None) -> str:
    """Write one value of a row in its unit."""
    if value is None:
        return "–"
    match MEASURES[row.measure].unit:
        case "share":
            return _per_cent(value)
        case "seconds":
            return format_duration(value)
        case "scale":
            return f"{100 * value:.1f} of 100"
    return format_count(value)


def difference_words(row: Change) -> str:
    """Write the difference of a row, with its interval where it has one."""
    if row.difference is None:
        return "–"
    unit = MEASURES[row.measure].unit
    points = " points" if unit == "share" else ""
    if row.low is None or row.high is None:
        return f"{_signed(row.difference, unit)}{points}"
    return f"{_signed(row.difference, unit)}{points}, {_signed(row.low, unit)} to {_signed(row.high, unit)}"


def _signed(value: float, unit: str) -> str:
    if unit not in {"seconds", "clicks"}:
        return signed(100 * value, 1)
    text = format_duration(abs(value)) if unit == "seconds" else format_count(abs(value))
    zero = not any(digit in text for digit in "123456789")
    return text if zero else f"{'−' if value < 0 else '+'}{text}"


def is_told(row: Change) -> bool:
    """Whether a row changed beyond chance, or was not tested and is written differently."""
    if row.verdict != "not tested":
        return row.is_real
    return bool(row.difference) and value_words(row, row.before) != value_words(row, row.after)


def origins(found: Comparison, most: int) -> dict[str, tuple[tuple[str, str], ...]]:
    """Say where a change comes from, in points: of the outcome, and of plans also of those kept.

    Args:
        found: What was compared.
        most: How many parts to name; the others are one row, so that all add up to the last.

    Returns:
        By what changed; nothing of what hardly did.
    """
    asked: list[tuple[str, Change, Sequence[Part]]] = [(found.outcome, found.total, found.parts)]
    if found.cases is None:
        asked.append(("kept", found.kept, found.kept_parts))
    return {
        called: (*_largest(parts, found, most), ("together", signed(100 * row.difference, 1)))
        for called, row, parts in asked
        if row.difference is not None and abs(row.difference) >= _NO_POINT
    }


def _largest(parts: Sequence[Part], found: Comparison, most: int) -> Iterator[tuple[str, str]]:
    ranked = sorted(parts, key=lambda part: -abs(part.difference))
    shown = [part for part in ranked if abs(part.difference) >= _NO_POINT][:most]
    yield from ((part_words(part, found), signed(100 * part.difference, 1)) for part in shown)
    rest = sum(part.difference for part in ranked) - sum(part.difference for part in shown)
    if abs(rest) >= _NO_POINT:
        yield "other", signed(100 * rest, 1)


def how_judged(found: Comparison) -> Iterator[str]:
    """Say how many rows did not change, and how it was judged."""
    same = sum(row.verdict == "no real difference" for row in found.rows)
    few = sum(row.verdict == "too few to tell" for row in found.rows)
    if same or few:
        yield f"{plural(same, 'row')} without a real difference; {few} with too few to tell, below 30 on one side."
    if any(row.low is not None for row in found.rows):
        yield _METHOD
    if found.cases is None:
        yield "Nothing was counted of what is described or modelled: its differences are not called a change."
    if found.under_way and any(found.under_way):
        yield "Cases still under way are left out of the outcome: of late ones, those that were quick are over first."


def _per_cent(share: float) -> str:
    return f"{100 * share:.1f} %"
