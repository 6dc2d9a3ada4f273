"""Satisfaction as people have it, and the share of bad experiences that follows from it.

Friction needs one number: b, the share of those who went through and had a bad experience. How it follows
from scores, counts or a Net Promoter Score is fixed here; what was given stays beside it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, WithJsonSchema, model_validator

from journeymap import forms
from journeymap.fields import Count, Day, FileModel, Number, ScoreScale, Share, refusal
from journeymap.units import Scale

__all__ = ["DEFAULT_SCALE", "Satisfaction", "bad_share_of_mean", "bad_steps", "bad_weight"]

DEFAULT_SCALE = Scale(1, 5)

_BAD_STEPS = 0.4
"""Share of the scale's steps, from the bottom, that are bad experiences."""
_PASSIVES = 0.33
"""Share of passives where a bare Net Promoter Score does not tell (an assumption)."""
_HIGHEST_NPS = 100
_BAD_OF_DETRACTORS = 4 / 7
"""0–3 are four of the seven answers 0–6 that make a detractor."""
_BAD_OF_NOT_SATISFIED = 0.7
"""Share of bad answers among those outside the top two of five (an assumption)."""


def bad_share_of_mean(share: float) -> float:
    """Estimate the share of bad experiences from a mean score, given as a share u of its scale.

    `b = (1 − u)³ · (1 + 3u)`: the chance that at most one of four answers is good when each is good
    with probability u.

    Args:
        share: 0 (worst) to 1 (best).

    Example:
        >>> bad_share_of_mean(0.5)
        0.3125
    """
    return float((1 - share) ** 3 * (1 + 3 * share))


def bad_weight(score: float, scale: Scale) -> float:
    """Return how far one answer counts as a bad experience: 1 in the bottom 40 % of the scale's steps.

    A step that straddles the line counts in part; 0..10 is read as ten steps above zero, so 0–3 are bad.

    Example:
        >>> bad_weight(2, Scale(1, 5)), bad_weight(3, Scale(1, 5)), round(bad_weight(3, Scale(1, 7)), 3)
        (1.0, 0.0, 0.8)
    """
    steps_above_worst = scale.share(score) * (scale.high - scale.low)
    return min(1.0, max(0.0, bad_steps(scale) - steps_above_worst))


def bad_steps(scale: Scale) -> float:
    """Return how many steps of a scale, from the worst on, are bad experiences.

    Example:
        >>> bad_steps(Scale(1, 5)), bad_steps(Scale(0, 10))
        (2.0, 4.0)
    """
    return _BAD_STEPS * (scale.steps - (scale.low == 0))


