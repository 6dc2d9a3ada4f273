"""The report in a real browser: quiet, offline, usable by keyboard, readable in the dark, on paper and on a phone."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import browser, files, missing, page

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["browser", "files", "page"]


@pytest.fixture(params=["lamp", "service-desk", "hostile"])
def each(request: pytest.FixtureRequest, page: "Page", files: dict[str, Path]) -> "Page":
    page.goto(files[request.param].as_uri())
    return page


@pytest.fixture
def desk(page: "Page", files: dict[str, Path]) -> "Page":
    page.goto(files["service-desk"].as_uri())
    return page


@pytest.fixture
def lamp(page: "Page", files: dict[str, Path]) -> "Page":
    page.goto(files["lamp"].as_uri())
    return page


def overflow(page: "Page") -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def width(page: "Page") -> float:
    return float(page.evaluate("document.querySelector('#board-plate svg').getBoundingClientRect().width"))


def column(page: "Page", place: int) -> list[float]:
    cells = page.locator(f"#table-touchpoints tbody tr > :nth-child({place})")
    return [float(value) for value in cells.evaluate_all("cells => cells.map(cell => cell.dataset.order)")]


def test_a_missing_browser_fails_on_a_build_machine_and_skips_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        missing("Chromium", "`apt-get install chromium`")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        missing("Chromium", "`apt-get install chromium`")


CONTRASTS = """() => {
  const luminance = (c) => [0, 1, 2].map((i) => c[i] / 255)
    .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
    .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = {};
  for (const element of document.querySelectorAll("body *:not(svg, svg *)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) found[`${element.tagName}.${element.className}`] = ratio;
  }
  return found;
}"""


def test_it_loads_without_a_word_and_without_a_request(each: "Page") -> None:
    assert each.title().endswith("journeymap report")
    assert each.locator("h1").count() == 1
    assert each.locator("#board-plate svg").is_visible()


@pytest.mark.parametrize("pixels", [1280, 400])
def test_the_page_never_scrolls_sideways(each: "Page", pixels: int) -> None:
    each.set_viewport_size({"width": pixels, "height": 800})
    each.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert overflow(each) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(each: "Page", scheme: str) -> None:
    each.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    each.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    dark = each.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")
    assert each.evaluate(CONTRASTS) == {}


def test_on_paper_everything_is_open_and_nothing_is_a_button(desk: "Page") -> None:
    desk.emulate_media(media="print")
    assert not desk.locator(".tools").is_visible()
    assert not desk.locator(".skip").is_visible()
    assert desk.locator("#table-routes-rest tbody tr").first.is_visible()
    pdf = desk.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert desk.locator("details[open]").count() == 0


def test_the_skip_link_comes_first_and_leads_to_the_findings(desk: "Page") -> None:
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "Skip to the findings"
    assert desk.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main"


def test_focus_is_visible(desk: "Page") -> None:
    for _ in range(6):
        desk.keyboard.press("Tab")
        style = desk.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


def test_the_touchpoints_sort_by_keyboard(desk: "Page") -> None:
    head = desk.locator("#table-touchpoints thead tr:last-child th").nth(3)
    assert head.get_attribute("aria-sort") is None
    head.get_by_role("button").focus()
    desk.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert column(desk, 4) == sorted(column(desk, 4), reverse=True)
    desk.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(desk, 4) == sorted(column(desk, 4))
    name = desk.locator("#table-touchpoints thead tr:last-child th").first
    name.get_by_role("button").press("Enter")
    assert (name.get_attribute("aria-sort"), head.get_attribute("aria-sort")) == ("ascending", None)
    first = desk.locator("#table-touchpoints tbody th").all_inner_texts()
    assert first == sorted(first, key=str.lower)


def test_the_board_zooms_by_keys_buttons_and_wheel(desk: "Page") -> None:
    plate = desk.locator("#board-plate")
    fitted = width(desk)
    plate.press("+")
    assert width(desk) > fitted * 1.2
    plate.press("0")
    assert width(desk) == pytest.approx(fitted, abs=3)
    plate.press("-")
    assert width(desk) < fitted
    desk.get_by_role("button", name="Fit").click()
    desk.get_by_role("button", name="Zoom in").click()
    assert width(desk) > fitted * 1.2
    assert re.fullmatch(r"\d+ %", desk.locator("#board-zoom").inner_text())
    before = width(desk)
    plate.hover()
    desk.keyboard.down("Control")
    desk.mouse.wheel(0, -100)
    desk.keyboard.up("Control")
    desk.wait_for_function(f"document.querySelector('#board-plate svg').getBoundingClientRect().width > {before}")
    assert overflow(desk) == 0


def test_the_board_is_dragged(desk: "Page") -> None:
    plate = desk.locator("#board-plate")
    for _ in range(6):
        plate.press("+")
    plate.scroll_into_view_if_needed()
    left = plate.evaluate("plate => plate.scrollLeft")
    box = plate.bounding_box()
    assert box
    desk.mouse.move(box["x"] + 400, box["y"] + 300)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 300, box["y"] + 300)
    desk.mouse.up()
    assert plate.evaluate("plate => plate.scrollLeft") == pytest.approx(left + 100, abs=2)


def faint(page: "Page") -> "Locator":
    return page.locator("#board-plate svg .faint")


def test_a_touchpoint_under_the_pointer_shows_its_lines(desk: "Page") -> None:
    assert faint(desk).count() == 0
    desk.locator("#board-card-1").hover()
    assert faint(desk).count() > 0
    lines = desk.locator("g.link[data-from='1'], g.link[data-to='1']")
    assert lines.count() > 0
    assert not any("faint" in (line.get_attribute("class") or "") for line in lines.all())
    desk.locator("h1").hover()
    assert faint(desk).count() == 0


def traced(page: "Page") -> str:
    return page.locator("#board-traced").inner_text()


def test_touchpoints_are_traced_by_keys_and_said_in_words(desk: "Page") -> None:
    plate = desk.locator("#board-plate")
    plate.press("n")
    assert traced(desk).startswith("New, of 100 visits to it")
    plate.press("n")
    assert traced(desk).startswith("Active, of 100 visits to it")
    assert desk.locator("#board-trace").input_value() == "2"
    assert faint(desk).count() > 0
    plate.press("p")
    assert traced(desk).startswith("New")
    plate.press("Escape")
    assert faint(desk).count() == 0
    assert traced(desk) == ""


def test_a_click_on_a_touchpoint_lights_the_likeliest_ways_through_it(lamp: "Page") -> None:
    lamp.locator("#board-card-5").click()
    assert re.search(r"Support call, of 100 visits to it\s+Comes from: Delivery 100 %", traced(lamp))
    assert "leaves here 88 %; First use 12 %" in traced(lamp)
    assert "Checkout → Delivery → Support call → First use: 12 %" in traced(lamp)
    bright = lamp.locator("g.link:not(.faint, .dim)")
    ends = bright.evaluate_all("lines => lines.map((line) => line.dataset.from + line.dataset.to)")
    assert sorted(ends) == ["12", "23", "34", "45", "56"]
    lamp.locator("#board-card-5").click()
    assert (faint(lamp).count(), traced(lamp)) == (0, "")


def test_a_touchpoint_is_chosen_from_the_list_and_let_go_by_escape(lamp: "Page") -> None:
    chosen = lamp.get_by_label("Trace")
    chosen.select_option("3 Checkout")
    assert traced(lamp).startswith("Checkout")
    chosen.press("Escape")
    assert (traced(lamp), chosen.input_value()) == ("", "0")


def test_the_slider_hides_lines_that_few_take_and_says_how_many(lamp: "Page") -> None:
    """Of 1000 who start, the lines are taken by 824, 703, 463, 240, 60 and 7.3."""
    slider, shown = lamp.get_by_role("slider", name="Lines"), lamp.locator("g.link:visible")
    assert lamp.locator("#board-hidden").inner_text() == "all 6 of the board"
    said = []
    for _ in range(3):
        slider.press("ArrowRight")
        said.append((lamp.locator("#board-hidden").inner_text(), shown.count()))
    assert said == [
        ("taken 1 time or more per 100 who start; 1 of 6 hidden", 5),
        ("taken 2 times or more per 100 who start; 1 of 6 hidden", 5),
        ("taken 5 times or more per 100 who start; 1 of 6 hidden", 5),
    ]
    slider.press("End")
    assert slider.get_attribute("aria-valuetext") == "taken 100 times or more per 100 who start; 6 of 6 hidden"
    slider.press("Home")
    assert shown.count() == 6


def test_long_tables_are_filtered_with_their_folded_rows(desk: "Page") -> None:
    table, rest = desk.locator("#table-routes"), desk.locator("#table-routes-rest")
    words = desk.locator(".filter", has=desk.locator("xpath=following-sibling::*[1][.//*[@id='table-routes']]"))
    n = desk.locator("#table-routes tbody tr:not(.members), #table-routes-rest tbody tr:not(.members)").count()
    words.get_by_role("searchbox").fill("awaiting vendor")
    left = desk.locator(":is(#table-routes, #table-routes-rest) tbody tr:not(.members):visible")
    assert 0 < left.count() < n
    assert all("awaiting vendor" in row.lower() for row in left.all_inner_texts())
    assert re.fullmatch(rf"\d+ of {n} rows", words.get_by_role("status").inner_text())
    words.get_by_role("searchbox").fill("")
    assert not rest.is_visible()
    assert table.locator("tbody tr:visible").count() >= 12
