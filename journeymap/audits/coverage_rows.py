"""What a journey covers: how its touchpoints and its losses fall upon parts, and what is known of each touchpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from journeymap.analysis.flow import Flow
from journeymap.analysis.friction import TouchpointLoss
from journeymap.facts import Evidence, Facts
from journeymap.journey import Journey
from journeymap.network import Network
from journeymap.touchpoint import AREAS, PILLARS, STAGES, Touchpoint

__all__ = [
    "DIMENSIONS",
    "PLANNED",
    "CoveredPart",
    "Dimension",
    "TouchpointPlan",
    "covered",
    "is_digital",
    "plan_rows",
]

Dimension = Literal["sale", "stage", "pillar", "area", "channel", "digital", "department"]
"""Before, during, after the sale; the five stages after it; the ten pillars; the five areas; channels; digital or
not; who is responsible."""
DIMENSIONS: tuple[Dimension, ...] = ("sale", "stage", "pillar", "area", "channel", "digital", "department")
_PARTS: dict[Dimension, tuple[str, ...]] = {
    "sale": ("before", "during", "after"),
    "stage": STAGES,
    "pillar": PILLARS,
    "area": AREAS,
    "digital": ("digital", "not digital"),
}
"""The parts that there should be; of the other dimensions those that the file names."""

Planned = Literal["wait", "clicks", "satisfaction", "volume", "owner", "promise"]
PLANNED: tuple[Planned, ...] = ("wait", "clicks", "satisfaction", "volume", "owner", "promise")
"""What should be known of every touchpoint."""

_DIGITAL = {"web", "app", "e-mail", "email", "chat", "chatbot", "form", "online", "portal", "sms", "social", "video"}
_NOT_DIGITAL = {"phone", "shop", "branch", "store", "letter", "delivery", "event", "print", "visit", "in person"}
_NOT_DIGITAL |= {"counter", "dealer", "desk", "mail", "packaging", "radio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredPart:
    """The touchpoints of one part of a dimension; one that belongs to several parts counts in each."""

    dimension: Dimension
    part: str | None
    """None for the touchpoints of which the file does not say."""
    touchpoints: tuple[str, ...]
    share: float
    """Of all planned touchpoints, 0 to 1."""
    lost_per_1000: float
    """Customers of 1000 who start that these touchpoints lose."""
    share_of_lost: float | None
    """Of all that planned touchpoints lose, 0 to 1; None where nobody is lost."""
    evidence: Mapping[Evidence, int]
    """How many of its touchpoints rest on what was measured, described or assumed."""
    score: float | None
    """Mean score as a share of the scale, 0 to 1, answers weighing alike; None where nobody was asked."""
    answers: float


@dataclass(frozen=True, slots=True)
class TouchpointPlan:
    """What is known of one touchpoint, of what should be."""

    touchpoint: str
    name: str
    owner: str | None
    known: tuple[Planned, ...]
    unmanaged: bool
    """Whether it has no owner, nothing is measured or described, and nothing is promised or aimed at."""

    @property
    def missing(self) -> tuple[Planned, ...]:
        """What is not known."""
        return tuple(each for each in PLANNED if each not in self.known)

    @property
    def share(self) -> float:
        """The share of what should be known that is, 0 to 1."""
        return len(self.known) / len(PLANNED)


class _Losses(NamedTuple):
    """What is lost, and what that is known by."""

    evidence: Mapping[str, Evidence]
    """By touchpoint."""
    per_1000: Mapping[str, float]
    """Customers of 1000 who start, by touchpoint."""
    planned_per_1000: float
    """At all planned touchpoints."""


def covered(
    journey: Journey, network: Network, loss: Mapping[str, TouchpointLoss], moving: Flow
) -> tuple[CoveredPart, ...]:
    """Divide the planned touchpoints, and what they lose, by each dimension that the file says something of.

    Returns:
        Dimension by dimension, its parts in their order, then the touchpoints of which nothing is said.
    """
    lost = dict(zip(moving.touchpoints, (1000 * lost for lost in moving.lost), strict=True))
    evidence = {name: each.evidence for name, each in loss.items()}
    losses = _Losses(evidence, lost, sum(lost[name] for name in journey.planned))
    planned = {name: network.facts[name] for name in journey.planned}
    found = []
    for dimension in DIMENSIONS:
        divided = _divided(journey, planned, dimension)
        if any(part is not None and names for part, names in divided.items()):
            said = {part: names for part, names in divided.items() if part is not None or names}
            found += [_part(dimension, part, names, planned, losses) for part, names in said.items()]
    return tuple(found)


def _divided(journey: Journey, planned: Mapping[str, Facts], dimension: Dimension) -> dict[str | None, list[str]]:
    """Return the touchpoints of each part; under None those of which the file does not say."""
    divided: dict[str | None, list[str]] = {part: [] for part in _PARTS.get(dimension, ())}
    unsaid = []
    for name, node in planned.items():
        parts = _parts_of(dimension, journey.touchpoints[name], node)
        for part in parts:
            divided.setdefault(part, []).append(name)
        if not parts:
            unsaid.append(name)
    return divided | {None: unsaid}


def _parts_of(dimension: Dimension, point: Touchpoint, node: Facts) -> tuple[str, ...]:
    channels = tuple(dict.fromkeys((*point.channel, *point.channels)))
    if dimension == "channel":
        return channels
    if dimension == "digital":
        kinds = {is_digital(channel) for channel in channels}
        return tuple(name for name, kind in (("digital", True), ("not digital", False)) if kind in kinds)
    if dimension == "pillar":
        return point.pillar
    part: str | None = node.side if dimension == "sale" else getattr(point, dimension)
    return () if part is None else (part,)


def is_digital(channel: str) -> bool | None:
    """Say whether a channel is digital; None where its name does not tell.

    Example:
        >>> is_digital("Web"), is_digital("shop"), is_digital("pigeon post")
        (True, False, None)
    """
    plain = channel.strip().lower()
    return True if plain in _DIGITAL else False if plain in _NOT_DIGITAL else None


def _part(
    dimension: Dimension, part: str | None, names: Sequence[str], planned: Mapping[str, Facts], losses: _Losses
) -> CoveredPart:
    lost = sum(losses.per_1000[name] for name in names)
    asked = [planned[name] for name in names if planned[name].score_share is not None]
    answers = sum(node.answers for node in asked)
    return CoveredPart(
        dimension=dimension,
        part=part,
        touchpoints=tuple(names),
        share=len(names) / len(planned),
        lost_per_1000=lost,
        share_of_lost=lost / losses.planned_per_1000 if losses.planned_per_1000 > 0 else None,
        evidence={kind: sum(losses.evidence[name] == kind for name in names) for kind in _KINDS},
        score=sum(node.answers * (node.score_share or 0.0) for node in asked) / answers if answers else None,
        answers=answers,
    )


_KINDS: tuple[Evidence, ...] = ("measured", "described", "assumed")


def plan_rows(journey: Journey, network: Network) -> tuple[TouchpointPlan, ...]:
    """Say of every planned touchpoint what is known of it, in the order of the file."""
    planned = journey.planned
    promised = {point.promise.about or name for name, point in planned.items() if point.promise}
    return tuple(_plan(name, point, network.facts[name], promised=name in promised) for name, point in planned.items())


def _plan(name: str, point: Touchpoint, node: Facts, *, promised: bool) -> TouchpointPlan:
    is_known: dict[Planned, bool] = {
        "wait": node.wait is not None,
        "clicks": node.clicks is not None,
        "satisfaction": node.bad is not None,
        "volume": any(n is not None for n in (node.visits, point.reached, node.reached)),
        "owner": point.owner is not None,
        "promise": promised,
    }
    known = tuple(each for each in PLANNED if is_known[each])
    return TouchpointPlan(name, node.name, point.owner, known, unmanaged=not known and point.target is None)
