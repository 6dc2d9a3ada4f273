"""Whoever writes a journey file or a log writes words of the picture: each attack is tried, and none gets anywhere.

What a hostile engine, or one that is overwhelmed, may take stands in `test_diagram_render`.
"""

import re
import shutil
from itertools import permutations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from journeymap.diagram.board import Board, Link
from journeymap.diagram.draw import draw
from journeymap.diagram.flow import to_flow
from journeymap.diagram.picture import LayoutName, Picture, paint
from journeymap.diagram.render import render
from journeymap.errors import RenderError
from journeymap.journey import Journey
from tests.diagram_gallery import GALLERY
from tests.test_diagram_boards import a_board, a_card

SVG = "{http://www.w3.org/2000/svg}"
ATTACKS = {
    "script": "<script>alert(1)</script>",
    "handler": '"><image href=x onerror=alert(1)>',
    "html label": "<<TABLE><TR><TD>bold</TD></TR></TABLE>>",
    "entity": "&lt;script&gt; &#x3c;b&#x3e;",
    "cdata": "]]><script>alert(1)</script><![CDATA[",
    "font": '", fontname="x\\" onload=\\"alert(1)',
    "file": '", image="/etc/passwd", shapefile="/etc/passwd", label="',
    "link": '", URL="javascript:alert(1)", target="_top',
    "node": '"]; evil [label="x',
    "end": '"}\ndigraph evil { a -> b',
    "escapes": "\\N \\G \\E \\T \\L \\",
    "port": "basket:n:s",
    "mermaid": '"]\n  click t1 href "javascript:alert(1)"',
    "directive": "%%{init: {'securityLevel': 'loose'}}%%",
    "bidi": "pay\u202eevil\u2066\u200f",
    "control": "a\x00b\x1bc\x7fd",
    "surrogate": "a\udc80b",
}
LAYOUTS: tuple[LayoutName, ...] = ("board", "flow")
everywhere = pytest.mark.parametrize("attack", [*ATTACKS])
both = pytest.mark.parametrize("layout", LAYOUTS)


def attacked(words: str) -> Board:
    """Put the words wherever a journey's words come."""
    cards = (
        a_card("a", words, name=words, channel=words, loss_per_100=9.0),
        a_card("b", words, number=None, planned=False, name=words),
    )
    board = a_board(*cards, links=(Link("a", "b", 5.0, planned=True, worst=True),), title=words, subtitle=words)
    return Board(words, words, board.columns, cards, board.links, words, badge_means=words, lit_means=words)


def drawn(words: str, layout: LayoutName) -> Picture:
    return paint(attacked(words), layout=layout, engine="embedded")


@both
@everywhere
def test_svg_is_shapes_and_text_whatever_the_words(attack: str, layout: LayoutName) -> None:
    root = ET.fromstring(drawn(ATTACKS[attack], layout).svg())  # noqa: S314 - what is tested
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "polygon", "polyline", "ellipse", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or "href" in name for name in attributes)
    fonts = {element.get("font-family") for element in root.iter() if element.get("font-family")}
    assert len(fonts) == 1
    assert "alert" not in str(fonts)


@both
@everywhere
def test_the_words_add_nothing_to_the_picture(attack: str, layout: LayoutName) -> None:
    found, harmless = (
        {group.get("id") for group in ET.fromstring(drawn(words, layout).svg()).iter(f"{SVG}g")}  # noqa: S314 - as above
        for words in (ATTACKS[attack], "ok")
    )
    wrapped = re.compile(r".*-more|(sub)?title-\d")
    assert not [name for name in found - harmless if not wrapped.fullmatch(name or "")]


@both
@everywhere
def test_no_override_and_no_control_character_reaches_a_picture(attack: str, layout: LayoutName) -> None:
    picture = drawn(ATTACKS[attack], layout)
    for form in ("svg", "dot", "mmd"):
        written = picture.write(form).decode()
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f]", written)


@both
@everywhere
def test_pdf_has_one_page_without_scripts_and_links(attack: str, layout: LayoutName) -> None:
    pdf = drawn(ATTACKS[attack], layout).pdf()
    assert pdf.count(b"/Type /Page\n") == 1
    active = rb"/(JavaScript|JS|Launch|URI|Annots|EmbeddedFile)\b|/OpenAction (?!\[3 0 R /Fit\])"
    assert not re.search(active, pdf)


@both
def test_a_file_named_in_a_journey_is_not_read(layout: LayoutName, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    words = f'", shape=none, image="{secret.as_posix()}", label="'
    assert b"<image" not in drawn(words, layout).svg()


def test_lines_between_all_touchpoints_are_drawn_as_few() -> None:
    names = [f"t{n}" for n in range(60)]
    others = {name: [other for other in names if other != name] for name in names}
    plan: dict[str, object] = {name: {"next": others[name], "left": "10 of 100"} for name in names}
    picture = draw(Journey.model_validate({"journey": "j", "start": "t0", "goal": "t59", "touchpoints": plan}))
    assert len(picture.board.links) <= 120
    assert "lines that fewest take" in picture.board.subtitle
    assert len(picture.svg()) < 300_000


def test_a_flow_that_cannot_be_laid_out_in_time_is_stopped() -> None:
    cards = [a_card(f"t{n}") for n in range(150)]
    links = tuple(Link(a.touchpoint, b.touchpoint, 1.0, planned=True) for a, b in permutations(cards, 2))
    with pytest.raises(RenderError) as error:
        render(to_flow(a_board(*cards, links=links)), "svg", seconds=0.5)
    assert error.value.diagnostics[0].code in {"R102", "R103"}


@pytest.mark.skipif(shutil.which("dot") is None, reason="no Graphviz on this system")
@pytest.mark.parametrize("name", [*GALLERY])
def test_both_engines_paint_the_same_geometry(name: str) -> None:
    board = GALLERY[name]
    ours, theirs = (_geometry(paint(board, engine=engine).svg()) for engine in ("embedded", "dot"))
    assert ours.keys() == theirs.keys()
    for part, numbers in ours.items():
        assert numbers == pytest.approx(theirs[part], abs=1), part


def _geometry(svg: bytes) -> dict[str, list[float]]:
    """Return the numbers of the first shape of every card and line, by its id."""
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):  # noqa: S314 - our own picture
        if re.fullmatch(r"(card|link|column)-\d+", group.get("id") or ""):
            shape = next(part for part in group if part.tag in {f"{SVG}polygon", f"{SVG}path"})
            found[group.get("id") or ""] = [
                float(n) for n in re.findall(r"-?\d+\.?\d*", shape.get("points") or shape.get("d") or "")
            ]
    return found
