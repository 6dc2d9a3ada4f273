"""The audit of a programme, against figures worked out by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from journeymap.analysis.touchpoints import friction
from journeymap.audits.audiences import audiences
from journeymap.audits.pillars import QUESTIONS, group_gaps, score_sheets
from journeymap.audits.programme import ProgrammeAudit, audit_programme
from journeymap.audits.programme_findings import ProgrammeFinding, programme_findings
from journeymap.audits.rankings import flips, performance, ranked
from journeymap.audits.variants import differences
from journeymap.journey import Journey
from journeymap.portfolio import Portfolio
from journeymap.programme import Pillars, Programme
from journeymap.touchpoint import PILLARS
from tests.builders import lamp

STAFF = {
    "journey": "staff",
    "touchpoints": {
        "training": {"owner": "People", "next": "desk"},
        "desk": {"left": "3 of 20", "next": "settled"},
        "settled": {},
    },
}
WHOLE = {"owner": "Ada", "process": "weekly", "measure": "CSAT", "journeys": ["lamp.yaml"]}


def programme(audiences: dict[str, Any] | None = None, **pillars: Any) -> Programme:  # noqa: ANN401 - keys of a file
    content = {"programme": "Shop", "audiences": audiences or {"shoppers": {"rank": 1, **WHOLE}}, "pillars": pillars}
    return Programme.model_validate(content)


def audited(made: Programme, *, k: int = 3, **touchpoints: dict[str, Any]) -> ProgrammeAudit:
    journeys = {"lamp.yaml": lamp(None, **touchpoints), "staff.yaml": Journey.model_validate(STAFF)}
    named = {file for audience in made.audiences.values() for file in audience.journeys}
    return audit_programme(Portfolio(made, {file: journeys[file] for file in sorted(named)}, {}), k=k)


def told(audit: ProgrammeAudit, code: str) -> list[ProgrammeFinding]:
    return [finding for finding in programme_findings(audit) if finding.code == code]


def sentences(audit: ProgrammeAudit, code: str) -> list[str]:
    return [finding.sentence for finding in told(audit, code)]


# audiences


def test_audiences_stand_in_the_order_of_their_ranks_and_say_what_they_lack() -> None:
    rows = audiences(programme({"fans": {}, "staff": {"rank": 2, "owner": "Ben"}, "shoppers": {"rank": 1, **WHOLE}}))
    assert [row.audience for row in rows] == ["shoppers", "staff", "fans"]
    assert [row.lacks for row in rows] == [
        (),
        ("process", "map", "measure"),
        ("owner", "process", "map", "measure"),
    ]


@pytest.mark.parametrize(("n", "n_important"), [(2, 2), (3, 3), (9, 3), (10, 4), (12, 4)])
def test_the_first_three_or_the_top_third_are_important(n: int, n_important: int) -> None:
    rows = audiences(programme({f"a{i}": {"rank": i} for i in range(1, n + 1)}))
    assert sum(row.important for row in rows) == n_important
    assert rows[0].important


def test_an_important_audience_that_lacks_something_is_a_liability_and_another_a_note() -> None:
    named = {f"a{i}": {"rank": i, **WHOLE} for i in range(1, 4)}
    made = audited(programme({**named, "fans": {"rank": 4, "owner": "Ben"}, "a2": {"rank": 2, "owner": "Cy"}}))
    (bad,), (note,) = told(made, "A601"), told(made, "A602")
    assert (bad.audience, bad.severity, bad.owner) == ("a2", "bad", "Cy")
    assert bad.sentence == (
        "A2, 2nd of 4 audiences in importance, have no process, no map (journey) and no measure: an operational "
        "liability."
    )
    assert (note.audience, note.severity) == ("fans", "note")


# journeys and links


def test_a_journey_is_told_by_its_own_goal_with_the_sums_of_the_worked_example() -> None:
    (row,) = audited(programme()).journeys
    assert row.completion_per_1000 == pytest.approx(247.778, abs=1e-3)
    assert row.kept_per_1000 == pytest.approx(207.632, abs=1e-3)
    assert (row.entries, row.goals, row.worst) == (("landing",), ("first_use",), "checkout")


def test_the_lost_add_up_by_side_of_the_sale() -> None:
    plan = lamp({"phases": {"p": "before", "d": "during"}}, landing={"phase": "p"}, product={"phase": "p"})
    made = programme()
    (row,) = audit_programme(Portfolio(made, {"lamp.yaml": plan}, {})).journeys
    lost = {row.touchpoint: row.lost_per_1000 for row in friction(plan).touchpoints}
    assert row.lost_per_1000 == {"before": pytest.approx(lost["landing"] + lost["product"])}


def test_friction_is_traced_back_to_the_touchpoint_behind_it() -> None:
    shoppers = {"rank": 1, **WHOLE}
    staff = {"rank": 2, "owner": "Ben", "journeys": ["staff.yaml"], "affects": {"desk": "shoppers.support"}}
    made = audited(programme({"shoppers": shoppers, "staff": staff}), support={"left": "12 of 40"})
    (link,) = made.links
    assert (link.behind.touchpoint, link.front.touchpoint) == ("desk", "support")
    assert link.behind.loss_per_100 == pytest.approx(15)  # 3 of 20
    assert link.front.loss_per_100 == pytest.approx(30)  # 12 of 40
    (said,) = told(made, "A630")
    assert said.sentence == (
        "Behind support of shoppers (lamp, 30 in 100 leave) stands desk of staff (staff, 15 in 100 leave), as the "
        "programme file says: an association, not a cause."
    )
    assert (said.owner, said.journey, said.touchpoint) == ("Ben", "lamp.yaml", "support")


def test_journeys_that_promise_different_things_on_one_topic_are_told() -> None:
    plan = {"ad": {"promise": {"wait": "1 day", "topic": "Delivery", "owner": "Marketing"}}}
    fans = Journey.model_validate({"journey": "fans", "title": "Following us", "touchpoints": plan})
    shoppers = lamp(None, delivery={"promise": {"wait": "5 days", "topic": "delivery"}, "owner": "Logistics"})
    made = programme({"shoppers": {"rank": 1, **WHOLE}, "fans": {"rank": 2, **WHOLE, "journeys": ["fans.yaml"]}})
    both = {"lamp.yaml": shoppers, "fans.yaml": fans}
    (said,) = told(audit_programme(Portfolio(made, both, {})), "A104")
    assert (said.severity, said.owners) == ("bad", ("Marketing", "Logistics"))
    assert "1 d at ad" in said.sentence
    assert "Following us" in said.sentence
    assert told(audit_programme(Portfolio(made, both | {"fans.yaml": shoppers}, {})), "A104") == []


# score sheets


RATERS = {"Ada": {"service": 5, "digital": 4}, "Ben": {"service": 4, "digital": 4}, "Cy": {"service": 1}}


def test_spread_and_outlier_are_those_worked_out_by_hand() -> None:
    (sheet,) = score_sheets(programme(ratings={"staff": {"raters": RATERS}}).pillars.ratings)
    digital, service = sheet.pillars
    assert (digital.mean, digital.deviation, digital.n_raters) == (4, 0, 2)
    assert service.mean == pytest.approx(10 / 3)
    assert service.deviation == pytest.approx((13 / 3) ** 0.5)  # (25 + 4 + 49) / 9 / 2
    assert (service.low_raters, service.high_raters) == (("Cy",), ("Ada",))
    # Cy: 1 against the mean 4.5 of the others; Ada: 5 against 2.5 and 4 against 4; Ben: 4 against 3 and 4 against 4
    assert [(rater.rater, rater.distance) for rater in sheet.raters] == [("Cy", 3.5), ("Ada", 1.25), ("Ben", 0.5)]
    assert sheet.outlier
    assert sheet.outlier.tends == -3.5
    assert sheet.total == pytest.approx(22 / 3)
    assert (sheet.out_of, sheet.n) == (10, 3)


def test_all_who_gave_the_lowest_score_are_named() -> None:
    (sheet,) = score_sheets(
        programme(ratings={"staff": {"raters": {"A": {"service": 1}, "B": {"service": 1}}}}).pillars.ratings
    )
    assert sheet.pillars[0].low_raters == ("A", "B")


def test_among_two_nobody_is_the_outlier() -> None:
    raters = {"Ada": {"service": 5}, "Ben": {"service": 1}}
    made = audited(programme(ratings={"staff": {"raters": raters}}))
    assert told(made, "A615") == []
    (said,) = sentences(made, "A614")
    assert said == "Those who rate for staff disagree on service (1 by Ben, 5 by Ada): talk before you take the mean."


def test_a_total_says_of_how_much_and_only_fifty_of_fifty_is_doubted() -> None:
    full = audited(programme(ratings={"leadership": dict.fromkeys(PILLARS, 5), "staff": {"service": 5, "digital": 2}}))
    assert sentences(full, "A610") == [
        "Leadership: 50 of 50; all alike.",
        "Staff: 7 of 10 on the 2 of 10 pillars that are rated; weakest: digital, 2 of 5.",
    ]
    assert len(told(full, "A611")) == 1


def test_a_gap_is_real_beyond_its_margin() -> None:
    customers = {"scores": {"service": 2.5, "digital": 2.9}, "answers": 320}
    ratings = {"leadership": {"service": 4, "digital": 3}, "customers": customers}
    wide, narrow = group_gaps(score_sheets(programme(ratings=ratings).pillars.ratings))
    assert (wide.pillar, wide.difference, wide.n) == ("service", 1.5, 320)
    assert wide.margin == pytest.approx(1.96 * (1.5 * 2.5 / 320) ** 0.5, abs=1e-4)  # √((5 − 2.5)(2.5 − 1) / 320)
    assert (wide.is_real, narrow.is_real) == (True, False)


@pytest.mark.parametrize(
    ("leadership", "customers", "code", "severity"),
    [
        (4, {"scores": {"service": 2.5}, "answers": 320}, "A613", "bad"),
        (4, {"service": 2.5}, "A613", "note"),
        (2, {"scores": {"service": 4}, "answers": 320}, "A617", "good"),
    ],
)
def test_a_gap_is_told_by_who_sees_it_better(leadership: float, customers: Any, code: str, severity: str) -> None:  # noqa: ANN401 - keys of a file
    made = audited(programme(ratings={"leadership": {"service": leadership}, "customers": customers}))
    assert [finding.severity for finding in told(made, code)] == [severity]


def test_a_gap_within_its_margin_is_not_told() -> None:
    customers = {"scores": {"service": 2.5}, "answers": 10}
    made = audited(programme(ratings={"leadership": {"service": 3.5}, "customers": customers}))
    assert told(made, "A613") == []


def test_every_pillar_has_its_question() -> None:
    assert tuple(QUESTIONS) == PILLARS
    assert all(question.endswith("?") for question in QUESTIONS.values())
    assert len(set(QUESTIONS.values())) == 10


# rankings


def rankings(**given: Any) -> Pillars:  # noqa: ANN401 - keys of a file
    return programme(**given).pillars


COMPANY, CUSTOMERS = ["products", "digital", "service"], ["service", "products", "digital"]


@pytest.mark.parametrize(
    ("answers", "source", "grade", "needs"),
    [
        (400, "customers", "A", None),
        (200, "customers", "B", None),
        (30, "customers", "C", None),
        (12, "company", "D", 18),
        (None, "company", None, 30),
    ],
)
def test_customers_order_counts_where_enough_answered(
    answers: float | None, source: str, grade: str | None, needs: int | None
) -> None:
    customers = {"order": CUSTOMERS} | ({"answers": answers} if answers else {})
    found = ranked(rankings(ranking={"company": COMPANY, "customers": customers}).ranking)
    assert found
    assert (found.source, found.grade, found.needs) == (source, grade, needs)
    assert list(found.order) == (CUSTOMERS if source == "customers" else COMPANY)
    assert found.agreement
    assert found.agreement.kendall == pytest.approx(-1 / 3)  # of three pairs one keeps its order


def test_only_one_order_is_taken_as_it_is() -> None:
    only_customers = ranked(rankings(ranking={"customers": {"order": CUSTOMERS, "answers": 5}}).ranking)
    assert only_customers
    assert (only_customers.source, only_customers.needs, only_customers.agreement) == ("customers", 25, None)
    only_company = ranked(rankings(ranking={"company": COMPANY}).ranking)
    assert only_company
    assert (only_company.source, only_company.needs) == ("company", None)
    assert ranked(rankings().ranking) is None


def test_what_matters_to_customers_and_not_to_the_company_is_told() -> None:
    company = ["content", "digital", "service"]
    ranking = {"company": company, "customers": {"order": ["service", "digital", "friction"], "answers": 320}}
    assert sentences(audited(programme(ranking=ranking)), "A622") == [
        "Service comes 1st for customers; the company puts it 3rd.",
        "Friction comes 3rd for customers; the company does not name it.",
    ]


def test_flips_are_at_least_three_places_wide_and_leave_out_what_one_does_not_name() -> None:
    by_segment = {
        "gen_x": {"order": ["service", "products", "content", "digital"], "answers": 120},
        "boomers": {"order": ["products", "content", "digital", "service"], "answers": 20},
        "gen_z": ["friction", "service"],
    }
    made = rankings(by_segment=by_segment)
    (flip,) = flips(made.by_segment)
    assert (flip.pillar, flip.first, flip.first_place, flip.second, flip.second_place, flip.n) == (
        "service",
        "gen_x",
        1,
        "boomers",
        4,
        20,
    )
    assert sentences(audited(programme(by_segment=by_segment)), "A623") == [
        "Service: 1st for gen x, 4th for boomers (a hint: fewer than 30 answered on one side): no one plan serves both."
    ]


def quadrants(scores: dict[str, float], order: Sequence[str], *, k: int = 1) -> dict[str, str]:
    made = rankings(ratings={"customers": {"scores": scores, "answers": 400}})
    return {row.pillar: row.quadrant for row in performance(order, made.ratings, {}, k=k)}  # type: ignore[arg-type]


def test_the_four_quadrants_are_told_apart_at_four_of_five() -> None:
    assert quadrants({"service": 3.9, "digital": 4}, ["service", "digital"]) == {
        "service": "concentrate here",
        "digital": "possible overkill",
    }
    assert quadrants({"service": 4, "digital": 3.9}, ["service", "digital", "content"]) == {
        "service": "keep it up",
        "digital": "low priority",
        "content": "unknown",
    }


def test_a_score_is_unsure_where_four_lies_within_its_margin() -> None:
    made = rankings(ratings={"customers": {"scores": {"service": 3.9, "digital": 2}, "answers": 100}})
    service, digital = performance(["service", "digital"], made.ratings, {})
    assert service.margin == pytest.approx(1.96 * (1.1 * 2.9 / 100) ** 0.5, abs=1e-4)
    assert (service.sure, digital.sure) == (False, True)


def test_stakeholders_of_a_pillar_are_the_owners_of_its_touchpoints() -> None:
    ranking = {"customers": {"order": ["service", "content"], "answers": 320}}
    ratings = {"customers": {"scores": {"service": 2}, "answers": 320}}
    made = audited(
        programme(ranking=ranking, ratings=ratings),
        support={"pillar": "service", "owner": "Desk"},
        delivery={"pillar": ["service", "friction"], "owner": "Logistics"},
        first_use={"pillar": "service"},
    )
    service = made.performance[0]
    assert (service.stakeholders, service.n_touchpoints) == (("Logistics", "Desk"), 3)
    (bad,) = told(made, "A624")
    assert (bad.owner, bad.owners) == ("Logistics and Desk", ("Logistics", "Desk"))
    assert sentences(made, "A625") == [
        "Nobody is there to act on content: no touchpoint that has an owner belongs to it (`pillar:`)."
    ]


# owners and variants


def test_who_has_a_hand_in_a_touchpoint_is_named_once() -> None:
    made = audited(
        programme(),
        checkout={"owner": "Web"},
        delivery={"owner": "Logistics", "promise": {"wait": "5 days", "owner": "Marketing"}},
        support={"owner": "Ada"},
    )
    rows = {row.touchpoint: row for row in made.owners}
    checkout, delivery = rows["checkout"], rows["delivery"]
    assert (checkout.responsible, checkout.accountable, checkout.informed) == ("Web", "Ada", ("Logistics",))
    assert (delivery.consulted, delivery.informed) == (("Marketing",), ())
    (said,) = told(made, "A641")
    assert said.sentence.startswith("3 of the 6 touchpoints of shoppers have nobody responsible: landing (lamp)")
    assert said.owner == "Ada"


def test_a_variant_differs_by_keys_and_touchpoints() -> None:
    own = lamp({"audience": "dealers"}, landing={"clicks": 2}, delivery={"promise": None})
    points = {name: point for name, point in own.touchpoints.items() if name != "support"}
    points["till"] = own.touchpoints["support"]
    found = differences(own.model_copy(update={"touchpoints": points}), lamp())
    assert [(each.touchpoint, each.key, each.base, each.variant) for each in found] == [
        (None, "audience", "–", "dealers"),
        ("landing", "clicks", "1", "2"),
        ("delivery", "promise", "5 days", "–"),
        ("support", "", "there", "not there"),
        ("till", "", "not there", "there"),
    ]


def test_the_same_journey_has_no_differences() -> None:
    assert list(differences(lamp(), lamp())) == []
