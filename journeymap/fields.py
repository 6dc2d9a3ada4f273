"""Field types of the files: text as people write it, turned into values, each failure with its cure."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from journeymap.units import Money, Scale, UnitError, parse_duration, parse_number, parse_share

__all__ = [
    "Amount",
    "Cost",
    "Count",
    "Day",
    "Duration",
    "FileModel",
    "Number",
    "PositiveDuration",
    "PositiveNumber",
    "PositiveShare",
    "ScoreScale",
    "Share",
    "YesNo",
    "one_text",
    "refusal",
]

_HIGHEST_COST = 1000


class FileModel(BaseModel):
    """A part of a file: frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def refusal(code: str, sentence: str, *, help: str = "") -> PydanticCustomError:  # noqa: A002 - the printed word
    """Make the error by which a value is refused, with a code of ours."""
    template = "{sentence}"  # braces within the sentence must not be taken for fields
    return PydanticCustomError(code, template, {"sentence": sentence, "help": help})


def one_text(value: object) -> str:
    """Return a value as the text that stands in the file.

    Raises:
        PydanticCustomError: If there is nothing, or a list or mapping.
    """
    if value is None:
        raise refusal("J110", "a value is missing here", help="write it, or take the key out")
    if isinstance(value, Mapping | list | tuple):
        raise refusal("J110", "several values stand where one belongs", help="write a single value")
    return str(value).strip()


def _read(parse: Callable[[object], Any]) -> BeforeValidator:
    def read(value: object) -> Any:  # noqa: ANN401 - whatever parse returns
        one_text(value)
        try:
            return parse(value)
        except UnitError as error:
            raise refusal("J110", str(error), help=error.help) from None

    return BeforeValidator(read)


def _yes_no(value: object) -> bool:
    answer = {"yes": True, "true": True, "no": False, "false": False}.get(str(value).strip().lower())
    if answer is None:
        raise UnitError(f"`{value}` is neither yes nor no", help="write `yes` or `no`")
    return answer


def _not_negative(value: object) -> float:
    number = parse_number(value)
    if number < 0:
        raise UnitError(f"`{value}` is negative", help="write 0 or more")
    return number


def _duration(value: object) -> float:
    return _not_negative(value.total_seconds()) if isinstance(value, dt.timedelta) else parse_duration(value)


def _positive(parse: Callable[[object], float]) -> Callable[[object], float]:
    def parse_positive(value: object) -> float:
        number = parse(value)
        if number <= 0:
            raise UnitError(f"`{value}` is not more than 0", help="write more than 0")
        return number

    return parse_positive


def _cost(value: object) -> int:
    words = str(value).strip()
    if not words.isdecimal() or len(words) > len(str(_HIGHEST_COST)) or int(words) > _HIGHEST_COST:
        raise UnitError(f"`{value}` is no whole number from 0 to {_HIGHEST_COST}", help="write a number such as `2`")
    return int(words)


def _day(value: object) -> dt.date:
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise UnitError(f"`{value}` is not a date", help="write year, month and day: `2026-09-14`") from None


Duration = Annotated[float, _read(_duration)]
"""Seconds, written as `30 min`."""
PositiveDuration = Annotated[float, _read(_positive(_duration))]
Share = Annotated[float, _read(parse_share)]
"""0 to 1, written as `70%` or `0.7`."""
PositiveShare = Annotated[float, _read(_positive(parse_share))]
Number = Annotated[float, _read(parse_number)]
PositiveNumber = Annotated[float, _read(_positive(parse_number))]
Count = Annotated[float, _read(_not_negative)]
"""A number that is not negative."""
Cost = Annotated[int, _read(_cost)]
"""What a move of an alignment costs: a small whole number."""
Day = Annotated[dt.date, _read(_day)]
YesNo = Annotated[bool, _read(_yes_no)]
Amount = Annotated[Money, _read(lambda value: value if isinstance(value, Money) else Money.parse(value))]
ScoreScale = Annotated[Scale, _read(lambda value: value if isinstance(value, Scale) else Scale.parse(value))]
