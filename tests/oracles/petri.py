"""Alignment by r4pm, whose search is an A* on the product of a Petri net and the trace, at unit cost.

A plan is a net with a place for every state and a transition, labelled with the touchpoint, for every step. The step
to the end is silent: of several final markings r4pm 0.6 does not always find the nearest.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import quoteattr

import r4pm
from r4pm.bindings.conformance.case_centric.alignments import align_variants
from r4pm.bindings.core.event_data.case_centric.utils.activity_projection import log_to_activity_projection

from journeymap.analysis.plan import Plan
from journeymap.case_ends import END, START

__all__ = ["aligned_by_r4pm", "read_by_r4pm"]

UNIT: Any = {"cost_fn": {"log_move_cost": 1, "model_move_cost": 1, "silent_move_cost": 0, "sync_move_cost": 0}}


def net_of(plan: Plan) -> Any:  # noqa: ANN401 - r4pm's dictionary
    place = {state: str(uuid4()) for state in [*plan.steps, (END,)]}
    steps = [(source, target) for source, after in plan.steps.items() for target in after]
    transitions = [{"id": str(uuid4()), "label": None if target == (END,) else target[0]} for _, target in steps]
    arcs = []
    for transition, (source, target) in zip(transitions, steps, strict=True):
        arcs.append(("PlaceTransition", [place[source], transition["id"]]))
        arcs.append(("TransitionPlace", [transition["id"], place[target]]))
    return {
        "places": {identity: {"id": identity} for identity in place.values()},
        "transitions": {transition["id"]: transition for transition in transitions},
        "arcs": [{"from_to": {"type": kind, "nodes": nodes}, "weight": 1} for kind, nodes in arcs],
        "initial_marking": {place[START,]: 1},
        "final_markings": [{place[END,]: 1}],
    }


def read_by_r4pm(variants: Sequence[Sequence[str]], folder: Path) -> str:
    """Hand the variants over as an XES file; returns r4pm's handle of them."""
    traces = (
        "".join(f'<event><string key="concept:name" value={quoteattr(name)}/></event>' for name in variant)
        for variant in variants
    )
    text = "".join(f"<trace>{events}</trace>" for events in traces)
    (folder / "log.xes").write_text(f'<log xes.version="1.0">{text}</log>', encoding="utf-8")
    return log_to_activity_projection(r4pm.import_item("EventLog", str(folder / "log.xes")))


def aligned_by_r4pm(plan: Plan, log: str) -> dict[tuple[str, ...], int]:
    """The cost of every variant."""
    results: Any = align_variants(net_of(plan), log, UNIT)
    return {tuple(row["activities"]): row["result"]["Ok"]["cost"] for row in results}
