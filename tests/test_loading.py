import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.errors import Diagnostic, JourneyError
from journeymap.fields import FileModel
from journeymap.journey import Journey, Left, LogColumns, Model, Promise, Target, Touchpoint, Value, Volume, Wait
from journeymap.loading import check_journey, journey_file, load_journey
from journeymap.satisfaction import Satisfaction
from tests.golden import Golden
from tests.strategies import journey_files

CASES = Path(__file__).parent / "cases"
LIBRARIES = ("pydantic", "Input should", "Field required", "libyaml", "yaml.", "NoneType", "Traceback", "{'", "['")
"""Words by which a message of a library, or a value as Python writes it, would give itself away."""


def said(folder: Path, text: str | bytes, name: str = "it.yaml") -> list[Diagnostic]:
    (folder / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return check_journey(folder / name)[1]


def test_a_journey_is_read_from_a_file_or_the_folder_that_holds_it(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text("journey: j\ntouchpoints: {a: }\n", encoding="utf-8")
    assert journey_file(tmp_path) == tmp_path / "journey.yaml"
    assert load_journey(tmp_path) == load_journey(str(tmp_path / "journey.yaml"))
    assert load_journey(tmp_path).journey == "j"


def test_a_folder_without_a_journey_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match=r"J001.*has no `journey\.yaml`"):
        load_journey(tmp_path)


def test_a_touchpoint_of_which_nothing_is_known_is_one(tmp_path: Path) -> None:
    assert said(tmp_path, "journey: j\ntouchpoints:\n  a:\n") == []


def test_a_broken_journey_is_reported_whole_and_in_order(tmp_path: Path, golden: Golden) -> None:
    for name in ("broken.yaml", "broken.json"):
        file = CASES / name
        (tmp_path / name).write_bytes(file.read_bytes())
        text = "\n\n".join(map(str, said(tmp_path, file.read_bytes(), name)))
        golden(f"check-{name.replace('.', '-')}", text.replace(f"{tmp_path}/", ""))


def test_json_and_yaml_of_one_journey_have_the_same_problems(tmp_path: Path) -> None:
    spoken = [
        [(found.code, found.message, found.help) for found in said(tmp_path, (CASES / name).read_bytes(), name)]
        for name in ("broken.yaml", "broken.json")
    ]
    assert spoken[0] == spoken[1]


def test_loading_refuses_with_every_error_and_no_warning(tmp_path: Path) -> None:
    text = "journey: j\nstart: a\ntouchpoints:\n  a: {wait: 5}\n  b: {clicks: many}\n"
    found = said(tmp_path, text)
    with pytest.raises(JourneyError) as refused:
        load_journey(tmp_path / "it.yaml")
    assert [problem.code for problem in refused.value.diagnostics] == ["J110", "J110"]
    assert list(refused.value.diagnostics) == found


def test_warnings_come_with_the_journey(tmp_path: Path) -> None:
    text = "journey: j\nstart: a\ngoal: [a, b]\ntouchpoints: {a: , b: }\n"
    (tmp_path / "it.yaml").write_text(text, encoding="utf-8")
    journey, found = check_journey(tmp_path / "it.yaml")
    assert journey is not None
    assert [(problem.code, problem.severity) for problem in found] == [("J131", "warning")]


def underlined(found: Diagnostic) -> str:
    assert found.place is not None
    start = found.place.column - 1
    return found.place.source[start : start + found.place.length]


@pytest.mark.parametrize(
    ("text", "key", "cure"),
    [
        ("tilte: x", "tilte", "did you mean `title`?"),
        ("touchpoints: {a: {wiat: 5 min}}", "wiat", "did you mean `wait`?"),
        ("touchpoints: {wait: {kliks: 5}}", "kliks", "did you mean `clicks`?"),
        ("touchpoints: {next: {promise: {wiat: 5 min}}}", "wiat", "did you mean `wait`?"),
        ("touchpoints: {a: {satisfaction: {scroe: 3}}}", "scroe", "did you mean `score`?"),
        ("log: {cas: order}", "cas", "did you mean `case`?"),
        ("model: {click_second: 3}", "click_second", "did you mean `click_seconds`?"),
    ],
)
def test_an_unknown_key_is_underlined_itself_with_the_nearest_known_one(
    tmp_path: Path, text: str, key: str, cure: str
) -> None:
    (found,) = (problem for problem in said(tmp_path, text) if problem.code == "J102")
    assert (underlined(found), found.label, found.help) == (key, "unknown key", cure)


def test_a_wrong_item_of_a_list_is_underlined_alone(tmp_path: Path) -> None:
    (found,) = said(tmp_path, "journey: j\ntouchpoints:\n  a: {satisfaction: {counts: [1, 2, x, 4, 5]}}\n")
    assert underlined(found) == "x"


@pytest.mark.parametrize(
    "keys",
    [
        "satisfaction: {counts: [x]}",
        "wait: {median: soon}",
        "left: {share: 2, of: 5}",
        "next: {b: 2, c: 20%}",
        "promise: {wait: 1}",
        "satisfaction: {score: x, scale: 1-5}",
    ],
)
def test_an_error_makes_no_phantom_of_what_holds_it(tmp_path: Path, keys: str) -> None:
    found = said(tmp_path, f"journey: j\ntouchpoints:\n  a: {{{keys}}}\n  b:\n  c:\n")
    assert {problem.code for problem in found} == {"J110"}


def test_a_part_with_an_error_hides_no_other_error(tmp_path: Path) -> None:
    text = "journey: j\nstart: {a: 50%, b: 20%}\ntouchpoints:\n  a: {wait: 5, next: x}\n  b: {left: 5}\n"
    assert [found.code for found in said(tmp_path, text)] == ["J105", "J110", "J104", "J112"]


def test_a_broken_touchpoint_is_still_one_that_others_may_name(tmp_path: Path) -> None:
    assert [f.code for f in said(tmp_path, "journey: j\ntouchpoints:\n  a: {next: b}\n  b: nonsense\n")] == ["J110"]


EVERY_CODE: dict[str, str | bytes] = {
    "J003": b"\xff",
    "J004": "a: [",
    "J005": "[" * 100,
    "J006": "a: 1\n---\nb: 1",
    "J007": "[a]: b",
    "J008": "<<: 4",
    "J101": "a: 1\na: 2",
    "J102": "tilte: x",
    "J103": "touchpoints: {a: }",
    "J104": "journey: j\ntouchpoints: {a: {next: b}}",
    "J105": "journey: j\ntouchpoints: {a: {next: {b: 20%}}, b: }",
    "J106": "journey: j\ngoal: a\ntouchpoints: {a: {next: b}, b: }",
    "J107": "journey: j\ntouchpoints: {a: {next: a}}",
    "J108": "journey: j\nphases: {x: after}\ntouchpoints: {a: {phase: y}}",
    "J109": "journey: j\ntouchpoints: {a: {situation: y}}",
    "J110": "journey: j\ntouchpoints: {a: {clicks: many}}",
    "J111": "journey: j\ntouchpoints: {a: {wait: {}}}",
    "J112": "journey: j\ntouchpoints: {a: {left: 5}}",
    "J113": "journey: j\ntouchpoints: {a: {next: [b, b]}, b: }",
    "J114": "journey: j\ntouchpoints: {(start): }",
    "J120": "journey: j\ntouchpoints: {a: {satisfaction: {}}}",
    "J121": "journey: j\ntouchpoints: {a: {satisfaction: 9}}",
    "J130": "journey: j\ntouchpoints: {a: {promise: 30 days, channel: delivery}}",
    "J131": "journey: j\nstart: a\ngoal: b\ntouchpoints: {a: , b: }",
    "J132": "journey: j\nstart: [a, b]\ntouchpoints: {a: {next: a}, b: }",
}
"""A file for every code that a file can bring about; J001 and J002 are of files that cannot be read."""


@pytest.mark.parametrize("code", EVERY_CODE)
def test_every_code_is_met_with_a_cure_in_our_own_words(tmp_path: Path, code: str) -> None:
    found = [problem for problem in said(tmp_path, EVERY_CODE[code]) if problem.code == code]
    assert found
    for problem in found:
        assert problem.help or code == "J005"
        assert not any(word in f"{problem.message} {problem.help}" for word in LIBRARIES)


def test_no_code_of_the_file_layer_is_without_a_case() -> None:
    package = Path(__file__).parent.parent / "journeymap"
    used: set[str] = set()
    for module in ("sources", "journey", "satisfaction", "fields", "checks", "loading"):
        words = (package / f"{module}.py").read_text(encoding="utf-8").split('"')
        used |= {word for word in words if len(word) == 4 and word[0] == "J" and word[1:].isdecimal()}
    assert used == {"J001", "J002", *EVERY_CODE}


PARTS: dict[str, type[FileModel]] = {
    "": Journey,
    "customers": Volume,
    "log": LogColumns,
    "model": Model,
    "touchpoints.a": Touchpoint,
    "touchpoints.a.left": Left,
    "touchpoints.a.promise": Promise,
    "touchpoints.a.satisfaction": Satisfaction,
    "touchpoints.a.target": Target,
    "touchpoints.a.wait": Wait,
    "value": Value,
}
KEYS = [f"{part}.{key}".lstrip(".") for part, model in PARTS.items() for key in model.model_fields]
SHAPES = ("", "~", "x", "5", "-1", "70%", "yes", "[]", "[x]", "[[]]", "[~]", "{}", "{x: y}", "{x: {}}", "[{x: y}]")


@pytest.mark.parametrize("path", KEYS)
def test_whatever_stands_at_a_key_is_read_or_refused_in_our_own_words(tmp_path: Path, path: str) -> None:
    for shape in SHAPES:
        text = shape
        for key in reversed(path.split(".")):
            text = f"{{{key}: {text}}}"
        for found in said(tmp_path, text):
            assert not any(word in str(found) for word in LIBRARIES), str(found)
            assert "be something else" not in found.message, str(found)


def outcome(folder: Path, content: bytes, name: str) -> None:
    """Read a file that may be anything: the outcome is a journey or diagnostics, which can be printed."""
    (folder / name).write_bytes(content)
    journey, found = check_journey(folder / name)
    assert (journey is None) == any(problem.severity == "error" for problem in found)
    for problem in found:
        assert "\x1b" not in str(problem).encode("utf-8").decode("utf-8")
        own = re.sub(r"`[^`]*`", "", f"{problem.message} {problem.help}")
        assert not any(word in own for word in LIBRARIES)


FILES = st.sampled_from(("it.yaml", "it.json"))
SEEDS = [file.read_bytes() for file in sorted(CASES.glob("broken.*"))]


@given(st.binary(max_size=200), FILES)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    outcome(tmp_path_factory.getbasetemp(), content, name)


@given(st.text("{}[]:,-?*&!|>'\"%@`#\\ \n\tab1~<", max_size=60), FILES)
def test_any_punctuation_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str, name: str) -> None:
    outcome(tmp_path_factory.getbasetemp(), text.encode(), name)


