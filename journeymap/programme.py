"""The models of a programme file: audiences with their journeys, and the ten pillars."""

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from journeymap import forms
from journeymap.fields import Count, FileModel, Number, Rank, refusal
from journeymap.names import Names
from journeymap.touchpoint import PILLARS, Pillar

__all__ = ["HIGHEST", "LOWEST", "Audience", "PillarScores", "Pillars", "Programme", "Ranking", "Rankings"]

LOWEST = 1
"""The lowest rating of a pillar."""
HIGHEST = 5
"""The highest."""


class Audience(FileModel):
    """A kind of people with journeys of its own."""

    rank: Rank | None = None
    """How much depends on them: 1 is most."""
    owner: str | None = None
    """Who looks after them."""
    process: str | None = None
    """How somebody looks after them."""
    measure: str | None = None
    """By what it is seen how they fare."""
    journeys: Names = ()
    """Journey files, as seen from the folder of the programme file."""
    affects: dict[str, str] = Field(default_factory=dict)
    """Touchpoint of these journeys → `audience.touchpoint` that stands or falls with it."""


class PillarScores(FileModel):
    """How one group rates the organisation on the pillars, 1 to 5: together, rater by rater, or in a sheet."""

    bare = "scores"
    spoken = (forms.TEXT,)
    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [way]} for way in ("scores", "raters", "file")]},
    )

    scores: dict[Pillar, Number] = Field(default_factory=dict)
    """Pillar and mean score, 1 to 5."""
    raters: dict[str, dict[Pillar, Number]] = Field(default_factory=dict)
    """What each rater gave, by name."""
    file: str | None = None
    """A sheet of raters, CSV or a workbook, as seen from the folder of the programme file: columns `rater`, `pillar`
    and `score`, or `rater` and one for each pillar."""
    answers: Count | None = None
    """How many answered; of raters, it is they who count."""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(value, str):
            return {"file": value}
        bare = isinstance(value, Mapping) and not value.keys() & cls.model_fields.keys()
        return {"scores": value} if bare else value

    @model_validator(mode="after")
    def _one_way(self) -> "PillarScores":
        ways = [way for way in ("scores", "raters", "file") if getattr(self, way)]
        if len(ways) != 1:
            said = f"ratings are given by {' and by '.join(f'`{way}`' for way in ways)}" if ways else "nobody rates"
            raise refusal("P112", said, help="give one of `scores`, `raters` and `file`")
        return self

    def shortest(self, keys: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        """Return the name of the sheet where it says all, the scores, or the keys."""
        return keys["file"] if [*keys] == ["file"] else super().shortest(keys)

    @property
    def means(self) -> dict[Pillar, float]:
        """Mean score by pillar, in the order of the pillars; of those that somebody rated."""
        if not self.raters:
            return {pillar: self.scores[pillar] for pillar in PILLARS if pillar in self.scores}
        given = {pillar: [own[pillar] for own in self.raters.values() if pillar in own] for pillar in PILLARS}
        return {pillar: sum(scores) / len(scores) for pillar, scores in given.items() if scores}


class Ranking(FileModel):
    """The pillars in order of importance, most important first."""

    bare = "order"

    order: tuple[Pillar, ...]
    """The pillars, most important first."""
    answers: Count | None = None
    """How many answered."""

    @model_validator(mode="before")
    @classmethod
    def _bare_order(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return {"order": value} if isinstance(value, list | tuple) else value


class Rankings(FileModel):
    """What matters, by who says so."""

    company: Ranking | None = None
    """As the organisation sees it."""
    customers: Ranking | None = None
    """As customers see it."""


class Pillars(FileModel):
    """The ten pillars of customer experience: how well, and how much it matters."""

    ratings: dict[str, PillarScores] = Field(default_factory=dict)
    """By group: leadership, staff, customers or any other."""
    ranking: Rankings = Field(default_factory=Rankings)
    """What matters, by who says so."""
    by_segment: dict[str, Ranking] = Field(default_factory=dict)
    """What matters to each segment."""


class Programme(FileModel):
    """Several journeys for several audiences.

    Example:
        >>> Programme.model_validate({"programme": "Shop", "audiences": {"fans": {"rank": 2}}}).audiences["fans"].rank
        2
    """

    programme: str
    """The name of the programme."""
    audiences: dict[str, Audience] = Field(min_length=1)
    """Whose journeys they are, by a short name."""
    pillars: Pillars = Field(default_factory=Pillars)
    """The ten pillars of customer experience."""
