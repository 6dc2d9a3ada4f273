"""How long pictures and the report take: the whole program, and what it does besides loading its libraries.

`python -m tests.bench.drawing`; processor time, so that other work on the machine counts little.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from journeymap.diagram.draw import draw
from journeymap.loading import load_journey

__all__ = ["journey_of"]

RUNS = 9
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An environment in which modules are compiled once, as those of an installed program are."""


def journey_of(n: int) -> dict[str, Any]:
    """Return a journey of n touchpoints in eight phases, with shortcuts and ways back that nobody planned."""
    points: dict[str, Any] = {}
    for i in range(n):
        point = {"name": f"Touchpoint {i}", "phase": f"phase {8 * i // n}", "channel": "web", "clicks": i % 9}
        point |= {"wait": f"{1 + i % 5} s", "satisfaction": {"score": 2 + i % 7 / 2, "answers": 30 + i}}
        ahead = {f"t{min(n - 1, i + step)}" for step in (1, 3, 7)} - {f"t{i}"}
        points[f"t{i}"] = point | ({"next": sorted(ahead)} if ahead else {})
    off_plan = [{"from": f"t{i}", "to": f"t{i * 37 % i}", "share": "3%"} for i in range(5, n - 1)]
    phases = {f"phase {i}": "before" for i in range(8)}
    return {"journey": "bench", "phases": phases, "touchpoints": points, "off_plan": off_plan}


def _least(work: Callable[[], object]) -> float:
    """Return the least processor time of some runs, in milliseconds."""
    times = []
    for _ in range(RUNS):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    return 1000 * min(times)


def _program(*words: str) -> float:
    """Return the least processor time of the program and the engine it runs, in milliseconds."""
    times = []
    for _ in range(RUNS + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], check=True, capture_output=True, env=COMPILED)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(times[1:])


def _row(*cells: object) -> None:
    told = (f"{cell:,.0f}" if isinstance(cell, float) else str(cell) for cell in cells)
    print(f"| {' | '.join(told)} |")  # noqa: T201 - a table


def _main() -> None:
    _row("", "whole program", "loading libraries", "computing and laying out", "size")
    _row(*["---"] * 5)
    _row("Python alone", _program("-c", "pass"), "", "", "")
    loading = _program("-c", "import journeymap.cli.draw")
    with tempfile.TemporaryDirectory() as folder:
        for n in (14, 40, 200):
            file = Path(folder) / f"{n}.json"
            file.write_text(json.dumps(journey_of(n)), encoding="utf-8")
            picture = file.with_suffix(".svg")
            whole = _program("-m", "journeymap", "draw", str(file), "--quiet", "-o", str(picture))
            journey = load_journey(file)
            work = _least(lambda: draw(journey))  # noqa: B023 - called at once
            _row(f"{n} touchpoints", whole, loading, work, f"{picture.stat().st_size / 1000:.0f} kB")
        page = Path(folder) / "report.html"
        whole = _program("-m", "journeymap", "report", "examples/service-desk", "--quiet", "-o", str(page))
        loading = _program("-c", "import journeymap.cli.report, duckdb")
        _row("report of examples/service-desk", whole, loading, "", f"{page.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    _main()
