"""The report for everybody: without serious faults by axe-core, by keyboard alone, without scripts, and on paper."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from journeymap.analysis.findings import findings
from tests.browsing import browser, files, page
from tests.test_report import example

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "files", "page"]

OPEN = "document.querySelectorAll('details').forEach((details) => { details.open = true; })"
REPORTS = ["lamp", "service-desk", "starter", "compared", "large"]


def faults(page: "Page", *rules: str) -> list[str]:
    """Return what axe-core finds that is serious or critical."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only where there is a browser

    options = {"runOnly": {"type": "rule", "values": [*rules]}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_keeps_people_from_using_it(name: str, page: "Page", files: dict[str, Path]) -> None:
    page.goto(files[name].as_uri())
    if name != "large":  # what is folded away there is as in the others, and takes axe-core a minute
        page.evaluate(OPEN)
    page.locator("#board-plate").press("n")
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page, "color-contrast", "link-in-text-block") == []


def focused(page: "Page") -> str:
    """Return the id of what has the focus, else its words."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_the_keyboard_gets_everywhere_in_the_order_of_the_page(page: "Page", files: dict[str, Path]) -> None:
    page.goto(files["starter"].as_uri())
    stops = []
    while "board-plate" not in stops:
        page.keyboard.press("Tab")
        stops.append(focused(page))
    assert stops[0] == "Skip to the findings"
    nav = stops.index("Findings")
    assert stops[nav : nav + 2] == ["Findings", "Key figures"]
    order = [stops.index(stop) for stop in ("Method", "segment", "?", "+", "−", "Fit", "board-trace", "board-least")]
    assert order == sorted(order)
    assert stops[-2:] == ["board-least", "board-plate"]


def test_a_segment_is_chosen_by_keyboard_and_the_page_goes_on_working(page: "Page", files: dict[str, Path]) -> None:
    page.goto(files["starter"].as_uri())
    everyone = page.locator("#view").inner_text()
    chosen = page.locator("#segment")
    chosen.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.getElementById('segment-shown').textContent.includes('device=mobile')")
    assert focused(page) == "segment"
    assert "27 % of 181 cases reach the goal; 6 are still under way." in page.locator("#findings").inner_text()
    page.locator("#board-plate").press("n")
    assert page.locator("#board-traced").inner_text().startswith("Landing page")
    page.get_by_role("slider", name="Lines").press("End")
    assert page.locator("g.link:visible").count() == 0
    head = page.locator("#table-touchpoints thead tr:last-child th").nth(3)
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    chosen.select_option("everyone")
    page.wait_for_function("!document.getElementById('segment-shown').textContent")
    assert page.locator("#view").inner_text() == everyone


def test_a_segment_is_not_compared_and_nothing_leads_to_what_changed(page: "Page", files: dict[str, Path]) -> None:
    page.goto(files["compared"].as_uri())
    link = page.get_by_role("navigation").get_by_role("link", name="What changed")
    marks = page.locator("#board-plate text", has_text="better: promise kept +31.6")
    assert (link.count(), marks.count()) == (1, 1)
    for chosen, n in ((1, 0), (0, 1)):
        page.locator("#segment").select_option(index=chosen)
        page.locator("#changes").wait_for(state="visible" if n else "detached")
        assert (link.count(), marks.count()) == (n, n)


def test_without_scripts_the_page_is_whole_and_offers_nothing_that_needs_them(
    browser: "Browser", files: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    static = context.new_page()
    static.goto(files["starter"].as_uri())
    assert static.locator("#board-plate svg").is_visible()
    assert "can be switched to those of one segment (device)" in static.locator("#segment-static").inner_text()
    assert not static.locator(":is(button, select, input):visible").count()
    assert static.locator("#table-routes").is_visible()
    context.close()


def test_reduced_motion_and_none_at_all(page: "Page", files: dict[str, Path]) -> None:
    """The fixture asks for reduced motion; otherwise fading takes an eighth of a second."""
    page.goto(files["lamp"].as_uri())
    lasts = "getComputedStyle(document.querySelector('g.card')).transitionDuration"
    assert page.evaluate(lasts) == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(lasts) == "0.12s"


@pytest.mark.parametrize("name", ["lamp", "service-desk"])
def test_printed_it_has_every_finding_and_every_table_within_the_page(
    name: str, page: "Page", files: dict[str, Path]
) -> None:
    page.goto(files[name].as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 680, "height": 900})  # the width of A4 between its margins
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    wide = "[...document.querySelectorAll('table, #board-plate svg')].filter((one) => one.scrollWidth > innerWidth)"
    assert page.evaluate(f"{wide}.length") == 0
    printed = PdfReader(BytesIO(page.pdf(format="A4")))
    text = "".join("".join(sheet.extract_text() for sheet in printed.pages).split())
    assert len(printed.pages) > 3
    for finding in findings(example(name)):
        assert "".join(finding.sentence.split()) in text
    assert "Skiptothefindings" not in text
    assert "Only rows with" not in text
    assert "Methodanddefinitions" in text
