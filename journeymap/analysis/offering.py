"""Off-plan routes that the plan might take in."""

from collections.abc import Iterable, Iterator

from journeymap.analysis.offplan import Route
from journeymap.case_ends import END

__all__ = ["worth_planning"]

_MANY = 0.10
"""Of those who reached the leave point; what more than these do is a way of its own."""


def worth_planning(routes: Iterable[Route]) -> Iterator[Route]:
    """Pick the routes that serve customers better, and those that more than one in ten take, however they fare.

    A route counts if its cases come back to the plan, some of them at least: what merely ends is no way to plan. Routes
    of few cases are not offered.

    Yields:
        Better ones first, then those taken most.
    """
    back = [route for route in routes if not route.few and any(member.rejoin != END for member in route.members)]
    yield from (route for route in back if route.better)
    often = [route for route in back if not route.better and route.share > _MANY]
    yield from sorted(often, key=lambda route: -route.share)
