"""Whether a target that is not reached yet will be by its day, if it goes on as it did."""

import datetime as dt
from dataclasses import dataclass

from journeymap.audits.judged import Judged

__all__ = ["Trend", "trend"]


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through two measurements, to the day of the target: no forecast, but what the pace would give."""

    since: dt.date
    """The last day of the earlier log."""
    then: float
    """What the measure was: of a wait whose spread is known the share of customers within the limit, else its value."""
    now: float
    by_due: float
    """What it would be on the day of the target: seconds, clicks, a score, or a share of 0 to 1."""
    on_the_way: bool
    """Whether that reaches the target."""


def trend(
    now: Judged, then: Judged, *, days: tuple[dt.date, dt.date], due: dt.date, reliable: float, low_is_good: bool
) -> Trend | None:
    """Draw the line `now + (now − then)·(due − day now)/(day now − day then)`.

    Args:
        now: The measure at the newer measurement.
        then: The same at the earlier one.
        days: The last days of both logs, the earlier one first.
        due: The day by which the target shall be reached.
        reliable: The share of customers, 0 to 1, of whom a limit of waits must hold.
        low_is_good: Whether less is better.

    Returns:
        None where one of them is not known, or the earlier one is not earlier.

    Example:
        >>> from dataclasses import replace
        >>> now = Judged(measure="clicks", limit=5, actual=9, gap=4, kept=None, verdict="missed", sure=True, n=None,
        ...              evidence="measured")
        >>> march, may, july = (dt.date(2026, month, 1) for month in (3, 5, 7))
        >>> found = trend(now, replace(now, actual=14), days=(march, may), due=july, reliable=0.95, low_is_good=True)
        >>> found.by_due, found.on_the_way
        (4.0, True)
    """
    first, last = days
    values = _comparable(then, now)
    if values is None or not first < last <= due:
        return None
    before, after = values
    by_due = after + (after - before) * ((due - last) / (last - first))
    if now.kept is not None:
        by_due = min(1.0, max(0.0, by_due))
        reached = by_due >= reliable
    else:
        by_due = max(0.0, by_due) if low_is_good else by_due
        reached = by_due <= now.limit if low_is_good else by_due >= now.limit
    return Trend(first, before, after, by_due, reached)


def _comparable(then: Judged, now: Judged) -> tuple[float, float] | None:
    if then.kept is not None and now.kept is not None:
        return then.kept.share, now.kept.share
    if then.kept is None and now.kept is None and then.actual is not None and now.actual is not None:
        return then.actual, now.actual
    return None
