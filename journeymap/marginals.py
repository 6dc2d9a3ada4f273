"""The marginals of a measurement's variants: steps, visits and success by touchpoint, counted once for all analyses."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from journeymap.case_ends import END, START
from journeymap.counts import Variant

__all__ = ["Marginals"]


@dataclass(frozen=True, slots=True)
class Marginals:
    """What the cases of all variants did together."""

    transitions: Counter[tuple[str, str]]
    """Steps from touchpoint to touchpoint, `START` and `END` included; cases under way have none to `END`."""
    visits: Counter[str]
    """How often each touchpoint was met."""
    under_way: Counter[str]
    """Cases under way by the touchpoint where they stand."""
    onward: Counter[str]
    """Steps from each touchpoint to another one."""
    judged: Counter[str]
    """Cases that met the touchpoint and whose success is known."""
    succeeded: Counter[str]
    """Cases among them that succeeded."""

    @classmethod
    def of(cls, variants: Iterable[Variant]) -> "Marginals":
        """Count the cases of some variants."""
        found = cls(Counter(), Counter(), Counter(), Counter(), Counter(), Counter())
        for variant in variants:
            found._add(variant)
        for (source, target), n in found.transitions.items():
            if target != END:
                found.onward[source] += n
        return found

    def _add(self, variant: Variant) -> None:
        for step in pairwise((START, *variant.touchpoints)):
            self.transitions[step] += variant.cases
        self.transitions[variant.touchpoints[-1], END] += variant.cases - variant.under_way
        self.under_way[variant.touchpoints[-1]] += variant.under_way
        for name in variant.touchpoints:
            self.visits[name] += variant.cases
        for name in set(variant.touchpoints):
            self.judged[name] += variant.judged
            self.succeeded[name] += variant.succeeded
