"""What is promised on one topic in several places, and where that does not agree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from journeymap.audits.words import Measure
from journeymap.journey import Journey
from journeymap.measures import Promise

__all__ = ["Conflict", "Stated", "conflicts", "stated", "values_of"]

_ALIKE = 0.005
"""Values that differ by less than this part are the same promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One value that is promised about a topic."""

    journey: str
    touchpoint: str
    name: str
    channel: str | None
    topic: str
    measure: Measure
    promised: float
    """Seconds, clicks or a score."""
    says: str | None
    owner: str | None
    """Who made the promise, or else owns the touchpoint."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Promises on one topic that do not agree."""

    topic: str
    measure: Measure
    low: float
    """The smallest value that is promised."""
    high: float
    stated: tuple[Stated, ...]
    """Smallest value first."""


def stated(journey: Journey) -> tuple[Stated, ...]:
    """Return all values that a journey promises about a named topic, in the order of its file.

    Those of several journeys, one after the other, may be given to `conflicts`.
    """
    return tuple(_stated(journey))


def _stated(journey: Journey) -> Iterator[Stated]:
    for name, point in journey.touchpoints.items():
        own = {None: point.promise} | {channel: each.promise for channel, each in point.channels.items()}
        for channel, promise in own.items():
            if promise is None or not promise.topic:
                continue
            for measure, promised in values_of(promise):
                yield Stated(
                    journey=journey.journey,
                    touchpoint=name,
                    name=point.name or name,
                    channel=channel,
                    topic=promise.topic,
                    measure=measure,
                    promised=promised,
                    says=promise.says,
                    owner=promise.owner or point.owner,
                )


def values_of(promise: Promise) -> Iterator[tuple[Measure, float]]:
    """Return what a promise fixes: seconds, clicks, a score; nothing where it is words alone."""
    measures: tuple[Measure, ...] = ("wait", "clicks", "satisfaction")
    for measure in measures:
        if (promised := getattr(promise, measure)) is not None:
            yield measure, promised


def conflicts(said: Iterable[Stated]) -> tuple[Conflict, ...]:
    """Find topics on which different values are promised, whatever journey they stand in.

    Topics are the same whatever their case and blanks. Values within half a per cent of one another agree.

    Returns:
        One row a topic and measure: those first that differ most, as the largest value to the smallest.

    Example:
        >>> points = {"ad": {"promise": {"wait": "3 days", "topic": "Delivery time"}, "next": "mail"},
        ...           "mail": {"promise": {"wait": "5 days", "topic": "delivery  time"}}}
        >>> [found] = conflicts(stated(Journey.model_validate({"journey": "j", "touchpoints": points})))
        >>> found.low / 86400, found.high / 86400
        (3.0, 5.0)
    """
    groups: defaultdict[tuple[str, Measure], list[Stated]] = defaultdict(list)
    for each in said:
        groups[" ".join(each.topic.casefold().split()), each.measure].append(each)
    found = []
    for (_, measure), group in groups.items():
        ordered = tuple(sorted(group, key=lambda each: each.promised))
        low, high = ordered[0].promised, ordered[-1].promised
        if high - low > _ALIKE * abs(high):
            found.append(Conflict(group[0].topic, measure, low, high, ordered))
    return tuple(sorted(found, key=_apart))


def _apart(conflict: Conflict) -> float:
    """Larger differences first; what is promised as nothing at all is furthest from the rest."""
    return -conflict.high / conflict.low if conflict.low > 0 else float("-inf")
