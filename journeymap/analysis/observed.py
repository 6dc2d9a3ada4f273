"""What the log itself shows to be amiss: gains if certain cases had ended as the others who reached the same point."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.conditions import ConditionEffect, conditions
from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.offplan import Route
from journeymap.analysis.targets import Aim
from journeymap.analysis.wording import CONDITIONS, Names, did_words
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import format_share

__all__ = ["ObservedGain", "observed_gains"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedGain:
    """What a log shows to be amiss: an association, not a cause."""

    kind: Literal["off_plan", "condition", "segment_gap"]
    touchpoint: str
    what: str
    """The route, condition or gap, in words."""
    measure: Literal["kept", "completion", "success"]
    gain_per_1000: float
    """Of 1000 cases: cases of this kind × difference; of a segment gap, by the chain."""
    low_per_1000: float
    high_per_1000: float
    """The same at the ends of the 95 % interval of the difference."""
    completion_per_1000: float | None
    """The gain in completion; None where only success was compared."""
    target: Aim | None = None
    why: str


def observed_gains(
    journey: Journey, measurement: Measurement, follows: Conformance | None = None
) -> Iterator[ObservedGain]:
    """Find the routes and conditions that do worse beyond chance, in no particular order.

    Args:
        journey: The plan.
        measurement: What an engine counted.
        follows: The conformance of both, where it is known already.
    """
    follows = follows or conformance(journey, measurement)
    names = Names.of(journey, measurement)
    for route in follows.routes:
        if route.verdict == "worse":
            yield _of_route(route, follows, names)
    for effect in conditions(measurement):
        if effect.verdict == "worse":
            yield _of_condition(effect, measurement.n_cases, names)


def _of_route(route: Route, follows: Conformance, names: Names) -> ObservedGain:
    assert route.difference is not None
    assert route.low is not None
    assert route.high is not None
    gain, high, low = _gains(route.cases / follows.n_cases, route.difference, route.low, route.high)
    return ObservedGain(
        kind="off_plan",
        touchpoint=route.leave,
        what=did_words(route, names),
        measure=follows.measure,
        gain_per_1000=gain,
        low_per_1000=low,
        high_per_1000=high,
        completion_per_1000=gain if follows.measure == "completion" else None,
        why=_against(route.completion, route.completion_others, follows.measure),
    )


def _of_condition(effect: ConditionEffect, n_cases: int, names: Names) -> ObservedGain:
    gain, high, low = _gains(effect.cases / n_cases, effect.difference, effect.low, effect.high)
    return ObservedGain(
        kind="condition",
        touchpoint=effect.touchpoint,
        what=f"{names[effect.touchpoint]} {CONDITIONS[effect.condition]}",
        measure=effect.measure,
        gain_per_1000=gain,
        low_per_1000=low,
        high_per_1000=high,
        completion_per_1000=gain if effect.measure == "completion" else None,
        why=_against(effect.completion, effect.completion_others, effect.measure),
    )


def _gains(share: float, *differences: float) -> Iterator[float]:
    """Turn differences of a share of the cases into what it would give were there none, of 1000 cases."""
    return (-1000 * share * difference for difference in differences)


def _against(these: float | None, others: float | None, measure: str) -> str:
    verb = "succeed" if measure == "success" else "complete"
    return f"{format_share(these or 0)} {verb}, {format_share(others or 0)} of the others"
