"""How long an event log takes to measure, beside other libraries, a bare query and a bound.

    python -m tests.bench.measuring [--peers FOLDER] [MILLIONS ...]

The log is real: the incidents of examples/service-desk, copied until there are enough, each copy with ids of its own
and 37 s later than the one before, its rows in the order of time. All count the variants and transitions with the
median wait (r4pm has no waits, retentioneering no variants); a way that finds other ten commonest variants or three
commonest transitions is marked. `bare list` is what one would write by hand for DuckDB, without a check of any row; the
bound reads the columns and sorts the events.
With `--peers` the libraries are installed in environments of their own within the folder, and what cannot be installed
is told with its reason. Each way runs in a process of its own: wall and CPU seconds, and the most memory it held.
"""

import json
import math
import subprocess
import sys
import venv
from argparse import ArgumentParser
from collections import defaultdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from journeymap.engines.measure import measure
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from tests.bench.peers import report

EVENTS = Path("examples/service-desk/events.parquet")
ROWS = 141_712
NAMES = [
    "-100",
    "Active",
    *(f"Awaiting {what}" for what in ("Evidence", "Problem", "User Info", "Vendor")),
    "Closed",
    "New",
    "Resolved",
]
"""In the order of the alphabet, by which all ways order events of one time."""
JOURNEY = Journey.model_validate(
    {
        "journey": "desk",
        "goal": "elsewhere",  # nothing is cut off, as for the peers
        "touchpoints": {name: {"next": "elsewhere"} for name in NAMES} | {"elsewhere": {}},
    }
)
INSTALLED = {
    "pm4py": ("pm4py", "pyarrow"),
    "pm4py on polars": ("pm4py", "polars"),
    "r4pm": ("r4pm", "polars", "pyarrow"),
    "retentioneering": ("retentioneering", "pyarrow"),
    "pl4pm": ("pl4pm",),
    "pandas": ("pandas", "pyarrow"),
    "polars": ("polars",),
}
"""What pip installs for each of the other libraries."""

say = partial(print, flush=True)


def write(millions: float, file: Path) -> None:
    """Write so many million events, as Parquet or CSV by the ending."""
    n = int(millions * 1e6)
    with duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(file.parent)}) as connection:
        events = connection.sql(
            f"""
            SELECT case_id || '-' || copy AS case_id, activity, timestamp + to_seconds(copy * 37) AS timestamp,
                segment_priority AS priority
            FROM read_parquet('{EVENTS}', file_row_number = true), range({-(-n // ROWS)}) copies(copy)
            ORDER BY timestamp + to_seconds(copy * 37), activity, copy, file_row_number LIMIT {n}
            """  # noqa: S608 - values of ours
        )
        assert events is not None
        if file.suffix == ".parquet":
            events.write_parquet(str(file))
        else:
            events.write_csv(str(file))


def by_journeymap(file: str, *segments: str) -> tuple[list[Any], list[Any]]:
    found = measure(JOURNEY, EventLog(file, segments=segments))
    variants, buckets = defaultdict[Any, int](int), defaultdict[Any, list[tuple[int, int, float]]](list)
    for row in found.variants:
        variants[row.touchpoints] += row.cases
    names = found.names | {id_: point.name or id_ for id_, point in JOURNEY.touchpoints.items()}
    for wait in found.waits:
        buckets[names[wait.source], names[wait.target]].append((wait.bucket, wait.n, wait.seconds))
    steps = [(*step, sum(n for _, n, _ in rows), _median(rows)) for step, rows in buckets.items()]
    return [(n, [names[id_] for id_ in path]) for path, n in variants.items()], steps


def _median(rows: list[tuple[int, int, float]]) -> float:
    rank = math.ceil(sum(n for _, n, _ in rows) / 2) - 1
    for _, n, seconds in sorted(rows):
        rank -= n
        if rank < 0:
            return seconds / n
    raise AssertionError


def by_list(file: str) -> tuple[list[Any], list[Any]]:
    """What one would write: a list of integers a case, from time and touchpoint, and what follows from it."""
    with _opened(file) as connection:
        numbers = ", ".join(f"({code}, '{name}')" for code, name in enumerate(NAMES))
        connection.execute(f"CREATE TEMP TABLE codes AS FROM (VALUES {numbers}) AS codes(code, activity)")
        connection.execute(
            f"""
            CREATE TEMP TABLE cases AS SELECT case_id, list(x ORDER BY x) AS events
            FROM (SELECT case_id, epoch_us(timestamp) * 4096 + code AS x FROM '{file}' JOIN codes USING (activity))
            GROUP BY case_id
            """  # noqa: S608 - a file of ours
        )
        variants = connection.execute(
            "SELECT count(*), path FROM (SELECT [x % 4096 FOR x IN events] AS path FROM cases) GROUP BY path"
        ).fetchall()
        steps = connection.execute(
            """
            SELECT x % 4096, y % 4096, count(*), quantile_disc(y // 4096 - x // 4096, 0.5) / 1e6
            FROM (SELECT unnest(events[1:len(events) - 1]) AS x, unnest(events[2:]) AS y FROM cases) GROUP BY ALL
            """
        ).fetchall()
    return (
        [(n, [NAMES[code] for code in path]) for n, path in variants],
        [(NAMES[source], NAMES[target], n, median) for source, target, n, median in steps],
    )


