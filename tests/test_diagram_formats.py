"""Formats beside SVG and PNG; and what every format says to those who do not see it."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from journeymap.diagram import system_fonts
from journeymap.diagram.board import Board, Link
from journeymap.diagram.flow import to_flow
from journeymap.diagram.mermaid import to_mermaid
from journeymap.diagram.picture import Picture, paint
from journeymap.diagram.render import render
from journeymap.diagram.text import clean
from tests.test_diagram_boards import NAMES, a_board, a_card, boards

SVG = "{http://www.w3.org/2000/svg}"
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
SHOP = a_board(
    a_card("basket", "buy", name="Basket", loss_per_100=24.0, score=3.7, score_share=0.7),
    a_card("pay", "buy", number=2, name="Zapłać", loss_per_100=88.0, observed=False, score=2.0, score_share=0.25),
    a_card("chat", "help", number=None, name="Support chat", planned=False),
    a_card("notice", "help", number=None, name="Notice", missing=True),
    links=(
        Link("basket", "pay", 2420.0, planned=True, worst=True),
        Link("pay", "chat", 220.0, planned=False),
        Link("chat", "chat", None, planned=False),
    ),
    title="Buying <shoes>",
)


def root(picture: Picture) -> ET.Element:
    return ET.fromstring(picture.svg())  # noqa: S314 - our own picture


def test_svg_tells_its_title_and_what_it_shows() -> None:
    picture = root(paint(SHOP))
    named = {child.get("id"): child.text for child in picture}
    assert picture.get("role") == "img"
    told, described = (named[name] for name in (picture.get("aria-labelledby") or "").split())
    assert told == "Buying <shoes>"
    assert described == (
        "Friction map of Buying <shoes>: 4 touchpoints in 2 columns, 3 transitions between them. 5 customers. "
        "Most friction: Zapłać, ~88 of 100 leave here."
    )


def test_svg_names_fonts_of_the_measured_widths_and_a_last_resort() -> None:
    picture = root(paint(SHOP))
    fonts = (picture.get("font-family") or "").split(", ")
    assert (fonts[0], fonts[-1]) == ("Arimo", "sans-serif")
    assert not any(text.get("font-family") for text in picture.iter(f"{SVG}text"))


@pytest.mark.parametrize("layout", ["board", "flow"])
def test_svg_says_which_lines_are_read_from_right_to_left_and_moves_none(layout: str) -> None:
    names = ("سل & VIP", "VIP سل")
    cards = (a_card(name, name=name, number=n) for n, name in enumerate(names, 1))
    picture = paint(a_board(*cards, title="Basket"), layout=layout)  # type: ignore[arg-type]
    raw = ET.fromstring(render(picture.dot, "svg"))  # noqa: S314 - our own picture
    for before, after in zip(raw.iter(f"{SVG}text"), root(picture).iter(f"{SVG}text"), strict=True):
        leftwards = "سل & VIP" in (after.text or "")
        anchor = before.get("text-anchor")
        assert after.get("direction") == ("rtl" if leftwards else None)
        assert after.get("text-anchor", "start") == ("end" if leftwards and anchor == "start" else anchor)
        assert (before.text, before.get("x")) == (after.text, after.get("x"))


@pytest.mark.parametrize("layout", ["board", "flow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("form", ["svg", "png", "pdf", "dot", "mmd"])
def test_the_same_input_gives_the_same_bytes(layout: str, theme: str, form: str) -> None:
    first, second = (paint(SHOP, layout=layout, theme=theme).write(form) for _ in range(2))  # type: ignore[arg-type]
    assert first == second


@pytest.mark.parametrize("layout", ["board", "flow"])
def test_pdf_holds_its_text_as_text_in_an_embedded_font(layout: str) -> None:
    pdf = paint(SHOP, layout=layout).pdf()  # type: ignore[arg-type]
    assert pdf.startswith(b"%PDF-")
    assert re.search(rb"/FontName /[A-Z0-9]+\+Arimo", pdf)
    assert b"/FontFile2" in pdf
    assert b"/Subtype /Image" not in pdf
    mapped = {chr(int(code, 16)) for code in re.findall(rb"<[0-9A-Fa-f]{4}> <([0-9A-Fa-f]{4})>", pdf)}
    assert set("Zapłać") <= mapped


def test_pdf_has_the_size_of_its_paper_or_of_the_picture() -> None:
    assert re.search(rb"/MediaBox \[0 0 841\.89 595\.28\]", paint(SHOP, paper="a4").pdf())
    box = (root(paint(SHOP)).get("viewBox") or "").split()
    found = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paint(SHOP).pdf())
    assert found
    assert [float(n) for n in found.groups()] == pytest.approx([float(n) for n in box[2:]], abs=1)


@given(boards)
@settings(max_examples=15, deadline=None)
def test_every_board_becomes_a_pdf(board: Board) -> None:
    with pytest.MonkeyPatch.context() as computer:
        computer.setattr(system_fonts, "font_folders", tuple)  # its names are of dozens of scripts
        assert paint(board).pdf().rstrip().endswith(b"%%EOF")


def test_mermaid_has_phases_cards_lines_and_bands() -> None:
    lines = [line.strip() for line in to_mermaid(SHOP).splitlines()]
    assert lines[0] == "flowchart LR"
    assert 'subgraph p1["buy"]' in lines
    assert 't1["1 Basket<br>24 of 100 leave here"]' in lines
    assert 't4["Notice<br>does not exist yet"]' in lines
    assert 't1 ==>|"2,420"| t2' in lines
    assert 't2 -.->|"220"| t3' in lines
    assert "t3 -.-> t3" in lines
    assert {"class t1 hot2", "class t2 hot6", "class t3 offPlan", "class t4 missing"} <= set(lines)
    assert "linkStyle 0 stroke:#A50F15,stroke-width:4px" in lines


@given(boards)
@settings(max_examples=60, deadline=None)
def test_journey_text_is_nothing_but_text_in_mermaid(board: Board) -> None:
    for line in to_mermaid(board).splitlines()[1:]:
        bare = re.sub(r'\["[^"]*"\]|\|"[^"]*"\|', "", line.strip())
        if not bare.startswith(("accTitle: ", "accDescr: ", "classDef ", "class ", "linkStyle ")):
            assert re.fullmatch(r"subgraph p\d+|end|t\d+( (-->|-\.->|==>) t\d+)?", bare), line
        assert not re.search(r"%%|<(?!br>)|`|\{", line)


def test_a_flow_is_laid_out_by_dot_with_boxes_as_wide_as_their_words() -> None:
    found = ET.fromstring(render(to_flow(SHOP), "svg", engine="embedded"))  # noqa: S314 - our own picture
    groups = {group.get("id"): group for group in found.iter(f"{SVG}g")}
    assert {"card-1", "card-4", "link-1", "link-3"} <= groups.keys()
    texts = [text.text for text in groups["card-1"].iter(f"{SVG}text")]
    assert texts == ["1 Basket", "24"]
    assert "stroke-dasharray" in ET.tostring(groups["link-2"], encoding="unicode")


@given(boards)
@settings(max_examples=30, deadline=None)
def test_journey_text_never_becomes_an_attribute_of_a_flow(board: Board) -> None:
    bare = QUOTED.sub("", to_flow(board))
    assert re.fullmatch(r"[\x20-\x7e\n]*", bare)
    assert not re.search(r"script|evil|label=<|image|URL|href|shapefile", bare)


@given(boards)
@settings(max_examples=10, deadline=None)
def test_every_flow_is_painted_as_xml(board: Board) -> None:
    assert ET.fromstring(paint(board, layout="flow", engine="embedded").svg()) is not None  # noqa: S314 - our own


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_an_awkward_name_reaches_every_format(name: str, tmp_path: Path) -> None:
    picture = paint(a_board(a_card("a", name=name), title=name, subtitle=name))
    for suffix in ("svg", "pdf", "dot", "mmd"):
        written = picture.save(tmp_path / f"x.{suffix}").read_bytes()
        assert suffix in {"pdf", "dot"} or b"<script" not in written
        assert "\u202e".encode() not in written
    shown = "".join(text.text or "" for text in root(picture).iter(f"{SVG}text"))
    assert clean(name)[:12].replace(" ", "") in shown.replace("\u00a0", "").replace(" ", "")
