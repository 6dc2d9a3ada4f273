"""The report's page, read back from its HTML: every figure is that of the results, and nothing else gets in."""

import dataclasses
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from journeymap.analysis.findings import findings
from journeymap.analysis.offering import worth_planning
from journeymap.analysis.offplan import Route
from journeymap.analysis.priorities import Priority
from journeymap.analysis.results import Results, results
from journeymap.analysis.wording import band
from journeymap.counts import Variant
from journeymap.engines.measure import measure
from journeymap.eventlog import event_log
from journeymap.journey import Journey
from journeymap.loading import load_journey
from journeymap.measurement import Measurement
from journeymap.report.page import report_html
from journeymap.units import format_duration

EXAMPLES = Path(__file__).parent.parent / "examples"
VOID = {"meta", "br", "link", "img", "input", "hr"}


@cache
def example(name: str) -> Results:
    """Compute an example once for all tests."""
    folder = EXAMPLES / name
    journey = load_journey(folder / "journey.yaml")
    measurement = measure(journey, event_log(journey, folder=folder)) if journey.log.file else None
    return results(journey, measurement)


@cache
def example_page(name: str) -> "Page":
    return Page(report_html(example(name)))


@pytest.fixture(scope="session")
def desk() -> Results:
    return example("service-desk")


@pytest.fixture(scope="session")
def desk_page() -> "Page":
    return example_page("service-desk")


@pytest.fixture(scope="session")
def lamp() -> Results:
    return example("lamp")


@pytest.fixture(scope="session")
def lamp_page() -> "Page":
    return example_page("lamp")