class Satisfaction(FileModel):
    """How customers felt, in one of the forms in which it is known.

    Example:
        >>> Satisfaction.model_validate({"score": 4.2, "answers": 300}).weight
        300.0
    """

    bare = "score"
    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": [way]} for way in ("score", "counts", "satisfied", "bad", "nps", "promoters")],
            "dependentRequired": {
                "promoters": ["passives", "detractors"],
                "passives": ["promoters"],
                "detractors": ["promoters"],
            },
        }
    )

    score: Number | None = None
    """Mean score on the scale."""
    counts: tuple[Count, ...] | None = None
    """Answers per step of the scale, lowest score first."""
    satisfied: Share | None = None
    """Share of answers in the top two of five."""
    bad: Share | None = None
    """Share of bad experiences."""
    nps: Annotated[Number, WithJsonSchema(forms.NPS)] | None = None
    """Net Promoter Score, −100 to 100."""
    promoters: Count | None = None
    """How many answered 9 or 10 of 10."""
    passives: Count | None = None
    """How many answered 7 or 8 of 10."""
    detractors: Count | None = None
    """How many answered 0 to 6 of 10."""
    answers: Count | None = None
    """How many answered; a bare score weighs one answer."""
    scale: ScoreScale | None = None
    """The scale of the score or the counts, where it is not that of the journey."""
    question: str | None = None
    """What was asked."""
    date: Day | None = None
    """When it was asked."""

    @model_validator(mode="before")
    @classmethod
    def _bare_score(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | Satisfaction) else {"score": value}

    @model_validator(mode="after")
    def _one_form(self) -> "Satisfaction":
        given = [name for name in ("score", "counts", "satisfied", "bad", "nps") if getattr(self, name) is not None]
        groups = (self.promoters, self.passives, self.detractors)
        if any(group is not None for group in groups):
            given.append("promoters, passives, detractors")
            if any(group is None for group in groups):
                said = "`promoters`, `passives` and `detractors` belong together"
                raise refusal("J120", said, help="give all three")
        if len(given) != 1:
            ways = f"in {len(given)} ways" if given else "without a value"
            cure = "give one of `score`, `counts`, `satisfied`, `bad`, `nps`"
            raise refusal("J120", f"satisfaction is given {ways}", help=cure)
        if self.answers is not None and self.weight != self.answers:
            said = f"the counts add up to {self.weight:g} answers, and `answers` says {self.answers:g}"
            raise refusal("J120", said, help="take `answers` out, or correct the counts")
        return self

    def problem(self, default: Scale) -> str | None:
        """Say what does not fit the scale, if anything."""
        scale = self.scale or default
        if self.score is not None and not scale.low <= self.score <= scale.high:
            return f"score {self.score:g} lies off the scale {scale}"
        if self.nps is not None and abs(self.nps) > _HIGHEST_NPS:
            return f"a Net Promoter Score of {self.nps:g} lies off the scale -100..100"
        if self.counts is not None and len(self.counts) != scale.steps:
            return f"{len(self.counts)} counts for the {scale.steps} steps of the scale {scale}"
        return None

    @property
    def weight(self) -> float:
        """How many answers it rests on; a bare score weighs one."""
        if self.counts is not None:
            return sum(self.counts)
        if self.promoters is not None:
            return self.promoters + (self.passives or 0) + (self.detractors or 0)
        return 1.0 if self.answers is None else self.answers

    @property
    def asked(self) -> float | None:
        """How many answered; None where that is not said."""
        counted = self.counts is not None or self.promoters is not None
        return self.weight if counted else self.answers

    @property
    def is_assumed(self) -> bool:
        """Whether the share of bad experiences rests on an assumption about the missing answers."""
        return self.satisfied is not None or self.nps is not None or self.promoters is not None

    def mean(self, default: Scale) -> float | None:
        """Return the mean score on its scale; None where only shares are known."""
        if self.score is not None or self.counts is None or not sum(self.counts):
            return self.score
        scale = self.scale or default
        return sum(n * (scale.low + step) for step, n in enumerate(self.counts)) / sum(self.counts)

    def bad_share(self, default: Scale) -> float | None:
        """Return b, the share of bad experiences, 0 to 1; None where there are no answers.

        Counts: the bottom 40 % of the scale's steps, a step that straddles the line counting in part.
        """
        scale = self.scale or default
        if self.bad is not None:
            return self.bad
        if self.score is not None:
            return bad_share_of_mean(scale.share(self.score))
        if self.counts is not None:
            bad = sum(n * bad_weight(scale.low + step, scale) for step, n in enumerate(self.counts))
            return bad / sum(self.counts) if sum(self.counts) else None
        if self.satisfied is not None:
            return (1 - self.satisfied) * _BAD_OF_NOT_SATISFIED
        if self.nps is not None:
            return max(0.0, (1 - _PASSIVES - self.nps / 100) / 2) * _BAD_OF_DETRACTORS
        return (self.detractors or 0) / self.weight * _BAD_OF_DETRACTORS if self.weight else None

    def satisfied_share(self, default: Scale) -> float | None:
        """Return the share of satisfied answers, 0 to 1; None where only a mean, an NPS or `bad` is known.

        Counts: the top 40 % of the scale's steps, two of 1..5, as the bottom 40 % are bad. Promoters and passives are
        the answers 7–10 of 0..10.

        Example:
            >>> Satisfaction.model_validate({"counts": [1, 1, 2, 3, 1]}).satisfied_share(DEFAULT_SCALE)
            0.5
        """
        if self.counts is not None and self.weight:
            scale = self.scale or default
            mirrored = enumerate(reversed(self.counts))
            return sum(n * bad_weight(scale.low + step, scale) for step, n in mirrored) / self.weight
        if self.promoters is not None and self.weight:
            return (self.promoters + (self.passives or 0)) / self.weight
        return self.satisfied
