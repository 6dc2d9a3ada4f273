"""Names of events → ids that are easy to type, and names that are easy to read."""

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import chain, count

__all__ = ["NO_ID", "ids_of", "plain_id", "readable"]

NO_ID = "touchpoint"
"""The id of a name without a letter that can be typed everywhere."""
_LONGEST = 40
_ACRONYM = 4
"""Letters of the longest word in capitals that is taken for an abbreviation."""
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "ё": "e", "є": "ie",
        "ж": "zh", "з": "z", "и": "i", "й": "i", "і": "i", "ї": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj",
        "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u",
        "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "џ": "dz", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
        "ь": "", "э": "e", "ю": "iu", "я": "ia", "’": "", "'": "",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
        "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
        "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
"""Letters that are no Latin letter with a mark; the Cyrillic ones as passports write them (ICAO Doc 9303)."""


def ids_of(events: Iterable[str], *, taken: Iterable[str] = ()) -> dict[str, str]:
    """Give every event an id of its own, of the letters a to z, digits and `_`.

    An event whose name is such an id keeps it. Of several that would have the same, all but the first of the
    alphabet are numbered.

    Args:
        events: Their names.
        taken: Ids that are not to be had.

    Example:
        >>> ids_of(["Zażółć", "Оплата", "Pay now", "pay_now", "结账"])
        {'pay_now': 'pay_now', 'Pay now': 'pay_now_2', 'Zażółć': 'zazolc', 'Оплата': 'oplata', '结账': 'touchpoint'}
    """
    names = sorted(events, key=lambda event: (plain_id(event) != event, event))
    used = set(taken)
    kept = {event for event in names if plain_id(event) == event} - used
    ids: dict[str, str] = {}
    for event in names:
        ids[event] = event if event in kept else _unused(plain_id(event), used | kept)
        used.add(ids[event])
    return ids


def _unused(stem: str, used: Container[str]) -> str:
    numbered = (f"{stem}_{number}" for number in count(2))
    return next(name for name in chain([stem], numbered) if name not in used)


def plain_id(name: str) -> str:
    """Write a name as an id, whatever its script; `touchpoint` where nothing of it can be written so.

    Example:
        >>> plain_id("  Łódź: Zwrot/2 "), plain_id("Доставка"), plain_id("结账")
        ('lodz_zwrot_2', 'dostavka', 'touchpoint')
    """
    apart = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    joined = "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_LETTERS)
    return re.sub(r"[^a-z0-9]+", "_", joined).strip("_")[:_LONGEST].rstrip("_") or NO_ID


def readable(event: str) -> str:
    """Write the name of an event as people write it, where a program wrote it.

    Example:
        >>> readable("ADD_TO_CART"), readable("checkout.paid"), readable("SLA"), readable("User Info")
        ('Add to cart', 'Checkout paid', 'SLA', 'User Info')
    """
    if re.fullmatch(r"[A-Za-z0-9]+(?:[_.-]+[A-Za-z0-9]+)*", event) is None:
        return event
    words = re.sub(r"[_.-]+", " ", event)
    return words.capitalize() if (words.isupper() and len(words) > _ACRONYM) or words.islower() else words
