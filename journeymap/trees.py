"""The values of a file with their places, as the parsers of YAML and JSON let them grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from journeymap.errors import Diagnostic, JourneyError, Place

__all__ = ["MAX_DEPTH", "Node", "Span", "Tree", "place_of", "to_line_end"]

MAX_DEPTH = 64
_MAX_VALUES = 1_000_000
"""Bound on the values after aliases are expanded."""

Span = tuple[int, int, int]
"""Line and column, from 0, and length."""


@dataclass(slots=True)
class Node:
    """One value of the file; `content` is text, None, a list of nodes, or (key span, node) by key."""

    span: Span
    content: Any = None
    size: int = 1
    """Values in it, aliases expanded."""
    depth: int = 0
    is_open: bool = False
    """Whether its end is still to come."""
    is_merge: bool = False
    """Whether it is the `<<` by which YAML merges the keys of another part."""

    def plain(self) -> Any:  # noqa: ANN401 - whatever stands in the file
        """Return the value without places."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, (_, node) in self.content.items()}
        return [node.plain() for node in self.content] if isinstance(self.content, list) else self.content


def place_of(file: str, lines: Sequence[str], span: Span) -> Place:
    """Return a span as a place of a file that can be shown."""
    line, column, length = span
    text = lines[line] if line < len(lines) else ""
    return Place(file, line + 1, column + 1, max(1, min(length, len(text) - column)), text)


class Tree:
    """The values of a file, growing as its parser meets them; no recursion, so that depth is bounded here."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.root: Node | None = None
        self.problems: list[Diagnostic] = []
        self._n_read = 0
        self._open: list[tuple[Node, list[Node]]] = []

    def open(self, span: Span, content: dict[str, Any] | list[Any]) -> Node:
        """Start a mapping or a list."""
        node = Node(span, content, is_open=True)
        self._open.append((node, []))
        self._bound(depth=len(self._open))
        return node

    def add(self, node: Node) -> Node:
        """Put a finished value into what is open; in a mapping, keys and values take turns."""
        self._n_read += 1
        self._bound(size=self._n_read)
        if self._open:
            self._open[-1][1].append(node)
        else:
            self.root = node
        return node

    def close(self) -> None:
        """End the mapping or list that was started last."""
        node, children = self._open.pop()
        node.is_open = False
        node.size += sum(child.size for child in children)
        node.depth = 1 + max((child.depth for child in children), default=0)
        self._bound(depth=node.depth, size=node.size)
        if isinstance(node.content, list):
            node.content.extend(children)
        else:
            self._fill(node.content, children)
        self.add(node)

    def problem(self, code: str, message: str, span: Span, *, help: str = "") -> Diagnostic:  # noqa: A002 - as printed
        """Describe what is wrong at a place."""
        return Diagnostic(code, message, place_of(self.file, self.lines, span), help=help)

    def _bound(self, *, depth: int = 0, size: int = 0) -> None:
        if depth > MAX_DEPTH:
            said = f"`{self.file}` is nested more than {MAX_DEPTH} levels deep"
            raise JourneyError(Diagnostic("J005", said))
        if size > _MAX_VALUES:
            said = f"`{self.file}` holds more than {_MAX_VALUES:,} values, those that aliases repeat included"
            raise JourneyError(Diagnostic("J005", said))

    def _fill(self, content: dict[str, tuple[Span, Node]], children: list[Node]) -> None:
        merged: dict[str, tuple[Span, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if key.is_merge:
                merged |= self._merged(value)
            elif not isinstance(key.content, str):
                self.problems.append(self.problem("J007", "a key must be text", key.span, help="put it in quotes"))
            elif key.content in content:
                first = content[key.content][0][0] + 1
                said = f"the key `{key.content}` is given twice, first in line {first}"
                self.problems.append(self.problem("J101", said, key.span, help="keep one of the two"))
            else:
                content[key.content] = (key.span, value)
        for name, entry in merged.items():
            content.setdefault(name, entry)

    def _merged(self, value: Node) -> dict[str, tuple[Span, Node]]:
        """Entries that a merge key brings; the first of several bases wins."""
        merged: dict[str, tuple[Span, Node]] = {}
        for base in reversed(value.content if isinstance(value.content, list) else [value]):
            if isinstance(base.content, dict):
                merged |= base.content
            else:
                cure = "name a part that has keys: `<<: *part`"
                self.problems.append(self.problem("J008", "`<<` finds no keys to merge here", base.span, help=cure))
        return merged


def to_line_end(span: Span, tree: Tree) -> Span:
    """Return a span from where it starts to the end of its line."""
    line, column, _ = span
    return line, column, max(1, len(tree.lines[line]) - column)