@given(st.sampled_from(SEEDS), st.data(), FILES)
@settings(max_examples=200)
def test_a_damaged_journey_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, seed: bytes, data: st.DataObject, name: str
) -> None:
    content = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        moved = data.draw(st.integers(0, len(content)))
        new = data.draw(st.one_of(st.binary(max_size=4), st.just(bytes(content[moved : moved + length]))))
        content[start : start + length] = new
    outcome(tmp_path_factory.getbasetemp(), bytes(content), name)


@given(journey_files())
def test_yaml_json_and_plain_values_make_the_same_journey(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "any.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "any.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    journey = Journey.model_validate(content)
    assert load_journey(folder / "any.json") == journey
    assert load_journey(folder / "any.yaml") == journey
    assert list(load_journey(folder / "any.yaml").touchpoints) == list(content["touchpoints"])


def calls_of(work: Callable[[], object]) -> int:
    """Count the calls of functions, whether of Python or of C."""
    n = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal n
        n += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return n


@pytest.mark.parametrize(
    "keys",
    ["wait: 5 min, satisfaction: 4", "wait: 5, satisfacton: 4", "left: 5 of 4, satisfaction: 9"],
    ids=["sound", "misspelt", "off the scale"],
)
def test_loading_a_thousand_touchpoints_takes_twice_the_work_of_five_hundred(tmp_path: Path, keys: str) -> None:
    def load(n: int) -> int:
        lines = [f"  point_{i:04}: {{{keys}, next: point_{i + 1:04}}}\n" for i in range(n)]
        (tmp_path / "it.yaml").write_text(f"journey: j\ntouchpoints:\n{''.join(lines)}  point_{n:04}: \n", "utf-8")
        return calls_of(lambda: check_journey(tmp_path / "it.yaml"))

    load(10)  # what happens once
    assert load(1000) == pytest.approx(2 * load(500), rel=0.05)
