"""How often `compare` calls chance a change, and how often it finds a change that is there: counts are simulated."""

from collections import Counter
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from numpy.random import Generator

from journeymap.buckets import bucket_of
from journeymap.changes.compare import Comparison, compare
from journeymap.counts import SatisfactionCount, Variant, WaitBucket
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.builders import measured

PLAN = Journey.model_validate(
    {
        "journey": "j",
        "touchpoints": {
            "search": {"repeats": True, "next": ["basket", "search"]},
            "basket": {"next": "pay"},
            "pay": {"wait": "measured", "next": "done"},
            "done": {},
        },
    }
)
HABITS = (0.2, 0.8)
"""How likely one customer searches on: some hardly, some mostly, so that visits of one are alike."""
N_NULLS = 300


def simulated(rng: Generator, n: int, *, leaves: float = 0.2, waits: float = 60.0) -> Measurement:
    """Travel n times: search several times by habit, leave at the basket or by way of the help, wait, and rate."""
    paths, waited, scores = Counter[tuple[str, ...]](), Counter[int](), Counter[float]()
    for _ in range(n):
        again = rng.geometric(1 - HABITS[rng.integers(2)])
        path = ["search"] * int(again) + ["basket"]
        if rng.random() < 0.15:
            path.append("help")
        if rng.random() >= leaves:
            path += ["pay", "done"]
            waited[bucket_of(int(1000 * waits * rng.lognormal()))] += 1
            scores[float(np.clip(round(rng.normal(3.8, 1)), 1, 5))] += 1
        paths[tuple(path)] += 1
    variants = [Variant((), path, count, 0, 0, 0, 0.0, "x") for path, count in sorted(paths.items())]
    rows = [WaitBucket((), "basket", "pay", False, b, count, count * 1.02**b) for b, count in sorted(waited.items())]
    rated = [SatisfactionCount((), "pay", score, count) for score, count in sorted(scores.items())]
    return replace(measured(*variants), waits=tuple(rows), satisfaction=tuple(rated))


def compared(rng: Generator, n: int = 400, **after: float) -> Comparison:
    return compare(PLAN, PLAN, measured=(simulated(rng, n), simulated(rng, n, **after)))


def at_most(share: float, n: int) -> float:
    """Return how many of n chance brings where each comes with that share, but once in a thousand times."""
    return share * n + 3.1 * sqrt(n * share * (1 - share))


@pytest.fixture(scope="module")
def nulls() -> list[Comparison]:
    """Return comparisons in which nothing changed."""
    rng = np.random.default_rng(20260922)
    return [compared(rng) for _ in range(N_NULLS)]


def test_chance_is_called_a_change_no_more_often_than_stated(nulls: list[Comparison]) -> None:
    alarms = sum(found.total.is_real for found in nulls)
    others = sum(any(row.is_real for row in found.rows if row is not found.total) for found in nulls)
    assert alarms <= at_most(0.05, N_NULLS)
    assert others <= at_most(0.05, N_NULLS)
    assert alarms > 0, "a test that is never wrong is not one at 5 %"


def test_visits_taken_for_customers_would_call_chance_a_change(nulls: list[Comparison]) -> None:
    """What the design effect is for: customers of two habits, compared by their visits."""
    alarms = Counter[str]()
    for found in nulls:
        [row] = [row for row in found.rows if row.measure == "transition" and row.to == "search"]
        assert row.low is not None
        assert row.high is not None
        alarms["thinned"] += not row.low <= 0 <= row.high
        shares = [(row.before or 0.0, row.n_before or 0.0), (row.after or 0.0, row.n_after or 0.0)]
        error = np.sqrt(sum(p * (1 - p) / n for p, n in shares))
        alarms["as visits"] += abs(row.difference or 0.0) > 1.96 * error
    assert alarms["thinned"] <= at_most(0.05, N_NULLS)
    assert alarms["as visits"] > 1.5 * at_most(0.05, N_NULLS)


@pytest.mark.parametrize(
    ("after", "rows"),
    [({"leaves": 0.35}, [("completion", None), ("loss", "basket")]), ({"waits": 120.0}, [("wait_mean", "pay")])],
)
def test_a_planted_change_is_found_nine_times_in_ten(
    after: dict[str, float], rows: list[tuple[str, str | None]]
) -> None:
    """Of 400 customers a side, 15 more points leave, or waits are twice as long."""
    rng = np.random.default_rng(11)
    found = [row for _ in range(60) for row in compared(rng, 400, **after).rows]
    for measure, touchpoint in rows:
        verdicts = Counter(row.verdict for row in found if (row.measure, row.touchpoint) == (measure, touchpoint))
        assert verdicts["worse"] >= 0.9 * 60
        assert not verdicts["better"]
