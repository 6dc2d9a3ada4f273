import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from journeymap.errors import Diagnostic, JourneyError
from journeymap.journey import Journey
from journeymap.loading import check_journey, journey_file, load_journey
from journeymap.log_columns import LogColumns
from journeymap.programme_loading import check_file
from journeymap.touchpoint import (
    Touchpoint,
)
from tests.golden import Golden

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
    assert [found.code for found in said(tmp_path, "journey: j\ntouchpoints:\n  a:\n")] == ["J136"]
    assert said(tmp_path, "journey: j\ntouchpoints:\n  a: {satisfaction: 4, next: b}\n  b:\n") == []


def test_a_broken_journey_is_reported_whole_and_in_order(tmp_path: Path, golden: Golden) -> None:
    for name in ("broken.yaml", "broken.json", "tangled.yaml"):
        file = CASES / name
        (tmp_path / name).write_bytes(file.read_bytes())
        text = "\n\n".join(map(str, said(tmp_path, file.read_bytes(), name)))
        golden(f"check-{name.replace('.', '-')}", text.replace(f"{tmp_path}/", ""))


@pytest.mark.parametrize("stem", ["broken", "tangled"])
def test_json_and_yaml_of_one_journey_have_the_same_problems(tmp_path: Path, stem: str) -> None:
    spoken = [
        [(found.code, found.message, found.help) for found in said(tmp_path, (CASES / name).read_bytes(), name)]
        for name in (f"{stem}.yaml", f"{stem}.json")
    ]
    assert spoken[0] == spoken[1]


def test_a_journey_with_every_key_there_is_has_no_error(tmp_path: Path) -> None:
    text = (CASES / "whole.yaml").read_text(encoding="utf-8")
    assert {(found.code, found.severity) for found in said(tmp_path, text)} == set()
    points = load_journey(tmp_path / "it.yaml").touchpoints.values()
    keys = {key for point in points for key in point.model_fields_set}
    assert keys == set(Touchpoint.model_fields)
    assert load_journey(tmp_path / "it.yaml").model_fields_set == set(Journey.model_fields) - {"extends"}
    assert load_journey(tmp_path / "it.yaml").log.model_fields_set == set(LogColumns.model_fields)


def test_a_faulty_calendar_makes_no_other_error(tmp_path: Path) -> None:
    for calendar in ("nonsense", "{days: mo-fr}", "{hours: 17-9}", "[mon]", "{holidays: [christmas]}", "{dyas: mon}"):
        text = f"journey: j\ntouchpoints: {{a: {{wait: 2 working days, next: x}}}}\ncalendar: {calendar}\n"
        found = [(problem.code, problem.place.line if problem.place else 0) for problem in said(tmp_path, text)]
        assert found == [("J104", 2), ("J102" if "dyas" in calendar else "J110", 3)]


def test_working_days_without_a_calendar_are_an_error_with_the_calendar_to_add(tmp_path: Path) -> None:
    (found,) = said(tmp_path, "journey: j\ntouchpoints: {a: {wait: 2 working days}}\n")
    assert (underlined(found), found.help) == (
        "2 working days",
        "add `calendar: {days: mon-fri, hours: 9-17}` to the journey",
    )


NAMES = ("Zażółć gęślą jaźń", "Оформление заказа", "结账", "الدفع", "支払い 💳", "👩‍👩‍👧", "नमस्ते")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", ["it.yaml", "it.json"])
def test_ids_names_and_phases_are_in_any_script(tmp_path: Path, name: str, file: str) -> None:
    content: dict[str, Any] = {
        "journey": name,
        "title": name,
        "phases": {name: "before", f"{name} 2": "after"},
        "touchpoints": {
            name: {
                "name": name,
                "phase": name,
                "channel": name,
                "satisfaction": "4",
                "next": {f"{name} 2": "70%", "b": None},
            },
            f"{name} 2": {"phase": f"{name} 2", "since": name},
            "b": {"next": f"{name} 2"},
        },
        "off_plan": [{"from": "b", "to": name, "share": "5%"}],
        "segments": {name: {name: {"touchpoints": {name: {"clicks": "2"}}}}},
    }
    assert said(tmp_path, json.dumps(content, ensure_ascii=False), file) == []
    assert load_journey(tmp_path / file) == Journey.model_validate(content)
    content["touchpoints"]["b"] |= {"next": f"{name}2", "phase": f"{name}2"}
    found = said(tmp_path, json.dumps(content, ensure_ascii=False), file)
    assert [(problem.code, problem.help) for problem in found] == [
        ("J104", f"did you mean `{name} 2`?"),
        ("J108", f"did you mean `{name} 2`?"),
    ]
    assert [underlined(problem).strip('"') for problem in found] == [f"{name}2"] * 2


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
    assert [(problem.code, problem.severity) for problem in found] == [("J136", "warning"), ("J135", "warning")]


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
        "next: {b: 2.5, c: 20%}",
        "satisfaction: {promoters: 1, passives: x, detractors: 2}",
        "reached: x, next: {b: 20}",
        "wait: {median: x, p90: 5 min}",
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


