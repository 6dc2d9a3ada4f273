"""Sequences as columns of numbers say the same as the names they stand for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from journeymap.sequences import Sequences
from tests.oracles.alignment import measurement_of

SEQUENCES = st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=7).map(tuple), max_size=8)


@given(named=SEQUENCES)
def test_numbers_stand_for_the_same_names(named: list[tuple[str, ...]]) -> None:
    found = Sequences.of(named)
    assert [*found] == named
    assert [*found.names] == [*dict.fromkeys(name for sequence in named for name in sequence)]
    assert [found.names[code] for code in found.last] == [sequence[-1] for sequence in named]
    assert found.met("ac").tolist() == [not {"a", "c"}.isdisjoint(sequence) for sequence in named]


@given(named=SEQUENCES.filter(bool), rows=st.lists(st.integers(0, 7), max_size=9))
def test_some_of_them_are_those_that_were_asked_for(named: list[tuple[str, ...]], rows: list[int]) -> None:
    rows = [row % len(named) for row in rows]
    assert [*Sequences.of(named).take(np.array(rows, dtype=np.int64))] == [named[row] for row in rows]


def test_a_measurement_numbers_its_touchpoints_once() -> None:
    measurement = measurement_of([{"path": "ABA"}, {"path": "AC"}])
    assert [*measurement.sequences] == [("A", "B", "A"), ("A", "C")]
    assert measurement.sequences is measurement.sequences
    assert Sequences.of(measurement.sequences) is measurement.sequences
