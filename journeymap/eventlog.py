"""Where the events are and what their columns mean."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypedDict, Unpack

from journeymap.addresses import located
from journeymap.errors import Diagnostic, LogError
from journeymap.journey import Journey
from journeymap.log_columns import LogColumns, OutcomeColumn, PromisedColumn, TimeColumn, TimeUnit

__all__ = ["EVENTS", "ROW", "ArrowStream", "EventLog", "LogOptions", "as_section", "event_log"]

ROW = "row"
"""What `order` says when the position in the file counts."""
EVENTS = "events"
"""What `clicks` says when every event is one click."""
_COLUMNS = (
    *("case", "touchpoint", "timestamp", "end", "order", "channel", "satisfaction", "comment", "clicks", "outcome"),
    *("value", "promised", "success"),
)


class ArrowStream(Protocol):
    """A frame of pandas or Polars, a table or reader of Arrow: whatever hands over its columns as Arrow does."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream of the Arrow C data interface, in a capsule."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """An event log: one row an event.

    A column that is None is recognised by its name where that is certain (case, touchpoint, timestamp),
    else the log is taken to have no such column. Times without a zone, here and in the log, are in `timezone`.

    Example:
        >>> EventLog("events.parquet", case="order", touchpoint="step", timestamp="at").case
        'order'
    """

    file: str | Path | ArrowStream
    """A file, a folder or a glob of files, the URL of a database, or a frame."""
    _: KW_ONLY
    case: str | None = None
    touchpoint: str | None = None
    timestamp: str | None = None
    time_unit: TimeUnit | None = None
    """Of times that are numbers since 1970."""
    end: str | None = None
    """A column: when the event was over. Waits then count from there to the next start."""
    timezone: str | None = None
    """IANA name of the zone of times that name none; default: UTC."""
    order: str | None = None
    """A column of numbers or times that orders events of one time; `row`: the position in the file."""
    channel: str | None = None
    satisfaction: str | None = None
    comment: str | None = None
    """A column of customers' words; only whether there are any is counted."""
    clicks: str | None = None
    """A column of whole numbers; `events`: events of one touchpoint in a row are its clicks."""
    outcome: str | None = None
    """A column that says how the event ended."""
    failed: tuple[str, ...] = ()
    """The outcomes that mean failure; without them `failed`, `error`, `no` … do, and `ok`, `done`, `yes` … do not."""
    value: str | None = None
    """A column of money per case; the last one given counts."""
    promised: str | None = None
    """A column of what this customer was promised: a longest wait, or a time or day by when."""
    promised_unit: str | None = None
    """Unit of promised waits that are bare numbers."""
    promised_touchpoint: str | None = None
    """The touchpoint that was promised, where the value is the case's; default: that of the event."""
    success: str | None = None
    """A column, true or false for the whole case: a good end, where arriving at a goal is not enough."""
    segments: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Event name or /regular expression/ → touchpoint id; the first that fits counts, others stand for themselves."""
    ignore: tuple[str, ...] = ()
    """Event names or /regular expressions/ that are left out."""
    unlisted: Literal["show", "ignore"] = "show"
    """What to do with events that stand for no touchpoint of the plan."""
    session: float | None = None
    """Seconds without an event after which a new case begins, named after the old one with `#2`."""
    since: dt.datetime | None = None
    """Only cases whose first event is then or later; they are taken whole."""
    until: dt.datetime | None = None
    """Only cases whose first event is before."""
    log_end: dt.datetime | None = None
    """When the log was taken; default: its last event."""
    lost_after: float | None = None
    """Seconds without an event after which a case has left; default: the 95th percentile of onward waits."""
    drop_duplicates: bool = False
    """Whether an event is left out that repeats the one before it: same case, touchpoint, time (and order)."""
    encoding: str | None = None
    """How text is written, such as `cp1252`; default: UTF-8, or what a byte order mark says."""
    sheet: str | None = None
    """The sheet of a workbook."""
    object_type: str | None = None
    """The type of objects that are the cases of an object-centric log."""

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is named.

        Example:
            >>> sorted(EventLog("events.csv", case="order", order="row", segments=("plan",)).columns)
            ['order', 'plan']
        """
        named = {name for name in (getattr(self, field) for field in _COLUMNS) if name} | {*self.segments}
        return frozenset(named - ({ROW} & {self.order}) - ({EVENTS} & {self.clicks}))


