"""Text on the picture: cleaned, measured with Arimo's widths, shortened or wrapped, and quoted for DOT.

Every engine places text by the anchor and size that we give it, so that measuring here decides what fits.
"""

import json
import unicodedata
from functools import cache
from pkgutil import get_data

__all__ = [
    "UNSEEN",
    "clean",
    "fit",
    "is_measured",
    "is_right_to_left",
    "quote_label",
    "quote_name",
    "text_width",
    "wrap",
]

ELLIPSIS = "…"
WIDE_EM = 1.05
"""Width of a character outside Arimo, where East Asian type calls it wide."""
OTHER_EM = 0.85
"""Width of any other character outside Arimo: wider than most letters of most scripts."""
_SCRIPT_EM = {"ARABIC": 0.65, "MALAYALAM": 1.3, "MYANMAR": 1.3, "SINHALA": 1.3, "TAMIL": 1.3}
"""The same for scripts whose letters are narrow, being joined, or have more strokes."""
_LETTER_EM = dict.fromkeys("سشصض", 1.1)
_JOINERS = "\u200c\u200d"
"""Format characters that spelling needs (Persian, emoji); every other one is dropped."""
UNSEEN = f"{_JOINERS}\ufe0e\ufe0f"
"""These, and what makes a symbol text or emoji: they change how their neighbours look."""


@cache
def _widths(*, bold: bool) -> dict[int, float]:
    """Width of each code point in em."""
    table = json.loads(get_data(__name__, "arimo-widths.json") or b"")
    em = table["units_per_em"]
    runs = table["bold" if bold else "regular"].items()
    return {int(start, 16) + i: w / em for start, run in runs for i, w in enumerate(run)}


@cache
def _em(character: str, *, bold: bool) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    known = _widths(bold=bold).get(ord(character))
    if known is not None:
        return known
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return WIDE_EM
    script = unicodedata.name(character, "").partition(" ")[0]
    return _LETTER_EM.get(character, _SCRIPT_EM.get(script, OTHER_EM))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text, in the unit of `size`.

    Example:
        >>> text_width("Basket", 2048)
        6261.0
    """
    return size * sum(_em(character, bold=bold) for character in text)


def is_measured(text: str) -> bool:
    """Whether Arimo has every character, so that the embedded engine paints it.

    Example:
        >>> is_measured("Zażółć"), is_measured("支付")
        (True, False)
    """
    return all(ord(c) in _widths(bold=False) or not _is_seen(c) or c in UNSEEN or c == "\n" for c in set(text))


def is_right_to_left(text: str) -> bool:
    """Whether a line of text is read from right to left, which its first letter with a direction says.

    Example:
        >>> is_right_to_left("2 · סל VIP"), is_right_to_left("VIP סל")
        (True, False)
    """
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction in {"R", "AL"} for direction in directions if direction in {"L", "R", "AL"}), False)


def clean(text: str) -> str:
    r"""Keep what can be seen: no control or bidi-override characters, one space for any white space.

    Example:
        >>> clean(" a\tb\u202ec\x07 ")
        'a bc'
    """
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():  # most text is, and need not be looked at letter by letter
        composed = "".join(c for c in composed if c.isspace() or _is_seen(c))
    return " ".join(composed.split())


def _is_seen(character: str) -> bool:
    point = ord(character)
    nonsense = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF  # noqa: PLR2004 - Unicode's noncharacters
    return character in _JOINERS or not (nonsense or unicodedata.category(character) in {"Cc", "Cf", "Cs"})


def fit(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Shorten a line of text with an ellipsis so that it is no wider than `width`.

    Example:
        >>> fit("Delivery options", 50, 10)
        'Delivery …'
    """
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width(ELLIPSIS, size, bold=bold)
    if room < 0:
        return ""
    return _head(text, room, size, bold=bold).rstrip(_JOINERS) + ELLIPSIS


def _head(text: str, room: float, size: float, *, bold: bool) -> str:
    """Return the longest beginning that is no wider than `room`."""
    used = 0.0
    for i, character in enumerate(text):
        used += size * _em(character, bold=bold)
        if used > room:
            return text[:i]
    return text


def wrap(text: str, width: float, size: float, *, lines: int, bold: bool = False) -> tuple[str, ...]:
    """Break text into at most so many lines, none wider than `width`; the last one may end in an ellipsis.

    Example:
        >>> wrap("Order confirmation by e-mail", 90, 10, lines=2)
        ('Order confirmation', 'by e-mail')
    """
    done: list[str] = []
    rest = text.strip()
    while rest and len(done) < lines - 1:
        line = _first_line(rest, width, size, bold=bold)
        done.append(line)
        rest = rest[len(line) :].lstrip()
    if rest:
        done.append(fit(rest, width, size, bold=bold))
    return tuple(line for line in done if line)


def _first_line(text: str, width: float, size: float, *, bold: bool) -> str:
    head = _head(text, width, size, bold=bold)
    if head == text:
        return text
    space = head.rfind(" ") if text[len(head)] != " " else len(head)
    return head[:space] if space > 0 else head or text[0]


def quote_label(*lines: str, align: str = "centre") -> str:
    r"""Quote lines of text as a DOT label that is shown as it is written, aligned left, right or centre.

    Example:
        >>> print(quote_label('<b>"R&D"</b>', align="left"))
        "<b>\"R&amp;D\"</b>\l"
    """
    end = {"left": "\\l", "right": "\\r", "centre": "\\n"}[align]
    literal = [clean(line).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    joined = end.join(literal)
    return f'"{joined}"' if align == "centre" else f'"{joined}{end}"'


def quote_name(text: str) -> str:
    r"""Quote text as the name of a DOT node or graph, which SVG shows as its title.

    DOT keeps backslashes in names as they are, a last one would end the quotation: so none is left.

    Example:
        >>> print(quote_name('a "b" \\'))
        "a \"b\" ⧵"
    """
    return '"' + clean(text).replace("\\", "⧵").replace('"', '\\"') + '"'
