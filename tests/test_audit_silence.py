"""The silence audit; expected values are worked out by hand, or route by route, beside each case."""

import datetime as dt
from dataclasses import replace
from math import prod
from typing import Any

import pytest

from journeymap.analysis.finding import Finding
from journeymap.analysis.friction import losses
from journeymap.analysis.route_memory import bad_experiences, stays
from journeymap.analysis.statistics import wilson
from journeymap.audits.asking_rows import TouchpointAsking
from journeymap.audits.second_chances import second_chances
from journeymap.audits.silence import SilenceAudit, silence
from journeymap.audits.silence_rows import TouchpointSilence
from journeymap.counts import SatisfactionCount
from journeymap.journey import Journey
from journeymap.network import Network
from tests.builders import lamp, measured, variant

TODAY = dt.date(2026, 3, 1)


def journey(top: dict[str, Any] | None = None, **keys: Any) -> Journey:  # noqa: ANN401 - as files have it
    points = {"order": {"next": "delivery", **keys}, "delivery": {"feedback": "phone"}}
    return Journey.model_validate({"journey": "j", "touchpoints": points, **(top or {})})


def audited(top: dict[str, Any] | None = None, **keys: Any) -> SilenceAudit:  # noqa: ANN401 - as files have it
    return silence(journey(top, **keys), on=TODAY)


def order(found: SilenceAudit) -> TouchpointSilence:
    return next(row for row in found.touchpoints if row.touchpoint == "order")


def asking(found: SilenceAudit) -> TouchpointAsking:
    return next(row for row in found.asking if row.touchpoint == "order")


