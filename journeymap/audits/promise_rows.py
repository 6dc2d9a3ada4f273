"""What is promised at every touchpoint, and what customers get there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from journeymap.audits.judged import Judged, Verdict, judged, spread_at
from journeymap.audits.spread import Kept
from journeymap.audits.topics import values_of
from journeymap.audits.words import Measure
from journeymap.facts import Evidence, Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.measures import ChannelMeasures, Promise
from journeymap.network import Network
from journeymap.touchpoint import Touchpoint
from journeymap.units import Money

__all__ = ["Action", "PromiseCheck", "Rule", "promise_rows"]

Rule = Literal["to the second", "working time", "each case's own day or time", "each case's own wait", "mean"]
"""How a promise is held against what happened: waits to the second, by the clock or in working time; where the log says
what each case was promised, by that, a day counting to its end and a time to the second; clicks and scores by mean."""
Action = Literal["fix", "fix and tell", "tell"]
"""What to do about a promise that is missed: mend what is under control; else tell the customer, and promise less."""

_ACTIONS: dict[str | None, Action] = {"yes": "fix", "partly": "fix and tell", "no": "tell", None: "fix"}
_VERDICTS: tuple[Verdict, ...] = ("missed", "unknown", "exceeded", "met")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseCheck:
    """One thing that is promised at a touchpoint, against what customers get."""

    touchpoint: str
    """Where it is made."""
    name: str
    delivered_at: str
    """The touchpoint that it is about: by default the same."""
    delivered_name: str
    channel: str | None
    """Where it holds in one channel only."""
    first_contact: bool
    """Whether it is made where customers start, or where they are won: reputation arrives before the product."""
    measure: Measure | None
    """None where words alone are promised: nobody can check them."""
    says: str | None
    topic: str | None
    promised: float | None
    """Seconds, clicks or a score; None where the log says for each case what it was promised."""
    actual: float | None
    """The same for the typical customer: median wait, mean clicks or score."""
    gap: float | None
    """Actual less promised, in the same unit."""
    kept: Kept | None
    """Share of customers to whom it was kept; None where that cannot be known."""
    verdict: Verdict
    sure: bool
    """Whether more of the same customers would hardly change the verdict."""
    n: float | None
    evidence: Evidence | None
    rule: Rule | None
    reliable_promise: float | None
    """The wait, in seconds, that could be promised and kept to the share of customers that is wanted."""
    expected: float | None
    """What customers say they expect, in the unit of the promise."""
    expected_answers: float | None
    """How many were asked."""
    patience_seconds: float | None
    """What is tolerated and the half-life of patience together: nobody shelters behind a longer promise."""
    promise_owner: str | None
    """Who made it; of one that is delivered elsewhere by default the owner of where it is made."""
    owner: str | None
    """Who delivers: the owner of the touchpoint that it is about, as are the values below."""
    department: str | None
    controllable: Literal["yes", "partly", "no"] | None
    informed: bool
    action: Action | None
    """What to do; None unless it is missed. Without `controllable` it counts as one's own to fix."""
    undelivered: Literal["missing", "unreachable", "no owner"] | None
    """Why nobody delivers it: the touchpoint does not exist, no way leads there, or it has no owner or department."""
    spend: Money | None
    """What is spent on making it known."""
    at_risk: Money | None
    """Of that, the share spent on those to whom it is not kept; all of it where it is missed and the share unknown."""

    @property
    def beyond_patience(self) -> bool:
        """Whether it is a wait longer than customers put up with: they leave before it is broken."""
        is_wait = self.measure == "wait" and self.promised is not None and self.patience_seconds is not None
        return is_wait and (self.promised or 0.0) > (self.patience_seconds or 0.0)


def promise_rows(journey: Journey, measurement: Measurement | None, *, reliable: float) -> tuple[PromiseCheck, ...]:
    """Hold every promise against what customers get.

    Returns:
        One row a touchpoint, channel where channels differ, and measure promised: first contacts first, then missed,
        unknown, exceeded and met ones; within these, those furthest from the promise first.
    """
    places = _places(journey, measurement)
    rows = [place.check(*value, reliable=reliable) for place in places for value in place.values]
    return tuple(sorted(rows, key=lambda row: (not row.first_contact, _VERDICTS.index(row.verdict), -_distance(row))))


