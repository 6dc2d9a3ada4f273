"""The section "What goes with it": conditions at touchpoints."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.conditions import ConditionEffect
from journeymap.analysis.results import Results
from journeymap.analysis.wording import CONDITIONS, capital, plural
from journeymap.report.off_plan import ASSOCIATION, TAGS, at_stake_cell, difference_cell, felt_cell, reckoned
from journeymap.report.section import SHOWN, Cell, Column, Row, Section, Table
from journeymap.units import format_count, format_share

__all__ = ["condition_effects"]


def condition_effects(results: Results) -> Section:
    """Return how customers fared under a condition, such as late, against the others at the same touchpoint."""
    title = "What goes with it"
    if not results.effects:
        return Section("conditions", title, [_why_no_effects(results)])
    felt = any(effect.satisfaction_difference is not None for effect in results.effects)
    period = results.telling.rate.period
    columns = (
        Column("Touchpoint"),
        Column("What happened", "conditions", wide=True),
        Column("Cases", "conditions", number=True),
        Column("Share", "conditions", number=True),
        Column(capital(results.measure_verb), "outcome", number=True),
        Column("Others", "others", number=True),
        Column("Difference", "difference", number=True),
        *([Column("Satisfaction", "felt", number=True)] if felt else []),
        Column(f"At stake {period}".rstrip(), "at-stake", number=True),
    )
    cells = [Row(tuple(_cells(results, effect, felt=felt))) for effect in results.effects]
    rest = results.effects[SHOWN:]
    table = Table(
        "table-conditions",
        "Customers who were late, failed, came again …, against the others at the same touchpoint",
        columns,
        tuple(cells[:SHOWN]),
        tuple(cells[SHOWN:]),
        other=f"Other: {plural(len(rest), 'row')}, {plural(sum(e.cases for e in rest), 'case')}" if rest else "",
    )
    return Section(
        "conditions", title, [ASSOCIATION], [table], [reckoned(results.telling.rate), *_closing(results.effects)]
    )


def _cells(results: Results, effect: ConditionEffect, *, felt: bool) -> Iterator[Cell]:
    yield Cell(results.names[effect.touchpoint])
    yield Cell(capital(CONDITIONS[effect.condition]))
    yield Cell(format_count(effect.cases))
    yield Cell(format_share(effect.share), f"of {format_count(effect.met)} of whom it is known")
    yield Cell(format_share(effect.completion))
    yield Cell(format_share(effect.completion_others))
    yield difference_cell(effect.difference, effect.low, effect.high, tag=TAGS.get(effect.verdict, ""))
    if felt:
        yield felt_cell(effect)
    yield at_stake_cell(effect, results.telling.rate)


def _closing(effects: Sequence[ConditionEffect]) -> Iterator[str]:
    nothing = [effect for effect in effects if not effect.is_friction and effect.verdict != "better"]
    if nothing:
        yield (
            f"No real difference in {format_count(len(nothing))} of {plural(len(effects), 'row')}: chance explains "
            "them, seeing how many are compared, or they rest on few customers. They are no friction."
        )


def _why_no_effects(results: Results) -> str:
    if results.measurement is None:
        return "Add an event log to see how customers fare who wait longer than promised."
    return (
        "No touchpoint has both a measured wait and a limit to hold it against. Say in the journey file where "
        "customers wait (“wait: measured”), and what they were promised (“promise: 5 days”) or how long their patience "
        "lasts (“patience: 5 days”)."
    )
