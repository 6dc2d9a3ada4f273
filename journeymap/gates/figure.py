"""A figure with how sure it is, held against a limit."""

from dataclasses import dataclass
from typing import Literal

from journeymap.analysis.statistics import wilson
from journeymap.facts import Evidence

__all__ = ["Basis", "Figure", "Verdict", "number_verdict"]

Basis = Evidence | Literal["modelled"]
"""What a figure rests on."""
Verdict = Literal["failed", "passed", "undecided", "unknown"]
"""Beyond the limit; within it; too few cases to say; nothing to judge it by."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A share, 0 to 1, and its 95 % interval; where nothing was counted, the interval is the share itself."""

    value: float
    low: float
    high: float
    n: float | None
    """How many it was counted of; None where it was not."""
    basis: Basis

    @classmethod
    def counted(cls, x: float, n: float, basis: Basis = "measured", *, choices: int = 1) -> "Figure":
        """Make it of counts, with Wilson's interval, wider where one chooses among many (Bonferroni).

        Example:
            >>> found = Figure.counted(81, 263)
            >>> round(found.low, 4), round(found.high, 4)
            (0.2553, 0.3662)
        """
        low, high = wilson(x, n, choices=choices)
        return cls(value=x / n, low=low, high=high, n=n, basis=basis)

    @classmethod
    def given(cls, value: float, basis: Basis) -> "Figure":
        """Make it of a share that has no interval."""
        return cls(value=value, low=value, high=value, n=None, basis=basis)

    def at_least(self, limit: float) -> Verdict:
        """Judge by a lower limit: failed where the whole interval is below it, passed where none of it is.

        Example:
            >>> Figure.counted(81, 263).at_least(0.4), Figure.counted(8, 26).at_least(0.4)
            ('failed', 'undecided')
        """
        if self.low >= limit - _ROUNDING:
            return "passed"
        return "failed" if self.high < limit - _ROUNDING else "undecided"

    def at_most(self, limit: float) -> Verdict:
        """Judge by an upper limit: failed where the whole interval is above it, passed where none of it is.

        Example:
            >>> Figure.counted(81, 263).at_most(0.2), Figure.given(0.2, "modelled").at_most(0.2)
            ('failed', 'passed')
        """
        if self.high <= limit + _ROUNDING:
            return "passed"
        return "failed" if self.low > limit + _ROUNDING else "undecided"


def number_verdict(sure: int, perhaps: int, limit: int) -> Verdict:
    """Judge a number that is known only to lie between two.

    Example:
        >>> number_verdict(1, 3, 0), number_verdict(0, 3, 0), number_verdict(0, 3, 3)
        ('failed', 'undecided', 'passed')
    """
    return "failed" if sure > limit else "undecided" if perhaps > limit else "passed"
