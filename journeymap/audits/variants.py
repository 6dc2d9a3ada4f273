"""What a journey says otherwise than the one it builds on: a plan per product, dealer or line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from journeymap.journey import Journey

__all__ = ["Difference", "differences"]

_NAMES = {"journey", "title", "extends", "touchpoints"}
"""Keys in which every variant differs, or that are compared by themselves."""
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """A key with another value than in the journey that it builds on, as files write it; a dash where there is none."""

    touchpoint: str | None
    """None for a key of the journey as a whole."""
    key: str
    base: str
    variant: str


def differences(variant: Journey, base: Journey) -> Iterator[Difference]:
    """Say in what a journey differs from the one it builds on, touchpoint by touchpoint in the order of the base.

    Example:
        >>> base = {"journey": "online", "touchpoints": {"pay": {"wait": "60 s", "clicks": 9}}}
        >>> own = {"journey": "dealer", "touchpoints": {"pay": {"wait": "1 min", "clicks": 0}}}
        >>> list(differences(Journey.model_validate(own), Journey.model_validate(base)))
        [Difference(touchpoint='pay', key='clicks', base='9', variant='0')]
    """
    own, other = (_written(journey) for journey in (variant, base))
    yield from _of_part(None, own, other, skipped=_NAMES)
    mine, theirs = own["touchpoints"], other["touchpoints"]
    for touchpoint in dict.fromkeys([*theirs, *mine]):
        if touchpoint in theirs and touchpoint not in mine:
            yield Difference(touchpoint, "", "there", "not there")
        elif touchpoint in mine and touchpoint not in theirs:
            yield Difference(touchpoint, "", "not there", "there")
        else:
            yield from _of_part(touchpoint, mine[touchpoint], theirs[touchpoint])


def _written(journey: Journey) -> dict[str, Any]:
    return journey.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _of_part(
    touchpoint: str | None, own: Mapping[str, Any], other: Mapping[str, Any], *, skipped: set[str] | None = None
) -> Iterator[Difference]:
    for key in dict.fromkeys([*other, *own]):
        if key not in (skipped or ()) and own.get(key) != other.get(key):
            yield Difference(touchpoint, key, _text(other.get(key)), _text(own.get(key)))


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a file may hold
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_text(part)}' for key, part in value.items())}}}"
    return f"[{', '.join(map(_text, value))}]" if isinstance(value, list | tuple) else str(value)
