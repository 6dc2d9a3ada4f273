"""What a journey means to improve, touchpoint by touchpoint."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.priorities import Priority
from journeymap.analysis.targets import aim_of
from journeymap.audits.judged import Judged, judged
from journeymap.audits.trend import Trend, trend
from journeymap.audits.words import Measure
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.patience import situation_of
from journeymap.touchpoint import Touchpoint

__all__ = ["Status", "TouchpointImprovement", "improvement_rows"]

Status = Literal["overdue", "missed", "on the way", "unknown", "no target", "met"]
"""Beyond its day; not reached; not reached yet, but at its pace it will be by its day; not measured; nothing aimed at;
reached."""
_STATUSES: tuple[Status, ...] = ("overdue", "missed", "on the way", "unknown", "no target", "met")

_BY_PEOPLE = {"phone_hold", "shop_queue", "doctor_room", "restaurant_table", "public_office"}
"""Situations in which customers wait for a person."""
_PEOPLE = {"chat", "counter", "dealer", "desk", "in person", "store", "visit"}
"""Channels, beside those of these situations, in which a person serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointImprovement:
    """One touchpoint: what it shall reach, what it is, and what is known to help."""

    touchpoint: str
    name: str
    owner: str | None
    department: str | None
    status: Status
    due: dt.date | None
    checks: tuple[Judged, ...]
    """Each measure with a target, against it."""
    trends: tuple[Trend | None, ...]
    """Of each of them, where it is missed, its day is to come and an earlier measurement is given."""
    gain_per_1000: float | None
    """Customers kept more of 1000 who start if it met its target (the usual one where none is declared), modelled;
    None where it rests on assumptions alone."""
    fix_cost: float | None
    quick_win: bool
    """Whether it gains at least as much per cost as all with a known cost together."""
    cause: str | None
    prevention: str | None
    opportunity: str | None
    by_people: bool
    """Whether people serve customers here, as its channel or situation says."""
    staff_ready: bool | None
    """Whether they are trained and have what they need; None where the file does not say."""


def improvement_rows(
    journey: Journey,
    measurement: Measurement | None,
    *,
    reliable: float,
    on: dt.date | None,
    ranked: Sequence[Priority],
    baseline: Measurement | None = None,
) -> tuple[TouchpointImprovement, ...]:
    """Hold every touchpoint against its target.

    Returns:
        One row a touchpoint of the file: overdue ones first, then missed, unknown, without target, met; within
        these, those that would gain most first.
    """
    known = Network.of(journey, measurement).facts
    gains = {row.touchpoint: row for row in ranked if row.kind == "touchpoint"}
    earlier = _Earlier.of(journey, baseline, measurement) if baseline and measurement else None
    rows = [
        _row(name, point, known.get(name), journey, gains, reliable=reliable, on=on, earlier=earlier)
        for name, point in journey.touchpoints.items()
    ]
    return tuple(sorted(rows, key=lambda row: (_STATUSES.index(row.status), -(row.gain_per_1000 or 0.0))))


def _row(
    name: str,
    point: Touchpoint,
    node: Facts | None,
    journey: Journey,
    gains: Mapping[str, Priority],
    *,
    reliable: float,
    on: dt.date | None,
    earlier: "_Earlier | None",
) -> TouchpointImprovement:
    aims = _aims(point, node, journey) if node else {}
    checks = tuple(judged(node, point, measure, aim, reliable=reliable) for measure, aim in aims.items() if node)
    trends = tuple(earlier.trend(name, point, check, reliable) if earlier else None for check in checks)
    gain = gains.get(name)
    return TouchpointImprovement(
        touchpoint=name,
        name=point.name or name,
        owner=point.owner,
        department=point.department,
        status=_status(point, checks, trends, on),
        due=point.target.due if point.target else None,
        checks=checks,
        trends=trends,
        gain_per_1000=gain.gain_per_1000 if gain and gain.evidence != "assumed" else None,
        fix_cost=point.fix_cost,
        quick_win=gain is not None and gain.quick_win,
        cause=point.cause,
        prevention=point.prevention,
        opportunity=point.opportunity,
        by_people=_by_people(point),
        staff_ready=point.staff_ready,
    )


def _aims(point: Touchpoint, node: Facts, journey: Journey) -> dict[Measure, float]:
    """Return the measures that are aimed at; those of the usual target where only a day is given."""
    if point.target is None:
        return {}
    declared = dict(_declared(point))
    usual = aim_of(node, journey.model)
    by_default: dict[Measure, float | None] = {
        "wait": usual.wait_seconds,
        "clicks": usual.clicks,
        "satisfaction": usual.score,
    }
    return declared or {measure: aim for measure, aim in by_default.items() if aim is not None}


def _declared(point: Touchpoint) -> Iterator[tuple[Measure, float]]:
    measures: tuple[Measure, ...] = ("wait", "work_time", "clicks", "satisfaction", "left")
    for measure in measures:
        if (aim := getattr(point.target, measure)) is not None:
            yield measure, float(aim)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What was known at an earlier measurement."""

    facts: Mapping[str, Facts]
    days: tuple[dt.date, dt.date]
    """The last days of both logs."""

    @classmethod
    def of(cls, journey: Journey, then: Measurement, now: Measurement) -> "_Earlier | None":
        """Return it; None where one of the logs is empty."""
        if not then.variants or not now.variants:
            return None
        first, last = (dt.datetime.fromisoformat(each.last).date() for each in (then, now))
        return cls(Network.of(journey, then).facts, (first, last))

    def trend(self, name: str, point: Touchpoint, now: Judged, reliable: float) -> Trend | None:
        """Return where a measure that misses its target is going."""
        node, due = self.facts.get(name), point.target.due if point.target else None
        if node is None or due is None or now.verdict != "missed":
            return None
        then = judged(node, point, now.measure, now.limit, reliable=reliable)
        low_is_good = now.measure != "satisfaction" or node.scale.reverse
        return trend(now, then, days=self.days, due=due, reliable=reliable, low_is_good=low_is_good)


def _status(point: Touchpoint, checks: Sequence[Judged], trends: Sequence[Trend | None], on: dt.date | None) -> Status:
    if point.target is None:
        return "no target"
    verdicts = {check.verdict for check in checks}
    if "missed" in verdicts:
        due = point.target.due
        if due is not None and on is not None and due < on:
            return "overdue"
        going = [each for check, each in zip(checks, trends, strict=True) if check.verdict == "missed"]
        return "on the way" if all(each and each.on_the_way for each in going) else "missed"
    return "unknown" if "unknown" in verdicts or not verdicts else "met"


def _by_people(point: Touchpoint) -> bool:
    return situation_of(point) in _BY_PEOPLE or any(channel.lower() in _PEOPLE for channel in point.channel)
