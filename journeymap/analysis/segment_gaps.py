"""Where more leave than the model explains: what everybody would give by leaving as seldom as the best segment."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from journeymap.analysis.chain import Chain, completion_survival, gains
from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.analysis.observed import ObservedGain
from journeymap.analysis.statistics import wilson
from journeymap.analysis.targets import Aim
from journeymap.analysis.wording import Names
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.units import format_count, format_share

__all__ = ["SegmentLeaving", "leaving_by_segment", "segment_gaps"]

_FEWEST_VISITS = 200
"""Visits that a segment must have had at a touchpoint to set an example there."""


@dataclass(frozen=True, slots=True)
class SegmentLeaving:
    """How often the customers of one segment were seen to leave at one touchpoint."""

    dimension: str
    value: str
    left: float
    reached: float
    """Visits whose end is known: the denominator."""

    @property
    def share(self) -> float:
        """Share of visits, 0 to 1, after which the customer left."""
        return self.left / self.reached


def leaving_by_segment(measurement: Measurement) -> dict[str, tuple[SegmentLeaving, ...]]:
    """Count who left by touchpoint and segment, one dimension at a time. O(touchpoints of all variants)."""
    visits, left = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for variant in measurement.variants:
        last = variant.touchpoints[-1]
        for own in zip(measurement.dimensions, variant.segment, strict=True):
            for touchpoint in variant.touchpoints:
                visits[touchpoint, *own] += variant.cases
            visits[last, *own] -= variant.under_way
            left[last, *own] += variant.cases - variant.under_way
    found: dict[str, tuple[SegmentLeaving, ...]] = {}
    for (touchpoint, dimension, value), n in sorted(visits.items()):
        if n:
            here = SegmentLeaving(dimension, value, float(left[touchpoint, dimension, value]), float(n))
            found[touchpoint] = (*found.get(touchpoint, ()), here)
    return found


def segment_gaps(journey: Journey, measurement: Measurement) -> Iterator[ObservedGain]:
    """Find where everybody leaving as seldom as the best segment would keep more customers, in no particular order.

    It is asked only where more leave than the model explains, no `target: {left: …}` is declared (the touchpoint's
    own row meets that one), and only of segments with at least 200 visits there. The best of many looks better than
    it is: so the segments are compared by the upper end of their Wilson interval, which is as much wider as there are
    segments to choose from (Bonferroni), and a gap that is gone at that end is not reported. Rank by `low_per_1000`.

    Args:
        journey: The plan.
        measurement: What an engine counted, by at least one dimension.

    References:
        Dunn (1961), "Multiple Comparisons Among Means", doi:10.1080/01621459.1961.10482090.
    """
    if not measurement.dimensions:
        return
    network = Network.of(journey, measurement)
    each, known = losses(network), network.facts
    counted, names = leaving_by_segment(measurement), Names.of(journey, measurement)
    open_here = [name for name, node in known.items() if _is_open(node, each[name])]
    best = {name: found for name in open_here if (found := _best(counted.get(name, ())))}
    low, gained, high = (_gained(network, {name: shares[i] for name, (_, shares) in best.items()}) for i in range(3))
    for name, (segment, _) in best.items():
        if low[name].kept > 0:
            yield ObservedGain(
                kind="segment_gap",
                touchpoint=name,
                what=f"leaving at {names[name]}",
                measure="kept",
                gain_per_1000=1000 * gained[name].kept,
                low_per_1000=1000 * low[name].kept,
                high_per_1000=1000 * high[name].kept,
                completion_per_1000=1000 * gained[name].completion,
                target=Aim(None, None, None, left=segment.share),
                why=_why(known[name], segment),
            )


def _is_open(node: Facts, loss: TouchpointLoss) -> bool:
    declared = node.target is not None and node.target.left is not None
    return (loss.unexplained or 0.0) > 0 and not declared


_Shares = tuple[float, float, float]
"""The leaving share at the upper end of its interval, itself, and at the lower end."""


def _best(segments: Sequence[SegmentLeaving]) -> tuple[SegmentLeaving, _Shares] | None:
    """Return the segment that leaves least even at the upper end; None where none has enough visits."""
    enough = [segment for segment in segments if segment.reached >= _FEWEST_VISITS]
    ends = [wilson(segment.left, segment.reached, choices=len(enough)) for segment in enough]
    found = [(segment, (high, segment.share, low)) for segment, (low, high) in zip(enough, ends, strict=True)]
    return min(found, key=lambda each: each[1][0], default=None)


@dataclass(frozen=True, slots=True)
class _Gained:
    """Shares of those who start."""

    kept: float
    completion: float


def _gained(network: Network, shares: Mapping[str, float]) -> dict[str, _Gained]:
    """Solve what each touchpoint alone would give if such a share of everybody left it."""
    (chain, first), nodes = Chain.pair(network), list(network.facts.values())
    friction = np.array([loss.friction for loss in losses(network).values()])
    aimed = np.array([1 - shares.get(name, 1.0) for name in chain.touchpoints])
    staying = 2.0**-friction
    going = completion_survival(nodes, friction, first.completes, network.outline.model.pseudo_customers)
    kept = gains(chain, staying, np.maximum(staying, aimed))
    completed = gains(first, going, np.maximum(going, aimed))
    return {
        name: _Gained(float(kept[i]), float(completed[i])) for i, name in enumerate(chain.touchpoints) if name in shares
    }


def _why(node: Facts, best: SegmentLeaving) -> str:
    everybody = format_share((node.left or 0.0) / (node.reached or 1.0))
    return (
        f"{everybody} leave, {format_share(best.share)} where {best.dimension} is {best.value} "
        f"({format_count(best.reached)} visits)"
    )
