import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.diagram import palette
from journeymap.diagram.palette import BANDS, Band, band_of, contrast, whole


@pytest.mark.parametrize("band", BANDS, ids=lambda band: f"{band.low}-{band.high}")
def test_badges_are_readable(band: Band) -> None:
    assert contrast(band.ink, band.fill) >= 4.5


@pytest.mark.parametrize("ink", ["INK", "GREY", "PLAN", "OFF_PLAN", "WORST", "LEAVE"])
@pytest.mark.parametrize("ground", ["PAPER", "PANEL"])
def test_words_are_readable(ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("line", ["PLAN", "OFF_PLAN", "WORST", "MISSING", "LEAVE"])
def test_lines_are_visible(line: str) -> None:
    assert contrast(getattr(palette, line), palette.PANEL) >= 3


def test_the_contrast_of_known_pairs() -> None:
    # WebAIM's contrast checker gives 21:1 and 4.48:1
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_bands_follow_each_other_without_a_gap() -> None:
    assert [band.low for band in BANDS] == [0, *(band.high + 1 for band in BANDS[:-1])]
    assert BANDS[-1].high == 100


@given(st.floats(0, 100))
def test_the_printed_number_lies_in_the_band_of_its_colour(loss: float) -> None:
    band = band_of(loss)
    assert band.low <= whole(loss) <= band.high
