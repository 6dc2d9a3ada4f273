"""Survey exports → how many gave each score, by touchpoint."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from journeymap.errors import Diagnostic, JourneyError, did_you_mean
from journeymap.sheets import Sheet, read_sheet
from journeymap.units import Scale, UnitError, parse_moment, parse_number

__all__ = ["Answers", "Question", "Survey", "read_survey"]

_SHOWN = 20
"""Problems that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Question:
    """A column of answers, and whose they are."""

    column: str
    touchpoint: str | None = None
    """The touchpoint that was asked about; None where another column names it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered about one touchpoint."""

    touchpoint: str
    counts: tuple[int, ...]
    """Answers per step of the scale, lowest score first."""
    date: dt.date | None
    """Of the last answer; None where no column has dates."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What an export holds."""

    answers: tuple[Answers, ...]
    """In the order in which touchpoints first come up."""
    n_empty: int
    """Rows without an answer."""
    n_dropped: int
    """Answers that could not be read and were dropped on request."""


def read_survey(
    path: Path,
    questions: Sequence[Question],
    *,
    touchpoint: str | None = None,
    date: str | None = None,
    scale: Scale,
    known: Mapping[str, str] | None = None,
    skip_bad: bool = False,
) -> Survey:
    """Count the answers of an export, CSV or a workbook.

    Args:
        path: The export: one row an answer, or one a person with a column for each question.
        questions: The columns of the answers.
        touchpoint: The column that names the touchpoint, for questions that do not.
        date: The column of the day or time of the answer.
        scale: On which answers are whole steps.
        known: Touchpoint by the names that the export may give it, whatever their case; default: as they are.
        skip_bad: Drop answers that cannot be read, and count them.

    Raises:
        JourneyError: With every answer that cannot be read, cell by cell, or a column that is not there.
    """
    sheet = read_sheet(path)
    columns = [(_column(sheet, question.column), question.touchpoint) for question in questions]
    whose = None if touchpoint is None else _column(sheet, touchpoint)
    when = None if date is None else _column(sheet, date)
    names = None if known is None else {name.casefold(): point for name, point in known.items()}
    reading = _Reading(sheet, scale, names, whose, when)
    for row, cells in sheet.rows:
        for column, named in columns:
            reading.take(row, cells, column, named)
    if reading.problems and not skip_bad:
        raise JourneyError([*_shortened(reading.problems)])
    if not reading.counts:
        raise JourneyError(
            sheet.problem("P114", "nobody has answered", sheet.header, columns[0][0], "check the export")
        )
    answers = (Answers(name, tuple(counts), reading.dates.get(name)) for name, counts in reading.counts.items())
    return Survey(tuple(answers), reading.n_empty, len(reading.problems))


@dataclass(slots=True)
class _Reading:
    """What was counted so far, and what is wrong."""

    sheet: Sheet
    scale: Scale
    known: Mapping[str, str] | None
    whose: int | None
    """The column that names the touchpoint."""
    when: int | None
    """The column of the day."""
    counts: dict[str, list[int]] = field(default_factory=dict)
    dates: dict[str, dt.date] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    n_empty: int = 0

    def take(self, row: int, cells: Sequence[str], column: int, named: str | None) -> None:
        """Count one answer."""
        if not cells[column]:
            self.n_empty += 1
            return
        name = self._touchpoint(row, column if self.whose is None else self.whose, named or cells[self.whose or 0])
        step, date = self._step(row, column, cells[column]), self._date(row, cells)
        if name is not None and step is not None:
            self.counts.setdefault(name, [0] * self.scale.steps)[step] += 1
            if date is not None:
                self.dates[name] = max(date, self.dates.get(name, date))

    def _touchpoint(self, row: int, column: int, name: str) -> str | None:
        if not name:
            self._refuse("P115", "an answer about no touchpoint", row, column, "name the touchpoint in this column")
            return None
        if self.known is None:
            return name
        if name.casefold() not in self.known:
            said, cure = f"the journey has no touchpoint `{name}`", did_you_mean(name.casefold(), [*self.known])
            self._refuse("P116", said, row, column, cure)
        return self.known.get(name.casefold())

    def _step(self, row: int, column: int, text: str) -> int | None:
        try:
            step = parse_number(text.replace(",", ".")) - self.scale.low
        except UnitError:
            step = -1.0
        if step.is_integer() and 0 <= step < self.scale.steps:
            return int(step)
        said = f"`{text}` is no step of the scale {self.scale}"
        cure = "name the scale, as in `--scale 0..10`, or drop such answers with `--skip-bad`"
        self._refuse("P115", said, row, column, cure)
        return None

    def _date(self, row: int, cells: Sequence[str]) -> dt.date | None:
        if self.when is None or not cells[self.when]:
            return None
        try:
            return parse_moment(cells[self.when]).date()
        except UnitError as error:
            self._refuse("P115", str(error), row, self.when, error.help)
            return None

    def _refuse(self, code: str, said: str, row: int, column: int, cure: str) -> None:
        self.problems.append(self.sheet.problem(code, said, row, column, cure))


def _column(sheet: Sheet, name: str) -> int:
    found = sheet.find(name)
    if found is None:
        cure = did_you_mean(name, [column for column in sheet.columns if column])
        raise JourneyError(sheet.problem("P113", f"the export has no column `{name}`", sheet.header, 0, cure))
    return found


def _shortened(problems: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    yield from problems[:_SHOWN]
    if rest := len(problems) - _SHOWN if len(problems) > _SHOWN else 0:
        yield Diagnostic("P115", f"{rest:,} more answers cannot be read", help="mend the export, or `--skip-bad`")
