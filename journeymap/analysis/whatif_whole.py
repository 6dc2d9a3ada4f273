"""Changes of a what-if that concern the journey as a whole: constants of the model, where customers start, who comes.

`model.bad_experience_loss=0.3`, `model.patience.parcel=5 days`, `start.landing=60%`, `segments.age.seniors.share=40%`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journeymap.analysis.whatif_changes import KIND, in_proportion, read_share, refused
from journeymap.errors import did_you_mean
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.model import Model
from journeymap.patience import situation_of
from journeymap.situations import SITUATIONS
from journeymap.units import equal_where_unknown
from journeymap.validation import validated

__all__ = ["REST", "WHOLE", "WholeChange", "mix_after", "mixed", "model_after", "read_whole", "segment_shares"]

WHOLE = ("model", "start", "segments")
"""What a change of the journey as a whole begins with; a touchpoint of such a name comes first."""
REST = ""
"""Stands for the customers of no segment: they travel as everybody does."""
_OF_TARGETS = {"pseudo_answers", "click_budget", "good_score_share"}
"""Constants that rank and aim, and move no customer."""


@dataclass(frozen=True, slots=True, eq=False)
class WholeChange:
    """One change of the journey as a whole."""

    key: str
    """As it was given: `start.landing`."""
    value: str
    kind: str
    """model, start or segments."""
    name: str
    """Constant, touchpoint or dimension."""
    part: str
    """Situation or kind of alternatives, or segment; empty where there is none."""
    to: float
    """What it is set to."""

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


def read_whole(
    journey: Journey, measurement: Measurement | None, known: Mapping[str, Facts], key: str, value: object
) -> WholeChange:
    """Read one change of the journey as a whole.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        known: The touchpoints that customers meet, by id.
        key: What changes, as in `start.landing`.
        value: What the journey file would say.

    Raises:
        JourneyError: J170 to J175 or J186, each with its cure.
    """
    kind, _, rest = key.partition(".")
    if not rest:
        shown = {"model": "bad_experience_loss=0.3", "start": "landing=60%", "segments": "age.seniors.share=40%"}
        raise refused("J170", f"`{key}` does not say what changes there", f"write `{kind}.{shown[kind]}`")
    if kind == "model":
        return _constant(journey, key, rest, value)
    if kind == "start":
        if rest not in known:
            raise refused("J175", f"`{key}`: `{rest}` is no touchpoint", did_you_mean(rest, list(known)))
        return WholeChange(key, str(value), kind, rest, "", read_share(journey, key, value))
    dimension, segment = _segment(journey, measurement, key, rest)
    return WholeChange(key, str(value), kind, dimension, segment, read_share(journey, key, value))


def _constant(journey: Journey, key: str, rest: str, value: object) -> WholeChange:
    name, _, part = rest.partition(".")
    if name not in Model.model_fields:
        raise refused("J172", f"`{name}` is no constant of the model", did_you_mean(name, list(Model.model_fields)))
    if name in _OF_TARGETS:
        raise refused("J174", f"`{key}` keeps and loses nobody: targets and ranks depend on it", "set it in the file")
    by_part = isinstance(getattr(journey.model, name), dict)
    if by_part and not part:
        raise refused("J170", f"`{key}` does not say which one", f"write `{key}.PART`, as in `model.patience.parcel`")
    if part and not by_part:
        raise refused("J172", f"`model.{name}` has no part `{part}`", f"write `model.{name}=…`")
    if name == "patience":
        used = _situations(journey)
        if part not in used:
            cure = did_you_mean(part, sorted(used - {""}))
            raise refused("J174", f"`{key}` keeps and loses nobody: no touchpoint is in that situation", cure)
    given: dict[str, Any] = {"journey": "what-if", "touchpoints": {"it": {}}}
    model, problems = validated(given | {"model": {name: {part: value} if part else value}}, KIND)
    if model is None:
        raise refused("J173", f"`{key}`: {problems[0].message}", problems[0].help)
    then = getattr(model.model, name)
    return WholeChange(key, str(value), "model", name, part, float(then[part] if part else then))


def _situations(journey: Journey) -> set[str]:
    """Return the situations whose patience counts anywhere: where no touchpoint or channel gives its own."""
    points = [*journey.planned.values()]
    points += [point.in_channel(channel) for point in points for channel in point.channels]
    return {situation_of(point) for point in points if point.patience is None}


def _segment(journey: Journey, measurement: Measurement | None, key: str, rest: str) -> tuple[str, str]:
    """Split `age.seniors.share` into dimension and segment."""
    segments = {dimension: list(values) for dimension, values in journey.segments.items()}
    if measurement is not None:
        segments |= {dimension: [*measurement.segments(dimension)] for dimension in measurement.dimensions}
    known = [f"segments.{dimension}.{value}.share" for dimension, values in segments.items() for value in values]
    if key in known:
        dimension = next(name for name in segments if rest.startswith(f"{name}."))
        return dimension, rest.removeprefix(f"{dimension}.").removesuffix(".share")
    cure = did_you_mean(key, known) if known else "describe `segments`, or name the log's column with `--by`"
    raise refused("J186", f"`{key}` names no share of a segment", cure)


def segment_shares(journey: Journey, measurement: Measurement | None, dimension: str) -> dict[str, float]:
    """Return the share of all customers by segment: measured where the log has the dimension, else as described.

    Returns:
        Shares that add up to 1; those of no segment stand under `REST`.

    Raises:
        JourneyError: J187, if the share of a segment is not known.
    """
    if measurement is not None and dimension in measurement.dimensions and measurement.n_cases:
        values = measurement.segments(dimension)
        return {value: measurement.for_segment(dimension, value).n_cases / measurement.n_cases for value in values}
    given = {value: segment.share for value, segment in journey.segments[dimension].items()}
    unknown = [value for value, share in given.items() if share is None]
    if unknown:
        said = f"the share of `{unknown[0]}` among all customers is not known, and so no mix of them"
        raise refused("J187", said, f"give `share` of every segment of `{dimension}`")
    known = equal_where_unknown(given) if sum(map(float, filter(None, given.values()))) > 1 else given
    shares = {value: share or 0.0 for value, share in known.items()}
    return shares | {REST: max(0.0, 1 - sum(shares.values()))}


def mix_after(now: Mapping[str, float], changes: Sequence[WholeChange]) -> dict[str, float]:
    """Return shares of starts or segments when some are set; the others shrink or grow in proportion.

    Raises:
        JourneyError: J175, if the shares set do not leave the others what they need.
    """
    given = {change.part or change.name: change.to for change in changes}
    return in_proportion(now, given, [change.key for change in changes], "start")


def model_after(now: Model, changes: Iterable[WholeChange], share: float) -> Model:
    """Return the constants of the model with a share of the changes made: each moves that share of the way."""
    update: dict[str, Any] = {}
    for change in changes:
        value = getattr(now, change.name)
        if not change.part:
            update[change.name] = value + share * (change.to - value)
            continue
        parts = update.setdefault(change.name, dict(value))
        before = parts.get(change.part, SITUATIONS[change.part].half_life if change.part in SITUATIONS else change.to)
        parts[change.part] = before + share * (change.to - before)
    return now.model_copy(update=update)


def mixed(now: Mapping[str, float], then: Mapping[str, float], share: float) -> dict[str, float]:
    """Return shares a share of the way from now to then."""
    names = dict.fromkeys([*now, *then])
    return {name: now.get(name, 0.0) + share * (then.get(name, 0.0) - now.get(name, 0.0)) for name in names}
