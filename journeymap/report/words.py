"""How the report words numbers and the tool's own terms."""

from collections.abc import Sequence
from datetime import datetime

from journeymap.analysis.wording import Names, ordinal
from journeymap.case_ends import END
from journeymap.units import format_share

__all__ = [
    "EVIDENCE",
    "UNKNOWN",
    "day",
    "did_in_full",
    "halvings",
    "of_100",
    "of_1000",
    "per_cent",
    "ranks",
]

UNKNOWN = "–"

EVIDENCE = {
    "measured": "measured in the log",
    "described": "described in the journey file",
    "assumed": "assumed from presets",
}
"""What a number rests on."""


def per_cent(share: float | None) -> str:
    """Write a share, or a dash where it is unknown.

    Example:
        >>> per_cent(0.2501), per_cent(0.00002), per_cent(None)
        ('25 %', '<0.01 %', '–')
    """
    if share is None:
        return UNKNOWN
    return "<0.01 %" if 1e-12 < share < 0.0001 else format_share(round(share, 12))  # noqa: PLR2004 - rounding is nothing


def of_1000(value: float) -> str:
    """Write customers of 1000: whole from 10 up; what is not quite nothing or all does not look like it.

    Example:
        >>> of_1000(247.8), of_1000(3.46), of_1000(0.02), of_1000(0), of_1000(999.9)
        ('248', '3.5', '<0.1', '0', '999.9')
    """
    size = abs(value)
    sign = "−" if value < 0 else ""
    if size < 1e-9:  # noqa: PLR2004 - nothing but rounding
        return "0"
    if size < 0.05:  # noqa: PLR2004 - would print as 0.0
        return f"{sign}<0.1"
    if size < 9.95 or 999 <= size < 999.95:  # noqa: PLR2004 - one decimal where it says something
        return f"{sign}{size:.1f}"
    return ">999.9" if 999.95 <= size < 1000 - 1e-6 else f"{sign}{size:.0f}"  # noqa: PLR2004 - nearly all


def of_100(share: float) -> str:
    """Write a share as customers of 100, with one decimal below 10.

    Example:
        >>> of_100(0.341), of_100(0.027), of_100(0.0)
        ('34', '2.7', '0')
    """
    value = 100 * share
    if 0 < value < 0.05:  # noqa: PLR2004 - would print as 0.0
        return "<0.1"
    return f"{value:.1f}" if 0 < value < 9.95 else f"{value:.0f}"  # noqa: PLR2004 - one decimal where it says something


def halvings(friction: float) -> str:
    """Write a friction in halvings.

    Example:
        >>> halvings(0.2855), halvings(0.001)
        ('0.29', '<0.01')
    """
    return "<0.01" if 0 < friction < 0.005 else f"{friction:.2f}"  # noqa: PLR2004 - would print as 0.00


def ranks(low: int, high: int) -> str:
    """Say between which ranks a row moves.

    Example:
        >>> ranks(1, 4), ranks(2, 2)
        ('could be 1st to 4th', 'stays 2nd')
    """
    return f"stays {ordinal(low)}" if low == high else f"could be {ordinal(low)} to {ordinal(high)}"


def did_in_full(did: Sequence[str], rejoin: str, names: Names) -> str:
    """Say what was done off plan, and where the plan was rejoined.

    Example:
        >>> did_in_full(["x ×2"], "b", Names({"x": "Ask again", "b": "Basket"}, ("b",)))
        'Ask again ×2 → Basket'
    """
    last = "ended there or not back yet" if rejoin == END else names[rejoin]
    return " → ".join([*(names[step] for step in did), last])


def day(iso: str) -> str:
    """Write the day of a time.

    Example:
        >>> day("2016-02-29T01:23:00Z")
        '29 Feb 2016'
    """
    at = datetime.fromisoformat(iso)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
