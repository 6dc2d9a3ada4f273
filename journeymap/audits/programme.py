"""The programme: several journeys, their audiences and the ten pillars, looked at together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from journeymap.analysis.touchpoints import friction
from journeymap.audits.audiences import AudienceRow, JourneyRow, audiences, journey_rows
from journeymap.audits.links import Link, links
from journeymap.audits.owners import OwnerRow, owner_rows
from journeymap.audits.pillars import GroupGap, ScoreSheet, group_gaps, score_sheets
from journeymap.audits.rankings import (
    Flip,
    Performance,
    Ranked,
    SegmentRanking,
    flips,
    performance,
    ranked,
    segments,
)
from journeymap.audits.topics import Conflict, Stated, conflicts, stated
from journeymap.audits.variants import Difference, differences
from journeymap.measurement import Measurement
from journeymap.portfolio import Portfolio

__all__ = ["ProgrammeAudit", "Variant", "audit_programme"]


@dataclass(frozen=True, slots=True)
class Variant:
    """A journey that builds on another, and what it says otherwise."""

    file: str
    journey: str
    """The title that people read."""
    base: str
    """The title of what it builds on."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeAudit:
    """What is known of a programme."""

    name: str
    audiences: tuple[AudienceRow, ...]
    """Most important first."""
    journeys: tuple[JourneyRow, ...]
    links: tuple[Link, ...]
    conflicts: tuple[Conflict, ...]
    """Topics on which several journeys promise different values."""
    score_sheets: tuple[ScoreSheet, ...]
    gaps: tuple[GroupGap, ...]
    """Widest first."""
    ranking: Ranked | None
    segments: tuple[SegmentRanking, ...]
    flips: tuple[Flip, ...]
    performance: tuple[Performance, ...]
    """In the order that counts."""
    owners: tuple[OwnerRow, ...]
    variants: tuple[Variant, ...]


def audit_programme(
    portfolio: Portfolio, measurements: Mapping[str, Measurement] | None = None, *, k: int = 3
) -> ProgrammeAudit:
    """Look at several journeys together: audiences, pillars, rankings, owners, and what stands behind what.

    Args:
        portfolio: The programme, and the journeys that it names.
        measurements: What an engine counted, by journey file; journeys without one are modelled from their file.
        k: How many of the most important pillars are short-listed.

    Example:
        >>> from journeymap.programme_loading import load_portfolio
        >>> audit_programme(load_portfolio("examples/lamp-shop")).ranking.source
        'customers'
    """
    programme, journeys, counted = portfolio.programme, portfolio.journeys, measurements or {}
    tables = {file: friction(journey, counted.get(file)) for file, journey in journeys.items()}
    pillars = programme.pillars
    sheets, ranking = score_sheets(pillars.ratings), ranked(pillars.ranking)
    order = ranking.order if ranking else ()
    return ProgrammeAudit(
        programme.programme,
        audiences(programme),
        tuple(journey_rows(programme, journeys, tables)),
        links(programme, journeys, tables),
        tuple(each for each in conflicts(_stated(portfolio)) if len({said.journey for said in each.stated}) > 1),
        sheets,
        group_gaps(sheets),
        ranking,
        segments(pillars.by_segment, order),
        flips(pillars.by_segment),
        performance(order, pillars.ratings, journeys, k=k),
        tuple(owner_rows(programme, journeys)),
        tuple(
            Variant(file, journeys[file].name, base.name, tuple(differences(journeys[file], base)))
            for file, base in portfolio.bases.items()
        ),
    )


def _stated(portfolio: Portfolio) -> Iterator[Stated]:
    """Return what is promised on any topic, in the words of which journey."""
    for journey in portfolio.journeys.values():
        yield from (replace(said, journey=journey.name) for said in stated(journey))
