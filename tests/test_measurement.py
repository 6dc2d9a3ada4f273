"""A measurement: what follows from its tables, and its way to a file and back."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from journeymap.buckets import bucket_bounds, bucket_of
from journeymap.case_ends import END, START
from journeymap.counts import Condition, SatisfactionCount, Variant, WaitBucket
from journeymap.errors import LogError
from journeymap.measurement import Measurement
from journeymap.merging import merge

M = Measurement(
    journey="j",
    source="e.csv",
    first="2020-01-01T00:00:00Z",
    last="2020-01-02T00:00:00Z",
    n_events=11,
    n_dropped=1,
    n_tied=2,
    dimensions=("plan",),
    has_success=True,
    lost_after={"a": 3600.0},
    names={"größe": "Größe"},
    variants=(
        Variant(("gold",), ("a", "b"), 3, 0, 3, 2, 12.5, "1", 2**53 + 1),
        Variant(("free",), ("a", "a"), 2, 1, 0, 0, 1e-6, "2"),
        Variant(("free",), ("a", "b"), 1, 0, 1, 0, 0.0, "x"),
    ),
    waits=(
        WaitBucket(("gold",), "a", "b", since=False, bucket=70, n=3, seconds=0.22),
        WaitBucket(("free",), "a", "b", since=False, bucket=70, n=1, seconds=0.07),
        WaitBucket(("free",), START, "b", since=True, bucket=0, n=1, seconds=0.0),
    ),
    satisfaction=(SatisfactionCount(("gold",), "b", 4.0, 2),),
    conditions=(Condition(("gold",), "b", "late", 1, 1, 1, 0, 3, 3, 3, 2),),
    n_ignored=1,
)


def test_counts_follow_from_the_variants() -> None:
    assert (M.n_cases, M.n_variants, M.n_under_way) == (6, 2, 1)
    assert M.transitions() == {(START, "a"): 6, ("a", "b"): 4, ("a", "a"): 2, ("b", END): 4, ("a", END): 1}
    assert M.visits() == {"a": 8, "b": 4}
    assert +M.under_way() == {"a": 1}


def test_waits_are_pooled_over_segments_and_sources() -> None:
    seconds, n = M.wait_distribution("b")
    assert seconds == pytest.approx([0.0725])
    assert n == [4]
    assert M.wait_distribution("b", since=True) == ([0.0], [1])
    assert M.wait_distribution("nowhere") == ([], [])


@pytest.mark.parametrize("m", [M, replace(M, variants=(), waits=(), satisfaction=(), conditions=(), dimensions=())])
def test_save_then_load_is_the_identity(tmp_path: Path, m: Measurement) -> None:
    m.save(tmp_path / "m.json")
    loaded = Measurement.load(tmp_path / "m.json")
    assert loaded == m
    assert loaded.to_json() == m.to_json()


def test_a_saved_table_has_one_row_a_line() -> None:
    lines = M.to_json().splitlines()
    assert (
        '    [["gold"], ["a", "b"], 3, 0, 3, 2, 12.5, "1", 9007199254740993, 0, 0.0, 0.0, 0, 0, null, 0, 0.0, []],'
        in lines
    )
    assert '  "names": {"größe": "Größe"},' in lines


def test_a_measurement_of_the_version_before_loads_and_its_squares_are_unknown(tmp_path: Path) -> None:
    content = json.loads(M.to_json()) | {"measurement": 2}
    table = content["variants"]
    kept = [
        place for place, name in enumerate(table["columns"]) if name not in {"microseconds_squares", "clicks_squares"}
    ]
    table["columns"] = [table["columns"][place] for place in kept]
    table["rows"] = [[row[place] for place in kept] for row in table["rows"]]
    (tmp_path / "m.json").write_text(json.dumps(content))
    unknown = tuple(replace(row, microseconds_squares=None, clicks_squares=None) for row in M.variants)
    assert Measurement.load(tmp_path / "m.json") == replace(M, variants=unknown)


def test_what_one_measurement_does_not_know_their_sum_does_not() -> None:
    before = replace(M, variants=tuple(replace(row, microseconds_squares=None) for row in M.variants))
    assert [row.microseconds_squares for row in merge([M, M]).variants] == [2**54 + 2, None, None]
    assert [row.microseconds_squares for row in merge([M, before]).variants] == [None, None, None]


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda content: content.pop(key)


@pytest.mark.parametrize(
    "damage",
    [
        *map(without, ["journey", "first", "variants", "names", "n_ignored"]),
        lambda content: content["variants"]["rows"][0].pop(),
        lambda content: content["variants"]["rows"].append(None),
        lambda content: content["waits"]["columns"].reverse(),
        lambda content: content["waits"].pop("rows"),
        lambda content: content["variants"]["rows"][0].__setitem__(2, "many"),
        lambda content: content.update(lost_after=[]),
        lambda content: content.update(conditions=[]),
    ],
)
def test_a_damaged_measurement_is_refused(tmp_path: Path, damage: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(M.to_json())
    damage(content)
    path = tmp_path / "m.json"
    path.write_text(json.dumps(content))
    with pytest.raises(LogError, match=r"L110\]: `.*m.json` is a damaged measurement\nhelp: measure the log again"):
        Measurement.load(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'"text"', b"\xff", b'{"measurement": '])
def test_another_file_is_no_measurement(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.json").write_bytes(content)
    with pytest.raises(LogError, match=r"L110\]: `.*m.json` is not a measurement"):
        Measurement.load(tmp_path / "m.json")


def test_a_file_that_is_not_there_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"L110\]: `.*m.json` cannot be read: No such file"):
        Measurement.load(tmp_path / "m.json")


def test_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"measurement": 99}')
    with pytest.raises(LogError, match=r"L111\]: `.*` is a measurement of version 99"):
        Measurement.load(tmp_path / "m.json")


def test_bounds_of_buckets_rise_and_hold_their_waits() -> None:
    bounds = bucket_bounds()
    assert all(low < high for low, high in pairwise(bounds))
    assert [bucket_of(bound) for bound in bounds] == list(range(len(bounds)))
    assert [bucket_of(bound - 1) for bound in bounds[1:]] == list(range(len(bounds) - 1))