def by_sorting(file: str) -> tuple[list[Any], list[Any]]:
    """The bound: nothing but the columns that are needed, sorted."""
    with _opened(file) as connection:
        connection.execute(
            f"CREATE TEMP TABLE sorted AS SELECT case_id, timestamp, activity FROM '{file}' ORDER BY ALL"  # noqa: S608
        )
    return [], []


def by_converting(file: str) -> tuple[list[Any], list[Any]]:
    """DuckDB's own conversion to Parquet."""
    with _opened(file) as connection:
        connection.execute(f"COPY (FROM '{file}') TO '{file}.converted' (FORMAT parquet)")
    Path(f"{file}.converted").unlink()
    return [], []


def _opened(file: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(Path(file).parent)})


WAYS = {
    "journeymap": by_journeymap,
    "journeymap, per segment": lambda file: by_journeymap(file, "priority"),
    "bare list in DuckDB": by_list,
    "the bound": by_sorting,
    "conversion to Parquet": by_converting,
}
"""Those that run in this environment."""


def main(sizes: list[float], folder: Path | None) -> None:
    """Print a row of the table for every size, format and way."""
    pythons = dict.fromkeys(WAYS, sys.executable) | (install(folder) if folder else {})
    say("| log | by | wall s | CPU s | GB |\n|---|---|---|---|---|")
    with TemporaryDirectory() as data:
        for millions in sizes:
            for ending in ("parquet", "csv"):
                file = Path(data) / f"events.{ending}"
                again(sys.executable, "-m", "tests.bench.measuring", "--write", str(millions), str(file))
                left_out = {"conversion to Parquet"} if ending == "parquet" else {"the bound", *INSTALLED}
                compare(
                    f"{millions:g} M events, {ending}", file, {w: p for w, p in pythons.items() if w not in left_out}
                )
                file.unlink()


def install(folder: Path) -> dict[str, str]:
    """Return the Python of each library that could be installed; say why the others could not."""
    pythons = {}
    for peer, packages in INSTALLED.items():
        home = folder / peer.replace(" ", "-")
        python = home / "bin" / "python"
        if not python.exists():
            venv.create(home, with_pip=True)
        words = [str(python), "-m", "pip", "install", "-q", *packages]
        done = subprocess.run(words, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            pythons[peer] = str(python)
        else:
            say(f"{peer}: {done.stderr.strip().splitlines()[-1]}")
    return pythons


def again(*words: str) -> str:
    """Run a process of its own, for a child inherits the peak of its parent; return what it says."""
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def compare(log: str, file: Path, pythons: dict[str, str]) -> None:
    """Print what each way takes, and whether it finds the same as the first."""
    first: Any = None
    for way, python in pythons.items():
        script = ("-m", "tests.bench.measuring", "--run") if way in WAYS else ("tests/bench/peers.py",)
        try:
            found = json.loads(again(python, *script, way, str(file)).splitlines()[-1])
        except subprocess.CalledProcessError as error:
            why = (error.stderr.strip() or f"status {error.returncode}").splitlines()[-1]
            say(f"| {log} | {way} | fails: {why} | | |")
            continue
        first = first or found
        who = way if not found["steps"] or agree(found, first) else f"{way}, which finds others"
        say(f"| {log} | {who} | {found['wall']:.1f} | {found['cpu']:.1f} | {found['gigabytes']:.2f} |")


def agree(found: Any, first: Any) -> bool:  # noqa: ANN401 - JSON
    """Say whether variants and transitions are the same, and medians within 2 %."""
    same: bool = found["variants"] in ([], first["variants"])
    for mine, other in zip(found["steps"], first["steps"], strict=True):
        same = same and mine[:3] == other[:3]
        same = same and (mine[3] is None or math.isclose(mine[3], other[3], rel_tol=0.02))
    return same


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        report(WAYS[sys.argv[2]], sys.argv[3])
    elif sys.argv[1:2] == ["--write"]:
        write(float(sys.argv[2]), Path(sys.argv[3]))
    else:
        words = ArgumentParser()
        words.add_argument("--peers", type=Path)
        words.add_argument("millions", type=float, nargs="*", default=[1.0, 10.0])
        asked = words.parse_args()
        main(asked.millions, asked.peers)
