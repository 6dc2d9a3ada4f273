"""Why a text is no YAML or no JSON, in plain words, each with its cure."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

__all__ = ["json_problem", "yaml_problem"]

_INDENT = "give the keys of one part the same number of spaces"
_QUOTE = "put the text in quotes"
_YAML = {
    "mapping values are not allowed in this context": (
        "a second `:` stands where the value goes on",
        f"{_QUOTE} if the `:` belongs to it, or indent the line as those around it",
    ),
    "did not find expected key": (
        "this does not fit the indentation or the quotes before it",
        f"{_INDENT}; put text with `'` in it in double quotes",
    ),
    "did not find expected '-' indicator": ("a list goes on without `-`", _INDENT),
    "could not find expected ':'": ("a key has no `:`", "write `key: value`"),
    "did not find expected ',' or '}'": ("a `{` is not closed, or a comma is missing", "write `{a: 1, b: 2}`"),
    "did not find expected ',' or ']'": ("a `[` is not closed, or a comma is missing", "write `[a, b]`"),
    "found unexpected end of stream": ("a quotation mark is not closed", "close it"),
    "found unknown escape character": ("no character is written like this after `\\`", "use single quotes"),
    "found invalid Unicode character escape code": (
        "this escape is no character",
        "write the character itself",
    ),
    "block sequence entries are not allowed in this context": (
        "a list starts in the middle of a line",
        "start each item on a line of its own",
    ),
    "did not find expected node content": ("a value is missing here", f"write the value, or {_QUOTE}"),
    "did not find expected alphabetic or numeric character": ("`*` and `&` need a name in YAML", _QUOTE),
    "did not find expected <document start>": ("the text goes on after its end", "take the rest out"),
    "did not find expected comment or line break": (
        "text stands behind `|` or `>`",
        "start it on the next line",
    ),
    "found undefined tag handle": ("a `!` starts a tag in YAML", _QUOTE),
}
_JSON = {
    "expecting property name enclosed in double quotes": (
        "a key in double quotes should stand here",
        'write `"key": value`; no comma stands after the last one',
    ),
    "illegal trailing comma before end of object": ("no comma stands after the last key", "take the comma out"),
    "illegal trailing comma before end of array": ("no comma stands after the last value", "take the comma out"),
    "expecting ',' delimiter": ("a comma or a closing bracket is missing here", "put it in"),
    "expecting ':' delimiter": ("a key has no `:`", 'write `"key": value`'),
    "expecting value": ("a value is missing here", 'write text in double quotes: `"text"`'),
    "unterminated string starting at": ("a quotation mark is not closed", "close it"),
    "invalid control character at": ("a text goes over the end of its line", r"write `\n` for a new line"),
    "extra data": ("the text goes on after its end", "take the rest out"),
}
_TAB = ("a tab cannot indent YAML", "indent with spaces")


def yaml_problem(error: "yaml.MarkedYAMLError", lines: list[str]) -> tuple[str, str, int, int]:
    """Say what the parser stumbled over.

    Returns:
        A sentence, its cure, and the line and column, from 0, where the trouble starts.
    """
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    sentence, cure = _YAML.get(error.problem or "", ("the indentation or the quotes do not fit", _INDENT))
    if error.problem in _OPENED_BEFORE and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
    if error.problem == "found character that cannot start any token":
        character = lines[line][column : column + 1]
        sentence, cure = _TAB if character == "\t" else (f"no text can start with `{character}`", _QUOTE)
    elif (error.problem or "").startswith("found a tab character"):
        sentence, cure = _TAB
    return sentence, cure, line, column


_OPENED_BEFORE = {
    "did not find expected ',' or '}'",
    "did not find expected ',' or ']'",
    "found unexpected end of stream",
}
"""Problems noticed late: the place to look at is where the bracket or the quote was opened."""


def json_problem(error: json.JSONDecodeError) -> tuple[str, str]:
    """Return a sentence and its cure."""
    if error.msg.lower().startswith("invalid \\"):
        return "no character is written like this after `\\`", r"write `\\` for a backslash"
    return _JSON.get(error.msg.lower(), ("this is not well formed", "compare brackets, commas and quotes"))
