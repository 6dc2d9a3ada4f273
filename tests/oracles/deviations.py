"""Deviations and stretches off plan again: one variant after the other, move by move, as the words say it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from journeymap.analysis.alignment import Alignment, Move
from tests.oracles.alignment import BEGIN, FINISH, Drawn, met_at, stepped

START, END = "(start)", "(end)"
Found = Iterator[tuple[str, list[int]]]
"""A touchpoint, and the indices of the moves that make one deviation there."""


@dataclass
class Gap:
    """Indices of the moves between one touchpoint in sync and the next."""

    node: str
    """The node in sync before it."""
    extras: list[int] = field(default_factory=list)
    skips: list[int] = field(default_factory=list)
    closing: int | None = None
    """The move in sync that ends it; None at the end of the case."""

    @property
    def opening(self) -> str:
        return START if self.node == BEGIN else met_at(self.node)


class Case:
    """The moves of a variant, and which of them no deviation has claimed yet."""

    def __init__(self, drawn: Drawn, alignment: Alignment) -> None:
        self.drawn, self.touchpoints, self.moves = drawn, alignment.touchpoints, alignment.moves
        phased = {name: point.phase for name, point in drawn.journey.touchpoints.items() if point.phase}
        known = list(dict.fromkeys([*drawn.journey.phases, *phased.values()]))
        self.phase = {name: known.index(phase) for name, phase in phased.items()}
        self.place = {name: place for place, name in enumerate(drawn.skip)}
        for group in drawn.journey.any_order:
            self.place |= dict.fromkeys(group, min(self.place[name] for name in group))
        self.gaps = list(self._gaps())
        self.unclaimed = {index for index, move in enumerate(self.moves) if self.cost(move)}
        self.again, met = set[int](), set[str]()
        for index, move in enumerate(self.moves):
            if move.kind != "skipped" and move.touchpoint in drawn.skip:
                (self.again.add(index) if move.touchpoint in met else met.add(move.touchpoint))

    def _gaps(self) -> Iterator[Gap]:
        gap, node = Gap(BEGIN), BEGIN
        for index, move in enumerate(self.moves):
            if move.kind == "extra":
                gap.extras.append(index)
                continue
            node = stepped(self.drawn, node, move.touchpoint)
            if move.kind == "skipped":
                gap.skips.append(index)
            else:
                gap.closing = index
                yield gap
                gap = Gap(node)
        yield gap

    def cost(self, move: Move) -> int:
        if move.kind == "extra":
            return self.drawn.extra_cost(move.touchpoint)
        return self.drawn.skip[move.touchpoint] if move.kind == "skipped" else 0

    def touchpoint(self, index: int) -> str:
        return self.moves[index].touchpoint

    def extras(self) -> list[int]:
        """Unclaimed extra moves."""
        return [index for gap in self.gaps for index in gap.extras if index in self.unclaimed]

    def led(self, gap: Gap) -> int:
        """How many extra moves, right after the touchpoint in sync, are still steps that the plan allows."""
        node = gap.node
        for count, index in enumerate(gap.extras):
            if self.touchpoint(index) not in map(met_at, self.drawn.steps.get(node, [])):
                return count
            node = stepped(self.drawn, node, self.touchpoint(index))
        return len(gap.extras)

    def backward(self) -> set[int]:
        """Moves to an earlier phase; without phases, to something done before that stands earlier in the plan."""
        order, found, before = self.phase or self.place, set[int](), -1
        for index, move in enumerate(self.moves):
            place = order.get(move.touchpoint)
            if move.kind == "skipped" or place is None:
                continue
            if place < before and (self.phase or index in self.again):
                found.add(index)
            before = place
        return found


def backtrack(case: Case) -> Found:
    backward = case.backward()
    for gap in case.gaps:
        led, touchpoint, stretch = case.led(gap), "", list[int]()
        for place, index in enumerate([*gap.extras, *([] if gap.closing is None else [gap.closing])]):
            if index in backward and (index != gap.closing or 0 < led == place):
                if stretch:
                    yield touchpoint, stretch
                touchpoint, stretch = case.touchpoint(index), [*(gap.extras[:led] if place == led else []), index]
            elif stretch and index in case.again:
                stretch.append(index)
        if stretch:
            yield touchpoint, stretch


def out_of_order(case: Case) -> Found:
    left_out: dict[str, list[int]] = {}
    for gap in case.gaps:
        for skip in gap.skips:
            left_out.setdefault(case.touchpoint(skip), []).append(skip)
    for extra in case.extras():
        if skips := left_out.get(case.touchpoint(extra)):
            yield case.touchpoint(extra), [extra, skips.pop(0)]


def repeated(case: Case) -> Found:
    yield from ((case.touchpoint(extra), [extra]) for extra in case.extras() if extra in case.again)


def replaced(case: Case) -> Found:
    for gap in case.gaps:
        if gap.opening != START and gap.closing is not None:
            extras, skips = ([i for i in moves if i in case.unclaimed] for moves in (gap.extras, gap.skips))
            for extra, skip in zip(extras, skips, strict=False):
                yield case.touchpoint(skip), [extra, skip]


def detour(case: Case) -> Found:
    yield from ((case.touchpoint(i), [i]) for i in case.extras() if case.touchpoint(i) in case.drawn.skip)


def unplanned(case: Case) -> Found:
    yield from ((case.touchpoint(extra), [extra]) for extra in case.extras())


def abandoned(case: Case) -> Found:
    last, arrived = case.touchpoints[-1], set(case.touchpoints) & set(case.drawn.journey.goals)
    ends = {met_at(node) for node, after in case.drawn.steps.items() if FINISH in after}
    if case.gaps[-1].skips and not arrived and last not in ends:
        yield last, case.gaps[-1].skips


def late_entry(case: Case) -> Found:
    first = case.touchpoints[0]
    if case.gaps[0].skips and first not in map(met_at, case.drawn.steps[BEGIN]):
        yield first, case.gaps[0].skips


def skipped(case: Case) -> Found:
    yield from ((case.touchpoint(skip), [skip]) for gap in case.gaps for skip in gap.skips)


KINDS = (backtrack, out_of_order, repeated, replaced, detour, unplanned, abandoned, late_entry, skipped)


def deviations(drawn: Drawn, alignment: Alignment) -> list[tuple[str, str, tuple[int, ...]]]:
    """Code, touchpoint and moves of every deviation; a move belongs to the first that claims it."""
    case, found = Case(drawn, alignment), list[tuple[str, str, tuple[int, ...]]]()
    for kind in KINDS:
        for touchpoint, indices in list(kind(case)):
            if claimed := case.unclaimed.intersection(indices):
                found.append((kind.__name__, touchpoint, tuple(sorted(claimed))))
                case.unclaimed -= claimed
    return found


def stretches(drawn: Drawn, alignment: Alignment) -> list[tuple[str, tuple[str, ...], str]]:
    """Leave point, what was done and where the plan was rejoined, in the order of travel."""
    case, found = Case(drawn, alignment), list[tuple[str, tuple[str, ...], str]]()
    for gap in case.gaps:
        if case.unclaimed.intersection([*gap.extras, *gap.skips]):
            met = [gap.opening, *map(case.touchpoint, gap.extras)]
            leave, *did = met[case.led(gap) :]
            found.append((leave, tuple(did), END if gap.closing is None else case.touchpoint(gap.closing)))
    return found
