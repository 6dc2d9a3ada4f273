"""How values may be written, as JSON Schema: what an editor completes, explains and flags.

A value is described as an editor sees it, before it is read: `clicks: 3` is a number, `clicks: "3"` a text, and both
are fine. Each form says the same as the parser of its type in `journeymap.fields`.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

__all__ = [
    "AMOUNT",
    "AT_LEAST",
    "AT_MOST",
    "AT_MOST_COUNT",
    "AT_MOST_WAIT",
    "COST",
    "COUNT",
    "DAY",
    "DURATION",
    "FORMS",
    "HOURS",
    "LEFT",
    "MOMENT",
    "NAME",
    "NPS",
    "NUMBER",
    "POSITIVE_DURATION",
    "POSITIVE_NUMBER",
    "POSITIVE_SHARE",
    "RANK",
    "SCALE",
    "SHARE",
    "SHARE_OR_COUNT",
    "TEXT",
    "VOLUME",
    "WEEKDAYS",
    "YES_NO",
    "ZONE",
    "Form",
    "OneOrList",
    "OnlyNames",
    "suggesting",
]

Form = dict[str, Any]

_N = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SOME = "(?=[^eE]*[1-9])"
"""Looks ahead for a digit that makes a number more than 0."""

TEXT: Form = {"type": ["string", "number", "boolean"]}
"""Any single value: a name may look like a number."""
NAME: Form = {"type": ["string", "number", "boolean"], "description": "The id of a touchpoint."}


def _text(pattern: str, help: str) -> Form:  # noqa: A002 - the word that is printed
    return {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$", "patternErrorMessage": help}


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


def _cut_short(word: str) -> str:
    """Match the beginning of a word, however little of it."""
    return f"(?:{_any_case(word[0])}{_cut_short(word[1:])})?" if word else ""


def _form(title: str, description: str, *ways: Form, examples: list[Any]) -> Form:
    return {"title": title, "description": description, "examples": examples, "anyOf": list(ways)}


NUMBER = _form(
    "Number",
    "A number: `4.2`.",
    {"type": "number"},
    _text(f"[+-]?{_N}", "write a number such as `4` or `4.2`"),
    examples=[4.2],
)
NPS = _form(
    "Net Promoter Score",
    "A number from -100 to 100.",
    {"type": "number", "minimum": -100, "maximum": 100},
    _text(r"[+-]?(?:100(?:\.0*)?|[0-9]{1,2}(?:\.[0-9]*)?)", "write a number from -100 to 100"),
    examples=[31],
)
COUNT = _form(
    "Number from 0",
    "A number that is not negative: `24`.",
    {"type": "number", "minimum": 0},
    _text(rf"\+?{_N}", "write 0 or more"),
    examples=[24],
)
POSITIVE_NUMBER = _form(
    "Number above 0",
    "A number that is more than 0: `24`.",
    {"type": "number", "exclusiveMinimum": 0},
    _text(rf"{_SOME}\+?{_N}", "write more than 0"),
    examples=[24],
)
COST = _form(
    "Cost of a move",
    "A whole number from 0 to 1000.",
    {"type": "integer", "minimum": 0, "maximum": 1000},
    _text("[0-9]{1,3}|0[0-9]{3}|1000", "write a whole number from 0 to 1000"),
    examples=[1, 2],
)
RANK = _form(
    "Rank",
    "A whole number: 1 is first.",
    {"type": "integer", "minimum": 1},
    _text(r"\+?0*[1-9][0-9]*", "write 1, 2, 3 …"),
    examples=[1],
)

_PER_CENT = r"0*(?:100(?:\.0*)?|[0-9]{1,2}(?:\.[0-9]*)?|\.[0-9]+)\s*%"
_PART = r"0*(?:1(?:\.0*)?|0(?:\.[0-9]*)?|\.[0-9]+)|0*(?:[0-9](?:\.[0-9]*)?|\.[0-9]+)[eE]-0*[1-9][0-9]*"
_SHARE_HELP = "write a share such as `70%` or `0.7`; shares lie between 0% and 100%"
SHARE = _form(
    "Share",
    "A share, 0 to 1: `70%` or `0.7`.",
    {"type": "number", "minimum": 0, "maximum": 1},
    _text(rf"\+?(?:{_PER_CENT}|{_PART})", _SHARE_HELP),
    examples=["70%", 0.7],
)
POSITIVE_SHARE = _form(
    "Share above 0",
    "A share above 0, up to 1: `70%` or `0.7`.",
    {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    _text(rf"{_SOME}\+?(?:{_PER_CENT}|{_PART})", _SHARE_HELP),
    examples=["70%", 0.7],
)
SHARE_OR_COUNT = _form(
    "Share or count",
    "A share of those who go on (`70%` or `0.7`), or how many went on (`4310`).",
    {"type": "number", "minimum": 0, "maximum": 1},
    {"type": "integer", "minimum": 1},
    _text(
        rf"\+?(?:{_PER_CENT}|{_PART}|[0-9]+(?:\.0*)?)",
        "write a share such as `70%`, or a whole number of customers",
    ),
    examples=["70%", 0.7, 4310],
)

_UNITS = ("ms", "millisecond", "s", "sec", "second", "m", "min", "minute", "h", "hour", "d", "day", "w", "week")
_UNIT = "(?:" + "|".join(_any_case(unit) for unit in sorted(_UNITS, key=len, reverse=True)) + ")[Ss]?"
_SPOKEN = rf"(?:[0-9]+(?:\.[0-9]+)?\s*{_UNIT}\s*)+"
_D = r"[0-9]+(?:\.[0-9]+)?"
_ISO = rf"P(?=[0-9T])(?:{_D}W)?(?:{_D}D)?(?:T(?=[0-9])(?:{_D}H)?(?:{_D}M)?(?:{_D}S)?)?"
_WORKING = rf"\+?{_N}\s* working \s*(?:{_any_case('day')}|{_any_case('hour')})[Ss]?"
_DURATION_HELP = "write a duration such as `1.5 s`, `30 min`, `2h 15m`, `5 days`, `2 working days` or `PT30M`"
_DURATIONS = ["1.5 s", "30 min", "2h 15m", "5 days", "2 working days", "PT30M"]
DURATION = _form(
    "Duration",
    "A duration with its unit: `1.5 s`, `30 min`, `2h 15m`, `5 days`; with a `calendar`, `2 working days`.",
    {"const": 0},
    _text(f"0|{_SPOKEN}|{_ISO}|{_WORKING}", _DURATION_HELP),
    examples=_DURATIONS,
)
POSITIVE_DURATION = _form(
    "Duration above 0",
    "A duration of more than 0, with its unit: `1.5 s`, `30 min`, `2h 15m`, `5 days`.",
    _text(f"(?=.*[1-9])(?:{_SPOKEN}|{_ISO}|{_WORKING})", _DURATION_HELP),
    examples=_DURATIONS,
)
_IN_100 = _PER_CENT.replace(r"\s*%", r"(?:\s*%|\s+in\s+100)")
_NO_LESS, _NO_MORE = r"(?:(?:>=|≥|at least\s)\s*)?", r"(?:(?:<=|≤|at most\s)\s*)?"
AT_LEAST = _form(
    "Lower limit",
    "The smallest share that passes: `>= 40%`, or `40%`; `40 in 100` is the same.",
    {"type": "number", "minimum": 0, "maximum": 1},
    _text(rf"{_NO_LESS}\+?(?:{_IN_100}|{_PART})", "write `>= 40%`: here more is better"),
    examples=[">= 40%"],
)
AT_MOST = _form(
    "Upper limit",
    "The largest share that passes: `<= 30%`, or `30%`; `<= 30 in 100` is the same.",
    {"type": "number", "minimum": 0, "maximum": 1},
    _text(rf"{_NO_MORE}\+?(?:{_IN_100}|{_PART})", "write `<= 30%` or `<= 30 in 100`: here less is better"),
    examples=["<= 30 in 100"],
)
AT_MOST_WAIT = _form(
    "Longest wait",
    "The longest wait that passes: `<= 2 days`, or `2 days`.",
    {"const": 0},
    _text(rf"{_NO_MORE}(?:0|{_SPOKEN}|{_ISO}|{_WORKING})", "write a duration with its unit: `<= 2 days`"),
    examples=["<= 2 days"],
)
AT_MOST_COUNT = _form(
    "Largest number",
    "The largest whole number that passes: `3`, or `<= 3`.",
    {"type": "integer", "minimum": 0},
    _text(rf"{_NO_MORE}\+?[0-9]+(?:\.0*)?", "write a whole number such as `3`"),
    examples=[0, "<= 3"],
)
DAY: Form = {
    "title": "Date",
    "description": "A date: year, month, day.",
    "examples": ["2026-09-14"],
    "type": "string",
    "format": "date",
    "pattern": r"^\s*[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\s*$",
    "patternErrorMessage": "write year, month and day: `2026-09-14`",
}
MOMENT = _form(
    "Moment",
    "A day, from its start, or a time: `2026-03-01`, `2026-03-01 14:05`.",
    _text(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
        r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?",
        "write a day or a time: `2026-03-01`, `2026-03-01 14:05`",
    ),
    examples=["2026-03-01"],
)
ZONE = _form(
    "Time zone",
    "A time zone by its IANA name: `Europe/Warsaw`.",
    _text(r"[A-Za-z0-9_+/-]+", "write a name such as `Europe/Warsaw`"),
    examples=["Europe/Warsaw"],
)
YES_NO = _form(
    "Yes or no",
    "`yes` or `no`.",
    {"enum": ["yes", "no", True, False]},
    _text("|".join(map(_any_case, ("yes", "no", "true", "false"))), "write `yes` or `no`"),
    examples=["yes"],
)
AMOUNT: Form = {
    "title": "Money",
    "description": "Money: a number and an ISO currency, `49 EUR`.",
    "examples": ["49 EUR"],
    **_text(rf"\+?{_N}\s+[A-Z]{{3}}", "write a number and an ISO currency, such as `49 EUR`"),
}
SCALE: Form = {
    "title": "Scale",
    "description": "A scale of scores, `1..5`; `5..1` where a low score is good, such as effort.",
    "examples": ["1..5", "0..10", "1..7", "5..1"],
    **_text(rf"-?{_D}\s*\.\.\s*-?{_D}", "write a scale such as `1..5`, `0..10` or `5..1`"),
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = "(?:" + "|".join(_any_case(day[:3]) + _cut_short(day[3:]) for day in _WEEKDAYS) + ")"
_SPAN = rf"{_WEEKDAY}(?:\s*-\s*{_WEEKDAY})?"
WEEKDAYS: Form = {
    "title": "Weekdays",
    "description": "Days of the week: `mon-fri`, or `mon, wed, sat`.",
    "examples": ["mon-fri", "mon, wed, sat"],
    **_text(rf"{_SPAN}(?:\s*,\s*{_SPAN})*", "write `mon-fri` or `mon, wed, sat`"),
}
_HOUR = r"0*(?:24|(?:1?[0-9]|2[0-3])(?:\.[0-9]+)?(?:\s*:\s*[0-5]?[0-9])?)"
HOURS: Form = {
    "title": "Hours of the day",
    "description": "From when to when, of 24 hours: `9-17`, or `8:30-18`.",
    "examples": ["9-17", "8:30-18"],
    **_text(rf"{_HOUR}\s*-\s*{_HOUR}", "write `9-17` or `8:30-18`"),
}
VOLUME = _form(
    "Number of customers",
    "How many, in what time: `12000 per month`.",
    {"type": "number", "minimum": 0},
    _text(rf"\+?{_N}(?:\s* per \s*\S.*)?", "write a number, and in what time: `12000 per month`"),
    examples=["12000 per month"],
)
LEFT: Form = {
    "title": "Some of all",
    "description": "How many left, of how many who got there: `120 of 400`.",
    "examples": ["120 of 400"],
    **_text(rf"\+?{_N}\s* of \s*{_SOME}\+?{_N}", "write `120 of 400`"),
}

FORMS: dict[str, Form] = {
    "".join(word.capitalize() for word in form["title"].split()): form
    for form in (
        NUMBER,
        NPS,
        COUNT,
        POSITIVE_NUMBER,
        COST,
        RANK,
        SHARE,
        POSITIVE_SHARE,
        SHARE_OR_COUNT,
        DURATION,
        POSITIVE_DURATION,
        DAY,
        MOMENT,
        ZONE,
        YES_NO,
        AMOUNT,
        SCALE,
        WEEKDAYS,
        HOURS,
        VOLUME,
        LEFT,
        AT_LEAST,
        AT_MOST,
        AT_MOST_WAIT,
        AT_MOST_COUNT,
    )
}
"""By name; a schema spells each out once and refers to it."""


def suggesting(*words: str) -> WithJsonSchema:
    """Describe a free text with words that an editor should offer.

    Example:
        >>> suggesting("web").json_schema["anyOf"][0]
        {'enum': ['web']}
    """
    return WithJsonSchema({"anyOf": [{"enum": list(words)}, TEXT]})


@dataclass(frozen=True, slots=True)
class OneOrList:
    """Describes a list whose single member may stand without brackets."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Form:
        """Allow the member beside the list."""
        listed = handler(schema)
        return {"anyOf": [listed["items"], listed]}


@dataclass(frozen=True, slots=True)
class OnlyNames:
    """Describes a mapping by touchpoint that may be no more than its names."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Form:
        """Allow one name, or a list of them, beside the mapping."""
        return {"anyOf": [NAME, {"type": "array", "items": NAME, "uniqueItems": True}, handler(schema)]}
