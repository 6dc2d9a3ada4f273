"""The whitelist through which pictures get onto the page."""

import re
from xml.etree import ElementTree as ET

import pytest

from journeymap.report.vector import inline_svg

XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 60">'


def inlined(inside: str, **options: dict[str, dict[str, str]] | dict[str, str] | str) -> str:
    return inline_svg(f"{HEAD}{inside}</svg>".encode(), prefix="p-", label="A picture", **options)  # type: ignore[arg-type]


def test_shapes_and_text_get_through_with_prefixed_ids() -> None:
    shapes = 'class="card off-plan"><path d="M0,0C1,1 2,2 3,3" fill="#fff"/><text x="1">A &lt; B</text></g>'
    assert inlined(f'<g id="one" {shapes}') == (
        '<svg role="img" aria-label="A picture" width="40" height="80" viewBox="0 0 30 60">'
        f'<g id="p-one" {shapes}</svg>'
    )


def test_an_id_that_comes_again_is_numbered() -> None:
    assert re.findall('id="(.*?)"', inlined('<g id="a"/><g id="a"/><g id="b"/>')) == ["p-a", "p-a--2", "p-b"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<g><script>alert(1)</script></g>",
        "<style>* { fill: red }</style>",
        '<a xlink:href="javascript:alert(1)"><text>alert</text></a>',
        '<image xlink:href="http://example.org/alert.png"/>',
        '<use href="#alert"/>',
        "<foreignObject><iframe src='alert'/></foreignObject>",
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        "<title>alert</title>",
        "<!-- alert -->",
        "<?alert?>",
        "<desc>alert</desc>",
        "<metadata>alert</metadata>",
        "<svg><script>alert(1)</script></svg>",
        "alert",
    ],
)
def test_what_is_not_on_the_list_is_dropped(hostile: str) -> None:
    found = inlined(hostile)
    assert "alert" not in found
    assert not re.search(r"script|style|href|image|iframe", found)


@pytest.mark.parametrize(
    "attribute",
    [
        'onload="alert(1)"',
        'onclick="alert(1)"',
        'style="background: url(alert)"',
        'fill="url(#alert)"',
        'fill="red;alert"',
        'fill="var(--alert)"',
        'stroke="javascript:alert(1)"',
        'xlink:href="alert"',
        'href="alert"',
        'filter="url(alert)"',
        'id="alert(1)"',
        'class="alert(1)"',
        'transform="alert(1)"',
        'd="M0,0 alert"',
        'stroke-width="alert"',
        'xml:base="alert"',
        'data-alert="1"',
        'role="alert"',
        'tabindex="1"',
    ],
)
def test_attributes_off_the_list_or_off_shape_are_dropped(attribute: str) -> None:
    assert inlined(f"<path {attribute}/>").endswith("<path/></svg>")


def test_text_and_attributes_are_escaped() -> None:
    found = inlined("<text>&lt;b&gt; &amp; \u202e\u0085&quot;</text>")
    assert '>&lt;b&gt; &amp; "</text>' in found
    label = inline_svg(f"{HEAD}</svg>".encode(), prefix="", label='"><script>\u202e')
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in label


def test_spaces_of_a_line_stay() -> None:
    assert ">a\u00a0 b <" in inlined("<text>a\u00a0 b </text>")


def test_attributes_and_titles_are_added_by_id() -> None:
    found = inlined('<g id="a"><title>old</title></g>', added={"a": {"data-from": '"1"'}}, titles={"a": "New <1>"})
    assert '<g id="p-a" data-from="&quot;1&quot;"><title>New &lt;1&gt;</title></g>' in found


def test_the_page_may_paint_with_something_else_but_words_stay() -> None:
    found = inlined(
        '<path d="M0,0" fill="#000001" stroke="#000002"/><text fill="#000001">#000001</text>',
        paints={"#000001": "var(--ink)"},
    )
    assert '<path d="M0,0" fill="var(--ink)" stroke="#000002"/><text fill="var(--ink)">#000001</text>' in found


@pytest.mark.parametrize(
    "document",
    [
        f'<!DOCTYPE svg [<!ENTITY a "alert">]><svg {XMLNS} viewBox="0 0 1 1"><text>&a;</text></svg>',
        "<html/>",
        "<svg/>",
        f"<svg {XMLNS}/>",
        f'<svg {XMLNS} viewBox="0 0 1"/>',
    ],
)
def test_what_is_no_plain_svg_document_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="picture"):
        inline_svg(document.encode(), prefix="", label="")


def test_a_document_in_another_encoding_is_refused() -> None:
    document = f'<?xml version="1.0" encoding="utf-16"?><svg {XMLNS} viewBox="0 0 1 1"/>'
    with pytest.raises(UnicodeDecodeError):
        inline_svg(document.encode("utf-16"), prefix="", label="")


def test_a_broken_document_is_refused() -> None:
    with pytest.raises(ET.ParseError):
        inline_svg(b"<svg", prefix="", label="")


def test_neighbours_of_a_whole_become_one_group_and_groups_of_none_dissolve() -> None:
    inside = (
        '<g id="c-1" class="card"><rect x="1"/></g><g id="c-1-name" class="node"><text>A</text></g>'
        '<g id="other" class="node"><text>B</text></g><g id="c-2" class="card"><rect x="2"/></g>'
        '<g id="turned" transform="rotate(1)"><g id="c-3" class="card"><rect/></g></g>'
    )
    assert inlined(inside, wholes="(c-[0-9]+)(?:-.*)?", titles={"c-1": "One"}).partition(">")[2] == (
        '<g id="p-c-1" class="card"><title>One</title><rect x="1"/><text>A</text></g><text>B</text>'
        '<g id="p-c-2" class="card"><rect x="2"/></g>'
        '<g id="p-turned" transform="rotate(1)"><g id="p-c-3" class="card"><rect/></g></g></svg>'
    )


@pytest.mark.parametrize("hostile", ['<g id="x"><script>alert(1)</script></g>', "<g><a href='alert'/></g>"])
def test_dissolving_lets_nothing_through(hostile: str) -> None:
    assert "alert" not in inlined(hostile, wholes="(c)")


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("M1.04,2C1.04,2 5.04,2 5.04,2 6,3 7,4 8,5", "M1,2H5C6,3 7,4 8,5"),
        ("M0,0C0,0 0,7 0,7C0,7 3,9 3,9", "M0,0V7L3,9"),
        ("M0,0 4,4H8.06V8L9,9Z", "M0,0L4,4H8.1V8L9,9Z"),
        ("M0,0H0.01V0", "M0,0"),
        ("M1.23,2Q1,1 2.55,2", "M1.2,2Q1,1 2.5,2"),
        ("m1.23,2 c1e2,0 1,1 2,2", "m1.2,2 c100,0 1,1 2,2"),
    ],
)
def test_outlines_keep_their_course_in_fewer_characters(path: str, written: str) -> None:
    assert f'd="{written}"' in inlined(f'<path d="{path}"/>')
