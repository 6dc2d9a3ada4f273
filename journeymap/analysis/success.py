"""Where success is missing: touchpoints whose customers succeed less often than those who never meet them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from journeymap.analysis.statistics import newcombe

if TYPE_CHECKING:
    from journeymap.measurement import Measurement

__all__ = ["SuccessGap", "success_gaps"]

_FEWEST = 30
"""Cases that met a touchpoint, and that did not, below which they are not compared."""


@dataclass(frozen=True, slots=True)
class SuccessGap:
    """A touchpoint that goes with less success; an association, not a cause."""

    touchpoint: str
    met: int
    """Cases with a known outcome that met it."""
    succeeded: float
    """Share of them, 0 to 1, that succeeded."""
    succeeded_others: float
    """Share of the cases that did not meet it, 0 to 1, that succeeded."""
    fewer_per_1000: float
    """Of 1000 cases, how many fewer succeed than if those who met it had fared like the others."""
    fewer_low: float
    """The lower end of its 95 % interval, above 0."""


def success_gaps(measurement: "Measurement | None") -> tuple[SuccessGap, ...]:
    """Find the touchpoints that go with less success, beyond chance.

    Compared are the cases that met a touchpoint and all others, where there are at least 30 of each and the
    interval of the difference leaves 0 out. O(touchpoints of all variants).

    Args:
        measurement: What an engine counted; without a log that says which cases succeeded there are none.

    Returns:
        First the one that tells best who succeeds: by φ², the share of the variance of success that meeting it
        explains (Pearson's χ² by n), which neither one that all meet nor one that few meet can lead.
    """
    if measurement is None or not measurement.has_success:
        return ()
    judged, succeeded = dict[str, int](), dict[str, int]()
    for variant in measurement.variants:
        for name in set(variant.touchpoints):
            judged[name] = judged.get(name, 0) + variant.judged
            succeeded[name] = succeeded.get(name, 0) + variant.succeeded
    everyone = sum(variant.judged for variant in measurement.variants)
    well = sum(variant.succeeded for variant in measurement.variants)
    found = [_gap(name, n, succeeded[name], everyone, well) for name, n in judged.items()]
    return tuple(sorted((gap for gap in found if gap), key=lambda gap: (-_told(gap, everyone), gap.touchpoint)))


def _told(gap: SuccessGap, everyone: int) -> float:
    """Return φ² up to the variance of success, which is the same for all."""
    return (gap.succeeded_others - gap.succeeded) ** 2 * gap.met * (everyone - gap.met)


def _gap(name: str, met: int, met_well: int, everyone: int, well: int) -> SuccessGap | None:
    others, others_well = everyone - met, well - met_well
    if min(met, others) < _FEWEST:
        return None
    low, _ = newcombe(others_well, others, met_well, met)
    share, share_others, weight = met_well / met, others_well / others, 1000 * met / everyone
    if low <= 0:
        return None
    return SuccessGap(name, met, share, share_others, weight * (share_others - share), weight * low)
