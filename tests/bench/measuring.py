"""How long an event log takes to measure, beside plain peers that only find its variants.

    python -m tests.bench.measuring [MILLIONS ...]

The log is real: the incidents of examples/service-desk, copied until there are enough, each copy with ids of its own
and 37 s later than the one before, its rows in the order of time. The peers put the events of each case in order and
count the distinct sequences, which is the heart of what `measure` does beside reading, checking, waits and outcomes;
the ten commonest must agree. Each runs in a process of its own: wall and CPU seconds, and the most memory it held.
pandas and polars are no dependencies: `pip install pandas polars pyarrow`; what is missing is left out.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import duckdb

from journeymap.engines.measure import measure
from journeymap.eventlog import EventLog
from journeymap.journey import Journey

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

Variants = list[tuple[int, list[str]]]

say = partial(print, flush=True)


def write(millions: float, file: Path) -> None:
    """Write so many million events, as Parquet or CSV by the ending."""
    n = int(millions * 1e6)
    with duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(file.parent)}) as connection:
        events = connection.sql(
            f"""
            SELECT case_id || '-' || copy AS case_id, activity, timestamp + to_seconds(copy * 37) AS timestamp
            FROM read_parquet('{EVENTS}', file_row_number = true), range({-(-n // ROWS)}) copies(copy)
            ORDER BY timestamp + to_seconds(copy * 37), copy, file_row_number LIMIT {n}
            """  # noqa: S608 - values of ours
        )
        assert events is not None
        if file.suffix == ".parquet":
            events.write_parquet(str(file))
        else:
            events.write_csv(str(file))


def by_journeymap(file: Path) -> Variants:
    return [(row.cases, [*row.touchpoints]) for row in measure(JOURNEY, EventLog(file)).variants]


def by_duckdb(file: Path) -> Variants:
    """The query that one would write: an ordered list of names a case."""
    read = "read_csv" if file.suffix == ".csv" else "read_parquet"
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(file.parent)}) as connection:
        return connection.execute(
            f"""
            SELECT count(*), path FROM (
                SELECT list(activity ORDER BY timestamp, activity) AS path FROM {read}('{file}') GROUP BY case_id
            ) GROUP BY path
            """  # noqa: S608 - a file of ours
        ).fetchall()


def by_pandas(file: Path) -> Variants:
    import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore] # noqa: PLC0415 - may be missing

    read = pd.read_csv if file.suffix == ".csv" else pd.read_parquet
    log = read(file).sort_values(["case_id", "timestamp", "activity"])
    paths = log.groupby("case_id", sort=False)["activity"].agg("|".join)
    return [(int(n), path.split("|")) for path, n in paths.value_counts().items()]


def by_polars(file: Path) -> Variants:
    import polars as pl  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415 - may be missing

    scan = pl.scan_csv if file.suffix == ".csv" else pl.scan_parquet
    paths = (
        scan(file).sort("timestamp", "activity").group_by("case_id").agg(pl.col("activity").str.join("|").alias("path"))
    )
    counted = paths.group_by("path").len().collect(engine="streaming")
    return [(n, path.split("|")) for path, n in counted.iter_rows()]


WAYS: dict[str, Callable[[Path], Variants]] = {
    "journeymap": by_journeymap,
    "duckdb": by_duckdb,
    "pandas": by_pandas,
    "polars": by_polars,
}


def run(way: str, file: Path) -> None:
    """Print what one way took, and what it found."""
    wall, cpu = perf_counter(), process_time()
    try:
        variants = WAYS[way](file)
    except ModuleNotFoundError:
        return
    took = {"wall": perf_counter() - wall, "cpu": process_time() - cpu, "gigabytes": peak()}
    say(json.dumps(took | {"top": sorted(variants, key=lambda row: (-row[0], row[1]))[:10]}))


def peak() -> float:
    """The most memory that this process held, in GB."""
    import resource  # noqa: PLC0415 - not on every system

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def main(sizes: list[float]) -> None:
    """Print a row of the table for every size, format and way."""
    say("| log | by | wall s | CPU s | GB |\n|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        for millions in sizes:
            for ending in ("parquet", "csv"):
                file = Path(folder) / f"events.{ending}"
                again("--write", str(millions), str(file))  # elsewhere: a child inherits the peak of its parent
                compare(f"{millions:g} M events, {ending}", file)
                file.unlink()


def again(*words: str) -> str:
    """Run this script in a process of its own; return what it says."""
    command = [sys.executable, "-m", "tests.bench.measuring", *words]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def compare(log: str, file: Path) -> None:
    """Print what each way takes; they must find the same."""
    tops = {}
    for way in WAYS:
        said = again("--run", way, str(file))
        if not said:
            say(f"| {log} | {way} | – | – | – |")
            continue
        found = json.loads(said)
        tops[way] = found["top"]
        say(f"| {log} | {way} | {found['wall']:.1f} | {found['cpu']:.1f} | {found['gigabytes']:.2f} |")
    if any(top != tops["journeymap"] for top in tops.values()):
        sys.exit(f"{log}: they do not find the same variants")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2], Path(sys.argv[3]))
    elif sys.argv[1:2] == ["--write"]:
        write(float(sys.argv[2]), Path(sys.argv[3]))
    else:
        main([float(word) for word in sys.argv[1:]] or [1.0, 10.0])
