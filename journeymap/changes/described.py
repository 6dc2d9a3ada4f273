"""What a journey file alone says of one side, figure by figure."""

from collections.abc import Iterator

from journeymap.analysis.comparison import Moments
from journeymap.analysis.flow import flow
from journeymap.analysis.friction import losses
from journeymap.audits.promise_rows import promise_rows
from journeymap.changes.figures import Figure, Mean, Said, Share
from journeymap.changes.keys import Key
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.network import Network

__all__ = ["described_figures"]

_RELIABLE = 0.95


def described_figures(journey: Journey, network: Network) -> Iterator[tuple[Key, Figure]]:
    """Yield every figure; those that rest on counts in the file have them."""
    each = losses(network)
    moving = flow(network, each)
    yield Key("completion"), Said(moving.completion)
    yield Key("kept"), Said(moving.kept)
    for name, node in network.facts.items():
        yield from _at(journey, name, node)
        counted = node.left is not None and node.reached
        loss = Share(node.left or 0.0, node.reached or 0.0) if counted else Said(each[name].loss_per_100 / 100)
        yield Key("loss", name), loss
    for row in promise_rows(journey, None, reliable=_RELIABLE):
        if row.measure == "wait" and row.kept is not None:
            yield Key("promise_kept", row.touchpoint, row.channel), Said(row.kept.share)
    for (source, target), step in network.steps.items():
        yield Key("transition", source, target), Said(step.share)


def _at(journey: Journey, name: str, node: Facts) -> Iterator[tuple[Key, Figure]]:
    """Yield what customers meet at a touchpoint."""
    if node.wait is not None:
        yield Key("wait_median", name), Said(node.wait.median)
    if (answers := _answers(journey, name)) is not None:
        yield Key("satisfaction", name), Mean(answers)
    elif node.score_share is not None:
        said = journey.touchpoints[name].satisfaction
        yield Key("satisfaction", name), Said(node.score_share, said.asked if said else None)
    if node.clicks is not None:
        yield Key("clicks", name), Said(node.clicks)


def _answers(journey: Journey, name: str) -> Moments | None:
    """Return the answers counted by step of the scale, each as a share of it."""
    said = journey.touchpoints[name].satisfaction
    if said is None or said.counts is None or not sum(said.counts):
        return None
    scale = said.scale or journey.scale
    shares = [(scale.share(scale.low + step), n) for step, n in enumerate(said.counts)]
    return Moments(*(sum(n * share**power for share, n in shares) for power in (0, 1, 2)))
