"""The models of a journey file: how the organisation means customers to travel."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from journeymap.fields import (
    Amount,
    Cost,
    Count,
    Duration,
    FileModel,
    Number,
    PositiveDuration,
    PositiveNumber,
    PositiveShare,
    ScoreScale,
    Share,
    YesNo,
    one_text,
    refusal,
)
from journeymap.satisfaction import DEFAULT_SCALE, Satisfaction
from journeymap.situations import SITUATION_OF_CHANNEL, SITUATIONS, Patience
from journeymap.units import Scale, UnitError, parse_number

__all__ = [
    "Alternatives",
    "AlternativesFactor",
    "Journey",
    "Left",
    "LogColumns",
    "Model",
    "Names",
    "Promise",
    "Shares",
    "Side",
    "Target",
    "Touchpoint",
    "Value",
    "Volume",
    "Wait",
    "equal_where_unknown",
]

Side = Literal["before", "during", "after"]
"""Of the sale."""


def _shares_of_list(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """`a` and `[a, b]` name touchpoints without shares."""
    if isinstance(value, Mapping):
        return value
    shares: dict[str, None] = {}
    for name in map(one_text, value if isinstance(value, list | tuple) else [value]):
        if name in shares:
            raise refusal("J113", f"`{name}` is named twice", help="name it once, with the share of both")
        shares[name] = None
    return shares


Shares = Annotated[dict[str, Share | None], BeforeValidator(_shares_of_list)]
"""Touchpoint id → share, or None where only the touchpoints are named (then: equal shares)."""

Names = Annotated[tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
"""One text, or a list of them."""


Alternatives = Literal["many", "few", "none"]
"""Whether customers could get the same elsewhere."""
_ALTERNATIVES: dict[Alternatives, float] = {"many": 0.8, "few": 1.0, "none": 1.5}

AlternativesFactor = Annotated[
    dict[Alternatives, PositiveNumber],
    AfterValidator(lambda given: _ALTERNATIVES | given),
]
"""Alternatives → factor; those that are not given keep theirs."""


class Wait(FileModel):
    """How long customers wait: a duration, a log-normal distribution by median and p90, or `measured`."""

    median: Duration | None = None
    p90: Duration | None = None
    measured: YesNo = False

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


class Promise(FileModel):
    """What the organisation said the customer would get."""

    wait: Duration | None = None
    says: str | None = None
    """The words in which it is promised."""

    @model_validator(mode="before")
    @classmethod
    def _bare_wait(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | Promise) else {"wait": value}


class Target(FileModel):
    """What a touchpoint shall reach; what is not given keeps the default target."""

    wait: Duration | None = None
    clicks: Count | None = None
    satisfaction: Number | None = None
    left: Share | None = None
    """Share of those who reach it that may leave here."""


class Left(FileModel):
    """Customers seen leaving here, of those who reached it: `120 of 400`, or share and total."""

    share: Share
    of: PositiveNumber

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


class Volume(FileModel):
    """How many customers start, in what time: `12000 per month`."""

    number: Count
    period: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(value, Mapping | Volume):
            return value
        number, _, period = one_text(value).partition(" per ")
        return {"number": number, "period": period.strip() or None}


class Value(FileModel):
    """What a customer is worth: who reaches the goal, and who comes back."""

    sale: Amount | None = None
    later: Amount | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_amount(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | Value) else {"sale": value}


class Touchpoint(FileModel):
    """One meeting of customer and organisation."""

    name: str | None = None
    description: str | None = None
    phase: str | None = None
    channel: str | None = None
    situation: str | None = None
    owner: str | None = None
    wait: Wait | None = None
    since: str | None = None
    """The wait counts from the first time at this touchpoint (or `start`); default: from the one before."""
    promise: Promise | None = None
    patience: PositiveDuration | None = None
    informed: YesNo = False
    """Whether progress or the position in the queue is shown."""
    time_critical: YesNo = False
    alternatives: Alternatives | None = None
    clicks: Count | None = None
    keystrokes: Count | None = None
    satisfaction: Satisfaction | None = None
    left: Left | None = None
    next: Shares = Field(default_factory=dict)
    optional: YesNo = False
    """May be skipped."""
    repeats: YesNo = False
    """May follow itself."""
    skip_cost: Cost = 1
    extra_cost: Cost = 1
    target: Target | None = None
    fix_cost: Count | None = None


class LogColumns(FileModel):
    """How to read an event log for this journey."""

    file: str | None = None
    case: str | None = None
    touchpoint: str | None = None
    timestamp: str | None = None
    order: str | None = None
    satisfaction: str | None = None
    success: str | None = None
    segments: Names = ()
    names: dict[str, str] = Field(default_factory=dict)
    """Event name → touchpoint id."""
    unlisted: Literal["show", "ignore"] = "show"
    lost_after: Duration | None = None


class Model(FileModel):
    """The constants of the friction model, each with its source; a journey may override any of them."""

    click_seconds: Count = 2.65
    """One click: think, point, press (M+P+BB; Card, Moran & Newell, *The Keystroke-Level Model*, 1980)."""
    keystroke_seconds: Count = 0.28
    """One keystroke of an average typist (Card, Moran & Newell 1980)."""
    effort_half_life: PositiveDuration = 210.0
    """Work after which half would be gone: 18 % leave at 23.5 form elements (Baymard Institute)."""
    bad_experience_loss: Share = 0.44
    """Those who give a single chance (PwC 2020; stated intent, so it overstates)."""
    informed_factor: Share = 0.4
    """Hang-ups 36 % instead of 70 % when the place in the queue is told (Munichor & Rafaeli 2007)."""
    wait_exponent: Count = 1.0
    """1 is exponential patience as in Erlang-A (Palm; Brown et al. 2005)."""
    time_critical_factor: PositiveShare = 0.5
    """On patience where time is critical (an assumption)."""
    alternatives_factor: AlternativesFactor = Field(default=_ALTERNATIVES)
    """On patience (an assumption)."""
    pseudo_customers: Count = 20.0
    """How many observed customers the model is worth."""
    pseudo_answers: Count = 10.0
    """How many answers the pooled satisfaction is worth in posterior draws."""
    click_budget: Count = 12.0
    """Clicks a task may take before it counts as over budget."""
    good_score_share: Share = 0.75
    """The default target of satisfaction as a share of its scale: 4 of 5."""
    patience: dict[str, PositiveDuration] = Field(default_factory=dict)
    """Half-lives by situation, in place of the presets."""


_EXACT = 1e-9
"""Shares that add up to 1 as nearly as this are left as they are."""


class Journey(FileModel):
    """The plan: touchpoints, how they follow one another, and what is known of them.

    Example:
        >>> Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}}).goals
        ('b',)
    """

    journey: str
    title: str | None = None
    start: Shares = Field(default_factory=dict)
    goal: Names = ()
    ends: dict[str, Literal["neutral", "lost"]] = Field(default_factory=dict)
    customers: Volume | None = None
    value: Value | None = None
    scale: ScoreScale = DEFAULT_SCALE
    phases: dict[str, Side] = Field(default_factory=dict)
    touchpoints: dict[str, Touchpoint] = Field(min_length=1)
    log: LogColumns = Field(default_factory=LogColumns)
    model: Model = Field(default_factory=Model)

    @property
    def name(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.journey

    @property
    def starts(self) -> dict[str, float]:
        """Share of customers by the touchpoint where they start, adding up to 1."""
        led_to = {target for point in self.touchpoints.values() for target in point.next}
        named = self.start or dict.fromkeys(i for i in self.touchpoints if i not in led_to)
        return equal_where_unknown(named or {next(iter(self.touchpoints)): None})

    @property
    def goals(self) -> tuple[str, ...]:
        """The touchpoints that count as the goal; by default those that lead nowhere and are no other end."""
        return self.goal or tuple(i for i, p in self.touchpoints.items() if not p.next and i not in self.ends)

    def patience_of(self, touchpoint: str) -> Patience | None:
        """How long customers wait there, as the situation or else the channel suggests; None if unknown.

        A `patience` of the touchpoint replaces the half-life; `time_critical` and `alternatives` scale it.
        """
        point = self.touchpoints[touchpoint]
        situation = point.situation or SITUATION_OF_CHANNEL.get((point.channel or "").lower(), "")
        preset = SITUATIONS.get(situation)
        own = point.patience or self.model.patience.get(situation)
        if own is not None:
            tolerated = preset.tolerated if preset else 0.0
            known = Patience(own, own / 2, own * 2, tolerated, assumed=point.patience is None)
        elif preset is not None:
            known = replace(preset, assumed=True)
        else:
            return None
        factor = self.model.time_critical_factor if point.time_critical else 1.0
        factor *= self.model.alternatives_factor[point.alternatives] if point.alternatives else 1.0
        return replace(known, half_life=known.half_life * factor, low=known.low * factor, high=known.high * factor)

    def scale_of(self, touchpoint: str) -> Scale:
        """The scale of a touchpoint's scores."""
        satisfaction = self.touchpoints[touchpoint].satisfaction
        return (satisfaction.scale if satisfaction else None) or self.scale


def equal_where_unknown(shares: Mapping[str, float | None]) -> dict[str, float]:
    """Give what is left of 1 in equal parts to those without a share; mend what rounding left of 1.

    Example:
        >>> equal_where_unknown({"a": None, "b": None})
        {'a': 0.5, 'b': 0.5}
    """
    unknown = [name for name, share in shares.items() if share is None]
    known = sum(share for share in shares.values() if share is not None)
    rest = max(0.0, 1 - known)
    off = known if known > 1 + _EXACT or (not unknown and 0 < known < 1 - _EXACT) else 1.0
    return {name: rest / len(unknown) if share is None else share / off for name, share in shares.items()}
