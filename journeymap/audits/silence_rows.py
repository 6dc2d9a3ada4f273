"""Who leaves aloud and who in silence, touchpoint by touchpoint, and whether they could have said something."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.flow import flow
from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.facts import Evidence, Facts
from journeymap.journey import Journey
from journeymap.model import Model
from journeymap.network import Network
from journeymap.touchpoint import Touchpoint

__all__ = ["Hearing", "TouchpointSilence", "silence_rows"]

Hearing = Literal["painless", "laborious", "elsewhere", "unsaid", "none"]
"""How one can complain: here and in a few clicks; in many clicks; only by another channel; by a way of which nothing
is said; not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointSilence:
    """One touchpoint; per 1000 customers who start, repeated visits included."""

    touchpoint: str
    name: str
    owner: str | None
    visits_per_1000: float
    walk_outs_per_1000: float | None
    """Seen to leave; None where nobody watched."""
    unhappy_per_1000: float | None
    """Got through and had a bad experience, modelled; None where nobody was asked."""
    complaining_share: float
    """Of the unhappy, 0 to 1."""
    complaining_evidence: Evidence
    """`described` where complaints were counted, `assumed` where the share is the model's."""
    silent_per_1000: float | None
    """Unhappy, and did not complain."""
    silent_leavers_per_1000: float | None
    """Of these, those who will not come back."""
    told_per_1000: float | None
    """People who hear of the bad experiences."""
    loss_per_100: float
    """N in 100 leave here, observed or modelled."""
    evidence: Evidence
    answers: float
    """On which `unhappy_per_1000` rests."""
    hearing: Hearing
    feedback_channel: str | None
    feedback_clicks: float | None


def silence_rows(journey: Journey, network: Network) -> tuple[TouchpointSilence, ...]:
    """Compare those who left aloud with those who leave in silence.

    `unhappy = visits · (1 − left) · b`, left as seen, else as waiting and effort are expected to cost; of these the
    share c complains: complaints over the unhappy where both are counted, else that of the model. Of the silent
    `unhappy · (1 − c)` a share `bad_experience_loss` (0.44) does not come back.

    Returns:
        One row a planned touchpoint that is no mere end; those with most silent leavers first, unknown ones last.
    """
    each, moving = losses(network), flow(network)
    visits = {name: 1000 * n for name, n in zip(moving.touchpoints, moving.visits, strict=True)}
    rows = [
        _row(name, journey, node, each[name], visits[name])
        for name, node in network.facts.items()
        if node.planned and not node.is_end
    ]
    return tuple(sorted(rows, key=lambda row: -(row.silent_leavers_per_1000 or -1.0)))


def _row(name: str, journey: Journey, node: Facts, loss: TouchpointLoss, visits: float) -> TouchpointSilence:
    point, model = journey.touchpoints[name], journey.model
    leaving = loss.observed if loss.observed is not None else 1 - 2 ** -(loss.modelled - loss.terms.feeling)
    unhappy = None if node.bad is None else visits * (1 - leaving) * node.bad
    counted = _complaining_share(journey, point, node, visits, unhappy)
    share = model.complaining_share if counted is None else counted
    silent = None if unhappy is None else unhappy * (1 - share)
    return TouchpointSilence(
        touchpoint=name,
        name=node.name,
        owner=point.owner,
        visits_per_1000=visits,
        walk_outs_per_1000=None if loss.observed is None else visits * loss.observed,
        unhappy_per_1000=unhappy,
        complaining_share=share,
        complaining_evidence="assumed" if counted is None else "described",
        silent_per_1000=silent,
        silent_leavers_per_1000=None if silent is None else silent * model.bad_experience_loss,
        told_per_1000=None if unhappy is None else unhappy * model.people_told,
        loss_per_100=loss.leaving_per_100,
        evidence=loss.evidence,
        answers=node.answers,
        hearing=_hearing(point, model),
        feedback_channel=point.feedback.channel if point.feedback else None,
        feedback_clicks=point.feedback.clicks if point.feedback else None,
    )


def _complaining_share(
    journey: Journey, point: Touchpoint, node: Facts, visits: float, unhappy: float | None
) -> float | None:
    """Return the share of the unhappy who complained; None where they, or all who came, were not counted."""
    came = next(_came(journey, point, node, visits), None)
    if point.complaints is None or came is None or not unhappy:
        return None
    return min(1.0, point.complaints / (came * unhappy / visits))


def _came(journey: Journey, point: Touchpoint, node: Facts, visits: float) -> Iterator[float]:
    """How many came here: counted in the log or in the file, or expected of the customers who start."""
    seen = (node.visits, point.reached, node.reached)
    yield from (float(n) for n in seen if n)
    if journey.customers and visits:
        yield journey.customers.number * visits / 1000


def _hearing(point: Touchpoint, model: Model) -> Hearing:
    feedback, channels = point.feedback, {*point.channel, *point.channels}
    if feedback is None:
        return "none"
    if feedback.clicks is not None and feedback.clicks > model.painless_clicks:
        return "laborious"
    if feedback.channel is not None and channels and feedback.channel not in channels:
        return "elsewhere"
    return "unsaid" if feedback.channel is None and feedback.clicks is None else "painless"
