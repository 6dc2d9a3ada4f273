import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.errors import Diagnostic, JourneyError
from journeymap.sources import Source, read_source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str | bytes, name: str = "it.yaml") -> Source:
    file = folder / name
    file.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return read_source(file, shown_as=name)


def refused(folder: Path, text: str | bytes, name: str = "it.yaml") -> Diagnostic:
    with pytest.raises(JourneyError) as error:
        read(folder, text, name)
    (found,) = error.value.diagnostics
    return found


def underlined(source: Source, *path: str | int, key: bool = False) -> str:
    place = source.place(path, key=key)
    return place.source[place.column - 1 : place.column - 1 + place.length]


@pytest.mark.parametrize("scalar", ["no", "off", "y", "0123", "12:30", "1_000", "0x1F", "1e3", "2026-09-14", "=", ".5"])
def test_every_scalar_stays_the_text_of_the_file(folder: Path, scalar: str) -> None:
    assert read(folder, f"a: {scalar}").values == {"a": scalar}
    assert read(folder, f"{scalar}: a").values == {scalar: "a"}


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_an_empty_scalar_is_nothing_and_a_quoted_one_is_text(folder: Path, nothing: str) -> None:
    assert read(folder, f"a: {nothing}").values == {"a": None}
    assert read(folder, f"a: '{nothing}'").values == {"a": nothing}


def test_json_scalars_stay_the_text_of_the_file(folder: Path) -> None:
    values = read(folder, '{"a": 1.50, "b": true, "c": null, "d": "null", "e": -1e9}', "it.json").values
    assert values == {"a": "1.50", "b": "true", "c": None, "d": "null", "e": "-1e9"}


def test_a_key_given_twice_is_a_problem_at_its_second_place(folder: Path) -> None:
    for name, text in (("it.yaml", "a: 1\nb: 2\na: 3\n"), ("it.json", '{"a": 1,\n"b": 2,\n"\\u0061": 3}')):
        source = read(folder, text, name)
        (found,) = source.problems
        assert (found.code, found.message) == ("J101", "the key `a` is given twice, first in line 1")
        assert found.place is not None
        assert found.place.line == 3
        assert source.values == {"a": "1", "b": "2"}


def test_json_indented_by_tabs_is_read_with_its_places(folder: Path) -> None:
    source = read(folder, '{\n\t"a": {\n\t\t"b":\t"c\\td"\n\t}\n}', "it.json")
    assert source.values == {"a": {"b": "c\td"}}
    place = source.place(["a", "b"])
    assert (place.line, place.column, place.length) == (3, 8, 6)


def test_json_may_be_laid_out_in_any_way(folder: Path) -> None:
    source = read(folder, '{"a"\n:\n[1\n,2],"b":{"c":"x:, [{"}}', "it.json")
    assert source.values == {"a": ["1", "2"], "b": {"c": "x:, [{"}}
    assert source.place(["a", 1]).line == 4
    assert underlined(source, "b", "c") == '"x:, [{"'
    assert underlined(source, "b", "c", key=True) == '"c"'


def test_json_surrogate_pairs_make_one_character(folder: Path) -> None:
    source = read(folder, r'{"\ud83d\udcb3": "\u017c\ud83d\ude00"}', "it.json")
    assert source.values == {"💳": "ż😀"}


def test_half_a_surrogate_pair_is_refused(folder: Path) -> None:
    found = refused(folder, r'{"a": "\ud83d"}', "it.json")
    assert (found.code, found.message) == ("J004", r"this is not JSON: half of a character is written as `\u`")


def test_a_number_of_thousands_of_digits_stays_text(folder: Path) -> None:
    digits = "9" * 10_000
    assert read(folder, f'{{"a": {digits}}}', "it.json").values == {"a": digits}


