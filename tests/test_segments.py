from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.analysis.priorities import priorities
from journeymap.analysis.rate import Rate
from journeymap.analysis.segments import friction_by_segment, narrowed, priorities_by_segment, segments_of
from journeymap.analysis.touchpoints import friction
from journeymap.journey import Journey, Volume
from journeymap.measurement import Measurement
from tests.builders import lamp, measured, variant
from tests.golden import Golden
from tests.test_cli import journeymap, refused, results

if TYPE_CHECKING:
    from journeymap.counts import Variant

SLOW = {"checkout": {"clicks": 60, "satisfaction": {"score": 2.1, "answers": 300}}}
QUICK = {"delivery": {"wait": "2 days"}, "checkout": {"satisfaction": {"score": 4.4, "answers": 300}}}


def described(old: dict[str, Any] | None = None, young: dict[str, Any] | None = None) -> Journey:
    return lamp({"segments": {"age": {"old": old or {}, "young": young or {}}}})


PLAN = described({"share": "20%", "touchpoints": SLOW}, {"share": "30%", "touchpoints": QUICK})
LOGGED = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {"next": "c"}, "c": {}}})


def log(**paths: dict[str, int]) -> Measurement:
    """Make a log from the number of cases by path, by segment."""
    rows: list[Variant] = []
    for value, cases in paths.items():
        rows += [replace(variant(path, n), segment=(value,)) for path, n in cases.items()]
    return replace(measured(*rows), dimensions=("age",))


def test_each_column_is_what_the_segment_alone_would_show() -> None:
    found = friction_by_segment(PLAN, None, "age")
    assert [each.segment for each in found.segments] == ["old", "young"]
    for each in found.segments:
        alone = friction(PLAN.for_segment("age", each.segment or ""))
        assert each.kept_per_1000 == alone.kept_per_1000
        own = {row.touchpoint: row.segments[each.segment or ""] for row in found.touchpoints}
        assert own == {row.touchpoint: row for row in alone.touchpoints}
    assert [row.everyone for row in found.touchpoints] == [*friction(PLAN).touchpoints]


def test_the_worst_segment_is_named_where_segments_differ() -> None:
    worst = {row.touchpoint: (row.worst, row.sure) for row in friction_by_segment(PLAN, None, "age").touchpoints}
    assert worst["checkout"] == ("old", True)
    assert worst["delivery"][0] == "old"
    assert worst["landing"] == (None, False)


def test_a_difference_that_could_be_chance_is_not_sure() -> None:
    few = {"checkout": {"satisfaction": {"score": 2.9, "answers": 4}}}
    (row,) = (row for row in friction_by_segment(described({"touchpoints": few}), None, "age").touchpoints[:1])
    assert (row.touchpoint, row.worst, row.sure) == ("checkout", "old", False)


def test_together_is_the_mean_weighted_by_shares() -> None:
    together = friction_by_segment(PLAN, None, "age").together
    old, young = friction_by_segment(PLAN, None, "age").segments
    assert together is not None
    assert together.share == pytest.approx(0.5)
    assert together.kept_per_1000 == pytest.approx(0.4 * old.kept_per_1000 + 0.6 * young.kept_per_1000)
    assert friction_by_segment(described({"touchpoints": SLOW}), None, "age").together is None


paths = st.dictionaries(st.sampled_from(["abc", "ab", "a", "axbc", "abab"]), st.integers(1, 500), min_size=1)


@given(old=paths, young=paths, rest=paths)
def test_the_segments_of_a_log_add_up_to_everyone(
    old: dict[str, int], young: dict[str, int], rest: dict[str, int]
) -> None:
    found = friction_by_segment(LOGGED, log(old=old, young=young, rest=rest), "age")
    assert found.together is not None
    assert found.together.share == pytest.approx(1)
    assert found.together.n_cases == found.everyone.n_cases == sum(each.n_cases or 0 for each in found.segments)
    assert found.together.observed_completion_per_1000 == pytest.approx(found.everyone.observed_completion_per_1000)
    low, high = (pick(each.completion_per_1000 for each in found.segments) for pick in (min, max))
    assert low - 1e-9 <= found.together.completion_per_1000 <= high + 1e-9


def test_segments_of_few_cases_are_graded_so_and_what_they_never_meet_is_left_out() -> None:
    found = friction_by_segment(LOGGED, log(old={"abc": 400}, young={"abc": 9, "axb": 8}), "age")
    assert [(each.segment, each.grade) for each in found.segments] == [("old", "A"), ("young", "D")]
    unplanned = next(row for row in found.touchpoints if row.touchpoint == "x")
    assert [*unplanned.segments] == ["young"]
    assert (unplanned.worst, unplanned.sure) == (None, False)


def test_priorities_by_segment_are_those_of_each_segment() -> None:
    found = priorities_by_segment(PLAN, None, "age")
    for each in found.segments:
        own = {row.what: row.segments[each.segment or ""] for row in found.priorities}
        assert own == {row.what: row for row in priorities(PLAN.for_segment("age", each.segment or ""))}
    assert found.first == {None: "delivery", "old": "checkout", "young": "delivery"}
    checkout = next(row for row in found.priorities if row.what == "checkout")
    assert (checkout.most, checkout.sure) == ("old", True)


