"""Answers are due the same day; expected values are worked out by hand beside each case."""

from dataclasses import replace
from typing import Any

import pytest

from journeymap.analysis.finding import Finding
from journeymap.audits.replies import late_replies
from journeymap.counts import WaitBucket
from journeymap.journey import Journey
from journeymap.units import DAY
from tests.builders import measured, variant


def found(wait: Any, *, reliable: float = 0.95, **keys: Any) -> list[Finding]:  # noqa: ANN401
    answer = {"channel": "e-mail", "wait": wait, "owner": "Service", "next": "end", **keys}
    points = {"answer": answer, "end": {}}
    journey = Journey.model_validate({"journey": "j", "calendar": {"days": "mon-fri"}, "touchpoints": points})
    return [*late_replies(journey, None, reliable=reliable)]


def test_an_answer_within_a_day_is_in_time() -> None:
    assert not found("24 h")


def test_a_later_answer_is_told_to_its_owner() -> None:
    [late] = found("25 h")
    assert (late.code, late.severity, late.touchpoint, late.owner) == ("A115", "bad", "answer", "Service")


def test_nobody_is_blamed_where_nothing_is_known_or_nobody_writes() -> None:
    assert not found(None)
    assert not found("3 days", channel="delivery")


def test_the_situation_says_more_than_the_channel() -> None:
    assert found("2 days", channel="app", situation="message_reply")
    assert not found("2 days", situation="parcel")


def test_a_working_day_is_a_day_where_waits_are_in_working_time() -> None:
    # Five working days a week: one of them passes in 7/5 days, so 33 h are in time and 34 h are not.
    assert not found("33 h", promise="2 working days")
    assert found("34 h", promise="2 working days")


def test_with_a_spread_the_share_in_time_decides() -> None:
    # Log-normal, median 12 h, p90 23 h: z = 1.2816 · ln 2 / ln(23/12) = 1.365, so 91.4 in 100 within a day.
    spread = {"median": "12 h", "p90": "23 h"}
    [late] = found(spread, reliable=0.95)
    assert "91 % are answered within a day" in late.sentence
    assert not found(spread, reliable=0.9)


@pytest.mark.parametrize(("n_late", "severity"), [(40, "bad"), (6, "note")])
def test_what_may_be_chance_is_a_note(n_late: int, severity: str) -> None:
    # 40 of 100 late is surely above 5 of 100; the Wilson interval of 94 in time of 100 reaches from 87.5 to 97.2 %.
    plan = {"asked": {"next": "answer"}, "answer": {"channel": "e-mail", "wait": "measured"}}
    journey = Journey.model_validate({"journey": "j", "touchpoints": plan})
    waited = ((3600.0, 100 - n_late), (2 * DAY, n_late))
    waits = tuple(
        WaitBucket((), "asked", "answer", since=False, bucket=i, n=n, seconds=seconds * n)
        for i, (seconds, n) in enumerate(waited)
    )
    log = replace(measured(variant("asked answer", 100)), waits=waits)
    [late] = late_replies(journey, log, reliable=0.95)
    assert (late.severity, late.n) == (severity, 100)
