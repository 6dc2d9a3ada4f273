"""Where the events are and what their columns mean."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Literal

from journeymap.addresses import located
from journeymap.errors import Diagnostic, LogError
from journeymap.journey import Journey

__all__ = ["EventLog", "event_log"]


@dataclass(frozen=True, slots=True)
class EventLog:
    """An event log: one row an event.

    A column that is None is recognised by its name where that is certain (case, touchpoint, timestamp),
    else the log is taken to have no such column.

    Example:
        >>> EventLog("events.parquet", case="order", touchpoint="step", timestamp="at").case
        'order'
    """

    file: str | Path
    """A CSV or Parquet file, or a glob of them."""
    _: KW_ONLY
    case: str | None = None
    touchpoint: str | None = None
    timestamp: str | None = None
    order: str | None = None
    """A column of numbers or times that orders events of one time; `row`: the position in the file."""
    satisfaction: str | None = None
    success: str | None = None
    """A column, true or false for the whole case: a good end, where arriving at a goal is not enough."""
    segments: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Event name → touchpoint id; names that are not listed stand for themselves."""
    unlisted: Literal["show", "ignore"] = "show"
    """What to do with events that stand for no touchpoint of the plan."""
    lost_after: float | None = None
    """Seconds without an event after which a case has left; default: the 95th percentile of onward waits."""


def event_log(
    journey: Journey,
    file: str | Path | None = None,
    *,
    folder: str | Path | None = None,
    case: str | None = None,
    touchpoint: str | None = None,
    timestamp: str | None = None,
    order: str | None = None,
    satisfaction: str | None = None,
    success: str | None = None,
    segments: tuple[str, ...] | None = None,
    names: Mapping[str, str] | None = None,
    unlisted: Literal["show", "ignore"] | None = None,
    lost_after: float | None = None,
) -> EventLog:
    """Say where a journey's events are: as its `log:` section says, but for what is given here.

    Args:
        journey: The plan, with or without a `log:` section.
        file: The events, in place of `log: file`; relative to the working directory.
        folder: Where the journey file stands; `log: file` is relative to it.
        case: Column of the case ids.
        touchpoint: Column of the event names.
        timestamp: Column of the times.
        order: Column that orders events of one time, or `row`.
        satisfaction: Column of the scores.
        success: Column that says whether the case succeeded.
        segments: Columns whose values make up the segments.
        names: Event name → touchpoint id, added to those of the journey file.
        unlisted: What to do with events that stand for no touchpoint of the plan.
        lost_after: Seconds without an event after which a case has left.

    Raises:
        LogError: If neither the journey file nor `file` says where the events are.

    Example:
        >>> plan = {"journey": "j", "touchpoints": {"a": {}}, "log": {"case": "order"}}
        >>> event_log(Journey.model_validate(plan), "events.csv", timestamp="at").case
        'order'
    """
    said = journey.log
    if file is None and said.file is None:
        raise LogError(
            Diagnostic(
                "L118",
                f"no event log is known for the journey `{journey.journey}`",
                help="name its file, or write `log: {file: events.csv}` into the journey file",
            ),
        )
    return EventLog(
        located(said.file or "", folder or ".") if file is None else file,
        case=case or said.case,
        touchpoint=touchpoint or said.touchpoint,
        timestamp=timestamp or said.timestamp,
        order=order or said.order,
        satisfaction=satisfaction or said.satisfaction,
        success=success or said.success,
        segments=said.segments if segments is None else segments,
        names={**said.names, **(names or {})},
        unlisted=unlisted or said.unlisted,
        lost_after=said.lost_after if lost_after is None else lost_after,
    )