def _many_groups(n: int) -> str:
    """Groups of five that may come in any order: 80 states each."""
    names = [f"t{i}" for i in range(5 * n)]
    points: dict[str, Any] = {name: {"next": after} for name, after in pairwise([*names, "goal"])} | {"goal": {}}
    groups = [names[i : i + 5] for i in range(0, 5 * n, 5)]
    return json.dumps({"journey": "j", "any_order": groups, "touchpoints": points})


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
    "J106": "journey: j\nends: {a: lost}\ntouchpoints: {a: {next: b}, b: }",
    "J107": "journey: j\ntouchpoints: {a: {next: a}}",
    "J108": "journey: j\nphases: {x: after}\ntouchpoints: {a: {phase: y}}",
    "J109": "journey: j\ntouchpoints: {a: {situation: y}}",
    "J110": "journey: j\ntouchpoints: {a: {clicks: many}}",
    "J111": "journey: j\ntouchpoints: {a: {wait: {}}}",
    "J112": "journey: j\ntouchpoints: {a: {left: 5}}",
    "J113": "journey: j\ntouchpoints: {a: {next: [b, b]}, b: }",
    "J114": "journey: j\ntouchpoints: {(start): }",
    "J116": "journey: j\ntouchpoints: {a: {next: b}, b: }\noff_plan: [{from: a, to: b, share: 5%}]",
    "J117": "journey: j\ntouchpoints: {a: {next: {b: 40, c: 20%}}, b: , c: }",
    "J120": "journey: j\ntouchpoints: {a: {satisfaction: {}}}",
    "J121": "journey: j\ntouchpoints: {a: {satisfaction: 9}}",
    "J122": "journey: j\ntouchpoints: {a: }\nsegments: {age: {old: {share: 70%}, young: {share: 40%}}}",
    "J123": "journey: j\ntouchpoints: {a: }\nany_order: [[a]]",
    "J124": "journey: j\ntouchpoints: {a: }\nlog: {names: {/(/: a}}",
    "J125": "journey: j\ntouchpoints: {a: {promise: {}}}",
    "J126": "journey: j\ntouchpoints: {a: {next: b}, b: {missing: yes}}",
    "J127": "journey: j\ntouchpoints: {a: {reached: 9, left: 1 of 9, next: {b: 8}}, b: }",
    "J128": "journey: j\nvalue: {sale: 1 EUR, later: 1 USD}\ntouchpoints: {a: }",
    "J130": "journey: j\ntouchpoints: {a: {promise: 30 days, channel: delivery}}",
    "J131": "journey: j\nstart: a\ntouchpoints: {a: {next: c}, b: {next: c}, c: }",
    "J132": "journey: j\nstart: [a, b]\ntouchpoints: {a: {next: a}, b: }",
    "J133": "journey: j\ntouchpoints: {a: {reached: 9, next: b}, b: }",
    "J134": "journey: j\nphases: {x: during}\ntouchpoints: {a: }",
    "J135": "journey: j\nstart: a\ngoal: b\ntouchpoints: {a: , b: }",
    "J136": "journey: j\ntouchpoints: {a: }",
    "J139": "journey: j\ngoal: b\ntouchpoints: {a: {next: [b, c]}, b: , c: }",
    "J185": "journey: j\ntouchpoints: {a: {next: b, channels: {app: {}, web: {}}}, b: }",
    "J190": "journey: j\nany_order: [[a, b]]\ntouchpoints: {a: {next: b}, b: }",
    "J191": _many_groups(26),
    "J196": "journey: j\ntouchpoints: {a: }\ngate: {completion: '<= 40%'}",
    "J197": "journey: j\ntouchpoints: {a: }\naccept: [{code: slow, reason: r, owner: o, until: 2027-01-31}]",
    "J198": "journey: j\ntouchpoints: {a: }\naccept: [&x {code: F110, reason: r, owner: o, until: 2027-01-31}, *x]",
    "J150": "extends: nope.yaml",
    "J151": "extends: it.yaml",
    "P101": "programme: p\naudiences: {a: }\npillars: {ratings: {staff: {service: 9}}}",
    "P102": "programme: p\naudiences: {a: }\npillars: {by_segment: {x: [service, service]}}",
    "P103": "programme: p\naudiences: {a: {rank: 1}, b: {rank: 1}}",
    "P104": "programme: p\naudiences: {a: {affects: {x: b.y}}}",
    "P105": "programme: p\naudiences: {a: {journeys: nope.yaml}}",
}
"""A file for every code that a file can bring about; J001 and J002 are of files that cannot be read."""


@pytest.mark.parametrize("code", EVERY_CODE)
def test_every_code_is_met_with_a_cure_in_our_own_words(tmp_path: Path, code: str) -> None:
    text = EVERY_CODE[code]
    (tmp_path / "it.yaml").write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    found = [problem for problem in check_file(tmp_path / "it.yaml") if problem.code == code]
    assert found
    for problem in found:
        assert problem.help or code == "J005"
        assert not any(word in f"{problem.message} {problem.help}" for word in LIBRARIES)


def test_no_code_of_the_file_layer_is_without_a_case() -> None:
    package = Path(__file__).parent.parent / "journeymap"
    modules = (
        "sources",
        "trees",
        "json_trees",
        "yaml_trees",
        "journey",
        "touchpoint",
        "measures",
        "satisfaction",
        "fields",
        "validation",
        "bases",
        "checking",
        "loading",
    )
    files = [*(package / f"{module}.py" for module in modules), *(package / "checks").glob("*.py")]
    used = {code for file in files for code in re.findall(r'"([JP]\d{3})"', file.read_text(encoding="utf-8"))}
    assert used == {"J001", "J002", *EVERY_CODE}


def test_the_lamp_says_the_same_in_yaml_and_json() -> None:
    folder = Path(__file__).parents[1] / "examples" / "lamp"
    assert load_journey(folder / "journey.yaml") == load_journey(folder / "journey.json")
