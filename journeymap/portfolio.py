"""A programme together with what stands in the files that it names."""

from collections.abc import Mapping
from dataclasses import dataclass

from journeymap.journey import Journey
from journeymap.programme import Programme

__all__ = ["Portfolio"]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A programme with the journeys that it names; sheets of raters are read into its ratings."""

    programme: Programme
    journeys: Mapping[str, Journey]
    """By file, as the programme names it."""
    bases: Mapping[str, Journey]
    """What a journey builds on (`extends`), by the file of the journey."""