def _distance(row: PromiseCheck) -> float:
    return abs(row.gap or 0.0) / row.promised if row.promised else 0.0


@dataclass(frozen=True, slots=True)
class _ByCase:
    """What a log shows of promises, case by case."""

    kept: Kept
    early: int | None
    """Cases that came before the promised day; None where no days or times were promised."""


@dataclass(frozen=True, slots=True)
class _Made:
    """The touchpoint where a promise is made."""

    id: str
    name: str
    first_contact: bool
    owner: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """A touchpoint, or what it is in one channel, where a promise is delivered, with what is known of it."""

    made: _Made
    id: str
    name: str
    channel: str | None
    point: Touchpoint
    """With the promise that is about it, wherever that is made."""
    node: Facts | None
    by_case: _ByCase | None
    own_promises: bool
    """Whether the log says what each case was promised."""
    undelivered: Literal["missing", "unreachable", "no owner"] | None

    @property
    def values(self) -> Iterator[tuple[Measure | None, float | None]]:
        """What is promised here: measures and values; neither where it is words alone."""
        given = [*values_of(self.point.promise)] if self.point.promise else []
        yield from given
        if self.by_case and "wait" not in dict(given):
            yield "wait", None
        elif self.point.promise and not given:
            yield None, None

    def check(self, measure: Measure | None, promised: float | None, *, reliable: float) -> PromiseCheck:
        """Hold one value against what customers get."""
        found = self._judged(measure, promised, reliable)
        spread = spread_at(self.node, self.point) if self.node and measure == "wait" else None
        promise = self.point.promise or Promise()
        patience = self.node.patience if self.node else None
        return PromiseCheck(
            touchpoint=self.made.id,
            name=self.made.name,
            delivered_at=self.id,
            delivered_name=self.name,
            channel=self.channel,
            first_contact=self.made.first_contact,
            measure=measure,
            says=promise.says,
            topic=promise.topic,
            promised=promised,
            actual=found.actual if found else None,
            gap=found.gap if found and promised is not None else None,
            kept=found.kept if found else None,
            verdict=found.verdict if found else "unknown",
            sure=found.sure if found else False,
            n=found.n if found else None,
            evidence=found.evidence if found else None,
            rule=self._rule(measure) if found and found.verdict != "unknown" else None,
            reliable_promise=spread.quantile(reliable) if spread else None,
            expected=_expected(self.point, measure),
            expected_answers=self.point.expects.answers if self.point.expects else None,
            patience_seconds=patience.tolerated + patience.half_life if patience else None,
            promise_owner=promise.owner or (self.made.owner if self.made.id != self.id else None),
            owner=self.point.owner,
            department=self.point.department,
            controllable=self.point.controllable,
            informed=self.point.informed,
            action=_ACTIONS[self.point.controllable] if found and found.verdict == "missed" else None,
            undelivered=self.undelivered,
            spend=promise.spend,
            at_risk=_at_risk(promise.spend, found),
        )

    def _judged(self, measure: Measure | None, promised: float | None, reliable: float) -> Judged | None:
        if self.node is None or measure is None:
            return None
        if self.by_case is None or measure != "wait":
            return None if promised is None else judged(self.node, self.point, measure, promised, reliable=reliable)
        return _judged_by_case(self.by_case, self.node, promised, reliable)

    def _rule(self, measure: Measure | None) -> Rule:
        if measure != "wait":
            return "mean"
        if self.by_case and self.by_case.early is not None:
            return "each case's own day or time"
        if self.by_case and self.own_promises:
            return "each case's own wait"
        return "working time" if self.point.in_working_time else "to the second"


