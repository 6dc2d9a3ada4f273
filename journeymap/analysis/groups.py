"""Groups in any order: of equally cheap alignments, the one in which the first time counts and not the second.

The search matches what it found with the earliest events in the order in which it found it. Within a group the order
is free, so there earlier events may do: of "invite, connect, invite", the last one is done again, not the first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import numpy as np

from journeymap.analysis.ways import Codes, Integers, Ways

__all__ = ["match_within_groups"]


def match_within_groups(ways: Ways, touchpoint: Codes, starts: Integers, state: Codes) -> None:
    """Match what is in sync within groups with the earliest events that will do.

    Args:
        ways: The plan.
        touchpoint: Of every event, variant by variant.
        starts: Where the events of each variant start, and where the last ones end.
        state: The state with which every event is in sync, `nowhere` if with none; changed in place.
    """
    if ways.choices == 1:
        return
    planned = np.minimum(touchpoint, ways.unplanned)
    extra = np.flatnonzero((state == ways.nowhere) & (ways.n_states[planned] > 1))
    for variant in np.unique(np.searchsorted(starts, extra, side="right") - 1).tolist():
        events = slice(starts[variant], starts[variant + 1])
        met = planned[events].tolist()
        for begin, passed in _passes(ways, met, state[events].tolist()):
            earliest = _earliest(met, begin, passed)
            if states := _walked(ways, [met[event] for event in earliest]):
                state[events][passed] = ways.nowhere
                state[events][earliest] = states


def _passes(ways: Ways, met: Sequence[int], states: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """The events in sync of each way through a group, and the first event that might be one of them."""
    in_sync = [event for event, state in enumerate(states) if state != ways.nowhere]
    begin, passed = 0, list[int]()
    for event, after in zip_longest(in_sync, in_sync[1:]):
        passed.append(event)
        same = after is not None and ways.group[met[event]] == ways.group[met[after]]
        if not same or ways.follow[states[event], met[after]] != states[after]:
            if states[passed[0]] == ways.entered[met[passed[0]]]:
                yield begin, passed
            begin, passed = event + 1, []


def _earliest(met: Sequence[int], begin: int, passed: Sequence[int]) -> list[int]:
    """The earliest events at the same touchpoints, in any order."""
    due, found = Counter(met[event] for event in passed), list[int]()
    for event in range(begin, passed[-1] + 1):
        if due[met[event]]:
            due[met[event]] -= 1
            found.append(event)
    return found


def _walked(ways: Ways, met: Sequence[int]) -> list[int]:
    """The states of a way through a group; none if the plan does not allow it."""
    states = [int(ways.entered[met[0]])]
    for touchpoint in met[1:]:
        states.append(int(ways.follow[states[-1], touchpoint]))
    return [] if ways.nowhere in states else states
