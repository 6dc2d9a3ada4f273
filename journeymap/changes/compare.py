"""Before and after: two plans, or two logs, held against each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from journeymap.analysis.flow import flow
from journeymap.analysis.wording import Names
from journeymap.changes.counted import Counted
from journeymap.changes.decomposition import Part, by_touchpoint, by_touchpoint_and_mix
from journeymap.changes.described import described_figures
from journeymap.changes.figures import Said
from journeymap.changes.keys import Key
from journeymap.changes.outcome import Outcome
from journeymap.changes.rows import Change, changes
from journeymap.changes.structure import PlanChange, plan_changes
from journeymap.changes.ways import completing, kept
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed between two sides, how sure that is, and where it came from."""

    outcome: Outcome
    """What counts as a good end: success where both logs say which cases had it, else completion."""
    cases: tuple[int, int] | None
    """Of the logs, before and after; None where two plans are compared."""
    under_way: tuple[int, int] | None
    """Cases that may still go on: left out of the outcome, and of who follows the plan."""
    rows: tuple[Change, ...]
    """In the order of what they measure."""
    parts: tuple[Part, ...]
    """Where the change in the outcome came from; they add up to it. None where a side has no case that is over."""
    kept_parts: tuple[Part, ...]
    """The same of those kept, by the model."""
    plan: tuple[PlanChange, ...]
    """How the plans differ, piece by piece."""
    names: Names

    @property
    def total(self) -> Change:
        """The row of the outcome."""
        return self.row(self.outcome)

    @property
    def kept(self) -> Change:
        """The row of those kept, by the model."""
        return self.row("kept")

    def row(self, measure: str) -> Change:
        """Return the row of a measure of the whole."""
        return next(row for row in self.rows if row.measure == measure)

    @property
    def is_the_same(self) -> bool:
        """Whether nothing differs at all."""
        return not self.plan and all(row.before == row.after for row in self.rows)


def compare(before: Journey, after: Journey, *, measured: tuple[Measurement, Measurement] | None = None) -> Comparison:
    """Say what changed between two plans, or between what two logs show of one plan or of two.

    Every figure has its difference after − before; with counts on both sides a 95 % interval (Newcombe for shares,
    Welch for means, order statistics for medians) and a verdict, corrected for the number of comparisons by Holm's
    method. A customer's visits are not taken for as many customers: shares of visits are thinned by their design
    effect (Rao and Scott), waits and scores by the largest that they can have (Kish). What is described without counts
    or modelled is shown, and never called a change beyond chance.

    Args:
        before: The plan of one side.
        after: The plan of the other; the same one where two logs are compared.
        measured: What was counted before and after: of different cases.

    Raises:
        JourneyError: J179, if customers can travel for ever.

    Example:
        >>> def plan(left):
        ...     points = {"a": {"left": left, "next": "b"}, "b": {}}
        ...     return Journey.model_validate({"journey": "j", "touchpoints": points})
        >>> found = compare(plan("10 of 100"), plan("40 of 100"))
        >>> [(row.measure, row.touchpoint, row.verdict) for row in found.rows if row.is_real]
        [('loss', 'a', 'worse')]
    """
    if measured is None:
        return _of_plans(before, after)
    judged = all(any(row.judged for row in side.variants) for side in measured)
    outcome: Outcome = "success" if all(side.has_success for side in measured) and judged else "completion"
    return _of_logs(Counted.of(before, measured[0], outcome), Counted.of(after, measured[1], outcome))


def _of_plans(before: Journey, after: Journey) -> Comparison:
    networks = [Network.of(before), Network.of(after)]
    old, new = (dict(described_figures(*side)) for side in zip((before, after), networks, strict=True))
    return Comparison(
        outcome="completion",
        cases=None,
        under_way=None,
        rows=changes(old, new),
        parts=by_touchpoint(*map(completing, networks)),
        kept_parts=by_touchpoint(*map(kept, networks)),
        plan=plan_changes(before, after),
        names=_names(Names.of(before), Names.of(after)),
    )


def _of_logs(before: Counted, after: Counted) -> Comparison:
    sides = (before, after)
    steps = dict.fromkeys([*before.travelled.taken, *after.travelled.taken])
    routes = dict.fromkeys([*before.routes, *after.routes])
    old, new = (
        dict(side.figures(steps=steps, routes=routes)) | {Key("kept"): Said(flow(side.network).kept)} for side in sides
    )
    over, remember = bool(before.cases and after.cases), before.outcome == "success"
    mix = _common(before, after)
    return Comparison(
        outcome=before.outcome,
        cases=(before.measurement.n_cases, after.measurement.n_cases),
        under_way=(before.measurement.n_under_way, after.measurement.n_under_way),
        rows=changes(old, new, _leanings(before, after)),
        parts=by_touchpoint_and_mix(before.cases, after.cases, mix, remember=remember) if over else (),
        kept_parts=by_touchpoint(*(kept(side.network) for side in sides)),
        plan=() if before.journey is after.journey else plan_changes(before.journey, after.journey),
        names=_names(*(Names.of(side.journey, side.measurement) for side in sides)),
    )


def _common(before: Counted, after: Counted) -> tuple[int, ...]:
    """Return the places of the dimensions by which both logs tell their customers apart."""
    same = before.measurement.dimensions == after.measurement.dimensions
    return tuple(range(len(before.measurement.dimensions))) if same else ()


def _leanings(before: Counted, after: Counted) -> Mapping[Key, int]:
    """Fewer should take a route that does harm on one side and good on none, and the other way round."""
    found = dict[Key, int]()
    for pair in dict.fromkeys([*before.routes, *after.routes]):
        routes = [route for side in (before, after) if (route := side.routes.get(pair))]
        found[Key("route", *pair)] = any(each.better for each in routes) - any(each.harmful for each in routes)
    return found


def _names(before: Names, after: Names) -> Names:
    """Join what both sides call their touchpoints; the newer name counts."""
    planned = dict.fromkeys([*after.planned, *before.planned])
    return Names({**before.by_id, **after.by_id}, tuple(planned))
