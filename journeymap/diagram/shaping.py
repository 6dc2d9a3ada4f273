"""Words of several scripts in a PDF: joined, stacked and turned as they are read."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from fpdf import FPDF
from fpdf.line_break import Fragment

__all__ = ["ShapingPDF"]


class ShapingPDF(FPDF):
    """A document that keeps words whole.

    fpdf2 parts a text where the script changes, and takes vowel signs and joiners for a script of their own:
    the letters before and after them would not join.
    """

    def _parse_chars(self, *args: Any, **options: Any) -> Iterator[Fragment]:  # noqa: ANN401 - as fpdf2 calls itself
        whole: Fragment | None = None
        for part in super()._parse_chars(*args, **options):
            if whole and whole.font is part.font and _may_join(whole, part):
                whole.characters += part.characters
            else:
                if whole:
                    yield whole
                whole = part
        if whole:
            yield whole


def _may_join(before: Fragment, after: Fragment) -> bool:
    scripts = {_script(before.characters), _script(after.characters)} - {""}
    return len(scripts) < 2  # noqa: PLR2004 - one script, or none


def _script(characters: list[str]) -> str:
    """Return the script of the first letter, by its name."""
    letters = (character for character in characters if unicodedata.category(character).startswith("L"))
    return next((unicodedata.name(letter, "").partition(" ")[0] for letter in letters), "")
