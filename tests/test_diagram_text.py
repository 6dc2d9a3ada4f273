import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.diagram.text import clean, fit, is_measured, quote_label, quote_name, text_width, wrap

WIDTHS = st.floats(0, 400)


@pytest.mark.parametrize(
    ("character", "regular", "bold"),
    [
        # hmtx of Liberation Sans 2 (read with fontTools), which has the same widths as Arimo by design
        ("A", 1366, 1479),
        ("i", 455, 569),
        ("M", 1706, 1706),
        ("0", 1139, 1139),
        (" ", 569, 569),
        ("ż", 1024, 1024),
        ("Ж", 1891, 1851),
        ("…", 2048, 2048),
        ("×", 1196, 1196),
    ],
)
def test_widths_are_those_of_arimo(character: str, regular: int, bold: int) -> None:
    assert text_width(character, 2048) == regular
    assert text_width(character, 2048, bold=True) == bold


def test_other_scripts_are_measured_wide() -> None:
    assert text_width("支付", 10) >= 20
    assert text_width("دفع", 10) >= 3 * text_width("i", 10)


@pytest.mark.parametrize(
    ("text", "em"),
    [
        # advances of Noto Sans 2.x Bold and Noto Sans CJK 2.004 Bold, shaped with HarfBuzz
        ("订单确认电子邮件", 8.0),
        ("تأكيد الطلب عبر البريد الإلكتروني", 13.88),
        ("سشصضسش", 6.42),
        ("تأیید سفارش از طریق ایمیل", 13.99),  # DejaVu Sans 2.37 Bold
        ("ऑर्डर की पुष्टि ईमेल", 7.53),
        ("ยืนยันการสั่งซื้อทางอีเมล", 10.31),
        ("ஆர்டர் உறுதிப்படுத்தல் மின்னஞ்சல்", 20.62),
        ("ഓർഡർ സ്ഥിരീകരണ ഇമെയിൽ", 17.3),
        ("ඇණවුම් තහවුරු කිරීමේ", 12.26),
        ("မှာယူမှုအတည်ပြုချက်", 9.61),
        ("የትዕዛዝ ማረጋገጫ", 7.19),
    ],
)
def test_names_are_measured_as_wide_as_common_fonts_paint_them(text: str, em: float) -> None:
    assert text_width(text, 1, bold=True) >= em


def test_combining_marks_take_no_width() -> None:
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_what_the_embedded_font_has_is_known() -> None:
    assert is_measured("Zażółć Ёлка Ωμέγα שלום × · … – ~\n\u200d")
    assert not is_measured("支付")
    assert not is_measured("دفع")


@given(st.text(), WIDTHS, st.booleans())
def test_fitted_text_is_no_wider_than_its_room(text: str, width: float, bold: bool) -> None:
    assert text_width(fit(text, width, 10, bold=bold), 10, bold=bold) <= width


@given(st.text(), st.floats(20, 400), st.integers(1, 4))
def test_wrapped_lines_are_no_wider_than_their_room(text: str, width: float, lines: int) -> None:
    wrapped = wrap(clean(text), width, 12, lines=lines, bold=True)
    assert len(wrapped) <= lines
    assert all(text_width(line, 12, bold=True) <= width for line in wrapped)


@given(st.text())
def test_text_that_fits_is_kept_whole(text: str) -> None:
    words = clean(text)
    assert fit(words, text_width(words, 10), 10) == words
    assert "".join(wrap(words, text_width(words, 10) + 1, 10, lines=2)) == words


def test_a_long_text_is_broken_at_a_space_and_ends_in_an_ellipsis() -> None:
    first, second = wrap("Order confirmation by registered electronic mail", 84, 10, lines=2)
    assert first == "Order confirmation"
    assert second.startswith("by registered")
    assert second.endswith("…")


def test_a_word_without_spaces_is_broken_anywhere() -> None:
    first, second = wrap("M" * 50, 100, 10, lines=2)
    assert second.endswith("…")
    assert set(first) == {"M"}


@pytest.mark.parametrize(
    "sneaky",
    ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\ufeff", "\ud800", "\ufffe", "\u0085"],
    ids=ascii,
)
def test_characters_that_cannot_be_seen_are_dropped(sneaky: str) -> None:
    assert clean(f"a{sneaky}b").replace(" ", "") == "ab"


def test_white_space_of_any_kind_becomes_one_space() -> None:
    assert clean(" a\n\n b\t\u2028c\u00a0 ") == "a b c"


def test_joiners_that_spelling_needs_stay() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_a_label_shows_what_is_written() -> None:
    assert quote_label("R&D \\N", "<b>") == '"R&amp;D \\\\N\\n<b>"'
    assert quote_label("a", align="left") == '"a\\l"'
    assert quote_label("a", align="right") == '"a\\r"'


@given(st.text())
def test_quotations_end_where_they_should(text: str) -> None:
    for quoted in (quote_label(text), quote_name(text)):
        inner = quoted[1:-1].replace("\\\\", "").replace('\\"', "")
        assert quoted[0] == quoted[-1] == '"'
        assert '"' not in inner
        assert not inner.endswith("\\")
