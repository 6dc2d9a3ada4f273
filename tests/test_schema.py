"""The schema of the files says the same as their loader, as far as a schema can.

It can: which keys there are, what words and forms a single value may have, and what belongs together in one part. It
cannot: what depends on other parts (ids, sums of shares, scores on their scale, a calendar for working days, a base
file), which of two ends of a range is larger, digits other than 0–9, and dates without hyphens.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from journeymap.fields import FileModel
from journeymap.journey import Journey
from journeymap.programme import Programme
from journeymap.schema import SchemaOf, schema
from tests.strategies import journey_files
from tests.test_cli import journeymap

ROOT = Path(__file__).parent.parent
FILES = sorted([*ROOT.glob("examples/*/journey.*"), *ROOT.glob("journeymap/templates/*/journey.yaml")])
MODELS: dict[SchemaOf, type[FileModel]] = {"journey": Journey, "programme": Programme}


@cache
def validator(of: SchemaOf = "journey") -> Draft202012Validator:
    return Draft202012Validator(schema(of), format_checker=FormatChecker())


def as_an_editor_sees(text: str) -> dict[str, Any]:
    """YAML as plain JSON values: keys are text, and dates too."""
    seen: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(text), default=date.isoformat))
    return seen


def complaints(values: object, of: SchemaOf = "journey") -> list[str]:
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator(of).iter_errors(values)]


def touchpoint(**keys: object) -> dict[str, Any]:
    return {"journey": "j", "touchpoints": {"a": keys, "b": {}}}


@pytest.mark.parametrize("of", MODELS)
def test_the_schema_is_one(of: SchemaOf) -> None:
    Draft202012Validator.check_schema(schema(of))
    assert complaints(schema(of)["examples"][0], of) == []


@pytest.mark.parametrize("of", MODELS)
def test_every_part_and_every_key_is_explained(of: SchemaOf) -> None:
    whole = schema(of)
    parts = [whole, *whole["$defs"].values()]
    ways = [way for part in parts for way in (part, *part.get("anyOf", ()))]
    keys = [key for way in ways for key in way.get("properties", {}).items()]
    assert len(keys) > 15
    for name, described in [*keys, *whole["$defs"].items()]:
        assert described["title"], name
        assert len(described["description"]) > 5, name
        assert described["description"].endswith("."), name


@pytest.mark.parametrize("of", MODELS)
def test_the_examples_of_every_form_are_valid(of: SchemaOf) -> None:
    definitions = schema(of)["$defs"]
    for name, form in definitions.items():
        alone = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": definitions})
        assert [example for example in form.get("examples", ()) if not alone.is_valid(example)] == []


def test_defaults_are_written_as_people_write_them() -> None:
    definitions = schema()["$defs"]
    assert schema()["properties"]["scale"]["default"] == "1..5"
    assert definitions["Calendar"]["properties"]["days"]["default"] == "mon-fri"
    assert definitions["Calendar"]["properties"]["hours"]["default"] == "9-17"
    assert definitions["Model"]["properties"]["effort_half_life"]["default"] == "3.5 min"
    assert definitions["Model"]["properties"]["bad_experience_loss"]["default"] == "44%"


def test_what_an_editor_should_offer_is_there() -> None:
    keys = schema()["$defs"]["Touchpoint"]["properties"]
    assert "parcel" in json.dumps(keys["situation"])
    assert "phone" in json.dumps(keys["channel"])
    assert "`30 min`" in keys["patience"]["description"]
    assert "30 min" in keys["wait"]["examples"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_journey_that_comes_with_the_program_is_valid(file: Path) -> None:
    assert complaints(as_an_editor_sees(file.read_text(encoding="utf-8"))) == []


def test_the_journey_of_readme_is_valid() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    assert complaints(as_an_editor_sees(text)) == []


EVERYTHING = """
journey: buy-a-lamp
title: 2026
state: future
start: {landing: 80%, newsletter: 0.2}
goal: [first_use]
ends: {declined: neutral, cancelled: lost}
milestones: checkout
customers: 12000 per month
value: {sale: 49 EUR, later: 30 EUR}
scale: 1..5
assessed: 2026-10-01
phases: {discover: before, buy: during, use: after}
calendar: {days: mon-fri, hours: 8:30-18, holidays: [2026-12-25]}
any_order: [[landing, newsletter]]
touchpoints:
  landing: {wait: 1.5 s, clicks: 1, satisfaction: {score: 4.2, answers: 300}, next: product}
  product: {next: {checkout: 70%, landing: 10%, compare: 20%}, pillar: [digital, content], repeats: yes}
  checkout: {reached: 5200, next: {delivery: 4310}, wait: {median: 4 min, p90: 11 min}, channel: [web, app]}
  delivery:
    promise: {wait: 5 days, says: With you in five days, spend: 2000 EUR}
    since: checkout
    controllable: partly
    satisfaction: {counts: [31, 22, 18, 40, 69], date: 2026-09-14, scale: 5..1}
    target: {wait: 2 working days, due: 2027-01-31, left: 3%}
    left: 120 of 400
    feedback: {channel: survey, clicks: 2}
    channels: {app: {share: 60%, wait: measured}}
    ratings: {company: 4.5, expected: 4}
    benchmark: {score: 4, source: a study}
    informed: no
  newsletter: {controllable: yes, work_time: PT30M, patience: 2h 15m, quotes: well, satisfaction: {nps: 31}}
  support: {satisfaction: {promoters: 1, passives: 2, detractors: 3}, wait: 0, left: {share: 30%, of: 400}}
  compare:
