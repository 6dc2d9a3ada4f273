"""Where the customers of a journey get to: who arrives, who would come back, and who is lost where."""

from collections.abc import Sequence
from dataclasses import dataclass

from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.analysis.transitions import Transitions, still_going
from journeymap.analysis.visits import expected_visits
from journeymap.network import Network

__all__ = ["Flow", "flow"]


@dataclass(frozen=True, slots=True)
class Flow:
    """Where 1 customer who starts is expected to get to; tuples are indexed by touchpoint."""

    touchpoints: tuple[str, ...]
    visits: tuple[float, ...]
    """Expected visits."""
    reach: tuple[float, ...]
    """Share of customers who meet the touchpoint at least once."""
    lost: tuple[float, ...]
    """Share of customers whom the touchpoint loses for good, those who complete and do not come back included."""
    completion: float
    """Share of those who start that arrives at a goal."""
    kept: float
    """Share of those who start that arrives and would come back."""
    neutral: float
    """Share of those who start that comes to a neutral end, not by way of a goal."""
    under_way: float
    ended: tuple[float, ...]
    """Share of customers, of those lost, who came to an end that counts as lost or where nothing leads on."""
    neutral_and_well: float
    """Share of those who start that comes to a neutral end and would come back: with `lost`, `kept` and
    `under_way_and_well` it adds up to 1."""
    under_way_and_well: float
    exact: bool = True
    """Whether `reach` is; in loops of more than 2,000 touchpoints it is an upper bound."""

    @property
    def lost_before_completion(self) -> float:
        """Share of those who start that never arrives: with the others it adds up to 1."""
        return 1 - self.completion - self.neutral - self.under_way


def flow(network: Network, loss: dict[str, TouchpointLoss] | None = None) -> Flow:
    """Follow the customers of a journey from start to end.

    Args:
        network: What is known of the journey.
        loss: What each touchpoint costs, by id; by default `losses` of the graph.

    Raises:
        JourneyError: J179, if customers can travel for ever.
    """
    (ways, first), nodes, model = Transitions.pair(network), network.facts.values(), network.outline.model
    frictions = [each.friction for each in (loss or losses(network)).values()]
    on_the_way = [
        still_going(node, friction, model.pseudo_customers, is_goal=goal > 0)
        for node, friction, goal in zip(nodes, frictions, first.completes, strict=True)
    ]
    survival = [2.0**-friction for friction in frictions]
    going, staying = expected_visits(ways, on_the_way, survival)
    arriving = going if first is ways else expected_visits(first, on_the_way)[0]
    going_on = _times(staying.visits, survival)
    ended = [1 - standing - neutral for standing, neutral in zip(ways.under_way, ways.neutral, strict=True)]
    onward = [done + sum(shares.values()) for done, shares in zip(ways.completes, ways.onward, strict=True)]
    lost = [may_end - stay * leading for may_end, stay, leading in zip(ended, survival, onward, strict=True)]
    stopped = [may_end - leading for may_end, leading in zip(ended, onward, strict=True)]
    return Flow(
        ways.touchpoints,
        visits=going.visits,
        reach=going.reach,
        lost=_times(staying.visits, lost),
        completion=sum(_times(arriving.visits, _times(on_the_way, first.completes))),
        kept=sum(_times(going_on, ways.completes)),
        neutral=sum(_times(arriving.visits, ways.neutral)),
        under_way=sum(_times(arriving.visits, ways.under_way)),
        ended=_times(going_on, stopped),
        neutral_and_well=sum(_times(staying.visits, ways.neutral)),
        under_way_and_well=sum(_times(staying.visits, ways.under_way)),
        exact=going.exact,
    )


def _times(these: Sequence[float], those: Sequence[float]) -> tuple[float, ...]:
    return tuple(this * that for this, that in zip(these, those, strict=True))
