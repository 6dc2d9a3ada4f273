"""How long it takes to hold customers against the plan, beside the alignments of pm4py and r4pm.

    python -m tests.bench.conformance

200,000 distinct variants of journey-like plans: two or three ways ahead from each touchpoint, some back; customers
follow them, leave out touchpoints, do some twice, do others instead, and stop. The same every time. The peers get
every hundredth (r4pm) and every thousandth (pm4py) of them at unit cost, and must find the same costs. Nobody's time
includes reading: r4pm gets its log, pm4py its traces, and we the measurement, with its touchpoints numbered as the
first analysis of it leaves them. What the numbering takes, once a measurement, stands in a column of its own.
pm4py is no dependency, and under the AGPL: `pip install pm4py` in an environment of your own. Results: README.md.
"""

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from journeymap.analysis.alignment import Alignments, align
from journeymap.analysis.conformance import conformance
from journeymap.analysis.deviations import count_deviations
from journeymap.analysis.gaps import gaps_of, met_before
from journeymap.analysis.offplan import off_plan_routes
from journeymap.analysis.outcomes import Followed, followed, reached
from journeymap.analysis.plan import Plan
from journeymap.case_ends import END, START
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from tests.oracles.alignment import measurement_of
from tests.oracles.petri import aligned_by_r4pm, read_by_r4pm

N = 200_000
Variants = Sequence[tuple[str, ...]]


