"""Where the lost went and what travelling took: losses by cause, time and clicks, by touchpoint and by phase."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from journeymap.analysis.flow import Flow, flow
from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.measures import Wait
from journeymap.model import Model
from journeymap.network import Network
from journeymap.touchpoint import Touchpoint

__all__ = ["Breakdown", "Spent", "breakdown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What 1000 customers who start lose and spend at one touchpoint, in one phase or in all."""

    touchpoint: str | None
    """None for a phase, and for the whole."""
    phase: str | None
    visits_per_1000: float
    lost_per_1000: float
    """Customers lost for good; the six causes add up to it."""
    lost_to_wait_per_1000: float
    """By waiting, without the time of work."""
    lost_to_work_per_1000: float
    """By the time of work, where it is charged."""
    lost_to_effort_per_1000: float
    lost_to_feeling_per_1000: float
    """Those who got through and do not come back are among them."""
    unexplained_per_1000: float
    """Seen to leave, and more than the model expects."""
    ended_per_1000: float
    """Arrived at an end that counts as lost, or where nothing leads on."""
    seconds_waited: float
    """Per customer who starts, every visit taken to its end; unknown waits count as 0."""
    seconds_working: float
    """Per customer who starts: `work_time` where it is given, else as measured, else the time that input takes."""
    clicks: float
    """Per customer who starts."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Losses and expense, which add up: kept + lost + neutral + under way = 1000."""

    total: Spent
    phases: tuple[Spent, ...]
    """In the order of the journey; touchpoints without a phase come last, with None."""
    touchpoints: tuple[Spent, ...]
    """In the order of the graph."""
    kept_per_1000: float
    neutral_per_1000: float
    """Customers who came to neutral ends, and would come back."""
    under_way_per_1000: float
    completion_per_1000: float

    def per_completion(self, per_start: float) -> float | None:
        """Return an expense of one who starts as that of one who completes: all who start, by those who arrive."""
        return 1000 * per_start / self.completion_per_1000 if self.completion_per_1000 > 0 else None


def breakdown(journey: Journey, measurement: Measurement | None = None) -> Breakdown:
    """Split the losses of a journey by cause, and sum what its customers spend.

    A touchpoint's losses are shared out in proportion to its terms in halvings: wait, work, effort and feeling up
    to the modelled F_m, unexplained what F exceeds it by. Where less is lost than the model expects, its terms
    shrink alike.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.

    Raises:
        JourneyError: J179, if customers can travel for ever.

    Example:
        >>> plan = {"a": {"clicks": 80, "next": "b"}, "b": {}}
        >>> found = breakdown(Journey.model_validate({"journey": "j", "touchpoints": plan}))
        >>> round(found.total.lost_to_effort_per_1000), round(found.kept_per_1000)
        (503, 497)
    """
    network = Network.of(journey, measurement)
    each, known, about = losses(network), network.facts, network.outline
    moving = flow(network, each)
    rows = []
    for i, name in enumerate(moving.touchpoints):
        expense = _expense(known[name], journey.touchpoints.get(name), about.model)
        rows.append(_spent(i, name, known[name].phase, moving, causes=_causes(each[name]), expense=expense))
    phases = dict.fromkeys([*journey.phases, *(row.phase for row in rows if row.phase), None])
    by_phase = {phase: [row for row in rows if row.phase == phase] for phase in phases}
    return Breakdown(
        total=_summed(rows, None),
        phases=tuple(_summed(own, phase) for phase, own in by_phase.items() if own),
        touchpoints=tuple(rows),
        kept_per_1000=1000 * moving.kept,
        neutral_per_1000=1000 * moving.neutral_and_well,
        under_way_per_1000=1000 * moving.under_way_and_well,
        completion_per_1000=1000 * moving.completion,
    )


_Causes = tuple[float, float, float, float, float]
"""Parts of what a touchpoint loses, adding up to 1: wait, work, effort, feeling, unexplained."""


def _causes(loss: TouchpointLoss) -> _Causes:
    terms, friction = loss.terms, loss.friction
    if friction <= 0:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    scale = min(friction, loss.modelled) / loss.modelled / friction if loss.modelled > 0 else 0.0
    unexplained = max(0.0, friction - loss.modelled) / friction
    waiting, work = (terms.wait - terms.work) * scale, terms.work * scale
    return waiting, work, terms.effort * scale, terms.feeling * scale, unexplained


_Expense = tuple[float, float, float]
"""Of one visit: seconds waited, seconds working, clicks."""


def _expense(node: Facts, point: Touchpoint | None, model: Model) -> _Expense:
    """Add up what one visit takes, over the channels where measures are given by channel."""
    if point and node.parts:
        each = [_expense(part.facts, point.in_channel(part.channel), model) for part in node.parts]
        shares = [part.share for part in node.parts]
        of_wait, of_work, of_clicks = (float(np.dot(shares, spent)) for spent in zip(*each, strict=True))
        return of_wait, of_work, of_clicks
    waited = float(np.dot(node.wait.seconds, node.wait.shares)) if node.wait else 0.0
    working = _mean(point.work_time) if point and point.work_time else None
    if working is None and node.work:
        working = float(np.dot(node.work.seconds, node.work.shares))
    if working is None:
        working = model.click_seconds * (node.clicks or 0) + model.keystroke_seconds * (node.keystrokes or 0)
    return waited, working, node.clicks or 0.0


def _mean(time: Wait) -> float | None:
    """Return the mean of a time, of a log-normal one `median·exp(σ²/2)`; None where it is only measured."""
    return None if time.median is None else time.median * math.exp(time.sigma**2 / 2)


def _spent(i: int, name: str, phase: str | None, moving: Flow, *, causes: _Causes, expense: _Expense) -> Spent:
    visits, leaving = moving.visits[i], 1000 * (moving.lost[i] - moving.ended[i])
    wait, work, effort, feeling, unexplained = (leaving * part for part in causes)
    waited, working, clicks = (visits * part for part in expense)
    return Spent(
        touchpoint=name,
        phase=phase,
        visits_per_1000=1000 * visits,
        lost_per_1000=1000 * moving.lost[i],
        lost_to_wait_per_1000=wait,
        lost_to_work_per_1000=work,
        lost_to_effort_per_1000=effort,
        lost_to_feeling_per_1000=feeling,
        unexplained_per_1000=unexplained,
        ended_per_1000=1000 * moving.ended[i],
        seconds_waited=waited,
        seconds_working=working,
        clicks=clicks,
    )


def _summed(rows: Sequence[Spent], phase: str | None) -> Spent:
    numbers = [field.name for field in fields(Spent) if field.name not in {"touchpoint", "phase"}]
    sums = {name: math.fsum(getattr(row, name) for row in rows) for name in numbers}
    return Spent(touchpoint=None, phase=phase, **sums)
