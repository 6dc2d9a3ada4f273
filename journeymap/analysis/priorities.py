"""What to fix first: what each touchpoint would give if it met its target, and what the log shows to be amiss."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from journeymap.analysis.chain import Chain, completion_survival, gains, many_gains, passing
from journeymap.analysis.conformance import Conformance
from journeymap.analysis.fixes import fixes
from journeymap.analysis.friction import losses
from journeymap.analysis.observed import ObservedGain, observed_gains
from journeymap.analysis.segment_gaps import segment_gaps
from journeymap.analysis.solver_loops import LARGEST_EXACT
from journeymap.analysis.targets import Aim, aim_of, aimed_bad
from journeymap.analysis.wording import Band, band
from journeymap.facts import Evidence, Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.model import Model
from journeymap.network import Network
from journeymap.units import Money, format_duration, format_number, format_share

__all__ = ["Priority", "customers_gained", "priorities", "value_gained"]

_MIDDLE = (0.025, 0.975)
_Z = 1.959963984540054
"""The standard normal quantile of 0.975."""
_FEWEST_DRAWS = 20
_AFFORDED = 400_000
"""Draws × touchpoints that are solved."""
_INVERSE = 80_000
"""A loop of k touchpoints takes as long as k³ by so many touchpoints that are in none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """One thing to fix; gains of several rows overlap and do not add up."""

    kind: Literal["touchpoint", "off_plan", "condition", "segment_gap"]
    what: str
    """What to fix, in words: the touchpoint's name, the route, the condition."""
    rank: int = 0
    rank_low: int = 0
    """Best and worst rank over draws of the counts (middle 95 %) and with patience halved and doubled."""
    rank_high: int = 0
    fragile: bool = False
    """Whether it ranks first, and might not: its rank moves."""
    touchpoint: str
    measure: Literal["kept", "completion", "success"]
    """What is gained: customers kept (by the chain), or cases that complete or succeed (by comparison)."""
    gain_per_1000: float
    """Of 1000 who start."""
    gain_low: float
    """The middle 95 % of the gain: over draws of the counts, or of the comparison."""
    gain_high: float
    gain_completion_per_1000: float | None
    """None where only success was compared."""
    gain_customers: float | None
    """In the period for which the journey gives its customers."""
    gain_value: Money | None
    fix_cost: float | None = None
    """What fixing the touchpoint costs, in the journey's own unit; None where it does not say."""
    gain_per_cost: float | None = None
    """Gain per 1000 by that cost; None where it is free."""
    quick_win: bool = False
    """Whether it gives at least as much per cost as all with a known `fix_cost` do together, gains over costs; rows
    without evidence, and those whose interval reaches 0, are none."""
    loss_per_100: float | None = None
    """How bad it is here, beside what fixing it gives."""
    passes_per_1000: float | None = None
    """Of 1000 who start, those who complete by way of it: importance, not badness."""
    evidence: Evidence
    band: Band | None = None
    """What stands in place of figures where nothing is known but what was assumed; None with evidence."""
    target: Aim | None = None
    """What meeting it means; of a segment gap only the leaving share, of routes and conditions None."""
    why: str


def priorities(
    journey: Journey,
    measurement: Measurement | None = None,
    *,
    draws: int = 200,
    follows: Conformance | None = None,
) -> tuple[Priority, ...]:
    """Rank what to fix, by customers gained when it alone is fixed.

    Touchpoints are taken to their target; off-plan routes and conditions to what the others who reached the same
    touchpoint achieved, leaving that the model does not explain to the share of the best segment; these are ranked by
    the lower end of their interval, for the worst of many differences looks larger than it is. Rows without evidence
    come last.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        draws: How many times the counts are redrawn for the intervals; the seed is fixed. A journey of more than
            2,000 touchpoints, or with a loop of more than some 500, gets fewer, as the time for them grows with both
            and with the third power of the loop: 20 from 20,000 touchpoints on, or from a loop of 1,160 on.
        follows: The conformance of both, where it is known already.

    Returns:
        One row a planned touchpoint and, with a log, one a harmful route, condition or segment gap; what to fix first
        is first.
    """
    network = Network.of(journey, measurement)
    chains = Chain.pair(network)
    draws = _afforded(chains[0], draws)
    ideas = _touchpoint_ideas(journey, network, chains, draws)
    if measurement is not None:
        random = np.random.default_rng(2)
        found = [*observed_gains(journey, measurement, follows), *segment_gaps(journey, measurement)]
        ideas += [_observed_idea(journey, each, random, draws) for each in found]
    ideas.sort(key=lambda idea: (idea.row.evidence == "assumed", -idea.ranked_by))
    return _ranked(ideas)