off_plan: [{from: checkout, to: support, share: 12%}]
segments: {age: {seniors: {share: 20%, touchpoints: {checkout: {patience: 60 s, satisfaction: 2.4}}}}}
log: {file: events.parquet, names: {Resolved: first_use}, segments: [age, plan], lost_after: 30 days, unlisted: ignore}
model: {bad_experience_loss: 0.44, patience: {parcel: 5 days}, alternatives_factor: {many: 0.7}}
gate:
  completion: ">= 40%"
  kept: at least 30 in 100
  worst: <= 30 in 100
  findings: 3
  new_off_plan_routes: {at_most: 0, share: 2%}
  touchpoints: {checkout: {left: 20%, wait: ≤ 2 days}}
  undecided: fail
accept: [{code: F110, touchpoint: checkout, reason: known, owner: Shop, until: 2027-01-31}]
"""


def test_every_form_of_the_guide_is_valid() -> None:
    assert complaints(as_an_editor_sees(EVERYTHING)) == []


def test_a_programme_is_valid() -> None:
    text = """
    programme: Lamp shop
    audiences: {shoppers: {rank: 1, journeys: [a.yaml]}, employees: {affects: {support: shoppers.support}}, press: }
    pillars:
      ratings: {leadership: {advertising: 4}, customers: {scores: {service: 3}, answers: 320}}
      ranking: {company: [products, service], customers: {order: [service], answers: 320}}
      by_segment: {gen_x: [friction]}
    """
    assert complaints(as_an_editor_sees(text), "programme") == []
    assert complaints({"programme": "p", "audiences": {"a": {"rank": 0}}}, "programme") != []
    assert complaints({"programme": "p", "audiences": {}}, "programme") != []


def test_a_file_that_builds_on_another_need_not_be_whole() -> None:
    assert complaints({"extends": "base.yaml", "touchpoints": {}}) == []
    assert complaints({"touchpoints": {"a": {}}}) != []
    assert complaints({"journey": "j", "touchpoints": {}}) != []


@pytest.mark.parametrize(
    "keys",
    [
        {"satisfacton": 3},
        {"wait": 2},
        {"wait": "2"},
        {"wait": "two days"},
        {"wait": {"p90": "2 s"}},
        {"wait": ["2 s"]},
        {"patience": "0 s"},
        {"next": {"b": "120%"}},
        {"next": {"b": -1}},
        {"next": {"b": 1.5}},
        {"next": ["b", "b"]},
        {"clicks": -1},
        {"clicks": "few"},
        {"clicks": True},
        {"skip_cost": 1.5},
        {"skip_cost": 1001},
        {"controllable": "perhaps"},
        {"area": "garden"},
        {"pillar": ["garden"]},
        {"informed": "perhaps"},
        {"informed": 1},
        {"left": "120"},
        {"left": {"share": "30%"}},
        {"left": {"share": "30%", "of": 0}},
        {"promise": {"spend": "2000"}},
        {"promise": {"spend": "2000 eur"}},
        {"target": {"due": "2026-13-01"}},
        {"target": {"due": "2026-02-30"}},
        {"target": {"due": "tomorrow"}},
        {"satisfaction": {"score": 3, "nps": 3}},
        {"satisfaction": {"answers": 3}},
        {"satisfaction": {"promoters": 3}},
        {"satisfaction": {"nps": 101}},
        {"satisfaction": {"bad": "101%"}},
        {"satisfaction": {"score": 3, "scale": "1-5"}},
        {"benchmark": {"source": "us"}},
        {"channels": {"web": {"share": 2}}},
        {"missing": None},
        {"name": ["a"]},
    ],
    ids=str,
)
def test_what_the_loader_refuses_the_schema_flags(keys: dict[str, Any], tmp_path: Path) -> None:
    assert complaints(touchpoint(**keys)) != []
    (tmp_path / "journey.json").write_text(json.dumps(touchpoint(**keys)), encoding="utf-8")
    assert journeymap("check", str(tmp_path)).returncode == 1


# What the loader takes of a single value, and the schema too: texts put together from pieces that belong to some form.

PIECES = [
    *("0", "1", "5", "12", "100", "1000", "1.5", ".5", "2.", "-1", "+3", "1e-3", "07", "0.7", "%", " ", "  "),
    *("s", "ms", "min", "mins", "m", "h", "Hours", "day", "days", "d", "w", "weeks", " working ", "working days"),
    *("P", "T", "PT30M", "1D", "2H", " of ", "of", " per ", "month", " EUR", "eur", "..", "mon", "Tuesday", "-", ","),
    *(">=", "<= ", "≥", "at most ", "at least ", " in 100", "pass"),
    *("9", "8:30", ":", "17", "yes", "No", "TRUE", "false", "perhaps", "partly", "measured", "product", "lost"),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join),
    st.tuples(st.sampled_from(PIECES), st.sampled_from(PIECES)).map(" ".join),
)
NUMBERS = st.one_of(st.integers(-3, 2000), st.floats(-2, 200).filter(lambda number: number % 1 != 0), st.booleans())
VALUES = st.one_of(TEXTS, NUMBERS, st.just([]), st.just(["1"]), st.just({}), st.just({"x": 1}))
CALENDAR: dict[str, Any] = {"calendar": {}}

PLACES: dict[str, dict[Any, Any]] = {
    "a name": {"name": ...},
    "a duration or measured": {"wait": ...},
    "a median": {"wait": {"median": ...}},
    "a patience": {"patience": ...},
    "a promise": {"promise": ...},
    "a number": {"ratings": {"company": ...}},
    "clicks": {"clicks": ...},
    "a number above zero": {"reached": ...},
    "a cost": {"skip_cost": ...},
    "yes or no": {"informed": ...},
    "a share": {"target": {"left": ...}},
    "a share or count": {"next": {"b": ...}},
    "some of all": {"left": ...},
    "satisfaction": {"satisfaction": ...},
    "a share of answers": {"satisfaction": {"bad": ...}},
    "counts": {"satisfaction": {"counts": ["1", ...]}},
    "a scale": {"satisfaction": {"score": "3", "scale": ...}},
    "money": {"promise": {"says": "soon", "spend": ...}},
    "a word": {"stage": ...},
    "words": {"pillar": ...},
    "names": {"quotes": ...},
    "feedback": {"feedback": ...},
    "a key": {"feedback": {...: "x"}},
}
OF_THE_JOURNEY: dict[str, dict[str, Any]] = {
    "weekdays": {"calendar": {"days": ...}},
    "hours": {"calendar": {"hours": ...}},
    "customers": {"customers": ...},
    "value": {"value": ...},
    "state": {"state": ...},
    "ends": {"ends": {"b": ...}},
    "start": {"start": ...},
    "a constant": {"model": {"bad_experience_loss": ...}},
    "a factor": {"model": {"time_critical_factor": ...}},
    "a half-life": {"model": {"patience": {"parcel": ...}}},
    "off plan": {"off_plan": [{"from": "a", "to": "b", "share": ...}]},
    "an order": {"any_order": [["a", ...]]},
    "a lower limit": {"gate": {"completion": ...}},
    "an upper limit": {"gate": {"worst": ...}},
    "a longest wait": {"gate": {"touchpoints": {"a": {"wait": ...}}}},
    "a largest number": {"gate": {"new_off_plan_routes": ...}},
    "a verdict": {"gate": {"undecided": ...}},
}


def filled(pattern: Mapping[Any, object], value: object) -> dict[str, Any]:
    """Put a value where the pattern has `...`."""
    return {str(value) if key is ... else key: filled_part(part, value) for key, part in pattern.items()}


def filled_part(pattern: object, value: object) -> object:
    if isinstance(pattern, dict):
        return filled(pattern, value)
    if isinstance(pattern, list):
        return [filled_part(part, value) for part in pattern]
    return value if pattern is ... else pattern


def as_text(value: object) -> object:
    """Return the values as they stand in a file: every scalar is text."""
    if isinstance(value, dict):
        return {key: as_text(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_text(part) for part in value]
    return value if value is None else json.dumps(value) if isinstance(value, bool | int | float) else value


def is_taken(values: dict[str, Any], of: SchemaOf = "journey") -> bool:
    """Whether the models take a file; what its parts must be to one another is not asked."""
    try:
        MODELS[of].model_validate(as_text(values))
    except ValidationError:
        return False
    return True


def is_asked(place: str, value: object) -> bool:
    """Whether the schema can know: not whether a range is empty, or goes the wrong way, or what `25e-3 %` comes to."""
    if re.search(r"[0-9.]e[+-]?[0-9]", str(value), re.IGNORECASE):
        return False
    if place == "some of all":
        left, _, total = str(value).partition(" of ")
        return not (is_number(left) and is_number(total) and float(left) > float(total))
    if place == "a scale":
        low, _, high = str(value).partition("..")
        return low.strip() != high.strip() and not (is_number(low) and is_number(high) and float(low) == float(high))
    if place == "hours":
        first, _, last = str(value).replace(":", ".").partition("-")
        return not (is_number(first) and is_number(last) and float(first) >= float(last))
    return True


def is_number(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=150)
@given(value=VALUES)
def test_schema_and_loader_agree_on_a_value_of_a_touchpoint(place: str, value: object) -> None:
    file = touchpoint(**filled(PLACES[place], value)) | CALENDAR
    if is_asked(place, value):
        assert (complaints(file) == []) == is_taken(file)


@pytest.mark.parametrize("place", OF_THE_JOURNEY)
@settings(max_examples=150)
@given(value=VALUES)
def test_schema_and_loader_agree_on_a_value_of_the_journey(place: str, value: object) -> None:
    file = touchpoint() | CALENDAR | filled(OF_THE_JOURNEY[place], value)
    if is_asked(place, value):
        assert (complaints(file) == []) == is_taken(file)


@settings(max_examples=200)
@given(st.one_of(st.dates().map(date.isoformat), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True)))
def test_schema_and_loader_agree_on_a_date(day: str) -> None:
    assert (complaints(touchpoint() | {"assessed": day}) == []) == is_taken(touchpoint() | {"assessed": day})


@settings(max_examples=100)
@given(journey_files())
def test_a_random_sound_journey_is_valid(content: dict[str, Any]) -> None:
    assert complaints(content) == []


@settings(max_examples=100)
@given(journey_files(), st.data())
def test_a_misspelt_key_is_flagged_wherever_it_stands(content: dict[str, Any], data: st.DataObject) -> None:
    part = data.draw(st.sampled_from([content, *content["touchpoints"].values()]))
    part["satisfacton"] = "3"
    assert complaints(content) != []
    assert not is_taken(content)
