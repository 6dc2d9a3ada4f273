"""Bad experiences that a later touchpoint of the route recovers."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.analysis.route_memory import unrecovered
from journeymap.analysis.routes import routes
from tests.builders import lamp

BAD = {"a": 0.3, "b": 0.5, "c": 0.2}
RECOVERS = st.dictionaries(st.sampled_from("abc"), st.sets(st.sampled_from("abc")))


def expected_left(route: str, recovers: dict[str, set[str]]) -> float:
    """Look at every way in which visits can go and mendings can fail: the expected number of bad ones left."""
    later = [(i, j) for i in range(len(route)) for j in range(i + 1, len(route))]
    mendings = [(i, j) for i, j in later if route[i] in recovers.get(route[j], ())]
    total = 0.0
    for bad in product((True, False), repeat=len(route)):
        for failed in product((True, False), repeat=len(mendings)):
            chance = 1.0
            for name, is_bad in zip(route, bad, strict=True):
                chance *= BAD[name] if is_bad else 1 - BAD[name]
            for (_, j), has_failed in zip(mendings, failed, strict=True):
                chance *= BAD[route[j]] if has_failed else 1 - BAD[route[j]]
            mended = {i for (i, _), has_failed in zip(mendings, failed, strict=True) if not has_failed}
            total += chance * sum(is_bad for i, is_bad in enumerate(bad) if i not in mended)
    return total


@given(st.text("abc", min_size=1, max_size=4), RECOVERS)
def test_what_is_left_is_as_by_looking_at_every_way_it_can_go(route: str, recovers: dict[str, set[str]]) -> None:
    left = unrecovered([*route], BAD, recovers)
    assert sum(left) == pytest.approx(expected_left(route, recovers))
    assert all(0 <= b <= BAD[name] for b, name in zip(left, route, strict=True))


def test_only_what_comes_later_recovers() -> None:
    assert unrecovered("ab", BAD, {"a": "b"}) == [0.3, 0.5]
    assert unrecovered("ab", BAD, {"b": "a"}) == [pytest.approx(0.3 * 0.5), 0.5]
    assert unrecovered("aa", BAD, {"a": "a"}) == [pytest.approx(0.3 * 0.3), 0.3]


def test_a_route_over_a_touchpoint_that_recovers_is_remembered_as_better() -> None:
    mended = {route.touchpoints: route for route in routes(lamp(support={"recovers": "delivery"}))}
    assert len(mended) == 2
    for before in routes(lamp()):
        route = mended[before.touchpoints]
        over_support = "support" in route.touchpoints
        assert (route.recovered > 0) is over_support
        assert (route.stay > before.stay) is over_support
        assert route.bad_expected + route.recovered == pytest.approx(before.bad_expected)
        assert route.friction == before.friction
    delivery, support = (1 - 0.4) ** 3 * (1 + 3 * 0.4), (1 - 0.3) ** 3 * (1 + 3 * 0.3)
    (one,) = (route.recovered for route in mended.values() if route.recovered)
    assert one == pytest.approx(delivery * (1 - support))
