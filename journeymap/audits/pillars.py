"""The score sheet of the ten pillars: how each group rates the organisation, and how far raters and groups differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import hypot, sqrt

from journeymap.audits.agreement import margin_of_mean
from journeymap.programme import HIGHEST, LOWEST, PillarScores
from journeymap.touchpoint import PILLARS, Pillar

__all__ = [
    "QUESTIONS",
    "GroupGap",
    "PillarSpread",
    "RaterDistance",
    "ScoreSheet",
    "group_gaps",
    "score_sheets",
    "shown",
]

QUESTIONS: Mapping[Pillar, str] = {
    "advertising": "Does our advertising promise what customers then get, and no more?",
    "content": "Does what we publish help customers to decide, and to use what they bought?",
    "digital": "Do our pages, forms, calculators and chat do what customers come to them for, without detours?",
    "in_person": "Are visits to our shops, offices and events worth the way, and as good as what we say online?",
    "communication": "Do our messages reach customers at the right time, as often as they like, with what matters?",
    "representatives": "Do those who sell and advise look for what serves the customer, and know enough to find it?",
    "products": "Is what we deliver at least as good as what customers expected when they chose it?",
    "service": "May those who help customers put things right at once, with a refund or an exchange if need be?",
    "friction": "Is buying and using easy: short waits, few clicks, nothing asked twice?",
    "reputation": "Does our name stand for what we want it to, among those who know us and those who do not?",
}
"""What to ask of each pillar, in its order; answered from 1 (not at all) to 5 (wholly)."""

_FEWEST_RATERS = 3
"""Raters among whom one can be the outlier."""


@dataclass(frozen=True, slots=True)
class PillarSpread:
    """What one group gives one pillar."""

    pillar: Pillar
    mean: float
    margin: float | None
    """At 95 %, at the widest; None where it is not known how many answered."""
    n_raters: int
    """How many raters are known by name."""
    low: float
    high: float
    deviation: float | None
    """Standard deviation among the raters (n − 1); None for fewer than two."""
    low_raters: tuple[str, ...]
    """Who gave the lowest."""
    high_raters: tuple[str, ...]
    """Who gave the highest."""


@dataclass(frozen=True, slots=True)
class RaterDistance:
    """How far one rater is from what the others give."""

    rater: str
    distance: float
    """Mean absolute difference to the mean of the others, over the pillars that both rate."""
    tends: float
    """Mean difference: more than 0 where the rater is kinder than the others."""
    n_pillars: int


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """One group's ratings of the pillars."""

    group: str
    n: float | None
    """How many answered, or rated by name; None where nobody says."""
    pillars: tuple[PillarSpread, ...]
    """In the order of the pillars."""
    raters: tuple[RaterDistance, ...]
    """Farthest from the others first."""

    @property
    def total(self) -> float:
        """The sum of the mean scores."""
        return sum(each.mean for each in self.pillars)

    @property
    def out_of(self) -> int:
        """The highest total: 50 where all ten are rated."""
        return HIGHEST * len(self.pillars)

    @property
    def unrated(self) -> tuple[Pillar, ...]:
        """The pillars that the group does not rate."""
        rated = {each.pillar for each in self.pillars}
        return tuple(pillar for pillar in PILLARS if pillar not in rated)

    @property
    def weakest(self) -> tuple[Pillar, ...]:
        """The pillars of the lowest mean."""
        lowest = min(each.mean for each in self.pillars)
        return tuple(each.pillar for each in self.pillars if each.mean == lowest)

    @property
    def outlier(self) -> RaterDistance | None:
        """The rater who is farthest from the others; None among fewer than three."""
        return self.raters[0] if len(self.raters) >= _FEWEST_RATERS else None


