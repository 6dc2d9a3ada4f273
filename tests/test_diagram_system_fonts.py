"""Fonts of the computer: found in its font folders only, the same ones each time, and none that cannot be used."""

import sys
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from journeymap.diagram import system_fonts
from journeymap.diagram.system_fonts import find_fonts, font_folders

__all__ = ["a_font", "fonts"]

HAN, KANA, HANGUL, ARABIC = "付", "の", "주", "ت"
UNITS = 1000


@pytest.fixture
def fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make one folder the only one with fonts."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(system_fonts, "font_folders", lambda: (folder,))
    return folder


def a_font(
    characters: str,
    *,
    family: str = "Plain",
    weight: int = 400,
    italic: bool = False,
    licence: int = 0,
    width: int = 600,
) -> TTFont:
    """Return a font whose letters are squares, each as wide as is said."""
    pen = TTGlyphPen(None)
    for step, point in (("moveTo", (0, 0)), ("lineTo", (0, 500)), ("lineTo", (500, 500)), ("lineTo", (500, 0))):
        getattr(pen, step)(point)
    pen.closePath()
    characters += " "
    square = pen.glyph()
    names = [".notdef", *(f"u{ord(c):04X}" for c in characters)]
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in characters})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (width, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=weight, fsType=licence, fsSelection=int(italic))
    builder.setupPost(italicAngle=-12 if italic else 0)
    builder.font["head"].macStyle = 2 * italic
    return builder.font


def names(characters: str, *, bold: bool = False) -> list[str]:
    return [font.path.name for font in find_fonts(characters, bold=bold)]


def save(folder: Path, **named: TTFont) -> None:
    for name, font in named.items():
        font.save(folder / f"{name}.ttf")


def test_nothing_is_found_where_there_are_no_fonts(fonts: Path) -> None:
    assert not list(fonts.iterdir())
    assert find_fonts(HAN) == ()


def test_one_font_for_each_script_the_largest_first(fonts: Path) -> None:
    save(fonts, a=a_font(ARABIC + HAN), b=a_font("支付单"), c=a_font("支"))
    found = find_fonts("支付单" + ARABIC)
    assert [font.path.name for font in found] == ["b.ttf", "a.ttf"]
    assert found[0].characters == set("支付单")


def test_what_the_best_font_lacks_comes_from_the_next(fonts: Path) -> None:
    save(fonts, a=a_font("支"), b=a_font("付单"))
    assert names("支付单") == ["b.ttf", "a.ttf"]
    assert names("支" + "\U00103456") == ["a.ttf"]


def test_upright_letters_made_for_screens_are_preferred(fonts: Path) -> None:
    plain = a_font(ARABIC, family="Noto Sans Arabic")
    save(
        fonts,
        a=a_font(ARABIC, family="Aref"),
        b=a_font(ARABIC, family="Noto Sans Arabic", italic=True),
        c=a_font(ARABIC, family="Noto Sans Mono"),
        d=plain,
    )
    assert names(ARABIC) == ["d.ttf"]


def test_heavy_letters_are_taken_where_there_are_any(fonts: Path) -> None:
    save(fonts, light=a_font(HAN, weight=300), regular=a_font(HAN), bold=a_font(HAN + ARABIC, weight=700))
    assert names(HAN) == ["regular.ttf"]
    assert names(HAN, bold=True) == ["bold.ttf"]
    assert names(ARABIC) == ["bold.ttf"]


@pytest.mark.parametrize(("text", "region"), [(HAN, "SC"), (HAN + KANA, "JP"), (HAN + HANGUL, "KR")])
def test_chinese_characters_are_written_as_the_other_letters_tell(fonts: Path, text: str, region: str) -> None:
    collection = TTCollection()
    regions = ("JP", "KR", "SC")
    collection.fonts = [a_font(HAN + KANA + HANGUL, family=f"Noto Sans CJK {name}") for name in regions]
    collection.save(fonts / "cjk.ttc")
    [font] = find_fonts(text)
    assert regions[font.number] == region


def test_the_order_of_writing_files_does_not_matter(fonts: Path) -> None:
    for folder in ("z", "a", "m"):
        (fonts / folder).mkdir()
        a_font(HAN).save(fonts / folder / "font.ttf")
    assert {find_fonts(HAN)[0].path.parent.name for _ in range(3)} == {"a"}


def test_files_that_are_no_fonts_are_passed_over(fonts: Path) -> None:
    save(fonts, good=a_font(HAN))
    good = (fonts / "good.ttf").read_bytes()
    (fonts / "a-directory.ttf").mkdir()
    (fonts / "a-empty.ttf").touch()
    (fonts / "a-garbage.otf").write_bytes(b"garbage" * 99)
    (fonts / "a-half.ttf").write_bytes(good[: len(good) // 2])
    (fonts / "a-text.txt").write_bytes(good)
    assert names(HAN) == ["good.ttf"]


@pytest.mark.parametrize("licence", [0x0002, 0x0100, 0x0200])
def test_a_font_that_must_not_be_embedded_is_passed_over(fonts: Path, licence: int) -> None:
    save(fonts, a=a_font(HAN, licence=licence))
    assert names(HAN) == []


def test_the_search_is_bounded(fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(fonts, a=a_font(ARABIC), b=a_font(HAN + "支"))
    monkeypatch.setattr(system_fonts, "MAX_FILES", 1)
    assert (names(ARABIC), names(HAN)) == (["a.ttf"], [])
    monkeypatch.setattr(system_fonts, "MAX_FILES", 2)
    monkeypatch.setattr(system_fonts, "MAX_FONTS", 1)
    assert names("支付" + ARABIC + HAN) == ["b.ttf"]
    monkeypatch.setattr(system_fonts, "MAX_BYTES", 9)
    assert names(ARABIC) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_folders_elsewhere_are_not_followed(fonts: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    save(elsewhere, a=a_font(HAN))
    (fonts / "link").symlink_to(elsewhere)
    (fonts / "loop").symlink_to(fonts)
    assert names(HAN) == []


@pytest.mark.parametrize("system", ["linux", "darwin", "win32", "freebsd14"])
def test_each_system_has_its_folders(system: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def is_there(_: Path) -> bool:
        return True

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "is_dir", is_there)
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = [folder.as_posix() for folder in font_folders()]
    assert any(folder.startswith(tmp_path.as_posix()) for folder in folders)
    assert all("font" in folder.lower() for folder in folders)
