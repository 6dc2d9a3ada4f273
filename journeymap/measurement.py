"""What an engine counted in an event log: small tables of sufficient statistics, saved as JSON.

Analyses read these tables and never an event, so a saved measurement gives the same results again.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymap.counts import Condition, SatisfactionCount, TouchCount, Variant, WaitBucket, WorkBucket
from journeymap.errors import Diagnostic, LogError
from journeymap.marginals import Marginals

if TYPE_CHECKING:
    from journeymap.sequences import Sequences

__all__ = [
    "NOTICED",
    "TABLES",
    "Measurement",
]

NOTICED = {
    "duplicates": "repeat the event before: same case, touchpoint and time; `--drop-duplicates` leaves them out",
    "duplicates_dropped": "were left out because they repeat the event before: same case, touchpoint and time",
    "overlaps": "start before the event before is over: counted as no wait",
    "skipped_by_clocks": "are at a time that the clocks skipped: read as if they had not been put forward",
    "shown_twice_by_clocks": "are at a time that the clocks showed twice: the first is taken",
    "at_midnight": "are at midnight: perhaps days without a time, and then shorter waits are not known",
    "outside": "belong to cases that begin outside the time asked for",
}
"""What may be odd about events, as it is told; what `--skip-bad` drops is told apart."""

FORMAT = 3
_UNKNOWN_BEFORE = {2: {"microseconds_squares", "clicks_squares"}}
"""The versions of a file that are read too, with the columns that they lack: there nothing is known of them."""
_READ = " and ".join(f"version {version}" for version in (*_UNKNOWN_BEFORE, FORMAT))


@dataclass(frozen=True)  # without slots, so that it is numbered and added up once
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
    """Values such as scores taken as not given, on request, because they could not be read."""
    n_unrelated: int = 0
    """Events of an object-centric log that belong to no object of the chosen type: left out."""
    n_shared: int = 0
    """Events of an object-centric log that belong to several objects of the chosen type: they count for each."""
    noticed: dict[str, int] = field(default_factory=dict)
    """Events that are counted, and that a reader should know of, by what is odd about them; see `NOTICED`."""
    has_end: bool = False
    """Whether the log says when events end: then the time between them is waiting."""
    touches: tuple[TouchCount, ...] = ()
    """None where the log has neither channel nor clicks, outcome or comments."""
    work: tuple[WorkBucket, ...] = ()
    """How long events took, where the log says when they end."""

    @cached_property
    def sequences(self) -> "Sequences":
        """The touchpoints of every row of `variants`, as numbers: all analyses read these."""
        from journeymap.sequences import Sequences  # noqa: PLC0415 - numpy is needed only where there is a log

        return Sequences.of([variant.touchpoints for variant in self.variants])

    @cached_property
    def marginals(self) -> Marginals:
        """What all cases did together, by touchpoint and step: every analysis starts from it."""
        return Marginals.of(self.variants)

    @cached_property
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
            touches=tuple(row for row in self.touches if row.segment[place] == value),
            work=tuple(row for row in self.work if row.segment[place] == value),
        )

    def segments(self, dimension: str) -> tuple[str, ...]:
        """Return the values of a dimension, those of most cases first."""
        place = self.dimensions.index(dimension)
        cases: Counter[str] = Counter()
        for variant in self.variants:
            cases[variant.segment[place]] += variant.cases
        return tuple(sorted(cases, key=lambda value: (-cases[value], value)))

    def up_to(self, goals: Collection[str]) -> "Measurement":
        """Return the measurement with its variants read up to the first of some goals."""
        return replace(self, variants=tuple(variant.up_to(goals) for variant in self.variants))

    def transitions(self) -> Counter[tuple[str, str]]:
        """Count the steps from touchpoint to touchpoint, `START` and `END` included.

        Cases under way have no step to `END`.
        """
        return self.marginals.transitions.copy()

    def visits(self) -> Counter[str]:
        """Count how often each touchpoint was met."""
        return self.marginals.visits.copy()

    def under_way(self) -> Counter[str]:
        """Count the cases under way by the touchpoint where they stand."""
        return self.marginals.under_way.copy()

    def wait_distribution(self, target: str, *, since: bool = False) -> tuple[list[float], list[int]]:
        """Return mean seconds and count of every bucket of waits for a touchpoint, shortest first."""
        return _pooled(row for row in self.waits if row.target == target and row.since == since)

    def work_distribution(self, touchpoint: str) -> tuple[list[float], list[int]]:
        """Return mean seconds and count of every bucket of times from start to end, shortest first."""
        return _pooled(row for row in self.work if row.touchpoint == touchpoint)

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
        if version not in (FORMAT, *_UNKNOWN_BEFORE):
            raise LogError(
                Diagnostic(
                    "L111",
                    f"`{path}` is a measurement of version {version}; this program reads {_READ}",
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
        for name in sorted((each.name for each in fields(self)), key=lambda name: name in TABLES):
            value = getattr(self, name)
            kind = TABLES.get(name)
            text = _table_text(kind, value) if kind else json.dumps(value, ensure_ascii=False)
            lines.append(f"  {json.dumps(name)}: {text}")
        return "{\n" + ",\n".join(lines) + "\n}\n"


TABLES: dict[str, type] = {
    "variants": Variant,
    "waits": WaitBucket,
    "satisfaction": SatisfactionCount,
    "conditions": Condition,
    "touches": TouchCount,
    "work": WorkBucket,
}
"""The tables by name, with the kind of their rows."""


def _pooled(rows: Iterable[WaitBucket | WorkBucket]) -> tuple[list[float], list[int]]:
    n: Counter[int] = Counter()
    seconds: defaultdict[int, float] = defaultdict(float)
    for row in rows:
        n[row.bucket] += row.n
        seconds[row.bucket] += row.seconds
    buckets = sorted(n)
    return [seconds[b] / n[b] for b in buckets], [n[b] for b in buckets]


def _columns(kind: type, version: int = FORMAT) -> list[str]:
    lacking = _UNKNOWN_BEFORE.get(version, set())
    return [field.name for field in fields(kind) if field.name not in lacking]


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
    for name, kind in TABLES.items():
        columns = values[name]["columns"]
        if columns != _columns(kind, content["measurement"]):
            raise ValueError(name)
        values[name] = [dict(zip(columns, row, strict=True)) for row in values[name]["rows"]]
    return TypeAdapter(Measurement).validate_python(values)
