"""What DuckDB writes in its own way; another dialect would be another file like this one."""

import re
from collections.abc import Iterable

from journeymap.log_columns import TimeUnit

__all__ = [
    "INTERVAL",
    "bits",
    "boolean",
    "first_position",
    "given",
    "has_any",
    "higher",
    "identifier",
    "is_blank",
    "is_number",
    "may_be_time",
    "microseconds",
    "money",
    "number",
    "scaled",
    "seconds",
    "since_1970",
    "sortable",
    "text",
    "whole",
]

_STAMP = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_NAIVE = rf"\s*{_STAMP}\s*"
_ZONED = rf"^\s*({_STAMP})\s*(Z|z|UTC|GMT|[+-]\d{{2}}(?::?\d{{2}})?)\s*$"
_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE")
_ZONED_TIME = "TIMESTAMP WITH TIME ZONE"
INTERVAL = "INTERVAL"
_NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|DECIMAL\(.*\)|FLOAT|DOUBLE")


def identifier(name: str) -> str:
    """Quote the name of a column.

    Example:
        >>> identifier('6" lamp')
        '"6"" lamp"'
    """
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Quote a text.

    Example:
        >>> text("it's")
        "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def may_be_time(kind: str) -> bool:
    """Say whether a column of this type holds times, or text that may be times."""
    return kind in {*_TIMES, _ZONED_TIME, "VARCHAR"}


def is_number(kind: str) -> bool:
    """Say whether a column of this type holds numbers."""
    return _NUMBERS.fullmatch(kind) is not None


def microseconds(column: str, kind: str) -> tuple[str, str]:
    """Return SQL of a time as microseconds since 1970 in UTC, and of whether it names its zone.

    The first is NULL where there is no such time (1970 itself included: it stands for nothing), the second
    is NULL where text is no time. Only ISO 8601 is read from text; a zone that is not an offset is not.
    """
    if kind == "VARCHAR":
        naive = f"epoch_us(TRY_CAST({column} AS TIMESTAMP))"
        offset = f"regexp_extract({column}, {text(_ZONED)}, 2)"
        zone = f"CASE WHEN {offset} IN ('Z', 'z', 'UTC', 'GMT') THEN '+00' ELSE {offset} END"
        stamp = f"regexp_extract({column}, {text(_ZONED)}, 1)"
        zoned = f"epoch_us(TRY_CAST({stamp} || {zone} AS TIMESTAMP WITH TIME ZONE))"
        is_naive = f"regexp_full_match({column}, {text(_NAIVE)})"
        is_zoned = f"regexp_full_match({column}, {text(_ZONED)})"
        read = f"CASE WHEN {is_naive} THEN {naive} WHEN {is_zoned} THEN {zoned} END"
        return f"nullif({read}, 0)", f"CASE WHEN {is_naive} THEN false WHEN {is_zoned} THEN true END"
    time = column if kind == _ZONED_TIME else f"CAST({column} AS TIMESTAMP)"
    return f"CASE WHEN isfinite({time}) THEN nullif(epoch_us({time}), 0) END", str(kind == _ZONED_TIME).lower()


_MICROSECONDS = {"s": 1_000_000, "ms": 1000, "us": 1}


def since_1970(column: str, unit: TimeUnit) -> str:
    """Return SQL of a number of some unit since 1970 as microseconds; NULL where it is none, or 0."""
    amount = f"TRY_CAST({column} AS DOUBLE) * {_MICROSECONDS[unit]}"
    return f"CASE WHEN abs({amount}) < 9e18 THEN nullif(CAST(floor({amount} + 0.5) AS BIGINT), 0) END"


def is_blank(column: str) -> str:
    """Return SQL of whether a text is missing or blank.

    A blank one sorts before `!`, which is quick to tell; CASE, unlike AND, trims none but those.
    """
    trimmed = f"trim({column}, e' \\t\\r\\n')"
    return f"(CASE WHEN {column} IS NULL THEN true WHEN {column} < '!' THEN {trimmed} = '' ELSE false END)"


def given(column: str) -> str:
    """Return SQL of a value as text, NULL where none was given: empty text, or no number (NaN)."""
    words = f"nullif(trim(CAST({column} AS VARCHAR)), '')"
    return f"CASE WHEN isnan(TRY_CAST({words} AS DOUBLE)) THEN NULL ELSE {words} END"


def number(words: str) -> str:
    """Return SQL of text as a number, NULL where it is none."""
    return f"TRY_CAST({words} AS DOUBLE)"


def seconds(column: str) -> str:
    """Return SQL of an interval in words: its seconds, a month counted as 30 days."""
    return f"CAST(CAST(epoch_us({column}) / 1000000.0 AS DECIMAL(18, 6)) AS VARCHAR) || ' s'"


def whole(words: str) -> str:
    """Return SQL of text as a whole number from 0, NULL where it is none."""
    amount = number(words)
    return (
        f"CASE WHEN {amount} >= 0 AND {amount} < 1e9 AND floor({amount}) = {amount} THEN CAST({amount} AS BIGINT) END"
    )


def money(words: str) -> str:
    """Return SQL of text as an amount that adds up exactly, NULL where it is none."""
    return f"TRY_CAST({words} AS DECIMAL(18, 4))"


def scaled(value: str, numerator: int, denominator: int) -> str:
    """Return SQL of a whole number times a fraction, rounded down, without running over."""
    return f"CAST(CAST({value} AS HUGEINT) * {numerator} // {denominator} AS BIGINT)"


def boolean(words: str) -> str:
    """Return SQL of text as true or false, NULL where it is neither."""
    return (
        f"CASE WHEN lower({words}) IN ('true', 'yes', '1', '1.0') THEN true"
        f" WHEN lower({words}) IN ('false', 'no', '0', '0.0') THEN false END"
    )


def sortable(column: str, kind: str) -> str:
    """Return SQL of a value by which events are put in order; text must be a number or a time."""
    if kind != "VARCHAR":
        return column
    time, _ = microseconds(column, kind)
    return f"coalesce(TRY_CAST({column} AS DECIMAL(38, 9)), CAST({time} AS DECIMAL(38, 9)))"


def higher(x: str, width: int, kind: str) -> str:
    """Return SQL of a whole number from 0 without its lowest bits."""
    return f"CAST({x} >> {width} AS {kind})"


def bits(x: str, above: int, width: int, kind: str) -> str:
    """Return SQL of some bits of a whole number from 0, those from `above` the lowest ones on."""
    return f"CAST(({x} >> {above}) & {2**width - 1} AS {kind})"


def has_any(items: str, wanted: Iterable[int]) -> str:
    """Return SQL that says whether a list holds any of the wanted values."""
    found = [f"list_contains({items}, {value})" for value in wanted]
    return f"({' OR '.join(found) or 'false'})"


def first_position(items: str, wanted: Iterable[int]) -> str:
    """Return SQL of the first position in a list, from 1, of any of the wanted values, else its length."""
    found = [f"list_position({items}, {value})" for value in wanted]
    return f"least({', '.join([*found, f'len({items})'])})"
