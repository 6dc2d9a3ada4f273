"""How far a long work is, told while it is done."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Progress", "Tell"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step of a work is, as an engine estimates it."""

    step: str
    """What is being done, in a few words."""
    share: float = 0.0
    """How much of the step is done, 0 to 1; never less than was told before."""
    n_events: int | None = None
    """How many events go through the step, once that is known."""
    note: str = ""
    """What stays worth knowing when the step is over; mostly nothing."""


Tell = Callable[[Progress], None]
"""Whoever wants to know; called in the thread that asked for the work."""
