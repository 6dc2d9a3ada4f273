"""Which route of a board is lit: the worst one, or one of those that `routes` and `conformance` list."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from journeymap.case_ends import END, START
from journeymap.errors import Diagnostic, RenderError

if TYPE_CHECKING:
    from journeymap.analysis.conformance import Conformance
    from journeymap.analysis.offplan import Route
    from journeymap.journey import Journey
    from journeymap.measurement import Measurement

__all__ = ["Lit", "off_plan_route", "planned_route", "worst"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lit:
    """The lines of one route."""

    pairs: frozenset[Pair]
    means: str
    """What the legend says of it."""


def worst(journey: "Journey", measurement: "Measurement | None", follows: "Conformance | None") -> Lit:
    """Light the most harmful off-plan route, or without a log the worst route to a goal."""
    if follows is None:
        return _lit(_worst_route(journey, measurement), "worst route")
    harmful = [route for route in follows.routes if route.harmful]
    return _lit(_steps(harmful[0]) if harmful else (), "most harmful route off plan")


def _worst_route(journey: "Journey", measurement: "Measurement | None") -> tuple[str, ...]:
    from journeymap.analysis.friction import losses  # noqa: PLC0415 - not every board needs it
    from journeymap.analysis.route_ranking import worst_route  # noqa: PLC0415 - as above
    from journeymap.network import Network  # noqa: PLC0415 - as above

    network = Network.of(journey, measurement)
    return worst_route(network, losses(network))


def planned_route(journey: "Journey", measurement: "Measurement | None", number: int) -> Lit:
    """Light a route to a goal by its number in `journeymap routes`.

    Raises:
        RenderError: R107 if there are not so many.
    """
    from journeymap.analysis.routes import routes  # noqa: PLC0415 - only who asks for a route needs the search

    found = routes(journey, measurement, limit=number).routes
    if number > len(found):
        raise _none("routes", number, len(found))
    return _lit(found[number - 1].touchpoints, f"route {number} of `routes`")


def off_plan_route(follows: "Conformance | None", number: int) -> Lit:
    """Light an off-plan route by its number in `journeymap conformance`.

    Raises:
        RenderError: R107 if there are not so many.
    """
    found = () if follows is None else follows.routes
    if number > len(found):
        raise _none("conformance", number, len(found))
    return _lit(_steps(found[number - 1]), f"off-plan route {number}")


def _steps(route: "Route") -> tuple[str, ...]:
    """Return the touchpoints of the commonest member of a route, one after the other."""
    did: list[str] = []
    for step in route.did:
        name, times, _ = step.rpartition(" ×")
        did += [name, name] if times else [step]
    return tuple(step for step in (route.leave, *did, route.rejoin) if step not in {START, END})


def _lit(touchpoints: Iterable[str], means: str) -> Lit:
    return Lit(frozenset(pairwise(touchpoints)), means)


def _none(verb: str, number: int, known: int) -> RenderError:
    there = f"there are {known}" if known else "there are none"
    cure = f"`journeymap {verb}` lists them" + ("" if known or verb == "routes" else "; it needs an event log")
    return RenderError(Diagnostic("R107", f"`{verb}` has no route number {number}: {there}", help=cure))
