"""Audiences: who looks after each, and how those fare who set out on their journeys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal

from journeymap.analysis.touchpoints import FrictionTable
from journeymap.journey import Journey, Side
from journeymap.programme import Audience, Programme

__all__ = ["AudienceRow", "JourneyRow", "Lack", "audiences", "journey_rows"]

Lack = Literal["owner", "process", "map", "measure"]

_FIRST = 3
_THIRD = 3


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """One audience, and what it takes to be looked after."""

    audience: str
    rank: int | None
    important: bool
    """Whether it ranks among the first three, or in the top third."""
    owner: str | None
    process: str | None
    measure: str | None
    journeys: tuple[str, ...]
    """The map: its journey files."""
    lacks: tuple[Lack, ...]

    @property
    def is_liability(self) -> bool:
        """Whether something is lacking: no process, no map, no plan is an operational liability."""
        return bool(self.lacks)


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """How those fare who set out on one journey, by its own goal."""

    audience: str
    file: str
    title: str
    entries: tuple[str, ...]
    """Names of the touchpoints where they come in."""
    goals: tuple[str, ...]
    """Names of the touchpoints where they have what they came for."""
    completion_per_1000: float
    """Of 1000 who start, those who reach the goal, by the model."""
    kept_per_1000: float
    """Of 1000 who start, those who would come back too."""
    observed_completion_per_1000: float | None
    """Of 1000 cases of the log, those that reached the goal; None without a log."""
    lost_per_1000: Mapping[Side, float]
    """Lost of 1000 who start, by whether it was before the sale (prospects), during or after it (customers); of the
    touchpoints of which the phase is known."""
    worst: str
    """Name of the touchpoint that loses most."""
    worst_loss_per_100: float
    worst_is_observed: bool


def audiences(programme: Programme) -> tuple[AudienceRow, ...]:
    """Return the audiences, most important first; those without a rank come last.

    Example:
        >>> fans = {"rank": 1, "owner": "Ada", "process": "weekly", "journeys": ["fans.yaml"]}
        >>> programme = Programme.model_validate({"programme": "Shop", "audiences": {"fans": fans}})
        >>> audiences(programme)[0].lacks
        ('measure',)
    """
    ranks = sorted(audience.rank for audience in programme.audiences.values() if audience.rank is not None)
    n_important = max(_FIRST, ceil(len(programme.audiences) / _THIRD))
    important = {*ranks[:n_important]}
    rows = [_row(name, audience, important) for name, audience in programme.audiences.items()]
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0)))


def _row(name: str, audience: Audience, important: set[int]) -> AudienceRow:
    has: dict[Lack, object] = {
        "owner": audience.owner,
        "process": audience.process,
        "map": audience.journeys,
        "measure": audience.measure,
    }
    return AudienceRow(
        name,
        audience.rank,
        audience.rank in important,
        audience.owner,
        audience.process,
        audience.measure,
        audience.journeys,
        tuple(lack for lack, value in has.items() if not value),
    )


def journey_rows(
    programme: Programme, journeys: Mapping[str, Journey], tables: Mapping[str, FrictionTable]
) -> Iterator[JourneyRow]:
    """Say how those fare who set out on each journey of each audience, most important audience first.

    Args:
        programme: Whose journeys they are.
        journeys: By file.
        tables: The friction of each, by file.
    """
    for row in audiences(programme):
        for file in row.journeys:
            yield _journey_row(row.audience, file, journeys[file], tables[file])


def _journey_row(audience: str, file: str, journey: Journey, table: FrictionTable) -> JourneyRow:
    names = {name: point.name or name for name, point in journey.touchpoints.items()}
    worst = table.touchpoints[0]
    return JourneyRow(
        audience,
        file,
        journey.name,
        tuple(names[start] for start in journey.starts),
        tuple(names[goal] for goal in journey.goals),
        table.completion_per_1000,
        table.kept_per_1000,
        table.observed_completion_per_1000,
        _lost_by_side(journey, table),
        worst.name,
        worst.leaving_per_100,
        worst.observed_loss is not None,
    )


def _lost_by_side(journey: Journey, table: FrictionTable) -> dict[Side, float]:
    lost: dict[Side, float] = {}
    for row in table.touchpoints:
        side = journey.phases.get(row.phase or "")
        if side:
            lost[side] = lost.get(side, 0.0) + row.lost_per_1000
    return {side: lost[side] for side in ("before", "during", "after") if side in lost}
