"""Journeys and measurements that several tests share."""

import sys
from collections.abc import Callable
from typing import Any

from journeymap.counts import Variant
from journeymap.journey import Journey
from journeymap.measurement import Measurement


def lamp(top: dict[str, Any] | None = None, **changes: dict[str, Any]) -> Journey:
    """The worked example: a lamp bought online; `top` adds keys of the journey, `changes` of touchpoints by id."""
    touchpoints: dict[str, dict[str, Any]] = {
        "landing": {
            "wait": "1.5 s",
            "situation": "landing_page",
            "clicks": 1,
            "satisfaction": {"score": 4.2, "answers": 300},
            "next": "product",
        },
        "product": {
            "wait": "2 s",
            "situation": "app_response",
            "clicks": 6,
            "satisfaction": {"score": 3.9, "answers": 300},
            "next": "checkout",
        },
        "checkout": {
            "wait": "2 s",
            "situation": "app_response",
            "clicks": 24,
            "satisfaction": {"score": 3.1, "answers": 240},
            "next": "delivery",
        },
        "delivery": {
            "wait": "7 days",
            "promise": "5 days",
            "situation": "parcel",
            "satisfaction": {"score": 2.6, "answers": 180},
            "next": {"first_use": 0.8, "support": 0.2},
        },
        "support": {
            "wait": "300 s",
            "situation": "phone_hold",
            "clicks": 4,
            "satisfaction": {"score": 2.2, "answers": 40},
            "next": "first_use",
        },
        "first_use": {"clicks": 10},
    }
    for touchpoint, change in changes.items():
        touchpoints[touchpoint] |= change
    return Journey.model_validate({"journey": "lamp", "touchpoints": touchpoints, **(top or {})})


def variant(path: str, cases: int, *, under_way: int = 0) -> Variant:
    """Make a variant whose touchpoints are the letters of `path`."""
    return Variant((), tuple(path), cases, under_way, judged=0, succeeded=0, seconds=0.0, example=path)


def measured(*variants: Variant) -> Measurement:
    """Make a measurement of a log with these variants and nothing else."""
    return Measurement(
        journey="j",
        source="log.csv",
        first="2026-01-01T00:00:00Z",
        last="2026-02-01T00:00:00Z",
        n_events=0,
        n_dropped=0,
        n_tied=0,
        dimensions=(),
        has_success=False,
        lost_after={},
        names={},
        variants=variants,
        waits=(),
        satisfaction=(),
        conditions=(),
    )


def calls_of(work: Callable[[], object]) -> int:
    """Count the calls of functions, whether of Python or of C."""
    n = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal n
        n += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return n
