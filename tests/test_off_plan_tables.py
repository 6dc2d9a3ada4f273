"""The table of off-plan routes: its columns stand there only where something is known of them."""

import csv
import re
from pathlib import Path

import pytest

from tests.golden import Golden
from tests.test_cli import journeymap

JOURNEY = "journey: j\ntouchpoints: {a: {next: b}, b: {next: c}, c: {}}\nlog: {file: events.csv%s}\n"
KEPT, LEFT = (("a", 1, 3), ("b", 2, 4), ("c", 3, 5)), (("a", 1, 3), ("Ask somebody at the shop", 2, 1), ("c", 7, 2))


def write(folder: Path, *, asked: bool) -> None:
    """Write 40 cases on plan and 40 that leave it: 4 days longer; with scores and clicks where they were asked.

    On either side they end up to 16 hours later than the first of them, and need up to three clicks more.
    """
    rows = ["case,event,at" + ",score,clicks" * asked]
    for n in range(80):
        for event, day, score in LEFT if n % 2 else KEPT:
            further = f",{min(5, score + n % 3)},{2 + n % 2 + n // 2 % 2}" if asked else ""
            hour = n // 2 % 3 * 8 if event == "c" else 0
            rows.append(f"{n},{event},2026-01-0{day} {hour:02}:00{further}")
    (folder / "events.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    (folder / "journey.yaml").write_text(JOURNEY % (", satisfaction: score, clicks: clicks" * asked), encoding="utf-8")


def shown(folder: Path, *words: str) -> str:
    run = journeymap("conformance", "journey.yaml", "--quiet", *words, cwd=folder)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_wait_clicks_and_satisfaction_stand_beside_the_outcome(tmp_path: Path, golden: Golden) -> None:
    write(tmp_path, asked=True)
    text = shown(tmp_path)
    golden("conformance-routes-in-full", text)
    assert max(map(len, text.splitlines())) <= 120
    for line in (r"\+4 d +\+3\.0 +−39 ", r"\(\+3\.9 +\(\+2\.3 +\(−46", r"to \+4\.1 d\) +to \+3\.7\) +to −31\)"):
        assert re.search(line, text)


def test_what_is_not_known_has_no_column(tmp_path: Path) -> None:
    write(tmp_path, asked=False)
    text = shown(tmp_path)
    assert ("longer" in text, "clicks" in text, "satisfaction," in text) == (True, False, False)


def test_csv_has_every_figure_of_every_route(tmp_path: Path) -> None:
    write(tmp_path, asked=True)
    [route] = csv.DictReader(shown(tmp_path, "--format", "csv").splitlines())
    assert (route["route"], route["leave"], route["cases"], route["reached"]) == ("1", "a", "40", "80")
    assert float(route["extra_wait_seconds"]) == pytest.approx(4 * 86400)
    assert float(route["extra_wait_low"]) < 4 * 86400 < float(route["extra_wait_high"])
    assert float(route["extra_clicks"]) == pytest.approx(3)
    assert 2 < float(route["extra_clicks_low"]) < 3 < float(route["extra_clicks_high"]) < 4
    assert -0.5 < float(route["satisfaction_low"]) < float(route["satisfaction_high"]) < 0


def test_the_report_has_the_same_columns(tmp_path: Path) -> None:
    for asked in (True, False):
        write(tmp_path, asked=asked)
        run = journeymap("report", "journey.yaml", "-o", "report.html", "--quiet", cwd=tmp_path)
        assert run.returncode == 0, run.stderr
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        table = page[page.index('id="table-routes"') :].partition("</table>")[0]
        assert ("Took longer by" in table, "More clicks" in table, "Satisfaction" in table) == (True, asked, asked)
