"""One touchpoint as a journey file describes it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from journeymap import forms
from journeymap.calendar import WorkingSeconds
from journeymap.fields import (
    Cost,
    Count,
    FileModel,
    Number,
    PositiveDuration,
    PositiveNumber,
    YesNo,
)
from journeymap.measures import ChannelMeasures, Expectation, Left, Promise, Target, Wait
from journeymap.model import Alternatives
from journeymap.names import Channel, Names, Next, OneOrMore
from journeymap.satisfaction import Satisfaction
from journeymap.situations import SITUATIONS
from journeymap.units import equal_where_unknown

__all__ = [
    "AREAS",
    "PILLARS",
    "STAGES",
    "Area",
    "Benchmark",
    "Feedback",
    "Pillar",
    "Pillars",
    "Ratings",
    "Stage",
    "Touchpoint",
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
    """What others than the customers say, on the touchpoint's scale: a score, or how many answered what."""

    company: Satisfaction | None = None
    """What the organisation believes."""
    leadership: Satisfaction | None = None
    """What its leaders say."""
    staff: Satisfaction | None = None
    """What those who work there say."""
    expected: Satisfaction | None = None
    """What customers expected, asked in the same survey."""


class Benchmark(FileModel):
    """What others reach, and who says so."""

    score: Number
    """Their mean score, on the touchpoint's scale."""
    source: str | None = None
    """Where the score is from."""


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
    expects: Expectation | None = None
    """What customers say they expect, promised or not."""
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
    """Measures by channel, where they differ; what a channel does not say is that of the touchpoint."""

    reached: PositiveNumber | None = None
    """How many customers got here; who did not go on has left."""
    left: Left | None = None
    """How many left here, of those who reached it."""
    next: Next = Field(default_factory=dict)
    """Where the plan leads from here: shares of those who go on, adding up to 100 %; or counts; or names alone."""
    recovers: Names = ()
    """Touchpoints whose failures it mends where it goes well itself."""
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
    def in_working_time(self) -> bool:
        """Whether its wait counts in working time: as the promise does, or patience where nothing is promised."""
        promised = self.promised_wait
        return isinstance(self.patience if promised is None else promised, WorkingSeconds)

    @property
    def describes_wait(self) -> bool:
        """Whether it is said here, or in every channel, how long customers wait: it beats the gaps of a log."""
        waits = [point.wait for point in map(self.in_channel, self.channels)] or [self.wait]
        return all(wait is not None and wait.median is not None and not wait.measured for wait in waits)

    @property
    def promised_wait(self) -> float | None:
        """The longest wait, in seconds, that is promised for this touchpoint itself; None where none is."""
        return self.promise.wait if self.promise and self.promise.about is None else None

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

    @property
    def channel_shares(self) -> dict[str, float]:
        """Share of the customers by channel, for which measures are given; adds up to 1, equal where unknown."""
        return equal_where_unknown({name: channel.share for name, channel in self.channels.items()})

    @property
    def channels_without_share(self) -> tuple[str, ...]:
        """Channels whose share is not given: that of one is what is left, of several an assumption."""
        return tuple(name for name, channel in self.channels.items() if channel.share is None)

    def in_channel(self, name: str) -> "Touchpoint":
        """Return the touchpoint as it is in one of the channels for which measures are given.

        Example:
            >>> point = Touchpoint.model_validate({"clicks": 9, "channels": {"app": {"clicks": 3}, "web": {}}})
            >>> point.in_channel("app").clicks, point.in_channel("web").clicks
            (3.0, 9.0)
        """
        channel = self.channels[name]
        said = {key: getattr(channel, key) for key in channel.model_fields_set - {"share"}}
        of_situation = {"patience": None} if channel.situation else {}
        return self.model_copy(update={"channel": (name,), "channels": {}} | of_situation | said)

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