JSON_VALUES = st.recursive(
    st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(JSON_VALUES, st.booleans(), st.sampled_from((None, 0, "\t")))
def test_any_json_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, value: object, ascii_only: bool, indent: int | str | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert read(tmp_path_factory.getbasetemp(), text, "any.json").values == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(folder: Path, encoding: str, line_end: str) -> None:
    source = read(folder, line_end.join(["a: zażółć", "b:", "  c: 支払い"]).encode(encoding))
    assert source.values == {"a": "zażółć", "b": {"c": "支払い"}}
    place = source.place(["b", "c"])
    assert (place.line, place.column, place.length, place.source) == (3, 6, 3, "  c: 支払い")


@pytest.mark.parametrize("name", ["Zażółć gęślą", "Оформление заказа", "结账", "الدفع", "支払い 💳", "👩‍👩‍👧"])
@pytest.mark.parametrize("file", ["it.yaml", "it.json"])
def test_names_in_any_script_are_read_and_placed(folder: Path, name: str, file: str) -> None:
    text = json.dumps({"x": {name: "y"}}, ensure_ascii=False) if file.endswith("json") else f"x:\n  {name}: y\n"
    source = read(folder, text, file)
    assert source.values == {"x": {name: "y"}}
    assert underlined(source, "x", name, key=True).strip('"') == name
    assert underlined(source, "x", name).strip('"') == "y"


def test_anchors_aliases_and_merge_keys_work_as_in_yaml(folder: Path) -> None:
    text = """
base: &base {wait: 1 s, clicks: 2}
other: &other {clicks: 9, owner: me}
one: {<<: *base, clicks: 3}
both: {<<: [*base, *other]}
same: *base
"""
    source = read(folder, text)
    assert source.values["one"] == {"wait": "1 s", "clicks": "3"}
    assert source.values["both"] == {"wait": "1 s", "clicks": "2", "owner": "me"}
    assert source.values["same"] == {"wait": "1 s", "clicks": "2"}
    assert source.place(["both", "owner"]).line == 3


@pytest.mark.parametrize("name", ["it.yaml", "it.json"])
def test_a_merge_key_in_quotes_is_an_ordinary_key(folder: Path, name: str) -> None:
    source = read(folder, '{"a": {"<<": {"b": "1"}}}', name)
    assert source.values == {"a": {"<<": {"b": "1"}}}


def test_a_merge_key_without_keys_is_a_problem(folder: Path) -> None:
    (found,) = read(folder, "a: {<<: 4, b: 1}").problems
    assert (found.code, found.message) == ("J008", "`<<` finds no keys to merge here")


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}", "~", "null"])
def test_a_key_that_is_no_text_is_a_problem(folder: Path, key: str) -> None:
    source = read(folder, f"{key}: x\nc: d\n")
    assert [found.code for found in source.problems] == ["J007"]
    assert source.values == {"c": "d"}


def test_an_alias_within_itself_is_refused(folder: Path) -> None:
    found = refused(folder, "a: &a [*a]")
    assert (found.code, found.message) == ("J004", "this is not YAML: `*a` stands within itself")


def test_an_alias_without_anchor_is_refused(folder: Path) -> None:
    assert "`*a` repeats a part that has no such name" in refused(folder, "b: *a").message


def test_an_alias_bomb_is_refused_before_it_unfolds(folder: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 10)}]" for i in range(12)]
    found = refused(folder, "\n".join(lines))
    assert found.code == "J005"
    assert "1,000,000 values" in found.message


def test_aliases_cannot_build_a_depth_that_brackets_may_not(folder: Path) -> None:
    lines = ["a0: &a0 [x]", *(f"a{i + 1}: &a{i + 1} [*a{i}]" for i in range(3000))]
    assert refused(folder, "\n".join(lines)).message == "`it.yaml` is nested more than 64 levels deep"


@pytest.mark.parametrize("name", ["it.yaml", "it.json"])
@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 5000, "[" * 65 + "]" * 65])
def test_deep_nesting_is_refused(folder: Path, name: str, text: str) -> None:
    found = refused(folder, text, name)
    assert found.code in {"J004", "J005"}


def test_sixty_four_levels_are_read(folder: Path) -> None:
    assert read(folder, "[" * 64 + "]" * 64).values != []


def test_ten_megabytes_are_read(folder: Path) -> None:
    text = "x" * 10_000_000
    assert read(folder, f"a: {text}").values == {"a": text}


def test_a_file_of_more_than_sixteen_megabytes_is_refused(folder: Path) -> None:
    found = refused(folder, b"a" * (16 * 2**20 + 1))
    assert (found.code, found.message) == ("J002", "`it.yaml` is larger than 16 MB")


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\0", b"PK\x03\x04\0\0", b"a: \xff", "a: b".encode("utf-16-le"), b"\xff\xfea"],
    ids=["png", "zip", "latin-1", "utf-16 without mark", "half a utf-16"],
)
def test_what_is_no_text_is_refused(folder: Path, content: bytes) -> None:
    assert refused(folder, content).code == "J003"


