"""What changes do to one touchpoint: its friction, and where customers go on to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from journeymap.analysis.friction import TouchpointLoss, friction_of_survival, losses, terms
from journeymap.analysis.transitions import still_going
from journeymap.analysis.whatif_changes import FACTS_OF_MEASURE, Change, channel_shares_after, shares_after
from journeymap.errors import Diagnostic, JourneyError
from journeymap.facts import Evidence, Facts, Waits, of_parts
from journeymap.journey import Journey
from journeymap.network import Network
from journeymap.satisfaction import bad_share_of_mean
from journeymap.situations import Patience
from journeymap.touchpoint import Touchpoint

__all__ = ["Effect", "Effects", "changed_friction"]

_QUANTILES = (np.arange(201) + 0.5) / 201
_NO_WAIT = Waits((0.0,), (1.0,))


@dataclass(frozen=True, slots=True)
class Effect:
    """One touchpoint under a share of its changes."""

    staying: float
    """Share of visits, 0 to 1, after which the customer is still there and would come back."""
    going: float
    """Share of visits, 0 to 1, after which the customer is still on the way to the goal."""
    shares: Mapping[str, float] | None
    """Where those who go on go to; None where that is unchanged."""


def changed_friction(friction: float, modelled: float, then: float) -> float:
    """Return F' when the model expects `then` where it expected `modelled`.

    `F' = max(0, F − F_m) + min(F, F_m)·F_mt/F_m`: what the model does not explain stays. Where it expected nothing,
    all of F stays and F_mt is added.

    Example:
        >>> changed_friction(1.5, 1.0, 0.5), changed_friction(0.5, 1.0, 0.5), changed_friction(0.5, 0.0, 1.0)
        (1.0, 0.25, 1.5)
    """
    if modelled <= 0:
        return friction + then
    return max(0.0, friction - modelled) + min(friction, modelled) * then / modelled


class Effects:
    """A journey as it is, ready to be asked what changes would do to a touchpoint of it."""

    def __init__(self, journey: Journey, network: Network) -> None:
        self.journey = journey
        self.known: dict[str, Facts] = network.facts
        self.losses: dict[str, TouchpointLoss] = losses(network)
        about = network.outline
        self.goals, self.model, self.pooled_bad = about.goals, about.model, about.pooled_bad
        self._ways: dict[str, dict[str, float]] = {name: {} for name in self.known}
        self._assumed_ways: set[str] = set()
        for (source, target), step in network.steps.items():
            self._ways[source][target] = step.share
            if step.evidence == "assumed":
                self._assumed_ways.add(source)

    def of(self, touchpoint: str, changes: Sequence[Change], shares: Iterable[float]) -> list[Effect]:
        """Return what changes of one touchpoint do when a share of each is made, one effect per share.

        Numbers move that share of the way; a yes or no reaches that share of the customers.
        """
        then = self._facts_after(touchpoint, changes)
        left = next((change.left for change in changes if change.left is not None), None)
        ways = self.ways(touchpoint, changes)
        return [self._effect(touchpoint, then, left, ways, share) for share in shares]

    def ways(self, touchpoint: str, changes: Sequence[Change]) -> dict[str, float] | None:
        """Return where those who go on from a touchpoint go to after changes; None where these do not say.

        Raises:
            JourneyError: J175, if what they say does not add up.
        """
        leading = [change for change in changes if change.measure == "next"]
        return shares_after(self._ways[touchpoint], leading) if leading else None

    def evidence(self, touchpoint: str, changes: Iterable[Change]) -> Evidence:
        """Say what the effect of changes rests on."""
        measures = {change.measure for change in changes}
        shares = [part.share_evidence for part in self.known[touchpoint].parts]
        if ("next" in measures and touchpoint in self._assumed_ways) or ("share" in measures and "assumed" in shares):
            return "assumed"
        return self.losses[touchpoint].evidence

    def refuse(self, touchpoint: str, changes: Sequence[Change]) -> None:
        """Refuse changes of one touchpoint that no figure depends on, or that do not fit one another.

        Raises:
            JourneyError: J174, if a time of work is set that nothing is charged for; J175, if shares do not add up.
        """
        self.ways(touchpoint, changes)
        then = self._facts_after(touchpoint, changes)
        work = next((change for change in changes if change.measure == "work_time"), None)
        reached = [part.facts for part in then.parts if work and work.channel in {None, part.channel}] or [then]
        if work and all(node.charged_work is None for node in reached):
            said = f"`{work.key}` is charged only where `{touchpoint}` gives its own patience"
            cure = f"set `{work.key.removesuffix('work_time')}patience` too"
            raise JourneyError(Diagnostic("J174", said, help=cure))

    def _facts_after(self, touchpoint: str, changes: Sequence[Change]) -> Facts:
        """What is known of a touchpoint, with what changes say in place of it; what was measured is replaced too."""
        now = self.known[touchpoint]
        measures = [change for change in changes if change.measure in FACTS_OF_MEASURE]
        if not now.parts:
            return self._replaced(now, touchpoint, self.journey.touchpoints[touchpoint], measures) if measures else now
        own = self.journey.touchpoints[touchpoint]
        shares = channel_shares_after({part.channel: part.share for part in now.parts}, changes)
        parts = []
        for part in now.parts:
            said = [change for change in measures if change.channel in {None, part.channel}]
            then = self._replaced(part.facts, touchpoint, own.in_channel(part.channel), said) if said else part.facts
            parts.append(replace(part, share=shares[part.channel], facts=then))
        return of_parts(now, parts)

    def _replaced(self, node: Facts, touchpoint: str, own: Touchpoint, measures: Sequence[Change]) -> Facts:
        """Return what is known of a touchpoint, or of one of its channels, with what changes say in place of it."""
        update = {change.measure: getattr(change.point, change.measure) for change in measures}
        if update.get("satisfaction") and own.satisfaction and update["satisfaction"].scale is None:
            update["satisfaction"] = update["satisfaction"].model_copy(update={"scale": own.satisfaction.scale})
        alone = own.model_copy(update=update | {"next": {}, "left": None, "missing": False})
        parts = {"touchpoints": {touchpoint: alone}, "start": {}, "goal": (touchpoint,), "ends": {}, "off_plan": ()}
        said = Network.of(self.journey.model_copy(update=parts)).facts[touchpoint]
        fields = {name for change in measures for name in FACTS_OF_MEASURE[change.measure]}
        return replace(node, **{name: getattr(said, name) for name in fields})

    def _effect(
        self, touchpoint: str, full: Facts, left: float | None, ways: Mapping[str, float] | None, share: float
    ) -> Effect:
        now, loss = self.known[touchpoint], self.losses[touchpoint]
        modelled = self._modelled(_between(now, full, share, self.pooled_bad or 0.0), now, share)
        friction = changed_friction(loss.friction, loss.modelled, modelled)
        staying, going = 2.0**-friction, self._going(touchpoint, friction)
        if left is not None:
            staying = (1 - share) * 2.0**-loss.friction + share * (1 - left)
            going = (1 - share) * self._going(touchpoint, loss.friction) + share * (1 - left)
        mixed = None if ways is None else _mixed(self._ways[touchpoint], ways, share)
        return Effect(staying, going, mixed)

    def _going(self, touchpoint: str, friction: float) -> float:
        node, is_goal = self.known[touchpoint], touchpoint in self.goals
        return still_going(node, friction, self.model.pseudo_customers, is_goal=is_goal)

    def _modelled(self, then: Facts, now: Facts, share: float) -> float:
        """Return F_m, where only a share of the customers may be told more, or less, than now."""
        full = terms(then, self.model, self.pooled_bad).total
        if _told(then) == _told(now):
            return full
        as_now = terms(_told_as(then, now), self.model, self.pooled_bad).total
        return friction_of_survival(share * 2.0**-full + (1 - share) * 2.0**-as_now)


def _between(now: Facts, full: Facts, share: float, pooled_bad: float) -> Facts:
    """Return the touchpoint with every number a share of the way from now to then."""
    if share >= 1:
        return full
    if full.parts:
        parts = [
            replace(
                then,
                share=_mix(before.share, then.share, share),
                facts=_between(before.facts, then.facts, share, pooled_bad),
            )
            for before, then in zip(now.parts, full.parts, strict=True)
        ]
        return of_parts(full, parts)
    bad = full.bad
    if full.bad is not None and full.bad != now.bad:
        bad = _score_between(now, full, share, pooled_bad)
    return replace(
        full,
        wait=_waits_between(now.wait, full.wait, share),
        work=_waits_between(now.work, full.work, share),
        promise_seconds=_number_between(now.promise_seconds, full.promise_seconds, share),
        patience=_patience_between(now.patience, full.patience, share),
        clicks=_number_between(now.clicks, full.clicks, share),
        keystrokes=_number_between(now.keystrokes, full.keystrokes, share),
        bad=bad,
    )


def _told(node: Facts) -> list[bool]:
    """Whether customers see where they stand, channel by channel."""
    return [part.facts.informed for part in node.parts] or [node.informed]


def _told_as(then: Facts, now: Facts) -> Facts:
    """Return a touchpoint whose customers see as much as they do now."""
    if not then.parts:
        return replace(then, informed=now.informed)
    pairs = zip(then.parts, now.parts, strict=True)
    return of_parts(then, [replace(part, facts=_told_as(part.facts, before.facts)) for part, before in pairs])


def _mix(now: float, then: float, share: float) -> float:
    return now + share * (then - now)


def _number_between(now: float | None, then: float | None, share: float) -> float | None:
    """What is unknown charges nothing, and so counts as 0."""
    return then if now == then or then is None else _mix(now or 0.0, then, share)


def _score_between(now: Facts, full: Facts, share: float, pooled_bad: float) -> float:
    """Return the share of bad experiences at a mean score, where both are means, else a share of the way."""
    if now.score_share is not None and full.score_share is not None and _is_mean(now) and _is_mean(full):
        return bad_share_of_mean(_mix(now.score_share, full.score_share, share))
    assert full.bad is not None
    return _mix(pooled_bad if now.bad is None else now.bad, full.bad, share)


def _is_mean(node: Facts) -> bool:
    """Whether the share of bad experiences follows from a mean score, and not from counted answers."""
    return node.score_share is not None and node.bad == bad_share_of_mean(node.score_share)


def _waits_between(now: Waits | None, then: Waits | None, share: float) -> Waits | None:
    if now == then or then is None:
        return then
    now = now or _NO_WAIT
    if len(now.seconds) == 1 or now.shares == then.shares:
        seconds = np.array(now.seconds) + share * (np.array(then.seconds) - np.array(now.seconds))
        return Waits(tuple(seconds.tolist()), then.shares)
    if len(then.seconds) == 1:
        return Waits(tuple(_mix(wait, then.seconds[0], share) for wait in now.seconds), now.shares)
    quantiles = [_mix(now.quantile(q), then.quantile(q), share) for q in _QUANTILES]
    return Waits(tuple(quantiles), (1 / len(quantiles),) * len(quantiles))


def _patience_between(now: Patience | None, then: Patience | None, share: float) -> Patience | None:
    if now is None or then is None:
        return then
    half_life, tolerated = _mix(now.half_life, then.half_life, share), _mix(now.tolerated, then.tolerated, share)
    return replace(then, half_life=half_life, tolerated=tolerated)


def _mixed(now: Mapping[str, float], then: Mapping[str, float], share: float) -> dict[str, float]:
    """Return shares of transitions a share of the way."""
    return {name: _mix(now.get(name, 0.0), then.get(name, 0.0), share) for name in {**now, **then}}
