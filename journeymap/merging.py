"""Measurements of disjoint cases → one measurement."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from functools import reduce
from typing import Any, TypeVar

from journeymap.errors import Diagnostic, LogError
from journeymap.measurement import NOTICED, TABLES, Measurement

__all__ = ["merge"]

T = TypeVar("T")

_SUMMED = ("n_events", "n_dropped", "n_tied", "n_ignored", "n_set_aside", "n_unrelated", "n_shared")
_SAME = {
    "journey": "journeys",
    "dimensions": "segments",
    "last": "log ends",
    "has_success": "kinds of success",
    "has_end": "kinds of times",
}
"""What must be the same in measurements that are added, and what it is called."""
_CURES = {"last": "measure all of them with the same `--log-end`"}
_KEYS: dict[str, tuple[str, ...]] = {
    "variants": ("segment", "touchpoints"),
    "waits": ("segment", "source", "target", "since", "bucket"),
    "satisfaction": ("segment", "touchpoint", "score"),
    "conditions": ("segment", "touchpoint", "condition"),
    "touches": ("segment", "touchpoint", "channel"),
    "work": ("segment", "touchpoint", "bucket"),
}
"""What tells the rows of a table apart; everything else is added up."""
_PARTS = {"satisfaction": 10**4, "value": 10**4, "satisfaction_squares": 10**8}
"""Sums are whole numbers of these parts, else of millionths, and added as such, so that their order does not matter."""


def merge(measurements: Sequence[Measurement]) -> Measurement:
    """Add up measurements of disjoint cases, such as one a month or one a region.

    Every case must be in one of them only, whole; nothing in a measurement can tell. The result is the measurement of
    all cases at once if `lost_after` was given for all: by default each log finds its own.

    Args:
        measurements: At least one, of one journey and one log end.

    Returns:
        Their sum, in the order of any measurement.

    Raises:
        LogError: If they cannot be added, with what differs.

    Example:
        >>> from journeymap.engines.measure import measure
        >>> from journeymap.eventlog import event_log
        >>> from journeymap.loading import load_journey
        >>> journey = load_journey("examples/service-desk")
        >>> whole = measure(journey, event_log(journey, folder="examples/service-desk"))
        >>> merge([whole]) == whole
        True
    """
    problems = [*_differences(measurements)]
    if problems:
        raise LogError(problems)
    summed: dict[str, Any] = {name: sum(getattr(each, name) for each in measurements) for name in _SUMMED}
    tables: dict[str, Any] = {name: _added(name, kind, measurements) for name, kind in TABLES.items()}
    return replace(
        measurements[0],
        source=", ".join(sorted({each.source for each in measurements})),
        first=min((each.first for each in measurements), key=dt.datetime.fromisoformat),
        lost_after=_united(measurements, lambda each: each.lost_after),
        names=dict(sorted(_united(measurements, lambda each: each.names).items(), key=lambda pair: pair[1])),
        noticed={name: n for name in NOTICED if (n := sum(each.noticed.get(name, 0) for each in measurements))},
        **summed,
        **tables,
    )


def _differences(measurements: Sequence[Measurement]) -> Iterable[Diagnostic]:
    first, *others = measurements
    for name, called in _SAME.items():
        for other in others:
            if getattr(other, name) != getattr(first, name):
                said = f"measurements of different {called} cannot be added: {_pair(first, other, name)}"
                yield Diagnostic("L153", said, help=_CURES.get(name, "measure the logs in the same way"))
                break
    for each in others:
        for point, seconds in each.lost_after.items():
            if first.lost_after.get(point, seconds) != seconds:
                said = f"in one measurement a case has left `{point}` after another time than in the others"
                yield Diagnostic("L153", said, help="measure all of them with the same `--lost-after`")
                return
    yield from _clashes(measurements)


def _pair(first: Measurement, other: Measurement, name: str) -> str:
    return " and ".join(f"`{getattr(each, name)}` of `{each.source}`" for each in (first, other))


def _clashes(measurements: Iterable[Measurement]) -> Iterable[Diagnostic]:
    """Find ids that stand for different events, or events with different ids."""
    pairs = {pair for each in measurements for pair in each.names.items()}
    for place in (0, 1):
        seen: dict[str, str] = {}
        for pair in sorted(pairs):
            if seen.setdefault(pair[place], pair[1 - place]) != pair[1 - place]:
                one, other = seen[pair[place]], pair[1 - place]
                said = f"`{pair[place]}` stands for `{one}` in one measurement and for `{other}` in another"
                cure = "name both in `log: {names: …}` or in the plan, and measure again"
                yield Diagnostic("L153", said, help=cure)
                return


def _united(measurements: Iterable[Measurement], part: Callable[[Measurement], dict[str, T]]) -> dict[str, T]:
    return reduce(lambda united, each: united | part(each), measurements, {})


def _added(table: str, kind: type, measurements: Iterable[Measurement]) -> tuple[Any, ...]:
    keys = _KEYS[table]
    further = [field.name for field in fields(kind) if field.name not in keys]
    groups: defaultdict[Hashable, list[Any]] = defaultdict(list)
    for each in measurements:
        for row in getattr(each, table):
            groups[tuple(getattr(row, key) for key in keys)].append(row)
    added = [
        replace(rows[0], **{name: _sum(name, [getattr(row, name) for row in rows]) for name in further})
        for rows in groups.values()
    ]
    if table == "variants":
        return tuple(sorted(added, key=lambda row: (-row.cases, row.segment, row.touchpoints)))
    return tuple(sorted(added, key=lambda row: tuple(_sortable(getattr(row, key)) for key in keys)))


def _sortable(value: Any) -> Any:  # noqa: ANN401 - of whatever the rows hold
    """No channel comes before every channel."""
    return "" if value is None else value


def _sum(name: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 - of whatever the rows hold
    if name == "example":
        return min(values)
    if None in values:
        return None
    if isinstance(values[0], tuple):
        return tuple(_sum(name, step) for step in zip(*values, strict=True))
    if isinstance(values[0], float):
        parts = _PARTS.get(name.removeprefix("met_"), 10**6)
        return sum(round(Fraction(value) * parts) for value in values) / parts
    return sum(values)
