"""The models of a programme file: audiences with their journeys, and the ten pillars."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from journeymap.fields import Count, FileModel, Number, Rank
from journeymap.names import Names
from journeymap.touchpoint import Pillar

__all__ = ["Audience", "PillarScores", "Pillars", "Programme", "Ranking", "Rankings"]


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
    """How one group rates the organisation on the pillars, 1 to 5."""

    bare = "scores"

    scores: dict[Pillar, Number]
    """Pillar and score, 1 to 5."""
    answers: Count | None = None
    """How many answered."""

    @model_validator(mode="before")
    @classmethod
    def _bare_scores(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        bare = isinstance(value, Mapping) and not value.keys() & {"scores", "answers"}
        return {"scores": value} if bare else value


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
