"""How long the customers of a touchpoint wait: its own patience, or that of a situation, and what scales it."""

from collections.abc import Iterator
from dataclasses import replace

from journeymap.model import Model
from journeymap.situations import SITUATION_OF_CHANNEL, SITUATIONS, Patience
from journeymap.touchpoint import Touchpoint
from journeymap.units import format_duration

__all__ = ["MOODS", "mood", "patience_at", "situation_of"]

MOODS = ((1.0, "leaving"), (0.83, "angry"), (0.67, "agitated"), (0.5, "irritated"), (0.0, "calm"))
"""How customers feel while they wait, from which share of what they put up with, worst first."""


def patience_at(point: Touchpoint, model: Model) -> Patience | None:
    """Return how long customers wait at a touchpoint; None if unknown.

    Its own `patience` comes first, then that of its situation, then that which its first channel suggests;
    `time_critical` and `alternatives` scale either.

    Example:
        >>> patience_at(Touchpoint.model_validate({"channel": "phone", "time_critical": "yes"}), Model()).half_life
        60.0
    """
    known = _unscaled(point, model)
    if known is None:
        return None
    factor, source = 1.0, known.source
    for each, why in _modifiers(point, model):
        factor *= each
        source += f" × {each:g} ({why})"
    scaled = (known.half_life * factor, known.low * factor, known.high * factor)
    return replace(known, half_life=scaled[0], low=scaled[1], high=scaled[2], source=source)


def _unscaled(point: Touchpoint, model: Model) -> Patience | None:
    situation = situation_of(point)
    preset = SITUATIONS.get(situation)
    own = point.patience or model.patience.get(situation)
    if own is not None:
        said = "of the touchpoint itself" if point.patience else f"of `{situation}` in the journey's `model`"
        tolerated = preset.tolerated if preset else 0.0
        source = f"{format_duration(own)} {said}"
        return Patience(own, own / 2, own * 2, tolerated, given=point.patience is not None, source=source)
    if preset is None:
        return None
    limits = f"{format_duration(preset.low)} to {format_duration(preset.high)}"
    kind = "an assumption" if preset.assumed else "a preset"
    by = "" if point.situation else ", by its channel"
    said = f"{format_duration(preset.half_life)}, {kind} for `{situation}`{by} ({limits})"
    return replace(preset, source=said)


def _modifiers(point: Touchpoint, model: Model) -> Iterator[tuple[float, str]]:
    if point.time_critical:
        yield model.time_critical_factor, _assumed(model, "time_critical_factor", "time is critical")
    if point.alternatives:
        factor = model.alternatives_factor[point.alternatives]
        yield factor, _assumed(model, "alternatives_factor", f"{point.alternatives} alternatives")


def _assumed(model: Model, constant: str, said: str) -> str:
    return f"{said}, by the journey's `model`" if constant in model.model_fields_set else f"{said}, an assumption"


def situation_of(point: Touchpoint) -> str:
    """Return what the customers of a touchpoint wait for, as it says or its first known channel suggests, else ""."""
    return point.situation or next(
        (SITUATION_OF_CHANNEL[channel.lower()] for channel in point.channel if channel.lower() in SITUATION_OF_CHANNEL),
        "",
    )


def mood(wait_seconds: float, patience: Patience) -> str:
    """Return how those feel who have waited so long, whatever was promised.

    The ladder is a convention: irritated from 0.5, agitated from 0.67, angry from 0.83 and leaving from 1 of what is
    tolerated and the patience beyond it together.

    Args:
        wait_seconds: How long they have waited, in seconds.
        patience: What they put up with.

    Example:
        >>> mood(70.0, Patience(120.0, 60.0, 480.0, 0.0))
        'irritated'
    """
    share = wait_seconds / (patience.tolerated + patience.half_life)
    return next(name for least, name in MOODS if share >= least)
