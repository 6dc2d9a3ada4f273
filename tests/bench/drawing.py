"""How long pictures take: the whole program, and what it does besides loading its libraries.

`python -m tests.bench.drawing`; processor time, so that other work on the machine counts little.
"""

import json
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

__all__: list[str] = []

RUNS = 5


def _journey(n: int) -> dict[str, Any]:
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
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(times)


def _main() -> None:
    print("| | whole program | loading libraries | computing and laying out | size of the SVG |")  # noqa: T201 - a table
    print("|---|---|---|---|---|")  # noqa: T201 - as above
    libraries = _program("-c", "import journeymap.cli.draw")
    with tempfile.TemporaryDirectory() as folder:
        for n in (14, 40, 200):
            file = Path(folder) / f"{n}.json"
            file.write_text(json.dumps(_journey(n)), encoding="utf-8")
            whole = _program("-m", "journeymap", "draw", str(file), "--quiet", "-o", str(file.with_suffix(".svg")))
            journey = load_journey(file)
            cells = [whole, libraries, _least(lambda: draw(journey))]  # noqa: B023 - called at once
            size = file.with_suffix(".svg").stat().st_size / 1000
            row = " | ".join([f"{n} touchpoints", *(f"{cell:,.0f}" for cell in cells), f"{size:.0f} kB"])
            print(f"| {row} |")  # noqa: T201 - as above


if __name__ == "__main__":
    _main()
