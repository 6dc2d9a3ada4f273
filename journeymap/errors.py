"""What can go wrong, said so that a person can mend it.

```
JourneymapError            anything this package refuses; carries diagnostics
├── JourneyError           a journey file that cannot be read as meant (J…)
├── LogError               an event log that cannot be counted honestly (L…)
├── RenderError            a picture that cannot be drawn (R…)
└── MissingToolError       something that has to be installed first (T…)
```
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Diagnostic",
    "JourneyError",
    "JourneymapError",
    "LogError",
    "MissingToolError",
    "Place",
    "RenderError",
    "Severity",
    "did_you_mean",
    "nearest",
]

Severity = Literal["error", "warning", "note"]

_WIDE = 100
"""Characters of a source line beyond which only the surroundings of the place are shown."""
_SPACE = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that would steer the terminal, turn the text around or fail to be written."""
_NEIGHBOURS = 6
"""Words on either side, in order of the alphabet, that are compared closely, which is slow."""
_LONG_QUOTE = re.compile(r"`(?![^`\n]{0,200}/[^`\n]{0,200}`)([^`]{60})[^`]{20,}`")
"""A quoted value that is too long to read, and no path: a path is no use in part."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; lines and columns count from 1."""

    file: str
    line: int
    column: int
    length: int
    """How many characters to underline, at least 1."""
    source: str
    """The whole line, without its end."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: a code, a sentence, its place, and what to do about it.

    Example:
        >>> print(Diagnostic("J104", "`basket` leads to nothing known", help="did you mean `payment`?"))
        error[J104]: `basket` leads to nothing known
        help: did you mean `payment`?
    """

    code: str
    message: str
    place: Place | None = None
    label: str = ""
    """What is written behind the underline."""
    help: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        lines = [f"{self.severity}[{self.code}]: {_short(self.message)}"]
        if self.place is not None:
            lines += _excerpt(self.place, _short(self.label))
        if self.help:
            lines.append(f"help: {_short(self.help)}")
        return "\n".join(lines)


def _excerpt(place: Place, label: str) -> list[str]:
    margin = " " * len(str(place.line))
    before, marked, after = _around(place)
    underline = " " * _columns(before) + "^" * max(1, _columns(marked))
    return [
        f"{margin}--> {_clean(place.file)}:{place.line}:{place.column}",
        f"{margin} |",
        f"{place.line} | {before}{marked}{after}".rstrip(),
        f"{margin} | {underline} {label}".rstrip(),
        f"{margin} |",
    ]


def _around(place: Place) -> tuple[str, str, str]:
    """Split the line at the place; of a very long line, keep what stands around it."""
    source = _clean(place.source)
    start, end = place.column - 1, place.column - 1 + place.length
    before, marked, after = source[:start], source[start:end], source[end:]
    if len(source) <= _WIDE:
        return before, marked, after
    part = _WIDE // 3
    return (
        f"…{before[-part:]}" if len(before) > part else before,
        f"{marked[:part]}…" if len(marked) > part else marked,
        f"{after[:part]}…" if len(after) > part else after,
    )


def _columns(text: str) -> int:
    """Columns that a text takes in a terminal: two for a wide character, none for one that joins another."""
    return sum(
        0 if unicodedata.category(c) in {"Mn", "Me", "Cf"} else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _clean(text: str) -> str:
    """One line without characters that a terminal acts upon; every character keeps its place."""
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text))


def _short(sentence: str) -> str:
    """One clean line in which no quoted value is endless."""
    return _LONG_QUOTE.sub(r"`\1…`", _clean(sentence))


class JourneymapError(Exception):
    """Anything this package refuses to do, with every reason it knows.

    Attributes:
        diagnostics: The problems, in the order in which they stand in the file.
    """

    def __init__(self, diagnostics: Diagnostic | Sequence[Diagnostic]) -> None:
        found = [diagnostics] if isinstance(diagnostics, Diagnostic) else diagnostics
        self.diagnostics = tuple(found)
        super().__init__("\n\n".join(map(str, self.diagnostics)))


class JourneyError(JourneymapError):
    """A journey file that cannot be read as it was meant."""


class LogError(JourneymapError):
    """An event log that cannot be counted honestly."""


class RenderError(JourneymapError):
    """A picture that cannot be drawn."""


class MissingToolError(JourneymapError):
    """Something that has to be installed first."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Suggest the nearest known word, or list what is known.

    Example:
        >>> did_you_mean("paymet", ["basket", "payment"])
        'did you mean `payment`?'
    """
    if near := nearest(word, known):
        return f"did you mean `{near}`?"
    shown = ", ".join(f"`{name}`" for name in known[:12])
    return f"known are {shown}{' …' if len(known) > 12 else ''}" if known else ""  # noqa: PLR2004 - what a line holds


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that a slip of the pen may have meant; None where none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something went wrong

    return next(iter(get_close_matches(word, _candidates(word, known), n=1, cutoff=0.6)), None)


def _candidates(word: str, known: Sequence[str]) -> Sequence[str]:
    """Return the words that begin or end most like a word: a slip of the pen leaves the rest in place."""
    if len(known) <= 2 * _NEIGHBOURS:
        return known
    begin = sorted(known)
    end = sorted(name[::-1] for name in known)
    return _neighbours(word, begin) + [name[::-1] for name in _neighbours(word[::-1], end)]


def _neighbours(word: str, ordered: list[str]) -> list[str]:
    position = bisect(ordered, word)
    return ordered[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS]