def journey_of(n: int, **top: Any) -> Journey:  # noqa: ANN401 - keys of a journey file
    dice = random.Random(0)  # noqa: S311 - a benchmark
    span, points = max(3, n // 12), dict[str, dict[str, Any]]()
    for i in range(n):
        ahead = sorted({min(n - 1, i + 1 + jump) for jump in (0, dice.randrange(span), dice.randrange(span))} - {i})
        back = [i - dice.randrange(1, 3)] if i > 2 and i < n - 1 and dice.random() < 0.05 else []
        points[f"t{i}"] = {"next": [f"t{j}" for j in (*ahead, *back)], "phase": f"p{6 * i // n}"}
    file = {"journey": "j", "start": ["t0"], "goal": [f"t{n - 1}"], "touchpoints": points}
    return Journey.model_validate(file | top)


def variants_of(journey: Journey, n: int) -> Variants:
    """Draw distinct variants; about one in six events is off plan."""
    dice = random.Random(0)  # noqa: S311 - a benchmark
    names = [*journey.touchpoints]
    onward = {name: [*point.next] for name, point in journey.touchpoints.items()}
    found: dict[tuple[str, ...], None] = {}
    while len(found) < n:
        at, path = names[0], list[str]()
        while True:
            chance = dice.random()
            path += [] if chance < 0.05 else [at, at] if chance < 0.08 else [at]
            if dice.random() < 0.1:
                path.append(dice.choice(("x", "y", "z", dice.choice(names))))
            if at == names[-1] or dice.random() < 0.01:
                break
            at = dice.choice(onward[at])
        found[tuple(path or ["x"])] = None
    return list(found)


def seconds(work: Callable[[], Any], rounds: int = 1) -> tuple[float, Any]:
    """Return the best CPU time, of all threads together, and the result."""
    best, result = float("inf"), None
    for _ in range(rounds):
        begin = process_time()
        result = work()
        best = min(best, process_time() - begin)
    return best, result


def say(*cells: object) -> None:
    first, *rest = map(str, cells)
    sys.stdout.write(first.ljust(60) + "".join(cell.rjust(14) for cell in rest) + "\n")
    sys.stdout.flush()


def by_pm4py(plan: Plan, variants: Variants) -> Callable[[], list[int]]:
    """Prepare pm4py's alignment with a directly-follows graph; at unit cost its costs are in ten thousands."""
    algorithm: Any = import_module("pm4py.algo.conformance.alignments.dfg.variants.classic")
    log: Any = import_module("pm4py.objects.log.obj")
    steps = [(source[0], target[0]) for source, after in plan.steps.items() for target in after]
    graph = {step: 1 for step in steps if START not in step and END not in step}
    starts, ends = ({t: 1 for s, t in steps if s == START}, {s: 1 for s, t in steps if t == END})
    traces = log.EventLog(log.Trace([log.Event({"concept:name": name}) for name in path]) for path in variants)
    return lambda: [row["cost"] // 10_000 for row in algorithm.apply(traces, graph, starts, ends)]


def against_peers(plan: Plan, variants: Variants, found: Alignments) -> list[str]:
    """Microseconds a variant of r4pm and of pm4py."""
    cost, cells = dict(zip(variants, found.cost.tolist(), strict=True)), list[str]()
    some = variants[:: N // 2000]
    with TemporaryDirectory() as folder:
        log = read_by_r4pm(some, Path(folder))
    taken, costs = seconds(lambda: aligned_by_r4pm(plan, log))
    if costs != {path: cost[path] for path in some}:
        sys.exit("r4pm found other costs")
    cells.append(f"{1e6 * taken / len(some):,.0f}")
    few = variants[:: N // 200]
    try:
        work = by_pm4py(plan, few)
    except ModuleNotFoundError:
        return [*cells, "not installed"]
    taken, costs = seconds(work)
    if costs != [cost[path] for path in few]:
        sys.exit("pm4py found other costs")
    return [*cells, f"{1e6 * taken / len(few):,.0f}"]


def measured(variants: Variants, n_segments: int = 1) -> Measurement:
    dice = random.Random(1)  # noqa: S311 - a benchmark
    empty = measurement_of([])
    [row] = measurement_of([{"path": "x"}]).variants
    drawn = ((path, min(100, int(dice.paretovariate(1)))) for path in variants)
    rows = (
        replace(row, segment=(f"s{i % n_segments}",), touchpoints=path, cases=n, example=f"case {i}")
        for i, (path, n) in enumerate(drawn)
    )
    return replace(empty, dimensions=("segment",), variants=tuple(rows))


def aligned(journey: Journey, variants: Variants) -> tuple[list[str], Alignments, Followed]:
    """Measure numbering and alignment; the first cells of a row, and what was found."""
    plan, measurement = Plan.of(journey), measured(variants)
    numbering, _ = seconds(lambda: measurement.sequences)
    done = followed(journey, measurement)
    taken, found = seconds(lambda: align(plan, done.touchpoints, prefix=done.prefix), 3)
    cells = [f"{found.length.mean():.1f}", f"{found.cost.mean():.1f}"]
    return [*cells, *(f"{1e6 * each / N:.2f}" for each in (numbering, taken))], found, done


def alignments() -> None:
    say("alignment, CPU microseconds a variant", "length", "cost", "numbering", "journeymap", "r4pm", "pm4py")
    for n in (12, 50, 300):
        journey = journey_of(n)
        cells, found, done = aligned(journey, variants_of(journey, N))
        say(f"{n} touchpoints", *cells, *against_peers(Plan.of(journey), list(done.touchpoints), found))
    for size in (3, 5):
        journey = journey_of(12, any_order=[[f"t{i}" for i in range(4, 4 + size)]])
        cells, *_ = aligned(journey, variants_of(journey, N))
        say(f"12 touchpoints, {size} of them in any order", *cells)


def conformances() -> None:
    say("\nconformance, CPU seconds", "gaps", "deviations", "routes", "together", "conformance")
    for n, n_segments in ((12, 1), (50, 1), (300, 1), (300, 5)):
        journey = journey_of(n)
        measurement = measured(variants_of(journey, N), n_segments)
        done = followed(journey, measurement)
        found = align(Plan.of(journey), done.touchpoints, prefix=done.prefix)

        def between(found: Alignments = found, done: Any = done) -> Any:  # noqa: ANN401 - two results
            again = met_before(found.touchpoint, found.starts)
            there = reached(found, again)
            return gaps_of(found, found.stations(), again), there @ done.sums, there @ done.by_segment

        first, (gaps, there, apart) = seconds(between, 3)
        second, rows = seconds(lambda g=gaps, d=done, t=there: count_deviations(g, d, t), 3)  # type: ignore[misc]
        compared: Any = (gaps, done, there, apart)
        third, routes = seconds(lambda c=compared: off_plan_routes(*c, measure="completion"), 3)  # type: ignore[misc]
        whole, _ = seconds(lambda j=journey, m=measurement: conformance(j, m))  # type: ignore[misc]
        times = [f"{taken:.2f}" for taken in (first, second, third, first + second + third, whole)]
        size = f"{n} touchpoints, {n_segments} segments"
        say(f"{size}: {len(rows):,} rows, {len(routes):,} routes", *times)


if __name__ == "__main__":
    alignments()
    conformances()
