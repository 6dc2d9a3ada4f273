"""The sums of the promises audit, and the touchpoints where nothing is promised."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from journeymap.audits.promise_rows import PromiseCheck
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.units import Money

__all__ = ["PromiseTotals", "Unpromised", "promise_totals", "unpromised"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTotals:
    """How many promises there are, how many are kept, and how many are one's own to keep."""

    touchpoints: int
    """All that exist."""
    touchpoints_with_promise: int
    promises: int
    exceeded: int
    met: int
    missed: int
    unknown: int
    """Promises of which nobody knows whether they are kept; the four add up to all promises."""
    controllable: int
    """Promises at touchpoints that say `controllable: yes`; the four add up to all promises."""
    partly_controllable: int
    not_controllable: int
    controllable_unsaid: int
    controllable_share: float | None
    """Of those that say so, 0 to 1, partly controllable ones counting half; None where none says."""
    spend: tuple[Money, ...]
    """What is spent on making promises known, one amount a currency."""
    at_risk: tuple[Money, ...]
    """Of that, what is spent on promises that are not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpromised:
    """A touchpoint where nothing is promised."""

    touchpoint: str
    name: str
    owner: str | None
    first_contact: bool
    wait_seconds: float | None
    """What the typical customer waits there."""
    expected_seconds: float | None
    """What customers say they expect."""
    expected_answers: float | None
    """How many were asked."""
    patience_seconds: float | None
    """What is tolerated and the half-life of patience together."""


def promise_totals(journey: Journey, rows: Sequence[PromiseCheck], without: Sequence[Unpromised]) -> PromiseTotals:
    """Add up the promises of a journey."""
    verdicts = Counter(row.verdict for row in rows)
    own = Counter(row.controllable for row in rows)
    said = len(rows) - own[None]
    n = len(journey.planned)
    return PromiseTotals(
        touchpoints=n,
        touchpoints_with_promise=n - len(without),
        promises=len(rows),
        exceeded=verdicts["exceeded"],
        met=verdicts["met"],
        missed=verdicts["missed"],
        unknown=verdicts["unknown"],
        controllable=own["yes"],
        partly_controllable=own["partly"],
        not_controllable=own["no"],
        controllable_unsaid=own[None],
        controllable_share=(own["yes"] + own["partly"] / 2) / said if said else None,
        spend=_sum([row.spend for row in _once(rows)]),
        at_risk=_sum([row.at_risk for row in _once(rows)]),
    )


def _once(rows: Sequence[PromiseCheck]) -> list[PromiseCheck]:
    """Return a row a promise whose spend is known: of its measures, and of channels that share it, the worst."""
    worst: dict[tuple[str, Money | None], PromiseCheck] = {}
    for row in sorted(rows, key=lambda row: -(row.at_risk.amount if row.at_risk else -1.0)):
        worst.setdefault((row.touchpoint, row.spend), row)
    return [*worst.values()]


def _sum(amounts: Sequence[Money | None]) -> tuple[Money, ...]:
    by_currency: defaultdict[str, float] = defaultdict(float)
    for money in amounts:
        if money is not None:
            by_currency[money.currency] += money.amount
    return tuple(Money(amount, currency) for currency, amount in by_currency.items())


def unpromised(
    journey: Journey, measurement: Measurement | None, rows: Sequence[PromiseCheck]
) -> tuple[Unpromised, ...]:
    """Return the touchpoints that exist and promise nothing, in the order of the plan."""
    promised = {row.delivered_at for row in rows}
    known = Network.of(journey, measurement).facts
    found = []
    for name, point in journey.planned.items():
        if name in promised:
            continue
        node = known[name]
        found.append(
            Unpromised(
                touchpoint=name,
                name=node.name,
                owner=point.owner,
                first_contact=name in journey.starts,
                wait_seconds=node.wait.median if node.wait else None,
                expected_seconds=point.expects.wait if point.expects else None,
                expected_answers=point.expects.answers if point.expects else None,
                patience_seconds=node.patience.tolerated + node.patience.half_life if node.patience else None,
            )
        )
    return tuple(found)
