import json
from pathlib import Path
from typing import Any

import pytest

from journeymap.errors import Diagnostic, JourneyError
from journeymap.loading import load_journey
from journeymap.programme import Programme
from journeymap.programme_loading import check_file, check_programme, load_programme
from journeymap.touchpoint import PILLARS

SHOP = """
programme: Lamp shop
audiences:
  shoppers: {rank: 1, owner: Head of e-commerce, process: weekly review, measure: CSAT, journeys: [buy.yaml]}
  employees: {rank: 3, journeys: onboarding.yaml, affects: {desk: shoppers.support}}
pillars:
  ratings:
    leadership: {service: 4, products: 3.5}
    customers: {scores: {service: 2}, answers: 320}
  ranking:
    company: [products, service]
    customers: {order: [service, products], answers: 320}
  by_segment: {gen_x: [service, friction]}
"""
BUY = "journey: buy\ntouchpoints: {checkout: {satisfaction: 4, next: support}, support: {}}\n"
ONBOARDING = "journey: onboarding\ntouchpoints: {desk: {satisfaction: 4}}\n"


def write(folder: Path, programme: str = SHOP, *, buy: str = BUY, onboarding: str = ONBOARDING) -> Path:
    for name, text in (("buy", buy), ("onboarding", onboarding), ("programme", programme)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "programme.yaml"


def said(folder: Path, programme: str = SHOP, **journeys: str) -> list[tuple[str, str, str, str]]:
    """Return code, file, message and the underlined text of everything that is said."""
    found = check_programme(write(folder, programme, **journeys))[1]
    return [(f.code, Path(f.place.file).name, f.message, underlined(f)) for f in found if f.place]


def underlined(found: Diagnostic) -> str:
    assert found.place
    start = found.place.column - 1
    return found.place.source[start : start + found.place.length]


def test_a_programme_is_read_with_all_of_its_keys(tmp_path: Path) -> None:
    shop = load_programme(write(tmp_path))
    shoppers, employees = shop.audiences["shoppers"], shop.audiences["employees"]
    assert (shoppers.rank, shoppers.owner, shoppers.process) == (1, "Head of e-commerce", "weekly review")
    assert (shoppers.measure, shoppers.journeys, employees.journeys) == ("CSAT", ("buy.yaml",), ("onboarding.yaml",))
    assert employees.affects == {"desk": "shoppers.support"}
    rated = shop.pillars.ratings
    assert rated["leadership"].scores == {"service": 4, "products": 3.5}
    assert (rated["leadership"].answers, rated["customers"].answers) == (None, 320)
    ranking = shop.pillars.ranking
    assert ranking.company is not None
    assert ranking.customers is not None
    assert (ranking.company.order, ranking.company.answers) == (("products", "service"), None)
    assert (ranking.customers.order, ranking.customers.answers) == (("service", "products"), 320)
    assert shop.pillars.by_segment["gen_x"].order == ("service", "friction")


def test_a_programme_is_read_from_its_folder_and_from_json(tmp_path: Path) -> None:
    write(tmp_path)
    assert load_programme(tmp_path) == load_programme(tmp_path / "programme.yaml")
    assert check_file(tmp_path) == []
    content = {"programme": "p", "audiences": {"a": {"journeys": ["buy.yaml"]}}}
    (tmp_path / "p.json").write_text(json.dumps(content), encoding="utf-8")
    assert load_programme(tmp_path / "p.json") == Programme.model_validate(content)


def test_a_folder_without_a_programme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match=r"J001.*has no `programme\.yaml`"):
        load_programme(tmp_path)


