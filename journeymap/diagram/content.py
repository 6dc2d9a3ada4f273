"""Results → what the board shows: which cards and lines, with which numbers, and what is folded away."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

from journeymap.analysis.friction import losses
from journeymap.analysis.results import Results
from journeymap.analysis.routes import worst_route
from journeymap.analysis.touchpoints import TouchpointFriction
from journeymap.diagram.board import Board, Card, Column, Link
from journeymap.facts import Facts, Step
from journeymap.network import facts, graph, steps
from journeymap.units import format_count, format_share

__all__ = ["MIN_SHARE", "board"]

MIN_SHARE = 0.02
"""Off-plan lines taken by less than this share of those who start are folded away."""

Pair = tuple[str, str]


def board(results: Results, *, title: str | None = None, min_share: float = MIN_SHARE) -> Board:
    """Choose what the board of a journey shows.

    Args:
        results: Everything computed of the journey.
        title: In place of the journey's own.
        min_share: Off-plan transitions below this share of those who start are hidden, and with them unplanned
            touchpoints that no visible line meets; the subtitle says how many.
    """
    content = _Content.of(results)
    shown = {pair: volume for pair, volume in content.volumes.items() if content.is_shown(pair, min_share)}
    met = {touchpoint for pair in shown for touchpoint in pair}
    names = [name for name, node in content.known.items() if node.planned or name in met]
    worst = content.worst()
    cards = (*(content.card(name) for name in names), *content.missing())
    hidden = len(content.known) - len(names), len(content.volumes) - len(shown)
    return Board(
        title=title or results.journey.name,
        subtitle=_subtitle(results, hidden, min_share),
        columns=content.columns(cards),
        cards=cards,
        links=tuple(
            Link(*pair, volume, planned=content.steps[pair].planned, worst=pair in worst)
            for pair, volume in shown.items()
        ),
        volume_unit="times taken" if results.measurement else "of 1000 who start",
        badge_means="of 100 do not succeed" if content.by_success else "of 100 leave here",
    )


@dataclass(frozen=True, slots=True)
class _Content:
    results: Results
    known: dict[str, Facts]
    steps: dict[Pair, Step]
    rows: dict[str, TouchpointFriction]
    volumes: dict[Pair, float]
    """Customers who take each transition: cases, or of 1000 who start."""
    phases: dict[str, str]
    """The column of every touchpoint."""
    worst_plan: tuple[str, ...]

    @classmethod
    def of(cls, results: Results) -> "_Content":
        network = graph(results.journey, results.measurement)
        known, transitions = facts(network), steps(network)
        rows = {row.touchpoint: row for row in results.friction.touchpoints}
        volumes = {pair: _volume(rows[pair[0]], step) for pair, step in transitions.items()}
        phases = _phases(known, volumes)
        return cls(results, known, transitions, rows, volumes, phases, worst_route(network, losses(network)))

    @property
    def by_success(self) -> bool:
        """Whether cards show who fails rather than who leaves: where arriving is not enough."""
        return self.results.friction.success_share is not None

    def is_shown(self, pair: Pair, min_share: float) -> bool:
        """Repeating oneself as planned is no line worth drawing, nor is a rare way off plan."""
        if self.steps[pair].planned:
            return pair[0] != pair[1]
        starters = self.results.friction.n_cases or 1000
        return self.volumes[pair] >= min_share * starters

    def worst(self) -> set[Pair]:
        """Return the lines of the most harmful off-plan route, or without a log of the worst planned one."""
        if self.results.follows is None:
            return set(pairwise(self.worst_plan))
        harmful = [route for route in self.results.follows.routes if route.customers_lost_low > 0]
        if not harmful:
            return set()
        did = tuple(step.partition(" ×")[0] for step in harmful[0].did)
        return set(pairwise((harmful[0].leave, *did, harmful[0].rejoin)))

    def card(self, name: str) -> Card:
        node, row = self.known[name], self.rows[name]
        planned = [each for each, facts_ in self.known.items() if facts_.planned]
        if self.by_success:
            loss, observed = (None if row.succeeded is None else 100 * (1 - row.succeeded)), True
        else:
            observed = row.observed_loss is not None
            loss = row.loss_per_100 if row.observed_loss is None else 100 * row.observed_loss
        return Card(
            touchpoint=name,
            name=node.name,
            phase=self.phases[name],
            number=planned.index(name) + 1 if node.planned else None,
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
        )

    def missing(self) -> Iterator[Card]:
        """Touchpoints that should exist and do not: drawn, and nothing else."""
        for name, point in self.results.journey.touchpoints.items():
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
        if self.results.measurement is None:
            return row.visits_per_1000 * row.loss_per_100 / 100
        return node.left or None

    def columns(self, cards: tuple[Card, ...]) -> tuple[Column, ...]:
        """One column a phase that has cards, in the order of the journey file, then of the touchpoints."""
        order = dict.fromkeys([*self.results.journey.phases, *(card.phase for card in cards)])
        used = {card.phase for card in cards}
        return tuple(self._column(phase, cards) for phase in order if phase in used)

    def _column(self, phase: str, cards: tuple[Card, ...]) -> Column:
        there = [card.touchpoint for card in cards if card.phase == phase and not card.missing]
        lost = sum(self.rows[touchpoint].lost_per_1000 for touchpoint in there)
        title = phase.replace("_", " ")
        note = "" if self.by_success else f"loses {format_count(lost / 10)} of 100"
        return Column(phase, title[:1].upper() + title[1:], note)


def _volume(row: TouchpointFriction, step: Step) -> float:
    if step.n is not None:
        return float(step.n)
    return row.visits_per_1000 * (1 - row.loss_per_100 / 100) * step.share


def _phases(known: dict[str, Facts], volumes: dict[Pair, float]) -> dict[str, str]:
    """Give every touchpoint a column: its phase, else that of those it mostly follows; without phases, steps."""
    planned = [name for name, node in known.items() if node.planned]
    if not any(known[name].phase for name in planned):
        height = ceil(sqrt(len(planned)))
        starts = {name: i // height * height for i, name in enumerate(planned)}
        last = len(planned)
        phases = {name: f"steps {s + 1}–{min(s + height, last)}" for name, s in starts.items()}
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


def _subtitle(results: Results, hidden: tuple[int, int], min_share: float) -> str:
    """State the denominator, the outcome, and what is not shown."""
    table = results.friction
    if table.n_cases is None:
        parts = [
            "modelled from the journey file",
            f"of 1000 who start {format_count(table.completion_per_1000)} reach the goal",
            f"{format_count(table.kept_per_1000)} would come back",
        ]
    else:
        reached = format_share((table.observed_completion_per_1000 or 0) / 1000)
        parts = [f"{format_count(table.n_cases)} cases", f"{reached} reach the goal"]
        if table.success_share is not None:
            parts.append(f"{format_share(table.success_share)} succeed")
    if hidden[1]:
        what = _counted(hidden[1], "transition") + (
            f" and {_counted(hidden[0], 'unplanned touchpoint')}" if hidden[0] else ""
        )
        parts.append(f"not shown: {what} (repeats as planned, off plan under {format_share(min_share)})")
    return " · ".join(parts)


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"
