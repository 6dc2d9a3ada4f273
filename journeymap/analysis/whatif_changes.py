"""Changes of a what-if, such as `support.wait=0`, read as the journey file would read them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journeymap.errors import Diagnostic, JourneyError, did_you_mean
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measures import ChannelMeasures
from journeymap.touchpoint import Touchpoint
from journeymap.validation import Kind, validated

__all__ = [
    "FACTS_OF_MEASURE",
    "KIND",
    "Change",
    "ChangeError",
    "channel_shares_after",
    "in_proportion",
    "read_change",
    "read_share",
    "refused",
    "shares_after",
]

FACTS_OF_MEASURE: dict[str, tuple[str, ...]] = {
    "wait": ("wait", "wait_evidence"),
    "work_time": ("work",),
    "promise": ("promise_seconds",),
    "patience": ("patience",),
    "situation": ("patience",),
    "channel": ("patience", "channel"),
    "time_critical": ("patience",),
    "alternatives": ("patience",),
    "informed": ("informed",),
    "clicks": ("clicks", "clicks_evidence"),
    "keystrokes": ("keystrokes",),
    "satisfaction": ("bad", "score", "score_share", "scale", "satisfaction_evidence"),
}
"""What is known of a touchpoint by the key of the journey file that says it; only these move customers."""

_OF_CUSTOMERS = ("left", "next")
"""Measures that say directly what customers do."""
_OF_CHANNELS = "channels"
_WITH_PARTS = ("wait", "work_time", "promise", "satisfaction", "next")
_TIMES = ("wait", "work_time")
KIND = Kind("a journey file", Journey, "journey", "touchpoints", lambda _: ())


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One measure of one touchpoint that is set to something else."""

    key: str
    """As it was given: `support.wait`."""
    value: str
    touchpoint: str
    measure: str
    point: Touchpoint
    """A touchpoint of which nothing is known but the measure."""
    left: float | None = None
    """Share of visits, 0 to 1, after which customers would leave."""
    target: str | None = None
    """Where the share of a transition leads; it stands in `point.next`."""
    channel: str | None = None
    """The only channel in which the measure changes; None for all of them."""
    share: float | None = None
    """Share of the customers, 0 to 1, who would come by the channel."""

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class ChangeError(JourneyError):
    """Scenarios that cannot be read or made.

    Attributes:
        found: Scenario, key of the change (None where it is several) and what is wrong with it.
    """

    def __init__(self, found: Sequence[tuple[str, str | None, Diagnostic]]) -> None:
        self.found = tuple(found)
        super().__init__([diagnostic for _, _, diagnostic in found])


def read_change(journey: Journey, known: Mapping[str, Facts], key: str, value: object) -> Change:
    """Read one change.

    Args:
        journey: The plan.
        known: The touchpoints that customers meet, by id.
        key: Touchpoint and measure, as in `support.wait`; ids may hold dots.
        value: What the journey file would say, or the same as a Python value.

    Raises:
        JourneyError: J170 to J175, each with its cure.
    """
    touchpoint, measure, part = _resolved(journey, known, key)
    if measure == _OF_CHANNELS:
        return _of_channel(journey, known[touchpoint], key, value, touchpoint=touchpoint, part=part)
    planned = known[touchpoint].planned
    if measure not in FACTS_OF_MEASURE and measure not in _OF_CUSTOMERS:
        _refuse_measure(key, touchpoint, measure)
    if not planned and measure in FACTS_OF_MEASURE:
        said = f"`{touchpoint}` is not planned: what customers meet there is not known"
        raise refused("J174", said, f"set `{touchpoint}.left`, or plan it in the journey file")
    if touchpoint in journey.ends or (measure in _OF_CUSTOMERS and touchpoint in journey.goals):
        raise refused("J175", f"`{touchpoint}` ends the journey: nobody goes on from it", "change what is before it")
    if measure == "left":
        return Change(key, str(value), touchpoint, measure, Touchpoint(), left=read_share(journey, key, value))
    if measure == "next":
        return _transition(journey, known, key, value, touchpoint=touchpoint, target=part)
    if measure == "channel" and known[touchpoint].parts:
        said = f"`{key}`: `{touchpoint}` has measures by channel"
        raise refused("J174", said, f"set the share of one, as in `{touchpoint}.channels.CHANNEL.share=80%`")
    point = _point(journey, key, measure, _whole(journey.touchpoints[touchpoint], measure, part, value))
    for node in [part.facts for part in known[touchpoint].parts] or [known[touchpoint]]:
        _refuse_off_scale(node, key, point)
    return Change(key, str(value), touchpoint, measure, point)


