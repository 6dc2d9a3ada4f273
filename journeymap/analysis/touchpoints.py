"""The friction table: one row a touchpoint, worst first, and the journey's totals above it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from journeymap.analysis.chain_check import MOST_MISSED, missed_per_1000, observed_completion_per_1000
from journeymap.analysis.flow import Flow, flow
from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.analysis.success import SuccessGap, success_gaps
from journeymap.facts import Evidence, Facts
from journeymap.journey import Journey
from journeymap.network import Network

if TYPE_CHECKING:
    from journeymap.measurement import Measurement

__all__ = ["FrictionTable", "TouchpointFriction", "friction", "grade"]


@dataclass(frozen=True, slots=True)
class TouchpointFriction:
    """What one touchpoint costs; frictions in halvings."""

    touchpoint: str
    name: str
    phase: str | None
    planned: bool
    friction: float
    """F: observed leaving and model together, or the model alone."""
    wait: float
    """F_w: waiting, and working where that is charged."""
    work: float
    """What the time of work adds to `wait`."""
    effort: float
    feeling: float
    loss_per_100: float
    """Of 100 visits, those that it is taken to lose: observed leaving and model together, or the model alone."""
    observed_loss: float | None
    """Share of visits, 0 to 1, after which the customer was seen to leave."""
    modelled_loss: float
    """Share of visits, 0 to 1, that the model alone loses."""
    unexplained: float | None
    """Observed less modelled friction; negative where the model overstates."""
    visits_per_1000: float
    """Expected visits per 1000 who start."""
    reach_per_1000: float
    """Customers of 1000 who start that meet it at least once."""
    lost_per_1000: float
    """Customers of 1000 who start that it loses for good: all rows and `kept_per_1000` add up to 1000, less those
    under way and at neutral ends."""
    succeeded: float | None
    """Share of the cases that met it, 0 to 1, that succeeded; None where no log says."""
    evidence: Evidence
    blind: tuple[str, ...]
    grade: Literal["A", "B", "C", "D"]

    @property
    def leaving_per_100(self) -> float:
        """N in 100 leave here: as many as were seen to, or the model alone."""
        return self.loss_per_100 if self.observed_loss is None else 100 * self.observed_loss


@dataclass(frozen=True, slots=True)
class FrictionTable:
    """The touchpoints, worst first, with the totals of the journey."""

    completion_per_1000: float
    """Of 1000 who start, those who arrive at a goal, by the chain."""
    kept_per_1000: float
    """Of 1000 who start, those who arrive and would come back."""
    neutral_per_1000: float
    under_way_per_1000: float
    observed_completion_per_1000: float | None
    """Of 1000 cases of the log, those that arrived at a goal; None without a log."""
    unreliable_by_per_1000: float | None
    """How far the chain misses that, beyond what the modelled customers explain; None without a log."""
    success_share: float | None
    """Share of the judged cases, 0 to 1, that succeeded; None where no log says."""
    success_gap: SuccessGap | None
    """The touchpoint that goes with least success, by cases; None where none does beyond chance, or no log says."""
    n_cases: int | None
    n_under_way: int | None
    """Of these cases, those still under way: they are counted, and have not arrived; None without a log."""
    milestones: dict[str, float]
    """Customers of 1000 who start that reach each milestone, by touchpoint."""
    touchpoints: tuple[TouchpointFriction, ...]
    """Worst first: by customers lost."""

    @property
    def overstated_by_per_1000(self) -> float | None:
        """How far the chain misses the observed completion, per 1000 who start; None without a log."""
        seen = self.observed_completion_per_1000
        return None if seen is None else self.completion_per_1000 - seen

    @property
    def warning(self) -> str | None:
        """What is wrong with what-ifs, in a sentence; None where the chain fits the log, and without one."""
        missed, seen = self.unreliable_by_per_1000, self.observed_completion_per_1000
        if missed is None or seen is None or abs(missed) <= MOST_MISSED:
            return None
        return (
            f"what-ifs are unreliable: the model says that {self.completion_per_1000:.0f} of 1000 reach the goal, "
            f"observed were {seen:.0f}; {abs(missed):.0f} of 1000 are unexplained"
        )


def friction(journey: Journey, measurement: "Measurement | None" = None) -> FrictionTable:
    """Compute what each touchpoint of a journey costs in customers.

    Args:
        journey: The plan.
        measurement: What an engine counted; without it the numbers of the journey file are used.

    Returns:
        One row a touchpoint, those that lose most customers first.

    Example:
        >>> plan = {"a": {"clicks": 80, "next": "b"}, "b": {}}
        >>> table = friction(Journey.model_validate({"journey": "j", "touchpoints": plan}))
        >>> [(row.touchpoint, round(row.loss_per_100, 1)) for row in table.touchpoints]
        [('a', 50.3), ('b', 0.0)]
    """
    network = Network.of(journey, measurement)
    each, known, about = losses(network), network.facts, network.outline
    moving = flow(network, each)
    rows = [_row(i, name, known[name], each[name], moving) for i, name in enumerate(moving.touchpoints)]
    rows.sort(key=lambda row: -round(row.lost_per_1000, 9))
    return FrictionTable(
        completion_per_1000=1000 * moving.completion,
        kept_per_1000=1000 * moving.kept,
        neutral_per_1000=1000 * moving.neutral,
        under_way_per_1000=1000 * moving.under_way,
        observed_completion_per_1000=observed_completion_per_1000(network, measurement),
        unreliable_by_per_1000=missed_per_1000(network, each, measurement),
        success_share=_success_share(measurement),
        success_gap=next(iter(success_gaps(measurement)), None),
        n_cases=about.n_cases,
        n_under_way=None if measurement is None else measurement.n_under_way,
        milestones={row.touchpoint: row.reach_per_1000 for row in rows if row.touchpoint in journey.milestones},
        touchpoints=tuple(rows),
    )


def grade(n: float) -> Literal["A", "B", "C", "D"]:
    """Grade a sample: a margin of 5 points at 95 % needs 385 answers (grade A).

    Example:
        >>> grade(400), grade(29)
        ('A', 'D')
    """
    return "A" if n >= 385 else "B" if n >= 200 else "C" if n >= 30 else "D"  # noqa: PLR2004 - the grades


def _row(i: int, name: str, node: Facts, loss: TouchpointLoss, moving: Flow) -> TouchpointFriction:
    return TouchpointFriction(
        touchpoint=name,
        name=node.name,
        phase=node.phase,
        planned=node.planned,
        friction=loss.friction,
        wait=loss.terms.wait,
        work=loss.terms.work,
        effort=loss.terms.effort,
        feeling=loss.terms.feeling,
        loss_per_100=loss.loss_per_100,
        observed_loss=loss.observed,
        modelled_loss=1 - 2**-loss.modelled,
        unexplained=loss.unexplained,
        visits_per_1000=1000 * moving.visits[i],
        reach_per_1000=1000 * moving.reach[i],
        lost_per_1000=1000 * moving.lost[i],
        succeeded=node.succeeded,
        evidence=loss.evidence,
        blind=loss.blind,
        grade=grade(node.reached if node.reached is not None else node.answers),
    )


def _success_share(measurement: "Measurement | None") -> float | None:
    if measurement is None or not measurement.has_success:
        return None
    judged = sum(variant.judged for variant in measurement.variants)
    return sum(variant.succeeded for variant in measurement.variants) / judged if judged else None
