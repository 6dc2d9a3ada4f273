"""The DOT text, and what an engine paints from it."""

import re
import shutil
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from journeymap.diagram.board import Board, Link
from journeymap.diagram.dot import to_dot
from journeymap.diagram.layout import lay_out
from journeymap.diagram.picture import paint
from journeymap.diagram.render import render
from tests.test_diagram_boards import NAMES, a_board, a_card, boards

SVG = "{http://www.w3.org/2000/svg}"
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')

SHOP = a_board(
    a_card("basket", "buy", loss_per_100=24.0, score=3.7, score_share=0.7, wait_seconds=2.0, promised_seconds=1.0),
    a_card("pay", "buy", number=2, loss_per_100=22.0, observed=False, leave=530.0),
    a_card("chat", "help", number=None, name="Support chat", planned=False),
    links=(
        Link("basket", "pay", 2420.0, planned=True, worst=True),
        Link("pay", "chat", 220.0, planned=False),
        Link("chat", "pay", 170.0, planned=False),
    ),
    title="Buying shoes",
)


def groups(svg: bytes) -> dict[str, ET.Element]:
    """Return the SVG's groups by id."""
    found = ET.fromstring(svg).iter(f"{SVG}g")  # noqa: S314 - our own picture
    return {group.get("id", ""): group for group in found}


def title(group: ET.Element) -> str:
    return group.findtext(f"{SVG}title") or ""


def words(svg: bytes) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own picture


@given(boards)
@settings(max_examples=30, deadline=None)
def test_the_same_board_gives_the_same_bytes(board: Board) -> None:
    assert to_dot(lay_out(board)) == to_dot(lay_out(board))


@given(boards)
@settings(max_examples=25, deadline=None)
def test_every_board_is_painted_as_xml(board: Board) -> None:
    svg = render(to_dot(lay_out(board)), "svg", engine="embedded")
    found = groups(svg)
    assert {f"card-{n}" for n in range(1, len(board.cards) + 1)} <= found.keys()
    assert {f"link-{n}" for n in range(1, len(board.links) + 1)} <= found.keys()


@given(boards)
@settings(max_examples=30, deadline=None)
def test_journey_text_never_becomes_an_attribute(board: Board) -> None:
    bare = QUOTED.sub("", to_dot(lay_out(board)))
    assert re.fullmatch(r"[\x20-\x7e\n]*", bare)
    assert not re.search(r"script|evil|Basket|label=<|image|URL|href|shapefile", bare)


@given(boards)
@settings(max_examples=30, deadline=None)
def test_fonts_are_only_our_own(board: Board) -> None:
    attributes = re.findall(r'(?<!\\)fontname="([^"]*)"', to_dot(lay_out(board)))
    assert set(attributes) <= {"Helvetica", "Helvetica-Bold"}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_an_awkward_name_is_shown_as_it_is_written(name: str) -> None:
    board = a_board(a_card("a", name=name, number=1), title=name, subtitle=name)
    svg = paint(board, engine="embedded").svg()
    shown = "".join(words(svg)).replace("\u00a0", " ").replace(" ", "")
    seen = "".join(c for c in name if c not in "\u202e\x00").replace(" ", "")
    assert seen[:12] in shown
    assert b"<script" not in svg
    assert "\u202e".encode() not in svg


def test_html_in_a_name_stays_text() -> None:
    board = a_board(a_card("a", name="<b>bold</b>"), title="<TABLE>")
    svg = paint(board, engine="embedded").svg()
    assert {"<b>bold</b>", "<TABLE>"} <= set(words(svg))


def test_escapes_of_graphviz_stay_text() -> None:
    shown = words(paint(a_board(a_card("a", name="\\N \\G \\l &lt; &amp;")), engine="embedded").svg())
    assert "\\N \\G \\l &lt; &amp;" in shown


def test_the_title_of_the_picture_is_that_of_the_board() -> None:
    root = ET.fromstring(paint(SHOP, engine="embedded").svg())  # noqa: S314 - our own picture
    assert root.findtext(f"{SVG}title") == "Buying shoes"


def test_cards_and_links_can_be_found_and_styled() -> None:
    found = groups(paint(SHOP, engine="embedded").svg())
    assert found["card-1"].get("class") == "node card planned worst"
    assert found["card-3"].get("class") == "node card off-plan"
    assert found["link-1"].get("class") == "edge link planned worst"
    assert found["link-2"].get("class") == "edge link off-plan"
    assert {"link-1-halo", "link-1-volume", "column-1", "card-2-stub", "card-1-wait-bar"} <= found.keys()


def test_cards_and_links_say_what_they_are() -> None:
    found = groups(paint(SHOP, engine="embedded").svg())
    assert title(found["card-1"]) == "1 basket"
    assert title(found["card-3"]) == "off plan: Support chat"
    assert title(found["link-1"]) == "1 basket->2 pay"


def test_cards_of_one_name_are_two_cards() -> None:
    found = groups(paint(a_board(a_card("a", name="Shop"), a_card("b", name="Shop")), engine="embedded").svg())
    assert title(found["card-1"]) != title(found["card-2"])


def test_dashes_and_words_tell_what_hue_tells() -> None:
    svg = paint(SHOP, engine="embedded").svg()
    found = groups(svg)
    assert "stroke-dasharray" in ET.tostring(found["link-2"], encoding="unicode")
    assert "stroke-dasharray" not in ET.tostring(found["link-1"], encoding="unicode")
    assert "stroke-dasharray" in ET.tostring(found["card-3"], encoding="unicode")
    assert {"satisfaction unknown", "wait unknown", "?", "~22", "530 leave (~22%)"} <= set(words(svg))


def test_the_picture_has_the_size_of_its_layout() -> None:
    layout = lay_out(SHOP)
    view = ET.fromstring(render(to_dot(layout), "svg", engine="embedded")).get("viewBox")  # noqa: S314 - our own
    assert view is not None
    assert [float(n) for n in view.split()] == pytest.approx([0, 0, layout.width, layout.height], abs=1)


@pytest.mark.skipif(shutil.which("dot") is None, reason="no Graphviz on this system")
def test_the_systems_graphviz_paints_the_same_geometry() -> None:
    dot = to_dot(lay_out(SHOP))
    ours, theirs = (groups(render(dot, "svg", engine=engine)) for engine in ("embedded", "dot"))
    for name in ("card-1", "card-2", "card-3", "link-2"):
        mine, other = (_numbers(found[name]) for found in (ours, theirs))
        assert mine == pytest.approx(other, abs=1)


def _numbers(group: ET.Element) -> list[float]:
    shape = next(part for part in group if part.tag in {f"{SVG}polygon", f"{SVG}path"})
    return [float(n) for n in re.findall(r"-?\d+\.?\d*", shape.get("points") or shape.get("d") or "")]
