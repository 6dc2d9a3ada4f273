"""Results → what the board shows: which cards and lines, with which numbers, and what is left out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

from journeymap.analysis.touchpoints import FrictionTable, TouchpointFriction, friction
from journeymap.analysis.transitions import still_going
from journeymap.diagram.board import Board, Card, ColourBy, Column, Link
from journeymap.diagram.lighting import Lit, worst
from journeymap.facts import Facts, Step
from journeymap.network import Network
from journeymap.units import format_count, format_share

if TYPE_CHECKING:
    from journeymap.analysis.conformance import Conformance
    from journeymap.journey import Journey
    from journeymap.measurement import Measurement

__all__ = ["MIN_SHARE", "board"]

MIN_SHARE = 0.02
"""Off-plan lines taken by less than this share of those who start are hidden."""

Pair = tuple[str, str]


def board(
    journey: "Journey",
    measurement: "Measurement | None" = None,
    *,
    table: FrictionTable | None = None,
    follows: "Conformance | None" = None,
    title: str | None = None,
    note: str = "",
    min_share: float = MIN_SHARE,
    color: ColourBy = "friction",
    curve: bool = True,
    lit: Lit | None = None,
) -> Board:
    """Choose what the board of a journey shows.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        table: What each touchpoint costs, where it is known already.
        follows: How cases keep to the plan, where it is known already: its most harmful route is lit.
        title: In place of the journey's own.
        note: What the subtitle says first, such as whose journey it is.
        min_share: Off-plan transitions below this share, 0 to 1, of those who start are hidden, and with them
            unplanned touchpoints that no visible line meets; the subtitle says how many. What is lit is always shown.
        color: What the colour, the bar and the badge of the cards show.
        curve: Whether the satisfaction curve is drawn, where two scores are known.
        lit: The route to light, in place of the worst.
    """
    lit = lit or worst(journey, measurement, follows)
    content = _Content.of(journey, measurement, table or friction(journey, measurement), lit)
    shown = {pair: volume for pair, volume in content.volumes.items() if content.is_shown(pair, min_share)}
    met = {touchpoint for pair in shown for touchpoint in pair}
    names = [name for name, node in content.known.items() if node.planned or name in met]
    cards = (*(content.card(name) for name in names), *content.missing())
    hidden = len(content.known) - len(names), len(content.volumes) - len(shown)
    return Board(
        title=title or journey.name,
        subtitle=" · ".join([*[note] * bool(note), *_subtitle(content.table, hidden, min_share)]),
        columns=content.columns(cards),
        cards=cards,
        links=tuple(
            Link(*pair, volume, planned=content.steps[pair].planned, worst=pair in lit.pairs)
            for pair, volume in shown.items()
        ),
        volume_unit="times taken" if measurement else "of 1000 who start",
        badge_means="of 100 do not succeed" if content.by_success else "of 100 leave here",
        colour=color,
        lit_means=lit.means,
        curve=curve,
    )


@dataclass(frozen=True, slots=True)
class _Content:
    journey: "Journey"
    measurement: "Measurement | None"
    table: FrictionTable
    lit: Lit
    known: dict[str, Facts]
    steps: dict[Pair, Step]
    rows: dict[str, TouchpointFriction]
    volumes: dict[Pair, float]
    """Customers who take each transition: cases, or of 1000 who start."""
    phases: dict[str, str]
    """The column of every touchpoint."""
    numbers: dict[str, int]
    """Steps of the plan, from 1."""

    @classmethod
    def of(cls, journey: "Journey", measurement: "Measurement | None", table: FrictionTable, lit: Lit) -> "_Content":
        network = Network.of(journey, measurement)
        known, transitions = network.facts, network.steps
        rows = {row.touchpoint: row for row in table.touchpoints}
        going = {name: _going(network, rows[name]) for name in known}
        volumes = {pair: _volume(rows[pair[0]], step, going[pair[0]]) for pair, step in transitions.items()}
        planned = [name for name, node in known.items() if node.planned]
        numbers = {name: n for n, name in enumerate(planned, 1)}
        phases = _phases(known, volumes)
        return cls(journey, measurement, table, lit, known, transitions, rows, volumes, phases, numbers)

    @property
    def by_success(self) -> bool:
        """Whether cards show who fails rather than who leaves: where arriving is not enough."""
        return self.table.success_share is not None

    def is_shown(self, pair: Pair, min_share: float) -> bool:
        """Repeating oneself as planned is no line worth drawing, nor is a rare way off plan, unless it is lit."""
        if pair in self.lit.pairs:
            return True
        if self.steps[pair].planned:
            return pair[0] != pair[1]
        starters = self.table.n_cases or 1000
        return self.volumes[pair] >= min_share * starters

    def card(self, name: str) -> Card:
        node, row = self.known[name], self.rows[name]
        if self.by_success:
            loss, observed = (None if row.succeeded is None else 100 * (1 - row.succeeded)), True
        else:
            loss, observed = row.leaving_per_100, row.observed_loss is not None
        return Card(
            touchpoint=name,
            name=node.name,
            phase=self.phases[name],
            number=self.numbers.get(name),
            loss_per_100=loss,
            observed=observed,
            planned=node.planned,
            channel=node.channel,
            clicks=node.clicks,
            score=node.score,
            bad=node.bad,
            score_share=node.score_share,
            wait_seconds=node.wait.median if node.wait else None,
            promised_seconds=node.promise_seconds,
            leave=self._leave(node, row),
            reach_per_100=row.reach_per_1000 / 10,
            answers=self._answers(name, node),
            moment_of_truth=node.planned and self.journey.touchpoints[name].moment_of_truth,
        )

    def _answers(self, name: str, node: Facts) -> float | None:
        """How many answered for a score; a bare score of the file does not say."""
        if node.satisfaction_evidence == "measured":
            return node.answers
        given = self.journey.touchpoints[name].satisfaction if node.planned else None
        told = given and (given.answers is not None or given.counts is not None or given.promoters is not None)
        return node.answers if told else None

    def missing(self) -> Iterator[Card]:
        """Touchpoints that should exist and do not: drawn, and nothing else."""
        for name, point in self.journey.touchpoints.items():
            if point.missing:
                yield Card(
                    touchpoint=name,
                    name=point.name or name,
                    phase=point.phase or next(iter(self.phases.values())),
                    number=None,
                    loss_per_100=None,
                    observed=True,
                    planned=True,
                    missing=True,
                    channel=", ".join(point.channel) or None,
                )

    def _leave(self, node: Facts, row: TouchpointFriction) -> float | None:
        """Customers who leave here, where the badge counts them: by the log, else expected of 1000 who start."""
        if self.by_success:
            return None
        if self.measurement is None:
            return row.visits_per_1000 * row.loss_per_100 / 100
        return node.left or None

    def columns(self, cards: tuple[Card, ...]) -> tuple[Column, ...]:
        """One column a phase that has cards, in the order of the journey file, then of the touchpoints."""
        order = dict.fromkeys([*self.journey.phases, *(card.phase for card in cards)])
        used = {card.phase for card in cards}
        return tuple(self._column(phase, cards) for phase in order if phase in used)

    def _column(self, phase: str, cards: tuple[Card, ...]) -> Column:
        there = [card.touchpoint for card in cards if card.phase == phase and not card.missing]
        lost = sum(self.rows[touchpoint].lost_per_1000 for touchpoint in there)
        title = phase.replace("_", " ")
        note = "" if self.by_success else f"loses {format_count(lost / 10)} of 100"
        return Column(phase, title[:1].upper() + title[1:], note)


def _going(network: Network, row: TouchpointFriction) -> float:
    """Return the share of visits after which customers are still on their way, as the chain has them go on."""
    about, node = network.outline, network.facts[row.touchpoint]
    return still_going(node, row.friction, about.model.pseudo_customers, is_goal=row.touchpoint in about.goals)


def _volume(row: TouchpointFriction, step: Step, going: float) -> float:
    """Times it was taken, else of 1000 who start: what flows into a card are the visits there, less those who start."""
    return float(step.n) if step.n is not None else row.visits_per_1000 * going * step.share


def _phases(known: dict[str, Facts], volumes: dict[Pair, float]) -> dict[str, str]:
    """Give every touchpoint a column: its phase, else that of those it mostly follows; without phases, steps."""
    planned = [name for name, node in known.items() if node.planned]
    if not any(known[name].phase for name in planned):
        height = ceil(sqrt(len(planned)))
        starts = {name: i // height * height for i, name in enumerate(planned)}
        last = len(planned)
        phases = {name: _steps(s + 1, min(s + height, last)) for name, s in starts.items()}
    else:
        phases = {name: known[name].phase or "other" for name in planned}
    for name in known:
        if name not in phases:
            into: Counter[str] = Counter()
            for (source, target), volume in volumes.items():
                if target == name and source in planned:
                    into[phases[source]] += round(volume)
            phases[name] = into.most_common(1)[0][0] if into else phases[planned[0]]
    return phases


def _steps(first: int, last: int) -> str:
    return f"step {first}" if first == last else f"steps {first}–{last}"


def _subtitle(table: FrictionTable, hidden: tuple[int, int], min_share: float) -> Iterator[str]:
    """State the denominator, the outcome, and what is not shown."""
    if table.n_cases is None:
        yield "modelled from the journey file"
        yield f"of 1000 who start {format_count(table.completion_per_1000)} reach the goal"
        yield f"{format_count(table.kept_per_1000)} would come back"
    else:
        yield f"{format_count(table.n_cases)} cases" + (
            f", {format_count(table.n_under_way)} of them still under way" if table.n_under_way else ""
        )
        yield f"{format_share((table.observed_completion_per_1000 or 0) / 1000)} reach the goal"
        if table.success_share is not None:
            yield f"{format_share(table.success_share)} succeed"
    if hidden[1]:
        what = _counted(hidden[1], "transition") + (
            f" and {_counted(hidden[0], 'unplanned touchpoint')}" if hidden[0] else ""
        )
        yield f"not shown: {what} (repeats as planned, off plan under {format_share(min_share)})"


def _counted(n: int, what: str) -> str:
    return f"{format_count(n)} {what}{'s' * (n != 1)}"