def of_code(found: SilenceAudit, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


def test_walk_outs_are_seen_and_silent_leavers_are_modelled_from_those_who_stayed() -> None:
    row = order(audited(left="100 of 400", satisfaction={"bad": "20%", "answers": 50}))
    # 1000 come, 250 walk out; of 750 a fifth is unhappy, half of these say nothing, 44 % of those do not come back
    assert row.walk_outs_per_1000 == pytest.approx(250)
    assert row.unhappy_per_1000 == pytest.approx(150)
    assert (row.complaining_share, row.complaining_evidence) == (0.5, "assumed")
    assert row.silent_per_1000 == pytest.approx(75)
    assert row.silent_leavers_per_1000 == pytest.approx(33)
    assert row.told_per_1000 == pytest.approx(1500)


def test_where_nobody_watched_waiting_and_effort_stand_for_leaving_and_walk_outs_stay_unknown() -> None:
    row = order(audited(clicks=210 / 2.65, satisfaction={"bad": "20%", "answers": 50}))  # one halving of effort
    assert row.walk_outs_per_1000 is None
    assert row.unhappy_per_1000 == pytest.approx(1000 * 0.5 * 0.2)


def test_where_nobody_was_asked_silence_is_unknown_and_not_zero() -> None:
    found = audited(left="100 of 400")
    row = order(found)
    assert (row.unhappy_per_1000, row.silent_per_1000, row.silent_leavers_per_1000, row.told_per_1000) == (None,) * 4
    assert found.second_chances is None
    assert of_code(found, "A301")[0].sentence == "Nobody was asked how it felt: how many leave in silence is unknown."


@pytest.mark.parametrize(
    ("top", "keys", "share"),
    [
        ({}, {"left": "100 of 400", "complaints": 15}, 15 / 60),  # of 400 300 stay, 60 of them unhappy
        ({"customers": "2000 per month"}, {"complaints": 40}, 40 / 400),
        ({}, {"left": "100 of 400", "complaints": 900}, 1.0),
        ({"model": {"complaining_share": "10%"}}, {}, 0.1),
    ],
)
def test_counted_complaints_tell_how_many_of_the_unhappy_complain(
    top: dict[str, Any], keys: dict[str, Any], share: float
) -> None:
    row = order(audited(top, satisfaction={"bad": "20%", "answers": 50}, **keys))
    assert row.complaining_share == pytest.approx(share)
    assert row.complaining_evidence == ("described" if "complaints" in keys else "assumed")


def test_complaints_without_a_number_of_customers_say_nothing_of_a_share() -> None:
    row = order(audited(complaints=15, satisfaction={"bad": "20%", "answers": 50}))
    assert row.complaining_evidence == "assumed"


@pytest.mark.parametrize(
    ("keys", "hearing"),
    [
        ({}, "none"),
        ({"channel": "web", "feedback": "web"}, "painless"),
        ({"channel": "web", "feedback": {"channel": "web", "clicks": 3}}, "painless"),
        ({"channel": "web", "feedback": {"channel": "web", "clicks": 4}}, "laborious"),
        ({"channel": "web", "feedback": {"channel": "letter", "clicks": 2}}, "elsewhere"),
        ({"feedback": {"channel": "letter"}}, "painless"),
        ({"feedback": {}}, "unsaid"),
    ],
)
def test_a_way_to_complain_is_near_and_short_or_it_hurts(keys: dict[str, Any], hearing: str) -> None:
    assert order(audited(**keys)).hearing == hearing


def test_a_file_that_names_no_way_to_complain_at_all_may_itself_be_silent() -> None:
    silent = silence(lamp())
    assert [finding.severity for finding in of_code(silent, "A303")] == ["note"]
    assert [finding.severity for finding in of_code(audited(left="100 of 400"), "A303")] == ["bad"]
    assert of_code(audited(left="100 of 400", feedback="phone"), "A303") == []
    assert of_code(audited(left="10 of 400"), "A303") == []


def test_every_owner_is_told_once_of_what_lacks_a_way_to_complain() -> None:
    owned = lamp(delivery={"owner": "Logistics"}, support={"owner": "Service", "feedback": "phone"})
    found = {finding.owner: finding.touchpoint for finding in of_code(silence(owned), "A303")}
    assert found == {None: None, "Logistics": "delivery"}


def test_second_chances_over_all_routes_are_those_of_each_route_together() -> None:
    network = Network.of(lamp())
    stay = {name: 2 ** -(each.modelled - each.terms.feeling) for name, each in losses(network).items()}
    pooled = network.outline.pooled_bad or 0.0
    bad = {name: pooled if node.bad is None else node.bad for name, node in network.facts.items()}
    plain = ("landing", "product", "checkout", "delivery", "first_use")
    routes = {plain: 0.8, (*plain[:4], "support", "first_use"): 0.2}
    arrive, untroubled, back = 0.0, 0.0, 0.0
    for route, share in routes.items():
        arriving = share * prod(stay[name] for name in route[:-1])
        [chance] = bad_experiences([[bad[name] for name in route]])
        arrive += arriving
        untroubled += arriving * float(chance[0])
        back += arriving * stays(chance.tolist())
    found = second_chances(network)
    assert found is not None
    assert found.arrive_per_1000 == pytest.approx(1000 * arrive)
    assert found.untroubled_per_1000 == pytest.approx(1000 * untroubled)
    assert found.forgiving_per_1000 == pytest.approx(1000 * (back - untroubled))
    assert found.lost_per_1000 == pytest.approx(1000 * (arrive - back))
    assert found.unasked == ("first_use",)


def test_second_chances_count_every_visit_of_a_loop() -> None:
    points = {
        "a": {"satisfaction": {"bad": "20%", "answers": 9}, "next": "b"},
        "b": {"satisfaction": {"bad": "10%", "answers": 9}, "left": "100 of 400", "next": {"a": 0.3, "c": 0.7}},
        "c": {"satisfaction": {"bad": 0, "answers": 9}},
    }
    network = Network.of(Journey.model_validate({"journey": "j", "touchpoints": points}))
    stay_b = 2 ** -losses(network)["b"].friction
    arrive, back = 0.0, 0.0
    for rounds in range(1, 80):
        arriving = stay_b**rounds * 0.3 ** (rounds - 1) * 0.7
        [chance] = bad_experiences([[0.2, 0.1] * rounds])
        arrive += arriving
        back += arriving * stays(chance.tolist())
    found = second_chances(network)
    assert found is not None
    assert found.arrive_per_1000 == pytest.approx(1000 * arrive)
    assert found.lost_per_1000 == pytest.approx(1000 * (arrive - back))


def test_the_largest_swing_is_asked_first() -> None:
    found = silence(lamp())
    swings = {row.touchpoint: row.swing_per_1000 for row in found.asking}
    assert next(iter(swings)) == "first_use"
    assert swings["first_use"] == pytest.approx(227.026 - 127.135, abs=2e-3)  # the blind spot of the worked example
    assert of_code(found, "A306")[0].touchpoint == "first_use"


def test_answers_have_an_interval_a_grade_and_a_number_that_is_missing() -> None:
    row = asking(audited(satisfaction={"counts": [6, 4, 10, 40, 40]}))
    assert (row.bad, row.answers, row.grade, row.more_answers, row.form) == (0.1, 100, "C", 285, "counts")
    assert (row.low, row.high) == pytest.approx(wilson(10, 100))
    unknown = asking(audited())
    assert (unknown.bad, unknown.grade, unknown.form, unknown.low, unknown.high) == (None, None, None, 0, 1)


@pytest.mark.parametrize(
    ("satisfaction", "form", "answers"),
    [
        ({"score": 3.9, "answers": 80}, "mean", 80),
        (3.9, "mean", None),
        ({"satisfied": "82%"}, "shares", None),
        ({"nps": 31, "answers": 80}, "shares", 80),
        ({"promoters": 50, "passives": 30, "detractors": 20}, "counts", 100),
    ],
)
def test_it_is_told_in_what_form_answers_are_known(satisfaction: object, form: str, answers: float | None) -> None:
    row = asking(audited(satisfaction=satisfaction))
    assert (row.form, row.answers) == (form, answers)


@pytest.mark.parametrize(
    ("counts", "doubted"),
    [([0, 0, 5, 10, 15], True), ([0, 0, 4, 10, 15], False), ([0, 1, 40, 50, 60], False), ([0, 0, 0, 0, 90], True)],
)
def test_thirty_answers_of_which_none_is_low_are_doubted(counts: list[int], *, doubted: bool) -> None:
    found = audited(satisfaction={"counts": counts})
    assert asking(found).without_low is doubted
    assert bool(of_code(found, "A307")) is doubted


@pytest.mark.parametrize(
    ("date", "stale"), [("2025-03-01", False), ("2025-02-28", True), ("2026-02-01", False), (None, False)]
)
def test_answers_are_stale_beyond_a_year(date: str | None, *, stale: bool) -> None:
    dated = {"counts": [1, 2, 3, 4, 5]} | ({"date": date} if date else {})
    found = audited(satisfaction=dated)
    assert asking(found).stale is stale
    assert bool(of_code(found, "A310")) is stale


def test_what_is_stale_depends_on_the_age_asked_for_and_on_the_day_of_the_audit() -> None:
    plan = journey({"assessed": "2026-02-01"}, satisfaction={"counts": [1, 2, 3, 4, 5]})
    assert asking(silence(plan, on=TODAY, stale_days=27)).stale
    assert not asking(silence(plan, on=TODAY, stale_days=28)).stale
    assert not asking(silence(plan, stale_days=1)).stale
    assert asking(silence(plan)).age_days is None


def test_the_answers_of_a_log_are_as_old_as_its_last_event() -> None:
    log = replace(measured(variant("ab", 40)), satisfaction=(SatisfactionCount((), "a", 4.0, 40),))
    plan = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
    row = next(row for row in silence(plan, log, on=TODAY).asking if row.touchpoint == "a")
    assert (row.asked_on, row.age_days, row.form, row.without_low) == (dt.date(2026, 2, 1), 28, "counts", True)


def test_more_silent_leavers_than_walk_outs_are_told() -> None:
    few: dict[str, Any] = {"left": "4 of 400", "satisfaction": {"bad": "55%", "answers": 200}}
    assert of_code(audited(**few), "A305")[0].n == 200
    assert of_code(audited(**few | {"left": "200 of 400"}), "A305") == []


def test_channels_are_asked_together() -> None:
    web, app = {"satisfaction": {"counts": [5, 5, 5, 5, 5]}}, {"satisfaction": {"score": 3, "answers": 5}}
    row = asking(audited(channels={"web": web, "app": app}))
    assert (row.form, row.answers) == ("mean", 30)
