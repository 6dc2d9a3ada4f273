"""What a finding is: a sentence that the tool is prepared to defend."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "Severity"]

Severity = Literal["outcome", "bad", "good", "note"]
"""The figure that all else explains; what costs customers; what serves them better; what is good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Who, how many, what it costs, how sure."""

    code: str
    severity: Severity
    touchpoint: str | None
    sentence: str
    n: float | None
    """How many cases or answers it rests on."""
    owner: str | None
    """Who is asked to act."""