def test_every_one_of_the_ten_pillars_may_be_rated_and_ranked() -> None:
    pillars = {"ratings": {"staff": dict.fromkeys(PILLARS, 5)}, "ranking": {"company": list(PILLARS)}}
    shop = Programme.model_validate({"programme": "p", "audiences": {"a": {}}, "pillars": pillars})
    assert len(PILLARS) == 10
    assert sum(shop.pillars.ratings["staff"].scores.values()) == 50


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("audiences: {a: {rnak: 1}}", "J102", "rnak"),
        ("audiences: {}", "J110", "{}"),
        ("audiences: {a: {rank: 1.5}}", "J110", "1.5"),
        ("audiences: {a: {rank: 0}}", "J110", "0"),
        ("audiences: {a: {rank: first}}", "J110", "first"),
        ("audiences: {a: {journeys: {b: c}}}", "J110", "{b: c}}}"),
        ("audiences: {a: {journeys: [~]}}", "J110", "~"),
        ("audiences: {a: {rank: 1}, b: {rank: 1}}", "P103", "1"),
        ("audiences: {a: {affects: {x: b}}}", "P104", "b"),
        ("audiences: {a: {affects: {x: b.y}}}", "P104", "b.y"),
        ("audiences: {a: {affects: [x]}}", "J110", "[x]}}"),
        ("audiences: {a: {journeys: nope.yaml}}", "P105", "nope.yaml"),
        ("audiences: {a: {journeys: [nope.yaml]}}", "P105", "nope.yaml"),
        ("pillars: {ratings: {staff: {service: 6}}}", "P101", "6"),
        ("pillars: {ratings: {staff: {scores: {service: 0}}}}", "P101", "0"),
        ("pillars: {ratings: {staff: {servic: 4}}}", "J110", "servic"),
        ("pillars: {ratings: {staff: {answers: 4}}}", "P112", "{answers: 4}}}"),
        ("pillars: {ratings: {staff: {service: good}}}", "J110", "good"),
        ("pillars: {ranking: {company: [service, produts]}}", "J110", "produts"),
        ("pillars: {ranking: {company: [service, products, service]}}", "P102", "service"),
        ("pillars: {ranking: {customers: {order: [service, service]}}}", "P102", "service"),
        ("pillars: {ranking: {leaders: [service]}}", "J102", "leaders"),
        ("pillars: {by_segment: {x: [service, friction, friction]}}", "P102", "friction"),
        ("pillars: {by_segment: {x: service}}", "J110", "service"),
    ],
)
def test_what_does_not_fit_is_found_where_it_stands(tmp_path: Path, line: str, code: str, place: str) -> None:
    rest = "" if line.startswith("audiences") else "audiences: {a: {}}\n"
    text = f"programme: p\n{rest}{line}\n"
    assert [(code, text) for code, _, _, text in said(tmp_path, text)] == [(code, place)]


def test_the_second_of_two_equal_ranks_in_an_order_is_underlined(tmp_path: Path) -> None:
    write(tmp_path, "programme: p\naudiences: {a: {}}\npillars: {by_segment: {x: [service, friction, service]}}")
    (found,) = check_programme(tmp_path / "programme.yaml")[1]
    assert found.place
    assert found.place.column == len("pillars: {by_segment: {x: [service, friction, ") + 1


def test_a_misspelt_pillar_gets_the_nearest_one(tmp_path: Path) -> None:
    text = "programme: p\naudiences: {a: {}}\npillars: {ratings: {staff: {reputaton: 4}}}"
    (found,) = check_programme(write(tmp_path, text))[1]
    assert found.help == "did you mean `reputation`?"


def test_broken_journeys_are_reported_whole_with_their_own_places_after_the_programme(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        SHOP.replace("rank: 3", "rank: 1").replace("service: 4", "service: 9"),
        buy="journey: buy\ntouchpoints: {checkout: {wait: 5, clicks: x}}\ntilte: x\n",
        onboarding="journey: onboarding\ntouchpoints: {desk: {next: x}}\n",
    )
    assert [(code, file, text) for code, file, _, text in found] == [
        ("P103", "programme.yaml", "1"),
        ("P101", "programme.yaml", "9"),
        ("J110", "buy.yaml", "5"),
        ("J110", "buy.yaml", "x"),
        ("J102", "buy.yaml", "tilte"),
        ("J104", "onboarding.yaml", "x"),
    ]


def test_a_programme_with_a_broken_journey_is_not_loaded(tmp_path: Path) -> None:
    file = write(tmp_path, buy="journey: buy\ntouchpoints: {checkout: {wait: 5}}\n")
    with pytest.raises(JourneyError, match="`5` has no unit"):
        load_programme(file)


def test_warnings_of_journeys_come_with_the_programme(tmp_path: Path) -> None:
    programme, found = check_programme(write(tmp_path, onboarding="journey: o\ntouchpoints: {desk: {}}\n"))
    assert programme is not None
    assert [(problem.code, problem.severity) for problem in found] == [("J136", "warning")]


def test_what_two_journeys_inherit_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("journey: b\ntouchpoints: {desk: {wait: 5}, support: }\n", encoding="utf-8")
    found = said(tmp_path, buy="extends: base.yaml\n", onboarding="extends: base.yaml\n")
    assert [(code, file) for code, file, *_ in found] == [("J110", "base.yaml")]


def test_a_journey_of_two_audiences_is_checked_once(tmp_path: Path) -> None:
    text = "programme: p\naudiences: {a: {journeys: buy.yaml}, b: {journeys: [buy.yaml, ./buy.yaml]}}\n"
    found = said(tmp_path, text, buy="journey: buy\ntouchpoints: {checkout: {wait: 5}}\n")
    assert [code for code, *_ in found] == ["J110"]


