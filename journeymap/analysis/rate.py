"""From cases of a log to customers in a time, and to money."""

import datetime as dt
from dataclasses import dataclass

from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.units import DAY, Money, format_count, format_duration

__all__ = ["Rate"]

_MONTH = 365.25 / 12 * DAY
_SHORTEST = 28 * DAY
"""A log of less is not blown up to a month."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many customers a case of a log stands for, in what time.

    Example:
        >>> Rate(0.5, "a month", "by the log", Money(49, "EUR")).words(200)
        'about 100 customers a month, worth 4,900 EUR'
    """

    per_case: float
    period: str
    """Such as `a month`; empty where the journey file gives a number alone."""
    source: str
    """From what the number and the time are known."""
    sale: Money | None
    """What a customer is worth who reaches the goal."""

    @classmethod
    def of(cls, journey: Journey, measurement: Measurement) -> "Rate":
        """Take the customers of the journey file; where it has none, the cases of the log by its span."""
        sale = journey.value.sale if journey.value else None
        if journey.customers is not None:
            number, period = journey.customers.number, journey.customers.period
            per = f" per {period}" if period else ""
            source = f"by the {format_count(number)} customers{per} of the journey file"
            return cls(number / max(measurement.n_cases, 1), f"a {period}" if period else "", source, sale)
        seconds = _span(measurement)
        if seconds < _SHORTEST:
            return cls(1.0, f"in the {format_duration(seconds)} of the log", "by the log", sale)
        source = f"by the log, {format_count(measurement.n_cases)} cases in {seconds / _MONTH:.1f} months"
        return cls(_MONTH / seconds, "a month", source, sale)

    def customers(self, cases: float) -> float:
        """Return how many customers in the period so many cases of the log stand for."""
        return cases * self.per_case

    def value(self, cases: float) -> Money | None:
        """Return what they are worth; None where the journey file does not say."""
        return Money(self.customers(cases) * self.sale.amount, self.sale.currency) if self.sale else None

    def words(self, cases: float) -> str:
        """Say how many customers it is about, and what they are worth where that is known."""
        value = self.value(cases)
        said = f"about {format_count(self.customers(cases))} customers {self.period}".rstrip()
        return f"{said}, worth {value}" if value else said


def _span(measurement: Measurement) -> float:
    first, last = (dt.datetime.fromisoformat(time) for time in (measurement.first, measurement.last))
    return (last - first).total_seconds()
