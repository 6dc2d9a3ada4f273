"""Everything that is computed of one journey, once, for all who show it."""

from dataclasses import dataclass

from journeymap.analysis.conditions import ConditionEffect, conditions
from journeymap.analysis.conformance import Conformance, conformance
from journeymap.analysis.first_place import MeasureFirst, measure_first
from journeymap.analysis.priorities import Priority, priorities
from journeymap.analysis.sentences import Telling
from journeymap.analysis.touchpoints import FrictionTable, friction
from journeymap.analysis.wording import Names
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["Results", "results"]


@dataclass(frozen=True, slots=True)
class Results:
    """A journey, what was measured of it, and what follows: picture, tables and report show the same figures."""

    journey: Journey
    measurement: Measurement | None
    names: Names
    friction: FrictionTable
    priorities: tuple[Priority, ...]
    measure_first: tuple[MeasureFirst, ...]
    """What is unknown and could change what to fix first."""
    follows: Conformance | None
    """How cases keep to the plan; None without a log."""
    effects: tuple[ConditionEffect, ...]

    @property
    def measure_verb(self) -> str:
        """What the cases of a good outcome did."""
        return "succeeded" if self.measurement and self.measurement.has_success else "completed"

    @property
    def telling(self) -> Telling:
        """How routes and conditions are told; there must be a log."""
        assert self.measurement is not None
        return Telling.of(self.journey, self.measurement)


def results(journey: Journey, measurement: Measurement | None = None) -> Results:
    """Compute everything, each analysis once."""
    follows = conformance(journey, measurement) if measurement else None
    ranked = priorities(journey, measurement, follows=follows)
    return Results(
        journey,
        measurement,
        Names.of(journey, measurement),
        friction(journey, measurement),
        ranked,
        measure_first(journey, measurement, ranked),
        follows,
        conditions(measurement) if measurement else (),
    )
