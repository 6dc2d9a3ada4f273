"""What other libraries do with an event log: read it, put each case in order, count variants, transitions and waits.

It runs in an environment of its own, which has one of them and not journeymap (`tests.bench.measuring` makes it):

    python tests/bench/peers.py PEER FILE

Each prints its ten commonest variants and its three commonest transitions with the median wait, so that they can be
held against each other. The file has its rows in the order of time, then of the alphabet.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from time import perf_counter, process_time
from typing import Any

Variants = Iterable[tuple[int, Iterable[str]]]
Steps = Iterable[tuple[str, str, int, float | None]]
"""From, to, how often, and the median wait in seconds where it is counted."""

XES = {"case_id": "case:concept:name", "activity": "concept:name", "timestamp": "time:timestamp"}
COLUMNS = list(XES)
SECOND = 1e6


def by_pandas(file: str) -> tuple[Variants, Steps]:
    log = import_module("pandas").read_parquet(file, columns=COLUMNS)
    log = log.sort_values(["case_id", "timestamp", "activity"])
    paths = log.groupby("case_id", sort=False)["activity"].agg("|".join).value_counts()
    before = log.groupby("case_id", sort=False)[["activity", "timestamp"]].shift()
    waits = (log["timestamp"] - before["timestamp"]).dt.total_seconds()
    steps = waits.groupby([before["activity"], log["activity"]]).agg(["count", "median"])
    return (
        [(n, path.split("|")) for path, n in paths.items()],
        [(*step, int(n), median) for step, n, median in steps.itertuples()],
    )


def by_polars(file: str) -> tuple[Variants, Steps]:
    pl: Any = import_module("polars")
    log = pl.scan_parquet(file).select(COLUMNS).sort("timestamp", "activity")
    paths = log.group_by("case_id").agg(pl.col("activity").str.join("|").alias("path")).group_by("path").len()
    pairs = log.select(
        pl.col("activity").shift().over("case_id").alias("source"),
        pl.col("activity").alias("target"),
        pl.col("timestamp").diff().over("case_id").dt.total_microseconds().alias("waited"),
    ).drop_nulls("source")
    steps = pairs.group_by("source", "target").agg(pl.len(), pl.col("waited").median() / SECOND)
    found = [each.collect(engine="streaming") for each in (paths, steps)]
    return [(n, path.split("|")) for path, n in found[0].iter_rows()], found[1].iter_rows()


def by_pm4py(file: str) -> tuple[Variants, Steps]:
    log = import_module("pandas").read_parquet(file, columns=COLUMNS)
    pm4py: Any = import_module("pm4py")
    log = pm4py.format_dataframe(log, case_id="case_id", activity_key="activity", timestamp_key="timestamp")
    return _of_pm4py(pm4py, log)


def by_pm4py_on_polars(file: str) -> tuple[Variants, Steps]:
    lazy = import_module("polars").scan_parquet(file).select(COLUMNS).rename(XES)
    return _of_pm4py(import_module("pm4py"), lazy)


def _of_pm4py(pm4py: Any, log: Any) -> tuple[Variants, Steps]:  # noqa: ANN401 - not there when types are checked
    variants = pm4py.get_variants(log)
    often, _, _ = pm4py.discover_dfg(log)
    took, _, _ = pm4py.discover_performance_dfg(log)
    steps = [(*step, int(n), float(took[step]["median"])) for step, n in often.items()]
    return [(int(n), path) for path, n in variants.items()], steps


def by_r4pm(file: str) -> tuple[Variants, Steps]:
    """Count variants and transitions; it has no waits."""
    log = import_module("polars").read_parquet(file, columns=COLUMNS).rename(XES)
    r4pm: Any = import_module("r4pm")
    held = r4pm.import_item_from_df("EventLog", log)
    variants = r4pm.bindings.get_top_n_variants(r4pm.bindings.log_to_activity_projection(held), 20)
    graph = r4pm.bindings.discover_dfg(held)["directly_follows_relations"]
    return [(row["count"], row["activities"]) for row in variants], [(*step, n, None) for step, n in graph]


def by_pl4pm(file: str) -> tuple[Variants, Steps]:
    """Count all; its medians are not held against others, for it leaves open how events of one time are ordered."""
    log = import_module("polars").scan_parquet(file).select(COLUMNS).rename(XES)
    pl4pm: Any = import_module("pl4pm")
    variants = pl4pm.get_variants(log)
    often = pl4pm.discover_dfg(log)[0]
    pl4pm.discover_performance_dfg(log, perf_aggregation_key="median")
    return [(n, path) for path, n in variants.items()], [(*step, n, None) for step, n in often.items()]


def by_retentioneering(file: str) -> tuple[Variants, Steps]:
    """Count transitions and their waits; it has no variants."""
    log = import_module("pandas").read_parquet(file, columns=COLUMNS)
    os.environ["RETENTIONEERING_NO_TRACK"] = "1"
    schema = {"path_cols": ["case_id"], "event_col": "activity", "timestamp_col": "timestamp"}
    stream = import_module("retentioneering").Eventstream(log, schema=schema)
    often, took = (stream.transition_graph_data(edge_weight=weight) for weight in ("count", "time_median"))
    counts = often.stack()
    known = {*log["activity"].unique()}
    steps = [(*step, int(n), took.loc[step].total_seconds()) for step, n in counts.items() if known.issuperset(step)]
    return [], steps


PEERS: dict[str, Callable[[str], tuple[Variants, Steps]]] = {
    "pandas": by_pandas,
    "polars": by_polars,
    "pm4py": by_pm4py,
    "pm4py on polars": by_pm4py_on_polars,
    "r4pm": by_r4pm,
    "retentioneering": by_retentioneering,
    "pl4pm": by_pl4pm,
}


def report(way: Callable[[str], tuple[Variants, Steps]], file: str) -> None:
    """Print what one way took, and what it found."""
    wall, cpu = perf_counter(), process_time()
    variants, steps = way(file)
    took = {"wall": perf_counter() - wall, "cpu": process_time() - cpu}
    took["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    top = sorted(((n, [*path]) for n, path in variants), key=lambda row: (-row[0], row[1]))[:10]
    often = sorted(steps, key=lambda step: (-step[2], step[:2]))[:3]
    print(json.dumps(took | {"variants": top, "steps": often}))  # noqa: T201 - read by the bench


if __name__ == "__main__":
    report(PEERS[sys.argv[1]], sys.argv[2])
