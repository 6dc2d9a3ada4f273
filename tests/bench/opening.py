"""How long reports take to open: `python -m tests.bench.opening`, in Chromium, from a file, caches empty."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from journeymap.analysis.results import results
from journeymap.journey import Journey
from journeymap.report.page import report_html
from tests.bench.drawing import journey_of
from tests.browsing import ARGUMENTS, chromium_path
from tests.test_report import example

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__: list[str] = []

RUNS = 7
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
SWITCH = """async () => {
  const [begun, chosen] = [performance.now(), document.getElementById("segment")];
  chosen.selectedIndex = 1;
  chosen.dispatchEvent(new Event("change"));
  while (!document.getElementById("segment-shown").textContent) await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""


def _opened(browser: "Browser", page: Path) -> tuple[float, float]:
    """Return the milliseconds until a page is loaded and its script has run, and until a segment is shown."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(page.as_uri())
    times = float(tab.evaluate(LOADED)), float(tab.evaluate(SWITCH))
    context.close()
    return times


def _main() -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the tests' extra

    large = journey_of(200) | {"segments": {"age": {"old": {"touchpoints": {"t3": {"clicks": 40}}}}}}
    reports = {
        "service desk, 4 segments": example("service-desk"),
        "200 touchpoints": results(Journey.model_validate(large)),
    }
    print("| report of | size | loaded | a segment shown |\n|---|---|---|---|")  # noqa: T201 - a table
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for name, of in reports.items():
            page = Path(folder) / "report.html"
            page.write_text(report_html(of), encoding="utf-8")
            times = [_opened(browser, page) for _ in range(RUNS)]
            loaded, shown = (min(each) for each in zip(*times, strict=True))
            print(f"| {name} | {page.stat().st_size / 1000:.0f} kB | {loaded:.0f} | {shown:.0f} |")  # noqa: T201 - as above
        browser.close()


if __name__ == "__main__":
    _main()
