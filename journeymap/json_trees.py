"""JSON text → the values of a file, every one with its place; numbers and `true` stay the text that stands there."""

import json
import re
from bisect import bisect_right
from itertools import accumulate

from journeymap.errors import Diagnostic, JourneyError
from journeymap.syntax import json_problem
from journeymap.trees import MAX_DEPTH, Node, Span, Tree, to_line_end

__all__ = ["tree_of_json"]

_JSON_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+')
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")


def tree_of_json(text: str, file: str) -> Tree:
    """Parse JSON.

    Raises:
        JourneyError: If it is not well formed, or nested too deeply.
    """
    tree = Tree(file, text.split("\n"))
    _check_json(text, tree)
    starts = [0, *accumulate(len(line) + 1 for line in tree.lines)]
    for token in _JSON_TOKEN.finditer(text):
        line = bisect_right(starts, token.start()) - 1
        span = (line, token.start() - starts[line], len(token[0]))
        if token[0] in {"{", "["}:
            tree.open(to_line_end(span, tree), {} if token[0] == "{" else [])
        elif token[0] in {"}", "]"}:
            tree.close()
        else:
            tree.add(Node(span, _json_scalar(token[0], span, tree)))
    return tree


def _check_json(text: str, tree: Tree) -> None:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        said, cure = json_problem(error)
        span = (error.lineno - 1, error.colno - 1, 1)
        raise JourneyError(tree.problem("J004", f"this is not JSON: {said}", span, help=cure)) from None
    except RecursionError:
        said = f"`{tree.file}` is nested more than {MAX_DEPTH} levels deep"
        raise JourneyError(Diagnostic("J005", said)) from None


def _json_scalar(written: str, span: Span, tree: Tree) -> str | None:
    if not written.startswith('"'):
        return None if written == "null" else written
    text = str(json.loads(written))
    if _HALF_CHARACTER.search(text):
        said = "this is not JSON: half of a character is written as `\\u`"
        raise JourneyError(tree.problem("J004", said, span, help="write the character itself"))
    return text
