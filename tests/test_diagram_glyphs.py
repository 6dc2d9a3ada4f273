"""Characters that no font at hand has are told, not painted as boxes in silence."""

import sys
from pathlib import Path

import pytest

from journeymap.diagram.glyphs import boxed, unpainted, without_font
from journeymap.diagram.picture import Picture, paint
from tests.test_diagram_boards import a_board, a_card
from tests.test_diagram_render import no_engine, stand_in

__all__ = ["no_engine"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts")
HAN = "付"
ARABIC = "ت"


def picture(name: str) -> Picture:
    return paint(a_board(a_card("a", name=name)))


def told(picture: Picture, form: str) -> list[str]:
    return [f"{remark.code} {remark.message}" for remark in picture.remarks(form)]  # type: ignore[arg-type]


def test_scripts_of_the_shipped_font_need_no_word() -> None:
    assert unpainted("Zażółć Оформление ελληνικά עברית – ×7 ≤ ~ …") == ""
    assert told(picture("Zażółć Оформление"), "png") == []


@pytest.mark.usefixtures("no_engine")
def test_boxes_of_the_embedded_engine_are_told(tmp_path: Path) -> None:
    stand_in(tmp_path, "", name="graphviz-pure")
    assert told(picture(HAN), "png") == [f"R108 no font at hand has {HAN}: painted as boxes"]
    assert told(picture(HAN), "pdf") == told(picture(HAN), "png")
    assert told(picture(HAN), "svg") == []


@pytest.mark.usefixtures("no_engine")
def test_only_what_the_systems_fonts_lack_is_told(tmp_path: Path) -> None:
    stand_in(tmp_path, "")
    stand_in(tmp_path, f"import sys; print('Noto' if '{ord(HAN):x}' in sys.argv[1] else '')", name="fc-list")
    assert without_font(HAN + ARABIC) == ARABIC
    assert told(picture(HAN), "png") == []
    assert told(picture(ARABIC), "png") == [f"R108 no font at hand has {ARABIC}: painted as boxes"]


@pytest.mark.usefixtures("no_engine")
def test_without_fontconfig_nothing_is_claimed() -> None:
    assert without_font(HAN) == ""


def test_pdf_has_a_box_for_each_character_without_a_font(caplog: pytest.LogCaptureFixture) -> None:
    pdf = picture(HAN + ARABIC).pdf()
    assert b"<25A1>" in pdf
    assert f"<{ord(HAN):04X}>".encode() not in pdf
    assert not [record for record in caplog.records if "missing" in record.message]


def test_many_characters_are_told_by_a_few() -> None:
    assert boxed("一二三四五六七八九").message.startswith("no font at hand has 一 二 三 四 五 六 七 八 …")