class Page(HTMLParser):
    """What a reader finds on a page: words, tables, links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.heads: dict[str, list[str]] = {}
        self.feet: dict[str, str] = {}
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self._table = ""
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs)
        self.elements.append((tag, given))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "table":
            self._table = str(given["id"])
            self.tables[self._table], self.heads[self._table] = [], []
        if tag == "tr" and "tbody" in self._open:
            self.tables[self._table].append([])
        if tag in {"td", "th"} and "tbody" in self._open:
            self.tables[self._table][-1].append("")
        if tag == "th" and "thead" in self._open:
            self.heads[self._table].append("")
        if tag in {"small", "span"} and "tbody" in self._open:
            self.tables[self._table][-1][-1] += " | "

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self.styles.append(data)
        elif self._open[-1:] == ["script"]:
            self.scripts += [data] if "type" not in self.elements[-1][1] else []
        else:
            self._seen(data)

    def _seen(self, words: str) -> None:
        self.words.append(words)
        if "tbody" in self._open and self._open[-1] != "tbody" and {"td", "th"} & set(self._open):
            self.tables[self._table][-1][-1] += words.strip("\n")
        elif "thead" in self._open and "th" in self._open:
            self.heads[self._table][-1] += words
        elif "tfoot" in self._open:
            self.feet[self._table] = (self.feet.get(self._table, "") + words).strip()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def rows(self, table: str) -> list[list[str]]:
        """Rows of a table and of what is folded away under it, without the lists of sequences."""
        return [row for name in (table, f"{table}-rest") for row in self.tables.get(name, []) if len(row) > 1]

    def attributes(self, name: str) -> list[str]:
        return [value or "" for _, given in self.elements for key, value in given.items() if key == name]


def reads(text: str, value: float) -> bool:
    """Whether a printed number is a value, rounded as far as is printed."""
    found = re.match(r"[~>]?([−+<]*)([\d,]+(?:\.\d+)?)", text)
    assert found, text
    sign, digits = found[1], found[2]
    printed = float(digits.replace(",", "")) * (-1 if "−" in sign else 1)
    if "<" in sign:
        return 0 < value < printed
    decimals = len(digits.partition(".")[2])
    return bool(abs(printed - value) <= 0.50005 / 10**decimals)


def reads_share(text: str, share: float) -> bool:
    if text == ">99.9 %":
        return 0.999 < share < 1
    return " %" in text and reads(text, 100 * share)


def reads_interval(text: str, low: float, high: float) -> bool:
    first, second = text.split(" to ")
    return reads(first, low) and reads(second, high)


def small(*, judged: bool = False, **changes: object) -> Results:
    """Compute a small journey with a log written by hand: 60 on plan, 30 by way of X, 10 under way."""
    points: dict[str, object] = {"a": {"name": "Ask", "next": "b"}, "b": {"name": "Buy"}}
    journey = Journey.model_validate({"journey": "small", "touchpoints": points} | changes)
    rows = [(("a", "b"), 60, 0, 60), (("a", "x", "b"), 30, 0, 3), (("a",), 10, 10, 0)]
    variants = tuple(
        Variant((), steps, cases, under_way, cases - under_way, good, 60.0 * cases, f"c{cases}")
        for steps, cases, under_way, good in rows
    )
    first, last = "2024-02-01T08:00:00Z", "2024-03-01T08:00:00Z"
    counted = Measurement(
        "small", "log.csv", first, last, 220, 0, 0, (), judged, {"a": 86400.0}, {"x": "Extra"}, variants, (), (), ()
    )
    return results(journey, counted)


class TestFiguresAreThoseOfTheResults:
    def test_key_figures(self, desk: Results, desk_page: Page) -> None:
        text, table, follows = desk_page.text, desk.friction, desk.follows
        assert follows is not None
        found = re.findall(r"Succeed \? observed (\S+ %) ([\d,]+) of the ([\d,]+) cases", text)
        assert reads_share(found[0][0], table.success_share or 0)
        assert [int(n.replace(",", "")) for n in found[0][1:]] == [follows.succeeded, follows.judged]
        found = re.findall(r"Follow the plan \? observed (\S+ %) ([\d,]+) of the ([\d,]+) cases that are over", text)
        over = follows.on_plan + follows.off_plan
        assert reads_share(found[0][0], follows.on_plan / over)
        assert [int(n.replace(",", "")) for n in found[0][1:]] == [follows.on_plan, over]
        found = re.findall(r"Reach the goal \? (observed|modelled) (\S+ %)", text)
        assert [kind for kind, _ in found] == ["observed", "modelled"]
        assert reads_share(found[0][1], (table.observed_completion_per_1000 or 0) / 1000)
        assert reads_share(found[1][1], table.completion_per_1000 / 1000)
        found = re.findall(r"Under way \? observed (\S+) of ([\d,]+) cases", text)
        assert [int(n.replace(",", "")) for n in found[0]] == [follows.n_under_way, follows.n_cases]

    @pytest.mark.parametrize("name", ["lamp", "service-desk"])
    def test_touchpoints(self, name: str) -> None:
        rows = example_page(name).rows("table-touchpoints")
        table = example(name).friction
        assert len(rows) == len(table.touchpoints)
        for cells, row in zip(rows, table.touchpoints, strict=True):
            label, observed, model, *rest = cells
            if table.success_share is not None:
                succeed, *rest = rest
                assert succeed == "–" if row.succeeded is None else reads_share(succeed, row.succeeded)
            lost, reach, wait, effort, feeling, evidence, grade = rest
            assert label.split(" | ")[0] == row.name
            assert observed == "–" if row.observed_loss is None else reads(observed, 100 * row.observed_loss)
            assert model == "–" or (model.startswith("~") and reads(model, 100 * row.modelled_loss))
            assert lost == "–" or reads(lost, row.lost_per_1000)
            assert reads(reach, row.reach_per_1000)
            for cell, value in ((wait, row.wait), (effort, row.effort), (feeling, row.feeling)):
                assert (cell == "–" and value == 0) or reads(cell, value)
            assert evidence.startswith(row.evidence)
            assert grade == row.grade

    @pytest.mark.parametrize("name", ["lamp", "service-desk"])
    def test_fix_first(self, name: str) -> None:
        shown = [row for row in example(name).priorities if row.gain_per_1000 > 0 and row.evidence != "assumed"]
        rows = example_page(name).rows("table-fix-first")
        assert len(rows) == len(shown)
        for cells, row in zip(rows, shown, strict=True):
            self.check_priority(cells, row)

    @staticmethod
    def check_priority(cells: list[str], row: Priority) -> None:
        rank, what, why, gain, *_, here, evidence = cells
        if row.loss_per_100 is None or row.passes_per_1000 is None:
            assert here == "–"
        else:
            worst, passes = here.split(" | ")
            assert reads(worst.removesuffix(" of 100"), row.loss_per_100)
            assert reads(passes.removesuffix(" of 1000 pass"), row.passes_per_1000)
        assert row.fragile == ("fragile" in rank)
        assert re.match(r"\d+", rank) == re.match(r"\d+", str(row.rank)) or rank.startswith(str(row.rank))
        if row.rank_low == row.rank_high:
            assert "stays" in rank
        else:
            assert re.findall(r"\d+", rank.split(" | ")[1]) == [str(row.rank_low), str(row.rank_high)]
        assert what.split(" | ")[0].lower() == row.what.lower()
        value, interval = gain.split(" | ")
        assert reads(value, row.gain_per_1000)
        assert reads_interval(interval, row.gain_low, row.gain_high)
        assert interval.endswith({"kept": "come back", "completion": "complete", "success": "succeed"}[row.measure])
        assert why.lower() == row.why.lower()
        assert evidence == row.evidence

    def test_routes(self, desk: Results, desk_page: Page) -> None:
        assert desk.follows is not None
        worse = [route for route in desk.follows.routes if not route.better]
        offered = [*worth_planning(desk.follows.routes)]
        assert {route.better for route in offered} == {False, True}
        for table, routes in (("table-routes", worse), ("table-worth-planning", offered)):
            rows = desk_page.rows(table)
            assert len(rows) == len(routes)
            for cells, route in zip(rows, routes, strict=True):
                self.check_route(cells, route, desk)

    @staticmethod
    def check_route(cells: list[str], route: Route, of: Results) -> None:
        left, often, cases, share, theirs, others, difference, longer, *stake, case = cells
        assert ("few cases" in left) == route.few
        assert often.endswith(f"| {route.members[0].cases:,} case{'s' * (route.members[0].cases != 1)}")
        assert reads(cases, route.cases)
        assert reads_share(share, route.share)
        assert f"{route.reached:,}" in share
        assert of.names[route.leave] in share or "all" in share
        assert theirs == "–" if route.completion is None else reads_share(theirs, route.completion)
        assert others.split(" | ")[0] == "–" or reads_share(others, route.completion_others or 0)
        if route.difference is None or route.low is None or route.high is None:
            assert difference.startswith("–")
        else:
            value, interval, *tag = difference.split(" | ")
            assert reads(value, 100 * route.difference)
            assert reads_interval(interval, 100 * route.low, 100 * route.high)
            assert bool(tag) == (route.verdict in {"no difference", "too few"})
        wait = route.extra_wait_seconds
        value, *further = longer.split(" | ")
        assert value == ("–" if wait is None else f"{'−' if wait < 0 else '+'}{format_duration(abs(wait))}")
        assert bool(further) == (route.extra_wait_low is not None)
        for cell in stake:
            lost = of.telling.rate.customers(route.customers_lost)
            assert cell in {"does better", "many take it"} or cell.startswith("–") or reads(cell.split(" | ")[0], lost)
        assert case == route.example

    def test_sequences_of_a_route_add_up_to_those_of_the_results(self, desk: Results, desk_page: Page) -> None:
        assert desk.follows is not None
        lists = re.findall(r'<tr class="members">.*?</tr>', desk_page.html, flags=re.DOTALL)
        routes = [
            r for better in (False, True) for r in desk.follows.routes if r.better == better and len(r.members) > 1
        ]
        counts = [re.findall(r"<li>.* ([\d,]+) cases?</li>", one) for one in lists]
        assert [sum(int(n.replace(",", "")) for n in one) for one in counts] == [
            sum(member.cases for member in route.members) for route in routes
        ]

    def test_deviations_and_conditions(self, desk: Results, desk_page: Page) -> None:
        assert desk.follows is not None
        rows = desk_page.rows("table-deviations")
        assert len(rows) == len(desk.follows.deviations)
        for (_, touchpoint, cases, share), found in zip(rows, desk.follows.deviations, strict=True):
            assert touchpoint == desk.names[found.touchpoint]
            assert reads(cases, found.cases)
            assert reads_share(share, found.share)
        for cells, effect in zip(desk_page.rows("table-conditions"), desk.effects, strict=True):
            assert reads(cells[2], effect.cases)
            assert reads_share(cells[3], effect.share)
            assert reads_share(cells[4], effect.completion)
            assert reads_share(cells[5], effect.completion_others)
            value, interval, *tag = cells[6].split(" | ")
            assert reads(value, 100 * effect.difference)
            assert reads_interval(interval, 100 * effect.low, 100 * effect.high)
            assert bool(tag) == (effect.verdict in {"no difference", "too few"})

    def test_an_other_row_says_what_is_folded_away(self, desk: Results, desk_page: Page) -> None:
        assert desk.follows is not None
        worse = [route for route in desk.follows.routes if not route.better]
        rest = worse[12:]
        assert rest
        assert len(desk_page.tables["table-routes-rest"]) >= len(rest)
        assert desk_page.feet["table-routes"] == f"Other: {len(rest)} routes, {sum(r.cases for r in rest)} cases"

    @pytest.mark.parametrize("name", ["lamp", "service-desk"])
    def test_every_finding_is_there_in_order_with_its_code(self, name: str) -> None:
        text, place = example_page(name).text, 0
        for finding in findings(example(name)):
            place = text.index(finding.sentence, place)
            assert finding.code in text[place - 60 : place]

    def test_1000_who_start_add_up(self, lamp: Results, lamp_page: Page) -> None:
        lost, kept = re.findall(r"([\d.]+) (?:lost|would)", lamp_page.feet["table-touchpoints"])
        assert reads(lost, sum(row.lost_per_1000 for row in lamp.friction.touchpoints))
        assert reads(kept, lamp.friction.kept_per_1000)
        assert float(lost) + float(kept) == pytest.approx(1000, abs=1)

    def test_the_board_stands_in_tables_too(self, lamp_page: Page) -> None:
        assert [row[0] for row in lamp_page.rows("table-cards")][:2] == ["1 Landing page", "2 Product page"]
        assert ["Checkout", "Delivery", "463", "planned | worst route"] in lamp_page.rows("table-lines")


class TestUnknownIsNotZero:
    def test_without_a_log_observed_figures_are_dashes_that_say_why(self, lamp_page: Page) -> None:
        for name in ("Reach the goal", "Succeed", "Follow the plan", "Under way"):
            assert re.search(rf"{name} \? observed – [^.]*no event log", lamp_page.text)
        assert "no event log" in lamp_page.text
        assert "Add an event log to see what customers really did" in lamp_page.text
        assert "table-routes" not in lamp_page.tables

    def test_without_satisfaction_feeling_is_a_dash_and_the_page_says_so(self, desk_page: Page) -> None:
        assert {row[-3] for row in desk_page.rows("table-touchpoints")} == {"–"}
        assert "Nobody was asked how it felt" in desk_page.text

    def test_feeling_taken_from_elsewhere_is_marked_and_so_is_what_it_costs(self) -> None:
        asked = {"a": {"satisfaction": {"score": 2, "answers": 40}, "next": "b"}, "b": {}}
        page = Page(report_html(small(touchpoints=asked)))
        [row] = [row for row in page.rows("table-touchpoints") if row[0] == "b"]
        _, observed, model, lost, _, wait, _, feeling, *_ = row
        assert (observed, wait) == ("–", "–")
        assert all(re.match(r"~\d", cell) for cell in (model, lost, feeling))

    def test_without_promises_the_section_says_what_to_give(self) -> None:
        page = Page(report_html(small()))
        assert "table-conditions" not in page.tables
        assert "promise: 5 days" in page.text

    def test_a_log_without_success_says_so(self) -> None:
        page = Page(report_html(small()))
        assert re.search(r"Succeed \? observed – unknown: the log does not say which cases succeeded", page.text)

    def test_assumed_rows_stand_apart_in_bands_without_money(self) -> None:
        points = {
            "a": {"channel": "phone", "wait": "5 min", "next": "b"},
            "b": {"clicks": 40, "satisfaction": {"score": 2, "answers": 50}},
        }
        more = {"touchpoints": points, "customers": "12000 per month", "value": "49 EUR"}
        of = results(Journey.model_validate({"journey": "j"} | more))
        assumed = (dataclasses.replace(row, evidence="assumed", band=band(row.gain_per_1000)) for row in of.priorities)
        page = Page(report_html(dataclasses.replace(of, priorities=tuple(assumed))))
        assert "table-fix-first" not in page.tables
        for row in page.rows("table-fix-first-assumed"):
            assert re.match(r"~ (small|medium|large)", row[1])
        assert not any("EUR" in cell for row in page.rows("table-fix-first-assumed") for cell in row)

    def test_customers_and_money_where_the_journey_gives_them(self) -> None:
        points = {"a": {"clicks": 40, "next": "b"}, "b": {}}
        more = {"touchpoints": points, "customers": "12000 per month", "value": "49 EUR"}
        of = results(Journey.model_validate({"journey": "j"} | more))
        [row, *_] = of.priorities
        [cells, *_] = Page(report_html(of)).rows("table-fix-first")
        assert row.gain_value is not None
        customers, worth = cells[4].split(" | ")
        assert reads(customers, row.gain_customers or 0)
        assert worth == f"worth {row.gain_value}"
