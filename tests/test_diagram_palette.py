import pytest

from journeymap.diagram import palette
from journeymap.diagram.colouring import COLOURINGS
from journeymap.diagram.palette import THEMES, ThemeName, contrast

themes = pytest.mark.parametrize("theme", [*THEMES])


def of(theme: ThemeName, *roles: str) -> float:
    one, other = (THEMES[theme][role] for role in roles)
    return contrast(one, other)


@themes
@pytest.mark.parametrize("band", [band for scale in COLOURINGS.values() for band in scale.bands], ids=str)
def test_badges_are_readable(band: object, theme: ThemeName) -> None:
    assert of(theme, band.ink, band.role) >= 4.5  # type: ignore[attr-defined]


@themes
@pytest.mark.parametrize("ink", ["INK", "GREY", "PLAN", "OFF_PLAN", "WORST", "LEAVE"])
@pytest.mark.parametrize("ground", ["PAPER", "PANEL"])
def test_words_are_readable(ink: str, ground: str, theme: ThemeName) -> None:
    assert of(theme, getattr(palette, ink), getattr(palette, ground)) >= 4.5


@themes
@pytest.mark.parametrize("line", ["PLAN", "OFF_PLAN", "WORST", "MISSING", "LEAVE"])
def test_lines_are_visible(line: str, theme: ThemeName) -> None:
    assert of(theme, getattr(palette, line), palette.PANEL) >= 3


@themes
def test_the_mark_of_an_unknown_is_readable(theme: ThemeName) -> None:
    assert of(theme, palette.INK, palette.TRACK) >= 4.5


@themes
def test_promised_and_overrun_differ_in_lightness(theme: ThemeName) -> None:
    assert of(theme, palette.PROMISED, palette.OVERRUN) >= 1.5
    assert of(theme, palette.PROMISED, palette.TRACK) >= 3


def test_both_themes_colour_the_same_roles() -> None:
    assert THEMES["light"].keys() == THEMES["dark"].keys()


def test_the_contrast_of_known_pairs() -> None:
    # WebAIM's contrast checker gives 21:1 and 4.48:1
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