def _of_channel(journey: Journey, node: Facts, key: str, value: object, *, touchpoint: str, part: str) -> Change:
    """Read a measure of one channel, or the share of the customers who come by it."""
    in_it = next((each for each in node.parts if f"{part}.".startswith(f"{each.channel}.")), None)
    if in_it is None:
        known = [each.channel for each in node.parts]
        said = f"`{key}`: `{touchpoint}` has no measures of such a channel"
        cure = did_you_mean(part.partition(".")[0], known) if known else f"give `channels` of `{touchpoint}`"
        raise refused("J172", said, cure)
    measure, _, inner = part.removeprefix(in_it.channel).removeprefix(".").partition(".")
    if not measure:
        cure = f"write `{touchpoint}.channels.{in_it.channel}.wait=0` or another measure"
        raise refused("J170", f"`{key}` does not say what changes there", cure)
    if measure not in ChannelMeasures.model_fields or (inner and measure not in _WITH_PARTS):
        said = f"`{measure}{'.' if inner else ''}{inner}` is no measure of a channel"
        raise refused("J172", said, did_you_mean(measure, list(ChannelMeasures.model_fields)))
    channel = in_it.channel
    if measure == "share":
        share = read_share(journey, key, value)
        return Change(key, str(value), touchpoint, measure, Touchpoint(), channel=channel, share=share)
    own = journey.touchpoints[touchpoint].in_channel(channel)
    point = _point(journey, key, measure, _whole(own, measure, inner, value))
    _refuse_off_scale(in_it.facts, key, point)
    return Change(key, str(value), touchpoint, measure, point, channel=channel)


def refused(code: str, said: str, cure: str) -> JourneyError:
    """Return the error of a change that cannot be read or made."""
    return JourneyError(Diagnostic(code, said, help=cure))


def _resolved(journey: Journey, known: Mapping[str, Facts], key: str) -> tuple[str, str, str]:
    """Split `delivery.next.support` into touchpoint, measure and part."""
    words = key.split(".")
    heads = [".".join(words[:n]) for n in range(len(words), 0, -1)]
    touchpoint = next((head for head in heads if head in known), None)
    if touchpoint is None:
        missing = next((head for head in heads if head in journey.touchpoints), None)
        if missing is not None:
            said = f"`{missing}` is missing from the journey: nobody meets it yet"
            raise refused("J174", said, f"take `missing` out of `{missing}` and lead to it in the journey file")
        raise refused("J171", f"`{key}` names no touchpoint of the journey", did_you_mean(words[0], list(known)))
    measure, _, part = key.removeprefix(touchpoint).removeprefix(".").partition(".")
    if not measure:
        raise refused("J170", f"`{key}` does not say what changes there", f"write `{key}.wait=0` or another measure")
    if part and measure in {*FACTS_OF_MEASURE, "left"} and measure not in _WITH_PARTS:
        raise refused("J172", f"`{measure}` has no part `{part}`", f"write `{touchpoint}.{measure}=…`")
    return touchpoint, measure, part


def _refuse_measure(key: str, touchpoint: str, measure: str) -> None:
    known = [*FACTS_OF_MEASURE, *_OF_CUSTOMERS, _OF_CHANNELS]
    if measure in Touchpoint.model_fields:
        said = f"`{key}` keeps and loses nobody: no figure depends on `{measure}`"
        raise refused("J174", said, f"set one of {', '.join(f'`{name}`' for name in known)}")
    raise refused("J172", f"`{measure}` is no measure of `{touchpoint}`", did_you_mean(measure, known))


def _whole(point: Touchpoint, measure: str, part: str, value: object) -> object:
    """Return the value of a measure of which only a part is changed."""
    if not part:
        return value
    kept: dict[str, object] = {}
    time = getattr(point, measure) if measure in _TIMES else None
    if time:
        given = {"median": time.median, "p90": time.p90}
        kept = {name: dt.timedelta(seconds=seconds) for name, seconds in given.items() if seconds is not None}
    return {**kept, part: value}


