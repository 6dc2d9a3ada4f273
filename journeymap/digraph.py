"""A journey as a graph of NetworkX, for all that its algorithms can tell beyond what is told here."""

from dataclasses import fields
from typing import Any

import networkx as nx

from journeymap.facts import Facts, Outline, Step
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["graph"]


def graph(journey: Journey, measurement: Measurement | None = None) -> "nx.DiGraph[str]":
    """Build the graph of a journey, with what a log showed of it.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.

    Returns:
        Planned touchpoints in the order of the file, then those that only the log has. Node, edge and graph
        attributes are the fields of `Facts`, `Step` and `Outline`.

    Example:
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
        >>> graph(journey).edges["a", "b"]["share"]
        1.0
    """
    network = Network.of(journey, measurement)
    found: nx.DiGraph[str] = nx.DiGraph(**_attributes(network.outline))
    found.add_nodes_from((name, _attributes(node)) for name, node in network.facts.items())
    found.add_edges_from((*pair, _attributes(step)) for pair, step in network.steps.items())
    return found


def _attributes(known: Facts | Outline | Step) -> dict[str, Any]:
    return {field.name: getattr(known, field.name) for field in fields(known)}
