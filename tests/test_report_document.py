"""The report's page as a document: whole, closed, the same every time, and safe from what a journey calls things."""

import base64
import dataclasses
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from journeymap.analysis.results import Results, results
from journeymap.model import Model
from journeymap.report.page import report_html, write_report
from tests.test_report import Page, example, example_page, small

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></script><b>",
    "{{ 7 * 7 }} {% raw %}",
    "a\u202eb\u2066c",
    "]]><!--",
    "&lt;i&gt; &amp;",
]


@pytest.fixture
def lamp() -> Results:
    return example("lamp")


@pytest.fixture
def lamp_page() -> Page:
    return example_page("lamp")


class TestTheDocument:
    @pytest.fixture(params=["lamp", "service-desk"])
    def page(self, request: pytest.FixtureRequest) -> Page:
        return example_page(request.param)

    def test_links_lead_somewhere_and_ids_are_unique(self, page: Page) -> None:
        ids = Counter(page.attributes("id"))
        assert max(ids.values()) == 1
        assert all(link.startswith("#") and link[1:] in ids for link in page.attributes("href"))
        for name in ("aria-labelledby", "aria-describedby"):
            assert all(reference in ids for value in page.attributes(name) for reference in value.split())

    def test_nothing_is_loaded(self, page: Page) -> None:
        assert not page.attributes("src")
        assert "http" not in page.html.replace("http-equiv", "")
        assert not re.search(r"url\(|@import", page.html)
        assert {"link", "img", "iframe", "object", "embed", "image", "use", "base"}.isdisjoint(
            tag for tag, _ in page.elements
        )

    def test_the_policy_allows_just_this_style_and_this_script(self, page: Page) -> None:
        [policy] = [given["content"] for tag, given in page.elements if tag == "meta" and "http-equiv" in given]
        assert policy is not None
        assert policy.startswith("default-src 'none'; ")
        for kind, [text] in (("style", page.styles), ("script", page.scripts)):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}';" in policy
        assert "unsafe" not in policy
        assert not page.attributes("style")

    def test_it_is_small(self, page: Page) -> None:
        assert len(page.html.encode()) < 500_000

    def test_headings_and_tables_are_marked_up(self, page: Page) -> None:
        tags = Counter(tag for tag, _ in page.elements)
        assert tags["h1"] == tags["main"] == 1
        assert tags["caption"] == tags["table"]
        assert all(given.get("scope") for tag, given in page.elements if tag == "th")
        assert ("html", {"lang": "en"}) in page.elements

    def test_no_code_words_are_visible(self, page: Page) -> None:
        assert not re.findall(r"\b[a-z]+_[a-z_]+\b|\bNone\b|\bnan\b", page.text.replace("segment_priority", ""))

    def test_every_figure_links_to_its_definition(self, page: Page) -> None:
        """Those of the audits are explained under their tables."""
        view = re.sub(r'<section id="(?:promises|audits|method)".*?</section>', "", page.html, flags=re.DOTALL)
        heads = re.findall(r'<th scope="col" class="number">(.*?)</th>', view)
        assert len(heads) > 10
        assert [head for head in heads if 'class="term" href="#def-' not in head] == []
        assert view.count('class="term"') > len(heads)

    @pytest.mark.parametrize("name", ["lamp", "service-desk"])
    def test_the_same_results_give_the_same_bytes(self, name: str) -> None:
        assert report_html(example(name)) == example_page(name).html

    def test_it_is_written_to_a_file(self, tmp_path: Path, lamp: Results) -> None:
        path = write_report(tmp_path / "report.html", lamp.journey, title="A lamp, sold")
        assert path == tmp_path / "report.html"
        html = path.read_text(encoding="utf-8")
        assert "<h1><bdi>A lamp, sold</bdi></h1>" in html
        assert "Buying a lamp online" not in html


def test_without_scores_it_says_why_there_is_no_curve_and_how_to_get_one(lamp_page: Page) -> None:
    said = "No satisfaction curve: fewer than two touchpoints have a score."
    assert said in example_page("service-desk").text
    assert said not in lamp_page.text
    assert "Satisfaction along the plan" in lamp_page.html


class TestMethod:
    def test_every_constant_of_the_model_is_listed(self, lamp_page: Page) -> None:
        listed = len(lamp_page.rows("table-constants"))
        assert listed == len(Model.model_fields) - len({"patience"})

    def test_an_overridden_constant_says_so_everywhere(self) -> None:
        page = Page(report_html(small(model={"bad_experience_loss": 0.3})))
        [row] = [row for row in page.rows("table-constants") if row[0] == "Lost after one bad experience"]
        assert row[1] == "30 % | set in the journey file; usually 44 %"
        assert "30 % do not come back" in page.text

    def test_patience_is_said_with_its_source(self, lamp_page: Page) -> None:
        sources = {row[0]: row[-1] for row in lamp_page.rows("table-patience")}
        assert sources["Landing page"] == "2 s, a preset for landing page (1 s to 5 s)"
        assert sources["First use"] == "9 s, a preset for app response, by its channel (3 s to 19 s)"

    def test_the_log_is_named_with_its_days(self) -> None:
        text = Page(report_html(small())).text
        assert "event log log.csv · events from 1 Feb 2024 to 1 Mar 2024 · 100 cases, 220 events" in re.sub(
            r"(?<=\w) (?=event log|events from|100 cases)", " · ", text
        )


class TestJourneyTextIsOnlyText:
    @pytest.mark.parametrize("name", NASTY)
    def test_names_are_escaped_everywhere(self, name: str) -> None:
        first = {"name": f"A {name}", "owner": name, "channel": name, "phase": "p", "clicks": 40, "next": "b"}
        last = {"name": f"B {name}", "phase": "p", "satisfaction": {"score": 2, "answers": 40}}
        points = {"a": first, "b": last}
        of = small(touchpoints=points, title=name, phases={"p": "before"}, customers=f"10 per {name}")
        page = Page(report_html(of))
        plain = Page(report_html(small(touchpoints={"a": first | {"name": "A", "owner": "o"}, "b": last})))
        tags = Counter(tag for tag, _ in page.elements)
        assert tags["script"] == tags["style"] == 1
        assert set(tags) <= {tag for tag, _ in plain.elements} | {"details", "summary"}
        assert not [key for _, given in page.elements for key in given if key.startswith("on")]
        assert not set("\u202e\u2066") & set(page.html)
        seen = " ".join("".join(c for c in name if c not in "\u202e\u2066").split())
        assert seen in page.text

    def test_names_in_an_event_log_are_escaped(self) -> None:
        of = small()
        assert of.measurement is not None
        counted = dataclasses.replace(of.measurement, names={"x": NASTY[0]}, source=NASTY[1])
        page = Page(report_html(results(of.journey, counted)))
        assert Counter(tag for tag, _ in page.elements)["script"] == 1
        assert "img" not in {tag for tag, _ in page.elements}
        assert NASTY[0] in page.text
