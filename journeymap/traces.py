"""The trace of one case: its events, as they were counted."""

import datetime as dt
from dataclasses import dataclass

__all__ = ["Trace", "Visit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One event of a case; times in UTC."""

    touchpoint: str
    begun: dt.datetime
    ended: dt.datetime | None = None
    """None where the log does not say when events end."""
    promised_seconds: float | None = None
    """The wait that the log says was promised, from the event before."""
    due: dt.datetime | None = None
    """By when, where the log promises a time instead."""
    channel: str | None = None
    clicks: float | None = None
    score: float | None = None
    score_share: float | None = None
    """The score as a share of its scale, 0 (worst) to 1 (best)."""
    failed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One case of a log, read as far as a measurement reads it."""

    case: str
    visits: tuple[Visit, ...]
    """In order; at least one."""
    under_way: bool
    success: bool | None
    """None where the log does not say."""
    names: dict[str, str]
    """What the log calls the touchpoints that the plan does not have, by id."""
