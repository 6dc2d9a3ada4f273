"""The reports in a real browser, for all tests that look at them: each is written once a session."""

import datetime as dt
import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from journeymap.analysis.results import results
from journeymap.changes.compare import compare
from journeymap.engines.measure import measure
from journeymap.eventlog import event_log
from journeymap.journey import Journey
from journeymap.loading import load_journey
from journeymap.report.changes import Since
from journeymap.report.page import report_html
from tests.bench.drawing import journey_of
from tests.test_report import example, small
from tests.test_report_document import NASTY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

__all__ = ["ARGUMENTS", "browser", "chromium_path", "files", "missing", "page"]

SHOP = Path(__file__).parent.parent / "journeymap" / "templates" / "shop"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(what: str, cure: str) -> None:
    """Skip on a desk; on a build machine a missing browser is a failure."""
    said = f"{what} is missing: {cure}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def chromium_path() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        missing("Chromium", "`apt-get install chromium`")
    return str(found)


@pytest.fixture(scope="module")  # modules that import it have one each, and two may not be open at a time
def browser() -> "Iterator[Browser]":
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only tests in a browser need it
    except ImportError:
        missing("playwright", "`pip install journeymap[test]`")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write every report that is opened."""
    folder = tmp_path_factory.mktemp("reports")
    for name, html in _pages().items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {path.stem: path for path in folder.iterdir()}


@cache
def _pages() -> dict[str, str]:
    """Write the pages once for all modules, each of which has fixtures of its own."""
    pages = {name: report_html(example(name)) for name in ("lamp", "service-desk")}
    shop = load_journey(SHOP)
    pages["starter"] = report_html(results(shop, measure(shop, event_log(shop, folder=SHOP))))
    pages["compared"] = _compared(shop)
    large = Journey.model_validate(journey_of(200) | {"off_plan": []})
    pages["large"] = report_html(results(large))
    hostile = {"a": {"name": NASTY[0] + NASTY[1] * 6, "clicks": 40, "next": "b"}, "b": {}}
    pages["hostile"] = report_html(small(touchpoints=hostile, title=NASTY[1]))
    return pages


def _compared(shop: Journey) -> str:
    """Write the page of the customers who came later, compared with those before."""
    day = dt.datetime(2026, 3, 23, tzinfo=dt.UTC)
    old = measure(shop, event_log(shop, folder=SHOP, until=day))
    new = measure(shop, event_log(shop, folder=SHOP, since=day))
    found = compare(shop, shop, measured=(old, new))
    return report_html(results(shop, new), since=Since(found, "those before that Monday", "those since then"))


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Open a page that fails its test at the slightest word on the console, and at any request but for the file."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened, said, asked = context.new_page(), [], []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    context.close()
    assert not said
    assert all(url.startswith("file:") for url in asked)
    assert len(asked) == len(set(asked))
