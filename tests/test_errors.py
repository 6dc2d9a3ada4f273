import re

import pytest

from journeymap.errors import Diagnostic, JourneyError, JourneymapError, Place, did_you_mean, nearest


def test_a_diagnostic_underlines_its_place_and_ends_with_the_cure() -> None:
    place = Place("checkout.yaml", 8, 11, 6, "    next: paymet")
    found = Diagnostic("J104", "`basket` leads nowhere", place, "no such touchpoint", "did you mean `payment`?")
    assert str(found).splitlines() == [
        "error[J104]: `basket` leads nowhere",
        " --> checkout.yaml:8:11",
        "  |",
        "8 |     next: paymet",
        "  |           ^^^^^^ no such touchpoint",
        "  |",
        "help: did you mean `payment`?",
    ]


def underlined(source: str, column: int, length: int) -> tuple[str, str]:
    text = str(Diagnostic("J000", "it", Place("f", 1, column, length, source))).splitlines()
    return text[3].removeprefix("1 | "), text[4].removeprefix("  | ")


@pytest.mark.parametrize(
    ("before", "marked", "columns_before", "columns_marked"),
    [
        ("ab: ", "xyz", 4, 3),
        ("結帳: ", "支払い", 6, 6),
        ("💳: ", "😀", 4, 2),
        ("e\u0301: ", "z\u0307", 3, 1),
        ("Оформление: ", "Жук", 12, 3),
    ],
    ids=["latin", "wide", "emoji", "combining", "cyrillic"],
)
def test_the_underline_stands_under_the_word_in_any_script(
    before: str, marked: str, columns_before: int, columns_marked: int
) -> None:
    _, underline = underlined(before + marked, len(before) + 1, len(marked))
    assert underline == " " * columns_before + "^" * columns_marked


def test_a_tab_before_the_place_takes_one_column() -> None:
    assert underlined("\t\tx", 3, 1) == ("  x", "  ^")


def test_of_a_very_long_line_only_the_surroundings_are_shown() -> None:
    source, underline = underlined("a" * 5000 + "HERE" + "b" * 5000, 5001, 4)
    assert len(source) < 80
    assert source[underline.index("^") :].startswith("HERE")
    assert (source[0], source[-1]) == ("…", "…")


def test_nothing_in_a_file_can_steer_the_terminal() -> None:
    found = Diagnostic("J000", "`\x1b[31m` is red", Place("f\x07", 1, 1, 1, "\x1b]0;\u202ex"), "\u2066", "\x9b\x00")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", str(found))


def test_a_quoted_value_cannot_break_the_line_or_fill_the_screen() -> None:
    assert str(Diagnostic("J000", "`a\nb` is odd")) == "error[J000]: `a b` is odd"
    assert len(str(Diagnostic("J000", f"`{'9' * 100_000}` is odd"))) < 100


def test_every_diagnostic_can_be_written_as_utf8() -> None:
    assert "�" in str(Diagnostic("J000", "`\ud83d`")).encode("utf-8").decode("utf-8")


def test_an_exception_says_all_of_its_diagnostics() -> None:
    error = JourneyError([Diagnostic("J001", "one"), Diagnostic("J002", "two", help="do it")])
    assert isinstance(error, JourneymapError)
    assert str(error) == "error[J001]: one\n\nerror[J002]: two\nhelp: do it"
    assert [found.code for found in error.diagnostics] == ["J001", "J002"]


def test_the_nearest_word_is_suggested() -> None:
    assert did_you_mean("paymet", ["basket", "payment"]) == "did you mean `payment`?"


def test_without_a_near_word_the_known_ones_are_listed() -> None:
    assert did_you_mean("zzz", ["basket", "payment"]) == "known are `basket`, `payment`"
    assert did_you_mean("zzz", [f"step{i}" for i in range(20)]).endswith("`step11` …")
    assert did_you_mean("zzz", []) == ""


@pytest.mark.parametrize("slip", ["touchpiont_777", "ouchpoint_777", "touchpoint_777x", "touchpoint-777"])
def test_a_slip_is_found_among_a_thousand_words(slip: str) -> None:
    assert did_you_mean(slip, [f"touchpoint_{i}" for i in range(1000)]) == "did you mean `touchpoint_777`?"


def test_a_word_that_no_slip_of_the_pen_explains_has_no_nearest_one() -> None:
    assert nearest("lots", ["many", "few", "none"]) is None
    assert nearest("mnay", ["many", "few", "none"]) == "many"


def test_a_path_is_shown_whole_and_an_endless_value_in_part() -> None:
    path = "/home/somebody/" + "customers-and-their-journeys/" * 5 + "journey.yaml"
    assert path in str(JourneyError(Diagnostic("J101", f"`{path}` cannot be read")))
    assert "x" * 100 not in str(JourneyError(Diagnostic("J101", f"`{'x' * 100}` is no touchpoint")))
    assert "x" * 500 not in str(JourneyError(Diagnostic("J101", f"`{'/'.join(['x' * 500] * 3)}` is no touchpoint")))
