"""Segments in the report: each packed view is what the command line gives for that segment alone."""

import base64
import re
import zlib
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from journeymap.analysis.results import Results, results
from journeymap.cli.main import program
from journeymap.journey import Journey
from journeymap.report.page import report_html
from journeymap.report.segments import segment_views
from tests.bench.drawing import journey_of
from tests.test_report import Page, small

SHOP = Path(__file__).parent.parent / "journeymap" / "templates" / "shop"
PLAN = {
    "journey": "j",
    "touchpoints": {"a": {"clicks": 9, "next": "b"}, "b": {}},
    "segments": {
        "age": {
            "young": {"share": "30%", "touchpoints": {"a": {"clicks": 3}}},
            "old": {"share": "70%", "touchpoints": {"a": {"clicks": 40, "name": "A </script> <b>"}}},
        }
    },
}


def described(**changes: object) -> Results:
    return results(Journey.model_validate(PLAN | changes))


def unpacked(html: str) -> dict[str, str]:
    """Return the views of a page by the name of their segment."""
    names = dict(re.findall(r'<option value="(\d+)" data-name="([^"]*)"', html))
    texts = dict(re.findall(r'<script type="application/octet-stream" id="segment-(\d+)">([^<]*)</script>', html))
    assert names.keys() == texts.keys()
    return {unescape(names[n]): zlib.decompress(base64.b64decode(texts[n]), -15).decode() for n in names}


def view(html: str) -> str:
    return re.sub(r'.*<div id="view">\n(.*?)\n</div>\n<section id="method".*', r"\1", html, flags=re.DOTALL)


def written(*words: str) -> str:
    run = CliRunner().invoke(program, ["report", str(SHOP), "--quiet", "-o", "-", *words])
    assert run.exit_code == 0, run.output
    return run.output


@pytest.fixture(scope="module")
def shop() -> str:
    return written("--on", "2026-06-01")


def test_a_view_is_what_the_command_line_writes_for_the_segment(shop: str) -> None:
    views = unpacked(shop)
    assert [*views] == ["device=mobile", "device=desktop"]
    alone = written("--on", "2026-06-01", "--segment", "device=desktop")
    assert views["device=desktop"] == view(alone)
    assert "<h1><bdi>Buying shoes online, device=desktop</bdi></h1>" in alone
    assert unpacked(alone) == {}


def test_segments_are_listed_with_their_size(shop: str) -> None:
    assert re.findall(r"<option [^>]*data-name=[^>]*>([^<]*)<", shop) == ["mobile (181 cases)", "desktop (109 cases)"]
    page = Page(report_html(described()))
    assert re.findall(r"(\w+) \((\d+ %) of the customers\)", page.text) == [("old", "70 %"), ("young", "30 %")]
    assert "can be switched to those of one segment (age)" in page.text


def test_figures_of_a_segment_are_its_own() -> None:
    html = report_html(described())
    rows = {name: Page(text).rows("table-touchpoints") for name, text in unpacked(html).items()}
    assert {name: cells[0][2] for name, cells in rows.items()} == {"age=old": "~30", "age=young": "~2.6"}
    assert Page(html).rows("table-touchpoints")[0][2] == "~7.6"


def test_what_a_segment_calls_things_cannot_leave_its_text() -> None:
    html = report_html(described())
    assert html.count("</script>") == html.count("<script") == 3
    assert "A &lt;/script&gt; &lt;b&gt;" in unpacked(html)["age=old"]


def test_without_segments_the_page_says_how_to_get_them() -> None:
    page = Page(report_html(small()))
    assert "Customers are not told apart: name columns of the log with “--by”" in page.text
    assert "segment-choice" not in page.attributes("id")


def test_what_there_is_no_room_for_is_named_smallest_left_out() -> None:
    of = described()
    whole = segment_views(of, room=1e6)
    first = len(whole.packed[0][1])
    some = segment_views(of, room=first + 200)
    assert [segment.name for segment, _ in some.packed] == ["age=old"]
    assert some.left_out_words == "age=young"
    assert segment_views(of, room=0).packed == ()


def test_200_touchpoints_with_segments_stay_below_500_kb_and_say_what_is_left_out() -> None:
    kinds = {f"kind {i}": {"share": "10%", "touchpoints": {"t3": {"clicks": 10 + i}}} for i in range(5)}
    plan = journey_of(200) | {"segments": {"kind": kinds}, "off_plan": []}
    html = report_html(results(Journey.model_validate(plan)))
    assert len(html.encode()) < 500_000
    shown = len(unpacked(html))
    assert 0 < shown < 5
    assert f"Left out, for this page stays small: kind=kind {shown}" in Page(html).text
