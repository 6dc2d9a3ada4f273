"""What all questions to an engine share.

The questions are SQL of window functions, the form that every dialect understands. Interim results, each a temporary
table, a temporary view or a name in front of later queries:

    rows_read   one row a row of the table: words as they stand there, times by the clock of their zone
    promises    the waits and times that were promised in words, and what they mean
    events      one row an event, bad ones too: each value read, NULL where it is not given or cannot be read
    good        those that can be read
    codes       event name → number of the touchpoint, with its scale
    channels    channel as the log spells it → number of the channel
    segments    values of the segment columns → their number
    visits      one row an event that stands for a touchpoint, in order, with what is known of its case
    steps       those that count: of the cases asked for, up to the first goal that leads nowhere
    cases       one row a case: its touchpoints in order as one text, three hexadecimal digits each
    left_after  how long a case is quiet before it has left, by its last touchpoint; goals have none
    sequences   distinct sequences with what their cases add up to
    work        working time by day, where waits are counted in it
    limits      the longest wait that was promised, or is borne, by touchpoint
    told        whether a channel is planned at a touchpoint
    met         each case at each touchpoint that it met: whether a condition held

They are those of the embedded engine, whose cases are lists where these are rows. No column has the name of one that
it is made from, and no SQL has a parameter, `?`, `%` or `:` outside of quoted names and texts: some databases would
mix them up. What is true or false is 1 or 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from journeymap.engines.dialects.dialect import Dialect

__all__ = ["Writing", "listed", "named", "together"]


@dataclass(frozen=True, slots=True)
class Writing:
    """SQL in one dialect."""

    dialect: Dialect
    prefix: str
    """Begins the names of interim results, so that those of two measurements stay apart."""

    def interim(self, name: str) -> str:
        """Return what stands behind FROM for an interim result."""
        return f"{self.prefix}{name} AS {name}"

    def null(self, kind: str) -> str:
        """Return a missing value of a `string`, a `whole` number or a `real` one."""
        return f"CAST(NULL AS {getattr(self.dialect, kind)})"

    def divided(self, amount: str, by: int) -> str:
        """Return SQL of a whole number divided by another, rounded down."""
        return f"CAST({self.dialect.divided.format(amount, by)} AS {self.dialect.whole})"

    def beside(self, side: str, value: str, window: str) -> str:
        """Return SQL of the value of the row before (`lag`) or after (`lead`), NULL where there is none."""
        return self.dialect.neighbour.format(side=side, value=value, window=window)

    def summed(self, value: str) -> str:
        """Return SQL of a sum that does not run over."""
        return f"sum(CAST({value} AS {self.dialect.wide}))"

    def squares(self, value: str) -> str:
        """Return SQL of a sum of squares that does not run over."""
        wide = f"CAST({value} AS {self.dialect.wide})"
        return f"sum({wide} * {wide})"


def named(values: Mapping[str, str]) -> str:
    """Return columns as they stand behind SELECT.

    Example:
        >>> named({"n": "count(*)", "last": "max(us)"})
        'count(*) AS n, max(us) AS last'
    """
    return ", ".join(f"{value} AS {name}" for name, value in values.items())


def listed(numbers: Iterable[int]) -> str:
    """Return numbers as they stand behind IN; there is no such number where there are none.

    Example:
        >>> listed([1, 2]), listed([])
        ('1, 2', 'NULL')
    """
    return ", ".join(map(str, numbers)) or "NULL"


def together(queries: Iterable[str]) -> str:
    """Return the query of the rows of several.

    Example:
        >>> together(["SELECT 1", "SELECT 2"])
        'SELECT 1 UNION ALL SELECT 2'
    """
    return " UNION ALL ".join(queries)
