"""Sheets of raters → what each of them gave the pillars."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from journeymap.errors import Diagnostic, JourneyError, did_you_mean
from journeymap.programme import HIGHEST, LOWEST
from journeymap.sheets import Sheet, read_sheet
from journeymap.touchpoint import PILLARS, Pillar
from journeymap.units import UnitError, parse_number

__all__ = ["read_raters"]

_LONG = ("rater", "pillar", "score")
_COLUMNS = "name the columns `rater`, `pillar` and `score`, or `rater` and a column for each pillar"

_Cell = tuple[int, int, str]
"""Row, column and text."""


def read_raters(path: Path) -> Mapping[str, Mapping[Pillar, float]]:
    """Read what several raters gave the pillars, 1 to 5.

    Either a row has one score (columns `rater`, `pillar`, `score`), or a rater (column `rater`, and one for each
    pillar). Further columns do not count, and an empty score is none.

    Returns:
        Score by pillar, by rater, in the order of the sheet.

    Raises:
        JourneyError: With everything that is wrong with the sheet, cell by cell.
    """
    sheet = read_sheet(path)
    reading = _Reading(sheet)
    for rater, pillar, score in _long(sheet) if sheet.find("pillar") is not None else _wide(sheet):
        reading.take(rater, pillar, score)
    if reading.problems:
        raise JourneyError(reading.problems)
    if not reading.raters:
        raise JourneyError(
            sheet.problem("P107", "nobody has rated anything", sheet.header, 0, "fill in the scores, 1 to 5")
        )
    return reading.raters


@dataclass(slots=True)
class _Reading:
    """What was read so far, and what is wrong with it."""

    sheet: Sheet
    raters: dict[str, dict[Pillar, float]] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def take(self, rater: _Cell, pillar: _Cell, score: _Cell) -> None:
        """Take one score; a score that was not given is none."""
        if not score[2]:
            return
        name, value = _pillar(pillar[2]), self._score(score)
        if not rater[2]:
            self._refuse("P109", "a score of nobody", rater, "name who gave it in the column `rater`")
        elif name is None:
            self._refuse("P110", f"`{pillar[2]}` is no pillar", pillar, did_you_mean(pillar[2], PILLARS))
        elif name in self.raters.get(rater[2], {}):
            said = f"`{rater[2]}` rates `{name}` twice"
            self._refuse("P111", said, score, "keep one of the two; tell raters of one name apart")
        elif value is not None:
            self.raters.setdefault(rater[2], {})[name] = value

    def _score(self, cell: _Cell) -> float | None:
        cure = f"rate from {LOWEST} to {HIGHEST}"
        try:
            value = parse_number(cell[2].replace(",", "."))
        except UnitError:
            self._refuse("P108", f"`{cell[2]}` is no score", cell, cure)
            return None
        if LOWEST <= value <= HIGHEST:
            return value
        self._refuse("P101", f"{value:g} is no rating", cell, cure)
        return None

    def _refuse(self, code: str, said: str, cell: _Cell, cure: str) -> None:
        self.problems.append(self.sheet.problem(code, said, cell[0], cell[1], cure))


def _pillar(words: str) -> Pillar | None:
    """Return the pillar that is meant: `In person` is `in_person`."""
    name = "_".join(words.casefold().replace("-", " ").replace("_", " ").split())
    return next((pillar for pillar in PILLARS if pillar == name), None)


def _long(sheet: Sheet) -> Iterator[tuple[_Cell, _Cell, _Cell]]:
    rater, pillar, score = (_column(sheet, name) for name in _LONG)
    for row, cells in sheet.rows:
        yield (row, rater, cells[rater]), (row, pillar, cells[pillar]), (row, score, cells[score])


def _wide(sheet: Sheet) -> Iterator[tuple[_Cell, _Cell, _Cell]]:
    rater = _column(sheet, "rater")
    pillars = [(i, name) for i, name in enumerate(sheet.columns) if _pillar(name)]
    if not pillars:
        raise JourneyError(sheet.problem("P107", "no column has scores", sheet.header, rater, _COLUMNS))
    for row, cells in sheet.rows:
        for i, name in pillars:
            yield (row, rater, cells[rater]), (sheet.header, i, name), (row, i, cells[i])


def _column(sheet: Sheet, name: str) -> int:
    found = sheet.find(name)
    if found is None:
        raise JourneyError(sheet.problem("P107", f"the sheet has no column `{name}`", sheet.header, 0, _COLUMNS))
    return found
