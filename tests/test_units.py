import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.units import (
    DAY,
    HOUR,
    MINUTE,
    Money,
    Scale,
    UnitError,
    format_count,
    format_duration,
    format_number,
    format_share,
    parse_duration,
    parse_number,
    parse_share,
)

NORMALISE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "oracles" / "friction.json").read_text(encoding="utf-8"),
)["normalise"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("1.5 s", 1.5),
        ("250ms", 0.25),
        ("90 sec", 90),
        ("30 min", 30 * MINUTE),
        ("30 m", 30 * MINUTE),
        ("2h 15m", 2 * HOUR + 15 * MINUTE),
        ("2 Hours 15 Minutes", 2 * HOUR + 15 * MINUTE),
        ("1 day", DAY),
        ("5 days", 5 * DAY),
        ("2 weeks", 14 * DAY),
        ("PT30M", 30 * MINUTE),
        ("P1DT12H", 1.5 * DAY),
        ("P2W", 14 * DAY),
        ("PT0.5S", 0.5),
    ],
)
def test_a_duration_is_read_as_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "-5 min", "5 fortnights", "5 min ago", "P", "PT", "P1Y", "PT1.2.3S", "12:30", "5 months", "1e3 s"],
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnitError) as refused:
        parse_duration(text)
    assert str(refused.value) == f"`{text}` is not a duration"
    assert "`30 min`" in refused.value.help


def test_a_number_without_a_unit_is_refused_with_that_number_and_units() -> None:
    with pytest.raises(UnitError, match="`5` has no unit") as refused:
        parse_duration("5")
    assert refused.value.help == "write `5 min`, `5 days` or another unit"


@pytest.mark.parametrize("text", ["9" * 400 + " days", "9" * 400, "1" * 1_000_000, "P" + "9" * 400 + "W"])
def test_an_endless_number_is_no_duration(text: str) -> None:
    with pytest.raises(UnitError):
        parse_duration(text)


@pytest.mark.parametrize(("text", "number"), [("4.2", 4.2), (".5", 0.5), ("-3", -3), ("1e3", 1000), (7, 7), ("٤٢", 42)])
def test_a_number_is_read(text: object, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "four", "4,2", "1_000", "nan", "inf", "1e999", "0x10", True, None])
def test_what_is_no_finite_number_is_refused(text: object) -> None:
    with pytest.raises(UnitError, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize(("text", "share"), [("70%", 0.7), ("70 %", 0.7), ("0.7", 0.7), ("0", 0), ("100%", 1), (1, 1)])
def test_a_share_is_read_as_zero_to_one(text: object, share: float) -> None:
    assert parse_share(text) == pytest.approx(share)


def test_a_share_that_looks_like_per_cent_is_refused_with_the_sign_to_add() -> None:
    with pytest.raises(UnitError) as refused:
        parse_share("70")
    assert refused.value.help == "write `70%`"


@pytest.mark.parametrize("text", ["-1%", "101%", "-0.1", "170"])
def test_a_share_beyond_its_bounds_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not between 0 and 1"):
        parse_share(text)


@pytest.mark.parametrize("text", ["", "%", "most", "7 0%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not a share"):
        parse_share(text)


def test_money_is_a_number_and_a_currency() -> None:
    assert Money.parse("49 EUR") == Money(49, "EUR")
    assert str(Money.parse("12500 PLN")) == "12,500 PLN"


@pytest.mark.parametrize("text", ["49", "EUR 49", "49 €", "49 eur", "forty-nine EUR", "49EUR"])
def test_money_without_number_or_currency_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not an amount of money"):
        Money.parse(text)


@pytest.mark.parametrize("case", NORMALISE, ids=str)
def test_a_score_is_placed_on_its_scale_as_the_oracle_says(case: dict[str, Any]) -> None:
    scale = Scale(case["lo"], case["hi"], reverse=case["rev"])
    assert scale.share(case["value"]) == pytest.approx(case["u"], abs=5e-7)


@pytest.mark.parametrize(
    ("text", "scale", "steps"),
    [
        ("1..5", Scale(1, 5), 5),
        ("0 .. 10", Scale(0, 10), 11),
        ("5..1", Scale(1, 5, reverse=True), 5),
        ("-2..2", Scale(-2, 2), 5),
    ],
)
def test_a_scale_is_read_and_written_alike(text: str, scale: Scale, steps: int) -> None:
    assert Scale.parse(text) == scale
    assert Scale.parse(str(scale)) == scale
    assert scale.steps == steps


@pytest.mark.parametrize("text", ["", "5", "3..3", "1-5", "1...5", "a..b", "1.." + "9" * 400])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not a scale"):
        Scale.parse(text)


@given(st.integers(-10, 10), st.integers(1, 20), st.booleans(), st.floats(0, 1))
def test_score_and_share_undo_each_other(low: int, width: int, reverse: bool, share: float) -> None:
    scale = Scale(low, low + width, reverse=reverse)
    assert scale.share(scale.score(share)) == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.04, "40 ms"), (1.5, "1.5 s"), (59, "59 s"), (60, "1 min"), (210, "3.5 min"), (86400 * 13, "13 d")],
)
def test_a_duration_is_written_in_the_unit_that_reads_best(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@given(st.floats(0.001, 1e9))
def test_a_written_duration_is_read_back_within_its_two_digits(seconds: float) -> None:
    assert math.isclose(parse_duration(format_duration(seconds)), seconds, rel_tol=0.06)


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.0004, "0.04 %"), (0.071, "7.1 %"), (0.634, "63 %"), (1, "100 %")]
)
def test_a_share_is_written_as_per_cent(share: float, text: str) -> None:
    assert format_share(share) == text


def test_nearly_everybody_is_not_written_as_everybody() -> None:
    assert format_share(0.997) == "99.7 %"


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (3.26, "3.3"), (7.0, "7"), (24918, "24,918"), (-3.26, "-3.3")])
def test_a_count_is_written_with_thousands_apart(value: float, text: str) -> None:
    assert format_count(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (3.5, "3.5"), (0.0123, "0.0123"), (1234.5, "1234"), (-2.0, "-2")]
)
def test_a_number_is_written_with_three_digits(value: float, text: str) -> None:
    assert format_number(value) == text
