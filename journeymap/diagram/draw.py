"""A journey's picture in one call."""

from typing import TYPE_CHECKING

from journeymap.diagram.content import MIN_SHARE, board
from journeymap.diagram.focus import STEPS, focused
from journeymap.diagram.folding import MAX_TOUCHPOINTS, folded
from journeymap.diagram.lighting import Lit, off_plan_route, planned_route
from journeymap.diagram.picture import Picture, paint

if TYPE_CHECKING:
    from journeymap.analysis.conformance import Conformance
    from journeymap.changes.compare import Comparison
    from journeymap.diagram.board import ColourBy
    from journeymap.diagram.palette import ThemeName
    from journeymap.diagram.paper import PaperName
    from journeymap.diagram.picture import LayoutName
    from journeymap.diagram.render import EngineName
    from journeymap.journey import Journey
    from journeymap.measurement import Measurement

__all__ = ["draw"]


def draw(
    journey: "Journey",
    measurement: "Measurement | None" = None,
    *,
    title: str | None = None,
    note: str = "",
    color: "ColourBy" = "friction",
    focus: str | None = None,
    steps: int = STEPS,
    route: int | None = None,
    off_plan: int | None = None,
    min_share: float = MIN_SHARE,
    max_touchpoints: int = MAX_TOUCHPOINTS,
    curve: bool = True,
    layout: "LayoutName" = "board",
    theme: "ThemeName" = "light",
    paper: "PaperName | None" = None,
    engine: "EngineName | None" = None,
    changes: "Comparison | None" = None,
) -> Picture:
    """Draw a journey: phases, touchpoints, planned and off-plan transitions, and where customers leave.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        title: In place of the journey's own.
        note: What the subtitle says first, such as whose journey it is.
        color: What the colour, the bar and the badge of the cards show: `friction`, `wait`, `satisfaction`, `volume`.
        focus: The id of a touchpoint: only what leads to it and on from it is drawn.
        steps: How many steps before and after that touchpoint.
        route: Number of the route to light, as `routes` lists them; default: the worst.
        off_plan: Number of the off-plan route to light, as `conformance` lists them.
        min_share: Off-plan transitions below this share, 0 to 1, of those who start are not shown.
        max_touchpoints: Beyond so many, those that lose least are folded.
        curve: Whether the satisfaction curve stands under a board, where two scores are known.
        layout: `board`, or `flow`: an ordinary process map, for journeys without phases.
        theme: `light` or `dark`.
        paper: A paper size such as `a4` to fill, lengthwise or upright as fits better.
        engine: Who paints: `embedded`, `dot` (the system's Graphviz), or None for the first that is installed.
        changes: What `compare` found between an earlier side and this journey: cards and lines are marked with it.

    Raises:
        RenderError: R106 or R107 if what is asked for is not there; R103 if a flow is too crowded to be laid out.

    Example:
        >>> from journeymap.loading import load_journey
        >>> draw(load_journey("examples/lamp"), color="wait").save("lamp.svg")  # doctest: +SKIP
    """
    follows = _follows(journey, measurement)
    shown = board(
        journey,
        measurement,
        follows=follows,
        title=title,
        note=note,
        min_share=min_share,
        color=color,
        curve=curve,
        lit=_lit(journey, measurement, follows, route=route, off_plan=off_plan),
    )
    if changes is not None:
        from journeymap.diagram.shifts import with_changes  # noqa: PLC0415 - only who compares needs it

        shown = with_changes(shown, changes)
    if focus is not None:
        shown = focused(shown, focus, steps=steps)
    return paint(folded(shown, max_touchpoints=max_touchpoints), layout=layout, theme=theme, paper=paper, engine=engine)


def _follows(journey: "Journey", measurement: "Measurement | None") -> "Conformance | None":
    if measurement is None:
        return None
    from journeymap.analysis.conformance import conformance  # noqa: PLC0415 - only with a log

    return conformance(journey, measurement)


def _lit(
    journey: "Journey",
    measurement: "Measurement | None",
    follows: "Conformance | None",
    *,
    route: int | None,
    off_plan: int | None,
) -> Lit | None:
    if off_plan is not None:
        return off_plan_route(follows, off_plan)
    return None if route is None else planned_route(journey, measurement, route)
