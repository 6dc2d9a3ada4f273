"""How a journey file says to read its event log."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from journeymap import forms
from journeymap.fields import Duration, FileModel, Moment, PositiveDuration, YesNo, Zone
from journeymap.names import Names

__all__ = ["LogColumns", "OutcomeColumn", "PromisedColumn", "TimeColumn", "TimeUnit"]

TimeUnit = Literal["s", "ms", "us"]
"""Of times that are numbers: seconds, milliseconds or microseconds since 1970."""


class _Column(FileModel):
    """A column, alone or with what its values mean."""

    bare = "column"

    column: str
    """Its name in the log."""

    @model_validator(mode="before")
    @classmethod
    def _bare_column(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | _Column) else {"column": value}


class TimeColumn(_Column):
    """A column of times."""

    unit: TimeUnit | None = None
    """Where they are numbers since 1970: seconds, milliseconds or microseconds."""


class OutcomeColumn(_Column):
    """A column that says how an event ended."""

    failed: Names = ()
    """The values that mean failure; any other value is none."""


class PromisedColumn(_Column):
    """A column with what this customer was promised: a longest wait, or a time or day by when."""

    unit: Annotated[str, forms.suggesting("minutes", "hours", "days")] | None = None
    """Of waits that are bare numbers."""
    touchpoint: str | None = None
    """The touchpoint that was promised, where the value is the case's; default: that of the event."""


class LogColumns(FileModel):
    """How to read an event log for this journey."""

    file: str | None = None
    """The event log: a file, a folder or a glob as seen from the folder of the journey file, or a URL."""
    encoding: str | None = None
    """How text is written, such as `cp1252`; default: UTF-8, or what a byte order mark says."""
    sheet: str | None = None
    """The sheet of a workbook."""
    object_type: str | None = None
    """The type of objects that are the cases of an object-centric log."""
    case: str | None = None
    """Column with the case: customer, order, incident."""
    touchpoint: str | None = None
    """Column with the touchpoint or activity."""
    timestamp: TimeColumn | None = None
    """Column with the time of the event, or of its start; with `unit` where times are numbers."""
    end: str | None = None
    """Column with the time at which the event was over; waits then count from there to the next start."""
    timezone: Zone | None = None
    """The time zone of times that name none, such as `Europe/Warsaw`; default: UTC."""
    order: Annotated[str, forms.suggesting("row")] | None = None
    """Column that orders events of one case and time; `row`: their position in the file."""
    channel: str | None = None
    """Column with the channel."""
    satisfaction: str | None = None
    """Column with the score."""
    comment: str | None = None
    """Column with the customer's words; only how many there are is counted."""
    clicks: Annotated[str, forms.suggesting("events")] | None = None
    """Column with the number of clicks; `events`: events of one touchpoint in a row are its clicks."""
    outcome: OutcomeColumn | None = None
    """Column with how the event ended, and which values mean that it failed."""
    value: str | None = None
    """Column with the money that the case brought; the last one given counts."""
    promised: PromisedColumn | None = None
    """Column with what this customer was promised: a longest wait, or a time or day by when."""
    success: str | None = None
    """Column, true or false per case: a good end, where arriving at a goal is not enough."""
    segments: Names = ()
    """Columns by which customers are told apart; one, or several."""
    names: dict[str, str] = Field(default_factory=dict)
    """Event name or /regular expression/ → touchpoint id; the first that fits counts."""
    ignore: Names = ()
    """Event names or /regular expressions/ that are left out."""
    unlisted: Literal["show", "ignore"] = "show"
    """Whether events that stand for no touchpoint are shown, with a warning, or ignored."""
    session: PositiveDuration | None = None
    """After so long without an event a new case begins: `30 min`."""
    since: Moment | None = None
    """Only cases whose first event is then or later."""
    until: Moment | None = None
    """Only cases whose first event is before."""
    log_end: Moment | None = None
    """When the log was taken; default: its last event. Cases quiet for long then have left."""
    lost_after: Duration | None = None
    """A case this long without an event has left; default: the 95th percentile of the onward waits there."""
    drop_duplicates: YesNo = False
    """Whether an event is left out that repeats another one: same case, touchpoint and time."""
    after_goal: Literal["cut", "keep"] = "cut"
    """Whether what follows the first goal is kept, as extra; what a goal leads on to is kept anyway."""
