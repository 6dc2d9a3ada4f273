"""How two plans differ, piece by piece, and what each piece alone would do to those who complete and are kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from journeymap.analysis.flow import Flow, flow
from journeymap.errors import JourneyError
from journeymap.journey import Journey
from journeymap.network import Network
from journeymap.touchpoint import Touchpoint

__all__ = ["PlanChange", "plan_changes"]

Kind: TypeAlias = Literal["added", "removed", "changed"]
_WAYS = {"next", "reached", "left"}
"""Keys that together say who goes where: looked at as transitions and leaving."""
_ALIKE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One piece in which the later plan differs from the earlier one."""

    kind: Kind
    touchpoint: str
    to: str | None = None
    """Of a transition, where it leads."""
    key: str | None = None
    """Of a touchpoint that changed, which key of the file."""
    before: str | None = None
    """As the file would say it; None where there was nothing."""
    after: str | None = None
    completion_difference: float | None = None
    """Share of those who start, −1 to 1: what this piece alone would change in the earlier plan, by the model. None
    where it cannot stand alone: nobody would get to the goal, or it leads where nothing is."""
    kept_difference: float | None = None
    """The same of those who complete and would come back."""


def plan_changes(before: Journey, after: Journey) -> tuple[PlanChange, ...]:
    """Say which touchpoints and transitions were added, removed and changed, each with what it alone would do.

    A touchpoint that is added comes with the ways that lead to it, one that is removed goes with those that led to it;
    where customers go on to from a touchpoint changes for all its ways at once, so each of them has the effect of
    all. Effects follow from the numbers of the files; they do not add up.

    Returns:
        Where customers start, then in the order of the later plan, then what was removed.

    Example:
        >>> def plan(clicks):
        ...     points = {"a": {"clicks": clicks, "next": "b"}, "b": {}}
        ...     return Journey.model_validate({"journey": "j", "touchpoints": points})
        >>> [change] = plan_changes(plan(3), plan(30))
        >>> change.key, change.before, change.after, round(change.kept_difference, 3)
        ('clicks', '3', '30', -0.205)
    """
    now = flow(Network.of(before))
    old, new = before.planned, after.planned
    found = [*_starts(before, after)]
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            found.append((PlanChange(kind="added", touchpoint=name), _with(before, after, name)))
        elif name not in new:
            found.append((PlanChange(kind="removed", touchpoint=name), _without(before, after, name)))
        else:
            found += [*_keys(before, name, new[name]), *_transitions(before, name, new[name])]
    return tuple(_felt(change, alone, now) for change, alone in found)


def _felt(change: PlanChange, alone: Journey, now: Flow) -> PlanChange:
    """Say what a piece alone would do; None where it leads to where nothing is, or to no goal."""
    leading = {*alone.starts}.union(*(point.next for point in alone.planned.values()))
    if not leading <= {*alone.planned}:
        return change
    try:
        then = flow(Network.of(alone))
    except JourneyError:
        return change
    return replace(
        change,
        completion_difference=then.completion - now.completion,
        kept_difference=then.kept - now.kept,
    )


def _starts(before: Journey, after: Journey) -> Iterator[tuple[PlanChange, Journey]]:
    """Yield where more or fewer customers start."""
    old, new = before.starts, after.starts
    alone = before.model_copy(update={"goal": before.goals, "start": new})
    for name in dict.fromkeys([*new, *old]):
        if abs(old.get(name, 0.0) - new.get(name, 0.0)) > _ALIKE:
            told = [_share(shares.get(name)) for shares in (old, new)]
            yield PlanChange(kind="changed", touchpoint=name, key="start", before=told[0], after=told[1]), alone


def _keys(before: Journey, name: str, later: Touchpoint) -> Iterator[tuple[PlanChange, Journey]]:
    """Yield what a touchpoint says otherwise, but for where it leads."""
    point = before.planned[name]
    old, new = _said(point), _said(later)
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            alone = point.model_copy(update={key: getattr(later, key)})
            change = PlanChange(
                kind="changed", touchpoint=name, key=key, before=_text(old.get(key)), after=_text(new.get(key))
            )
            yield change, _put(before, {name: alone})
    if point.leaving != later.leaving:
        left = {"reached": None, "left": later.leaving, "next": dict(point.shares)}
        told = [_left(each) for each in (point, later)]
        change = PlanChange(kind="changed", touchpoint=name, key="left", before=told[0], after=told[1])
        yield change, _put(before, {name: point.model_copy(update=left)})


def _transitions(before: Journey, name: str, later: Touchpoint) -> Iterator[tuple[PlanChange, Journey]]:
    """Yield the ways on from a touchpoint that are new, gone, or taken by others."""
    point = before.planned[name]
    old, new = point.shares, later.shares
    alone = _put(before, {name: _leading(point, later)})
    for to in dict.fromkeys([*new, *old]):
        if abs(old.get(to, 0.0) - new.get(to, 0.0)) > _ALIKE or (to in old) != (to in new):
            kind: Kind = "added" if to not in old else "removed" if to not in new else "changed"
            shown = [_share(shares.get(to)) for shares in (old, new)]
            yield PlanChange(kind=kind, touchpoint=name, to=to, before=shown[0], after=shown[1]), alone


def _leading(point: Touchpoint, later: Touchpoint) -> Touchpoint:
    """Let a touchpoint lead where the later one does; who leaves it stays as it is."""
    return point.model_copy(update={"reached": None, "left": point.leaving, "next": dict(later.shares)})


def _with(before: Journey, after: Journey, name: str) -> Journey:
    """Add a touchpoint, and the ways that lead to it."""
    leading = {
        source: _leading(point, after.planned[source])
        for source, point in before.planned.items()
        if source in after.planned and name in after.planned[source].next
    }
    return _put(before, {**leading, name: after.planned[name]})


def _without(before: Journey, after: Journey, name: str) -> Journey:
    """Take a touchpoint out; who came there goes where the later plan sends them."""
    leading = {
        source: _leading(point, after.planned[source])
        for source, point in before.planned.items()
        if source in after.planned and name in point.next
    }
    left = _put(before, leading)
    return left.model_copy(update={"touchpoints": {i: p for i, p in left.touchpoints.items() if i != name}})


def _put(journey: Journey, points: Mapping[str, Touchpoint]) -> Journey:
    """Put touchpoints into a plan; its starts and goals stay."""
    fixed = {"goal": journey.goals, "start": journey.start or dict.fromkeys(journey.starts)}
    return journey.model_copy(update=fixed | {"touchpoints": {**journey.touchpoints, **points}})


def _said(point: Touchpoint) -> dict[str, Any]:
    """Return what a touchpoint says, as JSON would, but for its ways."""
    said = point.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {key: value for key, value in said.items() if key not in _WAYS}


def _text(value: object) -> str | None:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_text(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(str(_text(each)) for each in value)
    return None if value is None else str(value)


def _share(share: float | None) -> str | None:
    return None if share is None else f"{100 * share:.1f} %"


def _left(point: Touchpoint) -> str | None:
    return _share(point.leaving.share) if point.leaving else None
