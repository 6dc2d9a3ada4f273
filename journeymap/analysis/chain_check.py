"""The chain check: the completion that the chain says beside the one that a log shows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from journeymap.analysis.friction import TouchpointLoss, friction_of_survival
from journeymap.analysis.transitions import Transitions, still_going
from journeymap.analysis.visits import expected_visits
from journeymap.network import Network

if TYPE_CHECKING:
    from journeymap.measurement import Measurement

__all__ = ["MOST_MISSED", "missed_per_1000", "observed_completion_per_1000"]

MOST_MISSED = 1.0
"""Customers of 1000 by which the chain may miss a log before its what-ifs are called unreliable."""


def observed_completion_per_1000(network: Network, measurement: "Measurement | None") -> float | None:
    """Return how many of 1000 cases arrived at a goal; None without a log."""
    if measurement is None or not measurement.n_cases:
        return None
    goals = network.outline.goals
    arrived = sum(variant.cases for variant in measurement.variants if variant.reached(goals))
    return 1000 * arrived / measurement.n_cases


def missed_per_1000(
    network: Network, losses: Mapping[str, TouchpointLoss], measurement: "Measurement | None"
) -> float | None:
    """Return how far the chain misses the completion of a log, beyond what the modelled customers explain.

    They are left out: observed leaving alone counts. Shares of going on and of leaving are per visit, so the chain
    then reproduces the log, unless the plan and the log tell of different journeys.

    Args:
        network: What is known of the journey.
        losses: What each touchpoint costs, in the order of the graph.
        measurement: What an engine counted, if there is a log.

    Returns:
        Of 1000 who start, more than 0 where the chain says more; None without a log.
    """
    observed = observed_completion_per_1000(network, measurement)
    if observed is None:
        return None
    _, first = Transitions.pair(network)
    alone = (
        each.friction if each.observed is None else friction_of_survival(1 - each.observed) for each in losses.values()
    )
    going = [
        still_going(node, friction, 0.0, is_goal=goal > 0)
        for node, friction, goal in zip(network.facts.values(), alone, first.completes, strict=True)
    ]
    (met,) = expected_visits(first, going)
    arrived = (n * stays * goal for n, stays, goal in zip(met.visits, going, first.completes, strict=True))
    return 1000 * sum(arrived) - observed
