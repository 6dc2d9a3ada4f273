"""One touchpoint as a journey file describes it."""

from collections.abc import Mapping
from math import log
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, model_validator

from journeymap import forms
from journeymap.fields import (
    Amount,
    Cost,
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
from journeymap.model import Alternatives
from journeymap.names import Channel, Names, Next, OneOrMore
from journeymap.satisfaction import Satisfaction
from journeymap.situations import SITUATIONS
from journeymap.units import UnitError, equal_where_unknown, parse_number
from journeymap.writing import written_number

__all__ = [
    "AREAS",
    "PILLARS",
    "STAGES",
    "Area",
    "Benchmark",
    "ChannelMeasures",
    "Feedback",
    "Left",
    "Pillar",
    "Pillars",
    "Promise",
    "Ratings",
    "Stage",
    "Target",
    "Touchpoint",
    "Wait",
]

Pillar = Literal[
    "advertising",
    "content",
    "digital",
    "in_person",
    "communication",
    "representatives",
    "products",
    "service",
    "friction",
    "reputation",
]
"""The ten pillars of customer experience."""
PILLARS: tuple[Pillar, ...] = get_args(Pillar)
Area = Literal["sales", "product", "brand", "marketing", "service"]
AREAS: tuple[Area, ...] = get_args(Area)
Stage = Literal["retention", "loyalty", "recommendation", "word_of_mouth", "advocacy"]
"""What should come after the sale."""
STAGES: tuple[Stage, ...] = get_args(Stage)

Pillars = OneOrMore[Pillar]

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


class Feedback(FileModel):
    """How a customer can say that something is wrong."""

    bare = "channel"

    channel: Channel | None = None
    """By what means."""
    clicks: Count | None = None
    """What it takes to complain."""

    @model_validator(mode="before")
    @classmethod
    def _bare_channel(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | Feedback) else {"channel": value}


class Ratings(FileModel):
    """What others than the customers say, on the touchpoint's scale."""

    company: Number | None = None
    """What the organisation believes."""
    leadership: Number | None = None
    """What its leaders say."""
    staff: Number | None = None
    """What those who work there say."""
    expected: Number | None = None
    """What customers expected, asked in the same survey."""


class Benchmark(FileModel):
    """What others reach, and who says so."""

    score: Number
    """Their mean score, on the touchpoint's scale."""
    source: str | None = None
    """Where the score is from."""


class ChannelMeasures(FileModel):
    """Measures of a touchpoint in one of its channels."""

    share: Share | None = None
    """Of the touchpoint's customers."""
    wait: Wait | None = None
    """How long customers wait in this channel."""
    clicks: Count | None = None
    """How many clicks it takes them."""
    keystrokes: Count | None = None
    """How many keystrokes it takes them."""
    satisfaction: Satisfaction | None = None
    """How they felt in this channel."""


class Touchpoint(FileModel):
    """One meeting of customer and organisation."""

    name: str | None = None
    """What people read; without it they read the id."""
    description: str | None = None
    """What happens here."""
    phase: str | None = None
    """The column of the picture in which it stands."""
    channel: OneOrMore[Channel] = ()
    """One channel, or several."""
    situation: Annotated[str, forms.suggesting(*SITUATIONS)] | None = None
    """What customers wait for, which tells their patience; without it the channel suggests one."""
    missing: YesNo = False
    """It should exist and does not: drawn, and nothing else."""

    owner: str | None = None
    """Who is asked to act: findings name the owner."""
    department: str | None = None
    """Where the owner works."""
    controllable: Literal["yes", "partly", "no"] | None = None
    """Whether the organisation can do something about it."""
    pillar: Pillars = ()
    """Which of the ten pillars of customer experience it belongs to; one, or several."""
    area: Area | None = None
    """Which part of the organisation it serves."""
    stage: Stage | None = None
    """What comes after the sale here."""
    staff_ready: YesNo | None = None
    """Whether the people there are trained and have what they need."""

    wait: Wait | None = None
    """How long customers wait here."""
    since: Annotated[str, forms.suggesting("start")] | None = None
    """The wait counts from the first time at this touchpoint (or `start`); default: from the one before."""
    work_time: Wait | None = None
    """Time the customer spends working or in conversation; with a `patience` of the touchpoint it counts as wait."""
    promise: Promise | None = None
    """What the organisation said the customer would get."""
    patience: PositiveDuration | None = None
    """The wait beyond what is tolerated at which half of the customers would be gone."""
    informed: YesNo = False
    """Whether progress or the position in the queue is shown."""
    time_critical: YesNo = False
    """Whether customers need it in a hurry, which halves their patience."""
    alternatives: Alternatives | None = None
    """Whether customers could get the same elsewhere."""
    clicks: Count | None = None
    """How many clicks it takes a customer."""
    keystrokes: Count | None = None
    """How many keystrokes it takes a customer."""
    task: Annotated[str, forms.suggesting("find", "compare", "buy", "check out")] | None = None
    """What the clicks are for: find, compare, buy, check out."""
    satisfaction: Satisfaction | None = None
    """How customers felt."""
    ratings: Ratings | None = None
    """What others than the customers say."""
    benchmark: Benchmark | None = None
    """What others reach."""
    channels: dict[Channel, ChannelMeasures] = Field(default_factory=dict)
    """Measures by channel, where they differ."""

    reached: PositiveNumber | None = None
    """How many customers got here; who did not go on has left."""
    left: Left | None = None
    """How many left here, of those who reached it."""
    next: Next = Field(default_factory=dict)
    """Where the plan leads from here: shares of those who go on, adding up to 100 %; or counts; or names alone."""
    recovers: Names = ()
    """Touchpoints whose failures it mends."""
    optional: YesNo = False
    """May be skipped."""
    repeats: YesNo = False
    """May follow itself."""
    skip_cost: Cost = 1
    """What it costs an alignment to skip it."""
    extra_cost: Cost = 1
    """What it costs an alignment to meet it unplanned."""

    feedback: Feedback | None = None
    """How a customer can say that something is wrong."""
    complaints: Count | None = None
    """How many complained."""
    quotes: Names = ()
    """What customers said; one quotation, or several."""
    moment_of_truth: YesNo = False
    """Whether customers make up their minds here."""
    opportunity: str | None = None
    """What could be made of it."""
    cause: str | None = None
    """Why it is as it is."""
    prevention: str | None = None
    """What will keep it from happening again."""
    target: Target | None = None
    """What it shall reach; what is not given keeps the usual target."""
    fix_cost: Count | None = None
    """What fixing it costs, in any unit that is the same everywhere."""

    @property
    def counted(self) -> bool:
        """Whether `next` counts customers rather than giving shares."""
        counts = [value for value in self.next.values() if isinstance(value, int)]
        return len(counts) == len(self.next) and sum(counts) > 1

    @property
    def shares(self) -> dict[str, float]:
        """Share of those who go on, by where they go; adds up to 1, equal where nothing is known."""
        if not self.counted:
            return equal_where_unknown(self.next)
        total = sum(value or 0.0 for value in self.next.values())
        return {name: (value or 0.0) / total for name, value in self.next.items()}

    @property
    def shares_are_known(self) -> bool:
        """Whether the shares were said, or follow from there being one way only."""
        return len(self.next) == 1 or any(value is not None for value in self.next.values())

    def changed(self, change: "Touchpoint") -> "Touchpoint":
        """Return the touchpoint with what another says of it in place of its own.

        Counts of all customers are not mixed with those of some: where the change counts, or says where they go
        on, only what was seen leaving stays.
        """
        update = {key: getattr(change, key) for key in change.model_fields_set}
        if update.keys() & {"reached", "left", "next"}:
            left = None if "reached" in update or change.counted else self.leaving
            update = {"reached": None, "left": left} | update
        return self.model_copy(update=update)

    @property
    def leaving(self) -> Left | None:
        """Who was seen to leave: as given, or who reached it and did not go on."""
        if self.left or not self.reached or not self.counted:
            return self.left
        went_on = sum(value or 0.0 for value in self.next.values())
        return Left(share=max(0.0, (self.reached - went_on) / self.reached), of=self.reached)
