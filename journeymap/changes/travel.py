"""What a log shows of every touchpoint and transition, with what one customer may add to it several times."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from journeymap.case_ends import START
from journeymap.changes.figures import Share, Visits, share_of_visits
from journeymap.counts import Variant

__all__ = ["Travelled"]

K = TypeVar("K")
_Sums = list[float]


@dataclass(frozen=True, slots=True)
class Travelled:
    """Sums over the cases of a log. O(touchpoints of all variants)."""

    met: Counter[str] = field(default_factory=Counter)
    """Cases that met a touchpoint; `START` is all of them."""
    _onward: dict[str, _Sums] = field(default_factory=dict)
    """By touchpoint, of the visits that go on: Σ n, Σ n²."""
    _taken: dict[tuple[str, str], _Sums] = field(default_factory=dict)
    """By transition: Σ x, Σ x², Σ x·n."""
    _left: dict[str, _Sums] = field(default_factory=dict)
    """By touchpoint, of the visits whose end is known: Σ x, Σ n, Σ x·n, Σ n²; x² = x, for a case leaves once."""
    _arrivals: dict[str, _Sums] = field(default_factory=dict)
    """By touchpoint: Σ v and Σ v² of its visits, of arrivals by a step, and of arrivals from elsewhere."""

    @classmethod
    def of(cls, variants: Iterable[Variant]) -> "Travelled":
        """Add up the cases of some variants."""
        found = cls()
        for variant in variants:
            found._add(variant)
        return found

    def _add(self, variant: Variant) -> None:
        cases, travelled = variant.cases, variant.touchpoints
        visits, steps, onward = Counter(travelled), Counter(pairwise(travelled)), Counter(travelled[:-1])
        by_step, elsewhere = Counter(travelled[1:]), Counter(_from_elsewhere(travelled))
        self.met[START] += cases
        for name, n in visits.items():
            self.met[name] += cases
            counted = [float(cases * v**k) for v in (n, by_step[name], elsewhere[name]) for k in (1, 2)]
            _sum(self._arrivals, name, counted)
            is_last = int(name == travelled[-1])
            for part, standing in ((cases - variant.under_way, 0), (variant.under_way, is_last)):
                x, known = is_last - standing, n - standing
                _sum(self._left, name, [part * x, part * known, part * x * known, part * known**2])
        for name, n in onward.items():
            _sum(self._onward, name, [cases * n, cases * n**2])
        for (source, target), x in steps.items():
            _sum(self._taken, (source, target), [cases * x, cases * x**2, cases * x * onward[source]])

    def leaving(self, name: str) -> Share:
        """Return the share of visits to a touchpoint after which customers left."""
        x, n, products, squares = self._left[name]
        return share_of_visits(Visits(x, n, x, products, squares))

    def transitions(self, further: Collection[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Share]]:
        """Yield the share that each transition is of those who go on; `further` ones though nobody took them."""
        for pair in dict.fromkeys([*self._taken, *further]):
            x, squares, products = self._taken.get(pair, [0.0, 0.0, 0.0])
            if pair[0] in self._onward:
                n, n_squares = self._onward[pair[0]]
                yield pair, share_of_visits(Visits(x, n, squares, products, n_squares))

    @property
    def taken(self) -> Collection[tuple[str, str]]:
        """The transitions that somebody took."""
        return self._taken.keys()

    def crowding(self, name: str, *, of: str, share: float = 1.0) -> float:
        """Return how many times as much what is known of visits may vary as that of customers who come once each.

        At most, that is where all of one customer's visits are alike: `Σ v²/Σ v` (Kish's design effect). Where only
        a share f of the visits is known, and by chance, it is `1 + f·(Σ v²/Σ v − 1)`.

        Args:
            name: The touchpoint.
            of: What is counted: `visits`; arrivals by a `step`; arrivals from `elsewhere`.
            share: f, 0 to 1.

        References:
            Kish, L. (1965). Survey Sampling. Wiley.
        """
        place = 2 * ("visits", "step", "elsewhere").index(of)
        n, squares = self._arrivals.get(name, [0.0] * 6)[place : place + 2]
        return 1 + min(share, 1.0) * (squares / n - 1) if n else 1.0


def _from_elsewhere(travelled: tuple[str, ...]) -> Iterator[str]:
    return (name for before, name in zip((START, *travelled), travelled, strict=False) if name != before)


def _sum(sums: dict[K, _Sums], key: K, more: _Sums) -> None:
    known = sums.get(key)
    sums[key] = more if known is None else [a + b for a, b in zip(known, more, strict=True)]
