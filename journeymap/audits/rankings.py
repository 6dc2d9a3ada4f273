"""What matters: whose order of the pillars counts, how segments differ, and how well the first of them are done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from journeymap.analysis.touchpoints import grade
from journeymap.audits.agreement import Agreement, agreement, margin_of_mean, margin_of_share, suffices
from journeymap.journey import Journey
from journeymap.programme import HIGHEST, LOWEST, PillarScores, Ranking, Rankings
from journeymap.touchpoint import Pillar

__all__ = [
    "GOOD",
    "Flip",
    "Moved",
    "Performance",
    "Quadrant",
    "Ranked",
    "SegmentRanking",
    "flips",
    "performance",
    "ranked",
    "segments",
]

GOOD = 4.0
"""The rating of 1 to 5 from which on a pillar is done well: the target that scores have elsewhere too."""
_ENOUGH = 30
"""Customers whose order counts: grade C."""
_FLIP = 3
"""Places by which two segments must differ."""

Quadrant = Literal["concentrate here", "keep it up", "low priority", "possible overkill", "unknown"]
"""Important and not done well; important and done well; neither; done well though it matters less."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where company and customers rank one pillar; None where an order does not name it."""

    pillar: Pillar
    company: int | None
    customers: int | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """The order of the pillars that counts, and how far company and customers agree."""

    order: tuple[Pillar, ...]
    """Most important first."""
    source: Literal["customers", "company"]
    answers: float | None
    """How many customers answered; None where nobody says."""
    grade: Literal["A", "B", "C", "D"] | None
    """Of the customers' answers."""
    margin: float | None
    """Of a share of the customers, 0 to 1, at 95 %."""
    needs: int | None
    """How many more answers make the customers' word count; None where it does, or there is none."""
    agreement: Agreement | None
    """None where only one of them ranks."""
    moved: tuple[Moved, ...]
    """In the order that counts, then what only the other order names."""


@dataclass(frozen=True, slots=True)
class SegmentRanking:
    """What matters to one segment."""

    segment: str
    order: tuple[Pillar, ...]
    answers: float | None
    agreement: Agreement
    """With the order that counts."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A pillar that two segments rank far apart."""

    pillar: Pillar
    first: str
    second: str
    first_place: int
    second_place: int
    n: float | None
    """The answers of the smaller of the two; None where one does not say."""


@dataclass(frozen=True, slots=True)
class Performance:
    """How important a pillar is, and how well it is done."""

    pillar: Pillar
    place: int
    """In the order that counts."""
    shortlisted: bool
    """Whether it is among the first k."""
    score: float | None
    """The customers' mean rating, 1 to 5; None where they do not rate it."""
    margin: float | None
    """Of that, at 95 %, at the widest; None where nobody says how many answered."""
    others: Mapping[str, float]
    """The mean ratings of the other groups."""
    quadrant: Quadrant
    sure: bool
    """Whether the score lies beyond its margin from what is done well."""
    stakeholders: tuple[str, ...]
    """Owners of the touchpoints that belong to the pillar, across journeys."""
    n_touchpoints: int
    """How many touchpoints belong to it."""


def ranked(rankings: Rankings) -> Ranked | None:
    """Return whose order counts: the customers' where answers suffice, else the company's.

    Answers suffice from 30 on (grade C); of 200 (B) a share is known within 7 points, of 385 (A) within 5. Where only
    customers rank, their order is all there is, and its grade says what it is worth.

    Example:
        >>> customers = {"order": ["service", "products"], "answers": 320}
        >>> orders = Rankings.model_validate({"company": ["products", "service"], "customers": customers})
        >>> found = ranked(orders)
        >>> found.source, found.order, found.grade
        ('customers', ('service', 'products'), 'B')
    """
    company, customers = rankings.company, rankings.customers
    enough = customers is not None and (company is None or suffices(customers.answers))
    counts, other = (customers, company) if enough else (company, customers)
    if counts is None:
        return None
    asked = customers.answers if customers else None
    return Ranked(
        counts.order,
        "customers" if enough else "company",
        asked,
        None if asked is None else grade(asked),
        None if asked is None else margin_of_share(asked),
        None if customers is None or suffices(asked) else round(_ENOUGH - (asked or 0)),
        agreement(company.order, customers.order) if company and customers else None,
        tuple(_moved(pillar, company, customers) for pillar in _both(counts, other)),
    )