class LogOptions(TypedDict, total=False):
    """What may be said of a log beside its file: the fields of `EventLog`; None is as if not said."""

    case: str | None
    touchpoint: str | None
    timestamp: str | None
    time_unit: TimeUnit | None
    end: str | None
    timezone: str | None
    order: str | None
    channel: str | None
    satisfaction: str | None
    comment: str | None
    clicks: str | None
    outcome: str | None
    failed: tuple[str, ...] | None
    value: str | None
    promised: str | None
    promised_unit: str | None
    promised_touchpoint: str | None
    success: str | None
    segments: tuple[str, ...] | None
    names: Mapping[str, str] | None
    ignore: tuple[str, ...] | None
    unlisted: Literal["show", "ignore"] | None
    session: float | None
    since: dt.datetime | None
    until: dt.datetime | None
    log_end: dt.datetime | None
    lost_after: float | None
    drop_duplicates: bool | None
    encoding: str | None
    sheet: str | None
    object_type: str | None


def event_log(
    journey: Journey,
    file: str | Path | ArrowStream | None = None,
    *,
    folder: str | Path | None = None,
    **options: Unpack[LogOptions],
) -> EventLog:
    """Say where a journey's events are: as its `log:` section says, but for what is given here.

    Args:
        journey: The plan, with or without a `log:` section.
        file: The events, in place of `log: file`; relative to the working directory.
        folder: Where the journey file stands; `log: file` is relative to it.
        **options: Fields of `EventLog`, in place of what the `log:` section says; `names` come before its own.

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
    path = located(said.file or "", folder or ".") if file is None else file
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    names = given.pop("names", {})
    given["names"] = {**names, **{event: id_ for event, id_ in said.names.items() if event not in names}}
    return EventLog(path, **_said(said) | given)


_SAME = (
    *("case", "touchpoint", "end", "timezone", "order", "channel", "satisfaction", "comment", "clicks", "value"),
    *("success", "segments", "ignore", "unlisted", "session", "since", "until", "log_end", "lost_after"),
    *("drop_duplicates", "encoding", "sheet", "object_type"),
)


def as_section(log: EventLog) -> LogColumns:
    """Return what is said of a log as a journey file says it.

    Example:
        >>> as_section(EventLog("e.csv", timestamp="at", time_unit="ms")).timestamp
        TimeColumn(column='at', unit='ms')
    """
    file = str(log.file) if isinstance(log.file, str | Path) else None
    said = {name: getattr(log, name) for name in _SAME} | {"file": file, "names": dict(log.names)}
    if log.timestamp:
        said["timestamp"] = TimeColumn(column=log.timestamp, unit=log.time_unit)
    if log.outcome:
        said["outcome"] = OutcomeColumn(column=log.outcome, failed=log.failed)
    if log.promised:
        unit, touchpoint = log.promised_unit, log.promised_touchpoint
        said["promised"] = PromisedColumn(column=log.promised, unit=unit, touchpoint=touchpoint)
    return LogColumns().model_copy(update=said)


def _said(log: LogColumns) -> dict[str, Any]:
    """Return the fields of `EventLog` as a journey file gives them, but for file and names."""
    said = {name: getattr(log, name) for name in _SAME}
    if log.timestamp:
        said |= {"timestamp": log.timestamp.column, "time_unit": log.timestamp.unit}
    if log.outcome:
        said |= {"outcome": log.outcome.column, "failed": log.outcome.failed}
    if log.promised:
        said |= {"promised": log.promised.column, "promised_unit": log.promised.unit}
        said["promised_touchpoint"] = log.promised.touchpoint
    return said
