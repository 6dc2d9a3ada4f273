"""By how much longer and by how many more clicks a route takes: against scipy's Welch on every case of a log."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t, ttest_ind

from journeymap.analysis.conformance import conformance
from journeymap.analysis.offplan import Route
from journeymap.analysis.sentences import Telling
from journeymap.engines.measure import measure
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.merging import merge

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}})
BEGUN = dt.datetime(2024, 5, 1, 8, 30, 0, 250_000)  # noqa: DTZ001 - the log has no zone
YEAR, DAY = 365 * 86400.0, 86400.0

Case = tuple[str, str, float, int]
"""Path, segment, seconds from first to last event, clicks."""


def measured(folder: Path, cases: Sequence[Case], name: str = "events.csv") -> Measurement:
    """Measure a log of these cases; the clicks are those of their first event."""
    rows = ["case,event,at,clicks,plan"]
    for number, (path, segment, seconds, clicks) in enumerate(cases):
        ends = [BEGUN] * (len(path) - 1) + [BEGUN + dt.timedelta(seconds=seconds)]
        for place, (event, at) in enumerate(zip(path, ends, strict=True)):
            rows.append(f"{name}-{number},{event},{at.isoformat()},{'' if place else clicks},{segment}")
    (folder / name).write_text("\n".join([*rows, ""]), encoding="utf-8")
    log = EventLog(folder / name, clicks="clicks", segments=("plan",), lost_after=60.0, order="row")
    return measure(JOURNEY, replace(log, log_end=BEGUN + dt.timedelta(days=999)))


def taken(measurement: Measurement) -> Route:
    [route] = [each for each in conformance(JOURNEY, measurement).routes if (each.leave, each.first) == ("a", "x")]
    return route


def drawn(seed: int, *, around: float, spread: float, segments: str = "g") -> list[Case]:
    """Cases that last about as long, those by x a tenth of the spread longer; in microseconds, as a log tells them."""
    chance = np.random.default_rng(seed)
    cases = []
    for _ in range(120):
        path, segment = str(chance.choice(["abc", "ab", "axbc", "axb"])), str(chance.choice(list(segments)))
        seconds = abs(chance.normal(around + 0.1 * spread * ("x" in path), spread))
        cases.append((path, segment, round(float(seconds), 6), int(chance.choice([0, 1, 1, 2, 40]))))
    return cases


def sides(cases: Sequence[Case], column: int, segment: str = "g") -> tuple[list[float], list[float]]:
    own = [case for case in cases if case[1] == segment]
    these, others = ([float(case[column]) for case in own if ("x" in case[0]) is by_x] for by_x in (True, False))
    return these, others


@pytest.mark.parametrize(("around", "spread"), [(YEAR, 1.0), (YEAR, 30 * DAY), (3.0, 1.0), (0.0, 0.0005)])
def test_intervals_are_those_of_welch_on_the_raw_values(tmp_path: Path, around: float, spread: float) -> None:
    """A year ± 1 s, too: as floats, the squares of such durations have hardly a digit left for how they differ.

    scipy has floats: it knows a year to some 4e-9 s.
    """
    cases = drawn(7, around=around, spread=spread)
    route = taken(measured(tmp_path, cases))
    wait, clicks = (ttest_ind(*sides(cases, column), equal_var=False).confidence_interval() for column in (2, 3))
    assert (route.extra_wait_low, route.extra_wait_high) == pytest.approx((wait.low, wait.high), rel=1e-6, abs=1e-8)
    assert (route.extra_clicks_low, route.extra_clicks_high) == pytest.approx((clicks.low, clicks.high), rel=1e-9)
    assert route.extra_wait_seconds == pytest.approx((wait.low + wait.high) / 2, rel=1e-6, abs=1e-8)


def test_within_segments_welch_is_weighted_as_the_shares_are(tmp_path: Path) -> None:
    cases = [
        (path, segment, seconds * (1 + 9 * (segment == "h")), clicks)
        for path, segment, seconds, clicks in drawn(3, around=5 * DAY, spread=DAY, segments="gh")
    ]
    route = taken(measured(tmp_path, cases))
    total = weights = error = slack = 0.0
    for segment in "gh":
        these, others = sides(cases, 2, segment)
        weight = 1 / (1 / len(these) + 1 / len(others))
        total, weights = total + weight * float(np.mean(these) - np.mean(others)), weights + weight
        for side in (these, others):
            own = weight**2 * float(np.var(side, ddof=1)) / len(side)
            error, slack = error + own, slack + own**2 / (len(side) - 1)
    half = t.ppf(0.975, error**2 / slack) * error**0.5 / weights
    assert (route.extra_wait_low, route.extra_wait_seconds, route.extra_wait_high) == pytest.approx(
        (total / weights - half, total / weights, total / weights + half)
    )


def test_a_side_of_one_case_has_a_gap_without_an_interval(tmp_path: Path) -> None:
    route = taken(measured(tmp_path, [("axbc", "g", 70.0, 3), ("abc", "g", 10.0, 1), ("abc", "g", 30.0, 1)]))
    assert route.extra_wait_seconds == pytest.approx(50)
    assert (route.extra_wait_low, route.extra_wait_high) == (None, None)
    assert (route.extra_clicks, route.extra_clicks_low, route.extra_clicks_high) == (2.0, None, None)


@pytest.mark.parametrize("n", [3, 30, 700])
def test_durations_that_are_all_equal_tell_no_interval_however_long_they_are(tmp_path: Path, n: int) -> None:
    cases: list[Case] = [("axbc", "g", 9e6 + 0.7, 1)] * n + [("abc", "g", 0.1, 1)] * (2 * n + 1)
    route = taken(measured(tmp_path, cases))
    assert route.extra_wait_seconds == pytest.approx(9e6 + 0.6)
    assert (route.extra_wait_low, route.extra_wait_high, route.extra_clicks_low) == (None, None, None)


def without_squares(measurement: Measurement) -> Measurement:
    """What a measurement that was saved before squares were counted gives."""
    variants = [replace(row, microseconds_squares=None, clicks_squares=None) for row in measurement.variants]
    return replace(measurement, variants=tuple(variants))


def test_where_squares_are_unknown_there_is_no_interval(tmp_path: Path) -> None:
    known = measured(tmp_path, drawn(1, around=DAY, spread=60.0))
    other = measured(tmp_path, drawn(2, around=DAY, spread=60.0), "other.csv")
    for measurement in (without_squares(known), merge([without_squares(known), other])):
        route = taken(measurement)
        assert route.extra_wait_seconds is not None
        assert (route.extra_wait_low, route.extra_wait_high, route.extra_clicks_low) == (None, None, None)
    gap, full = taken(without_squares(known)), taken(known)
    assert (gap.extra_wait_seconds, gap.extra_clicks) == pytest.approx((full.extra_wait_seconds, full.extra_clicks))


@pytest.mark.parametrize(
    ("longer", "said"),
    [
        (3600.0, ", and they took 1 h longer (44 min to 1.3 h) and made 2 more clicks (1.6 to 2.4)"),
        (0.0, ", and they made 2 more clicks (1.6 to 2.4)"),
        (-3600.0, ", and they took 1 h less long (44 min to 1.3 h) and made 2 more clicks (1.6 to 2.4)"),
    ],
)
def test_a_sentence_claims_no_longer_time_where_its_interval_holds_none(
    tmp_path: Path, longer: float, said: str
) -> None:
    near = [(n - 19.5) * 180 for n in range(40)]
    cases: list[Case] = [("abc", "g", 2 * DAY + gap, 1 + n % 3) for n, gap in enumerate(near)]
    cases += [("axbc", "g", 2 * DAY + gap + longer, 3 + n % 3) for n, gap in enumerate(near)]
    measurement = measured(tmp_path, cases)
    sentence = Telling.of(JOURNEY, measurement).route(taken(measurement))
    assert sentence.partition("+9)")[2].rstrip(".") == said