def _both(first: Ranking, second: Ranking | None) -> Iterable[Pillar]:
    return dict.fromkeys([*first.order, *(second.order if second else ())])


def _moved(pillar: Pillar, company: Ranking | None, customers: Ranking | None) -> Moved:
    return Moved(pillar, _place(pillar, company), _place(pillar, customers))


def _place(pillar: Pillar, ranking: Ranking | None) -> int | None:
    return ranking.order.index(pillar) + 1 if ranking and pillar in ranking.order else None


def segments(by_segment: Mapping[str, Ranking], order: Sequence[Pillar]) -> tuple[SegmentRanking, ...]:
    """Return what matters to each segment, and how far that agrees with the order that counts."""
    return tuple(
        SegmentRanking(name, own.order, own.answers, agreement(own.order, order)) for name, own in by_segment.items()
    )


def flips(by_segment: Mapping[str, Ranking]) -> tuple[Flip, ...]:
    """Return the pillars that two segments rank at least three places apart, widest first.

    Pillars that one of the two does not name are left out: nobody knows their place there.
    """
    found = [
        Flip(pillar, first, second, one.order.index(pillar) + 1, other.order.index(pillar) + 1, _fewer(one, other))
        for (first, one), (second, other) in combinations(by_segment.items(), 2)
        for pillar in one.order
        if pillar in other.order and abs(one.order.index(pillar) - other.order.index(pillar)) >= _FLIP
    ]
    return tuple(sorted(found, key=lambda flip: -abs(flip.first_place - flip.second_place)))


def _fewer(one: Ranking, other: Ranking) -> float | None:
    return None if one.answers is None or other.answers is None else min(one.answers, other.answers)


def performance(
    order: Sequence[Pillar], ratings: Mapping[str, PillarScores], journeys: Mapping[str, Journey], *, k: int = 3
) -> tuple[Performance, ...]:
    """Set importance against performance: how well customers find done what matters to them.

    Important are the first k of the order; done well is a mean rating of 4 or more of 5.

    Args:
        order: The pillars, most important first.
        ratings: By group; performance is what `customers` give.
        journeys: Whose touchpoints belong to the pillars, by file.
        k: How many pillars are short-listed.

    Returns:
        One row a pillar, most important first.

    References:
        Martilla, J. A., & James, J. C. (1977). Importance-performance analysis. Journal of Marketing 41(1), 77–79.
        doi:10.1177/002224297704100112
    """
    return tuple(_performance(pillar, place, k, ratings, journeys) for place, pillar in enumerate(order, 1))


def _performance(
    pillar: Pillar, place: int, k: int, ratings: Mapping[str, PillarScores], journeys: Mapping[str, Journey]
) -> Performance:
    asked = ratings.get("customers")
    score = asked.means.get(pillar) if asked else None
    answers = asked.answers if asked else None
    margin = None if score is None or answers is None else margin_of_mean(score, answers, low=LOWEST, high=HIGHEST)
    others = {group: given.means[pillar] for group, given in ratings.items() if pillar in given.means}
    others.pop("customers", None)
    owners = [*_owners(pillar, journeys)]
    return Performance(
        pillar,
        place,
        place <= k,
        score,
        margin,
        others,
        _quadrant(score, important=place <= k),
        score is not None and margin is not None and abs(score - GOOD) > margin,
        tuple(dict.fromkeys(owner for owner in owners if owner)),
        len(owners),
    )


def _quadrant(score: float | None, *, important: bool) -> Quadrant:
    if score is None:
        return "unknown"
    if important:
        return "keep it up" if score >= GOOD else "concentrate here"
    return "possible overkill" if score >= GOOD else "low priority"


def _owners(pillar: Pillar, journeys: Mapping[str, Journey]) -> Iterator[str | None]:
    """Return the owner of every touchpoint of a pillar, once a journey."""
    for journey in journeys.values():
        yield from (point.owner for point in journey.touchpoints.values() if pillar in point.pillar)
