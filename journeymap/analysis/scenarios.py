"""A journey that is solved once, for as many scenarios as there may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from journeymap.analysis.chain import Chain, Travel, completion_survival
from journeymap.analysis.chain_check import missed_per_1000
from journeymap.analysis.solver_updates import Updates, updated_completion
from journeymap.analysis.whatif_changes import Change, ChangeError, read_change
from journeymap.analysis.whatif_effects import Effect, Effects
from journeymap.analysis.whatif_whole import (
    REST,
    WHOLE,
    WholeChange,
    mix_after,
    mixed,
    model_after,
    read_whole,
    segment_shares,
)
from journeymap.errors import Diagnostic, JourneyError
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network

__all__ = ["Changed", "Scenario", "Scenarios", "Solved"]

Vector = NDArray[np.float64]
Indices = NDArray[np.intp]

_NO_OPTION = -1
_SOUND = 0.5 + 1e-9
"""How far a share may lie from one half."""


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """Changes that are made together."""

    changes: tuple[Change | WholeChange, ...]
    by_touchpoint: Mapping[str, tuple[Change, ...]]
    whole: tuple[WholeChange, ...] = ()
    """Those among the changes that concern the journey as a whole."""

    @property
    def mix(self) -> tuple[WholeChange, ...]:
        """Changes of who comes: shares of the segments of one dimension."""
        return tuple(change for change in self.whole if change.kind == "segments")


@dataclass(frozen=True, slots=True)
class Solved:
    """Shares of those who start, one row per share of the changes, one column per scenario."""

    kept: Vector
    completion: Vector


@dataclass(frozen=True, slots=True)
class Changed:
    """A journey under a scenario: its chain, the one that ends at the first goal, and survivals by touchpoint."""

    chain: Chain
    first: Chain
    staying: Vector
    """Of those who come back."""
    going: Vector
    """Of those on the way to the goal."""


@dataclass(slots=True)
class _Options:
    """What is done to one touchpoint in some scenario, each combination once."""

    number: dict[tuple[Change, ...], int] = field(default_factory=dict)
    points: list[int] = field(default_factory=list)
    effects: list[list[Effect]] = field(default_factory=list)
    """By option and share."""


class Scenarios:
    """A journey as it is, solved, and ready for changes."""

    def __init__(
        self, journey: Journey, measurement: Measurement | None, *, starts: Mapping[str, float] | None = None
    ) -> None:
        """Solve a journey.

        Args:
            journey: The plan.
            measurement: What an engine counted, if there is a log.
            starts: Share of customers by where they start, in place of what the plan says and the log shows.
        """
        network = Network.of(journey, measurement)
        if starts is not None:
            network = replace(network, outline=replace(network.outline, starts=dict(starts)))
        self.network = network
        self.journey, self.measurement = journey, measurement
        self.effects = Effects(journey, network)
        self.chain, self.first = Chain.pair(network)
        friction = np.array([each.friction for each in self.effects.losses.values()])
        nodes, pseudo = list(self.effects.known.values()), self.effects.model.pseudo_customers
        self.staying = self.chain.travel(2.0**-friction)
        self.going = self.first.travel(completion_survival(nodes, friction, self.first.completes, pseudo))
        self._index = {name: i for i, name in enumerate(self.chain.touchpoints)}
        self._read: dict[tuple[str, str], Change | WholeChange] = {}
        self._groups: dict[str, dict[str, Scenarios]] = {}

    @property
    def kept(self) -> float:
        """Share of those who start that arrives and would come back, as it is."""
        return float(self.chain.start @ self.staying.arrives)

    @property
    def completion(self) -> float:
        """Share of those who start that arrives, as it is."""
        return float(self.chain.start @ self.going.arrives)

    @property
    def miss_per_1000(self) -> float | None:
        """How far the chain, without the modelled customers, misses the completion of the log; None without a log."""
        return missed_per_1000(self.network, self.effects.losses, self.measurement)

    def read(self, scenarios: Mapping[str, Mapping[str, object]]) -> dict[str, Scenario]:
        """Read scenarios by name; a change that several have is read once.

        Raises:
            ChangeError: With all that cannot be read or made.
        """
        problems: list[tuple[str, str | None, Diagnostic]] = []
        read: dict[str, Scenario] = {}
        for name, changes in scenarios.items():
            found: list[Change | WholeChange] = []
            for key, value in changes.items():
                try:
                    found.append(self._change(key, value))
                except JourneyError as error:
                    problems += [(name, key, diagnostic) for diagnostic in error.diagnostics]
            if len(found) == len(changes):
                try:
                    read[name] = self._together(found)
                except JourneyError as error:
                    problems += [(name, None, diagnostic) for diagnostic in error.diagnostics]
        if problems:
            raise ChangeError(problems)
        return read

    def _together(self, changes: Sequence[Change | WholeChange]) -> Scenario:
        by_touchpoint: dict[str, tuple[Change, ...]] = {}
        whole: list[WholeChange] = []
        for change in changes:
            if isinstance(change, WholeChange):
                whole.append(change)
            else:
                by_touchpoint[change.touchpoint] = (*by_touchpoint.get(change.touchpoint, ()), change)
        for touchpoint, together in by_touchpoint.items():
            if len(together) > 1:
                _refuse_contradiction(together)
            self.effects.refuse(touchpoint, together)
        found = Scenario(tuple(changes), by_touchpoint, tuple(whole))
        if len({change.name for change in found.mix}) > 1:
            said = " and ".join(f"`{change.key}`" for change in found.mix) + " are mixes of two dimensions"
            cure = "set the shares of one dimension in a scenario"
            raise JourneyError(Diagnostic("J188", said, help=cure))
        self._starts(found, 1.0)
        if found.mix:
            self._coming(found, 1.0)
        return found

    def _change(self, key: str, value: object) -> Change | WholeChange:
        known = (key, str(value))
        if known not in self._read:
            self._read[known] = self._read_change(key, value)
        return self._read[known]

    def _read_change(self, key: str, value: object) -> Change | WholeChange:
        words = key.split(".")
        of_touchpoint = any(".".join(words[:n]) in self.effects.known for n in range(1, len(words) + 1))
        if words[0] in WHOLE and not of_touchpoint:
            return read_whole(self.journey, self.measurement, self.effects.known, key, value)
        return read_change(self.journey, self.effects.known, key, value)

    def _starts(self, scenario: Scenario, share: float) -> dict[str, float]:
        """Return where customers start when a share of a scenario's changes is made.

        Raises:
            JourneyError: J175, if the shares set do not add up.
        """
        now, changes = self.network.outline.starts, [change for change in scenario.whole if change.kind == "start"]
        return mixed(now, mix_after(now, changes), share) if changes else now

    def _coming(self, scenario: Scenario, share: float) -> dict[str, float]:
        """Return the shares of the segments of a mix when a share of its changes is made.

        Raises:
            JourneyError: J175, if the shares set do not add up; J187, if those of now are not known.
        """
        now = segment_shares(self.journey, self.measurement, scenario.mix[0].name)
        return mixed(now, mix_after(now, scenario.mix), share)

    def before(self, scenario: Scenario) -> tuple[float, float]:
        """Return the shares of those who start that are kept and complete as it is.

        Where a scenario changes who comes, that is the mean over the segments by their shares as they are.
        """
        return self._whole(Scenario((), {}, scenario.mix), 0.0) if scenario.mix else (self.kept, self.completion)

    def at(self, scenario: Scenario, share: float) -> "Scenarios":
        """Return the journey with a share of a scenario's changes of constants and starts made, solved.

        Constants are what is believed of customers: what was seen of them stays as it was seen.
        """
        constants = [change for change in scenario.whole if change.kind == "model"]
        journey = self.journey.model_copy(update={"model": model_after(self.journey.model, constants, share)})
        return Scenarios(journey, self.measurement, starts=self._starts(scenario, share))

    def _segments(self, dimension: str) -> dict[str, "Scenarios"]:
        """Return the journey of each segment of a dimension, solved; those of no segment travel as everybody does."""
        if dimension not in self._groups:
            described = self.journey.segments.get(dimension, {})
            log = self.measurement
            self._groups[dimension] = {
                name: self
                if name == REST
                else Scenarios(
                    self.journey.for_segment(dimension, name) if name in described else self.journey,
                    log.for_segment(dimension, name) if log and dimension in log.dimensions else log,
                )
                for name in segment_shares(self.journey, log, dimension)
            }
        return self._groups[dimension]

    def _whole(self, scenario: Scenario, share: float) -> tuple[float, float]:
        """Return the shares that are kept and complete when a share of all changes of a scenario is made."""
        if not scenario.mix:
            then = self.at(scenario, share) if scenario.whole else self
            here = {name: changes for name, changes in scenario.by_touchpoint.items() if name in self._index}
            solved = then.solved([Scenario((), here)], (share,))
            return float(solved.kept[0, 0]), float(solved.completion[0, 0])
        groups, coming = self._segments(scenario.mix[0].name), self._coming(scenario, share)
        others = replace(scenario, whole=tuple(change for change in scenario.whole if change.kind != "segments"))
        found = np.array([groups[name]._whole(others, share) for name in coming])  # noqa: SLF001 - of its own kind
        kept, completion = np.array([*coming.values()]) @ found
        return float(kept), float(completion)

    def solved(self, scenarios: Sequence[Scenario], shares: Sequence[float]) -> Solved:
        """Compute who arrives and who is kept in every scenario, with a share of each change made.

        Raises:
            JourneyError: J175 or J179, if a change cannot be made.
        """
        kept, completion = np.empty((2, len(shares), len(scenarios)))
        local = [i for i, scenario in enumerate(scenarios) if not scenario.whole]
        if local:
            found = self._solved([scenarios[i] for i in local], shares)
            kept[:, local], completion[:, local] = found.kept, found.completion
        for i, scenario in enumerate(scenarios):
            if scenario.whole:
                kept[:, i], completion[:, i] = zip(*(self._whole(scenario, share) for share in shares), strict=True)
        return Solved(kept, completion)

    def _solved(self, scenarios: Sequence[Scenario], shares: Sequence[float]) -> Solved:
        options = self._options(scenarios, shares)
        chosen = _table([[options.number[group] for group in each.by_touchpoint.values()] for each in scenarios])
        first = np.array([options.points[i] if i != _NO_OPTION else 0 for i in chosen[:, 0]], dtype=np.intp)
        points = np.where(chosen == _NO_OPTION, first[:, None], np.array([*options.points, 0], dtype=np.intp)[chosen])
        kept, completion = np.empty((2, len(shares), len(scenarios)))
        for i in range(len(shares)):
            effects = [each[i] for each in options.effects]
            ways, rows = self._ways(options.points, effects)
            where = np.where(chosen == _NO_OPTION, points, np.array([*ways, 0], dtype=np.intp)[chosen])
            for result, chain, travel, survivals in (
                (kept, self.chain, self.staying, [each.staying for each in effects]),
                (completion, self.first, self.going, [each.going for each in effects]),
            ):
                onward = _with_rows(chain, rows)
                then = np.where(chosen == _NO_OPTION, travel.survival[points], np.array([*survivals, 1.0])[chosen])
                result[i] = self._updated(travel, Updates(points, then, where, onward), scenarios, shares[i])
        return Solved(kept, completion)

    def _options(self, scenarios: Iterable[Scenario], shares: Sequence[float]) -> _Options:
        options = _Options()
        for scenario in scenarios:
            for touchpoint, changes in scenario.by_touchpoint.items():
                if changes not in options.number:
                    options.number[changes] = len(options.points)
                    options.points.append(self._index[touchpoint])
                    options.effects.append(self.effects.of(touchpoint, changes, shares))
        return options

    def _ways(
        self, points: Sequence[int], effects: Sequence[Effect]
    ) -> tuple[list[int], "sparse.csr_array[np.float64] | None"]:
        """Return the row of transitions of every option, and the rows that come behind those of the chain."""
        rows, columns, shares, ways = [], [], [], list(points)
        n, n_new = len(self.chain.touchpoints), 0
        for option, (point, effect) in enumerate(zip(points, effects, strict=True)):
            if effect.shares is not None:
                rows += [n_new] * len(effect.shares)
                columns += [self._index[name] for name in effect.shares]
                shares += [share * (1 - self.chain.under_way[point]) for share in effect.shares.values()]
                ways[option] = n + n_new
                n_new += 1
        if not n_new:
            return ways, None
        return ways, sparse.csr_array((shares, (rows, columns)), shape=(n_new, n))

    def _updated(self, travel: Travel, updates: Updates, scenarios: Sequence[Scenario], share: float) -> Vector:
        """Update; where that finds no sound answer, solving again says why."""
        try:
            found = updated_completion(self.chain if travel is self.staying else self.first, travel, updates)
        except np.linalg.LinAlgError:
            found = np.full(len(scenarios), np.nan)
        for i in np.flatnonzero(~(abs(found - 0.5) < _SOUND)).tolist():
            then = self.changed(scenarios[i], share)
            chain, survival = (then.chain, then.staying) if travel is self.staying else (then.first, then.going)
            found[i] = chain.start @ chain.travel(survival).arrives
        return found

    def changed(self, scenario: Scenario, share: float) -> "Changed":
        """Return the journey under one scenario, unsolved."""
        options = self._options([scenario], (share,))
        effects = [each[0] for each in options.effects]
        ways, rows = self._ways(options.points, effects)
        staying, going = self.staying.survival.copy(), self.going.survival.copy()
        chosen = np.arange(len(staying))
        staying[options.points] = [effect.staying for effect in effects]
        going[options.points] = [effect.going for effect in effects]
        chosen[options.points] = ways
        chain, first = (replace(each, onward=_with_rows(each, rows)[chosen]) for each in (self.chain, self.first))
        return Changed(chain, first, staying, going)


def _with_rows(chain: Chain, rows: "sparse.csr_array[np.float64] | None") -> "sparse.csr_array[np.float64]":
    return chain.onward if rows is None else sparse.csr_array(sparse.vstack([chain.onward, rows]))


def _table(rows: Sequence[Sequence[int]]) -> Indices:
    """Return rows of unequal lengths as a table, filled up with no option."""
    width = max(1, max(map(len, rows), default=0))
    table = np.full((len(rows), width), _NO_OPTION, dtype=np.intp)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return table


def _refuse_contradiction(changes: Sequence[Change]) -> None:
    """Refuse to set a measure of one touchpoint twice; several of its transitions and channels may be set."""
    seen: dict[str, Change] = {}
    for change in changes:
        other = seen.setdefault(change.measure, change)
        several_ways = change.target and other.target and change.target != other.target
        several_channels = change.channel and other.channel and change.channel != other.channel
        if other is not change and not several_ways and not several_channels:
            said = f"`{other}` and `{change}` set the same thing"
            raise JourneyError(Diagnostic("J176", said, help="keep one of the two in a scenario"))
