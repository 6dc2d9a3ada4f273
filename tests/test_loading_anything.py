import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymap.fields import FileModel
from journeymap.journey import Calendar, Journey, OffPlan, Segment, Value, Volume
from journeymap.loading import check_journey, load_journey
from journeymap.log_columns import LogColumns
from journeymap.measures import ChannelMeasures, Left, Promise, Target, Wait
from journeymap.model import Model
from journeymap.network import Network
from journeymap.programme import Audience, Pillars, PillarScores, Programme, Ranking, Rankings
from journeymap.programme_loading import check_file, check_programme
from journeymap.satisfaction import Satisfaction
from journeymap.touchpoint import Benchmark, Feedback, Ratings, Touchpoint
from tests.builders import calls_of
from tests.strategies import journey_files
from tests.test_loading import CASES, LIBRARIES

PARTS: dict[str, type[FileModel]] = {
    "": Journey,
    "calendar": Calendar,
    "customers": Volume,
    "log": LogColumns,
    "model": Model,
    "off_plan.[]": OffPlan,
    "segments.x.x": Segment,
    "segments.x.x.touchpoints.a": Touchpoint,
    "touchpoints.a": Touchpoint,
    "touchpoints.a.benchmark": Benchmark,
    "touchpoints.a.channels.x": ChannelMeasures,
    "touchpoints.a.feedback": Feedback,
    "touchpoints.a.left": Left,
    "touchpoints.a.promise": Promise,
    "touchpoints.a.ratings": Ratings,
    "touchpoints.a.satisfaction": Satisfaction,
    "touchpoints.a.target": Target,
    "touchpoints.a.wait": Wait,
    "value": Value,
}
OF_PROGRAMME: dict[str, type[FileModel]] = {
    "": Programme,
    "audiences.a": Audience,
    "pillars": Pillars,
    "pillars.ranking": Rankings,
    "pillars.ranking.company": Ranking,
    "pillars.ratings.staff": PillarScores,
}


def keys_of(parts: dict[str, type[FileModel]]) -> list[str]:
    return [
        f"{part}.{field.alias or name}".lstrip(".")
        for part, model in parts.items()
        for name, field in model.model_fields.items()
    ]


SHAPES = (
    *("", "~", "x", "5", "-1", "1.5", "70%", "0 s", "2 working days", "yes", "9-17", "3 of 4", "a.b", "'", "😀"),
    *("[]", "[x]", "[[]]", "[~]", "[a, a]", "[{from: a, to: a, share: 1}]", "[[a, b], [b, a]]"),
    *("{}", "{x: y}", "{x: {}}", "{x: ~}", "{a: 5, b: 50%}", "[{x: y}]", "{x: [a]}", "{a: {x: {a: {}}}}"),
)


@pytest.mark.parametrize(
    ("path", "title"),
    [(key, "journey: j, touchpoints: {a: , b: }") for key in keys_of(PARTS)]
    + [(key, "programme: p, audiences: {b: {}}") for key in keys_of(OF_PROGRAMME)],
    ids=str,
)
def test_whatever_stands_at_a_key_is_read_or_refused_in_our_own_words(tmp_path: Path, path: str, title: str) -> None:
    for shape in SHAPES:
        alone = shape
        for key in reversed(path.split(".")):
            alone = f"[{alone}]" if key == "[]" else f"{{{key}: {alone}}}"
        for text in (alone, f"{{{title}, {alone[1:-1]}}}"):
            (tmp_path / "it.yaml").write_text(text, encoding="utf-8")
            for found in check_file(tmp_path / "it.yaml"):
                assert not any(word in str(found) for word in LIBRARIES), str(found)
                assert "be something else" not in found.message, str(found)
                assert found.help or found.code == "J005", str(found)


def outcome(folder: Path, content: bytes, name: str) -> None:
    """Read a file that may be anything: the outcome is a model or diagnostics, which can be printed."""
    (folder / name).write_bytes(content)
    journey, found = check_journey(folder / name)
    programme, found_of_programme = check_programme(folder / name)
    assert (journey is None) == any(problem.severity == "error" for problem in found)
    assert (programme is None) == any(problem.severity == "error" for problem in found_of_programme)
    assert check_file(folder / name) in (found, found_of_programme)
    if journey is not None:
        Network.of(journey)
    for problem in (*found, *found_of_programme):
        assert "\x1b" not in str(problem).encode("utf-8").decode("utf-8")
        own = re.sub(r"`[^`]*`", "", f"{problem.message} {problem.help}")
        assert not any(word in own for word in LIBRARIES)


FILES = st.sampled_from(("it.yaml", "it.json"))
SEEDS = [file.read_bytes() for file in sorted(CASES.iterdir()) if file.stem != "misspelt"]


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


@pytest.mark.parametrize(
    "keys",
    [
        "wait: 5 min, satisfaction: 4",
        "wait: 5, satisfacton: 4",
        "left: 5 of 4, satisfaction: 9",
        "wait: 2 working days, channels: {app: {clicks: 2}}, promise: 30 days",
        "missing: yes, phase: bye",
    ],
    ids=["sound", "misspelt", "off the scale", "warned of", "missing"],
)
def test_loading_a_thousand_touchpoints_takes_twice_the_work_of_five_hundred(tmp_path: Path, keys: str) -> None:
    def load(n: int) -> int:
        lines = [f"  point_{i:04}: {{{keys}, next: point_{i + 1:04}}}\n" for i in range(n)]
        (tmp_path / "it.yaml").write_text(f"journey: j\ntouchpoints:\n{''.join(lines)}  point_{n:04}: \n", "utf-8")
        return calls_of(lambda: check_journey(tmp_path / "it.yaml"))

    load(10)  # what happens once
    assert load(1000) == pytest.approx(2 * load(500), rel=0.05)
