"""Off-plan routes and conditions in whole sentences: who, how many, how they fare, how sure, what is at stake."""

from collections.abc import Callable
from dataclasses import dataclass

from journeymap.analysis.conditions import ConditionEffect
from journeymap.analysis.offplan import Route
from journeymap.analysis.rate import Rate
from journeymap.analysis.wording import CONDITIONS, Names, by_of_the_scale, signed, span
from journeymap.case_ends import END, START
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import format_count, format_duration, format_share

__all__ = ["Telling"]


@dataclass(frozen=True, slots=True)
class Telling:
    """What the sentences of one log have in common."""

    names: Names
    rate: Rate
    did: str
    """What a customer of a good outcome did: `completed` or `succeeded`."""
    strata: tuple[str, ...]
    """Dimensions within which is compared, in words."""

    @classmethod
    def of(cls, journey: Journey, measurement: Measurement) -> "Telling":
        """Take names and numbers of a journey and its log."""
        did = "succeeded" if measurement.has_success else "completed"
        rate = Rate.of(journey, measurement)
        strata = tuple(dimension.replace("_", " ") for dimension in measurement.dimensions)
        return cls(Names.of(journey, measurement), rate, did, strata)

    def route(self, route: Route) -> str:
        """Tell a route; where it has nobody to compare with, only who took it."""
        of = "all" if route.leave == START else f"those who reached {self.names[route.leave]}"
        said = f"{_customers(route.cases)} ({format_share(route.share)} of {of}) {self._went(route)}"
        if route.difference is None or route.low is None or route.high is None:
            return f"{said}{_felt(route)}."
        return f"{said}; {self._fared(route)}{_took(route)}{_felt(route)}{self._at_stake(route)}{_few(route)}."

    def condition(self, effect: ConditionEffect) -> str:
        """Tell a condition at a touchpoint."""
        reached = f"{format_count(effect.cases)} of the {_customers(effect.met)} who reached"
        got = f"got there {CONDITIONS[effect.condition]}"
        said = f"{reached} {self.names[effect.touchpoint]} {got} ({format_share(effect.share)})"
        return f"{said}; {self._fared(effect)}{_felt(effect)}{self._at_stake(effect)}."

    def _went(self, route: Route) -> str:
        to = self.names[route.first]
        if route.first == END:
            return "stopped there"
        if not route.did:
            return f"started at {to}" if route.leave == START else f"went straight on to {to}"
        if route.leave == START:
            return f"came in by {to}"
        back = self.names.leads_back(route.leave, route.first)
        return f"went back to {to}" if back else f"went to {to} instead"

    def _fared(self, row: Route | ConditionEffect) -> str:
        assert row.difference is not None
        assert row.low is not None
        assert row.high is not None
        assert row.completion is not None
        assert row.completion_others is not None
        theirs, others = format_share(row.completion), format_share(row.completion_others)
        shown = round(100 * row.completion) - round(100 * row.completion_others)
        alike = abs(100 * row.difference - shown) <= 1.5  # noqa: PLR2004 - what rounding of three numbers explains
        within = "" if alike else f"like with like by {' and '.join(self.strata)} "
        points = f"{signed(100 * row.difference)} points, {signed(100 * row.low)} to {signed(100 * row.high)}"
        return f"{theirs} of them {self.did} against {others} of the others ({within}{points})"

    def _at_stake(self, row: Route | ConditionEffect) -> str:
        return f": {self.rate.words(row.customers_lost)}" if row.customers_lost_low > 0 else ""


def _customers(n: int) -> str:
    return f"{format_count(n)} customer{'' if n == 1 else 's'}"


def _few(route: Route) -> str:
    return " – a hint only, from fewer than 30 on one side" if route.few else ""


def _took(route: Route) -> str:
    """Say how much longer they took, and how many more clicks, where it is more than nothing and clear."""
    said = []
    wait, ends = route.extra_wait_seconds, (route.extra_wait_low, route.extra_wait_high)
    if wait is not None and abs(wait) >= 1 and _is_clear(*ends):
        longer = "longer" if wait > 0 else "less long"
        said.append(f"took {format_duration(abs(wait))} {longer}{_within(ends, format_duration)}")
    clicks, ends = route.extra_clicks, (route.extra_clicks_low, route.extra_clicks_high)
    if clicks is not None and abs(clicks) >= 0.05 and _is_clear(*ends):  # noqa: PLR2004 - would print as 0.0
        more = "more" if clicks > 0 else "fewer"
        said.append(f"made {format_count(abs(clicks))} {more} clicks{_within(ends, format_count)}")
    return f", and they {' and '.join(said)}" if said else ""


def _is_clear(low: float | None, high: float | None) -> bool:
    """Whether an interval, where there is one, leaves out 0."""
    return low is None or high is None or not low <= 0 <= high


def _within(ends: tuple[float | None, float | None], written: Callable[[float], str]) -> str:
    """Write an interval that leaves out 0, the end that is nearer to it first."""
    sizes = sorted(abs(end) for end in ends if end is not None)
    return f" ({span(*map(written, sizes))})" if sizes else ""


def _felt(row: Route | ConditionEffect) -> str:
    if row.satisfaction_verdict not in {"worse", "better"} or row.satisfaction_difference is None:
        return ""
    less = "less" if row.satisfaction_difference < 0 else "more"
    return f", and they were {less} satisfied, {by_of_the_scale(row.satisfaction_difference)}"
