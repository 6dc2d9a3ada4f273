"""The planned route with most friction."""

from typing import TYPE_CHECKING

from journeymap.analysis.friction import TouchpointLoss
from journeymap.network import outline, steps

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["worst_route"]


def worst_route(network: "nx.DiGraph[str]", loss: dict[str, TouchpointLoss]) -> tuple[str, ...]:
    """Return the planned route from a start to a goal with the highest friction.

    Steps back to a touchpoint that stands earlier in the plan are not followed, so a loop is walked once at most.
    O(touchpoints + transitions).

    Returns:
        Touchpoints from start to goal; empty where no goal can be reached that way.
    """
    about = outline(network)
    place = {name: i for i, name in enumerate(loss)}
    best: dict[str, tuple[float, tuple[str, ...]]] = {
        name: (loss[name].friction, (name,)) for name, share in about.starts.items() if share > 0
    }
    ahead: dict[str, list[str]] = {name: [] for name in loss}
    for (source, target), step in steps(network).items():
        if step.planned and step.share > 0 and place[target] > place[source]:
            ahead[source].append(target)
    for source in loss:
        for target in ahead[source] if source in best else ():
            friction, route = best[source]
            candidate = (friction + loss[target].friction, (*route, target))
            if target not in best or candidate[0] > best[target][0]:
                best[target] = candidate
    arrived = [best[goal] for goal in about.goals if goal in best]
    return max(arrived, key=lambda found: found[0])[1] if arrived else ()
