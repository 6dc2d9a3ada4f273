"""Promises in the report: bars as long as the waits are multiples of what was promised, and the same in words."""

import re

import pytest

from journeymap.analysis.results import results
from journeymap.journey import Journey
from journeymap.report.page import report_html
from tests.test_report import Page, example_page

POINTS = {
    "a": {"name": "Late <b>", "wait": "7 days", "promise": "5 days", "next": "b"},
    "b": {"name": "Early", "wait": "1 day", "promise": "4 days", "next": "c"},
    "c": {"name": "Far too late", "wait": "60 min", "promise": "10 min", "next": "d"},
    "d": {"name": "Spread", "wait": {"median": "2 min", "p90": "5 min"}, "promise": "4 min", "next": "e"},
    "e": {"name": "Felt", "satisfaction": {"score": 4, "answers": 500}, "promise": {"satisfaction": 5}, "next": "f"},
    "f": {"name": "Said", "promise": {"says": "You will love it"}},
}


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(report_html(results(Journey.model_validate({"journey": "j", "touchpoints": POINTS}))))


def chart(page: Page) -> str:
    found = re.search(r'<svg class="chart".*?</svg>', page.html, flags=re.DOTALL)
    assert found
    return found[0]


def rows(page: Page) -> dict[str, str]:
    """Return what is drawn for each promise, by its words."""
    parts = re.split(r'<text class="name"[^>]*>([^<]*)</text>', chart(page))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def width(drawn: str, kind: str) -> float:
    return sum(float(n) for n in re.findall(rf'<rect class="{kind}"[^>]* width="([\d.]+)"', drawn))


def test_bars_are_multiples_of_the_promise_which_is_200_wide(page: Page) -> None:
    found = rows(page)
    assert width(found["Late &lt;b&gt;"], "kept") == 200
    assert width(found["Late &lt;b&gt;"], "broken") == pytest.approx(200 * (7 / 5 - 1), abs=0.1)
    assert (width(found["Early"], "kept"), width(found["Early"], "broken")) == (50, 0)
    assert width(found["Felt"], "kept") + width(found["Felt"], "broken") == pytest.approx(200 * 5 / 4, abs=0.1)


def test_what_is_longer_than_the_picture_ends_in_an_arrow(page: Page) -> None:
    assert '<path class="broken"' in rows(page)["Far too late"]
    assert chart(page).count('<path class="broken"') == 1


def test_a_thin_line_runs_to_the_wait_within_which_95_in_100_are_served(page: Page) -> None:
    """Log-normal with median 2 min and p90 5 min: sigma is ln(2.5)/1.28155, and 95 % are under 2·e^(1.64485·sigma)."""
    [end] = re.findall(r'<path class="late" d="M[\d.]+,\d+H([\d.]+)', chart(page))
    assert float(end) / 200 * 4 == pytest.approx(2 * 2.5 ** (1.64485 / 1.28155), rel=0.01)
    assert "95 % get it within 6.5 min" in rows(page)["Spread"]


def test_verdicts_stand_in_words_and_in_the_table(page: Page) -> None:
    assert ">missed: 7 d, promised 5 d<" in rows(page)["Late &lt;b&gt;"]
    assert ">exceeded: 1 d, promised 4 d<" in rows(page)["Early"]
    verdicts = {row[0]: row[4] for row in page.rows("table-promises-1")}
    assert verdicts["Late <b>*"] == "missed"
    assert verdicts["Early"] == "exceeded"
    assert "Not drawn: 1 promise in words alone" in page.text


def test_the_promises_are_told_once() -> None:
    page = example_page("lamp")
    assert page.text.count("is: the median wait, else the mean") == 1


def test_without_promises_the_section_says_how_to_write_them_down() -> None:
    page = Page(report_html(results(Journey.model_validate({"journey": "j", "touchpoints": {"a": {}}}))))
    assert "No promise is written down." in page.text
    assert 'class="chart"' not in page.html
