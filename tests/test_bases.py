import json
from pathlib import Path

import pytest

from journeymap.errors import Diagnostic
from journeymap.journey import Journey
from journeymap.loading import check_journey, load_journey

BASE = """
journey: base
title: Any lamp
phases: {buy: during, use: after}
goal: use
model: {click_seconds: 3, patience: {parcel: 5 days}}
log: {file: events.csv, case: order, touchpoint: step}
touchpoints:
  buy:
    phase: buy
    wait: 5 min
    clicks: 12
    satisfaction: {score: 4, answers: 20}
    promise: {wait: 4 min, says: at once}
    next: use
  use: {phase: use}
"""


def write(folder: Path, **files: str) -> Path:
    """Write YAML files by name, `folder__name` for one in a folder; return the first."""
    written = [folder / f"{name.replace('__', '/')}.yaml" for name in files]
    for file, text in zip(written, files.values(), strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return written[0]


def read(folder: Path, **files: str) -> Journey:
    return load_journey(write(folder, **files))


def said(folder: Path, **files: str) -> list[Diagnostic]:
    return check_journey(write(folder, **files))[1]


def places(folder: Path, found: list[Diagnostic]) -> list[tuple[str, str, int, str]]:
    """Return code, file, line and the underlined text."""
    assert all(problem.place for problem in found)
    return [
        (f.code, Path(p.file).relative_to(folder).as_posix(), p.line, p.source[p.column - 1 : p.column - 1 + p.length])
        for f in found
        if (p := f.place)
    ]


def test_what_a_file_does_not_say_its_base_says(tmp_path: Path) -> None:
    own = read(tmp_path, own="extends: base.yaml\njourney: own", base=BASE)
    base = load_journey(tmp_path / "base.yaml")
    assert own == base.model_copy(update={"journey": "own", "extends": "base.yaml"})


def test_single_keys_of_a_touchpoint_take_the_place_of_those_of_the_base(tmp_path: Path) -> None:
    changes = "touchpoints: {buy: {clicks: 3, promise: 2 min}}"
    buy = read(tmp_path, own=f"extends: base.yaml\n{changes}", base=BASE).touchpoints["buy"]
    assert (buy.clicks, buy.phase, buy.next) == (3, "buy", {"use": None})
    assert buy.promise is not None
    assert (buy.promise.wait, buy.promise.says) == (120, None), "a value is replaced whole"


def test_a_touchpoint_may_be_added_and_stands_behind_those_of_the_base(tmp_path: Path) -> None:
    changes = "touchpoints: {help: {next: use}, buy: {next: [use, help]}}"
    own = read(tmp_path, own=f"extends: base.yaml\n{changes}", base=BASE)
    assert list(own.touchpoints) == ["buy", "use", "help"]
    assert own.touchpoints["buy"].shares == {"use": 0.5, "help": 0.5}


def test_single_keys_of_log_and_model_take_the_place_of_those_of_the_base(tmp_path: Path) -> None:
    changes = "log: {case: basket}\nmodel: {click_seconds: 2}"
    own = read(tmp_path, own=f"extends: base.yaml\n{changes}", base=BASE)
    assert (own.log.case, own.log.touchpoint) == ("basket", "step")
    assert (own.model.click_seconds, own.model.patience) == (2, {"parcel": 432000})


def test_a_touchpoint_with_nothing_behind_it_stays_and_a_key_with_nothing_goes(tmp_path: Path) -> None:
    own = read(tmp_path, own="extends: base.yaml\ntitle:\ntouchpoints: {buy: , use: {phase: }}", base=BASE)
    assert own.title is None
    assert own.touchpoints["buy"].clicks == 12
    assert own.touchpoints["use"].phase is None


def test_a_base_may_have_a_base(tmp_path: Path) -> None:
    own = read(
        tmp_path,
        own="extends: lamp.yaml\ntouchpoints: {buy: {clicks: 3}}",
        lamp="extends: base.yaml\njourney: lamp\ntouchpoints: {buy: {clicks: 5, wait: 1 min}}",
        base=BASE,
    )
    buy = own.touchpoints["buy"]
    assert (own.journey, own.title, buy.clicks, buy.phase) == ("lamp", "Any lamp", 3, "buy")
    assert buy.wait is not None
    assert buy.wait.median == 60


def test_json_and_yaml_build_on_each_other(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(json.dumps({"extends": "base.yaml", "title": "Mine"}), encoding="utf-8")
    write(tmp_path, base=BASE)
    assert load_journey(tmp_path / "own.json").title == "Mine"


@pytest.mark.parametrize(
    ("extends", "base", "log"),
    [
        ("base.yaml", "base", "events.csv"),
        ("shared/base.yaml", "shared__base", "shared/events.csv"),
        ("shared/../base.yaml", "base", "events.csv"),
    ],
)
def test_the_log_of_a_base_stays_beside_it(tmp_path: Path, extends: str, base: str, log: str) -> None:
    (tmp_path / "shared").mkdir()
    own = read(tmp_path, own=f"extends: {extends}", **{base: BASE})
    assert own.log.file is not None
    assert (tmp_path / own.log.file).resolve() == tmp_path / log


def test_the_log_of_a_base_two_folders_away_stays_beside_it(tmp_path: Path) -> None:
    own = write(tmp_path, a__own="extends: ../b/lamp.yaml", b__lamp="extends: c/base.yaml", b__c__base=BASE)
    assert load_journey(own).log.file == "../b/c/events.csv"


def test_an_absolute_log_and_a_log_of_ones_own_stay_as_they_are(tmp_path: Path) -> None:
    far = write(tmp_path, far="extends: b/base.yaml", b__base=BASE.replace("events.csv", "/logs/events.csv"))
    assert load_journey(far).log.file == "/logs/events.csv"
    own = write(tmp_path, own="extends: b/base.yaml\nlog: {file: mine.csv}", b__base=BASE)
    assert load_journey(own).log.file == "mine.csv"


def test_an_error_is_shown_in_the_file_that_makes_it(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        own="extends: lamp.yaml\ntouchpoints:\n  buy: {next: us}\n  use: {clicks: -1}\n",
        lamp="extends: base.yaml\njourney: lamp\ntouchpoints:\n  buy: {wait: 5}\n",
        base=f"{BASE}  help: {{promise: 7}}\nbogus: 1\n",
    )
    assert places(tmp_path, found) == [
        ("J104", "own.yaml", 3, "us"),
        ("J110", "own.yaml", 4, "-1"),
        ("J110", "lamp.yaml", 4, "5"),
        ("J110", "base.yaml", 17, "7"),
        ("J102", "base.yaml", 18, "bogus"),
    ]


@pytest.mark.parametrize(
    ("own", "code", "file", "text"),
    [
        ("title: Mine", "J104", "base.yaml", "nowhere"),
        ("touchpoints: {buy: {clicks: 3}}", "J104", "base.yaml", "nowhere"),
        ("touchpoints: {buy: {next: nowhere}}", "J104", "own.yaml", "nowhere"),
        ("touchpoints: {buy: {next: {use: 20%}}}", "J105", "own.yaml", "{use: 20%}}}"),
        ("goal: us\ntouchpoints: {buy: {next: use}}", "J104", "own.yaml", "us"),
        ("phases: {buy: during}\ntouchpoints: {buy: {next: use}}", "J108", "base.yaml", "use"),
    ],
)
def test_the_place_is_in_the_file_whose_word_counts(tmp_path: Path, own: str, code: str, file: str, text: str) -> None:
    base = BASE.replace("next: use", "next: {use: 70%, nowhere: 30%}")
    found = places(tmp_path, said(tmp_path, own=f"extends: base.yaml\n{own}", base=base))
    assert [(code, file, text) for code, file, _, text in found] == [(code, file, text)]


def test_problems_of_the_text_of_both_files_are_found(tmp_path: Path) -> None:
    found = said(tmp_path, own="extends: base.yaml\ntitle: a\ntitle: b\n", base=f"{BASE}goal: buy\n")
    assert places(tmp_path, found) == [("J101", "own.yaml", 3, "title"), ("J101", "base.yaml", 17, "goal")]


@pytest.mark.parametrize("named", ["nope.yaml", "''", "'.'", "x\u0001y", f"{'x' * 5000}.yaml", "own.yaml/base.yaml"])
@pytest.mark.parametrize("name", ["own.yaml", "own.json"])
def test_a_base_that_is_not_there_is_an_error_at_the_word(tmp_path: Path, named: str, name: str) -> None:
    text = json.dumps({"extends": named.strip("'")}) if name == "own.json" else f"extends: {named}"
    (tmp_path / name).write_text(text, encoding="utf-8")
    (found,) = check_journey(tmp_path / name)[1]
    assert found.code == ("J004" if "\u0001" in named and name == "own.yaml" else "J150")
    assert found.place is not None
    assert found.place.line == 1


def test_a_file_name_that_no_file_can_have_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text('{"extends": "a\\u0000b"}', encoding="utf-8")
    assert [problem.code for problem in check_journey(tmp_path / "own.json")[1]] == ["J150"]


@pytest.mark.parametrize("base", ["", "- a\n", "only text\n"])
def test_a_base_without_content_is_an_error(tmp_path: Path, base: str) -> None:
    found = said(tmp_path, own="extends: base.yaml\njourney: own\ntitle: x\ntitle: y\n", base=base)
    assert places(tmp_path, found) == [("J101", "own.yaml", 4, "title"), ("J150", "own.yaml", 1, "base.yaml")]


def test_a_base_that_cannot_be_read_says_why_at_its_own_place(tmp_path: Path) -> None:
    found = said(tmp_path, own="extends: base.yaml\n", base="journey: j\ntitle: a: b\n")
    assert [(code, file, line) for code, file, line, _ in places(tmp_path, found)] == [("J004", "base.yaml", 2)]


def test_a_programme_is_no_base(tmp_path: Path) -> None:
    found = said(tmp_path, own="extends: base.yaml\njourney: j\n", base="programme: p\naudiences: {a: {}}\n")
    assert [(code, file, text) for code, file, _, text in places(tmp_path, found)] == [
        ("J103", "own.yaml", "extends: base.yaml"),
        ("J102", "base.yaml", "programme"),
        ("J102", "base.yaml", "audiences"),
    ]


def test_a_file_cannot_build_on_itself(tmp_path: Path) -> None:
    itself = f"../{tmp_path.name}/own.yaml"
    (found,) = said(tmp_path, own=f"extends: {itself}\n")
    assert (found.code, found.message) == ("J151", f"`{itself}` is extended in a circle")


def test_a_circle_of_files_is_found_where_it_closes(tmp_path: Path) -> None:
    found = said(tmp_path, a="extends: b.yaml", b="journey: b\nextends: c.yaml", c="extends: b.yaml")
    assert places(tmp_path, found) == [("J151", "c.yaml", 1, "b.yaml")]


@pytest.mark.parametrize("named", ["[base.yaml]", "{a: b}"])
def test_only_one_file_can_be_extended(tmp_path: Path, named: str) -> None:
    found = said(tmp_path, own=f"extends: {named}\njourney: own\ntouchpoints: {{a: }}\n", base=BASE)
    assert [(f.code, f.message) for f in found] == [("J110", "`extends` should be a single text")]


def test_working_days_of_a_base_are_those_of_the_calendar_that_counts(tmp_path: Path) -> None:
    base = BASE.replace("wait: 5 min", "wait: 5 working days") + "calendar: {days: mon-fri}\n"
    own = read(tmp_path, own="extends: base.yaml\ncalendar: {days: mon-sun}", base=base)
    assert own.touchpoints["buy"].wait is not None
    assert own.touchpoints["buy"].wait.median == 5 * 86400
