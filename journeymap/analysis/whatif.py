"""What if: any set of changes made together, before and after, exactly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from journeymap.analysis.priorities import customers_gained, value_gained
from journeymap.analysis.scenarios import Scenario, Scenarios
from journeymap.facts import Evidence
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import Money

__all__ = ["PartOfChange", "TouchpointVisits", "WhatIf", "compare", "what_if"]

_PARTS = (0.25, 0.5, 1.0)
_WEAKEST_FIRST: tuple[Evidence, ...] = ("assumed", "described", "measured")


@dataclass(frozen=True, slots=True)
class PartOfChange:
    """What a share of each change would give."""

    share: float
    """0 to 1."""
    gain_per_1000: float
    """Of 1000 who start: kept in addition."""
    gain_completion_per_1000: float


@dataclass(frozen=True, slots=True)
class TouchpointVisits:
    """How a scenario moves one touchpoint."""

    touchpoint: str
    visits_before_per_1000: float
    """Expected visits of 1000 who start."""
    visits_per_1000: float
    loss_before_per_100: float
    """N in 100 leave here, or do not come back."""
    loss_per_100: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """One scenario, before and after."""

    scenario: str
    note: str = ""
    segment: str | None = None
    """Whose figures these are; None for everyone."""
    changes: tuple[str, ...]
    share: float
    """How much of each change is made, 0 to 1."""
    kept_before_per_1000: float
    """As it is; where the scenario changes who comes, the mean over the segments by their shares as they are."""
    kept_per_1000: float
    """Of 1000 who start, those who arrive and would come back."""
    gain_per_1000: float
    """The difference of both."""
    completion_before_per_1000: float
    completion_per_1000: float
    gain_completion_per_1000: float
    gain_customers: float | None
    """Kept in addition in the period for which the journey gives its customers; None where it does not."""
    gain_value: Money | None
    """None where a changed touchpoint rests on assumptions alone."""
    evidence: Evidence
    """The weakest that a changed touchpoint rests on."""
    parts: tuple[PartOfChange, ...]
    """25, 50 and 100 % of each change."""
    unreliable_by_per_1000: float | None
    """How far the chain misses the completion of the log, beyond what the modelled customers explain; None without."""
    touchpoints: tuple[TouchpointVisits, ...] = ()
    """In the order of the graph; empty where scenarios were only compared, and where it changes who comes."""


def what_if(
    journey: Journey,
    measurement: Measurement | None,
    changes: Mapping[str, object],
    *,
    share: float = 1.0,
) -> WhatIf:
    """Compute what would happen if some measures of touchpoints were different.

    What was measured is replaced by the change too; leaving that was observed keeps the part that the model does
    not explain. The pooled satisfaction of the journey stays as it is.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        changes: Measure → value, as the journey file would say it: `{"support.wait": 0, "checkout.clicks": 6,
            "delivery.promise": "7 days", "delivery.next.support": "10%", "checkout.left": "10%"}`; of the journey as
            a whole `model.bad_experience_loss`, `model.patience.parcel`, `start.landing` and
            `segments.age.seniors.share`.
        share: How much of each change is made, 0 to 1: numbers move that share of the way.

    Raises:
        JourneyError: J170 to J179, if a change cannot be read or made.

    Example:
        >>> plan = {"a": {"clicks": 80, "next": "b"}, "b": {}}
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": plan})
        >>> found = what_if(journey, None, {"a.clicks": 0})
        >>> round(found.kept_before_per_1000), round(found.kept_per_1000)
        (497, 1000)
    """
    scenarios = Scenarios(journey, measurement)
    read = scenarios.read({", ".join(f"{key}={value}" for key, value in changes.items()) or "no change": changes})
    (row,) = _rows(scenarios, read, share)
    (scenario,) = read.values()
    return row if scenario.mix else replace(row, touchpoints=_visits(scenarios, scenario, share))


def compare(
    journey: Journey,
    measurement: Measurement | None,
    scenarios: Mapping[str, Mapping[str, object]],
    *,
    share: float = 1.0,
) -> tuple[WhatIf, ...]:
    """Compute many scenarios of one journey: it is solved once, and each scenario costs what it changes.

    O(t·n + m·k³) for n touchpoints, t of which are changed anywhere, and m scenarios that change k each.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        scenarios: Name → changes, as in `what_if`.
        share: How much of each change is made, 0 to 1.

    Returns:
        One row a scenario, the largest gain in customers kept first.

    Raises:
        JourneyError: J170 to J179, if a change cannot be read or made.
    """
    solved = Scenarios(journey, measurement)
    rows = _rows(solved, solved.read(scenarios), share)
    return tuple(sorted(rows, key=lambda row: -round(row.gain_per_1000, 9)))


def _rows(scenarios: Scenarios, named: Mapping[str, Scenario], share: float) -> Iterator[WhatIf]:
    shares = list(dict.fromkeys((*_PARTS, share)))
    solved = scenarios.solved(list(named.values()), shares)
    kept, completion = 1000 * solved.kept, 1000 * solved.completion
    chosen, miss = shares.index(share), scenarios.miss_per_1000
    for column, (name, scenario) in enumerate(named.items()):
        kept_before, completion_before = (1000 * share for share in scenarios.before(scenario))
        gain = float(kept[chosen, column]) - kept_before
        gain_completion = float(completion[chosen, column]) - completion_before
        evidence = _evidence(scenarios, scenario)
        yield WhatIf(
            scenario=name,
            changes=tuple(map(str, scenario.changes)),
            share=share,
            kept_before_per_1000=kept_before,
            kept_per_1000=kept_before + gain,
            gain_per_1000=gain,
            completion_before_per_1000=completion_before,
            completion_per_1000=completion_before + gain_completion,
            gain_completion_per_1000=gain_completion,
            gain_customers=customers_gained(scenarios.journey, gain),
            gain_value=None if evidence == "assumed" else value_gained(scenarios.journey, gain_completion, gain),
            evidence=evidence,
            parts=tuple(
                PartOfChange(
                    part,
                    float(kept[i, column]) - kept_before,
                    float(completion[i, column]) - completion_before,
                )
                for i, part in enumerate(_PARTS)
            ),
            unreliable_by_per_1000=miss,
        )


def _evidence(scenarios: Scenarios, scenario: Scenario) -> Evidence:
    """Return the weakest evidence of the touchpoints that a scenario changes; of none, or of all, that of the whole.

    Other constants of the model are assumptions.
    """
    found = {scenarios.effects.evidence(name, changes) for name, changes in scenario.by_touchpoint.items()}
    if any(change.kind == "model" for change in scenario.whole):
        found.add("assumed")
    if scenario.whole:
        found |= {loss.evidence for loss in scenarios.effects.losses.values() if loss.friction > 0}
    found = found or {loss.evidence for loss in scenarios.effects.losses.values()}
    return next(each for each in _WEAKEST_FIRST if each in found)


def _visits(scenarios: Scenarios, scenario: Scenario, share: float) -> tuple[TouchpointVisits, ...]:
    """Solve one scenario again, touchpoint by touchpoint."""
    then = scenarios.at(scenario, share) if scenario.whole else scenarios
    changed = then.changed(scenario, share)
    before = scenarios.chain.travel(scenarios.going.survival).visits
    after, staying = changed.chain.travel(changed.going).visits, changed.staying
    now = scenarios.staying.survival
    return tuple(
        TouchpointVisits(
            name,
            1000 * float(before[i]),
            1000 * float(after[i]),
            100 * (1 - float(now[i])),
            100 * (1 - float(staying[i])),
        )
        for i, name in enumerate(changed.chain.touchpoints)
    )
