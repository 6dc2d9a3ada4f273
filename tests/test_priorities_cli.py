from pathlib import Path

import pytest

from journeymap.saving import dump
from tests.builders import lamp
from tests.golden import Golden
from tests.test_cli import journeymap, results

PLAN = """
journey: shop
title: A shop that knows its numbers
customers: 12000 per month
value: {sale: 49 EUR, later: 30 EUR}
touchpoints:
  search: {wait: 2 s, channel: web, clicks: 3, fix_cost: 20, satisfaction: {score: 3.9, answers: 300}, next: basket}
  basket: {name: Basket and delivery address, clicks: 22, fix_cost: 2, next: pay}
  pay: {wait: 3 s, channel: web, clicks: 15, fix_cost: 9, satisfaction: {score: 2.9, answers: 6}, next: parcel}
  parcel: {wait: 1 day, channel: delivery, clicks: 0, satisfaction: {score: 3.1, answers: 9}, next: help}
  help: {satisfaction: {nps: -20, answers: 30}, next: use}
  use: {}
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "shop.yaml").write_text(PLAN, encoding="utf-8")
    return str(tmp_path / "shop.yaml")


def test_the_terminal_shows_money_costs_fragility_assumptions_and_what_to_measure(shop: str, golden: Golden) -> None:
    text = journeymap("priorities", shop, "--quiet").stdout
    golden("shop-priorities", text)
    assert max(map(len, text.splitlines()[2:])) <= 120


def test_json_tells_the_same(shop: str) -> None:
    found = results("priorities", shop)
    first, *_ = found["priorities"]
    assert found["finding"].startswith(f"fix {first['what']} first, ")
    assert first["fragile"]
    assert found["finding"].endswith("fragile")
    assert {"sale", "later"}.isdisjoint(first)
    assert first["gain_customers"] == pytest.approx(12 * first["gain_per_1000"])
    assert set(first["target"]) == {"wait_seconds", "work_seconds", "clicks", "score", "left"}
    spot = found["measure_first"][0]
    assert spot["swing_per_1000"] == pytest.approx(spot["kept_high_per_1000"] - spot["kept_low_per_1000"])
    assumed = [row for row in found["priorities"] if row["evidence"] == "assumed"]
    assert [row["gain_value"] for row in assumed] == [None] * len(assumed)
    assert {row["band"] for row in assumed} <= {"small", "medium", "large"}
    assert found["priorities"][-len(assumed) :] == assumed


def test_columns_that_are_unknown_for_all_rows_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text(dump(lamp()), encoding="utf-8")
    text = journeymap("priorities", str(tmp_path)).stdout
    for header in ("per month", "per cost", "quick win", "assumed"):
        assert header not in text
    assert "worst here" in text
