"""A journey's board in one call."""

from typing import TYPE_CHECKING

from journeymap.analysis.results import results
from journeymap.diagram.content import MIN_SHARE, board
from journeymap.diagram.picture import Picture, paint

if TYPE_CHECKING:
    from journeymap.journey import Journey
    from journeymap.measurement import Measurement

__all__ = ["draw"]


def draw(
    journey: "Journey",
    measurement: "Measurement | None" = None,
    *,
    title: str | None = None,
    min_share: float = MIN_SHARE,
) -> Picture:
    """Draw the board of a journey.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        title: In place of the journey's own.
        min_share: Off-plan transitions below this share of those who start are not shown.

    Example:
        >>> from journeymap.loading import load_journey
        >>> draw(load_journey("examples/lamp")).save("/tmp/lamp.svg")  # doctest: +SKIP
    """
    return paint(board(results(journey, measurement), title=title, min_share=min_share))
