"""YAML text → the values of a file, every one with its place; every scalar stays the text that stands there."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from journeymap.errors import JourneyError
from journeymap.syntax import yaml_problem
from journeymap.trees import Node, Span, Tree, to_line_end

__all__ = ["tree_of_yaml"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile("[\n\x85\u2028\u2029]")
"""What the YAML parser counts as the end of a line."""
_NOT_IN_YAML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def tree_of_yaml(text: str, file: str) -> Tree:
    """Parse YAML.

    Raises:
        JourneyError: If it is not well formed, of several documents, or nested too deeply.
    """
    tree = Tree(file, _LINE_END.split(text))
    anchors: dict[str | None, Node] = {}  # those without a name share one entry that nobody asks for
    for event in _yaml_events(text, tree):
        if isinstance(event, yaml.DocumentStartEvent) and tree.root is not None:
            cure = "give each journey a file of its own"
            raise JourneyError(tree.problem("J006", "a second document starts here", _span(event, tree), help=cure))
        if isinstance(event, yaml.CollectionStartEvent):
            content: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            anchors[event.anchor] = tree.open(to_line_end(_span(event, tree), tree), content)
        elif isinstance(event, yaml.CollectionEndEvent):
            tree.close()
        elif isinstance(event, yaml.ScalarEvent):
            is_merge = not event.style and event.value == "<<"
            anchors[event.anchor] = tree.add(Node(_span(event, tree), _yaml_scalar(event), is_merge=is_merge))
        elif isinstance(event, yaml.AliasEvent):
            tree.add(_alias(event, anchors, tree))
    return tree


def _yaml_events(text: str, tree: Tree) -> Iterator[Any]:
    if found := _NOT_IN_YAML.search(text):
        line = len(_LINE_END.findall(text, 0, found.start()))
        column = found.start() - sum(len(before) + 1 for before in tree.lines[:line])
        said = f"this is not YAML: it cannot hold the character U+{ord(found[0]):04X}"
        raise JourneyError(tree.problem("J004", said, (line, column, 1), help="take the character out"))
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        said, cure, line, column = yaml_problem(error, tree.lines)
        raise JourneyError(tree.problem("J004", f"this is not YAML: {said}", (line, column, 1), help=cure)) from None


def _yaml_scalar(event: Any) -> str | None:  # noqa: ANN401 - a scalar event
    return None if not event.style and event.value in {"", "~", "null", "Null", "NULL"} else event.value


def _alias(event: Any, anchors: dict[str | None, Node], tree: Tree) -> Node:  # noqa: ANN401 - an alias event
    node = anchors.get(event.anchor)
    if node is None or node.is_open:
        said = f"`*{event.anchor}` " + ("stands within itself" if node else "repeats a part that has no such name")
        cure = f"name the part before it: `&{event.anchor}`"
        raise JourneyError(tree.problem("J004", f"this is not YAML: {said}", _span(event, tree), help=cure))
    return Node(node.span, node.content, node.size, node.depth)


def _span(event: Any, tree: Tree) -> Span:  # noqa: ANN401 - any event of the parser
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if start.line == end.line else len(tree.lines[start.line]) - start.column
    return start.line, start.column, max(1, length)
