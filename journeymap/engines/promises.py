"""What was promised in words: each text is read once, by the embedded engine."""

from collections.abc import Sequence
from dataclasses import dataclass

from journeymap.engines.duck import session
from journeymap.engines.snippets import microseconds
from journeymap.units import UnitError, parse_duration

__all__ = ["MOST_PROMISES", "Promise", "read_promises", "wait_of"]

MOST_PROMISES = 10_000
"""Promises in different words."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a text promises: a wait, or a time by a clock. Both in microseconds, the time since 1970."""

    wait: int | None = None
    clock: int | None = None
    is_zoned: bool = False
    """Whether the time names its zone, so that it is in UTC."""


def wait_of(text: str, unit: str | None) -> int | None:
    """Return a promised wait in microseconds, None where it is none.

    Example:
        >>> wait_of("2", "min"), wait_of("2 min", None), wait_of("soon", None)
        (120000000, 120000000, None)
    """
    try:
        return round(parse_duration(f"{text} {unit}" if unit else text) * 1e6)
    except (UnitError, OverflowError):
        return None


def read_promises(words: Sequence[str], unit: str | None) -> dict[str, Promise]:
    """Read what was promised in words, as in a file.

    Args:
        words: Distinct texts.
        unit: Of waits that are bare numbers.

    Example:
        >>> read_promises(["1 min", "1970-01-02"], None)["1970-01-02"].clock
        86400000000
    """
    clock, is_zoned = microseconds("words", "VARCHAR")
    with session("promises") as opened:
        opened.table("promises", {"words": "VARCHAR"}, words)
        times = opened.rows(f"SELECT words, {clock}, {is_zoned} FROM promises")  # noqa: S608 - ours
    return {
        text: Promise(wait_of(text, unit)) if time is None else Promise(None, time, bool(zoned))
        for text, time, zoned in times
    }
