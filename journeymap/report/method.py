"""The section "Method and definitions": what depends on the journey in its words, and the constants used."""

from journeymap.analysis.deviations import DEVIATIONS
from journeymap.analysis.results import Results
from journeymap.analysis.wording import capital, joined
from journeymap.model import Model
from journeymap.report.section import Cell, Column, Row, Table
from journeymap.units import format_duration, format_number, format_share

__all__ = ["goal_words", "lost_after_words", "method_tables"]


def goal_words(results: Results) -> str:
    """Say what was taken as the goal."""
    names = [results.names[goal] for goal in results.journey.goals]
    return f"{'The goals are' if len(names) > 1 else 'The goal is'} {joined(names)}."


def lost_after_words(results: Results) -> str:
    """Say after how long without an event a case counts as having left."""
    limits = sorted(results.measurement.lost_after.values()) if results.measurement else []
    if not limits:
        return ""
    low, high = format_duration(limits[0]), format_duration(limits[-1])
    between = low if low == high else f"{low} to {high}, by touchpoint,"
    return f"A case without an event for {between} counts as having left."


_SOURCES = {
    "click_seconds": ("One click: think, point, press", "Card, Moran & Newell 1980, Keystroke-Level Model"),
    "keystroke_seconds": ("One keystroke of an average typist", "Card, Moran & Newell 1980, Keystroke-Level Model"),
    "effort_half_life": ("Work after which half would be gone", "18 % leave at 23.5 form elements, Baymard Institute"),
    "bad_experience_loss": ("Lost after one bad experience", "PwC 2020; stated intent, so it overstates"),
    "informed_factor": (
        "Weight of a wait where the place in the queue is seen",
        "Munichor & Rafaeli 2007: hang-ups 36 % instead of 70 %",
    ),
    "wait_exponent": ("Exponent of the wait", "1 is exponential patience: Palm 1953; Brown et al. 2005"),
    "time_critical_factor": ("Patience where time is critical, times", "assumption"),
    "alternatives_factor": ("Patience by alternatives, times", "assumption"),
    "pseudo_customers": ("Customers that the model is worth against observed ones", "our choice"),
    "pseudo_answers": ("Answers that the journey’s average is worth in redrawn counts", "our choice"),
    "complaining_share": (
        "Of the unhappy, those who say so there",
        "TARP, Goodman 2005: half, not 4 % as often quoted",
    ),
    "people_told": ("Others who hear of one bad experience", "TARP 1979: 9 or 10, before social media"),
    "painless_clicks": ("Clicks up to which complaining is painless", "assumption"),
    "click_budget": ("Clicks a task may take", "our choice"),
    "good_score_share": ("Target of satisfaction, as a share of its scale", "our choice: 4 of 5"),
}
_SECONDS = {"click_seconds", "keystroke_seconds", "effort_half_life"}
_SHARES = {"bad_experience_loss", "complaining_share", "good_score_share"}


def method_tables(results: Results) -> tuple[Table, ...]:
    """Return the tables of what was used: constants, and kinds of deviation where there is a log."""
    kinds = [_kinds_of_deviation()] if results.follows else []
    return (*kinds, _constants(results.journey.model))


def _kinds_of_deviation() -> Table:
    columns = (Column("Deviation"), Column("Looks like, where the plan is A B C D E"))
    rows = tuple(Row((Cell(capital(kind.name)), Cell(kind.example))) for kind in DEVIATIONS)
    return Table("table-kinds", "Kinds of deviation, in order of precedence", columns, rows)


def _constants(model: Model) -> Table:
    """Return every constant of the model with its value here and its source."""
    usual = Model()
    rows = [
        Row((Cell(words), Cell(_value(name, model), under=_changed(name, model, usual)), Cell(source)))
        for name, (words, source) in _SOURCES.items()
    ]
    columns = (Column("Constant"), Column("Value used", number=True), Column("Source", wide=True))
    return Table("table-constants", "Constants of the model", columns, tuple(rows))


def _changed(name: str, model: Model, usual: Model) -> str:
    return (
        ""
        if getattr(model, name) == getattr(usual, name)
        else f"set in the journey file; usually {_value(name, usual)}"
    )


def _value(name: str, model: Model) -> str:
    value = getattr(model, name)
    if isinstance(value, dict):
        return ", ".join(f"{key} {format_number(factor)}" for key, factor in value.items())
    if name in _SHARES:
        return format_share(value)
    return f"{format_number(value)} s" if name in _SECONDS else format_number(value)