def _judged_by_case(by_case: _ByCase, node: Facts, promised: float | None, reliable: float) -> Judged:
    """Judge by how many cases were late, as the log counted it."""
    kept, n = by_case.kept, by_case.kept.n or 0
    actual = node.wait.median if node.wait else None
    sooner = actual < promised if actual is not None and promised is not None else (by_case.early or 0) > n / 2
    verdict: Verdict = "missed" if kept.share < reliable else "exceeded" if sooner else "met"
    return Judged(
        measure="wait",
        limit=promised or 0.0,
        actual=actual,
        gap=actual - promised if actual is not None and promised is not None else None,
        kept=kept,
        verdict=verdict,
        sure=kept.is_surely(reliable) is not None,
        n=n,
        evidence="measured",
    )


def _places(journey: Journey, measurement: Measurement | None) -> Iterator[_Place]:
    """Return where promises are delivered: every touchpoint, or its channels where they promise for themselves."""
    network = Network.of(journey, measurement)
    reachable = _reachable(network)
    for name, point in journey.touchpoints.items():
        made = _Made(name, point.name or name, _is_first_contact(journey, name), point.owner)
        about = point.promise.about if point.promise else None
        if about is not None:
            there = journey.touchpoints[about].model_copy(update={"promise": point.promise})
            lacks = _undelivered(there, reachable=about in reachable)
            yield _Place(made, about, there.name or about, None, there, network.facts.get(about), None, False, lacks)
        own = point if about is None else point.model_copy(update={"promise": None})
        told = journey.log.promised is not None or own.promised_wait is None
        by_case = _by_case(measurement, name) if measurement and (told or not own.describes_wait) else None
        lacks = _undelivered(point, reachable=name in reachable)
        for channel, here, node in _channels(own, network.facts.get(name)):
            late = by_case if channel is None else None
            yield _Place(made, name, made.name, channel, here, node, late, told, lacks)


def _channels(point: Touchpoint, node: Facts | None) -> Iterator[tuple[str | None, Touchpoint, Facts | None]]:
    parts = node.parts if node else ()
    apart = [part for part in parts if _differs(point.channels[part.channel])]
    if not apart:
        yield None, point, node
    for part in parts if apart else ():
        yield part.channel, point.in_channel(part.channel), part.facts


def _is_first_contact(journey: Journey, name: str) -> bool:
    point = journey.touchpoints[name]
    return name in journey.starts or point.area == "marketing" or "advertising" in point.pillar


def _differs(channel: ChannelMeasures) -> bool:
    return bool(channel.model_fields_set & {"promise", "wait", "clicks", "satisfaction"})


def _by_case(measurement: Measurement, name: str) -> _ByCase | None:
    """Count the cases that came later than promised; None where the log cannot tell."""
    at = [row for row in measurement.conditions if row.touchpoint == name]
    late = [row for row in at if row.condition == "late"]
    n = sum(row.met for row in late)
    if not n:
        return None
    early = [row.cases for row in at if row.condition == "early"]
    return _ByCase(Kept.counted(n - sum(row.cases for row in late), n), sum(early) if early else None)


def _reachable(network: Network) -> set[str]:
    """Return what customers can meet: from the starts on, by any way; with a log, what it shows them meeting."""
    ahead: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in network.steps:
        ahead[source].append(target)
    waiting, met = [*network.outline.starts], {*network.outline.starts}
    while waiting:
        new = {*ahead[waiting.pop()]} - met
        met |= new
        waiting += new
    return met


def _undelivered(point: Touchpoint, *, reachable: bool) -> Literal["missing", "unreachable", "no owner"] | None:
    if point.missing or not reachable:
        return "missing" if point.missing else "unreachable"
    return None if point.owner or point.department else "no owner"


def _expected(point: Touchpoint, measure: Measure | None) -> float | None:
    return getattr(point.expects, measure) if point.expects and measure in {"wait", "clicks"} else None


def _at_risk(spend: Money | None, found: Judged | None) -> Money | None:
    if spend is None or found is None or found.verdict == "unknown":
        return None
    lost = 1 - found.kept.share if found.kept else float(found.verdict == "missed")
    return Money(spend.amount * lost, spend.currency)
