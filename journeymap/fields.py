"""Field types of the files: text as people write it, turned into values, each failure with its cure."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_plain_validator_function, plain_serializer_function_ser_schema

from journeymap import forms
from journeymap.calendar import WorkingSeconds, parse_days, parse_hours, parse_working
from journeymap.units import (
    Money,
    Scale,
    UnitError,
    parse_day,
    parse_duration,
    parse_moment,
    parse_number,
    parse_share,
    parse_zone,
)
from journeymap.writing import (
    written_amount,
    written_day,
    written_days,
    written_duration,
    written_hours,
    written_moment,
    written_number,
    written_scale,
    written_share,
)

__all__ = [
    "Amount",
    "AtLeast",
    "AtMost",
    "AtMostCount",
    "AtMostWait",
    "Cost",
    "Count",
    "Day",
    "Duration",
    "FileModel",
    "Hours",
    "Moment",
    "Number",
    "PositiveDuration",
    "PositiveNumber",
    "PositiveShare",
    "Rank",
    "ScoreScale",
    "Share",
    "ShareOrCount",
    "Weekdays",
    "YesNo",
    "Zone",
    "one_text",
    "refusal",
]

_HIGHEST_COST = 1000
_AT_LEAST = re.compile(r"(?:>=|≥|at least\s)\s*")
_AT_MOST = re.compile(r"(?:<=|≤|at most\s)\s*")
_IN_100 = re.compile(r"\s+in\s+100")


class FileModel(BaseModel):
    """A part of a file: frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)

    bare: ClassVar[str] = ""
    """The key whose value may stand for the whole: `wait: 5 days` for `wait: {median: 5 days}`."""
    spoken: ClassVar[tuple[forms.Form, ...]] = ()
    """Forms of a text that may stand for the whole: `left: 120 of 400`."""

    @model_serializer(mode="wrap", when_used="json")
    def _as_written(self, write: SerializerFunctionWrapHandler) -> Any:  # noqa: ANN401 - whatever a file may hold
        return self.shortest(write(self))

    def shortest(self, keys: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever a file may hold
        """Return what is written for the keys of this part: they, or the shorthand that means the same."""
        alone = [*keys] == [self.bare] and keys[self.bare] is not None
        return keys[self.bare] if alone else keys


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


def _reader(parse: Callable[[object], Any]) -> Callable[[object], Any]:
    def read(value: object) -> Any:  # noqa: ANN401 - whatever parse returns
        one_text(value)
        try:
            return parse(value)
        except UnitError as error:
            raise refusal("J110", str(error), help=error.help) from None

    return read


class _Spoken:
    """How a value is read from the text of a file, described to editors, and written again.

    What `parse` returns is kept as it is, so that pydantic has nothing to build behind it.
    """

    def __init__(
        self, parse: Callable[[Any], Any], form: forms.Form, written: Callable[[Any], Any] | None = None
    ) -> None:
        self._read = _reader(parse)
        self._form = form
        self._written = written

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read and write by our own functions."""
        del source, handler
        write = plain_serializer_function_ser_schema(self._written, when_used="json") if self._written else None
        return no_info_plain_validator_function(self._read, serialization=write)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> forms.Form:
        """Describe the form."""
        del schema, handler
        return self._form.copy()


def _yes_no(value: object) -> bool:
    answer = {"yes": True, "true": True, "no": False, "false": False}.get(str(value).strip().lower())
    if answer is None:
        raise UnitError(f"`{value}` is neither yes nor no", help="write `yes` or `no`")
    return answer


def _not_negative(value: object) -> float:
    number = parse_number(value)
    if number < 0 or str(value).strip().startswith("-"):
        raise UnitError(f"`{value}` is negative", help="write 0 or more")
    return number


def _duration(value: object) -> float:
    if isinstance(value, WorkingSeconds):
        return value
    if isinstance(value, dt.timedelta):
        return _not_negative(value.total_seconds())
    return parse_working(value) if " working " in str(value).lower() else parse_duration(value)


def _share_or_count(value: object) -> float:
    try:
        count = parse_number(value)
    except UnitError:
        return parse_share(value)
    return int(count) if count >= 0 and count.is_integer() else parse_share(value)


def _positive(parse: Callable[[object], float]) -> Callable[[object], float]:
    def parse_positive(value: object) -> float:
        number = parse(value)
        if number <= 0:
            raise UnitError(f"`{value}` is not more than 0", help="write more than 0")
        return number

    return parse_positive


def _rank(value: object) -> int:
    number = parse_number(value)
    if number < 1 or not number.is_integer():
        raise UnitError(f"`{value}` is no rank", help="write `1` for the first, `2` for the second")
    return int(number)


def _amount(value: object) -> Money:
    money = value if isinstance(value, Money) else Money.parse(value)
    if money.amount < 0:
        raise UnitError(f"`{value}` is negative", help="write 0 or more")
    return money


def _cost(value: object) -> int:
    words = str(value).strip()
    if not words.isdecimal() or len(words) > len(str(_HIGHEST_COST)) or int(words) > _HIGHEST_COST:
        raise UnitError(f"`{value}` is no whole number from 0 to {_HIGHEST_COST}", help="write a number such as `2`")
    return int(words)


def _limit(parse: Callable[[object], Any], *, lowest: bool, like: str) -> Callable[[object], Any]:
    """Make the parser of a limit: a value that may say on which side of it is well, and may not say the other."""
    own, other = (_AT_LEAST, _AT_MOST) if lowest else (_AT_MOST, _AT_LEAST)

    def parse_limit(value: object) -> Any:  # noqa: ANN401 - whatever parse returns
        words = str(value).strip()
        if other.match(words):
            said = f"`{words}`: here {'more' if lowest else 'less'} is better, so this limits the good side"
            raise refusal("J196", said, help=f"write `{like}`")
        try:
            return parse(own.sub("", words, count=1) if own.match(words) else value)
        except UnitError:
            raise UnitError(f"`{words}` is no threshold", help=f"write `{like}`") from None

    return parse_limit


def _share_of_100(value: object) -> float:
    """Read a share; `30 in 100` is one too."""
    return parse_share(_IN_100.sub("%", str(value)))


def _whole(value: object) -> int:
    number = _not_negative(value)
    if not number.is_integer():
        raise UnitError(f"`{value}` is no whole number", help="write a number such as `2`")
    return int(number)


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else parse_day(value)


Duration = Annotated[float, _Spoken(_duration, forms.DURATION, written_duration)]
"""Seconds, written as `30 min`."""
PositiveDuration = Annotated[float, _Spoken(_positive(_duration), forms.POSITIVE_DURATION, written_duration)]
Share = Annotated[float, _Spoken(parse_share, forms.SHARE, written_share)]
"""0 to 1, written as `70%` or `0.7`."""
ShareOrCount = Annotated[int | float, _Spoken(_share_or_count, forms.SHARE_OR_COUNT)]
"""A share, or a whole number of customers; a bare 0 or 1 may be either, as those beside it are."""
PositiveShare = Annotated[float, _Spoken(_positive(parse_share), forms.POSITIVE_SHARE, written_share)]
Number = Annotated[float, _Spoken(parse_number, forms.NUMBER, written_number)]
PositiveNumber = Annotated[float, _Spoken(_positive(parse_number), forms.POSITIVE_NUMBER, written_number)]
Count = Annotated[float, _Spoken(_not_negative, forms.COUNT, written_number)]
"""A number that is not negative."""
Cost = Annotated[int, _Spoken(_cost, forms.COST)]
"""What a move of an alignment costs: a small whole number."""
Rank = Annotated[int, _Spoken(_rank, forms.RANK)]
"""1, 2, 3 …"""
Day = Annotated[dt.date, _Spoken(_day, forms.DAY, written_day)]
Moment = Annotated[
    dt.datetime,
    _Spoken(
        lambda value: value if isinstance(value, dt.datetime) else parse_moment(value), forms.MOMENT, written_moment
    ),
]
"""A day or a time, with its zone or without."""
Zone = Annotated[str, _Spoken(parse_zone, forms.ZONE)]
"""Name of a time zone."""
YesNo = Annotated[bool, _Spoken(_yes_no, forms.YES_NO)]
Amount = Annotated[
    Money,
    _Spoken(_amount, forms.AMOUNT, written_amount),
]
Weekdays = Annotated[
    tuple[int, ...],
    _Spoken(lambda value: value if isinstance(value, tuple) else parse_days(value), forms.WEEKDAYS, written_days),
]
"""0 is Monday; written as `mon-fri`."""
Hours = Annotated[
    tuple[float, float],
    _Spoken(lambda value: value if isinstance(value, tuple) else parse_hours(value), forms.HOURS, written_hours),
]
"""Start and end; written as `9-17`."""
ScoreScale = Annotated[
    Scale,
    _Spoken(lambda value: value if isinstance(value, Scale) else Scale.parse(value), forms.SCALE, written_scale),
]

AtLeast = Annotated[
    float,
    _Spoken(
        _limit(_share_of_100, lowest=True, like=">= 40%"), forms.AT_LEAST, lambda share: f">= {written_share(share)}"
    ),
]
"""A share that is a lower limit, written as `>= 40%`."""
AtMost = Annotated[
    float,
    _Spoken(
        _limit(_share_of_100, lowest=False, like="<= 30 in 100"),
        forms.AT_MOST,
        lambda share: f"<= {written_share(share)}",
    ),
]
"""A share that is an upper limit, written as `<= 30%` or `<= 30 in 100`."""
AtMostWait = Annotated[
    float,
    _Spoken(
        _limit(_duration, lowest=False, like="<= 2 days"),
        forms.AT_MOST_WAIT,
        lambda seconds: f"<= {written_duration(seconds)}",
    ),
]
"""Seconds that are an upper limit, written as `<= 2 days`."""
AtMostCount = Annotated[int, _Spoken(_limit(_whole, lowest=False, like="<= 3"), forms.AT_MOST_COUNT)]
"""A whole number that is an upper limit, written as `3` or `<= 3`."""
