"""Friction before and after a touchpoint meets its target: as it is, with redrawn counts, with other patience."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from journeymap.analysis.friction import (
    LEAST_SURVIVAL,
    feeling_survival,
    friction_of_survival,
    survival_with_own_data,
    terms,
)
from journeymap.analysis.targets import aim_of, aimed_bad, at_aim
from journeymap.facts import Facts
from journeymap.model import Model

__all__ = ["Fixes", "fixes", "fixes_as_is"]

Matrix = NDArray[np.float64]

_TINY = 1e-9
"""Keeps a Beta distribution defined where no answer was bad."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """Friction in halvings; rows are scenarios, columns touchpoints.

    Rows: as it is; redrawn counts; patience halved; patience doubled.
    """

    now: Matrix
    then: Matrix
    """When the touchpoint meets its target."""


def fixes(nodes: list[Facts], model: Model, pooled_bad: float | None, *, draws: int) -> Fixes:
    """Compute what every touchpoint costs now and at its target.

    What the model explains shrinks with it, what it does not explain stays:
    `F' = max(0, F − F_m) + min(F, F_m)·F_mt/F_m`. The pooled satisfaction of the journey stays as it is.

    Args:
        nodes: What is known of the touchpoints.
        model: The constants.
        pooled_bad: Share of bad experiences over the journey, 0 to 1; None where nobody was asked.
        draws: How many times the counts are redrawn; the seed is fixed.
    """
    random = np.random.default_rng(1)
    pooled = pooled_bad or 0.0
    each = _by_channel(nodes)
    bad = _bad(each, pooled)
    prior = (model.pseudo_answers * pooled + _TINY, model.pseudo_answers * (1 - pooled) + _TINY)
    redrawn = _redrawn_bad(each, bad, prior, random, draws)
    usual = _Known.of(nodes, model)
    halved, doubled = (_Known.of(_with_patience(nodes, factor), model) for factor in (0.5, 2.0))
    parts = [
        usual.fixes(bad),
        usual.fixes(redrawn, random),
        halved.fixes(bad),
        doubled.fixes(bad),
    ]
    return Fixes(np.vstack([part.now for part in parts]), np.vstack([part.then for part in parts]))


def fixes_as_is(nodes: list[Facts], model: Model, pooled_bad: float | None) -> Fixes:
    """Compute the first row of `fixes` alone."""
    return _Known.of(nodes, model).fixes(_bad(_by_channel(nodes), pooled_bad or 0.0))


def _bad(nodes: list[Facts], pooled: float) -> Matrix:
    return np.array([[pooled if node.bad is None else node.bad for node in nodes]])


def _with_patience(nodes: list[Facts], factor: float) -> list[Facts]:
    return [node.changed(lambda each: _patient(each, factor)) for node in nodes]


def _patient(node: Facts, factor: float) -> Facts:
    if node.patience is None:
        return node
    return replace(node, patience=replace(node.patience, half_life=node.patience.half_life * factor))


def _by_channel(nodes: list[Facts]) -> list[Facts]:
    """Return the touchpoints, in place of those with measures by channel each channel of them."""
    return [each for node in nodes for each in ([part.facts for part in node.parts] or [node])]


def _together(nodes: list[Facts], friction: Matrix) -> Matrix:
    """Return the friction of touchpoints whose channels have so much: survival is averaged."""
    if not any(node.parts for node in nodes):
        return friction
    shares = [share for node in nodes for share in ([part.share for part in node.parts] or [1.0])]
    first = np.cumsum([0, *(max(1, len(node.parts)) for node in nodes)])[:-1]
    return _frictions(np.add.reduceat(shares * 2.0**-friction, first, axis=1))


def _frictions(survivals: Matrix) -> Matrix:
    """Do `friction_of_survival` element by element."""
    frictions: Matrix = np.abs(np.log2(np.clip(survivals, LEAST_SURVIVAL, 1.0)))
    return frictions


def _redrawn_bad(
    nodes: list[Facts], bad: Matrix, prior: tuple[float, float], random: np.random.Generator, n: int
) -> Matrix:
    """Draw shares of bad experiences: Beta, with so many pseudo-answers, bad and not, as the prior has."""
    answers = np.array([0.0 if node.bad is None else node.answers for node in nodes])
    drawn = random.beta(bad[0] * answers + prior[0], (1 - bad[0]) * answers + prior[1], size=(n, len(nodes)))
    return np.where(answers > 0, drawn, bad)


@dataclass(frozen=True, slots=True)
class _Known:
    """What touchpoints cost but for feeling, now and at their targets; columns are touchpoints, or their channels."""

    nodes: list[Facts]
    model: Model
    charged: NDArray[np.bool_]
    """Whether feeling counts."""
    now: Matrix
    then: Matrix
    best: Matrix
    """Share of bad experiences at the score that is aimed at; NaN where none is known."""

    @classmethod
    def of(cls, nodes: list[Facts], model: Model) -> "_Known":
        each = _by_channel(nodes)
        aims = [aim_of(node, model) for node in each]
        fixed = [at_aim(node, aim) for node, aim in zip(each, aims, strict=True)]
        best = [np.nan if node.bad is None else aimed_bad(node, aim) for node, aim in zip(each, aims, strict=True)]
        charged = np.array([node.planned and not node.is_end for node in each])
        now, then = _without_feeling(each, model), _without_feeling(fixed, model)
        return cls(nodes, model, charged, now, then, np.array(best))

    def fixes(self, bad: Matrix, random: np.random.Generator | None = None) -> Fixes:
        """Add feeling and observed leaving; with a generator, leaving is drawn from its posterior."""
        best = np.where(np.isnan(self.best), bad[0], self.best)
        modelled = _together(self.nodes, self.now + self.charged * _frictions(feeling_survival(bad, self.model)))
        felt_then = _frictions(feeling_survival(np.minimum(bad, best), self.model))
        modelled_then = _together(self.nodes, self.then + self.charged * felt_then)
        now = _with_leaving(self.nodes, self.model, modelled, random)
        kept_share = np.divide(modelled_then, modelled, out=np.ones_like(modelled), where=modelled > 0)
        then = np.maximum(0.0, now - modelled) + np.minimum(now, modelled) * kept_share
        return Fixes(now, np.minimum(then, np.array([_allowed(node) for node in self.nodes])))


def _allowed(node: Facts) -> float:
    """Return the friction at which a declared share of customers leaves; without one there is no limit."""
    left = node.target.left if node.target else None
    return np.inf if left is None else friction_of_survival(1 - left)


def _without_feeling(nodes: list[Facts], model: Model) -> Matrix:
    each = [terms(node, model, None) for node in nodes]
    return np.array([found.wait + found.effort for found in each])


def _with_leaving(nodes: list[Facts], model: Model, modelled: Matrix, random: np.random.Generator | None) -> Matrix:
    """Add what was observed: the posterior mean, or with a generator a draw from the posterior."""
    seen = np.array([node.left is not None and bool(node.reached) for node in nodes])
    left = np.array([node.left or 0.0 for node in nodes])
    reached = np.array([node.reached or 1.0 for node in nodes])  # unseen ones only must not divide by 0
    together = _frictions(survival_with_own_data(modelled, left, reached, model.pseudo_customers))
    if random is not None:
        expected = 1 - 2**-together
        weight = reached + model.pseudo_customers
        together = _frictions(1 - random.beta(weight * expected + _TINY, weight * (1 - expected) + _TINY))
    return np.where(seen, together, modelled)
