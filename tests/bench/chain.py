"""How long the chain, what to fix first and what-ifs take, by size.

    python -m tests.bench.chain

Journey-like chains: three ways ahead from each touchpoint, and from one in twenty a way back. Results: README.md.
"""

import resource
import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import numpy as np

from journeymap.analysis.chain import Chain, gains
from journeymap.analysis.priorities import priorities
from journeymap.analysis.solver_updates import Updates, updated_completion
from journeymap.analysis.whatif import compare
from journeymap.journey import Journey
from tests.bench.journeys import journey_like, random_chain

SCENARIOS, CHANGES = 10_000, 5


def best(work: Callable[[], Any], rounds: int = 5, *, clock: Callable[[], float] = perf_counter) -> float:
    """Return the best time in milliseconds."""
    times = []
    for _ in range(rounds):
        begin = clock()
        work()
        times.append(clock() - begin)
    return 1000 * min(times)


def say(*cells: object) -> None:
    first, *rest = map(str, cells)
    sys.stdout.write(first.ljust(60) + "".join(cell.rjust(14) for cell in rest) + "\n")


def rebuilt(chain: Chain) -> Chain:
    """Order the transitions anew, as for a journey that was just read."""
    return Chain(chain.touchpoints, chain.start, chain.onward, chain.completes, chain.neutral, chain.under_way)


def chains() -> None:
    say("chain, ms", "order", "v, c, N_ii", "gains", "largest loop")
    for n in (100, 1_000, 10_000, 100_000):
        random = np.random.default_rng(0)
        chain, survival = journey_like(n, random), 1 - 0.001 * random.random(n)
        cells = [best(lambda c=chain: rebuilt(c)), best(lambda c=chain, s=survival: c.travel(s))]  # type: ignore[misc]
        cells.append(best(lambda c=chain, s=survival: gains(c, s, np.ones(len(s)))))  # type: ignore[misc]
        say(f"{n:,} touchpoints", *(f"{cell:.1f}" for cell in cells), chain.solver.loops.largest)
    for n in (1_900, 100_000):
        random = np.random.default_rng(0)
        chain, survival = random_chain(n, random), np.full(n, 0.99)
        cells = [best(lambda c=chain: rebuilt(c), 1), best(lambda c=chain, s=survival: c.travel(s), 1)]  # type: ignore[misc]
        cells.append(best(lambda c=chain, s=survival: gains(c, s, np.ones(len(s))), 1))  # type: ignore[misc]
        say(f"{n:,} touchpoints that lead anywhere", *(f"{cell:.1f}" for cell in cells), chain.solver.loops.largest)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"peak memory of all of this: {peak:,.0f} MB")


def journey_of(chain: Chain) -> Journey:
    """Write the file of a journey that has such a chain."""
    points: dict[str, dict[str, Any]] = {
        name: {"clicks": 3, "wait": "5 s", "patience": "10 min"} for name in chain.touchpoints
    }
    for i, j, share in zip(*chain.onward.tocoo().coords, chain.onward.tocoo().data, strict=True):
        points[f"t{i}"].setdefault("next", {})[f"t{j}"] = f"{100 * share:.12f}%"
    return Journey.model_validate({"journey": "j", "start": "t0", "goal": chain.touchpoints[-1], "touchpoints": points})


def scenarios() -> None:
    random = np.random.default_rng(1)
    n = 300
    chain, survival = journey_like(n, random), 1 - 0.05 * random.random(n)
    points = np.array([random.choice(n - 1, CHANGES, replace=False) for _ in range(SCENARIOS)])
    then = np.minimum(1.0, survival[points] + 0.05 * random.random(points.shape))
    travel, updates = chain.travel(survival), Updates(points, then, points, chain.onward)
    say(f"\n{SCENARIOS:,} scenarios of {CHANGES} of {n} touchpoints, ms")
    say("completion, by low-rank updates", f"{best(lambda: updated_completion(chain, travel, updates)):.1f}")

    def again() -> None:
        for changed, fixed in zip(points[:100], then[:100], strict=True):
            now = survival.copy()
            now[changed] = fixed
            chain.travel(now)

    say("the same, solving again (extrapolated from 100)", f"{best(again, 1) * SCENARIOS / 100:,.0f}")
    journey = journey_of(journey_like(n, np.random.default_rng(0)))
    named = {str(i): {f"t{point}.clicks": 1 + i % 2 for point in changed} for i, changed in enumerate(points)}
    say("`compare`: read, kept and completion, 25, 50, 100 %", f"{best(lambda: compare(journey, None, named), 2):,.0f}")


def rankings() -> None:
    say("\npriorities with its draws, ms of processor time")
    for n in (6, 300, 1_000, 3_000, 10_000):
        journey = journey_of(journey_like(n, np.random.default_rng(0)))
        say(f"{n:,} touchpoints", f"{best(lambda j=journey: priorities(j), 2, clock=process_time):,.0f}")  # type: ignore[misc]
    loop = journey_of(random_chain(1_000, np.random.default_rng(0)))
    say("1,000 touchpoints in one loop", f"{best(lambda: priorities(loop), 1, clock=process_time):,.0f}")


if __name__ == "__main__":
    chains()
    scenarios()
    rankings()
