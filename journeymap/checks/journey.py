"""Everything in a journey that does not fit together."""

from collections.abc import Iterator

from journeymap.checks.advice import advice
from journeymap.checks.gate import gate
from journeymap.checks.measures import measures
from journeymap.checks.problem import Problem
from journeymap.checks.segments import segments
from journeymap.checks.structure import structure
from journeymap.journey import Journey

__all__ = ["problems"]


def problems(journey: Journey) -> Iterator[Problem]:
    """Find everything in a journey that does not fit together.

    Errors are what would make results wrong; warnings are what a careful colleague would ask; notes say what
    is kept without being used yet. Warnings and notes come only where there is no error.
    """
    errors = [*structure(journey), *measures(journey), *gate(journey)]
    errors += segments(journey, errors)
    yield from errors or advice(journey)
