"""What is measured at a touchpoint, promised and aimed at there: waits, shares of leaving, measures by channel."""

from collections.abc import Mapping
from math import log
from typing import Annotated, Any

from pydantic import ConfigDict, model_validator

from journeymap import forms
from journeymap.fields import (
    Amount,
    Count,
    Day,
    Duration,
    FileModel,
    Number,
    PositiveDuration,
    PositiveNumber,
    Share,
    YesNo,
    one_text,
    refusal,
)
from journeymap.satisfaction import Satisfaction
from journeymap.situations import SITUATIONS
from journeymap.units import UnitError, parse_number
from journeymap.writing import written_number

__all__ = ["ChannelMeasures", "Expectation", "Left", "Promise", "Target", "Wait"]

_P90 = 1.2815515655446004
"""The standard normal quantile of 0.9."""


class Wait(FileModel):
    """How long customers wait: a duration, a log-normal distribution by median and p90, or `measured`."""

    bare = "median"
    spoken = ({"const": "measured"},)
    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["median"]}, {"required": ["measured"]}],
            "dependentRequired": {"p90": ["median"]},
        }
    )

    median: Duration | None = None
    """Half wait longer."""
    p90: Duration | None = None
    """One in ten waits longer."""
    measured: YesNo = False
    """The log tells: the time since the event before."""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(value, Mapping | Wait):
            return value
        return {"measured": True} if value == "measured" else {"median": value}

    @model_validator(mode="after")
    def _in_order(self) -> "Wait":
        if self.median is None and not self.measured:
            raise refusal("J111", "a wait has no `median`", help="write `{median: 4 min, p90: 11 min}`")
        if self.p90 is not None and not self.median:
            raise refusal("J111", "`p90` needs a `median` of more than 0", help="write `{median: 4 min, p90: 11 min}`")
        if self.p90 is not None and self.p90 < (self.median or 0):
            raise refusal("J111", "`p90` is shorter than `median`", help="nine of ten customers wait at most `p90`")
        return self

    def shortest(self, keys: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        """Return `measured`, a duration, or the keys."""
        return "measured" if keys == {"measured": True} else super().shortest(keys)

    @property
    def sigma(self) -> float:
        """Standard deviation of the wait's logarithm, from median and p90; 0 where it is one duration."""
        return log(self.p90 / self.median) / _P90 if self.p90 and self.median else 0.0


class Promise(FileModel):
    """What the organisation said the customer would get."""

    bare = "wait"

    wait: Duration | None = None
    """The longest wait."""
    clicks: Count | None = None
    """How many clicks it takes at most."""
    satisfaction: Number | None = None
    """The mean score that is claimed, on the touchpoint's scale."""
    about: str | None = None
    """The touchpoint where it is delivered, if elsewhere: an advertisement promises delivery within three days."""
    says: str | None = None
    """The words in which it is promised."""
    topic: str | None = None
    """What it is about; promises on one topic should agree."""
    owner: str | None = None
    """Who made it."""
    spend: Amount | None = None
    """What is spent on making it known."""

    @model_validator(mode="before")
    @classmethod
    def _bare_wait(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | Promise) else {"wait": value}


class Expectation(FileModel):
    """What customers say they expect, whoever promised it and however reasonable it is; a score is a rating."""

    bare = "wait"

    wait: Duration | None = None
    """The longest wait."""
    clicks: Count | None = None
    """How many clicks at most."""
    answers: Count | None = None
    """How many customers were asked."""
    date: Day | None = None
    """When they were asked."""

    @model_validator(mode="before")
    @classmethod
    def _bare_wait(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | Expectation) else {"wait": value}


class Target(FileModel):
    """What a touchpoint shall reach; what is not given keeps the default target."""

    wait: Duration | None = None
    """The longest wait."""
    work_time: Duration | None = None
    """The longest time of work."""
    clicks: Count | None = None
    """How many clicks it shall take at most."""
    satisfaction: Number | None = None
    """The mean score, on the touchpoint's scale."""
    left: Share | None = None
    """Share of those who reach it that may leave here."""
    due: Day | None = None
    """When it shall be reached."""


class Left(FileModel):
    """Customers seen leaving here, of those who reached it: `120 of 400`, or share and total."""

    spoken = (forms.LEFT,)

    share: Share
    """Of those who reached it."""
    of: PositiveNumber
    """How many reached it."""

    @model_validator(mode="before")
    @classmethod
    def _counts(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(value, Mapping | Left):
            return value
        left, _, total = one_text(value).partition(" of ")
        try:
            left_n, total_n = parse_number(left), parse_number(total)
        except UnitError:
            raise refusal("J112", f"`{value}` does not say how many left", help="write `120 of 400`") from None
        if not 0 <= left_n <= total_n or total_n == 0:
            said = f"`{value}`: those who left are not some of those who reached it"
            raise refusal("J112", said, help="write `120 of 400`")
        return {"share": left_n / total_n, "of": total_n}

    def shortest(self, keys: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        """Return `120 of 400` where that is exact, else the keys."""
        left = round(self.share * self.of)
        exact = left <= self.of and left / self.of == self.share
        return f"{left} of {written_number(self.of)}" if exact else keys


class ChannelMeasures(FileModel):
    """Measures of a touchpoint in one of its channels."""

    share: Share | None = None
    """Of the touchpoint's customers; without it what is left, in equal parts, which is an assumption."""
    situation: Annotated[str, forms.suggesting(*SITUATIONS)] | None = None
    """What customers wait for in this channel, which tells their patience; without it the channel suggests one."""
    patience: PositiveDuration | None = None
    """The wait beyond what is tolerated at which half of the customers of this channel would be gone."""
    wait: Wait | None = None
    """How long customers wait in this channel."""
    work_time: Wait | None = None
    """Time they spend working or in conversation."""
    promise: Promise | None = None
    """What the organisation said they would get in this channel."""
    informed: YesNo = False
    """Whether progress or the position in the queue is shown here."""
    clicks: Count | None = None
    """How many clicks it takes them."""
    keystrokes: Count | None = None
    """How many keystrokes it takes them."""
    satisfaction: Satisfaction | None = None
    """How they felt in this channel."""
