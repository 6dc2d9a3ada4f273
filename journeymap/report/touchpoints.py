"""The section "What each touchpoint costs"."""

from collections.abc import Iterator

from journeymap.analysis.results import Results
from journeymap.analysis.touchpoints import FrictionTable, TouchpointFriction
from journeymap.analysis.wording import joined, plural
from journeymap.report.patience import patience_used
from journeymap.report.section import Cell, Column, Row, Section, Table
from journeymap.report.words import UNKNOWN, halvings, of_100, of_1000, per_cent

__all__ = ["touchpoints"]

_BLIND_TERMS = {"wait": ("wait", "patience"), "effort": ("clicks",), "feeling": ("satisfaction",)}
"""What must be known for a term to be."""


def touchpoints(results: Results) -> Section:
    """Return the friction of every touchpoint, worst first."""
    table = results.friction
    found = Table(
        "table-touchpoints",
        "Touchpoints, those that lose most customers first",
        tuple(_columns(table)),
        tuple(_row(row, table) for row in table.touchpoints),
        sortable=True,
        foot=_foot(table),
    )
    tables = [found, patience_used(results.journey)]
    return Section("touchpoints", "What each touchpoint costs", [_lead(table)], tables, tuple(_closing(table)))


def _lead(table: FrictionTable) -> str:
    what = "How many of 100 visits end with the customer leaving."
    if table.n_cases is None:
        return f"{what} All figures are modelled (marked ~): they are for comparing touchpoints, not a forecast."
    return (
        f"{what} “Observed” counts visits of the log; “model” is what wait, effort and feeling would cost (marked ~); "
        "“lost” takes both together."
    )


def _columns(table: FrictionTable) -> Iterator[Column]:
    leave, terms = "Leave here, of 100", "Friction of the model, in halvings"
    yield Column("Touchpoint")
    yield Column("observed", "leave", number=True, group=leave)
    yield Column("model", "leave", number=True, group=leave)
    if table.success_share is not None:
        yield Column("Succeed", "success", number=True)
    yield Column("Lost, of 1000", "lost", number=True)
    yield Column("Reach it, of 1000", "reach", number=True)
    yield Column("wait", "wait", number=True, group=terms)
    yield Column("effort", "effort", number=True, group=terms)
    yield Column("feeling", "feeling", number=True, group=terms)
    yield Column("Evidence", "evidence", wide=True)
    yield Column("Grade", "grade")


def _row(row: TouchpointFriction, table: FrictionTable) -> Row:
    return Row(tuple(_cells(row, table)))


def _cells(row: TouchpointFriction, table: FrictionTable) -> Iterator[Cell]:
    yield Cell(row.name, under="" if row.planned else "not in the plan")
    yield _number(None if row.observed_loss is None else of_100(row.observed_loss), row.observed_loss)
    yield _number(f"~{of_100(row.modelled_loss)}" if _is_modelled(row) else None, row.modelled_loss)
    if table.success_share is not None:
        yield _number(None if row.succeeded is None else per_cent(row.succeeded), row.succeeded)
    yield _lost(row)
    yield _number(("~" if table.n_cases is None else "") + of_1000(row.reach_per_1000), row.reach_per_1000)
    for term, value in (("wait", row.wait), ("effort", row.effort), ("feeling", row.feeling)):
        yield _term(row, term, value)
    yield Cell(row.evidence, under=f"unknown: {joined(row.blind)}" if row.blind and row.planned else "")
    yield Cell(row.grade)


def _number(text: str | None, value: float | None) -> Cell:
    """Unknown sorts below everything that is known."""
    return Cell(
        UNKNOWN if text is None or value is None else text, order=-1.0 if text is None or value is None else value
    )


def _lost(row: TouchpointFriction) -> Cell:
    """What was neither seen nor can be modelled is not known."""
    if row.observed_loss is not None:
        return _number(of_1000(row.lost_per_1000), row.lost_per_1000)
    return _number(f"~{of_1000(row.lost_per_1000)}" if _is_modelled(row) else None, row.lost_per_1000)


def _is_modelled(row: TouchpointFriction) -> bool:
    """Whether the model knows anything of it, or charges what was usual elsewhere."""
    return row.modelled_loss > 0 or any(_is_known(row, term) for term in _BLIND_TERMS)


def _is_known(row: TouchpointFriction, term: str) -> bool:
    return row.planned and not set(_BLIND_TERMS[term]) & set(row.blind)


def _term(row: TouchpointFriction, term: str, value: float) -> Cell:
    """An unknown term is a dash; unknown feeling, where others were asked, what they said."""
    if _is_known(row, term):
        return _number(halvings(value), value)
    return _number(f"~{halvings(value)}" if value > 0 else None, value)


def _foot(table: FrictionTable) -> str:
    """Say how 1000 who start add up."""
    lost = of_1000(sum(row.lost_per_1000 for row in table.touchpoints))
    where = plural(len(table.touchpoints), "touchpoint")
    parts = [f"{lost} lost at these {where}", f"{of_1000(table.kept_per_1000)} would come back"]
    if table.under_way_per_1000:
        parts.append(f"{of_1000(table.under_way_per_1000)} under way")
    if table.neutral_per_1000:
        parts.append(f"{of_1000(table.neutral_per_1000)} at ends where nothing is lost")
    return f"Of 1000 who start: {' + '.join(parts)}."


def _closing(table: FrictionTable) -> Iterator[str]:
    planned = [row for row in table.touchpoints if row.planned]
    if planned and all("satisfaction" in row.blind for row in planned):
        yield (
            "Nobody was asked how it felt, so feeling is unknown and charged nothing. Add satisfaction to the journey "
            "file (“satisfaction: {score: 4.2, answers: 300}”), or a column of scores to the log."
        )
    elif any("satisfaction" in row.blind for row in planned):
        yield "Where nobody was asked, feeling is taken as it was on average elsewhere (marked ~)."
    if any(set(row.blind) & {"wait", "patience", "clicks"} for row in planned):
        yield "Unknown waits and clicks (–) are charged nothing: add them to the journey file to see what they cost."
    if not all(row.planned for row in table.touchpoints):
        yield "Touchpoints that are not in the plan have no measures of their own: only leaving is known of them."