@dataclass(frozen=True, slots=True)
class GroupGap:
    """How two groups differ on one pillar."""

    pillar: Pillar
    first: str
    second: str
    first_mean: float
    second_mean: float
    margin: float
    """At 95 %, at the widest, of the difference; groups that are no sample add nothing."""
    n: float | None
    """The answers of the smaller sample; None where neither is one."""

    @property
    def difference(self) -> float:
        """First less second, in points."""
        return self.first_mean - self.second_mean

    @property
    def is_real(self) -> bool:
        """Whether the difference is beyond its margin."""
        return abs(self.difference) > self.margin


def shown(pillar: Pillar) -> str:
    """Write the name of a pillar as people say it.

    Example:
        >>> shown("in_person")
        'in person'
    """
    return pillar.replace("_", " ")


def score_sheets(ratings: Mapping[str, PillarScores]) -> tuple[ScoreSheet, ...]:
    """Return the score sheet of each group, in the order of the file.

    Example:
        >>> staff = PillarScores.model_validate({"raters": {"Ada": {"service": 5}, "Ben": {"service": 2}}})
        >>> sheet = score_sheets({"staff": staff})[0]
        >>> sheet.pillars[0].mean, sheet.pillars[0].low_raters, sheet.total, sheet.out_of
        (3.5, ('Ben',), 3.5, 5)
    """
    return tuple(_sheet(group, rated) for group, rated in ratings.items())


def _sheet(group: str, rated: PillarScores) -> ScoreSheet:
    n = rated.answers if rated.answers is not None else len(rated.raters) or None
    spreads = tuple(_spread(pillar, mean, rated) for pillar, mean in rated.means.items())
    return ScoreSheet(group, n, spreads, _distances(rated))


def _spread(pillar: Pillar, mean: float, rated: PillarScores) -> PillarSpread:
    given = {name: own[pillar] for name, own in rated.raters.items() if pillar in own}
    margin = None if rated.answers is None else margin_of_mean(mean, rated.answers, low=LOWEST, high=HIGHEST)
    low, high = min(given.values(), default=mean), max(given.values(), default=mean)
    squares = sum((score - mean) ** 2 for score in given.values())
    return PillarSpread(
        pillar,
        mean,
        margin,
        len(given),
        low,
        high,
        sqrt(squares / (len(given) - 1)) if len(given) > 1 else None,
        tuple(name for name, score in given.items() if score == low),
        tuple(name for name, score in given.items() if score == high),
    )


def _distances(rated: PillarScores) -> tuple[RaterDistance, ...]:
    found = [found for rater in rated.raters if (found := _distance(rater, rated))]
    return tuple(sorted(found, key=lambda row: -row.distance))


def _distance(rater: str, rated: PillarScores) -> RaterDistance | None:
    differences = []
    for pillar, score in rated.raters[rater].items():
        others = [own[pillar] for name, own in rated.raters.items() if name != rater and pillar in own]
        if others:
            differences.append(score - sum(others) / len(others))
    n = len(differences)
    return RaterDistance(rater, sum(map(abs, differences)) / n, sum(differences) / n, n) if n else None


def group_gaps(sheets: tuple[ScoreSheet, ...]) -> tuple[GroupGap, ...]:
    """Return how groups differ on each pillar that both rate, widest gap first.

    The margin of the difference is `√(m₁² + m₂²)` of the margins of the means. Raters known by name are all there are
    of their group, and no sample of it: they add no margin.
    """
    found = [gap for first, second in combinations(sheets, 2) for gap in _gaps(first, second)]
    return tuple(sorted(found, key=lambda gap: -abs(gap.difference)))


def _gaps(first: ScoreSheet, second: ScoreSheet) -> Iterator[GroupGap]:
    theirs = {each.pillar: each for each in second.pillars}
    samples = [sheet.n for sheet in (first, second) if sheet.n is not None and sheet.pillars[0].margin is not None]
    for own in first.pillars:
        if other := theirs.get(own.pillar):
            margin = hypot(own.margin or 0.0, other.margin or 0.0)
            n = min(samples, default=None)
            yield GroupGap(own.pillar, first.group, second.group, own.mean, other.mean, margin, n)
