"""Whose friction stands behind whose: touchpoints of one audience on which those of another stand or fall."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from journeymap.analysis.touchpoints import FrictionTable
from journeymap.facts import Evidence
from journeymap.journey import Journey
from journeymap.programme import Programme

__all__ = ["Link", "Met", "links"]


@dataclass(frozen=True, slots=True)
class Met:
    """A touchpoint as one audience meets it on one journey."""

    audience: str
    file: str
    journey: str
    """The title that people read."""
    touchpoint: str
    name: str
    owner: str | None
    loss_per_100: float
    """Of 100 who meet it, those who leave: as seen, else as modelled."""
    lost_per_1000: float
    """Of 1000 who start the journey, those whom it loses."""
    is_observed: bool
    """Whether the leaving was seen, and not only modelled."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Link:
    """A touchpoint that another stands or falls with, by the programme's own statement."""

    behind: Met
    front: Met


def links(
    programme: Programme, journeys: Mapping[str, Journey], tables: Mapping[str, FrictionTable]
) -> tuple[Link, ...]:
    """Trace friction back along `affects`: what stands behind each touchpoint.

    A touchpoint that several journeys of an audience have makes a link for each. The link is what the programme file
    says; that both lose is an association, and no proof of a cause.

    Args:
        programme: Whose audiences affect one another.
        journeys: By file.
        tables: The friction of each, by file.

    Returns:
        One row a link, those first whose front touchpoint loses most of those who start.
    """
    found = [
        Link(behind, front)
        for name, audience in programme.audiences.items()
        for touchpoint, affected in audience.affects.items()
        for behind in _met(programme, name, touchpoint, journeys, tables)
        for other, theirs in [_target(programme, affected)]
        for front in _met(programme, other, theirs, journeys, tables)
    ]
    return tuple(sorted(found, key=lambda link: -round(link.front.lost_per_1000, 9)))


def _target(programme: Programme, affected: str) -> tuple[str, str]:
    """Split `audience.touchpoint`, either of which may hold dots."""
    name = next(each for each in programme.audiences if affected.startswith(f"{each}."))
    return name, affected.removeprefix(f"{name}.")


def _met(
    programme: Programme,
    audience: str,
    touchpoint: str,
    journeys: Mapping[str, Journey],
    tables: Mapping[str, FrictionTable],
) -> Iterator[Met]:
    for file in programme.audiences[audience].journeys:
        row = next((row for row in tables[file].touchpoints if row.touchpoint == touchpoint), None)
        if row is None:
            continue
        yield Met(
            audience,
            file,
            journeys[file].name,
            touchpoint,
            row.name,
            journeys[file].touchpoints[touchpoint].owner or programme.audiences[audience].owner,
            row.leaving_per_100,
            row.lost_per_1000,
            row.observed_loss is not None,
            row.evidence,
        )
