"""What an engine counted in an event log: small tables of sufficient statistics, saved as JSON.

Analyses read these tables and never an event, so a saved measurement gives the same results again.
"""

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from journeymap.errors import Diagnostic, LogError

__all__ = [
    "END",
    "EXACT_MS",
    "START",
    "STEP",
    "Condition",
    "Measurement",
    "SatisfactionCount",
    "Variant",
    "WaitBucket",
    "bucket_bounds",
    "bucket_of",
]

START = "(start)"
END = "(end)"
"""The ends of every case in tables of transitions; parentheses keep them apart from touchpoint ids."""

FORMAT = 1
EXACT_MS = 64
STEP = 1.02
"""Buckets of waits are exact below 64 ms, then each is 2 % longer than the one before."""

_N_BOUNDS = 1500
"""Buckets above the exact ones: enough for waits of 16,000 years."""


@cache
def bucket_bounds() -> tuple[int, ...]:
    """Return the shortest wait of every bucket in whole milliseconds.

    Bucket b holds the waits from `bucket_bounds()[b]` up to, and without, `bucket_bounds()[b + 1]`. The
    bounds `64 · 1.02^k` are rounded up in whole numbers, so that every engine draws the same line.

    Example:
        >>> bucket_bounds()[62:67]
        (62, 63, 64, 66, 67)
    """
    steps = (-(-EXACT_MS * 51**k // 50**k) for k in range(_N_BOUNDS))
    return (*range(EXACT_MS), *steps)


def bucket_of(milliseconds: int) -> int:
    """Return the bucket of a wait.

    Example:
        >>> bucket_of(0), bucket_of(63), bucket_of(64), bucket_of(66)
        (0, 63, 64, 65)
    """
    return bisect_right(bucket_bounds(), milliseconds) - 1


@dataclass(frozen=True, slots=True)
class Variant:
    """A distinct sequence of touchpoints within one segment, read up to the first goal."""

    segment: tuple[str, ...]
    """One value per dimension of the measurement."""
    touchpoints: tuple[str, ...]
    cases: int
    under_way: int
    """Cases among them that reached no goal and whose last event is too recent to call them lost."""
    judged: int
    """Cases among them whose success is known."""
    succeeded: int
    seconds: float
    """Durations of the cases, first to last event, summed."""
    example: str
    """Id of one of the cases: the smallest as text."""


@dataclass(frozen=True, slots=True)
class WaitBucket:
    """Waits of one transition that fall into one bucket; steps from `START` and to `END` have none.

    With `since` the wait is not that of the transition `source` → `target`: it counts from the first
    `source` in the case (`START`: from its first event) to each arrival at `target` from elsewhere.
    """

    segment: tuple[str, ...]
    source: str
    target: str
    since: bool
    bucket: int
    n: int
    seconds: float
    """The waits, summed."""


@dataclass(frozen=True, slots=True)
class SatisfactionCount:
    """Answers of one score at one touchpoint."""

    segment: tuple[str, ...]
    touchpoint: str
    score: float
    n: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Cases that met a touchpoint under a condition, with how they ended.

    `late`: waited longer than promised; `long_wait`: longer than patience, where nothing was promised.
    A case counts once however often it happened; cases under way are left out.
    """

    segment: tuple[str, ...]
    touchpoint: str
    condition: str
    cases: int
    completed: int
    judged: int
    succeeded: int
    met: int
    """Cases that reached the touchpoint and had the wait measured: the denominator."""
    met_completed: int
    met_judged: int
    met_succeeded: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything that was counted in one log for one journey.

    Example:
        >>> from journeymap.engines.measure import measure
        >>> from journeymap.eventlog import event_log
        >>> from journeymap.loading import load_journey
        >>> journey = load_journey("examples/service-desk")
        >>> m = measure(journey, event_log(journey, folder="examples/service-desk"))
        >>> m.n_cases, m.n_variants
        (24918, 2035)
    """

    journey: str
    source: str
    """Name of the file or table that was read."""
    first: str
    """First and last event, ISO 8601 in UTC."""
    last: str
    n_events: int
    """Events counted, after dropping bad ones and before cutting at the first goal."""
    n_dropped: int
    """Events dropped on request because they could not be read."""
    n_tied: int
    """Events that share case and time with another one."""
    dimensions: tuple[str, ...]
    """Columns whose values make up the segments."""
    has_success: bool
    """Whether the log says which cases succeeded."""
    lost_after: dict[str, float]
    """Seconds without an event after which a case has left, by its last touchpoint; goals have none."""
    names: dict[str, str]
    """What the log calls the touchpoints that the plan does not have, by id."""
    variants: tuple[Variant, ...]
    waits: tuple[WaitBucket, ...]
    satisfaction: tuple[SatisfactionCount, ...]
    conditions: tuple[Condition, ...]
    n_ignored: int = 0
    """Events left out because they stand for no touchpoint of the plan (`unlisted: ignore`)."""
    n_set_aside: int = 0
    """Scores and success values taken as not given, on request, because they could not be read."""

    @property
    def n_cases(self) -> int:
        """How many cases the log has."""
        return sum(variant.cases for variant in self.variants)

    @property
    def n_variants(self) -> int:
        """How many distinct sequences the cases make, over all segments."""
        return len({variant.touchpoints for variant in self.variants})

    @property
    def n_under_way(self) -> int:
        """How many cases may still go on."""
        return sum(variant.under_way for variant in self.variants)

    def for_segment(self, dimension: str, value: str) -> "Measurement":
        """Return what was counted of the cases of one segment.

        `n_events`, `n_dropped` and the like stay those of the whole log.

        Raises:
            KeyError: If the log was not measured by that dimension, or has no case of that value.
        """
        if dimension not in self.dimensions:
            raise KeyError(dimension)
        place = self.dimensions.index(dimension)
        if all(variant.segment[place] != value for variant in self.variants):
            raise KeyError(value)
        return replace(
            self,
            variants=tuple(row for row in self.variants if row.segment[place] == value),
            waits=tuple(row for row in self.waits if row.segment[place] == value),
            satisfaction=tuple(row for row in self.satisfaction if row.segment[place] == value),
            conditions=tuple(row for row in self.conditions if row.segment[place] == value),
        )

    def segments(self, dimension: str) -> tuple[str, ...]:
        """Return the values of a dimension, those of most cases first."""
        place = self.dimensions.index(dimension)
        cases: Counter[str] = Counter()
        for variant in self.variants:
            cases[variant.segment[place]] += variant.cases
        return tuple(sorted(cases, key=lambda value: (-cases[value], value)))

    def transitions(self) -> Counter[tuple[str, str]]:
        """Count the steps from touchpoint to touchpoint, `START` and `END` included.

        Cases under way have no step to `END`.
        """
        steps: Counter[tuple[str, str]] = Counter()
        for variant in self.variants:
            for step in pairwise((START, *variant.touchpoints)):
                steps[step] += variant.cases
            steps[variant.touchpoints[-1], END] += variant.cases - variant.under_way
        return steps

    def visits(self) -> Counter[str]:
        """Count how often each touchpoint was met."""
        met: Counter[str] = Counter()
        for variant in self.variants:
            for touchpoint in variant.touchpoints:
                met[touchpoint] += variant.cases
        return met

    def under_way(self) -> Counter[str]:
        """Count the cases under way by the touchpoint where they stand."""
        standing: Counter[str] = Counter()
        for variant in self.variants:
            standing[variant.touchpoints[-1]] += variant.under_way
        return standing

    def wait_distribution(self, target: str, *, since: bool = False) -> tuple[list[float], list[int]]:
        """Return mean seconds and count of every bucket of waits for a touchpoint, shortest first."""
        n: Counter[int] = Counter()
        seconds: defaultdict[int, float] = defaultdict(float)
        for row in self.waits:
            if row.target == target and row.since == since:
                n[row.bucket] += row.n
                seconds[row.bucket] += row.seconds
        buckets = sorted(n)
        return [seconds[b] / n[b] for b in buckets], [n[b] for b in buckets]

    def save(self, path: str | Path) -> None:
        """Write the measurement as JSON, one table row a line."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> "Measurement":
        """Read a measurement that `save` wrote.

        Raises:
            LogError: If the file is no measurement, is damaged, or is of a version not known here.
        """
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
            version = content["measurement"]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LogError(_not_a_measurement(path, error)) from None
        if version != FORMAT:
            raise LogError(
                Diagnostic(
                    "L111",
                    f"`{path}` is a measurement of version {version}; this program reads version {FORMAT}",
                    help="measure the log again",
                ),
            )
        try:
            return _from_content(content)
        except (ValueError, TypeError, KeyError):
            raise LogError(
                Diagnostic("L110", f"`{path}` is a damaged measurement", help="measure the log again"),
            ) from None

    def to_json(self) -> str:
        """Return the measurement as JSON text: stable order, one table row a line."""
        lines = [f'  "measurement": {FORMAT}']
        for field in sorted(fields(self), key=lambda field: field.name in _TABLES):
            value = getattr(self, field.name)
            kind = _TABLES.get(field.name)
            text = _table_text(kind, value) if kind else json.dumps(value, ensure_ascii=False)
            lines.append(f"  {json.dumps(field.name)}: {text}")
        return "{\n" + ",\n".join(lines) + "\n}\n"


_TABLES: dict[str, type] = {
    "variants": Variant,
    "waits": WaitBucket,
    "satisfaction": SatisfactionCount,
    "conditions": Condition,
}


def _columns(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]


def _table_text(kind: type, rows: Iterable[object]) -> str:
    columns = _columns(kind)
    lines = [json.dumps([getattr(row, name) for name in columns], ensure_ascii=False) for row in rows]
    return f'{{"columns": {json.dumps(columns)}, "rows": [\n    ' + ",\n    ".join(lines) + "\n  ]}"


def _not_a_measurement(path: str | Path, error: Exception) -> Diagnostic:
    if isinstance(error, OSError):
        return Diagnostic("L110", f"`{path}` cannot be read: {error.strerror}", help="`journeymap measure` writes one")
    return Diagnostic("L110", f"`{path}` is not a measurement", help="`journeymap measure` writes one")


def _from_content(content: dict[str, Any]) -> Measurement:
    """Check every value against the fields above; ValueError, TypeError, KeyError mean that one is amiss."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - needed only where a file is read

    values = {field.name: content[field.name] for field in fields(Measurement)}
    for name, kind in _TABLES.items():
        columns = values[name]["columns"]
        if columns != _columns(kind):
            raise ValueError(name)
        values[name] = [dict(zip(columns, row, strict=True)) for row in values[name]["rows"]]
    return TypeAdapter(Measurement).validate_python(values)
