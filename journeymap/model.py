"""The constants of the friction model, each with its source."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from journeymap.fields import Count, FileModel, PositiveDuration, PositiveNumber, PositiveShare, Share

__all__ = ["Alternatives", "AlternativesFactor", "Model"]

Alternatives = Literal["many", "few", "none"]
"""Whether customers could get the same elsewhere."""
_ALTERNATIVES: dict[Alternatives, float] = {"many": 0.8, "few": 1.0, "none": 1.5}

AlternativesFactor = Annotated[
    dict[Alternatives, PositiveNumber],
    AfterValidator(lambda given: _ALTERNATIVES | given),
]
"""Alternatives → factor; those that are not given keep theirs."""


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
    complaining_share: Share = 0.5
    """Of those who had a bad experience, the share that tells somebody there, where complaints are not counted: about
    half complain at the front line (TARP; Goodman 2005, Quality Progress 38(11), who corrects the 4 % so often
    quoted, which is small matters taken to headquarters)."""
    people_told: Count = 10.0
    """How many hear of one bad experience: 9 or 10 (TARP 1979, Consumer Complaint Handling in America, before social
    media)."""
    painless_clicks: Count = 3.0
    """Clicks up to which complaining is painless (an assumption)."""
    click_budget: Count = 12.0
    """Clicks a task may take before it counts as over budget."""
    good_score_share: Share = 0.75
    """The default target of satisfaction as a share of its scale: 4 of 5."""
    patience: dict[str, PositiveDuration] = Field(default_factory=dict)
    """Half-lives by situation, in place of the presets."""
