"""Who rated which touchpoint how, and where two groups differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from journeymap.audits.views import PerceptionGap, View, compared, compared_together
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.touchpoint import PILLARS, Pillar, Touchpoint

__all__ = [
    "DeliveryGap",
    "Group",
    "GroupGap",
    "PillarPerception",
    "TouchpointPerception",
    "delivery_gap",
    "group_gaps",
    "pillar_rows",
    "touchpoint_rows",
]

Group = Literal["customers", "expected", "company", "leadership", "staff", "benchmark"]
"""Who says it; `expected`: what customers had expected; `benchmark`: what others reach."""
_RATED: tuple[Group, ...] = ("expected", "company", "leadership", "staff")
_COMPARED: tuple[Group, ...] = ("company", "leadership", "staff", "customers", "expected")


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointPerception:
    """One touchpoint as its groups see it."""

    touchpoint: str
    name: str
    owner: str | None
    pillars: tuple[Pillar, ...]
    views: Mapping[Group, View]
    """By group; who said nothing is not among them."""
    believed: PerceptionGap | None
    """The company against the customers."""
    experienced: PerceptionGap | None
    """What customers experienced against what they expected."""
    benchmarked: PerceptionGap | None
    """The customers against what others reach."""


@dataclass(frozen=True, slots=True)
class GroupGap:
    """Two groups over all touchpoints that both rated."""

    first: Group
    second: Group
    gap: PerceptionGap


@dataclass(frozen=True, slots=True)
class PillarPerception:
    """The company and its customers in one pillar."""

    pillar: Pillar
    touchpoints: tuple[str, ...]
    """Those that both rated; each weighs alike."""
    gap: PerceptionGap


@dataclass(frozen=True, slots=True)
class DeliveryGap:
    """How good the company holds itself for, against how good it is for its customers."""

    touchpoints: int
    """At how many means are known of both: the denominator of the two below."""
    company_good: int
    """How many of these the company rates good."""
    customers_good: int
    good: float
    """The share of a scale from which on a score is good."""
    gap: PerceptionGap
    """Of means where any are known of both, else of shares of the satisfied."""
    satisfied: PerceptionGap | None
    """Of shares of satisfied answers; None where they are not known of both."""


def touchpoint_rows(journey: Journey, measurement: Measurement | None) -> tuple[TouchpointPerception, ...]:
    """Compare the groups touchpoint by touchpoint; as one chooses among touchpoints, intervals are wider (Bonferroni).

    Returns:
        The touchpoints that somebody beside the customers rated; the company's largest overestimate first.
    """
    known = Network.of(journey, measurement).facts
    seen = {name: _views(journey, name, known[name], measurement) for name in journey.planned}
    n_of = {pair: _choices(seen, *pair) for pair in (("company", "customers"), ("customers", "expected"))}
    rows = [
        _row(name, journey.touchpoints[name], views, *n_of.values())
        for name, views in seen.items()
        if views.keys() - {"customers"}
    ]
    return tuple(sorted(rows, key=lambda row: -row.believed.gap if row.believed else 2.0))


def _choices(seen: Mapping[str, Mapping[Group, View]], first: Group, second: Group) -> int:
    return max(1, sum(first in views and second in views for views in seen.values()))


def _row(
    name: str, point: Touchpoint, views: Mapping[Group, View], n_believed: int, n_expected: int
) -> TouchpointPerception:
    customers = views.get("customers")
    return TouchpointPerception(
        touchpoint=name,
        name=point.name or name,
        owner=point.owner,
        pillars=point.pillar,
        views=views,
        believed=compared(views.get("company"), customers, choices=n_believed),
        experienced=compared(customers, views.get("expected"), choices=n_expected),
        benchmarked=compared(customers, views.get("benchmark")),
    )


def _views(journey: Journey, name: str, node: Facts, measurement: Measurement | None) -> dict[Group, View]:
    point, scale = journey.touchpoints[name], journey.scale_of(name)
    found: dict[Group, View] = {}
    if customers := _customers(journey, name, node, measurement):
        found["customers"] = customers
    for group in _RATED:
        said = getattr(point.ratings, group) if point.ratings else None
        if said:
            found[group] = View.of(said, scale)
    if "expected" in found and found["expected"].n is None and customers:
        found["expected"] = replace(found["expected"], n=customers.n)
    if point.benchmark:
        score = point.benchmark.score
        found["benchmark"] = View(score, str(scale), scale.share(score), None, None, None)
    return found


def _customers(journey: Journey, name: str, node: Facts, measurement: Measurement | None) -> View | None:
    """Return what customers say: in the log, in the file, or in their channels together."""
    if node.satisfaction_evidence == "measured" and measurement:
        answers: Counter[float] = Counter()
        for row in measurement.satisfaction:
            if row.touchpoint == name:
                answers[row.score] += row.n
        return View.of_answers(answers, node.scale)
    point = journey.touchpoints[name]
    if not node.parts:
        return View.of(point.satisfaction, node.scale) if point.satisfaction else None
    if node.score_share is None:
        return None
    return View(node.score, str(node.scale), node.score_share, None, _asked_in_channels(point), None)


def _asked_in_channels(point: Touchpoint) -> float | None:
    """Return how many were asked in all channels; None where one does not say."""
    said = [channel.satisfaction or point.satisfaction for channel in point.channels.values()]
    asked = {id(each): each.asked for each in said if each}
    return None if None in asked.values() else sum(n or 0.0 for n in asked.values())


def group_gaps(rows: Sequence[TouchpointPerception]) -> tuple[GroupGap, ...]:
    """Compare every two groups over the touchpoints that both rated."""
    found = []
    for first, second in combinations(_COMPARED, 2):
        pairs = [(row.views.get(first), row.views.get(second)) for row in rows]
        if gap := compared_together(pairs):
            found.append(GroupGap(first, second, gap))
    return tuple(found)


def pillar_rows(rows: Sequence[TouchpointPerception]) -> tuple[PillarPerception, ...]:
    """Compare the company with its customers pillar by pillar; intervals are wider for the choice among pillars."""
    both = {pillar: [row for row in rows if pillar in row.pillars and row.believed] for pillar in PILLARS}
    rated = {pillar: own for pillar, own in both.items() if own}
    found = []
    for pillar, own in rated.items():
        gap = compared_together([_believed(row) for row in own], choices=len(rated))
        assert gap is not None
        found.append(PillarPerception(pillar, tuple(row.touchpoint for row in own), gap))
    return tuple(sorted(found, key=lambda row: -row.gap.gap))


def delivery_gap(rows: Sequence[TouchpointPerception], good: float) -> DeliveryGap | None:
    """Put the company's view of all touchpoints against the customers'.

    Args:
        rows: The touchpoints.
        good: The share of a scale from which on a score is good, 0 to 1.
    """
    own = [row for row in rows if row.believed]
    gap = compared_together([_believed(row) for row in own])
    if gap is None:
        return None
    scored = [row.believed for row in own if row.believed and row.believed.measure == "score"]
    alone = [(_only_satisfied(a), _only_satisfied(b)) for a, b in map(_believed, own)]
    return DeliveryGap(
        len(scored),
        sum(each.first >= good for each in scored),
        sum(each.second >= good for each in scored),
        good,
        gap,
        compared_together(alone),
    )


def _believed(row: TouchpointPerception) -> tuple[View | None, View | None]:
    return row.views.get("company"), row.views.get("customers")


def _only_satisfied(view: View | None) -> View | None:
    return replace(view, share=None) if view else None