def test_a_file_that_is_not_there_is_refused_with_what_to_check(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match=r"there is no file `shop\.yaml`"):
        read_source(tmp_path / "shop.yaml", shown_as="shop.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match=r"J001.*cannot be read"):
        read_source(tmp_path)


def test_an_endless_device_is_refused() -> None:
    with pytest.raises(JourneyError, match="larger than 16 MB"):
        read_source(Path("/dev/zero"))


def test_an_empty_file_holds_nothing(folder: Path) -> None:
    assert read(folder, "").values is None
    assert read(folder, "# only a comment\n").values is None


def test_a_second_document_is_refused(folder: Path) -> None:
    found = refused(folder, "---\na: 1\n---\nb: 2\n")
    assert (found.code, found.place and found.place.line) == ("J006", 3)


@pytest.mark.parametrize(
    ("text", "sentence", "place"),
    [
        ("name: Checkout: pay", "a second `:` stands where the value goes on", (1, 15)),
        ("a:\n\tb: 1", "a tab cannot indent YAML", (2, 1)),
        ("a: @home", "no text can start with `@`", (1, 4)),
        ("a:\n  b: 1\n c: 2", "this does not fit the indentation or the quotes before it", (3, 2)),
        ("a: {b: 1\nc: 2", "a `{` is not closed, or a comma is missing", (1, 4)),
        ("a: [b\nc: 2", "a `[` is not closed, or a comma is missing", (1, 4)),
        ("a: 'x", "a quotation mark is not closed", (1, 4)),
        ('a: "\\q"', "no character is written like this after `\\`", (1, 5)),
        ("- a\nb: 1", "a list goes on without `-`", (2, 1)),
        ("a: *", "`*` and `&` need a name in YAML", (1, 5)),
        ("a: - b", "a list starts in the middle of a line", (1, 4)),
        ("a: !x!y z", "a `!` starts a tag in YAML", (1, 4)),
        ("{a: 1}}", "the text goes on after its end", (1, 7)),
        ("a: |3x\n  b", "text stands behind `|` or `>`", (1, 6)),
        ("a: b\x07", "it cannot hold the character U+0007", (1, 5)),
        ("%YAML 3.0\n---\na: 1", "the indentation or the quotes do not fit", (1, 1)),
    ],
)
def test_what_is_wrong_with_yaml_is_said_in_plain_words(
    folder: Path, text: str, sentence: str, place: tuple[int, int]
) -> None:
    found = refused(folder, text)
    assert (found.code, found.message) == ("J004", f"this is not YAML: {sentence}")
    assert found.place is not None
    assert (found.place.line, found.place.column) == place
    assert found.help


@pytest.mark.parametrize(
    ("text", "sentence", "place"),
    [
        ('{"a": 1,}', "key", (1, 8)),
        ('{"a": 1 "b": 2}', "a comma or a closing bracket is missing here", (1, 9)),
        ('{"a" 1}', "a key has no `:`", (1, 6)),
        ('{"a": }', "a value is missing here", (1, 7)),
        ('{"a": "b}', "a quotation mark is not closed", (1, 7)),
        ('{"a": "b\n"}', "a text goes over the end of its line", (1, 9)),
        ('{"a": "\\q"}', "no character is written like this after `\\`", (1, 8)),
        ('{"a": 1}\n{"b": 2}', "the text goes on after its end", (2, 1)),
        ("", "a value is missing here", (1, 1)),
    ],
)
def test_what_is_wrong_with_json_is_said_in_plain_words(
    folder: Path, text: str, sentence: str, place: tuple[int, int]
) -> None:
    found = refused(folder, text, "it.json")
    assert found.code == "J004"
    assert found.message.startswith("this is not JSON: ")
    assert sentence in found.message
    assert found.place is not None
    if sentence != "key":  # Python 3.13 points at the comma, earlier ones behind it
        assert (found.place.line, found.place.column) == place
    assert found.help


def test_a_place_that_does_not_exist_is_that_of_the_nearest_part_above(folder: Path) -> None:
    source = read(folder, "a:\n  b: [x, y]\n")
    assert source.place(["a", "b", 7, "z"]) == source.place(["a", "b"])
    assert source.place(["a", "b", "y"]).column == 10
    assert source.place(["q"]) == source.place([])


def test_a_step_that_a_file_leaves_out_is_passed_over(folder: Path) -> None:
    source = read(folder, "pillars:\n  staff: {service: 4}\n  order: [service, friction]\nnext: payment\n")
    assert underlined(source, "pillars", "staff", "scores", "service") == "4"
    assert underlined(source, "pillars", "staff", "scores", "service", key=True) == "service"
    assert underlined(source, "pillars", "order", "order", 1) == "friction"
    assert underlined(source, "next", "payment", key=True) == "payment"
    assert underlined(source, "pillars", "staff", "answers", key=True) == "staff"


def test_a_key_that_a_touchpoint_lacks_is_not_looked_for_beside_it(folder: Path) -> None:
    source = read(folder, "touchpoints:\n  a: {wait: 5 min}\n")
    assert underlined(source, "touchpoints", "a", "promise", "wait") == "{wait: 5 min}"
