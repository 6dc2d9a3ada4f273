"""The coverage audit; expected values are worked out by hand, or are those of the worked example."""

from typing import Any

import pytest

from journeymap.analysis.finding import Finding
from journeymap.audits.coverage import CoverageAudit, coverage
from journeymap.audits.coverage_rows import CoveredPart, is_digital
from journeymap.journey import Journey
from tests.builders import lamp, measured, variant


def audited(top: dict[str, Any] | None = None, **points: dict[str, Any]) -> CoverageAudit:
    return coverage(Journey.model_validate({"journey": "j", "touchpoints": points, **(top or {})}))


def part(found: CoverageAudit, dimension: str, name: str | None) -> CoveredPart:
    return next(row for row in found.parts if row.dimension == dimension and row.part == name)


def parts(found: CoverageAudit, dimension: str) -> dict[str | None, tuple[str, ...]]:
    return {row.part: row.touchpoints for row in found.parts if row.dimension == dimension}


def of_code(found: CoverageAudit, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


def test_touchpoints_and_losses_fall_upon_before_during_and_after_the_sale() -> None:
    found = audited(
        {"phases": {"see": "before", "buy": "during", "use": "after"}},
        a={"phase": "see", "left": "100 of 400", "next": "b"},
        b={"phase": "buy", "left": "60 of 300", "next": "c"},
        c={"phase": "use", "next": "d"},
        d={},
    )
    assert parts(found, "sale") == {"before": ("a",), "during": ("b",), "after": ("c",), None: ("d",)}
    assert [part(found, "sale", name).share for name in ("before", None)] == [0.25, 0.25]
    lost = [row.lost_per_1000 for row in found.parts if row.dimension == "sale"]
    shares = [row.share_of_lost for row in found.parts if row.dimension == "sale"]
    assert sum(share or 0 for share in shares) == pytest.approx(1)
    assert shares[0] == pytest.approx(lost[0] / sum(lost))
    assert lost[0] == pytest.approx(1000 * 100 / 420)  # the model, which loses nobody here, is worth 20 customers
    assert part(found, "sale", "before").evidence == {"measured": 0, "described": 1, "assumed": 0}
    assert of_code(found, "A402") == []


@pytest.mark.parametrize(("n", "stops"), [(9, False), (10, True)])
def test_the_map_stops_at_the_sale_below_one_touchpoint_in_ten(n: int, *, stops: bool) -> None:
    points: dict[str, dict[str, Any]] = {f"t{i}": {"phase": "see", "next": f"t{i + 1}"} for i in range(n)}
    found = audited({"phases": {"see": "before", "use": "after"}}, **points, **{f"t{n}": {"phase": "use"}})
    assert bool(of_code(found, "A402")) is stops


def test_what_the_file_says_of_no_touchpoint_is_unknown_and_not_missing() -> None:
    found = audited(a={"clicks": 1, "next": "b"}, b={"clicks": 1})
    assert found.parts == ()
    assert {finding.code for finding in found.findings} == {"A401", "A406", "A414"}
    assert "channel that tells" not in of_code(found, "A406")[0].sentence


def test_a_touchpoint_of_several_pillars_counts_in_each() -> None:
    found = audited(a={"pillar": ["digital", "friction"], "next": "b"}, b={})
    assert part(found, "pillar", "digital").touchpoints == part(found, "pillar", "friction").touchpoints == ("a",)
    assert part(found, "pillar", None).touchpoints == ("b",)
    assert len(parts(found, "pillar")) == 11
    assert of_code(found, "A404")[0].sentence.startswith("No touchpoint serves 8 of the 10 pillars: advertising, ")


def test_channels_are_digital_or_not_or_their_name_does_not_tell() -> None:
    found = audited(
        a={"channel": ["web", "shop"], "next": "b"},
        b={"channels": {"App": {"share": "50%"}, "phone": {}}, "next": "c"},
        c={"channel": "pigeon post"},
    )
    assert parts(found, "channel") == {
        "web": ("a",),
        "shop": ("a",),
        "App": ("b",),
        "phone": ("b",),
        "pigeon post": ("c",),
    }
    assert parts(found, "digital") == {"digital": ("a", "b"), "not digital": ("a", "b"), None: ("c",)}
    assert (is_digital("E-mail"), is_digital("Delivery"), is_digital("x")) == (True, False, None)


def test_hand_offs_count_the_steps_of_the_worked_example() -> None:
    sides = {"landing": "Shop", "product": "Shop", "checkout": "Shop", "delivery": "Operations", "support": "Service"}
    found = coverage(lamp(**{name: {"department": side} for name, side in sides.items()}))
    total = 823.597 + 702.539 + 463.267 + 60.115  # visits of who comes next; first_use has no department
    assert [(row.source, row.target) for row in found.hand_offs] == [("Shop", "Operations"), ("Operations", "Service")]
    assert [row.per_1000 for row in found.hand_offs] == pytest.approx([463.267, 60.115], abs=1e-3)
    assert [row.share for row in found.hand_offs] == pytest.approx([463.267 / total, 60.115 / total], abs=1e-6)
    assert found.hand_offs[0].steps == (("checkout", "delivery"),)
    assert "523 times" in of_code(found, "A409")[0].sentence


def test_hand_offs_count_every_round_of_a_loop() -> None:
    found = audited(
        a={"department": "X", "next": "b"}, b={"department": "Y", "next": {"a": 0.5, "c": 0.5}}, c={"department": "Y"}
    )
    assert {(row.source, row.target): row.per_1000 for row in found.hand_offs} == {
        ("X", "Y"): pytest.approx(2000),
        ("Y", "X"): pytest.approx(1000),
    }


def test_the_department_that_costs_most_is_named_with_its_share_of_the_losses() -> None:
    found = audited(
        a={"department": "Shop", "left": "60 of 300", "next": "b"}, b={"department": "Care", "left": "10 of 300"}
    )
    assert "Shop costs most" in of_code(found, "A407")[0].sentence
    assert of_code(audited(a={"department": "Shop", "left": "60 of 300", "next": "b"}, b={}), "A407") == []


def test_departments_are_scored_by_their_answers() -> None:
    found = audited(
        a={"department": "Shop", "satisfaction": {"score": 4, "answers": 30}, "next": "b"},
        b={"department": "Shop", "satisfaction": {"score": 2, "answers": 10}, "next": "c"},
        c={"department": "Care", "satisfaction": {"score": 5, "answers": 10}},
    )
    shop = part(found, "department", "Shop")
    assert shop.score == pytest.approx((30 * 0.75 + 10 * 0.25) / 40)
    assert shop.answers == 40
    assert of_code(found, "A408")[0].n == 50


def test_the_data_plan_says_what_is_known_of_each_touchpoint() -> None:
    found = audited(
        a={"wait": "2 s", "clicks": 3, "satisfaction": 4, "reached": 90, "owner": "X", "promise": "1 day", "next": "b"},
        b={"owner": "Y", "next": "c"},
        c={"target": {"clicks": 3}, "next": "d"},
        d={},
    )
    assert [len(row.known) for row in found.plans] == [6, 1, 0, 0]
    assert [row.share for row in found.plans] == [1, pytest.approx(1 / 6), 0, 0]
    assert found.plans[1].missing == ("wait", "clicks", "satisfaction", "volume", "promise")
    assert [row.unmanaged for row in found.plans] == [False, False, False, True]
    assert of_code(found, "A401")[0].sentence.endswith("the data plan is 29 % complete (7 of 24).")
    assert of_code(found, "A413")[0].touchpoint == "d"
    assert {finding.owner for finding in of_code(found, "A414")} == {"Y", None}


def test_a_promise_is_known_where_it_is_to_be_kept() -> None:
    found = audited(a={"promise": {"wait": "1 day", "about": "b"}, "next": "b"}, b={})
    assert {row.touchpoint: row.known for row in found.plans} == {"a": (), "b": ("promise",)}


def test_what_should_exist_and_does_not_goes_to_its_owner() -> None:
    found = audited(a={"next": "b"}, b={}, c={"missing": True, "owner": "Care", "opportunity": "nobody asks"})
    [finding] = of_code(found, "A410")
    assert (found.missing, finding.owner, finding.sentence) == (
        ("c",),
        "Care",
        "c should exist, and does not: nobody asks.",
    )


def test_a_moment_of_truth_must_be_asked_about() -> None:
    assert of_code(audited(a={"moment_of_truth": True, "next": "b"}, b={}), "A411")[0].touchpoint == "a"
    assert of_code(audited(a={"moment_of_truth": True, "satisfaction": 4}), "A411") == []


def test_planned_touchpoints_that_no_case_met_are_told_where_there_is_a_log() -> None:
    plan = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": ["b", "c"]}, "b": {}, "c": {}}})
    found = coverage(plan, measured(variant("ab", 9)))
    assert (found.unmet, [finding.touchpoint for finding in of_code(found, "A412")]) == (("c",), ["c"])
    assert coverage(plan).unmet == ()
    assert (found.entries, found.goals) == (("a",), ("b", "c"))