def test_a_segment_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        narrowed(PLAN, None, "age", "babies")
    with pytest.raises(KeyError):
        friction_by_segment(PLAN, None, "size")
    assert segments_of(PLAN, log(old={"abc": 1}), "age") == ("old",)
    assert segments_of(PLAN, None, "size") == ()


def customers_of(journey: Journey, measurement: Measurement | None, value: str) -> float | None:
    own, _ = narrowed(journey, measurement, "age", value)
    return own.customers.number if own.customers else None


SOLD = PLAN.model_copy(update={"customers": Volume(number=9000, period="month")})


def test_a_segment_has_its_described_share_of_the_customers() -> None:
    assert [customers_of(SOLD, None, value) for value in ("old", "young")] == [1800, 2700]
    rows = {row.what: row for row in priorities(narrowed(SOLD, None, "age", "old")[0])}
    assert rows["checkout"].gain_customers == pytest.approx(1.8 * rows["checkout"].gain_per_1000)


def test_of_a_segment_of_unknown_share_no_customers_are_told() -> None:
    unknown = described().model_copy(update={"customers": SOLD.customers})
    assert customers_of(unknown, None, "old") is None
    assert all(row.gain_customers is None for row in priorities(narrowed(unknown, None, "age", "old")[0]))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.integers(1, 10**6))
def test_the_customers_of_the_segments_of_a_log_add_up_to_everyones(cases: list[int], number: int) -> None:
    counted = log(**{f"s{i}": {"abc": n} for i, n in enumerate(cases)})
    journey = LOGGED.model_copy(update={"customers": Volume(number=number, period="month")})
    parts = [narrowed(journey, counted, "age", f"s{i}") for i in range(len(cases))]
    assert sum(own.customers.number for own, _ in parts if own.customers) == pytest.approx(number)
    per_case = Rate.of(journey, counted).per_case
    assert [Rate.of(own, its).per_case for own, its in parts if its] == pytest.approx([per_case] * len(cases))


TEXT = """
journey: shop
segments:
  age:
    seniors: {share: 20%, touchpoints: {pay: {patience: 2 s, satisfaction: {score: 2.4, answers: 200}}}}
    juniors: {share: 30%, touchpoints: {pay: {clicks: 9}, parcel: {wait: 3 days}}}
touchpoints:
  search: {wait: 2 s, channel: web, clicks: 3, satisfaction: {score: 3.9, answers: 300}, next: pay}
  pay: {wait: 3 s, channel: web, clicks: 15, satisfaction: {score: 2.9, answers: 60}, next: parcel}
  parcel: {wait: 1 day, channel: delivery, clicks: 0, satisfaction: {score: 3.1, answers: 90}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "shop.yaml").write_text(TEXT, encoding="utf-8")
    return str(tmp_path / "shop.yaml")


@pytest.mark.parametrize("verb", ["friction", "priorities"])
def test_the_terminal_shows_segments_side_by_side(verb: str, shop: str, golden: Golden) -> None:
    golden(f"shop-{verb}-by-segment", journeymap(verb, shop, "--by-segment", "age", "--quiet").stdout)


def test_the_terminal_names_cases_and_claims_no_chance_differences(tmp_path: Path) -> None:
    (tmp_path / "j.yaml").write_text("journey: j\ntouchpoints: {a: {next: b}, b: {next: c}, c: }\n", encoding="utf-8")
    log(old={"abc": 300, "ab": 700}, young={"abc": 800, "ab": 200}).save(tmp_path / "m.json")
    log(old={"abc": 11, "ab": 12}, young={"abc": 13, "ab": 12}).save(tmp_path / "few.json")
    words = ["friction", str(tmp_path / "j.yaml"), "--by-segment", "age", "--quiet", "--measurement"]
    said = journeymap(*words, str(tmp_path / "m.json")).stdout
    finding = "j: fewest reach the goal where age is old, 300 of 1000, against 800 where it is young (observed)"
    assert said.startswith(finding)
    assert "cases                                2,000  1,000  1,000     2,000" in said
    said = journeymap(*words, str(tmp_path / "few.json")).stdout
    assert said.startswith("j: by age, no segment is known to reach the goal less often than another")
    assert "old ?" in said
    assert "23 *" in said


def test_json_has_every_segment(shop: str) -> None:
    found = results("friction", shop, "--by-segment", "age")["by_segment"]
    assert [each["segment"] for each in found["segments"]] == ["seniors", "juniors"]
    assert found["touchpoints"][0]["segments"]["seniors"]["loss_per_100"] > 60
    found = results("priorities", shop, "--by-segment", "age")["by_segment"]
    assert found["priorities"][0]["segments"]["juniors"]["rank"] == 2


def test_the_terminal_says_why_nothing_is_told_in_customers(tmp_path: Path) -> None:
    text = TEXT.replace("share: 20%, ", "") + "customers: 9000 per month\n"
    (tmp_path / "shop.yaml").write_text(text, encoding="utf-8")
    run = journeymap("priorities", str(tmp_path / "shop.yaml"), "--segment", "age=seniors")
    assert "how many customers are age=seniors is not known" in run.stderr
    assert "per month" not in run.stdout


def test_a_dimension_that_is_not_there_is_refused_with_the_nearest_one(shop: str) -> None:
    assert "did you mean `age`?" in refused("priorities", shop, "--quiet", "--by-segment", "ages")
