"""A sentence of a programme's audit, and what it is about."""

from dataclasses import dataclass

from journeymap.analysis.finding import Severity
from journeymap.units import format_number

__all__ = ["Said", "in_100", "points", "spoken"]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence; what it is not about is None."""

    code: str
    severity: Severity
    sentence: str
    n: float | None = None
    """How many answers it rests on."""
    audience: str | None = None
    journey: str | None = None
    """The file of the journey."""
    touchpoint: str | None = None
    pillar: str | None = None
    owners: tuple[str, ...] = ()
    """Who is asked to act."""


def in_100(lost: float) -> str:
    """Write how many of 100 are lost: never all of them.

    Example:
        >>> in_100(30.04), in_100(2.345), in_100(99.7)
        ('30', '2.3', '>99')
    """
    text = format_number(lost, digits=2)
    return ">99" if text == "100" else text


def spoken(name: str) -> str:
    """Write the name of an audience, a group, a segment or a pillar as people say it.

    Example:
        >>> spoken("gen_x")
        'gen x'
    """
    return name.replace("_", " ")


def points(score: float) -> str:
    """Write a score, or a distance of scores, of 1 to 5.

    Example:
        >>> points(2.5), points(4.0), points(3.6667)
        ('2.5', '4', '3.7')
    """
    return format_number(round(score, 1), digits=2)
