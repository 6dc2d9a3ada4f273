"""What the log itself shows to be amiss: gains if certain cases had ended as the others who reached the same point."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.conditions import ConditionEffect, conditions
from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.offplan import Route
from journeymap.analysis.wording import CONDITIONS, Names, did_words
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import format_share

__all__ = ["ObservedGain", "observed_gains"]


@dataclass(frozen=True, slots=True)
class ObservedGain:
    """A route or condition whose cases end worse than the others who reached the same touchpoint."""

    kind: Literal["off_plan", "condition"]
    touchpoint: str
    measure: Literal["completion", "success"]
    gain_per_1000: float
    """Of 1000 cases: cases of this kind × difference; an association, not a cause."""
    low_per_1000: float
    high_per_1000: float
    """The same at the ends of the 95 % interval of the difference."""
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
        if route.difference is not None and route.high is not None and route.high < 0 and not route.few:
            yield _of_route(route, follows, names)
    for effect in conditions(measurement):
        if effect.high < 0:
            yield _of_condition(effect, measurement.n_cases, names)


def _of_route(route: Route, follows: Conformance, names: Names) -> ObservedGain:
    assert route.difference is not None
    assert route.low is not None
    assert route.high is not None
    per_1000 = -1000 * route.cases / follows.n_cases
    why = f"{did_words(route, names)}: {_against(route.completion, route.completion_others, follows.measure)}"
    return ObservedGain(
        "off_plan",
        route.leave,
        follows.measure,
        per_1000 * route.difference,
        per_1000 * route.high,
        per_1000 * route.low,
        why,
    )


def _of_condition(effect: ConditionEffect, n_cases: int, names: Names) -> ObservedGain:
    per_1000 = -1000 * effect.cases / n_cases
    outcome = _against(effect.completion, effect.completion_others, effect.measure)
    why = f"{names[effect.touchpoint]} {CONDITIONS[effect.condition]}: {outcome}"
    return ObservedGain(
        "condition",
        effect.touchpoint,
        effect.measure,
        per_1000 * effect.difference,
        per_1000 * effect.high,
        per_1000 * effect.low,
        why,
    )


def _against(these: float | None, others: float | None, measure: str) -> str:
    verb = "succeed" if measure == "success" else "complete"
    return f"{format_share(these or 0)} {verb}, against {format_share(others or 0)} of the others"
