"""Who has what to do with each touchpoint, across the journeys of a programme."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from journeymap.journey import Journey
from journeymap.programme import Programme

__all__ = ["OwnerRow", "owner_rows"]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """Who is responsible, accountable, consulted and informed at one touchpoint, as far as the files say."""

    audience: str
    file: str
    journey: str
    touchpoint: str
    name: str
    responsible: str | None
    """Who owns the touchpoint."""
    accountable: str | None
    """Who looks after the audience."""
    consulted: tuple[str, ...]
    """Who promised what is delivered there, where that is somebody else."""
    informed: tuple[str, ...]
    """Who owns the touchpoints that it leads to."""

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is named."""
        named = {self.responsible, self.accountable, *self.consulted, *self.informed}
        return frozenset(name for name in named if name)


def owner_rows(programme: Programme, journeys: Mapping[str, Journey]) -> Iterator[OwnerRow]:
    """Say who has what to do with each touchpoint, in the order of the files.

    Responsible is the touchpoint's `owner`, accountable the audience's, consulted the promise's, and informed are the
    owners of the touchpoints that come next, each where it is nobody named before.

    Example:
        >>> plan = {"order": {"owner": "Web", "next": "parcel"}, "parcel": {"owner": "Logistics"}}
        >>> journeys = {"buy.yaml": Journey.model_validate({"journey": "buy", "touchpoints": plan})}
        >>> shoppers = {"owner": "Ada", "journeys": ["buy.yaml"]}
        >>> programme = Programme.model_validate({"programme": "Shop", "audiences": {"shoppers": shoppers}})
        >>> [(row.responsible, row.accountable, row.informed) for row in owner_rows(programme, journeys)]
        [('Web', 'Ada', ('Logistics',)), ('Logistics', 'Ada', ())]
    """
    for name, audience in programme.audiences.items():
        for file in audience.journeys:
            for touchpoint in journeys[file].planned:
                yield _row(name, audience.owner, file, journeys[file], touchpoint)


def _row(audience: str, accountable: str | None, file: str, journey: Journey, touchpoint: str) -> OwnerRow:
    point = journey.planned[touchpoint]
    promised = point.promise.owner if point.promise else None
    consulted = tuple(name for name in (promised,) if name and name not in {point.owner, accountable})
    following = [journey.planned[name].owner for name in point.next if name in journey.planned]
    told = {point.owner, accountable, *consulted}
    return OwnerRow(
        audience,
        file,
        journey.name,
        touchpoint,
        point.name or touchpoint,
        point.owner,
        accountable,
        consulted,
        tuple(dict.fromkeys(name for name in following if name and name not in told)),
    )