@pytest.mark.parametrize("name", ["nope.yaml", "x" * 5000, "a\0b", "buy.yaml/x", "folder"])
def test_a_journey_that_is_not_there_is_an_error_at_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    content = {"programme": "p", "audiences": {"a": {"journeys": ["buy.yaml", name]}}}
    (tmp_path / "p.json").write_text(json.dumps(content), encoding="utf-8")
    write(tmp_path)
    (found,) = check_programme(tmp_path / "p.json")[1]
    assert (found.code, found.severity) == ("P105", "error")
    assert underlined(found) == json.dumps(name)


def test_what_is_no_journey_is_reported_as_such(tmp_path: Path) -> None:
    found = said(tmp_path, "programme: p\naudiences: {a: {journeys: programme.yaml}}\n")
    assert ("J102", "programme.yaml") in {(code, file) for code, file, *_ in found}
    assert all(code.startswith("J") for code, *_ in found)


@pytest.mark.parametrize(
    ("affects", "said_of_it"),
    [
        ("desk: shoppers.checkout", []),
        ("desk: shoppers.suport", [("no journey of `shoppers` has a touchpoint `suport`", "shoppers.suport")]),
        ("dsk: shoppers.support", [("no journey of `employees` has a touchpoint `dsk`", "dsk")]),
        ("desk: shopers.support", [("`shopers` is no audience of this programme", "shopers.support")]),
        ("desk: employees.desk", []),
        ("desk: shoppers.", [("no journey of `shoppers` has a touchpoint ``", "shoppers.")]),
    ],
)
def test_an_effect_is_between_touchpoints_that_exist(
    tmp_path: Path, affects: str, said_of_it: list[tuple[str, str]]
) -> None:
    found = said(tmp_path, SHOP.replace("desk: shoppers.support", affects))
    assert found == [("P104", "programme.yaml", message, place) for message, place in said_of_it]


def test_an_effect_on_a_misspelt_touchpoint_gets_the_nearest_one(tmp_path: Path) -> None:
    (found,) = check_programme(write(tmp_path, SHOP.replace("shoppers.support", "shoppers.suport")))[1]
    assert found.help == "did you mean `support`?"


def test_ids_may_hold_dots(tmp_path: Path) -> None:
    text = SHOP.replace("shoppers", "eu.shoppers").replace("support}", "help.desk}")
    assert said(tmp_path, text, buy=BUY.replace("support", "help.desk")) == []


def test_of_an_audience_without_a_journey_nobody_knows_the_touchpoints(tmp_path: Path) -> None:
    text = "programme: p\naudiences: {a: {affects: {x: b.y}}, b: {}}\n"
    assert said(tmp_path, text) == []


def test_a_broken_journey_makes_no_effect_an_error(tmp_path: Path) -> None:
    broken = "journey: buy\ntouchpoints: {checkout: {wait: 5}}\n"
    assert [code for code, *_ in said(tmp_path, buy=broken)] == ["J110"]


def test_effects_are_checked_though_something_else_is_wrong(tmp_path: Path) -> None:
    text = SHOP.replace("rank: 3", "rank: third").replace("shoppers.support", "shoppers.suport")
    assert [code for code, *_ in said(tmp_path, text)] == ["J110", "P104"]


NAMES = ("Zażółć gęślą jaźń", "Покупатели", "顾客", "العملاء", "買い物客 💳")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", ["p.yaml", "p.json"])
def test_audiences_and_segments_are_named_in_any_script(tmp_path: Path, name: str, file: str) -> None:
    content: dict[str, Any] = {
        "programme": name,
        "audiences": {name: {"journeys": [f"{name}.yaml"], "affects": {name: f"{name}.{name}"}}},
        "pillars": {"ratings": {name: {"service": "4"}}, "by_segment": {name: ["service"]}},
    }
    (tmp_path / f"{name}.yaml").write_text(f"journey: {name}\ntouchpoints: {{{name}: {{satisfaction: 4}}}}\n", "utf-8")
    (tmp_path / file).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    assert list(load_programme(tmp_path / file).audiences) == [name]
    content["audiences"][name]["affects"] = {f"{name}x": f"{name}.{name}y"}
    (tmp_path / file).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    found = check_programme(tmp_path / file)[1]
    assert [(problem.code, problem.help) for problem in found] == [("P104", f"did you mean `{name}`?")] * 2
    assert [underlined(problem).strip('"') for problem in found] == [f"{name}x", f"{name}.{name}y"]


def test_the_example_has_a_journey_that_builds_on_another_and_nothing_to_complain_of() -> None:
    folder = Path(__file__).parent.parent / "examples" / "lamp-shop"
    assert check_file(folder) == []
    online, dealer = load_journey(folder / "buy-online.yaml"), load_journey(folder / "buy-at-a-dealer.yaml")
    assert list(dealer.touchpoints) == list(online.touchpoints)
    assert dealer.touchpoints["support"] == online.touchpoints["support"]
    assert dealer.touchpoints["delivery"].promise is None
