from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.diagram.board import Card, ColourBy
from journeymap.diagram.colouring import COLOURINGS
from journeymap.diagram.palette import whole
from tests.test_diagram_boards import a_card

KNOWN: dict[str, Any] = {
    "loss_per_100": 31.4,
    "wait_seconds": 210.0,
    "score": 2.6,
    "score_share": 0.4,
    "reach_per_100": 46.3,
}


def label(by: ColourBy, card: Card) -> str | None:
    band = COLOURINGS[by].band(card)
    return None if band is None else band.label


@pytest.mark.parametrize(
    ("by", "text", "band"),
    [
        ("friction", "31", "30–44"),
        ("wait", "3.5 min", "<1 h"),
        ("satisfaction", "2.6", "40–59%"),
        ("volume", "46", "45–59"),
    ],
)
def test_a_card_shows_the_measure_asked_for(by: ColourBy, text: str, band: str) -> None:
    card = a_card("pay", **KNOWN)
    assert (COLOURINGS[by].text(card), label(by, card)) == (text, band)


@pytest.mark.parametrize("by", get_args(ColourBy))
def test_the_unknown_has_no_colour_and_a_question_mark(by: ColourBy) -> None:
    card, scale = a_card("pay"), COLOURINGS[by]
    assert (scale.text(card), scale.band(card), scale.filled(card)) == ("?", None, None)


@pytest.mark.parametrize(
    ("by", "text"), [("friction", "≤31"), ("wait", "≤3.5 min"), ("satisfaction", "≥40%"), ("volume", "≤46")]
)
def test_a_card_that_stands_for_several_says_that_none_is_worse(by: ColourBy, text: str) -> None:
    known = {**KNOWN, "score": None}
    assert COLOURINGS[by].text(a_card("pay", members=("pay", "bill", "sign"), **known)) == text


@given(st.floats(0, 100))
def test_the_printed_number_lies_in_the_band_of_its_colour(loss: float) -> None:
    low, high = (label("friction", a_card("pay", loss_per_100=loss)) or "").split("–")
    assert int(low) <= whole(loss) <= int(high)


@pytest.mark.parametrize("by", get_args(ColourBy))
def test_bands_follow_each_other(by: ColourBy) -> None:
    ends = [band.below for band in COLOURINGS[by].bands]
    assert ends == sorted(ends)


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_a_longer_wait_never_has_a_shorter_bar(one: float, other: float) -> None:
    short, long = sorted([one, other])
    filled = [COLOURINGS["wait"].filled(a_card("pay", wait_seconds=wait)) or 0.0 for wait in (short, long)]
    assert 0 <= filled[0] <= filled[1] <= 1
