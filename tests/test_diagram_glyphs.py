"""Names of any script are painted with the fonts of the computer, and told where it has none."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from journeymap.diagram import system_fonts
from journeymap.diagram.glyphs import boxed, unpainted, without_font
from journeymap.diagram.pdf import BOX, to_pdf
from journeymap.diagram.picture import Picture, paint
from journeymap.diagram.system_fonts import find_fonts
from journeymap.diagram.text import text_width
from tests.test_diagram_boards import a_board, a_card
from tests.test_diagram_system_fonts import a_font, fonts

__all__ = ["fonts"]

HAN = "付"
ARABIC = "ت"
CHINESE_NAME = "订单确认"
ARABIC_NAME = "تأكيد الطلب"
HEBREW_NAME = "שלום"
NO_SCRIPT = "\U00103456"
needs_fonts = pytest.mark.skipif(
    len(find_fonts(CHINESE_NAME + ARABIC_NAME.replace(" ", ""))) < 2,
    reason="needs fonts of Arabic and Chinese: `apt install fonts-dejavu-core fonts-noto-cjk`",
)


def picture(name: str) -> Picture:
    return paint(a_board(a_card("a", name=name)))


def told(picture: Picture, form: str) -> list[str]:
    return [f"{remark.code} {remark.message}" for remark in picture.remarks(form)]  # type: ignore[arg-type]


def words(pdf: bytes) -> str:
    with PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_range())


def line(text: str, *, anchor: str = "start") -> bytes:
    """Return a PDF of one line of text, whose anchor is 200 points from the left."""
    drawn = f'<text x="200" y="50" font-size="20" text-anchor="{anchor}">{text}</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100">{drawn}</svg>'
    return to_pdf(svg.encode(), title="", description="")


def sides(pdf: bytes, character: str) -> tuple[float, float]:
    """Return where a character begins and ends, from the left."""
    with PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        left, _, right, _ = page.get_charbox(page.get_text_range().index(character))
    return left, right


def pixels(png: bytes) -> bytes:
    return Image.open(BytesIO(png)).tobytes()


def test_scripts_of_the_shipped_font_need_no_word() -> None:
    assert unpainted("Zażółć Оформление ελληνικά עברית – ×7 ≤ ~ …") == ""
    assert told(picture("Zażółć Оформление"), "png") == []


@needs_fonts
@pytest.mark.parametrize("name", [f"VIP {CHINESE_NAME} (2)", ARABIC_NAME, HEBREW_NAME])
def test_names_are_found_again_in_a_pdf(name: str) -> None:
    pdf = picture(name).pdf()
    assert told(picture(name), "pdf") == []
    assert set(name) <= set(words(pdf))
    assert BOX not in words(pdf)


@needs_fonts
@pytest.mark.parametrize(("form", "name"), [("pdf", HAN + ARABIC), ("png", ARABIC)], ids=["pdf", "png"])
def test_names_of_other_scripts_give_the_same_bytes_each_time(form: str, name: str) -> None:
    first, second = (picture(name).write(form) for _ in range(2))  # type: ignore[arg-type]
    assert first == second


@needs_fonts
def test_a_png_shows_letters_and_not_boxes() -> None:
    names = (HAN, ARABIC, "س", NO_SCRIPT)
    assert len({pixels(picture(name).png()) for name in names}) == len(names)


@needs_fonts
def test_every_letter_has_a_glyph_of_its_own() -> None:
    """Glyph 0 of a font is the box that stands for what it lacks."""
    resources = PdfReader(BytesIO(picture(ARABIC_NAME).pdf())).pages[0]["/Resources"]
    painted = {}
    for font in (font.get_object() for font in resources["/Font"].values()):  # type: ignore[index]
        [descendant] = (one.get_object() for one in font["/DescendantFonts"])
        glyphs = descendant["/CIDToGIDMap"].get_data()
        unicode = font["/ToUnicode"].get_data().decode()
        for code, point in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4})>", unicode):
            painted[chr(int(point, 16))] = int.from_bytes(glyphs[2 * int(code, 16) :][:2], "big")
    assert all(painted[letter] for letter in ARABIC_NAME)


@needs_fonts
def test_arabic_letters_are_joined() -> None:
    """The same letter has one glyph at the start of a word, another in the middle, another at its end."""
    shapes = re.findall(rb"<[0-9A-F]{4}> <0628>", line("ببب"))
    assert len(shapes) == 3
    assert len(re.findall(rb"<[0-9A-F]{4}> <0062>", line("bbb"))) == 1


@needs_fonts
def test_vowel_signs_keep_letters_joined() -> None:
    shapes = re.findall(rb"<[0-9A-F]{4}> <0628[0-9A-F]*>", line("بَبَبَ"))
    assert len(shapes) >= 3


@needs_fonts
@pytest.mark.parametrize(("text", "first", "second"), [("שלום", "ש", "ם"), ("تم VIP", "ت", "V"), ("VIP تم", "V", "م")])
def test_each_script_is_read_in_its_own_direction(text: str, first: str, second: str) -> None:
    pdf = line(text)
    leftwards = not text.startswith("V")
    assert (sides(pdf, first) > sides(pdf, second)) == leftwards


@needs_fonts
def test_a_line_of_any_script_stands_at_its_anchor() -> None:
    first, last = HEBREW_NAME[-1], HEBREW_NAME[0]
    assert sides(line(HEBREW_NAME), first)[0] == pytest.approx(200, abs=3)
    assert sides(line(HEBREW_NAME, anchor="end"), last)[1] == pytest.approx(200, abs=3)
    middle = line(HEBREW_NAME, anchor="middle")
    assert (sides(middle, first)[0] + sides(middle, last)[1]) / 2 == pytest.approx(200, abs=3)


def test_a_joiner_stays_between_its_neighbours(fonts: Path) -> None:
    a_font("क\u200dष").save(fonts / "font.ttf")
    assert words(line("क\u200dष")).strip() == "क\u200dष"


def test_a_name_is_not_taken_for_the_number_of_pages() -> None:
    for text in ("{nb}", f"{HEBREW_NAME} {{nb}}"):
        assert {"{", "n", "b", "}"} <= set(words(line(text)))


@pytest.mark.usefixtures("fonts")
def test_what_only_changes_its_neighbours_needs_no_font(caplog: pytest.LogCaptureFixture) -> None:
    for text in ("a\u200cb", "A\ufe0f"):
        assert without_font(text) == ""
        assert words(line(text)).strip() == text[0] + text[2:]
    assert without_font("\u2764\ufe0f") == "\u2764"
    assert words(line("\u2764\ufe0f")).count(BOX) == 1
    assert not caplog.records


def test_no_line_is_wider_than_it_was_measured(fonts: Path) -> None:
    a_font(HAN + ARABIC, width=3000).save(fonts / "wide.ttf")
    text = f"{HAN}x{HAN}{HAN}."
    assert text_width(text, 20) < 3 * 3 * 20
    assert sides(line(text), ".")[1] <= 200 + text_width(text, 20)


@needs_fonts
def test_latin_text_after_another_script_has_its_font() -> None:
    pdf = line(f'{ARABIC}</text><text x="20" y="80" font-size="20">after')
    assert words(pdf).split() == [ARABIC, "after"]
    with PdfDocument(pdf) as document:
        assert len(document[0].render().to_pil().crop((0, 60, 99, 85)).getcolors() or ()) > 1


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_boxes_are_told_where_no_font_is_installed(form: str) -> None:
    assert without_font(HAN + ARABIC + "a") == ARABIC + HAN
    assert told(picture(HAN), form) == [f"R108 no font at hand has {HAN}: painted as boxes"]
    assert told(picture(HAN), "svg") == []
    assert picture(HAN).write(form) == picture("支").write(form)  # type: ignore[arg-type]


def test_only_what_the_fonts_lack_is_told(fonts: Path) -> None:
    a_font(HAN).save(fonts / "han.ttf")
    assert told(picture(HAN), "png") == []
    assert told(picture(HAN + ARABIC), "png") == [f"R108 no font at hand has {ARABIC}: painted as boxes"]


@pytest.mark.usefixtures("fonts")
def test_pdf_has_a_box_for_each_character_without_a_font(caplog: pytest.LogCaptureFixture) -> None:
    pdf = picture(HAN + ARABIC).pdf()
    assert words(pdf).count(BOX) == 2
    assert not [record for record in caplog.records if "missing" in record.message]


def test_latin_names_look_for_no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(system_fonts, "_files")
    assert picture("Zapłać 3 €").pdf()
    assert picture("Zapłać 3 €").png()


def test_many_characters_are_told_by_a_few() -> None:
    assert boxed("一二三四五六七八九").message.startswith("no font at hand has 一 二 三 四 五 六 七 八 …")
    assert boxed(NO_SCRIPT).message == "no font at hand has U+103456: painted as boxes"


@pytest.mark.parametrize(
    ("characters", "packages"),
    [
        ("付の주", "fonts-noto-cjk"),
        ("تअ", "fonts-noto-core"),
        ("🛒", "fonts-noto-color-emoji"),
        ("付ت", "fonts-noto-cjk fonts-noto-core"),
    ],
)
def test_the_cure_names_what_to_install(characters: str, packages: str) -> None:
    assert (boxed(characters).help or "").startswith(f"type `apt install {packages}`, or")


def test_where_nothing_can_be_installed_only_svg_is_left() -> None:
    assert boxed(NO_SCRIPT).help == "save it as `.svg`"
