"""The pictures of the report in a real browser: they follow the reader's theme, and are light on paper."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import pytest

from journeymap.diagram.draw import draw
from journeymap.diagram.palette import STAND_INS, THEMES, ThemeName
from journeymap.report.page import report_html
from tests.browsing import browser, files, page
from tests.test_report import example

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["browser", "files", "page"]

PAINTED = """() => [...document.querySelectorAll("#board-plate svg :is(path, polygon, polyline, ellipse, text)")]
  .map((each) => {
    const style = getComputedStyle(each);
    const pair = (n) => Number(n).toString(16).padStart(2, "0").toUpperCase();
    const hex = (paint) => paint === "none" ? null : "#" + paint.match(/\\d+/g).slice(0, 3).map(pair).join("");
    return [each.tagName, hex(style.fill), hex(style.stroke)];
  })"""
"""Tag, fill and stroke of everything that is painted on the board, in order."""
UNREADABLE = """() => {
  const numbers = (paint) => paint.match(/[\\d.]+/g).map(Number);
  const luminance = (paint) => numbers(paint).slice(0, 3).map((n) => n / 255)
    .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
    .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
  const page = (element) => {
    const paint = getComputedStyle(element).backgroundColor;
    return numbers(paint)[3] === 0 ? page(element.parentElement) : paint;
  };
  const lies = (text, shape) => {
    const box = text.getBBox();
    const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
    return shape.isPointInFill(middle.matrixTransform(shape.getScreenCTM().inverse().multiply(text.getScreenCTM())));
  };
  const found = {};
  for (const svg of document.querySelectorAll("svg")) {
    let shapes = [];
    for (const each of svg.querySelectorAll("path, polygon, ellipse, rect, text")) {
      const fill = getComputedStyle(each).fill;
      if (each.tagName !== "text") {
        if (fill !== "none") shapes.push(each);
        continue;
      }
      const under = shapes.findLast((shape) => lies(each, shape));
      const [one, other] = [fill, under ? getComputedStyle(under).fill : page(svg)].map(luminance);
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < 4.5) found[each.textContent] = ratio;
    }
  }
  return found;
}"""
"""Words of pictures with a contrast below 4.5 to what is painted under their middle."""
Shown = tuple[str, str | None, str | None]
Reader = tuple[Literal["screen", "print"], ThemeName]
"""Where the page is read, and which theme the reader prefers."""
readers = pytest.mark.parametrize("reader", [("screen", "light"), ("screen", "dark"), ("print", "dark")], ids="-".join)


def drawn(name: str, theme: ThemeName) -> list[Shown]:
    """Return tag, fill and stroke of everything that `draw` paints in a theme, in order."""
    results = example(name)
    root = ET.fromstring(draw(results.journey, results.measurement, theme=theme).svg())  # noqa: S314 - our own
    shapes = [(each.tag.rpartition("}")[2], each) for each in root.iter()]
    tags = {"path", "polygon", "polyline", "ellipse", "text"}
    return [(tag, _paint(each, "fill"), _paint(each, "stroke")) for tag, each in shapes if tag in tags]


def _paint(each: ET.Element, name: str) -> str | None:
    colour = each.get(name, "none")
    return None if colour == "none" else colour.upper()


def painted(page: "Page") -> list[Shown]:
    return [(tag, fill, stroke) for tag, fill, stroke in page.evaluate(PAINTED)]


def opened(page: "Page", path: Path, reader: Reader) -> "Page":
    page.goto(path.as_uri())
    page.emulate_media(media=reader[0], color_scheme=reader[1])
    return page


@readers
@pytest.mark.parametrize("name", ["lamp", "service-desk"])
def test_every_mark_of_the_board_has_the_colour_that_the_picture_of_that_theme_gives_it(
    name: str, reader: Reader, page: "Page", files: dict[str, Path]
) -> None:
    theme: ThemeName = "dark" if reader == ("screen", "dark") else "light"
    assert painted(opened(page, files[name], reader)) == drawn(name, theme)
    ground = page.evaluate("getComputedStyle(document.getElementById('board-plate')).backgroundColor")
    paper = THEMES[theme]["paper"]
    assert ground == f"rgb({', '.join(str(int(paper[i : i + 2], 16)) for i in (1, 3, 5))})"


@readers
@pytest.mark.parametrize("name", ["lamp", "service-desk", "starter", "compared", "hostile"])
def test_words_of_pictures_stand_out_from_what_lies_under_them(
    name: str, reader: Reader, page: "Page", files: dict[str, Path]
) -> None:
    assert opened(page, files[name], reader).evaluate(UNREADABLE) == {}


def test_the_board_of_a_segment_is_dark_too(page: "Page", files: dict[str, Path]) -> None:
    everyone = painted(opened(page, files["starter"], ("screen", "dark")))
    page.locator("#segment").select_option(index=1)
    page.locator("#segment-shown", has_text="device=").wait_for()
    segment = painted(page)
    assert segment != everyone
    assert {fill for _, fill, _ in segment if fill} <= {*THEMES["dark"].values()}


def test_the_page_holds_no_colour_of_the_board_but_in_its_style() -> None:
    html = report_html(example("lamp"))
    board = html[html.index('id="board-plate"') : html.index('id="board-traced"')]
    paints = set(re.findall(r'(?:fill|stroke)="([^"]*)"', board))
    assert paints <= {"none", *(f"var(--{role})" for role in STAND_INS)}


def test_stand_ins_are_one_for_each_role() -> None:
    assert STAND_INS.keys() == THEMES["light"].keys()
    assert len({*STAND_INS.values()}) == len(STAND_INS)
