"""Outlines for the page in as few characters as can be seen: tenths of a point, and lines where curves are straight."""

import re
from collections.abc import Iterator

__all__ = ["short", "shortened"]

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_PIECE = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_Point = tuple[str, str]


def short(text: str) -> str:
    """Round every number of a text to tenths.

    Example:
        >>> short("-0.04,12.00 3.25")
        '0,12 3.2'
    """
    return _NUMBER.sub(lambda found: _tenths(found[0]), text)


def shortened(path: str) -> str:
    """Write a path in tenths; curves whose handles lie on their ends are lines, level and upright ones one number.

    Paths with other commands than M, L, H, V, C and Z are only rounded.

    Example:
        >>> shortened("M1,2C1,2 5.04,2 5.04,2 6,3 7,4 8,5")
        'M1,2H5C6,3 7,4 8,5'
    """
    pieces = [(command, [_tenths(number) for number in _NUMBER.findall(rest)]) for command, rest in _pieces(path)]
    if any(command not in _ENDS or len(numbers) % _ENDS[command] for command, numbers in pieces):
        return short(path)
    return "".join(_written(pieces))


_ENDS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Z": 1}
"""How many numbers lead to the next point."""


def _pieces(path: str) -> list[tuple[str, str]]:
    """Split a path at its commands; numbers with exponents are left alone."""
    return [("e", path)] if "e" in path.lower() else _PIECE.findall(path)


def _tenths(number: str) -> str:
    text = f"{float(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _written(pieces: list[tuple[str, list[str]]]) -> Iterator[str]:
    at: _Point = ("0", "0")
    for command, numbers in pieces:
        if command == "Z":
            yield "Z"
        for i in range(0, len(numbers), _ENDS[command]):
            ends = numbers[i : i + _ENDS[command]]
            to = _end(command, ends, at)
            handles = [(ends[0], ends[1]), (ends[2], ends[3])] if command == "C" else []
            if command == "M" and not i:
                yield f"M{to[0]},{to[1]}"
            elif handles and handles != [at, to]:
                yield f"C{ends[0]},{ends[1]} {ends[2]},{ends[3]} {to[0]},{to[1]}"
            else:
                yield _line(at, to)
            at = to


def _end(command: str, ends: list[str], at: _Point) -> _Point:
    if command == "H":
        return ends[0], at[1]
    return (at[0], ends[0]) if command == "V" else (ends[-2], ends[-1])


def _line(at: _Point, to: _Point) -> str:
    if at == to:
        return ""
    return f"H{to[0]}" if at[1] == to[1] else f"V{to[1]}" if at[0] == to[0] else f"L{to[0]},{to[1]}"