@dataclass(frozen=True, slots=True)
class _Idea:
    row: Priority
    ranked_by: float
    drawn: NDArray[np.float64]
    """Gain per 1000 as it is, with redrawn counts, with patience halved and doubled."""


def _ranked(ideas: list[_Idea]) -> tuple[Priority, ...]:
    """Number the rows, and say between which ranks each moves."""
    places = np.arange(len(ideas))
    drawn = np.array([idea.drawn for idea in ideas])
    assumed = np.array([idea.row.evidence == "assumed" for idea in ideas])
    ranks = np.array([places[np.lexsort((places, -gain, assumed))].argsort() for gain in drawn.T]) + 1
    middle = np.quantile(ranks[1:-2], _MIDDLE, axis=0, method="nearest")
    all_ranks = np.vstack([places[None, :] + 1, middle, ranks[-2:]])
    lows, highs = all_ranks.min(axis=0).tolist(), all_ranks.max(axis=0).tolist()
    rows = [
        replace(idea.row, rank=i + 1, rank_low=lows[i], rank_high=highs[i], fragile=i == 0 and highs[i] > 1)
        for i, idea in enumerate(ideas)
    ]
    return tuple(_with_quick_wins(rows))


def _with_quick_wins(rows: list[Priority]) -> Iterator[Priority]:
    """Mark what gives at least as much per cost as the whole of what has a known cost."""
    priced = [row for row in rows if row.fix_cost is not None and row.evidence != "assumed" and row.gain_low > 0]
    gain, cost = sum(row.gain_per_1000 for row in priced), sum(row.fix_cost or 0.0 for row in priced)
    for row in rows:
        yield replace(row, quick_win=row in priced and row.gain_per_1000 * cost >= gain * (row.fix_cost or 0.0))


def _afforded(chain: Chain, draws: int) -> int:
    """Return how many draws there is time for."""
    sizes = chain.solver.loops.sizes.astype(np.float64)
    inverted = sizes[(sizes > 1) & (sizes <= LARGEST_EXACT)]
    cost = len(chain.touchpoints) + float(np.sum(inverted**3)) / _INVERSE
    return min(draws, max(_FEWEST_DRAWS, int(_AFFORDED / cost)))


def _touchpoint_ideas(journey: Journey, network: Network, chains: tuple[Chain, Chain], draws: int) -> list[_Idea]:
    each, about, known = losses(network), network.outline, network.facts
    (chain, first), nodes = chains, list(known.values())
    varied = fixes(nodes, about.model, about.pooled_bad, draws=draws)
    drawn = 1000 * many_gains(chain, 2.0**-varied.now, 2.0**-varied.then)
    going, going_then = (
        completion_survival(nodes, friction, first.completes, about.model.pseudo_customers)
        for friction in (varied.now[0], varied.then[0])
    )
    completed = gains(first, going, going_then)
    through = passing(chain, 2.0 ** -varied.now[0])
    lows, highs = np.quantile(drawn[:-2], _MIDDLE, axis=0)
    ideas = []
    for i, (name, node) in enumerate(known.items()):
        if not node.planned:
            continue
        row = Priority(
            kind="touchpoint",
            touchpoint=name,
            what=node.name,
            measure="kept",
            gain_per_1000=float(drawn[0, i]),
            gain_low=float(lows[i]),
            gain_high=float(highs[i]),
            gain_completion_per_1000=1000 * float(completed[i]),
            gain_customers=customers_gained(journey, drawn[0, i]),
            gain_value=value_gained(journey, 1000 * completed[i], drawn[0, i]),
            fix_cost=node.fix_cost,
            gain_per_cost=float(drawn[0, i]) / node.fix_cost if node.fix_cost else None,
            loss_per_100=each[name].leaving_per_100,
            passes_per_1000=1000 * float(through[i]),
            evidence=each[name].evidence,
            target=aim_of(node, about.model),
            why=_improvements(node, about.model),
        )
        if row.evidence == "assumed":
            row = replace(row, gain_value=None, band=band(row.gain_per_1000))
        ideas.append(_Idea(row, row.gain_per_1000, drawn[:, i]))
    return ideas