def _point(journey: Journey, key: str, measure: str, value: object) -> Touchpoint:
    """Read one measure as the journey file does."""
    values: dict[str, Any] = {"journey": "what-if", "scale": journey.scale, "touchpoints": {"it": {measure: value}}}
    if journey.calendar:
        values["calendar"] = journey.calendar
    model, problems = validated(values, KIND)
    if model is None:
        raise JourneyError([Diagnostic("J173", f"`{key}`: {said.message}", help=said.help) for said in problems])
    point = model.touchpoints["it"]
    if measure in _TIMES and getattr(point, measure).measured:
        raise refused("J173", f"`{key}` cannot be set to what is measured", "write a duration such as `5 min`")
    return point


def _refuse_off_scale(node: Facts, key: str, point: Touchpoint) -> None:
    problem = point.satisfaction.problem(node.scale) if point.satisfaction else None
    if problem:
        raise refused("J173", f"`{key}`: {problem}", f"the scale is {node.scale}")


def read_share(journey: Journey, key: str, value: object) -> float:
    """Read a share of customers, or one as the journey file counts those who left: `120 of 400`.

    Raises:
        JourneyError: J173.
    """
    if isinstance(value, Mapping) or " of " in str(value):
        left = _point(journey, key, "left", value).left
        assert left is not None
        return left.share
    target = _point(journey, key, "target", {"left": value}).target
    assert target is not None
    assert target.left is not None
    return target.left


def _transition(
    journey: Journey, known: Mapping[str, Facts], key: str, value: object, *, touchpoint: str, target: str
) -> Change:
    """Read the share of one transition, or with no target where all of them lead."""
    given = {target: value} if target else value
    point = _point(journey, key, "next", given)
    for name in point.next:
        if name not in known:
            cure = did_you_mean(name, list(known))
            raise refused("J175", f"`{key}` leads to `{name}`, which is no touchpoint of the journey", cure)
    if target and (point.counted or point.next[target] is None):
        raise refused("J173", f"`{key}`: `{value}` is not a share", "write a share such as `10%`")
    return Change(key, str(value), touchpoint, "next", point, target=target or None)


def shares_after(now: Mapping[str, float], changes: Sequence[Change]) -> dict[str, float]:
    """Return the shares of those who go on from a touchpoint when some of its transitions are set.

    The other transitions shrink or grow in proportion.

    Raises:
        JourneyError: J175, if the shares set do not leave the others what they need.
    """
    for change in changes:
        if change.target is None:
            return change.point.shares
    given = {change.target: change.point.next[change.target] or 0.0 for change in changes if change.target}
    return in_proportion(now, given, [change.key for change in changes], "go on")


def channel_shares_after(now: Mapping[str, float], changes: Sequence[Change]) -> dict[str, float]:
    """Return the shares of the channels when some of them are set; the others shrink or grow in proportion.

    Raises:
        JourneyError: J175, if the shares set do not leave the others what they need.
    """
    given = {change.channel: change.share for change in changes if change.channel and change.share is not None}
    return in_proportion(now, given, [change.key for change in changes if change.share is not None], "come")


def in_proportion(
    now: Mapping[str, float], given: Mapping[str, float], keys: Sequence[str], whole: str
) -> dict[str, float]:
    """Return shares when some are given: the others shrink or grow in proportion.

    Args:
        now: The shares as they are, adding up to 1.
        given: Those that are set.
        keys: What set them, for messages.
        whole: What all of them do: go on, come, start.

    Raises:
        JourneyError: J175, if the shares set do not leave the others what they need.
    """
    others = {name: share for name, share in now.items() if name not in given}
    total, rest = sum(given.values()), sum(others.values())
    named = ", ".join(f"`{key}`" for key in keys)
    if total > 1 + 1e-9:
        raise refused("J175", f"{named}: more than all who {whole}", "lower a share")
    if not rest and total < 1 - 1e-9:
        raise refused("J175", f"{named}: there is no other way for the others to go", "set the other shares too")
    scale = (1 - total) / rest if rest else 0.0
    return {name: share * scale for name, share in others.items()} | dict(given)
