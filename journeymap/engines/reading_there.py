"""The first two stages on the user's own engine: from a table to events with numbers in place of names."""

from dataclasses import dataclass

from journeymap.engines.columns import Columns
from journeymap.engines.interim import Interim
from journeymap.engines.kinds import find_there
from journeymap.engines.naming import Naming, Reader, name_touchpoints
from journeymap.engines.row_checks import check_rows_there, check_values_there
from journeymap.engines.windows import Windows
from journeymap.errors import Diagnostic, LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.satisfaction import bad_steps

__all__ = ["DIGITS", "CodedThere", "read_there"]

DIGITS = 3
"""Hexadecimal digits of a touchpoint: 16³ is the most there can be."""

_MOST_SEGMENTS = 4096


@dataclass(frozen=True, slots=True)
class CodedThere:
    """A log whose events are coded: what is known of it."""

    held: Interim
    ask: Windows
    source: str
    """What messages call it."""
    columns: Columns
    naming: Naming
    segments: tuple[tuple[str, ...], ...]
    """By their number, in order."""
    first: int
    """Time of the first event, in microseconds since 1970."""
    last: int
    n_good: int
    n_dropped: int
    n_set_aside: int
    noticed: dict[str, int]
    n_unrelated: int = 0
    n_shared: int = 0
    """Only files have events of several objects."""


def read_there(held: Interim, journey: Journey, log: EventLog, relation: str, *, skip_bad: bool = False) -> CodedThere:
    """Code a log where it is.

    Args:
        held: The connection. Nothing is written there but temporary tables or views, which go again.
        journey: The plan.
        log: What its columns mean.
        relation: What stands behind FROM.
        skip_bad: Whether to drop rows and to set aside values that cannot be read.

    Raises:
        LogError: With everything that keeps the log from being counted honestly.
    """
    reader = Reader(journey, log)
    columns, kinds = find_there(log, held.connection, relation, held.source)
    ask = Windows(held.connection.dialect, held.prefix)
    held.name("events", ask.events(relation, columns, kinds))
    held.name("good", ask.good())
    found = check_rows_there(held, ask, columns, skip_bad=skip_bad)
    seen = [name for (name,) in held.rows(ask.names(reader.known, reader.most_names))]
    naming = name_touchpoints(journey, log, reader, seen, held.source)
    _make_codes(held, ask, journey, naming)
    return CodedThere(
        held=held,
        ask=ask,
        source=held.source,
        columns=columns,
        naming=naming,
        segments=_make_segments(held, ask, columns),
        first=found.first,
        last=found.last,
        n_good=found.n_good,
        n_dropped=found.n_dropped,
        n_set_aside=check_values_there(held, ask, columns, skip_bad=skip_bad),
        noticed={"at_midnight": found.n_midnight},
    )


def _make_codes(held: Interim, ask: Windows, journey: Journey, naming: Naming) -> None:
    rows = []
    for name, code in naming.codes.items():
        id_ = naming.ids[code]
        scale = journey.scale_of(id_) if id_ in journey.touchpoints else journey.scale
        ends = (float(scale.low), float(scale.high), int(scale.reverse), float(bad_steps(scale)) - 0.5)
        rows.append((name, code, f"{code:0{DIGITS}x}", *ends))
    kinds = {"name": "string", "code": "whole", "letters": "string", "low": "real", "high": "real"}
    held.name("codes", ask.dialect.rows(kinds | {"reversed": "whole", "unhappy_reach": "real"}, rows))


def _make_segments(held: Interim, ask: Windows, columns: Columns) -> tuple[tuple[str, ...], ...]:
    """Make `segments`, where there are any."""
    n_columns = len(columns.segments)
    if not n_columns:
        return ((),)
    found = sorted(tuple(values) for values in held.rows(ask.segment_values(n_columns, _MOST_SEGMENTS + 1)))
    if len(found) > _MOST_SEGMENTS:
        named = ", ".join(f"`{name}`" for name in columns.segments)
        said = f"{named} of `{held.source}` makes more than {_MOST_SEGMENTS:,} segments, too many to tell apart"
        raise LogError(Diagnostic("L176", said, help="name a column with fewer values by `--by COLUMN`"))
    kinds = {f"segment_{n}": "string" for n in range(n_columns)} | {"segment": "whole"}
    held.name("segments", ask.dialect.rows(kinds, [(*values, number) for number, values in enumerate(found)]))
    return tuple(found)