def _observed_idea(journey: Journey, found: ObservedGain, random: np.random.Generator, draws: int) -> _Idea:
    spread = (found.high_per_1000 - found.low_per_1000) / (2 * _Z)
    steady = [found.low_per_1000]
    is_kept = found.measure == "kept"
    completed, kept = (found.completion_per_1000 or 0.0, found.gain_per_1000) if is_kept else (found.gain_per_1000, 0.0)
    row = Priority(
        kind=found.kind,
        touchpoint=found.touchpoint,
        what=found.what,
        measure=found.measure,
        gain_per_1000=found.gain_per_1000,
        gain_low=found.low_per_1000,
        gain_high=found.high_per_1000,
        gain_completion_per_1000=found.completion_per_1000,
        gain_customers=customers_gained(journey, found.gain_per_1000),
        gain_value=value_gained(journey, completed, kept),
        evidence="measured",
        target=found.target,
        why=found.why,
    )
    redrawn = random.normal(found.low_per_1000, spread, draws)
    return _Idea(row, found.low_per_1000, np.concatenate([steady, redrawn, steady, steady]))


def customers_gained(journey: Journey, gain_per_1000: float) -> float | None:
    """Return how many customers a gain is in the journey's period; None where it does not say how many start."""
    return None if journey.customers is None else journey.customers.number * float(gain_per_1000) / 1000


def value_gained(journey: Journey, completed_per_1000: float, kept_per_1000: float) -> Money | None:
    """Sales gained at the value of a sale, returns at the value of a return, in the journey's period."""
    if journey.customers is None or journey.value is None:
        return None
    worth = [(journey.value.sale, completed_per_1000), (journey.value.later, kept_per_1000)]
    amounts = [(money.amount * float(gained) / 1000, money.currency) for money, gained in worth if money]
    return Money(journey.customers.number * sum(a for a, _ in amounts), amounts[0][1]) if amounts else None


def _improvements(node: Facts, model: Model) -> str:
    """Say what would change at the target, channel by channel where measures are given so."""
    places = [(f"{part.channel}: ", part.facts) for part in node.parts] or [("", node)]
    parts = [f"{where}{said}" for where, each in places for said in _falls_short(each, aim_of(each, model))]
    left = aim_of(node, model).left
    if left is not None and node.reached and node.left is not None and node.left > left * node.reached:
        parts.append(f"{format_share(node.left / node.reached)} → {format_share(left)} leave")
    return "; ".join(parts) or "nothing known falls short of its target"


def _falls_short(node: Facts, aim: Aim) -> Iterator[str]:
    """Say of each measure that falls short of its target what it is, and what it should be."""
    for verb, time, longest in (("waits", node.wait, aim.wait_seconds), ("works", node.work, aim.work_seconds)):
        if time and longest is not None and time.seconds[-1] > longest:
            one = len(time.seconds) == 1
            now = format_duration(time.seconds[0] if one else time.quantile(0.9))
            yield f"{verb if one else f'one in ten {verb} over'} {now} → {format_duration(longest)}"
    if node.clicks is not None and aim.clicks is not None and node.clicks > aim.clicks:
        yield f"{format_number(node.clicks)} → {format_number(aim.clicks)} clicks"
    if node.score is not None and aim.score is not None and node.scale.share(node.score) < node.scale.share(aim.score):
        yield f"score {format_number(node.score)} → {format_number(aim.score)}"
    elif node.score is None and node.bad is not None and node.bad > (aimed := aimed_bad(node, aim)):
        yield f"{format_share(node.bad)} → {format_share(aimed)} bad experiences"
