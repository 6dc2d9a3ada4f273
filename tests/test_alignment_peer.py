"""Alignment against r4pm, an independent implementation, on a real log and on drawn ones; costs at unit cost."""

import random
from pathlib import Path

import pytest

from journeymap.analysis.alignment import align
from journeymap.analysis.plan import Plan
from journeymap.engines.measure import measure
from journeymap.eventlog import event_log
from journeymap.journey import Journey
from journeymap.loading import load_journey
from tests.oracles.alignment import draw, trace
from tests.oracles.petri import aligned_by_r4pm, read_by_r4pm

ROOT = Path(__file__).parent.parent


def costs(plan: Plan, variants: list[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    found = align(plan, variants, prefix=[False] * len(variants))
    return dict(zip(variants, found.cost.tolist(), strict=True))


def test_every_variant_of_the_service_desk_costs_what_r4pm_says(tmp_path: Path) -> None:
    journey = load_journey(ROOT / "examples/service-desk")
    measurement = measure(journey, event_log(journey, folder=ROOT / "examples/service-desk"))
    variants = [variant.touchpoints for variant in measurement.variants]
    plan = Plan.of(journey)
    assert len(variants) > 2000
    assert costs(plan, variants) == aligned_by_r4pm(plan, read_by_r4pm(variants, tmp_path))


@pytest.mark.parametrize("grouped", [False, True])
def test_drawn_variants_cost_what_r4pm_says(tmp_path: Path, *, grouped: bool) -> None:
    rng = random.Random(20)  # noqa: S311 - a test
    for _ in range(40):
        drawn = draw(rng, weighted=False, grouped=grouped)
        variants = sorted({trace(rng, drawn, longest=14) for _ in range(50)})
        plan = Plan.of(drawn.journey)
        assert costs(plan, variants) == aligned_by_r4pm(plan, read_by_r4pm(variants, tmp_path))


def test_a_plan_with_a_group_of_five_costs_what_r4pm_says(tmp_path: Path) -> None:
    points = {name: {"next": after} for name, after in zip("sabcde", "abcdef", strict=True)} | {"f": {}}
    plan = Plan.of(Journey.model_validate({"journey": "j", "touchpoints": points, "any_order": [[*"abcde"]]}))
    rng = random.Random(5)  # noqa: S311 - a test
    variants = sorted({tuple(rng.choices("sabcdefx", k=rng.randint(1, 12))) for _ in range(400)})
    assert costs(plan, variants) == aligned_by_r4pm(plan, read_by_r4pm(variants, tmp_path))
