"""The rows of a comparison: before, after, by how much, how sure, and what that amounts to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from journeymap.analysis.comparison import Difference, verdicts
from journeymap.analysis.comparison import Verdict as Compared
from journeymap.changes.figures import Figure, Said, change_of
from journeymap.changes.keys import MEASURES, Key, Measure

__all__ = ["Change", "Verdict", "changes"]

Verdict = Literal["better", "worse", "more", "fewer", "no real difference", "too few to tell", "not tested"]
"""`more`, `fewer`: beyond chance, where neither is better by itself; `too few to tell`: fewer than 30 on one side, or
nobody; `not tested`: described or modelled, without counts that would tell chance from change."""

_PRIMARY: tuple[Measure, ...] = ("success", "completion")
_WORDS: dict[tuple[Compared, int], Verdict] = {
    ("better", 1): "better",
    ("worse", 1): "worse",
    ("better", -1): "worse",
    ("worse", -1): "better",
    ("better", 0): "more",
    ("worse", 0): "fewer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure on both sides; shares are 0 to 1, satisfaction is a share of its scale, waits are in seconds."""

    measure: Measure
    touchpoint: str | None
    """Of a transition or an off-plan route, where it starts."""
    to: str | None
    """Of a transition, where it leads; of an off-plan route, its first step."""
    segment: tuple[str, str] | None
    """Dimension and value."""
    before: float | None
    """None where that side has no such figure."""
    after: float | None
    difference: float | None
    """after − before"""
    low: float | None
    """Its 95 % interval; None where there are no counts."""
    high: float | None
    n_before: float | None
    """Of a share its denominator; else how many values or answers; None where it is not counted."""
    n_after: float | None
    verdict: Verdict

    @property
    def is_real(self) -> bool:
        """Whether it changed beyond chance."""
        return self.verdict in {"better", "worse", "more", "fewer"}

    @property
    def key(self) -> Key:
        """What it is about."""
        return Key(self.measure, self.touchpoint, self.to, self.segment)


def changes(
    before: Mapping[Key, Figure], after: Mapping[Key, Figure], leanings: Mapping[Key, int] | None = None
) -> tuple[Change, ...]:
    """Hold the figures of two sides against each other, and say which changed beyond chance.

    The outcome (success, else completion) is the question that is asked first: it is judged by itself at 5 %. All
    other rows are corrected together by Holm's method: in 19 of 20 comparisons where nothing changed, none of them is
    called a change. A change is claimed only where its own 95 % interval leaves 0 out, too.

    Args:
        before: Figures of one side.
        after: Those of the other.
        leanings: Whether more is better (1) or worse (−1) of what is neither by itself, such as a harmful route.

    Returns:
        In the order of `MEASURES`, then of the figures.
    """
    order = list(MEASURES)
    keys = sorted(dict.fromkeys([*before, *after]), key=lambda key: order.index(key.measure))
    found = {key: _compared(before.get(key), after.get(key)) for key in keys}
    judged = dict(zip(keys, _judged(keys, [*found.values()]), strict=True))
    return tuple(
        _row(key, before.get(key), after.get(key), found[key], _worded(judged[key], _leaning(key, leanings or {})))
        for key in keys
    )


def _compared(before: Figure | None, after: Figure | None) -> Difference | None:
    return change_of(before, after) if before is not None and after is not None else None


def _judged(keys: Sequence[Key], found: Sequence[Difference | None]) -> Iterator[Compared]:
    """Judge the outcome alone, all others together, but for those in which nobody on either side differs."""
    others = iter(verdicts([each for key, each in zip(keys, found, strict=True) if _is_asked(key, each)]))
    for key, each in zip(keys, found, strict=True):
        yield next(others) if _is_asked(key, each) else next(iter(verdicts([each])))


def _is_asked(key: Key, found: Difference | None) -> bool:
    """Whether it is one of the many; where all are alike, p is 1 whatever else is asked."""
    return key.measure not in _PRIMARY and (found is None or found.p < 1)


def _leaning(key: Key, leanings: Mapping[Key, int]) -> int:
    return leanings.get(key, MEASURES[key.measure].good)


def _worded(judged: Compared, leaning: int) -> Verdict:
    match judged:
        case "better" | "worse":
            return _WORDS[judged, leaning]
        case "too few":
            return "too few to tell"
        case "not compared":
            return "not tested"
    return "no real difference"


def _row(key: Key, before: Figure | None, after: Figure | None, found: Difference | None, verdict: Verdict) -> Change:
    values = [each.value if each is not None else None for each in (before, after)]
    there = values[0] is not None and values[1] is not None
    row = Change(
        measure=key.measure,
        touchpoint=key.touchpoint,
        to=key.to,
        segment=key.segment,
        before=values[0],
        after=values[1],
        difference=(values[1] or 0.0) - (values[0] or 0.0) if there else None,
        low=found.low if found else None,
        high=found.high if found else None,
        n_before=before.n if before is not None else None,
        n_after=after.n if after is not None else None,
        verdict=verdict,
    )
    counted = any(each is not None and not isinstance(each, Said) for each in (before, after))
    return replace(row, verdict="too few to tell") if counted and not there else row
