"""A million customers, simulated one step at a time, against what the chain says of them.

Each touchpoint runs a clock for every cause of leaving; the first to ring within the visit is why the customer goes.
At goals and after the sale they travel on all the same, and only do not come back.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from journeymap.analysis.breakdown import breakdown
from journeymap.analysis.friction import TouchpointLoss, losses
from journeymap.analysis.touchpoints import friction
from journeymap.journey import Journey
from journeymap.network import Network

CUSTOMERS = 1_000_000
CAUSES = ("lost_to_wait", "lost_to_work", "lost_to_effort", "lost_to_feeling", "unexplained")
Vector = NDArray[np.float64]

SHOP: dict[str, Any] = {
    "journey": "shop",
    "start": {"search": "70%", "ad": "30%"},
    "goal": ["renewed", "thanked"],
    "ends": {"not_for_us": "neutral", "sent_back": "lost"},
    "phases": {"find": "before", "buy": "during", "use": "after"},
    "touchpoints": {
        "search": {"phase": "find", "clicks": 20, "satisfaction": 4, "next": {"compare": "60%", "basket": "40%"}},
        "ad": {"phase": "find", "clicks": 2, "next": {"basket": "70%", "not_for_us": "30%"}},
        "compare": {"phase": "find", "clicks": 9, "satisfaction": 3.4, "next": {"search": "50%", "basket": "50%"}},
        "basket": {
            "phase": "buy",
            "wait": {"median": "3 s", "p90": "12 s"},
            "channels": {"app": {"share": "60%", "clicks": 6}, "phone": {"wait": "1 min", "satisfaction": 3}},
            "next": {"pay": "80%", "search": "20%"},
        },
        "pay": {"phase": "buy", "work_time": "4 min", "patience": "9 min", "left": "300 of 900", "next": "parcel"},
        "parcel": {
            "phase": "buy",
            "wait": "7 days",
            "promise": "5 days",
            "situation": "parcel",
            "satisfaction": 2.6,
            "next": {"use": "90%", "sent_back": "10%"},
        },
        "use": {"phase": "use", "clicks": 30, "satisfaction": 3.5, "next": {"help": "30%", "renewed": "70%"}},
        "help": {"phase": "use", "wait": "2 min", "channel": "phone", "next": {"use": "60%", "thanked": "40%"}},
        "renewed": {"phase": "use", "satisfaction": 4},
        "thanked": {"phase": "buy", "satisfaction": 3},
        "not_for_us": {},
        "sent_back": {},
    },
}


def rates(loss: TouchpointLoss) -> list[float]:
    """Halvings by cause: what the model expects, scaled to what was seen, and what it does not explain."""
    terms, scale = loss.terms, min(1.0, loss.friction / loss.modelled) if loss.modelled else 0.0
    named = (terms.wait - terms.work, terms.work, terms.effort, terms.feeling)
    return [scale * term for term in named] + [max(0.0, loss.friction - loss.modelled)]


@dataclass
class Crowd:
    """Customers on their way, and what has become of the others; arrays of counts are by touchpoint."""

    journey: Journey
    dice: np.random.Generator
    completed: int = 0
    kept: int = 0
    neutral: int = 0

    def __post_init__(self) -> None:
        network = Network.of(self.journey)
        known, each, starts = network.facts, losses(network), network.outline.starts
        self.index = {name: i for i, name in enumerate(known)}
        self.ways: dict[str, dict[int, float]] = {name: {} for name in known}
        for (source, target), step in network.steps.items():
            self.ways[source][self.index[target]] = step.share
        self.hazard = np.log(2) * np.array([rates(each[name]) for name in known])
        self.silent = np.array([name in self.journey.goals or node.side == "after" for name, node in known.items()])
        self.visits, self.causes = np.zeros(len(known)), np.zeros((len(known), len(CAUSES)))
        self.here = self.dice.choice(len(known), CUSTOMERS, p=[starts.get(name, 0.0) for name in known])
        self.well = np.ones(CUSTOMERS, dtype=bool)

    def meet(self) -> None:
        """Let everybody meet the touchpoint where they are; who leaves for good is gone."""
        self.visits += np.bincount(self.here, minlength=len(self.index))
        rings = self.dice.exponential(size=(len(self.here), len(CAUSES)))
        rings /= np.maximum(self.hazard[self.here], 1e-300)
        leaving, cause = rings.min(axis=1) < 1, rings.argmin(axis=1)
        lost = leaving & self.well
        np.add.at(self.causes, (self.here[lost], cause[lost]), 1)
        self.well &= ~leaving
        self.only(~leaving | self.silent[self.here])

    def go_on(self) -> None:
        """Count those who are at an end, and send the others on."""
        onward = np.full(len(self.here), -1)
        for name, i in self.index.items():
            at = self.here == i
            if name in self.journey.goals:
                self.completed += int(at.sum())
                self.kept += int((at & self.well).sum())
            elif self.journey.ends.get(name) == "neutral":
                self.neutral += int(at.sum())
            elif ways := self.ways[name]:
                onward[at] = self.dice.choice([*ways], int(at.sum()), p=[*ways.values()])
        self.here, going = onward, onward >= 0
        self.only(going)

    def only(self, these: NDArray[np.bool_]) -> None:
        self.here, self.well = self.here[these], self.well[these]


@pytest.fixture(scope="module")
def seen() -> Crowd:
    crowd = Crowd(Journey.model_validate(SHOP), np.random.default_rng(2026))
    while len(crowd.here):
        crowd.meet()
        crowd.go_on()
    return crowd


def close(count: float, share_per_1000: float, times: float = 5.0) -> bool:
    """Whether a count of customers is within sampling error of a share."""
    share = share_per_1000 / 1000
    return abs(count / CUSTOMERS - share) < times * math.sqrt(share * (1 - share) / CUSTOMERS) + 1e-12


def test_as_many_complete_and_are_kept_as_the_chain_says(seen: Crowd) -> None:
    table = friction(Journey.model_validate(SHOP))
    assert close(seen.completed, table.completion_per_1000)
    assert close(seen.kept, table.kept_per_1000)
    assert close(seen.neutral, table.neutral_per_1000)
    assert table.kept_per_1000 < table.completion_per_1000 - 10


def test_touchpoints_are_visited_as_often_as_the_chain_says(seen: Crowd) -> None:
    rows = {row.touchpoint: row for row in friction(Journey.model_validate(SHOP)).touchpoints}
    for name, visits in zip(SHOP["touchpoints"], seen.visits, strict=True):
        expected, reach = rows[name].visits_per_1000 / 1000, rows[name].reach_per_1000 / 1000
        meetings = expected / reach if reach else 1.0
        spread = math.sqrt(expected * (2 * meetings - 1) / CUSTOMERS)  # a geometric number of visits of those who come
        assert abs(visits / CUSTOMERS - expected) < 5 * spread


def test_customers_are_lost_to_the_causes_that_the_breakdown_says(seen: Crowd) -> None:
    found = breakdown(Journey.model_validate(SHOP))
    for row, counts in zip(found.touchpoints, seen.causes, strict=True):
        for cause, count in zip(CAUSES, counts, strict=True):
            assert close(count, getattr(row, f"{cause}_per_1000")), (row.touchpoint, cause)
    for cause, count in zip(CAUSES, seen.causes.sum(axis=0), strict=True):
        assert close(count, getattr(found.total, f"{cause}_per_1000")), cause
    assert all(seen.causes.sum(axis=0) > 0)
