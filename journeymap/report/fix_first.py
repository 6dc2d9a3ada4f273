"""The section "What to fix first"."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.first_place import first_place
from journeymap.analysis.priorities import Priority
from journeymap.analysis.results import Results
from journeymap.analysis.wording import capital, joined, ordinal, plural
from journeymap.journey import Journey
from journeymap.report.section import MOST, SHOWN, Cell, Column, Row, Section, Table
from journeymap.report.words import EVIDENCE, UNKNOWN, of_100, of_1000, ranks
from journeymap.units import format_count, format_number

__all__ = ["fix_first"]

_KINDS = {
    "touchpoint": "Touchpoint",
    "off_plan": "Off-plan route",
    "condition": "Late or long wait",
    "segment_gap": "Leaving, by segment",
}
_MEASURES = {"kept": "would come back", "completion": "would complete", "success": "would succeed"}
_OVERLAP = (
    "Each gain is that of fixing this one thing, all else as it is. Gains overlap, because the same customer can meet "
    "several of these: they do not add up."
)


_MOST_SPOTS = 3
"""Blind spots that are named."""


def fix_first(results: Results) -> Section:
    """Return the ranking of what to fix, rows that rest on assumptions apart."""
    gaining = [row for row in results.priorities if row.gain_per_1000 > 0]
    sure = [row for row in gaining if row.evidence != "assumed"]
    assumed = [row for row in gaining if row.evidence == "assumed"]
    tables = [*_sure(results, sure), *_assumed(assumed)]
    period = results.journey.customers.period if results.journey.customers else None
    lead = [f"{capital(first_place(results.priorities, period))}.", *([_OVERLAP] if tables else [])]
    return Section("fix-first", "What to fix first", lead, tables, tuple(_closing(results, sure)))


def _sure(results: Results, rows: Sequence[Priority]) -> Iterator[Table]:
    if not rows:
        return
    journey = results.journey
    with_cost = any(row.fix_cost is not None for row in rows)
    cells = [Row(tuple(_cells(row, journey, with_cost=with_cost))) for row in rows]
    yield Table(
        "table-fix-first",
        "By customers gained, with evidence",
        tuple(_columns(journey, with_cost=with_cost)),
        tuple(cells[:SHOWN]),
        tuple(cells[SHOWN:MOST]),
        other=_other(rows[SHOWN:]),
        heads=1,
    )


def _other(rest: Sequence[Priority]) -> str:
    if not rest:
        return ""
    most = of_1000(max(row.gain_per_1000 for row in rest))
    n = len(rest) - MOST + SHOWN
    only = f"; {plural(n, 'of them is', 'of them are')} in “journeymap priorities” only" if n > 0 else ""
    return f"Other: {plural(len(rest), 'row')}, each gaining {most} or fewer{only}"


def _columns(journey: Journey, *, with_cost: bool) -> Iterator[Column]:
    yield Column("Rank", "rank")
    yield Column("What", "kinds")
    yield Column("What falls short", wide=True)
    yield Column("Gain of 1000 who start", "gain", number=True)
    if journey.customers:
        yield Column(f"Customers{_period(journey)}", "money", number=True)
    if with_cost:
        yield Column("Gain per cost", "quick-win", number=True)
    yield Column("Worst here", "worst-here", number=True)
    yield Column("Evidence", "evidence")


def _period(journey: Journey) -> str:
    return f" per {journey.customers.period}" if journey.customers and journey.customers.period else ""


def _cells(row: Priority, journey: Journey, *, with_cost: bool) -> Iterator[Cell]:
    yield Cell(ordinal(row.rank), ranks(row.rank_low, row.rank_high), tag="fragile" if row.fragile else "")
    yield Cell(capital(row.what), _KINDS[row.kind])
    yield Cell(capital(row.why))
    yield Cell(
        of_1000(row.gain_per_1000), f"{of_1000(row.gain_low)} to {of_1000(row.gain_high)} {_MEASURES[row.measure]}"
    )
    if journey.customers:
        customers = UNKNOWN if row.gain_customers is None else format_count(row.gain_customers)
        yield Cell(customers, "" if row.gain_value is None else f"worth {row.gain_value}")
    if with_cost:
        yield Cell(_per_cost(row), tag="quick win" if row.quick_win else "")
    yield _here(row)
    yield Cell(row.evidence)


def _here(row: Priority) -> Cell:
    """How bad it is here, and how much hangs on it, beside what fixing it gives."""
    if row.loss_per_100 is None or row.passes_per_1000 is None:
        return Cell(UNKNOWN)
    return Cell(f"{of_100(row.loss_per_100 / 100)} of 100", f"{of_1000(row.passes_per_1000)} of 1000 pass")


def _per_cost(row: Priority) -> str:
    if row.fix_cost is None:
        return UNKNOWN
    return "free" if row.gain_per_cost is None else format_number(row.gain_per_cost)


def _assumed(rows: Sequence[Priority]) -> Iterator[Table]:
    if not rows:
        return
    columns = (
        Column("What", "kinds"),
        Column("Gain", "bands"),
        Column("What falls short", wide=True),
        Column("Evidence", "evidence"),
    )
    cells = [
        Row(
            (
                Cell(capital(row.what), _KINDS[row.kind]),
                Cell(f"~ {row.band}", _MEASURES[row.measure]),
                Cell(capital(row.why)),
                Cell(row.evidence),
            )
        )
        for row in rows
    ]
    yield Table(
        "table-fix-first-assumed",
        "Assumed: nothing was measured or asked there",
        columns,
        tuple(cells[:SHOWN]),
        tuple(cells[SHOWN:MOST]),
        other=f"Other: {plural(len(rows) - SHOWN, 'row')}" if len(rows) > SHOWN else "",
    )


def _closing(results: Results, sure: Sequence[Priority]) -> Iterator[str]:
    for spot in results.measure_first[:_MOST_SPOTS]:
        yield f"Measure before you build: {spot.sentence}."
    still = [row.what for row in results.priorities if row.gain_per_1000 <= 0]
    if still:
        yield (
            f"No gain is known for {joined(still)}: nothing known there falls short of its target. "
            "What is unknown gains nothing here, and may still cost customers."
        )
    if sure and results.journey.customers is None:
        yield (
            "Add “customers” to the journey file (such as “12000 per month”; for a segment its “share” too), "
            "and “value” (such as “49 EUR”), to see the gains in customers and in money."
        )
    if sure:
        yield f"Evidence: {'; '.join(f'{word} = {means}' for word, means in EVIDENCE.items())}."
