"""What to fix first in one sentence, and what to measure before it is built."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journeymap.analysis.blindspots import BlindSpot, blind_spots_of
from journeymap.analysis.chain import Chain, gains
from journeymap.analysis.fixes import fixes_as_is
from journeymap.analysis.priorities import Priority
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.units import format_count, format_number

__all__ = ["MeasureFirst", "first_place", "measure_first"]

_MOST_TRIED = 10
"""Blind spots, largest swing first, for which the ranking is computed again: each takes two solves."""
_GAINED = {"kept": "customers kept", "completion": "complete", "success": "succeed"}


def first_place(rows: Sequence[Priority], period: str | None = None) -> str:
    """Say what to fix first, what it gives, and whether anything else could come first instead.

    Args:
        rows: The ranking.
        period: In what time the journey counts its customers, such as `month`.

    Example:
        >>> from journeymap.analysis.priorities import priorities
        >>> plan = {"a": {"clicks": 80, "next": "b"}, "b": {}}
        >>> first_place(priorities(Journey.model_validate({"journey": "j", "touchpoints": plan})))
        'fix a first, 404 more of 1000 customers kept (404 to 404); sure to be first'
    """
    if not rows or rows[0].gain_per_1000 <= 0:
        return "nothing that is known would gain customers if it met its target"
    first = rows[0]
    what = first.what if first.kind == "touchpoint" else f"“{first.what}”"
    if first.band is not None:
        return f"fix {what} first, a {first.band} gain, assumed, for nothing was measured or asked there"
    low, high = format_number(first.gain_low), format_number(first.gain_high)
    gain = f"{format_number(first.gain_per_1000)} more of 1000 {_GAINED[first.measure]} ({low} to {high})"
    return f"fix {what} first, {gain}{_worth(first, period)}; {_certainty(rows)}"


def _worth(row: Priority, period: str | None) -> str:
    if row.gain_customers is None:
        return ""
    money = "" if row.gain_value is None else f" and {row.gain_value}"
    return f", {format_count(row.gain_customers)} customers{money}" + (f" per {period}" if period else "")


def _certainty(rows: Sequence[Priority]) -> str:
    first, *others = rows
    if not first.fragile:
        return "sure to be first"
    best = min((row.rank_low for row in others), default=1)
    rivals = [row.what for row in others if row.rank_low == best]
    more = f" or {len(rivals) - 1} more" if len(rivals) > 1 else ""
    return f"could be {rivals[0]}{more} instead: fragile" if rivals else "fragile"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFirst:
    """A blind spot on which more hangs than on what ranks first, or that could change what ranks first."""

    touchpoint: str
    name: str
    measure: str
    kept_low_per_1000: float
    kept_high_per_1000: float
    """Customers kept of 1000 who start, at the worst and at the best."""
    swing_per_1000: float
    """The difference."""
    exceeds_first: bool
    """Whether the swing is larger than the gain of first place."""
    first_at_worst: str | None
    """What would rank first if it were as bad as can be; None where that is what ranks first now."""
    first_at_best: str | None

    @property
    def sentence(self) -> str:
        """What to measure, and why."""
        kept = f"{format_number(self.kept_low_per_1000)} to {format_number(self.kept_high_per_1000)} of 1000 are kept"
        more = ", more than first place gains" if self.exceeds_first else ""
        swing = f"{format_number(self.swing_per_1000)} hang on it{more}"
        ends = {"worst": self.first_at_worst, "best": self.first_at_best}
        moves = [f"at its {end}, {first} would come first" for end, first in ends.items() if first]
        return f"{self.measure} at {self.name}: {'; '.join([f'{kept}, {swing}', *moves])}"


def measure_first(
    journey: Journey, measurement: Measurement | None, rows: Sequence[Priority]
) -> tuple[MeasureFirst, ...]:
    """Find what to measure before anything is built: unknowns that outweigh the first gain, or could move it.

    Only what has a worst and a best is compared, which is satisfaction; of the ten largest swings it is computed who
    would rank first at either end, by the gain of fixing one touchpoint with all else as it is.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        rows: The ranking of both.

    Returns:
        The largest swing first.
    """
    if not rows:
        return ()
    network = Network.of(journey, measurement)
    spots = [spot for spot in blind_spots_of(network) if spot.swing_per_1000 is not None]
    ranking = _Ranking(network, rows)
    found = [_weighed(spot, rows[0], ranking if i < _MOST_TRIED else None) for i, spot in enumerate(spots)]
    return tuple(each for each in found if each.exceeds_first or each.first_at_worst or each.first_at_best)


def _weighed(spot: BlindSpot, first: Priority, ranking: "_Ranking | None") -> MeasureFirst:
    low, high, swing = spot.kept_low_per_1000, spot.kept_high_per_1000, spot.swing_per_1000
    assert low is not None
    assert high is not None
    assert swing is not None
    at_worst, at_best = (ranking.first_if(spot.touchpoint, bad) if ranking else None for bad in (1.0, 0.0))
    return MeasureFirst(
        touchpoint=spot.touchpoint,
        name=spot.name,
        measure=spot.measure,
        kept_low_per_1000=low,
        kept_high_per_1000=high,
        swing_per_1000=swing,
        exceeds_first=swing > first.gain_per_1000,
        first_at_worst=at_worst,
        first_at_best=at_best,
    )


class _Ranking:
    """A ranking that can be computed again with one touchpoint's satisfaction known."""

    def __init__(self, network: Network, rows: Sequence[Priority]) -> None:
        self.known = network.facts
        about = network.outline
        self.model, self.pooled_bad = about.model, about.pooled_bad
        self.chain = Chain.of(network)
        found = fixes_as_is([*self.known.values()], self.model, self.pooled_bad)
        self.now, self.then = found.now[0], found.then[0]
        self.first = rows[0]
        self.touchpoints = {row.touchpoint: row for row in rows if row.kind == "touchpoint"}
        self.others = [row for row in rows if row.kind != "touchpoint"][:1]

    def first_if(self, touchpoint: str, bad: float) -> str | None:
        """Return what would rank first with a share of bad experiences there; None where that does not change."""
        i = self.chain.touchpoints.index(touchpoint)
        node = replace(self.known[touchpoint], bad=bad)
        here = fixes_as_is([node], self.model, self.pooled_bad)
        now, then = self.now.copy(), self.then.copy()
        now[i], then[i] = here.now[0, 0], here.then[0, 0]
        gained = 1000 * gains(self.chain, 2.0**-now, 2.0**-then)
        sure = [
            (float(gained[j]), row)
            for j, name in enumerate(self.chain.touchpoints)
            if (row := self.touchpoints.get(name)) and (name == touchpoint or row.evidence != "assumed")
        ]
        best, row = max([*sure, *((row.gain_low, row) for row in self.others)], key=lambda each: each[0])
        return row.what if row is not self.first and best > 0 else None
