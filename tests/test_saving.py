"""What was loaded can be saved, and a file that is changed keeps what people wrote into it."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journeymap.errors import JourneyError
from journeymap.journey import Journey
from journeymap.loading import load_journey
from journeymap.programme import Programme
from journeymap.programme_loading import load_programme
from journeymap.saving import dump, plain, save
from journeymap.sources import read_source
from journeymap.units import Money, Scale, parse_duration, parse_share
from journeymap.writing import written_amount, written_duration, written_scale, written_share
from tests.strategies import NAMES, journey_files
from tests.test_schema import EVERYTHING

ROOT = Path(__file__).parent.parent
FILES = sorted([*ROOT.glob("examples/*/journey.yaml"), *ROOT.glob("journeymap/templates/*/journey.yaml")])
SUFFIXES = ("yaml", "json")

# Journeys with everything that the shared strategy leaves out; sound in every single value.

ANY_TEXT = st.one_of(
    st.sampled_from((*NAMES, "null", "~", "", " ", "yes", "no", "0123", "12:30", "2026-09-14", "<<", "=", "- a")),
    st.sampled_from(
        ("# no comment", "'", '"', "two\nlines", "\ttab", "a\u2028b", "\x85", "a\r\nb", "é\ufeff", "[", "a: b")
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
SECONDS = st.one_of(
    st.integers(0, 10**7).map(float),
    st.floats(0, 1e6, allow_nan=False),
    st.floats(0, 1e90, allow_nan=False, allow_infinity=False),
    st.integers(0, 2000).map(lambda amount: amount * 1.4 * 86400),
)
SHARES = st.one_of(st.integers(0, 1000).map(lambda n: n / 1000), st.floats(0, 1))
NUMBERS = st.one_of(st.integers(0, 10**6), st.floats(0, 1e12))
DURATIONS = SECONDS.map(written_duration)
WORKING = st.tuples(st.integers(0, 90), st.sampled_from(("day", "days", "hour", "hours"))).map(
    lambda said: f"{said[0]} working {said[1]}"
)
SCALES = st.sampled_from(("0..10", "5..1", "-1.25..3"))
DAYS = st.dates().map(str)
YES_NO = st.sampled_from(("yes", "no"))
WAITS = st.one_of(
    WORKING,
    DURATIONS,
    st.just("measured"),
    st.tuples(st.integers(1, 90), st.integers(0, 90)).map(lambda n: {"median": f"{n[0]} s", "p90": f"{sum(n)} s"}),
    st.just({"median": "5 s", "measured": "yes"}),
)
SATISFACTION = st.one_of(
    NUMBERS,
    st.fixed_dictionaries(
        {"score": NUMBERS},
        optional={"answers": NUMBERS, "scale": SCALES, "date": DAYS, "question": ANY_TEXT},
    ),
    st.fixed_dictionaries({"counts": st.lists(NUMBERS, min_size=1)}),
    st.fixed_dictionaries({"bad": SHARES}),
    st.fixed_dictionaries({"promoters": NUMBERS, "passives": NUMBERS, "detractors": NUMBERS}),
)
LEFT = st.one_of(
    st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda n: f"{n[0]} of {sum(n)}"),
    st.fixed_dictionaries({"share": SHARES, "of": st.floats(0.001, 1e9)}),
)
MONEY = st.tuples(NUMBERS, st.sampled_from(("EUR", "PLN"))).map(lambda money: f"{money[0]} {money[1]}")
TEXTS = st.one_of(ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
PROMISE = st.fixed_dictionaries({"wait": st.one_of(WORKING, DURATIONS)}, optional={"says": ANY_TEXT, "spend": MONEY})
CHANNEL = st.fixed_dictionaries({"share": SHARES}, optional={"wait": WAITS, "work_time": WAITS, "informed": YES_NO})
KEYS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("name", "description", "department", "opportunity", "task", "cause"), ANY_TEXT),
    **dict.fromkeys(("informed", "missing", "staff_ready", "moment_of_truth", "repeats"), YES_NO),
    **dict.fromkeys(("quotes", "channel"), TEXTS),
    "wait": WAITS,
    "work_time": WAITS,
    "promise": st.one_of(PROMISE, DURATIONS),
    "patience": st.integers(1, 90).map("{} h".format),
    "satisfaction": SATISFACTION,
    "left": LEFT,
    "clicks": NUMBERS,
    "feedback": st.one_of(ANY_TEXT, st.fixed_dictionaries({"clicks": NUMBERS}, optional={"channel": ANY_TEXT})),
    "ratings": st.fixed_dictionaries({}, optional={"company": NUMBERS, "staff": SATISFACTION}),
    "benchmark": st.fixed_dictionaries({"score": NUMBERS}, optional={"source": ANY_TEXT}),
    "channels": st.dictionaries(ANY_TEXT, CHANNEL, max_size=2),
    "target": st.fixed_dictionaries(
        {}, optional={"wait": DURATIONS, "work_time": DURATIONS, "left": SHARES, "due": DAYS}
    ),
    "skip_cost": st.integers(0, 1000),
    "alternatives": st.sampled_from(("many", "few", "none")),
    "pillar": st.lists(st.sampled_from(("digital", "service")), max_size=2),
    "controllable": st.sampled_from(("yes", "partly", "no")),
    "next": st.one_of(
        ANY_TEXT.filter(lambda name: name.strip() == name),
        st.dictionaries(ANY_TEXT, st.one_of(st.none(), SHARES, st.integers(0, 10**6)), max_size=3),
    ),
}
POINTS = st.fixed_dictionaries({}, optional=KEYS)
THRESHOLDS = {
    **dict.fromkeys(("completion", "kept", "promises_kept", "worst"), SHARES),
    "findings": st.integers(0, 99),
    "new_off_plan_routes": st.one_of(st.integers(0, 99), st.just({"at_most": "0", "share": "2%"})),
    "touchpoints": st.dictionaries(
        ANY_TEXT, st.fixed_dictionaries({"left": SHARES, "wait": st.one_of(WORKING, DURATIONS)}), max_size=2
    ),
    "undecided": st.sampled_from(("pass", "fail")),
}
ACCEPTED = st.fixed_dictionaries(
    {"code": ANY_TEXT, "reason": ANY_TEXT, "owner": ANY_TEXT, "until": DAYS}, optional={"touchpoint": ANY_TEXT}
)
HOURS = {"days": "mon-wed, sat", "hours": "8:20-18"}
NAMED_POINTS = st.dictionaries(ANY_TEXT, POINTS, min_size=1, max_size=3)
SEGMENT = st.fixed_dictionaries({"touchpoints": NAMED_POINTS})
MODEL = {"informed_factor": SHARES, "alternatives_factor": st.just({"many": "0.7"})}
JOURNEYS = st.fixed_dictionaries(
    {"journey": ANY_TEXT, "touchpoints": NAMED_POINTS, "calendar": st.just(HOURS)},
    optional={
        "title": ANY_TEXT,
        "state": st.sampled_from(("current", "future")),
        "start": st.dictionaries(ANY_TEXT, st.one_of(st.none(), SHARES), max_size=2),
        "goal": TEXTS,
        "ends": st.dictionaries(ANY_TEXT, st.sampled_from(("neutral", "lost")), max_size=2),
        "customers": st.one_of(
            NUMBERS,
            st.just("12000 per month"),
            st.fixed_dictionaries({"number": NUMBERS}, optional={"period": ANY_TEXT}),
        ),
        "value": st.one_of(MONEY, st.fixed_dictionaries({"later": MONEY}, optional={"sale": MONEY})),
        "scale": st.sampled_from(("1..7", "5..1", "0.125..9.5")),
        "assessed": DAYS,
        "any_order": st.lists(st.lists(ANY_TEXT, max_size=3), max_size=2),
        "off_plan": st.lists(st.fixed_dictionaries({"from": ANY_TEXT, "to": ANY_TEXT, "share": SHARES}), max_size=2),
        "segments": st.dictionaries(ANY_TEXT, st.dictionaries(ANY_TEXT, SEGMENT, max_size=2), max_size=2),
        "log": st.fixed_dictionaries({}, optional={"file": ANY_TEXT, "segments": TEXTS, "lost_after": DURATIONS}),
        "model": st.fixed_dictionaries({}, optional=MODEL),
        "gate": st.fixed_dictionaries({}, optional=THRESHOLDS),
        "accept": st.lists(ACCEPTED, max_size=2),
    },
)


def said(content: object) -> object:
    """Return the values as they stand in a file: every number is text."""
    if isinstance(content, dict):
        return {key: said(part) for key, part in content.items()}
    if isinstance(content, list):
        return [said(part) for part in content]
    return content if content is None else str(content)


def as_saved(text: str, suffix: str, folder: Path) -> dict[str, Any]:
    """Read a text as the loader does, but for what its parts must be to one another."""
    file = folder / f"saved.{suffix}"
    file.write_text(text, encoding="utf-8", newline="")
    values: dict[str, Any] = read_source(file).values
    return values


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=250)
@given(content=JOURNEYS)
def test_what_is_dumped_is_loaded_as_the_same(
    content: dict[str, Any], suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    journey = Journey.model_validate(said(content))
    text = dump(journey) if suffix == "yaml" else json.dumps(plain(journey), ensure_ascii=False)
    again = Journey.model_validate(as_saved(text, suffix, tmp_path_factory.getbasetemp()))
    assert again == journey
    for dimension, values in journey.segments.items():
        for value in values:
            assert again.for_segment(dimension, value) == journey.for_segment(dimension, value)
    assert dump(again) == dump(journey)


@settings(max_examples=50)
@given(content=journey_files())
def test_a_sound_journey_is_saved_and_loaded_as_the_same(
    content: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    journey = Journey.model_validate(content)
    for suffix in SUFFIXES:
        file = tmp_path_factory.getbasetemp() / f"sound.{suffix}"
        save(journey, file)
        assert load_journey(file) == journey


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_what_comes_with_the_program_is_saved_and_loaded_as_the_same(file: Path, tmp_path: Path) -> None:
    journey = load_journey(file)
    for suffix in SUFFIXES:
        save(journey, tmp_path / f"j.{suffix}")
        assert load_journey(tmp_path / f"j.{suffix}") == journey


def test_every_key_of_the_guide_is_saved(tmp_path: Path) -> None:
    content = as_saved(EVERYTHING, "yaml", tmp_path)
    content["touchpoints"] = {name: point or {} for name, point in content["touchpoints"].items()}
    journey = Journey.model_validate(content)
    again = Journey.model_validate(as_saved(dump(journey), "yaml", tmp_path))
    assert again == journey


def test_a_journey_is_written_as_people_write_it() -> None:
    content = {
        "touchpoints": {
            "a": {"next": {"b": "0.7", "c": "30%"}, "wait": "300 s", "informed": "yes", "clicks": "2.0"},
            "b": {"next": ["c"], "left": "120 of 400", "promise": {"wait": "8100 s"}, "controllable": "no"},
            "c": {"satisfaction": {"score": "4"}, "name": "007", "cause": "null", "patience": "1123200 s"},
        },
        "scale": "1..5",
        "customers": "12000 per month",
        "journey": "j",
        "assessed": "2026-09-14",
        "value": {"sale": "49 EUR"},
    }
    assert dump(Journey.model_validate(content)) == (
        "journey: j\n"
        "customers: 12000 per month\n"
        "value: 49 EUR\n"
        "assessed: 2026-09-14\n"
        "touchpoints:\n"
        "  a:\n"
        "    wait: 5 min\n"
        "    informed: yes\n"
        "    clicks: 2\n"
        "    next: {b: 70%, c: 30%}\n"
        "  b:\n"
        "    controllable: no\n"
        "    promise: 2h 15m\n"
        "    left: 120 of 400\n"
        "    next: c\n"
        "  c:\n"
        "    name: '007'\n"
        "    patience: 13 days\n"
        "    satisfaction: 4\n"
        "    cause: 'null'\n"
    )


def test_what_a_journey_extends_is_written_out(tmp_path: Path) -> None:
    base = "journey: j\ntouchpoints: {a: {informed: yes, next: b}, b: {}}\n"
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text("extends: base.yaml\ntouchpoints: {a: {informed: no}}\n", encoding="utf-8")
    journey = load_journey(own)
    save(journey, tmp_path / "whole.yaml")
    assert load_journey(tmp_path / "whole.yaml") == journey.model_copy(update={"extends": None})


def test_a_programme_is_saved_and_loaded_as_the_same(tmp_path: Path) -> None:
    programme = Programme.model_validate(
        {
            "programme": "Shop",
            "audiences": {"fans": {"rank": "2", "affects": {"a": "fans.b"}}, "others": {}},
            "pillars": {
                "ratings": {"staff": {"service": "4"}, "customers": {"scores": {"service": "3"}, "answers": "9"}},
                "ranking": {"company": ["service", "digital"]},
            },
        }
    )
    for suffix in SUFFIXES:
        save(programme, tmp_path / f"p.{suffix}")
        assert load_programme(tmp_path / f"p.{suffix}") == programme


@settings(max_examples=500)
@given(SECONDS)
@example(0.0)
@example(5e-324)
@example(1e90)
def test_a_duration_is_written_exactly(seconds: float) -> None:
    assert parse_duration(written_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.25, "250 ms"),
        (1.5, "1.5 s"),
        (62.5, "62.5 s"),
        (90, "1.5 min"),
        (3661, "1h 1m 1s"),
        (8100, "2h 15m"),
        (86400, "1 day"),
        (90061, "1 day 1h 1m 1s"),
        (241920, "2 days 19h 12m"),
        (604800, "7 days"),
    ],
)
def test_a_duration_is_written_as_people_write_it(seconds: float, text: str) -> None:
    assert written_duration(float(seconds)) == text


@settings(max_examples=500)
@given(st.floats(0, 1))
def test_a_share_is_written_exactly(share: float) -> None:
    assert parse_share(written_share(share)) == share


@given(st.integers(0, 10000))
def test_a_share_of_two_decimals_is_written_as_per_cent(hundredths: int) -> None:
    assert str(written_share(parse_share(f"{hundredths / 100}%"))).endswith("%")


@given(st.floats(0, allow_nan=False, allow_infinity=False))
def test_money_is_written_exactly(amount: float) -> None:
    assert Money.parse(written_amount(Money(amount, "EUR"))) == Money(amount, "EUR")


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=2, unique=True).map(sorted), st.booleans())
def test_a_scale_is_written_exactly(ends: list[float], reverse: bool) -> None:
    scale = Scale(ends[0], ends[1], reverse=reverse)
    assert Scale.parse(written_scale(scale)) == scale


def test_saving_replaces_a_file_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {}}})
    save(journey, tmp_path / "new.yaml")
    (tmp_path / "new.yaml").chmod(0o640)
    (tmp_path / "link.yaml").symlink_to("new.yaml")
    save(journey.model_copy(update={"title": "T"}), tmp_path / "link.yaml")
    assert load_journey(tmp_path / "new.yaml").title == "T"
    assert (tmp_path / "link.yaml").is_symlink()
    assert stat.S_IMODE((tmp_path / "new.yaml").stat().st_mode) == 0o640
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.yaml", "new.yaml"]


def test_what_would_not_load_is_not_saved(tmp_path: Path) -> None:
    journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}}})
    with pytest.raises(JourneyError, match="J104"):
        save(journey, tmp_path / "j.yaml")
    with pytest.raises(JourneyError, match="J162"):
        save(journey, tmp_path / "nowhere" / "j.yaml")
    assert list(tmp_path.iterdir()) == []
