"""What the answers of customers are worth, and where to ask next."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from journeymap.analysis.chain import Chain, gains
from journeymap.analysis.friction import loss, losses
from journeymap.analysis.statistics import wilson
from journeymap.analysis.touchpoints import grade
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.touchpoint import Touchpoint

__all__ = ["FEW", "Form", "TouchpointAsking", "asking_rows"]

FEW = 30
"""Answers below which a share is a hint only."""
_ENOUGH = 385
"""Answers that tell a share within 5 points."""

Form = Literal["counts", "mean", "shares"]
"""How answers are known: step by step, as a mean alone, or as a share or a Net Promoter Score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointAsking:
    """What is known of how customers felt at one touchpoint."""

    touchpoint: str
    name: str
    owner: str | None
    bad: float | None
    """Share of bad experiences, 0 to 1; None where nobody was asked."""
    low: float
    """Its 95 % interval (Wilson); 0 to 1 where nobody was asked."""
    high: float
    answers: float | None
    """None where nobody says how many."""
    grade: Literal["A", "B", "C", "D"] | None
    """Of the sample; None where nobody was asked."""
    more_answers: float
    """How many more would tell the share within 5 points."""
    form: Form | None
    without_low: bool
    """Whether of 30 answers or more none is low: were one in ten unhappy, that would be chance once in 24 times."""
    swing_per_1000: float
    """Customers kept of 1000 who start that hang on where in its interval the share lies."""
    asked_on: dt.date | None
    age_days: int | None
    """None where no day is known, of the answers or of the audit."""
    stale: bool


def asking_rows(
    journey: Journey, network: Network, measurement: Measurement | None, *, on: dt.date | None, stale_days: float
) -> tuple[TouchpointAsking, ...]:
    """Judge the answers of every touchpoint, and rank where to ask next.

    Args:
        journey: The plan.
        network: What is known of it.
        measurement: What an engine counted, if there is a log.
        on: The day of the audit; without it nothing is stale.
        stale_days: The age beyond which answers are stale.

    Returns:
        One row a planned touchpoint that is no mere end; the largest swing first.
    """
    swing = _swings(network)
    rows = [
        _row(name, journey, node, swing[name], measurement, on=on, stale_days=stale_days)
        for name, node in network.facts.items()
        if node.planned and not node.is_end
    ]
    return tuple(sorted(rows, key=lambda row: -round(row.swing_per_1000, 9)))


def _swings(network: Network) -> dict[str, float]:
    """Return how many of 1000 are kept more if a touchpoint's customers felt as well, not as badly, as could be."""
    chain = Chain.of(network)
    now = np.array([found.friction for found in losses(network).values()])
    low, high = (gains(chain, 2.0**-now, 2.0 ** -_frictions(network, end)) for end in (0, 1))
    return dict(zip(network.facts, (1000 * (low - high)).tolist(), strict=True))


def _frictions(network: Network, end: Literal[0, 1]) -> NDArray[np.float64]:
    about = network.outline
    changed = [node.changed(lambda each: replace(each, bad=_bad_within(each)[end])) for node in network.facts.values()]
    return np.array([loss(node, about.model, about.pooled_bad).friction for node in changed])


def _bad_within(node: Facts) -> tuple[float, float]:
    return (0.0, 1.0) if node.bad is None else wilson(min(1.0, node.bad) * node.answers, node.answers)


def _row(
    name: str,
    journey: Journey,
    node: Facts,
    swing: float,
    measurement: Measurement | None,
    *,
    on: dt.date | None,
    stale_days: float,
) -> TouchpointAsking:
    point = journey.touchpoints[name]
    answers, form = _answers(point, node), _form(point, node)
    low, high = _bad_within(node)
    asked_on = _asked_on(journey, point, node, measurement)
    age = None if asked_on is None or on is None else (on - asked_on).days
    return TouchpointAsking(
        touchpoint=name,
        name=node.name,
        owner=point.owner,
        bad=node.bad,
        low=low,
        high=high,
        answers=answers,
        grade=None if node.bad is None else grade(answers or 0.0),
        more_answers=max(0.0, _ENOUGH - (answers or 0.0)),
        form=form,
        without_low=form == "counts" and node.bad == 0 and (answers or 0.0) >= FEW,
        swing_per_1000=swing,
        asked_on=asked_on,
        age_days=age,
        stale=age is not None and age > stale_days,
    )


def _form(point: Touchpoint, node: Facts) -> Form | None:
    if node.satisfaction_evidence == "measured":
        return "counts"
    said = [channel.satisfaction or point.satisfaction for channel in point.channels.values()] or [point.satisfaction]
    given = [each for each in said if each]
    if not given or node.bad is None:
        return None
    if any(each.score is not None for each in given):
        return "mean"
    counted = all(each.counts is not None or each.promoters is not None for each in given)
    return "counts" if counted else "shares"


def _answers(point: Touchpoint, node: Facts) -> float | None:
    """Return how many answered; None where it is not said, of the touchpoint or of one of its channels."""
    if node.bad is None:
        return 0.0
    said = [channel.satisfaction or point.satisfaction for channel in point.channels.values()] or [point.satisfaction]
    told = node.satisfaction_evidence == "measured" or all(each is None or each.asked is not None for each in said)
    return node.answers if told else None


def _asked_on(journey: Journey, point: Touchpoint, node: Facts, measurement: Measurement | None) -> dt.date | None:
    """Return the day of the answers: the last of the log, that of the survey, else when the file was last looked at."""
    if node.bad is None:
        return None
    if node.satisfaction_evidence == "measured" and measurement:
        return dt.datetime.fromisoformat(measurement.last).date()
    return (point.satisfaction.date if point.satisfaction else None) or journey.assessed
